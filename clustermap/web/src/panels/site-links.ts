/** On the card of a site: its links to other sites and firms, and what happened to it. */
import { dateText } from "../model/format";
import { addToGroup } from "../model/groups";
import { localized, t } from "../model/i18n";
import type { Link, SiteEvent } from "../model/links";
import { siteOf } from "../model/model";
import type { Site } from "../model/site";
import type { App } from "../ui/app";
import { data, h, icon, safeUrl } from "../ui/dom";

function source(url: string, what: string): HTMLElement | null {
  const href = safeUrl(url);
  return href === null ? null : h("a", {
    href, target: "_blank", rel: "noopener noreferrer",
    "aria-label": `${t("source")} ${what.slice(0, 120)}`, title: t("source"),
  }, icon("external"));
}

function linkItem(app: App, link: Link): HTMLElement {
  const site = siteOf(app.model, link.other);
  const name = site ? app.siteName(site) : localized(link.name);
  const note = [localized(link.what), link.since && dateText(link.since)].filter(Boolean).join(" · ");
  return h("li", null,
    site
      ? h("button", { type: "button", class: "cm-row-button", on: { click: () => app.select({ kind: "site", id: site.id }, true) } }, data(name))
      : h("span", { class: "cm-investment-what", dir: "auto" }, data(name)),
    h("span", { class: "cm-row-note" }, data(note), " ", source(link.url, name)));
}

/** The links, by kind and direction; those to sites of the page come first and can be chosen. */
export function linkLists(app: App, site: Site): HTMLElement | null {
  const links = app.model.links.get(site.idInFile ?? site.id) ?? [];
  if (!links.length) return null;
  const kinds = new Map<string, Link[]>();
  const here = (link: Link): number => (siteOf(app.model, link.other) ? 0 : 1);
  for (const link of [...links].sort((a, b) => here(a) - here(b))) addToGroup(kinds, link.kind, link);
  return h("div", { class: "cm-related", "data-testid": "links" }, h("h3", null, t("links")),
    [...kinds].map(([kind, list]) => h("div", null,
      h("h4", { class: "cm-row-note" }, data(app.word("link", kind))),
      h("ul", { class: "cm-investments" }, list.map((link) => linkItem(app, link))))));
}

/** What happened to the site, in the order of the dates. */
export function eventList(app: App, site: Site): HTMLElement | null {
  const events = app.model.siteEvents.get(site.idInFile ?? site.id) ?? [];
  if (!events.length) return null;
  const item = (event: SiteEvent): HTMLElement => h("li", null,
    h("span", { class: "cm-investment-what", dir: "auto" }, data(localized(event.what))),
    h("span", { class: "cm-investment-amount" }, data(dateText(event.date))),
    h("span", { class: "cm-row-note" }, data(app.word("site_event", event.kind)), " ", source(event.url, localized(event.what))));
  return h("div", { class: "cm-related", "data-testid": "site-events" }, h("h3", null, t("siteEvents")),
    h("ul", { class: "cm-investments" }, events.map(item)));
}
