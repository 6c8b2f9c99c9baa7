/** Sites, zone places and cluster programmes as marks on a canvas that keep their size while the map zooms. */
import * as L from "leaflet";
import type { App } from "./app";
import { CanvasLayer } from "./canvas";
import { sectorColor, type Theme } from "./colors";
import { ORIGIN_X, ORIGIN_Y, project } from "./geometry";
import { areaLabels, LABEL_FONT } from "./labels";
import { DIAMOND, HEXAGON, lookOf, shapeOf, shapePath, type Look, type Shape } from "./marks";
import { shown } from "./model";
import type { Point } from "./payload";
import { ringTop } from "./overlay";
import { pixelOrigin, unitScale } from "./stage";

export interface Mark {
  kind: "site" | "zone" | "cluster";
  id: string;
  /** Index of a site. */
  index: number;
  x: number;
  y: number;
  /** Offset in radii, so that marks of one place can be told apart. */
  fan: [number, number];
}

/** Radius of a site's mark in pixels. */
export const radiusAt = (zoom: number): number => Math.max(2.2, Math.min(7.5, 2.9 + (zoom - 5) * 0.65));

/** The marks that are shown, those drawn last at the end. */
export function visibleMarks(app: App): Mark[] {
  const { model, state } = app;
  const marks: Mark[] = [];
  const put = (kind: Mark["kind"], id: string, point: Point, index = -1): void => {
    if (!point.every(Number.isFinite)) return;
    const [x, y] = project(point);
    marks.push({ kind, id, index, x, y, fan: [0, 0] });
  };
  for (const zone of model.payload.zones) {
    if (!state.layers.has(`zone:${zone.scheme}`)) continue;
    for (const place of zone.places) put("zone", zone.id, place.point);
  }
  if (state.layers.has("clusters")) {
    for (const cluster of model.payload.clusters) {
      if (cluster.point && state.sectors.has(cluster.sector)) put("cluster", cluster.id, cluster.point);
    }
  }
  if (state.layers.has("sites")) {
    for (const site of model.sites) {
      if (shown(site, state)) put("site", site.id, site.point, site.index);
    }
  }
  fan(marks);
  return marks;
}

function fan(marks: Mark[]): void {
  const places = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = `${Math.round(mark.x * 5)},${Math.round(mark.y * 5)}`;
    const group = places.get(key);
    if (group) group.push(mark);
    else places.set(key, [mark]);
  }
  for (const group of places.values()) {
    if (group.length < 2) continue;
    const reach = group.length === 2 ? 0.9 : 0.6 + group.length * 0.25;
    group.forEach((mark, i) => {
      const angle = -Math.PI / 4 + (i * 2 * Math.PI) / group.length;
      mark.fan = [Math.cos(angle) * reach, Math.sin(angle) * reach];
    });
  }
}

interface Motion {
  started: number;
  from: { scale: number; x: number; y: number };
  to: { scale: number; x: number; y: number };
}

export class Points extends CanvasLayer {
  private sprites = new Map<string, HTMLCanvasElement>();
  private marks: Mark[] = [];
  private placed: [number, number][] = [];
  private motion: Motion | null = null;
  private highlighted: string | null = null;
  private drawnFor: Theme | null = null;

  constructor(private app: App) {
    super("cm-points");
  }

  getEvents(): Record<string, L.LeafletEventHandlerFn> {
    const draw = (): void => {
      if (!this.motion) this.draw();
    };
    return {
      move: draw,
      zoom: draw,
      resize: draw,
      viewreset: draw,
      zoomanim: (event) => this.animate(event as L.ZoomAnimEvent),
      zoomend: () => {
        this.motion = null;
        this.draw();
      },
      moveend: draw,
    };
  }

  /** Take over the reader's choices. */
  update(): void {
    this.marks = visibleMarks(this.app);
    if (this.drawnFor !== this.app.theme()) this.sprites.clear();
    this.drawnFor = this.app.theme();
    if (this._map) this.draw();
  }

  highlight(id: string | null): void {
    if (this.highlighted === id) return;
    this.highlighted = id;
    if (!this.motion) this.draw();
  }

  /** The marks under a position of the container, nearest first. */
  at(position: L.Point, slack = 3): Mark[] {
    const r = radiusAt(this._map.getZoom());
    const found: { mark: Mark; distance: number }[] = [];
    this.placed.forEach(([x, y], i) => {
      const distance = Math.hypot(x - position.x, y - position.y);
      if (distance <= r + slack) found.push({ mark: this.marks[i]!, distance });
    });
    return found.sort((a, b) => a.distance - b.distance).map(({ mark }) => mark);
  }

  private animate(event: L.ZoomAnimEvent): void {
    const map = this._map;
    const origin = map.getPixelOrigin();
    const target = pixelOrigin(map, event.center, event.zoom);
    this.motion = {
      started: performance.now(),
      from: { scale: unitScale(map.getZoom()), x: origin.x, y: origin.y },
      to: { scale: unitScale(event.zoom), x: target.x, y: target.y },
    };
    const step = (): void => {
      if (!this.motion) return;
      this.draw();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private draw(): void {
    const { context, size, ratio, corner } = this.wiped();
    const place = this.placer(corner);
    const r = radiusAt(this._map.getZoom());
    const { selected } = this.app.state;
    const listed = new Set(selected?.kind === "place" ? selected.id.split(".").map(Number) : []);
    if (!this.motion) this.nameAreas(context, place, size);
    const late: number[] = [];
    this.placed = this.marks.map((mark) => place(mark, r));
    this.marks.forEach((mark, i) => {
      const special = mark.id === this.highlighted || listed.has(mark.index) || (selected?.kind === mark.kind && selected.id === mark.id);
      if (special) late.push(i);
      else this.stamp(context, mark, this.placed[i]!, r, size, ratio);
    });
    this.labelRings(context, place);
    for (const i of late) this.stamp(context, this.marks[i]!, this.placed[i]!, r * 1.45, size, ratio);
  }

  private nameAreas(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number], size: L.Point): void {
    const theme = this.app.theme();
    const at = (x: number, y: number): [number, number] => place({ kind: "site", id: "", index: -1, x, y, fan: [0, 0] }, 0);
    const labels = areaLabels(this.app, unitScale(this._map.getZoom()), at, size.x, size.y);
    if (!labels.length) return;
    context.font = `500 ${LABEL_FONT}px ${getComputedStyle(this.app.root).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const { x, y, text } of labels) {
      context.strokeStyle = theme.halo;
      context.lineWidth = 3;
      context.strokeText(text, x, y);
      context.fillStyle = theme.ink;
      context.fillText(text, x, y);
    }
    context.textBaseline = "alphabetic";
  }

  private labelRings(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number]): void {
    if (!this.app.model.payload.rings.length) return;
    const theme = this.app.theme();
    context.font = "600 11px system-ui, sans-serif";
    context.textAlign = "center";
    context.lineJoin = "round";
    for (const { center, km } of this.app.model.payload.rings) {
      for (const r of km) {
        const [x, y] = ringTop(center, r);
        const at = place({ kind: "site", id: "", index: -1, x, y, fan: [0, 0] }, 0);
        context.strokeStyle = theme.paper;
        context.lineWidth = 3;
        context.strokeText(`${r} km`, at[0], at[1] - 5);
        context.fillStyle = theme.ink;
        context.fillText(`${r} km`, at[0], at[1] - 5);
      }
    }
  }

  private placer(corner: L.Point): (mark: Mark, r: number) => [number, number] {
    const map = this._map;
    const view = (at: { scale: number; x: number; y: number }) => (mark: Mark): [number, number] => [
      (mark.x + ORIGIN_X) * at.scale - at.x - corner.x,
      (mark.y + ORIGIN_Y) * at.scale - at.y - corner.y,
    ];
    const fanned = (base: (mark: Mark) => [number, number]) => (mark: Mark, r: number): [number, number] => {
      const [x, y] = base(mark);
      return [x + mark.fan[0] * r, y + mark.fan[1] * r];
    };
    if (!this.motion) {
      const origin = map.getPixelOrigin();
      return fanned(view({ scale: unitScale(map.getZoom()), x: origin.x, y: origin.y }));
    }
    const share = ease((performance.now() - this.motion.started) / 250);
    const [from, to] = [view(this.motion.from), view(this.motion.to)];
    return fanned((mark) => {
      const [a, b] = [from(mark), to(mark)];
      return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    });
  }

  private stamp(
    context: CanvasRenderingContext2D, mark: Mark, [x, y]: [number, number], r: number, size: L.Point, ratio: number,
  ): void {
    if (x < -20 || y < -20 || x > size.x + 20 || y > size.y + 20) return;
    const sprite = this.sprite(mark, r, ratio);
    const half = sprite.width / ratio / 2;
    context.drawImage(sprite, x - half, y - half, half * 2, half * 2);
  }

  private sprite(mark: Mark, r: number, ratio: number): HTMLCanvasElement {
    const { model } = this.app;
    const site = mark.kind === "site" ? model.sites[mark.index] : undefined;
    const sector = site?.sector ?? model.clusterById.get(mark.id)?.sector ?? "";
    const look = site ? lookOf(site.status) : "ring";
    const key = `${mark.kind} ${sector} ${look} ${r} ${ratio}`;
    let sprite = this.sprites.get(key);
    if (sprite) return sprite;
    sprite = markSprite(this.app, mark.kind, sector, look, r, ratio);
    this.sprites.set(key, sprite);
    return sprite;
  }
}

/** A mark drawn once, to be stamped many times. */
export function markSprite(app: App, kind: Mark["kind"], sector: string, look: Look, r: number, ratio: number): HTMLCanvasElement {
  const theme = app.theme();
  const sprite = document.createElement("canvas");
  const half = Math.ceil(r * 1.7 + 3);
  sprite.width = sprite.height = half * 2 * ratio;
  const context = sprite.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, half * ratio, half * ratio);
  const style = markStyle(kind, sector, app, theme);
  drawMark(context, style.shape, style.size * r, look, style.color, theme);
  return sprite;
}

/** Shape, color and relative size of a mark. */
export function markStyle(
  kind: Mark["kind"], sector: string, app: App, theme: Theme,
): { shape: Shape; color: string; size: number } {
  const { sectorById, payload } = app.model;
  if (kind === "zone") return { shape: DIAMOND, color: theme.zone, size: 1.1 };
  const color = sectorColor(sectorById.get(sector), theme);
  if (kind === "cluster") return { shape: HEXAGON, color, size: 1.35 };
  return { shape: shapeOf(payload.sectors.findIndex((x) => x.id === sector)), color, size: 1 };
}

function drawMark(
  context: CanvasRenderingContext2D, shape: Shape, r: number, look: Look, color: string, theme: Theme,
): void {
  const path = new Path2D(shapePath(shape, r));
  const halo = theme.dark ? "#0b1116" : "#ffffff";
  context.lineJoin = "round";
  context.strokeStyle = halo;
  if (look === "full") {
    context.fillStyle = color;
    context.lineWidth = 1.6;
    context.stroke(path);
    context.fill(path);
    return;
  }
  context.lineWidth = 3.6;
  context.stroke(path);
  context.fillStyle = theme.dark ? "#131b22" : "#ffffff";
  context.fill(path);
  context.strokeStyle = look === "cross" ? theme.closed : color;
  context.lineWidth = Math.max(1.4, r * 0.36);
  context.stroke(path);
  if (look === "dot") {
    context.fillStyle = color;
    context.fill(new Path2D(shapePath(shape, r * 0.45)));
  } else if (look === "cross") {
    context.stroke(new Path2D(`M${-r * 0.5},${-r * 0.5}L${r * 0.5},${r * 0.5}M${r * 0.5},${-r * 0.5}L${-r * 0.5},${r * 0.5}`));
  }
}

/** cubic-bezier(0, 0, 0.25, 1), by which Leaflet zooms. */
export function ease(time: number): number {
  if (time >= 1) return 1;
  let [low, high] = [0, 1];
  for (let i = 0; i < 16; i++) {
    const u = (low + high) / 2;
    if (0.75 * (1 - u) * u * u + u * u * u < time) low = u;
    else high = u;
  }
  const u = (low + high) / 2;
  return 3 * (1 - u) * u * u + u * u * u;
}
