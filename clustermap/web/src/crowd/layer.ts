/** The crowd on the map: a canvas drawn anew in each frame, of a scene found anew for each zoom level and part of the map. */
import * as L from "leaflet";
import { CanvasLayer } from "../map/canvas-layer";
import type { CrowdLayer, Hit, LayerHost } from "../map/crowd-layer";
import { markSprite, radiusAt } from "../map/marks";
import { describeSite } from "../map/tooltip";
import { eachFrame, type PixelView, pixelView, pixelViewAfter, unitScale, viewBetween, type ZoomMotion, zoomProgress } from "../map/zoom";
import type { Palette } from "../model/colors";
import type { Frame } from "../model/frame";
import { type Bounds, ORIGIN_X, ORIGIN_Y } from "../model/geometry";
import { t } from "../model/i18n";
import { lookOf } from "../model/marks";
import { h } from "../ui/dom";
import { BubbleList } from "./bubble-list";
import { describeBubble } from "./descriptions";
import type { OrderRange } from "./grouping";
import { Atlas, type Brush, paintBubble } from "./paint";
import { crowdNodes } from "./picture";
import { boundsOf, type Bubble, type Dot, dotOf, rangesText, type Scene, sceneOf, type Target } from "./scene";
import type { SiteCrowd } from "./site-crowd";

/** Pixels found beyond the edges of the view. */
const MARGIN = 140;

interface Motion extends ZoomMotion {
  /** What stood before, and fades. */
  old: Scene;
}

export class CrowdMap extends CanvasLayer implements CrowdLayer {
  private sprites = new Map<string, HTMLCanvasElement>();
  private scene: Scene | null = null;
  private motion: Motion | null = null;
  private marked: string | null = null;
  private drawnFor: Palette | null = null;
  private list: BubbleList;
  private font: string;

  constructor(private crowd: SiteCrowd, private view: LayerHost) {
    super("cm-crowd");
    this.font = getComputedStyle(crowd.app.root).fontFamily;
    this.list = new BubbleList(crowd, view.host, this);
    crowd.rangesInView = () => this.rangesInView();
    this.addTo(view.map);
  }

  getEvents(): Record<string, L.LeafletEventHandlerFn> {
    const draw = (): void => {
      if (!this.motion) this.draw();
    };
    // On the way somewhere else the groups stay what they are.
    const pass = (): void => {
      if (!this.motion) this.draw(0.5);
    };
    return {
      move: pass,
      zoom: pass,
      resize: draw,
      viewreset: draw,
      zoomanim: (event) => this.animate(event as L.ZoomAnimEvent),
      zoomend: () => {
        this.motion = null;
        this.draw();
      },
      moveend: () => {
        draw();
        this.list.update();
      },
    };
  }

  /** Take over the reader's choices. */
  update(): void {
    this.scene = null;
    const palette = this.crowd.app.palette();
    if (this.drawnFor !== palette) this.sprites.clear();
    this.drawnFor = palette;
    this.draw();
    this.list.update();
  }

  nodes(frame: Frame, palette: Palette): SVGElement[] {
    return crowdNodes(this.crowd, frame, palette);
  }

  repaint(): void {
    if (!this.motion) this.draw();
  }

  /** Groups and single sites of the view, the largest first. */
  targets(): Target[] {
    const scene = this.current();
    const inside = ({ x, y }: { x: number; y: number }): boolean => {
      const point = this.position(x, y);
      const size = this._map.getSize();
      return point[0] >= 0 && point[1] >= 0 && point[0] <= size.x && point[1] <= size.y;
    };
    return [
      ...scene.bubbles.filter(inside).reverse().map((bubble) => ({ bubble })),
      ...scene.dots.filter(inside).map((dot) => ({ dot })),
    ];
  }

  /** Ranges of the order that lie in the view. */
  private rangesInView(): OrderRange[] {
    return this.targets().flatMap((target): OrderRange[] =>
      "bubble" in target ? target.bubble.squares : [{ from: target.dot.index, to: target.dot.index + 1 }]);
  }

  /** Position in the container. */
  private position(unitX: number, unitY: number): [number, number] {
    const { scale, x, y } = pixelView(this._map);
    const pane = this._map.containerPointToLayerPoint([0, 0]);
    return [(unitX + ORIGIN_X) * scale - x - pane.x, (unitY + ORIGIN_Y) * scale - y - pane.y];
  }

  at(position: L.Point, slack = 3): Hit | null {
    if (this.motion) return null;
    const scene = this.current();
    const far = (x: number, y: number): number => Math.hypot(x - position.x, y - position.y);
    for (let i = scene.bubbles.length - 1; i >= 0; i--) {
      const bubble = scene.bubbles[i]!;
      if (far(...this.position(bubble.x, bubble.y)) <= bubble.radius + slack) return this.hitBubble(bubble);
    }
    const r = radiusAt(this._map.getZoom());
    const near = scene.dots.map((dot) => {
      const [x, y] = this.position(dot.x, dot.y);
      return { dot, distance: far(x + dot.fan[0] * r, y + dot.fan[1] * r) };
    }).filter(({ distance }) => distance <= r + slack).sort((a, b) => a.distance - b.distance);
    return near.length ? this.hitDots(near.map(({ dot }) => dot)) : null;
  }

  private hitBubble(bubble: Bubble): Hit {
    return { key: keyOf({ bubble }), describe: () => describeBubble(this.crowd, bubble), open: () => this.openBubble(bubble) };
  }

  private hitDots(dots: Dot[]): Hit {
    const [first] = dots as [Dot];
    return {
      key: keyOf({ dot: first }),
      describe: () => [...describeSite(this.crowd.app, this.crowd.at(first.index)),
        ...(dots.length > 1 ? [h("small", { class: "cm-tip-more" }, t("moreHere", { n: dots.length - 1 }))] : [])],
      open: () => {
        const { app } = this.crowd;
        if (dots.length === 1) app.select({ kind: "site", id: String(first.index) });
        else app.select({ kind: "place", id: dots.map((dot) => dot.index).join(".") });
      },
    };
  }

  open(target: Target): void {
    if ("bubble" in target) this.openBubble(target.bubble);
    else this.hitDots([target.dot]).open();
  }

  /** Zoom to the sites of a group, or list them where zooming takes nothing apart. */
  private openBubble(bubble: Bubble): void {
    const map = this._map;
    const bounds = boundsOf(this.crowd, bubble);
    const most = map.getMaxZoom();
    const wide = Math.max(bounds.x1 - bounds.x0, bounds.y1 - bounds.y0) * unitScale(most);
    if (map.getZoom() >= most || wide < 12) this.crowd.app.select({ kind: "place", id: rangesText(bubble.squares) });
    else this.view.fitUnits(bounds, most, Math.min(most, map.getZoom() + 1));
  }

  highlight(hit: Hit | null): void {
    const key = hit?.key ?? null;
    if (key === this.marked) return;
    this.marked = key;
    if (!this.motion) this.draw();
  }

  mark(target: Target | null): void {
    this.marked = target && keyOf(target);
    if (!this.motion) this.draw();
  }

  private boxAt({ scale, x, y }: PixelView): Bounds {
    const map = this._map;
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const unit = (px: number, py: number): [number, number] => [(px + corner.x + x) / scale - ORIGIN_X, (py + corner.y + y) / scale - ORIGIN_Y];
    const [x0, y0] = unit(-MARGIN, -MARGIN);
    const [x1, y1] = unit(size.x + MARGIN, size.y + MARGIN);
    return { x0, y0, x1, y1 };
  }

  /** The scene of the view; found anew when the view has left the last one. */
  private current(loose = 0.01): Scene {
    const zoom = this._map.getZoom();
    const at = pixelView(this._map);
    const { scene } = this;
    const spare = (MARGIN * 0.75) / at.scale;
    const box = this.boxAt(at);
    if (scene && Math.abs(scene.zoom - zoom) < loose && scene.box.x0 <= box.x0 + spare && scene.box.y0 <= box.y0 + spare &&
      scene.box.x1 >= box.x1 - spare && scene.box.y1 >= box.y1 - spare) return scene;
    return (this.scene = sceneOf(this.crowd, box, zoom));
  }

  private animate(event: L.ZoomAnimEvent): void {
    const map = this._map;
    const old = this.motion ? this.scene! : this.current();
    const to = pixelViewAfter(map, event);
    this.scene = sceneOf(this.crowd, this.boxAt(to), event.zoom);
    this.motion = { started: performance.now(), from: pixelView(map), to, old };
    eachFrame(() => {
      if (this.motion) this.draw();
      return this.motion !== null;
    });
  }

  private draw(loose?: number): void {
    if (!this._map) return;
    const { context, size, ratio } = this.cleared();
    this.fadeAreas(context, size);
    if (!this.motion) return this.paint(context, this.current(loose), pixelView(this._map), ratio);
    const share = zoomProgress(this.motion);
    const between = viewBetween(this.motion, share);
    context.globalAlpha = 1 - share;
    this.paint(context, this.motion.old, between, ratio);
    context.globalAlpha = share;
    this.paint(context, this.scene!, between, ratio);
    context.globalAlpha = 1;
  }

  /** Where one area fills the view, its color steps back behind the sites. */
  private fadeAreas(context: CanvasRenderingContext2D, size: L.Point): void {
    const { app } = this.crowd;
    const share = Math.max(0, Math.min(0.7, (this._map.getZoom() - 9) * 0.2));
    if (!share || app.model.payload.basemap || !app.state.layers.has("sites")) return;
    context.globalAlpha = share;
    context.fillStyle = app.palette().sea;
    context.fillRect(0, 0, size.x, size.y);
    context.globalAlpha = 1;
  }

  private paint(context: CanvasRenderingContext2D, scene: Scene, at: PixelView, ratio: number): void {
    const { app, columns } = this.crowd;
    const size = this._map.getSize();
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const [dx, dy] = [ORIGIN_X * at.scale - at.x - corner.x, ORIGIN_Y * at.scale - at.y - corner.y];
    const r = radiusAt(this._map.getZoom());
    const { selected } = app.state;
    const chosen = selected?.kind === "site" && app.state.layers.has("sites") ? Number(selected.id) : -1;
    const away = (x: number, y: number): boolean => x < -32 || y < -32 || x > size.x + 32 || y > size.y + 32;
    const mark = (dot: Dot, strong: boolean): void => {
      const [x, y] = [dot.x * at.scale + dx + dot.fan[0] * r, dot.y * at.scale + dy + dot.fan[1] * r];
      if (away(x, y)) return;
      const sprite = this.sprite(columns.word("sector", dot.index), columns.word("status", dot.index), strong ? r * 1.45 : r, ratio);
      const half = sprite.width / ratio / 2;
      context.drawImage(sprite, x - half, y - half, half * 2, half * 2);
    };
    for (const dot of scene.dots) mark(dot, dot.index === chosen || (this.marked !== null && this.marked === keyOf({ dot })));
    const atlas = this.atlasOf(scene, ratio);
    // Letters are sharp on whole pixels; on the move nobody reads them.
    const sharp = (value: number): number => (this.motion ? value : Math.round(value * ratio) / ratio);
    scene.bubbles.forEach((bubble, i) => {
      const [x, y] = [sharp(bubble.x * at.scale + dx), sharp(bubble.y * at.scale + dy)];
      if (away(x, y)) return;
      if (this.marked !== null && this.marked === keyOf({ bubble })) paintBubble(context, bubble, x, y, atlas.brush, true);
      else atlas.stamp(context, i, x, y);
    });
    // The chosen site is seen inside a group, too.
    if (chosen >= 0 && chosen < columns.size && !scene.dots.some((dot) => dot.index === chosen)) mark(dotOf(this.crowd, chosen), true);
  }

  private atlases = new WeakMap<Scene, Atlas>();
  private atlasOf(scene: Scene, ratio: number): Atlas {
    const { app } = this.crowd;
    let atlas = this.atlases.get(scene);
    if (!atlas || atlas.ratio !== ratio || atlas.brush.palette !== app.palette() || atlas.brush.lang !== app.state.lang) {
      const brush: Brush = { palette: app.palette(), sectors: app.model.payload.sectors, font: this.font, lang: app.state.lang };
      atlas = new Atlas(scene.bubbles, brush, ratio);
      this.atlases.set(scene, atlas);
    }
    return atlas;
  }

  private sprite(sector: string, status: string, r: number, ratio: number): HTMLCanvasElement {
    const key = `${sector} ${lookOf(status)} ${r} ${ratio}`;
    const made = this.sprites.get(key) ?? markSprite(this.crowd.app, "site", sector, lookOf(status), r, ratio);
    this.sprites.set(key, made);
    return made;
  }
}

function keyOf(target: Target): string {
  return "bubble" in target ? `group ${target.bubble.squares[0]!.from} ${target.bubble.count}` : `one ${target.dot.index}`;
}
