/** The prefectures as tiles of one size, roughly where they lie. */
import { sectorColor } from "../model/colors";
import { decimal, isMoney, yen } from "../model/format";
import { t } from "../model/i18n";
import { contrastInk } from "../model/ink";
import { compactText, numberText } from "../model/locale";
import { shortName } from "../model/names";
import type { App } from "../ui/app";
import { data, h, s } from "../ui/dom";
import { hatchPattern } from "../ui/patterns";
import { areaLabel } from "./area-keys";

const SIZE = 64;
const GAP = 4;

export class TileGrid {
  readonly element = h("div", { class: "cm-tiles", hidden: true, "data-testid": "tiles" });
  private active: number;
  private order: number[];
  private small = matchMedia("(max-width: 720px)");

  constructor(private app: App) {
    this.small.addEventListener("change", () => this.element.hidden || this.draw());
    const { tile } = app.model.payload.areas;
    this.order = app.model.selected.filter((i) => tile[i]);
    this.active = this.order[0] ?? -1;
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  draw(): void {
    const { app, element } = this;
    const focused = element.contains(document.activeElement);
    const { areas } = app.model.payload;
    const cells = this.order.map((i) => areas.tile[i]!);
    const [left, top] = [Math.min(...cells.map((c) => c[0])), Math.min(...cells.map((c) => c[1]))];
    const [right, bottom] = [Math.max(...cells.map((c) => c[0])), Math.max(...cells.map((c) => c[1]))];
    const step = SIZE + GAP;
    const svg = s("svg", {
      class: "cm-tile-map", role: "group", "aria-label": t("tilesLabel"),
      viewBox: `-2 -2 ${(right - left + 1) * step} ${(bottom - top + 1) * step}`,
    });
    // On a phone the grid is larger than the screen and can be moved about.
    if (this.small.matches) svg.style.width = `${(right - left + 1) * step * 0.8}px`;
    const defs = s("defs");
    svg.append(defs, ...this.order.map((i) => this.tile(i, left, top, step, defs)));
    element.replaceChildren(
      h("p", { class: "cm-tiles-title" }, data(app.label(app.current().indicator))),
      svg,
      h("p", { class: "cm-note" }, t("tilesNote")));
    if (this.small.matches) element.scrollLeft = Math.max(0, (element.scrollWidth - element.clientWidth) * 0.62);
    if (focused) this.focus(this.active);
  }

  private tile(i: number, left: number, top: number, step: number, defs: SVGElement): SVGElement {
    const { app } = this;
    const { areas } = app.model.payload;
    const { swatches, classes, palette, values } = app.current();
    const [column, row] = areas.tile[i]!;
    const swatch = swatches.get(classes[i]!)!;
    let fill = swatch.fill;
    if (swatch.hatched) {
      fill = `url(#cm-tile-hatch-${i})`;
      defs.append(hatchPattern(`cm-tile-hatch-${i}`, swatch.fill, palette.hatch));
    }
    const ink = contrastInk(swatch.fill);
    const name = shortName(app.areaName(i));
    const width = [...name].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.62), 0);
    const selected = app.state.selected?.kind === "area" && app.state.selected.id === areas.code[i];
    const code = areas.code[i]!;
    return s("g", {
      class: `cm-tile${selected ? " cm-on" : ""}${app.state.pins.includes(code) ? " cm-pin-tile" : ""}`,
      role: "button", tabindex: i === this.active ? 0 : -1, "aria-label": areaLabel(app, i), "data-code": code, "data-area": i,
      transform: `translate(${(column - left) * step},${(row - top) * step})`,
      on: { click: () => this.open(i), focus: () => this.moved(i) },
    },
    s("rect", { width: SIZE, height: SIZE, rx: 5, fill }),
    s("text", { x: 6, y: 18, "font-size": Math.min(13, 52 / Math.max(width, 1)).toFixed(1), fill: ink, class: "cm-tile-name" }, name),
    s("text", { x: 6, y: 36, "font-size": 13, fill: ink, class: "cm-tile-value" }, this.value(values[i])),
    ...this.sectorStrip(i));
  }

  private value(value: unknown): string {
    const { indicator } = this.app.current();
    if (typeof value !== "number") return value === "x" ? "x" : indicator.scale === "categorical" ? "" : "–";
    if (isMoney(indicator)) return this.money(value);
    const text = decimal(value, indicator.decimals);
    return text.length <= 8 ? text : compactText(this.app.state.lang, value);
  }

  /** Trillions or hundreds of millions, whichever fits the tile. */
  private money(billions: number): string {
    const { lang } = this.app.state;
    if (lang === "en") return yen(billions);
    const [trillion, hundredMillion] = lang === "ja" ? ["兆", "億"] : ["조", "억"];
    const short = (x: number, digits: number): string => numberText(x, 0, digits);
    return billions >= 1000 ? short(billions / 1000, 2) + trillion : short(billions * 10, 0) + hundredMillion;
  }

  /** A strip of the sectors' shares along the lower edge. */
  private sectorStrip(i: number): SVGElement[] {
    const { app } = this;
    if (!app.state.layers.has("sites")) return [];
    const palette = app.palette();
    const all = app.countShown(i);
    if (!all) return [];
    const counts = app.bySector(i);
    const room = SIZE - 12;
    let x = 6;
    const strip = [s("rect", { x: 5, y: SIZE - 14, width: room + 2, height: 8, rx: 2, fill: palette.paper })];
    for (const sector of app.model.payload.sectors) {
      const share = app.state.sectors.has(sector.id) ? (counts.get(sector.id) ?? 0) / all : 0;
      if (!share) continue;
      strip.push(s("rect", { x, y: SIZE - 13, width: share * room, height: 6, fill: sectorColor(sector, palette) }));
      x += share * room;
    }
    return strip;
  }

  private moved(i: number): void {
    if (i === this.active) return;
    this.node(this.active)?.setAttribute("tabindex", "-1");
    this.node(i)?.setAttribute("tabindex", "0");
    this.active = i;
  }

  private node(i: number): SVGElement | null {
    return this.element.querySelector<SVGElement>(`[data-area="${i}"]`);
  }

  private focus(i: number): void {
    this.node(i)?.focus();
  }

  private open(i: number): void {
    this.app.select({ kind: "area", id: this.app.model.payload.areas.code[i]! });
  }

  private key(event: KeyboardEvent): void {
    if (this.active < 0) return;
    const directions: Record<string, [number, number]> = {
      ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
    };
    if (event.key === "Enter" || event.key === " ") this.open(this.active);
    else if (Object.hasOwn(directions, event.key)) this.focus(this.next(directions[event.key]!));
    else if (event.key === "Home") this.focus(this.order[0]!);
    else if (event.key === "End") this.focus(this.order[this.order.length - 1]!);
    else return;
    event.preventDefault();
  }

  /** The nearest tile in a direction; the next by code if there is none. */
  private next([dx, dy]: [number, number]): number {
    const { tile } = this.app.model.payload.areas;
    const [x, y] = tile[this.active]!;
    let best = -1;
    let least = Infinity;
    for (const i of this.order) {
      const [cx, cy] = tile[i]!;
      const along = (cx - x) * dx + (cy - y) * dy;
      const aside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
      if (along <= 0 || aside > along) continue;
      const distance = along + aside * 2;
      if (distance < least) [best, least] = [i, distance];
    }
    if (best >= 0) return best;
    const at = this.order.indexOf(this.active) + (dx + dy);
    return this.order[Math.max(0, Math.min(this.order.length - 1, at))]!;
  }
}
