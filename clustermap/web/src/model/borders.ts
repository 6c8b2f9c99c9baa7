/** The borders of a page: lines in Web Mercator that areas of all levels share. */
import { simplified } from "./simplify";
import { ArcReader, type PackedTopology } from "./topology";

export interface Bounds {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Tracer {
  move(x: number, y: number): void;
  line(x: number, y: number): void;
  close(): void;
}

export function nowhere(): Bounds {
  return { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
}

export function widen(box: Bounds, x0: number, y0: number, x1: number, y1: number): void {
  if (x0 < box.x0) box.x0 = x0;
  if (y0 < box.y0) box.y0 = y0;
  if (x1 > box.x1) box.x1 = x1;
  if (y1 > box.y1) box.y1 = y1;
}

/** The corners that are left of arcs at a detail; where those of an arc begin and end. */
interface Thin {
  corners: Int32Array;
  used: number;
  begin: Int32Array;
  end: Int32Array;
}

export const plain = (arc: number): number => (arc < 0 ? ~arc : arc);

/** The borders of a page, which areas of all levels share; those of areas come first, and are read first. */
export class Arcs {
  /** How many have been read. */
  count = 0;
  /** x, y, x, y ... of all arcs, and the first corner of each. */
  private points: Float64Array;
  private starts: Int32Array;
  /** x0, y0, x1, y1 of each arc. */
  private boxes: Float64Array;
  private thin = new Map<number, Thin>();
  private reader: ArcReader;

  constructor(topology: PackedTopology) {
    this.reader = new ArcReader(topology);
    const { lengths } = this.reader;
    this.starts = new Int32Array(lengths.length + 1);
    lengths.forEach((length, arc) => (this.starts[arc + 1] = this.starts[arc]! + length));
    this.points = new Float64Array(2 * this.starts[lengths.length]!);
    this.boxes = new Float64Array(4 * lengths.length);
  }

  /** How many there are. */
  get all(): number {
    return this.starts.length - 1;
  }

  /** Read at least so many. */
  need(count: number): void {
    if (count <= this.count) return;
    const { points, starts, boxes } = this;
    points.set(this.reader.next(count - this.count), 2 * starts[this.count]!);
    for (let arc = this.count; arc < count; arc++) {
      let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 2 * starts[arc]!; i < 2 * starts[arc + 1]!; i += 2) {
        const [x, y] = [points[i]!, points[i + 1]!];
        if (x < x0) x0 = x;
        if (x > x1) x1 = x;
        if (y < y0) y0 = y;
        if (y > y1) y1 = y;
      }
      [boxes[4 * arc], boxes[4 * arc + 1], boxes[4 * arc + 2], boxes[4 * arc + 3]] = [x0, y0, x1, y1];
    }
    this.count = count;
  }

  /** Have an arc ready at a detail. */
  prepare(arc: number, step: number): Thin {
    let thin = this.thin.get(step);
    if (!thin) {
      thin = { corners: new Int32Array(4096), used: 0, begin: new Int32Array(this.all).fill(-1), end: new Int32Array(this.all) };
      this.thin.set(step, thin);
    }
    if (thin.begin[arc]! >= 0) return thin;
    const found = simplified(this.points, this.starts[arc]!, this.starts[arc + 1]!, (step * step) / 2);
    const begin = thin.used;
    thin.used += found.length;
    if (thin.used > thin.corners.length) {
      const { corners } = thin;
      thin.corners = new Int32Array(2 * thin.used);
      thin.corners.set(corners);
    }
    thin.corners.set(found, begin);
    [thin.begin[arc], thin.end[arc]] = [begin, thin.used];
    return thin;
  }

  /** Trace an arc (~arc: backwards) as finely as steps of a length can show. */
  trace(reference: number, to: Tracer, step: number, start: boolean): void {
    const { points } = this;
    const arc = plain(reference);
    const thin = step > 0 ? this.prepare(arc, step) : null;
    const [begin, end] = thin ? [thin.begin[arc]!, thin.end[arc]!] : [this.starts[arc]!, this.starts[arc + 1]!];
    const corners = thin?.corners;
    const forth = reference >= 0;
    for (let k = begin; k < end; k++) {
      const place = forth ? k : begin + end - 1 - k;
      const i = 2 * (corners ? corners[place]! : place);
      if (k > begin) to.line(points[i]!, points[i + 1]!);
      else if (start) to.move(points[i]!, points[i + 1]!);
    }
  }

  /** Whether a line from a position eastwards crosses an arc an odd number of times. */
  crossed(reference: number, x: number, y: number): boolean {
    const { points, starts, boxes } = this;
    const arc = plain(reference);
    if (x >= boxes[4 * arc + 2]! || y < boxes[4 * arc + 1]! || y >= boxes[4 * arc + 3]!) return false;
    const [first, last] = [2 * starts[arc]!, 2 * starts[arc + 1]! - 2];
    if (x < boxes[4 * arc]!) return points[first + 1]! > y !== points[last + 1]! > y;
    let odd = false;
    let [ax, ay] = [points[first]!, points[first + 1]!];
    for (let i = first + 2; i <= last; i += 2) {
      const [bx, by] = [points[i]!, points[i + 1]!];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
      [ax, ay] = [bx, by];
    }
    return odd;
  }

  /** Whether an arc has a corner inside a box. */
  within(reference: number, box: Bounds): boolean {
    const arc = plain(reference);
    if (!this.meets(arc, box)) return false;
    const { points, starts } = this;
    for (let i = 2 * starts[arc]!; i < 2 * starts[arc + 1]!; i += 2) {
      const [x, y] = [points[i]!, points[i + 1]!];
      if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) return true;
    }
    return false;
  }

  /** Whether the box around an arc meets another. */
  meets(arc: number, { x0, y0, x1, y1 }: Bounds): boolean {
    const { boxes } = this;
    return boxes[4 * arc + 2]! > x0 && boxes[4 * arc]! < x1 && boxes[4 * arc + 3]! > y0 && boxes[4 * arc + 1]! < y1;
  }

  /** The longer side of the box around an arc. */
  across(reference: number): number {
    const { boxes } = this;
    const at = 4 * plain(reference);
    return Math.max(boxes[at + 2]! - boxes[at]!, boxes[at + 3]! - boxes[at + 1]!);
  }

  /** Whether an arc ends where it begins. */
  closed(arc: number): boolean {
    const { points, starts } = this;
    const [first, last] = [2 * starts[arc]!, 2 * starts[arc + 1]! - 2];
    return points[first] === points[last] && points[first + 1] === points[last + 1];
  }

  around(arcs: Iterable<number>): Bounds {
    const { boxes } = this;
    const box = nowhere();
    for (const reference of arcs) {
      const at = 4 * plain(reference);
      widen(box, boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
    }
    return box;
  }
}
