/** Rings around the marks of what is new or changed since an earlier edition, and crosses for what is gone. */
import type { Palette } from "../model/colors";
import { type Bounds, project } from "../model/geometry";
import type { Gone } from "../model/payload";
import { changeArcs } from "../model/since";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import type { Mark } from "./marks";

/** Pixels between a mark and its ring. */
const GAP = 2.5;
const WIDTH = 1.7;
const DASHES = [2.2, 2.2];
const CROSS = 4.5;
const TURN = 2 * Math.PI;

const membersOf = (mark: Mark): readonly number[] => mark.members ?? (mark.kind === "site" ? [mark.index] : []);

/** The sites that are gone, as far as they are shown and placed. */
export function goneShown(app: App, masks: readonly Bounds[] = []): (Gone & { x: number; y: number })[] {
  const { since } = app.model.payload;
  if (!since || !app.state.layers.has("sites")) return [];
  return since.gone.flatMap((one) => {
    if (!one.point?.every(Number.isFinite)) return [];
    if (app.model.sectorById.has(one.sector) && !app.state.sectors.has(one.sector)) return [];
    const [x, y] = project(one.point);
    return masks.some((box) => x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) ? [] : [{ ...one, x, y }];
  });
}

/** Draw the rings of marks that stand at places of a canvas. */
export function drawRings(
  context: CanvasRenderingContext2D, app: App, marks: readonly Mark[], placed: readonly [number, number][], radius: (mark: Mark) => number,
): void {
  if (!app.model.payload.since) return;
  const { ink, markHalo } = app.palette();
  marks.forEach((mark, i) => {
    const [x, y] = placed[i]!;
    const r = radius(mark) + GAP;
    for (const { from, to, dashed } of changeArcs(app.model.sites, membersOf(mark))) {
      for (const [color, width] of [[markHalo, WIDTH + 2], [ink, WIDTH]] as const) {
        context.beginPath();
        context.arc(x, y, r, from * TURN - TURN / 4, to * TURN - TURN / 4);
        context.setLineDash(dashed && color === ink ? DASHES : []);
        context.strokeStyle = color;
        context.lineWidth = width;
        context.stroke();
      }
    }
  });
  context.setLineDash([]);
}

export function drawGone(context: CanvasRenderingContext2D, app: App, place: (x: number, y: number) => [number, number], masks: readonly Bounds[]): void {
  const { ink, markHalo } = app.palette();
  for (const one of goneShown(app, masks)) {
    const [x, y] = place(one.x, one.y);
    for (const [color, width] of [[markHalo, 5], [ink, 2.2]] as const) {
      context.beginPath();
      for (const side of [-1, 1]) {
        context.moveTo(x - CROSS, y - side * CROSS);
        context.lineTo(x + CROSS, y + side * CROSS);
      }
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke();
    }
  }
}

const part = (x: number, y: number, r: number, from: number, to: number): string => {
  const at = (turn: number): string => `${(x + r * Math.sin(turn * TURN)).toFixed(1)} ${(y - r * Math.cos(turn * TURN)).toFixed(1)}`;
  const middle = (from + to) / 2;
  // a whole circle has no end of its own, so every arc goes in two halves
  return `M${at(from)}A${r} ${r} 0 0 1 ${at(middle)}A${r} ${r} 0 0 1 ${at(to)}`;
};

/** The same for pictures. */
export function ringAround(app: App, mark: Mark, x: number, y: number, radius: number, palette: Palette): SVGElement[] {
  if (!app.model.payload.since) return [];
  return changeArcs(app.model.sites, membersOf(mark)).flatMap(({ from, to, dashed }) => {
    const d = part(x, y, radius + GAP, from, to);
    return [
      s("path", { d, fill: "none", stroke: palette.markHalo, "stroke-width": WIDTH + 2 }),
      s("path", { d, fill: "none", stroke: palette.ink, "stroke-width": WIDTH, ...(dashed ? { "stroke-dasharray": DASHES.join(" ") } : {}) }),
    ];
  });
}

export function goneNodes(app: App, place: (x: number, y: number) => [number, number], palette: Palette, masks: readonly Bounds[]): SVGElement[] {
  return goneShown(app, masks).map((one) => cross(...place(one.x, one.y), palette));
}

function cross(x: number, y: number, palette: Palette): SVGGElement {
  const d = `M${x - CROSS} ${y - CROSS}L${x + CROSS} ${y + CROSS}M${x - CROSS} ${y + CROSS}L${x + CROSS} ${y - CROSS}`;
  return s("g", { fill: "none" },
    s("path", { d, stroke: palette.markHalo, "stroke-width": 5 }), s("path", { d, stroke: palette.ink, "stroke-width": 2.2 }));
}
