/** Words that differ by a slip: a letter too many, too few, another one, or two that changed places. */

/** Whether what was typed is nearly a word, or nearly its beginning. */
export function nearly(typed: string, word: string): boolean {
  const latin = /^[\u0000-\u024f]*$/.test(typed);
  const slips = typed.length >= (latin ? 8 : 6) ? 2 : typed.length >= (latin ? 4 : 3) ? 1 : 0;
  if (!slips || word.length < typed.length - slips) return false;
  if (word.length <= typed.length + slips && slipsBetween(typed, word, slips) <= slips) return true;
  // Of a long word its beginning is enough, if that begins alike.
  return typed[0] === word[0] && word.length > typed.length && slipsBetween(typed, word.slice(0, typed.length), slips) <= slips;
}

/** Number of slips (optimal string alignment), or more than `most`. */
export function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [older, old]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(old[j]! + 1, row[j - 1]! + 1, old[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, older[j - 2]! + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [older, old] = [old, row];
  }
  return old[b.length]!;
}
