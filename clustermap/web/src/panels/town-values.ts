/** The switch that colors municipalities. */
import { localized, t } from "../model/i18n";
import { townIndicators } from "../model/model";
import type { App } from "../ui/app";
import { h } from "../ui/dom";

/** Borders and names alone, or values of the municipalities; null where the page has none. */
export function townValues(app: App): HTMLElement | null {
  const indicators = townIndicators(app.model);
  if (!indicators.length) return null;
  const select = h("select", {
    class: "cm-select", "data-key": "towns", "data-testid": "town-values",
    on: { change: () => app.store.set({ towns: select.value || null }) },
  },
  h("option", { value: "" }, t("townsPlain")),
  indicators.map((one) => {
    const option = h("option", { value: one.id, dir: "auto" }, localized(one.label).slice(0, 120));
    option.selected = one.id === app.state.towns;
    return option;
  }));
  return h("label", { class: "cm-small-field cm-town-values" }, h("span", null, t("townValues")), select);
}
