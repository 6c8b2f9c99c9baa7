/** Cards of a site, and of the sites at one place. */
import type { Part } from "../model/crowd";
import { dateText, decimal, withUnit, yen } from "../model/format";
import { lang, localized, t } from "../model/i18n";
import { STATUSES } from "../model/marks";
import { siteOf, sitesOf, thingsOf } from "../model/model";
import type { Investment, Site } from "../model/site";
import type { Selection } from "../model/state";
import type { App } from "../ui/app";
import { data, h, icon, safeUrl } from "../ui/dom";
import { symbol } from "../ui/symbols";
import { eventList, linkLists } from "./site-links";
import { type Card, type Fact, facts, otherNames, siteList, sources } from "./card";
import { nearButton } from "./near-card";
import { sinceLines } from "./since";

/** What a site's total is made of; shown where one amount is not the whole. */
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
  const kindAndYear = [site.jobsKind && app.word("jobs_kind", site.jobsKind), site.jobsYear].filter(Boolean);
  if (!kindAndYear.length) return number;
  return lang() === "ja" ? `${number}（${kindAndYear.join("、")}）` : `${number} (${kindAndYear.join(", ")})`;
}

function selectButton(app: App, selection: Selection, label: Node | string, ...before: Node[]): HTMLElement {
  return h("button", {
    type: "button", class: "cm-row-button", on: { click: () => app.select(selection, true) },
  }, before, label);
}

export function siteCard(app: App, id: string): Card | null {
  const { model } = app;
  const site = siteOf(model, id);
  if (!site) return null;
  const sector = model.sectorById.get(site.sector);
  const anchor = site.anchor ? siteOf(model, site.anchor) : undefined;
  const followers = model.crowd?.followers(site) ?? model.sites.filter((other) => other.anchor === site.id);
  const optional = (name: string, value: string | Node | null): Fact => value === null || value === "" ? null : [name, value];
  const operator = localized(site.operator);
  const sectorText = [sector ? localized(sector.label) : site.sector, site.segment && app.word("segment", site.segment)];
  return {
    kicker: t("site"),
    title: data(app.siteName(site)),
    body: [
      otherNames(site.name),
      h("p", { class: "cm-badges" },
        h("span", { class: "cm-badge" }, symbol(app, "site", site.sector, site.status),
          data(sectorText.filter(Boolean).join(" · "))),
        site.status && h("span", { class: `cm-badge cm-status-${statusClass(site.status)}` }, data(app.word("status", site.status)))),
      facts([
        optional(t("operator"), operator && data(operator)),
        optional(t("municipality"), place(app, site)),
        optional(t("announced"), site.announced && data(dateText(site.announced))),
        optional(opensLater(app, site) ? t("opens") : t("opened"), site.opened && data(dateText(site.opened))),
        optional(t("investment"), site.investment === null ? null : yen(site.investment)),
        optional(t("subsidy"), site.subsidy === null ? null : yen(site.subsidy)),
        optional(t("jobs"), jobsText(app, site)),
        optional(t("position"), site.position && data(app.word("position", site.position))),
        ...site.extra.map(([name, value]): Fact => [name.slice(0, 200), data(value)]),
      ]),
      h("p", { class: "cm-pin-line" }, nearButton(app, site.point, `site:${site.id}`)),
      sinceLines(app, site),
      eventList(app, site),
      investmentList(app, model.investments.get(site.idInFile ?? site.id) ?? []),
      linkLists(app, site),
      site.evidence ? h("div", null, h("h3", null, t("evidence")), h("p", { class: "cm-evidence", dir: "auto" }, data(site.evidence))) : null,
      ...sources(app, site, site.sourceDate),
      anchor ? h("div", { class: "cm-related" }, h("h3", null, t("drawnBy")),
        selectButton(app, { kind: "site", id: anchor.id }, data(app.siteName(anchor)), symbol(app, "site", anchor.sector, anchor.status))) : null,
      followers.length > 0 && h("div", { class: "cm-related" }, h("h3", null, t("drew", { n: followers.length })),
        siteList(app, followers)),
    ],
  };
}

function statusClass(status: string): string {
  return STATUSES.some((known) => known === status) ? status : "other";
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

const partOf = (sites: Site[]): Part => ({ sites, total: sites.length });

export function placeCard(app: App, id: string): Card | null {
  const { sites, total } = app.model.crowd?.sites(id) ?? partOf(sitesOf(app.model, id));
  const things = thingsOf(app.model, id);
  const [first] = sites;
  if (!first && !things.length) return null;
  const all = (text: (site: Site) => string): string => (first && sites.every((site) => text(site) === text(first)) ? text(first) : "");
  const [operator, municipality] = things.length ? ["", ""] : [all((site) => localized(site.operator)), all((site) => site.municipality)];
  const count = t(things.length ? "thingsNear" : "sitesNear", { n: total + things.length });
  return {
    kicker: operator ? t("operator") : municipality ? t("municipality") : t("sites"),
    title: operator || municipality ? data(operator || municipality) : h("span", null, count),
    body: [
      operator || municipality ? h("p", { class: "cm-other-names" }, t("sitesCount", { n: total })) : null,
      h("p", { class: "cm-pin-line" }, first && h("button", {
        type: "button", class: "cm-button", on: { click: () => app.reveal({ kind: "place", id }) },
      }, t("zoomHere"))),
      sites.length < total && h("p", { class: "cm-note" }, t("listedOf", { n: sites.length, of: total })),
      siteList(app, sites),
      things.length > 0 && h("ul", { class: "cm-site-list" }, things.map((thing) => h("li", null,
        selectButton(app, { kind: thing.kind, id: thing.id }, data(localized(thing.name)), symbol(app, thing.kind, thing.sector))))),
    ],
  };
}
