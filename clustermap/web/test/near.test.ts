import assert from "node:assert/strict";
import { test } from "node:test";
import { distanceKm, equalArea, flatRadius, nearText, parseNear, sector } from "../src/model/near";
import { rough } from "../src/panels/near-card";

test("a place comes back from the address, and nonsense does not", () => {
  const near = { center: [130.842, 32.886] as [number, number], km: 30, of: "site:a,b:c" };
  assert.deepEqual(parseNear(nearText(near)), near);
  for (const text of ["", "1,2", "x,y,3", "95,0,3", "0,0,0", "0,0,999", "..,1,2"]) assert.equal(parseNear(text), null);
});

test("distances are those of the sphere", () => {
  // Kumamoto's and Tokyo's prefectural offices; 885 km on the ellipsoid
  assert.ok(Math.abs(distanceKm([130.7417, 32.7898], [139.6917, 35.6896]) - 885) < 3);
  assert.equal(distanceKm([130, 33], [130, 33]), 0);
});

test("a circle stays a circle of its area", () => {
  const center: [number, number] = [130.8, 32.9];
  const flat = equalArea(center);
  for (const [lon, lat] of [[131.2, 32.9], [130.8, 33.3], [130.4, 32.6]] as const) {
    assert.ok(Math.abs(Math.hypot(...flat([lon, lat])) - flatRadius(distanceKm(center, [lon, lat]))) < 1e-6);
  }
});

test("the part of a polygon inside a disk", () => {
  const inside = (points: [number, number][], r: number): number =>
    points.reduce((sum, [x, y], i) => sum + sector(x, y, ...points[(i + 1) % points.length]!, r), 0);
  const square: [number, number][] = [[-10, -10], [10, -10], [10, 10], [-10, 10]];
  assert.ok(Math.abs(inside(square, 5) - Math.PI * 25) < 1e-9);
  assert.ok(Math.abs(inside(square, 20) - 400) < 1e-9);
  const half: [number, number][] = [[0, -10], [10, -10], [10, 10], [0, 10]];
  assert.ok(Math.abs(inside(half, 5) - (Math.PI * 25) / 2) < 1e-9);
  assert.ok(Math.abs(inside([[20, 20], [30, 20], [30, 30]], 5)) < 1e-9);
  // a segment cut off at x = 3
  const cap = 25 * Math.acos(3 / 5) - 3 * Math.sqrt(16);
  assert.ok(Math.abs(inside([[3, -9], [9, -9], [9, 9], [3, 9]], 5) - cap) < 1e-9);
});

test("an estimate is told in three digits", () => {
  assert.deepEqual([1234567, 99950, 999, 12.4, 0].map(rough), [1230000, 100000, 999, 12, 0]);
});
