/** The index behind the search field. */
import { fold, queries } from "../model/fold";
import { addToGroup } from "../model/groups";
import { LANGS, localized, t } from "../model/i18n";
import { word } from "../model/model";
import type { Text } from "../model/payload";
import type { Site } from "../model/site";
import type { Selection } from "../model/state";
import type { App } from "../ui/app";

export interface Entry {
  selection: Selection;
  /** The name shown, and the line below it. */
  name: () => string;
  note: () => string;
  /** Sector or area kind, for the sign before it. */
  sector: string;
  keys: string[];
  /** Order among equals. */
  weight: number;
}

const texts = (text: Text): string[] => LANGS.map((x) => localized(text, x));

export function buildIndex(app: App): Entry[] {
  const { model } = app;
  const { areas, zones, clusters } = model.payload;
  const entries: Entry[] = [];
  const put = (selection: Selection, weight: number, names: string[], name: () => string, note: () => string, sector = ""): void => {
    const keys = [...new Set(names.map(fold))].filter((key) => key !== "");
    entries.push({ selection, weight, keys, name, note, sector });
  };
  for (const i of model.selected) {
    const code = areas.code[i]!;
    put({ kind: "area", id: code }, 0, [areas.name.en[i]!, areas.name.ja[i]!, areas.name.ko[i]!, code],
      () => app.areaName(i), () => t(areas.level === "prefecture" ? "prefecture" : areas.level === "area" ? "area" : "municipality"));
  }
  municipalities(app, put);
  operators(app, put);
  for (const site of model.sites) {
    put({ kind: "site", id: site.id }, 2, texts(site.name), () => app.siteName(site),
      () => [localized(site.operator), site.municipality].filter(Boolean).join(" · "), site.sector);
  }
  for (const zone of zones) {
    put({ kind: "zone", id: zone.id }, 3, texts(zone.name), () => localized(zone.name), () => localized(word(model, "scheme", zone.scheme)));
  }
  for (const cluster of clusters) {
    put({ kind: "cluster", id: cluster.id }, 3, [...texts(cluster.name), ...texts(cluster.lead)], () => localized(cluster.name),
      () => localized(word(model, "cluster", cluster.kind)), cluster.sector);
  }
  return entries;
}

/** An entry for a site that the index does not hold. */
export function siteEntry(app: App, site: Site): Entry {
  return {
    selection: { kind: "site", id: site.id }, weight: 2, keys: [], sector: site.sector, name: () => app.siteName(site),
    note: () => [localized(site.operator), site.municipality || (site.area >= 0 ? app.areaName(site.area) : "")].filter(Boolean).join(" · "),
  };
}

type Put = (selection: Selection, weight: number, names: string[], name: () => string, note: () => string, sector?: string) => void;

/** Municipalities and operators that have sites open the list of those. */
function municipalities(app: App, put: Put): void {
  const { model } = app;
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

/** The best entries for what was typed. */
export function find(entries: readonly Entry[], typed: string, limit = 12): Entry[] {
  const wanted = queries(typed);
  if (!wanted.length) return [];
  const scored: { entry: Entry; score: number }[] = [];
  for (const entry of entries) {
    let best = Infinity;
    for (const key of entry.keys) {
      for (const query of wanted) {
        const at = key.indexOf(query);
        if (at < 0) continue;
        const quality = key === query ? 0 : at === 0 ? 1 : 2;
        best = Math.min(best, quality * 10 + entry.weight + key.length / 1000);
      }
    }
    if (best < Infinity) scored.push({ entry, score: best });
  }
  return scored.sort((a, b) => a.score - b.score).slice(0, limit).map(({ entry }) => entry);
}
