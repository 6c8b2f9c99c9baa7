/** What the page asks of sites that are too many for marks and rows of their own; crowd/ answers, in pages that need it. */
import type { Site, TimeFilter } from "./site";
import type { Basis } from "./state";

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

export interface Crowd {
  readonly size: number;
  /** Sites that have come by the year shown: in an area or (null) anywhere, of a sector. */
  tally(time: TimeFilter, area: number | null, sector: string): Tally;
  /** Sites by year and sector; of those without a year, by sector. */
  years(basis: Basis): { dated: Map<number, Map<string, number>>; undated: Map<string, number> };
  /** Cells of a column and how many sites have them. */
  census(column: "status" | "position" | "confidence"): Map<string, number>;
  site(id: string): Site | undefined;
  /** Those shown of a list of places in the order, as "3.14-20". */
  sites(list: string): Part;
  inArea(area: number): Part;
  /** Those on the map that is shown. */
  inView(): Part;
  followers(site: Site): Site[];
  search(typed: string): Promise<Site[]>;
}
