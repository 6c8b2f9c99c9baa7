/** A canvas over the map that stays as large as the view. */
import * as L from "leaflet";

export class CanvasLayer extends L.Layer {
  private canvas = document.createElement("canvas");

  constructor(private paneName: string) {
    super();
    this.canvas.className = "cm-points";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  onAdd(map: L.Map): this {
    map.getPane(this.paneName)!.append(this.canvas);
    return this;
  }

  onRemove(): this {
    this.canvas.remove();
    return this;
  }

  /** The canvas wiped and fitted to the view, to be drawn on in pixels of the map's container. */
  protected cleared(): { context: CanvasRenderingContext2D; size: L.Point; ratio: number; corner: L.Point } {
    const { canvas, _map: map } = this;
    const size = map.getSize();
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(size.x * ratio) || canvas.height !== Math.round(size.y * ratio)) {
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    }
    const corner = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(canvas, corner);
    const context = canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    return { context, size, ratio, corner };
  }
}
