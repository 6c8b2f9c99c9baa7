/** The worker: unpacks the sites off the page's main thread, and keeps a copy of the names to look them up. */
import type { PackedSites } from "../model/payload";
import { Finder } from "./finder";
import { fromBase64 } from "../ui/inflate";
import { buffers, type CodeColumn, type TextColumn, unpack, type UnpackedSites } from "./unpack";

export type TaskRequest = { id: number } & ({ kind: "unpack"; packed: PackedSites; text: string } | { kind: "find"; queries: string[]; words: string[][]; limit: number });
export interface TaskAnswer {
  id: number;
  result?: UnpackedSites | number[];
  error?: string;
}
/** Columns that the search field looks into. */
const NAMED = ["name_ja", "name_en", "name_ko", "id"];
const CONTEXT = ["operator_ja", "operator_en", "municipality_ja", "sector"];

export class SiteTasks {
  private finder: Finder | null = null;

  async do(request: TaskRequest): Promise<UnpackedSites | number[]> {
    if (request.kind === "find") {
      const { queries, words, limit } = request;
      const found = this.finder?.find(queries, limit) ?? [];
      return found.length || words.length < 2 ? found : (this.finder?.findWords(words, limit) ?? []);
    }
    const unpacked = await unpack(request.packed, fromBase64(request.text));
    const texts = (names: string[]): (CodeColumn | TextColumn)[] => names.map((name) => unpacked.columns[name])
      .filter((column): column is CodeColumn | TextColumn => column !== undefined && column.kind !== "numbers")
      .map((column) => structuredClone(column));
    this.finder = new Finder(texts(NAMED), request.packed.count, texts(CONTEXT));
    return unpacked;
  }
}

/** What a worker has of its own. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent<TaskRequest>) => void) | null;
  postMessage(answer: TaskAnswer, handed?: ArrayBuffer[]): void;
}

export function listen(scope: WorkerScope): void {
  const works = new SiteTasks();
  scope.postMessage({ id: -1 });
  scope.onmessage = (event: MessageEvent<TaskRequest>) => {
    const { id } = event.data;
    works.do(event.data).then(
      (result) => scope.postMessage({ id, result }, Array.isArray(result) ? [] : buffers(result)),
      (error: unknown) => scope.postMessage({ id, error: String(error) }),
    );
  };
}
