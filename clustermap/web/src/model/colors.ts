/** Colors of values and marks, light and dark; safe for color-blind readers. */
import type { SchemeLook, Sector } from "./payload";
import type { Scale } from "./values";

export interface Palette {
  dark: boolean;
  sea: string;
  land: string;
  zero: string;
  none: string;
  hatch: string;
  border: string;
  coast: string;
  ink: string;
  paper: string;
  /** Around letters on the map. */
  halo: string;
  muted: string;
  closed: string;
  zone: string;
  /** Inside and around of marks. */
  markFill: string;
  markHalo: string;
  sequential: readonly string[];
  below: readonly string[];
  above: readonly string[];
}

export const LIGHT: Palette = {
  dark: false,
  sea: "#e8eef2",
  land: "#f1f0ec",
  zero: "#fbfaf6",
  none: "#dcdcd8",
  hatch: "#a3a39d",
  // 1.6:1 on the darkest and on the lightest class
  border: "#131c24",
  coast: "#a9b6c0",
  ink: "#18222c",
  paper: "#ffffff",
  halo: "rgba(255,255,255,0.78)",
  muted: "#56626d",
  closed: "#6e7780",
  zone: "#7a3e9d",
  markFill: "#ffffff",
  markHalo: "#ffffff",
  sequential: ["#d5e8ea", "#b5d6dc", "#94c5cf", "#62a8ba", "#3987a1", "#1f6583", "#0f4462"],
  below: ["#5b3a8c", "#8d74b5", "#bfb0d8", "#e2dcee"],
  above: ["#fbe3cb", "#f2bd87", "#d98d42", "#a85f13"],
};

export const DARK: Palette = {
  dark: true,
  sea: "#0f161c",
  land: "#2a333b",
  zero: "#2e3841",
  none: "#39424a",
  hatch: "#66727c",
  border: "#05090d",
  coast: "#4a5a66",
  ink: "#e9eef2",
  paper: "#18212a",
  halo: "rgba(12,20,27,0.72)",
  muted: "#a3b0bb",
  closed: "#98a3ac",
  zone: "#c79be6",
  markFill: "#131b22",
  markHalo: "#0b1116",
  sequential: ["#21465a", "#2c586e", "#376c81", "#448095", "#5395a8", "#76abb7", "#9dc1c8"],
  below: ["#c3aef0", "#9a84cc", "#6d5a99", "#473e60"],
  above: ["#5b4630", "#8f6532", "#cc9145", "#e3b26c"],
};

/** Evenly spaced colors of a ramp. */
function ramp(colors: readonly string[], n: number): string[] {
  if (n <= 1) return [colors[Math.floor(colors.length / 2)]!];
  return Array.from({ length: n }, (_, i) => {
    const at = (i / (n - 1)) * (colors.length - 1);
    const low = Math.min(Math.floor(at), colors.length - 2);
    return mix(colors[low]!, colors[low + 1]!, at - low);
  });
}

function mix(a: string, b: string, share: number): string {
  const channel = (color: string, i: number): number => parseInt(color.slice(1 + 2 * i, 3 + 2 * i), 16);
  const parts = [0, 1, 2].map((i) => Math.round(channel(a, i) * (1 - share) + channel(b, i) * share));
  return "#" + parts.map((x) => x.toString(16).padStart(2, "0")).join("");
}

const COLOR = /^#[0-9a-f]{3,8}$/i;
/** A color from the data, if it is one. */
function validColor(color: string, fallback: string): string {
  return COLOR.test(color) ? color : fallback;
}

export function sectorColor(sector: Sector | undefined, palette: Palette): string {
  if (!sector) return palette.muted;
  return validColor(palette.dark ? sector.dark : sector.light, palette.muted);
}

/** Color and hatching of a scheme of zones. */
export function schemeLook(look: SchemeLook | undefined, palette: Palette): { color: string; hatch: string } {
  if (!look) return { color: palette.zone, hatch: "\\" };
  return { color: validColor(palette.dark ? look.dark : look.light, palette.zone), hatch: look.hatch };
}

export interface Swatch {
  fill: string;
  /** Drawn with diagonal lines over the fill. */
  hatched: boolean;
}

/** The fill of each class of a scale, by its name. */
export function fills(scale: Scale, palette: Palette): Map<string, Swatch> {
  const { indicator, classes } = scale;
  const found = new Map<string, Swatch>([
    ["zero", { fill: palette.zero, hatched: false }],
    ["none", { fill: palette.none, hatched: false }],
    ["suppressed", { fill: palette.none, hatched: true }],
    ["few", { fill: palette.zero, hatched: true }],
  ]);
  for (const category of indicator.categories ?? []) {
    const fill = validColor(palette.dark ? category.dark : category.light, palette.none);
    found.set(`category:${category.id}`, { fill, hatched: category.hatched ?? false });
  }
  const n = classes.bounds.length;
  let colors: string[];
  if (indicator.scale === "diverging") {
    const below = classes.below ?? 0;
    const above = n - below;
    colors = [
      ...ramp(palette.below, Math.max(2, below)).slice(0, below),
      ...ramp(palette.above, Math.max(2, above)).slice(Math.max(2, above) - above),
    ];
  } else colors = ramp(palette.sequential, n);
  colors.forEach((fill, i) => found.set(String(i), { fill, hatched: false }));
  return found;
}
