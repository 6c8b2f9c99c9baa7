/** What the page asks of sites that are too many for marks and rows of their own; crowd/ answers, in pages that need it. */
import type { Filter, OwnColumn, SiteFilter } from "./filter";
import type { Point } from "./payload";
import type { Site } from "./site";

export interface Tally {
  sites: number;
  /** Sum of the known amounts, in bn JPY; null if none is known. */
  amount: number | null;
}
/** A part of a longer list. */
export interface Part {
  sites: Site[];
  total: number;
}

export interface YearCounts {
  dated: Map<number, Map<string, number>>;
  undated: Map<string, number>;
  /** Not open yet. */
  coming: Map<string, number>;
}

export interface Crowd {
  readonly size: number;
  /** Sites that match: in an area or (null) anywhere, of a sector. */
  tally(filter: Filter, area: number | null, sector: string): Tally;
  /** Sites by year and sector; of those without a year and of those yet to open, by sector. */
  years(filter: Filter): YearCounts;
  /** Different cells of a facet, and how many sites have each under a filter. */
  levels(facet: string): string[];
  facet(facet: string, filter: SiteFilter): Map<string, number>;
  readonly hasAmounts: boolean;
  ownColumns(): OwnColumn[];
  /** Cells of a column and how many sites have them. */
  census(column: "status" | "position" | "confidence"): Map<string, number>;
  site(id: string): Site | undefined;
  /** Those shown of a list of places in the order, as "3.14-20". */
  sites(list: string): Part;
  inArea(area: number): Part;
  /** Those shown within a distance, the nearest first. */
  within(center: Point, km: number): Part;
  /** Those on the map that is shown. */
  inView(): Part;
  followers(site: Site): Site[];
  search(typed: string): Promise<Site[]>;
}
