/** The card at the side: a site, a prefecture's sheet, a zone, a cluster program, or the sites of one place. */
import { t } from "../model/i18n";
import type { Selection } from "../model/state";
import { type App, COUNTS } from "../ui/app";
import { h, icon, redraw } from "../ui/dom";
import { areaSheet } from "./area-sheet";
import type { Card } from "./card";
import { nearCard } from "./near-card";
import { clusterCard, zoneCard } from "./program-card";
import { placeCard, siteCard } from "./site-card";
import { townSheet } from "./town-sheet";

export class Detail {
  readonly element = h("aside", {
    class: "cm-detail cm-scroll", hidden: true, tabindex: -1, "data-testid": "detail",
  });
  private back: Selection[] = [];
  private last: Selection | null = null;
  private opener: Element | null = null;

  constructor(private app: App) {
    app.store.on(["selected"], () => this.changed());
    app.store.on(["lang", "theme", "colorBy", "towns", "pins", ...COUNTS], () => this.draw());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    this.changed();
  }

  private changed(): void {
    const { selected } = this.app.state;
    const from = document.activeElement;
    if (selected && !this.last) this.opener = from;
    if (selected && this.last && this.element.contains(from)) this.back.push(this.last);
    else if (!selected || !this.element.contains(from)) this.back = [];
    this.last = selected;
    this.draw();
    this.element.scrollTop = 0;
    if (selected && !this.element.hidden) {
      if (from && from !== document.body) this.element.focus({ preventScroll: true });
    }
  }

  private close(): void {
    const { opener } = this;
    this.app.select(null);
    if (opener instanceof HTMLElement || opener instanceof SVGElement) opener.focus({ preventScroll: true });
  }

  private goBack(): void {
    const previous = this.back.pop();
    if (!previous) return;
    const rest = [...this.back];
    this.app.select(previous);
    this.back = rest;
    this.draw();
  }

  private card(): Card | null {
    const { app } = this;
    const { selected } = app.state;
    if (!selected) return null;
    const { id } = selected;
    if (selected.kind === "area") return areaSheet(app, id);
    if (selected.kind === "town") return townSheet(app, id);
    if (selected.kind === "site") return siteCard(app, id);
    if (selected.kind === "zone") return zoneCard(app, id);
    if (selected.kind === "cluster") return clusterCard(app, id);
    if (selected.kind === "near") return nearCard(app, id);
    return placeCard(app, id);
  }

  private draw(): void {
    const { element } = this;
    const card = this.card();
    element.hidden = card === null;
    this.app.root.classList.toggle("cm-has-detail", card !== null);
    if (!card) return element.replaceChildren();
    const heading = h("h2", { id: "cm-detail-title", dir: "auto" }, card.title);
    element.setAttribute("aria-labelledby", "cm-detail-title");
    redraw(element,
      h("header", { class: "cm-detail-head" },
        h("div", { class: "cm-detail-bar" },
          this.back.length > 0 && h("button", {
            type: "button", class: "cm-icon-button", "aria-label": t("back"), title: t("back"),
            on: { click: () => this.goBack() },
          }, icon("back")),
          h("p", { class: "cm-kicker" }, card.kicker),
          h("button", {
            type: "button", class: "cm-icon-button", "aria-label": t("close"), title: t("close"),
            "data-testid": "detail-close", on: { click: () => this.close() },
          }, icon("close"))),
        heading),
      ...card.body,
    );
  }
}
