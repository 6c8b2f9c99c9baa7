"""Location quotients against a benchmark of one's choice, and what withheld cells leave open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.permutation import benjamini_hochberg
from clustermap.analysis.concentration.location_quotient import _binomial_test, _clopper_pearson
from clustermap.errors import DataError


def benchmark_shares(
    amounts: pd.DataFrame, totals: pd.Series[float], members: pd.DataFrame
) -> pd.DataFrame:
    """Return the share of each industry in the areas that an area is compared with.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Areas x industries; NaN where withheld, which adds nothing.
    totals : pandas.Series
        Of each area over all industries.
    members : pandas.DataFrame
        Areas x areas, boolean: which areas (columns) make the benchmark of an area (row).

    Returns
    -------
    pandas.DataFrame
        Areas x industries.

    Examples
    --------
    >>> amounts = pd.DataFrame({"ships": [8, 2, 5], "chips": [12, 18, 5]}, index=list("abc"))
    >>> members = pd.DataFrame(
    ...     [[1, 1, 1], [1, 0, 0], [0, 0, 1]], index=list("abc"), columns=list("abc")
    ... ).astype(bool)
    >>> benchmark_shares(amounts, amounts.sum(axis=1), members)["ships"].tolist()
    [0.3, 0.4, 0.5]
    """
    if set(members.index) != set(amounts.index) or set(members.columns) != set(amounts.index):
        raise DataError(
            "The benchmark is not of these areas.", "Give a row and a column for every area."
        )
    chosen = members.loc[amounts.index, amounts.index].to_numpy(float)
    parts = chosen @ amounts.fillna(0.0).to_numpy(float)
    whole = chosen @ totals.reindex(amounts.index).to_numpy(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = parts / whole[:, None]
    return pd.DataFrame(shares, index=amounts.index, columns=amounts.columns)


def quotient_against(
    amounts: pd.DataFrame, totals: pd.Series[float], expected: pd.DataFrame
) -> pd.DataFrame:
    """Divide each industry's share of an area by its share of the benchmark.

    ``LQ[i, j] = (x[i, j] / t[i]) / e[i, j]``; with the nation as the benchmark, Florence's location
    quotient.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Areas x industries; NaN where withheld.
    totals : pandas.Series
        Of each area over all industries.
    expected : pandas.DataFrame
        Shares of the benchmark, as :func:`benchmark_shares` gives them.

    Returns
    -------
    pandas.DataFrame
        NaN where the cell is withheld, the area has nothing, or the benchmark lacks the industry.

    References
    ----------
    Florence, P. S. (1939). *Report on the Location of Industry*. Political and Economic Planning.

    Examples
    --------
    >>> amounts = pd.DataFrame({"ships": [8, 2], "chips": [12, 18]}, index=["Ehime", "Kumamoto"])
    >>> totals = amounts.sum(axis=1)
    >>> all_of_them = pd.DataFrame(True, index=amounts.index, columns=amounts.index)
    >>> nation = benchmark_shares(amounts, totals, all_of_them)
    >>> quotient_against(amounts, totals, nation)["ships"].tolist()
    [1.6, 0.4]
    """
    share = amounts.div(totals.reindex(amounts.index).where(lambda total: total > 0), axis=0)
    return share / expected.where(expected > 0)


def quotient_range(
    amounts: pd.DataFrame,
    totals: tuple[pd.Series[float], pd.Series[float]],
    expected: tuple[pd.DataFrame, pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bound the quotients where totals or the benchmark hold withheld cells.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Areas x industries; NaN where withheld.
    totals : pair of pandas.Series
        The least and the most that each area can hold.
    expected : pair of pandas.DataFrame
        The least and the largest share that the benchmark can have.

    Returns
    -------
    pair of pandas.DataFrame
        Low and high; equal where nothing is withheld.

    Examples
    --------
    >>> amounts = pd.DataFrame({"ships": [8.0, 2.0], "chips": [12.0, float("nan")]}, index=[1, 2])
    >>> least = pd.Series([20.0, 2.0], index=[1, 2])
    >>> even = pd.DataFrame(0.5, index=[1, 2], columns=["ships", "chips"])
    >>> low, high = quotient_range(amounts, (least, least + [0, 6]), (even, even))
    >>> low["ships"].tolist(), high["ships"].tolist()
    ([0.8, 0.5], [0.8, 2.0])
    """
    low = quotient_against(amounts, totals[1], expected[1])
    return low, quotient_against(amounts, totals[0], expected[0])


def interval_against(
    counts: pd.DataFrame, totals: pd.Series[float], expected: pd.DataFrame, level: float = 0.95
) -> pd.DataFrame:
    """Give quotients of establishments an exact interval and a test against 1.

    Each of an area's establishments is a draw that falls to an industry by the benchmark's share,
    which is taken as known.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas x industries: establishments, not jobs, which come and go together.
    totals : pandas.Series
        Establishments of each area.
    expected : pandas.DataFrame
        Shares of the benchmark.
    level : float
        Coverage of the two-sided interval.

    Returns
    -------
    pandas.DataFrame
        One row an area and industry (MultiIndex): ``lower, upper`` (Clopper-Pearson, over the
        expected share), ``p`` (exact, twice the smaller tail), ``q`` (Benjamini-Hochberg over all).

    References
    ----------
    Moineddin, R., Beyene, J. and Boyle, E. (2003). On the location quotient confidence interval.
    *Geographical Analysis* 35, 249-256.
    Guimarães, P., Figueiredo, O. and Woodward, D. (2009). Dartboard tests for the location
    quotient. *Regional Science and Urban Economics* 39, 360-364.

    Examples
    --------
    >>> counts = pd.DataFrame({"ships": [3, 7], "other": [1, 89]}, index=["a", "b"])
    >>> shares = pd.DataFrame({"ships": [0.1, 0.1], "other": [0.9, 0.9]}, index=["a", "b"])
    >>> found = interval_against(counts, counts.sum(axis=1), shares).loc[("a", "ships")]
    >>> found[["lower", "upper"]].round(2).to_dict()
    {'lower': 1.94, 'upper': 9.94}
    """
    values = counts.to_numpy(float)
    if np.isnan(values).any() or (values != np.round(values)).any():
        raise DataError(
            "An interval needs whole numbers.", "Give counts of establishments, not jobs or money."
        )
    trials = np.broadcast_to(totals.reindex(counts.index).to_numpy(float)[:, None], values.shape)
    # published totals can be short of a sum by a few
    trials = np.maximum(trials, values)
    share = np.clip(expected.to_numpy(float), 0, 1)
    lower, upper = _clopper_pearson(values, trials, share, level)
    p = _binomial_test(values, trials, share)
    unknown = ~((share > 0) & (trials > 0))
    columns = {
        name: np.where(unknown, np.nan, part).ravel()
        for name, part in (("lower", lower), ("upper", upper), ("p", p))
    }
    index = pd.MultiIndex.from_product([counts.index, counts.columns], names=["area", "industry"])
    found = pd.DataFrame(columns, index=index)
    found["q"] = benjamini_hochberg(found["p"].to_numpy())
    return found
