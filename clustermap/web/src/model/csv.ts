/** Rows as text for spreadsheets; no cell can become a formula. */
import type { Cell } from "./payload";

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A cell as text; one that a spreadsheet would take for a formula gets an apostrophe before it. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  const text = String(cell);
  if (typeof cell === "number" || NUMBER.test(text)) return text;
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** RFC 4180 with a byte order mark, by which Excel knows UTF-8. */
export function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [head, ...rows].map((row) => row.map((cell) => quote(cellText(cell))).join(","));
  return "\ufeff" + lines.join("\r\n") + "\r\n";
}

/** Tab-separated, as spreadsheets paste it. */
export function tsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, " ");
  return [head, ...rows].map((row) => row.map((cell) => clean(cellText(cell))).join("\t")).join("\n") + "\n";
}
