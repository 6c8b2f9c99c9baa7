/** The crowd as SVG nodes, for pictures and paper. */
import { markNodes, radiusAt } from "../map/marks";
import { sectorColor, type Theme } from "../model/colors";
import { boundsWithin, type Frame } from "../model/frame";
import { UNIT_ZOOM } from "../model/geometry";
import { s } from "../ui/dom";
import type { SiteCrowd } from "./crowd";
import { brief } from "./numbers";
import { arcs, fontSize, RING } from "./paint";
import { type Ball, sceneOf } from "./scene";

const round = (value: number): number => Math.round(value * 10) / 10;

export function crowdNodes(crowd: SiteCrowd, frame: Frame, theme: Theme): SVGElement[] {
  const { scale, dx, dy } = frame;
  const zoom = UNIT_ZOOM + Math.log2(scale);
  const scene = sceneOf(crowd, boundsWithin(frame), zoom);
  const radius = radiusAt(zoom) * 0.95;
  const dots = scene.dots.map(({ index, x, y, fan }) => markNodes(
    crowd.app.model, "site", crowd.columns.word("sector", index), crowd.columns.word("status", index),
    x * scale + dx + fan[0] * radius, y * scale + dy + fan[1] * radius, radius, theme));
  return [...dots, ...scene.balls.map((ball) => ballNode(crowd, ball, ball.x * scale + dx, ball.y * scale + dy, theme))];
}

function ballNode(crowd: SiteCrowd, ball: Ball, x: number, y: number, theme: Theme): SVGElement {
  const { sectors } = crowd.app.model.payload;
  const r = ball.radius - RING / 2;
  const text = brief(ball.count);
  const size = fontSize(ball.radius, text);
  return s("g", null,
    s("circle", { cx: round(x), cy: round(y), r: round(ball.radius + 1.2), fill: theme.markHalo }),
    s("circle", { cx: round(x), cy: round(y), r: round(r), fill: theme.paper }),
    arcs(ball.shares).map(({ sector, from, to }) => {
      // A whole turn has no end of its own.
      const end = Math.min(to, from + 2 * Math.PI - 0.001);
      const at = (angle: number): string => `${round(x + r * Math.sin(angle))},${round(y - r * Math.cos(angle))}`;
      return s("path", {
        d: `M${at(from)}A${round(r)},${round(r)} 0 ${end - from > Math.PI ? 1 : 0} 1 ${at(end)}`, fill: "none",
        stroke: sectorColor(sectors[sector], theme), "stroke-width": RING,
      });
    }),
    s("text", { x: round(x), y: round(y + size * 0.35), "font-size": size, "font-weight": 600, "text-anchor": "middle", fill: theme.ink }, text));
}
