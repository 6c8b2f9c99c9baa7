/** The sheet of a municipality: what is known of it, its sites, and the prefecture around. */
import { shown } from "../model/filter";
import { rankText, valueText } from "../model/format";
import { localized, t } from "../model/i18n";
import { ranks, valuesOf } from "../model/values";
import type { App } from "../ui/app";
import { data, h } from "../ui/dom";
import { type Card, prefectureButtons, siteList } from "./card";
import { economySection } from "./economy-section";
import { nearButton } from "./near-card";

export function townSheet(app: App, code: string): Card | null {
  const { towns } = app.model;
  const town = towns?.areaIndex.get(code);
  if (!towns || town === undefined) return null;
  const { name } = towns.payload.areas;
  const names = ([["en", name.en], ["ja", name.ja], ["ko", name.ko]] as const)
    .filter(([lang, list]) => lang !== app.state.lang && list[town] !== app.townName(town));
  const different = [...new Map(names.map(([lang, list]) => [list[town]!, lang]))];
  return {
    kicker: t("municipality"),
    title: data(app.townName(town)),
    body: [
      h("p", { class: "cm-other-names" }, different.map(([text, lang]) => h("span", { lang }, data(text))),
        h("span", { class: "cm-code" }, data(code))),
      h("p", null, prefectureButtons(app, [towns.payload.areas.prefecture[town]!])),
      h("p", { class: "cm-pin-line" }, nearButton(app, towns.payload.areas.anchor[town], `town:${code}`)),
      economySection(towns.payload.economy, town),
      sites(app, town),
      indicators(app, town),
    ],
  };
}

function indicators(app: App, town: number): HTMLElement {
  const towns = app.model.towns!;
  const city = app.cityOf(town);
  return h("section", null, h("h3", null, t("indicators")),
    h("ul", { class: "cm-indicators" }, towns.payload.indicators.map((indicator) => {
      const values = valuesOf(towns, indicator, app.state);
      const chosen = app.state.towns === indicator.id;
      return h("li", null, h("button", {
        type: "button", class: "cm-indicator", "aria-pressed": chosen ? "true" : "false", title: t("colorByThis"),
        "data-key": `town indicator ${indicator.id}`, on: { click: () => app.store.set({ towns: chosen ? null : indicator.id }) },
      },
      h("span", { class: "cm-indicator-name" }, data(localized(indicator.label)), indicator.year && h("small", null, " ", indicator.year)),
      h("span", { class: "cm-indicator-value" }, valueText(indicator, values[town])),
      h("span", { class: "cm-indicator-rank" }, rankText(ranks(towns, values, indicator)[town] ?? null)),
      indicator.ofCity && city !== null && h("small", null, t("ofCity", { city }))));
    })));
}

function sites(app: App, town: number): HTMLElement | null {
  if (!app.model.sites.length) return null;
  const found = (app.model.towns!.sitesByArea.get(town) ?? []).filter((site) => shown(site, app.state));
  return h("section", null, h("h3", null, t("sitesCount", { n: found.length })),
    found.length > 0 && siteList(app, found));
}
