"""Does one number foretell who gains? The area under the curve, with a bootstrap over areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def area_under_curve(scores: ArrayLike, gained: ArrayLike) -> float:
    """Return the chance that a case that gained had the higher score than one that did not.

    Half for ties: 0.5 is a coin, 1 foretells all.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver
    operating characteristic (ROC) curve. *Radiology* 143, 29-36.

    Examples
    --------
    >>> area_under_curve([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    0.75
    """
    from scipy.stats import rankdata

    hit = np.asarray(gained, bool)
    positive, negative = int(hit.sum()), int((~hit).sum())
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(np.asarray(scores, float))
    return float((ranks[hit].sum() - positive * (positive + 1) / 2) / (positive * negative))


def foretells(
    scores: dict[str, ArrayLike],
    gained: ArrayLike,
    areas: ArrayLike,
    *,
    baseline: str,
    draws: int = 1999,
    seed: int = 0,
    level: float = 0.95,
) -> dict[str, dict[str, Any]]:
    """Measure how well scores foretell who gained, and whether any beats the baseline.

    Cases of an area are not independent, so whole areas are drawn with replacement.

    Parameters
    ----------
    scores : dict of str to array_like
        The scores of each case, by name.
    gained : array_like of bool
        Whether the case gained.
    areas : array_like
        The area of each case.
    baseline : str
        The score that the others must beat.
    draws, seed : int
        Of the bootstrap.
    level : float
        Coverage of the percentile intervals.

    Returns
    -------
    dict of str to dict
        For each score ``auc, low, high``; for all but the baseline also ``gap, gap_low, gap_high``
        (from the baseline) and ``beats`` (the whole interval of the gap is above 0).

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). *An Introduction to the Bootstrap*. Chapman & Hall.

    Examples
    --------
    >>> scores = {"density": [1, 2, 3, 4], "already": [2, 1, 4, 3]}
    >>> found = foretells(scores, [0, 0, 1, 1], list("abab"), baseline="already", draws=99)
    >>> found["density"]["auc"], found["density"]["beats"]
    (1.0, False)
    """
    if baseline not in scores:
        raise DataError(f"There is no score {baseline!r}.", f"Known: {', '.join(scores)}.")
    hit = np.asarray(gained, bool)
    columns = {name: np.asarray(one, float) for name, one in scores.items()}
    names, code = np.unique(np.asarray(areas), return_inverse=True)
    rng = np.random.default_rng(seed)
    # how often each area is drawn
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), draws).astype(float)
    drawn = {name: _drawn(column, hit, code, counts) for name, column in columns.items()}
    tails = [(1 - level) / 2, (1 + level) / 2]
    found: dict[str, dict[str, Any]] = {}
    base = drawn[baseline]
    for name, column in columns.items():
        low, high = np.nanquantile(drawn[name], tails)
        found[name] = {
            "auc": area_under_curve(column, hit), "low": float(low), "high": float(high)
        }  # fmt: skip
        if name != baseline:
            gap_low, gap_high = np.nanquantile(drawn[name] - base, tails)
            found[name] |= {
                "gap": found[name]["auc"] - area_under_curve(columns[baseline], hit),
                "gap_low": float(gap_low),
                "gap_high": float(gap_high),
                "beats": bool(gap_low > 0),
            }
    return found


def _drawn(scores: Floats, hit: Any, code: Any, counts: Floats) -> Floats:
    """Return the area under the curve of every draw, from pairs of cases added up by area."""
    n = counts.shape[1]
    winners, losers = scores[hit], scores[~hit]
    ahead = (winners[:, None] > losers) + 0.5 * (winners[:, None] == losers)
    pairs = np.zeros((n, n))
    np.add.at(pairs, (code[hit][:, None], code[~hit][None, :]), ahead)
    positive, negative = (np.bincount(code[some], minlength=n) for some in (hit, ~hit))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.einsum("da,ab,db->d", counts, pairs, counts) / (
            (counts @ positive) * (counts @ negative)
        )
    return np.asarray(found)
