/** The page's own words in three languages, and the choice among them. */
import en from "./i18n/en.json";
import ja from "./i18n/ja.json";
import ko from "./i18n/ko.json";
import { numberText } from "./locale";
import type { Lang, Text } from "./payload";

export type Key = keyof typeof en;
export const LANGS: readonly Lang[] = ["en", "ja", "ko"];
export const LANG_NAMES: Record<Lang, string> = { en: "English", ja: "日本語", ko: "한국어" };

const words: Record<Lang, Record<Key, string>> = { en, ja, ko };
let current: Lang = "en";

export function setLang(lang: Lang): void {
  current = lang;
}
export function lang(): Lang {
  return current;
}

/** The phrase of a key; `{n}` is filled in, and `one|many` is chosen by `n`. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  let phrase = words[current][key];
  if (phrase.includes("|")) {
    const [one, many] = phrase.split("|") as [string, string];
    phrase = Number(values["n"]) === 1 ? one : many;
  }
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numberText(value, 0, 3) : value;
  });
}

/** A label of the data in the reader's language, or in another one. */
export function localized(text: Text, lang: Lang = current): string {
  return typeof text === "string" ? text : text[lang] || text.en || text.ja || text.ko || "";
}
