/** Shapes of the marks: a sector has its own shape as well as its own color. */
import { type Palette, schemeLook, sectorColor } from "./colors";
import type { Model } from "./model";

/** Sizes of marks, in those of a site. */
export const SIZES = { site: 1, zone: 1.1, cluster: 1.35 } as const;
export type MarkKind = "site" | "zone" | "cluster";

/** Traces one mark around the origin. */
export type Shape = (radius: number) => [number, number][] | null;

const polygon = (n: number, turn: number, size: number): Shape => (r) =>
  Array.from({ length: n }, (_, i) => {
    const angle = turn + (i * 2 * Math.PI) / n;
    return [Math.sin(angle) * r * size, -Math.cos(angle) * r * size];
  });

/** null: a circle. All have about the same area. */
const SHAPES: readonly Shape[] = [
  () => null,
  polygon(4, Math.PI / 4, 1.25),
  polygon(3, 0, 1.4),
  polygon(4, 0, 1.3),
  polygon(3, Math.PI, 1.4),
  polygon(5, 0, 1.15),
  polygon(6, 0, 1.12),
];
const shapeOf = (sectorIndex: number): Shape => SHAPES[Math.max(0, sectorIndex) % SHAPES.length]!;
const HEXAGON = polygon(6, Math.PI / 6, 1.35);
const DIAMOND = polygon(4, 0, 1.45);

/** The words for status that have a look. */
export const STATUSES = ["operating", "under_construction", "planned", "closed"] as const;
export type Look = "full" | "ring" | "dot" | "cross";
/** How a site's status is drawn. */
export function lookOf(status: string): Look {
  if (status === "planned") return "ring";
  if (status === "under_construction") return "dot";
  return status === "closed" ? "cross" : "full";
}

/** The path of a shape in SVG. */
export function shapePath(shape: Shape, r: number, x = 0, y = 0): string {
  const corners = shape(r);
  const round = (value: number): number => Math.round(value * 100) / 100;
  if (!corners) {
    return `M${round(x - r)},${round(y)}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;
  }
  return corners.map(([cx, cy], i) => `${i ? "L" : "M"}${round(x + cx)},${round(y + cy)}`).join("") + "Z";
}

/** Offsets in radii by which so many marks of one place are told apart. */
export function fanOffsets(count: number): [number, number][] {
  const reach = count === 2 ? 0.9 : 0.6 + count * 0.25;
  return Array.from({ length: count }, (_, i) => {
    const angle = -Math.PI / 4 + (i * 2 * Math.PI) / count;
    return [Math.cos(angle) * reach, Math.sin(angle) * reach];
  });
}

/** Shape, color and relative size of a mark, by its sector or, of a zone, its scheme. */
export function markStyle(
  kind: MarkKind, sector: string, model: Model, palette: Palette,
): { shape: Shape; color: string; size: number } {
  const { sectorById, payload } = model;
  if (kind === "zone") return { shape: DIAMOND, color: schemeLook(payload.schemes[sector], palette).color, size: SIZES.zone };
  const color = sectorColor(sectorById.get(sector), palette);
  if (kind === "cluster") return { shape: HEXAGON, color, size: SIZES.cluster };
  return { shape: shapeOf(payload.sectors.findIndex((x) => x.id === sector)), color, size: SIZES.site };
}
