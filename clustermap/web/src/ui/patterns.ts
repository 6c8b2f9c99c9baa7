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

/** Lines of two colors, which show on dark and on light areas. */
export function zonePattern(id: string, line: string, beside: string): SVGPatternElement {
  return s(
    "pattern",
    { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(-45)" },
    s("rect", { width: 1.5, height: 7, fill: line }),
    s("rect", { x: 1.5, width: 0.8, height: 7, fill: beside, opacity: 0.8 }),
  );
}
