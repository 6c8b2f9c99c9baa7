/** Numbers, dates and amounts of money as the reader's language writes them. */
import { lang, say, t } from "./i18n";
import type { Cell, Indicator } from "./payload";
import type { Rank } from "./values";
import { SUPPRESSED } from "./values";

const formats = new Map<string, Intl.NumberFormat>();

export function decimal(value: number, digits: number): string {
  const key = `${lang()}${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(lang(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format.format(value);
}

/** At most `digits` decimals, no trailing zeros. */
function short(value: number, digits: number): string {
  return new Intl.NumberFormat(lang(), { maximumFractionDigits: digits }).format(value);
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
    return category ? say(category.label) : t("noData");
  }
  if (typeof value !== "number") return value === SUPPRESSED ? t("suppressed") : t("noData");
  if (isMoney(indicator)) return yen(value);
  return withUnit(decimal(value, indicator.decimals), say(indicator.unit));
}

export function withUnit(number: string, unit: string): string {
  if (!unit) return number;
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
  const ending = { one: "st", two: "nd", few: "rd", other: "th", many: "th", zero: "th" };
  return n + ending[new Intl.PluralRules("en", { type: "ordinal" }).select(n)];
}

/** A date as YYYY, YYYY-MM or YYYY-MM-DD in words; anything else as it stands. */
export function dateText(date: string): string {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(date);
  if (!match) return date;
  const [, year, month, day] = match;
  const moment = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(day ?? 1)));
  const options: Intl.DateTimeFormatOptions = { year: "numeric", timeZone: "UTC" };
  if (month) options.month = lang() === "en" ? "short" : "long";
  if (day) options.day = "numeric";
  if (!Number.isFinite(moment.getTime())) return date;
  return new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : lang(), options).format(moment);
}
