/** The groups of indicators, in the order of every list of them. */
import type { Key } from "../model/i18n";
import type { Indicator } from "../model/payload";

export const INDICATOR_GROUPS: readonly [Indicator["group"], Key][] = [
  ["values", "groupValues"], ["result", "groupResult"], ["sites", "groupSites"],
  ["investment", "groupInvestment"], ["official", "groupOfficial"],
];
