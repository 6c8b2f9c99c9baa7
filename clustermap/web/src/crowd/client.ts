/** Asks the worker, or does its work here where the browser allows none. */
import source from "worker:./worker-entry";
import type { UnpackedSites } from "./unpack";
import { SiteTasks, type TaskAnswer, type TaskRequest } from "./worker";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;
interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/** A worker says that it has started; one that does not by then never will. */
const SILENT_MS = 1500;

export class Client {
  private worker: Worker | null = null;
  private works: SiteTasks | null = null;
  private waiting = new Map<number, Waiting>();
  private serial = 0;

  constructor() {
    try {
      this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
      this.worker.onmessage = (event: MessageEvent<TaskAnswer>) => {
        clearTimeout(silence);
        if (event.data.id >= 0) this.answered(event.data);
      };
      this.worker.onerror = () => this.fallBack();
      // WebKit lets none start from a file, and says nothing.
      const silence = setTimeout(() => this.fallBack(), SILENT_MS);
    } catch {
      this.fallBack();
    }
  }

  ask<T extends UnpackedSites | number[]>(request: WithoutId<TaskRequest>): Promise<T> {
    const whole = { ...request, id: this.serial++ } as TaskRequest;
    if (this.works) return this.works.do(whole) as Promise<T>;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(whole.id, { resolve: resolve as Waiting["resolve"], reject });
      this.pending.set(whole.id, whole);
      this.worker!.postMessage(whole);
    });
  }
  private pending = new Map<number, TaskRequest>();

  private answered({ id, result, error }: TaskAnswer): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    this.pending.delete(id);
    if (error !== undefined) waiting?.reject(new Error(error));
    else waiting?.resolve(result as never);
  }

  /** What was asked is done here. */
  private fallBack(): void {
    if (this.works) return;
    this.worker?.terminate();
    this.worker = null;
    this.works ??= new SiteTasks();
    for (const [id, request] of this.pending) {
      this.works.do(request).then(
        (result) => this.answered({ id, result }),
        (error: unknown) => this.answered({ id, error: String(error) }),
      );
    }
  }
}
