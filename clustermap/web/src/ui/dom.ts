/** Building the page out of nodes: texts only ever become text nodes, styles only classes. */

type Child = Node | string | number | null | undefined | false | Child[];
type Handler = (event: never) => void;
interface Props {
  class?: string;
  on?: Record<string, Handler>;
  [attribute: string]: string | number | boolean | null | undefined | Record<string, Handler>;
}

function fill(element: Element, props: Props | null, children: Child[]): void {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [type, handler] of Object.entries(value as Record<string, Handler>)) {
        element.addEventListener(type, handler as unknown as EventListener);
      }
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  add(element, children);
}

function add(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

/** An HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, props, children);
  return element;
}

/** Text that came from a file: isolated, so that its direction cannot spill over its neighbors. */
export function data(text: string, extra = "", lang: string | null = null): HTMLElement {
  return h("bdi", { class: `cm-data ${extra}`.trim(), lang }, text);
}

/** A link, if the address is one that may be followed; else only its text. */
export function link(url: string | null, content: Child, extra = ""): HTMLElement {
  const href = safeUrl(url);
  if (href === null) return h("span", { class: extra }, content);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", class: extra }, content);
}

/** The address if it is http, https or mailto; else null. */
export function safeUrl(url: string | null | undefined): string | null {
  const trimmed = (url ?? "").replace(/^[\s\u0000-\u0020]+|[\s\u0000-\u0020]+$/g, "");
  return /^(https?:\/\/|mailto:)/.test(trimmed.toLowerCase()) ? trimmed : null;
}

/** The host of an address; what is no address stays as it stands. */
export function hostName(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, "") || url;
  } catch {
    return url;
  }
}

/** Put new children into a root; the focus stays on the control of the same key. */
export function redraw(root: Element, ...children: Child[]): void {
  // Asking where the focus and the scroll bar are would lay the page out.
  if (!root.firstChild) return add(root, children);
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.getAttribute("data-key");
  const scroller = root.closest(".cm-scroll");
  const top = scroller?.scrollTop ?? 0;
  const open = new Set([...root.querySelectorAll("details[open] > summary")].map((x) => x.getAttribute("data-key")));
  root.replaceChildren();
  add(root, children);
  for (const summary of root.querySelectorAll("details > summary")) {
    if (open.has(summary.getAttribute("data-key"))) summary.parentElement!.setAttribute("open", "");
  }
  if (scroller) scroller.scrollTop = top;
  if (!key) return;
  for (const element of root.querySelectorAll<HTMLElement>("[data-key]")) {
    if (element.getAttribute("data-key") === key) {
      element.focus({ preventScroll: true });
      return;
    }
  }
}

/** Run what the first picture does not need once that picture stands and nothing else is to be done. */
export function afterPaint(run: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(run, { timeout: 400 });
  else setTimeout(run, 60);
}

/** A drawn sign of 16 px; the paths are ours. */
export function icon(name: keyof typeof ICONS, extra = ""): SVGElement {
  return s(
    "svg",
    { class: `cm-icon ${extra}`.trim(), viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    s("path", { d: ICONS[name] }),
  );
}

const ICONS = {
  close: "M4 4l8 8M12 4l-8 8",
  back: "M10 3L5 8l5 5",
  near: "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 0 0 0-12.4zM8 5.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 0 0 0-5.2z",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14",
  play: "M5 3.2v9.6L12.6 8z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  pin: "M8 1.8v12.4M1.8 8h12.4",
  check: "M3 8.5l3.2 3.2L13 5",
  external: "M6 3.5H3.5v9h9V10M9 3h4v4M13 3L7.5 8.5",
  save: "M8 2.5v7.5M4.8 7L8 10.2L11.2 7M3 13.5h10",
  link: "M6.6 9.4l2.8-2.8M7 4.6l1.5-1.5a2.7 2.7 0 0 1 3.9 3.9L10.9 8.5M9 11.4l-1.5 1.5a2.7 2.7 0 0 1-3.9-3.9L5.1 7.5",
  print: "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
  map: "M2 4l4-1.5l4 1.5l4-1.5V12l-4 1.5L6 12l-4 1.5zM6 2.5V12M10 4v9.5",
  tiles: "M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5H9z",
  table: "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.2 3v10",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1",
  moon: "M13 9.6A5.6 5.6 0 1 1 6.4 3a4.5 4.5 0 0 0 6.6 6.6z",
  auto: "M8 2.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 0 0 0-11.6zM8 2.2v11.6M9.8 2.6v10.8M11.6 3.6v8.8",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
} as const;
