/** The address follows the reader's choices, and Back and Forward undo and redo them. */
import { encode, type KnownIds, parse } from "./model/address";
import type { State } from "./model/state";
import type { App } from "./ui/app";

/** Choices of one kind that follow each other faster than this are one step back, as a slider's or a pan's. */
const ONE_STEP_MS = 1000;

/** Keeps address and state in step; gives the link to the present view. */
export function keepHistory(app: App, initial: State, names: KnownIds): () => string {
  let written = location.hash;
  let last = { kind: "", at: -Infinity };
  // In a frame each step would be one of the page around it.
  const framed = window.parent !== window;
  const write = (changed: ReadonlySet<keyof State>): void => {
    // The reader has just gone elsewhere: the event that follows must find the new address.
    if (location.hash !== written) return;
    const text = encode(app.state, initial);
    const address = text ? `#${text}` : location.href.replace(/#.*$/, "");
    if ((text ? address : "") === written) return;
    const kind = [...changed].join();
    const now = performance.now();
    // The map's own way to what was chosen is no step of its own.
    const same = now - last.at < ONE_STEP_MS && (kind === last.kind || kind === "at");
    last = { kind: same && kind === "at" ? last.kind : kind, at: now };
    try {
      history[same || framed ? "replaceState" : "pushState"](null, "", address);
    } catch {
      // A frame without an address of its own, or one that changes too often.
    }
    written = location.hash;
  };
  app.store.on(null, write);
  addEventListener("popstate", () => {
    if (location.hash === written) return;
    written = location.hash;
    last = { kind: "", at: -Infinity };
    app.store.set({ ...initial, ...parse(location.hash, names) });
    app.follow();
  });
  return () => `${location.href.replace(/#.*$/, "")}#${encode(app.state, initial)}`;
}
