/** Sites drawn together where they would bury the map: a ring a place, parted by sector. */
import type { Palette } from "../model/colors";
import { sectorColor } from "../model/colors";
import type { Model } from "../model/model";
import type { App } from "../ui/app";
import { s } from "../ui/dom";
import { type Mark, radiusAt } from "./marks";

/** Share of the land that single marks may cover; above it they are grouped. */
const MOST = 0.05;
/** Pixels per unit from which sites always stand by themselves (zoom 6.7). */
const ALONE_FROM = 0.4;
/** Sites of a prefecture nearer than this (pixels) make a group. */
const NEAR = 34;
/** Radius of a ring: of a group of one, and of the largest. */
const [LEAST, LARGEST] = [3, 6.2];
const HOLE = 0.45;
/** Share of an area that its ring may cover. */
const SHARE = 0.3;

/** How many sites of a sector stand in a group. */
export type Parts = [sector: string, count: number][];

/** The marks at a scale: sites one by one, or grouped by place within each area; zones and clusters as they are. */
export function groupedMarks(app: App, marks: Mark[], scale: number, zoom: number): Mark[] {
  const sites = marks.filter((mark) => mark.kind === "site");
  const room = landOf(app.model) * scale * scale;
  if (scale >= ALONE_FROM || sites.length * Math.PI * radiusAt(zoom) ** 2 < MOST * room) return marks;
  const byArea = new Map<number, Mark[][]>();
  for (const mark of sites) {
    const { area } = app.model.sites[mark.index]!;
    const groups = byArea.get(area) ?? [];
    byArea.set(area, groups);
    // a small prefecture has room for one ring, in its middle
    const small = isSmall(app.model, area, scale);
    const near = groups.find(([first]) => small || Math.hypot(first!.x - mark.x, first!.y - mark.y) * scale < NEAR);
    if (near) near.push(mark);
    else groups.push([mark]);
  }
  const grouped = [...byArea].flatMap(([area, groups]) => groups.map((members) => (members.length === 1 ? members[0]!
    : groupOf(members, isSmall(app.model, area, scale) ? app.model.geometry.centroid(area) : null,
      Math.sqrt((SHARE * roomOf(app.model, area) * scale * scale) / Math.PI)))));
  // the large ones lie below, so that none hides a small one
  grouped.sort((a, b) => (b.members?.length ?? 1) - (a.members?.length ?? 1));
  return [...marks.filter((mark) => mark.kind !== "site"), ...grouped];
}

const isSmall = (model: Model, area: number, scale: number): boolean =>
  area >= 0 && roomOf(model, area) * scale * scale < NEAR * NEAR;

function groupOf(members: Mark[], middle: [number, number] | null, most: number): Mark {
  const mean = (pick: (mark: Mark) => number): number => members.reduce((sum, mark) => sum + pick(mark), 0) / members.length;
  const [x, y] = middle ?? [mean((mark) => mark.x), mean((mark) => mark.y)];
  return {
    ...members[0]!, id: members.map((mark) => mark.index).join("."), x, y,
    fan: [0, 0], members: members.map((mark) => mark.index), most,
  };
}

const lands = new WeakMap<Model, number[]>();

/** Land of an area, in square units; of no area: none. */
function roomOf(model: Model, area: number): number {
  let found = lands.get(model);
  if (!found) lands.set(model, (found = model.geometry.bounds.map((_, i) => model.geometry.size(i))));
  return found[area] ?? 0;
}

function landOf(model: Model): number {
  return model.selected.reduce((sum, i) => sum + roomOf(model, i), 0);
}

/** Radius of a group in pixels: the same for all where the map's colors count the same sites. */
export function groupRadius(app: App, { members = [], most = LARGEST }: Mark): number {
  const { derived } = app.current().indicator;
  const counted = derived?.measure === "sites" && derived.per === null && derived.sector === null;
  const wanted = counted ? 5 : Math.min(LARGEST, LEAST + 0.55 * Math.sqrt(members.length));
  return Math.max(LEAST, Math.min(wanted, most));
}

/** Sectors of a group in the page's order. */
export function partsOf(model: Model, members: readonly number[]): Parts {
  const counts = new Map<string, number>();
  for (const index of members) {
    const { sector } = model.sites[index]!;
    counts.set(sector, (counts.get(sector) ?? 0) + 1);
  }
  const known = model.payload.sectors.map(({ id }) => id);
  return [...known, ...[...counts.keys()].filter((id) => !known.includes(id))]
    .filter((id) => counts.has(id)).map((id) => [id, counts.get(id)!]);
}

/** Draw a ring: a halo, and the sectors' shares from the top on. */
export function drawRing(
  context: CanvasRenderingContext2D, model: Model, members: readonly number[], x: number, y: number, r: number, palette: Palette,
): void {
  context.beginPath();
  context.arc(x, y, r * (1 + HOLE) / 2, 0, 2 * Math.PI);
  context.strokeStyle = palette.markHalo;
  context.lineWidth = r * (1 - HOLE) + 1.6;
  context.stroke();
  context.lineWidth = r * (1 - HOLE);
  let turn = -Math.PI / 2;
  for (const [sector, count] of partsOf(model, members)) {
    const end = turn + (2 * Math.PI * count) / members.length;
    context.beginPath();
    context.arc(x, y, r * (1 + HOLE) / 2, turn, end);
    context.strokeStyle = sectorColor(model.sectorById.get(sector), palette);
    context.stroke();
    turn = end;
  }
}

/** The same for pictures. */
export function ringNodes(model: Model, members: readonly number[], x: number, y: number, r: number, palette: Palette): SVGGElement {
  const middle = (r * (1 + HOLE)) / 2;
  const around = 2 * Math.PI * middle;
  const circle = (color: string, width: number, more: Record<string, string> = {}): SVGElement =>
    s("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: middle.toFixed(2), fill: "none", stroke: color, "stroke-width": width.toFixed(2), ...more });
  let before = 0;
  return s("g", null, circle(palette.markHalo, r * (1 - HOLE) + 1.6), partsOf(model, members).map(([sector, count]) => {
    const share = (count / members.length) * around;
    const node = circle(sectorColor(model.sectorById.get(sector), palette), r * (1 - HOLE), {
      "stroke-dasharray": `${share.toFixed(2)} ${(around - share).toFixed(2)}`, "stroke-dashoffset": (around / 4 - before).toFixed(2),
    });
    before += share;
    return node;
  }));
}
