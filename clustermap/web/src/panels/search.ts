/** The search field: a combobox that flies to what is chosen and opens its card. */
import { t } from "../model/i18n";
import type { App } from "../ui/app";
import { data, h, icon } from "../ui/dom";
import { symbol } from "../ui/symbols";
import { find } from "./search-find";
import { buildIndex, type Entry, siteEntry } from "./search-index";

export class Search {
  readonly element: HTMLElement;
  private input: HTMLInputElement;
  private list: HTMLUListElement;
  private index: Entry[] | null = null;
  private found: Entry[] = [];
  private active = -1;
  private searchCount = 0;

  constructor(private app: App) {
    this.input = h("input", {
      type: "text", role: "combobox", class: "cm-search-input", autocomplete: "off", spellcheck: "false",
      "aria-expanded": "false", "aria-controls": "cm-search-list", "aria-autocomplete": "list", "data-testid": "search",
      maxlength: 200, enterkeyhint: "search",
      on: {
        input: () => this.update(),
        keydown: (event: KeyboardEvent) => this.key(event),
        focus: () => this.input.value && this.update(),
        blur: () => setTimeout(() => this.close(), 120),
      },
    });
    this.list = h("ul", { class: "cm-search-list cm-scroll", id: "cm-search-list", role: "listbox", hidden: true });
    this.element = h("div", { class: "cm-search" }, icon("search"), this.input, this.list);
    app.store.on(["lang"], () => this.label());
    this.label();
  }

  private label(): void {
    this.input.placeholder = t("searchHint");
    this.input.setAttribute("aria-label", t("search"));
    this.list.setAttribute("aria-label", t("search"));
  }

  private update(): void {
    this.index ??= buildIndex(this.app);
    const typed = this.input.value;
    this.show(find(this.index, typed), typed);
    const asked = ++this.searchCount;
    this.app.model.crowd?.search(typed).then((sites) => {
      // What was typed since then is being looked for.
      if (asked !== this.searchCount || !sites.length) return;
      this.show([...this.found, ...sites.map((site) => siteEntry(this.app, site))].slice(0, 12), typed);
    });
  }

  private show(found: Entry[], typed: string): void {
    this.found = found;
    this.active = this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map((entry, i) => this.option(entry, i)));
    if (!this.found.length && typed.trim()) {
      this.list.append(h("li", { class: "cm-search-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, t("noResults")));
    }
    const open = this.list.childElementCount > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (open) this.app.announce(this.found.length ? t("results", { n: this.found.length }) : t("noResults"));
    this.mark();
  }

  private option(entry: Entry, i: number): HTMLElement {
    const kind = entry.selection?.kind ?? (entry.sector ? "site" : "area");
    const marked = kind === "site" || kind === "zone" || kind === "cluster";
    const sign = marked ? symbol(this.app, kind, entry.sector) : icon(kind === "place" ? "table" : "map");
    return h("li", {
      role: "option", id: `cm-option-${i}`, class: "cm-option", "data-testid": "search-option", "data-kind": kind,
      on: {
        mousedown: (event: Event) => event.preventDefault(),
        click: () => this.choose(i),
        mousemove: () => {
          if (this.active !== i) {
            this.active = i;
            this.mark();
          }
        },
      },
    }, sign, h("span", { class: "cm-row-text" },
      h("span", { class: "cm-row-name" }, data(entry.name())),
      h("span", { class: "cm-row-note" }, data(entry.note()))));
  }

  private mark(): void {
    [...this.list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === this.active)));
    if (this.active >= 0 && !this.list.hidden) {
      this.input.setAttribute("aria-activedescendant", `cm-option-${this.active}`);
      this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private choose(i: number): void {
    this.searchCount++;
    const entry = this.found[i];
    if (!entry) return;
    this.input.value = entry.name().slice(0, 200);
    this.close();
    if (this.app.state.view === "table") this.app.store.set({ view: "map" });
    if (entry.selection) this.app.select(entry.selection, true);
    else entry.run?.();
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const last = this.found.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) this.update();
      else this.active = event.key === "ArrowDown" ? (this.active >= last ? 0 : this.active + 1) : this.active <= 0 ? last : this.active - 1;
      this.mark();
    } else if (event.key === "Enter") this.choose(this.active);
    else if (event.key === "Escape") {
      if (this.list.hidden) this.input.value = "";
      this.close();
    } else return;
    event.preventDefault();
  }
}
