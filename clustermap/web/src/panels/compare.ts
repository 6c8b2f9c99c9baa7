/** The comparison of pinned areas, side by side. */
import { tsv } from "../model/csv";
import { decimal, isMoney, rankCell, rankText, valueText } from "../model/format";
import { localized, t } from "../model/i18n";
import type { Cell, Indicator } from "../model/payload";
import { ranks, valuesOf } from "../model/values";
import { type App, COUNTS } from "../ui/app";
import { copyText } from "../ui/copy";
import { data, h, icon } from "../ui/dom";

/** The bar that opens the comparison, and the dialog itself. */
export class Compare {
  readonly bar = h("div", { class: "cm-pins", hidden: true, "data-testid": "pins" });
  private dialog = h("dialog", { class: "cm-dialog cm-compare", "data-testid": "compare", "aria-labelledby": "cm-compare-title" });

  constructor(private app: App) {
    app.root.append(this.dialog);
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    app.store.on(["pins", "lang", "theme", ...COUNTS], () => this.draw());
    this.draw();
  }

  private areas(): number[] {
    return this.app.state.pins.map((code) => this.app.model.areaIndex.get(code)).filter((i): i is number => i !== undefined);
  }

  private draw(): void {
    const areas = this.areas();
    this.bar.hidden = areas.length === 0;
    this.app.root.classList.toggle("cm-has-pins", areas.length > 0);
    if (!areas.length && !this.bar.firstChild) return;
    this.bar.replaceChildren(
      ...areas.map((i) => this.pin(i)),
      h("button", {
        type: "button", class: "cm-button cm-primary", "data-testid": "compare-open", on: { click: () => this.open() },
      }, t("compareOpen", { n: areas.length })));
    if (this.dialog.open) {
      if (areas.length) this.fill();
      else this.dialog.close();
    }
  }

  private pin(i: number): HTMLElement {
    const name = this.app.areaName(i);
    return h("span", { class: "cm-pin" }, data(name, "cm-clip"), h("button", {
      type: "button", "aria-label": `${t("remove")}: ${name.slice(0, 100)}`, title: t("remove"), on: { click: () => this.remove(i) },
    }, icon("close")));
  }

  private remove(i: number): void {
    const code = this.app.model.payload.areas.code[i];
    this.app.store.set({ pins: this.app.state.pins.filter((x) => x !== code) });
  }

  private open(): void {
    this.fill();
    if (!this.dialog.open) this.dialog.showModal();
  }

  private fill(): void {
    const { app, dialog } = this;
    const { model, state } = app;
    const areas = this.areas();
    const rows = model.payload.indicators.map((indicator) => {
      const values = valuesOf(model, indicator, state);
      const places = ranks(model, values, indicator);
      return { indicator, values: areas.map((i) => values[i] ?? null), places: areas.map((i) => places[i] ?? null) };
    });
    const copy = (): void => {
      const head = [t("indicators"), t("year"), ...areas.flatMap((i) => [app.areaName(i), t("rankWord")])];
      const lines = rows.map(({ indicator, values, places }): Cell[] => [
        app.label(indicator) + (localized(indicator.unit) ? ` (${localized(indicator.unit)})` : ""), indicator.year ?? model.payload.asOf,
        ...values.flatMap((value, i): Cell[] => [indicator.scale === "categorical" ? valueText(indicator, value) : value, rankCell(places[i] ?? null)]),
      ]);
      copyText(app, tsv(head, lines), dialog);
    };
    const table = h("table", { class: "cm-table cm-compare-table" },
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("indicators")),
        areas.map((i) => h("th", { scope: "col", class: "cm-number" }, data(app.areaName(i), "cm-clip"))))),
      h("tbody", null, rows.map(({ indicator, values, places }) => {
        const numbers = values.filter((x): x is number => typeof x === "number");
        const most = numbers.length > 1 && new Set(numbers).size > 1 ? Math.max(...numbers) : null;
        return h("tr", null,
          h("th", { scope: "row" }, data(app.label(indicator), "cm-clip"),
            h("small", null, unitAndYear(indicator))),
          values.map((value, i) => h("td", { class: `cm-number${most !== null && value === most ? " cm-most" : ""}` },
            h("span", null, typeof value === "number" && plainUnit(indicator) ? decimal(value, indicator.decimals) : valueText(indicator, value)),
            h("small", null, rankText(places[i] ?? null)))));
      })));
    dialog.replaceChildren(
      h("header", null, h("h2", { id: "cm-compare-title" }, t("compareTitle")),
        h("button", { type: "button", class: "cm-button", "data-testid": "compare-copy", on: { click: copy } }, icon("copy"), t("copyTable")),
        h("button", {
          type: "button", class: "cm-icon-button", "aria-label": t("closeCompare"), title: t("closeCompare"),
          "data-testid": "compare-close", on: { click: () => dialog.close() },
        }, icon("close"))),
      h("div", { class: "cm-table-scroll cm-scroll", tabindex: 0, role: "region", "aria-label": t("compareTitle") }, table));
  }
}

/** The unit that all values of a row share; amounts of money bring theirs along. */
function plainUnit(indicator: Indicator): string {
  return indicator.scale === "categorical" || isMoney(indicator) ? "" : localized(indicator.unit);
}

/** The unit and year below a label, as far as it does not name them. */
function unitAndYear(indicator: Indicator): string {
  const unit = plainUnit(indicator);
  const unitInLabel = localized(indicator.label).toLowerCase().includes(unit.toLowerCase());
  return [unitInLabel ? "" : unit, indicator.year].filter(Boolean).join(", ");
}
