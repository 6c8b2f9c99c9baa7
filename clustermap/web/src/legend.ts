/** The legend of the indicator shown: class breaks, how many areas each class has, unit, source and year. */
import type { App, Current } from "./app";
import { data, h, link, s } from "./dom";
import { hatchPattern } from "./areas";
import { decimal, isMoney, yen } from "./format";
import { say, t } from "./i18n";
import type { Swatch } from "./colors";

export interface LegendEntry {
  swatch: Swatch;
  label: string;
  /** Number of areas. */
  count: number;
  kind: "class" | "zero" | "none" | "suppressed" | "few" | "category";
}

/** Entries of the legend, from the highest class down; what does not occur is left out but for classes. */
export function legendEntries(app: App, current: Current): LegendEntry[] {
  const counts = new Map<string, number>();
  for (const i of app.model.selected) {
    const name = current.classes[i]!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const entry = (name: string, label: string, kind: LegendEntry["kind"]): LegendEntry => ({
    swatch: current.swatches.get(name)!, label, count: counts.get(name) ?? 0, kind,
  });
  const { indicator, scale } = current;
  const entries: LegendEntry[] = [];
  if (indicator.scale === "categorical") {
    for (const category of indicator.categories ?? []) {
      entries.push(entry(`category:${category.id}`, say(category.label), "category"));
    }
  } else {
    const labels = classLabels(current);
    for (let i = labels.length - 1; i >= 0; i--) entries.push(entry(String(i), labels[i]!, "class"));
    if (scale.classes.zero) entries.push(entry("zero", zeroLabel(current), "zero"));
  }
  if (counts.has("few")) entries.push(entry("few", t("few"), "few"));
  if (counts.has("suppressed")) entries.push(entry("suppressed", t("suppressed"), "suppressed"));
  if (counts.has("none")) entries.push(entry("none", t("noData"), "none"));
  return entries;
}

function zeroLabel(current: Current): string {
  return isMoney(current.indicator) ? t("none") : decimal(0, 0);
}

/** Texts like "3–7" for each class. */
export function classLabels(current: Current): string[] {
  const { indicator, scale, values } = current;
  const { bounds, lowest } = scale.classes;
  const numbers = values.filter((value): value is number => typeof value === "number");
  const whole = indicator.decimals === 0 && numbers.every(Number.isInteger);
  const write = (value: number): string => isMoney(indicator) ? yen(value) : decimal(value, indicator.decimals);
  return bounds.map((bound, i) => {
    const before = bounds[i - 1];
    let [low, high] = [before ?? lowest, bound];
    if (whole) {
      low = before === undefined ? Math.ceil(lowest) : Math.floor(before) + 1;
      high = Math.floor(bound);
    }
    return low >= high ? write(high) : `${write(low)} – ${write(high)}`;
  });
}

let serial = 0;
function key(swatch: Swatch, line: string): SVGElement {
  const id = `cm-key-${serial++}`;
  return s(
    "svg", { class: "cm-swatch", viewBox: "0 0 22 14", "aria-hidden": "true" },
    swatch.hatched && hatchPattern(id, swatch.fill, line),
    s("rect", { x: 0.5, y: 0.5, width: 21, height: 13, rx: 2, fill: swatch.hatched ? `url(#${id})` : swatch.fill }),
  );
}

/** The whole legend, or a short one for small frames. */
export function legend(app: App, compact = false): HTMLElement {
  const current = app.current();
  const { indicator } = current;
  const unit = isMoney(indicator) ? "" : say(indicator.unit);
  const rows = legendEntries(app, current).map((entry) =>
    h("li", { class: `cm-legend-row cm-legend-${entry.kind}` },
      key(entry.swatch, current.theme.hatch),
      h("span", { class: "cm-legend-label" }, entry.kind === "category" ? data(entry.label) : entry.label),
      h("span", { class: "cm-legend-count" },
        h("span", { class: "cm-sr" }, t("areasCount", { n: entry.count })),
        h("span", { "aria-hidden": "true" }, decimal(entry.count, 0)))),
  );
  const year = indicator.year ?? app.model.payload.asOf;
  return h("div", { class: compact ? "cm-legend cm-compact" : "cm-legend", "data-testid": "legend" },
    compact && h("p", { class: "cm-legend-title" }, data(say(indicator.label))),
    h("div", { class: "cm-legend-head" },
      h("span", null, unit && data(unit)),
      h("span", null, t(app.model.payload.areas.level === "prefecture" ? "prefectures" : "areas"))),
    h("ul", null, rows),
    !compact && h("p", { class: "cm-source" },
      h("span", { class: "cm-source-word" }, t("source"), " "),
      link(indicator.sourceUrl, data(say(indicator.source))), year && ` (${year})`),
    !compact && say(indicator.note) !== "" && h("p", { class: "cm-note" }, data(say(indicator.note))),
  );
}
