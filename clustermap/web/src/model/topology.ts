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

/** Whole numbers written as letters, 0, -1, 1, -2 ..., read as many at a time as are wanted. */
class Letters {
  private at = 0;

  constructor(private text: string) {}

  take(most: number): Int32Array {
    const { text } = this;
    const found = new Int32Array(Math.min(most, text.length - this.at));
    let [count, i] = [0, this.at];
    for (; i < text.length && count < most; i++) {
      let value = text.charCodeAt(i) - FIRST;
      if (value >= ONE) value = (value - ONE) * ONE + text.charCodeAt(++i) - FIRST;
      found[count++] = signed(value);
    }
    this.at = i;
    return found.subarray(0, count);
  }
}

export const numbersOf = (text: string): Int32Array => new Letters(text).take(text.length);

const signed = (value: number): number => (value & 1 ? -((value + 1) >> 1) : value >> 1);

/** Gives the corners of arcs, one lot after another. */
export class ArcReader {
  /** Corners of each arc. */
  readonly lengths: Int32Array;
  private begin: Letters[];
  private x: Letters;
  private y: Letters;
  private arc = 0;
  private east = 0;
  private north = 0;

  constructor(private packed: PackedTopology) {
    this.lengths = numbersOf(packed.lengths);
    this.begin = packed.begin.map((text) => new Letters(text));
    this.x = new Letters(packed.x);
    this.y = new Letters(packed.y);
  }

  /** The next arcs in units: x, y, x, y ... */
  next(count: number): Float64Array {
    return projected(this.steps(this.lengths.subarray(this.arc, (this.arc += count))), this.packed);
  }

  /** Corners in whole steps of the grid. */
  private steps(lengths: Int32Array): Int32Array {
    const [across, acrossRest, up, upRest] = this.begin.map((part) => part.take(lengths.length)) as [Int32Array, Int32Array, Int32Array, Int32Array];
    const corners = lengths.reduce((sum, length) => sum + length, 0);
    const [stepsX, stepsY] = [this.x, this.y].map((part) => part.take(corners - lengths.length)) as [Int32Array, Int32Array];
    const all = new Int32Array(2 * corners);
    let { east, north } = this;
    let [step, to] = [0, 0];
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
    [this.east, this.north] = [east, north];
    return all;
  }
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
