/** What is drawn of a crowd at a view: groups with their numbers, and single sites where few are together. */
import type { Bounds } from "../model/geometry";
import { addToGroup } from "../model/groups";
import { fanOffsets } from "../model/marks";
import { STEP_ZOOM } from "./columns";
import { type Group, groupsOf, type Square, squaresIn } from "./grouping";
import type { SiteCrowd } from "./site-crowd";

/** Groups stand about so far apart, in pixels. */
const APART = 70;
/** So few sites are drawn one by one. */
const FEW = 6;

export interface Bubble {
  /** In units of geometry. */
  x: number;
  y: number;
  radius: number;
  count: number;
  /** Number of sites by sector, in the payload's order. */
  shares: number[];
  squares: Square[];
}
export interface Dot {
  index: number;
  x: number;
  y: number;
  /** Offset in radii, so that sites of one place can be told apart. */
  fan: [number, number];
}
/** What the pointer or the keyboard can be on. */
export type Target = { bubble: Bubble } | { dot: Dot };

export interface Scene {
  zoom: number;
  /** What it covers, in units. */
  box: Bounds;
  bubbles: Bubble[];
  dots: Dot[];
}

const radiusOf = (count: number): number => Math.min(28, 10.5 + 4 * Math.log10(count));

/** Level of the squares: about 20 pixels wide. */
const levelAt = (zoom: number): number => Math.max(0, Math.round(Math.log2(20) + STEP_ZOOM - zoom));

export function sceneOf(crowd: SiteCrowd, box: Bounds, zoom: number): Scene {
  const scene: Scene = { zoom, box, bubbles: [], dots: [] };
  if (!crowd.app.state.layers.has("sites") || !crowd.size) return scene;
  const { columns } = crowd;
  const level = levelAt(zoom);
  const shown = crowd.shown();
  const window = { x0: columns.stepX(box.x0), y0: columns.stepY(box.y0), x1: columns.stepX(box.x1), y1: columns.stepY(box.y1) };
  const side = 2 ** level * 2 ** (zoom - STEP_ZOOM);
  for (const group of groupsOf(squaresIn(shown, window, level), APART / side)) {
    if (group.count <= FEW) scene.dots.push(...dotsOf(crowd, group));
    else scene.bubbles.push(bubbleOf(crowd, group));
  }
  scene.bubbles.sort((a, b) => a.count - b.count);
  return scene;
}

function bubbleOf(crowd: SiteCrowd, group: Group): Bubble {
  const { columns, sector } = crowd;
  const { before } = crowd.shown();
  const shares = new Array<number>(crowd.app.model.payload.sectors.length).fill(0);
  for (const { from, to } of group.squares) {
    const all = before[to]! - before[from]! === to - from;
    for (let i = from; i < to; i++) if (all || before[i + 1]! > before[i]!) shares[sector[i]!]! += 1;
  }
  const { count, squares } = group;
  const [x, y] = middleOf(crowd, squares[0]!);
  return { x: columns.unitX(x), y: columns.unitY(y), radius: radiusOf(count), count, shares, squares };
}

/** Mean position of the shown sites of a square, in steps. */
function middleOf(crowd: SiteCrowd, { from, to, count }: Square): [number, number] {
  const { x, y } = crowd.columns;
  const { before } = crowd.shown();
  let [sumX, sumY] = [0, 0];
  for (let i = from; i < to; i++) {
    if (before[i + 1]! === before[i]!) continue;
    sumX += x[i]!;
    sumY += y[i]!;
  }
  return [sumX / count, sumY / count];
}

export function dotOf({ columns }: SiteCrowd, index: number): Dot {
  return { index, x: columns.unitX(columns.x[index]!), y: columns.unitY(columns.y[index]!), fan: [0, 0] };
}

function dotsOf(crowd: SiteCrowd, group: Group): Dot[] {
  const { columns } = crowd;
  const { before } = crowd.shown();
  const places = new Map<number, Dot[]>();
  for (const { from, to } of group.squares) {
    for (let i = from; i < to; i++) {
      if (before[i + 1]! === before[i]!) continue;
      addToGroup(places, columns.codes[i]!, dotOf(crowd, i));
    }
  }
  for (const dots of places.values()) {
    if (dots.length > 1) fanOffsets(dots.length).forEach((offset, k) => (dots[k]!.fan = offset));
  }
  return [...places.values()].flat();
}

/** The box around the shown sites of a bubble, in units. */
export function boundsOf(crowd: SiteCrowd, bubble: Bubble): Bounds {
  const { columns } = crowd;
  const { before } = crowd.shown();
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { from, to } of bubble.squares) {
    for (let i = from; i < to; i++) {
      if (before[i + 1]! === before[i]!) continue;
      const [x, y] = [columns.x[i]!, columns.y[i]!];
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
  }
  return { x0: columns.unitX(x0), y0: columns.unitY(y0), x1: columns.unitX(x1), y1: columns.unitY(y1) };
}

/** Ranges of the order as text, as "3.14-20"; neighbors joined. */
export function rangesText(squares: readonly Square[]): string {
  const sorted = [...squares].sort((a, b) => a.from - b.from);
  const ranges: [number, number][] = [];
  for (const { from, to } of sorted) {
    const last = ranges[ranges.length - 1];
    if (last && last[1] === from) last[1] = to;
    else ranges.push([from, to]);
  }
  return ranges.map(([from, to]) => (to - from === 1 ? String(from) : `${from}-${to - 1}`)).join(".");
}
