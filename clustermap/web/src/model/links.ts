/** Links between sites and firms, and dated events of sites, by site. */
import { addToGroup } from "./groups";
import type { Table, Text } from "./payload";

/** One end of a link as seen from the other: a site of the page by id, else a name. */
export interface Link {
  /** vocabulary.link: the kind and whether it goes out or comes in, as "supplies_out" */
  kind: string;
  other: string;
  name: Text;
  what: Text;
  since: string;
  url: string;
}

export interface SiteEvent {
  kind: string; // vocabulary.site_event
  date: string;
  what: Text;
  url: string;
}

type Row = (name: string) => string;

/** Reads a table row by row, each cell as text by its column's name. */
function eachRow({ columns, cells, levels }: Table, take: (row: Row) => void): void {
  const at = new Map(columns.map((name, i) => [name, i]));
  for (let row = 0; row < (cells[0]?.length ?? 0); row++) {
    take((name) => {
      const i = at.get(name);
      if (i === undefined) return "";
      const cell = cells[i]![row] ?? null;
      return String(levels?.[i]?.[cell as number] ?? cell ?? "");
    });
  }
}

const texts = (row: Row, name: string): Text => ({ en: row(`${name}_en`), ja: row(`${name}_ja`), ko: row(`${name}_ko`) });

/** Partners in research are so in both directions. */
const direction = (kind: string, way: "out" | "in"): string => (kind === "research_partner" ? kind : `${kind}_${way}`);

export function readLinks(table: Table): Map<string, Link[]> {
  const found = new Map<string, Link[]>();
  eachRow(table, (row) => {
    const about = { what: texts(row, "what"), since: row("since"), url: row("source_url") };
    const [from, to, kind] = [row("from"), row("to"), row("kind")];
    addToGroup(found, from, { ...about, kind: direction(kind, "out"), other: to, name: texts(row, "to") });
    addToGroup(found, to, { ...about, kind: direction(kind, "in"), other: from, name: texts(row, "from") });
  });
  return found;
}

export function readSiteEvents(table: Table): Map<string, SiteEvent[]> {
  const found = new Map<string, SiteEvent[]>();
  eachRow(table, (row) => {
    const event = { kind: row("event"), date: row("date"), what: texts(row, "what"), url: row("source_url") };
    addToGroup(found, row("site_id"), event);
  });
  return found;
}
