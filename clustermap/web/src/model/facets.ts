/** The facets by which this map's sites can be filtered, and their choices in words. */
import { CHOICES, type Facet, facetCell, type OwnColumn } from "./filter";
import { localized } from "./i18n";
import type { Model } from "./model";
import type { Text } from "./payload";
import type { Site } from "./site";

/** So many different cells can be chosen from. */
const MOST_CHOICES = 40;

/** The facets that tell this map's sites apart. */
export function facetsOf(model: Model): Facet[] {
  const { crowd, sites } = model;
  const several = (key: string): boolean => (crowd ? crowd.levels(key).length : new Set(sites.map((site) => facetCell(site, key))).size) > 1;
  const facets: Facet[] = CHOICES.filter((key) => (key !== "changed" || model.payload.since !== undefined) && several(key)).map((key) => ({ key, kind: "choice" }));
  const amounts = crowd ? crowd.hasAmounts : sites.some((site) => site.investment !== null);
  if (amounts) facets.push({ key: "investment", kind: "range" });
  for (const { name, levels, numeric } of crowd ? crowd.ownColumns() : ownColumns(sites)) {
    const count = crowd?.size ?? sites.length;
    if (numeric && crowd) facets.push({ key: `x.${name}`, kind: "range" });
    else if (levels.length > 1 && levels.length <= Math.min(MOST_CHOICES, count / 2)) facets.push({ key: `x.${name}`, kind: "choice" });
    else if (numeric && levels.length > 1) facets.push({ key: `x.${name}`, kind: "range" });
  }
  return facets;
}

function ownColumns(sites: readonly Site[]): OwnColumn[] {
  const found = new Map<string, Set<string>>();
  for (const { extra } of sites) {
    for (const [name, cell] of extra) {
      const cells = found.get(name) ?? new Set();
      found.set(name, cells.add(cell));
    }
  }
  return [...found].map(([name, cells]) => ({ name, levels: [...cells], numeric: [...cells].every((cell) => Number.isFinite(Number(cell))) }));
}

/** The word for a choice of a facet; null where the cell is empty. */
export function choiceText(model: Model, key: string, cell: string): Text | null {
  if (cell === "") return null;
  if (key === "region") return model.payload.areas.regions[cell] ?? cell;
  const terms = model.payload.vocabulary[key];
  return terms && Object.hasOwn(terms, cell) ? terms[cell]! : cell;
}

/** Choices of a facet in the order in which they are listed. */
export function orderedChoices(model: Model, key: string, cells: Iterable<string>): string[] {
  const known = Object.keys((key === "region" ? model.payload.areas.regions : model.payload.vocabulary[key]) ?? {});
  const place = (cell: string): number => (cell === "" ? Infinity : known.includes(cell) ? known.indexOf(cell) : known.length);
  const name = (cell: string): string => localized(choiceText(model, key, cell) ?? "");
  const byName = key === "segment" || key.startsWith("x.");
  return [...cells].sort((a, b) => (byName ? (a === "" ? 1 : b === "" ? -1 : name(a) < name(b) ? -1 : 1) : place(a) - place(b)));
}
