/** A finished picture of the current view: title, legend, map, sources; for SVG, PNG and paper. */
import type { Palette } from "../model/colors";
import { type Current, recolored } from "../model/current";
import { decimal, isMoney } from "../model/format";
import { filterLine } from "../model/filter-text";
import { fitFrame, type Frame } from "../model/frame";
import { type Bounds, ORIGIN_X, ORIGIN_Y, UNIT_ZOOM } from "../model/geometry";
import { lang, localized, t } from "../model/i18n";
import { legendEntries } from "../model/legend";
import { STATUSES } from "../model/marks";
import { zoneAreas } from "../model/zones";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { hatchPattern } from "../ui/patterns";
import { changeKey, contextKey, zoneSwatch } from "../ui/symbols";
import { drawMap } from "./drawing";
import { drawIslands, insetsFor, insetSize, type IslandInset, unitsOf } from "./islands";
import type { MapView } from "./map-view";
import { markNodes, radiusAt } from "./marks";

const WIDTH = 1200;
const SIDE = 270;
const PAD = 32;
const FONT = `Inter, "Segoe UI", "Helvetica Neue", Arial, `;
const CJK = {
  en: `"Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", sans-serif`,
  ja: `"Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, sans-serif`,
  ko: `"Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif`,
};

let ruler: CanvasRenderingContext2D | null = null;

/** Break a text into lines of at most a width; longer than `most` lines it ends with an ellipsis. */
function wrap(text: string, size: number, weight: number, width: number, most: number): string[] {
  ruler ??= document.createElement("canvas").getContext("2d")!;
  ruler.font = `${weight} ${size}px ${FONT}${CJK[lang()]}`;
  const lines: string[] = [];
  let line = "";
  const clean = text.slice(0, 1500).replace(/[\u0000-\u001f\u2028\u2029]+/g, " ");
  for (const piece of clean.match(/[^\s\u2e80-\uffef]+\s*|[^]/gu) ?? []) {
    for (const part of ruler.measureText(piece).width > width ? [...piece] : [piece]) {
      if (ruler.measureText(line + part.trimEnd()).width > width && line) {
        lines.push(line.trimEnd());
        line = "";
        if (lines.length === most) return [...lines.slice(0, -1), lines[most - 1]!.slice(0, -1) + "…"];
      }
      line += part;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

class PictureWriter {
  readonly svg: SVGSVGElement;
  constructor(private palette: Palette) {
    this.svg = s("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": FONT + CJK[lang()], lang: lang() });
  }
  /** Text lines; gives the baseline below them. */
  text(lines: string[], x: number, y: number, size: number, weight = 400, fill = this.palette.ink, anchor = "start"): number {
    const height = size * 1.38;
    lines.forEach((line, i) => this.svg.append(s("text", {
      x, y: y + i * height, "font-size": size, "font-weight": weight, fill, "text-anchor": anchor, "unicode-bidi": "isolate",
    }, line)));
    return y + lines.length * height;
  }
}

/** The picture as an SVG element of fixed size. */
export function picture(app: App, view: MapView, tiles: SVGSVGElement | null, palette = app.palette()): SVGSVGElement {
  const { payload } = app.model;
  const writer = new PictureWriter(palette);
  const { svg } = writer;
  const title = wrap(payload.headline || localized(payload.title), 30, 700, WIDTH - 2 * PAD, 2);
  let y = writer.text(title, PAD, PAD + 26, 30, 700);
  const below = [payload.headline && localized(payload.title), localized(payload.subtitle), timeNote(app)].filter(Boolean).join(" · ");
  y = writer.text(wrap(below, 16, 400, WIDTH - 2 * PAD, 2), PAD, y - 6, 16, 400, palette.muted);
  const top = y + 6;
  const height = tiles ? 760 : mapHeight(view);
  const left = PAD + SIDE;
  const width = WIDTH - left - PAD;
  const current = palette === app.palette() ? app.current() : recolored(app.current(), palette);
  if (tiles) placeTiles(svg, tiles, left, top, width, height);
  else {
    const frame = viewFrame(view, width, height);
    const apart = insetsFor(app, frame, view.isHome());
    const masks = apart.filter(({ masked }) => masked).map(({ islands }) => unitsOf(islands.box));
    const map = drawMap(app, current, frame, radiusAt(view.map.getZoom()) * 0.95, view.crowd, masks);
    svg.append(s("g", { transform: `translate(${left},${top})` }, map, ...insets(app, view, apart, current)));
  }
  const legendEnd = drawLegend(app, writer, palette, top + 14);
  const bottom = Math.max(top + height, legendEnd) + 26;
  const end = drawSources(app, writer, palette, bottom);
  svg.setAttribute("width", String(WIDTH));
  svg.setAttribute("height", String(Math.ceil(end)));
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${Math.ceil(end)}`);
  svg.prepend(
    s("title", null, `${localized(payload.title)} – ${app.label(app.colored().current.indicator)}`),
    s("rect", { width: WIDTH, height: Math.ceil(end), fill: palette.paper }));
  return svg;
}

function timeNote(app: App): string {
  return app.hasSites() ? filterLine(app.model, app.state) : "";
}

function mapHeight(view: MapView): number {
  const size = view.map.getSize();
  const width = WIDTH - PAD * 2 - SIDE;
  return Math.round(Math.max(520, Math.min(880, (width * size.y) / Math.max(1, size.x))));
}

/** The part of the map that is on the screen, fitted into a frame. */
function viewFrame(view: MapView, width: number, height: number): Frame {
  const bounds = view.map.getBounds();
  const northWest = view.map.project(bounds.getNorthWest(), UNIT_ZOOM);
  const southEast = view.map.project(bounds.getSouthEast(), UNIT_ZOOM);
  const box: Bounds = {
    x0: northWest.x - ORIGIN_X, y0: northWest.y - ORIGIN_Y, x1: southEast.x - ORIGIN_X, y1: southEast.y - ORIGIN_Y,
  };
  return fitFrame(box, width, height);
}

/** Islands in boxes of their own, one under the other, where the frame shows the rest without them. */
function insets(app: App, view: MapView, apart: IslandInset[], current: Current): SVGGElement[] {
  let top = 10;
  return apart.map(({ islands }) => {
    const [width, height] = insetSize(islands, 230, 150);
    const group = s("g", { transform: `translate(10,${top})` },
      drawIslands(app, current, islands, [width, height], 3.6, view.crowd),
      s("rect", { width, height, fill: "none", stroke: current.palette.coast }),
      s("text", { x: 8, y: 18, "font-size": 12, fill: current.palette.muted }, t(islands.name)));
    top += height + 10;
    return group;
  });
}

function placeTiles(svg: SVGSVGElement, tiles: SVGSVGElement, x: number, y: number, width: number, height: number): void {
  const copy = tiles.cloneNode(true) as SVGSVGElement;
  for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, String(value));
  for (const node of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["role", "tabindex", "class", "aria-label"]) node.removeAttribute(name);
  }
  svg.append(copy);
}

function drawLegend(app: App, writer: PictureWriter, palette: Palette, top: number): number {
  const { current: colored } = app.colored();
  const current = recolored(colored, palette);
  const { indicator } = current;
  const width = SIDE - 24;
  let y = writer.text(wrap(app.label(indicator), 16, 650, width, 4), PAD, top, 16, 650);
  const unit = isMoney(indicator) ? "" : localized(indicator.unit);
  if (unit) y = writer.text(wrap(unit, 13, 400, width, 1), PAD, y - 2, 13, 400, palette.muted);
  y += 4;
  legendEntries(current).forEach(({ swatch, label, count }, i) => {
    const id = `cm-legend-hatch-${i}`;
    if (swatch.hatched) writer.svg.append(s("defs", null, hatchPattern(id, swatch.fill, palette.hatch)));
    writer.svg.append(s("rect", {
      x: PAD, y: y - 12, width: 26, height: 16, rx: 2, fill: swatch.hatched ? `url(#${id})` : swatch.fill, stroke: palette.coast, "stroke-width": 0.6,
    }));
    const end = writer.text(wrap(label, 13, 400, width - 70, 3), PAD + 36, y, 13);
    writer.text([decimal(count, 0)], PAD + width, y, 12, 400, palette.muted, "end");
    y = end + 5;
  });
  return drawKeys(app, writer, palette, y + 14);
}

function drawKeys(app: App, writer: PictureWriter, palette: Palette, top: number): number {
  const { model, state } = app;
  let y = top;
  const row = (mark: SVGElement, label: string): void => {
    writer.svg.append(mark);
    writer.text(wrap(label, 13, 400, SIDE - 60, 1), PAD + 26, y, 13);
    y += 21;
  };
  const at = (kind: "site" | "zone" | "cluster", sector: string, status: string): SVGElement =>
    markNodes(model, kind, sector, status, PAD + 9, y - 4.5, 5, palette);
  if (state.layers.has("sites")) {
    for (const sector of model.payload.sectors) {
      if (state.sectors.has(sector.id)) row(at("site", sector.id, "operating"), localized(sector.label));
    }
    y += 6;
    const present = model.crowd ? app.statuses() : new Set(app.sitesShown().map((site) => site.status));
    for (const status of STATUSES) {
      if (present.has(status)) row(at("site", model.payload.sectors[0]?.id ?? "", status), app.word("status", status));
    }
    y += 6;
  }
  const { since } = model.payload;
  if (since) {
    row(s("g"), localized(since.title));
    for (const kind of ["new", "changed", "gone"] as const) row(place(changeKey(kind, palette), PAD, y - 13), localized(since.words[kind]));
    y += 6;
  }
  if (state.layers.has("clusters")) row(at("cluster", model.payload.sectors[0]?.id ?? "", ""), t("clusters"));
  for (const scheme of model.schemes) {
    if (!state.layers.has(`zone:${scheme}`)) continue;
    const drawn = zoneAreas(model, model.payload.zones.filter((zone) => zone.scheme === scheme)).length;
    row(drawn ? place(zoneSwatch(model, scheme, palette), PAD, y - 13) : at("zone", scheme, ""), app.word("scheme", scheme));
  }
  model.payload.context.forEach(({ label, kind }, i) => {
    if (!state.layers.has(`context:${i}`)) return;
    const key = contextKey(i, kind);
    for (const path of key.querySelectorAll("path")) {
      for (const [name, value] of Object.entries({ fill: "none", stroke: palette.muted, "stroke-width": kind ? 1.2 : 5 })) path.setAttribute(name, String(value));
      if (!kind) path.setAttribute("stroke-linecap", "square");
    }
    row(place(key, PAD, y - 13), localized(label));
  });
  return y;
}

/** A symbol of the page at a place of the picture. */
function place(symbol: SVGElement, x: number, y: number): SVGElement {
  symbol.removeAttribute("class");
  for (const [name, value] of Object.entries({ x, y, width: 18, height: 18 })) symbol.setAttribute(name, String(value));
  return symbol;
}

function drawSources(app: App, writer: PictureWriter, palette: Palette, top: number): number {
  const { payload } = app.model;
  const { indicator } = app.colored().current;
  const year = indicator.year ?? payload.asOf;
  const credits = [...payload.credits, ...(payload.basemap ? [payload.basemap.attribution] : [])].map((x) => localized(x));
  const source = `${t("source")} ${localized(indicator.source)}${year ? ` (${year})` : ""}`;
  let y = top;
  for (const line of [source, localized(indicator.note), credits.join(" · ")]) {
    if (line) y = writer.text(wrap(line, 12, 400, WIDTH - 2 * PAD, 4), PAD, y, 12, 400, palette.muted) + 2;
  }
  return y + 8;
}
