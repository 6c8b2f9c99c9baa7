/** A site, how its row is read, and whether it has come by a year. */
import type { Certainty, Point, Text } from "./payload";
import type { Basis } from "./state";

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
  /** Id of its region, or "". */
  region: string;
  municipalityCode: string;
  municipality: string;
  point: Point;
  /** Exactness of the point: a word of vocabulary.position. */
  position: string;
  /** How its row was placed, where it is the user's own: a key of vocabulary.placed and, after a space, its {place}. */
  placed: string;
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
  /** "new", "changed" or "same" since an earlier edition; nothing on a page without one. */
  changed?: string;
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
    "jobs_kind jobs_year anchor_id source_url source_date source_url_2 confidence checked evidence how_placed").split(" "),
);

/** A site's cells as they stand, however they are kept. */
export function siteFields(
  word: (column: string) => string, amount: (column: string) => number | null,
): Omit<Site, "index" | "id" | "name" | "operator" | "point" | "extra" | "area" | "region"> {
  return {
    sector: word("sector"),
    segment: word("segment"),
    prefecture: word("prefecture_code"),
    municipalityCode: word("municipality_code"),
    municipality: word("municipality_ja"),
    position: word("position"),
    placed: word("how_placed"),
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

/** What stands for a site that has not opened yet. */
const COMING = new Set(["planned", "under_construction"]);
export const isComing = (status: string): boolean => COMING.has(status);

/**
 * Year in which a site was announced or opened, or opens; null if that year is not known, Infinity if it has not
 * opened yet. One date never stands in for the other.
 */
export function siteYear(site: Pick<Site, "announced" | "opened" | "status">, basis: Basis): number | null {
  if (basis === "announced") return yearOf(site.announced);
  if (basis === "opened" && isComing(site.status)) return Infinity;
  return yearOf(site.opened) ?? (isComing(site.status) ? Infinity : null);
}
