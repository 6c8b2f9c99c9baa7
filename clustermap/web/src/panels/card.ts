/** What the cards of sites, zones and cluster programs are made of. */
import { dateText } from "../model/format";
import { lang, LANGS, localized, t } from "../model/i18n";
import type { Certainty, Text } from "../model/payload";
import type { Site } from "../model/site";
import type { App } from "../ui/app";
import { data, h, hostName, icon, link, safeUrl } from "../ui/dom";
import { symbol } from "../ui/symbols";

export interface Card {
  title: HTMLElement;
  /** Word above the title. */
  kicker: string;
  body: (Node | false | null)[];
}

/** A name and what it has, or nothing. */
export type Fact = [string, Node | string] | null;

export function facts(rows: Fact[]): HTMLElement {
  return h("dl", { class: "cm-facts" }, rows.filter((row): row is [string, Node | string] => row !== null)
    .map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

export function otherNames(name: Text): HTMLElement | null {
  if (typeof name === "string") return null;
  const others = LANGS.filter((x) => x !== lang() && name[x] && name[x] !== localized(name));
  const different = [...new Map(others.map((x) => [name[x], x]))];
  if (!different.length) return null;
  return h("p", { class: "cm-other-names" }, different.map(([text, code]) => h("span", { lang: code }, data(text))));
}

function sourceLink(url: string | null, date = "", label = t("source")): HTMLElement | null {
  const href = safeUrl(url);
  if (href === null) return url ? h("p", { class: "cm-source" }, label, " ", data(url)) : null;
  return h("p", { class: "cm-source" }, label, " ", link(href, [data(hostName(href)), icon("external")]),
    date !== "" && ` (${dateText(date)})`);
}

/** Where a row comes from, how sure it is and when that was checked. */
export function sources(app: App, row: Certainty & { url: string | null }, date = ""): (HTMLElement | null)[] {
  const certainty = [
    row.confidence && app.word("confidence", row.confidence),
    row.checked && t("checkedOn", { date: dateText(row.checked) }),
  ].filter(Boolean).join(lang() === "ja" ? "、" : ", ");
  return [
    sourceLink(row.url, date),
    row.url2 ? sourceLink(row.url2, "", t("secondSource")) : null,
    certainty ? h("p", { class: `cm-sureness cm-sure-${confidenceClass(row.confidence)}`, "data-testid": "sureness" }, data(certainty)) : null,
  ];
}

function confidenceClass(confidence: string): string {
  return ["confirmed", "single", "weak"].includes(confidence) ? confidence : "other";
}

/** Prefectures by code, as buttons that open their sheets. */
export function prefectureButtons(app: App, codes: readonly string[]): HTMLElement | string {
  const { areaIndex } = app.model;
  return h("span", { class: "cm-tags" }, codes.map((code) => {
    const area = areaIndex.get(code);
    if (area === undefined || app.model.payload.areas.level !== "prefecture") return null;
    return h("button", { type: "button", class: "cm-tag", on: { click: () => app.select({ kind: "area", id: code }) } },
      data(app.areaName(area)));
  }));
}

/** Sites as a list of buttons, in the order given; a long list is opened on demand. */
export function siteList(app: App, sites: readonly Site[], limit = 40, before?: (site: Site) => string): HTMLElement {
  const row = (site: Site): HTMLElement => h("li", null,
    h("button", {
      type: "button", class: "cm-row-button", "data-testid": "site-row",
      on: { click: () => app.select({ kind: "site", id: site.id }, true) },
    }, symbol(app, "site", site.sector, site.status),
    h("span", { class: "cm-row-text" },
      h("span", { class: "cm-row-name" }, data(app.siteName(site))),
      h("span", { class: "cm-row-note" }, data([before?.(site), localized(site.operator), site.status && app.word("status", site.status),
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
