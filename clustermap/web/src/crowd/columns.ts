/** The sites of a crowd one at a time, made of its columns when they are asked for. */
import { ORIGIN_X, ORIGIN_Y, UNIT_ZOOM } from "../model/geometry";
import type { PackedSites, Point } from "../model/payload";
import { type Site, SITE_COLUMNS, siteFields, yearOf } from "../model/site";
import { cellAt } from "./finder";
import type { UnpackedSites } from "./unpack";

/** Zoom level whose pixels are the steps of positions. */
export const STEP_ZOOM = 17;
const PER_UNIT = 2 ** (STEP_ZOOM - UNIT_ZOOM);
const WORLD = 2 ** (STEP_ZOOM + 8);

/** Places of cells in the list of the different ones. */
export interface CodedCells {
  codes: Uint8Array | Uint16Array | Uint32Array;
  levels: string[];
}

export class Columns {
  readonly codes: Float64Array;
  /** Positions in steps, from the crowd's west and north. */
  readonly x: Uint32Array;
  readonly y: Uint32Array;
  /** Columns beyond the site contract. */
  readonly extra: string[];
  private made = new Map<string, CodedCells>();

  constructor(readonly packed: PackedSites, private unpacked: UnpackedSites) {
    this.codes = unpacked.codes;
    this.x = unpacked.x;
    this.y = unpacked.y;
    this.extra = packed.columns.map((column) => column.name).filter((name) => !SITE_COLUMNS.has(name) && name !== "area");
  }

  get size(): number {
    return this.codes.length;
  }

  /** Units of geometry, of a position in steps. */
  unitX(x: number): number {
    return (x + this.packed.west + 0.5) / PER_UNIT - ORIGIN_X;
  }
  unitY(y: number): number {
    return (y + this.packed.north + 0.5) / PER_UNIT - ORIGIN_Y;
  }
  /** Steps, of a position in units. */
  stepX(x: number): number {
    return (x + ORIGIN_X) * PER_UNIT - this.packed.west;
  }
  stepY(y: number): number {
    return (y + ORIGIN_Y) * PER_UNIT - this.packed.north;
  }

  point(i: number): Point {
    const x = (this.x[i]! + this.packed.west + 0.5) / WORLD;
    const y = (this.y[i]! + this.packed.north + 0.5) / WORLD;
    return [x * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
  }

  word(name: string, i: number): string {
    const column = this.unpacked.columns[name];
    return column && column.kind !== "numbers" ? cellAt(column, i) : "";
  }

  number(name: string, i: number): number | null {
    const column = this.unpacked.columns[name];
    const value = column?.kind === "numbers" ? column.values[i]! : NaN;
    return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
  }

  numbers(name: string): Float32Array | null {
    const column = this.unpacked.columns[name];
    return column?.kind === "numbers" ? column.values : null;
  }

  /** Places of a column's cells in the list of its different ones. */
  coded(name: string): CodedCells {
    const column = this.unpacked.columns[name];
    if (column?.kind === "codes") return column;
    if (!column) return { levels: [""], codes: new Uint8Array(this.size) };
    const made = this.made.get(name);
    if (made) return made;
    const levels = [...new Set(Array.from({ length: this.size }, (_, i) => this.word(name, i)))];
    const place = new Map(levels.map((level, at) => [level, at]));
    const coded = { levels, codes: Uint32Array.from({ length: this.size }, (_, i) => place.get(this.word(name, i))!) };
    this.made.set(name, coded);
    return coded;
  }

  /** Years of a column of dates, 0 where there is none. */
  years(name: string): Int16Array {
    const { codes, levels } = this.coded(name);
    const years = levels.map((date) => yearOf(date) ?? 0);
    return Int16Array.from(codes, (code) => years[code]!);
  }

  site(i: number, area: number): Site {
    const word = (name: string): string => this.word(name, i);
    const [ja, operator] = [word("name_ja"), word("operator_ja")];
    const point = this.point(i);
    const name = { ja, en: word("name_en") || ja, ko: word("name_ko") || ja };
    const id = word("id");
    const named = ja !== "" || name.en !== "";
    const unnamed = id || `${point[1].toFixed(5)}, ${point[0].toFixed(5)}`;
    return {
      ...siteFields(word, (name) => this.number(name, i)),
      index: i,
      id: String(i),
      idInFile: id,
      name: named ? name : unnamed,
      operator: { ja: operator, en: word("operator_en") || operator, ko: word("operator_en") || operator },
      point,
      extra: [["id", named ? id : ""] as [string, string], ...this.extra.map((column) => [column, this.cell(column, i)] as [string, string])].filter(([, value]) => value !== ""),
      area,
      region: "",
    };
  }

  private cell(name: string, i: number): string {
    const value = this.number(name, i);
    return value === null ? this.word(name, i) : String(value);
  }
}
