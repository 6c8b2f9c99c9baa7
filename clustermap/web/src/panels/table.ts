/** The table view: the same data, sorted and filtered by the reader. */
import { chainOf, chainSectors } from "../model/chain";
import { tsv } from "../model/csv";
import { fold } from "../model/fold";
import { decimal } from "../model/format";
import { localized, t } from "../model/i18n";
import type { Cell } from "../model/payload";
import type { App } from "../ui/app";
import { copyText } from "../ui/copy";
import { data, h, hostName, link, redraw } from "../ui/dom";
import { rowsOf, type TableColumn, type TableRow, type TableRows } from "./rows";

const PAGE = 250;
const TABLES = [["areas", "areasTable"], ["sites", "sitesTable"], ["chain", "chainTable"]] as const;

export class TableView {
  readonly element = h("div", { class: "cm-table-view", hidden: true, "data-testid": "table" });
  private sort: { column: string; down: boolean } | null = null;
  private filter = "";
  private limit = PAGE;
  private bar = h("div", { class: "cm-table-bar" });
  private scroller = h("div", { class: "cm-table-scroll cm-scroll", tabindex: 0, role: "region" });
  private rows: TableRows = { columns: [], rows: [], kind: "area" };

  constructor(private app: App) {
    this.element.append(this.bar, this.scroller);
    app.store.on(["table"], () => {
      this.sort = null;
      this.limit = PAGE;
    });
  }

  draw(): void {
    const { app } = this;
    this.rows = rowsOf(app);
    this.scroller.setAttribute("aria-label", t("tableLabel"));
    const filter = h("input", {
      type: "search", class: "cm-filter", placeholder: t("filter"), "aria-label": t("filter"), value: this.filter,
      "data-key": "filter", "data-testid": "table-filter",
      on: {
        input: () => {
          this.filter = filter.value;
          this.limit = PAGE;
          this.drawRows();
        },
      },
    });
    redraw(this.bar,
      app.hasSites() && h("div", { class: "cm-segments", role: "group", "aria-label": t("tableLabel") },
        TABLES.filter(([table]) => table !== "chain" || chainSectors(app.model).length > 0).map(([table, label]) => h("button", {
          type: "button", "aria-pressed": app.state.table === table ? "true" : "false", "data-key": `rows ${table}`,
          "data-testid": `table-${table}`, on: { click: () => app.store.set({ table }) },
        }, t(label)))),
      this.rows.kind === "step" && this.sectorSelect(),
      filter,
      h("span", { class: "cm-count", "data-testid": "table-count" }),
      app.model.crowd && app.state.table === "sites" && h("span", { class: "cm-note", "data-testid": "table-part" },
        this.rows.of === undefined ? t("tableView") : t("tableOf", { n: this.rows.rows.length, of: this.rows.of })),
      h("button", {
        type: "button", class: "cm-button cm-end", "data-key": "copy", "data-testid": "table-copy",
        on: { click: () => copyText(app, tsv(this.rows.columns.map((c) => c.label), this.visible().map((r) => r.cells))) },
      }, t("copyTable")));
    this.drawRows();
  }

  /** Whose chain it is: choosing one isolates the sector, as its chip does. */
  private sectorSelect(): HTMLElement {
    const { app } = this;
    const shown = chainOf(app.model, app.state)?.sector;
    const select = h("select", {
      class: "cm-select cm-chain-sector", "aria-label": t("sector"), "data-key": "chain-sector", "data-testid": "chain-sector",
      on: { change: () => app.store.set({ sectors: new Set([select.value]) }) },
    }, chainSectors(app.model).map((id) => {
      const option = h("option", { value: id }, localized(app.model.sectorById.get(id)?.label ?? id));
      option.selected = id === shown;
      return option;
    }));
    return select;
  }

  private visible(): TableRow[] {
    const wanted = fold(this.filter);
    const found = this.rows.rows.filter((row) => !wanted || row.cells.some((cell) => cell !== null && fold(String(cell)).includes(wanted)));
    const { sort } = this;
    const at = sort ? this.rows.columns.findIndex((column) => column.id === sort.column) : -1;
    if (!sort || at < 0) return found;
    const collator = new Intl.Collator(this.app.state.lang, { numeric: true });
    return [...found].sort((a, b) => compare(a.cells[at], b.cells[at], collator, sort.down));
  }

  private drawRows(): void {
    const rows = this.visible();
    const { columns } = this.rows;
    const count = this.bar.querySelector("[data-testid=table-count]");
    if (count) count.textContent = t("nSelected", { n: rows.length });
    const head = h("tr", null, columns.map((column) => this.header(column)));
    const body = h("tbody", null, rows.slice(0, this.limit).map((row) => this.row(row)));
    const rest = rows.length - this.limit;
    redraw(this.scroller,
      h("table", { class: "cm-table" }, h("thead", null, head), body),
      rest > 0 && h("button", {
        type: "button", class: "cm-button cm-more",
        on: {
          click: () => {
            this.limit = Infinity;
            this.drawRows();
          },
        },
      }, t("nextPage", { n: rest })),
      this.rows.notes && h("ul", { class: "cm-note cm-table-notes", "data-testid": "table-notes" }, this.rows.notes.map((note) => h("li", null, data(note)))));
  }

  private header(column: TableColumn): HTMLElement {
    const on = this.sort?.column === column.id;
    const order = on ? (this.sort!.down ? "descending" : "ascending") : "none";
    return h("th", { scope: "col", "aria-sort": order, class: column.numeric ? "cm-number" : this.stickyClass(column) },
      h("button", {
        type: "button", "data-key": `sort ${column.id}`, title: t("sortBy", { name: column.label.slice(0, 100) }),
        on: {
          click: () => {
            const down = on ? !this.sort!.down : column.numeric;
            this.sort = { column: column.id, down };
            this.drawRows();
          },
        },
      }, data(column.label), h("span", { class: "cm-sort", "aria-hidden": "true" }, on ? (this.sort!.down ? "▼" : "▲") : "")));
  }

  private row(row: TableRow): HTMLElement {
    const { app } = this;
    const { kind } = this.rows;
    const opener = kind === "area" || kind === "town" ? 1 : 0;
    return h("tr", { "data-id": row.id.slice(0, 200) }, this.rows.columns.map((column, i) => {
      const cell = row.cells[i];
      if (kind === "step") {
        if (i === 0) return h("th", { scope: "row", class: "cm-stay" }, data(String(cell ?? "")));
        if (column.id === "only" && row.site !== undefined) {
          return h("td", null, h("button", { type: "button", class: "cm-cell-link", on: { click: () => app.select({ kind: "site", id: row.site! }) } }, data(String(cell))));
        }
        if (cell === 0) return h("td", { class: "cm-number cm-empty" }, "–");
      } else if (i === opener) {
        return h("th", { scope: "row", class: this.stickyClass(column) }, h("button", {
          type: "button", class: "cm-cell-link",
          on: { click: () => app.select({ kind, id: row.id }) },
        }, data(String(cell ?? ""), "cm-clip")));
      }
      if (column.id === "source") return h("td", null, link(String(cell ?? ""), data(hostName(String(cell ?? "")), "cm-clip")));
      if (typeof cell === "number") return h("td", { class: "cm-number" }, decimal(cell, column.decimals ?? 0));
      if (column.numeric) return h("td", { class: "cm-number cm-empty" }, cell === "x" ? t("suppressed") : cell === null || cell === "" ? "–" : data(String(cell)));
      return h("td", { class: this.stickyClass(column) }, data(String(cell ?? ""), "cm-clip"));
    }));
  }

  /** Code and name stay in view while the rest is scrolled. */
  private stickyClass(column: TableColumn): string {
    return column.id === "code" ? "cm-stay cm-code-cell" : column.id === "name" ? "cm-stay" : "";
  }
}

/** Numbers before words, what is missing always last. */
function compare(a: Cell | undefined, b: Cell | undefined, collator: Intl.Collator, down: boolean): number {
  const rank = (x: Cell | undefined): number => (typeof x === "number" ? 0 : x === null || x === undefined || x === "" || x === "x" ? 2 : 1);
  if (rank(a) !== rank(b) || rank(a) === 2) return rank(a) - rank(b);
  const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
  return down ? -order : order;
}
