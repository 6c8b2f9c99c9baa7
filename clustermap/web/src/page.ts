/** Entry of the map page. */
import "leaflet/dist/leaflet.css";
import "./style/index.css";
import { start, withPayload } from "./start";

withPayload((payload) => start(payload));
