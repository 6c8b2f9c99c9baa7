/** The map as SVG nodes at any scale: for insets, pictures and paper. */
import { type Palette, schemeLook } from "../model/colors";
import { type Current, recolored } from "../model/current";
import { arc, arcWidth } from "../model/arcs";
import { boundsWithin, type Frame } from "../model/frame";
import { type Bounds, PathText, UNIT_ZOOM } from "../model/geometry";
import type { Model } from "../model/model";
import { ring, ringTop } from "../model/rings";
import { byScheme, zoneAreas, zoneOutline } from "../model/zones";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { hatchPattern, zonePattern } from "../ui/patterns";
import { contextNodes } from "./context";
import type { CrowdLayer } from "./crowd-layer";
import { areaLabels, labelSize, type Obstacle } from "./labels";
import { groupedMarks, groupRadius, ringNodes } from "./site-groups";
import { groupOf, type Mark, markNodes, unmasked, visibleMarks } from "./marks";
import { baseline, NOTE_FONT, notesOn } from "./notes";
import { zonesShown } from "./overlay";
import { goneNodes, ringAround } from "./since-marks";

let serial = 0;

/** Areas, zones, rings, names and marks within a frame. */
export function drawMap(
  app: App, current: Current, frame: Frame, radius: number, crowd: CrowdLayer | null, masks: readonly Bounds[] = [],
): SVGGElement {
  return new Drawing(app, current, frame, masks).draw(radius, crowd);
}

class Drawing {
  private id = `cm-drawing-${serial++}`;
  private defs = s("defs", null);
  private hatchings = 0;
  private step: number;
  private within: Bounds;

  constructor(
    private app: App,
    private current: Current,
    private frame: Frame,
    /** What is left out, as it stands in an inset. */
    private masks: readonly Bounds[],
  ) {
    this.step = 0.35 / frame.scale;
    this.within = boundsWithin(frame);
  }

  draw(radius: number, crowd: CrowdLayer | null): SVGGElement {
    const { app, frame, id } = this;
    const { palette } = this.current;
    this.defs.append(s("clipPath", { id: `${id}-clip` }, s("rect", { width: frame.width, height: frame.height })));
    const group = s("g", { "clip-path": `url(#${id}-clip)` },
      this.defs, s("rect", { width: frame.width, height: frame.height, fill: palette.sea }),
      this.areas(), this.borders(), this.zones(), this.covers(), this.context(), this.rings(), this.arcs());
    const { selected } = app.state;
    const chosen = selected?.kind === "area" ? app.model.areaIndex.get(selected.id) : undefined;
    if (chosen !== undefined) group.append(this.lines(app.model.geometry.outline([chosen]), palette.ink, 1.6));
    if (crowd && app.state.layers.has("sites")) group.append(...crowd.nodes(frame, palette));
    const marks = groupedMarks(app, unmasked(visibleMarks(app), this.masks), frame.scale, UNIT_ZOOM + Math.log2(frame.scale));
    const obstacles: Obstacle[] = marks.map((mark) => [
      ...this.place(mark.x, mark.y), mark.members ? groupRadius(app, mark) : radius * 1.6]);
    group.append(...this.names(obstacles));
    for (const mark of marks) {
      const [x, y] = this.place(mark.x, mark.y).map((at, k) => at + mark.fan[k as 0 | 1] * radius) as [number, number];
      if (x < -9 || y < -9 || x > frame.width + 9 || y > frame.height + 9) continue;
      group.append(drawMark(app, mark, x, y, radius, palette));
      group.append(...ringAround(app, mark, x, y, mark.members ? groupRadius(app, mark) : radius, palette));
    }
    group.append(...goneNodes(app, (x, y) => this.place(x, y), palette, this.masks));
    group.append(...this.notes());
    return group;
  }

  private notes(): SVGElement[] {
    const { ink, paper } = this.current.palette;
    const { width, height } = this.frame;
    return notesOn(this.app, (x, y) => this.place(x, y), width, height).map((note) => s("g", { class: "cm-map-note" },
      s("path", { d: `M${note.from.join()}L${note.to.join()}`, stroke: ink, "stroke-width": 1.2 }),
      s("circle", { cx: note.from[0], cy: note.from[1], r: 2.6, fill: ink }),
      s("rect", { x: note.left, y: note.top, width: note.width, height: note.height, fill: paper, stroke: ink }),
      ...note.lines.map((line, i) => {
        const [x, y] = baseline(note, i);
        return s("text", { x, y, "font-size": NOTE_FONT, "font-weight": 500, fill: ink, "unicode-bidi": "isolate" }, line);
      })));
  }

  private place(x: number, y: number): [number, number] {
    const { scale, dx, dy } = this.frame;
    return [x * scale + dx, y * scale + dy];
  }

  private path(): PathText {
    return new PathText(this.frame.scale, this.frame.dx, this.frame.dy, 1);
  }

  private visible(i: number, model: Model = this.app.model): boolean {
    const box = model.geometry.bounds[i]!;
    const { x0, y0, x1, y1 } = this.within;
    return box.x1 > x0 && box.x0 < x1 && box.y1 > y0 && box.y0 < y1;
  }

  private lines(arcs: number[], color: string, width: number, { geometry }: Model = this.app.model): SVGPathElement {
    const path = this.path();
    geometry.traceArcs(geometry.arcsWithin(arcs, this.within), path, this.step);
    return s("path", { d: path.toString(), fill: "none", stroke: color, "stroke-width": width, "stroke-linejoin": "round" });
  }

  private fill(areas: number[], fill: string, model: Model = this.app.model): SVGPathElement {
    const path = this.path();
    for (const i of areas) model.geometry.traceArea(i, path, this.step);
    return s("path", { d: path.toString(), fill, "fill-rule": "evenodd" });
  }

  /** The page's areas, and the municipalities over them where these are colored. */
  private areas(): SVGPathElement[] {
    const { model, current } = this.app.colored();
    const own = this.classes(this.app.model, this.current);
    return model === this.app.model ? own : [...own, ...this.classes(model, recolored(current, this.current.palette))];
  }

  /** One path for all areas of a class. */
  private classes(model: Model, { swatches, classes, palette }: Current): SVGPathElement[] {
    const { payload } = model;
    const byFill = new Map<string, { areas: number[]; fill: string; hatched: boolean }>();
    payload.areas.code.forEach((_, i) => {
      if (!this.visible(i, model)) return;
      const swatch = payload.areas.selected[i] ? swatches.get(classes[i]!) : undefined;
      const [fill, hatched] = [swatch?.fill ?? palette.land, swatch?.hatched ?? false];
      const key = `${fill} ${hatched}`;
      const group = byFill.get(key);
      if (group) group.areas.push(i);
      else byFill.set(key, { areas: [i], fill, hatched });
    });
    return [...byFill.values()].map(({ areas, fill, hatched }) => {
      if (!hatched) return this.fill(areas, fill, model);
      const name = `${this.id}-hatch-${this.hatchings++}`;
      this.defs.append(hatchPattern(name, fill, palette.hatch));
      return this.fill(areas, `url(#${name})`, model);
    });
  }

  private borders(): SVGPathElement[] {
    const { geometry, payload } = this.app.model;
    const { palette } = this.current;
    const { inner, group, coast, quiet } = geometry.borders();
    const whole = payload.areas.level === "prefecture";
    const towns = this.app.townCurrent() ? this.app.model.towns : null;
    return [
      ...(towns && this.frame.scale > 0.2 ? [this.lines(towns.geometry.borders().inner, palette.border, 0.4, towns)] : []),
      ...(whole || this.frame.scale > 0.3 ? [this.lines(quiet, palette.coast, 0.5), this.lines(inner, palette.border, 0.5)] : []),
      this.lines(group, whole ? palette.border : palette.coast, 0.7),
      this.lines(coast, palette.coast, 0.6),
    ];
  }

  private zones(): SVGPathElement[] {
    const { palette } = this.current;
    const { model: page } = this.app;
    return [...byScheme(zonesShown(this.app))].flatMap(([scheme, zones], n) => {
      const id = `${this.id}-zone-${n}`;
      const { color, hatch } = schemeLook(page.payload.schemes[scheme], palette);
      this.defs.append(zonePattern(id, color, hatch, palette.paper));
      return zoneAreas(page, zones).flatMap(({ model, areas }) => {
        const seen = areas.filter((i) => this.visible(i, model));
        const outline = zoneOutline(model, seen, this.frame.scale);
        return [this.fill(seen, `url(#${id})`, model), this.lines(outline, palette.paper, 2.2, model), this.lines(outline, color, 1, model)];
      });
    });
  }

  private covers(): SVGElement[] {
    return this.masks.map((box) => {
      const [[x, y], [right, bottom]] = [this.place(box.x0, box.y0), this.place(box.x1, box.y1)];
      return s("rect", { x, y, width: right - x, height: bottom - y, fill: this.current.palette.sea });
    });
  }

  private context(): SVGElement {
    const { scale, dx, dy } = this.frame;
    const { palette } = this.current;
    const width = 1.1 / scale;
    const group = s("g", { transform: `matrix(${scale} 0 0 ${scale} ${dx} ${dy})`, fill: "none", stroke: palette.muted },
      ...contextNodes(this.app, () => ({ "stroke-width": width })));
    for (const point of group.querySelectorAll(".cm-context-point")) {
      point.setAttribute("stroke-width", String(5 / scale));
      point.setAttribute("stroke-linecap", "square");
    }
    return group;
  }

  private rings(): SVGElement[] {
    const { scale, dx, dy } = this.frame;
    const { palette } = this.current;
    return this.app.rings().flatMap(({ center, km }) => km.flatMap((r): SVGElement[] => {
      const [x, y] = this.place(...ringTop(center, r));
      return [
        s("path", {
          d: ring(center, r), fill: "none", stroke: palette.ink, "stroke-width": 1.2 / scale,
          "stroke-dasharray": `${2 / scale} ${4 / scale}`, transform: `matrix(${scale} 0 0 ${scale} ${dx} ${dy})`,
        }),
        this.text(`${r} km`, x, y - 4, 11),
      ];
    }));
  }

  private arcs(): SVGElement[] {
    const { scale, dx, dy } = this.frame;
    const { palette } = this.current;
    return this.app.model.payload.arcs.flatMap((flow) => flow.arcs.map(({ to, net }) => s("path", {
      d: arc(flow.from, to), fill: "none", stroke: net < 0 ? palette.below[0]! : palette.above[3]!,
      "stroke-width": arcWidth(flow, net) / scale, "stroke-linecap": "round", "stroke-opacity": 0.8,
      transform: `matrix(${scale} 0 0 ${scale} ${dx} ${dy})`,
    })));
  }

  private names(obstacles: Obstacle[]): SVGElement[] {
    const { app, frame } = this;
    return areaLabels(app, frame.scale, (x, y) => this.place(x, y), frame.width, frame.height, obstacles)
      .map(({ x, y, text }) => this.text(text, x, y + 4, labelSize(frame.scale)));
  }

  private text(text: string, x: number, y: number, size: number): SVGElement {
    const { palette } = this.current;
    return s("text", {
      x: Math.round(x), y: Math.round(y), "font-size": size, "font-weight": 500, "text-anchor": "middle",
      fill: palette.ink, stroke: palette.halo, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke",
    }, text);
  }
}

function drawMark(app: App, mark: Mark, x: number, y: number, radius: number, palette: Palette): SVGGElement {
  if (mark.members) return ringNodes(app.model, mark.members, x, y, groupRadius(app, mark), palette);
  const site = mark.kind === "site" ? app.model.sites[mark.index] : undefined;
  return markNodes(app.model, mark.kind, groupOf(app.model, mark), site?.status ?? "planned", x, y, radius, palette, mark.grey);
}
