/** Which sites the reader has asked for: one test for map, table, counts, time bars and exports. */
import { type Site, siteYear } from "./site";
import type { State } from "./state";

/** The choices by which sites are shown, apart from their sectors. */
export type Filter = Pick<State, "since" | "year" | "basis" | "facets" | "ranges">;
export type SiteFilter = Filter & Pick<State, "sectors">;

/** A column that sites can be filtered by: words to choose from, or an amount. */
export interface Facet {
  /** "region", "segment", "status", "confidence", "changed", "investment", or "x." and the name of a column of the user's own. */
  key: string;
  kind: "choice" | "range";
}
/** A column of the user's own, with its different cells where they are few. */
export interface OwnColumn {
  name: string;
  levels: string[];
  numeric: boolean;
}

export const CHOICES = ["region", "segment", "status", "confidence", "changed"] as const;

/** The cell of a site that a facet of words looks at. */
export function facetCell(site: Site, key: string): string {
  if (key.startsWith("x.")) return site.extra.find(([name]) => name === key.slice(2))?.[1] ?? "";
  return String(site[key as (typeof CHOICES)[number]] ?? "");
}

function amountOf(site: Site, key: string): number | null {
  if (key === "investment") return site.investment;
  const cell = facetCell(site, key);
  return cell !== "" && Number.isFinite(Number(cell)) ? Number(cell) : null;
}

export const timed = (filter: Pick<Filter, "since" | "year">): boolean => filter.since !== null || filter.year !== null;

/** Whether a year lies in the years chosen; null and Infinity (not known, not yet) never do. */
export function yearWithin(year: number | null, { since, year: until }: Pick<Filter, "since" | "year">): boolean {
  return year !== null && year !== Infinity && (since === null || year >= since) && (until === null || year <= until);
}

export function within(value: number | null, [low, high]: readonly [number | null, number | null]): boolean {
  return value !== null && (low === null || value >= low) && (high === null || value <= high);
}

/** Whether a site matches all but its sector and its year. */
function suits(site: Site, { facets, ranges }: Filter): boolean {
  for (const [key, chosen] of Object.entries(facets)) if (!chosen.includes(facetCell(site, key))) return false;
  for (const [key, range] of Object.entries(ranges)) if (!within(amountOf(site, key), range)) return false;
  return true;
}

/** Whether a site is asked for, apart from its sector. */
export function matches(site: Site, filter: Filter): boolean {
  return suits(site, filter) && (!timed(filter) || yearWithin(siteYear(site, filter.basis), filter));
}

export function shown(site: Site, filter: SiteFilter): boolean {
  return filter.sectors.has(site.sector) && matches(site, filter);
}

/** Whether a site is left out only because its year is not known. */
export function undatedOnly(site: Site, filter: SiteFilter): boolean {
  return timed(filter) && filter.sectors.has(site.sector) && siteYear(site, filter.basis) === null && suits(site, filter);
}

/** The filter without one facet: what that facet's own counts stand under. */
export function without<F extends Filter>(filter: F, key: string): F {
  const drop = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  return { ...filter, facets: drop(filter.facets), ranges: drop(filter.ranges) };
}

/** A key under which what was counted for a filter can be kept. */
export function filterKey({ since, year, basis, facets, ranges }: Filter): string {
  const time = since === null && year === null ? "" : `${since} ${year} ${basis}`;
  const parts = [time, ...[facets, ranges].map((record) => (Object.keys(record).length ? JSON.stringify(record) : ""))];
  return parts.every((part) => part === "") ? "all" : parts.join("|");
}

/** Whether anything but the sectors is filtered. */
export const filtering = (filter: Filter): boolean => filterKey(filter) !== "all";
