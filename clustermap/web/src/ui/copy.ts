/** Text for the clipboard, and short notes of what was done. */
import { type Key, t } from "../model/i18n";
import type { App } from "./app";
import { h } from "./dom";

/** Put text on the clipboard; where that is not allowed, show it selected. */
export function copyText(app: App, text: string, host: HTMLElement = app.root, done: Key = "copied"): void {
  const focused = document.activeElement;
  const area = h("textarea", { class: "cm-copy-text", readonly: true, rows: 8, "data-testid": "copy-text", "aria-label": t("copyByHand") });
  area.value = text;
  const box = h("div", { class: "cm-copy", role: "group" }, h("p", null, t("copyByHand")), area,
    h("button", { type: "button", class: "cm-button", on: { click: () => close() } }, t("close")));
  const close = (): void => {
    box.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  };
  const succeed = (): void => {
    close();
    toast(app, t(done), host);
  };
  host.append(box);
  area.select();
  // The old command works in sandboxed frames, where the new interface is refused with a complaint.
  if (copyByCommand()) succeed();
  else if (navigator.clipboard) navigator.clipboard.writeText(text).then(succeed, () => area.select());
}

function copyByCommand(): boolean {
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}

export function toast(app: App, text: string, host: HTMLElement = app.root): void {
  app.announce(text);
  const note = h("div", { class: "cm-toast" }, text);
  host.append(note);
  setTimeout(() => note.remove(), 3200);
}
