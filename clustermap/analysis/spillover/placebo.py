"""Placebos: other sites, and other years, as if they were the anchor and its announcement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.analysis.geodesic import distances_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustermap.analysis.concentration.count_tables import Floats

#: Years before the event that are tried as placebos.
YEARS_TRIED = 12


class Near:
    """Counts before and after, near a place and far from it.

    Parameters
    ----------
    spots : numpy.ndarray, shape (n, 2)
        Longitude and latitude of the sites.
    periods : numpy.ndarray of str
        "before", "after" or something else, which is not counted.
    near_km, far_km : float
        Up to the first is near, beyond the second is the rest.
    """

    def __init__(
        self, spots: Floats, periods: NDArray[np.object_], near_km: float, far_km: float
    ) -> None:
        self.spots, self.near_km, self.far_km = spots, near_km, far_km
        self.before = (periods == "before").astype(float)
        self.after = (periods == "after").astype(float)

    def counts(self, km: Floats, *, leave_out_self: bool = False) -> Floats:
        """Count near before, near after, rest before, rest after, for each row of distances."""
        near, far = (km <= self.near_km).astype(float), (km > self.far_km).astype(float)
        if leave_out_self:
            np.fill_diagonal(near, 0)
        return np.column_stack(
            [near @ self.before, near @ self.after, far @ self.before, far @ self.after]
        )

    def ratios(self, origin: Floats) -> Floats:
        """Return counts and the ratio of ratios for places that are none of the sites."""
        counts = self.counts(distances_km(origin, self.spots))
        return np.column_stack([counts, ratio(counts)])


def ratio(counts: Floats) -> Floats:
    """Return (near after / near before) over (rest after / rest before), a half added to each.

    Examples
    --------
    >>> ratio(np.array([[0, 4, 9, 9]])).tolist()
    [9.0]
    """
    near_before, near_after, rest_before, rest_after = (counts + 0.5).T
    return np.asarray(near_after * rest_before / (near_before * rest_after))


def other_sites(near: Near, index: pd.Index, origin: Floats) -> pd.DataFrame:
    """Take every site for the anchor, on the anchor's date; the anchor itself is not counted.

    Parameters
    ----------
    near : Near
        The sites without the anchor.
    index : pandas.Index
        Their ids.
    origin : numpy.ndarray, shape (1, 2)
        The anchor's place.

    Returns
    -------
    pandas.DataFrame
        Indexed by site, ordered by ratio: ``km, near_before, near_after, ratio, overlaps``.
    """
    counts = near.counts(distances_km(near.spots, near.spots), leave_out_self=True)
    km = distances_km(origin, near.spots)[0]
    found = pd.DataFrame(
        {
            "km": km,
            "near_before": counts[:, 0].astype(int),
            "near_after": counts[:, 1].astype(int),
            "ratio": ratio(counts),
            "overlaps": km <= 2 * near.near_km,
        },
        index=index,
    )
    return found.sort_index().sort_values("ratio", ascending=False, kind="stable")


def other_years(
    near: Near, years: Floats, origin: Floats, event: int, span: tuple[int, int]
) -> pd.DataFrame:
    """Take other years for the anchor's, at its place; whole calendar years are compared.

    Parameters
    ----------
    near : Near
        The sites without the anchor.
    years : numpy.ndarray
        Year of each site's date; NaN where there is none.
    origin : numpy.ndarray, shape (1, 2)
        The anchor's place.
    event : int
        The true year.
    span : (int, int)
        Years before and after that are looked at; the placebo's own year counts as after.

    Returns
    -------
    pandas.DataFrame
        ``year, near_before, near_after, ratio`` (NaN: no dated site is near), ``overlaps`` (the
        window after reaches the true event).
    """
    km = distances_km(origin, near.spots)
    rows = []
    for year in range(event - YEARS_TRIED, event):
        before = (years >= year - span[0]) & (years < year)
        after = (years >= year) & (years <= year + span[1])
        periods = np.where(before, "before", np.where(after, "after", "")).astype(object)
        moved = Near(near.spots, periods, near.near_km, near.far_km)
        counts = moved.counts(km)
        rows.append(
            {
                "year": year,
                "near_before": int(counts[0, 0]),
                "near_after": int(counts[0, 1]),
                "ratio": float(ratio(counts)[0]) if counts[0, :2].any() else np.nan,
                "overlaps": year + span[1] >= event,
            }
        )
    return pd.DataFrame(rows)


def verdict(anchor: Floats, tried: pd.DataFrame, near_km: float) -> pd.Series[float]:
    """Say how often a placebo's ratio is as large as the anchor's, or larger.

    Parameters
    ----------
    anchor : numpy.ndarray
        Near before, near after, rest before, rest after, ratio.
    tried : pandas.DataFrame
        What `other_sites` gave.
    near_km : float
        Edge of what is near.

    Returns
    -------
    pandas.Series
        ``near_km, ratio``, and ``sites, as_large, p_value`` over all sites, with ``apart_`` over
        those whose near circle does not meet the anchor's, and with ``dated_`` over those of them
        that have any site of known date near: the others can't show a change and would flatter
        the anchor.
    """
    result = {"near_km": near_km, "ratio": float(anchor[4])}
    apart = tried[~tried["overlaps"]]
    dated = apart[apart["near_before"] + apart["near_after"] > 0]
    for name, some in (("", tried), ("apart_", apart), ("dated_", dated)):
        as_large = int((some["ratio"] >= anchor[4] - 1e-9).sum())
        result[f"{name}sites"] = len(some)
        result[f"{name}as_large"] = as_large
        result[f"{name}p_value"] = (1 + as_large) / (1 + len(some))
    return pd.Series(result, dtype=float)
