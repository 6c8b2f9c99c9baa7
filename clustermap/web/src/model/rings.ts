/** Circles around a place, by distance on the sphere. */
import { PathText, project } from "./geometry";
import type { Point } from "./payload";

export const EARTH_KM = 6371.0088;

/** A circle on the sphere, in units of geometry. */
export function ring(center: Point, km: number): string {
  const path = new PathText();
  const [lon, lat] = center.map((x) => (x * Math.PI) / 180) as Point;
  const d = km / EARTH_KM;
  for (let i = 0; i < 96; i++) {
    const bearing = (i * 2 * Math.PI) / 96;
    const to = Math.asin(Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(bearing));
    const along = Math.atan2(
      Math.sin(bearing) * Math.sin(d) * Math.cos(lat),
      Math.cos(d) - Math.sin(lat) * Math.sin(to),
    );
    const [x, y] = project([((lon + along) * 180) / Math.PI, (to * 180) / Math.PI]);
    if (i) path.line(x, y);
    else path.move(x, y);
  }
  path.close();
  return path.toString();
}

/** The northernmost point of a circle, in units. */
export function ringTop([lon, lat]: Point, km: number): [number, number] {
  return project([lon, lat + (km / EARTH_KM) * (180 / Math.PI)]);
}
