/** The sheet of an area: its indicators with ranks, sectors against the mean, sites, zones and clusters. */
import { sectorColor } from "../model/colors";
import type { Part } from "../model/crowd";
import { decimal, intervalText, rankText, valueText } from "../model/format";
import { shown } from "../model/filter";
import { localized, t } from "../model/i18n";
import type { Cell, Indicator } from "../model/payload";
import { type Site, siteYear } from "../model/site";
import { MAX_PINS } from "../model/state";
import { type Rank, ranks, valuesOf } from "../model/values";
import type { App } from "../ui/app";
import { data, h, icon, s } from "../ui/dom";
import { symbol } from "../ui/symbols";
import { type Card, siteList } from "./card";
import { economySection } from "./economy-section";
import { INDICATOR_GROUPS } from "./indicator-groups";
import { nearButton } from "./near-card";

/** So many sites are listed at first. */
const FIRST = 12;

export function areaSheet(app: App, code: string): Card | null {
  const { model } = app;
  const area = model.areaIndex.get(code);
  if (area === undefined || !model.payload.areas.selected[area]) return null;
  const { areas } = model.payload;
  const region = areas.regions[areas.region[area]!];
  const names = ([["en", areas.name.en], ["ja", areas.name.ja], ["ko", areas.name.ko]] as const)
    .filter(([lang, list]) => lang !== app.state.lang && list[area] && list[area] !== app.areaName(area));
  const different = [...new Map(names.map(([lang, list]) => [list[area]!, lang]))];
  return {
    kicker: region ? localized(region) : t("area"),
    title: data(app.areaName(area)),
    body: [
      h("p", { class: "cm-other-names" }, different.map(([name, lang]) => h("span", { lang }, data(name))),
        h("span", { class: "cm-code" }, data(code))),
      pinButton(app, code),
      headline(app, area),
      economySection(model.payload.economy, area),
      sectorBars(app, area),
      siteSection(app, area),
      programs(app, areas.prefecture[area]!),
      indicatorList(app, area),
    ],
  };
}

function pinButton(app: App, code: string): HTMLElement {
  const { pins } = app.state;
  const pinned = pins.includes(code);
  const full = !pinned && pins.length >= MAX_PINS;
  return h("p", { class: "cm-pin-line" },
    h("button", {
      type: "button", class: "cm-button", "aria-pressed": pinned ? "true" : "false", disabled: full,
      "data-testid": "pin", "data-key": "pin",
      on: {
        click: () => {
          app.store.set({ pins: pinned ? pins.filter((x) => x !== code) : [...pins, code] });
          app.announce(t(pinned ? "unpinned" : "pinned", { n: app.state.pins.length }));
        },
      },
    }, icon(pinned ? "check" : "pin"), t(pinned ? "comparing" : "compare")),
    nearButton(app, app.model.payload.areas.anchor[app.model.areaIndex.get(code)!], `area:${code}`),
    full && h("small", null, t("pinsFull", { max: MAX_PINS })));
}

function headline(app: App, area: number): HTMLElement {
  const { indicator, values, ranks: places } = app.current();
  return h("div", { class: "cm-headline" },
    h("span", { class: "cm-headline-label" }, data(app.label(indicator))),
    h("span", { class: "cm-headline-value" }, valueText(indicator, values[area])),
    h("span", { class: "cm-headline-rank" }, rankText(places[area] ?? null)),
    intervalNote(indicator, area));
}

function intervalNote(indicator: Indicator, area: number): HTMLElement | null {
  const words = intervalText(indicator, area);
  return words ? h("small", null, words) : null;
}

function sectorBars(app: App, area: number): HTMLElement | null {
  const { model } = app;
  const palette = app.palette();
  const [every, here] = [app.bySector(), app.bySector(area)];
  const counts = model.payload.sectors.map((sector) => (
    { sector, here: here.get(sector.id) ?? 0, mean: (every.get(sector.id) ?? 0) / model.selected.length }));
  if (!app.hasSites()) return null;
  const most = Math.max(1, ...counts.flatMap((x) => [x.here, x.mean]));
  return h("section", null,
    h("h3", null, t("sitesBySector")),
    h("ul", { class: "cm-bars" }, counts.map(({ sector, here, mean }) => h("li", null,
      symbol(app, "site", sector.id),
      h("span", { class: "cm-bar-name" }, data(localized(sector.label))),
      s("svg", { class: "cm-bar", viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" },
        s("rect", { x: 0, y: 2, width: (here / most) * 100, height: 8, fill: sectorColor(sector, palette) }),
        s("line", { x1: (mean / most) * 100, x2: (mean / most) * 100, y1: 0, y2: 12, class: "cm-bar-mean" })),
      h("span", { class: "cm-bar-value" }, decimal(here, 0)),
      h("span", { class: "cm-sr" }, t("meanIs", { value: decimal(mean, 1) }))))),
    h("p", { class: "cm-note" }, t("meanMark")));
}

function indicatorList(app: App, area: number): HTMLElement {
  const { model, state } = app;
  return h("section", null, h("h3", null, t("indicators")), INDICATOR_GROUPS.map(([group, label]) => {
    const members = model.payload.indicators.filter((x) => x.group === group);
    if (!members.length) return null;
    const open = members.some(({ id }) => id === state.colorBy);
    return h("details", { class: "cm-indicator-group", open }, h("summary", { "data-key": `group ${group}` }, t(label),
      h("span", { class: "cm-count" }, ` ${decimal(members.length, 0)}`)),
      h("ul", { class: "cm-indicators" }, members.map((indicator) => {
        const values = valuesOf(model, indicator, state);
        const rank = ranks(model, values, indicator)[area] ?? null;
        return h("li", null, h("button", {
          type: "button", class: "cm-indicator", "aria-pressed": indicator.id === state.colorBy ? "true" : "false",
          title: t("colorByThis"), "data-key": `indicator ${indicator.id}`,
          on: { click: () => app.store.set({ colorBy: indicator.id }) },
        },
        h("span", { class: "cm-indicator-name" }, data(app.label(indicator)),
          indicator.year && h("small", null, " ", indicator.year)),
        h("span", { class: "cm-indicator-value" }, valueText(indicator, values[area])),
        rankStrip(rank, values),
        h("span", { class: "cm-indicator-rank" }, rankText(rank)),
        intervalNote(indicator, area)));
      })));
  }));
}

/** Where the area stands among all, from the last to the first. */
function rankStrip(rank: Rank | null, values: readonly Cell[]): SVGElement {
  const of = rank?.of ?? values.length;
  const place = (n: number): number => 2 + ((of - n) / Math.max(1, of - 1)) * 56;
  const worst = rank?.worst;
  return s("svg", { class: "cm-strip", viewBox: "0 0 60 8", "aria-hidden": "true" },
    s("line", { x1: 2, x2: 58, y1: 4, y2: 4 }),
    rank && !rank.few && (worst === undefined
      ? s("circle", { cx: place(rank.rank), cy: 4, r: 3.2 })
      : s("line", { x1: place(worst), x2: place(rank.rank) + 0.01, y1: 4, y2: 4, class: "cm-strip-range" })));
}

function siteSection(app: App, area: number): HTMLElement | null {
  const { model, state } = app;
  if (!app.hasSites()) return null;
  if (model.crowd) return partOf(app, model.crowd.inArea(area));
  const sites = (model.sitesByArea.get(area) ?? []).filter((site) => shown(site, state));
  const order = new Map(model.payload.sectors.map((sector, i) => [sector.id, i]));
  const sorted = [...sites].sort((a, b) =>
    (order.get(a.sector) ?? 99) - (order.get(b.sector) ?? 99) || (b.investment ?? -1) - (a.investment ?? -1));
  return h("section", null, h("h3", null, t("sitesCount", { n: sites.length })),
    openings(sites),
    sites.length ? siteList(app, sorted, FIRST) : h("p", { class: "cm-note" }, t("noSites")));
}

/** Sites open by year, as a small line, where the years of several are known. */
function openings(sites: readonly Site[]): HTMLElement | null {
  const years = sites.map((site) => siteYear(site, "opened")).filter((year): year is number => year !== null && year !== Infinity).sort((a, b) => a - b);
  const [first, last] = [years[0], years[years.length - 1]];
  if (years.length < 4 || first === undefined || last === undefined || last - first < 3) return null;
  const x = (year: number): number => 2 + ((year - first) / (last - first)) * 156;
  const y = (n: number): number => 30 - (n / years.length) * 27;
  const path = years.map((year, i) => `H${x(year).toFixed(1)}V${y(i + 1).toFixed(1)}`).join("");
  return h("figure", { class: "cm-trend", "data-testid": "trend" },
    s("svg", { viewBox: "0 0 160 32", "aria-hidden": "true" }, s("path", { d: `M2,30${path}` })),
    h("figcaption", null, t("openTrend", { first: String(first), last: String(last), n: years.length, of: sites.length })));
}

/** The first of many sites, and how many there are. */
function partOf(app: App, { sites, total }: Part): HTMLElement {
  return h("section", null, h("h3", null, t("sitesCount", { n: total })),
    sites.length < total && h("p", { class: "cm-note" }, t("listedOf", { n: sites.length, of: total })),
    sites.length ? siteList(app, sites) : h("p", { class: "cm-note" }, t("noSites")));
}

function programs(app: App, prefecture: string): HTMLElement | null {
  const { zones, clusters } = app.model.payload;
  const here = zones.filter((zone) => zone.touches.includes(prefecture) || zone.prefectures.includes(prefecture));
  const near = clusters.filter((cluster) => cluster.prefectures.includes(prefecture));
  if (!here.length && !near.length) return null;
  const row = (kind: "zone" | "cluster", id: string, name: string, note: string, sector: string): HTMLElement =>
    h("li", null, h("button", {
      type: "button", class: "cm-row-button", on: { click: () => app.select({ kind, id }) },
    }, symbol(app, kind, sector), h("span", { class: "cm-row-text" },
      h("span", { class: "cm-row-name" }, data(name)), h("span", { class: "cm-row-note" }, data(note)))));
  return h("section", null,
    here.length > 0 && [h("h3", null, t("zones")), h("ul", { class: "cm-site-list" }, here.map((zone) => {
      const extent = zone.prefectures.includes(prefecture) ? t("wholeShort") : t("partShort");
      return row("zone", zone.id, localized(zone.name), `${app.word("scheme", zone.scheme)} · ${extent}`, "");
    }))],
    near.length > 0 && [h("h3", null, t("clusters")), h("ul", { class: "cm-site-list" }, near.map((cluster) =>
      row("cluster", cluster.id, localized(cluster.name), app.word("cluster", cluster.kind), cluster.sector)))]);
}
