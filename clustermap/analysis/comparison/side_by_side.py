"""Places side by side: indicators with ranks, sectors, specialization, zones, distances."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import japan
from clustermap.analysis.comparison.ranking import ranking
from clustermap.analysis.concentration.location_quotient import location_quotient_interval
from clustermap.analysis.frames import each
from clustermap.analysis.geodesic import distances_km
from clustermap.analysis.indicators import site_counts
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from clustermap.analysis.indicators import Indicator, IndicatorTable

FEWEST, MOST = 2, 10
#: A sector with fewer sites than this in a prefecture is marked as few: no more than a hint.
FEW_SITES = 5
#: The indicators shown first; all others are in the frames.
CORE = (
    "population_estimate",
    "gross_prefectural_product_nominal",
    "employees_private_all_industries",
    "manufacturing_shipments",
    "sites",
    "sites_per_million",
    "investment",
    "investment_per_person",
)
MUNICIPAL_CORE = (
    "population_2020",
    "population_change_2015_2020",
    "density_inhabitable_2020",
    "employees_2021",
    "establishments_2021",
    "employees_E_2021",
    "lq_employees_E_2021",
    "sites",
    "investment",
)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Prefectures, or municipalities, side by side.

    ``level`` says which of the two, ``codes`` are the places in the order asked, ``sectors`` the
    sectors compared, ``areas`` all places that ranks are out of, ``about`` what each indicator
    is, ``national`` the sites that ranks and quotients are out of. The frames:

    ``indicators`` : one row an indicator and place
        ``indicator, code, value, state, rank, tied, lower, upper, of`` as
        `clustermap.analysis.comparison.ranking.ranking` has them.
    ``by_sector`` : one row a sector and place
        ``sector, code, sites, operating, under_construction, planned, closed``,
        ``investment_jpy_bn`` (NaN: no amount known), ``with_amount`` (sites with an amount),
        ``expected, location_quotient, lower, upper, shrunk, p_value, q_value`` (95 % exact) and
        ``few`` (fewer than `FEW_SITES`).
    ``zones``, ``clusters`` : one row a zone or cluster and place
        ``zone`` or ``cluster`` and ``code``, names in three languages, ``source_url``; for zones
        ``covers`` ("whole", "part"; of a municipality also "named": it has areas of the zone, and
        "unknown": where in its prefecture the zone lies is not known) and ``in_force``. A
        municipality has the clusters of its prefecture.
    ``largest`` : the sites with the largest announced investment of each place
        ``code, site, sector, investment_jpy_bn``.
    ``offices`` : one row a pair of places
        ``a, b, km`` between their prefectural or municipal offices.
    ``pairs`` : one row a pair of places and sector
        ``a, b, sector, site_a, site_b, km``: the nearest two sites of the sector.
    ``nearest`` : one row a place and sector
        ``code, sector, site, home, km``: the site nearest to the office, and the place that it
        lies in ("" for none).
    """

    level: str
    codes: tuple[str, ...]
    sectors: tuple[str, ...]
    areas: pd.DataFrame
    about: dict[str, Indicator]
    national: gpd.GeoDataFrame
    indicators: pd.DataFrame
    by_sector: pd.DataFrame
    zones: pd.DataFrame
    clusters: pd.DataFrame
    largest: pd.DataFrame
    offices: pd.DataFrame
    pairs: pd.DataFrame
    nearest: pd.DataFrame

    def parts(self) -> dict[str, Any]:
        """Return the attributes by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def compare(
    codes: Sequence[str],
    table: IndicatorTable,
    *,
    areas: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    every_sector: gpd.GeoDataFrame,
    zones: pd.DataFrame,
    clusters: pd.DataFrame,
    sectors: Sequence[str],
    level: str = "prefecture",
    seed: int = 0,
) -> Comparison:
    """Put prefectures, or municipalities, side by side.

    Parameters
    ----------
    codes : sequence of str
        Two to ten codes; one given twice counts once.
    table : IndicatorTable
        Indicators over all places: ranks are out of these.
    areas : pandas.DataFrame
        All places, indexed by code, with ``office_lon, office_lat``.
    sites : geopandas.GeoDataFrame
        The sites compared, of the whole country; ``prefecture_code`` is the place that each lies
        in, be it a municipality.
    every_sector : geopandas.GeoDataFrame
        The same with all sectors: what specialization is measured against.
    zones, clusters : pandas.DataFrame
        Special zones and cluster programmes of the whole country.
    sectors : sequence of str
        The sectors compared, in order.
    level : {"prefecture", "municipality"}
        What the places are.
    seed : int
        Of the ranges of ranks. Municipalities have none: a handful of sites is in line with
        nearly all of 1,741 ranks.

    Returns
    -------
    Comparison

    Raises
    ------
    clustermap.errors.DataError
        Fewer than two or more than ten places, or no site of the sectors asked for.
    """
    codes = tuple(dict.fromkeys(codes))
    _check_number(codes, level)
    if not len(sites):
        raise DataError("No site is in this selection.", "Choose another sector, status or year.")
    chosen = [sector for sector in sectors if (sites["sector"] == sector).any()]
    return Comparison(
        level=level,
        codes=codes,
        sectors=tuple(chosen),
        areas=areas,
        about=table.about,
        national=sites,
        indicators=_indicators(table, codes, level, seed),
        by_sector=_by_sector(sites, every_sector, areas.index, codes, chosen),
        zones=_zones(zones, codes, level),
        clusters=_clusters(clusters, codes, chosen),
        largest=_largest(sites, codes),
        offices=_offices(areas, codes),
        pairs=_pairs(sites, codes, chosen),
        nearest=_nearest(areas, sites, codes, chosen),
    )


def _check_number(codes: tuple[str, ...], level: str) -> None:
    municipal = level == "municipality"
    if len(codes) < FEWEST:
        names = "菊陽町 合志市" if municipal else "Kumamoto Oita"
        raise DataError(
            f"One {level} can't be compared with itself.",
            f"Name two to ten different ones, e.g. clustermap compare {names}.",
        )
    if len(codes) > MOST:
        every = "--level municipality shows them all" if municipal else "shows all 47"
        raise DataError(
            f"{len(codes)} {'municipalities' if municipal else 'prefectures'} are too many to "
            "compare side by side.",
            f"Name at most {MOST}; clustermap rank INDICATOR {every}.",
        )


def _indicators(
    table: IndicatorTable, codes: tuple[str, ...], level: str, seed: int
) -> pd.DataFrame:
    parts = []
    for name, about in table.about.items():
        counted = about.derived and about.derived["measure"] == "sites"
        if table.values[name].isna().all() or (counted and not table.values[name].any()):
            continue
        found = ranking(table, name, seed=seed, ranges=level == "prefecture").loc[list(codes)]
        found.insert(0, "code", list(codes))
        found.insert(0, "indicator", name)
        parts.append(found)
    return pd.concat(parts, ignore_index=True)


def _by_sector(
    sites: gpd.GeoDataFrame,
    every_sector: gpd.GeoDataFrame,
    areas: pd.Index,
    codes: tuple[str, ...],
    sectors: list[str],
) -> pd.DataFrame:
    """Count, add up and compare with the nation, sector by sector."""
    counts = site_counts(every_sector, areas)
    quotients = location_quotient_interval(counts.loc[counts.sum(axis=1) > 0])
    rows = []
    for sector in sectors:
        for code in codes:
            inside = sites[(sites["sector"] == sector) & (sites["prefecture_code"] == code)]
            row: dict[str, Any] = {"sector": sector, "code": code, "sites": len(inside)}
            for status in ("operating", "under_construction", "planned", "closed"):
                row[status] = int((inside["status"] == status).sum())
            row["investment_jpy_bn"] = inside["investment_jpy_bn"].sum(min_count=1)
            row["with_amount"] = int(inside["investment_jpy_bn"].notna().sum())
            for name in (
                "expected",
                "location_quotient",
                "lower",
                "upper",
                "shrunk",
                "p_value",
                "q_value",
            ):
                known = (code, sector) in quotients.index
                row[name] = float(quotients[name][code, sector]) if known else np.nan
            row["few"] = len(inside) < FEW_SITES
            rows.append(row)
    return pd.DataFrame(rows).astype({"investment_jpy_bn": float})


def _zones(zones: pd.DataFrame, codes: tuple[str, ...], level: str) -> pd.DataFrame:
    covering = _covers_municipality if level == "municipality" else _covers_prefecture
    found = _rows(
        zones, "zone", [(row, code, covering(row, code)) for row, code in _each(zones, codes)]
    )
    found["in_force"] = (zones.loc[found["zone"], "ended"] == "").to_numpy()
    return found


def _covers_prefecture(zone: Any, code: str) -> str:
    if code not in zone.prefecture_codes:
        return ""
    return "whole" if code in zone.whole_prefecture else "part"


def _covers_municipality(zone: Any, code: str) -> str:
    """Say how much of a municipality a zone covers; a ward is a part of its city."""
    if code[:2] in zone.whole_prefecture:
        return "whole"
    if code in zone.municipality_codes:
        return "named"
    if any(japan.city_of(one) == code for one in zone.municipality_codes):
        return "part"
    vague = not zone.municipality_codes and not zone.whole_prefecture
    return "unknown" if vague and code[:2] in zone.prefecture_codes else ""


def _clusters(clusters: pd.DataFrame, codes: tuple[str, ...], sectors: list[str]) -> pd.DataFrame:
    chosen = clusters[clusters["sector"].isin(sectors)]
    rows = [
        (row, code, "yes" if code[:2] in row.prefecture_codes else "")
        for row, code in _each(chosen, codes)
    ]
    return _rows(chosen, "cluster", rows).drop(columns="covers")


def _each(frame: pd.DataFrame, codes: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    for row in each(frame):
        for code in codes:
            yield row, code


def _rows(frame: pd.DataFrame, name: str, found: list[tuple[Any, str, str]]) -> pd.DataFrame:
    """Return a row for each zone or cluster and each of the places that it touches."""
    rows = [(row.Index, code, covers) for row, code, covers in found if covers]
    made = pd.DataFrame(rows, columns=[name, "code", "covers"], dtype="object")
    for column in ("name_en", "name_ja", "name_ko", "source_url"):
        made[column] = frame.loc[made[name], column].to_numpy()
    return made


def _largest(sites: gpd.GeoDataFrame, codes: tuple[str, ...], count: int = 3) -> pd.DataFrame:
    known = sites.dropna(subset="investment_jpy_bn").sort_index()
    known = known.sort_values("investment_jpy_bn", ascending=False, kind="stable")
    parts = [known[known["prefecture_code"] == code].head(count) for code in codes]
    found = pd.concat(parts)
    return pd.DataFrame(
        {
            "code": found["prefecture_code"].to_numpy(),
            "site": list(found.index),
            "sector": found["sector"].to_numpy(),
            "investment_jpy_bn": found["investment_jpy_bn"].to_numpy(),
        }
    )


def _offices(areas: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    places = areas.loc[list(codes), ["office_lon", "office_lat"]].to_numpy(float)
    km = distances_km(places, places)
    rows = [(codes[i], codes[j], float(km[i, j])) for i, j in combinations(range(len(codes)), 2)]
    return pd.DataFrame(rows, columns=["a", "b", "km"])


def _pairs(sites: gpd.GeoDataFrame, codes: tuple[str, ...], sectors: list[str]) -> pd.DataFrame:
    """Find the two nearest sites of a sector in each pair of places; ties go by id."""
    rows = []
    for a, b in combinations(codes, 2):
        for sector in sectors:
            mine, theirs = (
                sites[(sites["sector"] == sector) & (sites["prefecture_code"] == code)].sort_index()
                for code in (a, b)
            )
            if mine.empty or theirs.empty:
                continue
            km = distances_km(mine[["lon", "lat"]], theirs[["lon", "lat"]])
            i, j = np.unravel_index(int(km.argmin()), km.shape)
            rows.append((a, b, sector, mine.index[i], theirs.index[j], float(km[i, j])))
    return pd.DataFrame(rows, columns=["a", "b", "sector", "site_a", "site_b", "km"])


def _nearest(
    areas: pd.DataFrame, sites: gpd.GeoDataFrame, codes: tuple[str, ...], sectors: list[str]
) -> pd.DataFrame:
    places = areas.loc[list(codes), ["office_lon", "office_lat"]].to_numpy(float)
    rows = []
    for sector in sectors:
        every = sites[sites["sector"] == sector].sort_index()
        km = distances_km(places, every[["lon", "lat"]])
        for code, row in zip(codes, km, strict=True):
            at = int(row.argmin())
            home = every["prefecture_code"].iloc[at]
            rows.append((code, sector, every.index[at], home, float(row[at])))
    columns = ["code", "sector", "site", "home", "km"]
    return pd.DataFrame(rows, columns=columns)


def rate_test(count_a: int, count_b: int, size_a: float, size_b: float) -> float:
    """Test whether two rates differ by more than chance: exact, two-sided.

    Given ``count_a + count_b`` sites in all, the number in the first place is binomial with
    probability ``size_a / (size_a + size_b)`` if both have the same rate; the smaller tail is
    doubled.

    Parameters
    ----------
    count_a, count_b : int
        Sites in either place.
    size_a, size_b : float
        What the rates are of: people, say.

    Returns
    -------
    float
        NaN where neither has a site.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from
    Poisson series. *Biometrika* 31, 313-323.

    Examples
    --------
    >>> rate_test(4, 0, 1.0, 1.0)  # 2 * (1/2)**4
    0.125
    """
    from scipy.stats import binom

    total = count_a + count_b
    if not total:
        return float("nan")
    share = size_a / (size_a + size_b)
    below = float(binom.cdf(count_a, total, share))
    above = float(binom.sf(count_a - 1, total, share))
    return min(1.0, 2 * min(below, above))
