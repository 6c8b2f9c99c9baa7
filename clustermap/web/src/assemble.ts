/** Puts the parts of the page in their places and draws anew what a change touches. */
import type { App } from "./app";
import { Compare } from "./compare";
import { Detail } from "./detail";
import { data, h, redraw } from "./dom";
import { say, setLang } from "./i18n";
import { Inset, jumpList } from "./jumps";
import { languageSwitch, viewSwitch, type Layout } from "./layout";
import { legend } from "./legend";
import { creditLine, type MapView } from "./map";
import { aboutSection, colorSection, eventSection, layerSection, sectorSection, settingsSection, titleSection } from "./panel";
import { paper, picture } from "./picture";
import { saveMenu } from "./save";
import { Search } from "./search";
import type { State } from "./state";
import { TableView } from "./table";
import { TileGrid } from "./tilegrid";
import { Time } from "./time";

/** What the colors, counts and marks depend on. */
const DRAWN: (keyof State)[] = ["colorBy", "method", "classes", "sectors", "layers", "year", "basis", "undated"];
const touches = (changed: ReadonlySet<keyof State>, keys: readonly (keyof State)[]): boolean => keys.some((key) => changed.has(key));

export function assemble(app: App, layout: Layout, view: MapView, dress: () => void, linkTo: () => string): void {
  const { model, store } = app;
  const tiles = new TileGrid(app);
  const table = new TableView(app);
  const inset = new Inset(app, view);
  const time = new Time(app);
  const detail = new Detail(app);
  const compare = new Compare(app);
  const title = titleSection(app);
  const settings = settingsSection(app);
  const parts = [sectorSection, colorSection, layerSection, eventSection, aboutSection].map((make) => make(app));
  const [languages, bar, credit, embed] = [h("div"), h("div", { class: "cm-bar-row" }), h("div", { class: "cm-credit", "data-testid": "credits" }),
    h("div", { class: "cm-embed-box" })];
  layout.head.append(h("div", { class: "cm-topline" }, languages, settings.element), title.element, new Search(app).element);
  layout.body.append(...parts.map((part) => part.element));
  layout.toolbar.append(bar);
  layout.stage.append(tiles.element, table.element, inset.element, embed, compare.bar, credit, detail.element);
  placeTime(layout, time.element, parts[1]!.element);

  const picked = (): SVGSVGElement | null => app.state.view === "tiles" ? tiles.element.querySelector("svg") : null;
  const drawBar = (): void => redraw(bar,
    viewSwitch(app, model.payload.areas.tile.some((x) => x !== null)),
    app.state.view === "map" && jumpList(app, view),
    saveMenu(app, { picture: () => picture(app, view, picked()), link: linkTo }));
  const drawView = (): void => {
    const shown = app.state.view;
    view.host.classList.toggle("cm-away", shown !== "map");
    view.host.toggleAttribute("inert", shown !== "map");
    tiles.element.hidden = shown !== "tiles";
    table.element.hidden = shown !== "table";
    if (shown === "tiles") tiles.draw();
    if (shown === "table") table.draw();
    if (shown === "map") inset.update(true);
    else inset.element.hidden = true;
  };
  const drawEmbed = (): void => {
    if (app.state.embed) redraw(embed, h("h2", null, data(say(model.payload.title))), legend(app, true));
  };
  const drawWords = (): void => {
    layout.label();
    view.labelControls();
    redraw(languages, languageSwitch(app));
    redraw(credit, creditLine(app).map((line) => h("span", null, line)));
    title.update();
    settings.update();
    drawBar();
  };
  const drawAll = (): void => {
    drawWords();
    for (const part of parts) part.update();
    drawView();
    drawEmbed();
  };
  drawAll();
  store.on(null, (changed) => {
    if (changed.has("lang")) setLang(app.state.lang);
    if (touches(changed, ["lang", "theme", "embed"])) dress();
    const drawn = touches(changed, DRAWN) || changed.has("theme");
    if (drawn) view.refresh();
    else if (touches(changed, ["selected", "pins"])) view.mark();
    if (touches(changed, ["lang", "theme", "embed"])) return drawAll();
    if (changed.has("view")) drawBar();
    if (drawn) {
      for (const part of parts) part.update();
      drawEmbed();
    }
    if (drawn || touches(changed, ["view", "table", "selected", "pins"])) {
      if (app.state.view !== "table" || drawn || touches(changed, ["view", "table"])) drawView();
    }
  });
  app.onTheme = () => {
    dress();
    view.refresh();
    drawAll();
    time.drawAll();
  };
  view.covered = () => ({ right: !layout.narrow() && !detail.element.hidden ? 364 : 0, bottom: 0 });
  new ResizeObserver(() => view.resized()).observe(view.host);
  printing(app, view, picked);
}

/** On a phone the time slider stands in the sheet. */
function placeTime(layout: Layout, time: HTMLElement, before: HTMLElement): void {
  const place = (): void => {
    if (layout.narrow()) before.after(time);
    else layout.main.append(time);
  };
  place();
  matchMedia("(max-width: 720px)").addEventListener("change", place);
}

function printing(app: App, view: MapView, tiles: () => SVGSVGElement | null): void {
  const page = h("div", { class: "cm-paper", "aria-hidden": "true" });
  app.root.append(page);
  addEventListener("beforeprint", () => page.replaceChildren(paper(app, view, tiles())));
  addEventListener("afterprint", () => page.replaceChildren());
}
