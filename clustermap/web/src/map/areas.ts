/** The areas on the map as SVG paths that can be focused; their borders are a canvas above (area-canvas.ts). */
import { boundsWithin } from "../model/frame";
import { PathText } from "../model/geometry";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { hatchPattern } from "../ui/patterns";
import { AreaCanvas, detailAt } from "./area-canvas";
import { fitSvg, StretchedLayer } from "./stretched-layer";
import { eachFrame } from "./zoom";

/** Above this number of areas a canvas draws them. */
export const SVG_LIMIT = 300;

export interface AreaLayer {
  /** Take over colors and labels. */
  update(): void;
}

/** Paths are written in whole tenths of a unit: numbers without a point are written and read faster. */
const FINE = 10;
/** Detail of the paths while the whole country is in view, in units, and the least that is told apart. */
const COARSE = 4;
const LEAST = 1 / 8;
/** Milliseconds in a frame that may go into more detail. */
const BUDGET = 5;

/** Each area is a path, written anew with more detail where the reader comes near. */
export class SvgAreas extends StretchedLayer<SVGSVGElement> implements AreaLayer {
  readonly paths: (SVGPathElement | null)[] = [];
  private all: SVGPathElement[];
  private details: number[];
  private refining = false;
  private group: SVGGElement;
  private hatches = new Map<string, string>();
  private defs = s("defs");

  constructor(private app: App) {
    super(s("svg", { class: "cm-areas", role: "group" }), "cm-areas", 0.3);
    const { payload } = app.model;
    this.details = payload.areas.code.map(() => COARSE);
    this.all = payload.areas.code.map((code, i) => {
      const selected = payload.areas.selected[i];
      const element = s("path", { d: this.shape(i, COARSE), class: selected ? "cm-area" : "cm-around", "data-area": i });
      if (selected) element.setAttribute("data-code", code);
      this.paths.push(selected ? element : null);
      return element;
    });
    this.group = s("g", null, this.all);
    this.element.append(this.defs, this.group);
  }

  private shape(i: number, step: number): string {
    const path = new PathText(FINE, 0, 0, 0);
    this.app.model.geometry.traceArea(i, path, step);
    return path.toString();
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
    if (this.coarse() !== null && !this.refining) {
      this.refining = true;
      eachFrame(() => (this.refining = this.refine()));
    }
  }

  /** An area in view whose path is coarser than the zoom can show, or much finer. */
  private coarse(): number | null {
    const wanted = Math.min(COARSE, Math.max(LEAST, detailAt(this.frame.scale)));
    const { x0, y0, x1, y1 } = boundsWithin(this.frame);
    const found = this.app.model.geometry.bounds.findIndex((box, i) => (
      (this.details[i]! > wanted || this.details[i]! < wanted / 4) && box.x1 > x0 && box.x0 < x1 && box.y1 > y0 && box.y0 < y1));
    return found < 0 ? null : found;
  }

  /** Write the paths in view with the detail of the zoom, for some milliseconds; whether more are left. */
  private refine(): boolean {
    const wanted = Math.min(COARSE, Math.max(LEAST, detailAt(this.frame.scale)));
    for (const start = performance.now(); performance.now() - start < BUDGET;) {
      const i = this.coarse();
      if (i === null) return false;
      this.all[i]!.setAttribute("d", this.shape(i, wanted > LEAST ? wanted : 0));
      this.details[i] = wanted;
    }
    return true;
  }

  /** Keep the hatching as fine on the screen at every zoom. */
  private scalePatterns(): void {
    for (const pattern of this.defs.children) {
      pattern.setAttribute("patternTransform", `scale(${FINE / this.frame.scale}) rotate(45)`);
    }
  }
}

/** Thousands of areas on a canvas, filled and parted. */
export class CanvasAreas extends AreaCanvas implements AreaLayer {
  constructor(app: App) {
    super(app, () => ({ model: app.model, current: app.current() }), app.model.geometry.borders(), true);
  }
}
