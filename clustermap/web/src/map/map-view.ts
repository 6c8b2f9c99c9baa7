/** The Leaflet map: made so that folium's layers find it, and moved to what the reader asks for. */
import L from "leaflet";
import marker from "leaflet/dist/images/marker-icon.png";
import marker2x from "leaflet/dist/images/marker-icon-2x.png";
import shadow from "leaflet/dist/images/marker-shadow.png";
import { type Bounds, ORIGIN_X, ORIGIN_Y, project, UNIT_ZOOM, unproject } from "../model/geometry";
import { t } from "../model/i18n";
import { siteOf, sitesOf } from "../model/model";
import { parseNear } from "../model/near";
import type { Box } from "../model/payload";
import type { Selection } from "../model/state";
import type { App } from "../ui/app";
import { AreaCanvas, type Filled } from "./area-canvas";
import { type AreaLayer, CanvasAreas, SVG_LIMIT, SvgAreas } from "./areas";
import type { AttachCrowd, CrowdLayer } from "./crowd-layer";
import { center } from "./labels";
import { Overlay } from "./overlay";
import { Points } from "./points";
import { yieldWheel } from "./wheel";

declare global {
  interface Window {
    L: typeof L;
  }
}

export class MapView {
  readonly map: L.Map;
  readonly areas: AreaLayer & (SvgAreas | CanvasAreas);
  /** Borders over SVG areas, and what is filled inside them. */
  private lines: AreaCanvas | null;
  readonly overlay: Overlay;
  readonly points: Points;
  readonly crowd: CrowdLayer | null;
  private zoomControl: L.Control.Zoom | null = null;
  /** Moves that are not the reader's own are not remembered. */
  private quiet = false;
  /** Whether the map shows its first view, and whether it is just going there. */
  private atHome = true;
  private home = false;
  private still = false;
  /** Width covered by the card at the right, height covered by the sheet below. */
  covered: () => { right: number; bottom: number } = () => ({ right: 0, bottom: 0 });

  constructor(
    private app: App,
    readonly host: HTMLElement,
    attachCrowd: AttachCrowd | null,
  ) {
    const { payload } = app.model;
    L.Icon.Default.mergeOptions({ iconUrl: marker, iconRetinaUrl: marker2x, shadowUrl: shadow });
    delete (L.Icon.Default.prototype as { _getIconUrl?: unknown })._getIconUrl;
    yieldWheel(app, host);
    this.map = L.map(host, {
      zoomControl: false,
      attributionControl: true,
      zoomSnap: 0.25,
      zoomDelta: 1,
      wheelPxPerZoomLevel: 90,
      trackResize: false,
      minZoom: 3,
      maxZoom: payload.basemap?.maxZoom ?? (app.model.crowd ? 17 : 14),
      zoomAnimation: !app.reducedMotion(),
      fadeAnimation: !app.reducedMotion(),
      markerZoomAnimation: !app.reducedMotion(),
      inertia: !app.reducedMotion(),
    });
    this.map.attributionControl.setPrefix(false);
    expose(this.map, payload.mapName);
    for (const [name, level] of [["cm-areas", 350], ["cm-lines", 355], ["cm-overlay", 360], ["cm-crowd", 440], ["cm-points", 450]] as const) {
      const pane = this.map.createPane(name);
      pane.style.zIndex = String(level);
    }
    this.start();
    this.addBasemap();
    this.areas = payload.areas.code.length <= SVG_LIMIT ? new SvgAreas(app) : new CanvasAreas(app);
    this.lines = this.areas instanceof SvgAreas ? linesOf(app) : null;
    this.overlay = new Overlay(app);
    this.points = new Points(app);
    this.areas.addTo(this.map);
    this.lines?.addTo(this.map);
    this.overlay.addTo(this.map);
    this.points.addTo(this.map);
    this.crowd = attachCrowd?.(this) ?? null;
    this.map.on("moveend", () => {
      this.remember();
      this.stayNear();
    });
    app.reveal = (selection) => this.reveal(selection);
    app.frame = (region) => this.frame(region);
    this.refresh();
  }

  /** Everything drawn anew, after a change of choices or theme. */
  refresh(): void {
    this.areas.update();
    this.lines?.update();
    this.overlay.update();
    this.points.update();
    this.crowd?.update();
  }

  /** What is chosen and pinned drawn anew. */
  mark(): void {
    this.overlay.update();
    this.points.update();
    this.crowd?.repaint();
    this.crowd?.update();
  }

  labelControls(): void {
    this.zoomControl?.remove();
    this.zoomControl = L.control.zoom({ position: "bottomright", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") });
    this.zoomControl.addTo(this.map);
    this.host.setAttribute("role", "group");
    this.host.setAttribute("aria-label", t("mapLabel"));
  }

  private start(): void {
    const { at } = this.app.state;
    if (at) this.map.setView([at[0], at[1]], at[2]);
    else this.fit(this.app.model.payload.areas.view, false);
    this.home = false;
    this.atHome = !at;
  }

  /** Go where a link leads: to the view it names, else to what it has chosen, else home. */
  follow(animate: boolean): void {
    const { at, selected } = this.app.state;
    this.still = !animate;
    this.quiet = true;
    this.atHome = !at && !selected;
    if (at) this.move((moving) => this.map.setView([at[0], at[1]], at[2], { animate: moving }));
    else if (selected) this.reveal(selected);
    else this.fit(this.app.model.payload.areas.view, animate);
    this.still = false;
    const heard = (): void => void (this.quiet = false);
    if (!animate || this.app.reducedMotion()) return heard();
    this.map.once("moveend", heard);
    // A view that is already there moves nothing.
    setTimeout(heard, 1200);
  }

  /** A region whole, or the first view. */
  private frame(region: string): void {
    const { geometry, payload, selected } = this.app.model;
    const inside = selected.filter((i) => payload.areas.region[i] === region);
    // Okinawa would shrink Kyushu to a corner.
    const near = inside.filter((i) => payload.areas.prefecture[i] !== "47");
    const areas = near.length ? near : inside;
    if (areas.length) this.fitUnits(geometry.mainBounds(areas), 9);
    else this.fit(payload.areas.view);
  }

  private addBasemap(): void {
    const { basemap } = this.app.model.payload;
    if (!basemap) return;
    this.host.classList.add("cm-with-basemap");
    L.tileLayer(basemap.url, { maxZoom: basemap.maxZoom }).addTo(this.map);
  }

  fit(box: Box, animate = true): void {
    const { right, bottom } = this.covered();
    this.home = box === this.app.model.payload.areas.view;
    const [west, south, east, north] = box;
    this.map.fitBounds([[south, west], [north, east]], {
      animate: animate && !this.app.reducedMotion(),
      duration: 0.6,
      // On a small screen the tools reach over the whole width.
      paddingTopLeft: [8, this.map.getSize().x < 640 ? 52 : 8],
      paddingBottomRight: [8 + right, 8 + bottom],
    });
  }

  /** Show bounds, at a zoom level of at least `least` and at most `maxZoom`. */
  fitUnits(bounds: Bounds, maxZoom: number, least = 0): void {
    const corner = (x: number, y: number): L.LatLng =>
      this.map.unproject([x + ORIGIN_X, y + ORIGIN_Y], UNIT_ZOOM);
    const { right, bottom } = this.covered();
    const padding = { paddingTopLeft: L.point(40, 64), paddingBottomRight: L.point(40 + right, 40 + bottom) };
    const box = L.latLngBounds(corner(bounds.x0, bounds.y1), corner(bounds.x1, bounds.y0));
    const room = padding.paddingTopLeft.add(padding.paddingBottomRight);
    if (least && this.map.getBoundsZoom(box, false, room) < least) {
      return this.move((animate) => this.map[animate ? "flyTo" : "setView"](box.getCenter(), least, { animate, duration: 0.6 }));
    }
    this.move((animate) => this.map[animate ? "flyToBounds" : "fitBounds"](box, { animate, duration: 0.6, maxZoom, ...padding }));
  }

  private move(go: (animate: boolean) => void): void {
    this.map.stop();
    go(!this.still && !this.app.reducedMotion());
  }

  /** Whether the map shows its first view. */
  isHome(): boolean {
    return this.atHome;
  }

  /** Leave out what stands in an inset. */
  mask(boxes: readonly Bounds[]): void {
    this.overlay.mask(boxes);
    this.points.mask(boxes);
  }

  /** Make room: after the host has changed its size. */
  resized(): void {
    const size = this.map.getSize();
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === 0 || (size.x === clientWidth && size.y === clientHeight)) return;
    this.quiet = true;
    this.map.invalidateSize({ animate: false, pan: true });
    if (this.atHome) this.fit(this.app.model.payload.areas.view, false);
    this.quiet = false;
  }

  private remember(): void {
    if (this.quiet) return;
    this.atHome = this.home;
    if (this.home) {
      this.home = false;
      this.app.store.set({ at: null });
      return;
    }
    const { lat, lng } = this.map.getCenter();
    this.app.store.set({ at: [lat, lng, this.map.getZoom()] });
  }

  /** Come back when the middle of the map has left Japan's seas; the edges may lie anywhere. */
  private stayNear(): void {
    const { lat, lng } = this.map.getCenter();
    const [y, x] = [Math.max(18, Math.min(50, lat)), Math.max(115, Math.min(160, lng))];
    if (y !== lat || x !== lng) this.map.panTo([y, x], { animate: !this.app.reducedMotion() });
  }

  private reveal(selection: Selection): void {
    const { model } = this.app;
    if (selection.kind === "site") {
      const site = siteOf(model, selection.id);
      if (site) this.fly(site.point);
    } else if (selection.kind === "place") {
      const points = sitesOf(model, selection.id).map((site) => project(site.point)).filter((x) => x.every(Number.isFinite));
      const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
      if (points.length) this.fitUnits({ x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) }, 11);
    } else if (selection.kind === "near") {
      const near = parseNear(selection.id);
      if (!near) return;
      const [lon, lat] = near.center;
      const [dy, dx] = [near.km / 111, near.km / (111 * Math.cos((lat * Math.PI) / 180))];
      const [[x0, y0], [x1, y1]] = [project([lon - dx, lat + dy]), project([lon + dx, lat - dy])];
      this.fitUnits({ x0, y0, x1, y1 }, 12);
    } else if (selection.kind === "town") {
      const town = model.towns?.areaIndex.get(selection.id);
      if (town !== undefined) this.fitUnits(model.towns!.geometry.mainBounds([town]), 11);
    } else if (selection.kind === "area") {
      const area = model.areaIndex.get(selection.id);
      if (area !== undefined) this.fitUnits(model.geometry.mainBounds([area]), 9);
    } else {
      const thing = selection.kind === "zone" ? model.zoneById.get(selection.id) : model.clusterById.get(selection.id);
      if (!thing) return;
      const prefectures = new Set("touches" in thing ? thing.touches : thing.prefectures);
      const areas = model.selected.filter((i) => prefectures.has(model.payload.areas.prefecture[i]!));
      if (areas.length) this.fitUnits(model.geometry.mainBounds(areas), 9);
    }
  }

  /** Pan so that a chosen area does not lie under its card. */
  uncover(): void {
    const { selected } = this.app.state;
    const { model } = this.app;
    const area = selected?.kind === "area" ? model.areaIndex.get(selected.id) : undefined;
    const town = selected?.kind === "town" ? model.towns?.areaIndex.get(selected.id) : undefined;
    const point = area !== undefined ? model.payload.areas.anchor[area]
      : town !== undefined ? unproject(center(model.towns!, town))
      : selected?.kind === "site" ? siteOf(model, selected.id)?.point
      : selected?.kind === "place" ? sitesOf(model, selected.id)[0]?.point : undefined;
    if (!point?.every(Number.isFinite)) return;
    const [lon, lat] = point;
    const { x, y } = this.map.latLngToContainerPoint([lat, lon]);
    const { right, bottom } = this.covered();
    const size = this.map.getSize();
    const [roomX, roomY] = [size.x - right - 40, size.y - bottom - 40];
    const [dx, dy] = [Math.max(0, x - roomX), Math.max(0, y - roomY)];
    if (dx || dy) this.map.panBy([dx && dx + 60, dy && dy + 60], { animate: !this.app.reducedMotion() });
  }

  private fly(point: readonly [number, number]): void {
    if (!point.every(Number.isFinite)) return;
    const { right, bottom } = this.covered();
    const zoom = Math.max(this.map.getZoom(), 9);
    const target = this.map.project([point[1], point[0]], zoom).add([right / 2, bottom / 2]);
    this.move((animate) => {
      const center = this.map.unproject(target, zoom);
      if (animate) this.map.flyTo(center, zoom, { duration: 0.7 });
      else this.map.setView(center, zoom, { animate: false });
    });
  }
}

function linesOf(app: App): AreaCanvas {
  const { model } = app;
  const { coast, group, inner, quiet } = model.geometry.borders();
  const borders = { coast: [...coast, ...quiet], group: [...group, ...inner], inner: [], quiet: [] };
  const filled = (): Filled | null => {
    const current = app.townCurrent();
    return current && model.towns ? { model: model.towns, current } : null;
  };
  return new AreaCanvas(app, filled, borders, false);
}

function expose(map: L.Map, name: string): void {
  window.L = L;
  (window as unknown as Record<string, unknown>)[name] = map;
}
