/** The filters: which sites are asked for, how many there are, and the way to their list. */
import { orderedChoices } from "../model/facets";
import { type Facet, shown } from "../model/filter";
import { choiceName, facetName, filterWords, rangeText } from "../model/filter-text";
import { decimal, yen } from "../model/format";
import { t } from "../model/i18n";
import { picked } from "../model/state";
import type { App } from "../ui/app";
import { data, h, icon } from "../ui/dom";
import { type Section, section } from "./section";
import { sinceLegend } from "./since";

/** Amounts to choose from, in bn JPY. */
const STEPS = [0.1, 1, 5, 10, 50, 100, 500, 1000];

export function filterSection(app: App): Section {
  return section("filters", () => null, () => {
    if (!app.hasSites()) return [sinceLegend(app)];
    const facets = app.facets();
    const region = facets.find(({ key }) => key === "region");
    const rest = facets.filter((facet) => facet !== region);
    return [
      sinceLegend(app),
      region ? regionField(app) : null,
      rest.length > 0 && h("details", { class: "cm-more-filters" },
        h("summary", { "data-key": "more filters", "data-testid": "more-filters" }, t("moreFilters")),
        rest.map((facet) => (facet.kind === "choice" ? choiceFacet(app, facet) : rangeFacet(app, facet)))),
      resultLine(app),
    ];
  });
}

/** How many sites match, each filter to take away, and the list. */
function resultLine(app: App): HTMLElement {
  const { store, state, model } = app;
  const all = model.crowd?.size ?? model.sites.length;
  const words = filterWords(model, state);
  const n = app.countShown();
  return h("div", { class: "cm-matches" },
    h("div", { class: "cm-match-row" },
      h("span", { class: "cm-match-count", "data-testid": "match-count" }, words.length ? t("matchOf", { n, of: all }) : t("sitesCount", { n: all })),
      h("button", {
        type: "button", class: "cm-button", "data-key": "list sites", "data-testid": "list-sites",
        on: { click: () => store.set({ view: "table", table: "sites" }) },
      }, icon("table"), t("listSites"))),
    words.length > 0 && h("div", { class: "cm-tags" },
      words.map(({ key, text, cleared }) => h("button", {
        type: "button", class: "cm-tag cm-filter-tag", "data-key": `clear ${key}`, "data-testid": "filter-tag", "aria-label": `${t("remove")}: ${text.slice(0, 120)}`,
        on: { click: () => store.set(cleared) },
      }, data(text, "cm-clip"), icon("close"))),
      words.length > 1 && h("button", {
        type: "button", class: "cm-link", "data-key": "clear filters", "data-testid": "clear-filters",
        on: { click: () => store.set(Object.assign({ facets: {}, ranges: {} }, ...words.map(({ cleared }) => cleared), { facets: {}, ranges: {} })) },
      }, t("clearFilters"))),
    ...leftOut(app));
}

/** What is left out for want of an amount. */
function leftOut(app: App): HTMLElement[] {
  const { model, state } = app;
  if (model.crowd) return [];
  return Object.keys(state.ranges).map((key) => {
    const { [key]: _, ...ranges } = state.ranges;
    const known = key === "investment" ? "investment" : "";
    const n = model.sites.filter((site) => shown(site, { ...state, ranges })
      && (known ? site.investment === null : !site.extra.some(([name, cell]) => name === key.slice(2) && Number.isFinite(Number(cell))))).length;
    return n ? h("p", { class: "cm-note" }, t("amountUnknown", { n })) : null;
  }).filter((note) => note !== null);
}

function setFacet(app: App, key: string, cells: readonly string[]): void {
  const { [key]: _, ...rest } = app.state.facets;
  app.store.set({ facets: cells.length ? { ...rest, [key]: cells } : rest });
}

function regionField(app: App): HTMLElement {
  const counts = app.facetCounts("region");
  const chosen = app.state.facets["region"] ?? [];
  const choices = orderedChoices(app.model, "region", new Set([...counts.keys(), ...chosen])).filter((cell) => cell !== "");
  const option = (value: string, text: string, on: boolean): HTMLOptionElement => {
    const element = h("option", { value }, text);
    element.selected = on;
    return element;
  };
  const select = h("select", {
    class: "cm-select", "data-key": "region", "data-testid": "region",
    on: {
      change: () => {
        setFacet(app, "region", select.value ? [select.value] : []);
        app.frame(select.value);
      },
    },
  }, option("", t("allRegions"), !chosen.length),
  chosen.length > 1 && option(chosen.join(), chosen.map((cell) => choiceName(app.model, "region", cell)).join(", "), true),
  choices.map((cell) => option(cell, `${choiceName(app.model, "region", cell)} (${decimal(counts.get(cell) ?? 0, 0)})`, chosen.length === 1 && chosen[0] === cell)));
  return h("label", { class: "cm-field" }, h("span", null, t("region")), h("span", { class: "cm-select-box" }, select));
}

function facetBox(key: string, chosen: string, body: Node): HTMLElement {
  return h("details", { class: "cm-facet", "data-testid": "facet", "data-facet": key.slice(0, 200) },
    h("summary", { "data-key": `facet ${key}` }, data(facetName(key)), chosen !== "" && h("span", { class: "cm-facet-chosen" }, data(chosen, "cm-clip"))), body);
}

function choiceFacet(app: App, { key }: Facet): HTMLElement {
  const counts = app.facetCounts(key);
  const chosen = app.state.facets[key] ?? [];
  const cells = orderedChoices(app.model, key, new Set([...counts.keys(), ...chosen]));
  const on = new Set(chosen.length ? chosen : cells);
  const name = (cell: string): string => choiceName(app.model, key, cell);
  return facetBox(key, chosen.map(name).join(", "), h("div", { class: `cm-chips${chosen.length ? "" : " cm-chips-all"}`, role: "group", "aria-label": facetName(key) },
    cells.map((cell) => h("button", {
      type: "button", class: "cm-chip", "aria-pressed": chosen.includes(cell) ? "true" : "false", "data-key": `choice ${key} ${cell}`, "data-choice": cell.slice(0, 200),
      on: {
        click: () => {
          const next = picked(cells, on, cell);
          setFacet(app, key, next.size === cells.length ? [] : cells.filter((one) => next.has(one)));
        },
      },
    }, data(name(cell)), h("span", { class: "cm-count" }, decimal(counts.get(cell) ?? 0, 0))))));
}

function rangeFacet(app: App, { key }: Facet): HTMLElement {
  const [low, high] = app.state.ranges[key] ?? [null, null];
  const set = (next: readonly [number | null, number | null]): void => {
    const { [key]: _, ...rest } = app.state.ranges;
    app.store.set({ ranges: next[0] === null && next[1] === null ? rest : { ...rest, [key]: next } });
  };
  const field = (label: string, id: string, value: number | null, change: (to: number | null) => void): HTMLElement => {
    const control = key === "investment" ? amountSelect(value) : h("input", { type: "number", step: "any", value: value ?? "" });
    control.setAttribute("data-key", `${id} ${key}`);
    control.setAttribute("data-testid", `${id}-${key}`.slice(0, 200));
    control.addEventListener("change", () => change(control.value === "" ? null : Number(control.value)));
    return h("label", { class: "cm-small-field" }, h("span", null, label), control);
  };
  return facetBox(key, low === null && high === null ? "" : rangeText(key, [low, high]), h("div", { class: "cm-range-fields" },
    field(t("from"), "least", low, (to) => set([to, high])), field(t("upTo"), "most", high, (to) => set([low, to]))));
}

function amountSelect(value: number | null): HTMLSelectElement {
  const steps = value === null || STEPS.includes(value) ? STEPS : [...STEPS, value].sort((a, b) => a - b);
  return h("select", null, h("option", { value: "" }, "–"), steps.map((step) => {
    const option = h("option", { value: step }, yen(step));
    option.selected = step === value;
    return option;
  }));
}
