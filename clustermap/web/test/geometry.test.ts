import assert from "node:assert/strict";
import { test } from "node:test";
import { Arcs, Geometry, PathText, project } from "../src/model/geometry";
import { simplified } from "../src/model/simplify";
import { numbersOf, type PackedTopology } from "../src/model/topology";

/** A square island of one degree and an islet of a hundredth. */
const topology: PackedTopology = {
  scale: [0.01, 0.01], translate: [130, 30], lengths: letters([5, 5]),
  begin: [[0, 500], [300, -300]].flatMap((axis) => {
    const plain = axis.map((x) => (x < 0 ? -2 * x - 1 : 2 * x));
    return [letters(plain.map((x) => Math.floor(x / 128))), letters(plain.map((x) => x % 128))];
  }) as PackedTopology["begin"],
  x: letters([100, 0, -100, 0, 1, 0, -1, 0]), y: letters([0, 100, 0, -100, 0, 1, 0, -1]),
  objects: { areas: { rings: letters([2]), arcs: letters([1, 1]), refs: letters([0, 1]) } },
};
const arcs = new Arcs(topology);
const geometry = new Geometry(arcs, topology.objects.areas, ["43"]);

function letters(numbers: number[]): string {
  return numbers.map((x) => String.fromCharCode((x < 0 ? -2 * x - 1 : 2 * x) + 35)).join("");
}

test("numbers written as letters come back, two letters for very large ones", () => {
  assert.deepEqual([...numbersOf(letters([0, -1, 1, -239, 12_000]))], [0, -1, 1, -239, 12_000]);
  // as clustermap/maps/page/topology.py writes a million
  assert.deepEqual([...numbersOf(String.fromCharCode(35 + 40_000 + 50, 35))], [1_000_000]);
});

test("arcs stand where they were drawn", () => {
  const [x, y] = project([135, 30]);
  let at = [0, 0];
  arcs.trace(1, { move: (...point) => (at = point), line: () => undefined, close: () => undefined }, 0, true);
  assert.ok(Math.abs(at[0]! - x) < 1e-4);
  assert.ok(Math.abs(at[1]! - y) < 1e-4);
});

test("the corners of small triangles go, ends stay", () => {
  const line = Float64Array.from([0, 0, 1, 0.1, 2, 0, 3, 5, 4, 0]);
  assert.deepEqual([...simplified(line, 0, 5, 1)], [0, 2, 3, 4]);
});

function around(lon: number, lat: number, half: number): { x0: number; y0: number; x1: number; y1: number } {
  const [x, y] = project([lon, lat]);
  return { x0: x - half, y0: y - half, x1: x + half, y1: y + half };
}

test("land is found at its shore and inside, islets only when wanted", () => {
  assert.equal(geometry.hasLand(around(130, 33, 10), 5), true);
  assert.equal(geometry.hasLand(around(130.5, 33.5, 2), 5), true);
  assert.equal(geometry.hasLand(around(133, 33, 10), 5), false);
  assert.equal(geometry.hasLand(around(135, 30, 10), 5), false);
  assert.equal(geometry.hasLand(around(135, 30, 10), 0.5), true);
});

test("steps of a path do not drift from the points they were made of", () => {
  const path = new PathText(1, 0, 0, 1);
  const points = Array.from({ length: 500 }, (_, i) => [i * 0.337, Math.sin(i) * 40] as const);
  points.forEach(([x, y], i) => (i ? path.line(x, y) : path.move(x, y)));
  const [start, ...steps] = path.toString().match(/[Ml][^Ml]+/g)!.map((part) => part.slice(1).split(",").map(Number));
  let [x, y] = start as [number, number];
  for (const [dx, dy] of steps as [number, number][]) [x, y] = [x + dx, y + dy];
  const [lastX, lastY] = points[points.length - 1]!;
  assert.ok(Math.abs(x - lastX) <= 0.0501, `${x}`);
  assert.ok(Math.abs(y - lastY) <= 0.0501, `${y}`);
});
