/**
 * Numbers and dates as the page's three languages write them. They agree on digits, point and comma,
 * and the first of the browser's own formatters takes longer to make than the map to draw.
 */
import type { Lang } from "./payload";

/** A number with at least `least` and at most `most` decimals, its thousands set apart. */
export function numberText(value: number, least: number, most: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e21) return String(value);
  const [whole, decimals = ""] = Math.abs(value).toFixed(most).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  let end = decimals.length;
  while (end > least && decimals[end - 1] === "0") end--;
  const text = end ? `${grouped}.${decimals.slice(0, end)}` : grouped;
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** A large number in three digits and a word. */
export function compactText(lang: Lang, value: number): string {
  return new Intl.NumberFormat(lang, { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date of which the month or the day may not be known. */
export function dayText(lang: Lang, year: number, month?: number, day?: number): string {
  const parts = [year, month, day].filter((part) => part !== undefined);
  if (lang === "ja") return parts.map((part, i) => `${part}${"年月日"[i]}`).join("");
  if (lang === "ko") return parts.map((part, i) => `${part}${"년월일"[i]}`).join(" ");
  return [day, month === undefined ? undefined : MONTHS[month - 1], year].filter((part) => part !== undefined).join(" ");
}
