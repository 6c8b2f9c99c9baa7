/** Values of indicators under the reader's choices, their classes and ranks. */
import { byHand, type Classes, classify, classifyAround, classOf } from "./classify";
import type { Model } from "./model";
import type { Cell, Indicator } from "./payload";
import { filtering, matches, type SiteFilter } from "./filter";
import type { State } from "./state";

export const SUPPRESSED = "x";

export function filtered(model: Model, filter: SiteFilter): boolean {
  return filtering(filter) || model.payload.sectors.some((sector) => !filter.sectors.has(sector.id));
}

/** One value per area, counted anew where the reader's filter touches the indicator. */
export function valuesOf(model: Model, indicator: Indicator, filter: SiteFilter): Cell[] {
  const { derived } = indicator;
  if (!derived || !filtered(model, filter)) return indicator.values;
  if (derived.sector !== null && !filtering(filter)) return indicator.values;
  const base = derived.per === null ? null : model.indicatorById.get(derived.per);
  return indicator.values.map((_, area) => {
    const total = count(model, area, derived.measure, derived.sector, filter);
    if (derived.per === null || total === null) return total;
    const per = base?.values[area] ?? null;
    return typeof per === "number" && per !== 0 ? (total / per) * derived.times : per === SUPPRESSED ? per : null;
  });
}

/** Number of sites or sum of their known amounts in an area; null if sites are there but no amount is known. */
function count(
  model: Model, area: number, measure: "sites" | "investment", sector: string | null, filter: SiteFilter,
): number | null {
  let sites = 0;
  let amount: number | null = null;
  for (const { id } of model.crowd ? model.payload.sectors : []) {
    if (sector === null ? !filter.sectors.has(id) : sector !== id) continue;
    const found = model.crowd!.tally(filter, area, id);
    sites += found.sites;
    if (found.amount !== null) amount = (amount ?? 0) + found.amount;
  }
  for (const site of model.sitesByArea.get(area) ?? []) {
    if (sector === null ? !filter.sectors.has(site.sector) : site.sector !== sector) continue;
    if (!matches(site, filter)) continue;
    sites += 1;
    if (site.investment !== null) amount = (amount ?? 0) + site.investment;
  }
  if (measure === "sites") return sites;
  return sites === 0 ? 0 : amount;
}

/** Classes of an indicator. They stay the same while time plays, so that years can be compared. */
export class Scale {
  readonly classes: Classes & { below?: number };
  constructor(
    readonly indicator: Indicator,
    values: readonly number[],
    state: Pick<State, "method" | "classes">,
    given: readonly number[] | null = null,
  ) {
    const center = indicator.scale === "diverging" ? indicator.center ?? 0 : null;
    if (indicator.scale === "categorical") this.classes = { bounds: [], lowest: 0, zero: false };
    else if (given && state.method === "hand") this.classes = byHand(values, given, center);
    else if (indicator.scale === "diverging") {
      this.classes = classifyAround(values, indicator.center ?? 0, state.method, state.classes);
    } else {
      this.classes = classify(values, state.method, state.classes);
      if (indicator.decimals === 0 && values.every(Number.isInteger)) {
        // A class between 7 and 7.4 can hold no whole number.
        const { bounds } = this.classes;
        this.classes.bounds = bounds.filter((x, i) => i === 0 || Math.floor(x) > Math.floor(bounds[i - 1]!));
      }
    }
  }

  /** Class of a value: its number, "zero", "none", "suppressed" or the id of a category. */
  of(value: Cell | undefined): string {
    if (value === null || value === undefined) return "none";
    if (this.indicator.scale === "categorical") {
      const id = String(value);
      return this.indicator.categories?.some((c) => c.id === id) ? `category:${id}` : "none";
    }
    if (typeof value !== "number") return value === SUPPRESSED ? "suppressed" : "none";
    const found = classOf(value, this.classes);
    return found < 0 ? "zero" : String(found);
  }
}

/** The numbers that the classes of an indicator are made of. */
function scaleValues(model: Model, indicator: Indicator, state: State): number[] {
  return compared(model, indicator, valuesOf(model, indicator, { ...state, year: null }));
}

export function scaleOf(model: Model, indicator: Indicator, state: State): Scale {
  return new Scale(indicator, scaleValues(model, indicator, state), state, breaksOf(model, indicator, state));
}

/** The breaks of an indicator by hand: those typed, else those that came with the map. */
function breaksOf(model: Model, indicator: Indicator, state: State): readonly number[] | null {
  return [state.breaks, model.payload.breaks].find((breaks) => breaks?.id === indicator.id)?.values ?? null;
}

/** The areas shown whose values count: of the wards that have their city's value, one of each city. */
export function counted(model: Model, indicator: Indicator): readonly number[] {
  const { city } = model.payload.areas;
  if (!indicator.ofCity || !city) return model.selected;
  const seen = new Set<number>();
  return model.selected.filter((i) => {
    const one = city[i];
    return typeof one !== "number" || seen.size < seen.add(one).size;
  });
}

/** The numbers that are compared: those that count and do not rest on too few sites. */
function compared(model: Model, indicator: Indicator, values: readonly Cell[]): number[] {
  const enough = counted(model, indicator).filter((i) => !indicator.few?.[i]);
  return enough.map((i) => values[i]).filter((x): x is number => typeof x === "number");
}

/** Class of each area: that of its value, or "few". */
export function classesOf(scale: Scale, values: readonly Cell[]): string[] {
  const few = scale.indicator.few;
  return values.map((value, i) => (few?.[i] && typeof value === "number" ? "few" : scale.of(value)));
}

export interface Rank {
  rank: number;
  /** Number of areas with a value. */
  of: number;
  tied: boolean;
  /** Whether the areas are prefectures. */
  prefectures: boolean;
  /** The worst rank that the value allows, where `rank` is the best one. */
  worst?: number;
  /** The value rests on too few sites to be ranked. */
  few?: boolean;
}

/** Rank of each area from the largest value down; equal values share the better rank. */
export function ranks(model: Model, values: readonly Cell[], indicator: Indicator): (Rank | null)[] {
  const sorted = compared(model, indicator, values).sort((a, b) => b - a);
  const ward = (i: number): boolean => indicator.ofCity === true && typeof model.payload.areas.city?.[i] === "number";
  const prefectures = model.payload.areas.level === "prefecture";
  if (indicator.ranks) return rankRanges(model, values, indicator, sorted.length, prefectures);
  const first = new Map<number, number>();
  const times = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!first.has(value)) first.set(value, i + 1);
    times.set(value, (times.get(value) ?? 0) + 1);
  });
  return values.map((value, i) => {
    if (typeof value !== "number" || !model.payload.areas.selected[i] || ward(i)) return null;
    return { rank: first.get(value)!, of: sorted.length, tied: (times.get(value) ?? 1) > 1, prefectures };
  });
}

function rankRanges(
  model: Model, values: readonly Cell[], indicator: Indicator, of: number, prefectures: boolean,
): (Rank | null)[] {
  return values.map((value, i) => {
    const range = indicator.ranks?.[i];
    if (typeof value !== "number" || !range || !model.payload.areas.selected[i]) return null;
    const few = indicator.few?.[i] ?? false;
    return { rank: range[0], worst: range[1], of, tied: false, prefectures, few };
  });
}
