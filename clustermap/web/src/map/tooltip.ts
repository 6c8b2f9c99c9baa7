/** The small label beside the pointer or the focused area. */
import { decimal, intervalText, rankText, valueText } from "../model/format";
import { localized, t } from "../model/i18n";
import type { Site } from "../model/site";
import type { App } from "../ui/app";
import { data, h } from "../ui/dom";
import type { Mark } from "./marks";
import { partsOf } from "./site-groups";

/** A site in a few words. */
export function describeSite(app: App, site: Site): HTMLElement[] {
  const sector = app.model.sectorById.get(site.sector);
  return [
    h("strong", null, data(app.siteName(site))),
    ...(localized(site.operator) ? [h("span", { class: "cm-tip-label" }, data(localized(site.operator)))] : []),
    h("span", { class: "cm-tip-label" },
      data(sector ? localized(sector.label) : site.sector), site.status && " · ", site.status && data(app.word("status", site.status))),
  ];
}

export class Tooltip {
  readonly element = h("div", { class: "cm-tooltip", hidden: true, "aria-hidden": "true", "data-testid": "tooltip" });
  private key = "";

  constructor(
    private app: App,
    private host: HTMLElement,
  ) {
    host.append(this.element);
  }

  hide(): void {
    this.element.hidden = true;
    this.key = "";
  }

  area(i: number, x: number, y: number): void {
    const current = this.app.current();
    this.show(`area ${i}`, x, y, () => {
      const { indicator, values, ranks } = current;
      const rank = rankText(ranks[i] ?? null);
      const interval = intervalText(indicator, i);
      return [
        h("strong", null, data(this.app.areaName(i))),
        h("span", { class: "cm-tip-label" }, data(this.app.label(indicator))),
        h("span", { class: "cm-tip-value" }, valueText(indicator, values[i]), rank && h("small", null, rank)),
        interval !== "" && h("span", { class: "cm-tip-label" }, interval),
      ];
    });
  }

  /** A municipality: with its own value where it is colored, else with its prefecture's. */
  town(i: number, x: number, y: number): void {
    const { app } = this;
    const { towns } = app.model;
    const own = app.townCurrent();
    const area = towns!.areaOf[i]!;
    const { indicator, values, ranks } = own ?? app.current();
    const at = own ? i : area;
    this.show(`town ${i}`, x, y, () => {
      const rank = rankText(ranks[at] ?? null);
      const city = own && indicator.ofCity ? app.cityOf(i) : null;
      return [
        h("strong", null, data(app.townName(i))),
        h("span", { class: "cm-tip-label" }, data(app.areaName(area))),
        h("span", { class: "cm-tip-label" }, data(app.label(indicator)), !own && [" (", data(app.areaName(area)), ")"]),
        h("span", { class: "cm-tip-value" }, valueText(indicator, values[at]), rank && h("small", null, rank)),
        city !== null && h("span", { class: "cm-tip-label" }, t("ofCity", { city })),
      ];
    });
  }

  marks(marks: Mark[], x: number, y: number): void {
    const first = marks[0]!;
    if (first.members) return this.group(first.members, x, y);
    this.show(`${first.kind} ${first.id} ${marks.length}`, x, y, () => [
      ...this.describe(first),
      marks.length > 1 && h("small", { class: "cm-tip-more" }, t("moreHere", { n: marks.length - 1 })),
    ]);
  }

  /** Sites drawn as one: how many of each sector. */
  private group(members: readonly number[], x: number, y: number): void {
    const { app } = this;
    const area = app.model.sites[members[0]!]!.area;
    this.show(`group ${members.join(".")}`, x, y, () => [
      h("strong", null, t("sitesCount", { n: members.length })),
      ...(area >= 0 ? [h("span", { class: "cm-tip-label" }, data(app.areaName(area)))] : []),
      ...partsOf(app.model, members).map(([sector, n]) => h("span", { class: "cm-tip-label" },
        data(localized(app.model.sectorById.get(sector)?.label ?? sector)), ` ${decimal(n, 0)}`)),
    ]);
  }

  private describe(mark: Mark): (HTMLElement | false)[] {
    const { app } = this;
    const { model } = app;
    if (mark.kind === "site") return describeSite(app, model.sites[mark.index]!);
    const thing = mark.kind === "zone" ? model.zoneById.get(mark.id) : model.clusterById.get(mark.id);
    if (!thing) return [];
    const label = "scheme" in thing ? app.word("scheme", thing.scheme) : app.word("cluster", thing.kind);
    return [h("strong", null, data(localized(thing.name))), h("span", { class: "cm-tip-label" }, data(label))];
  }

  show(key: string, x: number, y: number, content: () => (HTMLElement | false)[]): void {
    const { element, host } = this;
    if (key !== this.key) {
      element.replaceChildren(...content().filter((child): child is HTMLElement => child !== false));
      this.key = key;
    }
    element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = x + 16 + width > host.clientWidth ? x - 16 - width : x + 16;
    const top = Math.min(Math.max(4, y - height / 2), host.clientHeight - height - 4);
    element.style.transform = `translate(${Math.max(4, Math.round(left))}px, ${Math.round(top)}px)`;
  }
}
