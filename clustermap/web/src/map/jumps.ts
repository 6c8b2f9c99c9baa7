/** Ways to places at once: a list of regions, and far islands in boxes of their own. */
import L from "leaflet";
import type { Frame } from "../model/frame";
import { ORIGIN_X, ORIGIN_Y, project } from "../model/geometry";
import { type Key, t } from "../model/i18n";
import type { Box } from "../model/payload";
import type { App } from "../ui/app";
import { h, s } from "../ui/dom";
import { drawIslands, type IslandInset, insetsFor, insetSize, unitsOf } from "./islands";
import type { MapView } from "./map-view";
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

/** Pixels: the largest inset, its distance from the edges. */
const [WIDTH, HEIGHT, EDGE] = [148, 100, 12];
const SMALLER = 0.72;
/** Pixels. */
const ISLET = 4;

/** Far islands drawn small while they lie outside the view; a click goes there. */
export class Insets {
  readonly element = h("div", { class: "cm-insets" });
  private drawn = "";

  constructor(
    private app: App,
    private view: MapView,
    /** What else floats over the map. */
    private others: () => Element[],
  ) {
    L.DomEvent.disableClickPropagation(this.element);
    view.map.on("moveend resize", () => this.update());
  }

  hide(): void {
    this.element.replaceChildren();
    this.drawn = "";
  }

  update(force = false): void {
    const { map } = this.view;
    const size = map.getSize();
    const scale = unitScale(map.getZoom());
    const corner = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
    const frame = { scale, dx: ORIGIN_X * scale - corner.x, dy: ORIGIN_Y * scale - corner.y, width: size.x, height: size.y };
    const wanted = size.x > 300 && size.y > 250 ? insetsFor(this.app, frame, this.view.isHome()) : [];
    const host = this.view.host.getBoundingClientRect();
    const taken = this.others().map((element) => element.getBoundingClientRect()).filter((box) => box.width > 0)
      .map(({ x, y, width, height }) => new DOMRect(x - host.left, y - host.top, width, height));
    const placed: { inset: IslandInset; at: [number, number]; size: [number, number] }[] = [];
    for (const inset of wanted) {
      // smaller where there is little room; without the first group there are none of less
      const sizes = [1, SMALLER].map((factor) => insetSize(inset.islands, WIDTH * factor, HEIGHT * factor));
      const found = sizes.map((size) => ({ at: this.place(frame, size, taken), size })).find(({ at }) => at !== null);
      if (!found?.at) break;
      const { at, size: [w, h] } = found;
      taken.push(new DOMRect(at[0] - 6, at[1] - 6, w + 14, h + 14));
      placed.push({ inset, at, size: [w, h] });
    }
    this.view.mask(placed.filter(({ inset }) => inset.masked).map(({ inset }) => unitsOf(inset.islands.box)));
    const drawn = `${this.app.state.lang} ${placed.map(({ inset, at }) => `${inset.islands.id} ${at.join()}`).join()}`;
    if (!force && drawn === this.drawn) return;
    this.drawn = drawn;
    this.element.replaceChildren(...placed.map(({ inset, at, size: box }) => this.draw(inset, at, box)));
  }

  /** The first place along the edges that hides neither controls nor, if it can be, any land. */
  private place({ scale, dx, dy, width, height }: Frame, [w, h]: [number, number], taken: DOMRect[]): [number, number] | null {
    const { geometry, selected } = this.app.model;
    const [right, low] = [width - w - EDGE, height - h - EDGE];
    const places: [number, number][] = [
      [EDGE, 56], [EDGE, 118], [EDGE, 168], [right, low], [right, low - 88], [EDGE, low], [EDGE, low - 112], [right - 60, low],
      [EDGE + WIDTH + 10, 56], [right, 60], [right, low - 190],
    ];
    const free = places.filter(([x, y]) => !taken.some((box) => x < box.right && x + w > box.left && y < box.bottom && y + h > box.top));
    const bare = (areas?: readonly number[]) => ([x, y]: [number, number]): boolean => !geometry.hasLand({
      x0: (x - dx) / scale, y0: (y - dy) / scale, x1: (x + w - dx) / scale, y1: (y + h - dy) / scale,
    }, ISLET / scale, areas);
    return free.find(bare()) ?? free.find(bare(selected)) ?? null;
  }

  private draw({ islands }: IslandInset, [left, top]: [number, number], size: [number, number]): HTMLElement {
    const [width, height] = size;
    const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
      drawIslands(this.app, this.app.current(), islands, size, 2.6, this.view.crowd));
    const button = h("button", {
      type: "button", class: "cm-inset", "data-key": `inset ${islands.id}`, "data-testid": islands.id,
      "aria-label": `${t("jumpTo")}: ${t(islands.name)}`, on: { click: () => this.view.fit(islands.box) },
    }, svg, h("span", null, t(islands.name)));
    [button.style.left, button.style.top] = [`${left}px`, `${top}px`];
    return button;
  }
}
