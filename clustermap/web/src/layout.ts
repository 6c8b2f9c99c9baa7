/** Where things stand: panel and map side by side, or a sheet over the map on a phone. */
import { t } from "./model/i18n";
import type { App } from "./ui/app";
import { h } from "./ui/dom";

export interface Layout {
  panel: HTMLElement;
  head: HTMLElement;
  body: HTMLElement;
  main: HTMLElement;
  /** The map, or what stands in its place, with all that floats over it. */
  stage: HTMLElement;
  toolbar: HTMLElement;
  foot: HTMLElement;
  live: HTMLElement;
  skip: HTMLElement;
  grip: HTMLButtonElement;
  label(): void;
  narrow(): boolean;
}

/** Heights of the sheet on a phone. */
type SheetHeight = "peek" | "half" | "full";

export function buildLayout(app: App, mapHost: HTMLElement): Layout {
  const { root } = app;
  const skip = h("a", { class: "cm-skip", href: "#cm-main" });
  const head = h("div", { class: "cm-head" });
  const body = h("div", { class: "cm-body cm-scroll" });
  const foot = h("div", { class: "cm-foot" });
  const grip = h("button", { type: "button", class: "cm-grip", "data-testid": "sheet-grip" });
  const panel = h("div", { class: "cm-panel", role: "region" }, grip, head, body, foot);
  const toolbar = h("div", { class: "cm-toolbar" });
  const live = h("div", { class: "cm-sr", role: "status", "aria-live": "polite", "data-testid": "live" });
  const stage = h("div", { class: "cm-view" }, toolbar, mapHost);
  const main = h("main", { class: "cm-main", id: "cm-main", tabindex: -1 }, stage);
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  root.prepend(skip, panel, main, live);
  const narrow = matchMedia("(max-width: 720px)");
  const layout: Layout = {
    panel, head, body, main, stage, toolbar, foot, live, skip, grip,
    narrow: () => narrow.matches,
    label: () => {
      skip.textContent = t("skip");
      panel.setAttribute("aria-label", t("panelLabel"));
      grip.setAttribute("aria-label", t(height(root) === "peek" ? "sheetOpen" : "sheetClose"));
      grip.setAttribute("aria-expanded", height(root) === "peek" ? "false" : "true");
    },
  };
  setHeight(root, "peek");
  dragSheet(root, grip, () => layout.label());
  return layout;
}

function height(root: HTMLElement): SheetHeight {
  return (["full", "half"] as const).find((x) => root.classList.contains(`cm-sheet-${x}`)) ?? "peek";
}

export function setHeight(root: HTMLElement, to: SheetHeight): void {
  for (const name of ["peek", "half", "full"]) root.classList.toggle(`cm-sheet-${name}`, name === to);
}

function dragSheet(root: HTMLElement, grip: HTMLElement, changed: () => void): void {
  const order: SheetHeight[] = ["peek", "half", "full"];
  let start: number | null = null;
  let dragged = false;
  const by = (step: number): void => {
    const at = order.indexOf(height(root));
    setHeight(root, order[Math.max(0, Math.min(2, at + step))]!);
    changed();
  };
  grip.addEventListener("pointerdown", (event) => {
    start = event.clientY;
    dragged = false;
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointerup", (event) => {
    if (start !== null && Math.abs(event.clientY - start) > 24) {
      dragged = true;
      by(event.clientY < start ? 1 : -1);
    }
    start = null;
  });
  grip.addEventListener("click", () => {
    if (!dragged) by(height(root) === "peek" ? 1 : height(root) === "half" ? 1 : -2);
    dragged = false;
  });
}
