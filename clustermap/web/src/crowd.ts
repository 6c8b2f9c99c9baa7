/** What the page asks of sites that are too many for marks and rows of their own; crowd/ answers, in pages that need it. */
import type { App } from "./app";
import type { MapView } from "./map";
import type { Site } from "./model";
import type { Basis, State } from "./state";
import type { View } from "./drawing";
import type { Theme } from "./colors";
import type * as L from "leaflet";

export type InTime = Pick<State, "year" | "basis" | "undated">;
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
/** Something under the pointer. */
export interface Hit {
  key: string;
  describe(): HTMLElement[];
  open(): void;
}
/** The crowd on the map. */
export interface CrowdLayer {
  update(): void;
  /** Draw what is chosen anew. */
  repaint(): void;
  at(position: L.Point, slack?: number): Hit | null;
  highlight(hit: Hit | null): void;
}

export interface Crowd {
  readonly size: number;
  /** Areas and labels are known from here on. */
  meet(app: App): void;
  /** Sites that have come by the year shown: in an area or (null) anywhere, of a sector. */
  tally(time: InTime, area: number | null, sector: string): Tally;
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
  /** What a reader must know of them. */
  notes(): (Node | string)[][];
  attach(view: MapView): CrowdLayer;
  /** As SVG nodes, for pictures. */
  draw(view: View, theme: Theme): SVGElement[];
}
