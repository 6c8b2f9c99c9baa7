/** How Leaflet zooms: scales, pixels and the pace, for layers that move with it. */
import * as L from "leaflet";
import { UNIT_ZOOM } from "../model/geometry";

/** Pixels per unit of geometry at a zoom level. */
export const unitScale = (zoom: number): number => 2 ** (zoom - UNIT_ZOOM);

/** Where the map's layer coordinates begin at a view that is being zoomed to. */
export function pixelOrigin(map: L.Map, center: L.LatLng, zoom: number): L.Point {
  const pane = L.DomUtil.getPosition(map.getPanes().mapPane!) ?? L.point(0, 0);
  return map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(pane).round();
}

/** cubic-bezier(0, 0, 0.25, 1), by which Leaflet zooms. */
export function ease(time: number): number {
  if (time >= 1) return 1;
  let [low, high] = [0, 1];
  for (let i = 0; i < 16; i++) {
    const u = (low + high) / 2;
    if (0.75 * (1 - u) * u * u + u * u * u < time) low = u;
    else high = u;
  }
  const u = (low + high) / 2;
  return 3 * (1 - u) * u * u + u * u * u;
}
