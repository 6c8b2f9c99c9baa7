"""Shift-share: what an area gained with the nation, by its mix of industries, and of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from clustermap.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: The parts that add up to the change, by method.
PARTS = {
    "classic": ("national", "mix", "competitive"),
    "esteban_marquillas": ("national", "mix", "competitive", "allocation"),
}


def shift_share(
    start: pd.DataFrame,
    end: pd.DataFrame,
    method: Literal["classic", "esteban_marquillas"] = "classic",
) -> pd.DataFrame:
    """Split the change of every area and industry into parts that add up.

    With ``x`` at the start, ``G`` the growth of everything, ``G_j`` that of the industry everywhere
    and ``g_ij`` that of the industry here::

        national    = x_ij G
        mix         = x_ij (G_j - G)
        competitive = x_ij (g_ij - G_j)

    Esteban-Marquillas splits the last: ``competitive`` is of the amount that the area would have
    with everyone's mix, ``x'_ij = x_i. x_.j / x_..``, and ``allocation = (x_ij - x'_ij)
    (g_ij - G_j)`` is the gain of being specialized where the area does well.

    Parameters
    ----------
    start, end : pandas.DataFrame
        Areas x industries, the same rows and columns. A cell that is NaN in either year is left
        out of both, and of every sum.
    method : {"classic", "esteban_marquillas"}

    Returns
    -------
    pandas.DataFrame
        One row an area and industry (MultiIndex): ``start, end, national, mix, competitive``
        (and ``allocation``), ``change``; NaN where a cell is left out. An industry that an area
        did not have at the start has no growth of its own: its whole change is ``competitive``
        (classic) or ``allocation``.

    Raises
    ------
    clustermap.errors.DataError
        The tables have other rows or columns, or nothing at the start.

    Notes
    -----
    It is arithmetic, not a test: there is no standard error, and the parts depend on the year of
    the start and on how finely industries are told apart.

    References
    ----------
    Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. *Papers in
    Regional Science* 6, 97-112.
    Esteban-Marquillas, J. M. (1972). A reinterpretation of shift-share analysis. *Regional and
    Urban Economics* 2, 249-255.

    Examples
    --------
    >>> start = pd.DataFrame({"cars": [100, 300], "chips": [100, 500]}, index=["here", "rest"])
    >>> end = pd.DataFrame({"cars": [90, 310], "chips": [150, 650]}, index=["here", "rest"])
    >>> found = shift_share(start, end).loc["here"]
    >>> found[["national", "mix", "competitive", "change"]].to_numpy().round(9).tolist()
    [[20.0, -20.0, -10.0, -10.0], [20.0, 13.333333333, 16.666666667, 50.0]]
    """
    if method not in PARTS:
        raise DataError(f"There is no method {method!r}.", f"Known: {', '.join(PARTS)}.")
    if not (start.index.equals(end.index) and start.columns.equals(end.columns)):
        raise DataError(
            "The two years have other areas or industries.", "Give both the same rows and columns."
        )
    x, y = (table.to_numpy(float) for table in (start, end))
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = np.where(known, x, 0.0), np.where(known, y, 0.0)
    if not x.sum() > 0:
        raise DataError("There is nothing at the start.", "Choose another year or more areas.")
    columns = _parts(x, y, method)
    index = pd.MultiIndex.from_product([start.index, start.columns], names=["area", "industry"])
    shown = {name: np.where(known, part, np.nan).ravel() for name, part in columns.items()}
    return pd.DataFrame(shown, index=index)


def _parts(x: Floats, y: Floats, method: str) -> dict[str, Floats]:
    growth = y.sum() / x.sum() - 1
    before, after = x.sum(axis=0), y.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_industry = np.where(before > 0, after / before - 1, growth)
        own = np.where(x != 0, y / x - 1, np.nan)
    columns = {
        "start": x,
        "end": y,
        "national": x * growth,
        "mix": x * (by_industry - growth),
        "competitive": (y - x) - x * by_industry,
    }
    if method == "esteban_marquillas":
        lead = own - by_industry
        expected = x.sum(axis=1, keepdims=True) * before / x.sum()
        whole = columns["competitive"]
        columns["competitive"] = np.where(np.isnan(lead), 0.0, expected * lead)
        columns["allocation"] = whole - columns["competitive"]
    columns["change"] = y - x
    return columns


def added_up(found: pd.DataFrame, groups: pd.Series[str] | None = None) -> pd.DataFrame:
    """Add the parts up over industries, for each area or each group of areas.

    Parameters
    ----------
    found : pandas.DataFrame
        As :func:`shift_share` gives it.
    groups : pandas.Series, optional
        The group of each area; else each area for itself.

    Returns
    -------
    pandas.DataFrame
        Indexed by area or group; the parts still add up to the change.

    Examples
    --------
    >>> start = pd.DataFrame({"cars": [100, 300], "chips": [100, 500]}, index=["here", "rest"])
    >>> end = pd.DataFrame({"cars": [90, 310], "chips": [150, 650]}, index=["here", "rest"])
    >>> added_up(shift_share(start, end))["competitive"].round(9).tolist()
    [6.666666667, -6.666666667]
    """
    areas = found.index.get_level_values("area")
    keys = areas if groups is None else groups.reindex(areas).to_numpy()
    order = list(dict.fromkeys(keys))
    sums = found.groupby(keys).sum().loc[order]
    return sums.rename_axis("area")
