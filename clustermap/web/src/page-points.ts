/** Entry of the map page with very many sites: the same page, which first unpacks them. */
import "leaflet/dist/leaflet.css";
import "./style/index.css";
import { Client } from "./crowd/client";
import { CrowdMap } from "./crowd/layer";
import { SiteCrowd } from "./crowd/site-crowd";
import type { UnpackedSites } from "./crowd/unpack";
import { setLang, t } from "./model/i18n";
import type { Payload } from "./model/payload";
import { fail, start, withPayload } from "./start";
import { h } from "./ui/dom";

async function begin(payload: Payload): Promise<void> {
  setLang(payload.lang);
  const { points } = payload;
  if (!points) return start(payload);
  const waiting = h("p", { class: "cm-waiting", role: "status" }, t("crowdWaiting", { n: points.count }));
  document.getElementById("clustermap")!.append(waiting);
  const source = document.getElementById("clustermap-points")!;
  const client = new Client();
  const unpacked = await client.ask<UnpackedSites>({ kind: "unpack", packed: points, text: source.textContent ?? "" });
  source.remove();
  waiting.remove();
  const crowd = new SiteCrowd(points, unpacked, client);
  start(payload, { crowd, attach: (view) => new CrowdMap(crowd, view) });
}

withPayload((payload) => void begin(payload).catch(fail));
