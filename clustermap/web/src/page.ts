import "leaflet/dist/leaflet.css";
import type { Payload } from "./payload";

const source = document.getElementById("clustermap-data");
const payload = JSON.parse(source?.textContent ?? "null") as Payload;
document.title = payload.title[payload.lang];
