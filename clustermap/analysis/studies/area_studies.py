"""How concentrated each sector is over areas, and how specialized each area is in a sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap.analysis import concentration as measure
from clustermap.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd

#: Under this many sites in an area, a quotient is noise and is marked so.
FEW = 3


def concentration_study(
    counts: pd.DataFrame,
    regions: pd.Series[str],
    reference: pd.Series[float],
    *,
    sizes: str = "sites",
) -> pd.DataFrame:
    """Measure how concentrated each industry is over areas.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas x industries: sites, or jobs. Areas where an industry's value is withheld (NaN) are
        left out of that industry's row, and counted.
    regions : pandas.Series
        The region of each area, for the split within and between.
    reference : pandas.Series
        What an industry spread evenly would follow (all jobs, people), over the same areas.
    sizes : {"sites", "jobs"}
        Whether the counts are sites, each a plant of the same size, which the Ellison-Glaeser
        and Maurel-Sedillot indices need, or jobs, without plant sizes: then these are blank.

    Returns
    -------
    pandas.DataFrame
        One row an industry: ``total, areas`` (with any), ``withheld`` (areas left out),
        ``top_area, top_share, herfindahl, effective_areas`` (1/H), ``gini, locational_gini,
        hoover, theil, theil_within, theil_between, entropy, mori_nishikimi_smith,
        ellison_glaeser, ellison_glaeser_z, maurel_sedillot``.

    Examples
    --------
    >>> counts = pd.DataFrame({"ships": [9, 1, 0]}, index=["a", "b", "c"])
    >>> people = pd.Series([1.0, 1.0, 1.0], index=counts.index)
    >>> found = concentration_study(counts, pd.Series(["n", "n", "s"], counts.index), people)
    >>> found.loc["ships", "top_area"], round(found.loc["ships", "herfindahl"], 2)
    ('a', np.float64(0.82))
    """
    rows = {name: _concentration(counts[name], regions, reference, sizes) for name in counts}
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.attrs["explain"] = _explain_concentration(sizes, str(reference.name or "the reference"))
    return found


def _concentration(
    column: pd.Series[float], regions: pd.Series[str], reference: pd.Series[float], sizes: str
) -> dict[str, Any]:
    known = column.dropna()
    row: dict[str, Any] = {"total": known.sum(), "areas": int((known > 0).sum())}
    row["withheld"] = len(column) - len(known)
    if known.sum() == 0:
        return row
    table = known.to_frame("industry")
    base = reference.reindex(known.index)
    split = measure.theil(known, groups=regions.reindex(known.index))
    herfindahl = float(measure.herfindahl(known))
    row |= {
        "top_area": known.idxmax(),
        "top_share": known.max() / known.sum(),
        "herfindahl": herfindahl,
        "effective_areas": 1 / herfindahl,
        "gini": measure.gini(known),
        "locational_gini": measure.locational_gini(table, reference=base)["industry"],
        "hoover": measure.hoover(table, reference=base)["industry"],
        "theil": split.total,
        "theil_within": split.within,
        "theil_between": split.between,
        "entropy": float(measure.entropy(known)),
        "mori_nishikimi_smith": measure.mori_nishikimi_smith(known, base),
    }
    if sizes == "sites" and known.sum() > 1:
        areas = np.repeat(known.index.to_numpy(), known.to_numpy().astype(int))
        plants = pd.DataFrame({"area": areas, "industry": "industry", "employment": 1})
        shares = base / base.sum()
        glaeser = measure.ellison_glaeser(plants, shares).loc["industry"]
        row["ellison_glaeser"] = glaeser["gamma"]
        row["ellison_glaeser_z"] = glaeser["z"]
        row["maurel_sedillot"] = measure.maurel_sedillot(plants, shares).loc["industry", "gamma"]
    return row


def _explain_concentration(sizes: str, reference: str) -> dict[str, str]:
    return {
        "question": "Is a sector concentrated in few areas, beyond what its size alone gives?",
        "herfindahl": "Sum of squared shares of the areas; effective_areas = 1 / H.",
        "gini": "Inequality of the counts over areas, no correction for n (Gini 1912).",
        "locational_gini": f"Gini of location quotients over areas, weighted by {reference} "
        "(Krugman 1991). High for sectors with few plants whatever the geography.",
        "hoover": f"Half the sum of absolute share gaps to {reference} (Hoover 1936).",
        "theil": "Theil's T of the counts, split exactly within and between the regions "
        "(Theil 1967); theil_within + theil_between = theil.",
        "entropy": "Shannon entropy of the shares, natural logarithm.",
        "mori_nishikimi_smith": f"Kullback-Leibler divergence of the sector's shares from "
        f"{reference} (Mori, Nishikimi and Smith 2005); 0 = spread like it.",
        "ellison_glaeser": "Excess of the squared share gaps over what plant-size lumpiness gives "
        "(Ellison and Glaeser 1997); about 0 under random location, above 0.05 very localized. "
        + (
            "Each site counts as one plant of the same size, since jobs are known for few."
            if sizes == "sites"
            else "Blank: area totals of jobs give no plant sizes."
        ),
        "maurel_sedillot": "The same idea with squared shares (Maurel and Sedillot 1999).",
        "beware": "None of these knows where areas lie: see `stats autocorrelation` and "
        "`stats pattern` for neighbors and distances.",
    }


def specialization_study(
    counts: pd.DataFrame,
    official: dict[str, tuple[str, pd.Series[float]]] | None = None,
    *,
    method: Literal["exact", "monte_carlo"] = "exact",
    level: float = 0.95,
    simulations: int = 9999,
    seed: int = 0,
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

    Returns
    -------
    pandas.DataFrame
        One row an area and sector (MultiIndex): ``sites, expected, lq_sites, lower, upper,
        shrunk, p, q, few`` (under 3 sites: don't read the quotient), ``rank, rank_best,
        rank_worst`` (by quotient, as a range), ``krugman`` (the area's specialization),
        ``lq_employees`` and ``official_industry``.
    """
    if len(counts.columns) < 2:  # noqa: PLR2004
        raise DataError(
            "Specialization compares sectors, and there is only one.",
            "Leave --sector out of the data and choose among the rows of the result.",
        )
    empty = counts.index[counts.sum(axis=1) == 0]
    filled = counts.drop(index=empty)
    table = measure.location_quotient_interval(
        filled, method, level, simulations=simulations, seed=seed
    ).rename(
        columns={
            "count": "sites",
            "location_quotient": "lq_sites",
            "p_value": "p",
            "q_value": "q",
        }
    )
    order = pd.MultiIndex.from_product([counts.index, counts.columns], names=["area", "sector"])
    table = table.rename_axis(index=["area", "sector"]).reindex(order)
    table["sites"] = counts.to_numpy().ravel().astype(int)
    table["few"] = table["sites"] < FEW
    for name, column in _ranks(filled, level, simulations, seed).items():
        table[name] = column.reindex(order)
    krugman = measure.krugman_specialization(filled)
    table["krugman"] = krugman.reindex(order.get_level_values(0)).to_numpy()
    for sector, (industry, quotient) in (official or {}).items():
        rows = order[order.get_level_values("sector") == sector]
        table.loc[rows, "lq_employees"] = quotient.reindex(rows.get_level_values(0)).to_numpy()
        table.loc[rows, "official_industry"] = industry
    table.attrs["explain"] = _explain_specialization(method, level, seed, len(empty))
    return table


def _ranks(
    counts: pd.DataFrame, level: float, simulations: int, seed: int
) -> dict[str, pd.Series[float]]:
    """Rank areas by their share of each sector, as ranges."""
    totals = counts.sum(axis=1)
    found = {}
    for sector in counts:
        ranks = measure.rank_ranges(
            counts[sector], totals=totals, level=level, simulations=simulations, seed=seed
        )
        found[sector] = ranks
    long = pd.concat(found).swaplevel()
    return {
        "rank": long["rank"],
        "rank_best": long["lower"],
        "rank_worst": long["upper"],
    }


def _explain_specialization(method: str, level: float, seed: int, empty: int) -> dict[str, str]:
    how = (
        "Clopper-Pearson, exact binomial"
        if method == "exact"
        else f"Monte Carlo from Jeffreys posteriors, seed {seed}"
    )
    return {
        "question": "In which sector is an area specialized, and how sure is that?",
        "lq_sites": "The sector's share of the area's sites over its share of all sites "
        "(Florence 1939): a quotient among the five sectors' listed sites, not of jobs.",
        "interval": f"lower and upper hold the quotient with {level:.0%} ({how}; Moineddin, "
        "Beyene and Boyle 2003).",
        "shrunk": "Empirical-Bayes estimate: pulled to 1 by how small the area is (Marshall 1991).",
        "p, q": "Exact two-sided binomial test of a quotient of 1; q over all areas and sectors "
        "(Benjamini and Hochberg 1995).",
        "few": f"Under {FEW} sites: the quotient is noise. Never rank it.",
        "rank": "Rank by quotient; rank_best to rank_worst is the range that its uncertainty "
        f"allows with {level:.0%} (Mogstad, Romano, Shaikh and Wilhelm 2024), seed {seed}.",
        "krugman": "Sum of absolute share gaps to the nation (Krugman 1991), 0 to 2.",
        "lq_employees": "Official location quotient of employment of the industry named, numerator "
        "and denominator of one survey: a proxy of the sector.",
        **({"left blank": f"{empty} areas without any site have no quotient."} if empty else {}),
    }


def areas_named(index: pd.Index[Any], areas: gpd.GeoDataFrame, lang: str) -> list[str]:
    """Return the areas' names in a language, in the order of ``index``."""
    column = f"name_{lang}" if f"name_{lang}" in areas else areas.columns[0]
    names: list[str] = areas[column].reindex(index).astype(str).tolist()
    return names
