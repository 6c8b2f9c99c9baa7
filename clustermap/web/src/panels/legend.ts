/** The legend of the indicator shown: class breaks, how many areas each class has, unit, source and year. */
import type { Swatch } from "../model/colors";
import type { Current } from "../model/current";
import { dateText, decimal, isMoney } from "../model/format";
import { histogram } from "../model/histogram";
import { localized, t } from "../model/i18n";
import { legendEntries } from "../model/legend";
import type { App } from "../ui/app";
import { data, h, link, s } from "../ui/dom";
import { hatchPattern } from "../ui/patterns";
import { sinceLegend } from "./since";

/** Bars of the histogram, and its height. */
const [BARS, HIGH] = [40, 40];
const LEVELS = { prefecture: "prefectures", municipality: "municipalities", area: "areas" } as const;

let serial = 0;
function key(swatch: Swatch, line: string): SVGElement {
  const id = `cm-key-${serial++}`;
  return s(
    "svg", { class: "cm-swatch", viewBox: "0 0 22 14", "aria-hidden": "true" },
    swatch.hatched && hatchPattern(id, swatch.fill, line),
    s("rect", { x: 0.5, y: 0.5, width: 21, height: 13, rx: 2, fill: swatch.hatched ? `url(#${id})` : swatch.fill }),
  );
}

/** How the values spread over the classes; the rows say the same in numbers. */
function spread(current: Current): SVGElement | null {
  const bars = histogram(current, BARS);
  const most = Math.max(0, ...bars.map(({ total }) => total));
  if (!bars.length) return null;
  const svg = s("svg", { class: "cm-histogram", viewBox: `0 0 ${bars.length * 10} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true", "data-testid": "histogram" });
  bars.forEach(({ parts }, i) => {
    let y = HIGH;
    for (const [name, count] of parts) {
      const height = (count / most) * HIGH;
      y -= height;
      svg.append(s("rect", { x: i * 10 + 0.5, y: y.toFixed(2), width: 9, height: height.toFixed(2), fill: current.swatches.get(name)!.fill }));
    }
  });
  return svg;
}

/** The whole legend, or a short one for small frames. */
export function legend(app: App, compact = false): HTMLElement {
  const { model, current } = app.colored();
  const towns = model !== app.model;
  const { indicator } = current;
  const unit = isMoney(indicator) ? "" : localized(indicator.unit);
  const rows = legendEntries(current).map((entry) =>
    h("li", { class: `cm-legend-row cm-legend-${entry.kind}` },
      key(entry.swatch, current.palette.hatch),
      h("span", { class: "cm-legend-label" }, entry.kind === "category" ? data(entry.label) : entry.label),
      h("span", { class: "cm-legend-count" },
        h("span", { class: "cm-sr" }, t("areasCount", { n: entry.count })),
        h("span", { "aria-hidden": "true" }, decimal(entry.count, 0)))),
  );
  const year = indicator.year ?? dateText(app.model.payload.asOf);
  return h("div", { class: compact ? "cm-legend cm-compact" : "cm-legend", "data-testid": "legend" },
    (compact || towns) && h("p", { class: "cm-legend-title" }, data(app.label(indicator))),
    h("div", { class: "cm-legend-head" },
      h("span", null, unit && data(unit)),
      h("span", null, t(LEVELS[model.payload.areas.level]))),
    !compact && indicator.scale !== "categorical" && spread(current),
    h("ul", null, rows),
    compact && sinceLegend(app, true),
    !compact && h("p", { class: "cm-source" },
      h("span", { class: "cm-source-word" }, t("source"), " "),
      link(indicator.sourceUrl, data(localized(indicator.source))), year && ` (${year})`),
    !compact && localized(indicator.note) !== "" && h("p", { class: "cm-note" }, data(localized(indicator.note))),
  );
}
