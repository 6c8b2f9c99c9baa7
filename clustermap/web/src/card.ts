/** Cards of sites, zones, cluster programmes, and of the sites at one place. */
import type { App } from "./app";
import type { Part } from "./crowd";
import type { Card } from "./detail";
import { data, h, icon, link, safeUrl } from "./dom";
import { dateText, decimal, withUnit, yen } from "./format";
import { lang, LANGS, say, t } from "./i18n";
import { siteOf, sitesOf, type Investment, type Site } from "./model";
import type { Sureness, Text } from "./payload";
import type { Selection } from "./state";
import { symbol } from "./symbols";

type Row = [string, Node | string] | null;

function facts(rows: Row[]): HTMLElement {
  return h("dl", { class: "cm-facts" }, rows.filter((row): row is [string, Node | string] => row !== null)
    .map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

function otherNames(name: Text): HTMLElement | null {
  if (typeof name === "string") return null;
  const others = LANGS.filter((x) => x !== lang() && name[x] && name[x] !== say(name));
  const different = [...new Map(others.map((x) => [name[x], x]))];
  if (!different.length) return null;
  return h("p", { class: "cm-other-names" }, different.map(([text, code]) => h("span", { lang: code }, data(text))));
}

function goTo(app: App, selection: Selection, label: Node | string, ...before: Node[]): HTMLElement {
  return h("button", {
    type: "button", class: "cm-row-button", on: { click: () => app.select(selection, true) },
  }, before, label);
}

function sourceLink(url: string | null, date = "", label = t("source")): HTMLElement | null {
  const href = safeUrl(url);
  if (href === null) return url ? h("p", { class: "cm-source" }, label, " ", data(url)) : null;
  let host = href;
  try {
    host = new URL(href).hostname.replace(/^www\./, "") || href;
  } catch {
    // The address is shown as it stands.
  }
  return h("p", { class: "cm-source" }, label, " ", link(href, [data(host), icon("external")]),
    date !== "" && ` (${dateText(date)})`);
}

/** Where a row comes from, how sure it is and when that was checked. */
function sources(app: App, row: Sureness & { url: string | null }, date = ""): (HTMLElement | null)[] {
  const told = [
    row.confidence && app.word("confidence", row.confidence),
    row.checked && t("checkedOn", { date: dateText(row.checked) }),
  ].filter(Boolean).join(lang() === "ja" ? "、" : ", ");
  return [
    sourceLink(row.url, date),
    row.url2 ? sourceLink(row.url2, "", t("secondSource")) : null,
    told ? h("p", { class: `cm-sureness cm-sure-${sureClass(row.confidence)}`, "data-testid": "sureness" }, data(told)) : null,
  ];
}

function sureClass(confidence: string): string {
  return ["confirmed", "single", "weak"].includes(confidence) ? confidence : "other";
}

/** What a site's total is made of; told where one amount does not say it all. */
function investmentList(app: App, list: readonly Investment[]): HTMLElement | null {
  if (!list.length) return null;
  const item = (one: Investment): HTMLElement => {
    const href = safeUrl(one.url);
    const when = one.announced || one.start;
    const note = [
      app.word("investment_kind", one.kind), when && dateText(when),
      one.subsidy === null ? "" : `${t("subsidy")} ${yen(one.subsidy)}`, one.counted ? "" : t("notCounted"),
    ].filter(Boolean).join(" · ");
    return h("li", null,
      h("span", { class: "cm-investment-what", dir: "auto" }, data(one.what)),
      h("span", { class: "cm-investment-amount" }, one.amount === null ? "" : yen(one.amount)),
      h("span", { class: "cm-row-note" }, data(note), href !== null && " ",
        href !== null && h("a", {
          href, target: "_blank", rel: "noopener noreferrer",
          "aria-label": `${t("source")} ${one.what.slice(0, 120)}`, title: t("source"),
        }, icon("external"))));
  };
  return h("div", { class: "cm-related" }, h("h3", null, t("investments")),
    h("ul", { class: "cm-investments", "data-testid": "investments" }, list.map(item)));
}

function jobsText(app: App, site: Site): string | null {
  if (site.jobs === null) return null;
  const number = withUnit(decimal(site.jobs, 0), t("people"));
  const told = [site.jobsKind && app.word("jobs_kind", site.jobsKind), site.jobsYear].filter(Boolean);
  if (!told.length) return number;
  return lang() === "ja" ? `${number}（${told.join("、")}）` : `${number} (${told.join(", ")})`;
}

/** Prefectures by code, as buttons that open their sheets. */
function prefectureButtons(app: App, codes: readonly string[]): HTMLElement | string {
  const { areaIndex } = app.model;
  return h("span", { class: "cm-tags" }, codes.map((code) => {
    const area = areaIndex.get(code);
    if (area === undefined || app.model.payload.areas.level !== "prefecture") return null;
    return h("button", { type: "button", class: "cm-tag", on: { click: () => app.select({ kind: "area", id: code }) } },
      data(app.areaName(area)));
  }));
}

export function siteCard(app: App, id: string): Card | null {
  const { model } = app;
  const site = siteOf(model, id);
  if (!site) return null;
  const sector = model.sectorById.get(site.sector);
  const anchor = site.anchor ? siteOf(model, site.anchor) : undefined;
  const followers = model.crowd?.followers(site) ?? model.sites.filter((other) => other.anchor === site.id);
  const optional = (name: string, value: string | Node | null): Row => value === null || value === "" ? null : [name, value];
  const operator = say(site.operator);
  const sectorText = [sector ? say(sector.label) : site.sector, site.segment && app.word("segment", site.segment)];
  return {
    kicker: t("site"),
    title: data(app.siteName(site)),
    body: [
      otherNames(site.name),
      h("p", { class: "cm-badges" },
        h("span", { class: "cm-badge" }, symbol(app, "site", site.sector, site.status),
          data(sectorText.filter(Boolean).join(" · "))),
        site.status && h("span", { class: `cm-badge cm-status-${lookClass(site.status)}` }, data(app.word("status", site.status)))),
      facts([
        optional(t("operator"), operator && data(operator)),
        optional(t("municipality"), place(app, site)),
        optional(t("announced"), site.announced && data(dateText(site.announced))),
        optional(opensLater(app, site) ? t("opens") : t("opened"), site.opened && data(dateText(site.opened))),
        optional(t("investment"), site.investment === null ? null : yen(site.investment)),
        optional(t("subsidy"), site.subsidy === null ? null : yen(site.subsidy)),
        optional(t("jobs"), jobsText(app, site)),
        optional(t("position"), site.position && data(app.word("position", site.position))),
        ...site.extra.map(([name, value]): Row => [name.slice(0, 200), data(value)]),
      ]),
      investmentList(app, model.investments.get(site.idInFile ?? site.id) ?? []),
      site.evidence ? h("div", null, h("h3", null, t("evidence")), h("p", { class: "cm-evidence", dir: "auto" }, data(site.evidence))) : null,
      ...sources(app, site, site.sourceDate),
      anchor ? h("div", { class: "cm-related" }, h("h3", null, t("drawnBy")),
        goTo(app, { kind: "site", id: anchor.id }, data(app.siteName(anchor)), symbol(app, "site", anchor.sector, anchor.status))) : null,
      followers.length > 0 && h("div", { class: "cm-related" }, h("h3", null, t("drew", { n: followers.length })),
        siteList(app, followers)),
    ],
  };
}

function lookClass(status: string): string {
  return ["operating", "under_construction", "planned", "closed"].includes(status) ? status : "other";
}

function opensLater(app: App, site: Site): boolean {
  return site.status === "planned" || site.status === "under_construction" || site.opened > app.model.payload.asOf;
}

function place(app: App, site: Site): HTMLElement {
  const area = site.area;
  return h("span", null,
    site.municipality !== "" && data(site.municipality, "", "ja"), " ",
    area >= 0 && app.model.payload.areas.selected[area] && h("button", {
      type: "button", class: "cm-tag",
      on: { click: () => app.select({ kind: "area", id: app.model.payload.areas.code[area]! }) },
    }, data(app.areaName(area))));
}

/** Sites as a list of buttons, in the order given; a long list is opened on demand. */
export function siteList(app: App, sites: readonly Site[], limit = 40): HTMLElement {
  const row = (site: Site): HTMLElement => h("li", null,
    h("button", {
      type: "button", class: "cm-row-button", "data-testid": "site-row",
      on: { click: () => app.select({ kind: "site", id: site.id }, true) },
    }, symbol(app, "site", site.sector, site.status),
    h("span", { class: "cm-row-text" },
      h("span", { class: "cm-row-name" }, data(app.siteName(site))),
      h("span", { class: "cm-row-note" }, data([say(site.operator), site.status && app.word("status", site.status),
        site.announced.slice(0, 4) || site.opened.slice(0, 4)].filter(Boolean).join(" · "))))),
    safeUrl(site.url) !== null && h("a", {
      class: "cm-row-link", href: safeUrl(site.url), target: "_blank", rel: "noopener noreferrer",
      "aria-label": `${t("source")}: ${app.siteName(site).slice(0, 120)}`, title: t("source"),
    }, icon("external")));
  const list = h("ul", { class: "cm-site-list" }, sites.slice(0, limit).map(row));
  if (sites.length <= limit) return list;
  const more = h("button", {
    type: "button", class: "cm-link",
    on: {
      click: () => {
        more.remove();
        list.append(...sites.slice(limit).map(row));
      },
    },
  }, t("showMore", { n: sites.length - limit }));
  return h("div", null, list, more);
}

const partOf = (sites: Site[]): Part => ({ sites, total: sites.length });

export function placeCard(app: App, id: string): Card | null {
  const { sites, total } = app.model.crowd?.sites(id) ?? partOf(sitesOf(app.model, id));
  const [first] = sites;
  if (!first) return null;
  const all = (text: (site: Site) => string): string => (sites.every((site) => text(site) === text(first)) ? text(first) : "");
  const [operator, municipality] = [all((site) => say(site.operator)), all((site) => site.municipality)];
  const count = t("sitesCount", { n: total });
  return {
    kicker: operator ? t("operator") : municipality ? t("municipality") : t("samePlace"),
    title: operator || municipality ? data(operator || municipality) : h("span", null, count),
    body: [
      operator || municipality ? h("p", { class: "cm-other-names" }, count) : null,
      h("p", { class: "cm-pin-line" }, h("button", {
        type: "button", class: "cm-button", on: { click: () => app.reveal({ kind: "place", id }) },
      }, t("zoomHere"))),
      sites.length < total && h("p", { class: "cm-note" }, t("listedOf", { n: sites.length, of: total })),
      siteList(app, sites),
    ],
  };
}

export function zoneCard(app: App, id: string): Card | null {
  const { model } = app;
  const zone = model.zoneById.get(id);
  if (!zone) return null;
  return {
    kicker: t("zone"),
    title: data(say(zone.name)),
    body: [
      otherNames(zone.name),
      h("p", { class: "cm-badges" }, h("span", { class: "cm-badge" }, symbol(app, "zone", ""), data(app.word("scheme", zone.scheme))),
        ...zone.focus.map((sector) => {
          const found = model.sectorById.get(sector);
          return h("span", { class: "cm-badge" }, data(found ? say(found.label) : sector));
        })),
      facts([
        zone.designated ? [t("designated"), data(dateText(zone.designated))] : null,
        zone.ended ? [t("ended"), data(dateText(zone.ended))] : null,
        [t("covers"), zone.prefectures.length ? t("wholePrefectures") : zone.places.length ? t("partPlaces") : t("extentUnknown")],
        zone.touches.length ? [t("prefectures"), prefectureButtons(app, zone.touches)] : null,
      ]),
      zone.places.length > 0 && h("div", null, h("h3", null, t("places")),
        h("p", { class: "cm-inline-list" }, zone.places.map((x) => h("span", null, data(say(x.name)))))),
      say(zone.note) !== "" && h("p", { dir: "auto" }, data(say(zone.note))),
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
    title: data(say(cluster.name)),
    body: [
      otherNames(cluster.name),
      h("p", { class: "cm-badges" },
        h("span", { class: "cm-badge" }, symbol(app, "cluster", cluster.sector), data(sector ? say(sector.label) : cluster.sector)),
        h("span", { class: "cm-badge" }, data(app.word("cluster", cluster.kind)))),
      facts([
        say(cluster.lead) ? [t("leadBody"), data(say(cluster.lead))] : null,
        cluster.established ? [t("established"), data(dateText(cluster.established))] : null,
        cluster.prefectures.length ? [t("prefectures"), prefectureButtons(app, cluster.prefectures)] : null,
      ]),
      ...sources(app, cluster),
    ],
  };
}
