/** Painting of groups: a ring in the sectors' shares around a number. */
import { type Palette, sectorColor } from "../model/colors";
import type { Sector } from "../model/payload";
import { brief } from "./numbers";
import type { Bubble } from "./scene";

const RING = 4.5;
const TURN = 2 * Math.PI;

export interface Brush {
  palette: Palette;
  sectors: readonly Sector[];
  font: string;
  lang: string;
}

/** Arcs of the sectors' shares, from the top on; what would not be seen is left to its neighbor. */
export function arcs(shares: readonly number[]): { sector: number; from: number; to: number }[] {
  const total = shares.reduce((a, b) => a + b, 0);
  const found: { sector: number; from: number; to: number }[] = [];
  let at = 0;
  shares.forEach((share, sector) => {
    if (!share) return;
    const to = at + (share / total) * TURN;
    found.push({ sector, from: at, to });
    at = to;
  });
  return found;
}

export function paintBubble(context: CanvasRenderingContext2D, bubble: Bubble, x: number, y: number, brush: Brush, strong = false): void {
  const { palette, sectors } = brush;
  const r = bubble.radius + (strong ? 2 : 0);
  context.beginPath();
  context.arc(x, y, r + 1.2, 0, TURN);
  context.fillStyle = palette.markHalo;
  context.fill();
  context.lineWidth = RING;
  for (const { sector, from, to } of arcs(bubble.shares)) {
    context.beginPath();
    context.arc(x, y, r - RING / 2, from - TURN / 4, to - TURN / 4);
    context.strokeStyle = sectorColor(sectors[sector], palette);
    context.stroke();
  }
  context.beginPath();
  context.arc(x, y, r - RING, 0, TURN);
  context.fillStyle = palette.paper;
  context.fill();
  if (strong) {
    context.beginPath();
    context.arc(x, y, r + 1, 0, TURN);
    context.lineWidth = 2;
    context.strokeStyle = palette.ink;
    context.stroke();
  }
  const text = brief(bubble.count);
  context.font = `600 ${fontSize(bubble.radius, text)}px ${brush.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = palette.ink;
  context.fillText(text, x, y + 0.5);
}

/** Half of the side of a cell, in pixels. */
const HALF = 32;
const COLUMNS = 24;

/** All groups of a scene painted once; each frame stamps them from here. */
export class Atlas {
  private canvas = document.createElement("canvas");

  constructor(bubbles: readonly Bubble[], readonly brush: Brush, readonly ratio: number) {
    const rows = Math.max(1, Math.ceil(bubbles.length / COLUMNS));
    this.canvas.width = Math.ceil(Math.min(COLUMNS, Math.max(1, bubbles.length)) * HALF * 2 * ratio);
    this.canvas.height = Math.ceil(rows * HALF * 2 * ratio);
    const context = this.canvas.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    bubbles.forEach((bubble, i) => paintBubble(context, bubble, ...middle(i), brush));
  }

  stamp(context: CanvasRenderingContext2D, i: number, x: number, y: number): void {
    const [cx, cy] = middle(i);
    const { ratio } = this;
    const side = HALF * 2;
    context.drawImage(this.canvas, (cx - HALF) * ratio, (cy - HALF) * ratio, side * ratio, side * ratio, x - HALF, y - HALF, side, side);
  }
}

const middle = (i: number): [number, number] => [((i % COLUMNS) * 2 + 1) * HALF, (Math.floor(i / COLUMNS) * 2 + 1) * HALF];

export const fontSize = (radius: number, text: string): number =>
  Math.round(Math.min(13, Math.max(9, ((radius - RING) * 2 - 3) / (0.6 * Math.max(2, text.length)))) * 2) / 2;
export { RING };
