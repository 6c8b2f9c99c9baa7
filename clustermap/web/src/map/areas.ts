/** The areas on the map: SVG paths that can be focused, or a canvas when there are many. */
import { boundsWithin } from "../model/frame";
import { type Borders, PathText, type Tracer } from "../model/geometry";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { hatchPattern } from "../ui/patterns";
import { fitSvg, StretchedLayer } from "./stretched-layer";

/** Above this number of areas a canvas draws them. */
export const SVG_LIMIT = 300;

export interface AreaLayer {
  /** Take over colors and labels. */
  update(): void;
}

/** Paths are written in whole tenths of a unit: numbers without a point are written and read faster. */
const FINE = 10;

/** Each area is a path; the borders between them are one path, drawn once. */
export class SvgAreas extends StretchedLayer<SVGSVGElement> implements AreaLayer {
  readonly paths: (SVGPathElement | null)[] = [];
  private group: SVGGElement;
  private hatches = new Map<string, string>();
  private defs = s("defs");

  constructor(private app: App) {
    super(s("svg", { class: "cm-areas", role: "group" }), "cm-areas", 0.3);
    const { geometry, payload } = app.model;
    const outline = (arcs: number[]): string => {
      const path = new PathText(FINE, 0, 0, 0);
      geometry.traceArcs(arcs, path);
      return path.toString();
    };
    this.group = s("g");
    payload.areas.code.forEach((code, i) => {
      const path = new PathText(FINE, 0, 0, 0);
      geometry.traceArea(i, path);
      const selected = payload.areas.selected[i];
      const element = s("path", { d: path.toString(), class: selected ? "cm-area" : "cm-context", "data-area": i });
      if (selected) element.setAttribute("data-code", code);
      this.paths.push(selected ? element : null);
      this.group.append(element);
    });
    const { coast, group, inner } = geometry.borders();
    this.group.append(
      s("path", { d: outline([...inner, ...group]), class: "cm-border" }),
      s("path", { d: outline(coast), class: "cm-coast" }),
    );
    this.element.append(this.defs, this.group);
  }

  get svg(): SVGSVGElement {
    return this.element;
  }

  update(): void {
    const { classes, swatches, palette } = this.app.current();
    this.defs.replaceChildren();
    this.hatches.clear();
    this.paths.forEach((path, i) => {
      if (!path) return;
      const swatch = swatches.get(classes[i]!)!;
      path.setAttribute("fill", swatch.hatched ? this.hatch(swatch.fill, palette.hatch) : swatch.fill);
    });
    this.scalePatterns();
  }

  private hatch(fill: string, line: string): string {
    let id = this.hatches.get(fill);
    if (!id) {
      id = `cm-hatch-${this.hatches.size}`;
      this.hatches.set(fill, id);
      this.defs.append(hatchPattern(id, fill, line));
    }
    return `url(#${id})`;
  }

  protected draw(): void {
    const { scale, dx, dy } = this.frame;
    fitSvg(this.element, this.frame);
    this.group.setAttribute("transform", `matrix(${scale / FINE} 0 0 ${scale / FINE} ${dx} ${dy})`);
    this.scalePatterns();
  }

  /** Keep the hatching as fine on the screen at every zoom. */
  private scalePatterns(): void {
    for (const pattern of this.defs.children) {
      pattern.setAttribute("patternTransform", `scale(${FINE / this.frame.scale}) rotate(45)`);
    }
  }
}

/** Fills a canvas path. */
class PathShape implements Tracer {
  readonly path = new Path2D();
  move(x: number, y: number): void {
    this.path.moveTo(x, y);
  }
  line(x: number, y: number): void {
    this.path.lineTo(x, y);
  }
  close(): void {
    this.path.closePath();
  }
}

interface Lines {
  inner: Path2D;
  group: Path2D;
  coast: Path2D;
}
interface Shapes {
  areas: (Path2D | undefined)[];
  /** Lines of the whole country; only kept where they are coarse. */
  lines: Lines | null;
}

/** Above this scale only the lines in view are traced. */
const CLOSE = 0.3;

/** Thousands of areas on a canvas, each with as much detail as the zoom can show. */
export class CanvasAreas extends StretchedLayer<HTMLCanvasElement> implements AreaLayer {
  private shapes = new Map<number, Shapes>();
  private arcs: Borders;

  constructor(private app: App) {
    super(document.createElement("canvas"), "cm-areas", 0.1);
    this.element.setAttribute("aria-hidden", "true");
    this.arcs = app.model.geometry.borders();
    this.traceAhead();
  }

  /** Trace the areas for the next zoom levels while nothing else is to be done. */
  private traceAhead(): void {
    if (!("requestIdleCallback" in window)) return;
    const { geometry, payload } = this.app.model;
    const count = payload.areas.code.length;
    const nowhere = { x0: 0, y0: 0, x1: 0, y1: 0 };
    const jobs: (() => void)[] = [
      () => geometry.arcsWithin([], nowhere),
      ...[4, 2].map((step) => () => this.wholeLines(this.shapesAt(step), step)),
      ...[2, 1, 0.5, 0.25].flatMap((step) => Array.from({ length: count }, (_, i) => () => this.area(this.shapesAt(step), i, step))),
    ];
    let at = 0;
    const work = (deadline: IdleDeadline): void => {
      while (at < jobs.length && deadline.timeRemaining() > 2) jobs[at++]!();
      if (at < jobs.length) requestIdleCallback(work);
    };
    requestIdleCallback(work);
  }

  update(): void {
    if (this.frame.width) this.draw();
  }

  private shapesAt(step: number): Shapes {
    let shapes = this.shapes.get(step);
    if (!shapes) {
      shapes = { areas: [], lines: null };
      this.shapes.set(step, shapes);
    }
    return shapes;
  }

  private lines(shapes: Shapes, step: number): Lines {
    if (this.frame.scale <= CLOSE) return this.wholeLines(shapes, step);
    return this.traceLines((arcs) => this.app.model.geometry.arcsWithin(arcs, boundsWithin(this.frame)), step);
  }

  private wholeLines(shapes: Shapes, step: number): Lines {
    return (shapes.lines ??= this.traceLines((arcs) => arcs, step));
  }

  private traceLines(pick: (arcs: number[]) => number[], step: number): Lines {
    const line = (arcs: number[]): Path2D => {
      const shape = new PathShape();
      this.app.model.geometry.traceArcs(pick(arcs), shape, step);
      return shape.path;
    };
    return { inner: line(this.arcs.inner), group: line(this.arcs.group), coast: line(this.arcs.coast) };
  }

  private area(shapes: Shapes, i: number, step: number): Path2D {
    let path = shapes.areas[i];
    if (!path) {
      const shape = new PathShape();
      this.app.model.geometry.traceArea(i, shape, step);
      shapes.areas[i] = path = shape.path;
    }
    return path;
  }

  protected draw(): void {
    const { scale, dx, dy, width, height } = this.frame;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const canvas = this.element;
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(scale * ratio, 0, 0, scale * ratio, dx * ratio, dy * ratio);
    const step = 2 ** Math.round(Math.log2(0.6 / scale));
    const detail = step < 0.25 ? 0 : step;
    const shapes = this.shapesAt(detail);
    this.fill(context, shapes, detail);
    const lines = this.lines(shapes, detail);
    const { palette } = this.app.current();
    const stroke = (path: Path2D, color: string, pixels: number): void => {
      context.strokeStyle = color;
      context.lineWidth = pixels / scale;
      context.stroke(path);
    };
    context.lineJoin = "round";
    if (scale > 0.2) stroke(lines.inner, palette.border, Math.min(0.8, 0.25 + scale / 2));
    stroke(lines.group, palette.dark ? "#5c6b77" : "#8d9aa5", 0.8);
    stroke(lines.coast, palette.coast, 0.7);
  }

  private fill(context: CanvasRenderingContext2D, shapes: Shapes, step: number): void {
    const { scale, dx, dy, width, height } = this.frame;
    const { geometry, payload } = this.app.model;
    const { classes, swatches, palette } = this.app.current();
    const hatch = hatchTile(context, palette.hatch, scale);
    geometry.bounds.forEach((box, i) => {
      if (box.x1 * scale + dx < 0 || box.x0 * scale + dx > width) return;
      if (box.y1 * scale + dy < 0 || box.y0 * scale + dy > height) return;
      const swatch = payload.areas.selected[i] ? swatches.get(classes[i]!) : undefined;
      if (!swatch && payload.basemap) return;
      const path = this.area(shapes, i, step);
      context.fillStyle = swatch?.fill ?? palette.land;
      context.fill(path, "evenodd");
      if (swatch?.hatched && hatch) {
        context.fillStyle = hatch;
        context.fill(path, "evenodd");
      }
    });
  }
}

function hatchTile(context: CanvasRenderingContext2D, color: string, scale: number): CanvasPattern | null {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const brush = tile.getContext("2d")!;
  brush.strokeStyle = color;
  brush.lineWidth = 1.3;
  for (const shift of [-6, 0, 6]) {
    brush.moveTo(shift, 6);
    brush.lineTo(shift + 6, 0);
  }
  brush.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}
