// Bundles the map page: dist/page.js and dist/page.css, which clustermap/maps/page.py inlines;
// dist/page-cdn.js is the same without Leaflet, and dist/leaflet.json says where that comes from.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";

const common = {
  bundle: true,
  minify: true,
  target: "es2020",
  format: "iife",
  charset: "utf8",
  legalComments: "inline",
  loader: { ".png": "dataurl", ".svg": "dataurl" },
  outdir: "dist",
};
const leafletFromGlobal = {
  name: "leaflet-from-global",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^leaflet$/ }, () => ({ path: "leaflet", namespace: "global" }));
    onLoad({ filter: /.*/, namespace: "global" }, () => ({ contents: "module.exports = window.L;" }));
  },
};
await build({ ...common, entryPoints: ["src/page.ts"] });
await build({
  ...common,
  entryPoints: [{ in: "src/page.ts", out: "page-cdn" }],
  plugins: [leafletFromGlobal],
});
await rm("dist/page-cdn.css"); // the same as page.css

const { version } = JSON.parse(await readFile("node_modules/leaflet/package.json", "utf8"));
const script = await readFile("node_modules/leaflet/dist/leaflet.js");
await writeFile(
  "dist/leaflet.json",
  JSON.stringify({
    url: `https://cdn.jsdelivr.net/npm/leaflet@${version}/dist/leaflet.js`,
    integrity: `sha384-${createHash("sha384").update(script).digest("base64")}`,
  }),
);
