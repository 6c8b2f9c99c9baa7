/** Boundaries: arcs in Web Mercator, joined into outlines; borders are drawn once. */
import { type Arcs, type Bounds, nowhere, plain, type Tracer, widen } from "./borders";
import { project } from "./mercator";
import type { Point } from "./payload";
import { decodeRings, type PackedTopology, type Ring } from "./topology";

export { Arcs, type Bounds, type Tracer } from "./borders";
export { ORIGIN_X, ORIGIN_Y, project, UNIT_ZOOM, unproject } from "./mercator";

/** Arcs by what they part. */
export interface Borders {
  coast: number[];
  group: number[];
  inner: number[];
  /** Those inside groups, between areas that are only around what is shown. */
  quiet: number[];
}

const across = ({ x0, y0, x1, y1 }: Bounds): number => Math.max(x1 - x0, y1 - y0);
const size = ({ x0, y0, x1, y1 }: Bounds): number => (x1 - x0) * (y1 - y0);

export class Geometry {
  /** Rings of each area, as references to arcs (~i: reversed). */
  readonly rings: Ring[][];
  readonly bounds: Bounds[];
  private ringBounds: Bounds[][];
  private centroids = new Map<number, [number, number]>();
  /** The areas on either side of each arc. */
  private sidesFound: number[][] | null = null;

  constructor(readonly arcs: Arcs, packed: PackedTopology["objects"]["areas"], private groups: readonly string[],
    /** Areas that are only around those shown. */
    private around: readonly boolean[] = []) {
    this.rings = decodeRings(packed);
    let last = -1;
    for (const rings of this.rings) for (const ring of rings) for (const arc of ring) last = Math.max(last, plain(arc));
    arcs.need(last + 1);
    this.ringBounds = this.rings.map((rings) => rings.map((ring) => arcs.around(ring)));
    this.bounds = this.ringBounds.map((boxes) => {
      const box = nowhere();
      for (const { x0, y0, x1, y1 } of boxes) widen(box, x0, y0, x1, y1);
      return box;
    });
  }

  private sides(): number[][] {
    if (this.sidesFound) return this.sidesFound;
    const found = Array.from({ length: this.arcs.count }, (): number[] => []);
    this.rings.forEach((rings, area) => {
      for (const ring of rings) {
        for (const arc of ring) {
          const sides = found[plain(arc)]!;
          if (!sides.includes(area)) sides.push(area);
        }
      }
    });
    return (this.sidesFound = found);
  }

  /** Bounds of areas without their small outlying islands (a tenth of the largest part at most). */
  mainBounds(areas: readonly number[]): Bounds {
    const all = nowhere();
    for (const area of areas) {
      const boxes = this.ringBounds[area]!;
      const largest = Math.max(...boxes.map(size));
      for (const box of boxes) {
        if (size(box) < largest / 10) continue;
        widen(all, box.x0, box.y0, box.x1, box.y1);
      }
    }
    return all;
  }

  /** Arcs of the coast and foreign edge, between groups (prefectures), and inside them. */
  borders(): Borders {
    return (this.bordersFound ??= this.findBorders());
  }

  private bordersFound: Borders | null = null;

  private findBorders(): Borders {
    const found: Borders = { coast: [], group: [], inner: [], quiet: [] };
    this.sides().forEach((sides, arc) => {
      if (sides.length === 1) found.coast.push(arc);
      else if (sides.length > 1) {
        const apart = this.groups[sides[0]!] !== this.groups[sides[1]!];
        // between areas that are only around, a border is as quiet as a coast
        const quiet = sides.every((area) => this.around[area]);
        found[apart ? (quiet ? "coast" : "group") : quiet ? "quiet" : "inner"].push(arc);
      }
    });
    return found;
  }

  /** Land of an area in square units, from its arcs as coarse as they may be. */
  size(area: number): number {
    let total = 0;
    let [px, py, sx, sy] = [0, 0, 0, 0];
    const edge = (x: number, y: number): void => {
      total += px * y - x * py;
      [px, py] = [x, y];
    };
    this.traceArea(area, { move: (x, y) => ([px, py, sx, sy] = [x, y, x, y]), line: edge, close: () => edge(sx, sy) }, 4);
    return Math.abs(total / 2);
  }

  /** Center of gravity of an area's largest ring. */
  centroid(area: number): [number, number] {
    const known = this.centroids.get(area);
    if (known) return known;
    let best: [number, number] = [0, 0];
    let largest = 0;
    const boxes = this.ringBounds[area] ?? [];
    const order = boxes.map((_, k) => k).sort((a, b) => size(boxes[b]!) - size(boxes[a]!));
    for (const k of order) {
      // no ring is larger than the box around it
      if (2 * size(boxes[k]!) <= largest) break;
      const ring = this.rings[area]![k]!;
      const points: number[] = [];
      const add = (x: number, y: number): void => void points.push(x, y);
      ring.forEach((arc, i) => this.arcs.trace(arc, { move: add, line: add, close: () => undefined }, 0.5, i === 0));
      let [sum, cx, cy] = [0, 0, 0];
      for (let i = 0; i < points.length; i += 2) {
        const j = (i + 2) % points.length;
        const cross = points[i]! * points[j + 1]! - points[j]! * points[i + 1]!;
        sum += cross;
        cx += (points[i]! + points[j]!) * cross;
        cy += (points[i + 1]! + points[j + 1]!) * cross;
      }
      if (Math.abs(sum) > largest) {
        largest = Math.abs(sum);
        best = [cx / (3 * sum), cy / (3 * sum)];
      }
    }
    this.centroids.set(area, best);
    return best;
  }

  /** Those of the arcs that touch a box. */
  arcsWithin(arcs: readonly number[], view: Bounds): number[] {
    return arcs.filter((arc) => this.arcs.meets(arc, view));
  }

  /** Bounds of those parts of areas that lie in a box; null without any. */
  landWithin(areas: readonly number[], { x0, y0, x1, y1 }: Bounds): Bounds | null {
    const all = nowhere();
    for (const area of areas) {
      for (const box of this.ringBounds[area]!) {
        if (box.x0 > x0 && box.x1 < x1 && box.y0 > y0 && box.y1 < y1) widen(all, box.x0, box.y0, box.x1, box.y1);
      }
    }
    return all.x0 > all.x1 ? null : all;
  }

  /** Whether land of areas lies in a box; islets smaller than `least` across do not count. */
  hasLand(box: Bounds, least: number, areas: readonly number[] = this.rings.map((_, i) => i)): boolean {
    const within = (arc: number): boolean => this.arcs.within(arc, box);
    const met = areas.some((area) => this.rings[area]!.some((ring, k) => {
      const { x0, y0, x1, y1 } = this.ringBounds[area]![k]!;
      const apart = x1 < box.x0 || x0 > box.x1 || y1 < box.y0 || y0 > box.y1;
      return !apart && Math.max(x1 - x0, y1 - y0) >= least && ring.some(within);
    }));
    return met || areas.some((area) => contains(this, area, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2));
  }

  /** Arcs around a set of areas taken together. */
  outline(areas: Iterable<number>): number[] {
    const times = new Map<number, number>();
    for (const area of areas) {
      for (const arc of this.rings[area]?.flat() ?? []) {
        const key = plain(arc);
        times.set(key, (times.get(key) ?? 0) + 1);
      }
    }
    return [...times].filter(([, n]) => n === 1).map(([arc]) => arc);
  }

  /** Trace an area's rings as finely as `step` can show; islets below it are left out, but for an area's only one. */
  traceArea(area: number, to: Tracer, step = 0): void {
    const rings = this.rings[area] ?? [];
    rings.forEach((ring, k) => {
      if (rings.length > 1 && across(this.ringBounds[area]![k]!) < step) return;
      ring.forEach((arc, i) => this.arcs.trace(arc, to, step, i === 0));
      to.close();
    });
  }

  traceArcs(arcs: Iterable<number>, to: Tracer, step = 0): void {
    for (const arc of arcs) if (this.arcs.across(arc) >= step / 2) this.arcs.trace(arc, to, step, true);
  }
}

/** Collects an SVG path, each point as a step from the one before it: shorter, and sooner read. */
export class PathText implements Tracer {
  private text = "";
  private factor: number;
  private lastX = 0;
  private lastY = 0;
  constructor(
    private scale = 1,
    private dx = 0,
    private dy = 0,
    digits = 1,
  ) {
    this.factor = 10 ** digits;
  }
  move(x: number, y: number): void {
    const { factor } = this;
    this.lastX = Math.round((x * this.scale + this.dx) * factor);
    this.lastY = Math.round((y * this.scale + this.dy) * factor);
    this.text += `M${this.lastX / factor},${this.lastY / factor}`;
  }
  line(x: number, y: number): void {
    const { factor } = this;
    const atX = Math.round((x * this.scale + this.dx) * factor);
    const atY = Math.round((y * this.scale + this.dy) * factor);
    if (atX === this.lastX && atY === this.lastY) return;
    this.text += `l${(atX - this.lastX) / factor},${(atY - this.lastY) / factor}`;
    this.lastX = atX;
    this.lastY = atY;
  }
  close(): void {
    this.text += "Z";
  }
  toString(): string {
    return this.text;
  }
}

/** Index of the area that holds a point, or -1 (even-odd rule). */
export function locate(geometry: Geometry, point: Point): number {
  const [x, y] = project(point);
  for (let area = 0; area < geometry.bounds.length; area++) {
    if (contains(geometry, area, x, y)) return area;
  }
  return -1;
}

/** Whether an area holds a position in units. */
export function contains(geometry: Geometry, area: number, x: number, y: number): boolean {
  const box = geometry.bounds[area]!;
  if (x < box.x0 || x > box.x1 || y < box.y0 || y > box.y1) return false;
  let inside = false;
  for (const ring of geometry.rings[area]!) {
    for (const arc of ring) if (geometry.arcs.crossed(arc, x, y)) inside = !inside;
  }
  return inside;
}
