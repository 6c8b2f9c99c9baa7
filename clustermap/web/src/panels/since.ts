/** What is marked since an earlier edition: the legend, which filters, what is gone, and the lines on a site's card. */
import { decimal } from "../model/format";
import { localized } from "../model/i18n";
import type { Site } from "../model/site";
import type { App } from "../ui/app";
import { data, h } from "../ui/dom";
import { changeKey } from "../ui/symbols";

const FACET = "changed";
const KINDS = ["new", "changed", "gone"] as const;

function row(app: App, kind: (typeof KINDS)[number]): HTMLElement[] {
  const { words, counts } = app.model.payload.since!;
  return [
    h("span", null, changeKey(kind, app.palette()), " ", data(localized(words[kind]))),
    h("span", { class: "cm-count" }, decimal(counts[kind], 0)),
  ];
}

/** The legend of the marks; in the panel, its keys show only these sites. */
export function sinceLegend(app: App, compact = false): HTMLElement | null {
  const { since } = app.model.payload;
  if (!since) return null;
  const chosen = app.state.facets[FACET] ?? [];
  const toggle = (kind: string): void => {
    const { [FACET]: _, ...rest } = app.state.facets;
    const next = chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind];
    app.store.set({ facets: next.length ? { ...rest, [FACET]: next } : rest });
  };
  const item = (kind: (typeof KINDS)[number]): HTMLElement => h("li", null,
    compact || kind === "gone"
      ? h("span", { class: "cm-since-row" }, row(app, kind))
      : h("button", {
        type: "button", class: "cm-since-row cm-row-button", "aria-pressed": chosen.includes(kind) ? "true" : "false",
        "data-key": `since ${kind}`, "data-testid": `since-${kind}`, on: { click: () => toggle(kind) },
      }, row(app, kind)));
  return h("div", { class: compact ? "cm-since cm-compact" : "cm-since", "data-testid": "since" },
    h("h2", { class: "cm-since-title", dir: "auto" }, data(localized(since.title))),
    h("ul", null, KINDS.map(item)),
    !compact && h("p", { class: "cm-note", dir: "auto" }, data(localized(since.between))),
    !compact && since.gone.length > 0 && h("details", { class: "cm-since-gone" },
      h("summary", { "data-key": "since gone", "data-testid": "since-gone" }, data(localized(since.words.gone_list)), ` (${decimal(since.gone.length, 0)})`),
      h("ul", null, since.gone.map((one) => h("li", { dir: "auto" }, data(localized(one.name)))))));
}

/** What changed at a site. */
export function sinceLines(app: App, site: Site): HTMLElement | null {
  const { since } = app.model.payload;
  if (!since || !Object.hasOwn(since.sites, site.id)) return null;
  const [kind, fields] = since.sites[site.id]!;
  const word = kind === "new" ? since.words.new : since.words.changed;
  return h("div", { class: "cm-related", "data-testid": "site-since" },
    h("h3", null, data(localized(since.title))),
    fields.length === 0
      ? h("p", null, data(localized(word)))
      : h("ul", { class: "cm-since-fields" }, fields.map(([name, before, after]) => h("li", null,
        h("span", { class: "cm-row-note" }, data(localized(name))), " ",
        localized(before) !== "" && h("del", { dir: "auto" }, data(localized(before))), " ",
        h("ins", { dir: "auto" }, data(localized(after)))))));
}
