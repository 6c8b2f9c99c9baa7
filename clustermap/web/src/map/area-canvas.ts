/** Borders, and fills of thousands of areas, on a canvas: each with as much detail as the zoom can show. */
import type { Current } from "../model/current";
import { boundsWithin } from "../model/frame";
import type { Borders, Geometry, Tracer } from "../model/geometry";
import { addToGroup } from "../model/groups";
import { lineOver } from "../model/ink";
import type { Model } from "../model/model";
import type { App } from "../ui/app";
import { afterPaint } from "../ui/dom";
import { inTurn, skipTurn } from "../ui/turns";
import { StretchedLayer } from "./stretched-layer";

/** Areas that are filled. */
export interface Filled {
  model: Model;
  current: Current;
}

/** Above this scale only the lines in view are traced. */
const CLOSE = 0.3;
/** Borders that are read at a time. */
const LOT = 400;
/** Pixels per unit from which borders inside prefectures are drawn. */
const INNER_FROM = 0.6;

/** The length, in units, that a scale can just show: a power of two. */
export const detailAt = (scale: number): number => 2 ** Math.round(Math.log2(0.6 / scale));

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

export class AreaCanvas extends StretchedLayer<HTMLCanvasElement> {
  /** By model and detail. */
  private shapes = new Map<Geometry, Map<number, Path2D[]>>();
  private wholeLines = new Map<string, Path2D>();
  private innerBy: Map<number, number[]> | null = null;

  constructor(
    private app: App,
    private filled: () => Filled | null,
    private arcs: Borders,
    /** Whether the filled areas are those of the page, else those inside them. */
    private own: boolean,
  ) {
    super(document.createElement("canvas"), own ? "cm-areas" : "cm-lines", own ? 0.1 : 0.3, true);
    this.element.setAttribute("aria-hidden", "true");
    this.prepare();
  }

  update(): void {
    if (this.frame.width) this.draw();
  }

  /** Read the borders inside areas and simplify all for the next zoom levels while nothing else is to be done. */
  private prepare(): void {
    if (!("requestIdleCallback" in window)) return;
    const work = this.preparations();
    const go = (deadline: IdleDeadline): void => {
      while (deadline.timeRemaining() > 6) if (work.next().done) return;
      requestIdleCallback(go);
    };
    afterPaint(() => requestIdleCallback(go));
  }

  private *preparations(): Generator<void> {
    const { model } = this.app;
    const { arcs } = model.geometry;
    if (!this.own && model.payload.towns) {
      while (arcs.count < arcs.all) yield arcs.need(Math.min(arcs.all, arcs.count + LOT));
      yield void model.towns;
      yield void model.towns?.geometry.borders();
      yield void this.inner();
    }
    for (const step of [2, 1, 0.5]) {
      for (let arc = 0; arc < arcs.count; arc++) {
        arcs.prepare(arc, step);
        if (arc % (LOT / 8) === 0) yield;
      }
    }
  }

  private inner(): Map<number, number[]> {
    return (this.innerBy ??= innerBorders(this.app.model));
  }

  private area(geometry: Geometry, i: number, step: number): Path2D {
    let steps = this.shapes.get(geometry);
    if (!steps) this.shapes.set(geometry, (steps = new Map()));
    let paths = steps.get(step);
    if (!paths) steps.set(step, (paths = []));
    let path = paths[i];
    if (!path) {
      const shape = new PathShape();
      geometry.traceArea(i, shape, step);
      paths[i] = path = shape.path;
    }
    return path;
  }

  private lines(kind: string, arcs: number[], step: number): Path2D {
    const { geometry } = this.app.model;
    const near = this.frame.scale > CLOSE;
    const key = `${kind} ${step}`;
    const known = near ? undefined : this.wholeLines.get(key);
    if (known) return known;
    const shape = new PathShape();
    geometry.traceArcs(near ? geometry.arcsWithin(arcs, boundsWithin(this.frame)) : arcs, shape, step);
    if (!near) this.wholeLines.set(key, shape.path);
    return shape.path;
  }

  protected draw(): void {
    const { scale, dx, dy } = this.frame;
    const [context, ratio] = this.cleared();
    context.setTransform(scale * ratio, 0, 0, scale * ratio, dx * ratio, dy * ratio);
    context.lineJoin = "round";
    const step = detailAt(scale);
    const detail = step < 0.25 ? 0 : step;
    const filled = this.filled();
    if (filled) this.fill(context, filled, detail);
    const { palette } = this.app.current();
    skipTurn(this.arcs);
    if (scale > INNER_FROM || (filled && scale > 0.2)) {
      // what is most comes a frame later, so that no frame takes long
      if (filled) this.inside(context, true, detail);
      else inTurn(this.arcs, () => this.inside(context, false, detail));
    }
    this.stroke(context, this.lines("group", this.arcs.group, detail), palette.border, Math.min(1.1, 0.6 + scale / 8));
    this.stroke(context, this.lines("coast", this.arcs.coast, detail), palette.coast, 0.7);
  }

  private cleared(): [CanvasRenderingContext2D, number] {
    const { width, height } = this.frame;
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
    return [context, ratio];
  }

  private stroke(context: CanvasRenderingContext2D, path: Path2D, color: string, pixels: number): void {
    context.strokeStyle = color;
    context.lineWidth = pixels / this.frame.scale;
    context.stroke(path);
  }

  private innerArcs(): number[] {
    return this.own ? this.arcs.inner : [...this.inner().values()].flat();
  }

  /** Hairlines between municipalities: over the fills of prefectures in the ink that shows on each. */
  private inside(context: CanvasRenderingContext2D, filled: boolean, step: number): void {
    const { palette, classes, swatches } = this.app.current();
    const pixels = Math.min(0.8, 0.3 + this.frame.scale / 6);
    if (this.arcs.quiet.length) this.stroke(context, this.lines("quiet", this.arcs.quiet, step), palette.coast, pixels);
    if (filled || this.own) return this.stroke(context, this.lines("inner", this.innerArcs(), step), palette.border, pixels);
    const byInk = new Map<string, number[]>();
    for (const [area, arcs] of this.inner()) {
      const ink = lineOver(swatches.get(classes[area]!)?.fill ?? palette.land);
      byInk.set(ink, [...(byInk.get(ink) ?? []), ...arcs]);
    }
    for (const [ink, arcs] of byInk) this.stroke(context, this.lines(`inner ${ink}`, arcs, step), ink, pixels);
  }

  private fill(context: CanvasRenderingContext2D, { model, current }: Filled, step: number): void {
    const { scale, dx, dy, width, height } = this.frame;
    const { geometry, payload } = model;
    const { classes, swatches, palette } = current;
    const hatch = hatchTile(context, palette.hatch, scale);
    geometry.bounds.forEach((box, i) => {
      if (box.x1 * scale + dx < 0 || box.x0 * scale + dx > width) return;
      if (box.y1 * scale + dy < 0 || box.y0 * scale + dy > height) return;
      const swatch = payload.areas.selected[i] ? swatches.get(classes[i]!) : undefined;
      if (!swatch && payload.basemap) return;
      const path = this.area(geometry, i, step);
      context.fillStyle = swatch?.fill ?? palette.land;
      context.fill(path, "evenodd");
      if (swatch?.hatched && hatch) {
        context.fillStyle = hatch;
        context.fill(path, "evenodd");
      }
    });
  }
}

/** The borders inside each area of a page. */
function innerBorders({ towns }: Model): Map<number, number[]> {
  const found = new Map<number, number[]>();
  if (!towns) return found;
  const inner = new Set(towns.geometry.borders().inner);
  towns.geometry.rings.forEach((rings, town) => {
    const area = towns.areaOf[town]!;
    for (const arc of rings.flat()) {
      const key = arc < 0 ? ~arc : arc;
      if (!inner.delete(key)) continue;
      addToGroup(found, area, key);
    }
  });
  return found;
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
