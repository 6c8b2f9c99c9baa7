/** Puts the parts of the page in their places and draws anew what a change touches. */
import { requestHeight } from "./embed";
import { type Layout, setHeight } from "./layout";
import type { AttachCrowd } from "./map/crowd-layer";
import { Insets, jumpList } from "./map/jumps";
import { MapView } from "./map/map-view";
import { picture } from "./map/picture";
import { Pointer } from "./map/pointer";
import { TileGrid } from "./map/tilegrid";
import { LIGHT } from "./model/colors";
import { localized, t } from "./model/i18n";
import type { State } from "./model/state";
import { Compare } from "./panels/compare";
import { creditLine } from "./panels/credits";
import { markKey } from "./panels/mark-key";
import { Detail } from "./panels/detail";
import { filterSection } from "./panels/filters";
import { legend } from "./panels/legend";
import { saveMenu } from "./panels/save";
import { Search } from "./panels/search";
import { aboutSection, colorSection, eventSection, layerSection, sectorSection, settingsSection, titleSection } from "./panels/sections";
import type { Section } from "./panels/section";
import { languageSwitch, viewSwitch } from "./panels/switches";
import { TableView } from "./panels/table";
import { TimeSlider } from "./panels/time-slider";
import { type App, COUNTS } from "./ui/app";
import { afterPaint, data, h, redraw } from "./ui/dom";

/** What the colors, counts and marks depend on. */
const DRAWN: (keyof State)[] = ["colorBy", "towns", "method", "classes", "breaks", "layers", ...COUNTS];
const touches = (changed: ReadonlySet<keyof State>, keys: readonly (keyof State)[]): boolean => keys.some((key) => changed.has(key));

/** What the page needs from its start. */
export interface Hooks {
  attachCrowd: AttachCrowd | null;
  /** Theme, language and flags on the root. */
  updateRoot: () => void;
  /** The address of the present view. */
  linkTo: () => string;
}

export class Assembly {
  private tiles: TileGrid;
  private table: TableView;
  private time: TimeSlider;
  private detail: Detail;
  private compare: Compare;
  private title: Section;
  private settings: Section;
  private sections: Section[];
  /** Those of the sections whose counts and classes follow the reader's choices. */
  private counted: Section[];
  private languages = h("div");
  private bar = h("div", { class: "cm-bar-row" });
  private credit = h("div", { class: "cm-credit", "data-testid": "credits" });
  private key = h("ul", { class: "cm-mark-key", "data-testid": "mark-key" });
  private embed = h("div", { class: "cm-embed-box" });
  private view: MapView;
  private insets: Insets;

  constructor(private app: App, private layout: Layout, host: HTMLElement, private hooks: Hooks) {
    this.tiles = new TileGrid(app);
    this.table = new TableView(app);
    this.time = new TimeSlider(app);
    this.detail = new Detail(app);
    this.compare = new Compare(app);
    this.title = titleSection(app);
    this.settings = settingsSection(app);
    this.sections = [sectorSection, filterSection, colorSection, layerSection, eventSection, aboutSection].map((make) => make(app));
    this.counted = this.sections.slice(0, 4);
    this.place();
    // The map comes last, when its size is settled: nothing is then drawn twice.
    this.view = new MapView(app, host, hooks.attachCrowd);
    new Pointer(app, this.view);
    this.insets = new Insets(app, this.view, () =>
      [this.embed, this.compare.bar, this.detail.element, ...host.querySelectorAll(".leaflet-control")]);
    host.append(this.insets.element);
    this.view.labelControls();
    this.drawBar();
    this.drawView();
    if (app.state.embed || layout.narrow()) this.drawEmbed();
    afterPaint(() => {
      for (const part of this.sections.slice(4)) part.update();
      this.drawEmbed();
      this.drawInsets();
    });
    this.connect();
    afterPaint(() => requestHeight(app, this.credit));
  }

  private place(): void {
    const { app, layout } = this;
    layout.head.append(h("div", { class: "cm-topline" }, this.languages, this.settings.element), this.title.element, searchField(app, layout));
    layout.body.append(...this.sections.map((part) => part.element));
    layout.toolbar.append(this.bar);
    layout.stage.append(this.tiles.element, this.table.element, this.embed, this.compare.bar, this.key, this.credit, this.detail.element);
    placeTime(layout, this.time.element, this.sections[2]!.element);
    layout.label();
    for (const part of [this.title, this.settings, ...this.counted]) part.update();
    redraw(this.languages, languageSwitch(app));
    this.drawCredit();
  }

  private connect(): void {
    const { app, view } = this;
    app.store.on(null, (changed) => this.changed(changed));
    app.onTheme = () => {
      this.hooks.updateRoot();
      view.refresh();
      this.drawAll();
      this.time.drawAll();
    };
    view.covered = () => this.coveredByCard();
    app.follow = () => view.follow(true);
    if (app.state.selected) view.follow(false);
    new ResizeObserver(() => view.resized()).observe(view.host);
    preparePrint(app, view, () => this.tilesShown(), () => this.open());
  }

  private changed(changed: ReadonlySet<keyof State>): void {
    const { app, view } = this;
    const rooted = touches(changed, ["lang", "theme", "embed"]);
    if (rooted) this.hooks.updateRoot();
    const drawn = touches(changed, DRAWN) || changed.has("theme");
    if (drawn) view.refresh();
    else if (touches(changed, ["selected", "pins"])) view.mark();
    if (changed.has("selected")) view.uncover();
    if (rooted) return this.drawAll();
    if (changed.has("colorBy")) app.announce(`${t("colorBy")}: ${app.label(app.current().indicator).slice(0, 200)}`);
    if (changed.has("view")) {
      this.drawBar();
      this.drawEmbed();
    }
    if (drawn) {
      for (const part of this.counted) part.update();
      this.drawEmbed();
    }
    if (drawn || touches(changed, ["view", "table", "selected", "pins"])) {
      if (app.state.view !== "table" || drawn || touches(changed, ["view", "table"])) this.drawView();
      this.drawInsets();
    }
  }

  private coveredByCard(): { right: number; bottom: number } {
    const { element } = this.detail;
    if (element.hidden) return { right: 0, bottom: 0 };
    // Below a card on a phone the sheet's edge is under the map as well.
    return this.layout.narrow()
      ? { right: 0, bottom: Math.max(0, element.offsetHeight - 112 - this.time.element.offsetHeight - this.credit.offsetHeight) }
      : { right: element.offsetWidth + 12, bottom: 0 };
  }

  /** What stands over the map or in its place: the table, the card, the comparison. */
  private open(): HTMLElement[] {
    const compared = this.app.root.querySelector<HTMLElement>("dialog[open]");
    if (compared) return [compared];
    return [this.table.element, this.detail.element].filter((element) => !element.hidden);
  }

  private tilesShown(): SVGSVGElement | null {
    return this.app.state.view === "tiles" ? this.tiles.element.querySelector("svg") : null;
  }

  private drawCredit(): void {
    redraw(this.credit, creditLine(this.app).map((line) => h("span", null, line)));
  }

  private drawBar(): void {
    const { app, view } = this;
    redraw(this.bar,
      viewSwitch(app, app.model.payload.areas.tile.some((x) => x !== null)),
      app.state.view === "map" && h("span", { class: "cm-jump-box" }, jumpList(app, view)),
      saveMenu(app, { picture: () => picture(app, view, this.tilesShown()), link: this.hooks.linkTo }));
  }

  private drawView(): void {
    const { app, view, tiles, table } = this;
    const shown = app.state.view;
    view.host.classList.toggle("cm-away", shown !== "map");
    view.host.toggleAttribute("inert", shown !== "map");
    app.root.classList.toggle("cm-tabular", shown === "table");
    app.root.classList.toggle("cm-tiled", shown === "tiles");
    tiles.element.hidden = shown !== "tiles";
    table.element.hidden = shown !== "table";
    if (shown === "tiles") tiles.draw();
    if (shown === "table") table.draw();
  }

  private drawInsets(): void {
    if (this.app.state.view === "map") this.insets.update(true);
    else this.insets.hide();
  }

  private drawEmbed(): void {
    const { app } = this;
    redraw(this.key, markKey(app));
    redraw(this.embed, app.state.embed && h("h1", null, data(app.model.payload.headline || localized(app.model.payload.title))), legend(app, true));
  }

  private drawWords(): void {
    this.layout.label();
    this.view.labelControls();
    redraw(this.languages, languageSwitch(this.app));
    this.drawCredit();
    this.title.update();
    this.settings.update();
    this.drawBar();
  }

  private drawAll(): void {
    this.drawWords();
    for (const part of this.sections) part.update();
    this.drawView();
    this.drawInsets();
    this.drawEmbed();
  }
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

/** On a phone on its side the time slider stands in the panel. */
function placeTime(layout: Layout, time: HTMLElement, before: HTMLElement): void {
  const little = matchMedia("(max-height: 480px)");
  const place = (): void => {
    if (little.matches) before.after(time);
    else layout.main.append(time);
  };
  place();
  little.addEventListener("change", place);
}

/** The picture stands on the paper while the page is printed, and with it or in its place what is open. */
function preparePrint(app: App, view: MapView, tiles: () => SVGSVGElement | null, open: () => HTMLElement[]): void {
  const page = h("div", { class: "cm-paper", "aria-hidden": "true" });
  app.root.append(page);
  addEventListener("beforeprint", () => {
    const copies = open().map((element) => {
      const copy = h("div", { class: "cm-printed" });
      copy.append(...[...element.cloneNode(true).childNodes]);
      for (const box of copy.querySelectorAll("details")) box.open ||= box.classList.contains("cm-indicator-group");
      return copy;
    });
    const instead = app.state.view === "table" || app.root.querySelector("dialog[open]") !== null;
    page.replaceChildren(...(instead ? [] : [picture(app, view, tiles(), LIGHT)]), ...copies);
  });
  addEventListener("afterprint", () => page.replaceChildren());
}
