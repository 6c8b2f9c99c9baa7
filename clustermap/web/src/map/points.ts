/** Sites, zone places and cluster programs as marks on a canvas that keep their size while the map zooms. */
import * as L from "leaflet";
import type { Palette } from "../model/colors";
import { type Bounds, ORIGIN_X, ORIGIN_Y, project } from "../model/geometry";
import { lookOf, SIZES } from "../model/marks";
import type { Point } from "../model/payload";
import { ringTop } from "../model/rings";
import type { App } from "../ui/app";
import { inTurn, skipTurn } from "../ui/turns";
import { CanvasLayer } from "./canvas-layer";
import { areaLabels, labelSize } from "./labels";
import { groupOf, type Mark, markSprite, radiusAt, unmasked, visibleMarks } from "./marks";
import { baseline, NOTE_FONT, notesOn } from "./notes";
import { drawGone, drawRings } from "./since-marks";
import { drawRing, groupedMarks, groupRadius } from "./site-groups";
import { eachFrame, pixelView, pixelViewAfter, unitScale, viewBetween, type ZoomMotion, zoomProgress } from "./zoom";

export class Points extends CanvasLayer {
  private sprites = new Map<string, HTMLCanvasElement>();
  /** All marks, and those drawn at this zoom: single or in groups. */
  private all: Mark[] = [];
  private marks: Mark[] = [];
  private placed: [number, number][] = [];
  private masks: readonly Bounds[] = [];
  private motion: ZoomMotion | null = null;
  private highlighted: string | null = null;
  private drawnFor: Palette | null = null;
  /** Whether names are drawn: they come a moment after a zoom. */
  private named = false;

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
      zoomanim: (event) => this.animate(event as L.ZoomAnimEvent),
      zoomend: () => {
        this.motion = null;
        this.named = false;
        this.group();
      },
      moveend: draw,
    };
  }

  /** Take over the reader's choices. */
  update(): void {
    this.all = visibleMarks(this.app);
    this.group();
    if (this.drawnFor !== this.app.palette()) this.sprites.clear();
    this.drawnFor = this.app.palette();
    if (this._map) this.draw();
  }

  private nameSoon(): void {
    inTurn(this, () => {
      this.named = true;
      this.draw();
    });
  }

  private group(): void {
    if (!this._map) return;
    const zoom = this._map.getZoom();
    this.marks = groupedMarks(this.app, unmasked(this.all, this.masks), unitScale(zoom), zoom);
  }

  /** Marks within boxes stand in an inset. */
  mask(boxes: readonly Bounds[]): void {
    if (!boxes.length && !this.masks.length) return;
    this.masks = boxes;
    this.group();
    if (this._map && !this.motion) this.draw();
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
      if (distance <= Math.max(this.radius(this.marks[i]!, r) + 3, slack)) found.push({ mark: this.marks[i]!, distance });
    });
    return found.sort((a, b) => a.distance - b.distance).map(({ mark }) => mark);
  }

  private animate(event: L.ZoomAnimEvent): void {
    this.motion = { started: performance.now(), from: pixelView(this._map), to: pixelViewAfter(this._map, event) };
    skipTurn(this);
    eachFrame(() => {
      if (this.motion) this.draw();
      return this.motion !== null;
    });
  }

  private draw(): void {
    const { context, size, ratio, corner } = this.cleared();
    const place = this.placer(corner);
    const r = radiusAt(this._map.getZoom());
    const { selected } = this.app.state;
    const listed = new Set(selected?.kind === "place" ? selected.id.split(".").map(Number) : []);
    const late: number[] = [];
    this.placed = this.marks.map((mark) => place(mark, r));
    if (!this.motion && this.named) this.nameAreas(context, place, size, r);
    else if (!this.motion) this.nameSoon();
    this.marks.forEach((mark, i) => {
      const special = mark.id === this.highlighted || listed.has(mark.index) || (selected?.kind === mark.kind && selected.id === mark.id);
      if (special) late.push(i);
      else this.stamp(context, mark, this.placed[i]!, r, size, ratio);
    });
    this.markChanges(context, place, r);
    this.labelRings(context, place);
    if (!this.motion) this.drawNotes(context, place, size);
    for (const i of late) this.stamp(context, this.marks[i]!, this.placed[i]!, r * 1.45, size, ratio);
  }

  private nameAreas(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number], size: L.Point, r: number): void {
    const palette = this.app.palette();
    const at = (x: number, y: number): [number, number] => place({ kind: "site", id: "", index: -1, x, y, fan: [0, 0] }, 0);
    const scale = unitScale(this._map.getZoom());
    const obstacles = this.marks.map((mark, i) => [...this.placed[i]!, this.radius(mark, r) + 1] as const);
    const labels = areaLabels(this.app, scale, at, size.x, size.y, obstacles);
    if (!labels.length) return;
    context.font = `500 ${labelSize(scale)}px ${getComputedStyle(this.app.root).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const { x, y, text } of labels) {
      context.strokeStyle = palette.halo;
      context.lineWidth = 3;
      context.strokeText(text, x, y);
      context.fillStyle = palette.ink;
      context.fillText(text, x, y);
    }
    context.textBaseline = "alphabetic";
  }

  /** Where a short legend floats over the map. */
  private legendBox(): DOMRect | null {
    if (!this.app.model.payload.notes.length) return null;
    const box = this.app.root.querySelector(".cm-embed-box")?.getBoundingClientRect();
    const around = this._map.getContainer().getBoundingClientRect();
    return box?.width ? new DOMRect(box.x - around.x, box.y - around.y, box.width, box.height) : null;
  }

  private drawNotes(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number], size: L.Point): void {
    const { ink, paper } = this.app.palette();
    const at = (x: number, y: number): [number, number] => place({ kind: "site", id: "", index: -1, x, y, fan: [0, 0] }, 0);
    for (const note of notesOn(this.app, at, size.x, size.y, this.legendBox())) {
      context.strokeStyle = context.fillStyle = ink;
      context.lineWidth = 1.2;
      context.beginPath();
      context.moveTo(...note.from);
      context.lineTo(...note.to);
      context.stroke();
      context.beginPath();
      context.arc(...note.from, 2.6, 0, 2 * Math.PI);
      context.fill();
      context.fillStyle = paper;
      context.fillRect(note.left, note.top, note.width, note.height);
      context.strokeRect(note.left, note.top, note.width, note.height);
      context.fillStyle = ink;
      context.textAlign = "left";
      context.font = `500 ${NOTE_FONT}px ${getComputedStyle(this.app.root).fontFamily}`;
      note.lines.forEach((line, i) => context.fillText(line, ...baseline(note, i)));
    }
  }

  private markChanges(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number], r: number): void {
    drawRings(context, this.app, this.marks, this.placed, (mark) => this.radius(mark, r));
    drawGone(context, this.app, (x, y) => place({ kind: "site", id: "", index: -1, x, y, fan: [0, 0] }, 0), this.masks);
  }

  private labelRings(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number]): void {
    const rings = this.app.rings();
    if (!rings.length) return;
    const palette = this.app.palette();
    context.font = "600 11px system-ui, sans-serif";
    context.textAlign = "center";
    context.lineJoin = "round";
    for (const { center, km } of rings) {
      this.markCenter(context, place, center);
      for (const r of km) {
        const [x, y] = ringTop(center, r);
        const at = place({ kind: "site", id: "", index: -1, x, y, fan: [0, 0] }, 0);
        context.strokeStyle = palette.paper;
        context.lineWidth = 3;
        context.strokeText(`${r} km`, at[0], at[1] - 5);
        context.fillStyle = palette.ink;
        context.fillText(`${r} km`, at[0], at[1] - 5);
      }
    }
  }

  /** What the rings go around: a target. */
  private markCenter(context: CanvasRenderingContext2D, place: (mark: Mark, r: number) => [number, number], center: Point): void {
    const palette = this.app.palette();
    const [px, py] = project(center);
    const [x, y] = place({ kind: "site", id: "", index: -1, x: px, y: py, fan: [0, 0] }, 0);
    for (const [color, width] of [[palette.paper, 5], [palette.ink, 2]] as const) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, 11, 0, 2 * Math.PI);
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        context.moveTo(x + dx * 8, y + dy * 8);
        context.lineTo(x + dx * 16, y + dy * 16);
      }
      context.stroke();
    }
  }

  private placer(corner: L.Point): (mark: Mark, r: number) => [number, number] {
    const { scale, x, y } = this.motion ? viewBetween(this.motion, zoomProgress(this.motion)) : pixelView(this._map);
    return (mark, r) => [
      (mark.x + ORIGIN_X) * scale - x - corner.x + mark.fan[0] * r,
      (mark.y + ORIGIN_Y) * scale - y - corner.y + mark.fan[1] * r,
    ];
  }

  private stamp(
    context: CanvasRenderingContext2D, mark: Mark, [x, y]: [number, number], r: number, size: L.Point, ratio: number,
  ): void {
    if (x < -20 || y < -20 || x > size.x + 20 || y > size.y + 20) return;
    if (mark.members) {
      const grown = r / radiusAt(this._map.getZoom());
      return drawRing(context, this.app.model, mark.members, x, y, this.radius(mark, r) * grown, this.app.palette());
    }
    const sprite = this.sprite(mark, r, ratio);
    const half = sprite.width / ratio / 2;
    context.drawImage(sprite, x - half, y - half, half * 2, half * 2);
  }

  private radius(mark: Mark, r: number): number {
    return mark.members ? groupRadius(this.app, mark) : r * SIZES[mark.kind];
  }

  private sprite(mark: Mark, r: number, ratio: number): HTMLCanvasElement {
    const { model } = this.app;
    const site = mark.kind === "site" ? model.sites[mark.index] : undefined;
    const sector = groupOf(model, mark);
    const look = site ? lookOf(site.status) : "ring";
    const key = `${mark.kind} ${sector} ${look} ${r} ${ratio} ${mark.grey ?? false}`;
    let sprite = this.sprites.get(key);
    if (sprite) return sprite;
    sprite = markSprite(this.app, mark.kind, sector, look, r, ratio, mark.grey);
    this.sprites.set(key, sprite);
    return sprite;
  }
}
