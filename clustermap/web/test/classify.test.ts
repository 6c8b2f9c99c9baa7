// Expected breaks were computed with mapclassify 2.10 on the same values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { byHand, classify, classifyAround, classOf, equalIntervals, lowerEnds, naturalBreaks, parseBreaks, quantiles, tellingDigits } from "../src/model/classify";

/** Manufacturing establishments of the 47 prefectures, 2024. */
const ESTABLISHMENTS = [
  6397, 1489, 2114, 3102, 1766, 2700, 3894, 5689, 4857, 5696, 13159, 5921, 15297, 9856, 5767, 2931, 3187, 2553, 2109, 6128,
  6488, 10530, 18414, 3857, 3107, 5297, 18481, 8572, 1880, 1747, 854, 1206, 3921, 5871, 1983, 1294, 2354, 2592, 1091, 6022,
  1436, 1646, 2235, 1664, 1533, 2533, 980,
].sort((a, b) => a - b);

function near(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((x, i) => assert.ok(Math.abs(x - expected[i]!) < 1e-6, `${x} is not ${expected[i]}`));
}

test("quantiles are mapclassify's", () => {
  near(quantiles(ESTABLISHMENTS, 5), [1680.6, 2541, 3910.2, 6106.8, 18481]);
  near(quantiles(ESTABLISHMENTS, 4), [1823, 3102, 5896, 18481]);
});

test("natural breaks are mapclassify's Fisher-Jenks", () => {
  near(naturalBreaks(ESTABLISHMENTS, 5), [2235, 3921, 6488, 13159, 18481]);
  near(naturalBreaks(ESTABLISHMENTS, 7), [1983, 3187, 4857, 6488, 10530, 15297, 18481]);
});

test("equal intervals are mapclassify's", () => {
  near(equalIntervals(ESTABLISHMENTS, 5), [4379.4, 7904.8, 11430.2, 14955.6, 18481]);
});

test("ties merge equal bounds and values fall into the class whose bound they reach", () => {
  const tied = [1, 1, 1, 1, 2, 2, 3, 4, 9, 12];
  const classes = classify(tied, "quantiles", 5);
  // six different values bear three classes
  near(classes.bounds, [1, 3, 12]);
  assert.deepEqual(tied.map((x) => classOf(x, classes)), [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
});

test("no class is empty", () => {
  const skewed = [...Array.from({ length: 30 }, (_, i) => 1 + i / 100), 50];
  for (const method of ["quantiles", "natural", "equal"] as const) {
    const classes = classify(skewed, method, 7);
    const held = new Set(skewed.map((x) => classOf(x, classes)));
    assert.equal(held.size, classes.bounds.length);
  }
});

test("tiny numbers get the digits that tell them apart", () => {
  assert.equal(tellingDigits([0.00001, 0.00002, 0.0001], 3), 5);
  assert.equal(tellingDigits([1, 2.5], 1), 1);
});

test("breaks by hand are kept, and what lies beyond makes a class", () => {
  assert.deepEqual(byHand([0, 3, 5, 12, 80], [0, 5, 10, 50], null), { bounds: [5, 10, 50, 80], lowest: 0, zero: true });
});

test("breaks are read as they are typed, in full-width digits too", () => {
  assert.deepEqual(parseBreaks("0, 5,10 50"), [0, 5, 10, 50]);
  assert.deepEqual(parseBreaks("０、５；10.5"), [0, 5, 10.5]);
  for (const wrong of ["", "5", "5,3", "1,1", "a,b", "1e3,2e3", "0x1,2", "<b>,2"]) {
    assert.equal(parseBreaks(wrong), null, wrong);
  }
  assert.equal(parseBreaks(Array.from({ length: 13 }, (_, i) => i).join()), null);
});

test("classes made of their own lower ends are the same classes", () => {
  for (const method of ["quantiles", "natural", "equal"] as const) {
    const made = classify(ESTABLISHMENTS, method, 5);
    const again = byHand(ESTABLISHMENTS, lowerEnds(made, 0), null);
    const all = (classes: typeof made): number[] => ESTABLISHMENTS.map((x) => classOf(x, classes));
    assert.equal(new Set(all(again)).size, new Set(all(made)).size);
  }
});

test("zeros are a class of their own and do not touch the other breaks", () => {
  const counts = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5];
  const classes = classify(counts, "quantiles", 5);
  assert.equal(classes.zero, true);
  // five values bear three classes
  near(classes.bounds, [2 + 1 / 3, 3 + 2 / 3, 5]);
  assert.equal(classOf(0, classes), -1);
  assert.equal(classOf(1, classes), 0);
});

test("nothing, one value and all the same give what can be drawn", () => {
  assert.deepEqual(classify([], "natural", 5).bounds, []);
  for (const method of ["quantiles", "natural", "equal"] as const) {
    assert.deepEqual(classify([7], method, 5).bounds, [7]);
    assert.deepEqual(classify([7, 7, 7], method, 5).bounds, [7]);
  }
  assert.deepEqual(classify([0, 0], "equal", 5), { bounds: [], lowest: 0, zero: true });
});

test("a diverging scale breaks at its middle", () => {
  const classes = classifyAround([0.2, 0.5, 0.9, 1, 1.4, 3], 1, "equal", 5);
  assert.equal(classes.bounds[classes.below - 1], 1);
  assert.equal(classOf(1, classes), classes.below - 1);
  assert.equal(classOf(1.4, classes), classes.below);
});
