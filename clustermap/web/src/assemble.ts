/** Puts the parts of the page in their places and draws anew what a change touches. */
import { wishHeight } from "./embed";
import { languageSwitch, type Layout, setHeight, viewSwitch } from "./layout";
import type { AttachCrowd } from "./map/crowd-layer";
import { Inset, jumpList } from "./map/jumps";
import { MapView } from "./map/map";
import { paper, picture } from "./map/picture";
import { Pointer } from "./map/pointer";
import { TileGrid } from "./map/tilegrid";
import { say, t } from "./model/i18n";
import type { State } from "./model/state";
import { Compare } from "./panels/compare";
import { creditLine } from "./panels/credits";
import { Detail } from "./panels/detail";
import { legend } from "./panels/legend";
import { aboutSection, colorSection, eventSection, layerSection, sectorSection, settingsSection, titleSection } from "./panels/panel";
import { saveMenu } from "./panels/save";
import { Search } from "./panels/search";
import { TableView } from "./panels/table";
import { Time } from "./panels/time";
import type { App } from "./ui/app";
import { afterPaint, data, h, redraw } from "./ui/dom";

/** What the colors, counts and marks depend on. */
const DRAWN: (keyof State)[] = ["colorBy", "method", "classes", "sectors", "layers", "year", "basis", "undated"];
const touches = (changed: ReadonlySet<keyof State>, keys: readonly (keyof State)[]): boolean => keys.some((key) => changed.has(key));

export function assemble(app: App, layout: Layout, host: HTMLElement, attachCrowd: AttachCrowd | null, dress: () => void, linkTo: () => string): void {
  const { model, store } = app;
  const tiles = new TileGrid(app);
  const table = new TableView(app);
  const time = new Time(app);
  const detail = new Detail(app);
  const compare = new Compare(app);
  const title = titleSection(app);
  const settings = settingsSection(app);
  const parts = [sectorSection, colorSection, layerSection, eventSection, aboutSection].map((make) => make(app));
  const counted = parts.slice(0, 3);
  const [languages, bar, credit, embed] = [h("div"), h("div", { class: "cm-bar-row" }), h("div", { class: "cm-credit", "data-testid": "credits" }),
    h("div", { class: "cm-embed-box" })];
  layout.head.append(h("div", { class: "cm-topline" }, languages, settings.element), title.element, searchField(app, layout));
  layout.body.append(...parts.map((part) => part.element));
  layout.toolbar.append(bar);
  layout.stage.append(tiles.element, table.element, embed, compare.bar, credit, detail.element);
  placeTime(layout, time.element, parts[1]!.element);
  layout.label();
  const drawCredit = (): void => redraw(credit, creditLine(app).map((line) => h("span", null, line)));
  for (const part of [title, settings, ...counted]) part.update();
  redraw(languages, languageSwitch(app));
  drawCredit();
  // The map comes last, when its size is settled: nothing is then drawn twice.
  const view = new MapView(app, host, attachCrowd);
  new Pointer(app, view);
  const inset = new Inset(app, view, () => [embed, compare.bar, detail.element, ...host.querySelectorAll(".leaflet-control")]);
  host.append(inset.element);

  const picked = (): SVGSVGElement | null => app.state.view === "tiles" ? tiles.element.querySelector("svg") : null;
  const drawBar = (): void => redraw(bar,
    viewSwitch(app, model.payload.areas.tile.some((x) => x !== null)),
    app.state.view === "map" && h("span", { class: "cm-jump-box" }, jumpList(app, view)),
    saveMenu(app, { picture: () => picture(app, view, picked()), link: linkTo }));
  const drawView = (): void => {
    const shown = app.state.view;
    view.host.classList.toggle("cm-away", shown !== "map");
    view.host.toggleAttribute("inert", shown !== "map");
    app.root.classList.toggle("cm-tabular", shown === "table");
    app.root.classList.toggle("cm-tiled", shown === "tiles");
    tiles.element.hidden = shown !== "tiles";
    table.element.hidden = shown !== "table";
    if (shown === "tiles") tiles.draw();
    if (shown === "table") table.draw();
  };
  const drawInset = (): void => {
    if (app.state.view === "map") inset.update(true);
    else inset.element.hidden = true;
  };
  const drawEmbed = (): void => {
    redraw(embed, app.state.embed && h("h1", null, data(say(model.payload.title))), legend(app, true));
  };
  const drawWords = (): void => {
    layout.label();
    view.labelControls();
    redraw(languages, languageSwitch(app));
    drawCredit();
    title.update();
    settings.update();
    drawBar();
  };
  const drawAll = (): void => {
    drawWords();
    for (const part of parts) part.update();
    drawView();
    drawInset();
    drawEmbed();
  };
  view.labelControls();
  drawBar();
  drawView();
  if (app.state.embed || layout.narrow()) drawEmbed();
  afterPaint(() => {
    for (const part of parts.slice(3)) part.update();
    drawEmbed();
    drawInset();
  });
  store.on(null, (changed) => {
    if (touches(changed, ["lang", "theme", "embed"])) dress();
    const drawn = touches(changed, DRAWN) || changed.has("theme");
    if (drawn) view.refresh();
    else if (touches(changed, ["selected", "pins"])) view.mark();
    if (changed.has("selected")) view.uncover();
    if (touches(changed, ["lang", "theme", "embed"])) return drawAll();
    if (changed.has("colorBy")) app.announce(`${t("colorBy")}: ${say(app.current().indicator.label).slice(0, 200)}`);
    if (changed.has("view")) drawBar();
    if (drawn) {
      for (const part of counted) part.update();
      drawEmbed();
    }
    if (drawn || touches(changed, ["view", "table", "selected", "pins"])) {
      if (app.state.view !== "table" || drawn || touches(changed, ["view", "table"])) drawView();
      drawInset();
    }
  });
  app.onTheme = () => {
    dress();
    view.refresh();
    drawAll();
    time.drawAll();
  };
  view.covered = () => {
    if (detail.element.hidden) return { right: 0, bottom: 0 };
    // Below a card on a phone the sheet's edge is under the map as well.
    return layout.narrow() ? { right: 0, bottom: Math.max(0, detail.element.offsetHeight - 112 - credit.offsetHeight) } : { right: detail.element.offsetWidth + 12, bottom: 0 };
  };
  app.follow = () => view.follow(true);
  if (app.state.selected) view.follow(false);
  new ResizeObserver(() => view.resized()).observe(view.host);
  printing(app, view, picked);
  afterPaint(() => wishHeight(app, credit));
}

/** On a phone the sheet rises while one searches, and makes way for what was found. */
function searchField(app: App, layout: Layout): HTMLElement {
  const { element } = new Search(app);
  const raise = (to: "full" | "peek"): void => {
    if (!layout.narrow()) return;
    setHeight(app.root, to);
    layout.label();
  };
  element.addEventListener("focusin", () => raise("full"));
  app.store.on(["selected"], () => app.state.selected && raise("peek"));
  return element;
}

/** On a phone, upright or not, the time slider stands in the panel. */
function placeTime(layout: Layout, time: HTMLElement, before: HTMLElement): void {
  const little = matchMedia("(max-width: 720px), (max-height: 480px)");
  const place = (): void => {
    if (little.matches) before.after(time);
    else layout.main.append(time);
  };
  place();
  little.addEventListener("change", place);
}

function printing(app: App, view: MapView, tiles: () => SVGSVGElement | null): void {
  const page = h("div", { class: "cm-paper", "aria-hidden": "true" });
  app.root.append(page);
  addEventListener("beforeprint", () => page.replaceChildren(paper(app, view, tiles())));
  addEventListener("afterprint", () => page.replaceChildren());
}
