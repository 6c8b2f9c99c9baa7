/** The index behind the search field. */
import { fold } from "../model/fold";
import { addToGroup } from "../model/groups";
import { LANGS, localized, t } from "../model/i18n";
import { word } from "../model/model";
import type { Text } from "../model/payload";
import type { Site } from "../model/site";
import type { Selection } from "../model/state";
import type { App } from "../ui/app";

export interface Entry {
  /** What is opened, or what is done. */
  selection: Selection | null;
  run?: () => void;
  /** The name shown, and the line below it. */
  name: () => string;
  note: () => string;
  /** Sector or area kind, for the sign before it. */
  sector: string;
  keys: string[];
  /** Words of the names, for what is misspelled. */
  words: string[];
  /** What else a query of several words may name: operator, sector, place. */
  context: string;
  /** A sector in a region: found when both are named. */
  pair?: boolean;
  /** Order among equals. */
  weight: number;
}

const known = new Map<string, string>();
/** Names recur, and folding takes its time. */
function folded(text: string): string {
  let made = known.get(text);
  if (made === undefined) known.set(text, (made = fold(text)));
  return made;
}

const texts = (text: Text): string[] => LANGS.map((x) => localized(text, x));

export function buildIndex(app: App): Entry[] {
  const { model } = app;
  const { areas, zones, clusters } = model.payload;
  const entries: Entry[] = [];
  const put: Put = (selection, weight, names, name, note, more = {}) => {
    const keys = [...new Set(names.map(folded))].filter((key) => key !== "");
    const words = [...new Set(names.flatMap((text) => text.split(/[\s,()（）・/-]+/)).map(folded))].filter((word) => word.length > 2);
    entries.push({ selection, weight, keys, words, name, note, sector: "", context: (more.context ?? []).map(folded).join("\n"), ...more.set });
  };
  const places = placeNames(app);
  for (const i of model.selected) {
    const code = areas.code[i]!;
    put({ kind: "area", id: code }, 0, [areas.name.en[i]!, areas.name.ja[i]!, areas.name.ko[i]!, code],
      () => app.areaName(i), () => t(areas.level === "prefecture" ? "prefecture" : areas.level === "area" ? "area" : "municipality"),
      { context: places(i) });
  }
  regions(app, put);
  municipalities(app, put, places);
  operators(app, put);
  for (const site of model.sites) {
    put({ kind: "site", id: site.id }, 2, texts(site.name), () => app.siteName(site),
      () => [localized(site.operator), site.municipality].filter(Boolean).join(" · "),
      { context: [...texts(site.operator), ...kindNames(app, site), site.municipality, ...places(site.area)], set: { sector: site.sector } });
  }
  for (const zone of zones) {
    put({ kind: "zone", id: zone.id }, 3, texts(zone.name), () => localized(zone.name), () => localized(word(model, "scheme", zone.scheme)),
      { context: zone.touches.flatMap((code) => places(model.areaIndex.get(code) ?? -1)) });
  }
  for (const cluster of clusters) {
    put({ kind: "cluster", id: cluster.id }, 3, [...texts(cluster.name), ...texts(cluster.lead)], () => localized(cluster.name),
      () => localized(word(model, "cluster", cluster.kind)),
      { context: [...sectorNames(app, cluster.sector), ...cluster.prefectures.flatMap((code) => places(model.areaIndex.get(code) ?? -1))], set: { sector: cluster.sector } });
  }
  return entries;
}

/** The names of an area and of its region. */
function placeNames(app: App): (area: number) => string[] {
  const { areas } = app.model.payload;
  const known = new Map<number, string[]>();
  return (area) => {
    if (area < 0) return [];
    const made = known.get(area);
    if (made) return made;
    const names = [...LANGS.map((x) => areas.name[x][area]!), ...regionNames(app, areas.region[area]!)];
    known.set(area, names);
    return names;
  };
}

/** What a region is also called. */
const ALIASES: Record<string, string[]> = { kinki: ["Kansai", "関西", "간사이"], chubu: ["Tokai", "東海", "Hokuriku", "北陸"] };

function regionNames(app: App, id: string): string[] {
  const label = app.model.payload.areas.regions[id];
  return label ? [...texts(label), ...(ALIASES[id] ?? [])] : [];
}

const sectorNames = (app: App, id: string): string[] => [id, ...texts(app.model.sectorById.get(id)?.label ?? "")];
const kindNames = (app: App, site: Site): string[] => [...sectorNames(app, site.sector), ...(site.segment ? texts(word(app.model, "segment", site.segment)) : [])];

/** Regions, sectors, and sectors in regions filter the sites. */
function regions(app: App, put: Put): void {
  const { areas, sectors } = app.model.payload;
  const ids = Object.keys(areas.regions).filter((id) => app.model.selected.some((i) => areas.region[i] === id));
  const show = (sector: string | null, region: string | null): void => {
    const all = sectors.map(({ id }) => id);
    app.store.set({
      selected: null, sectors: new Set(sector === null ? all : [sector]),
      facets: region === null ? app.state.facets : { ...app.state.facets, region: [region] },
    });
    if (region !== null) app.frame(region);
  };
  const regional = app.hasSites() && ids.length > 1;
  for (const id of ids.length > 1 ? ids : []) {
    put(null, 1, regionNames(app, id), () => localized(areas.regions[id]!), () => t("region"),
      { set: { run: () => (regional ? show(null, id) : app.frame(id)) } });
  }
  for (const { id, label } of app.hasSites() ? sectors : []) {
    put(null, 1, sectorNames(app, id), () => localized(label), () => t("sector"), { set: { sector: id, run: () => show(id, null) } });
    for (const region of regional ? ids : []) {
      put(null, 0.5, [], () => t("sectorIn", { sector: localized(label), region: localized(areas.regions[region]!) }), () => t("onlyThese"),
        { context: [...sectorNames(app, id), ...regionNames(app, region)], set: { sector: id, run: () => show(id, region), pair: true } });
    }
  }
}

/** An entry for a site that the index does not hold. */
export function siteEntry(app: App, site: Site): Entry {
  return {
    selection: { kind: "site", id: site.id }, weight: 2, keys: [], words: [], context: "", sector: site.sector, name: () => app.siteName(site),
    note: () => [localized(site.operator), site.municipality || (site.area >= 0 ? app.areaName(site.area) : "")].filter(Boolean).join(" · "),
  };
}

type Put = (
  selection: Selection | null, weight: number, names: string[], name: () => string, note: () => string,
  more?: { context?: string[]; set?: Partial<Entry> },
) => void;

/** Municipalities by every name; where the page has none, those that have sites open the list of those. */
function municipalities(app: App, put: Put, places: (area: number) => string[]): void {
  const { model } = app;
  const { towns } = model;
  if (towns) {
    const { code, name } = towns.payload.areas;
    code.forEach((id, i) => {
      const city = model.payload.towns!.city[i];
      const cities = typeof city === "number" ? LANGS.map((x) => model.payload.towns!.cities[x][city]!) : [];
      put({ kind: "town", id }, 1, [...LANGS.map((x) => name[x][i]!), name.ja[i]!.replace(/^.+郡/, ""), id], () => app.townName(i),
        () => [t("municipality"), app.areaName(towns.areaOf[i]!)].join(" · "), { context: [...cities, ...places(towns.areaOf[i]!)] });
    });
    return;
  }
  if (model.payload.areas.level === "municipality") return;
  const groups = new Map<string, number[]>();
  for (const site of model.sites) {
    if (site.municipality) addToGroup(groups, `${site.prefecture} ${site.municipality}`, site.index);
  }
  for (const indices of groups.values()) {
    const site = model.sites[indices[0]!]!;
    put({ kind: "place", id: indices.join(".") }, 1, [site.municipality, site.municipality.replace(/^.+郡/, "")],
      () => site.municipality, () => `${site.area >= 0 ? app.areaName(site.area) + " · " : ""}${t("sitesCount", { n: indices.length })}`);
  }
}

function operators(app: App, put: Put): void {
  const groups = new Map<string, number[]>();
  for (const site of app.model.sites) {
    if (localized(site.operator)) addToGroup(groups, localized(site.operator, "en"), site.index);
  }
  for (const indices of groups.values()) {
    const site = app.model.sites[indices[0]!]!;
    put({ kind: "place", id: indices.join(".") }, 1, texts(site.operator), () => localized(site.operator),
      () => `${t("operator")} · ${t("sitesCount", { n: indices.length })}`);
  }
}
