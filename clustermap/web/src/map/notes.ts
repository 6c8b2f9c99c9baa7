/** Notes on the map: a few words beside a place, with a line to it. */
import { project } from "../model/geometry";
import type { App } from "../ui/app";

export const NOTE_FONT = 13;
const LINE = 17;
const ROOM = 168;
/** How far from its place a note may stand, the nearest first. */
const REACHES = [34, 70, 110, 160];
const WAYS = [[1, -1], [1, 1], [-1, -1], [-1, 1], [1, 0.3], [-1, 0.3]] as const;

/** A note laid out: from its place a line leads to the box with its lines. */
interface Note {
  from: [number, number];
  to: [number, number];
  lines: string[];
  left: number;
  top: number;
  width: number;
  height: number;
}

const wide = (letter: string): number => (letter.charCodeAt(0) > 0x2e7f ? 1.02 : /[A-Z]/.test(letter) ? 0.72 : 0.56) * NOTE_FONT;
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + wide(letter), 0);

/** Lines of a text; Latin breaks between words, Japanese anywhere. */
function wrapped(text: string): string[] {
  const pieces = text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? [text];
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    if (line && widthOf((line + piece).trimEnd()) > ROOM) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return [...lines, line.trimEnd()].filter((one) => one !== "");
}

/** The notes in view, each beside its place where it stays inside and off the others. */
export function notesOn(app: App, place: (x: number, y: number) => [number, number], width: number, height: number, blocked: DOMRect | null = null): Note[] {
  const laid: Note[] = [];
  const [x0, y0] = place(0, 0);
  const scale = place(1, 0)[0] - x0;
  const atSea = ({ left, top, width: w, height: h }: Note): boolean => !app.model.geometry.hasLand({
    x0: (left - x0) / scale, y0: (top - y0) / scale, x1: (left + w - x0) / scale, y1: (top + h - y0) / scale,
  }, 6 / scale);
  for (const { point, text } of app.model.payload.notes) {
    const from = place(...project(point));
    if (from[0] < 0 || from[1] < 0 || from[0] > width || from[1] > height) continue;
    const lines = wrapped(text);
    const size = { width: Math.max(...lines.map(widthOf)) + 14, height: lines.length * LINE + 9 };
    const choices = REACHES.flatMap((reach) => WAYS.map(([dx, dy]): Note => {
      const to: [number, number] = [from[0] + dx * reach, from[1] + dy * reach];
      return { from, to, lines, ...size, left: dx > 0 ? to[0] : to[0] - size.width, top: to[1] - size.height / 2 };
    }));
    const inside = (note: Note): boolean => note.left > 4 && note.top > 4 && note.left + note.width < width - 4 && note.top + note.height < height - 4;
    const free = (note: Note): boolean => !blocked || note.left > blocked.right || note.left + note.width < blocked.left
      || note.top > blocked.bottom || note.top + note.height < blocked.top;
    const apart = (note: Note): boolean => free(note) && laid.every((other) => note.left > other.left + other.width || other.left > note.left + note.width
      || note.top > other.top + other.height || other.top > note.top + note.height);
    const good = choices.filter((note) => inside(note) && apart(note));
    laid.push(good.find(atSea) ?? good[0] ?? choices.find(inside) ?? choices[0]!);
  }
  return laid;
}

export const baseline = (note: Note, line: number): [number, number] => [note.left + 7, note.top + 4.5 + LINE * line + LINE * 0.74];
