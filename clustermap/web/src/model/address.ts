/** The reader's choices in the address after '#', so that a view can be linked. */
import { METHODS, parseBreaks } from "./classify";
import { BASES, MAX_PINS, type Selection, type State } from "./state";

/** The choices that can be named in the address. */
export interface KnownIds {
  indicators: ReadonlySet<string>;
  sectors: ReadonlySet<string>;
  layers: ReadonlySet<string>;
  areas: ReadonlySet<string>;
  /** Indicators of municipalities. */
  townIndicators: ReadonlySet<string>;
  facets: ReadonlySet<string>;
}

const list = (values: Iterable<string>): string => [...values].map(encodeURIComponent).join(",");
const unlist = (text: string): string[] => (text === "" ? [] : text.split(",").map(decode));

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The part of a state that differs from the page's own beginning. */
export function encode(state: State, initial: State): string {
  const parts: string[] = [];
  const put = (name: string, value: string, differs: boolean): void => {
    if (differs) parts.push(`${name}=${value}`);
  };
  if (state.embed) parts.push("embed");
  put("lang", state.lang, state.lang !== initial.lang);
  put("theme", state.theme, state.theme !== initial.theme);
  put("view", state.view, state.view !== initial.view);
  put("rows", state.table, state.table !== initial.table);
  put("by", encodeURIComponent(state.colorBy), state.colorBy !== initial.colorBy);
  put("towns", encodeURIComponent(state.towns ?? ""), state.towns !== initial.towns);
  put("classes", `${state.method},${state.classes}`,
    state.method !== initial.method || state.classes !== initial.classes);
  if (state.breaks && JSON.stringify(state.breaks) !== JSON.stringify(initial.breaks)) {
    put("breaks", `${encodeURIComponent(state.breaks.id)}~${state.breaks.values.join(",")}`, true);
  }
  put("sectors", list(state.sectors), list(state.sectors) !== list(initial.sectors));
  put("layers", list(state.layers), list(state.layers) !== list(initial.layers));
  put("since", String(state.since), state.since !== null);
  put("year", String(state.year), state.year !== null);
  put("basis", state.basis, state.basis !== initial.basis);
  put("undated", state.undated ? "1" : "0", state.undated !== initial.undated);
  for (const [key, cells] of Object.entries(state.facets)) put(`in.${encodeURIComponent(key)}`, list(cells.map((x) => x || "~")), true);
  for (const [key, [low, high]] of Object.entries(state.ranges)) put(`of.${encodeURIComponent(key)}`, `${low ?? ""}~${high ?? ""}`, true);
  if (state.selected) put(state.selected.kind, encodeURIComponent(state.selected.id), true);
  put("pins", list(state.pins), state.pins.length > 0);
  if (state.at) put("at", state.at.map((x) => Number(x.toFixed(4))).join(","), true);
  return parts.join("&");
}

/** The choices named in an address; whatever is unknown or malformed is left out. */
export function parse(hash: string, known: KnownIds): Partial<State> {
  const fields = new Map<string, string>();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    if (part) fields.set(cut < 0 ? part : part.slice(0, cut), cut < 0 ? "" : part.slice(cut + 1));
  }
  const patch: Partial<State> = {};
  const choice = <K extends keyof State>(name: string, key: K, allowed: readonly State[K][]): void => {
    const value = fields.get(name) as State[K] | undefined;
    if (value !== undefined && allowed.includes(value)) patch[key] = value;
  };
  if (fields.has("embed")) patch.embed = fields.get("embed") !== "0";
  choice("lang", "lang", ["en", "ja", "ko"]);
  choice("theme", "theme", ["auto", "light", "dark"]);
  choice("view", "view", ["map", "tiles", "table"]);
  choice("rows", "table", ["areas", "sites", "chain"]);
  choice("basis", "basis", BASES);
  const by = decode(fields.get("by") ?? "");
  if (known.indicators.has(by)) patch.colorBy = by;
  const towns = fields.get("towns");
  if (towns !== undefined) patch.towns = known.townIndicators.has(decode(towns)) ? decode(towns) : null;
  parseClasses(fields.get("classes"), patch);
  const [broken, ends] = (fields.get("breaks") ?? "").split("~");
  const values = parseBreaks(ends ?? "");
  const id = decode(broken ?? "");
  if (values && (known.indicators.has(id) || known.townIndicators.has(id))) patch.breaks = { id, values };
  const sectors = fields.get("sectors");
  if (sectors !== undefined) patch.sectors = new Set(unlist(sectors).filter((x) => known.sectors.has(x)));
  const layers = fields.get("layers");
  if (layers !== undefined) patch.layers = new Set(unlist(layers).filter((x) => known.layers.has(x)));
  for (const name of ["since", "year"] as const) {
    const year = fields.get(name) ?? "";
    if (/^\d{4}$/.test(year)) patch[name] = Number(year);
  }
  parseFacets(fields, known, patch);
  if (fields.has("undated")) patch.undated = fields.get("undated") !== "0";
  const pins = fields.get("pins");
  if (pins) patch.pins = [...new Set(unlist(pins))].filter((x) => known.areas.has(x)).slice(0, MAX_PINS);
  for (const kind of ["area", "town", "site", "zone", "cluster", "place", "near"] as Selection["kind"][]) {
    const id = fields.get(kind);
    if (id) patch.selected = { kind, id: decode(id) };
  }
  const at = (fields.get("at") ?? "").split(",").map(Number);
  if (at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]!) <= 85 && Math.abs(at[1]!) <= 180) {
    patch.at = [at[0]!, at[1]!, at[2]!];
  }
  return patch;
}

function parseFacets(fields: ReadonlyMap<string, string>, known: KnownIds, patch: Partial<State>): void {
  const facets: Record<string, readonly string[]> = {};
  const ranges: Record<string, readonly [number | null, number | null]> = {};
  for (const [name, value] of fields) {
    const key = decode(name.slice(3));
    if (!known.facets.has(key)) continue;
    if (name.startsWith("in.") && value !== "") facets[key] = [...new Set(unlist(value).map((x) => (x === "~" ? "" : x)))];
    const ends = /^(-?\d+(?:\.\d+)?)?~(-?\d+(?:\.\d+)?)?$/.exec(value);
    if (name.startsWith("of.") && ends && value !== "~") {
      ranges[key] = [ends[1] === undefined ? null : Number(ends[1]), ends[2] === undefined ? null : Number(ends[2])];
    }
  }
  if (Object.keys(facets).length) patch.facets = facets;
  if (Object.keys(ranges).length) patch.ranges = ranges;
}

function parseClasses(field: string | undefined, patch: Partial<State>): void {
  const [method, count] = (field ?? "").split(",");
  const found = METHODS.find((name) => name === method);
  const number = Number(count);
  if (!found || !Number.isInteger(number) || number < 3 || number > 7) return;
  patch.method = found;
  patch.classes = number;
}
