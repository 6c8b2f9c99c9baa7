/** What the map asks of a layer of sites too many for marks of their own; crowd/ draws it, in pages that need it. */
import type * as L from "leaflet";
import type { Palette } from "../model/colors";
import type { Frame } from "../model/frame";
import type { Bounds } from "../model/geometry";

/** Something under the pointer. */
export interface Hit {
  key: string;
  describe(): HTMLElement[];
  open(): void;
}

export interface CrowdLayer {
  update(): void;
  /** Draw what is chosen anew. */
  repaint(): void;
  at(position: L.Point, slack?: number): Hit | null;
  highlight(hit: Hit | null): void;
  /** As SVG nodes, for pictures. */
  nodes(frame: Frame, palette: Palette): SVGElement[];
}

/** What such a layer asks of the map. */
export interface LayerHost {
  readonly map: L.Map;
  readonly host: HTMLElement;
  /** Show bounds, at a zoom level of at least `least` and at most `maxZoom`. */
  fitUnits(bounds: Bounds, maxZoom: number, least?: number): void;
}

export type AttachCrowd = (view: LayerHost) => CrowdLayer;
