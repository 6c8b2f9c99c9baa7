"""What cannot be tested, said in a sentence: constant values, too few areas, no neighbors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clustermap import locales
from clustermap.analysis.autocorrelation.sample import FEWEST_UNITS, is_flat, one_column, prepare
from clustermap.errors import DataError
from clustermap.locales import wording
from clustermap.messages import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from clustermap.analysis.weights.adjacency import Adjacency

#: Variables named in one sentence.
MOST = 8
#: What to do where nothing can be tested.
NOTHING_TO_TEST = (
    "Choose values that differ, and at least three areas of which some are neighbors (more "
    "prefectures, a smaller --level, other --weights)."
)


def reason_untested(
    column: pd.Series[float], graph: Adjacency, isolates: Literal["keep", "drop"] = "keep"
) -> tuple[str, int]:
    """Return why a variable has no test of autocorrelation, and how many areas have values.

    Returns
    -------
    (str, int)
        ``few``, ``no_neighbors`` or ``constant``; an empty text where it can be tested.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> [reason_untested(pd.Series(x, index=list("abcd")), line) for x in ([7.0] * 4, [1, 2, 3, 4])]
    [('constant', 4), ('', 4)]
    """
    sample = prepare(one_column(column, "values"), graph, "r", isolates)
    if sample.n < FEWEST_UNITS:
        return "few", sample.n
    if not len(sample.adjacency.weight):
        return "no_neighbors", sample.n
    return ("constant" if is_flat(sample.values[:, 0]) else ""), sample.n


def untested_sentences(
    variables: pd.DataFrame,
    graph: Adjacency,
    isolates: Literal["keep", "drop"] = "keep",
    lang: str = "en",
) -> dict[str, tuple[str, ...]]:
    """Say why variables have no test: a sentence, and the variables that it is about.

    Examples
    --------
    >>> import pandas as pd
    >>> from clustermap.analysis.weights.adjacency import Adjacency
    >>> line = Adjacency.of("abcd", [0, 1, 1, 2, 2, 3], [1, 0, 2, 1, 3, 2])
    >>> table = pd.DataFrame({"jobs": [1.0, 2, 3, 4], "ports": [5.0] * 4}, index=list("abcd"))
    >>> untested_sentences(table, line)
    {'Not tested: ports. All 4 areas have the same value.': ('ports',)}
    """
    found: dict[tuple[str, int], list[str]] = {}
    for name in variables:
        key = reason_untested(variables[name], graph, isolates)
        if key[0]:
            found.setdefault(key, []).append(str(name))
    return {
        sentence(reason, names, lang, n=n): tuple(names) for (reason, n), names in found.items()
    }


def require_tested(sentences: dict[str, tuple[str, ...]], variables: Iterable[object]) -> None:
    """Refuse a question none of whose variables can be tested.

    Raises
    ------
    DataError
        With the reason of the first and what to do about it.
    """
    untested = {name for names in sentences.values() for name in names}
    if not untested or any(str(name) not in untested for name in variables):
        return
    raise DataError(" ".join(sentences), NOTHING_TO_TEST)


def g_sentence(tested: pd.DataFrame, lang: str = "en") -> tuple[str, ...]:
    """Say which of the variables tested have no G of Getis and Ord, if only some have one."""
    if "getis_ord_g" not in tested or tested.empty:
        return ()
    without = [str(name) for name in tested.index[tested["getis_ord_g"].isna()]]
    return (sentence("g_not_given", without, lang),) if without else ()


def sentence(key: str, names: list[str], lang: str, **values: object) -> str:
    """Fill a sentence of this subject; of many names the first ones, and how many more."""
    shown = [clean(locales.text("sector", name, lang)) for name in names[:MOST]]
    if len(names) > MOST:
        shown.append(locales.text("degenerate", "more", lang, n=str(len(names) - MOST)))
    return wording.say("degenerate", key, lang, names=wording.listed(shown, lang), **values)
