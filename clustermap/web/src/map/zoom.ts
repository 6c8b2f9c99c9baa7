/** How Leaflet zooms: scales, pixels and the pace, for layers that move with it. */
import * as L from "leaflet";
import { UNIT_ZOOM } from "../model/geometry";

/** Pixels per unit of geometry at a zoom level. */
export const unitScale = (zoom: number): number => 2 ** (zoom - UNIT_ZOOM);

/** The map's pixels: how large a unit is, and where layer coordinates begin. */
export interface PixelView {
  scale: number;
  x: number;
  y: number;
}

export function pixelView(map: L.Map): PixelView {
  const { x, y } = map.getPixelOrigin();
  return { scale: unitScale(map.getZoom()), x, y };
}

/** The same at the end of a zoom that has begun. */
export function pixelViewAfter(map: L.Map, { center, zoom }: L.ZoomAnimEvent): PixelView {
  const { x, y } = pixelOrigin(map, center, zoom);
  return { scale: unitScale(zoom), x, y };
}

/** A zoom on its way. */
export interface ZoomMotion {
  started: number;
  from: PixelView;
  to: PixelView;
}

const ZOOM_MS = 250;

/** How far a zoom has come, from 0 to 1. */
export function zoomProgress({ started }: ZoomMotion): number {
  return ease((performance.now() - started) / ZOOM_MS);
}

/** As Leaflet moves its layers: positions between the two views, in a straight line. */
export function viewBetween({ from, to }: ZoomMotion, share: number): PixelView {
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return { scale: mix(from.scale, to.scale), x: mix(from.x, to.x), y: mix(from.y, to.y) };
}

/** Run in each frame for as long as it gives true. */
export function eachFrame(run: () => boolean): void {
  const step = (): void => {
    if (run()) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Where the map's layer coordinates begin at a view that is being zoomed to. */
export function pixelOrigin(map: L.Map, center: L.LatLng, zoom: number): L.Point {
  const pane = L.DomUtil.getPosition(map.getPanes().mapPane!) ?? L.point(0, 0);
  return map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(pane).round();
}

/** cubic-bezier(0, 0, 0.25, 1), by which Leaflet zooms. */
function ease(time: number): number {
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
