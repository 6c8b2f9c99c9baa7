/** Class breaks as mapclassify defines them: a class holds the values up to and with its upper bound. */
import { ckmeans } from "simple-statistics";

/** "hand": breaks that came with the map or were typed; quantiles where there are none. */
export type Method = "quantiles" | "natural" | "equal" | "hand";
export const METHODS: readonly Method[] = ["quantiles", "natural", "equal", "hand"];

export interface Classes {
  /** Upper bounds, ascending; the last one is the largest value. */
  bounds: number[];
  /** Smallest value of the first class. */
  lowest: number;
  /** Whether zeros stand apart, in a class before the first. */
  zero: boolean;
}

const ascending = (a: number, b: number): number => a - b;
const unique = (sorted: number[]): number[] => sorted.filter((x, i) => i === 0 || x !== sorted[i - 1]);

/** mapclassify.Quantiles: linear interpolation between order statistics, equal bounds merged. */
export function quantiles(sorted: readonly number[], k: number): number[] {
  const bounds: number[] = [];
  for (let i = 1; i < k; i++) bounds.push(linearQuantile(sorted, i / k));
  bounds.push(sorted[sorted.length - 1]!);
  return unique(bounds);
}

function linearQuantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return a + (b - a) * (at - low);
}

/** mapclassify.FisherJenks: least squared deviation within classes. */
export function naturalBreaks(sorted: readonly number[], k: number): number[] {
  const distinct = new Set(sorted).size;
  return ckmeans([...sorted], Math.min(k, distinct)).map((group) => group[group.length - 1]!);
}

/** mapclassify.EqualInterval. */
export function equalIntervals(sorted: readonly number[], k: number): number[] {
  const low = sorted[0]!;
  const high = sorted[sorted.length - 1]!;
  if (low === high) return [high];
  const bounds = Array.from({ length: k }, (_, i) => low + ((high - low) / k) * (i + 1));
  bounds[k - 1] = high;
  return bounds;
}

/** Up to so many values, classes hold two or more on average. */
const FEW_VALUES = 12;

function breaks(sorted: readonly number[], method: Method, classes: number): number[] {
  const most = sorted.length <= FEW_VALUES ? Math.max(2, Math.ceil(new Set(sorted).size / 2)) : classes;
  const k = Math.min(classes, most);
  const found = method === "natural" ? naturalBreaks(sorted, k) : method === "equal" ? equalIntervals(sorted, k) : quantiles(sorted, k);
  return held(found, sorted);
}

/** Without the bounds of classes that hold no value: the class above takes their range. */
function held(bounds: readonly number[], values: readonly number[]): number[] {
  return bounds.filter((bound, i) => values.some((x) => x <= bound && (i === 0 || x > bounds[i - 1]!)));
}

/** How many decimals tell numbers apart that differ; at least so many. */
export function tellingDigits(numbers: readonly number[], least: number): number {
  const apart = new Set(numbers).size;
  for (let digits = least; digits < 12; digits++) {
    if (new Set(numbers.map((x) => x.toFixed(digits))).size === apart) return digits;
  }
  return 12;
}

const MOST_BREAKS = 12;

/** Breaks as a person types them: ascending numbers; null if they are not. */
export function parseBreaks(text: string): number[] | null {
  const parts = text.normalize("NFKC").split(/[\s,;、]+/).filter((part) => part !== "");
  const numbers = parts.map((part) => (/^-?\d+(\.\d+)?$/.test(part) ? Number(part) : NaN));
  const ascending = numbers.every((x, i) => Number.isFinite(x) && (i === 0 || x > numbers[i - 1]!));
  return ascending && numbers.length >= 2 && numbers.length <= MOST_BREAKS ? numbers : null;
}

/** The lower ends of classes, to begin with where breaks are typed. */
export function lowerEnds({ bounds, lowest, zero }: Classes, decimals: number): number[] {
  const ends = [zero ? 0 : lowest, ...bounds.slice(0, -1)];
  const digits = tellingDigits(ends, decimals);
  return ends.map((end, i) => Number(i ? end.toFixed(digits) : (Math.floor(end * 10 ** digits) / 10 ** digits).toFixed(digits)));
}

/** The classes between breaks given by hand, which are lower ends; what lies beyond makes one more. */
export function byHand(values: readonly number[], given: readonly number[], center: number | null): Classes & { below?: number } {
  const [least, highest] = [Math.min(...values), Math.max(...values)];
  // all breaks stay, whatever the values: maps with the same breaks have the same legend
  const bounds = least < given[0]! ? [...given] : given.slice(1);
  if (highest > bounds[bounds.length - 1]!) bounds.push(highest);
  const zero = center === null && given[0] === 0 && !(least < 0);
  const below = center === null ? {} : { below: bounds.filter((x) => x <= center).length };
  return { bounds, lowest: Math.min(least, given[0]!), zero, ...below };
}

/** Classes of a sequential indicator; among counts the zeros are a class of their own. */
export function classify(values: readonly number[], method: Method, k: number): Classes {
  const sorted = [...values].sort(ascending);
  const zero = sorted.length > 0 && sorted[0] === 0;
  const rest = zero ? sorted.filter((x) => x > 0) : sorted;
  if (!rest.length) return { bounds: [], lowest: 0, zero };
  return { bounds: breaks(rest, method, k), lowest: rest[0]!, zero };
}

/** Classes on either side of a middle: the lower ones end with it. */
export function classifyAround(values: readonly number[], center: number, method: Method, k: number): Classes & {
  /** Number of classes below the middle. */
  below: number;
} {
  const sorted = [...values].sort(ascending);
  const half = Math.max(1, Math.floor(k / 2));
  const low = sorted.filter((x) => x < center);
  const high = sorted.filter((x) => x > center);
  const lower = low.length ? breaks(low, method, half) : [];
  if (lower.length) lower[lower.length - 1] = center;
  const upper = high.length ? breaks(high, method, half) : [];
  return {
    bounds: [...lower, ...upper],
    lowest: sorted[0] ?? center,
    zero: false,
    below: lower.length,
  };
}

/** Index of the class of a value; -1 is the class of the zeros. */
export function classOf(value: number, classes: Classes): number {
  if (classes.zero && value <= 0) return -1;
  const { bounds } = classes;
  for (let i = 0; i < bounds.length; i++) {
    if (value <= bounds[i]!) return i;
  }
  return bounds.length - 1;
}
