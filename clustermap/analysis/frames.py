"""Walking over the rows of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield every row; its columns are attributes, its label is ``Index``.

    Examples
    --------
    >>> import pandas as pd
    >>> [(row.Index, row.n) for row in each(pd.DataFrame({"n": [1, 2]}, index=["a", "b"]))]
    [('a', 1), ('b', 2)]
    """
    yield from frame.itertuples()
