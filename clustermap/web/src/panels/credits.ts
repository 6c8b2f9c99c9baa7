/** The credit lines that always stay in view. */
import { localized } from "../model/i18n";
import type { App } from "../ui/app";
import { link } from "../ui/dom";

export function creditLine(app: App): HTMLElement[] {
  const { credits, basemap } = app.model.payload;
  const lines = credits.map((credit) => link(null, localized(credit)));
  if (basemap) lines.unshift(link(basemap.attributionUrl, localized(basemap.attribution)));
  return lines;
}
