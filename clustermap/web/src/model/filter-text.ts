/** The reader's filters in words, for everything that is counted under them. */
import { choiceText } from "./facets";
import { CHOICES, type Filter, timed } from "./filter";
import { yen } from "./format";
import { type Key, lang, localized, t } from "./i18n";
import { numberText } from "./locale";
import type { Model } from "./model";
import type { Indicator } from "./payload";
import type { State } from "./state";

/** One filter in words, and the choices without it. */
export interface FilterWords {
  key: string;
  text: string;
  cleared: Partial<State>;
}

/** The years chosen: "opened since 2021". */
export function yearsText({ since, year, basis }: Pick<Filter, "since" | "year" | "basis">): string {
  const kind = since === null ? "by" : year === null ? "since" : since === year ? "in" : "between";
  return t(`${basis}_${kind}` as Key, { since: String(since), year: String(year) });
}

/** The years alone: "2015–2020". */
export function spanText({ since, year }: Pick<Filter, "since" | "year">): string {
  if (since === null && year === null) return t("allYears");
  return since === year ? String(year) : `${since ?? ""}–${year ?? ""}`;
}

export function rangeText(key: string, [low, high]: readonly [number | null, number | null]): string {
  const write = (value: number): string => (key === "investment" ? yen(value) : numberText(value, 0, 6));
  if (low !== null && high !== null) return `${write(low)}–${write(high)}`;
  return low !== null ? t("atLeast", { value: write(low) }) : t("atMost", { value: write(high ?? 0) });
}

/** What a facet is called. */
export function facetName(key: string): string {
  if (key.startsWith("x.")) return key.slice(2, 202);
  return t((key === "investment" ? "investment" : key) as Key);
}

export function choiceName(model: Model, key: string, cell: string): string {
  const text = choiceText(model, key, cell);
  return text === null ? t("notGiven") : localized(text);
}

const joined = (words: string[]): string => {
  const some = words.length > 3 ? [...words.slice(0, 3), "…"] : words;
  return some.join(lang() === "ja" ? "・" : ", ");
};

/** All filters that are set, the sectors first. */
export function filterWords(model: Model, state: State): FilterWords[] {
  const { sectors } = model.payload;
  const words: FilterWords[] = [];
  if (sectors.some(({ id }) => !state.sectors.has(id))) {
    const names = sectors.filter(({ id }) => state.sectors.has(id)).map(({ label }) => localized(label));
    words.push({
      key: "sectors", text: names.length ? joined(names) : t("noSectors"), cleared: { sectors: new Set(sectors.map(({ id }) => id)) },
    });
  }
  const order = (key: string): number => CHOICES.findIndex((one) => one === key);
  for (const key of Object.keys(state.facets).sort((a, b) => order(a) - order(b))) {
    const names = joined(state.facets[key]!.map((cell) => choiceName(model, key, cell)));
    const { [key]: _, ...facets } = state.facets;
    words.push({ key, text: key.startsWith("x.") ? `${facetName(key)}: ${names}` : names, cleared: { facets } });
  }
  if (timed(state)) words.push({ key: "years", text: yearsText(state), cleared: { since: null, year: null } });
  for (const [key, range] of Object.entries(state.ranges)) {
    const { [key]: _, ...ranges } = state.ranges;
    words.push({ key, text: `${facetName(key)}: ${rangeText(key, range)}`, cleared: { ranges } });
  }
  return words;
}

/** An indicator's label; what is counted under filters is named by them. */
export function indicatorLabel(model: Model, state: State, indicator: Indicator): string {
  const label = localized(indicator.label);
  if (!indicator.derived) return label;
  const own = indicator.derived.sector;
  const words = filterWords(model, state).filter(({ key }) => own === null || key !== "sectors");
  if (!words.length) return label;
  const filter = words.map(({ text }) => text).join(lang() === "ja" ? "／" : "; ");
  const narrowed = own === null && words.some(({ key }) => key === "sectors") ? label.replace(t("allSectors"), "") : label;
  return t("labelFiltered", { label: narrowed, filter });
}

/** All filters in one line, "" without any. */
export function filterLine(model: Model, state: State): string {
  return filterWords(model, state).map(({ text }) => text).join(lang() === "ja" ? "／" : "; ");
}
