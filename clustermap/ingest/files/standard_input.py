"""Standard input in the place of a file: written to a file of ours first."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError
from clustermap.ingest.files.formats import STANDARD_INPUT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: What stands for standard input.
NAME = "-"


def spooled(given: Sequence[Any], folder: Path) -> list[Any]:
    """Return paths, in which a file of ours stands for standard input.

    Parameters
    ----------
    given : sequence of str or path
    folder : Path
        Where the file is made; it has to last as long as the paths are read.

    Raises
    ------
    DataError
        Standard input is named twice, or there is none.
    """
    if not any(str(one) == NAME for one in given):
        return list(given)
    path = folder / STANDARD_INPUT
    if path.exists() or sum(str(one) == NAME for one in given) > 1:
        raise DataError("Standard input (-) is named twice.", "It can be read once: give a file.")
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
    except (AttributeError, ValueError) as error:
        raise DataError("There is no standard input (-).", "Give a file.") from error
    return [path if str(one) == NAME else one for one in given]
