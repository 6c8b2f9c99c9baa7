/** Names looked up among many: folded once into one long text. Runs in a worker. */
import { fold } from "../model/fold";
import type { CodeColumn, TextColumn } from "./unpack";

const LIMIT = 20_000;

/** A cell of a column of texts. */
export function cellAt(column: CodeColumn | TextColumn, i: number): string {
  if (column.kind === "codes") return column.levels[column.codes[i]!] ?? "";
  return decoder.decode(column.bytes.subarray(column.starts[i], column.starts[i + 1]));
}
const decoder = new TextDecoder();

export class Finder {
  private text = "";
  /** Where each site's folded name begins in the text. */
  private starts = new Uint32Array(0);
  /** The site of each of them. */
  private sites = new Uint32Array(0);

  constructor(
    private columns: readonly (CodeColumn | TextColumn)[], private count: number,
    /** What else a query of several words may name. */
    private context: readonly (CodeColumn | TextColumn)[] = [],
  ) {}

  private build(): void {
    if (this.text) return;
    const parts: string[] = [];
    const [starts, sites]: [number[], number[]] = [[], []];
    let at = 1;
    for (const column of this.columns) {
      const levels = column.kind === "codes" ? column.levels.map(fold) : null;
      for (let i = 0; i < this.count; i++) {
        const folded = levels ? levels[(column as CodeColumn).codes[i]!]! : fold(cellAt(column, i));
        if (!folded) continue;
        parts.push(folded);
        starts.push(at);
        sites.push(i);
        at += folded.length + 1;
      }
    }
    this.text = `\n${parts.join("\n")}\n`;
    this.starts = Uint32Array.from(starts);
    this.sites = Uint32Array.from(sites);
  }

  /** Sites whose names are, begin with or hold any of the folded queries, best first. */
  find(queries: readonly string[], limit: number): number[] {
    this.build();
    const found = new Set<number>();
    for (const [before, after] of [["\n", "\n"], ["\n", ""], ["", ""]] as const) {
      for (const query of queries) this.collect(before + query + after, before.length, found, limit);
    }
    return [...found];
  }

  /** Sites whose names and what goes with them hold all words, of each any of its foldings. */
  findWords(words: readonly (readonly string[])[], limit: number): number[] {
    this.build();
    const found = new Set<number>();
    const rarest = [...words].sort((a, b) => b[0]!.length - a[0]!.length);
    for (const forms of rarest) {
      const some = new Set<number>();
      for (const form of forms) this.collect(form, 0, some, LIMIT);
      for (const site of some) {
        const text = [...this.columns, ...this.context].map((column) => fold(cellAt(column, site))).join("\n");
        if (words.every((each) => each.some((form) => text.includes(form)))) found.add(site);
        if (found.size >= limit) return [...found];
      }
    }
    return [...found];
  }

  private collect(wanted: string, lead: number, found: Set<number>, limit: number): void {
    let tries = 0;
    for (let at = this.text.indexOf(wanted); at >= 0 && found.size < limit && tries < LIMIT; tries++) {
      found.add(this.sites[this.entry(at + lead)]!);
      at = this.text.indexOf(wanted, at + 1);
    }
  }

  private entry(at: number): number {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle]! <= at) low = middle;
      else high = middle;
    }
    return low;
  }
}
