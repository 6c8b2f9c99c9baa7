/** Hatchings of areas, as SVG patterns. */
import { s } from "./dom";

export function hatchPattern(id: string, fill: string, line: string): SVGPatternElement {
  return s(
    "pattern",
    { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("rect", { width: 6, height: 6, fill }),
    s("rect", { width: 1.6, height: 6, fill: line }),
  );
}

/** Lines, or dots, that stand beside a lighter one: they show on dark and on light areas. */
export function zonePattern(id: string, line: string, hatch: string, beside: string): SVGPatternElement {
  const crossed = ["x", "+"].includes(hatch);
  const side = crossed ? 9 : 7;
  const turned = { "\\": -45, "/": 45, "-": 90, x: 45 }[hatch] ?? 0;
  const shapes = hatch === "." ? [
    s("circle", { cx: 3.5, cy: 3.5, r: 1.7, fill: beside, opacity: 0.7 }),
    s("circle", { cx: 3.5, cy: 3.5, r: 1.1, fill: line }),
  ] : (crossed ? [0, 90] : [0]).flatMap((turn) => [
    s("rect", { x: side / 2 - 1, width: 2, height: side, fill: beside, opacity: 0.6, transform: `rotate(${turn} ${side / 2} ${side / 2})` }),
    s("rect", { x: side / 2 - 0.5, width: 1, height: side, fill: line, transform: `rotate(${turn} ${side / 2} ${side / 2})` }),
  ]);
  return s("pattern", { id, width: side, height: side, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turned})` }, ...shapes);
}

/** The same hatching at another scale. */
export function scalePattern(pattern: SVGPatternElement, scale: number): void {
  const turn = /rotate\([-\d]+\)/.exec(pattern.getAttribute("patternTransform") ?? "")?.[0] ?? "";
  pattern.setAttribute("patternTransform", `scale(${scale}) ${turn}`);
}
