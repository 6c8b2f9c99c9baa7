/** How classes are made: the method, their number, or breaks typed by hand. */
import { lowerEnds, type Method, METHODS, parseBreaks } from "../model/classify";
import { type Key, localized, t } from "../model/i18n";
import type { App } from "../ui/app";
import { data, h } from "../ui/dom";

const NAMES: Record<Method, Key> = { quantiles: "quantiles", natural: "naturalBreaks", equal: "equalIntervals", hand: "breaksByHand" };

export function classControls(app: App): HTMLElement {
  const { method, classes } = app.state;
  return h("div", { class: "cm-class-controls" },
    pick(METHODS, method, t("classes"), "class-method", (x) => t(NAMES[x]), (x) => setMethod(app, x)),
    method === "hand" ? breaksField(app)
      : pick(["3", "4", "5", "6", "7"], String(classes), t("number"), "class-count", (x) => x, (x) => app.store.set({ classes: Number(x) })));
}

function pick<T extends string>(
  options: readonly T[], chosen: T, label: string, key: string, text: (option: T) => string, set: (option: T) => void,
): HTMLElement {
  return h("label", { class: "cm-small-field" },
    h("span", null, label),
    h("select", {
      "data-key": key, "data-testid": key,
      on: { change: (event: Event) => set((event.target as HTMLSelectElement).value as T) },
    }, options.map((option) => {
      const element = h("option", { value: option }, text(option));
      element.selected = option === chosen;
      return element;
    })));
}

/** By hand one begins with the breaks that are there. */
function setMethod(app: App, method: Method): void {
  const { indicator, scale } = app.colored().current;
  const { breaks } = app.model.payload;
  const known = app.state.breaks?.id === indicator.id || breaks?.id === indicator.id;
  const begun = method === "hand" && !known ? { breaks: { id: indicator.id, values: lowerEnds(scale.classes, indicator.decimals) } } : {};
  app.store.set({ method, ...begun });
}

function breaksField(app: App): HTMLElement {
  const { indicator, scale } = app.colored().current;
  const given = [app.state.breaks, app.model.payload.breaks].find((breaks) => breaks?.id === indicator.id)?.values;
  const trouble = h("p", { class: "cm-note cm-trouble", role: "alert", hidden: true }, t("breaksWrong"));
  const unit = localized(indicator.unit);
  const field = h("input", {
    type: "text", inputmode: "decimal", class: "cm-breaks", autocomplete: "off", spellcheck: "false",
    "data-key": "breaks", "data-testid": "breaks", value: (given ?? lowerEnds(scale.classes, indicator.decimals)).join(", "),
    on: {
      change: () => {
        const values = parseBreaks(field.value);
        trouble.hidden = values !== null;
        field.setAttribute("aria-invalid", String(values === null));
        if (values) app.store.set({ breaks: { id: indicator.id, values } });
      },
    },
  });
  return h("div", { class: "cm-breaks-box" },
    h("label", { class: "cm-small-field" }, h("span", null, t("breaksField"), unit !== "" && [" (", data(unit), ")"]), field), trouble);
}
