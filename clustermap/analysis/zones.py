"""Special zones: what they cover, which sites lie inside, and whether that is more than chance."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.permutation import benjamini_hochberg
from clustermap.analysis.frames import each
from clustermap.errors import DataError
from clustermap.japan import city_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats

#: Of a comprehensive zone only plots are in the zone, not all of a municipality it names.
PLOTS = ("comprehensive_international", "comprehensive_regional")
#: How a site was found to lie in a zone, the surest first.
KINDS = ("geometry", "municipality", "ward", "prefecture")


def zone_extents(zones: pd.DataFrame) -> pd.Series[str]:
    """Say what is known of where each zone is.

    Parameters
    ----------
    zones : pandas.DataFrame
        With the tuples ``whole_prefecture`` and ``municipality_codes``, ``scheme``, and
        ``geometry`` where there is one.

    Returns
    -------
    pandas.Series
        "geometry", "prefecture" (whole ones only), "municipalities" (with or without whole
        prefectures), "plots" (somewhere in the municipalities named) or "unknown".

    Examples
    --------
    >>> zones = pd.DataFrame({"whole_prefecture": [("43",), ()], "municipality_codes": [(), ()],
    ...                       "scheme": ["kizuna", "kizuna"]}, index=["a", "b"])
    >>> zone_extents(zones).to_dict()
    {'a': 'prefecture', 'b': 'unknown'}
    """

    def extent(row: Any) -> str:
        if getattr(row, "geometry", None) is not None and not row.geometry.is_empty:
            return "geometry"
        if row.municipality_codes:
            return "plots" if row.scheme in PLOTS else "municipalities"
        return "prefecture" if row.whole_prefecture else "unknown"

    found = [extent(row) for row in each(zones)]
    return pd.Series(found, index=zones.index, dtype="object")


def zone_sites(zones: pd.DataFrame, sites: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find the sites inside each zone.

    A site lies in a zone that covers its prefecture whole, that names its municipality or the
    designated city of its ward, or whose polygon it stands in. Where a zone has a polygon, that
    alone decides.

    Parameters
    ----------
    zones : pandas.DataFrame
        Indexed by id; with a geometry column (and a CRS) where there are polygons.
    sites : geopandas.GeoDataFrame
        Indexed by id: ``prefecture_code, municipality_code, sector``, points.

    Returns
    -------
    pandas.DataFrame
        One row a zone and site: ``zone, site, by`` ("geometry", "municipality", "ward" or
        "prefecture") and ``focus`` (whether the site's sector is one of the zone's).
    """
    city = sites["municipality_code"].map(city_of)
    rows = []
    for row in each(zones):
        found: dict[Any, str] = {}
        if getattr(row, "geometry", None) is not None and not row.geometry.is_empty:
            crs = getattr(zones, "crs", None)
            points: Any = sites.geometry.to_crs(crs) if crs else sites.geometry
            found = dict.fromkeys(sites.index[points.intersects(row.geometry)], "geometry")
        else:
            for kind, held in (
                ("prefecture", sites["prefecture_code"].isin(row.whole_prefecture)),
                ("ward", city.isin(row.municipality_codes)),
                ("municipality", sites["municipality_code"].isin(row.municipality_codes)),
            ):
                found.update(dict.fromkeys(sites.index[held], kind))
        order = sites.index[sites.index.isin(list(found))]
        rows += [
            (row.Index, site, found[site], sites.loc[site, "sector"] in row.focus_sectors)
            for site in order
        ]
    frame = pd.DataFrame(rows, columns=["zone", "site", "by", "focus"])
    return frame.astype({"focus": bool})


def zone_table(
    zones: pd.DataFrame, sites: gpd.GeoDataFrame, inside: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count the sites of each zone.

    Parameters
    ----------
    zones, sites
        As for `zone_sites`.
    inside : pandas.DataFrame, optional
        What `zone_sites` gave, if it is there already.

    Returns
    -------
    pandas.DataFrame
        Indexed by zone: ``extent`` (`zone_extents`), ``in_force``, ``sites`` and ``focus_sites``
        (those of its focus sectors); <NA> where the extent is unknown, and ``focus_sites`` <NA>
        for a zone without a focus sector.
    """
    inside = zone_sites(zones, sites) if inside is None else inside
    extent = zone_extents(zones)
    known = extent != "unknown"
    found = pd.DataFrame({"extent": extent, "in_force": zones["ended"] == ""}, index=zones.index)
    counts = inside.groupby("zone").size().reindex(zones.index, fill_value=0)
    focus = inside.groupby("zone")["focus"].sum().reindex(zones.index, fill_value=0)
    has_focus = zones["focus_sectors"].map(bool)
    found["sites"] = counts.astype("Int64").where(known)
    found["focus_sites"] = focus.astype("Int64").where(known & has_focus)
    return found


def zone_shares(
    zones: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    areas: pd.DataFrame,
    *,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the share of each sector's sites inside zones with that of all sites.

    Two questions a sector: the zones of any focus, and the zones whose focus the sector is.

    Parameters
    ----------
    zones, sites
        As for `zone_sites`: all zones to ask about (those in force, or of one scheme), and all
        sites, whatever their sector.
    areas : pandas.DataFrame
        All municipalities, designated cities whole, indexed by code: ``prefecture_code``, and
        what is added up, as ``people, jobs, land``.
    permutations : int
        Draws of the tests.
    seed : int
        The same seed gives the same table for any order of rows.

    Returns
    -------
    pandas.DataFrame
        One row a sector and ``scope`` ("any", "focus"): ``zones`` (how many), ``unknown_zones``
        (left out, since where they are is not known), ``sites, inside, share``,
        ``share_all_sites``, ``difference``, ``p_value`` (sectors shuffled among the sites),
        ``p_value_places`` (inside or not shuffled among the municipalities, so that sites of one
        place stay together: the stricter of the two), ``q_value`` (Benjamini-Hochberg over
        ``p_value_places``), and the share of people, jobs and land inside the zones,
        ``people_low, people_high`` and so on: the same number where the zones' municipalities are
        known, bounds where only plots within them are in a zone.

    Raises
    ------
    clustermap.errors.DataError
        There are no sites, or ``permutations`` is below 99.

    Notes
    -----
    Tests are two-sided, the smaller tail doubled. Municipalities of comprehensive zones count as
    inside although only plots in them are, so shares are upper bounds. A zone is often drawn
    around an industry that is there already: a high share is no effect of the zone.
    """
    if not len(sites):
        raise DataError("There are no sites to compare.", "Select other sectors or places.")
    if permutations < 99:
        raise DataError(f"permutations is {permutations}.", "Give 99 or more, such as 9999.")
    inside = zone_sites(zones, sites)
    extent = zone_extents(zones)
    rows = []
    for sector in sorted(set(sites["sector"])):
        mine = zones["focus_sectors"].map(lambda focus, one=sector: one in focus).astype(bool)
        for scope, asked in (("any", pd.Series(data=True, index=zones.index)), ("focus", mine)):
            chosen = zones[asked & (extent != "unknown")]
            held = sites.index.isin(inside.loc[inside["zone"].isin(chosen.index), "site"])
            of_sector = (sites["sector"] == sector).to_numpy()
            stream = [seed, zlib.crc32(f"{scope}:{sector}".encode())]
            row = {
                "sector": sector,
                "scope": scope,
                "zones": len(chosen),
                "unknown_zones": int((asked & (extent == "unknown")).sum()),
                "sites": int(of_sector.sum()),
                "inside": int((of_sector & held).sum()),
                "share": float(held[of_sector].mean()),
                "share_all_sites": float(held.mean()),
                "difference": float(held[of_sector].mean() - held.mean()),
                "p_value": _shuffled_sectors(held, of_sector, permutations, stream),
                "p_value_places": _shuffled_places(
                    sites["municipality_code"], held, of_sector, permutations, stream
                ),
            }
            rows.append(row | _covered(chosen, areas))
    found = pd.DataFrame(rows)
    found["q_value"] = benjamini_hochberg(found["p_value_places"].to_numpy())
    order = list(rows[0])
    order.insert(order.index("p_value_places") + 1, "q_value")
    return found[order]


def _two_sided(draws: NDArray[Any], observed: float) -> float:
    """Double the smaller tail, the observed arrangement counted among the draws."""
    tiny = 1e-9  # sums of shares differ in their last digits
    above = (1 + int((draws >= observed - tiny).sum())) / (1 + len(draws))
    below = (1 + int((draws <= observed + tiny).sum())) / (1 + len(draws))
    return float(min(1.0, 2 * min(above, below)))


def _shuffled_sectors(
    held: NDArray[np.bool_], of_sector: NDArray[np.bool_], permutations: int, stream: list[int]
) -> float:
    """Test by shuffling the sectors: the number inside is then hypergeometric."""
    total, mine = int(held.sum()), int(of_sector.sum())
    if not 0 < total < len(held) or mine == len(held):
        return float("nan")
    rng = np.random.default_rng(stream)
    draws = rng.hypergeometric(total, len(held) - total, mine, permutations)
    return _two_sided(draws, float((held & of_sector).sum()))


def _shuffled_places(
    places: pd.Series[str],
    held: NDArray[np.bool_],
    of_sector: NDArray[np.bool_],
    permutations: int,
    stream: list[int],
) -> float:
    """Test by shuffling which municipalities are inside; sites of one place stay together."""
    counts = pd.DataFrame(
        {"all": 1.0, "mine": of_sector.astype(float), "held": held.astype(float)},
        index=places.to_numpy(),
    )
    counts = counts.groupby(level=0).sum().sort_index()
    # a place can be half inside where zones have polygons: its share moves along
    share = (counts["held"] / counts["all"]).to_numpy()
    total, mine = counts["all"].to_numpy(), counts["mine"].to_numpy()
    if not 0 < held.sum() < len(held) or mine.sum() == total.sum():
        return float("nan")

    def difference(shares: Floats) -> Floats:
        return np.asarray(shares @ mine / mine.sum() - shares @ total / total.sum())

    rng = np.random.default_rng([*stream, 1])
    shuffled = rng.permuted(np.tile(share, (permutations, 1)), axis=1)
    observed = float(held[of_sector].mean() - held.mean())
    return _two_sided(difference(shuffled), observed)


def zone_contents(zones: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Add up people, jobs and land of each zone's municipalities and whole prefectures.

    Parameters
    ----------
    zones : pandas.DataFrame
        As for `zone_extents`.
    areas : pandas.DataFrame
        All municipalities, designated cities whole, indexed by code: ``prefecture_code``, and
        the columns to add up.

    Returns
    -------
    pandas.DataFrame
        Indexed by zone; NaN where the municipalities are not known. Of a zone of plots it is the
        sum of the municipalities that the plots lie in: an upper bound.

    Examples
    --------
    >>> zones = pd.DataFrame({"whole_prefecture": [("43",), ()], "scheme": "kizuna",
    ...                       "municipality_codes": [(), ("14205",)]}, index=["a", "b"])
    >>> areas = pd.DataFrame({"prefecture_code": ["43", "43", "14"], "people": [1, 2, 4]},
    ...                      index=["43404", "43216", "14205"])
    >>> zone_contents(zones, areas)["people"].to_dict()
    {'a': 3.0, 'b': 4.0}
    """
    measures = areas.columns.drop("prefecture_code")
    rows = {}
    for row in each(zones):
        inside = _named(row, areas)
        known = inside.any() and set(row.municipality_codes) <= set(areas.index)
        rows[row.Index] = areas.loc[inside, measures].sum() if known else np.nan
    found = pd.DataFrame(index=zones.index, columns=measures, dtype=float)
    for zone, sums in rows.items():
        found.loc[zone] = sums
    return found


def _named(zone: Any, areas: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which municipalities a zone names, or covers with their prefecture."""
    whole = areas["prefecture_code"].isin(zone.whole_prefecture)
    cities = {city_of(code) for code in zone.municipality_codes}
    return (whole | areas.index.isin(list(cities))).to_numpy()


def _covered(zones: pd.DataFrame, areas: pd.DataFrame) -> dict[str, float]:
    """Return the least and the most of people, jobs and land that the zones hold.

    The two are the same but for zones of plots, polygons and wards.
    """
    surely = np.zeros(len(areas), bool)
    perhaps = surely.copy()
    for row, extent in zip(each(zones), zone_extents(zones), strict=True):
        named = _named(row, areas)
        if extent == "geometry":
            perhaps |= named | areas["prefecture_code"].isin(row.prefecture_codes).to_numpy()
            continue
        perhaps |= named
        if extent == "plots" or not set(row.municipality_codes) <= set(areas.index):
            surely |= areas["prefecture_code"].isin(row.whole_prefecture).to_numpy()
        else:
            surely |= named
    found = {}
    for name in areas.columns.drop("prefecture_code"):
        for end, inside in (("low", surely), ("high", perhaps)):
            found[f"{name}_{end}"] = float(areas.loc[inside, name].sum() / areas[name].sum())
    return found


def unfilled_zones(
    zones: pd.DataFrame, sites: gpd.GeoDataFrame, inside: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the zones that hold no site of a sector that they are meant for.

    Returns
    -------
    pandas.DataFrame
        One row a zone and focus sector without sites inside: ``zone, sector``. Zones whose extent
        is unknown are left out.
    """
    inside = zone_sites(zones, sites) if inside is None else inside
    known = zones[zone_extents(zones) != "unknown"]
    sector = inside["site"].map(sites["sector"])
    held = set(zip(inside["zone"], sector, strict=True))
    rows = [
        (row.Index, one)
        for row in each(known)
        for one in row.focus_sectors
        if (row.Index, one) not in held
    ]
    return pd.DataFrame(rows, columns=["zone", "sector"])
