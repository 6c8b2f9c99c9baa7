/** What special zones cover on the map. */
import { addToGroup } from "./groups";
import type { Model } from "./model";
import type { Zone } from "./payload";

/** Areas of a model. */
export interface AreaSet {
  model: Model;
  areas: number[];
}

/** The model that has municipalities as areas, if the page has any. */
export const municipal = (model: Model): Model | null =>
  model.payload.areas.level === "municipality" ? model : model.towns;

/** Whether it has; this reads none of their borders. */
export const hasMunicipal = ({ payload }: Model): boolean =>
  payload.areas.level === "municipality" || (payload.towns !== null && payload.areas.topology.objects.towns !== undefined);

/** Indices of the areas that lie in any of the prefectures. */
export function areasOf(model: Model, prefectures: Iterable<string>): number[] {
  const wanted = new Set(prefectures);
  const { prefecture } = model.payload.areas;
  return prefecture.map((_, i) => i).filter((i) => wanted.has(prefecture[i]!));
}

/** Zones by their scheme. */
export function byScheme(zones: readonly Zone[]): Map<string, Zone[]> {
  const found = new Map<string, Zone[]>();
  for (const zone of zones) addToGroup(found, zone.scheme, zone);
  return found;
}

/** Below this width in pixels an island has no outline: it would be nothing else. */
const ISLAND = 9;

/** The lines around zones at a scale. */
export function zoneOutline({ geometry }: Model, areas: number[], scale: number): number[] {
  const { arcs } = geometry;
  return geometry.outline(areas).filter((arc) => !arcs.closed(arc) || arcs.across(arc) * scale >= ISLAND);
}

/** The whole prefectures of zones, and the municipalities of the others. */
export function zoneAreas(model: Model, zones: readonly Zone[]): AreaSet[] {
  const whole = new Set(zones.flatMap((zone) => zone.prefectures));
  const found: AreaSet[] = [{ model, areas: areasOf(model, whole) }];
  const small = municipal(model);
  if (small) {
    const codes = new Set(zones.flatMap((zone) => zone.municipalities).filter((code) => !whole.has(code.slice(0, 2))));
    const areas = [...codes].map((code) => small.areaIndex.get(code)).filter((i) => i !== undefined);
    found.push({ model: small, areas });
  }
  return found.filter(({ areas }) => areas.length > 0);
}
