/** A drawing of a part of the map: what it shows, and how large. */
import type { Bounds } from "./geometry";

/** Drawing coordinates: x * scale + dx, of x in units of geometry. */
export interface Frame {
  scale: number;
  dx: number;
  dy: number;
  width: number;
  height: number;
}

/** A frame of a size that holds bounds. */
export function fitFrame(bounds: Bounds, width: number, height: number, margin = 0): Frame {
  const [w, h] = [bounds.x1 - bounds.x0, bounds.y1 - bounds.y0];
  const scale = Math.min((width - 2 * margin) / w, (height - 2 * margin) / h);
  return {
    scale, width, height,
    dx: (width - w * scale) / 2 - bounds.x0 * scale,
    dy: (height - h * scale) / 2 - bounds.y0 * scale,
  };
}

/** What a frame shows, in units. */
export function boundsWithin({ scale, dx, dy, width, height }: Frame): Bounds {
  return { x0: -dx / scale, y0: -dy / scale, x1: (width - dx) / scale, y1: (height - dy) / scale };
}
