/** How many sites there are: by area, sector and year, and before each place of the order. */
import type { Tally } from "../model/crowd";
import { type Filter, filterKey, timed, within } from "../model/filter";
import { isComing } from "../model/site";
import type { Basis } from "../model/state";
import type { CodedCells, Columns } from "./columns";
import type { ShownSites } from "./grouping";

const NOT_YET = 32767;

interface SiteArrays {
  columns: Columns;
  /** Index of each site's sector in the payload. */
  sector: Uint8Array | Uint16Array;
  sectors: number;
  /** Index of each site's area plus one; 0: in none. */
  area: Uint16Array;
  areas: number;
}

/** By area and sector. */
interface SiteCounts {
  sites: Uint32Array;
  amounts: Float64Array | null;
  known: Uint32Array | null;
}

export class Counts {
  private time = new Map<Basis, Int16Array>();
  private tables = new Map<string, SiteCounts>();
  private shownNow: { key: string; shown: ShownSites } | null = null;

  constructor(private facts: SiteArrays, private facet: (key: string) => CodedCells) {}

  /** Year of each site, 0: not known, NOT_YET: not open yet. As siteYear has it. */
  private years(basis: Basis): Int16Array {
    const made = this.time.get(basis);
    if (made) return made;
    const { columns } = this.facts;
    let years = columns.years(basis === "announced" ? "announced" : "opened");
    if (basis !== "announced") {
      const status = columns.coded("status");
      const coming = status.levels.map(isComing);
      years = years.map((year, i) => (coming[status.codes[i]!] && (basis === "opened" || year === 0) ? NOT_YET : year));
    }
    this.time.set(basis, years);
    return years;
  }

  /** Whether each site matches. As matches() has it. */
  private matching(filter: Filter): Uint8Array {
    const { columns } = this.facts;
    const found = new Uint8Array(columns.size).fill(1);
    if (timed(filter)) {
      const years = this.years(filter.basis);
      const [least, most] = [filter.since ?? 1, filter.year ?? NOT_YET - 1];
      for (let i = 0; i < found.length; i++) if (years[i]! < least || years[i]! > most) found[i] = 0;
    }
    for (const [key, chosen] of Object.entries(filter.facets)) {
      const { codes, levels } = this.facet(key);
      const wanted = levels.map((level) => chosen.includes(level));
      for (let i = 0; i < found.length; i++) if (!wanted[codes[i]!]) found[i] = 0;
    }
    for (const [key, range] of Object.entries(filter.ranges)) this.outside(key, range, found);
    return found;
  }

  private outside(key: string, range: readonly [number | null, number | null], found: Uint8Array): void {
    const amounts = this.facts.columns.numbers(key === "investment" ? "investment_jpy_bn" : key.slice(2));
    for (let i = 0; i < found.length; i++) {
      const value = amounts?.[i] ?? NaN;
      if (!within(Number.isNaN(value) ? null : Number(value.toPrecision(6)), range)) found[i] = 0;
    }
  }

  /** How many sites of the sectors chosen have each cell of a facet. */
  byFacet(key: string, filter: Filter, chosen: readonly boolean[]): Map<string, number> {
    const { codes, levels } = this.facet(key);
    const { sector } = this.facts;
    const counts = new Uint32Array(levels.length);
    const found = this.matching(filter);
    for (let i = 0; i < found.length; i++) if (found[i] && chosen[sector[i]!]) counts[codes[i]!]! += 1;
    return new Map(levels.map((level, at) => [level, counts[at]!] as const).filter(([, n]) => n > 0));
  }

  tally(filter: Filter, area: number | null, sector: number): Tally {
    const { sites, amounts, known } = this.table(filter);
    const { areas, sectors } = this.facts;
    const sum = (values: Uint32Array | Float64Array): number => {
      if (area !== null) return values[(area + 1) * sectors + sector]!;
      let all = 0;
      for (let a = 0; a <= areas; a++) all += values[a * sectors + sector]!;
      return all;
    };
    return { sites: sum(sites), amount: known && amounts && sum(known) ? sum(amounts) : null };
  }

  private table(filter: Filter): SiteCounts {
    const key = filterKey(filter);
    const made = this.tables.get(key);
    if (made) return made;
    const { columns, sector, sectors, area, areas } = this.facts;
    const money = columns.numbers("investment_jpy_bn");
    const sites = new Uint32Array((areas + 1) * sectors);
    const amounts = money && new Float64Array(sites.length);
    const known = money && new Uint32Array(sites.length);
    const come = this.matching(filter);
    for (let i = 0; i < columns.size; i++) {
      if (!come[i]) continue;
      const at = area[i]! * sectors + sector[i]!;
      sites[at]! += 1;
      if (money && !Number.isNaN(money[i]!)) {
        amounts![at]! += Number(money[i]!.toPrecision(6));
        known![at]! += 1;
      }
    }
    // The classes of the map, its values and the chips ask for a few tables again and again.
    if (this.tables.size > 4) this.tables.clear();
    this.tables.set(key, { sites, amounts, known });
    return { sites, amounts, known };
  }

  /** Matching sites by year and sector; those without a year, and those not open yet, by sector. */
  byYear(filter: Filter): { dated: Map<number, Uint32Array>; undated: Uint32Array; coming: Uint32Array } {
    const { sector, sectors, columns } = this.facts;
    const years = this.years(filter.basis);
    const found = this.matching({ ...filter, since: null, year: null });
    const dated = new Map<number, Uint32Array>();
    const [undated, coming] = [new Uint32Array(sectors), new Uint32Array(sectors)];
    let last = 0;
    let group: Uint32Array = undated;
    for (let i = 0; i < columns.size; i++) {
      if (!found[i]) continue;
      const year = years[i]!;
      if (year !== last) {
        last = year;
        group = year === 0 ? undated : year === NOT_YET ? coming : (dated.get(year) ?? new Uint32Array(sectors));
        if (group !== undated && group !== coming) dated.set(year, group);
      }
      group[sector[i]!]! += 1;
    }
    return { dated, undated, coming };
  }

  /** The sites shown, summed up along the order; `chosen` has which sectors are. */
  shown(filter: Filter, chosen: readonly boolean[]): ShownSites {
    const key = `${filterKey(filter)} ${chosen.join()}`;
    if (this.shownNow?.key === key) return this.shownNow.shown;
    const { columns, sector } = this.facts;
    const n = columns.size;
    const before = new Uint32Array(n + 1);
    const come = this.matching(filter);
    const wanted = Uint8Array.from(chosen, Number);
    for (let i = 0; i < n; i++) before[i + 1] = before[i]! + (come[i]! & wanted[sector[i]!]!);
    const shown = { codes: columns.codes, half: columns.packed.half, before };
    this.shownNow = { key, shown };
    return shown;
  }
}
