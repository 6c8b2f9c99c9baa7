/** What the reader has chosen, in one place; the rest of the page listens to it. */
import type { Method } from "./classify";
import type { Lang } from "./payload";

export type View = "map" | "tiles" | "table";
/** What the years are those of: openings, openings past and planned, announcements. */
export type Basis = "opened" | "due" | "announced";
export const BASES: readonly Basis[] = ["opened", "due", "announced"];
export type Theme = "auto" | "light" | "dark";
export interface Selection {
  kind: "area" | "town" | "site" | "zone" | "cluster" | "place" | "near";
  id: string;
}

export interface State {
  lang: Lang;
  theme: Theme;
  view: View;
  table: "areas" | "sites" | "chain";
  colorBy: string;
  /** Id of the indicator that municipalities are colored by; null: only prefectures are colored. */
  towns: string | null;
  method: Method;
  classes: number;
  /** Class breaks by hand, and the indicator that they are for. */
  breaks: { readonly id: string; readonly values: readonly number[] } | null;
  /** Ids of the sectors shown. */
  sectors: ReadonlySet<string>;
  /** Layers shown: "sites", "clusters", "zone:<scheme>". */
  layers: ReadonlySet<string>;
  /** First and last year shown; null: no limit. */
  since: number | null;
  year: number | null;
  basis: Basis;
  /** Whether sites without a date stand on the map in grey while years are chosen; they are never counted. */
  undated: boolean;
  /** Cells chosen of each facet; a facet that is not there is not filtered by. */
  facets: Readonly<Record<string, readonly string[]>>;
  /** Least and greatest amount of a facet; null: no limit. */
  ranges: Readonly<Record<string, readonly [number | null, number | null]>>;
  selected: Selection | null;
  /** Codes of the areas that are compared, at most four. */
  pins: readonly string[];
  /** Latitude, longitude, zoom: only once the reader has moved the map. */
  at: readonly [number, number, number] | null;
  embed: boolean;
}

type Listener = (changed: ReadonlySet<keyof State>) => void;
export const MAX_PINS = 4;

export class Store {
  private listeners: Listener[] = [];
  constructor(private state: State) {}

  get(): Readonly<State> {
    return this.state;
  }

  set(patch: Partial<State>): void {
    const changed = new Set<keyof State>();
    for (const key of Object.keys(patch) as (keyof State)[]) {
      if (!same(this.state[key], patch[key])) changed.add(key);
    }
    if (!changed.size) return;
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener(changed);
  }

  on(keys: readonly (keyof State)[] | null, run: Listener): void {
    this.listeners.push((changed) => {
      if (keys === null || keys.some((key) => changed.has(key))) run(changed);
    });
  }
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a instanceof Set && b instanceof Set) return a.size === b.size && [...a].every((x) => b.has(x));
  if (typeof a === "object" && typeof b === "object") return JSON.stringify(a) === JSON.stringify(b);
  return false;
}

/**
 * What a click on one of several choices leaves: the first one isolates it, further ones add and take away,
 * and none left means all again.
 */
export function picked(all: readonly string[], chosen: ReadonlySet<string>, member: string): Set<string> {
  if (all.every((one) => chosen.has(one))) return new Set([member]);
  const next = toggled(chosen, member);
  return next.size ? next : new Set(all);
}

/** A copy of a set with one member turned on or off. */
export function toggled(set: ReadonlySet<string>, member: string): Set<string> {
  const copy = new Set(set);
  if (!copy.delete(member)) copy.add(member);
  return copy;
}
