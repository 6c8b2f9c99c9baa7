/** What the pointer and the keyboard do on the map. */
import L from "leaflet";
import { contains, ORIGIN_X, ORIGIN_Y, UNIT_ZOOM } from "../model/geometry";
import { type Model, thingText } from "../model/model";
import { nearText } from "../model/near";
import type { App } from "../ui/app";
import { AreaKeys, AreaList } from "./area-keys";
import { SvgAreas } from "./areas";
import type { MapView } from "./map-view";
import { TOWNS_FROM } from "./labels";
import type { Mark } from "./marks";
import { Tooltip } from "./tooltip";

/** As long as most systems wait for a second click. */
const DOUBLE_CLICK_MS = 280;
/** Pixels around a finger. */
const TAP = 20;
const LISTED = 40;

export class Pointer {
  readonly tooltip: Tooltip;
  private hovered: string | null = null;
  /** A click that waits for a second one. */
  private waiting = 0;

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
    map.on("contextmenu", (event) => this.ask(event));
    map.on("dblclick", () => clearTimeout(this.waiting));
    if (view.areas instanceof SvgAreas) new AreaKeys(app, view, view.areas, this.tooltip);
    else new AreaList(app, view, this.tooltip);
  }

  private overControl(event: L.LeafletMouseEvent): boolean {
    const target = event.originalEvent.target as Element;
    if (target.closest(".leaflet-control, .leaflet-popup, .leaflet-marker-icon, .cm-inset")) return true;
    return target.closest(".leaflet-interactive") !== null;
  }

  /** The municipality where they are shown, else the area. */
  private areaAt(position: L.LatLng): { area: number | null; town: number | null } {
    const point = L.CRS.EPSG3857.latLngToPoint(position, UNIT_ZOOM);
    const { model, state } = this.app;
    const find = ({ selected, geometry }: Model): number | null =>
      selected.find((i) => contains(geometry, i, point.x - ORIGIN_X, point.y - ORIGIN_Y)) ?? null;
    const near = model.towns && (state.towns !== null || this.view.map.getZoom() >= TOWNS_FROM);
    const town = near ? find(model.towns!) : null;
    return { area: town === null ? find(model) : model.towns!.areaOf[town]!, town };
  }

  private move(event: L.LeafletMouseEvent): void {
    if (this.overControl(event)) return this.leave();
    const { x, y } = event.containerPoint;
    const marks = this.view.points.at(event.containerPoint);
    const hit = marks.length ? null : (this.view.crowd?.at(event.containerPoint) ?? null);
    this.view.crowd?.highlight(hit);
    const { area, town } = marks.length || hit ? { area: null, town: null } : this.areaAt(event.latlng);
    if (`${area} ${town}` !== this.hovered) {
      this.view.overlay.hover(town ?? area, town !== null);
      this.hovered = `${area} ${town}`;
    }
    this.view.points.highlight(marks[0]?.id ?? null);
    this.view.host.classList.toggle("cm-pointing", marks.length > 0 || hit !== null || area !== null);
    if (marks.length) this.tooltip.marks(marks, x, y);
    else if (hit) this.tooltip.show(hit.key, x, y, () => hit.describe());
    else if (town !== null) this.tooltip.town(town, x, y);
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
    if (this.overControl(event)) return;
    clearTimeout(this.waiting);
    const { detail, pointerType } = event.originalEvent as PointerEvent;
    if (pointerType === "touch" || detail === 0) return this.act(event, pointerType === "touch");
    // Two clicks zoom; the first of them opens nothing.
    if (detail === 1) this.waiting = window.setTimeout(() => this.act(event, false), DOUBLE_CLICK_MS);
  }

  /** What lies around a point of the map: the right button, or a finger held down. */
  private ask(event: L.LeafletMouseEvent): void {
    if (this.overControl(event)) return;
    event.originalEvent.preventDefault();
    const { lat, lng } = event.latlng;
    this.app.select({ kind: "near", id: nearText({ center: [lng, lat], km: 30, of: "" }) }, true);
  }

  private act(event: L.LeafletMouseEvent, touch: boolean): void {
    const marks = this.view.points.at(event.containerPoint, touch ? TAP : 3);
    if (marks.length) return this.open(marks);
    const hit = this.view.crowd?.at(event.containerPoint, touch ? TAP : 3);
    if (hit) {
      this.tooltip.hide();
      return hit.open();
    }
    const { area, town } = this.areaAt(event.latlng);
    this.tooltip.hide();
    if (town !== null) this.app.select({ kind: "town", id: this.app.model.towns!.payload.areas.code[town]! });
    else if (area === null) this.app.select(null);
    else this.app.select({ kind: "area", id: this.app.model.payload.areas.code[area]! });
  }

  private open(marks: Mark[]): void {
    this.tooltip.hide();
    const { members } = marks[0]!;
    if (members) this.app.select({ kind: "place", id: members.join(".") });
    else if (marks.length > 1) {
      const things = new Set(marks.map(({ kind, id, index }) => (kind === "site" ? String(index) : thingText(kind, id))));
      this.app.select({ kind: "place", id: [...things].slice(0, LISTED).join(".") });
    } else this.app.select({ kind: marks[0]!.kind, id: marks[0]!.id });
  }
}
