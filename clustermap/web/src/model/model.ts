/** The payload made ready for use: sites as objects, and look-ups by id. */
import type { Crowd } from "./crowd";
import { Arcs, Geometry, locate } from "./geometry";
import { addToGroup } from "./groups";
import { type Link, readLinks, readSiteEvents, type SiteEvent } from "./links";
import type { Areas, Cell, Cluster, Indicator, Payload, Point, Sector, Table, Text, Zone } from "./payload";
import { changeOf } from "./since";
import { type Investment, type Site, SITE_COLUMNS, siteFields } from "./site";
import { numbersOf } from "./topology";

/** Municipalities as areas: sites and indicators of their own, all else shared. */
export interface TownModel extends Model {
  /** The page's area that holds each. */
  areaOf: number[];
}

export interface Model {
  payload: Payload;
  geometry: Geometry;
  /** The municipalities inside, as areas of a model of their own; null where there are none. */
  readonly towns: TownModel | null;
  areaIndex: Map<string, number>;
  /** Indices of the areas that are shown with values. */
  selected: number[];
  sites: Site[];
  /** Sites that are too many for marks and rows of their own; then `sites` is empty. */
  crowd: Crowd | null;
  siteById: Map<string, Site>;
  /** By site. */
  readonly investments: Map<string, Investment[]>;
  readonly links: Map<string, Link[]>;
  readonly siteEvents: Map<string, SiteEvent[]>;
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

/** What is read when it is first asked for. */
function once<T>(read: () => T): () => T {
  let found: { value: T } | null = null;
  return () => (found ??= { value: read() }).value;
}

export function buildModel(payload: Payload, crowd: Crowd | null = null): Model {
  const { areas } = payload;
  const arcs = new Arcs(areas.topology);
  const geometry = new Geometry(arcs, areas.topology.objects.areas, areas.prefecture, areas.selected.map((shown) => !shown));
  const areaIndex = new Map(areas.code.map((code, i) => [code, i]));
  const sites = readSites(payload);
  const sitesByArea = new Map<number, Site[]>();
  const regions = new Map(areas.prefecture.map((code, i) => [code, areas.region[i]!]));
  for (const site of sites) {
    const code = areas.level === "municipality" ? site.municipalityCode : site.prefecture;
    const named = areas.level === "area" ? undefined : areaIndex.get(code);
    site.area = named ?? locate(geometry, site.point);
    if (payload.since) site.changed = changeOf(payload.since, site.id);
    site.region = areas.region[site.area] ?? regions.get(site.prefecture) ?? "";
    addToGroup(sitesByArea, site.area, site);
  }
  const investments = once(() => readInvestments(payload.investments));
  const links = once(() => readLinks(payload.links));
  const siteEvents = once(() => readSiteEvents(payload.siteEvents));
  const towns = once(() => townsOf(model, arcs));
  const used = new Set(payload.zones.map((zone) => zone.scheme));
  const order = Object.keys(payload.vocabulary["scheme"] ?? {});
  const model: Model = {
    payload,
    geometry,
    get towns() {
      return towns();
    },
    areaIndex,
    selected: areas.code.map((_, i) => i).filter((i) => areas.selected[i]),
    sites,
    crowd,
    siteById: new Map(sites.map((site) => [site.id, site])),
    get investments() {
      return investments();
    },
    get links() {
      return links();
    },
    get siteEvents() {
      return siteEvents();
    },
    sitesByArea,
    indicatorById: new Map(payload.indicators.map((x) => [x.id, x])),
    sectorById: new Map(payload.sectors.map((x) => [x.id, x])),
    zoneById: new Map(payload.zones.map((x) => [x.id, x])),
    clusterById: new Map(payload.clusters.map((x) => [x.id, x])),
    schemes: [...order.filter((x) => used.has(x)), ...[...used].filter((x) => !order.includes(x))],
  };
  return model;
}

/** Ids of the layers of context. */
export const contextLayers = (model: Model): string[] => model.payload.context.map((_, i) => `context:${i}`);

/** Positions of offices, which travel as steps of 0.0001 degrees. */
function officesOf(packed: readonly [string, string]): Point[] {
  const [lon, lat] = packed.map((text) => {
    let at = 0;
    return [...numbersOf(text)].map((step) => (at += step) / 10_000);
  }) as [number[], number[]];
  return lon.map((x, i) => [x, lat[i]!]);
}

/** The municipalities as areas with sites and indicators; what else there is they share. */
function townsOf(model: Model, arcs: Arcs): TownModel | null {
  const { towns, areas } = model.payload;
  const rings = areas.topology.objects.towns;
  if (!towns || !rings) return null;
  const prefecture = towns.code.map((code) => code.slice(0, 2));
  const geometry = new Geometry(arcs, rings, prefecture);
  const areaIndex = new Map(towns.code.map((code, i) => [code, i]));
  const sitesByArea = new Map<number, Site[]>();
  for (const site of model.sites) {
    const town = areaIndex.get(site.municipalityCode) ?? locate(geometry, site.point);
    addToGroup(sitesByArea, town, site);
  }
  const indicators = townIndicators(model).map((one) => (
    one.values.length === towns.code.length ? one : { ...one, values: towns.code.map((_, i) => sitesByArea.get(i)?.length ?? 0) }));
  const all: Areas = {
    ...areas, level: "municipality", code: towns.code, name: towns.name, prefecture, city: towns.city,
    region: [], anchor: officesOf(towns.office),
    selected: towns.code.map(() => true), tile: [],
  };
  const own = {
    payload: { ...model.payload, areas: all, indicators, economy: towns.economy }, geometry, areaIndex, sitesByArea,
    areaOf: prefecture.map((code) => model.areaIndex.get(code) ?? -1),
    selected: towns.code.map((_, i) => i), indicatorById: new Map(indicators.map((x) => [x.id, x])),
  };
  return Object.assign(Object.create(model) as Model, own);
}

/** What municipalities can be colored by: their sites, which the page counts, and what came along. */
export function townIndicators(model: Model): Indicator[] {
  const { towns } = model.payload;
  if (!towns) return [];
  const known = model.crowd !== null || towns.indicators.some(({ id }) => id === "sites");
  const counted = known ? undefined : model.indicatorById.get("sites");
  return [...(counted ? [counted] : []), ...towns.indicators];
}

/** Rows of a table. */
function cellsOf({ columns, cells, levels }: Table): Cell[][] {
  const full = cells.map((column, i) => {
    const texts = levels?.[i];
    return texts ? column.map((cell) => texts[cell as number] ?? cell) : column;
  });
  return Array.from({ length: cells[0]?.length ?? 0 }, (_, row) => columns.map((_, i) => full[i]![row] ?? null));
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
      region: "",
    };
  });
}

/** A site by its id, wherever it is kept. */
export function siteOf(model: Model, id: string): Site | undefined {
  return model.siteById.get(id) ?? model.crowd?.site(id);
}

/** A zone or cluster program in a list of things at one place, beside the numbers of sites. */
export const thingText = (kind: string, id: string): string => `${kind}!${encodeURIComponent(id).replaceAll(".", "%2E")}`;

/** The zones and cluster programs of such a list. */
export function thingsOf(model: Model, list: string): { kind: "zone" | "cluster"; id: string; name: Text; sector: string }[] {
  return list.split(".").flatMap((piece) => {
    const [kind, text = ""] = piece.split("!");
    const id = decoded(text);
    const thing = kind === "zone" ? model.zoneById.get(id) : kind === "cluster" ? model.clusterById.get(id) : undefined;
    return thing ? [{ kind: kind as "zone" | "cluster", id, name: thing.name, sector: "sector" in thing ? thing.sector : "" }] : [];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
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
