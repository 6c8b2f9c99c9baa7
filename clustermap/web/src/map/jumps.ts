/** Ways to places at once: a list of regions, and Okinawa in a box of its own. */
import L from "leaflet";
import type { Frame } from "../model/frame";
import { ORIGIN_X, ORIGIN_Y, project } from "../model/geometry";
import { type Key, t } from "../model/i18n";
import type { Box } from "../model/payload";
import type { App } from "../ui/app";
import { h, s } from "../ui/dom";
import { islandInset } from "./drawing";
import type { MapView } from "./map-view";
import { needsInset } from "./picture";
import { unitScale } from "./zoom";

/** Regions to jump to; fixed boxes, so that remote islands do not widen them. */
const REGIONS: readonly (readonly [string, Box])[] = [
  ["hokkaido", [139.3, 41.3, 145.9, 45.6]],
  ["tohoku", [138.9, 36.7, 142.2, 41.6]],
  ["kanto", [138.3, 34.85, 140.95, 37.2]],
  ["chubu", [135.4, 34.5, 139.3, 38.6]],
  ["kansai", [134.2, 33.4, 136.9, 35.8]],
  ["chugoku", [130.8, 32.7, 134.9, 35.7]],
  ["kyushu", [128.9, 30.9, 132.2, 34.8]],
  ["okinawa", [122.8, 24, 131.4, 28.6]],
];

/** The list of regions that hold areas shown; null if there is but one. */
export function jumpList(app: App, view: MapView): HTMLElement | null {
  const { geometry, payload } = app.model;
  const present = REGIONS.filter(([, [west, south, east, north]]) => {
    const [x0, y1] = project([west, south]);
    const [x1, y0] = project([east, north]);
    return app.model.selected.some((i) => {
      const box = geometry.bounds[i]!;
      return (box.x0 + box.x1) / 2 > x0 && (box.x0 + box.x1) / 2 < x1 && (box.y0 + box.y1) / 2 > y0 && (box.y0 + box.y1) / 2 < y1;
    });
  });
  if (present.length < 2) return null;
  const select = h("select", { class: "cm-jump", "aria-label": t("jumpTo"), "data-key": "jump", "data-testid": "jump" },
    h("option", { value: "" }, `${t("jumpTo")}…`),
    h("option", { value: "japan" }, t("jump_japan")),
    present.map(([name]) => h("option", { value: name }, t(`jump_${name}` as Key))));
  select.addEventListener("change", () => {
    const found = REGIONS.find(([name]) => name === select.value);
    if (select.value) view.fit(found ? found[1] : payload.areas.view);
    select.value = "";
  });
  return select;
}

const WIDTH = 148;
const HEIGHT = 100;
const EDGE = 12;
/** Pixels. */
const ISLET = 4;

/** Okinawa drawn small while it lies outside the view; a click goes there. */
export class Inset {
  readonly element = h("button", { type: "button", class: "cm-inset", hidden: true, "data-testid": "okinawa" });
  private key = "";

  constructor(
    private app: App,
    private view: MapView,
    /** What else floats over the map. */
    private others: () => Element[],
  ) {
    this.element.addEventListener("click", () => {
      const box = REGIONS.find(([name]) => name === "okinawa")!;
      view.fit(box[1]);
    });
    L.DomEvent.disableClickPropagation(this.element);
    view.map.on("moveend resize", () => this.update());
  }

  update(force = false): void {
    const { map } = this.view;
    const size = map.getSize();
    const scale = unitScale(map.getZoom());
    const corner = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    const frame = { scale, dx: ORIGIN_X * scale - corner.x, dy: ORIGIN_Y * scale - corner.y, width: size.x, height: size.y };
    const place = needsInset(this.app, frame).length && size.x > 300 && size.y > 250 ? this.place(frame) : null;
    this.element.hidden = place === null;
    if (!place) return;
    [this.element.style.left, this.element.style.top] = place.map((at) => `${at}px`) as [string, string];
    if (force || this.key !== this.app.state.lang) this.draw();
  }

  /** The first place along the edges that hides neither land nor controls. */
  private place({ scale, dx, dy, width, height }: Frame): [number, number] | null {
    const [right, low] = [width - WIDTH - EDGE, height - HEIGHT - EDGE];
    const host = this.view.host.getBoundingClientRect();
    const taken = this.others().map((element) => element.getBoundingClientRect()).filter((box) => box.width > 0);
    const places: [number, number][] = [[EDGE, 56], [EDGE, 118], [right, low], [right, low - 88], [EDGE, low]];
    const free = ([x, y]: [number, number]): boolean => {
      const covered = taken.some((box) => x + host.left < box.right && x + host.left + WIDTH > box.left
        && y + host.top < box.bottom && y + host.top + HEIGHT > box.top);
      return !covered && !this.app.model.geometry.hasLand({
        x0: (x - dx) / scale, y0: (y - dy) / scale, x1: (x + WIDTH - dx) / scale, y1: (y + HEIGHT - dy) / scale,
      }, ISLET / scale);
    };
    return places.find(free) ?? null;
  }

  private draw(): void {
    this.key = this.app.state.lang;
    const svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true" },
      islandInset(this.app, this.app.current(), WIDTH, HEIGHT, 2.6, this.view.crowd));
    this.element.setAttribute("aria-label", `${t("jumpTo")}: ${t("jump_okinawa")}`);
    this.element.replaceChildren(svg, h("span", null, t("insetIslands")));
  }
}
