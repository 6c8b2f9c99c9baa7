/** Lines with fewer corners: those that change the picture least go first (Visvalingam 1993). */

let corners = new Int32Array(1024);
let sizes = new Float64Array(1024);

/**
 * The corners of a line (x, y, x, y ...) from one to before another, but for those whose triangle with their neighbors
 * is smaller than a size. They are good until the next call.
 */
export function simplified(points: Float64Array, from: number, to: number, least: number): Int32Array {
  let count = to - from;
  if (count > corners.length) [corners, sizes] = [new Int32Array(2 * count), new Float64Array(2 * count)];
  for (let i = 0; i < count; i++) corners[i] = from + i;
  const closed = points[2 * from] === points[2 * to - 2] && points[2 * from + 1] === points[2 * to - 1];
  const fewest = closed ? 4 : 2;
  // In rounds: of neighbors that are too small the smallest go.
  for (let before = 0; before !== count && count > fewest;) {
    before = count;
    measure(points, count);
    count = without(count, least, fewest);
  }
  return corners.subarray(0, count);
}

/** The triangles of the corners that are left; the ends have none. */
function measure(points: Float64Array, count: number): void {
  sizes[0] = sizes[count - 1] = Infinity;
  let [ax, ay] = [points[2 * corners[0]!]!, points[2 * corners[0]! + 1]!];
  let [bx, by] = [points[2 * corners[1]!]!, points[2 * corners[1]! + 1]!];
  for (let k = 1; k < count - 1; k++) {
    const c = 2 * corners[k + 1]!;
    const [cx, cy] = [points[c]!, points[c + 1]!];
    sizes[k] = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
    [ax, ay, bx, by] = [bx, by, cx, cy];
  }
}

/** Take the smallest among neighbors out; how many are left. */
function without(count: number, least: number, fewest: number): number {
  let [left, spare] = [0, count - fewest];
  let previous = Infinity;
  for (let k = 0; k < count; k++) {
    const here = sizes[k]!;
    const falls = here < least && here < previous && (k === count - 1 || here <= sizes[k + 1]!) && spare > 0;
    if (falls) spare--;
    else corners[left++] = corners[k]!;
    previous = here;
  }
  return left;
}
