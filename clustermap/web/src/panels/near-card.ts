/** The card of what lies within a distance: sites by distance, an estimate of people and jobs, and the radius. */
import type { Part } from "../model/crowd";
import { csv } from "../model/csv";
import { shown } from "../model/filter";
import { filterLine } from "../model/filter-text";
import { decimal } from "../model/format";
import { type Key, localized, t } from "../model/i18n";
import { siteOf } from "../model/model";
import { distanceKm, estimate, type Near, nearText, parseNear, RADII } from "../model/near";
import type { Point } from "../model/payload";
import type { Site } from "../model/site";
import type { App } from "../ui/app";
import { data, h, icon } from "../ui/dom";
import { type Card, siteList } from "./card";
import { download } from "./save";

/** The button that asks what lies around. */
export function nearButton(app: App, center: Point | undefined, of: string): HTMLElement | null {
  if (!center?.every(Number.isFinite) || !app.hasSites()) return null;
  return h("button", {
    type: "button", class: "cm-button", "data-testid": "near", "data-key": "near",
    on: { click: () => app.select({ kind: "near", id: nearText({ center, km: 30, of }) }, true) },
  }, icon("near"), t("nearHere"));
}

/** Sites within, nearest first. */
export function sitesWithin(app: App, { center, km }: Near): Part {
  const { model, state } = app;
  if (model.crowd) return model.crowd.within(center, km);
  const far = new Map(model.sites.map((site) => [site, distanceKm(center, site.point)]));
  const sites = model.sites.filter((site) => shown(site, state) && far.get(site)! <= km).sort((a, b) => far.get(a)! - far.get(b)!);
  return { sites, total: sites.length };
}

function nameOf(app: App, near: Near): string {
  const [, kind, id] = /^(\w+):(.*)$/.exec(near.of) ?? [];
  const { model } = app;
  if (kind === "site") {
    const site = siteOf(model, id!);
    if (site) return app.siteName(site);
  }
  const area = kind === "area" ? model.areaIndex.get(id!) : undefined;
  if (area !== undefined) return app.areaName(area);
  const town = kind === "town" ? model.towns?.areaIndex.get(id!) : undefined;
  if (town !== undefined) return app.townName(town);
  return `${near.center[1].toFixed(3)}, ${near.center[0].toFixed(3)}`;
}

export function kmText(km: number): string {
  return `${decimal(km, km < 10 ? 1 : 0)} km`;
}

export function nearCard(app: App, id: string): Card | null {
  const near = parseNear(id);
  if (!near) return null;
  const { sites, total } = sitesWithin(app, near);
  const name = nameOf(app, near);
  const area = app.model.payload.areas.level === "prefecture" ? "fromOffice" : "fromTownOffice";
  const measured = ({ area, town: "fromTownOffice" } as Record<string, Key>)[near.of.split(":")[0]!];
  return {
    kicker: t("nearHere"),
    title: data(name),
    body: [
      radiusField(app, near),
      people(app, near),
      h("section", null,
        h("div", { class: "cm-near-head" }, h("h3", null, t("sitesCount", { n: total })),
          total > 0 && h("button", {
            type: "button", class: "cm-link", "data-testid": "near-csv", on: { click: () => saveList(app, near, name, sites) },
          }, t("saveList"))),
        filterLine(app.model, app.state) !== "" && h("p", { class: "cm-note" }, filterLine(app.model, app.state)),
        sites.length < total && h("p", { class: "cm-note" }, t("listedOf", { n: sites.length, of: total })),
        sites.length ? siteList(app, sites, 40, (site) => kmText(distanceKm(near.center, site.point))) : h("p", { class: "cm-note" }, t("noneNear", { km: near.km }))),
      h("p", { class: "cm-note" }, measured && `${t(measured)} `, t("nearHint")),
    ],
  };
}

function radiusField(app: App, near: Near): HTMLElement {
  const radii = [...new Set([...RADII, near.km])].sort((a, b) => a - b);
  const select = h("select", {
    class: "cm-select", "data-key": "radius", "data-testid": "near-km", "aria-label": t("radius"),
    on: { change: () => app.select({ kind: "near", id: nearText({ ...near, km: Number(select.value) }) }, true) },
  }, radii.map((km) => {
    const option = h("option", { value: km }, `${km} km`);
    option.selected = km === near.km;
    return option;
  }));
  return h("label", { class: "cm-field" }, h("span", null, t("radius")), h("span", { class: "cm-select-box" }, select));
}

/** Three digits are all that an estimate bears. */
export function rough(n: number): number {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(1, n))) - 2);
  return Math.round(n / 10 ** digits) * 10 ** digits;
}

function people(app: App, near: Near): HTMLElement | null {
  const found = estimate(app.model, near);
  if (!found) return null;
  const row = (label: string, n: number): HTMLElement => h("div", null, h("dt", null, label), h("dd", null, t("aboutN", { n: rough(n) })));
  return h("div", { "data-testid": "near-people" },
    h("dl", { class: "cm-facts" }, row(t("peopleInside"), found.people), row(t("jobsInside"), found.jobs)),
    h("p", { class: "cm-note" }, t("estimateNote"), found.partial && ` ${t("estimatePartial")}`));
}

function saveList(app: App, near: Near, name: string, sites: readonly Site[]): void {
  const head = [t("distance"), t("name"), t("sector"), t("operator"), t("municipality"), t("status"), t("opened"), `${t("investment")} (bn JPY)`, t("latitude"), t("longitude"), t("source").replace(/[:：]$/, "")];
  const rows = sites.map((site) => {
    const sector = app.model.sectorById.get(site.sector);
    return [
      Number(distanceKm(near.center, site.point).toFixed(2)), app.siteName(site), sector ? localized(sector.label) : site.sector,
      localized(site.operator), site.municipality, site.status && app.word("status", site.status), site.opened, site.investment,
      Number(site.point[1].toFixed(5)), Number(site.point[0].toFixed(5)), site.url,
    ];
  });
  const slug = name.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40);
  download(app, new Blob([csv(head, rows)], { type: "text/csv;charset=utf-8" }), `clustermap-near-${slug}-${near.km}km.csv`);
}
