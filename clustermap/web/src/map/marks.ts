/** Sites, zone places and cluster programs as marks: which are shown, and how one is drawn on a canvas and in SVG. */
import type { Palette } from "../model/colors";
import { shown, undatedOnly } from "../model/filter";
import { type Bounds, project } from "../model/geometry";
import { addToGroup } from "../model/groups";
import { fanOffsets, type Look, lookOf, type MarkKind, markStyle, type Shape, shapePath } from "../model/marks";
import type { Model } from "../model/model";
import type { Point } from "../model/payload";
import { hasMunicipal } from "../model/zones";
import type { App } from "../ui/app";
import { s } from "../ui/dom";

export interface Mark {
  kind: MarkKind;
  id: string;
  /** Index of a site. */
  index: number;
  x: number;
  y: number;
  /** Offset in radii, so that marks of one place can be told apart. */
  fan: [number, number];
  /** A site that is left out for want of a date. */
  grey?: boolean;
  /** Indices of the sites that are drawn as one. */
  members?: number[];
  /** Largest radius of a group, in pixels, for the room there is. */
  most?: number;
}

/** Radius of a site's mark in pixels. */
export const radiusAt = (zoom: number): number => Math.max(2.2, Math.min(7.5, 2.9 + (zoom - 5) * 0.65));

/** The marks that are shown, those drawn last at the end. */
export function visibleMarks(app: App): Mark[] {
  const { model, state } = app;
  const marks: Mark[] = [];
  const put = (kind: MarkKind, id: string, point: Point, index = -1, grey = false): void => {
    if (!point.every(Number.isFinite)) return;
    const [x, y] = project(point);
    marks.push({ kind, id, index, x, y, fan: [0, 0], grey });
  };
  for (const zone of model.payload.zones) {
    if (!state.layers.has(`zone:${zone.scheme}`)) continue;
    for (const point of zone.unknown) put("zone", zone.id, point);
    // hatched where the page has their areas
    if (!hasMunicipal(model)) for (const place of zone.places) put("zone", zone.id, place.point);
  }
  if (state.layers.has("clusters")) {
    for (const cluster of model.payload.clusters) {
      if (cluster.point && state.sectors.has(cluster.sector)) put("cluster", cluster.id, cluster.point);
    }
  }
  if (state.layers.has("sites")) {
    for (const site of model.sites) {
      const grey = state.undated && undatedOnly(site, state);
      if (grey || shown(site, state)) put("site", site.id, site.point, site.index, grey);
    }
  }
  fan(marks);
  return marks;
}

/** Those outside boxes that stand in insets. */
export const unmasked = (marks: Mark[], boxes: readonly Bounds[]): Mark[] =>
  marks.filter(({ x, y }) => !boxes.some((box) => x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1));

function fan(marks: Mark[]): void {
  const places = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = `${Math.round(mark.x * 5)},${Math.round(mark.y * 5)}`;
    addToGroup(places, key, mark);
  }
  for (const group of places.values()) {
    if (group.length > 1) fanOffsets(group.length).forEach((offset, i) => (group[i]!.fan = offset));
  }
}

/** The sector of a mark's site or program, the scheme of its zone. */
export function groupOf(model: Model, { kind, id, index }: Mark): string {
  if (kind === "zone") return model.zoneById.get(id)?.scheme ?? "";
  return (kind === "site" ? model.sites[index]?.sector : model.clusterById.get(id)?.sector) ?? "";
}

/** A mark drawn once, to be stamped many times. */
export function markSprite(app: App, kind: MarkKind, sector: string, look: Look, r: number, ratio: number, grey = false): HTMLCanvasElement {
  const palette = app.palette();
  const sprite = document.createElement("canvas");
  const half = Math.ceil(r * 1.7 + 3);
  sprite.width = sprite.height = half * 2 * ratio;
  const context = sprite.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, half * ratio, half * ratio);
  const style = markStyle(kind, sector, app.model, palette);
  drawMark(context, style.shape, style.size * r, look, grey ? palette.closed : style.color, palette);
  return sprite;
}

function drawMark(
  context: CanvasRenderingContext2D, shape: Shape, r: number, look: Look, color: string, palette: Palette,
): void {
  const path = new Path2D(shapePath(shape, r));
  context.lineJoin = "round";
  context.strokeStyle = palette.markHalo;
  if (look === "full") {
    context.fillStyle = color;
    context.lineWidth = 1.6;
    context.stroke(path);
    context.fill(path);
    return;
  }
  context.lineWidth = 3.6;
  context.stroke(path);
  context.fillStyle = palette.markFill;
  context.fill(path);
  context.strokeStyle = look === "cross" ? palette.closed : color;
  context.lineWidth = Math.max(1.4, r * 0.36);
  context.stroke(path);
  if (look === "dot") {
    context.fillStyle = color;
    context.fill(new Path2D(shapePath(shape, r * 0.45)));
  } else if (look === "cross") {
    context.stroke(new Path2D(`M${-r * 0.5},${-r * 0.5}L${r * 0.5},${r * 0.5}M${r * 0.5},${-r * 0.5}L${-r * 0.5},${r * 0.5}`));
  }
}
/** One mark with its halo. */
export function markNodes(
  model: Model, kind: MarkKind, sector: string, status: string, x: number, y: number, radius: number, palette: Palette, grey = false,
): SVGGElement {
  const look = kind === "site" ? lookOf(status) : "ring";
  const { shape, color: own, size } = markStyle(kind, sector, model, palette);
  const color = grey ? palette.closed : own;
  const r = radius * size;
  const line = look === "cross" ? palette.closed : color;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const d = shapePath(shape, round(r), round(x), round(y));
  const group = s("g", { "stroke-linejoin": "round" });
  if (look === "full") {
    group.append(s("path", { d, fill: color, stroke: palette.markHalo, "stroke-width": 1, "paint-order": "stroke" }));
    return group;
  }
  group.append(s("path", { d, fill: palette.markFill, stroke: line, "stroke-width": Math.max(1.2, round(r * 0.34)) }));
  if (look === "dot") group.append(s("path", { d: shapePath(shape, round(r * 0.45), round(x), round(y)), fill: color }));
  if (look === "cross") {
    const c = round(r * 0.5);
    group.append(s("path", { d: `M${round(x) - c},${round(y) - c}l${2 * c},${2 * c}m0,${-2 * c}l${-2 * c},${2 * c}`, stroke: line, "stroke-width": 1.2 }));
  }
  return group;
}
