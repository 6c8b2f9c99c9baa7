/** Groups of islands that stand in a frame of their own while a map does not reach there. */
import type { Current } from "../model/current";
import { boundsWithin, fitFrame, type Frame } from "../model/frame";
import { type Bounds, project } from "../model/geometry";
import type { Key } from "../model/i18n";
import type { Box } from "../model/payload";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import type { CrowdLayer } from "./crowd-layer";
import { drawMap } from "./drawing";

export interface Islands {
  id: "okinawa" | "izu" | "ogasawara";
  name: Key;
  /** Whole groups. */
  box: Box;
}

/** An inset, and whether the map beside it has to leave its islands out: they are never drawn twice. */
export interface IslandInset {
  islands: Islands;
  masked: boolean;
}

const GROUPS: readonly (Islands & { prefectures: readonly string[] })[] = [
  { id: "okinawa", name: "insetIslands", box: [122.8, 23.9, 131.4, 28.65], prefectures: ["46", "47"] },
  { id: "okinawa", name: "jump_okinawa", box: [122.8, 23.9, 131.4, 27.1], prefectures: ["47"] },
  { id: "okinawa", name: "insetAmami", box: [128.3, 26.95, 130.15, 28.65], prefectures: ["46"] },
  { id: "izu", name: "insetIzu", box: [138.95, 32.3, 140, 34.9], prefectures: ["13"] },
  { id: "ogasawara", name: "insetOgasawara", box: [140.7, 24.1, 142.4, 27.85], prefectures: ["13"] },
];

/** A frame shows about as much as at first up to this many times its scale. */
const NEAR_HOME = 1.6;

export function unitsOf([west, south, east, north]: Box): Bounds {
  const [[x0, y0], [x1, y1]] = [project([west, north]), project([east, south])];
  return { x0, y0, x1, y1 };
}

const meet = (a: Bounds, b: Bounds): boolean => a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0;
const holds = (a: Bounds, b: Bounds): boolean => b.x0 >= a.x0 && b.x1 <= a.x1 && b.y0 >= a.y0 && b.y1 <= a.y1;

/** The groups that a page shows beside other land, one of each kind: that with the most prefectures. */
function groupsOf(app: App): { islands: Islands; land: Bounds }[] {
  const { geometry, payload, selected } = app.model;
  const found: { islands: Islands; land: Bounds }[] = [];
  for (const group of GROUPS) {
    if (found.some(({ islands }) => islands.id === group.id)) continue;
    const box = unitsOf(group.box);
    // a page of the islands themselves needs no inset of them
    if (holds(box, unitsOf(payload.areas.view))) continue;
    const lands = group.prefectures.map((code) => geometry.landWithin(selected.filter((i) => payload.areas.prefecture[i] === code), box));
    if (lands.some((land) => land === null)) continue;
    const [first, ...rest] = lands as Bounds[];
    const land = rest.reduce((a, b) => ({
      x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1),
    }), first!);
    found.push({ islands: group, land });
  }
  return found;
}

/** The insets that a frame needs; `home`: it is the page's first view, which islands at its edge do not change. */
export function insetsFor(app: App, frame: Frame, home: boolean): IslandInset[] {
  const view = unitsOf(app.model.payload.areas.view);
  const scale = Math.min(frame.width / (view.x1 - view.x0), frame.height / (view.y1 - view.y0));
  if (frame.scale > scale * NEAR_HOME || app.model.payload.basemap) return [];
  const seen = boundsWithin(frame);
  return groupsOf(app)
    .filter(({ land }) => !holds(seen, land) && (home || !meet(seen, land)))
    .map(({ islands, land }) => ({ islands, masked: meet(seen, land) }));
}

/** Width and height of an inset: its islands in a box at most so wide and high. */
export function insetSize({ box }: Islands, widest: number, highest: number): [number, number] {
  const { x0, y0, x1, y1 } = unitsOf(box);
  return [Math.round(Math.max(widest * 0.56, Math.min(widest, (highest * (x1 - x0)) / (y1 - y0)))), highest];
}

/** Room for the name of an inset. */
const HEAD = 14;
/** Lengths of a scale, in kilometers. */
const BARS = [200, 100, 50, 20, 10];
const KM_PER_DEGREE = 111.32;

/** The islands in a frame, with a scale of their own. */
export function drawIslands(
  app: App, current: Current, { box }: Islands, [width, height]: [number, number], radius: number, crowd: CrowdLayer | null,
): SVGGElement {
  const units = unitsOf(box);
  const fitted = fitFrame(units, width, height - HEAD, 3);
  const frame = { ...fitted, height, dy: fitted.dy + HEAD };
  const [west, south, east, north] = box;
  const km = KM_PER_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180) * (east - west);
  const perKm = ((units.x1 - units.x0) * frame.scale) / km;
  const length = BARS.find((bar) => bar * perKm <= width * 0.3) ?? BARS[BARS.length - 1]!;
  const { muted, halo } = current.palette;
  const end = width - 8;
  return s("g", null, drawMap(app, current, frame, radius, crowd),
    s("path", { d: `M${(end - length * perKm).toFixed(1)} ${height - 7}v3h${(length * perKm).toFixed(1)}v-3`, fill: "none", stroke: muted }),
    s("text", {
      x: end, y: height - 11, "font-size": 10, "text-anchor": "end", fill: muted, stroke: halo, "stroke-width": 2, "paint-order": "stroke",
    }, `${length} km`));
}
