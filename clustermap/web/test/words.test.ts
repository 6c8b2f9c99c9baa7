import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../src/model/i18n/en.json";
import ja from "../src/model/i18n/ja.json";
import ko from "../src/model/i18n/ko.json";
import { dateText, yen } from "../src/model/format";
import { setLang, t } from "../src/model/i18n";
import { numberText } from "../src/model/locale";
import { stopOf, stopsOf } from "../src/model/timeline";

test("every phrase stands in three languages with the same blanks", () => {
  const blanks = (phrase: string): string[] => [...new Set(phrase.match(/\{\w+\}/g) ?? [])].sort();
  assert.deepEqual(Object.keys(ja), Object.keys(en));
  assert.deepEqual(Object.keys(ko), Object.keys(en));
  for (const [key, phrase] of Object.entries(en)) {
    for (const other of [ja, ko] as Record<string, string>[]) {
      assert.ok(other[key], key);
      assert.deepEqual(blanks(other[key]!), blanks(phrase), key);
    }
  }
});

test("yen read as each language writes them", () => {
  setLang("en");
  assert.equal(yen(1300), "¥1.3 tn");
  assert.equal(yen(476), "¥476 bn");
  assert.equal(yen(0.35), "¥350 m");
  setLang("ja");
  assert.equal(yen(1300), "1兆3,000億円");
  assert.equal(yen(476), "4,760億円");
  assert.equal(yen(0.05), "5,000万円");
  assert.equal(yen(0), "0円");
  setLang("ko");
  assert.equal(yen(1300), "1조 3,000억 엔");
});

test("dates keep the exactness they have", () => {
  setLang("en");
  assert.equal(dateText("2021-10-14"), "14 Oct 2021");
  assert.equal(dateText("2024-12"), "Dec 2024");
  assert.equal(dateText("1967"), "1967");
  assert.equal(dateText("spring 2021"), "spring 2021");
  setLang("ja");
  assert.equal(dateText("2021-10-14"), "2021年10月14日");
});

test("numbers and dates are written as the browser's own formatters write them", () => {
  for (const lang of ["en", "ja", "ko"] as const) {
    setLang(lang);
    for (const value of [0, 7, 999, 1000, -1234.5, 0.25, 1234567.875, 98765432, -0.001]) {
      for (const digits of [0, 1, 2]) {
        const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "negative" as const };
        assert.equal(numberText(value, digits, digits), new Intl.NumberFormat(lang, options).format(value));
      }
      assert.equal(numberText(value, 0, 3), new Intl.NumberFormat(lang, { signDisplay: "negative" }).format(value));
    }
    for (const date of ["1999-01-31", "2021-10-04", "2026-05-15"]) {
      const options = { year: "numeric", month: lang === "en" ? "short" : "long", day: "numeric", timeZone: "UTC" } as const;
      assert.equal(dateText(date), new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, options).format(new Date(date)));
    }
  }
  assert.equal(dateText("2021-13"), "2021-13");
});

test("plural and blanks", () => {
  setLang("en");
  assert.equal(t("sitesCount", { n: 1 }), "1 site");
  assert.equal(t("sitesCount", { n: 1234 }), "1,234 sites");
});

test("the slider has every recent year and only decades long ago", () => {
  const years = [1857, 1905, 1917, ...Array.from({ length: 60 }, (_, i) => 1995 + (i % 35))];
  const stops = stopsOf(years, [2001]);
  assert.equal(stops[0], 1857);
  assert.equal(stops[stops.length - 1], 2029);
  assert.ok(stops.length < 50);
  for (let year = 2010; year <= 2029; year++) assert.ok(stops.includes(year));
  for (const year of years) assert.ok(stops[stopOf(stops, year)]! >= year);
  assert.deepEqual(stopsOf([], []), []);
});
