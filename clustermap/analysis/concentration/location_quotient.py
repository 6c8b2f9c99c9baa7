"""Location quotients: raw, shrunk, with intervals, and the rule that calls a cluster strong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from clustermap.analysis.autocorrelation.permutation import benjamini_hochberg
from clustermap.analysis.concentration.count_tables import (
    check_counts,
    check_level,
    check_option,
    column_totals,
    label_order,
    row_totals,
    total,
)
from clustermap.analysis.degenerate import warn_degenerate
from clustermap.errors import DataError

if TYPE_CHECKING:
    from clustermap.analysis.concentration.count_tables import (
        Floats,
    )

_LARGEST_DRAW = 2_000_000


def location_quotient(counts: pd.DataFrame) -> pd.DataFrame:
    """Divide each industry's share of an area by its share of all areas together.

    ``LQ[i, j] = (c[i, j] / c[i, .]) / (c[., j] / c[., .])``. The denominator is the total of the
    table that is given, so a table of some industries gives quotients among those industries.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas in rows, industries in columns: jobs, establishments, sites or money.

    Returns
    -------
    pandas.DataFrame
        Same shape and labels. NaN, with a warning, for an area or industry whose total is zero.

    Raises
    ------
    clustermap.errors.DataError
        If a value is blank, negative or no number.

    Notes
    -----
    In small areas the quotient is mostly noise: show `location_quotient_interval` beside it and
    never rank the raw values of a list of sites.

    References
    ----------
    Florence, P. S. (1939). *Report on the Location of Industry*. Political and Economic Planning.
    Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. *Manchester
    School* 33, 99-123.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"ships": [8, 2], "chips": [12, 18]}, index=["Ehime", "Kumamoto"])
    >>> location_quotient(counts)
              ships  chips
    Ehime       1.6    0.8
    Kumamoto    0.4    1.2
    """
    table = check_counts(counts)
    quotient, zero = _quotient(table.to_numpy())
    if zero:
        warn_degenerate(f"{zero} area(s) or industry(ies) have a total of zero: NaN there.")
    return pd.DataFrame(quotient, index=table.index, columns=table.columns)


def _quotient(values: Floats) -> tuple[Floats, int]:
    areas, industries = row_totals(values), column_totals(values)
    whole = total(areas)
    zero = int((areas == 0).sum() + (industries == 0).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = values * whole / (areas[:, None] * industries[None, :])
    return np.asarray(quotient), zero


def _shrink(values: Floats) -> Floats:
    """Pull quotients towards 1: Marshall's global empirical-Bayes estimator by industry.

    With rate ``r = c / n``, overall rate ``m`` and ``a = sum n (r - m)^2 / sum n - m / mean(n)``
    (0 where negative), the shrunk rate is ``m + (r - m) a / (a + m / n)``; over ``m``.
    """
    n = row_totals(values)[:, None]
    here = n[:, 0] > 0
    whole = total(n[:, 0])
    with np.errstate(invalid="ignore", divide="ignore"):
        overall = column_totals(values) / whole
        rate = values / n
        spread = column_totals((n * (rate - overall) ** 2)[here]) / whole
        variance = np.maximum(spread - overall / (whole / max(int(here.sum()), 1)), 0.0)
        keep = variance / (variance + overall / n)
        return np.asarray((overall + keep * (rate - overall)) / overall)


def location_quotient_interval(
    counts: pd.DataFrame,
    method: Literal["exact", "monte_carlo"] = "exact",
    level: float = 0.95,
    *,
    condition: Literal["area", "industry"] = "area",
    simulations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Give each location quotient with an interval, a shrunk value and a test against 1.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas in rows, industries in columns: whole numbers of *independent* units, that is,
        establishments or sites, not jobs (a plant's jobs come and go together, and job counts
        make intervals far too short).
    method : {"exact", "monte_carlo"}
        ``"exact"``: the Clopper-Pearson interval of a binomial share divided by its expected
        share, the latter taken as known. ``"monte_carlo"``: seeded draws of the share here and
        of the share elsewhere from their Jeffreys posteriors (beta, a half added to either side),
        so that the overall share is uncertain too and moves with the area's own; percentiles of
        the quotient, with the lower end 0 where nothing was counted.
    level : float
        Coverage of the two-sided interval.
    condition : {"area", "industry"}
        What is a binomial draw: the industry of each of the area's establishments ("area"), or
        the area of each of the industry's establishments ("industry", the dartboard of Guimarães
        et al.). The quotient is the same; intervals are nearly so unless totals are small.
    simulations, seed : int
        For ``"monte_carlo"``.

    Returns
    -------
    pandas.DataFrame
        One row an area and industry (MultiIndex), columns ``count``, ``expected`` (the count
        that gives a quotient of 1), ``location_quotient``, ``lower``, ``upper``, ``shrunk``
        (towards 1 by as much as the area's size makes it unsure: Marshall's global
        empirical-Bayes estimator, industry by industry, with the area's total as the
        population), ``p_value`` (exact two-sided binomial test of quotient 1: twice the smaller
        tail) and ``q_value`` (Benjamini-Hochberg over all rows). NaN, with a warning, where the
        area's or industry's total is zero.

    Raises
    ------
    clustermap.errors.DataError
        If counts are not whole numbers of zero or more, or an option is unknown.

    References
    ----------
    Moineddin, R., Beyene, J. and Boyle, E. (2003). On the location quotient confidence interval.
    *Geographical Analysis* 35, 249-256.
    Guimarães, P., Figueiredo, O. and Woodward, D. (2009). Dartboard tests for the location
    quotient. *Regional Science and Urban Economics* 39, 360-364.
    Clopper, C. J. and Pearson, E. S. (1934). *Biometrika* 26, 404-413.
    Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators.
    *Journal of the Royal Statistical Society C* 40, 283-294.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"ships": [3, 7], "other": [1, 89]}, index=["a", "b"])
    >>> found = location_quotient_interval(counts).loc[("a", "ships")]
    >>> found[["lower", "upper"]].round(2).to_dict()
    {'lower': 1.94, 'upper': 9.94}
    """
    table = check_counts(counts)
    check_level(level)
    check_option("method", method, ("exact", "monte_carlo"))
    check_option("condition", condition, ("area", "industry"))
    values = table.to_numpy()
    if (values != np.round(values)).any():
        raise DataError(
            "An interval needs whole numbers.",
            "Give counts of establishments or sites, not shares, indices or money.",
        )
    quotient, zero = _quotient(values)
    areas, industries = row_totals(values)[:, None], column_totals(values)[None, :]
    whole = float(areas.sum())
    trials = areas if condition == "area" else industries
    with np.errstate(invalid="ignore", divide="ignore"):
        expected_share = np.broadcast_to(
            (industries if condition == "area" else areas) / whole, values.shape
        )
    trials = np.broadcast_to(trials, values.shape)
    if method == "exact":
        lower, upper = _clopper_pearson(values, trials, expected_share, level)
    else:
        lower, upper = _jeffreys_quotient(table, trials, whole, level, simulations, seed, condition)
    p_value = _binomial_test(values, trials, expected_share)
    unknown = np.isnan(quotient)
    lower, upper, p_value = (np.where(unknown, np.nan, part) for part in (lower, upper, p_value))
    if zero:
        warn_degenerate(f"{zero} area(s) or industry(ies) have a total of zero: NaN there.")
    columns = {
        "count": values,
        "expected": areas * industries / whole if whole else np.full(values.shape, np.nan),
        "location_quotient": quotient,
        "lower": lower,
        "upper": upper,
        "shrunk": _shrink(values),
        "p_value": p_value,
    }
    found = _long(table, columns)
    found["q_value"] = benjamini_hochberg(p_value.ravel())
    return found


def _long(table: pd.DataFrame, columns: dict[str, Floats]) -> pd.DataFrame:
    """One row an area and industry, with a column for each array of the table's shape."""
    index: pd.MultiIndex = pd.MultiIndex.from_product([table.index, table.columns])
    index.names = [table.index.name or "area", table.columns.name or "industry"]
    return pd.DataFrame({name: part.ravel() for name, part in columns.items()}, index=index)


def _clopper_pearson(
    count: Floats, trials: Floats, expected_share: Floats, level: float
) -> tuple[Floats, Floats]:
    """Give the exact interval of the share here, over the share expected."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    rest = trials - count
    with np.errstate(invalid="ignore", divide="ignore"):
        lower = np.where(count > 0, betaincinv(np.maximum(count, 1), rest + 1, tail), 0.0)
        upper = np.where(rest > 0, betaincinv(count + 1, np.maximum(rest, 1), 1 - tail), 1.0)
        return lower / expected_share, upper / expected_share


def _binomial_test(count: Floats, trials: Floats, share: Floats) -> Floats:
    from scipy.special import bdtr, bdtrc

    with np.errstate(invalid="ignore"):
        below = bdtr(count, trials.astype("int64"), share)
        above = np.where(
            count > 0, bdtrc(np.maximum(count - 1, 0), trials.astype("int64"), share), 1.0
        )
    return np.asarray(np.minimum(1.0, 2 * np.minimum(below, above)))


def _jeffreys_quotient(
    table: pd.DataFrame,
    trials: Floats,
    whole: float,
    level: float,
    simulations: int,
    seed: int,
    condition: str,
) -> tuple[Floats, Floats]:
    """Percentiles of the share here over the share overall, both of them uncertain."""
    values = table.to_numpy()
    overall = column_totals(values) if condition == "area" else row_totals(values)
    overall = np.broadcast_to(
        overall[None, :] if condition == "area" else overall[:, None], values.shape
    )
    lower, upper = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    rng = np.random.default_rng(seed)
    tails = [(1 - level) / 2, (1 + level) / 2]
    columns = label_order(table.columns)
    step = max(1, _LARGEST_DRAW // (simulations * values.shape[1]))
    order = label_order(table.index)
    for start in range(0, len(order), step):
        rows = np.ix_(order[start : start + step], columns)
        here, n, everywhere = values[rows], trials[rows], overall[rows]
        draw = (simulations, *here.shape)
        share = rng.beta(here + 0.5, n - here + 0.5, draw)
        elsewhere = rng.beta(everywhere - here + 0.5, (whole - n) - (everywhere - here) + 0.5, draw)
        mixed = (n * share + (whole - n) * elsewhere) / whole if whole else share
        low, high = np.quantile(share / mixed, tails, axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            most = np.where(everywhere > 0, whole / everywhere, np.nan)
        lower[rows] = np.where(here == 0, 0.0, low)
        upper[rows] = np.where(here == n, np.maximum(high, most), high)
    return lower, upper


def strong_clusters(
    employment: pd.DataFrame,
    establishments: pd.DataFrame | None = None,
    *,
    quantile: float = 0.75,
) -> pd.DataFrame:
    """Mark strong clusters by the rule of the U.S. Cluster Mapping Project.

    An industry is *strong* in an area if its location quotient (of employment) is in the top
    quartile of the areas for that industry and at least 1, and its employment and its
    establishments are each above the bottom quartile of the areas. *Top decile* asks the same
    with the top tenth, and *significant* with the upper half, of the quotients.

    Parameters
    ----------
    employment : pandas.DataFrame
        Areas in rows, industries in columns.
    establishments : pandas.DataFrame, optional
        The same areas and industries. Without it that condition is left out.
    quantile : float
        The quantile of location quotients from which on a cluster is strong.

    Returns
    -------
    pandas.DataFrame
        One row an area and industry: ``location_quotient``, ``threshold`` (the quantile),
        ``employment``, ``least_employment``, ``establishments``, ``least_establishments`` (the
        bottom quartiles, to be exceeded), and the booleans ``strong``, ``top_decile`` and
        ``significant``. Quartiles are taken over *all* areas of the table, those without the
        industry included, by linear interpolation.

    Raises
    ------
    clustermap.errors.DataError
        If the tables cannot be used or do not have the same labels.

    Notes
    -----
    The rule is relative: a top quartile of 47 prefectures calls up to 12 of them strong
    whatever the level, in an industry that is spread by pure chance too.

    References
    ----------
    Porter, M. E. (2003). The economic performance of regions. *Regional Studies* 37, 549-578.
    Delgado, M., Porter, M. E. and Stern, S. (2016). Defining clusters of related industries.
    *Journal of Economic Geography* 16, 1-38.

    Examples
    --------
    >>> import pandas as pd
    >>> jobs = pd.DataFrame({"ships": [50, 1, 2, 3, 4], "other": [50, 99, 98, 97, 96]},
    ...                     index=list("abcde"))
    >>> found = strong_clusters(jobs)
    >>> list(found.index[found["strong"]])
    [('a', 'ships'), ('b', 'other'), ('c', 'other')]
    """
    jobs = check_counts(employment, "employment")
    if not 0 <= quantile <= 1:
        raise DataError(f"quantile is {quantile}.", "Give a number between 0 and 1.")
    quotient, zero = _quotient(jobs.to_numpy())
    columns: dict[str, Floats] = {"location_quotient": quotient}
    columns["threshold"] = _quantiles(quotient, quantile)
    columns["employment"] = jobs.to_numpy()
    columns["least_employment"] = _quantiles(jobs.to_numpy(), 0.25)
    large = columns["employment"] > columns["least_employment"]
    if establishments is not None:
        plants = check_counts(establishments, "establishments")
        if set(plants.index) != set(jobs.index) or set(plants.columns) != set(jobs.columns):
            raise DataError(
                "employment and establishments differ in their areas or industries.",
                "Give both tables the same rows and columns.",
            )
        columns["establishments"] = plants.loc[jobs.index, jobs.columns].to_numpy()
        columns["least_establishments"] = _quantiles(columns["establishments"], 0.25)
        large &= columns["establishments"] > columns["least_establishments"]
    if zero:
        warn_degenerate(f"{zero} area(s) or industry(ies) have no employment: never strong.")
    found = _long(jobs, columns)
    with np.errstate(invalid="ignore"):
        specialized = large & (quotient >= 1)
        for name, least in (("strong", quantile), ("top_decile", 0.9), ("significant", 0.5)):
            found[name] = (specialized & (quotient >= _quantiles(quotient, least))).ravel()
    return found


def _quantiles(values: Floats, q: float) -> Floats:
    """Quantile of each column over its known values, repeated for every row."""
    out = np.full(values.shape, np.nan)
    for j, column in enumerate(values.T):
        known = column[~np.isnan(column)]
        if known.size:
            out[:, j] = np.quantile(known, q)
    return out
