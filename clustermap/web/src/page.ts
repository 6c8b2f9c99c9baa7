/** Entry of the map page. */
import "leaflet/dist/leaflet.css";
import "./style/index.css";
import { fail, readPayload, start } from "./start";

try {
  start(readPayload());
} catch (error) {
  fail(error);
}
