/** Lines with fewer corners: those that change the picture least go first (Visvalingam 1993). */

/** A line (x, y, x, y ...) without the corners whose triangle with their neighbors is smaller than a size. */
export function simplified(points: Float64Array, least: number): Float64Array {
  const count = points.length / 2;
  const closed = points[0] === points[points.length - 2] && points[1] === points[points.length - 1];
  const fewest = closed ? 4 : 2;
  let alive = Array.from({ length: count }, (_, i) => i);
  const size = (a: number, b: number, c: number): number => {
    const [ax, ay] = [points[2 * a]!, points[2 * a + 1]!];
    return Math.abs((points[2 * b]! - ax) * (points[2 * c + 1]! - ay) - (points[2 * c]! - ax) * (points[2 * b + 1]! - ay)) / 2;
  };
  // In rounds: of neighbors that are too small the smallest go.
  while (alive.length > fewest) {
    const sizes = alive.map((b, k) => (k === 0 || k === alive.length - 1 ? Infinity : size(alive[k - 1]!, b, alive[k + 1]!)));
    let spare = alive.length - fewest;
    const kept = alive.filter((_, k) => {
      const here = sizes[k]!;
      const falls = here < least && here < sizes[k - 1]! && here <= sizes[k + 1]! && spare > 0;
      if (falls) spare--;
      return !falls;
    });
    if (kept.length === alive.length) break;
    alive = kept;
  }
  const found = new Float64Array(alive.length * 2);
  alive.forEach((i, k) => found.set([points[2 * i]!, points[2 * i + 1]!], 2 * k));
  return found;
}
