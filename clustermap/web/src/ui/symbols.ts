/** Marks as small pictures for chips, keys and cards. */
import { type Palette, schemeLook } from "../model/colors";
import { lookOf, type MarkKind, markStyle, shapePath } from "../model/marks";
import type { Model } from "../model/model";
import type { App } from "./app";
import { s } from "./dom";
import { scalePattern, zonePattern } from "./patterns";

export function symbol(app: App, kind: MarkKind, sector: string, status = "operating"): SVGElement {
  const palette = app.palette();
  const { shape, color } = markStyle(kind, sector, app.model, palette);
  const look = kind === "site" ? lookOf(status) : "ring";
  const line = look === "cross" ? palette.closed : color;
  return s(
    "svg", { class: "cm-symbol", viewBox: "-8 -8 16 16", "aria-hidden": "true", focusable: "false" },
    s("path", {
      d: shapePath(shape, 5), fill: look === "full" ? color : palette.markFill, stroke: line,
      "stroke-width": look === "full" ? 0 : 1.8, "stroke-linejoin": "round",
    }),
    look === "dot" && s("path", { d: shapePath(shape, 2.2), fill: color }),
    look === "cross" && s("path", { d: "M-2.4,-2.4L2.4,2.4M2.4,-2.4L-2.4,2.4", stroke: line, "stroke-width": 1.6 }),
  );
}

/** A ring for what is new, a dashed one for what changed, a cross for what is gone. */
export function changeKey(kind: "new" | "changed" | "gone", palette: Palette): SVGElement {
  const line = { fill: "none", stroke: palette.ink };
  return s("svg", { class: "cm-symbol", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    kind === "gone"
      ? s("path", { d: "M5.5 5.5l9 9m0 -9l-9 9", ...line, "stroke-width": 2.2 })
      : s("g", null,
        s("circle", { cx: 10, cy: 10, r: 4, fill: palette.muted }),
        s("circle", { cx: 10, cy: 10, r: 7.5, ...line, "stroke-width": 1.7, ...(kind === "changed" ? { "stroke-dasharray": "2.2 2.2" } : {}) })));
}

let serial = 0;
/** A point or a line of a layer of context. */
export function contextKey(layer: number, kind: 0 | 1 | 2): SVGElement {
  return s("svg", { class: `cm-symbol cm-context cm-context-${layer % 3}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    s("path", kind === 0 ? { d: "M8 8h0", class: "cm-context-point" } : { d: kind === 1 ? "M2 8h12" : "M3 4h10v8h-10z", class: "cm-context-line" }));
}

/** The hatching of a scheme's zones. */
export function zoneSwatch(model: Model, scheme: string, palette: Palette): SVGElement {
  const id = `cm-zone-key-${serial++}`;
  const { color, hatch } = schemeLook(model.payload.schemes[scheme], palette);
  const pattern = zonePattern(id, color, hatch, palette.paper);
  scalePattern(pattern, 0.75);
  return s(
    "svg", { class: "cm-symbol", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    pattern,
    s("rect", { x: 1.5, y: 2.5, width: 13, height: 11, rx: 2, fill: `url(#${id})`, stroke: color, "stroke-width": 1.2 }),
  );
}
