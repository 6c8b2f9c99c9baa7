/** Short forms of names. */

/** A prefecture's name without the word for prefecture. */
export function shortName(name: string): string {
  const match = /^(.{2,3})[都府県]$/.exec(name) ?? /^(.{2,4})(?:현|부)$/.exec(name) ?? /^(도쿄)도$/.exec(name);
  return match ? match[1]! : name.replace(/ Prefecture$/, "");
}
