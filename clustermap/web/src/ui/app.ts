/** What the parts of the page share: the data, the reader's choices and what follows from them. */
import { DARK, LIGHT, type Palette } from "../model/colors";
import { type Current, currentOf } from "../model/current";
import { facetsOf } from "../model/facets";
import { type Facet, facetCell, matches, shown, type SiteFilter, without } from "../model/filter";
import { indicatorLabel } from "../model/filter-text";
import { localized } from "../model/i18n";
import { type Model, word } from "../model/model";
import { parseNear } from "../model/near";
import type { Indicator, Point } from "../model/payload";
import type { Site } from "../model/site";
import type { Selection, State, Store } from "../model/state";

const FOLLOWS: (keyof State)[] = ["colorBy", "towns", "method", "classes", "breaks", "sectors", "since", "year", "basis", "facets", "ranges", "theme"];
/** The choices that counts of sites depend on. */
export const COUNTS: readonly (keyof State)[] = ["sectors", "since", "year", "basis", "undated", "facets", "ranges"];

export class App {
  private memo: Current | null = null;
  private townMemo: Current | null = null;
  private preferDark = matchMedia("(prefers-color-scheme: dark)");
  /** Fly to what was selected; set by the map. */
  reveal: (selection: Selection) => void = () => {};
  /** Go where the address leads; set by the map. */
  follow: () => void = () => {};
  /** Show a region whole, or all; set by the map. */
  frame: (region: string) => void = () => {};
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

  /** What the map colors: its municipalities where they have values, else its areas. */
  colored(): { model: Model; current: Current } {
    const current = this.townCurrent();
    return current ? { model: this.model.towns!, current } : { model: this.model, current: this.current() };
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

  /** Number of sites of each sector that match all else: in an area, or anywhere. */
  bySector(area: number | null = null): Map<string, number> {
    const { model, state } = this;
    const counts = new Map<string, number>();
    const sites = area === null ? model.sites : (model.sitesByArea.get(area) ?? []);
    for (const site of sites) {
      if (matches(site, state)) counts.set(site.sector, (counts.get(site.sector) ?? 0) + 1);
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

  private knownFacets: Facet[] | null = null;
  facets(): Facet[] {
    return (this.knownFacets ??= facetsOf(this.model));
  }

  /** Number of sites for each cell of a facet, under all other choices. */
  facetCounts(key: string): Map<string, number> {
    const { model } = this;
    const filter: SiteFilter = without(this.state, key);
    if (model.crowd) return model.crowd.facet(key, filter);
    const counts = new Map<string, number>();
    for (const site of model.sites) {
      if (shown(site, filter)) counts.set(facetCell(site, key), (counts.get(facetCell(site, key)) ?? 0) + 1);
    }
    return counts;
  }

  /** The words for status that occur among the sites. */
  statuses(): Set<string> {
    const { crowd, sites } = this.model;
    return new Set(crowd ? crowd.census("status").keys() : sites.map((site) => site.status));
  }

  /** Circles on the map: those of the page, and that around what is asked about. */
  rings(): { center: Point; km: readonly number[] }[] {
    const { selected } = this.state;
    const near = selected?.kind === "near" ? parseNear(selected.id) : null;
    return [...this.model.payload.rings, ...(near ? [{ center: near.center, km: [near.km] }] : [])];
  }

  word(group: string, code: string): string {
    return localized(word(this.model, group, code));
  }

  /** An indicator's label; what is counted under filters is named by them. */
  label(indicator: Indicator): string {
    return indicatorLabel(this.model, this.state, indicator);
  }

  siteName(site: Site): string {
    return localized(site.name) || site.id;
  }

  reducedMotion(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }
}
