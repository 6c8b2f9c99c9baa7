/** The choices of language and of view. */
import { LANG_NAMES, LANGS, t } from "../model/i18n";
import type { Lang } from "../model/payload";
import type { App } from "../ui/app";
import { h, icon } from "../ui/dom";

/** The choice of language, each named in its own tongue. */
export function languageSwitch(app: App): HTMLElement {
  const icons: Record<Lang, string> = { en: "EN", ja: "日本語", ko: "한국어" };
  return h("div", { class: "cm-langs", role: "group", "aria-label": t("language") }, LANGS.map((lang) =>
    h("button", {
      type: "button", lang, "aria-pressed": app.state.lang === lang ? "true" : "false", "data-key": `lang ${lang}`,
      "data-testid": `lang-${lang}`, title: LANG_NAMES[lang], on: { click: () => app.store.set({ lang }) },
    }, icons[lang])));
}

/** The switch between map, tile grid and table. */
export function viewSwitch(app: App, tiles: boolean): HTMLElement {
  const views = [["map", "map", "viewMap"], ["tiles", "tiles", "viewTiles"], ["table", "table", "viewTable"]] as const;
  return h("div", { class: "cm-segments cm-views", role: "group", "aria-label": t("view") },
    views.filter(([view]) => view !== "tiles" || tiles).map(([view, sign, label]) => h("button", {
      type: "button", "aria-pressed": app.state.view === view ? "true" : "false", "data-key": `view ${view}`,
      "data-testid": `view-${view}`, "aria-label": t(label), on: { click: () => app.store.set({ view }) },
    }, icon(sign), h("span", { class: "cm-segment-text" }, t(label)))));
}
