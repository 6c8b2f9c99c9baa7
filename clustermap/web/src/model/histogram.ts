/** How values spread: bars of equal width, each parted by the classes of its values. */
import type { Current } from "./current";

export interface Bar {
  /** Number of values of each class, the lowest first. */
  parts: [name: string, count: number][];
  total: number;
}

/** Bars from the least to the greatest value; none where there is nothing to see. */
export function histogram({ values, classes, counted }: Current, bars: number): Bar[] {
  const found = counted.flatMap((i): [number, string][] => {
    const value = values[i];
    return typeof value === "number" && classes[i] !== "few" ? [[value, classes[i]!]] : [];
  });
  const numbers = found.map(([value]) => value);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (found.length < 8 || !(most > least)) return [];
  // whole numbers of little range have a bar each
  const whole = numbers.every(Number.isInteger);
  const n = whole ? Math.min(bars, most - least + 1) : bars;
  const spread = whole ? most - least + 1 : most - least;
  const counts = Array.from({ length: n }, () => new Map<string, number>());
  for (const [value, name] of [...found].sort(([a], [b]) => a - b)) {
    const bar = counts[Math.min(n - 1, Math.floor(((value - least) / spread) * n))]!;
    bar.set(name, (bar.get(name) ?? 0) + 1);
  }
  return counts.map((bar) => ({ parts: [...bar], total: [...bar.values()].reduce((sum, x) => sum + x, 0) }));
}
