/** The map page: reads the data, builds everything, and keeps it in step with the reader's choices. */
import { Assembly } from "./assembly";
import type { SiteCrowd } from "./crowd/site-crowd";
import { keepHistory } from "./history";
import { buildLayout } from "./layout";
import type { AttachCrowd } from "./map/crowd-layer";
import { type KnownIds, parse } from "./model/address";
import { CHOICES } from "./model/filter";
import { lang, localized, setLang, t } from "./model/i18n";
import { fromBase64, inflate } from "./ui/inflate";
import { buildModel, contextLayers, type Model, townIndicators } from "./model/model";
import type { Lang, Payload } from "./model/payload";
import { SITE_COLUMNS } from "./model/site";
import { type State, Store } from "./model/state";
import { App } from "./ui/app";
import { data, h } from "./ui/dom";

function initialState(model: Model): State {
  const { payload } = model;
  return {
    lang: payload.lang,
    theme: "auto",
    view: "map",
    table: "areas",
    colorBy: model.indicatorById.has(payload.colorBy) ? payload.colorBy : (payload.indicators[0]?.id ?? ""),
    // a map of one color says nothing: its municipalities are colored
    towns: model.selected.length === 1 ? townsFirst(model) : null,
    method: payload.breaks ? "hand" : "quantiles",
    classes: 5,
    breaks: payload.breaks,
    sectors: new Set(payload.sectors.map((x) => x.id)),
    layers: new Set([...(model.sites.length || model.crowd ? ["sites"] : []), ...contextLayers(model)]),
    since: null,
    year: null,
    basis: "opened",
    undated: false,
    facets: {},
    ranges: {},
    selected: null,
    pins: [],
    at: null,
    // a frame of srcdoc has no address to say so in
    embed: document.documentElement.dataset["embed"] !== undefined,
  };
}

/** The indicator of municipalities that is shown where there is but one prefecture. */
function townsFirst(model: Model): string | null {
  const known = townIndicators(model).map(({ id }) => id);
  return known.find((id) => id === model.payload.colorBy) ?? known[0] ?? null;
}

function knownIds(model: Model): KnownIds {
  const { sites, points } = model.payload;
  const own = points?.columns.map(({ name }) => name) ?? sites.columns;
  return {
    indicators: new Set(model.indicatorById.keys()),
    sectors: new Set(model.sectorById.keys()),
    layers: new Set(["sites", "clusters", ...model.schemes.map((x) => `zone:${x}`), ...contextLayers(model)]),
    areas: new Set(model.areaIndex.keys()),
    townIndicators: new Set(townIndicators(model).map(({ id }) => id)),
    facets: new Set([...CHOICES, "investment", ...own.filter((name) => !SITE_COLUMNS.has(name)).map((name) => `x.${name}`)]),
  };
}

/** Hand the payload on: at once where it stands in plain sight, else as soon as it is unpacked. */
export function withPayload(run: (payload: Payload) => void): void {
  const source = document.getElementById("clustermap-data") as HTMLScriptElement;
  const text = source.textContent ?? "";
  if (source.type === "application/json") {
    try {
      run(JSON.parse(text) as Payload);
    } catch (error) {
      fail(error);
    }
    return;
  }
  const unpacked = async (): Promise<Payload> => {
    setLang(document.documentElement.lang as Lang);
    if (!("DecompressionStream" in window)) throw new Error(t("crowdTooOld"));
    return JSON.parse(new TextDecoder().decode(await inflate(fromBase64(text)))) as Payload;
  };
  unpacked().then(run).catch(fail);
}

/** Sites too many for marks of their own, and how they come onto the map. */
interface CrowdParts {
  crowd: SiteCrowd;
  attach: AttachCrowd;
}

export function start(payload: Payload, packed: CrowdParts | null = null): void {
  const root = document.getElementById("clustermap")!;
  const host = document.getElementById(payload.mapName)!;
  const model = buildModel(payload, packed?.crowd);
  const initial = initialState(model);
  const names = knownIds(model);
  const store = new Store({ ...initial, ...parse(location.hash, names) });
  setLang(store.get().lang);
  // First of all listeners: the others write in the new language.
  store.on(["lang"], () => setLang(store.get().lang));
  const app = new App(model, store, root);
  packed?.crowd.connect(app);
  updateRoot(app);
  const layout = buildLayout(app, host);
  app.announce = (text) => (layout.live.textContent = text);
  const history = keepHistory(app, initial, names);
  new Assembly(app, layout, host, {
    attachCrowd: packed?.attach ?? null,
    updateRoot: () => updateRoot(app),
    linkTo: history,
  });
}

/** Theme, language and layout flags on the root. */
function updateRoot(app: App): void {
  const { root, state } = app;
  const dark = app.palette().dark;
  root.classList.toggle("cm-dark", dark);
  root.classList.toggle("cm-embed", state.embed);
  root.classList.add("cm-ready");
  document.documentElement.classList.toggle("cm-dark-page", dark);
  document.documentElement.lang = lang();
  document.title = localized(app.model.payload.title);
}

/** Say on the page that it could not be made. */
export function fail(error: unknown): never {
  document.getElementById("clustermap")?.append(
    h("p", { class: "cm-failed", role: "alert" }, t("failed"), " ", data(error instanceof Error ? error.message : String(error))),
  );
  throw error;
}
