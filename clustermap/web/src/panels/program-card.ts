/** Cards of zones and cluster programs. */
import { dateText } from "../model/format";
import { localized, t } from "../model/i18n";
import type { App } from "../ui/app";
import { data, h } from "../ui/dom";
import { symbol } from "../ui/symbols";
import { type Card, facts, otherNames, prefectureButtons, sources } from "./card";

export function zoneCard(app: App, id: string): Card | null {
  const { model } = app;
  const zone = model.zoneById.get(id);
  if (!zone) return null;
  return {
    kicker: t("zone"),
    title: data(localized(zone.name)),
    body: [
      otherNames(zone.name),
      h("p", { class: "cm-badges" }, h("span", { class: "cm-badge" }, symbol(app, "zone", zone.scheme), data(app.word("scheme", zone.scheme))),
        ...zone.focus.map((sector) => {
          const found = model.sectorById.get(sector);
          return h("span", { class: "cm-badge" }, data(found ? localized(found.label) : sector));
        })),
      facts([
        zone.designated ? [t("designated"), data(dateText(zone.designated))] : null,
        zone.ended ? [t("ended"), data(dateText(zone.ended))] : null,
        [t("covers"), zone.prefectures.length ? t("wholePrefectures") : zone.places.length ? t("partPlaces") : t("extentUnknown")],
        zone.touches.length ? [t("prefectures"), prefectureButtons(app, zone.touches)] : null,
      ]),
      zone.places.length > 0 && h("div", null, h("h3", null, t("places")),
        h("p", { class: "cm-inline-list" }, zone.places.map((x) => h("span", null, data(localized(x.name)))))),
      localized(zone.note) !== "" && h("p", { dir: "auto" }, data(localized(zone.note))),
      ...sources(app, zone),
    ],
  };
}

export function clusterCard(app: App, id: string): Card | null {
  const { model } = app;
  const cluster = model.clusterById.get(id);
  if (!cluster) return null;
  const sector = model.sectorById.get(cluster.sector);
  return {
    kicker: t("cluster"),
    title: data(localized(cluster.name)),
    body: [
      otherNames(cluster.name),
      h("p", { class: "cm-badges" },
        h("span", { class: "cm-badge" }, symbol(app, "cluster", cluster.sector), data(sector ? localized(sector.label) : cluster.sector)),
        h("span", { class: "cm-badge" }, data(app.word("cluster", cluster.kind)))),
      facts([
        localized(cluster.lead) ? [t("leadBody"), data(localized(cluster.lead))] : null,
        cluster.established ? [t("established"), data(dateText(cluster.established))] : null,
        cluster.prefectures.length ? [t("prefectures"), prefectureButtons(app, cluster.prefectures)] : null,
      ]),
      ...sources(app, cluster),
    ],
  };
}
