/** Letters that stay readable on a color. */

function luminance(color: string): number {
  const parts = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16) / 255);
  const [r, g, b] = parts.map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** A quiet hairline over a color: a darker shade of it, a lighter one of what is dark. */
export function lineOver(fill: string): string {
  const back = luminance(fill);
  const [to, share]: [number[], number] = back > 0.16 ? [[24, 34, 44], 0.38] : [[255, 255, 255], 0.3];
  const mixed = [1, 3, 5].map((i, k) => Math.round(parseInt(fill.slice(i, i + 2), 16) * (1 - share) + to[k]! * share));
  return "#" + mixed.map((x) => x.toString(16).padStart(2, "0")).join("");
}

/** Dark or white letters, whichever has more contrast on the color. */
export function contrastInk(fill: string): string {
  const back = luminance(fill);
  const dark = (back + 0.05) / (luminance("#101820") + 0.05);
  return dark >= 1.05 / (back + 0.05) ? "#101820" : "#ffffff";
}
