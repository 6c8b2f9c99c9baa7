/** Names of areas on the map, once they have room; none overlaps another. */
import { type Bounds, contains, project } from "../model/geometry";
import { shortName } from "../model/names";
import type { Model } from "../model/model";
import type { App } from "../ui/app";

interface Label {
  x: number;
  y: number;
  text: string;
}

export const LABEL_FONT = 12;
/** Pixels per unit from which names are shown. */
const FROM = { prefecture: 0.12, municipality: 2.2, area: 0.28 } as const;
/** Zoom level from which municipalities answer to the pointer. */
export const TOWNS_FROM = 7.5;

const centers = new WeakMap<Model, Map<number, [number, number]>>();

/** Middle of an area's largest part, or its anchor where the middle lies outside. */
export function center(model: Model, i: number): [number, number] {
  let known = centers.get(model);
  if (!known) centers.set(model, (known = new Map()));
  let found = known.get(i);
  if (!found) {
    const { geometry, payload } = model;
    found = geometry.centroid(i);
    const anchor = payload.areas.anchor[i];
    if (anchor && !contains(geometry, i, ...found)) found = project(anchor);
    known.set(i, found);
  }
  return found;
}

/** A mark that a name must not touch: x, y and radius in pixels. */
export type Obstacle = readonly [x: number, y: number, r: number];

/** Names find a place at the middle of their area, else a little above, below or beside. */
const TRIES: readonly [number, number][] = [[0, 0], [0, -1.1], [0, 1.1], [-0.35, 0], [0.35, 0], [0, -2], [0, 2]];

/** Labels within a view, for a scale and a way to place units on it; none overlaps another, nor a mark. */
export function areaLabels(
  app: App, scale: number, place: (x: number, y: number) => [number, number], width: number, height: number,
  obstacles: readonly Obstacle[] = [],
): Label[] {
  // a single prefecture has the names of its municipalities, as many as have room
  const from = app.model.selected.length === 1 ? FROM.area : FROM.municipality;
  const model = (scale >= from && app.model.towns) || app.model;
  const { payload, selected, geometry } = model;
  const name = (i: number): string => (model === app.model ? app.areaName(i) : app.townName(i));
  if (scale < (model === app.model ? FROM[payload.areas.level] : from)) return [];
  const size = labelSize(scale);
  const family = getComputedStyle(app.root).fontFamily;
  const taken: [x: number, y: number, halfWidth: number, halfHeight: number][] = obstacles.map(([x, y, r]) => [x, y, r, r]);
  const free = (x: number, y: number, half: number): boolean =>
    !taken.some(([tx, ty, tw, th]) => Math.abs(tx - x) < tw + half + 2 && Math.abs(ty - y) < th + size / 2 + 2);
  const labels: Label[] = [];
  for (const i of bySize(model, selected)) {
    const box = geometry.bounds[i]!;
    if (Math.max(box.x1 - box.x0, box.y1 - box.y0) * scale < 24) continue;
    const [[left, top], [right, bottom]] = [place(box.x0, box.y0), place(box.x1, box.y1)];
    if (right < 0 || bottom < 0 || left > width || top > height) continue;
    const [cx, cy] = center(model, i);
    const wide = widthOf(model, i);
    const text = shortName(name(i)).slice(0, 24);
    const half = (lengthOf(text, family) * size) / 2;
    // far beyond its own area a name would say nothing
    if (half > wide * scale * 0.75) continue;
    const found = TRIES.map(([dx, dy]): [number, number] => [cx + dx * wide, cy + (dy * size) / scale])
      .filter(([ux, uy], k) => k === 0 || contains(geometry, i, ux, uy)).map(([ux, uy]) => place(ux, uy))
      .find(([lx, ly]) => lx - half > 2 && lx + half < width - 2 && ly > size && ly < height - size && free(lx, ly, half));
    if (!found) continue;
    taken.push([...found, half, size / 2]);
    labels.push({ x: found[0], y: found[1], text });
  }
  return labels;
}

let ruler: CanvasRenderingContext2D | null = null;
const lengths = new Map<string, number>();

/** Length of a name in sizes of its letters. */
function lengthOf(text: string, family: string): number {
  const key = `${text} ${family}`;
  let found = lengths.get(key);
  if (found === undefined) {
    ruler ??= document.createElement("canvas").getContext("2d")!;
    ruler.font = `500 ${LABEL_FONT}px ${family}`;
    lengths.set(key, (found = ruler.measureText(text).width / LABEL_FONT + 0.1));
  }
  return found;
}

const widths = new WeakMap<Model, number[]>();

/** Width of an area's main parts in units. */
function widthOf(model: Model, i: number): number {
  let known = widths.get(model);
  if (!known) widths.set(model, (known = []));
  return (known[i] ??= ((box) => box.x1 - box.x0)(model.geometry.mainBounds([i])));
}

/** Smaller letters on the map of the whole country. */
export const labelSize = (scale: number): number => (scale < 0.28 ? 10 : LABEL_FONT);

const orders = new WeakMap<Model, number[]>();

/** The largest areas first: they find room for their names. */
function bySize(model: Model, areas: readonly number[]): number[] {
  let found = orders.get(model);
  if (!found) {
    const size = ({ x0, y0, x1, y1 }: Bounds): number => (x1 - x0) * (y1 - y0);
    orders.set(model, (found = [...areas].sort((a, b) => size(model.geometry.bounds[b]!) - size(model.geometry.bounds[a]!))));
  }
  return found;
}
