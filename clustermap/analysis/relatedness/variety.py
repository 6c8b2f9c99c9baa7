"""Related and unrelated variety: entropy within and between groups of industries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clustermap.errors import DataError


def variety(amounts: pd.DataFrame, groups: pd.Series[str]) -> pd.DataFrame:
    """Split the entropy of an area's mix into that between and that within groups of industries.

    ``unrelated = -sum_g P_g log2 P_g`` over groups, ``related = sum_g P_g H_g`` with ``H_g`` the
    entropy inside a group; together the entropy over industries.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Areas x industries: jobs.
    groups : pandas.Series
        The group of each industry.

    Returns
    -------
    pandas.DataFrame
        ``related, unrelated``, in bits; NaN for an area without any.

    References
    ----------
    Frenken, K., Van Oort, F. and Verburg, T. (2007). Related variety, unrelated variety and
    regional economic growth. *Regional Studies* 41, 685-697.

    Examples
    --------
    >>> jobs = pd.DataFrame({"cars": [50, 25], "ships": [50, 25], "food": [0, 50]})
    >>> kinds = pd.Series({"cars": "machines", "ships": "machines", "food": "food"})
    >>> variety(jobs, kinds).to_numpy().tolist()
    [[1.0, 0.0], [0.5, 1.0]]
    """
    if set(amounts.columns) - set(groups.index):
        raise DataError("An industry is in no group.", "Give a group for each industry.")
    total = amounts.sum(axis=1)
    shares = amounts.div(total.where(total > 0), axis=0)
    by_group = shares.T.groupby(groups.reindex(amounts.columns)).sum().T
    unrelated = _entropy(by_group)
    found = pd.DataFrame({"related": _entropy(shares) - unrelated, "unrelated": unrelated})
    found["related"] = found["related"].mask(found["related"].abs() < 1e-12, 0.0)
    return found.where(total > 0)


def _entropy(shares: pd.DataFrame) -> pd.Series[float]:
    values = shares.to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(values > 0, values * np.log2(values), 0.0)
    return pd.Series(0.0 - parts.sum(axis=1), shares.index)
