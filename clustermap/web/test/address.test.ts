import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, type KnownIds, parse } from "../src/model/address";
import type { State } from "../src/model/state";

const INITIAL: State = {
  lang: "en", theme: "auto", view: "map", table: "areas", colorBy: "sites", towns: null, method: "quantiles", classes: 5, breaks: null,
  sectors: new Set(["ai", "bio"]), layers: new Set(["sites"]), since: null, year: null, basis: "opened", undated: false, facets: {}, ranges: {},
  selected: null, pins: [], at: null, embed: false,
};
const KNOWN: KnownIds = {
  indicators: new Set(["sites", "a,b&c=#", "__proto__"]), sectors: new Set(["ai", "bio"]),
  layers: new Set(["sites", "clusters", "zone:x y"]), areas: new Set(["01", "43", "40", "23", "13"]), townIndicators: new Set(["population_2020"]),
  facets: new Set(["status", "region", "investment", "x.a b=&,~"]),
};

test("the beginning needs no address", () => {
  assert.equal(encode(INITIAL, INITIAL), "");
  assert.deepEqual(parse("", KNOWN), {});
});

test("every choice comes back", () => {
  const state: State = {
    ...INITIAL, lang: "ja", theme: "dark", view: "tiles", table: "sites", colorBy: "a,b&c=#", method: "natural", classes: 7, breaks: { id: "a,b&c=#", values: [-1.5, 0, 20] },
    sectors: new Set(["bio"]), layers: new Set(["clusters", "zone:x y"]), since: 2015, year: 2021, basis: "announced", undated: true,
    facets: { status: ["planned", ""], "x.a b=&,~": ["x,y~", "=&#"] }, ranges: { investment: [10, null], "x.a b=&,~": [-1.5, 3] },
    selected: { kind: "site", id: "<x> & 100% =#" }, pins: ["43", "01"], at: [32.8861, 130.8425, 9.25], embed: true,
  };
  assert.deepEqual({ ...INITIAL, ...parse("#" + encode(state, INITIAL), KNOWN) }, state);
});

test("no sector at all is a choice too", () => {
  const state: State = { ...INITIAL, sectors: new Set() };
  assert.deepEqual(parse(encode(state, INITIAL), KNOWN).sectors, new Set());
});

test("what is unknown or broken is left out", () => {
  assert.deepEqual(parse("#by=nothing&lang=xx&view=&year=20x1&classes=equal,99&at=1,2&pins=99&%%%&=&zone", KNOWN), { pins: [] });
  assert.deepEqual(parse("#at=95,0,5&breaks=sites~5,1&breaks=nothing~1,2", KNOWN), {});
  assert.deepEqual(parse("#sectors=ai,constructor", KNOWN).sectors, new Set(["ai"]));
  assert.equal(parse("#by=__proto__", KNOWN).colorBy, "__proto__");
});

test("at most four areas are compared", () => {
  assert.deepEqual(parse("#pins=43,43,01,40,23,13", KNOWN).pins, ["43", "01", "40", "23"]);
});

test("embed stands alone", () => {
  assert.equal(parse("#embed", KNOWN).embed, true);
  assert.equal(parse("#embed=0", KNOWN).embed, false);
});
