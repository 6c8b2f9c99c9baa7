/** Moving through a list by the keyboard. */

/** The place that a key leads to, from one of a list's places; null for a key that does not move. */
export function stepTo(key: string, at: number, last: number): number | null {
  const steps: Record<string, number> = {
    ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, PageDown: at + 20, PageUp: at - 20, Home: 0, End: last,
  };
  return Object.hasOwn(steps, key) ? Math.max(0, Math.min(last, steps[key]!)) : null;
}

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
};

/** The nearest of some places in the direction of an arrow key, from one of them; null if the key is none, or none lies there. */
export function towards(key: string, from: number, places: ReadonlyMap<number, readonly [number, number]>): number | null {
  const way = DIRECTIONS[key];
  const start = places.get(from);
  if (!way || !start) return null;
  let best: number | null = null;
  let least = Infinity;
  for (const [i, place] of places) {
    const [dx, dy] = [place[0] - start[0], place[1] - start[1]];
    const along = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    const far = along + 2 * aside;
    if (along > 0 && aside <= along * 1.2 && far < least) [best, least] = [i, far];
  }
  return best;
}

export const isArrow = (key: string): boolean => Object.hasOwn(DIRECTIONS, key);
