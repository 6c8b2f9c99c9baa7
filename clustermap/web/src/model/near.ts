/** What lies within a distance of a place: sites, and an estimate of people and jobs. */
import { contains, type Geometry, project, unproject } from "./geometry";
import type { Model } from "./model";
import type { Point } from "./payload";
import { EARTH_KM } from "./rings";

export interface Near {
  center: Point;
  km: number;
  /** What stands at the center: "site:ID", "area:CODE", "town:CODE", or "" for a point of the map. */
  of: string;
}

export const RADII = [5, 10, 20, 30, 50, 100, 200] as const;

/** In the address: latitude, longitude, radius, and what stands there. */
export function nearText({ center: [lon, lat], km, of }: Near): string {
  const round = (x: number): number => Number(x.toFixed(5));
  return [round(lat), round(lon), km, of].filter((part) => part !== "").join(",");
}

export function parseNear(text: string): Near | null {
  const match = /^(-?[\d.]+),(-?[\d.]+),([\d.]+)(?:,(.*))?$/.exec(text);
  if (!match) return null;
  const [lat, lon, km] = match.slice(1, 4).map(Number) as [number, number, number];
  const sane = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && km > 0 && km <= 500;
  return sane ? { center: [lon, lat], km, of: match[4] ?? "" } : null;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Distance on the sphere. */
export function distanceKm([lon, lat]: Point, [toLon, toLat]: Point): number {
  const half = Math.sin(radians(toLat - lat) / 2) ** 2
    + Math.cos(radians(lat)) * Math.cos(radians(toLat)) * Math.sin(radians(toLon - lon) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Lambert's azimuthal equal-area projection around a point, in km: a circle around it stays a circle. */
export function equalArea([lon, lat]: Point): (point: Point) => [number, number] {
  const [sin, cos] = [Math.sin(radians(lat)), Math.cos(radians(lat))];
  return ([toLon, toLat]) => {
    const [dl, b] = [radians(toLon - lon), radians(toLat)];
    const k = EARTH_KM * Math.sqrt(2 / (1 + sin * Math.sin(b) + cos * Math.cos(b) * Math.cos(dl)));
    return [k * Math.cos(b) * Math.sin(dl), k * (cos * Math.sin(b) - sin * Math.cos(b) * Math.cos(dl))];
  };
}

/** Radius of that circle. */
export const flatRadius = (km: number): number => 2 * EARTH_KM * Math.sin(km / (2 * EARTH_KM));

/** Signed area that a disk around the origin has in common with the triangle from there to an edge. */
export function sector(ax: number, ay: number, bx: number, by: number, r: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const wedge = (px: number, py: number, qx: number, qy: number): number => (r * r * Math.atan2(px * qy - py * qx, px * qx + py * qy)) / 2;
  if (length === 0) return 0;
  const along = -(ax * dx + ay * dy) / length;
  const off = Math.sqrt(Math.max(0, (ax * dy - ay * dx) ** 2 / length));
  if (off >= r) return wedge(ax, ay, bx, by);
  const half = Math.sqrt((r * r - off * off) / length);
  const [from, to] = [Math.max(0, along - half), Math.min(1, along + half)];
  if (from >= to) return wedge(ax, ay, bx, by);
  const [px, py, qx, qy] = [ax + from * dx, ay + from * dy, ax + to * dx, ay + to * dy];
  return wedge(ax, ay, px, py) + (px * qy - py * qx) / 2 + wedge(qx, qy, bx, by);
}

/** Area of an area, and of its part inside, in km². */
export function areasWithin(geometry: Geometry, area: number, near: Near): { inside: number; whole: number } {
  const flat = equalArea(near.center);
  const r = flatRadius(near.km);
  let [inside, whole] = [0, 0];
  let start: [number, number] | null = null;
  let last: [number, number] = [0, 0];
  const line = (x: number, y: number): void => {
    const at = flat(unproject([x, y]));
    whole += (last[0] * at[1] - last[1] * at[0]) / 2;
    inside += sector(...last, ...at, r);
    last = at;
  };
  geometry.traceArea(area, {
    move: (x, y) => {
      last = flat(unproject([x, y]));
      start = last;
    },
    line,
    close: () => {
      if (!start) return;
      whole += (last[0] * start[1] - last[1] * start[0]) / 2;
      inside += sector(...last, ...start, r);
    },
  });
  return { inside: Math.abs(inside), whole: Math.abs(whole) };
}

export interface Estimate {
  people: number;
  jobs: number;
  /** Whether land beyond the municipalities of this page lies inside. */
  partial: boolean;
}

/** Ids of the indicators of municipalities that people and jobs are taken from. */
export const PEOPLE = "population_2020";
export const JOBS = "employees_2021";

/** People and jobs inside: each municipality by the share of its area; null where the page has no municipalities. */
export function estimate(model: Model, near: Near): Estimate | null {
  const { towns } = model;
  const values = [PEOPLE, JOBS].map((id) => towns?.indicatorById.get(id)?.values);
  const [people, jobs] = values;
  if (!towns || !people || !jobs) return null;
  // Wards have their city's value: their areas are taken together.
  const groups = new Map<string, number[]>();
  model.payload.towns!.code.forEach((_, i) => {
    const city = model.payload.towns!.city[i];
    const key = city === null || city === undefined ? `town ${i}` : `city ${city}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  const found = { people: 0, jobs: 0, partial: outside(model, near) };
  for (const members of groups.values()) {
    if (!members.some((i) => reaches(towns.geometry, i, near))) continue;
    const parts = members.map((i) => areasWithin(towns.geometry, i, near));
    const share = parts.reduce((sum, { inside }) => sum + inside, 0) / parts.reduce((sum, { whole }) => sum + whole, 0);
    const count = (cells: typeof people): number => (typeof cells[members[0]!] === "number" ? (cells[members[0]!] as number) * share : 0);
    found.people += count(people);
    found.jobs += count(jobs);
  }
  return found;
}

/** Whether the box of an area meets that of the circle. */
function reaches(geometry: Geometry, area: number, { center: [lon, lat], km }: Near): boolean {
  const high = km / 110;
  const wide = high / Math.cos(radians(Math.min(85, Math.abs(lat) + high)));
  const [x0, y0] = project([lon - wide, lat + high]);
  const [x1, y1] = project([lon + wide, lat - high]);
  const box = geometry.bounds[area]!;
  return box.x1 > x0 && box.x0 < x1 && box.y1 > y0 && box.y0 < y1;
}

function outside(model: Model, near: Near): boolean {
  const { areas } = model.payload;
  return areas.code.some((_, i) => !areas.selected[i] && reaches(model.geometry, i, near)
    && (areasWithin(model.geometry, i, near).inside > 0.5 || contains(model.geometry, i, ...project(near.center))));
}
