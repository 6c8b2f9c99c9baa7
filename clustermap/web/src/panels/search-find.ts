/** The best entries for what was typed: whole names first, then all words in any order, then what is nearly so. */
import { queries } from "../model/fold";
import { nearly } from "../model/spelling";
import type { Entry } from "./search-index";

/** With fewer hits than this, misspellings are looked for too. */
const FEW = 3;

export function find(entries: readonly Entry[], typed: string, limit = 12): Entry[] {
  const whole = queries(typed);
  if (!whole.length) return [];
  const words = wordsOf(typed);
  const scored = new Map<Entry, number>();
  const put = (entry: Entry, score: number): void => {
    if (score < (scored.get(entry) ?? Infinity)) scored.set(entry, score);
  };
  for (const entry of entries) {
    const quality = named(entry, whole);
    if (quality < 3) put(entry, quality * 10 + entry.weight + shortest(entry) / 1000);
    else if (words.length > 1 && everyWord(entry, words)) put(entry, 40 + (entry.pair ? -30 : entry.weight) + shortest(entry) / 1000);
  }
  if (scored.size < FEW) {
    for (const entry of entries) if (!scored.has(entry) && words.every((forms) => nearlyNamed(entry, forms))) put(entry, 80 + entry.weight);
  }
  return [...scored].sort((a, b) => a[1] - b[1]).slice(0, limit).map(([entry]) => entry);
}

/** Each word of what was typed, under all its foldings. */
export function wordsOf(typed: string): string[][] {
  return typed.split(/[\s\u3000,、]+/).map(queries).filter((forms) => forms.length > 0);
}

const shortest = ({ keys }: Entry): number => Math.min(99, ...keys.map((key) => key.length));

/** 0: the name itself, 1: its beginning, 2: a part of it, 3: not found. */
function named({ keys }: Entry, wanted: readonly string[]): number {
  let best = 3;
  for (const key of keys) {
    for (const query of wanted) {
      const at = key.indexOf(query);
      if (at >= 0) best = Math.min(best, key === query ? 0 : at === 0 ? 1 : 2);
    }
  }
  return best;
}

/** Whether each word stands in a name or in what goes with it, one of them in a name unless it is a pair. */
function everyWord(entry: Entry, words: readonly string[][]): boolean {
  const has = (text: string, forms: readonly string[]): boolean => forms.some((form) => text.includes(form));
  return words.every((forms) => named(entry, forms) < 3 || has(entry.context, forms));
}

function nearlyNamed(entry: Entry, forms: readonly string[]): boolean {
  return named(entry, forms) < 3 || forms.some((form) => entry.words.some((word) => nearly(form, word)) || entry.context.includes(form));
}
