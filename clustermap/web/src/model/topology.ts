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

/** The whole numbers at or above zero that letters stand for. */
function plain(text: string): number[] {
  const found: number[] = [];
  for (let i = 0; i < text.length; i++) {
    let value = text.charCodeAt(i) - FIRST;
    if (value >= ONE) value = (value - ONE) * ONE + text.charCodeAt(++i) - FIRST;
    found.push(value);
  }
  return found;
}

/** Whole numbers written as letters: 0, -1, 1, -2 ... */
export function numbersOf(text: string): number[] {
  const found = plain(text);
  for (let i = 0; i < found.length; i++) found[i] = signed(found[i]!);
  return found;
}

const signed = (value: number): number => (value % 2 ? -(value + 1) / 2 : value / 2);

export function decodeArcs({ scale, translate, lengths, begin, x, y }: PackedTopology): Float64Array[] {
  const [across, acrossRest, up, upRest] = begin.map(numbersOf) as [number[], number[], number[], number[]];
  const [stepsX, stepsY] = [numbersOf(x), numbersOf(y)];
  const corners = numbersOf(lengths);
  const all = new Float64Array(2 * corners.reduce((sum, n) => sum + n, 0));
  let [east, north, step, to] = [0, 0, 0, 0];
  const put = (): void => {
    all[to++] = mercatorX(east * scale[0] + translate[0]) - ORIGIN_X;
    all[to++] = mercatorY(north * scale[1] + translate[1]) - ORIGIN_Y;
  };
  return corners.map((count, arc) => {
    const from = to;
    east += signed(across[arc]! * 128 + acrossRest[arc]!);
    north += signed(up[arc]! * 128 + upRest[arc]!);
    put();
    for (let i = 1; i < count; i++, step++) {
      east += stepsX[step]!;
      north += stepsY[step]!;
      put();
    }
    return all.subarray(from, to);
  });
}

export function decodeRings({ rings, arcs, refs }: PackedRings): Ring[][] {
  const [counts, steps] = [numbersOf(arcs), numbersOf(refs)];
  let [ring, at, arc] = [0, 0, 0];
  return numbersOf(rings).map((count) => Array.from({ length: count }, () =>
    Array.from({ length: counts[ring++]! }, () => (arc += steps[at++]!))));
}
