/** Flows between places as arcs: wide where much. */
import { PathText, project } from "./geometry";
import type { Arcs, Point } from "./payload";

const STEPS = 24;
/** How far an arc bends, as a share of its length. */
const BEND = 0.22;
const THINNEST = 1.2;
const WIDEST = 8;

/** An arc from one place to another, in units of geometry. */
export function arc(from: Point, to: Point): string {
  const path = new PathText();
  const [x0, y0] = project(from);
  const [x2, y2] = project(to);
  const x1 = (x0 + x2) / 2 + BEND * (y2 - y0);
  const y1 = (y0 + y2) / 2 - BEND * (x2 - x0);
  path.move(x0, y0);
  for (let i = 1; i <= STEPS; i++) {
    const t = i / STEPS;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    path.line(a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2);
  }
  return path.toString();
}

/** Width of an arc in pixels, by its share of the largest. */
export function arcWidth({ arcs }: Arcs, net: number): number {
  const most = Math.max(1, ...arcs.map((one) => Math.abs(one.net)));
  return THINNEST + (WIDEST - THINNEST) * (Math.abs(net) / most);
}
