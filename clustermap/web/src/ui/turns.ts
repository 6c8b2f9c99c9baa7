/** Work that follows a move of the map, shared out over frames: none of them then takes long. */

const waiting = new Map<object, () => void>();
let asked = false;

/** Run after the next picture stands, one piece of work a picture; what is asked for twice is done once. */
export function inTurn(key: object, run: () => void): void {
  waiting.set(key, run);
  ask();
}

/** Leave out what was asked for. */
export function skipTurn(key: object): void {
  waiting.delete(key);
}

function ask(): void {
  if (asked || !waiting.size) return;
  asked = true;
  // not in the frame itself: its picture would wait
  requestAnimationFrame(() => setTimeout(next));
}

function next(): void {
  asked = false;
  for (const [key, run] of waiting) {
    waiting.delete(key);
    ask();
    return run();
  }
}
