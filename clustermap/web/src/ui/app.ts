/** What the parts of the page share: the data, the reader's choices and what follows from them. */
import { DARK, LIGHT, type Palette } from "../model/colors";
import { type Current, currentOf } from "../model/current";
import { localized } from "../model/i18n";
import { type Model, word } from "../model/model";
import { inTime, shown, type Site } from "../model/site";
import type { Selection, State, Store } from "../model/state";

const FOLLOWS: (keyof State)[] = ["colorBy", "towns", "method", "classes", "sectors", "year", "basis", "undated", "theme"];

export class App {
  private memo: Current | null = null;
  private townMemo: Current | null = null;
  private preferDark = matchMedia("(prefers-color-scheme: dark)");
  /** Fly to what was selected; set by the map. */
  reveal: (selection: Selection) => void = () => {};
  /** Go where the address leads; set by the map. */
  follow: () => void = () => {};
  /** Say something to screen readers. */
  announce: (text: string) => void = () => {};
  /** Run when the reader's system changes between light and dark. */
  onTheme: () => void = () => {};

  constructor(
    readonly model: Model,
    readonly store: Store,
    readonly root: HTMLElement,
  ) {
    store.on(FOLLOWS, () => (this.memo = this.townMemo = null));
    this.preferDark.addEventListener("change", () => {
      this.memo = this.townMemo = null;
      this.onTheme();
    });
  }

  get state(): Readonly<State> {
    return this.store.get();
  }

  palette(): Palette {
    const { theme } = this.state;
    return theme === "dark" || (theme === "auto" && this.preferDark.matches) ? DARK : LIGHT;
  }

  current(): Current {
    return (this.memo ??= currentOf(this.model, this.state, this.palette()));
  }

  /** What municipalities are colored by, if they are. */
  townCurrent(): Current | null {
    const { towns: by } = this.state;
    const towns = by === null ? null : this.model.towns;
    if (by === null || !towns) return null;
    return (this.townMemo ??= currentOf(towns, { ...this.state, colorBy: by }, this.palette()));
  }

  townName(i: number): string {
    const { towns } = this.model;
    const { name, code } = towns!.payload.areas;
    return name[this.state.lang][i] || name.ja[i] || code[i]!;
  }

  /** Name of the designated city that a municipality is a ward of. */
  cityOf(i: number): string | null {
    const { towns } = this.model.payload;
    const city = towns?.city[i];
    return towns && typeof city === "number" ? towns.cities[this.state.lang][city]! : null;
  }

  select(selection: Selection | null, reveal = false): void {
    this.store.set({ selected: selection });
    if (selection && reveal) this.reveal(selection);
  }

  areaName(i: number): string {
    const { name } = this.model.payload.areas;
    return name[this.state.lang][i] || name.ja[i] || name.en[i] || this.model.payload.areas.code[i] || "";
  }

  sitesShown(): Site[] {
    return this.model.sites.filter((site) => shown(site, this.state));
  }

  hasSites(): boolean {
    return this.model.sites.length > 0 || this.model.crowd !== null;
  }

  /** Number of sites of each sector that have come by the year shown: in an area, or anywhere. */
  bySector(area: number | null = null): Map<string, number> {
    const { model, state } = this;
    const counts = new Map<string, number>();
    const sites = area === null ? model.sites : (model.sitesByArea.get(area) ?? []);
    for (const site of sites) {
      if (inTime(site, state)) counts.set(site.sector, (counts.get(site.sector) ?? 0) + 1);
    }
    for (const { id } of model.crowd ? model.payload.sectors : []) counts.set(id, model.crowd!.tally(state, area, id).sites);
    return counts;
  }

  /** Number of sites shown: in an area, or anywhere. */
  countShown(area: number | null = null): number {
    let sum = 0;
    for (const [sector, n] of this.bySector(area)) if (this.state.sectors.has(sector)) sum += n;
    return sum;
  }

  /** The words for status that occur among the sites. */
  statuses(): Set<string> {
    const { crowd, sites } = this.model;
    return new Set(crowd ? crowd.census("status").keys() : sites.map((site) => site.status));
  }

  word(group: string, code: string): string {
    return localized(word(this.model, group, code));
  }

  siteName(site: Site): string {
    return localized(site.name) || site.id;
  }

  reducedMotion(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
}
