/** Answers what the page asks of a crowd of sites. */
import type { Crowd, Part, Tally, YearCounts } from "../model/crowd";
import type { Filter, OwnColumn, SiteFilter } from "../model/filter";
import { queries } from "../model/fold";
import { locate } from "../model/geometry";
import { distanceKm } from "../model/near";
import type { PackedSites, Point } from "../model/payload";
import type { Site } from "../model/site";
import type { App } from "../ui/app";
import type { Client } from "./client";
import { type CodedCells, Columns } from "./columns";
import { Counts } from "./counts";
import type { OrderRange, ShownSites } from "./grouping";
import type { UnpackedSites } from "./unpack";

/** So many sites are listed at most. */
const LISTED = 200;
const ROWS = 1000;

export class SiteCrowd implements Crowd {
  readonly columns: Columns;
  sector!: Uint8Array | Uint16Array;
  private area!: Uint16Array;
  private counts!: Counts;
  private sectorIndex = new Map<string, number>();
  app!: App;

  constructor(readonly packed: PackedSites, unpacked: UnpackedSites, private client: Client) {
    this.columns = new Columns(packed, unpacked);
  }

  get size(): number {
    return this.columns.size;
  }

  connect(app: App): void {
    this.app = app;
    const { payload } = app.model;
    this.sectorIndex = new Map(payload.sectors.map(({ id }, i) => [id, i]));
    const { codes, levels } = this.columns.coded("sector");
    // What no chip stands for is counted with none: its place is after the last.
    const places = levels.map((id) => this.sectorIndex.get(id) ?? payload.sectors.length);
    this.sector = Uint16Array.from(codes, (code) => places[code]!);
    this.area = this.areasOf(app);
    this.counts = new Counts({
      columns: this.columns, sector: this.sector, sectors: payload.sectors.length + 1, area: this.area, areas: payload.areas.code.length,
    }, (key) => this.coded(key));
  }

  private areasOf(app: App): Uint16Array {
    const { payload, areaIndex, geometry } = app.model;
    const ofPrefecture = payload.areas.level === "prefecture";
    const { codes, levels } = this.columns.coded(ofPrefecture ? "prefecture_code" : "area");
    const places = levels.map((text) => (ofPrefecture ? (areaIndex.get(text) ?? -1) : text === "" ? -1 : Number(text)) + 1);
    const lost = ofPrefecture && levels.includes("") ? levels.indexOf("") : -1;
    return Uint16Array.from(codes, (code, i) => (code === lost ? locate(geometry, this.columns.point(i)) + 1 : places[code]!));
  }

  private regionCells: CodedCells | null = null;
  /** The cells of a facet as places among its different ones. */
  private coded(facet: string): CodedCells {
    if (facet !== "region") return this.columns.coded(facet.replace(/^x\./, ""));
    if (this.regionCells) return this.regionCells;
    const { areas } = this.app.model.payload;
    const levels = ["", ...new Set(areas.region.filter((id) => id !== ""))];
    const places = [0, ...areas.region.map((id) => levels.indexOf(id))];
    return (this.regionCells = { levels, codes: Uint8Array.from(this.area, (area) => places[area]!) });
  }

  levels(facet: string): string[] {
    return this.coded(facet).levels;
  }

  facet(facet: string, filter: SiteFilter): Map<string, number> {
    return this.counts.byFacet(facet, filter, this.chosen(filter));
  }

  get hasAmounts(): boolean {
    return this.columns.numbers("investment_jpy_bn") !== null;
  }

  ownColumns(): OwnColumn[] {
    return this.columns.extra.map((name) => {
      const numeric = this.columns.numbers(name) !== null;
      return { name, numeric, levels: numeric ? ["", "0"] : this.columns.coded(name).levels };
    });
  }

  tally(filter: Filter, area: number | null, sector: string): Tally {
    const at = this.sectorIndex.get(sector);
    return at === undefined ? { sites: 0, amount: null } : this.counts.tally(filter, area, at);
  }

  private chosen({ sectors }: Pick<SiteFilter, "sectors">): boolean[] {
    return [...this.app.model.payload.sectors.map(({ id }) => sectors.has(id)), false];
  }

  years(filter: Filter): YearCounts {
    const { dated, undated, coming } = this.counts.byYear(filter);
    const bySector = (counts: Uint32Array): Map<string, number> =>
      new Map([...this.sectorIndex].filter(([, at]) => counts[at]! > 0).map(([id, at]) => [id, counts[at]!]));
    return { dated: new Map([...dated].map(([year, counts]) => [year, bySector(counts)])), undated: bySector(undated), coming: bySector(coming) };
  }

  census(column: "status" | "position" | "confidence"): Map<string, number> {
    const { codes, levels } = this.columns.coded(column);
    const counts = new Uint32Array(levels.length);
    for (const code of codes) counts[code]! += 1;
    return new Map(levels.map((level, at) => [level, counts[at]!] as const).filter(([level]) => level !== ""));
  }

  /** The sites shown under the reader's choices. */
  shown(): ShownSites {
    return this.counts.shown(this.app.state, this.chosen(this.app.state));
  }

  at(i: number): Site {
    const site = this.columns.site(i, this.area[i]! - 1);
    // The page knows a site by its place in the order, the file by its id.
    return site.anchor ? { ...site, anchor: String(this.ids().get(site.anchor) ?? "") } : site;
  }

  site(id: string): Site | undefined {
    return /^\d{1,9}$/.test(id) && Number(id) < this.size ? this.at(Number(id)) : undefined;
  }

  private anchors: Map<string, number> | null = null;
  /** Places of the sites that others name as their anchor. */
  private ids(): Map<string, number> {
    if (this.anchors) return this.anchors;
    this.anchors = new Map();
    const wanted = new Set(this.columns.coded("anchor_id").levels.filter((id) => id !== ""));
    for (let i = 0; wanted.size && i < this.size; i++) {
      const id = this.columns.word("id", i);
      if (wanted.has(id)) this.anchors.set(id, i);
    }
    return this.anchors;
  }

  followers(site: Site): Site[] {
    const { codes, levels } = this.columns.coded("anchor_id");
    const code = levels.indexOf(this.columns.word("id", site.index));
    if (code < 0 || !levels[code]) return [];
    const found: Site[] = [];
    for (let i = 0; i < this.size && found.length < LISTED; i++) if (codes[i] === code) found.push(this.at(i));
    return found;
  }

  sites(list: string): Part {
    const { before } = this.shown();
    const part: Part = { sites: [], total: 0 };
    for (const piece of list.split(".")) {
      const [first = NaN, last = first] = piece.split("-").map(Number);
      if (!(Number.isInteger(first) && Number.isInteger(last) && first >= 0 && first <= last && last < this.size)) continue;
      part.total += before[last + 1]! - before[first]!;
      this.take(first, last + 1, LISTED, part.sites);
    }
    return part;
  }

  /** Shown sites of a range of the order, until a list has so many. */
  private take(from: number, to: number, limit: number, into: Site[]): void {
    const { before } = this.shown();
    for (let i = from; i < to && into.length < limit; i++) if (before[i + 1]! > before[i]!) into.push(this.at(i));
  }

  within(center: Point, km: number): Part {
    const { before } = this.shown();
    const found: { i: number; far: number }[] = [];
    for (let i = 0; i < this.size; i++) {
      if (before[i + 1]! === before[i]!) continue;
      const far = distanceKm(center, this.columns.point(i));
      if (far <= km) found.push({ i, far });
    }
    found.sort((a, b) => a.far - b.far);
    return { total: found.length, sites: found.slice(0, LISTED).map(({ i }) => this.at(i)) };
  }

  inArea(area: number): Part {
    const part: Part = { sites: [], total: this.app.countShown(area) };
    const { before } = this.shown();
    for (let i = 0; i < this.size && part.sites.length < Math.min(LISTED, part.total); i++) {
      if (this.area[i] === area + 1 && before[i + 1]! > before[i]!) part.sites.push(this.at(i));
    }
    return part;
  }

  /** Ranges of the order that lie in the view; set by the map. */
  rangesInView: () => OrderRange[] = () => [{ from: 0, to: this.size }];

  inView(): Part {
    const part: Part = { sites: [], total: 0 };
    for (const { from, to } of this.rangesInView()) {
      const { before } = this.shown();
      part.total += before[to]! - before[from]!;
      this.take(from, to, ROWS, part.sites);
    }
    return part;
  }

  async search(typed: string): Promise<Site[]> {
    const wanted = queries(typed);
    const words = typed.split(/[\s\u3000,、]+/).map(queries).filter((forms) => forms.length > 0);
    if (!wanted.length) return [];
    return (await this.client.ask<number[]>({ kind: "find", queries: wanted, words, limit: 12 })).map((i) => this.at(i));
  }
}
