/** Lines from the chosen site to the sites of the page that it has links with. */
import { shown } from "../model/filter";
import { PathText, project } from "../model/geometry";
import { siteOf } from "../model/model";
import type { App } from "../ui/app";
import { s } from "../ui/dom";

/** Of one chosen site only, so that it never becomes a hairball. */
export function linkLines(app: App): SVGElement[] {
  const { selected } = app.state;
  if (selected?.kind !== "site") return [];
  const site = siteOf(app.model, selected.id);
  if (!site) return [];
  const path = new PathText();
  const others = new Set((app.model.links.get(site.idInFile ?? site.id) ?? []).map((link) => link.other));
  const start = project(site.point);
  let drawn = false;
  for (const id of others) {
    const other = siteOf(app.model, id);
    if (!other || !shown(other, app.state) || !other.point.every(Number.isFinite)) continue;
    path.move(...start);
    path.line(...project(other.point));
    drawn = true;
  }
  if (!drawn) return [];
  const d = path.toString();
  return [s("path", { d, class: "cm-link-halo" }), s("path", { d, class: "cm-link" })];
}
