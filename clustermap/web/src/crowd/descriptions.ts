/** Groups and sites in words: beside the pointer and for screen readers. */
import { decimal } from "../model/format";
import { localized, t } from "../model/i18n";
import { data, h } from "../ui/dom";
import type { Bubble, Target } from "./scene";
import type { SiteCrowd } from "./site-crowd";

/** Sectors of a group with their numbers, the most frequent first. */
function sectorCounts(crowd: SiteCrowd, bubble: Bubble): [string, number][] {
  return crowd.app.model.payload.sectors
    .map((sector, i): [string, number] => [localized(sector.label), bubble.shares[i]!])
    .filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
}

export function describeBubble(crowd: SiteCrowd, bubble: Bubble): HTMLElement[] {
  return [
    h("strong", null, t("sitesCount", { n: bubble.count })),
    ...sectorCounts(crowd, bubble).slice(0, 6).map(([label, n]) => h("span", { class: "cm-tip-label" }, data(label), ` ${decimal(n, 0)}`)),
    h("small", { class: "cm-tip-more" }, t("crowdOpen")),
  ];
}

/** What a screen reader says. */
export function targetLabel(crowd: SiteCrowd, target: Target): string {
  const parts = "bubble" in target
    ? [t("sitesCount", { n: target.bubble.count }), ...sectorCounts(crowd, target.bubble).slice(0, 3).map(([label, n]) => `${label} ${decimal(n, 0)}`)]
    : [crowd.app.siteName(crowd.at(target.dot.index)), localized(crowd.app.model.sectorById.get(crowd.at(target.dot.index).sector)?.label ?? "")];
  return parts.filter((part) => part !== "").map((part) => part.slice(0, 200)).join(", ");
}
