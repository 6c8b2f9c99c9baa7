"""Concentration of plants beyond that of their sizes: Ellison-Glaeser, Maurel-Sédillot."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.analysis.concentration.count_tables import (
    check_values,
    label_order,
    match_reference,
    total,
)
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.analysis.concentration.count_tables import (
        Floats,
    )


class _Industries:
    """Plant table digested: for each industry its area shares s, plant shares z and size."""

    def __init__(self, plants: pd.DataFrame, areas: pd.Series) -> None:
        frame = _check_plants(plants)
        unknown = pd.Index(frame["area"].unique()).difference(areas.index)
        if len(unknown):
            raise DataError(
                f"{len(unknown)} area(s) of the plants are not among the areas, "
                f"first {unknown[0]!r}.",
                "Give the aggregate share of every area that has a plant, on the same codes.",
            )
        order = label_order(areas.index)
        self.x = match_reference(areas.iloc[order], areas.index[order], "areas")
        self.room = 1 - total(self.x**2)
        labels = pd.unique(frame["industry"])
        self.names = labels[label_order(labels)]
        position = pd.Series(np.arange(len(order)), index=areas.index[order])
        place = position.loc[frame["area"]].to_numpy()
        jobs = frame["employment"].to_numpy(dtype="float64")
        code = pd.Categorical(frame["industry"], categories=self.names).codes
        sorted_rows = np.lexsort((jobs, place, code))
        place, jobs, code = place[sorted_rows], jobs[sorted_rows], code[sorted_rows]
        bounds = np.searchsorted(code, np.arange(len(self.names) + 1))
        self.s: list[Floats] = []
        self.z: list[Floats] = []
        self.size: list[float] = []
        for start, stop in pairwise(bounds):
            plant_jobs = jobs[start:stop]
            whole = total(plant_jobs)
            self.size.append(whole)
            share = plant_jobs / whole if whole > 0 else np.full_like(plant_jobs, np.nan)
            self.z.append(share[plant_jobs > 0])
            spread = np.bincount(place[start:stop], weights=share, minlength=len(order))
            self.s.append(np.asarray(spread, dtype="float64"))

    def herfindahl(self, j: int) -> float:
        return total(self.z[j] ** 2) if self.size[j] > 0 else np.nan


def _check_plants(plants: pd.DataFrame) -> pd.DataFrame:
    needed = ["area", "industry", "employment"]
    if not isinstance(plants, pd.DataFrame) or not set(needed) <= set(plants.columns):
        raise DataError(
            "The plant table lacks one of the columns area, industry, employment.",
            "Give one row a plant, and rename its columns to these.",
        )
    if plants.empty:
        raise DataError("The plant table has no rows.", "Give one row a plant.")
    if plants[["area", "industry"]].isna().to_numpy().any():
        raise DataError("A plant has no area or no industry.", "Fill it in or drop the plant.")
    check_values(plants["employment"].to_numpy(), "employment")
    return plants[needed]


def ellison_glaeser(plants: pd.DataFrame, areas: pd.Series, *, scaled: bool = True) -> pd.DataFrame:
    """Measure how much more an industry is concentrated than darts as lumpy as its plants.

    With ``s`` the industry's and ``x`` the aggregate's area shares, ``z`` the plants' shares of
    the industry, ``G = sum (s - x)^2`` and ``H = sum z^2``::

        gamma = (G - (1 - sum x^2) H) / ((1 - sum x^2) (1 - H))

    Its expectation is 0 if plants choose areas independently with probabilities ``x``.

    Parameters
    ----------
    plants : pandas.DataFrame
        One row a plant with columns ``area``, ``industry``, ``employment`` (0 or more; a plant
        without jobs counts for nothing).
    areas : pandas.Series
        Aggregate (all industries') employment or share of every area, indexed by area, areas
        without plants included; divided by its total.
    scaled : bool
        False leaves the factor ``1 - sum x^2`` out: ``(G - H) / (1 - H)``, as some texts print
        it; its expectation under random location is not 0.

    Returns
    -------
    pandas.DataFrame
        One row an industry, in the order of their labels' text: ``gamma``; ``raw_concentration``
        (G); ``plant_herfindahl`` (H); ``expected_raw_concentration``
        (``(1 - sum x^2) H``); ``standard_deviation`` of G under random location (the paper's
        formula) and ``z`` (G's excess in those units); ``plants`` (with jobs) and
        ``employment``. NaN, with a warning, for an industry with one plant or no jobs, and for
        all if one area has everything.

    Raises
    ------
    clustermap.errors.DataError
        If a column is missing, a value is blank or negative, or a plant's area is not in
        ``areas``.

    Notes
    -----
    By the paper's rule of thumb, below 0.02 an industry is not very localized, above 0.05 very
    much so. Areas have no order in space: two neighbors are as far apart as the ends of the
    country. Plant sizes are needed; area totals alone do not give H.

    References
    ----------
    Ellison, G. and Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing
    industries: a dartboard approach. *Journal of Political Economy* 105, 889-927.

    Examples
    --------
    >>> import pandas as pd
    >>> plants = pd.DataFrame({"area": ["a", "a", "b"], "industry": "ships",
    ...                        "employment": [50, 30, 20]})
    >>> areas = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2})
    >>> ellison_glaeser(plants, areas)[["gamma", "raw_concentration"]].round(4).iloc[0].to_dict()
    {'gamma': -0.2487, 'raw_concentration': 0.14}
    """
    data = _Industries(plants, areas)
    x, room = data.x, data.room
    squares, cubes = total(x**2), total(x**3)
    rows = []
    for j in range(len(data.names)):
        h = data.herfindahl(j)
        g = total((data.s[j] - x) ** 2) if data.size[j] > 0 else np.nan
        scale = room if scaled else 1.0
        defined = data.size[j] > 0 and data.z[j].size > 1 and room > 0
        gamma = (g - scale * h) / (scale * (1 - h)) if defined else np.nan
        variance = 2 * (
            h**2 * (squares - 2 * cubes + squares**2)
            - total(data.z[j] ** 4) * (squares - 4 * cubes + 3 * squares**2)
        )
        deviation = np.sqrt(variance) if defined and variance > 0 else np.nan
        rows.append(
            (
                gamma,
                g,
                h,
                room * h,
                deviation,
                (g - room * h) / deviation,
                data.z[j].size,
                data.size[j],
            )
        )
    names = ["gamma", "raw_concentration", "plant_herfindahl", "expected_raw_concentration"]
    names += ["standard_deviation", "z", "plants", "employment"]
    found = pd.DataFrame(rows, columns=names, index=pd.Index(data.names, name="industry"))
    _warn_undefined(found["gamma"])
    return found


def maurel_sedillot(plants: pd.DataFrame, areas: pd.Series) -> pd.DataFrame:
    """Estimate the same localization as `ellison_glaeser` from the plants' pairs.

    With the same notation, ``((sum s^2 - sum x^2) / (1 - sum x^2) - H) / (1 - H)``: the
    probability that two plants share an area, in place of the squared distance from ``x``. Both
    are unbiased for the same parameter under the model; they differ in how large areas count.

    Parameters
    ----------
    plants, areas
        As in `ellison_glaeser`.

    Returns
    -------
    pandas.DataFrame
        One row an industry: ``gamma``, ``raw_concentration``
        (``(sum s^2 - sum x^2) / (1 - sum x^2)``), ``plant_herfindahl``, ``plants``,
        ``employment``. NaN, with a warning, as there.

    Raises
    ------
    clustermap.errors.DataError
        As in `ellison_glaeser`.

    References
    ----------
    Maurel, F. and Sédillot, B. (1999). A measure of the geographic concentration in French
    manufacturing industries. *Regional Science and Urban Economics* 29, 575-604.

    Examples
    --------
    >>> import pandas as pd
    >>> plants = pd.DataFrame({"area": ["a", "a", "b"], "industry": "ships",
    ...                        "employment": [50, 30, 20]})
    >>> areas = pd.Series({"a": 0.5, "b": 0.3, "c": 0.2})
    >>> float(maurel_sedillot(plants, areas)["gamma"].iloc[0].round(4))
    0.1675
    """
    data = _Industries(plants, areas)
    squares = total(data.x**2)
    rows = []
    for j in range(len(data.names)):
        h = data.herfindahl(j)
        raw = (total(data.s[j] ** 2) - squares) / data.room if data.room > 0 else np.nan
        defined = data.size[j] > 0 and data.z[j].size > 1
        gamma = (raw - h) / (1 - h) if defined else np.nan
        rows.append((gamma, raw, h, data.z[j].size, data.size[j]))
    names = ["gamma", "raw_concentration", "plant_herfindahl", "plants", "employment"]
    found = pd.DataFrame(rows, columns=names, index=pd.Index(data.names, name="industry"))
    _warn_undefined(found["gamma"])
    return found


def _warn_undefined(gamma: pd.Series) -> None:
    if gamma.isna().any():
        warn_degenerate(
            f"{int(gamma.isna().sum())} industry(ies) have one plant or no jobs, or one area has "
            "everything: NaN."
        )
