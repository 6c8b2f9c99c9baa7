/** In a frame the wheel scrolls the page around, until the map is clicked or Ctrl is held. */
import { t } from "../model/i18n";
import type { App } from "../ui/app";
import { h } from "../ui/dom";

const HINT_MS = 1400;

export function yieldWheel(app: App, host: HTMLElement): void {
  let active = false;
  let timer = 0;
  const hint = h("div", { class: "cm-wheel-hint", "aria-hidden": "true", hidden: true });
  host.append(hint);
  host.addEventListener("pointerdown", () => (active = true));
  host.addEventListener("focusin", (event) => (active ||= (event.target as Element).matches(":focus-visible")));
  document.addEventListener("pointerleave", () => (active = false));
  addEventListener("blur", () => (active = false));
  host.addEventListener("wheel", (event) => {
    if (active || event.ctrlKey || event.metaKey || !(app.state.embed || window.parent !== window)) return;
    // Leaflet must not take the wheel; unhandled, it scrolls the page.
    event.stopImmediatePropagation();
    hint.textContent = t("wheelHint");
    hint.hidden = false;
    clearTimeout(timer);
    timer = window.setTimeout(() => (hint.hidden = true), HINT_MS);
  }, { capture: true, passive: true });
}
