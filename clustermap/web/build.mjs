// Bundles the map page: dist/page.js and dist/page.css, which clustermap/maps/page/html.py inlines;
// dist/page-points.js is the same for very many sites, with the worker that unpacks them inside;
// the -cdn.js are those without Leaflet, and dist/leaflet.json says where that comes from.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";

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
// "worker:./x" is the bundled script of ./x as text
const workerAsText = {
  name: "worker-as-text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, path.slice(7) + ".ts"), namespace: "worker" }));
    onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const made = await build({ ...common, entryPoints: [path], write: false });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};
for (const page of ["page", "page-points"]) {
  await build({ ...common, entryPoints: [`src/${page}.ts`], plugins: [workerAsText] });
  await build({
    ...common,
    entryPoints: [{ in: `src/${page}.ts`, out: `${page}-cdn` }],
    plugins: [workerAsText, leafletFromGlobal],
  });
}
for (const same of ["page-cdn", "page-points", "page-points-cdn"]) await rm(`dist/${same}.css`);

// what html.py puts into pages: deflated (RFC 1951), in base64
for (const name of ["page", "page-cdn", "page-points", "page-points-cdn"]) {
  const script = (await readFile(`dist/${name}.js`, "utf8")).trim();
  await writeFile(`dist/${name}.packed`, deflateRawSync(script, { level: 9 }).toString("base64"));
}

const { version } = JSON.parse(await readFile("node_modules/leaflet/package.json", "utf8"));
const script = await readFile("node_modules/leaflet/dist/leaflet.js");
await writeFile(
  "dist/leaflet.json",
  JSON.stringify({
    url: `https://cdn.jsdelivr.net/npm/leaflet@${version}/dist/leaflet.js`,
    integrity: `sha384-${createHash("sha384").update(script).digest("base64")}`,
  }),
);
