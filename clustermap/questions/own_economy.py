"""A user's own table of area x industry: what is asked of it has to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import japan
from clustermap.errors import DataError, UnknownNameError
from clustermap.messages import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

#: Industries of the user's that are listed where one is not there.
MOST = 20


def refuse_official(options: Any, usual: Any, names: Iterable[str]) -> None:
    """Refuse options that choose among official figures: of one's own table they do nothing.

    Raises
    ------
    DataError
        One of them is given.
    """
    for name in names:
        if getattr(options, name) != getattr(usual, name):
            raise DataError(
                f"--{name} chooses among official figures, not in a table of your own.",
                f"Leave --{name} out, or --values.",
            )


def own_industries(given: Sequence[str], known: Iterable[object]) -> list[str]:
    """Return the industries of a table that are given by name, whatever the case.

    Raises
    ------
    UnknownNameError
        It lists the industries that there are.

    Examples
    --------
    >>> own_industries(["chips"], ["Chips", "Food"])
    ['Chips']
    """
    names = {str(name).strip().casefold(): str(name) for name in known}
    found = []
    for one in given:
        plain = one.strip().casefold()
        if plain not in names:
            listing = f"Your table has: {listed(names.values(), most=MOST)}."
            raise UnknownNameError.of("industry", one, names.values(), listing=listing)
        found.append(names[plain])
    return list(dict.fromkeys(found))


def require_benchmark(against: str, codes: pd.Index) -> None:
    """Refuse a prefecture as benchmark of which a table has no area.

    Raises
    ------
    DataError
        There is none.
    """
    code = japan.prefecture(against).code
    if not any(str(one)[:2] == code for one in codes):
        raise DataError(
            f"Your table has no area of {japan.BY_CODE[code].en}.",
            "Use --against nation, or a prefecture that it has.",
        )
