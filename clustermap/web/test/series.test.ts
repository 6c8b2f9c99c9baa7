import assert from "node:assert/strict";
import test from "node:test";
import { linePath, signed } from "../src/model/series";

test("changes have their sign, and none where nothing changed", () => {
  assert.equal(signed(3.66), "+3.7%");
  assert.equal(signed(-5.24), "−5.2%");
  assert.equal(signed(-0.04), "0.0%");
});

test("a line runs from the left to the right margin, the highest value on top", () => {
  assert.equal(linePath([2011, 2012, 2013], [10, 20, 15], 160, 32, 3), "M3.0,29.0L80.0,3.0L157.0,16.0");
});

test("a year without a value breaks the line", () => {
  assert.equal(linePath([1, 2, 3, 4], [1, null, 3, 1], 13, 12, 2), "M2.0,10.0M8.0,2.0L11.0,10.0");
});

test("values that are all the same lie in the middle", () => {
  assert.equal(linePath([1, 2], [5, 5], 10, 10, 0), "M0.0,5.0L10.0,5.0");
});
