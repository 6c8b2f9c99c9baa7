/** A layer of the map that is drawn once per view and stretched while the map zooms. */
import * as L from "leaflet";
import type { Frame } from "../model/frame";
import { ORIGIN_X, ORIGIN_Y } from "../model/geometry";
import { inTurn, skipTurn } from "../ui/turns";
import { pixelOrigin, unitScale } from "./zoom";

/** Give a drawing the size of a frame. */
export function fitSvg(svg: SVGSVGElement, { width, height }: Frame): void {
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
}

export abstract class StretchedLayer<T extends HTMLElement | SVGElement> extends L.Layer {
  private center = L.latLng(0, 0);
  private zoom = 0;
  private min = L.point(0, 0);
  protected frame: Frame = { scale: 1, dx: 0, dy: 0, width: 0, height: 0 };

  constructor(
    protected element: T,
    private paneName: string,
    /** Share of the view drawn beyond each edge, for panning. */
    private padding: number,
    /** Whether it stays stretched for a moment after a move, as what takes long to draw does. */
    private lazy = false,
  ) {
    super();
  }

  onAdd(map: L.Map): this {
    this.element.classList.add("leaflet-zoom-animated", "cm-stage");
    map.getPane(this.paneName)!.append(this.element);
    this.reset();
    return this;
  }

  onRemove(): this {
    skipTurn(this);
    this.element.remove();
    return this;
  }

  getEvents(): Record<string, L.LeafletEventHandlerFn> {
    const stretch = (event: L.LeafletEvent): void => {
      const { center, zoom } = event as L.ZoomAnimEvent;
      this.stretch(center, zoom);
    };
    return {
      moveend: () => this.settle(),
      zoomanim: stretch,
      zoom: () => this.stretch(this._map.getCenter(), this._map.getZoom()),
    };
  }

  /** Draw what the map has come to. */
  private settle(): void {
    if (!this.lazy) return this.reset();
    this.stretch(this._map.getCenter(), this._map.getZoom());
    inTurn(this, () => this.reset());
  }

  private stretch(center: L.LatLng, zoom: number): void {
    skipTurn(this);
    const map = this._map;
    const scale = map.getZoomScale(zoom, this.zoom);
    const half = map.getSize().multiplyBy(0.5 + this.padding);
    const offset = map
      .project(this.center, zoom)
      .subtract(half.multiplyBy(scale))
      .subtract(pixelOrigin(map, center, zoom));
    L.DomUtil.setTransform(this.element as HTMLElement, offset, scale);
  }

  private reset(): void {
    const map = this._map;
    const size = map.getSize();
    this.min = map.containerPointToLayerPoint(size.multiplyBy(-this.padding)).round();
    this.center = map.getCenter();
    this.zoom = map.getZoom();
    const origin = map.getPixelOrigin();
    const scale = unitScale(this.zoom);
    this.frame = {
      scale,
      dx: ORIGIN_X * scale - origin.x - this.min.x,
      dy: ORIGIN_Y * scale - origin.y - this.min.y,
      width: Math.ceil(size.x * (1 + 2 * this.padding)),
      height: Math.ceil(size.y * (1 + 2 * this.padding)),
    };
    L.DomUtil.setTransform(this.element as HTMLElement, this.min, 1);
    this.draw();
  }

  protected abstract draw(): void;
}
