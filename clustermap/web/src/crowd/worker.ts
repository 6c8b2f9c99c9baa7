/** The worker: unpacks the sites off the page's own thread, and keeps a copy of the names to look them up. */
import type { Packed } from "../model/payload";
import { Finder } from "./finder";
import { buffers, type Coded, fromBase64, unpack, type Unpacked, type Written } from "./unpack";

export type Request = { id: number } & ({ kind: "unpack"; packed: Packed; text: string } | { kind: "find"; queries: string[]; limit: number });
export interface Answer {
  id: number;
  result?: Unpacked | number[];
  error?: string;
}
/** Columns that the search field looks into. */
const NAMED = ["name_ja", "name_en", "name_ko", "id"];

export class Works {
  private finder: Finder | null = null;

  async do(request: Request): Promise<Unpacked | number[]> {
    if (request.kind === "find") return this.finder?.find(request.queries, request.limit) ?? [];
    const unpacked = await unpack(request.packed, fromBase64(request.text));
    const named = NAMED.map((name) => unpacked.columns[name]).filter((column): column is Coded | Written => column !== undefined && column.kind !== "numbers");
    this.finder = new Finder(named.map((column) => structuredClone(column)), request.packed.count);
    return unpacked;
  }
}

/** What a worker has of its own. */
export interface Scope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(answer: Answer, handed?: ArrayBuffer[]): void;
}

export function listen(scope: Scope): void {
  const works = new Works();
  scope.onmessage = (event: MessageEvent<Request>) => {
    const { id } = event.data;
    works.do(event.data).then(
      (result) => scope.postMessage({ id, result }, Array.isArray(result) ? [] : buffers(result)),
      (error: unknown) => scope.postMessage({ id, error: String(error) }),
    );
  };
}
