import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { Finder } from "../src/crowd/finder";
import { groupsOf, lowerBound, type ShownSites, squaresIn } from "../src/crowd/grouping";
import { brief } from "../src/crowd/numbers";
import { arcs } from "../src/crowd/paint";
import { rangesText } from "../src/crowd/scene";
import { buffers, type CodeColumn, deinterleave, type NumberColumn, type TextColumn, unpack } from "../src/crowd/unpack";
import { fromBase64 } from "../src/ui/inflate";
import { setLang } from "../src/model/i18n";
import type { PackedSites } from "../src/model/payload";

/** Numbers that look random and are the same in each run (Park and Miller 1988). */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function interleave(x: number, y: number): number {
  let code = 0;
  for (let bit = 24; bit >= 0; bit--) code = code * 4 + ((y >> bit) & 1) * 2 + ((x >> bit) & 1);
  return code;
}

function planes(values: number[], width: number): Buffer {
  return Buffer.concat(Array.from({ length: width }, (_, plane) =>
    Buffer.from(values.map((value) => Math.floor(value / 256 ** plane) % 256))));
}

const next = random(7);
const half = 20;
const places = Array.from({ length: 3000 }, (_, i) => {
  const spread = i % 3 ? 2 ** half : 2 ** 12;
  return [Math.floor(next() * spread), Math.floor(next() * spread)] as const;
}).sort((a, b) => interleave(...a) - interleave(...b));
const codes = Float64Array.from(places, ([x, y]) => interleave(x, y));

function shownOf(wanted: (i: number) => boolean): ShownSites {
  const before = new Uint32Array(codes.length + 1);
  codes.forEach((_, i) => (before[i + 1] = before[i]! + Number(wanted(i))));
  return { codes, half, before };
}
const WHOLE = { x0: 0, y0: 0, x1: 2 ** half, y1: 2 ** half };

test("what was packed is unpacked as it was", async () => {
  const texts = places.map((_, i) => (i % 5 ? `工場 ${i} </script>` : ""));
  const words = ["", "稼働中", "a\u2028b"];
  const streams = (...parts: Buffer[]): { bytes: Buffer[]; streams: number[] } => {
    const bytes = parts.map((part) => deflateRawSync(part));
    return { bytes, streams: bytes.map((part) => part.length) };
  };
  const encoded = texts.map((text) => Buffer.from(text));
  const written = streams(planes(encoded.map((x) => x.length), 2), Buffer.concat(encoded));
  const coded = streams(planes(places.map((_, i) => i % 3), 1), Buffer.from(JSON.stringify(words)));
  const wide = streams(planes(places.map((_, i) => i * 20), 2), Buffer.from(JSON.stringify(["x"])));
  const money = Float32Array.from(places, (_, i) => (i % 2 ? i / 8 : NaN));
  const bytes = Buffer.from(money.buffer);
  const numbers = streams(Buffer.concat([0, 1, 2, 3].map((plane) => Buffer.from(places.map((_, i) => bytes[i * 4 + plane]!)))));
  const positions = deflateRawSync(planes([...codes].map((code, i) => code - (i ? codes[i - 1]! : 0)), half / 4));
  const packed: PackedSites = {
    count: places.length, unplaced: 0, exact: 0.8, west: 0, north: 0, half, positions: positions.length, left_out: [],
    columns: [
      { name: "name", kind: "texts", streams: written.streams }, { name: "status", kind: "codes", width: 1, streams: coded.streams },
      { name: "wide", kind: "codes", width: 2, streams: wide.streams }, { name: "money", kind: "numbers", streams: numbers.streams },
    ],
  };
  const data = Buffer.concat([positions, ...written.bytes, ...coded.bytes, ...wide.bytes, ...numbers.bytes]);
  const found = await unpack(packed, fromBase64(data.toString("base64")));
  assert.deepEqual(found.codes, codes);
  assert.deepEqual([...found.x], places.map(([x]) => x));
  assert.deepEqual([...found.y], places.map(([, y]) => y));
  const { name, status, wide: far, money: amount } = found.columns as unknown as
    { name: TextColumn; status: CodeColumn; wide: CodeColumn; money: NumberColumn };
  const { starts, bytes: letters } = name;
  assert.deepEqual(places.map((_, i) => new TextDecoder().decode(letters.subarray(starts[i], starts[i + 1]))), texts);
  assert.deepEqual(places.map((_, i) => status.levels[status.codes[i]!]), places.map((_, i) => words[i % 3]));
  assert.equal(far.codes[2999], 2999 * 20);
  assert.deepEqual(amount.values, money);
  assert.equal(new Set(buffers(found)).size, buffers(found).length);
});

test("the bits of a code are those of the position, to the last of 25", () => {
  for (const [x, y] of [[0, 0], [1, 0], [0, 1], [2 ** 25 - 1, 0], [0, 2 ** 25 - 1], [12345678, 33554431], [2 ** 24, 2 ** 13]] as const) {
    const code = interleave(x, y);
    assert.deepEqual([deinterleave(code, 0), deinterleave(code, 1)], [x, y]);
  }
});

test("squares hold the sites that lie in them, and no others", () => {
  const shown = shownOf((i) => i % 4 !== 1);
  for (const level of [4, 8, 13, 17]) {
    const truth = new Map<string, number>();
    places.forEach(([x, y], i) => {
      const key = `${x >> level} ${y >> level}`;
      if (i % 4 !== 1) truth.set(key, (truth.get(key) ?? 0) + 1);
    });
    const found = squaresIn(shown, WHOLE, level);
    assert.deepEqual(new Map(found.map(({ column, row, count }) => [`${column} ${row}`, count])), truth);
  }
  assert.equal(lowerBound(codes, -1, 0, codes.length), 0);
  assert.equal(lowerBound(codes, Infinity, 0, codes.length), codes.length);
});

test("the numbers of the groups add up to all sites at every level, filtered or not", () => {
  for (const shown of [shownOf(() => true), shownOf((i) => i % 7 === 0), shownOf(() => false)]) {
    for (let level = 0; level <= half; level++) {
      const groups = groupsOf(squaresIn(shown, WHOLE, level), 3.5);
      assert.equal(groups.reduce((sum, group) => sum + group.count, 0), shown.before[codes.length]);
      for (const { count, squares } of groups) assert.equal(squares.reduce((sum, square) => sum + square.count, 0), count);
    }
  }
});

test("groups stand apart, and stay the same when the map is panned", () => {
  const shown = shownOf(() => true);
  const level = 14;
  const reach = 3.5;
  const middle = (groups: ReturnType<typeof groupsOf>): { column: number; row: number; count: number }[] =>
    groups.map(({ squares, count }) => ({ column: squares[0]!.column, row: squares[0]!.row, count }));
  const all = middle(groupsOf(squaresIn(shown, WHOLE, level), reach));
  for (const a of all) for (const b of all) if (a !== b) assert.ok(Math.hypot(a.column - b.column, a.row - b.row) > reach);
  const part = { x0: 0.1 * 2 ** half, y0: 0.1 * 2 ** half, x1: 0.9 * 2 ** half, y1: 0.9 * 2 ** half };
  const inside = middle(groupsOf(squaresIn(shown, part, level), reach)).filter(({ column, row }) => Math.min(column, row) >= 24 && Math.max(column, row) < 40);
  const wanted = all.filter(({ column, row }) => Math.min(column, row) >= 24 && Math.max(column, row) < 40);
  const key = (group: { column: number; row: number; count: number }): string => `${group.column} ${group.row} ${group.count}`;
  assert.ok(wanted.length > 1);
  assert.deepEqual(new Set(inside.map(key)), new Set(wanted.map(key)));
});

test("names are found whole first, then by their beginning, then by a part", () => {
  const names = ["Kita Denki", "Denki", "Denki Kita", "東京電機", "デンキ", ""];
  const encoded = names.map((name) => new TextEncoder().encode(name));
  const starts = new Uint32Array(names.length + 1);
  encoded.forEach((bytes, i) => (starts[i + 1] = starts[i]! + bytes.length));
  const column: TextColumn = { kind: "texts", starts, bytes: Uint8Array.from(encoded.flatMap((bytes) => [...bytes])) };
  const finder = new Finder([column], names.length);
  assert.deepEqual(finder.find(["denki"], 5), [1, 2, 0]);
  assert.deepEqual(finder.find(["denki", "でんき"], 5), [1, 4, 2, 0]);
  assert.deepEqual(finder.find(["denki"], 2), [1, 2]);
  assert.deepEqual(finder.find(["電機"], 5), [3]);
  assert.deepEqual(finder.find(["zzz"], 5), []);
});

test("numbers are brief in each language", () => {
  setLang("en");
  assert.deepEqual([1, 999, 1000, 1234, 9949, 9951, 381_000, 999_499, 999_600, 1_000_518].map(brief),
    ["1", "999", "1k", "1.2k", "9.9k", "10k", "381k", "999k", "1M", "1M"]);
  setLang("ja");
  assert.deepEqual([999, 9999, 12_345, 381_000, 1_000_518, 123_456_789].map(brief), ["999", "9,999", "1.2万", "38万", "100万", "1.2億"]);
  setLang("ko");
  assert.equal(brief(12_345), "1.2만");
});

test("a ring's arcs go once around, and stretches of the order are written short", () => {
  const ring = arcs([3, 0, 1]);
  assert.deepEqual(ring.map(({ sector }) => sector), [0, 2]);
  assert.equal(ring[0]!.from, 0);
  assert.equal(ring[0]!.to, ring[1]!.from);
  assert.ok(Math.abs(ring[1]!.to - 2 * Math.PI) < 1e-9);
  const square = (from: number, to: number) => ({ column: 0, row: 0, from, to, count: to - from });
  assert.equal(rangesText([square(8, 9), square(2, 5), square(5, 7)]), "2-6.8");
});
