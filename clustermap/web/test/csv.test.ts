import assert from "node:assert/strict";
import { test } from "node:test";
import { cellText, csv, tsv } from "../src/model/csv";

test("what a spreadsheet would run gets an apostrophe, numbers do not", () => {
  for (const text of ["=1+1", "+1+1", "-1-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "－x"]) assert.equal(cellText(text), `'${text}`);
  for (const text of ["-12.5", "+3", "-1e5", "x=1", "", "2021-10-14"]) assert.equal(cellText(text), text);
  assert.equal(cellText(-5), "-5");
  assert.equal(cellText(null), "");
});

test("quotes, commas and line breaks survive", () => {
  assert.equal(csv(["a", "b"], [['say "x"', "1,2"], ["l\n2", 3]]), '\ufeffa,b\r\n"say ""x""","1,2"\r\n"l\n2",3\r\n');
});

test("tabs inside cells do not shift the columns", () => {
  assert.equal(tsv(["a", "b"], [["x\ty", 2]]), "a\tb\nx y\t2\n");
});
