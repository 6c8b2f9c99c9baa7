"""The measures of concentration and specialization put together: one row a sector, or a pair."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis import concentration as measure
from clustermap.analysis.concentration.rank_ranges import rank_ranges
from clustermap.analysis.degenerate import DegenerateInputWarning
from clustermap.analysis.least import FEW
from clustermap.errors import DataError

if TYPE_CHECKING:
    Reference = pd.Series[float] | pd.DataFrame


@dataclass(frozen=True)
class Conventions:
    """Which of several common forms of a measure is used.

    Attributes
    ----------
    theil : {"T", "L"}
        Weighs by what is held, or by heads.
    gini : {"weighted", "unweighted"}
        Whether an area counts in the locational Gini by its share of the reference.
    krugman : {"nation", "rest"}
        What an area's mix is compared with: all areas, or all others.
    """

    theil: Literal["T", "L"] = "T"
    gini: Literal["weighted", "unweighted"] = "weighted"
    krugman: Literal["nation", "rest"] = "nation"


USUAL = Conventions()


def concentration_table(
    counts: pd.DataFrame,
    reference: Reference | None = None,
    groups: pd.Series[str] | None = None,
    *,
    plants: bool = True,
    conventions: Conventions = USUAL,
) -> pd.DataFrame:
    """Measure how concentrated each sector is over areas.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas x sectors: sites, or jobs. Areas where a sector's value is withheld (NaN) are left
        out of that sector's row, and counted.
    reference : pandas.Series or pandas.DataFrame, optional
        What a sector spread evenly would follow (all jobs, people, land), over the same areas; a
        frame has a column for each sector. Without it all areas count the same.
    groups : pandas.Series, optional
        The region of each area: Theil's index is split within and between regions.
    plants : bool
        Whether the counts are sites, each taken as a plant of the same size: Ellison and
        Glaeser's and Maurel and Sédillot's indices need plant sizes, which totals of jobs lack.
    conventions : Conventions

    Returns
    -------
    pandas.DataFrame
        One row a sector: ``total, areas`` (with any), ``withheld`` (areas left out), ``top_area,
        top_share, herfindahl, effective_areas`` (1 / H), ``gini, locational_gini, hoover, theil,
        theil_within, theil_between, entropy, mori_nishikimi_smith``, and with ``plants``
        ``ellison_glaeser, ellison_glaeser_z, maurel_sedillot, few`` (under 3 sites).

    Examples
    --------
    >>> counts = pd.DataFrame({"ships": [9, 1, 0]}, index=["a", "b", "c"])
    >>> found = concentration_table(counts, pd.Series([1, 1, 1], ["a", "b", "c"], name="people"))
    >>> found.loc["ships", "top_area"], round(float(found.loc["ships", "herfindahl"]), 2)
    ('a', 0.82)
    """
    if reference is None:
        reference = pd.Series(1.0, counts.index)
    with warnings.catch_warnings():
        # the NaN in a sector's row says what the warning does
        warnings.simplefilter("ignore", DegenerateInputWarning)
        rows = {
            name: _concentration(
                counts[name], _column(reference, name), groups, conventions, plants=plants
            )
            for name in counts
        }
    found = pd.DataFrame.from_dict(rows, orient="index")
    if "top_area" not in found:
        raise DataError("Nothing is counted in these areas.", "Choose more places or sectors.")
    return found


def localization_curves(
    counts: pd.DataFrame, reference: Reference
) -> dict[str, dict[str, list[float]]]:
    """Cumulate each sector's shares over those of a reference, the least specialized areas first.

    Returns
    -------
    dict
        For each sector ``reference`` and ``sector``: cumulated shares, from 0 to 1; empty where
        nothing is known. Twice the area between curve and diagonal is the locational Gini.

    Examples
    --------
    >>> counts = pd.DataFrame({"ships": [3, 1]}, index=["a", "b"])
    >>> localization_curves(counts, pd.Series([1, 1], ["a", "b"]))["ships"]["sector"]
    [0.0, 0.25, 1.0]
    """
    return {str(name): _curve(counts[name], _column(reference, name)) for name in counts}


def _column(reference: Reference, name: Any) -> pd.Series[float]:
    return reference[name] if isinstance(reference, pd.DataFrame) else reference


def _curve(column: pd.Series[float], reference: pd.Series[float]) -> dict[str, list[float]]:
    base = reference.reindex(column.index).astype(float)
    known = column.notna() & base.notna()
    counts, size = column[known].to_numpy(float), base[known].to_numpy(float)
    if not (counts.sum() > 0 and size.sum() > 0):
        return {"reference": [], "sector": []}
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.where(size > 0, counts / size, np.inf)
    order = np.lexsort((counts, quotient))
    shares = (np.cumsum(part[order]) / part.sum() for part in (size, counts))
    x, y = ([0.0, *part.tolist()] for part in shares)
    return {"reference": x, "sector": y}


def _concentration(
    column: pd.Series[float],
    reference: pd.Series[float],
    groups: pd.Series[str] | None,
    conventions: Conventions,
    *,
    plants: bool,
) -> dict[str, Any]:
    base = reference.reindex(column.index).astype(float)
    known = column[column.notna() & base.notna()].astype(float)
    base = base[known.index]
    row: dict[str, Any] = {"total": known.sum(), "areas": int((known > 0).sum())}
    row["withheld"] = len(column) - len(known)
    if known.sum() == 0:
        return row | ({"few": True} if plants else {})
    table = known.to_frame("sector")
    herfindahl = float(measure.herfindahl(known))
    row |= {
        "top_area": known.idxmax(),
        "top_share": known.max() / known.sum(),
        "herfindahl": herfindahl,
        "effective_areas": 1 / herfindahl,
        "gini": measure.gini(known),
        "locational_gini": measure.locational_gini(
            table, reference=base, weighted=conventions.gini == "weighted"
        )["sector"],
        "hoover": measure.hoover(table, reference=base)["sector"],
    }
    inside = None if groups is None else groups.reindex(known.index)
    split = measure.theil(known, groups=inside, index=conventions.theil)
    row["theil"] = split.total
    if groups is not None:
        row |= {"theil_within": split.within, "theil_between": split.between}
    row["entropy"] = float(measure.entropy(known))
    row["mori_nishikimi_smith"] = measure.mori_nishikimi_smith(known, base)
    if plants:
        row |= _lumpiness(known, base) | {"few": bool(known.sum() < FEW)}
    return row


def _lumpiness(known: pd.Series[float], base: pd.Series[float]) -> dict[str, Any]:
    if known.sum() <= 1:
        return {}
    areas = np.repeat(known.index.to_numpy(), known.to_numpy().astype(int))
    plants = pd.DataFrame({"area": areas, "industry": "sector", "employment": 1})
    shares = base / base.sum()
    glaeser = measure.ellison_glaeser(plants, shares).loc["sector"]
    return {
        "ellison_glaeser": glaeser["gamma"],
        "ellison_glaeser_z": glaeser["z"],
        "maurel_sedillot": measure.maurel_sedillot(plants, shares).loc["sector", "gamma"],
    }


def specialization_table(
    counts: pd.DataFrame,
    official: dict[str, tuple[str, pd.Series[float]]] | None = None,
    *,
    method: Literal["exact", "monte_carlo"] = "exact",
    level: float = 0.95,
    simulations: int = 9999,
    seed: int = 0,
    conventions: Conventions = USUAL,
) -> pd.DataFrame:
    """Measure how specialized each area is in each sector, honestly about small numbers.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas x sectors: numbers of sites, all sectors (the quotient compares with them all).
    official : dict of str to (str, pandas.Series), optional
        For a sector, the name of the official industry that stands for it and its location
        quotients of employment, numerator and denominator of one survey.
    method : {"exact", "monte_carlo"}
        How the interval is made.
    level : float
        Coverage of intervals and rank ranges.
    simulations, seed : int
        For rank ranges and the Monte-Carlo interval.
    conventions : Conventions

    Returns
    -------
    pandas.DataFrame
        One row an area and sector (MultiIndex): ``sites, expected, lq_sites, lower, upper,
        shrunk, p, q, few`` (under 3 sites), ``rank`` (of the quotient; blank where few),
        ``rank_best, rank_worst`` (the ranks that its uncertainty allows), ``krugman`` (the area's
        specialization); with ``official`` also ``lq_employees`` and ``official_industry``. Areas
        without any site have no quotient.

    Raises
    ------
    DataError
        Fewer than two sectors, no site at all, or counts that are not whole.

    Examples
    --------
    >>> counts = pd.DataFrame({"ships": [8, 2], "chips": [12, 18]}, index=["Ehime", "Kumamoto"])
    >>> found = specialization_table(counts, simulations=99)
    >>> float(found.loc[("Ehime", "ships"), "lq_sites"]), found["few"].tolist()
    (1.6, [False, False, True, False])
    """
    if len(counts.columns) < 2:
        raise DataError(
            "Specialization compares sectors, and there is only one.",
            "Give two or more columns of counts.",
        )
    present = counts.columns[counts.sum() > 0]
    filled = counts.loc[counts.sum(axis=1) > 0, present]
    if filled.empty:
        raise DataError("Nothing is counted in these areas.", "Choose more places.")
    names = {"count": "sites", "location_quotient": "lq_sites", "p_value": "p", "q_value": "q"}
    table = measure.location_quotient_interval(
        filled, method, level, simulations=simulations, seed=seed
    ).rename(columns=names)
    order = pd.MultiIndex.from_product([counts.index, counts.columns], names=["area", "sector"])
    table = table.rename_axis(index=["area", "sector"]).reindex(order)
    table["sites"] = counts.to_numpy().ravel().astype(int)
    table["few"] = table["sites"] < FEW
    ranks = _ranks(filled, level, simulations, seed).reindex(order)
    table["rank"] = ranks["rank"].mask(table["few"])
    table["rank_best"], table["rank_worst"] = ranks["lower"], ranks["upper"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateInputWarning)
        krugman = measure.krugman_specialization(filled, reference=conventions.krugman)
    table["krugman"] = krugman.reindex(order.get_level_values("area")).to_numpy()
    for sector, (industry, quotient) in (official or {}).items():
        rows = table.index[table.index.get_level_values("sector") == sector]
        table.loc[rows, "lq_employees"] = quotient.reindex(rows.get_level_values("area")).to_numpy()
        table.loc[rows, "official_industry"] = industry
    return table


def _ranks(counts: pd.DataFrame, level: float, simulations: int, seed: int) -> pd.DataFrame:
    """Rank areas by their share of each sector, as ranges."""
    totals = counts.sum(axis=1)
    found = {
        sector: rank_ranges(
            counts[sector], totals=totals, level=level, simulations=simulations, seed=seed
        )
        for sector in counts
    }
    return pd.concat(found, names=["sector", "area"]).swaplevel()
