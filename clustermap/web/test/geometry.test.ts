import assert from "node:assert/strict";
import { test } from "node:test";
import { Geometry, PathText, project } from "../src/model/geometry";

/** A square island of one degree and an islet of a hundredth. */
const geometry = new Geometry({
  type: "Topology",
  arcs: [
    [[130, 33], [131, 33], [131, 34], [130, 34], [130, 33]],
    [[135, 30], [135.01, 30], [135.01, 30.01], [135, 30.01], [135, 30]],
  ],
  objects: { areas: { type: "GeometryCollection", geometries: [{ type: "MultiPolygon", arcs: [[[0]], [[1]]] }] } },
}, ["43"]);

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
