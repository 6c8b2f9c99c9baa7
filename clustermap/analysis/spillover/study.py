"""What happened around an anchor plant, before and after it was announced, near and far."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.analysis.geodesic import distances_km
from clustermap.analysis.spillover import placebo
from clustermap.analysis.spillover.event_dates import check_date, exposures, sides, years_of
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

RINGS = (25.0, 50.0, 100.0, 200.0)
BASES = ("announced", "opened")
#: Sites that are so near count as at this distance: points are exact to 1 to 3 km.
NEAREST_KM = 1.0
LEVEL = 0.95
#: So many sites are named where a name fits several.
MOST_NAMED = 8


@dataclass(frozen=True, eq=False)
class Spillover:
    """What happened around an anchor.

    ``anchor`` is its id, ``sectors`` what is counted, ``basis`` whose date, ``event`` the anchor's
    date, ``rings`` the outer edges in km, ``window`` first and last year, ``as_of`` where the data
    end, ``years_before`` and ``years_after`` the years watched. The frames:

    ``sites`` : one row a site but the anchor, nearest first
        Names, ``sector, prefecture_code, operator_en, km, ring, date, period`` ("before",
        "after", "unclear": the date is too inexact, "undated", "outside": beyond the window,
        "later": after the data end), ``named`` (names the anchor), ``investment_jpy_bn,
        position, source_url``.
    ``by_year`` : years x rings
        Sites by year of their date.
    ``by_ring`` : one row a ring, the last one beyond all edges
        ``from_km, to_km, before, after, unclear, undated, named``, per year of watching
        ``before_per_year, after_per_year``; against the last row ``expected`` (sites after, had
        the ring changed as the rest did), ``excess, ratio`` (difference in differences as a ratio
        of ratios), ``lower, upper`` (exact 95 %), ``p_value`` (Fisher, two-sided) and
        ``fragile`` (how many of its sites after must be left out for the interval to reach 1);
        money announced ``investment_before, investment_after`` (NaN: no amount known) and
        ``with_amount``.
    ``decay`` : one row, distances of sites before and after
        ``median_km_before, median_km_after, odds_per_doubling`` (odds of being announced after
        rather than before, for twice the distance), ``p_value`` (periods shuffled, two-sided).
    ``placebo_sites`` : every other site as if it were the anchor, on the same date
        ``km`` (from the anchor), ``near_before, near_after, ratio`` (with a half added to each
        count), ``overlaps`` (its near circle meets the anchor's).
    ``placebo_years`` : the anchor, as if announced in another year
        ``year, near_before, near_after, ratio, overlaps`` (its window holds the true event).
    ``placebo`` : one row
        ``near_km, ratio, sites, as_large, p_value``, and the same over sites that do not overlap
        (``apart_``) and that have dated sites near them as well (``dated_``).
    """

    anchor: str
    sectors: tuple[str, ...]
    basis: str
    event: str
    rings: tuple[float, ...]
    window: tuple[int, int]
    as_of: str
    years_before: float
    years_after: float
    anchor_site: pd.Series[Any]
    sites: pd.DataFrame
    by_year: pd.DataFrame
    by_ring: pd.DataFrame
    decay: pd.Series[float]
    placebo_sites: pd.DataFrame
    placebo_years: pd.DataFrame
    placebo: pd.Series[float]

    def parts(self) -> dict[str, Any]:
        """Return the attributes by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def spillover(
    sites: gpd.GeoDataFrame,
    anchor: str,
    *,
    sectors: Sequence[str] = (),
    rings: Sequence[float] = RINGS,
    years_before: int = 5,
    years_after: int = 5,
    basis: str = "announced",
    as_of: str = "2026-03",
    permutations: int = 9999,
    seed: int = 0,
) -> Spillover:
    """Count sites around an anchor by ring, before and after its announcement.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        All sites, indexed by id: ``lon, lat`` (degrees), ``sector, announced, opened, anchor_id``
        and what else `Spillover` names.
    anchor : str
        Id or name (in any of three languages) of the anchor.
    sectors : sequence of str
        Sectors counted; the anchor's own if none is given.
    rings : sequence of float
        Outer edges of the rings in km, increasing; beyond the last is the rest.
    years_before, years_after : int
        Calendar years to look at before and after the year of the event.
    basis : {"announced", "opened"}
        Which date counts, of the anchor and of all sites.
    as_of : str
        Where the data end; later dates are plans.
    permutations, seed : int
        Of the test of distances; the same seed gives the same result for any order of rows.

    Returns
    -------
    Spillover

    Raises
    ------
    clustermap.errors.UnknownNameError
        No site of that id or name.
    clustermap.errors.DataError
        The anchor has no such date, no other site is in the sectors, none has a date in the
        window, or an option makes no sense.

    Notes
    -----
    Rings differ much in size, so changes are compared as ratios: ``ratio = (after / before) in
    the ring over (after / before) in the rest``, which is 1 if the ring changed as the rest did.
    Its interval is the exact conditional one of a 2 x 2 table. Ratios say what changed together;
    they do not say why, and sites found by search are more complete where it was searched more.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. *Journal of the Royal Statistical
    Society* 98, 39-82. Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control
    methods for comparative case studies. *Journal of the American Statistical Association* 105,
    493-505 (placebos in space and time).
    """
    rings = _check_rings(rings)
    _check_options(basis, years_before, years_after, permutations)
    anchor = find_site(sites, anchor)
    event = _event_of(sites, anchor, basis, as_of)
    chosen = tuple(sectors) or (str(sites.loc[anchor, "sector"]),)
    year = int(event[:4])
    window = (year - years_before, min(year + years_after, int(as_of[:4])))
    others = _around(sites, anchor, chosen, rings, basis, event, window, as_of)
    watched = exposures(event, *window, as_of)
    spots = others[["lon", "lat"]].to_numpy(float)
    periods = others["period"].to_numpy()
    near = placebo.Near(spots, periods, rings[0], rings[-1])
    origin = sites.loc[[anchor], ["lon", "lat"]].to_numpy(float)
    tried = placebo.other_sites(near, others.index, origin)
    when = np.asarray(years_of(others["date"]), dtype="float64")
    years = placebo.other_years(near, when, origin, year, (years_before, years_after))
    found = others.drop(columns=["lon", "lat"])
    return Spillover(
        anchor=anchor,
        sectors=chosen,
        basis=basis,
        event=event,
        rings=rings,
        window=window,
        as_of=as_of,
        years_before=watched[0],
        years_after=watched[1],
        anchor_site=sites.loc[anchor],
        sites=found,
        by_year=_by_year(found, rings, window),
        by_ring=_by_ring(found, rings, watched),
        decay=_decay(found, permutations, seed),
        placebo_sites=tried,
        placebo_years=years,
        placebo=placebo.verdict(near.ratios(origin)[0], tried, rings[0]),
    )


def _event_of(sites: pd.DataFrame, anchor: str, basis: str, as_of: str) -> str:
    """Return the date of the anchor, with data after it."""
    event = str(sites.loc[anchor, basis])
    if not event:
        other = BASES[1 - BASES.index(basis)]
        hint = f"Use --basis {other}" if sites.loc[anchor, other] else "Choose another site"
        raise DataError(f"{anchor} has no date of being {basis}.", f"{hint} (basis={other!r}).")
    event = check_date(event, f"{anchor}: {basis}")
    if check_date(as_of, "as_of")[:7] <= event[:7]:
        raise DataError(
            f"{anchor} is of {event}; the data end in {as_of}.",
            "Choose a site with years after it.",
        )
    return event


def find_site(sites: pd.DataFrame, name: str) -> str:
    """Return the id of a site given by id or by name in any of three languages.

    Raises
    ------
    clustermap.errors.UnknownNameError
        No site, or several, of that name.
    """
    if name in sites.index:
        return name
    plain = name.strip().casefold()
    names = sites[["name_en", "name_ja", "name_ko"]]
    found = list(
        sites.index[(names.apply(lambda column: column.str.casefold()) == plain).any(axis=1)]
    )
    found = found or [site for site in sites.index if str(site).casefold() == plain]
    if len(found) == 1:
        return str(found[0])
    listing = "See the ids with: clustermap data show sites"
    texts = names.assign(id=sites.index).apply(lambda column: column.astype(str).str.casefold())
    holding = texts.apply(lambda column: column.str.contains(plain, regex=False)).any(axis=1)
    found = found or list(sites.index[holding])
    if plain and 0 < len(found) <= MOST_NAMED:
        listing = f"Which of these? {', '.join(sorted(map(str, found)))}."
        raise UnknownNameError.of("site", name, [], listing=listing)
    known = [str(one) for one in (*sites.index, *names.to_numpy().ravel()) if one]
    error = UnknownNameError.of("site", name, known)
    if not error.suggestions:
        error = UnknownNameError.of("site", name, [], listing=listing)
    raise error


def _check_rings(rings: Sequence[float]) -> tuple[float, ...]:
    edges = tuple(float(edge) for edge in rings)
    rising = all(a < b for a, b in pairwise(edges))
    if not edges or not np.isfinite(edges).all() or edges[0] <= 0 or not rising:
        raise DataError(
            f"Rings of {', '.join(f'{edge:g}' for edge in edges) or 'nothing'} km make no sense.",
            "Give increasing distances in km, e.g. 25,50,100,200.",
        )
    return edges


def _check_options(basis: str, before: int, after: int, permutations: int) -> None:
    if basis not in BASES:
        raise UnknownNameError.of("basis", basis, BASES)
    if before < 1 or after < 1:
        raise DataError("There are no years to compare.", "Give one year or more on either side.")
    if permutations < 99:
        raise DataError(f"permutations is {permutations}.", "Give 99 or more, such as 9999.")


def _around(
    sites: gpd.GeoDataFrame,
    anchor: str,
    sectors: tuple[str, ...],
    rings: tuple[float, ...],
    basis: str,
    event: str,
    window: tuple[int, int],
    as_of: str,
) -> pd.DataFrame:
    """Return the other sites with distance, ring and period, nearest first."""
    others = sites[sites["sector"].isin(sectors) & (sites.index != anchor)].sort_index()
    if others.empty:
        raise DataError(
            f"There is no other site in {', '.join(sectors)}.", "Choose other sectors (--sector)."
        )
    columns = [
        "name_en", "name_ja", "name_ko", "sector", "prefecture_code", "operator_en", "lon", "lat",
        "investment_jpy_bn", "position", "source_url",
    ]  # fmt: skip
    found = pd.DataFrame(others[columns])
    found["km"] = distances_km(sites.loc[[anchor], ["lon", "lat"]], others[["lon", "lat"]])[0]
    found["ring"] = np.searchsorted(rings, found["km"], side="left")
    found["date"] = others[basis]
    period = pd.Series(sides(found["date"], event), index=found.index)
    year = years_of(found["date"])
    # "2026" may be a plan for after the data end in 2026-03
    beyond_data = [
        side == "after" or (side == "unclear" and len(text) < len(as_of))
        for text, side in zip(found["date"], sides(found["date"], as_of), strict=True)
    ]
    later = pd.Series(beyond_data, index=found.index)
    period = period.mask((period == "after") & later, "later")
    beyond = ((year < window[0]) | (year > window[1])) & period.isin(["before", "after"])
    found["period"] = period.mask(beyond, "outside")
    found["named"] = others["anchor_id"] == anchor
    if not found["period"].isin(["before", "after"]).any():
        raise DataError(
            f"No site of {', '.join(sectors)} has a date of being {basis} from {window[0]} to "
            f"{window[1]}.",
            "Choose another --basis, more years, or other sectors.",
        )
    return found.sort_values("km", kind="stable")


def ring_label(rings: tuple[float, ...], ring: int) -> str:
    """Name a ring by its edges.

    Examples
    --------
    >>> [ring_label((25.0, 50.0), ring) for ring in range(3)]
    ['0-25', '25-50', '50+']
    """
    low = rings[ring - 1] if ring else 0
    return f"{low:g}-{rings[ring]:g}" if ring < len(rings) else f"{low:g}+"


def _by_year(
    found: pd.DataFrame, rings: tuple[float, ...], window: tuple[int, int]
) -> pd.DataFrame:
    """Count sites by year and ring within the window; plans after the data end are left out."""
    year = years_of(found["date"])
    counted = found[found["period"].isin(["before", "after", "unclear"])]
    table = pd.crosstab(year[counted.index], counted["ring"])
    table = table.reindex(
        index=range(window[0], window[1] + 1), columns=range(len(rings) + 1), fill_value=0
    )
    table.columns = pd.Index([ring_label(rings, ring) for ring in range(len(rings) + 1)])
    return table.rename_axis(index="year")


def _by_ring(
    found: pd.DataFrame, rings: tuple[float, ...], watched: tuple[float, float]
) -> pd.DataFrame:
    rows = []
    rest = found[found["ring"] == len(rings)]["period"]
    base = int((rest == "before").sum()), int((rest == "after").sum())
    for ring in range(len(rings) + 1):
        inside = found[found["ring"] == ring]
        counts = {
            name: int((inside["period"] == name).sum())
            for name in ("before", "after", "unclear", "undated")
        }
        before, after = counts["before"], counts["after"]
        row: dict[str, Any] = {
            "from_km": rings[ring - 1] if ring else 0.0,
            "to_km": rings[ring] if ring < len(rings) else np.inf,
            "sites": len(inside),
            **counts,
            "named": int(inside["named"].sum()),
            "before_per_year": before / watched[0] if watched[0] else np.nan,
            "after_per_year": after / watched[1] if watched[1] else np.nan,
        }
        row |= _did(before, after, *base) if ring < len(rings) else _NO_DID
        for name in ("before", "after"):
            money = inside.loc[inside["period"] == name, "investment_jpy_bn"]
            row[f"investment_{name}"] = float(money.sum(min_count=1))
            row[f"with_amount_{name}"] = int(money.notna().sum())
        rows.append(row)
    labels = [ring_label(rings, ring) for ring in range(len(rings) + 1)]
    return pd.DataFrame(rows, index=pd.Index(labels, name="ring"))


_NO_DID = dict.fromkeys(
    ("expected", "excess", "ratio", "lower", "upper", "p_value", "fragile"), np.nan
)


def _did(before: int, after: int, rest_before: int, rest_after: int) -> dict[str, float]:
    """Compare a ring's change with the rest's: ratio of ratios, exact interval, Fisher's p."""
    from scipy.stats import fisher_exact

    if not rest_before or not rest_after or not before + after:
        return dict(_NO_DID)
    expected = before * rest_after / rest_before
    lower, upper = odds_interval(after, before, rest_after, rest_before)
    fragile = 0
    while fragile < after and lower > 1:
        fragile += 1
        lower_now, _ = odds_interval(after - fragile, before, rest_after, rest_before)
        if lower_now <= 1:
            break
    return {
        "expected": expected,
        "excess": after - expected,
        "ratio": (after * rest_before) / (before * rest_after) if before else np.inf,
        "lower": lower,
        "upper": upper,
        "p_value": float(fisher_exact([[after, before], [rest_after, rest_before]]).pvalue),
        "fragile": float(fragile) if lower > 1 else np.nan,
    }


def odds_interval(a: int, b: int, c: int, d: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact conditional interval of the odds ratio ``(a / b) / (c / d)``.

    References
    ----------
    Cornfield, J. (1956). A statistical problem arising from retrospective studies. *Proceedings
    of the Third Berkeley Symposium* 4, 135-148.

    Examples
    --------
    >>> low, high = odds_interval(3, 1, 1, 3)  # Fisher's tea
    >>> round(low, 3), round(high, 1)
    (0.212, 626.2)
    """
    from scipy.stats.contingency import odds_ratio

    if not (a + b and c + d and a + c and b + d):
        return 0.0, float("inf")
    found = odds_ratio(np.array([[a, b], [c, d]])).confidence_interval(level)
    return float(found.low), float(found.high)


def _decay(found: pd.DataFrame, permutations: int, seed: int) -> pd.Series[float]:
    """Compare the distances of sites before and after; shuffle the periods."""
    dated = found[found["period"].isin(["before", "after"])].sort_index()
    after = (dated["period"] == "after").to_numpy()
    far = np.log2(np.maximum(dated["km"].to_numpy(), NEAREST_KM))
    result = {
        "before": int((~after).sum()),
        "after": int(after.sum()),
        "median_km_before": float(dated["km"][~after].median()),
        "median_km_after": float(dated["km"][after].median()),
        "odds_per_doubling": np.nan,
        "p_value": np.nan,
    }
    if 0 < after.sum() < len(after):
        result["odds_per_doubling"] = float(np.exp(_logit_slope(far, after)))
        rng = np.random.default_rng(seed)
        shuffled = rng.permuted(np.tile(after, (permutations, 1)), axis=1)
        sums, observed = shuffled @ far, float(far[after].sum())
        above = (1 + int((sums >= observed - 1e-9).sum())) / (1 + permutations)
        below = (1 + int((sums <= observed + 1e-9).sum())) / (1 + permutations)
        result["p_value"] = min(1.0, 2 * min(above, below))
    return pd.Series(result, dtype=float)


def _logit_slope(x: np.ndarray, y: np.ndarray, steps: int = 50) -> float:
    """Return the slope of a logistic regression of ``y`` on ``x`` (Newton's method)."""
    design = np.column_stack([np.ones_like(x), x - x.mean()])
    beta = np.zeros(2)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        information = design.T @ (design * (p * (1 - p))[:, None])
        if np.linalg.det(information) < 1e-12:  # near and far fully apart
            return float("nan")
        change = np.linalg.solve(information, design.T @ (y - p))
        beta += change
        if np.abs(change).max() < 1e-10:
            break
    return float(beta[1])
