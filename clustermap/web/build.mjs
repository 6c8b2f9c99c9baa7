// Bundles the map page: dist/page.js and dist/page.css, which clustermap/maps/page.py inlines.
import { build } from "esbuild";

await build({
  entryPoints: ["src/page.ts"],
  bundle: true,
  minify: true,
  target: "es2020",
  format: "iife",
  charset: "utf8",
  legalComments: "inline",
  loader: { ".png": "dataurl", ".svg": "dataurl" },
  outdir: "dist",
});
