import assert from "node:assert/strict";
import { test } from "node:test";
import { readLinks, readSiteEvents } from "../src/model/links";

const names = ["from_en", "from_ja", "from_ko", "to_en", "to_ja", "to_ko"];
const columns = ["from", "to", ...names, "kind", "what_en", "what_ja", "what_ko", "since", "source_url"];

test("a link is seen from both of its ends", () => {
  const row = ["gas", "fab", null, null, null, null, null, null, "supplies", "nitrogen", "窒素", "질소", "2025-09", "https://e.org"];
  const links = readLinks({ columns, cells: row.map((cell) => [cell]) });
  assert.equal(links.get("gas")![0]!.kind, "supplies_out");
  assert.equal(links.get("gas")![0]!.other, "fab");
  assert.equal(links.get("fab")![0]!.kind, "supplies_in");
  assert.deepEqual(links.get("fab")![0]!.what, { en: "nitrogen", ja: "窒素", ko: "질소" });
});

test("research partners are so in both directions, and firms keep their names", () => {
  const row = ["IBM", "fab", "IBM", "IBM", "IBM", null, null, null, 0, "2 nm", "2nm", "2nm", null, "https://e.org"];
  const levels = columns.map((name) => (name === "kind" ? ["research_partner"] : null));
  const [link] = readLinks({ columns, cells: row.map((cell) => [cell]), levels }).get("fab")!;
  assert.equal(link!.kind, "research_partner");
  assert.deepEqual(link!.name, { en: "IBM", ja: "IBM", ko: "IBM" });
  assert.equal(link!.since, "");
});

test("events stand by their site", () => {
  const table = { columns: ["site_id", "event", "date", "what_en", "source_url"], cells: [["fab"], ["begun"], ["2022-04-21"], ["Begun"], ["https://e.org"]] };
  assert.deepEqual(readSiteEvents(table).get("fab")!.map((event) => event.date), ["2022-04-21"]);
});
