/** Positions in Web Mercator, in pixels of one zoom level. */

/** [longitude, latitude] in degrees. */
type Point = [number, number];

/** Zoom level whose pixels are the unit of all coordinates here. */
export const UNIT_ZOOM = 8;
const WORLD = 256 * 2 ** UNIT_ZOOM;
/** Pixels are counted from here, so that they stay short and exact. */
const [WEST, NORTH] = [122, 46];

export const mercatorX = (lon: number): number => ((lon + 180) / 360) * WORLD;
export const mercatorY = (lat: number): number => {
  const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * WORLD;
};
export const ORIGIN_X = mercatorX(WEST);
export const ORIGIN_Y = mercatorY(NORTH);

/** Position of a place in units. */
export function project([lon, lat]: Point): [number, number] {
  return [mercatorX(lon) - ORIGIN_X, mercatorY(lat) - ORIGIN_Y];
}

/** Place of a position in units. */
export function unproject([x, y]: [number, number]): Point {
  const north = Math.PI * (1 - (2 * (y + ORIGIN_Y)) / WORLD);
  return [((x + ORIGIN_X) / WORLD) * 360 - 180, (Math.atan(Math.sinh(north)) * 180) / Math.PI];
}
