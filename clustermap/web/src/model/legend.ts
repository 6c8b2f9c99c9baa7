/** What a legend lists: the classes of the indicator shown, and how many areas each has. */
import { tellingDigits } from "./classify";
import type { Swatch } from "./colors";
import type { Current } from "./current";
import { decimal, isMoney, yen } from "./format";
import { localized, t } from "./i18n";

interface LegendEntry {
  swatch: Swatch;
  label: string;
  /** Number of areas. */
  count: number;
  kind: "class" | "zero" | "none" | "suppressed" | "few" | "category";
}

/** Entries of the legend, from the highest class down; what does not occur is left out but for classes. */
export function legendEntries(current: Current): LegendEntry[] {
  const counts = new Map<string, number>();
  for (const i of current.counted) {
    const name = current.classes[i]!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const entry = (name: string, label: string, kind: LegendEntry["kind"]): LegendEntry => ({
    swatch: current.swatches.get(name)!, label, count: counts.get(name) ?? 0, kind,
  });
  const { indicator, scale } = current;
  const entries: LegendEntry[] = [];
  if (indicator.scale === "categorical") {
    for (const category of indicator.categories ?? []) {
      entries.push(entry(`category:${category.id}`, localized(category.label), "category"));
    }
  } else {
    const labels = classLabels(current);
    for (let i = labels.length - 1; i >= 0; i--) entries.push(entry(String(i), labels[i]!, "class"));
    if (scale.classes.zero) entries.push(entry("zero", zeroLabel(current), "zero"));
  }
  if (counts.has("few")) entries.push(entry("few", t("few"), "few"));
  if (counts.has("suppressed")) entries.push(entry("suppressed", t("suppressed"), "suppressed"));
  if (counts.has("none")) entries.push(entry("none", t("noData"), "none"));
  return entries;
}

function zeroLabel(current: Current): string {
  return isMoney(current.indicator) ? t("none") : decimal(0, 0);
}

/** Texts like "3–7" for each class. */
function classLabels(current: Current): string[] {
  const { indicator, scale, values } = current;
  const { bounds, lowest } = scale.classes;
  const numbers = values.filter((value): value is number => typeof value === "number");
  const whole = indicator.decimals === 0 && numbers.every(Number.isInteger);
  const digits = whole ? 0 : tellingDigits([lowest, ...bounds], indicator.decimals);
  const write = (value: number): string => isMoney(indicator) ? yen(value) : decimal(value, digits);
  return bounds.map((bound, i) => {
    const before = bounds[i - 1];
    let [low, high] = [before ?? lowest, bound];
    if (whole) {
      const fromZero = scale.classes.zero && lowest === 0;
      low = before === undefined ? (fromZero ? 1 : Math.ceil(lowest)) : Math.floor(before) + 1;
      high = Math.floor(bound);
    } else if (before !== undefined && !isMoney(indicator)) {
      // the class below ends with this bound
      low = Math.min(Number(before.toFixed(digits)) + 10 ** -digits, bound);
    }
    return low >= high ? write(high) : `${write(low)} – ${write(high)}`;
  });
}
