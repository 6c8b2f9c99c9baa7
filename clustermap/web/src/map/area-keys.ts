/** The areas for the keyboard and for screen readers. */
import { project } from "../model/geometry";
import { intervalText, rankText, valueText } from "../model/format";
import { t } from "../model/i18n";
import type { Point } from "../model/payload";
import { type App, COUNTS } from "../ui/app";
import { h } from "../ui/dom";
import { isArrow, stepTo, towards } from "../ui/keyboard";
import type { SvgAreas } from "./areas";
import type { MapView } from "./map-view";
import type { Tooltip } from "./tooltip";

/** What a screen reader says of an area. */
export function areaLabel(app: App, i: number): string {
  const { indicator, values, ranks } = app.current();
  const parts = [app.areaName(i), app.label(indicator), valueText(indicator, values[i]), rankText(ranks[i] ?? null),
    intervalText(indicator, i)];
  return parts.filter((part) => part !== "").map((part) => part.slice(0, 200)).join(", ");
}

/** Show an area as the pointer would, moving the map where it lies at the edge or outside. */
function pointAt(view: MapView, tooltip: Tooltip, area: number, [lon, lat]: Point, animate: boolean): void {
  const { map, overlay } = view;
  if (!map.getBounds().pad(-0.08).contains([lat, lon])) map.panTo([lat, lon], { animate });
  overlay.hover(area);
  const { x, y } = map.latLngToContainerPoint([lat, lon]);
  tooltip.area(area, x, y);
}

const known = new WeakMap<App, Map<number, [number, number]>>();
/** Where the areas shown lie. */
function anchors(app: App): Map<number, [number, number]> {
  let found = known.get(app);
  if (!found) known.set(app, (found = new Map(app.model.selected.map((i) => [i, project(app.model.payload.areas.anchor[i]!)]))));
  return found;
}

/** One tab stop for all areas; arrow keys go to the neighbor in their direction. */
export class AreaKeys {
  private order: number[];
  private active: number;

  constructor(
    private app: App,
    private view: MapView,
    private areas: SvgAreas,
    private tooltip: Tooltip,
  ) {
    this.order = app.model.selected;
    this.active = this.order[0] ?? -1;
    for (const i of this.order) {
      const path = areas.paths[i]!;
      path.setAttribute("role", "button");
      path.addEventListener("focus", () => this.focused(i));
      path.addEventListener("blur", () => this.blurred());
      path.addEventListener("click", (event) => {
        // A click without a pointer comes from a screen reader.
        if (event.detail === 0 && event.screenX === 0 && event.screenY === 0) this.open(i);
      });
    }
    areas.svg.addEventListener("keydown", (event) => this.key(event));
    this.label();
    app.store.on(["lang", "colorBy", ...COUNTS], () => this.label());
  }

  private label(): void {
    this.areas.svg.setAttribute("aria-label", t("areasLabel"));
    for (const i of this.order) {
      const path = this.areas.paths[i]!;
      path.setAttribute("aria-label", areaLabel(this.app, i));
      path.setAttribute("tabindex", i === this.active ? "0" : "-1");
    }
  }

  private focused(i: number): void {
    this.areas.paths[this.active]?.setAttribute("tabindex", "-1");
    this.active = i;
    const path = this.areas.paths[i]!;
    path.setAttribute("tabindex", "0");
    if (!path.matches(":focus-visible")) return;
    pointAt(this.view, this.tooltip, i, this.app.model.payload.areas.anchor[i]!, !this.app.reducedMotion());
  }

  private blurred(): void {
    this.view.overlay.hover(null);
    this.tooltip.hide();
  }

  private open(i: number): void {
    this.app.select({ kind: "area", id: this.app.model.payload.areas.code[i]! });
  }

  private key(event: KeyboardEvent): void {
    const ends: Record<string, number | undefined> = { Home: this.order[0], End: this.order[this.order.length - 1] };
    if (event.key === "Enter" || event.key === " ") this.open(this.active);
    else if (isArrow(event.key) || Object.hasOwn(ends, event.key)) {
      const next = ends[event.key] ?? towards(event.key, this.active, anchors(this.app));
      if (next !== null) this.areas.paths[next]?.focus({ preventScroll: true });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Where a canvas draws the areas, a list stands for them: one tab stop, of which only the active entry exists. */
export class AreaList {
  private list = h("div", { class: "cm-area-list cm-sr-focus", role: "listbox", tabindex: 0, "data-testid": "area-list" });
  private at = 0;

  constructor(
    private app: App,
    private view: MapView,
    private tooltip: Tooltip,
  ) {
    view.host.prepend(this.list);
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("focus", () => this.show());
    this.list.addEventListener("blur", () => {
      view.overlay.hover(null);
      tooltip.hide();
    });
    app.store.on(["lang", "colorBy", ...COUNTS], () => this.write());
    this.write();
  }

  private write(): void {
    const { selected, payload } = this.app.model;
    const i = selected[this.at];
    this.list.setAttribute("aria-label", t("areasLabel"));
    if (i === undefined) return;
    const id = `cm-area-${payload.areas.code[i]!.replace(/[^\w-]/g, "_")}`;
    this.list.replaceChildren(h("div", {
      role: "option", id, "aria-selected": "true", "aria-posinset": this.at + 1, "aria-setsize": selected.length,
    }, areaLabel(this.app, i)));
    this.list.setAttribute("aria-activedescendant", id);
  }

  private show(): void {
    const i = this.app.model.selected[this.at];
    if (i !== undefined) pointAt(this.view, this.tooltip, i, this.app.model.payload.areas.anchor[i]!, false);
  }

  private key(event: KeyboardEvent): void {
    const { selected } = this.app.model;
    const beside = isArrow(event.key) ? towards(event.key, selected[this.at] ?? -1, anchors(this.app)) : null;
    const next = isArrow(event.key) ? (beside === null ? this.at : selected.indexOf(beside)) : stepTo(event.key, this.at, selected.length - 1);
    if (event.key === "Enter" || event.key === " ") {
      const code = this.app.model.payload.areas.code[this.app.model.selected[this.at] ?? -1];
      if (code !== undefined) this.app.select({ kind: "area", id: code });
    } else if (next !== null) {
      this.at = next;
      this.write();
      this.show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
