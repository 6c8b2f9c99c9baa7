/** Boundaries: TopoJSON arcs in Web Mercator, joined into outlines; borders are drawn once. */
import type { Topology, GeometryObject } from "topojson-specification";
import type { Point } from "./payload";

/** Zoom level whose pixels are the unit of all coordinates here. */
export const UNIT_ZOOM = 8;
const WORLD = 256 * 2 ** UNIT_ZOOM;
/** Pixels are counted from here, so that they stay short and exact. */
const [WEST, NORTH] = [122, 46];

const mercatorX = (lon: number): number => ((lon + 180) / 360) * WORLD;
const mercatorY = (lat: number): number => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD;
};
export const ORIGIN_X = mercatorX(WEST);
export const ORIGIN_Y = mercatorY(NORTH);

/** Position of a place in units. */
export function project([lon, lat]: Point): [number, number] {
  return [mercatorX(lon) - ORIGIN_X, mercatorY(lat) - ORIGIN_Y];
}

export interface Bounds {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}
type Ring = number[];

/** Arcs by what they part. */
export interface Borders {
  coast: number[];
  group: number[];
  inner: number[];
}

export class Geometry {
  /** x, y, x, y ... of each arc. */
  private arcs: Float64Array[];
  /** Rings of each area, as references to arcs (~i: reversed). */
  readonly rings: Ring[][];
  readonly bounds: Bounds[] = [];
  /** The areas on either side of each arc. */
  private sides: number[][];

  constructor(topology: Topology, private groups: readonly string[]) {
    this.arcs = decodeArcs(topology);
    const object = topology.objects["areas"] ?? Object.values(topology.objects)[0];
    const members = object && "geometries" in object ? object.geometries : [];
    this.rings = members.map((member) => ringsOf(member as GeometryObject));
    this.sides = this.arcs.map(() => []);
    this.rings.forEach((rings, area) => {
      for (const arc of rings.flat()) {
        const sides = this.sides[arc < 0 ? ~arc : arc];
        if (sides && !sides.includes(area)) sides.push(area);
      }
      this.bounds.push(this.boundsOf(rings));
    });
  }

  private boundsOf(rings: Ring[]): Bounds {
    const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    for (const arc of rings.flat()) {
      const points = this.arcs[arc < 0 ? ~arc : arc]!;
      for (let i = 0; i < points.length; i += 2) {
        box.x0 = Math.min(box.x0, points[i]!);
        box.x1 = Math.max(box.x1, points[i]!);
        box.y0 = Math.min(box.y0, points[i + 1]!);
        box.y1 = Math.max(box.y1, points[i + 1]!);
      }
    }
    return box;
  }

  /** Bounds of areas without their small outlying islands (a tenth of the largest part at most). */
  mainBounds(areas: readonly number[]): Bounds {
    const all = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    for (const area of areas) {
      const boxes = this.rings[area]!.map((ring) => this.boundsOf([ring]));
      const size = (box: Bounds): number => (box.x1 - box.x0) * (box.y1 - box.y0);
      const largest = Math.max(...boxes.map(size));
      for (const box of boxes) {
        if (size(box) < largest / 10) continue;
        all.x0 = Math.min(all.x0, box.x0);
        all.y0 = Math.min(all.y0, box.y0);
        all.x1 = Math.max(all.x1, box.x1);
        all.y1 = Math.max(all.y1, box.y1);
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
    const found = { coast: [] as number[], group: [] as number[], inner: [] as number[] };
    this.sides.forEach((sides, arc) => {
      if (sides.length === 1) found.coast.push(arc);
      else if (sides.length > 1) {
        const apart = this.groups[sides[0]!] !== this.groups[sides[1]!];
        (apart ? found.group : found.inner).push(arc);
      }
    });
    return found;
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

  private arcBounds: Bounds[] | null = null;

  /** Those of the arcs that touch a box. */
  arcsWithin(arcs: readonly number[], view: Bounds): number[] {
    const bounds = (this.arcBounds ??= this.arcs.map((_, arc) => this.boundsOf([[arc]])));
    return arcs.filter((arc) => {
      const box = bounds[arc]!;
      return box.x1 > view.x0 && box.x0 < view.x1 && box.y1 > view.y0 && box.y0 < view.y1;
    });
  }

  private ringBounds: Bounds[][] | null = null;

  /** Whether land lies in a box; islets smaller than `least` across do not count. */
  hasLand(box: Bounds, least: number): boolean {
    const bounds = (this.ringBounds ??= this.rings.map((rings) => rings.map((ring) => this.boundsOf([ring]))));
    const within = (arc: number): boolean => {
      const points = this.arcs[arc < 0 ? ~arc : arc]!;
      for (let i = 0; i < points.length; i += 2) {
        const [x, y] = [points[i]!, points[i + 1]!];
        if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) return true;
      }
      return false;
    };
    const met = this.rings.some((rings, area) => rings.some((ring, k) => {
      const { x0, y0, x1, y1 } = bounds[area]![k]!;
      const apart = x1 < box.x0 || x0 > box.x1 || y1 < box.y0 || y0 > box.y1;
      return !apart && Math.max(x1 - x0, y1 - y0) >= least && ring.some(within);
    }));
    return met || this.rings.some((_, area) => contains(this, area, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2));
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

  /** Trace an area's rings; points closer than `step` to the last one are left out. */
  traceArea(area: number, to: Tracer, step = 0): void {
    for (const ring of this.rings[area] ?? []) {
      ring.forEach((arc, i) => this.traceArc(arc, to, step, i === 0));
      to.close();
    }
  }

  traceArcs(arcs: Iterable<number>, to: Tracer, step = 0): void {
    for (const arc of arcs) this.traceArc(arc, to, step, true);
  }

  private traceArc(arc: number, to: Tracer, step: number, start: boolean): void {
    const points = this.thinned(arc < 0 ? ~arc : arc, step);
    const last = points.length - 2;
    if (arc >= 0) {
      if (start) to.move(points[0]!, points[1]!);
      for (let i = 2; i <= last; i += 2) to.line(points[i]!, points[i + 1]!);
    } else {
      if (start) to.move(points[last]!, points[last + 1]!);
      for (let i = last - 2; i >= 0; i -= 2) to.line(points[i]!, points[i + 1]!);
    }
  }

  private thin = new Map<number, (Float64Array | undefined)[]>();

  private thinned(arc: number, step: number): Float64Array {
    if (step <= 0) return this.arcs[arc]!;
    let cache = this.thin.get(step);
    if (!cache) this.thin.set(step, (cache = []));
    return (cache[arc] ??= thin(this.arcs[arc]!, step));
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

function thin(points: Float64Array, step: number): Float64Array {
  const kept: number[] = [points[0]!, points[1]!];
  const last = points.length - 2;
  for (let i = 2; i < last; i += 2) {
    const dx = points[i]! - kept[kept.length - 2]!;
    const dy = points[i + 1]! - kept[kept.length - 1]!;
    if (dx * dx + dy * dy >= step * step) kept.push(points[i]!, points[i + 1]!);
  }
  if (last > 0) kept.push(points[last]!, points[last + 1]!);
  return Float64Array.from(kept);
}

function decodeArcs(topology: Topology): Float64Array[] {
  const [kx, ky] = topology.transform?.scale ?? [1, 1];
  const [dx, dy] = topology.transform?.translate ?? [0, 0];
  const delta = topology.transform !== undefined;
  return topology.arcs.map((arc) => {
    const points = new Float64Array(arc.length * 2);
    let x = 0;
    let y = 0;
    arc.forEach((position, i) => {
      x = delta ? x + position[0]! : position[0]!;
      y = delta ? y + position[1]! : position[1]!;
      points[2 * i] = mercatorX(x * kx + dx) - ORIGIN_X;
      points[2 * i + 1] = mercatorY(y * ky + dy) - ORIGIN_Y;
    });
    return points;
  });
}

function ringsOf(object: GeometryObject): Ring[] {
  if (object.type === "Polygon") return object.arcs as Ring[];
  if (object.type === "MultiPolygon") return (object.arcs as Ring[][]).flat();
  if (object.type === "GeometryCollection") return object.geometries.flatMap((x) => ringsOf(x as GeometryObject));
  return [];
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
