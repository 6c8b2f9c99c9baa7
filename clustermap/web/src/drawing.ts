/** The map as SVG nodes at any scale: for the Okinawa inset, pictures and paper. */
import type { App, Current } from "./app";
import { hatchPattern, zonePattern } from "./areas";
import { s } from "./dom";
import { PathText, type Bounds } from "./geometry";
import { areaLabels, LABEL_FONT } from "./labels";
import { lookOf, shapePath } from "./marks";
import { areasOf, ring, ringTop, wholeZones } from "./overlay";
import { markStyle, visibleMarks, type Mark } from "./points";
import type { Theme } from "./colors";

export interface View {
  /** Drawing units per unit of geometry. */
  scale: number;
  dx: number;
  dy: number;
  width: number;
  height: number;
}

/** A view that fits bounds into a frame. */
export function fitView(bounds: Bounds, width: number, height: number, margin = 0): View {
  const [w, h] = [bounds.x1 - bounds.x0, bounds.y1 - bounds.y0];
  const scale = Math.min((width - 2 * margin) / w, (height - 2 * margin) / h);
  return {
    scale, width, height,
    dx: (width - w * scale) / 2 - bounds.x0 * scale,
    dy: (height - h * scale) / 2 - bounds.y0 * scale,
  };
}

let serial = 0;

/** Areas, zones and marks within a view; texts are not drawn. */
export function drawMap(app: App, current: Current, view: View, radius: number): SVGGElement {
  const id = `cm-drawing-${serial++}`;
  const { geometry, payload } = app.model;
  const { theme } = current;
  const step = 0.35 / view.scale;
  const digits = 1;
  const within = {
    x0: -view.dx / view.scale, y0: -view.dy / view.scale, x1: (view.width - view.dx) / view.scale, y1: (view.height - view.dy) / view.scale,
  };
  const visible = (i: number): boolean => {
    const box = geometry.bounds[i]!;
    return box.x1 * view.scale + view.dx > 0 && box.x0 * view.scale + view.dx < view.width &&
      box.y1 * view.scale + view.dy > 0 && box.y0 * view.scale + view.dy < view.height;
  };
  const lines = (arcs: number[], color: string, width: number): SVGPathElement => {
    const path = new PathText(view.scale, view.dx, view.dy, digits);
    geometry.traceArcs(geometry.arcsWithin(arcs, within), path, step);
    return s("path", { d: path.toString(), fill: "none", stroke: color, "stroke-width": width, "stroke-linejoin": "round" });
  };
  const area = (areas: number[], fill: string): SVGPathElement => {
    const path = new PathText(view.scale, view.dx, view.dy, digits);
    for (const i of areas) geometry.traceArea(i, path, step);
    return s("path", { d: path.toString(), fill, "fill-rule": "evenodd" });
  };
  const defs = s("defs", null, s("clipPath", { id: `${id}-clip` }, s("rect", { width: view.width, height: view.height })));
  const group = s("g", { "clip-path": `url(#${id}-clip)` }, defs, s("rect", { width: view.width, height: view.height, fill: theme.sea }));
  const byFill = new Map<string, number[]>();
  payload.areas.code.forEach((_, i) => {
    if (!visible(i)) return;
    const swatch = payload.areas.selected[i] ? current.swatches.get(current.classes[i]!) : undefined;
    const key = swatch ? `${swatch.fill}${swatch.hatched ? " hatched" : ""}` : theme.land;
    byFill.set(key, [...(byFill.get(key) ?? []), i]);
  });
  let hatches = 0;
  for (const [key, members] of byFill) {
    let [fill = theme.land] = key.split(" ");
    if (key.endsWith("hatched")) {
      const name = `${id}-hatch-${hatches++}`;
      defs.append(hatchPattern(name, fill, theme.hatch));
      fill = `url(#${name})`;
    }
    group.append(area(members, fill));
  }
  const borders = geometry.borders();
  if (payload.areas.level === "prefecture" || view.scale > 0.3) group.append(lines(borders.inner, theme.border, 0.5));
  group.append(lines(borders.group, payload.areas.level === "prefecture" ? theme.border : theme.coast, 0.7), lines(borders.coast, theme.coast, 0.6));
  const zones = areasOf(app, wholeZones(app)).filter(visible);
  if (zones.length) {
    defs.append(zonePattern(`${id}-zone`, theme.zone, theme.border));
    group.append(area(zones, `url(#${id}-zone)`), lines(geometry.outline(zones), theme.zone, 1.2));
  }
  for (const { center, km } of payload.rings) {
    for (const r of km) {
      group.append(s("path", {
        d: ring(center, r), fill: "none", stroke: theme.ink, "stroke-width": 1.2 / view.scale, "stroke-dasharray": `${2 / view.scale} ${4 / view.scale}`,
        transform: `matrix(${view.scale} 0 0 ${view.scale} ${view.dx} ${view.dy})`,
      }));
      const [x, y] = ringTop(center, r);
      group.append(s("text", {
        x: Math.round(x * view.scale + view.dx), y: Math.round(y * view.scale + view.dy) - 4, "font-size": 11, "text-anchor": "middle",
        fill: theme.ink, stroke: theme.paper, "stroke-width": 3, "paint-order": "stroke",
      }, `${r} km`));
    }
  }
  for (const { x, y, text } of areaLabels(app, view.scale, (x, y) => [x * view.scale + view.dx, y * view.scale + view.dy], view.width, view.height)) {
    group.append(s("text", {
      x: Math.round(x), y: Math.round(y) + 4, "font-size": LABEL_FONT, "font-weight": 500, "text-anchor": "middle",
      fill: theme.ink, stroke: theme.halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
    }, text));
  }
  const { selected } = app.state;
  const chosen = selected?.kind === "area" ? app.model.areaIndex.get(selected.id) : undefined;
  if (chosen !== undefined) group.append(lines(geometry.outline([chosen]), theme.ink, 1.6));
  for (const mark of visibleMarks(app)) {
    const x = mark.x * view.scale + view.dx + mark.fan[0] * radius;
    const y = mark.y * view.scale + view.dy + mark.fan[1] * radius;
    if (x < -9 || y < -9 || x > view.width + 9 || y > view.height + 9) continue;
    group.append(drawMark(app, mark, x, y, radius, theme));
  }
  return group;
}

function drawMark(app: App, mark: Mark, x: number, y: number, radius: number, theme: Theme): SVGGElement {
  const site = mark.kind === "site" ? app.model.sites[mark.index] : undefined;
  const sector = site?.sector ?? app.model.clusterById.get(mark.id)?.sector ?? "";
  return markNodes(app, mark.kind, sector, site?.status ?? "planned", x, y, radius, theme);
}

/** One mark with its halo. */
export function markNodes(
  app: App, kind: Mark["kind"], sector: string, status: string, x: number, y: number, radius: number, theme: Theme,
): SVGGElement {
  const look = kind === "site" ? lookOf(status) : "ring";
  const { shape, color, size } = markStyle(kind, sector, app, theme);
  const r = radius * size;
  const paper = theme.dark ? "#131b22" : "#ffffff";
  const line = look === "cross" ? theme.closed : color;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const d = shapePath(shape, round(r), round(x), round(y));
  const group = s("g", { "stroke-linejoin": "round" });
  if (look === "full") {
    group.append(s("path", { d, fill: color, stroke: theme.dark ? "#0b1116" : "#ffffff", "stroke-width": 1, "paint-order": "stroke" }));
    return group;
  }
  group.append(s("path", { d, fill: paper, stroke: line, "stroke-width": Math.max(1.2, round(r * 0.34)) }));
  if (look === "dot") group.append(s("path", { d: shapePath(shape, round(r * 0.45), round(x), round(y)), fill: color }));
  if (look === "cross") {
    const c = round(r * 0.5);
    group.append(s("path", { d: `M${round(x) - c},${round(y) - c}l${2 * c},${2 * c}m0,${-2 * c}l${-2 * c},${2 * c}`, stroke: line, "stroke-width": 1.2 }));
  }
  return group;
}

/** Indices of Okinawa's areas, if they are shown. */
export function okinawa(app: App): number[] {
  const { areas } = app.model.payload;
  return app.model.selected.filter((i) => areas.prefecture[i] === "47");
}
