/** Boundaries: arcs in Web Mercator, joined into outlines; borders are drawn once. */
import { project } from "./mercator";
import type { Point } from "./payload";
import { simplified } from "./simplify";
import { decodeArcs, decodeRings, type PackedTopology, type Ring } from "./topology";

export { ORIGIN_X, ORIGIN_Y, project, UNIT_ZOOM, unproject } from "./mercator";

export interface Bounds {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Arcs by what they part. */
export interface Borders {
  coast: number[];
  group: number[];
  inner: number[];
  /** Those inside groups, between areas that are only around what is shown. */
  quiet: number[];
}

/** The borders of a page, which areas of all levels share. */
export class Arcs {
  /** x, y, x, y ... of each arc. */
  readonly points: Float64Array[];
  readonly bounds: Bounds[];
  private thin = new Map<number, (Float64Array | undefined)[]>();

  constructor(topology: PackedTopology) {
    this.points = decodeArcs(topology);
    this.bounds = this.points.map((points) => {
      const box = nowhere();
      for (let i = 0; i < points.length; i += 2) widen(box, points[i]!, points[i + 1]!, points[i]!, points[i + 1]!);
      return box;
    });
  }

  /** An arc as finely as steps of a length can show. */
  at(arc: number, step: number): Float64Array {
    if (step <= 0) return this.points[arc]!;
    let cache = this.thin.get(step);
    if (!cache) this.thin.set(step, (cache = []));
    return (cache[arc] ??= simplified(this.points[arc]!, (step * step) / 2));
  }

  around(arcs: Iterable<number>): Bounds {
    const box = nowhere();
    for (const arc of arcs) {
      const { x0, y0, x1, y1 } = this.bounds[arc < 0 ? ~arc : arc]!;
      widen(box, x0, y0, x1, y1);
    }
    return box;
  }
}

function nowhere(): Bounds {
  return { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
}

function widen(box: Bounds, x0: number, y0: number, x1: number, y1: number): void {
  if (x0 < box.x0) box.x0 = x0;
  if (y0 < box.y0) box.y0 = y0;
  if (x1 > box.x1) box.x1 = x1;
  if (y1 > box.y1) box.y1 = y1;
}

const across = ({ x0, y0, x1, y1 }: Bounds): number => Math.max(x1 - x0, y1 - y0);

export class Geometry {
  /** Rings of each area, as references to arcs (~i: reversed). */
  readonly rings: Ring[][];
  readonly bounds: Bounds[];
  private ringBounds: Bounds[][];
  /** The areas on either side of each arc. */
  private sidesFound: number[][] | null = null;

  constructor(readonly arcs: Arcs, packed: PackedTopology["objects"]["areas"], private groups: readonly string[],
    /** Areas that are only around those shown. */
    private around: readonly boolean[] = []) {
    this.rings = decodeRings(packed);
    this.ringBounds = this.rings.map((rings) => rings.map((ring) => arcs.around(ring)));
    this.bounds = this.ringBounds.map((boxes) => {
      const box = nowhere();
      for (const { x0, y0, x1, y1 } of boxes) widen(box, x0, y0, x1, y1);
      return box;
    });
  }

  private sides(): number[][] {
    if (this.sidesFound) return this.sidesFound;
    const found: number[][] = this.arcs.points.map(() => []);
    this.rings.forEach((rings, area) => {
      for (const ring of rings) {
        for (const arc of ring) {
          const sides = found[arc < 0 ? ~arc : arc]!;
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
      const size = (box: Bounds): number => (box.x1 - box.x0) * (box.y1 - box.y0);
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
    let best: [number, number] = [0, 0];
    let largest = 0;
    for (const ring of this.rings[area] ?? []) {
      const points: number[] = [];
      const add = (x: number, y: number): void => void points.push(x, y);
      ring.forEach((arc, i) => this.traceArc(arc, { move: add, line: add, close: () => undefined }, 0.5, i === 0));
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
    return best;
  }

  /** Those of the arcs that touch a box. */
  arcsWithin(arcs: readonly number[], view: Bounds): number[] {
    return arcs.filter((arc) => {
      const box = this.arcs.bounds[arc]!;
      return box.x1 > view.x0 && box.x0 < view.x1 && box.y1 > view.y0 && box.y0 < view.y1;
    });
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
    const within = (arc: number): boolean => {
      const points = this.arcs.points[arc < 0 ? ~arc : arc]!;
      for (let i = 0; i < points.length; i += 2) {
        const [x, y] = [points[i]!, points[i + 1]!];
        if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) return true;
      }
      return false;
    };
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
        const key = arc < 0 ? ~arc : arc;
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
      ring.forEach((arc, i) => this.traceArc(arc, to, step, i === 0));
      to.close();
    });
  }

  traceArcs(arcs: Iterable<number>, to: Tracer, step = 0): void {
    for (const arc of arcs) {
      if (across(this.arcs.bounds[arc < 0 ? ~arc : arc]!) >= step / 2) this.traceArc(arc, to, step, true);
    }
  }

  private traceArc(arc: number, to: Tracer, step: number, start: boolean): void {
    const points = this.arcs.at(arc < 0 ? ~arc : arc, step);
    const last = points.length - 2;
    if (arc >= 0) {
      if (start) to.move(points[0]!, points[1]!);
      for (let i = 2; i <= last; i += 2) to.line(points[i]!, points[i + 1]!);
    } else {
      if (start) to.move(points[last]!, points[last + 1]!);
      for (let i = last - 2; i >= 0; i -= 2) to.line(points[i]!, points[i + 1]!);
    }
  }
}

export interface Tracer {
  move(x: number, y: number): void;
  line(x: number, y: number): void;
  close(): void;
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
  let [px, py, sx, sy] = [0, 0, 0, 0];
  const edge = (ax: number, ay: number, bx: number, by: number): void => {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  };
  geometry.traceArea(area, {
    move: (ax, ay) => ([px, py, sx, sy] = [ax, ay, ax, ay]),
    line: (ax, ay) => {
      edge(px, py, ax, ay);
      [px, py] = [ax, ay];
    },
    close: () => edge(px, py, sx, sy),
  });
  return inside;
}
