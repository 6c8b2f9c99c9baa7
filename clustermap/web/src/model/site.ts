/** A site, how its row is read, and whether it has come by a year. */
import type { Certainty, Point, Text } from "./payload";
import type { Basis, State } from "./state";

export interface Site extends Certainty {
  index: number;
  id: string;
  /** Its id in the file, where the page knows it by another one. */
  idInFile?: string;
  name: Text;
  operator: Text;
  sector: string;
  segment: string;
  prefecture: string;
  municipalityCode: string;
  municipality: string;
  point: Point;
  /** Exactness of the point: a word of vocabulary.position. */
  position: string;
  status: string;
  announced: string;
  opened: string;
  /** bn JPY */
  investment: number | null;
  subsidy: number | null;
  jobs: number | null;
  /** A word of vocabulary.jobs_kind, and of what year. */
  jobsKind: string;
  jobsYear: string;
  anchor: string;
  url: string;
  sourceDate: string;
  evidence: string;
  /** Columns that the user added. */
  extra: [string, string][];
  /** Index of its area, or -1. */
  area: number;
}

/** A building, line, purchase, grant or program at a site. */
export interface Investment {
  kind: string; // vocabulary.investment_kind
  what: string;
  announced: string;
  start: string;
  /** bn JPY */
  amount: number | null;
  subsidy: number | null;
  counted: boolean;
  url: string;
}

/** Columns of the site contract; what else a file brings is shown as it is. */
export const SITE_COLUMNS = new Set(
  ("id name_en name_ja name_ko sector segment operator_en operator_ja operator_ko prefecture_code municipality_code " +
    "municipality_ja lon lat position status announced opened investment_jpy_bn subsidy_jpy_bn jobs " +
    "jobs_kind jobs_year anchor_id source_url source_date source_url_2 confidence checked evidence").split(" "),
);

/** A site's cells as they stand, however they are kept. */
export function siteFields(
  word: (column: string) => string, amount: (column: string) => number | null,
): Omit<Site, "index" | "id" | "name" | "operator" | "point" | "extra" | "area"> {
  return {
    sector: word("sector"),
    segment: word("segment"),
    prefecture: word("prefecture_code"),
    municipalityCode: word("municipality_code"),
    municipality: word("municipality_ja"),
    position: word("position"),
    status: word("status"),
    announced: word("announced"),
    opened: word("opened"),
    investment: amount("investment_jpy_bn"),
    subsidy: amount("subsidy_jpy_bn"),
    jobs: amount("jobs"),
    jobsKind: word("jobs_kind"),
    jobsYear: word("jobs_year"),
    anchor: word("anchor_id"),
    url: word("source_url"),
    url2: word("source_url_2"),
    confidence: word("confidence"),
    checked: word("checked"),
    sourceDate: word("source_date"),
    evidence: word("evidence"),
  };
}

/** Year of a date as YYYY, YYYY-MM or YYYY-MM-DD. */
export function yearOf(date: string): number | null {
  const match = /^(\d{4})/.exec(date);
  return match ? Number(match[1]) : null;
}

/**
 * Year in which a site was announced or opened; null if no year is known, Infinity if it has not come yet.
 * An opening date also means that the site had been announced by then.
 */
export function siteYear(site: Site, basis: Basis): number | null {
  const opened = yearOf(site.opened);
  if (basis === "announced") return yearOf(site.announced) ?? opened;
  if (opened !== null) return opened;
  return site.status === "planned" || site.status === "under_construction" ? Infinity : null;
}

/** The choices by which sites are shown. */
export type TimeFilter = Pick<State, "year" | "basis" | "undated">;
export type SiteFilter = TimeFilter & Pick<State, "sectors">;

/** Whether a site is shown, apart from its sector. */
export function inTime(site: Site, state: TimeFilter): boolean {
  if (state.year === null) return true;
  const year = siteYear(site, state.basis);
  return year === null ? state.undated : year <= state.year;
}

export function shown(site: Site, state: SiteFilter): boolean {
  return state.sectors.has(site.sector) && inTime(site, state);
}
