/** A series of years as a small line, and changes in percent. */
import { decimal } from "./format";

/** A change in percent with its sign. */
export function signed(percent: number): string {
  const text = decimal(Math.abs(percent), 1);
  const sign = Number(percent.toFixed(1)) === 0 ? "" : percent < 0 ? "−" : "+";
  return `${sign}${text}%`;
}

/** The path of a line over the years, broken where a value is not known; lowest at the bottom. */
export function linePath(
  years: readonly number[], values: readonly (number | null)[], width: number, height: number, margin: number,
): string {
  const known = values.filter((value): value is number => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const [first, last] = [years[0]!, years[years.length - 1]!];
  const x = (year: number): number => margin + ((year - first) / Math.max(1, last - first)) * (width - 2 * margin);
  const y = (value: number): number =>
    high === low ? height / 2 : height - margin - ((value - low) / (high - low)) * (height - 2 * margin);
  let open = false;
  return values.map((value, at) => {
    const command = open ? "L" : "M";
    open = value !== null;
    return value === null ? "" : `${command}${x(years[at]!).toFixed(1)},${y(value).toFixed(1)}`;
  }).join("");
}
