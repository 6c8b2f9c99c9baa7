/** What is new or changed since an earlier edition, where the page was written with one. */
import type { Since } from "./payload";
import type { Site } from "./site";

/** "new", "changed" or "same"; "" on a page without an earlier edition. */
export function changeOf(since: Since | undefined, id: string): string {
  if (!since) return "";
  return Object.hasOwn(since.sites, id) ? since.sites[id]![0] : "same";
}

/** How many of some sites are new and changed. */
export function changesAmong(sites: readonly Site[], members: readonly number[]): { fresh: number; changed: number } {
  const count = (kind: string): number => members.filter((i) => sites[i]?.changed === kind).length;
  return { fresh: count("new"), changed: count("changed") };
}

/** The parts of a circle that are drawn around a mark, in turns from the top: whole for new, dashed for changed. */
export function changeArcs(sites: readonly Site[], members: readonly number[]): { from: number; to: number; dashed: boolean }[] {
  const { fresh, changed } = changesAmong(sites, members);
  const n = members.length;
  const first = { from: 0, to: fresh / n, dashed: false };
  const second = { from: fresh / n, to: (fresh + changed) / n, dashed: true };
  return [first, second].filter(({ from, to }) => to > from);
}
