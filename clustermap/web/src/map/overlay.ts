/** What is drawn over the areas: zones, the hovered, chosen and pinned areas, rings. */
import { arc, arcWidth } from "../model/arcs";
import { schemeLook } from "../model/colors";
import { type Bounds, PathText } from "../model/geometry";
import type { Model } from "../model/model";
import type { Zone } from "../model/payload";
import { ring } from "../model/rings";
import { type AreaSet, areasOf, byScheme, zoneAreas, zoneOutline } from "../model/zones";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { scalePattern, zonePattern } from "../ui/patterns";
import { contextNodes } from "./context";
import { linkLines } from "./link-lines";
import { fitSvg, StretchedLayer } from "./stretched-layer";

/** The zones of the schemes shown. */
export const zonesShown = (app: App): Zone[] =>
  app.model.payload.zones.filter((zone) => app.state.layers.has(`zone:${zone.scheme}`));

export class Overlay extends StretchedLayer<SVGSVGElement> {
  private zones = s("g");
  private masks = s("g");
  private context = s("g");
  private picked = s("g");
  private hovered = s("path", { class: "cm-hover" });
  private group = s("g", null, this.zones, this.masks, this.context, this.picked);
  private defs = s("defs");
  private patterns: SVGPatternElement[] = [];
  /** Lines around zones, which at some scale leave out islands. */
  private outlines: { model: Model; areas: number[]; paths: SVGPathElement[] }[] = [];

  constructor(private app: App) {
    super(s("svg", { class: "cm-overlay", "aria-hidden": "true", focusable: "false" }), "cm-overlay", 0.3);
    for (const flow of app.model.payload.arcs) {
      for (const { to, net } of [...flow.arcs].sort((a, b) => Math.abs(b.net) - Math.abs(a.net))) {
        this.group.append(s("path", {
          d: arc(flow.from, to), class: `cm-arc cm-arc-${net < 0 ? "out" : "in"}`,
          "stroke-width": arcWidth(flow, net).toFixed(1),
        }));
      }
    }
    this.group.append(this.hovered);
    this.element.append(this.defs, this.group);
  }

  /** Cover what stands in an inset, in the color of the sea. */
  mask(boxes: readonly Bounds[]): void {
    this.masks.replaceChildren(...boxes.map(({ x0, y0, x1, y1 }) => s("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0, class: "cm-mask" })));
  }

  update(): void {
    const { app } = this;
    this.context.replaceChildren(...contextNodes(app, () => ({})));
    this.drawZones();
    this.picked.replaceChildren(...app.rings().flatMap(({ center, km }) => km.flatMap((radius) => ["cm-halo", "cm-ring"].map((name) => s("path", { d: ring(center, radius), class: name })))));
    for (const code of app.state.pins) {
      const area = app.model.areaIndex.get(code);
      if (area !== undefined) this.picked.append(this.lines([area], "cm-pinned"));
    }
    for (const { model, areas } of this.chosenAreas()) {
      this.picked.append(this.lines(areas, "cm-halo", model), this.lines(areas, "cm-chosen", model));
    }
    const { towns } = app.model;
    const town = app.state.selected?.kind === "town" ? towns?.areaIndex.get(app.state.selected.id) : undefined;
    if (town !== undefined) this.picked.append(this.lines([town], "cm-halo", towns!), this.lines([town], "cm-chosen", towns!));
    this.picked.append(...linkLines(app));
  }

  private drawZones(): void {
    const { app } = this;
    const palette = app.palette();
    this.patterns = [];
    this.outlines = [];
    const nodes = [...byScheme(zonesShown(app))].flatMap(([scheme, zones], n) => {
      const { color, hatch } = schemeLook(app.model.payload.schemes[scheme], palette);
      const id = `cm-zone-hatch-${n}`;
      this.patterns.push(zonePattern(id, color, hatch, palette.paper));
      return zoneAreas(app.model, zones).flatMap(({ model, areas }) => {
        const paths = [["cm-zone-casing", palette.paper], ["cm-zone-line", color]].map(([name, stroke]) => s("path", { class: name!, stroke: stroke! }));
        this.outlines.push({ model, areas, paths });
        return [s("path", { d: this.fillOf(areas, model), class: "cm-zone-fill", fill: `url(#${id})` }), ...paths];
      });
    });
    this.defs.replaceChildren(...this.patterns);
    this.zones.replaceChildren(...nodes);
    this.fitZones();
  }

  /** Hatching as wide at every zoom. */
  private fitZones(): void {
    const { scale } = this.frame;
    for (const pattern of this.patterns) scalePattern(pattern, 1 / scale);
    for (const { model, areas, paths } of this.outlines) {
      const text = this.arcText(zoneOutline(model, areas, scale), model);
      for (const path of paths) path.setAttribute("d", text);
    }
  }

  /** Outline the area, or municipality, under the pointer. */
  hover(area: number | null, town = false): void {
    this.hovered.setAttribute("d", area === null ? "" : this.lineText([area], town ? this.app.model.towns! : this.app.model));
  }

  private chosenAreas(): AreaSet[] {
    const { selected } = this.app.state;
    const { model } = this.app;
    const of = (areas: number[]): AreaSet[] => (areas.length ? [{ model, areas }] : []);
    if (selected?.kind === "area") {
      const area = model.areaIndex.get(selected.id);
      return of(area === undefined ? [] : [area]);
    }
    if (selected?.kind === "zone") {
      const zone = model.zoneById.get(selected.id);
      return zone ? zoneAreas(model, [zone]) : [];
    }
    if (selected?.kind === "cluster") return of(areasOf(model, model.clusterById.get(selected.id)?.prefectures ?? []));
    return [];
  }

  private lines(areas: number[], name: string, model: Model = this.app.model): SVGPathElement {
    return s("path", { d: this.lineText(areas, model), class: name });
  }

  private lineText(areas: number[], model: Model): string {
    return this.arcText(model.geometry.outline(areas), model);
  }

  private arcText(arcs: number[], { geometry }: Model): string {
    const path = new PathText();
    geometry.traceArcs(arcs, path);
    return path.toString();
  }

  private fillOf(areas: number[], model: Model): string {
    const path = new PathText();
    for (const area of areas) model.geometry.traceArea(area, path);
    return path.toString();
  }

  protected draw(): void {
    const { scale, dx, dy } = this.frame;
    fitSvg(this.element, this.frame);
    this.group.setAttribute("transform", `matrix(${scale} 0 0 ${scale} ${dx} ${dy})`);
    this.fitZones();
  }
}
