/** Official figures in the sheet of an area: specialization, growth of jobs, population by year. */
import { decimal } from "../model/format";
import { localized, t } from "../model/i18n";
import type { Payload } from "../model/payload";
import { linePath, signed } from "../model/series";
import { data, h, s } from "../ui/dom";

type Economy = NonNullable<Payload["economy"]>;

/** Width and height of the small line, its margin inside. */
const [WIDTH, HEIGHT, MARGIN] = [160, 32, 3];

export function economySection(economy: Payload["economy"], area: number): HTMLElement | null {
  if (!economy) return null;
  const parts = [special(economy, area), growth(economy, area), trend(economy, area)];
  if (parts.every((part) => !part)) return null;
  return h("section", { class: "cm-economy", "data-testid": "economy" }, h("h3", null, t("officialFigures")), parts);
}

function special({ special: { label, industries, rows, source } }: Economy, area: number): HTMLElement | null {
  const row = rows[area] ?? [];
  if (!row.length) return null;
  return h("div", null,
    h("p", { class: "cm-economy-label" }, data(localized(label))),
    h("ol", null, row.map(([industry, quotient]) => h("li", null,
      h("span", null, data(localized(industries[industry]!))), h("b", null, decimal(quotient, 2))))),
    small(localized(source)));
}

function growth({ growth: { years, values, nation, source, note } }: Economy, area: number): HTMLElement | null {
  const value = values[area];
  if (typeof value !== "number") return null;
  return h("div", null,
    h("p", null, t("jobsGrowth", { first: String(years[0]), last: String(years[1]) }), " ",
      h("b", null, signed(value)), " ", t("nationGrowth", { value: signed(nation) })),
    small(`${localized(source)} ${localized(note)}`));
}

function trend({ trend: line }: Economy, area: number): HTMLElement | null {
  const values = line?.values[area] ?? [];
  const known = values.filter((value): value is number => value !== null);
  const [first, last] = [known[0], known[known.length - 1]];
  if (!line || known.length < 3 || first === undefined || last === undefined || first <= 0) return null;
  const years = line.years.filter((_, at) => values[at] !== null);
  return h("figure", { class: "cm-trend", "data-testid": "population-trend" },
    s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
      s("path", { d: linePath(line.years, values, WIDTH, HEIGHT, MARGIN) })),
    h("figcaption", null, t("populationTrend", {
      since: String(years[0]), until: String(years[years.length - 1]), from: first, to: last,
      change: signed(100 * (last / first - 1)),
    })),
    small(localized(line.source)));
}

function small(text: string): HTMLElement {
  return h("small", null, data(text));
}
