/** Borders as they travel: every border once, whole numbers as letters (clustermap/maps/page/topology.py writes them). */
import { mercatorX, mercatorY, ORIGIN_X, ORIGIN_Y } from "./mercator";

/** Rings of the areas of a kind: how many an area has, how many arcs a ring has, and the arcs, each as a step from the last. */
interface PackedRings {
  rings: string;
  arcs: string;
  refs: string;
}

export interface PackedTopology {
  /** Degrees = steps x scale + translate. */
  scale: [number, number];
  translate: [number, number];
  /** Corners of each arc. */
  lengths: string;
  /** Where an arc begins, from the end of the one before; west-east in 128s and rest, then south-north. */
  begin: [string, string, string, string];
  x: string;
  y: string;
  /** "areas", and "towns" inside them. */
  objects: { areas: PackedRings; towns?: PackedRings };
}

/** References to arcs; ~i: backwards. */
export type Ring = number[];

const FIRST = 35;
const ONE = 40_000;

/** Whole numbers written as letters: 0, -1, 1, -2 ... */
export function numbersOf(text: string): Int32Array {
  const found = new Int32Array(text.length);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    let value = text.charCodeAt(i) - FIRST;
    if (value >= ONE) value = (value - ONE) * ONE + text.charCodeAt(++i) - FIRST;
    found[count++] = signed(value);
  }
  return found.subarray(0, count);
}

const signed = (value: number): number => (value & 1 ? -((value + 1) >> 1) : value >> 1);

/** The corners of arcs in units: x, y, x, y ... of each. */
export function decodeArcs(packed: PackedTopology): Float64Array[] {
  const lengths = numbersOf(packed.lengths);
  const at = steps(packed, lengths);
  const all = projected(at, packed);
  let end = 0;
  return Array.from(lengths, (count) => all.subarray(end, (end += 2 * count)));
}

/** Corners in whole steps of the grid. */
function steps({ begin, x, y }: PackedTopology, lengths: Int32Array): Int32Array {
  const [across, acrossRest, up, upRest] = begin.map(numbersOf) as [Int32Array, Int32Array, Int32Array, Int32Array];
  const [stepsX, stepsY] = [numbersOf(x), numbersOf(y)];
  const all = new Int32Array(2 * (stepsX.length + lengths.length));
  let [east, north, step, to] = [0, 0, 0, 0];
  for (let arc = 0; arc < lengths.length; arc++) {
    east += signed(across[arc]! * 128 + acrossRest[arc]!);
    north += signed(up[arc]! * 128 + upRest[arc]!);
    all[to++] = east;
    all[to++] = north;
    for (let i = lengths[arc]!; i > 1; i--, step++) {
      east += stepsX[step]!;
      north += stepsY[step]!;
      all[to++] = east;
      all[to++] = north;
    }
  }
  return all;
}

/** Rows of the grid between which latitudes are interpolated: far below a pixel. */
const ROWS = 16;

function projected(at: Int32Array, { scale, translate }: PackedTopology): Float64Array {
  const [left, right] = [0, 1].map((step) => mercatorX(step * scale[0] + translate[0]) - ORIGIN_X) as [number, number];
  let highest = 0;
  for (let i = 1; i < at.length; i += 2) if (at[i]! > highest) highest = at[i]!;
  const rows = Float64Array.from({ length: Math.ceil(highest / ROWS) + 2 }, (_, row) =>
    mercatorY(row * ROWS * scale[1] + translate[1]) - ORIGIN_Y);
  const found = new Float64Array(at.length);
  for (let i = 0; i < at.length; i += 2) {
    const north = at[i + 1]!;
    const row = Math.floor(north / ROWS);
    const below = rows[row]!;
    found[i] = left + at[i]! * (right - left);
    found[i + 1] = below + (rows[row + 1]! - below) * (north / ROWS - row);
  }
  return found;
}

export function decodeRings({ rings, arcs, refs }: PackedRings): Ring[][] {
  const [counts, steps] = [numbersOf(arcs), numbersOf(refs)];
  let [ring, at, arc] = [0, 0, 0];
  return Array.from(numbersOf(rings), (count) => Array.from({ length: count }, () =>
    Array.from({ length: counts[ring++]! }, () => (arc += steps[at++]!))));
}
