/**
 * What the Python side hands to the page: the JSON in <script id="clustermap-data">, mostly packed.
 * clustermap/maps/page/payload/ writes exactly this; a change here is a change there.
 * Every string may come from a user's file: it is shown by text nodes only, never as markup.
 */
import type { PackedTopology } from "./topology";

export type Lang = "en" | "ja" | "ko";
/** A label: in the three languages, or one text where it is the same in all of them. */
export type Text = string | Record<Lang, string>;
/** [longitude, latitude] in degrees, JGD2011 taken as WGS84. */
export type Point = [number, number];
/** [west, south, east, north] in degrees. */
export type Box = [number, number, number, number];
export type Cell = string | number | null;
/** A table by columns, all of one length. */
export interface Table {
  columns: string[];
  cells: Cell[][];
  /** For a column of few different texts: these, and its cells are places among them. */
  levels?: (string[] | null)[];
}

export interface Payload {
  version: 1;
  /** Initial language; the reader can switch. */
  lang: Lang;
  title: Text;
  /** Line under the title, e.g. what was selected; may be empty. */
  subtitle: Text;
  /** As-of date of the shipped data, e.g. "2026-03". */
  asOf: string;
  /** False where none of the sites are shipped ones, which the date is of. */
  dated?: false;
  /** Version of clustermap that wrote the page. */
  generator: string;
  /** Id of the map's <div> and name of the global under which folium layers find the map. */
  mapName: string;
  areas: Areas;
  /** The municipalities inside the areas selected, where these are prefectures. */
  towns: Towns | null;
  indicators: Indicator[];
  /** Id of the indicator shown first. */
  colorBy: string;
  /** Class breaks of an indicator, given by hand. */
  breaks: { id: string; values: number[] } | null;
  /** What is new, changed or gone since an earlier edition; left out without one. */
  since?: Since;
  sectors: Sector[];
  /** Labels of coded values: segment, status, position, scheme, zone/cluster kind, event kind ... */
  vocabulary: Record<string, Record<string, Text>>;
  sites: Table; // columns of the site contract (DESIGN 3) less evidence where empty; user columns after them
  /** What the sites' investments are the sums of: the columns of geodata/investments.csv less evidence. */
  investments: Table;
  /** Links with an end among the sites: the columns of geodata/links.csv less evidence, and names of other ends. */
  links: Table;
  /** The history of sites: events, investments and own dates as one list (clustermap/data/history.py). */
  siteEvents: Table;
  /** Many sites: packed (clustermap/maps/page/points.py), in place of rows; their data is in <script id="clustermap-points">. */
  points?: PackedSites;
  /** Steps of the sectors' value chains, in order. */
  chain: ChainStep[];
  zones: Zone[];
  /** How the zones of each scheme are drawn. */
  schemes: Record<string, SchemeLook>;
  clusters: Cluster[];
  events: PolicyEvent[];
  /** Official figures for the sheets of the areas; null where there are none. */
  economy: Economy | null;
  /** Credit lines that must stay visible, on screen and in every export. */
  credits: Text[];
  /** Sources of the shipped tables, for the "about the data" box. */
  sources: { table: string; text: Text; url: string | null; license: string }[];
  basemap: Basemap | null;
  /** Places drawn as themselves, never counted; `kind` 0 points, 1 lines, 2 areas. */
  context: { label: Text; kind: 0 | 1 | 2; features: ContextFeature[] }[];
  /** Rings around an anchor plant (a spillover map); usually empty. */
  rings: { center: Point; km: number[]; label: Text }[];
  /** Flows around a place, as arcs; usually empty. */
  arcs: Arcs[];
  /** What the map says, above its title; may be empty. */
  headline: string;
  /** Words beside places, at most three. */
  notes: { point: Point; text: string }[];
}

/** By area, in the order of the areas. */
export interface Economy {
  /** The highest location quotients: places among the industries, quotients. */
  special: { label: Text; industries: Text[]; rows: [number, number][][]; source: Text };
  /** Growth of jobs in percent. */
  growth: { years: [number, number]; values: (number | null)[]; nation: number; source: Text; note: Text };
  /** Population by year. */
  trend: { years: number[]; values: (number | null)[][]; source: Text } | null;
}

export interface Arcs {
  label: Text;
  /** What was folded, and where the numbers are from. */
  notes: Text[];
  from: Point;
  /** The largest partners; `net` is what comes in less what goes out. */
  arcs: { to: Point; name: Text; net: number }[];
}

export interface ContextFeature {
  name: string;
  points?: Point[];
  /** Lines, and outlines of areas. */
  lines?: Point[][];
}

export interface PackedSites {
  count: number;
  /** Sites without a position, which are not among them. */
  unplaced: number;
  /** Largest error of a position in metres. */
  exact: number;
  /** Where positions begin, in steps of 1 / 2^25 of Web Mercator's world; `half` bits each way. */
  west: number;
  north: number;
  half: number;
  /** Deflated bytes of the positions; those of the columns follow. */
  positions: number;
  columns: { name: string; kind: "codes" | "texts" | "numbers"; width?: number; streams: number[] }[];
  /** Columns that would have made the page too heavy. */
  left_out: string[];
}

export interface Areas {
  level: "prefecture" | "municipality" | "area";
  topology: PackedTopology;
  /** Columnar, in the order of the topology's areas. */
  code: string[];
  name: { en: string[]; ja: string[]; ko: string[] };
  /** Prefecture code of a municipality; the own code of a prefecture; "" if not known. */
  prefecture: string[];
  /** Number of a ward's city, null for what is no ward; absent where there are no wards. */
  city?: (number | null)[];
  /** Region id (hokkaido, tohoku, kanto, chubu, kinki, chugoku, shikoku, kyushu-okinawa) or "". */
  region: string[];
  /** Where the area's label and marks sit: the prefectural office, or a point inside. */
  anchor: Point[];
  /** Areas outside the selection are context: drawn as plain land, without value, not in tables. */
  selected: boolean[];
  /** Labels of region ids. */
  regions: Record<string, Text>;
  /** The first view (remote islands left out), and the box of everything. */
  view: Box;
  extent: Box;
  /** Position in the tile-grid map of prefectures, [column, row]; null where there is none. */
  tile: ([number, number] | null)[];
}

/** Municipalities, the wards of designated cities apart; in the order of the topology's towns. */
export interface Towns {
  code: string[];
  name: Areas["name"];
  /** Place of a ward's city among the cities; null for what is no ward. */
  city: (number | null)[];
  /** Names of the designated cities. */
  cities: Areas["name"];
  /** Longitudes and latitudes of their offices, in steps of 0.0001 degrees. */
  office: [string, string];
  /** What they can be colored by, beside the count of sites, which the page makes. */
  indicators: Indicator[];
  economy: Economy | null;
}

export interface Indicator {
  id: string;
  label: Text;
  /** Group in the "color by" list. */
  group: "sites" | "investment" | "official" | "result" | "values";
  unit: Text;
  decimals: number;
  /** Year(s) of the value, or null (as of the payload's asOf). */
  year: string | null;
  source: Text;
  sourceUrl: string | null;
  /** How it is made and what to beware of; may be empty. */
  note: Text;
  scale: "sequential" | "diverging" | "categorical";
  /** Middle of a diverging scale. */
  center?: number;
  /** Classes of a categorical indicator, in legend order; values hold their ids. */
  categories?: { id: string; label: Text; light: string; dark: string; hatched?: boolean }[];
  /** One per area. Numbers, category ids, null = no data, "x" = suppressed by the publisher. */
  values: Cell[];
  /** Interval of each value where there is one. */
  low?: (number | null)[];
  high?: (number | null)[];
  /** Areas whose value rests on too few sites to be compared: in grey, without class and rank. */
  few?: boolean[];
  /** Best and worst rank that the value's uncertainty allows; a single rank is then not shown. */
  ranks?: ([number, number] | null)[];
  /** Wards have their city's value, and no rank. */
  ofCity?: boolean;
  /** Set where the page can count anew when the reader filters sectors or moves the time slider. */
  derived?: {
    measure: "sites" | "investment";
    /** Sector counted; null = all sectors chosen. */
    sector: string | null;
    /** Divided by this indicator's values and multiplied by `times`; null = plain. */
    per: string | null;
    times: number;
  };
}

export interface Sector {
  id: string;
  label: Text;
  light: string;
  dark: string;
}

/** How sure a row is; each is "" where it is not known. */
export interface Certainty {
  /** A second page, independent of `url`. */
  url2: string;
  confidence: string; // vocabulary.confidence
  /** Day of the last check. */
  checked: string;
}

export interface ChainStep {
  sector: string;
  step: string;
  name: Text;
  /** Kinds of sites that stand at it, */
  segments: string[];
  /** and single ones, whatever their kind. */
  sites: string[];
}

export interface SchemeLook {
  light: string;
  dark: string;
  hatch: string;
}

export interface Zone extends Certainty {
  id: string;
  name: Text;
  scheme: string; // vocabulary.scheme
  focus: string[]; // sector ids
  /** Prefectures covered whole. */
  prefectures: string[];
  /** Municipalities that it names, as marks where a page has no areas of them. */
  places: { point: Point; name: Text; prefecture: string }[];
  /** Their areas: codes of municipalities and wards. */
  municipalities: string[];
  /** Offices of its prefectures where nothing is known of its area. */
  unknown: Point[];
  /** All prefectures it touches. */
  touches: string[];
  designated: string | null;
  ended: string | null;
  note: Text;
  url: string | null;
}

export interface Cluster extends Certainty {
  id: string;
  name: Text;
  sector: string;
  kind: string; // vocabulary.cluster
  prefectures: string[];
  point: Point | null;
  established: string | null;
  lead: Text;
  url: string | null;
}

export interface PolicyEvent {
  date: string; // YYYY, YYYY-MM or YYYY-MM-DD
  title: Text;
  kind: string; // vocabulary.event
  sectors: string[];
  prefectures: string[];
  amount: number | null; // bn JPY
  url: string | null;
}

export interface Basemap {
  id: string;
  url: string; // tile template
  attribution: Text;
  attributionUrl: string;
  maxZoom: number;
}

/** "new" or "changed", and what changed: heading, before, after. */
export type SinceSite = [string, [Text, Text, Text][]];

/** A site that is no longer listed. */
export interface Gone {
  name: Text;
  sector: string;
  prefecture: string;
  point: Point | null;
}

export interface Since {
  title: Text;
  /** The two editions. */
  between: Text;
  words: Record<"new" | "changed" | "same" | "gone" | "facet" | "gone_list", Text>;
  counts: { new: number; changed: number; gone: number };
  sites: Record<string, SinceSite>;
  gone: Gone[];
}
