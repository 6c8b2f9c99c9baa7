/** Large numbers as short as fits into a circle. */
import { lang } from "../model/i18n";
import { numberText } from "../model/locale";

/** As 950, 12k, 3.4万; never longer than five letters for less than a billion. */
export function brief(count: number): string {
  const language = lang();
  const [step, word, more, wordMore] = language === "en" ? [1e3, "k", 1e6, "M"] as const
    : language === "ja" ? [1e4, "万", 1e8, "億"] as const : [1e4, "만", 1e8, "억"] as const;
  if (count < step) return numberText(count, 0, 0);
  // 999,950 would be written as 1,000k.
  const [unit, sign] = count < more * 0.9995 ? [step, word] : [more, wordMore];
  const value = count / unit;
  return numberText(value, 0, value < 9.95 ? 1 : 0) + sign;
}
