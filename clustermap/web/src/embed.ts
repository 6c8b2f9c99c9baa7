/** In a frame of another page: a request for as much height as the map needs at its width. */
import { project } from "./model/geometry";
import type { App } from "./ui/app";

const LEAST = 320;
const MOST = 640;

/** Tell the page around how high the frame should be, now and whenever it has become wider or narrower. */
export function requestHeight(app: App, credit: HTMLElement): void {
  if (window.parent === window) return;
  const [west, south, east, north] = app.model.payload.areas.view;
  const [left, top] = project([west, north]);
  const [right, bottom] = project([east, south]);
  const shape = (bottom - top) / (right - left);
  let width = 0;
  const report = (): void => {
    if (!app.state.embed || innerWidth === width) return;
    width = innerWidth;
    const map = Math.max(LEAST, Math.min(MOST, width * shape));
    const height = Math.round(map + credit.offsetHeight);
    // The address of the page around is not known here, and the height is no secret.
    window.parent.postMessage({ clustermap: { height } }, "*");
  };
  addEventListener("resize", report);
  app.store.on(["embed"], report);
  report();
}
