/** The crowd as SVG nodes, for pictures and paper. */
import { markNodes, radiusAt } from "../map/marks";
import { type Palette, sectorColor } from "../model/colors";
import { boundsWithin, type Frame } from "../model/frame";
import { UNIT_ZOOM } from "../model/geometry";
import { s } from "../ui/dom";
import { brief } from "./numbers";
import { arcs, fontSize, RING } from "./paint";
import { type Bubble, sceneOf } from "./scene";
import type { SiteCrowd } from "./site-crowd";

const round = (value: number): number => Math.round(value * 10) / 10;

export function crowdNodes(crowd: SiteCrowd, frame: Frame, palette: Palette): SVGElement[] {
  const { scale, dx, dy } = frame;
  const zoom = UNIT_ZOOM + Math.log2(scale);
  const scene = sceneOf(crowd, boundsWithin(frame), zoom);
  const radius = radiusAt(zoom) * 0.95;
  const dots = scene.dots.map(({ index, x, y, fan }) => markNodes(
    crowd.app.model, "site", crowd.columns.word("sector", index), crowd.columns.word("status", index),
    x * scale + dx + fan[0] * radius, y * scale + dy + fan[1] * radius, radius, palette));
  return [...dots, ...scene.bubbles.map((bubble) => bubbleNode(crowd, bubble, bubble.x * scale + dx, bubble.y * scale + dy, palette))];
}

function bubbleNode(crowd: SiteCrowd, bubble: Bubble, x: number, y: number, palette: Palette): SVGElement {
  const { sectors } = crowd.app.model.payload;
  const r = bubble.radius - RING / 2;
  const text = brief(bubble.count);
  const size = fontSize(bubble.radius, text);
  return s("g", null,
    s("circle", { cx: round(x), cy: round(y), r: round(bubble.radius + 1.2), fill: palette.markHalo }),
    s("circle", { cx: round(x), cy: round(y), r: round(r), fill: palette.paper }),
    arcs(bubble.shares).map(({ sector, from, to }) => {
      // A whole turn has no end of its own.
      const end = Math.min(to, from + 2 * Math.PI - 0.001);
      const at = (angle: number): string => `${round(x + r * Math.sin(angle))},${round(y - r * Math.cos(angle))}`;
      return s("path", {
        d: `M${at(from)}A${round(r)},${round(r)} 0 ${end - from > Math.PI ? 1 : 0} 1 ${at(end)}`, fill: "none",
        stroke: sectorColor(sectors[sector], palette), "stroke-width": RING,
      });
    }),
    s("text", { x: round(x), y: round(y + size * 0.35), "font-size": size, "font-weight": 600, "text-anchor": "middle", fill: palette.ink }, text));
}
