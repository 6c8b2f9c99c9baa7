/** The years of the data as stops of a slider: every recent year, and only decades long ago. */
import type { YearCounts } from "./crowd";
import { type Filter, filtering, matches } from "./filter";
import type { Model } from "./model";
import type { PolicyEvent } from "./payload";
import { siteYear, yearOf } from "./site";

export interface Timeline {
  /** First year that has a stop of its own. */
  since: number;
  /** Ascending; a stop stands for the years since the one before it. */
  stops: number[];
  /** Sites that appear at each stop, by sector id. */
  added: Map<string, number>[];
  events: { event: PolicyEvent; year: number; stop: number }[];
  /** Sites without a year and those that have not opened yet, by sector id. */
  undated: Map<string, number>;
  coming: Map<string, number>;
}

function yearsOf(model: Model, filter: Filter): YearCounts {
  if (model.crowd) return model.crowd.years(filter);
  const dated: YearCounts["dated"] = new Map();
  const [undated, coming]: Map<string, number>[] = [new Map(), new Map()];
  const timeless = { ...filter, since: null, year: null };
  for (const site of model.sites) {
    if (!matches(site, timeless)) continue;
    const year = siteYear(site, filter.basis);
    let group = year === null ? undated! : coming!;
    if (year !== null && year !== Infinity) {
      group = dated.get(year) ?? new Map<string, number>();
      dated.set(year, group);
    }
    group.set(site.sector, (group.get(site.sector) ?? 0) + 1);
  }
  return { dated, undated: undated!, coming: coming! };
}

/** Each year as often as sites have it, or of very many in proportion. */
function spread(dated: YearCounts["dated"]): number[] {
  const counts = [...dated].map(([year, group]) => [year, [...group.values()].reduce((a, b) => a + b, 0)] as const);
  const share = Math.min(1, 5000 / counts.reduce((sum, [, n]) => sum + n, 0));
  return counts.flatMap(([year, n]) => new Array<number>(Math.max(1, Math.round(n * share))).fill(year));
}

/** The stops are those of all sites, so that they stay where they are; the counts follow the filter. */
export function timeline(model: Model, filter: Filter): Timeline {
  const { dated, undated, coming } = yearsOf(model, filter);
  const all = filtering(filter) ? yearsOf(model, { ...filter, facets: {}, ranges: {} }).dated : dated;
  const events = model.payload.events
    .map((event) => ({ event, year: yearOf(event.date) ?? 0, stop: 0 }))
    .filter(({ year }) => year > 0)
    .sort((a, b) => (a.event.date < b.event.date ? -1 : 1));
  const stops = stopsOf(spread(all), events.map(({ year }) => year));
  const added = stops.map(() => new Map<string, number>());
  for (const [year, group] of dated) {
    const at = added[stopOf(stops, year)];
    if (at) for (const [sector, n] of group) at.set(sector, (at.get(sector) ?? 0) + n);
  }
  for (const item of events) item.stop = stopOf(stops, item.year);
  const since = stops.findLast((stop, i) => i > 0 && stop - stops[i - 1]! > 1) ?? stops[0] ?? 0;
  return { since, stops, added, events, undated, coming };
}

/** Index of the stop at which a year has come. */
export function stopOf(stops: readonly number[], year: number): number {
  const at = stops.findIndex((stop) => stop >= year);
  return at < 0 ? stops.length - 1 : at;
}

/** Every year since most of the data begins; before it the ends of the decades that have some. */
export function stopsOf(years: readonly number[], eventYears: readonly number[]): number[] {
  const all = [...years, ...eventYears].sort((a, b) => a - b);
  if (!all.length) return [];
  const first = all[0]!;
  const last = all[all.length - 1]!;
  const early = all[Math.floor(all.length * 0.2)]!;
  const since = Math.max(first, Math.min(Math.floor(early / 5) * 5, last - 20));
  const stops = new Set<number>();
  for (const year of all) {
    if (year < since) stops.add(Math.min(Math.floor(year / 10) * 10 + 9, since - 1));
  }
  if (first < since) stops.add(first);
  for (let year = since; year <= last; year++) stops.add(year);
  return [...stops].sort((a, b) => a - b);
}
