"""How far one distribution departs from another: Krugman, Hoover, locational Gini, divergence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from clustermap.analysis.concentration.count_tables import (
    check_counts,
    check_option,
    column_totals,
    match_reference,
    row_totals,
    shares,
    total,
)
from clustermap.analysis.concentration.inequality import lorenz_gini
from clustermap.analysis.degenerate import warn_degenerate

if TYPE_CHECKING:
    from clustermap.analysis.concentration.count_tables import (
        By,
        Floats,
    )


def krugman_specialization(
    counts: pd.DataFrame,
    *,
    reference: Literal["nation", "rest"] = "nation",
    half: bool = False,
) -> pd.Series:
    """Add up how far each area's industry shares are from the nation's.

    ``K[i] = sum_j |s[i, j] - s[ref, j]|``: 0 for an area like the reference, towards 2 for one
    that shares no industry with it.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas in rows, industries in columns.
    reference : {"nation", "rest"}
        The shares of all areas together ("nation", as in EconGeo's ``krugman_index``), or of all
        *other* areas ("rest", as Midelfart-Knarvik et al. do, which keeps a large area out of
        its own yardstick).
    half : bool
        Give half the sum, from 0 to 1: the share of jobs that would have to change industry.

    Returns
    -------
    pandas.Series
        One value an area; NaN, with a warning, where the area (or the rest) has a total of zero.

    Raises
    ------
    clustermap.errors.DataError
        If a value is blank, negative or no number.

    Notes
    -----
    The index grows with the number of industries told apart: compare only within one
    classification.

    References
    ----------
    Krugman, P. (1991). *Geography and Trade*. MIT Press. Midelfart-Knarvik, K. H. et al. (2000).
    *The Location of European Industry*. European Commission.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"ships": [8, 2], "chips": [12, 18]}, index=["Ehime", "Kumamoto"])
    >>> krugman_specialization(counts).round(9).to_dict()
    {'Ehime': 0.3, 'Kumamoto': 0.3}
    >>> krugman_specialization(counts, reference="rest").round(9).to_dict()
    {'Ehime': 0.6, 'Kumamoto': 0.6}
    """
    check_option("reference", reference, ("nation", "rest"))
    table = check_counts(counts)
    values = table.to_numpy()
    share_here = shares(values.T).T
    industries = column_totals(values)
    if reference == "nation":
        other = np.broadcast_to(shares(industries), values.shape)
    else:
        other = shares((industries[None, :] - values).T).T
    gaps = np.abs(share_here - other)
    found = row_totals(gaps) / (2 if half else 1)
    if np.isnan(found).any():
        warn_degenerate("An area, or the rest of the nation, has a total of zero: NaN there.")
    return pd.Series(found, index=table.index)


def hoover(
    counts: pd.DataFrame, *, reference: pd.Series | None = None, by: By = "industry"
) -> pd.Series:
    """Give half the sum of gaps between an industry's area shares and the reference's.

    The coefficient of localization: the share of the industry that would have to move for it to
    be spread like the reference; 0 for none, towards 1 for all of it. It is the largest vertical
    gap between Hoover's localization curve and the diagonal.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas in rows, industries in columns.
    reference : pandas.Series, optional
        Amount or share of each area (or, by area, of each industry) to compare with, such as
        population or land. Without it, the table's own totals.
    by : {"industry", "area"}
        "industry" gives the coefficient of localization of each industry; "area" gives the
        coefficient of specialization of each area (half of `krugman_specialization`).

    Returns
    -------
    pandas.Series
        One value an industry (or area); NaN, with a warning, where its total is zero.

    Raises
    ------
    clustermap.errors.DataError
        If a table cannot be used or the reference lacks an area.

    References
    ----------
    Hoover, E. M. (1936). The measurement of industrial localization. *Review of Economics and
    Statistics* 18, 162-171. Florence, P. S. (1948). *Investment, Location and Size of Plant*.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"ships": [0, 10, 10, 30, 50]}, index=list("abcde"))
    >>> people = pd.Series([10, 15, 20, 25, 30], index=list("abcde"))
    >>> float(hoover(counts, reference=people)["ships"].round(9))
    0.25
    """
    table, share, other = _against(counts, reference, by)
    found = column_totals(np.abs(share - other[:, None])) / 2
    if np.isnan(found).any():
        warn_degenerate(f"{int(np.isnan(found).sum())} {by}(s) have a total of zero: NaN there.")
    return pd.Series(found, index=table.columns)


def locational_gini(
    counts: pd.DataFrame,
    *,
    reference: pd.Series | None = None,
    by: By = "industry",
    weighted: bool = True,
    half: bool = False,
) -> pd.Series:
    """Gini coefficient of each industry's location quotients over the areas.

    Weighted (Krugman 1991): areas are ordered by location quotient, and the industry's
    cumulated share is set against the reference's; the coefficient is twice the area between
    that curve and the diagonal, 0 for an industry spread like the reference, towards 1.

    Parameters
    ----------
    counts : pandas.DataFrame
        Areas in rows, industries in columns.
    reference : pandas.Series, optional
        Amount or share of each area (by area: of each industry). Without it, the table's totals.
    by : {"industry", "area"}
        Over areas for each industry (localization), or over industries for each area
        (specialization).
    weighted : bool
        False gives the plain Gini of the quotients, each area counting the same however small.
    half : bool
        Give the area itself, from 0 to 0.5, as Krugman and EconGeo's ``locational_gini`` do.

    Returns
    -------
    pandas.Series
        One value an industry (or area); NaN, with a warning, where its total is zero.

    Raises
    ------
    clustermap.errors.DataError
        If a table cannot be used or the reference lacks an area.

    Notes
    -----
    High for an industry with few plants whatever the geography: see `ellison_glaeser`. Areas
    whose reference is zero have no quotient: weighted, they count as infinitely specialized
    (they come last in the order); unweighted, they are left out.

    References
    ----------
    Krugman, P. (1991). *Geography and Trade*, p. 56. MIT Press. Audretsch, D. B. and Feldman,
    M. P. (1996). R&D spillovers and the geography of innovation and production. *American
    Economic Review* 86, 630-640.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"ships": [8, 2], "chips": [12, 18]}, index=["Ehime", "Kumamoto"])
    >>> locational_gini(counts).round(3).to_dict()
    {'ships': 0.3, 'chips': 0.1}
    """
    table, share, other = _against(counts, reference, by)
    found = []
    for column in share.T:
        some = (column > 0) | (other > 0)
        local, size = column[some], other[some]
        if np.isnan(column).any():
            found.append(np.nan)
            continue
        with np.errstate(divide="ignore"):
            quotient = local / size
        if not weighted:
            quotient = quotient[size > 0]
            local, size = quotient, np.ones_like(quotient)
        order = np.lexsort((local, quotient))
        found.append(lorenz_gini(local[order], size[order]) / (2 if half else 1))
    result = pd.Series(found, index=table.columns, dtype="float64")
    if result.isna().any():
        warn_degenerate(f"{int(result.isna().sum())} {by}(s) have a total of zero: NaN there.")
    return result


def mori_nishikimi_smith(
    counts: pd.DataFrame | pd.Series, reference: pd.Series
) -> pd.Series | float:
    """Kullback-Leibler divergence of an industry's areas from a reference distribution.

    ``D = sum_i p[i] ln(p[i] / q[i])``: 0 where the industry is spread like the reference, and at
    most ``ln(1 / min q)``, where all of it is in the smallest area.

    Parameters
    ----------
    counts : pandas.DataFrame or pandas.Series
        Areas in rows (and industries in columns): establishments of each area.
    reference : pandas.Series
        Amount or share of each area. The paper takes the area's economic area (habitable land,
        可住地面積), which makes D the distance from complete spatial dispersion; all jobs or all
        establishments make it relative to activity as a whole.

    Returns
    -------
    pandas.Series or float
        One value an industry. NaN, with a warning, where the industry's total is zero; infinite,
        with a warning, where it has establishments in an area whose reference is zero.

    Raises
    ------
    clustermap.errors.DataError
        If a table cannot be used or the reference lacks an area.

    References
    ----------
    Mori, T., Nishikimi, K. and Smith, T. E. (2005). A divergence statistic for industrial
    localization. *Review of Economics and Statistics* 87, 635-651.

    Examples
    --------
    >>> import pandas as pd
    >>> land = pd.Series({"a": 50, "b": 50})
    >>> round(mori_nishikimi_smith(pd.Series({"a": 8, "b": 0}), land), 4)
    0.6931
    """
    if isinstance(counts, pd.Series):
        found = _divergence(counts.to_frame("industry"), reference)
        return float(found.iloc[0])
    return _divergence(counts, reference)


def _divergence(counts: pd.DataFrame, reference: pd.Series) -> pd.Series:
    table = check_counts(counts)
    other = match_reference(reference, table.index)
    found = []
    for column in shares(table.to_numpy()).T:
        some = column > 0
        if np.isnan(column).any():
            found.append(np.nan)
        elif (other[some] == 0).any():
            found.append(np.inf)
        else:
            found.append(total(column[some] * np.log(column[some] / other[some])))
    result = pd.Series(found, index=table.columns, dtype="float64")
    wrong = ~np.isfinite(result)
    if wrong.any():
        warn_degenerate(
            f"{int(wrong.sum())} industry(ies) have a total of zero (NaN) or lie where the "
            "reference is zero (infinite)."
        )
    return result


def _against(
    counts: pd.DataFrame, reference: pd.Series | None, by: By
) -> tuple[pd.DataFrame, Floats, Floats]:
    """Table with what is compared in its columns, the shares down them, and the reference's."""
    check_option("by", by, ("industry", "area"))
    table = check_counts(counts)
    if by == "area":
        table = table.T
    if reference is None:
        other = shares(row_totals(table.to_numpy()))
    else:
        other = match_reference(reference, table.index)
    return table, shares(table.to_numpy()), other
