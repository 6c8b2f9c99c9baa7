/** The panel: sectors, what the map is colored by, legend, layers, about the data. */
import { decimal } from "../model/format";
import { type Key, lang, localized, t } from "../model/i18n";
import { STATUSES } from "../model/marks";
import type { Zone } from "../model/payload";
import { picked, toggled } from "../model/state";
import { hasMunicipal } from "../model/zones";
import type { App } from "../ui/app";
import { data, h, icon, link } from "../ui/dom";
import { contextKey, symbol, zoneSwatch } from "../ui/symbols";
import { classControls } from "./class-controls";
import { INDICATOR_GROUPS } from "./indicator-groups";
import { legend } from "./legend";
import { type Section, section } from "./section";
import { townValues } from "./town-values";
import { eventList } from "./time-slider";

export function titleSection(app: App): Section {
  const { payload } = app.model;
  return section("title", () => null, () => [
    h("h1", { dir: "auto" }, data(payload.headline || localized(payload.title))),
    payload.headline !== "" && h("p", { class: "cm-map-title", dir: "auto" }, data(localized(payload.title))),
    localized(payload.subtitle) !== "" && h("p", { class: "cm-subtitle", dir: "auto" }, data(localized(payload.subtitle))),
    payload.notes.length > 0 && h("ul", { class: "cm-sr", "aria-label": t("notesOnMap") }, payload.notes.map(({ text }) => h("li", null, data(text)))),
  ]);
}

export function sectorSection(app: App): Section {
  const { model, store } = app;
  return section("sectors", () => t("sectors"), () => {
    const { state } = app;
    const counts = app.bySector();
    const all = model.payload.sectors.map((x) => x.id);
    return [
      h("div", { class: `cm-chips${state.sectors.size === all.length ? " cm-chips-all" : ""}`, role: "group", "aria-label": t("sectors") },
        model.payload.sectors.map((sector) => {
          const on = state.sectors.has(sector.id) && state.sectors.size < all.length;
          return h("button", {
            type: "button", class: "cm-chip", "aria-pressed": on ? "true" : "false",
            "data-key": `sector ${sector.id}`, "data-testid": "sector-chip", "data-sector": sector.id,
            title: t("onlyHint"), on: { click: () => store.set({ sectors: picked(all, state.sectors, sector.id) }) },
          }, symbol(app, "site", sector.id), data(localized(sector.label)),
          h("span", { class: "cm-count" }, decimal(counts.get(sector.id) ?? 0, 0)));
        }),
        state.sectors.size < all.length && h("button", {
          type: "button", class: "cm-link", "data-key": "sectors all", "data-testid": "sectors-all",
          on: { click: () => store.set({ sectors: new Set(all) }) },
        }, t("showAll"))),
    ];
  });
}

export function colorSection(app: App): Section {
  const { model, store } = app;
  return section("color", () => t("colorBy"), () => {
    const { indicator } = app.current();
    const select = h("select", {
      class: "cm-select", "aria-label": t("colorBy"), "data-key": "color-by", "data-testid": "color-by",
      on: { change: (event: Event) => store.set({ colorBy: (event.target as HTMLSelectElement).value }) },
    });
    for (const [group, label] of INDICATOR_GROUPS) {
      const members = model.payload.indicators.filter((x) => x.group === group);
      if (!members.length) continue;
      select.append(h("optgroup", { label: t(label) }, members.map((x) => {
        const text = x.id === indicator.id ? app.label(x) : localized(x.label);
        const option = h("option", { value: x.id, dir: "auto" }, text.length > 120 ? text.slice(0, 119) + "…" : text);
        option.selected = x.id === indicator.id;
        return option;
      })));
    }
    return [
      h("div", { class: "cm-select-box" }, select),
      legend(app),
      townValues(app),
      app.colored().current.indicator.scale === "categorical" ? null : classControls(app),
    ];
  });
}

export function layerSection(app: App): Section {
  const { model, store } = app;
  const { zones, clusters } = model.payload;
  return section("layers", () => t("layers"), () => {
    const row = (id: string, mark: Node | null, label: Node | string, count: number): HTMLElement => {
      const box = h("input", {
        type: "checkbox", "data-key": `layer ${id}`, "data-testid": "layer", "data-layer": id,
        on: { change: () => store.set({ layers: toggled(app.state.layers, id) }) },
      });
      box.checked = app.state.layers.has(id);
      return h("label", { class: "cm-layer" }, box, mark, h("span", { class: "cm-layer-name" }, label),
        h("span", { class: "cm-count" }, decimal(count, 0)));
    };
    const sector = model.payload.sectors[0]?.id ?? "";
    return [
      app.hasSites() && row("sites", symbol(app, "site", sector), t("sites"), app.countShown()),
      app.hasSites() && app.state.layers.has("sites") && statusKey(app),
      model.sites.length > 150 && app.state.layers.has("sites") && h("p", { class: "cm-note" }, t("groupedNote")),
      ...crowdNotes(app).map((note) => h("p", { class: "cm-note", "data-testid": "crowd-note" }, note)),
      clusters.length > 0 && row("clusters", symbol(app, "cluster", sector), t("clusters"), clusters.length),
      ...model.payload.rings.map(({ label, km }) => h("p", { class: "cm-note cm-rings" },
        data(localized(label)), ` ${t("ringsAt", { km: km.join(", ") })}`)),
      ...model.payload.arcs.map((flow) => h("div", { class: "cm-note cm-arcs", "data-testid": "arcs" },
        h("p", null, data(localized(flow.label))),
        h("ul", null, flow.arcs.map(({ name, net }) => h("li", null, data(localized(name)), ` ${signed(net)}`))),
        flow.notes.map((note) => h("p", null, data(localized(note)))))),
      zones.length > 0 && h("h3", null, t("zones")),
      ...model.schemes.map((scheme) => {
        const members = zones.filter((zone) => zone.scheme === scheme);
        return row(`zone:${scheme}`, zoneKey(app, scheme, members), data(app.word("scheme", scheme)), members.length);
      }),
      zones.length > 0 && h("p", { class: "cm-note" }, t("zonesNote")),
      model.payload.context.length > 0 && h("h3", null, t("context")),
      ...model.payload.context.map(({ label, kind, features }, i) =>
        row(`context:${i}`, contextKey(i, kind), data(localized(label)), features.length)),
    ];
  });
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${decimal(value, 0)}`;
}

/** What a reader must know of sites that came packed: how exact they are, and what was left out. */
function crowdNotes(app: App): (Node | string)[][] {
  const { crowd, payload: { points } } = app.model;
  if (!crowd || !points) return [];
  const { left_out: out, unplaced, exact, count } = points;
  const between = lang() === "ja" ? "、" : ", ";
  return [
    [t("crowdNote", { n: count, m: exact })],
    ...(out.length ? [[t("crowdLeftOut"), " ", ...out.flatMap((name, i) => [i ? between : "", h("span", null, data(name))])]] : []),
    ...(unplaced ? [[t("crowdUnplaced", { n: unplaced })]] : []),
  ];
}

/** Hatching for zones whose area is drawn, a mark for the others. */
function zoneKey(app: App, scheme: string, zones: readonly Zone[]): HTMLElement {
  const areas = zones.some((zone) => zone.prefectures.length || (hasMunicipal(app.model) && zone.municipalities.length));
  const marks = zones.some((zone) => zone.unknown.length || (!hasMunicipal(app.model) && zone.places.length));
  return h("span", { class: "cm-zone-key" }, areas && zoneSwatch(app.model, scheme, app.palette()), (marks || !areas) && symbol(app, "zone", scheme));
}

function statusKey(app: App): HTMLElement {
  const present = app.statuses();
  const known = STATUSES.filter((x) => present.has(x));
  const sector = app.model.payload.sectors[0]?.id ?? "";
  return h("ul", { class: "cm-status-key" }, known.map((status) =>
    h("li", null, symbol(app, "site", sector, status), data(app.word("status", status)))));
}

export function eventSection(app: App): Section {
  const part = section("event-box", () => null, () => [eventList(app)]);
  part.element.hidden = app.model.payload.events.length === 0;
  app.store.on(["year"], () => {
    const { year } = app.state;
    for (const item of part.element.querySelectorAll("li[data-year]")) {
      item.classList.toggle("cm-later", year !== null && Number(item.getAttribute("data-year")) > year);
    }
  });
  return part;
}

export function aboutSection(app: App): Section {
  const { payload, sites, crowd } = app.model;
  return section("about", () => null, () => {
    const counted = (intro: Key, group: "position" | "confidence"): (HTMLElement | false)[] => {
      const found = crowd?.census(group) ?? new Map<string, number>();
      for (const site of sites) if (site[group]) found.set(site[group], (found.get(site[group]) ?? 0) + 1);
      return [
        found.size > 0 && h("p", null, t(intro)),
        found.size > 0 && h("ul", null, [...found].map(([code, n]) =>
          h("li", null, data(app.word(group, code)), `: ${t("sitesCount", { n })}`))),
      ];
    };
    return [
      h("details", { "data-testid": "about" },
        h("summary", { "data-key": "about" }, t("about")),
        payload.dated ?? h("p", null, t("asOf", { date: payload.asOf })),
        ...counted("exactness", "position"),
        ...counted("sureness", "confidence"),
        h("ul", { class: "cm-sources" }, payload.sources.map((source) => h("li", null,
          link(source.url, data(localized(source.text))),
          source.license !== "" && h("small", null, " ", data(source.license))))),
        payload.credits.map((credit) => h("p", { class: "cm-note" }, data(localized(credit)))),
        h("p", { class: "cm-note" }, `clustermap ${payload.generator}`)),
    ];
  });
}

const THEMES = ["auto", "light", "dark"] as const;
export function settingsSection(app: App): Section {
  const icons = { auto: "auto", light: "sun", dark: "moon" } as const;
  return section("settings", () => null, () => [
    h("div", { class: "cm-segments", role: "group", "aria-label": t("theme") }, THEMES.map((theme) =>
      h("button", {
        type: "button", "aria-pressed": app.state.theme === theme ? "true" : "false", "aria-label": t(theme),
        title: t(theme), "data-key": `theme ${theme}`, "data-testid": `theme-${theme}`,
        on: { click: () => app.store.set({ theme }) },
      }, icon(icons[theme])))),
  ]);
}
