/** The key to the marks in one line, where the panel that has it is out of sight: on phones and in embeds. */
import { localized } from "../model/i18n";
import type { App } from "../ui/app";
import { data, h } from "../ui/dom";
import { symbol } from "../ui/symbols";

export function markKey(app: App): HTMLElement[] {
  const { state, model } = app;
  if (state.view !== "map" || !app.hasSites() || !state.layers.has("sites")) return [];
  return model.payload.sectors.filter(({ id }) => state.sectors.has(id))
    .map(({ id, label }) => h("li", null, symbol(app, "site", id), data(localized(label))));
}
