/** Context: points, lines and areas drawn as themselves under the marks, never counted. */
import { project } from "../model/geometry";
import type { ContextFeature } from "../model/payload";
import type { App } from "../ui/app";
import { s } from "../ui/dom";

/** The layers shown, as groups of paths in the map's own units; a point is a line without length. */
export function contextNodes(app: App, look: (layer: number) => Record<string, string | number>): SVGElement[] {
  return app.model.payload.context
    .map(({ features }, layer) => ({ features, layer }))
    .filter(({ layer }) => app.state.layers.has(`context:${layer}`))
    .map(({ features, layer }) =>
      s("g", { ...look(layer), class: `cm-context cm-context-${layer % 3}` }, ...features.flatMap(featureNodes)));
}

function featureNodes({ name, points = [], lines = [] }: ContextFeature): SVGElement[] {
  const node = (d: string, kind: string): SVGElement => s("path", { d, class: kind }, ...(name ? [s("title", null, name)] : []));
  const at = (x: number, y: number): string => `${x.toFixed(3)} ${y.toFixed(3)}`;
  return [
    ...points.map((point) => node(`M${at(...project(point))}h0`, "cm-context-point")),
    ...lines.map((line) => node(`M${line.map((point) => at(...project(point))).join("L")}`, "cm-context-line")),
  ];
}
