/** Numbers, dates and amounts of money as the reader's language writes them. */
import { lang, localized, t } from "./i18n";
import { dayText, numberText } from "./locale";
import type { Cell, Indicator } from "./payload";
import { type Rank, SUPPRESSED } from "./values";

export function decimal(value: number, digits: number): string {
  return numberText(value, digits, digits);
}

/** At most `digits` decimals, no trailing zeros. */
function short(value: number, digits: number): string {
  return numberText(value, 0, digits);
}

/** An amount given in billions of yen. */
export function yen(billions: number): string {
  if (lang() === "en") {
    if (Math.abs(billions) >= 1000) return `¥${short(billions / 1000, 2)} tn`;
    if (billions === 0 || Math.abs(billions) >= 1) return `¥${short(billions, 1)} bn`;
    return `¥${short(billions * 1000, 0)} m`;
  }
  const [trillion, hundredMillion, tenThousand, unit] =
    lang() === "ja" ? ["兆", "億", "万", "円"] : ["조", "억", "만", "엔"];
  const gap = lang() === "ko" ? " " : "";
  const total = Math.round(billions * 1e5); // in ten thousands of yen
  const parts: string[] = [];
  const big = Math.floor(total / 1e8);
  const middle = Math.floor((total % 1e8) / 1e4);
  const small = total % 1e4;
  if (big) parts.push(`${short(big, 0)}${trillion}`);
  if (middle) parts.push(`${short(middle, 0)}${hundredMillion}`);
  if (!big && small && middle < 100) parts.push(`${short(small, 0)}${tenThousand}`);
  if (!parts.length) return `0${gap}${unit}`;
  return parts.join(gap) + gap + unit;
}

/** A value of an indicator with its unit, or the word for its absence. */
export function valueText(indicator: Indicator, value: Cell | undefined): string {
  if (value === null || value === undefined) return t("noData");
  if (indicator.scale === "categorical") {
    const category = indicator.categories?.find((c) => c.id === String(value));
    return category ? localized(category.label) : t("noData");
  }
  if (typeof value !== "number") return value === SUPPRESSED ? t("suppressed") : t("noData");
  if (isMoney(indicator)) return yen(value);
  return withUnit(decimal(value, indicator.decimals), localized(indicator.unit));
}

export function withUnit(number: string, unit: string): string {
  if (!unit) return number;
  // "Japan = 1" is a scale, not a unit.
  if (/[=＝]/.test(unit)) return lang() === "ja" ? `${number}（${unit}）` : `${number} (${unit})`;
  const tight = unit === "%" || (lang() !== "en" && /^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/.test(unit));
  return tight ? number + unit : `${number}\u00a0${unit}`;
}

export function isMoney(indicator: Indicator): boolean {
  return indicator.derived?.measure === "investment" && indicator.derived.per === null;
}

/** The interval of an area's value, where it has one. */
export function intervalText(indicator: Indicator, area: number): string {
  const [low, high] = [indicator.low?.[area], indicator.high?.[area]];
  if (typeof low !== "number" || typeof high !== "number") return "";
  return t("interval", { low: decimal(low, indicator.decimals), high: decimal(high, indicator.decimals) });
}

/** A rank for a table: a range as text, nothing where there are too few sites. */
export function rankCell(rank: Rank | null): Cell {
  if (!rank || rank.few) return null;
  return rank.worst === undefined ? rank.rank : `${rank.rank}–${rank.worst}`;
}

export function rankText(rank: Rank | null): string {
  if (!rank) return "";
  const { rank: place, worst, of } = rank;
  if (rank.few) return t("few");
  if (worst !== undefined) {
    const [best, last] = [place, worst].map((n) => (lang() === "en" ? ordinal(n) : decimal(n, 0))) as [string, string];
    return t(rank.prefectures ? "rankRangePrefecture" : "rankRange", { best, worst: last, of });
  }
  const values = { rank: lang() === "en" ? ordinal(place) : decimal(place, 0), of };
  if (rank.prefectures) return t(rank.tied ? "rankTiedPrefecture" : "rankPrefecture", values);
  return t(rank.tied ? "rankTied" : "rank", values);
}

function ordinal(n: number): string {
  const teens = n % 100 > 10 && n % 100 < 14;
  return n + (teens ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th"));
}

/** A date as YYYY, YYYY-MM or YYYY-MM-DD in words; anything else as it stands. */
export function dateText(date: string): string {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(date);
  if (!match) return date;
  const [year, month, day] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const real = (month ?? 1) >= 1 && (month ?? 1) <= 12 && (day ?? 1) >= 1 && (day ?? 1) <= 31;
  return real ? dayText(lang(), year!, month, day) : date;
}
