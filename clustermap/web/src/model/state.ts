/** What the reader has chosen, in one place; the rest of the page listens to it. */
import type { Method } from "./classify";
import type { Lang } from "./payload";

export type View = "map" | "tiles" | "table";
export type Basis = "announced" | "opened";
export type Theme = "auto" | "light" | "dark";
export interface Selection {
  kind: "area" | "town" | "site" | "zone" | "cluster" | "place";
  id: string;
}

export interface State {
  lang: Lang;
  theme: Theme;
  view: View;
  table: "areas" | "sites";
  colorBy: string;
  /** Id of the indicator that municipalities are colored by; null: only prefectures are colored. */
  towns: string | null;
  method: Method;
  classes: number;
  /** Ids of the sectors shown. */
  sectors: ReadonlySet<string>;
  /** Layers shown: "sites", "clusters", "zone:<scheme>". */
  layers: ReadonlySet<string>;
  /** null: everything, whatever its date. */
  year: number | null;
  basis: Basis;
  /** Whether sites without a date are shown while the time slider is used. */
  undated: boolean;
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

/** A copy of a set with one member turned on or off. */
export function toggled(set: ReadonlySet<string>, member: string): Set<string> {
  const copy = new Set(set);
  if (!copy.delete(member)) copy.add(member);
  return copy;
}
