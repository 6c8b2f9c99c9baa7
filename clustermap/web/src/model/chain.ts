/** Where the sites of a sector stand in its value chain, by place: gaps and single sites. */
import { matches } from "./filter";
import { addToGroup } from "./groups";
import type { Model } from "./model";
import type { ChainStep } from "./payload";
import type { Site } from "./site";
import type { State } from "./state";

/** More prefectures than this are put together into regions. */
const MOST_PLACES = 10;

export interface Chain {
  sector: string;
  /** Steps, each with its sites. */
  steps: { step: ChainStep; sites: Site[] }[];
  /** Codes of prefectures, or ids of regions; none where there is but one. */
  places: string[];
  by: "prefecture" | "region";
  /** Sites that are closed, which are not counted. */
  closed: number;
}

/** Sectors of the page that have a chain and sites. */
export function chainSectors({ payload, sites }: Model): string[] {
  const known = new Set(payload.chain.map(({ sector }) => sector));
  return payload.sectors.map(({ id }) => id).filter((id) => known.has(id) && sites.some((site) => site.sector === id));
}

/** The chain of the one sector chosen, else of the one with most sites, under the reader's other filters. */
export function chainOf(model: Model, state: State): Chain | null {
  const sectors = chainSectors(model);
  const most = (id: string): number => model.sites.reduce((n, site) => n + Number(site.sector === id), 0);
  const chosen = sectors.filter((id) => state.sectors.has(id));
  const [sector] = (chosen.length ? chosen : sectors).sort((a, b) => most(b) - most(a));
  if (sector === undefined) return null;
  const steps = model.payload.chain.filter((step) => step.sector === sector);
  const bySite = new Map(steps.flatMap((step) => step.sites.map((id) => [id, step])));
  const bySegment = new Map(steps.flatMap((step) => step.segments.map((segment) => [segment, step])));
  const sites = model.sites.filter((site) => site.sector === sector && matches(site, state));
  const open = sites.filter((site) => site.status !== "closed");
  const found = new Map<ChainStep, Site[]>();
  for (const site of open) {
    const step = bySite.get(site.id) ?? bySegment.get(site.segment);
    if (step) addToGroup(found, step, site);
  }
  const { areas } = model.payload;
  const by = areas.level === "prefecture" && model.selected.length <= MOST_PLACES ? "prefecture" : "region";
  const places = [...new Set(model.selected.map((i) => areas[by][i]!))].filter((place) => place !== "");
  return {
    sector, by, places: places.length > 1 ? places : [], closed: sites.length - open.length,
    steps: steps.map((step) => ({ step, sites: found.get(step) ?? [] })),
  };
}
