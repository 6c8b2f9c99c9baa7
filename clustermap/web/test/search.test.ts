import assert from "node:assert/strict";
import { test } from "node:test";
import { Finder } from "../src/crowd/finder";
import type { CodeColumn } from "../src/crowd/unpack";
import { queries } from "../src/model/fold";
import { nearly, slipsBetween } from "../src/model/spelling";

test("a slip of the pen is forgiven, another word is not", () => {
  for (const [typed, word] of [["kumamto", "kumamoto"], ["kumamoot", "kumamoto"], ["fukuka", "fukuoka"], ["熊木県", "熊本県"], ["hirosima", "hiroshima"], ["semicondctor", "semiconductors"]]) {
    assert.ok(nearly(typed!, word!), typed);
  }
  for (const [typed, word] of [["osaka", "akita"], ["mie", "mi"], ["kyoto", "tokyo"], ["saga", "shiga"], ["bio", "bit"]]) assert.ok(!nearly(typed!, word!), typed);
  assert.equal(slipsBetween("abcd", "acbd", 2), 1);
  assert.equal(slipsBetween("", "ab", 2), 2);
});

test("sites too many for the page are found by several words in any order", () => {
  const column = (levels: string[]): CodeColumn => ({ kind: "codes", levels, codes: Uint8Array.from(levels, (_, i) => i) });
  const finder = new Finder([column(["Kita Works", "Minami Works", "北工場"])], 3, [column(["Denki, Kumamoto", "Denki, Oita", "電機 熊本"])]);
  const words = (text: string): string[][] => text.split(" ").map(queries);
  assert.deepEqual(finder.findWords(words("works kumamoto"), 9), [0]);
  assert.deepEqual(finder.findWords(words("oita minami"), 9), [1]);
  assert.deepEqual(finder.findWords(words("熊本 工場"), 9), [2]);
  assert.deepEqual(finder.findWords(words("works zzz"), 9), []);
});
