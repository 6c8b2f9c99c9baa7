/**
 * Sites drawn together: the squares of a quadtree level that hold any, gathered around the fullest ones.
 * What is near depends on the zoom level only, so groups stay where they are while the map is panned.
 */
import type { Bounds } from "../model/geometry";

/** Sorted sites of which some are shown. */
export interface ShownSites {
  codes: Float64Array;
  /** Bits of x and of y. */
  half: number;
  /** How many are shown before each place, and in all. */
  before: Uint32Array;
}
/** Places in the sorted order; `to` is left out. */
export interface OrderRange {
  from: number;
  to: number;
}
/** A square that holds sites. */
export interface Square extends OrderRange {
  column: number;
  row: number;
  count: number;
}
export interface Group {
  count: number;
  /** The fullest first. */
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

/** The squares of 2^level steps that hold shown sites and touch a window (in steps, its ends left out), in Morton order. */
export function squaresIn(shown: ShownSites, window: Bounds, level: number): Square[] {
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

/**
 * From the fullest square on, each that is free yet gathers the free ones within `reach` squares' sides of it.
 * Groups are therefore at least so far apart, and any square's fate depends on its neighborhood alone.
 */
export function groupsOf(squares: readonly Square[], reach: number): Group[] {
  if (!squares.length) return [];
  const near = nearness(squares, reach);
  // Equals come in an order without neighborhood: else one at the edge of the view would move all others in a row.
  const lots = Uint32Array.from(squares, ({ column, row }) => placeHash(column, row));
  const order = Uint32Array.from(squares, (_, i) => i).sort((a, b) => squares[b]!.count - squares[a]!.count || lots[a]! - lots[b]! || a - b);
  const taken = new Uint8Array(squares.length);
  const groups: Group[] = [];
  for (const i of order) {
    if (taken[i]) continue;
    taken[i] = 1;
    const group: Group = { count: squares[i]!.count, squares: [squares[i]!] };
    near(squares[i]!, (j) => {
      if (taken[j]) return;
      taken[j] = 1;
      group.count += squares[j]!.count;
      group.squares.push(squares[j]!);
    });
    groups.push(group);
  }
  return groups;
}

/** A number for a place that looks random and is always the same. */
function placeHash(column: number, row: number): number {
  let mixed = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae3d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** Calls back with the indices of the squares within reach of one, itself among them. */
function nearness(squares: readonly Square[], reach: number): (square: Square, meet: (index: number) => void) => void {
  const far = Math.floor(reach);
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { column, row } of squares) {
    [west, north, east, south] = [Math.min(west, column), Math.min(north, row), Math.max(east, column), Math.max(south, row)];
  }
  [west, north] = [west - far, north - far];
  const wide = east + far + 1 - west;
  const size = wide * (south + far + 1 - north);
  // A table of all places where it is not too large.
  const grid = size < 4e6 ? new Int32Array(size) : null;
  const places = new Map<number, number>();
  squares.forEach(({ column, row }, i) => {
    const place = (row - north) * wide + column - west;
    if (grid) grid[place] = i + 1;
    else places.set(place, i + 1);
  });
  const offsets: number[] = [];
  for (let dy = -far; dy <= far; dy++) {
    for (let dx = -far; dx <= far; dx++) if (dx * dx + dy * dy <= reach * reach) offsets.push(dy * wide + dx);
  }
  return ({ column, row }, meet) => {
    const place = (row - north) * wide + column - west;
    for (const offset of offsets) {
      const index = (grid ? grid[place + offset]! : (places.get(place + offset) ?? 0)) - 1;
      if (index >= 0) meet(index);
    }
  };
}
