/**
 * The floors of src/. Imports run downwards only, type-only imports counted; rooms of one floor do not
 * know each other. Run by `npm run imports`, which tests/check_web.py runs.
 *
 *   5  src/*.ts     the page put together: entries, start, assembly, layout
 *   4  crowd/       sites too many for marks of their own, unpacked, grouped and painted
 *   3  map/         areas, marks, labels and pictures    panels/  sheet, table, search, legend, time
 *   2  ui/          what every part is handed (App), elements, symbols, small widgets
 *   1  model/       payload, state, values, words and geometry; no DOM (tsconfig.model.json)
 */
const FLOORS = [["model"], ["ui"], ["map", "panels"], ["crowd"]];
const below = (floor) => FLOORS.slice(0, floor).flat();
const pathOf = (rooms) => `^src/(${rooms.join("|")})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circle",
      comment: "A circle of imports hides a part that belongs on a lower floor: move it there, or pass in what is needed.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...FLOORS.flatMap((rooms, floor) => rooms.map((room) => ({
      name: `${room}-imports-downwards`,
      comment: `${room}/ may import from ${["itself", ...below(floor).map((name) => `${name}/`)].join(", ")} only.`,
      severity: "error",
      from: { path: pathOf([room]) },
      to: { path: "^src/", pathNot: pathOf([room, ...below(floor)]) },
    }))),
    {
      name: "every-folder-has-a-floor",
      comment: "Code stands in a room of the floors above, or directly in src/.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: pathOf(FLOORS.flat()) },
      to: {},
    },
    {
      name: "every-module-is-used",
      comment: "Code that no page reaches is dead.",
      severity: "error",
      from: { path: "^src/page(-points)?\\.ts$" },
      // worker-entry.ts is bundled by build.mjs as a page of its own.
      to: { path: "^src/", pathNot: ["^src/page", "\\.d\\.ts$", "^src/crowd/worker-entry\\.ts$"], reachable: false },
    },
    {
      name: "found",
      comment: "An import that leads nowhere would escape the other rules.",
      severity: "error",
      from: {},
      // bundled by build.mjs, and resolved by it
      to: { couldNotResolve: true, pathNot: "^worker:" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
