/** Moving through a list by the keyboard. */

/** The place that a key leads to, from one of a list's places; null for a key that does not move. */
export function stepTo(key: string, at: number, last: number): number | null {
  const steps: Record<string, number> = {
    ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, PageDown: at + 20, PageUp: at - 20, Home: 0, End: last,
  };
  return Object.hasOwn(steps, key) ? Math.max(0, Math.min(last, steps[key]!)) : null;
}
