/** How many sites there are: by area, sector and year, and before each place of the order. */
import type { Tally } from "../model/crowd";
import type { TimeFilter } from "../model/site";
import type { Basis } from "../model/state";
import type { Columns } from "./columns";
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

  constructor(private facts: SiteArrays) {}

  /** Year in which each site came, 0: not known, NOT_YET: has not come yet. As siteYear has it. */
  private years(basis: Basis): Int16Array {
    const made = this.time.get(basis);
    if (made) return made;
    const { columns } = this.facts;
    const opened = columns.years("opened");
    const status = columns.coded("status");
    const coming = status.levels.map((word) => word === "planned" || word === "under_construction");
    let years = opened;
    if (basis === "announced") {
      const announced = columns.years("announced");
      years = announced.map((year, i) => year || opened[i]!);
    } else years = opened.map((year, i) => year || (coming[status.codes[i]!] ? NOT_YET : 0));
    this.time.set(basis, years);
    return years;
  }

  /** Whether each site has come. */
  private presentBy(time: TimeFilter): Uint8Array {
    const { year, undated } = time;
    const found = new Uint8Array(this.facts.columns.size);
    if (year === null) return found.fill(1);
    const years = this.years(time.basis);
    for (let i = 0; i < found.length; i++) found[i] = (years[i] === 0 ? undated : years[i]! <= year) ? 1 : 0;
    return found;
  }

  tally(time: TimeFilter, area: number | null, sector: number): Tally {
    const { sites, amounts, known } = this.table(time);
    const { areas, sectors } = this.facts;
    const sum = (values: Uint32Array | Float64Array): number => {
      if (area !== null) return values[(area + 1) * sectors + sector]!;
      let all = 0;
      for (let a = 0; a <= areas; a++) all += values[a * sectors + sector]!;
      return all;
    };
    return { sites: sum(sites), amount: known && amounts && sum(known) ? sum(amounts) : null };
  }

  private table(time: TimeFilter): SiteCounts {
    const key = time.year === null ? "all" : `${time.year} ${time.basis} ${time.undated}`;
    const made = this.tables.get(key);
    if (made) return made;
    const { columns, sector, sectors, area, areas } = this.facts;
    const money = columns.numbers("investment_jpy_bn");
    const sites = new Uint32Array((areas + 1) * sectors);
    const amounts = money && new Float64Array(sites.length);
    const known = money && new Uint32Array(sites.length);
    const come = this.presentBy(time);
    for (let i = 0; i < columns.size; i++) {
      if (!come[i]) continue;
      const at = area[i]! * sectors + sector[i]!;
      sites[at]! += 1;
      if (money && !Number.isNaN(money[i]!)) {
        amounts![at]! += Number(money[i]!.toPrecision(6));
        known![at]! += 1;
      }
    }
    // That of all years is asked for again and again, for the classes of the map.
    const all = this.tables.get("all");
    this.tables.clear();
    if (all) this.tables.set("all", all);
    this.tables.set(key, { sites, amounts, known });
    return { sites, amounts, known };
  }

  /** Sites by year and sector, and those without a year. */
  byYear(basis: Basis): { dated: Map<number, Uint32Array>; undated: Uint32Array } {
    const { sector, sectors, columns } = this.facts;
    const years = this.years(basis);
    const dated = new Map<number, Uint32Array>();
    const undated = new Uint32Array(sectors);
    let last = -1;
    let group: Uint32Array = undated;
    for (let i = 0; i < columns.size; i++) {
      const year = years[i]!;
      if (year === NOT_YET) continue;
      if (year !== last) {
        last = year;
        group = year === 0 ? undated : (dated.get(year) ?? new Uint32Array(sectors));
        if (year !== 0) dated.set(year, group);
      }
      group[sector[i]!]! += 1;
    }
    return { dated, undated };
  }

  /** The sites shown, summed up along the order; `chosen` has which sectors are. */
  shown(time: TimeFilter, chosen: readonly boolean[]): ShownSites {
    const key = `${time.year} ${time.basis} ${time.undated} ${chosen.join()}`;
    if (this.shownNow?.key === key) return this.shownNow.shown;
    const { columns, sector } = this.facts;
    const n = columns.size;
    const before = new Uint32Array(n + 1);
    const come = this.presentBy(time);
    const wanted = Uint8Array.from(chosen, Number);
    for (let i = 0; i < n; i++) before[i + 1] = before[i]! + (come[i]! & wanted[sector[i]!]!);
    const shown = { codes: columns.codes, half: columns.packed.half, before };
    this.shownNow = { key, shown };
    return shown;
  }
}
