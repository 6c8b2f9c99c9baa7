"""Peers: the areas most like one in size and industry structure, and what sets it apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.analysis.indicators import IndicatorTable

#: Size: the logarithms of these.
SIZE: tuple[str, ...] = (
    "population_estimate",
    "gross_prefectural_product_nominal",
    "employees_private_all_industries",
)
#: Industry structure: shares, numerator and denominator of one survey.
STRUCTURE: tuple[tuple[str, str], ...] = (
    ("employees_private_manufacturing", "employees_private_all_industries"),
    ("employees_private_information_communications", "employees_private_all_industries"),
    ("employees_jsic16_chemical_4plus", "employees_manufacturing_4plus"),
    ("employees_jsic26_production_machinery_4plus", "employees_manufacturing_4plus"),
    ("employees_jsic28_electronic_parts_4plus", "employees_manufacturing_4plus"),
    ("employees_jsic30_ict_equipment_4plus", "employees_manufacturing_4plus"),
    ("employees_jsic31_transport_equipment_4plus", "employees_manufacturing_4plus"),
)
#: The same of municipalities, by divisions of industries. Farming, fishing, mining, utilities and
#: cooperatives (A, B, C, F, Q), which few have much of, are left out: their outliers would rule.
MUNICIPAL_SIZE = ("population_2020", "employees_2021")
MUNICIPAL_STRUCTURE = tuple(
    (f"employees_{division}_2021", "employees_2021") for division in "DEGHIJKLMNOPR"
)
#: Interquartile range of a normal distribution, in standard deviations.
_NORMAL_IQR = 1.349


@dataclass(frozen=True, eq=False)
class Peers:
    """The areas most like one, and where that one stands apart from them.

    ``distances`` has a row for every other area, nearest first: ``distance, size, structure``
    (average standard deviations apart), ``features`` (how many could be compared). ``apart`` has
    a row for each indicator in which the area lies outside the range of its peers: ``value,
    peer_median, peer_lowest, peer_highest, gap`` (from the peers' median, in national standard
    deviations). ``peers`` are the codes of the nearest areas, ``features`` the standardized
    features of all areas.
    """

    code: str
    peers: tuple[str, ...]
    distances: pd.DataFrame
    apart: pd.DataFrame
    features: pd.DataFrame


def peers(table: IndicatorTable, code: str, count: int = 5, *, level: str = "prefecture") -> Peers:
    """Find the areas most like one.

    Parameters
    ----------
    table : IndicatorTable
        Indicators over all areas.
    code : str
        The area.
    count : int
        How many peers.
    level : {"prefecture", "municipality"}
        What the areas are, and so by which statistics they are compared.

    Returns
    -------
    Peers

    Raises
    ------
    clustermap.errors.DataError
        ``count`` is not between 1 and the number of other areas, or the table lacks the official
        statistics that areas are compared on.

    Notes
    -----
    Each feature is standardized over all areas (mean 0, standard deviation 1): the logarithms of
    population, gross product and jobs (of municipalities: population and jobs), and shares of
    industries in jobs. Within size, and within
    structure, the squared differences are averaged over the features that both areas have; the
    distance is the square root of the mean of the two, so that size and structure weigh the same
    however many features either has.
    """
    features = peer_features(table.values, level)
    if code not in features.index:
        raise DataError(f"There is no area {code!r}.", f"Give the code of a {level}.")
    if not 1 <= count < len(features):
        raise DataError(f"{count} peers can't be found.", f"Ask for 1 to {len(features) - 1}.")
    distances = peer_distances(features, code)
    nearest = tuple(distances.index[:count])
    return Peers(code, nearest, distances, stands_apart(table, code, nearest), features)


def _compared(level: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    municipal = level == "municipality"
    return (MUNICIPAL_SIZE, MUNICIPAL_STRUCTURE) if municipal else (SIZE, STRUCTURE)


def features_of(level: str = "prefecture") -> tuple[str, ...]:
    """Return the official statistics that areas of a level are compared by.

    Examples
    --------
    >>> features_of("municipality")[:3]
    ('population_2020', 'employees_2021', 'employees_D_2021')
    """
    sizes, structure = _compared(level)
    return tuple(dict.fromkeys([*sizes, *(name for pair in structure for name in pair)]))


def peer_features(values: pd.DataFrame, level: str = "prefecture") -> pd.DataFrame:
    """Return the standardized features of areas: columns (``"size"`` or ``"structure"``, name).

    Parameters
    ----------
    values : pandas.DataFrame
        Official statistics, areas x indicators; NaN where there is no value.
    level : {"prefecture", "municipality"}
        What the areas are.

    Raises
    ------
    clustermap.errors.DataError
        A statistic is not there at all.
    """
    sizes, structure = _compared(level)
    needed = set(features_of(level))
    missing = sorted(needed - set(values.columns))
    if missing:
        cause = f"The statistics lack {', '.join(missing)}."
        raise DataError(cause, "Peers are found by the shipped statistics: load those.")
    positive = values[[*needed]].where(values[[*needed]] > 0)
    columns = {("size", name): np.log(positive[name]) for name in sizes}
    for part, whole in structure:
        columns["structure", part] = values[part] / positive[whole]
    frame = pd.DataFrame(columns, index=values.index)
    return (frame - frame.mean()) / frame.std(ddof=0)


def peer_distances(features: pd.DataFrame, code: str) -> pd.DataFrame:
    """Measure how far every other area is from one, nearest first.

    Parameters
    ----------
    features : pandas.DataFrame
        Standardized features, columns (block, name); NaN where an area has none.
    code : str
        The area.

    Returns
    -------
    pandas.DataFrame
        Indexed by area: ``distance``, a column for each block, ``features`` (compared).

    Examples
    --------
    >>> columns = pd.MultiIndex.from_tuples([("size", "a"), ("structure", "b")])
    >>> features = pd.DataFrame([[0, 0], [3, 1], [0, 2]], index=list("xyz"), columns=columns)
    >>> peer_distances(features, "x").round(3)
       distance  size  structure  features
    z     1.414   0.0        2.0         2
    y     2.236   3.0        1.0         2
    """
    squared = (features - features.loc[code]) ** 2
    blocks = pd.DataFrame(
        {
            block: squared[block].mean(axis=1)
            for block in dict.fromkeys(features.columns.get_level_values(0))
        }
    )
    found = blocks.pow(0.5)
    found.insert(0, "distance", np.sqrt(blocks.mean(axis=1, skipna=False)))
    found["features"] = squared.notna().sum(axis=1)
    found = found.drop(index=code).sort_index()
    return found.sort_values("distance", kind="stable")


def stands_apart(table: IndicatorTable, code: str, others: tuple[str, ...]) -> pd.DataFrame:
    """List the indicators in which an area lies outside the range of others, farthest first.

    Parameters
    ----------
    table : IndicatorTable
        Indicators over all areas.
    code : str
        The area.
    others : tuple of str
        Its peers; only indicators that all of them have are compared.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: ``value, peer_median, peer_lowest, peer_highest, gap``. The gap is
        the distance to the peers' median in robust national standard deviations (interquartile
        range over 1.349, or the plain one where half of the nation shares one value).
    """
    values = table.values
    rows = {}
    for name in values.columns:
        here, theirs = float(values[name][code]), values[name][list(others)]
        if np.isnan(here) or theirs.isna().any():
            continue
        if theirs.min() <= here <= theirs.max():
            continue
        low, high = np.nanquantile(values[name], [0.25, 0.75])
        spread = (high - low) / _NORMAL_IQR or float(values[name].std())
        middle = float(theirs.median())
        rows[name] = {
            "value": here,
            "peer_median": middle,
            "peer_lowest": theirs.min(),
            "peer_highest": theirs.max(),
            "gap": (here - middle) / spread,
        }
    columns = ["value", "peer_median", "peer_lowest", "peer_highest", "gap"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype(float)
    return found.loc[found["gap"].abs().sort_values(ascending=False, kind="stable").index]
