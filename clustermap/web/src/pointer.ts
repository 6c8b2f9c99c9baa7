/** What the pointer and the keyboard do on the map. */
import L from "leaflet";
import type { App } from "./app";
import { contains, ORIGIN_X, ORIGIN_Y, UNIT_ZOOM } from "./geometry";
import { h } from "./dom";
import { intervalText, rankText, valueText } from "./format";
import { say, t } from "./i18n";
import type { MapView } from "./map";
import type { Mark } from "./points";
import { SvgAreas } from "./areas";
import { Tooltip } from "./tooltip";

/** What a screen reader says of an area. */
export function areaLabel(app: App, i: number): string {
  const { indicator, values, ranks } = app.current();
  const parts = [app.areaName(i), say(indicator.label), valueText(indicator, values[i]), rankText(ranks[i] ?? null),
    intervalText(indicator, i)];
  return parts.filter((part) => part !== "").map((part) => part.slice(0, 200)).join(", ");
}

export class Pointer {
  readonly tooltip: Tooltip;
  private hovered: number | null = null;

  constructor(
    private app: App,
    private view: MapView,
  ) {
    this.tooltip = new Tooltip(app, view.host);
    const { map } = view;
    map.on("mousemove", (event) => this.move(event));
    map.on("mouseout", () => this.leave());
    map.on("movestart zoomstart", () => this.tooltip.hide());
    map.on("click", (event) => this.click(event));
    if (view.areas instanceof SvgAreas) new AreaKeys(app, view, view.areas, this.tooltip);
    else new AreaList(app, view, this.tooltip);
  }

  private foreign(event: L.LeafletMouseEvent): boolean {
    const target = event.originalEvent.target as Element;
    if (target.closest(".leaflet-control, .leaflet-popup, .leaflet-marker-icon, .cm-inset")) return true;
    return target.closest(".leaflet-interactive") !== null;
  }

  areaAt(position: L.LatLng): number | null {
    const point = L.CRS.EPSG3857.latLngToPoint(position, UNIT_ZOOM);
    const [x, y] = [point.x - ORIGIN_X, point.y - ORIGIN_Y];
    const { model } = this.app;
    return model.selected.find((i) => contains(model.geometry, i, x, y)) ?? null;
  }

  private move(event: L.LeafletMouseEvent): void {
    if (this.foreign(event)) return this.leave();
    const { x, y } = event.containerPoint;
    const marks = this.view.points.at(event.containerPoint);
    const hit = marks.length ? null : (this.view.crowd?.at(event.containerPoint) ?? null);
    this.view.crowd?.highlight(hit);
    const area = marks.length || hit ? null : this.areaAt(event.latlng);
    if (area !== this.hovered) {
      this.view.overlay.hover(area);
      this.hovered = area;
    }
    this.view.points.highlight(marks[0]?.id ?? null);
    this.view.host.classList.toggle("cm-pointing", marks.length > 0 || hit !== null || area !== null);
    if (marks.length) this.tooltip.marks(marks, x, y);
    else if (hit) this.tooltip.show(hit.key, x, y, () => hit.describe());
    else if (area !== null) this.tooltip.area(area, x, y);
    else this.tooltip.hide();
  }

  private leave(): void {
    this.tooltip.hide();
    this.view.overlay.hover(null);
    this.view.points.highlight(null);
    this.view.crowd?.highlight(null);
    this.hovered = null;
  }

  private click(event: L.LeafletMouseEvent): void {
    if (this.foreign(event)) return;
    const touch = (event.originalEvent as PointerEvent).pointerType === "touch";
    const marks = this.view.points.at(event.containerPoint, touch ? 10 : 3);
    if (marks.length) return this.open(marks);
    const hit = this.view.crowd?.at(event.containerPoint, touch ? 10 : 3);
    if (hit) {
      this.tooltip.hide();
      return hit.open();
    }
    const area = this.areaAt(event.latlng);
    this.tooltip.hide();
    if (area === null) this.app.select(null);
    else this.app.select({ kind: "area", id: this.app.model.payload.areas.code[area]! });
  }

  private open(marks: Mark[]): void {
    const sites = marks.filter((mark) => mark.kind === "site");
    this.tooltip.hide();
    if (marks[0]!.kind === "site" && sites.length > 1) {
      this.app.select({ kind: "place", id: sites.map((mark) => mark.index).join(".") });
    } else this.app.select({ kind: marks[0]!.kind, id: marks[0]!.id });
  }
}

/** One tab stop for all areas; arrow keys go from area to area in the order of their codes. */
class AreaKeys {
  private order: number[];
  private active: number;

  constructor(
    private app: App,
    private view: MapView,
    private areas: SvgAreas,
    private tooltip: Tooltip,
  ) {
    this.order = app.model.selected;
    this.active = this.order[0] ?? -1;
    for (const i of this.order) {
      const path = areas.paths[i]!;
      path.setAttribute("role", "button");
      path.addEventListener("focus", () => this.focused(i));
      path.addEventListener("blur", () => this.blurred());
      path.addEventListener("click", (event) => {
        // A click without a pointer comes from a screen reader.
        if (event.detail === 0 && event.screenX === 0 && event.screenY === 0) this.open(i);
      });
    }
    areas.svg.addEventListener("keydown", (event) => this.key(event));
    this.label();
    app.store.on(null, (changed) => {
      if (["lang", "colorBy", "sectors", "year", "basis", "undated"].some((key) => changed.has(key as never))) {
        this.label();
      }
    });
  }

  private label(): void {
    this.areas.svg.setAttribute("aria-label", t("areasLabel"));
    for (const i of this.order) {
      const path = this.areas.paths[i]!;
      path.setAttribute("aria-label", areaLabel(this.app, i));
      path.setAttribute("tabindex", i === this.active ? "0" : "-1");
    }
  }

  private focused(i: number): void {
    this.areas.paths[this.active]?.setAttribute("tabindex", "-1");
    this.active = i;
    const path = this.areas.paths[i]!;
    path.setAttribute("tabindex", "0");
    if (!path.matches(":focus-visible")) return;
    const { map } = this.view;
    const [lon, lat] = this.app.model.payload.areas.anchor[i]!;
    if (!map.getBounds().pad(-0.08).contains([lat, lon])) {
      map.panTo([lat, lon], { animate: !this.app.reducedMotion() });
    }
    this.view.overlay.hover(i);
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    this.tooltip.area(i, x, y);
  }

  private blurred(): void {
    this.view.overlay.hover(null);
    this.tooltip.hide();
  }

  private open(i: number): void {
    this.app.select({ kind: "area", id: this.app.model.payload.areas.code[i]! });
  }

  private key(event: KeyboardEvent): void {
    const at = this.order.indexOf(this.active);
    const steps: Record<string, number> = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: this.order.length - 1,
    };
    if (event.key === "Enter" || event.key === " ") this.open(this.active);
    else if (Object.hasOwn(steps, event.key)) {
      const next = this.order[Math.max(0, Math.min(this.order.length - 1, steps[event.key]!))];
      if (next !== undefined) this.areas.paths[next]!.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Where a canvas draws the areas, a list stands for them: one tab stop, of which only the active entry exists. */
class AreaList {
  private list = h("div", { class: "cm-area-list cm-sr-focus", role: "listbox", tabindex: 0, "data-testid": "area-list" });
  private at = 0;

  constructor(
    private app: App,
    private view: MapView,
    private tooltip: Tooltip,
  ) {
    view.host.prepend(this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focus", () => this.show());
    this.list.addEventListener("blur", () => {
      view.overlay.hover(null);
      tooltip.hide();
    });
    app.store.on(["lang", "colorBy", "sectors", "year", "basis", "undated"], () => this.write());
    this.write();
  }

  private write(): void {
    const { selected, payload } = this.app.model;
    const i = selected[this.at];
    this.list.setAttribute("aria-label", t("areasLabel"));
    if (i === undefined) return;
    const id = `cm-area-${payload.areas.code[i]!.replace(/[^\w-]/g, "_")}`;
    this.list.replaceChildren(h("div", {
      role: "option", id, "aria-selected": "true", "aria-posinset": this.at + 1, "aria-setsize": selected.length,
    }, areaLabel(this.app, i)));
    this.list.setAttribute("aria-activedescendant", id);
  }

  private show(): void {
    const i = this.app.model.selected[this.at];
    if (i === undefined) return;
    const { map } = this.view;
    const [lon, lat] = this.app.model.payload.areas.anchor[i]!;
    if (!map.getBounds().pad(-0.08).contains([lat, lon])) map.panTo([lat, lon], { animate: false });
    this.view.overlay.hover(i);
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    this.tooltip.area(i, x, y);
  }

  private key(event: KeyboardEvent): void {
    const last = this.app.model.selected.length - 1;
    const steps: Record<string, number> = {
      ArrowRight: this.at + 1, ArrowDown: this.at + 1, ArrowLeft: this.at - 1, ArrowUp: this.at - 1,
      PageDown: this.at + 20, PageUp: this.at - 20, Home: 0, End: last,
    };
    if (event.key === "Enter" || event.key === " ") {
      const code = this.app.model.payload.areas.code[this.app.model.selected[this.at] ?? -1];
      if (code !== undefined) this.app.select({ kind: "area", id: code });
    } else if (Object.hasOwn(steps, event.key)) {
      this.at = Math.max(0, Math.min(last, steps[event.key]!));
      this.write();
      this.show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
