"""Presence of industries, proximity between them, and density around them in an area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from clustermap.errors import DataError


def presence(quotients: pd.DataFrame, threshold: float = 1.0) -> pd.DataFrame:
    """Say in what each area is specialized: a quotient of at least the threshold.

    Parameters
    ----------
    quotients : pandas.DataFrame
        Areas x industries; NaN is not present.
    threshold : float

    Returns
    -------
    pandas.DataFrame
        Boolean.

    Examples
    --------
    >>> presence(pd.DataFrame({"ships": [1.6, 0.4], "chips": [0.8, 1.0]})).to_numpy().tolist()
    [[True, False], [False, True]]
    """
    return quotients >= threshold


def proximity(present: pd.DataFrame) -> pd.DataFrame:
    """Return how often two industries are found in the same areas.

    ``phi_ij = sum_c M_ci M_cj / max(k_i, k_j)``: the smaller of the two shares of areas with one
    that have the other too.

    Parameters
    ----------
    present : pandas.DataFrame
        Areas x industries, boolean.

    Returns
    -------
    pandas.DataFrame
        Industries x industries, symmetric, 1 on the diagonal; NaN for an industry that no area is
        specialized in.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. *Science* 317, 482-487.

    Examples
    --------
    >>> present = pd.DataFrame({"a": [1, 1, 0], "b": [1, 0, 0], "c": [0, 1, 1]}).astype(bool)
    >>> proximity(present).loc["a"].tolist()
    [1.0, 0.5, 0.5]
    """
    held = present.to_numpy(float)
    together = held.T @ held
    ubiquity = held.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        phi = together / np.maximum(ubiquity[:, None], ubiquity[None, :])
    lost = ubiquity == 0
    phi[lost, :] = phi[:, lost] = np.nan
    return pd.DataFrame(phi, index=present.columns, columns=present.columns)


def density(present: pd.DataFrame, phi: pd.DataFrame) -> pd.DataFrame:
    """Return how much of what is near an industry an area has.

    ``d_cj = sum_i M_ci phi_ij / sum_i phi_ij``, 0 to 1.

    Parameters
    ----------
    present : pandas.DataFrame
        Areas x industries, boolean.
    phi : pandas.DataFrame
        As :func:`proximity` gives it.

    Returns
    -------
    pandas.DataFrame
        Areas x industries; NaN for an industry that no area is specialized in.

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L. and Hausmann, R. (2007). The product space
    conditions the development of nations. *Science* 317, 482-487.

    Examples
    --------
    >>> present = pd.DataFrame({"a": [1, 1, 0], "b": [1, 0, 0], "c": [0, 1, 1]}).astype(bool)
    >>> density(present, proximity(present)).round(3)["b"].tolist()
    [1.0, 0.333, 0.0]
    """
    if list(phi.columns) != list(present.columns):
        raise DataError("The proximity is of other industries.", "Give both the same industries.")
    weights = phi.fillna(0.0).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        found = present.to_numpy(float) @ weights / weights.sum(axis=0)
    return pd.DataFrame(found, index=present.index, columns=present.columns)
