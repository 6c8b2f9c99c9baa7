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

/** Areas, zones, rings, names and marks within a view. */
export function drawMap(app: App, current: Current, view: View, radius: number): SVGGElement {
  return new Drawing(app, current, view).draw(radius);
}

class Drawing {
  private id = `cm-drawing-${serial++}`;
  private defs = s("defs", null);
  private step: number;
  private within: Bounds;

  constructor(
    private app: App,
    private current: Current,
    private view: View,
  ) {
    const { scale, dx, dy, width, height } = view;
    this.step = 0.35 / scale;
    this.within = { x0: -dx / scale, y0: -dy / scale, x1: (width - dx) / scale, y1: (height - dy) / scale };
  }

  draw(radius: number): SVGGElement {
    const { app, view, id } = this;
    const { theme } = this.current;
    this.defs.append(s("clipPath", { id: `${id}-clip` }, s("rect", { width: view.width, height: view.height })));
    const group = s("g", { "clip-path": `url(#${id}-clip)` },
      this.defs, s("rect", { width: view.width, height: view.height, fill: theme.sea }),
      this.areas(), this.borders(), this.zones(), this.rings(), this.names());
    const { selected } = app.state;
    const chosen = selected?.kind === "area" ? app.model.areaIndex.get(selected.id) : undefined;
    if (chosen !== undefined) group.append(this.lines(app.model.geometry.outline([chosen]), theme.ink, 1.6));
    if (app.model.crowd && app.state.layers.has("sites")) group.append(...app.model.crowd.draw(view, theme));
    for (const mark of visibleMarks(app)) {
      const [x, y] = this.place(mark.x, mark.y).map((at, k) => at + mark.fan[k as 0 | 1] * radius) as [number, number];
      if (x < -9 || y < -9 || x > view.width + 9 || y > view.height + 9) continue;
      group.append(drawMark(app, mark, x, y, radius, theme));
    }
    return group;
  }

  private place(x: number, y: number): [number, number] {
    const { scale, dx, dy } = this.view;
    return [x * scale + dx, y * scale + dy];
  }

  private path(): PathText {
    return new PathText(this.view.scale, this.view.dx, this.view.dy, 1);
  }

  private visible(i: number): boolean {
    const box = this.app.model.geometry.bounds[i]!;
    const { x0, y0, x1, y1 } = this.within;
    return box.x1 > x0 && box.x0 < x1 && box.y1 > y0 && box.y0 < y1;
  }

  private lines(arcs: number[], color: string, width: number): SVGPathElement {
    const { geometry } = this.app.model;
    const path = this.path();
    geometry.traceArcs(geometry.arcsWithin(arcs, this.within), path, this.step);
    return s("path", { d: path.toString(), fill: "none", stroke: color, "stroke-width": width, "stroke-linejoin": "round" });
  }

  private fill(areas: number[], fill: string): SVGPathElement {
    const path = this.path();
    for (const i of areas) this.app.model.geometry.traceArea(i, path, this.step);
    return s("path", { d: path.toString(), fill, "fill-rule": "evenodd" });
  }

  /** One path for all areas of a class. */
  private areas(): SVGPathElement[] {
    const { payload } = this.app.model;
    const { swatches, classes, theme } = this.current;
    const byFill = new Map<string, { areas: number[]; fill: string; hatched: boolean }>();
    payload.areas.code.forEach((_, i) => {
      if (!this.visible(i)) return;
      const swatch = payload.areas.selected[i] ? swatches.get(classes[i]!) : undefined;
      const [fill, hatched] = [swatch?.fill ?? theme.land, swatch?.hatched ?? false];
      const key = `${fill} ${hatched}`;
      const group = byFill.get(key);
      if (group) group.areas.push(i);
      else byFill.set(key, { areas: [i], fill, hatched });
    });
    return [...byFill.values()].map(({ areas, fill, hatched }, n) => {
      if (!hatched) return this.fill(areas, fill);
      const name = `${this.id}-hatch-${n}`;
      this.defs.append(hatchPattern(name, fill, theme.hatch));
      return this.fill(areas, `url(#${name})`);
    });
  }

  private borders(): SVGPathElement[] {
    const { geometry, payload } = this.app.model;
    const { theme } = this.current;
    const { inner, group, coast } = geometry.borders();
    const whole = payload.areas.level === "prefecture";
    return [
      ...(whole || this.view.scale > 0.3 ? [this.lines(inner, theme.border, 0.5)] : []),
      this.lines(group, whole ? theme.border : theme.coast, 0.7),
      this.lines(coast, theme.coast, 0.6),
    ];
  }

  private zones(): SVGPathElement[] {
    const { theme } = this.current;
    const zones = areasOf(this.app, wholeZones(this.app)).filter((i) => this.visible(i));
    if (!zones.length) return [];
    this.defs.append(zonePattern(`${this.id}-zone`, theme.zone, theme.border));
    return [this.fill(zones, `url(#${this.id}-zone)`), this.lines(this.app.model.geometry.outline(zones), theme.zone, 1.2)];
  }

  private rings(): SVGElement[] {
    const { scale, dx, dy } = this.view;
    const { theme } = this.current;
    return this.app.model.payload.rings.flatMap(({ center, km }) => km.flatMap((r): SVGElement[] => {
      const [x, y] = this.place(...ringTop(center, r));
      return [
        s("path", {
          d: ring(center, r), fill: "none", stroke: theme.ink, "stroke-width": 1.2 / scale,
          "stroke-dasharray": `${2 / scale} ${4 / scale}`, transform: `matrix(${scale} 0 0 ${scale} ${dx} ${dy})`,
        }),
        this.text(`${r} km`, x, y - 4, 11),
      ];
    }));
  }

  private names(): SVGElement[] {
    const { app, view } = this;
    return areaLabels(app, view.scale, (x, y) => this.place(x, y), view.width, view.height)
      .map(({ x, y, text }) => this.text(text, x, y + 4, LABEL_FONT));
  }

  private text(text: string, x: number, y: number, size: number): SVGElement {
    const { theme } = this.current;
    return s("text", {
      x: Math.round(x), y: Math.round(y), "font-size": size, "font-weight": 500, "text-anchor": "middle",
      fill: theme.ink, stroke: theme.halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
    }, text);
  }
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
