"""Complexity indices of areas and industries, where they are connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Two largest eigenvalues nearer than this: the second one has no direction of its own.
_TIE = 1e-9


def complexity(present: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the complexity of areas (ECI) and of industries (PCI).

    The second eigenvector of ``sum_i M_ci M_c'i / (k_c k_i)``, standardized over the areas, with
    the sign by which it goes with diversity; PCI likewise, with the same sign.

    Parameters
    ----------
    present : pandas.DataFrame
        Areas x industries, boolean.

    Returns
    -------
    pandas.Series, pandas.Series
        By area and by industry. NaN for areas and industries that are not connected with most of
        the others, or with none: they can't be compared and are not to be ranked. All NaN where
        the index has no direction.

    Notes
    -----
    It sorts areas by which industries they share, and says nothing about how well off they are.
    With 24 industries it mostly tells a few kinds of manufacturing apart.

    References
    ----------
    Hidalgo, C. A. and Hausmann, R. (2009). The building blocks of economic complexity. *PNAS* 106,
    10570-10575. On Japan's prefectures: Chakraborty, A., Inoue, H. and Fujiwara, Y. (2020).
    Economic complexity of prefectures in Japan. *PLoS ONE* 15, e0238017.

    Examples
    --------
    >>> present = pd.DataFrame(
    ...     [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]],
    ...     index=["all", "two", "one", "apart"], columns=list("abcd"),
    ... ).astype(bool)
    >>> areas, industries = complexity(present)
    >>> areas.round(2).to_dict()
    {'all': 1.22, 'two': -0.0, 'one': -1.22, 'apart': nan}
    """
    rows, columns = _connected(present.to_numpy(bool))
    eci = pd.Series(np.nan, present.index, dtype=float)
    pci = pd.Series(np.nan, present.columns, dtype=float)
    held = present.to_numpy(float)[np.ix_(rows, columns)]
    if held.shape[0] < 2 or held.shape[1] < 2:
        return eci, pci
    diversity, ubiquity = held.sum(axis=1), held.sum(axis=0)
    # symmetric form of the walk between areas: eigenvectors are real and orthogonal
    scaled = held / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)[None, :]
    values, vectors = np.linalg.eigh(scaled @ scaled.T)
    if len(values) > 2 and values[-2] - values[-3] < _TIE:
        return eci, pci
    walk = vectors[:, -2] / np.sqrt(diversity)
    of_industries = held.T @ walk / ubiquity
    if np.std(walk) < _TIE:
        return eci, pci
    sign = 1.0
    if np.std(diversity) > 0:
        sign = np.sign(np.corrcoef(diversity, walk)[0, 1]) or 1.0
    eci.iloc[rows] = sign * (walk - walk.mean()) / walk.std()
    spread = of_industries.std()
    if spread > 0:
        pci.iloc[columns] = sign * (of_industries - of_industries.mean()) / spread
    return eci, pci


def _connected(present: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return rows and columns of the largest part in which all hang together."""
    from scipy.sparse import bmat, csr_matrix
    from scipy.sparse.csgraph import connected_components

    held = csr_matrix(present.astype(float))
    _, part = connected_components(bmat([[None, held], [held.T, None]]), directed=False)
    largest = np.bincount(part[: present.shape[0]]).argmax()
    rows = np.flatnonzero((part[: present.shape[0]] == largest) & present.any(axis=1))
    columns = np.flatnonzero((part[present.shape[0] :] == largest) & present.any(axis=0))
    return rows, columns
