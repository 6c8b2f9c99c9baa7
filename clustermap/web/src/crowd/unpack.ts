/** Packed sites made ready for use: what clustermap/maps/page/points.py wrote. Runs in a worker. */
import { inflate } from "../ui/inflate";
import type { PackedSites } from "../model/payload";

/** A column of few different cells: places in a list of them. */
export interface CodeColumn {
  kind: "codes";
  codes: Uint8Array | Uint16Array;
  levels: string[];
}
/** Cells one after the other, as UTF-8. */
export interface TextColumn {
  kind: "texts";
  bytes: Uint8Array;
  /** Where each cell begins, and the last one ends. */
  starts: Uint32Array;
}
export interface NumberColumn {
  kind: "numbers";
  values: Float32Array;
}
export type UnpackedColumn = CodeColumn | TextColumn | NumberColumn;

export interface UnpackedSites {
  /** Morton codes, ascending: the sites of any square of the quadtree stand side by side. */
  codes: Float64Array;
  /** Positions in steps, from the west and from the north. */
  x: Uint32Array;
  y: Uint32Array;
  columns: Record<string, UnpackedColumn>;
}

/** Whole numbers of which all lowest bytes stand first. */
function fromPlanes(bytes: Uint8Array, count: number, width: number): Uint8Array | Uint16Array {
  if (width === 1) return bytes;
  const values = new Uint16Array(count);
  for (let i = 0; i < count; i++) values[i] = bytes[i]! | (bytes[count + i]! << 8);
  return values;
}

/** Sums of differences, below 2^53. */
function codesOf(bytes: Uint8Array, count: number): Float64Array {
  const codes = new Float64Array(count);
  const width = count ? bytes.length / count : 0;
  let factor = 1;
  for (let plane = 0; plane < width; plane++, factor *= 256) {
    const at = plane * count;
    for (let i = 0; i < count; i++) codes[i]! += bytes[at + i]! * factor;
  }
  for (let i = 1; i < count; i++) codes[i]! += codes[i - 1]!;
  return codes;
}

function floats(bytes: Uint8Array, count: number): Float32Array {
  const whole = new Uint8Array(count * 4);
  for (let plane = 0; plane < 4; plane++) {
    for (let i = 0; i < count; i++) whole[i * 4 + plane] = bytes[plane * count + i]!;
  }
  return new Float32Array(whole.buffer);
}

export async function unpack(packed: PackedSites, data: Uint8Array): Promise<UnpackedSites> {
  const { count } = packed;
  let at = 0;
  const next = (length: number): Promise<Uint8Array> => inflate(data.subarray(at, (at += length)));
  const codes = codesOf(await next(packed.positions), count);
  const columns: Record<string, UnpackedColumn> = Object.create(null) as Record<string, UnpackedColumn>;
  for (const { name, kind, width, streams } of packed.columns) {
    const parts = await Promise.all(streams.map(next));
    if (kind === "numbers") columns[name] = { kind, values: floats(parts[0]!, count) };
    else if (kind === "codes") {
      const levels = JSON.parse(new TextDecoder().decode(parts[1])) as string[];
      columns[name] = { kind, codes: fromPlanes(parts[0]!, count, width ?? 1), levels };
    } else {
      const lengths = fromPlanes(parts[0]!, count, 2);
      const starts = new Uint32Array(count + 1);
      for (let i = 0; i < count; i++) starts[i + 1] = starts[i]! + lengths[i]!;
      columns[name] = { kind, bytes: parts[1]!, starts };
    }
  }
  return { codes, x: coordinates(codes, 0), y: coordinates(codes, 1), columns };
}

/** The buffers that can be handed over rather than copied. */
export function buffers(unpacked: UnpackedSites): ArrayBuffer[] {
  const parts = Object.values(unpacked.columns).flatMap((column): { buffer: ArrayBufferLike }[] =>
    column.kind === "codes" ? [column.codes] : column.kind === "numbers" ? [column.values] : [column.bytes, column.starts]);
  return [...new Set([unpacked.codes, unpacked.x, unpacked.y, ...parts].map((part) => part.buffer as ArrayBuffer))];
}

function coordinates(codes: Float64Array, shift: 0 | 1): Uint32Array {
  const found = new Uint32Array(codes.length);
  for (let i = 0; i < found.length; i++) found[i] = deinterleave(codes[i]!, shift);
  return found;
}

/** The bits of a Morton code that belong to x (shift 0) or y (shift 1). */
export function deinterleave(code: number, shift: 0 | 1): number {
  const low = code % 0x4000000; // 26 bits
  const high = (code - low) / 0x4000000;
  return squeeze(low >>> shift) | (squeeze(high >>> shift) << 13);
}

function squeeze(bits: number): number {
  let x = bits & 0x55555555;
  x = (x | (x >>> 1)) & 0x33333333;
  x = (x | (x >>> 2)) & 0x0f0f0f0f;
  x = (x | (x >>> 4)) & 0x00ff00ff;
  return (x | (x >>> 8)) & 0x0000ffff;
}
