/** The payload made ready for use: sites as objects, and look-ups by id. */
import type { Crowd } from "./crowd";
import { Geometry, locate } from "./geometry";
import { addToGroup } from "./groups";
import type { Cell, Cluster, Indicator, Payload, Sector, Table, Text, Zone } from "./payload";
import { type Investment, type Site, SITE_COLUMNS, siteFields } from "./site";

export interface Model {
  payload: Payload;
  geometry: Geometry;
  areaIndex: Map<string, number>;
  /** Indices of the areas that are shown with values. */
  selected: number[];
  sites: Site[];
  /** Sites that are too many for marks and rows of their own; then `sites` is empty. */
  crowd: Crowd | null;
  siteById: Map<string, Site>;
  /** By site. */
  investments: Map<string, Investment[]>;
  sitesByArea: Map<number, Site[]>;
  indicatorById: Map<string, Indicator>;
  sectorById: Map<string, Sector>;
  zoneById: Map<string, Zone>;
  clusterById: Map<string, Cluster>;
  /** Ids of zone schemes in the order of the vocabulary. */
  schemes: string[];
}

const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? "" : String(cell));

function number(cell: Cell | undefined): number | null {
  if (cell === null || cell === undefined || cell === "") return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

export function buildModel(payload: Payload, crowd: Crowd | null = null): Model {
  const { areas } = payload;
  const geometry = new Geometry(areas.topology, areas.prefecture);
  const areaIndex = new Map(areas.code.map((code, i) => [code, i]));
  const sites = readSites(payload);
  const sitesByArea = new Map<number, Site[]>();
  for (const site of sites) {
    const code = areas.level === "municipality" ? site.municipalityCode : site.prefecture;
    const named = areas.level === "area" ? undefined : areaIndex.get(code);
    site.area = named ?? locate(geometry, site.point);
    addToGroup(sitesByArea, site.area, site);
  }
  const used = new Set(payload.zones.map((zone) => zone.scheme));
  const order = Object.keys(payload.vocabulary["scheme"] ?? {});
  return {
    payload,
    geometry,
    areaIndex,
    selected: areas.code.map((_, i) => i).filter((i) => areas.selected[i]),
    sites,
    crowd,
    siteById: new Map(sites.map((site) => [site.id, site])),
    investments: readInvestments(payload.investments),
    sitesByArea,
    indicatorById: new Map(payload.indicators.map((x) => [x.id, x])),
    sectorById: new Map(payload.sectors.map((x) => [x.id, x])),
    zoneById: new Map(payload.zones.map((x) => [x.id, x])),
    clusterById: new Map(payload.clusters.map((x) => [x.id, x])),
    schemes: [...order.filter((x) => used.has(x)), ...[...used].filter((x) => !order.includes(x))],
  };
}

function cellsOf({ rows, levels }: Table): Cell[][] {
  return rows.map((row) => row.map((cell, i) => levels?.[i]?.[cell as number] ?? cell));
}

function readInvestments(table: Table): Map<string, Investment[]> {
  const found = new Map<string, Investment[]>();
  const at = new Map(table.columns.map((name, i) => [name, i]));
  for (const row of cellsOf(table)) {
    const word = (name: string): string => text(row[at.get(name)!]);
    const one = {
      kind: word("kind"),
      what: word("what_en"),
      announced: word("announced"),
      start: word("actual_start") || word("planned_start"),
      amount: number(row[at.get("amount_jpy_bn")!]),
      subsidy: number(row[at.get("subsidy_jpy_bn")!]),
      counted: Number(row[at.get("counted")!]) === 1,
      url: word("source_url"),
    };
    addToGroup(found, word("site_id"), one);
  }
  return found;
}

function readSites(payload: Payload): Site[] {
  const { columns } = payload.sites;
  const rows = cellsOf(payload.sites);
  const at = new Map(columns.map((name, i) => [name, i]));
  const extra = columns.map((name, i) => [name, i] as const).filter(([name]) => !SITE_COLUMNS.has(name));
  return rows.map((row, index) => {
    const cell = (name: string): Cell | undefined => {
      const column = at.get(name);
      return column === undefined ? undefined : row[column];
    };
    const word = (name: string): string => text(cell(name));
    return {
      ...siteFields(word, (name) => number(cell(name))),
      index,
      id: word("id") || String(index),
      name: { en: word("name_en"), ja: word("name_ja"), ko: word("name_ko") },
      operator: { en: word("operator_en"), ja: word("operator_ja"), ko: word("operator_ko") || word("operator_en") },
      point: [number(cell("lon")) ?? NaN, number(cell("lat")) ?? NaN],
      extra: extra.map(([name, i]) => [name, text(row[i])] as [string, string]).filter(([, value]) => value !== ""),
      area: -1,
    };
  });
}

/** A site by its id, wherever it is kept. */
export function siteOf(model: Model, id: string): Site | undefined {
  return model.siteById.get(id) ?? model.crowd?.site(id);
}

/** The sites of a list that is named by their numbers, as "3.14.15"; of a crowd's list, the first ones. */
export function sitesOf(model: Model, list: string): Site[] {
  if (model.crowd) return model.crowd.sites(list).sites;
  return list.split(".").map((index) => model.sites[Number(index)]).filter((site): site is Site => site !== undefined);
}

/** Label of a coded value in the payload's vocabulary; the code itself if there is none. */
export function word(model: Model, group: string, code: string): Text {
  const terms = model.payload.vocabulary[group];
  const found = terms && Object.hasOwn(terms, code) ? terms[code] : undefined;
  return found ?? { en: code, ja: code, ko: code };
}
