/** Names of areas on the map, once they have room; none overlaps another. */
import { contains, project } from "../model/geometry";
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
const FROM = { prefecture: 0.28, municipality: 2.2, area: 0.28 } as const;
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

/** Labels within a view, for a scale and a way to place units on it. */
export function areaLabels(
  app: App, scale: number, place: (x: number, y: number) => [number, number], width: number, height: number,
): Label[] {
  const model = (scale >= FROM.municipality && app.model.towns) || app.model;
  const { payload, selected, geometry } = model;
  const name = (i: number): string => (model === app.model ? app.areaName(i) : app.townName(i));
  if (scale < FROM[payload.areas.level]) return [];
  const taken: [number, number, number][] = [];
  const labels: Label[] = [];
  for (const i of selected) {
    const box = geometry.bounds[i]!;
    if (Math.max(box.x1 - box.x0, box.y1 - box.y0) * scale < 24) continue;
    const [[left, top], [right, bottom]] = [place(box.x0, box.y0), place(box.x1, box.y1)];
    if (right < 0 || bottom < 0 || left > width || top > height) continue;
    const [x, y] = place(...center(model, i));
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const text = shortName(name(i)).slice(0, 24);
    const half = ([...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.56), 0) * LABEL_FONT) / 2;
    if (taken.some(([tx, ty, th]) => Math.abs(tx - x) < th + half + 4 && Math.abs(ty - y) < LABEL_FONT + 4)) continue;
    taken.push([x, y, half]);
    labels.push({ x, y, text });
  }
  return labels;
}
