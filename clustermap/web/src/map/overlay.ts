/** What is drawn over the areas: zones, the hovered, chosen and pinned areas, rings. */
import { arc, arcWidth } from "../model/arcs";
import { PathText } from "../model/geometry";
import { addToGroup } from "../model/groups";
import type { Model } from "../model/model";
import type { Zone } from "../model/payload";
import { ring } from "../model/rings";
import { type AreaSet, areasOf, zoneAreas } from "../model/zones";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { zonePattern } from "../ui/patterns";
import { contextNodes } from "./context";
import { linkLines } from "./link-lines";
import { fitSvg, StretchedLayer } from "./stretched-layer";

/** The zones of the schemes shown. */
export const zonesShown = (app: App): Zone[] =>
  app.model.payload.zones.filter((zone) => app.state.layers.has(`zone:${zone.scheme}`));

export class Overlay extends StretchedLayer<SVGSVGElement> {
  private zones = s("g");
  private context = s("g");
  private picked = s("g");
  private hovered = s("path", { class: "cm-hover" });
  private group = s("g", null, this.zones, this.context, this.picked);
  private pattern = zonePattern("cm-zone-hatch", "currentColor", "var(--paper)");

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
    this.element.append(s("defs", null, this.pattern), this.group);
  }

  update(): void {
    const { app } = this;
    this.context.replaceChildren(...contextNodes(app, () => ({})));
    this.zones.replaceChildren();
    for (const { model, areas } of zoneAreas(app.model, zonesShown(app))) {
      this.zones.append(
        s("path", { d: this.fillOf(areas, model), class: "cm-zone-fill", fill: "url(#cm-zone-hatch)" }),
        ...this.prefectureLines(areas, "cm-zone-line", model),
      );
    }
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

  private prefectureLines(areas: number[], name: string, model: Model): SVGElement[] {
    const groups = new Map<string, number[]>();
    for (const area of areas) {
      addToGroup(groups, model.payload.areas.prefecture[area]!, area);
    }
    return [...groups.values()].map((group) => this.lines(group, name, model));
  }

  private lines(areas: number[], name: string, model: Model = this.app.model): SVGPathElement {
    return s("path", { d: this.lineText(areas, model), class: name });
  }

  private lineText(areas: number[], { geometry }: Model): string {
    const path = new PathText();
    geometry.traceArcs(geometry.outline(areas), path);
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
    this.pattern.setAttribute("patternTransform", `scale(${1.3 / scale}) rotate(-45)`);
  }
}
