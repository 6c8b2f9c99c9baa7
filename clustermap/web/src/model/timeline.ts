/** The years of the data as stops of a slider: every recent year, and only decades long ago. */
import type { Crowd } from "./crowd";
import type { Model } from "./model";
import type { PolicyEvent } from "./payload";
import { siteYear, yearOf } from "./site";
import type { Basis } from "./state";

export interface Timeline {
  /** First year that has a stop of its own. */
  since: number;
  /** Ascending; a stop stands for the years since the one before it. */
  stops: number[];
  /** Sites that appear at each stop, by sector id. */
  added: Map<string, number>[];
  events: { event: PolicyEvent; year: number; stop: number }[];
  /** Sites without a year, by sector id. */
  undated: Map<string, number>;
}

/** Sites by year and sector, and those without a year by sector. */
type Years = ReturnType<Crowd["years"]>;

function yearsOf(model: Model, basis: Basis): Years {
  if (model.crowd) return model.crowd.years(basis);
  const dated: Years["dated"] = new Map();
  const undated: Years["undated"] = new Map();
  for (const site of model.sites) {
    const year = siteYear(site, basis);
    if (year === Infinity) continue;
    let group = undated;
    if (year !== null) {
      group = dated.get(year) ?? new Map<string, number>();
      dated.set(year, group);
    }
    group.set(site.sector, (group.get(site.sector) ?? 0) + 1);
  }
  return { dated, undated };
}

/** Each year as often as sites have it, or of very many in proportion. */
function spread(dated: Years["dated"]): number[] {
  const counts = [...dated].map(([year, group]) => [year, [...group.values()].reduce((a, b) => a + b, 0)] as const);
  const share = Math.min(1, 5000 / counts.reduce((sum, [, n]) => sum + n, 0));
  return counts.flatMap(([year, n]) => new Array<number>(Math.max(1, Math.round(n * share))).fill(year));
}

export function timeline(model: Model, basis: Basis): Timeline {
  const { dated, undated } = yearsOf(model, basis);
  const events = model.payload.events
    .map((event) => ({ event, year: yearOf(event.date) ?? 0, stop: 0 }))
    .filter(({ year }) => year > 0)
    .sort((a, b) => (a.event.date < b.event.date ? -1 : 1));
  const stops = stopsOf(spread(dated), events.map(({ year }) => year));
  const added = stops.map(() => new Map<string, number>());
  for (const [year, group] of dated) {
    const at = added[stopOf(stops, year)];
    if (at) for (const [sector, n] of group) at.set(sector, (at.get(sector) ?? 0) + n);
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
