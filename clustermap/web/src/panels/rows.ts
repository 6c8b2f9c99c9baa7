/** What the map shows as rows of cells: for the table view, CSV and the clipboard. */
import { chainOf } from "../model/chain";
import { rankCell } from "../model/format";
import { lang, localized, t } from "../model/i18n";
import type { Cell } from "../model/payload";
import { ranks, valuesOf } from "../model/values";
import type { App } from "../ui/app";

export interface TableColumn {
  id: string;
  label: string;
  numeric: boolean;
  decimals?: number;
}
export interface TableRow {
  /** Code of the area or id of the site. */
  id: string;
  cells: Cell[];
  /** The one site of a step. */
  site?: string;
}
export interface TableRows {
  columns: TableColumn[];
  rows: TableRow[];
  /** What the rows are. */
  kind: "area" | "town" | "site" | "step";
  /** Number of rows that there would be, if not all are here. */
  of?: number;
  /** Sentences below. */
  notes?: string[];
}

/** The rows of the table that is chosen. */
export const rowsOf = (app: App): TableRows =>
  app.state.table === "sites" ? siteRows(app) : (app.state.table === "chain" && chainRows(app)) || areaRows(app);

/** The steps of a value chain by place, in order. */
function chainRows(app: App): TableRows | null {
  const { model } = app;
  const chain = chainOf(model, app.state);
  if (!chain) return null;
  const { places, by, steps } = chain;
  const placeName = (place: string): string => by === "region" ? localized(model.payload.areas.regions[place] ?? place)
    : app.areaName(model.areaIndex.get(place) ?? -1);
  const column = (id: string, label: string, numeric = true): TableColumn => ({ id, label, numeric, decimals: 0 });
  const names = (wanted: typeof steps): string => wanted.map(({ step, sites }) =>
    localized(step.name) + (sites.length === 1 ? ` (${app.siteName(sites[0]!)})` : "")).join(lang() === "ja" ? "、" : ", ");
  const [gaps, singles] = [steps.filter(({ sites }) => !sites.length), steps.filter(({ sites }) => sites.length === 1)];
  return {
    kind: "step",
    columns: [
      column("step", t("chainStep"), false), column("total", t("sites")), ...places.map((place) => column(`at ${place}`, placeName(place))),
      ...(by === "region" && places.length ? [] : [column("only", t("chainOnly"), false)]),
    ],
    rows: steps.map(({ step, sites }): TableRow => ({
      id: step.step,
      cells: [
        localized(step.name), sites.length, ...places.map((place) => sites.filter((site) => site[by] === place).length),
        sites.length === 1 ? app.siteName(sites[0]!) : null,
      ],
      ...(sites.length === 1 ? { site: sites[0]!.id } : {}),
    })),
    notes: [
      ...(gaps.length ? [t("chainGaps", { list: names(gaps) })] : []), ...(singles.length ? [t("chainSingle", { list: names(singles) })] : []),
      ...(chain.closed ? [t("chainClosed", { n: chain.closed })] : []), t("chainList"),
    ],
  };
}

export function areaRows(app: App): TableRows {
  const { model, current } = app.colored();
  const { state } = app;
  const { areas, indicators } = model.payload;
  const towns = model !== app.model;
  const shown = current.indicator.id;
  const shownFirst = [...indicators].sort((a, b) => Number(b.id === shown) - Number(a.id === shown));
  const values = shownFirst.map((indicator) => valuesOf(model, indicator, state));
  const places = ranks(model, values[0] ?? [], current.indicator);
  const columns: TableColumn[] = [
    { id: "code", label: t("code"), numeric: false },
    { id: "name", label: t("name"), numeric: false },
    ...shownFirst.flatMap((indicator, i): TableColumn[] => {
      const { decimals } = indicator;
      const label = app.label(indicator) + (localized(indicator.unit) ? ` (${localized(indicator.unit)})` : "") + (indicator.year ? `, ${indicator.year}` : "");
      const of = i === 0 ? "" : `: ${localized(indicator.label)}`;
      return [
        { id: `indicator ${i}`, label, numeric: indicator.scale !== "categorical", decimals },
        ...(i === 0 ? [{ id: "rank", label: t("rankWord"), numeric: true, decimals: 0 }] : []),
        ...(indicator.low && indicator.high ? [
          { id: `from ${i}`, label: t("intervalFrom") + of, numeric: true, decimals },
          { id: `to ${i}`, label: t("intervalTo") + of, numeric: true, decimals },
        ] : []),
      ];
    }),
  ];
  const rows = model.selected.map((i): TableRow => {
    const cells: Cell[] = [areas.code[i]!, towns ? app.townName(i) : app.areaName(i)];
    shownFirst.forEach((indicator, k) => {
      const value = values[k]![i] ?? null;
      const category = indicator.categories?.find((c) => c.id === String(value));
      cells.push(category ? localized(category.label) : value);
      if (k === 0) cells.push(rankCell(places[i] ?? null));
      if (indicator.low && indicator.high) cells.push(indicator.low[i] ?? null, indicator.high[i] ?? null);
    });
    return { id: areas.code[i]!, cells };
  });
  return { columns, rows, kind: towns ? "town" : "area" };
}

function siteRows(app: App): TableRows {
  const column = (id: string, label: string, numeric = false): TableColumn => ({ id, label, numeric, decimals: 0 });
  const columns = [
    column("name", t("name")), column("sector", t("sector")), column("segment", t("segment")), column("operator", t("operator")),
    column("area", t(app.model.payload.areas.level === "municipality" ? "area" : "prefecture")), column("municipality", t("municipality")),
    column("status", t("status")), column("announced", t("announced")), column("opened", t("opened")),
    column("investment", `${t("investment")} (bn JPY)`, true), column("subsidy", `${t("subsidy")} (bn JPY)`, true),
    column("jobs", t("jobs"), true), column("position", t("position")), column("source", t("source").replace(/[:：]$/, "")),
    column("confidence", t("confidence")), column("checked", t("checked")),
  ];
  columns[9]!.decimals = columns[10]!.decimals = 1;
  const own = app.model.payload.vocabulary["placed"] !== undefined;
  if (own) columns.push(column("placed", t("placedBy")));
  const part = app.model.crowd?.inView();
  const rows = (part?.sites ?? app.sitesShown()).map((site): TableRow => {
    const sector = app.model.sectorById.get(site.sector);
    return {
      id: site.id,
      cells: [
        app.siteName(site), sector ? localized(sector.label) : site.sector, site.segment && app.word("segment", site.segment),
        localized(site.operator), site.area >= 0 ? app.areaName(site.area) : site.prefecture, site.municipality,
        site.status && app.word("status", site.status), site.announced, site.opened, site.investment, site.subsidy, site.jobs,
        site.position && app.word("position", site.position), site.url,
        site.confidence && app.word("confidence", site.confidence), site.checked, ...(own ? [placing(app, site.placed)] : []),
      ],
    };
  });
  return part && part.total > rows.length ? { columns, rows, kind: "site", of: part.total } : { columns, rows, kind: "site" };
}

/** How an own row was placed, in words. */
function placing(app: App, placed: string): string {
  const [, way = "", place = ""] = /^(\d+) ?(.*)$/s.exec(placed) ?? [];
  return way && app.word("placed", way).replace("{place}", () => place);
}
