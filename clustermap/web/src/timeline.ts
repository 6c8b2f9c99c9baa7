/** The years of the data as stops of a slider: every recent year, and only decades long ago. */
import { siteYear, yearOf, type Model, type Site } from "./model";
import type { PolicyEvent } from "./payload";
import type { Basis } from "./state";

export interface Timeline {
  /** First year that has a stop of its own. */
  since: number;
  /** Ascending; a stop stands for the years since the one before it. */
  stops: number[];
  /** Sites that appear at each stop, by sector id. */
  added: Map<string, number>[];
  events: { event: PolicyEvent; year: number; stop: number }[];
  /** Sites without a year, and those that have not come yet. */
  undated: Site[];
}

export function timeline(model: Model, basis: Basis): Timeline {
  const dated: [Site, number][] = [];
  const undated: Site[] = [];
  for (const site of model.sites) {
    const year = siteYear(site, basis);
    if (year === null) undated.push(site);
    else if (Number.isFinite(year)) dated.push([site, year]);
  }
  const events = model.payload.events
    .map((event) => ({ event, year: yearOf(event.date) ?? 0, stop: 0 }))
    .filter(({ year }) => year > 0)
    .sort((a, b) => (a.event.date < b.event.date ? -1 : 1));
  const years = dated.map(([, year]) => year);
  const stops = stopsOf(years, events.map(({ year }) => year));
  const added = stops.map(() => new Map<string, number>());
  for (const [site, year] of dated) {
    const at = added[stopOf(stops, year)];
    if (at) at.set(site.sector, (at.get(site.sector) ?? 0) + 1);
  }
  for (const item of events) item.stop = stopOf(stops, item.year);
  const since = stops.findLast((stop, i) => i > 0 && stop - stops[i - 1]! > 1) ?? stops[0] ?? 0;
  return { since, stops, added, events, undated };
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
