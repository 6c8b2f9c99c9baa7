/** Groups and sites in words: beside the pointer and for screen readers. */
import { decimal } from "../model/format";
import { say, t } from "../model/i18n";
import { data, h } from "../ui/dom";
import type { SiteCrowd } from "./crowd";
import type { Ball, Target } from "./scene";

/** Sectors of a group with their numbers, the most frequent first. */
function mix(crowd: SiteCrowd, ball: Ball): [string, number][] {
  return crowd.app.model.payload.sectors
    .map((sector, i): [string, number] => [say(sector.label), ball.shares[i]!])
    .filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
}

export function describeBall(crowd: SiteCrowd, ball: Ball): HTMLElement[] {
  return [
    h("strong", null, t("sitesCount", { n: ball.count })),
    ...mix(crowd, ball).slice(0, 6).map(([label, n]) => h("span", { class: "cm-tip-label" }, data(label), ` ${decimal(n, 0)}`)),
    h("small", { class: "cm-tip-more" }, t("crowdOpen")),
  ];
}

/** What a screen reader says. */
export function spoken(crowd: SiteCrowd, target: Target): string {
  const parts = "ball" in target
    ? [t("sitesCount", { n: target.ball.count }), ...mix(crowd, target.ball).slice(0, 3).map(([label, n]) => `${label} ${decimal(n, 0)}`)]
    : [crowd.app.siteName(crowd.at(target.dot.index)), say(crowd.app.model.sectorById.get(crowd.at(target.dot.index).sector)?.label ?? "")];
  return parts.filter((part) => part !== "").map((part) => part.slice(0, 200)).join(", ");
}
