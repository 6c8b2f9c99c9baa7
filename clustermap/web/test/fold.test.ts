import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, queries, romanized } from "../src/model/fold";

const same = (...spellings: string[]): void => {
  for (const other of spellings.slice(1)) assert.equal(fold(other), fold(spellings[0]!), `${other} is not ${spellings[0]}`);
};

test("widths, kana, case and marks do not matter", () => {
  same("クマモト", "ｸﾏﾓﾄ", "くまもと");
  same("ＴＳＭＣ", "tsmc", "Tsmc");
  same("データセンター", "ﾃﾞｰﾀｾﾝﾀｰ", "デタセンタ");
  same("Kyūshū", "kyushu", "Kyuushuu", "KYUSHU");
  same("Ōita", "Oita", "Ooita", "Ôita");
  same("Hyōgo", "Hyogo", "Hyougo");
  same("Gunma", "Gumma");
  same("Namba", "Nanba");
});

test("NFD from a Mac is NFC", () => {
  same("ガス", "ガス".normalize("NFD"));
  same("구마모토", "구마모토".normalize("NFD"));
});

test("old forms and the small ke of place names are the common ones", () => {
  same("龍ケ崎市", "竜ヶ崎市", "龍ヶ崎市");
  same("鎌ケ谷", "鎌が谷");
  same("虎ノ門", "虎の門", "虎之門");
  same("塩竈", "塩釜");
  assert.equal(fold("ケーブル"), fold("けーぶる"));
});

test("kana finds Roman names", () => {
  assert.ok(queries("くまもと").includes(fold("Kumamoto")));
  assert.ok(queries("ｷｸﾖｳ").includes(fold("Kikuyō")));
  assert.ok(queries("ほっかいどう").includes(fold("Hokkaidō")));
  assert.ok(queries("チトセ").includes(fold("Chitose")));
  assert.equal(romanized(fold("にっちゅう")), "nitchu");
  assert.equal(romanized(fold("しゃ")), "sha");
});

test("nothing typed asks nothing", () => {
  assert.deepEqual(queries("  ・-"), []);
});

test("hostile and endless text is folded without harm", () => {
  assert.ok(fold("W".repeat(20000)).length <= 400);
  assert.equal(fold("<img onerror>"), "<imgonerror>");
});
