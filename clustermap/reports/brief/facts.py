"""What a brief knows of its place: sites, what is coming, what changed, official figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap import japan
from clustermap.data.catalog import as_of
from clustermap.questions import economy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from clustermap.reports.brief.background import Background
    from clustermap.reports.brief.place import BriefPlace

UNDER_WAY = ("under_construction", "planned")
#: Fewer sites of a sector than this do not lead a comparison of industries.
LEAD = 3
#: An industry of a smaller share of jobs is no specialization worth a sentence.
LEAST_SHARE, LEAST_QUOTIENT = 0.02, 1.2
#: What is left over of a classification is no specialization: other manufacturing, compound and
#: other services.
REST = ("32", "Q", "R")


@dataclass(frozen=True)
class Coming:
    """Something under way: a site, or an investment in one that works already.

    ``year`` is None without a date; ``overdue`` where its date has passed.
    """

    site: str
    year: int | None
    month: int | None
    amount: float
    jobs: float
    overdue: bool = False


@dataclass(frozen=True)
class Quotient:
    """How specialized an area is in an industry, by official jobs."""

    by: str
    level: str
    code: str
    industry: str
    year: int
    value: float
    jobs: float
    share: float
    rank: int | None
    areas: int
    first_year: int
    before: float
    growth: float
    nation_growth: float

    @property
    def key(self) -> str:
        """What names the fact, so that it is not said twice."""
        return f"lq:{self.industry}"


@dataclass(eq=False)
class BriefFacts:
    """The facts of one place; ``since`` is the date (YYYY-MM) that changes are counted from."""

    place: BriefPlace
    shared: Background
    since: str

    @cached_property
    def sites(self) -> pd.DataFrame:
        """The sites chosen that are not closed, the largest investments first."""
        ids = (
            [self.place.site]
            if self.place.kind == "site"
            else list(self.place.selection.sites.index)
        )
        sites = self.shared.sites
        sites = sites[sites.index.isin(ids)]
        order = sites["investment_jpy_bn"].fillna(-1)
        ordered: pd.DataFrame = sites.assign(order=order).sort_values(
            ["order", "prefecture_code"], ascending=[False, True], kind="stable"
        )
        return ordered

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The sites on the map: those chosen, and what is shown beside a single one."""
        if not self.place.others:
            return self.sites
        beside = self.shared.sites[self.shared.sites.index.isin(self.place.others)]
        both: pd.DataFrame = pd.concat([self.sites, beside])
        return both

    @cached_property
    def counts(self) -> pd.Series[int]:
        """Sites by sector, the most first."""
        return self.sites["sector"].value_counts(sort=True)

    @cached_property
    def under_way(self) -> pd.DataFrame:
        """Sites that are being built or planned."""
        return self.sites[self.sites["status"].isin(UNDER_WAY)]

    @property
    def investment(self) -> float:
        """Announced investment, in billion yen."""
        return float(self.sites["investment_jpy_bn"].sum())

    @property
    def known(self) -> int:
        """Sites with a known investment."""
        return int(self.sites["investment_jpy_bn"].notna().sum())

    @cached_property
    def coming(self) -> list[Coming]:
        """What is under way, by date, what has none last."""
        found = [
            _coming(str(site), row["opened"], row["investment_jpy_bn"], row["jobs"])
            for site, row in self.under_way.iterrows()
        ]
        working = set(self.sites.index) - set(self.under_way.index)
        rows = self.shared.national.investments
        rows = rows[rows["site_id"].isin(working) & rows["counted"] & (rows["actual_start"] == "")]
        for _, row in rows.iterrows():
            one = _coming(str(row["site_id"]), row["planned_start"], row["amount_jpy_bn"], None)
            if one.year is not None and not one.overdue:
                found.append(one)
        return sorted(found, key=_order)

    @cached_property
    def announcements(self) -> pd.DataFrame:
        """Investments announced since the date."""
        rows = self.shared.national.investments
        new = rows["announced"].map(lambda one: _since(one, self.since)).astype(bool)
        found: pd.DataFrame = rows[rows["site_id"].isin(self.sites.index) & rows["counted"] & new]
        return found

    @cached_property
    def announced(self) -> tuple[int, float]:
        """Sites with an investment announced since the date, and its amount."""
        rows = self.announcements
        told = self.sites["announced"].map(lambda one: _since(one, self.since)).astype(bool)
        sites = {*rows["site_id"], *self.sites.index[told]}
        return len(sites), float(rows["amount_jpy_bn"].sum())

    @cached_property
    def opened(self) -> pd.DataFrame:
        """Sites opened since the date."""
        works = self.sites["status"] == "operating"
        dates = self.sites["opened"]
        new = dates.map(lambda one: _since(one, self.since) and one[:7] <= as_of()).astype(bool)
        return self.sites[works & new]

    @cached_property
    def lead(self) -> str:
        """The sector with the most sites; none where there are few."""
        if self.place.sector:
            return self.place.sector
        if not len(self.counts) or self.counts.iloc[0] < LEAD:
            return ""
        most = self.counts[self.counts == self.counts.iloc[0]].index
        amounts = self.sites.groupby("sector")["investment_jpy_bn"].sum()
        return str(amounts.reindex(most).fillna(0).idxmax())

    @property
    def level(self) -> str:
        """The level at which official figures are looked up."""
        if self.place.kind in {"municipality", "site"} and self.place.municipality:
            return "municipality"
        return "region" if self.region else "prefecture"

    @property
    def region(self) -> str:
        """The region that the place is, whole."""
        chosen = set(self.place.codes)
        wholes = (one.id for one in japan.EIGHT_REGIONS if set(one.codes) == chosen)
        return next(wholes, "") if len(chosen) > 1 else ""

    @property
    def area(self) -> str:
        """The area whose official figures are looked up; none where there is no single one."""
        if self.level == "municipality":
            return self.place.municipality
        if self.region:
            return self.region
        return self.place.codes[0] if len(self.place.codes) == 1 else ""

    @cached_property
    def top(self) -> list[Quotient]:
        """The industries that the place is most specialized in, the most first."""
        if not self.area:
            return []
        by = "division" if self.level == "municipality" else "industry"
        table = self.shared.quotients(by, self.level)
        if self.area not in table.index.get_level_values(0):
            return []
        here = pd.DataFrame(table.xs(self.area))
        enough = (here["share"] >= LEAST_SHARE) & (here["lq"] >= LEAST_QUOTIENT) & ~here["few"]
        enough &= ~here.index.isin(REST)
        best = here[enough].sort_values("lq", ascending=False, kind="stable")
        return [self._quotient(by, str(one)) for one in best.index]

    @cached_property
    def compared(self) -> Quotient | None:
        """The industry that is compared: the lead sector's, else the most specialized."""
        if self.place.kind == "nation" or not self.area:
            return None
        by, industry = economy.proxies().get(self.lead, ("", ""))
        if by == "industry" and self.level == "municipality":
            by, industry = "division", "E"
        if by:
            found = self._quotient(by, industry)
            if found.value >= 1 or not self.top:
                return found
        return self.top[0] if self.top else None

    def _quotient(self, by: str, industry: str) -> Quotient:
        years, level, code = self.shared.years(by), self.level, self.area
        now = self.shared.quotient(by, level, code, industry)
        before = self.shared.quotient(by, level, code, industry, years[0])
        if now is None:
            raise KeyError((by, level, code, industry))
        rank = now["rank"]
        grown = float("nan") if before is None else _growth(before["jobs"], now["jobs"])
        last, first = (self.shared.figures(by, level, year) for year in (years[-1], years[0]))
        return Quotient(
            by, level, code, industry, years[-1], float(now["lq"]), float(now["jobs"]),
            float(now["share"]), None if pd.isna(rank) else int(rank), len(last.totals), years[0],
            float("nan") if before is None else float(before["lq"]), grown,
            _growth(first.amounts[industry].sum(), last.amounts[industry].sum()),
        )  # fmt: skip

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Zones in force that apply to the place, those that cover it whole first."""
        zones = self.place.selection.zones
        zones = zones[zones["ended"] == ""]
        if self.place.kind == "site":
            here = [self._holds_site(row) for _, row in zones.iterrows()]
            zones = zones[np.array(here, bool)]
        elif self.place.sector:
            fit = [not one or self.place.sector in one for one in zones["focus_sectors"]]
            zones = zones[np.array(fit, bool)]
        chosen = set(self.place.codes)
        whole = [bool(chosen & set(codes)) for codes in zones["whole_prefecture"]]
        return zones.assign(whole=whole).sort_values(
            ["whole", "designated"], ascending=[False, True], kind="stable"
        )

    def _holds_site(self, zone: Any) -> bool:
        here = self.place.municipality
        return bool(set(self.place.codes) & set(zone["whole_prefecture"])) or here in {
            japan.city_of(code) for code in zone["municipality_codes"]
        }

    @cached_property
    def programs(self) -> pd.DataFrame:
        """Cluster programs that cover the place, of its sectors."""
        clusters = self.place.selection.clusters
        codes = set(self.place.codes)
        here = [bool(codes & set(one)) for one in clusters["prefecture_codes"]]
        found = clusters[np.array(here, bool)]
        wanted = set(self.counts.index) | {self.place.sector}
        programs: pd.DataFrame = found[found["sector"].isin(wanted)]
        return programs


def _growth(before: float, after: float) -> float:
    return float(after / before - 1) if before and before > 0 else float("nan")


def _since(date: Any, since: str) -> bool:
    """Say whether a date, as exact as it is known, is surely after the beginning of a month."""
    text = str(date or "")
    return bool(text) and (text >= since if len(text) > len("2025") else text > since[:4])


def _coming(site: str, date: Any, amount: Any, jobs: Any) -> Coming:
    text = str(date or "")[:7]
    year = int(text[:4]) if text[:4].isdigit() else None
    month = int(text[5:7]) if text[5:7].isdigit() else None
    overdue = bool(text) and (text < as_of()[:4] if len(text) == 4 else text <= as_of())
    number = [float("nan") if one is None or pd.isna(one) else float(one) for one in (amount, jobs)]
    return Coming(site, year, month, number[0], number[1], overdue)


def _order(one: Coming) -> tuple[Any, ...]:
    late = one.year is None or one.overdue
    size = one.amount if one.amount == one.amount else -1.0
    return late, one.year or 9999, -size, one.site


def grouped(items: Sequence[Coming]) -> dict[str, list[Coming]]:
    """Group what is coming by year; "" holds what has no date, "late" what is overdue."""
    found: dict[str, list[Coming]] = {}
    for one in items:
        key = "late" if one.overdue else "" if one.year is None else str(one.year)
        found.setdefault(key, []).append(one)
    return found
