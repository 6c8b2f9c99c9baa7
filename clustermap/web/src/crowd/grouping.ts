/**
 * Sites drawn together: the squares of a quadtree level that hold any, each joined to the fullest one near it.
 * What is near depends on the zoom level only, so groups stay where they are while the map is panned.
 */

/** Sorted sites of which some are shown; sums over the shown ones before each place. */
export interface Shown {
  codes: Float64Array;
  /** Bits of x and of y. */
  half: number;
  before: Uint32Array;
  x: Float64Array;
  y: Float64Array;
}
/** In steps of the positions, from their own west and north; the ends are left out. */
export interface Window {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}
/** A square that holds sites; `from` and `to` are places in the sorted order. */
export interface Square {
  column: number;
  row: number;
  from: number;
  to: number;
  count: number;
}
export interface Group {
  /** Middle of the sites of the fullest square, in steps. */
  x: number;
  y: number;
  count: number;
  squares: Square[];
}

/** First place in [from, to) whose code is not below a value. */
export function lowerBound(codes: Float64Array, value: number, from: number, to: number): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (codes[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The squares of 2^level steps that hold shown sites and touch a window, in Morton order. */
export function squaresIn(shown: Shown, window: Window, level: number): Square[] {
  const { codes, before, half } = shown;
  const found: Square[] = [];
  const visit = (column: number, row: number, bits: number, code: number, from: number, to: number): void => {
    const count = before[to]! - before[from]!;
    if (!count) return;
    const side = 2 ** bits;
    if ((column + 1) * side <= window.x0 || column * side >= window.x1 || (row + 1) * side <= window.y0 || row * side >= window.y1) return;
    if (bits <= level) {
      found.push({ column, row, from, to, count });
      return;
    }
    const quarter = 4 ** (bits - 1);
    let start = from;
    for (let child = 0; child < 4; child++) {
      const end = child === 3 ? to : lowerBound(codes, code + (child + 1) * quarter, start, to);
      if (end > start) visit(column * 2 + (child & 1), row * 2 + (child >> 1), bits - 1, code + child * quarter, start, end);
      start = end;
    }
  };
  visit(0, 0, half, 0, 0, codes.length);
  return found;
}

/** Join each square to the fullest one within `reach` squares' sides, and that one to its own, up to the fullest of all around. */
export function groupsOf(shown: Shown, squares: readonly Square[], reach: number): Group[] {
  if (!squares.length) return [];
  const best = fullestNear(squares, reach);
  const root = (i: number): number => {
    let at = i;
    while (best[at] !== at) at = best[at]!;
    // The way is shortened for the next one who takes it.
    for (let step = i; step !== at;) [step, best[step]] = [best[step]!, at];
    return at;
  };
  const groups = new Map<number, Group>();
  squares.forEach((square, i) => {
    const top = root(i);
    let group = groups.get(top);
    if (!group) {
      const { from, to, count } = squares[top]!;
      group = { x: (shown.x[to]! - shown.x[from]!) / count, y: (shown.y[to]! - shown.y[from]!) / count, count: 0, squares: [] };
      groups.set(top, group);
    }
    group.count += square.count;
    group.squares.push(square);
  });
  return [...groups.values()];
}

function fullestNear(squares: readonly Square[], reach: number): Int32Array {
  const columns = squares.map((square) => square.column);
  const rows = squares.map((square) => square.row);
  const far = Math.floor(reach);
  const [west, north] = [least(columns) - far, least(rows) - far];
  const wide = most(columns) + far + 1 - west;
  const places = new Map<number, number>();
  const grid = wide * (most(rows) + far + 1 - north) < 4e6 ? new Int32Array(wide * (most(rows) + far + 1 - north)) : null;
  squares.forEach((square, i) => {
    const place = (square.row - north) * wide + square.column - west;
    if (grid) grid[place] = i + 1;
    else places.set(place, i + 1);
  });
  const offsets: number[] = [];
  for (let dy = -far; dy <= far; dy++) {
    for (let dx = -far; dx <= far; dx++) if (dx * dx + dy * dy <= reach * reach) offsets.push(dy * wide + dx);
  }
  return Int32Array.from(squares, (square, i) => {
    const place = (square.row - north) * wide + square.column - west;
    let top = i;
    for (const offset of offsets) {
      const j = (grid ? grid[place + offset]! : (places.get(place + offset) ?? 0)) - 1;
      if (j < 0) continue;
      const gain = squares[j]!.count - squares[top]!.count;
      // Of equals the first in Morton order: any order will do that has no circles.
      if (gain > 0 || (gain === 0 && squares[j]!.from < squares[top]!.from)) top = j;
    }
    return top;
  });
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
