/** Taking away: pictures, data, a link, paper; all made in the page, nothing is sent. */
import { csv } from "../model/csv";
import { type Key, t } from "../model/i18n";
import type { App } from "../ui/app";
import { copyText, toast } from "../ui/copy";
import { h, icon } from "../ui/dom";
import { areaRows, rowsOf } from "./rows";

export function download(app: App, blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = h("a", { href: url, download: name, class: "cm-sr" });
  app.root.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
  app.announce(t("saved", { name }));
}

function fileName(app: App, ending: string): string {
  const slug = app.state.colorBy.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return `${["clustermap", slug, app.state.year].filter(Boolean).join("-")}.${ending}`;
}

function saveSvg(app: App, make: () => SVGSVGElement): void {
  const text = new XMLSerializer().serializeToString(make());
  download(app, new Blob([text], { type: "image/svg+xml" }), fileName(app, "svg"));
}

function savePng(app: App, make: () => SVGSVGElement): void {
  const svg = make();
  const text = new XMLSerializer().serializeToString(svg);
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const image = new Image();
  image.addEventListener("load", () => {
    const canvas = document.createElement("canvas");
    canvas.width = Number(svg.getAttribute("width")) * 2;
    canvas.height = Number(svg.getAttribute("height")) * 2;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob((blob) => blob && download(app, blob, fileName(app, "png")), "image/png");
  });
  image.src = url;
}

/** The table on the screen, else the areas with all indicators. */
function saveCsv(app: App): void {
  const { columns, rows, of } = app.state.view === "table" ? rowsOf(app) : areaRows(app);
  const text = csv(columns.map((column) => column.label), rows.map((row) => row.cells));
  download(app, new Blob([text], { type: "text/csv;charset=utf-8" }), fileName(app, "csv"));
  if (of !== undefined) toast(app, t("tableOf", { n: rows.length, of }));
}

interface SaveSources {
  picture: () => SVGSVGElement;
  link: () => string;
}

/** The button that opens the list of what can be taken away. */
export function saveMenu(app: App, makers: SaveSources): HTMLElement {
  const items: [Key, keyof typeof signs, string, () => void][] = [
    ["savePng", "save", "save-png", () => savePng(app, makers.picture)],
    ["saveSvg", "save", "save-svg", () => saveSvg(app, makers.picture)],
    ["saveCsv", "table", "save-csv", () => saveCsv(app)],
    ["print", "print", "print", () => window.print()],
    ["copyLink", "link", "copy-link", () => copyText(app, makers.link(), app.root, "linkCopied")],
  ];
  const button = h("button", {
    type: "button", class: "cm-button cm-menu-button", "aria-expanded": "false", "aria-label": t("download"), "data-testid": "save-menu",
    "data-key": "save",
  }, icon("save"), h("span", { class: "cm-segment-text" }, t("download")));
  const menu = h("ul", { class: "cm-menu", hidden: true }, items.map(([label, sign, id, run]) => h("li", null, h("button", {
    type: "button", "data-testid": id,
    on: {
      click: () => {
        open(false);
        button.focus();
        run();
      },
    },
  }, icon(signs[sign]), t(label)))));
  const box = h("div", { class: "cm-menu-box" }, button, menu);
  const open = (to: boolean): void => {
    menu.hidden = !to;
    button.setAttribute("aria-expanded", String(to));
  };
  button.addEventListener("click", () => open(menu.hidden));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    open(false);
    button.focus();
  });
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) open(false);
  });
  return box;
}
const signs = { save: "save", table: "table", print: "print", link: "link" } as const;
