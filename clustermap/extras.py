"""The extras: what a plain installation leaves out, asked for when it is used."""

from __future__ import annotations

import importlib.util

from clustermap.errors import DataError

#: Extra -> the modules that it brings.
EXTRAS = {
    "figures": ("matplotlib", "noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold"),
    "reports": ("docx", "pptx", "typst"),
    "sedona": ("sedonadb",),
    "dask": ("distributed",),
    "graphs": ("libpysal",),
}
#: Module -> the distribution that people know, where the names differ.
_CALLED = {
    "docx": "python-docx",
    "pptx": "python-pptx",
    "noto_cjk_sans_jp_regular": "noto-cjk-sans-jp-regular",
    "noto_cjk_sans_jp_bold": "noto-cjk-sans-jp-bold",
}


def installed(extra: str) -> bool:
    """Say whether all that an extra brings is there.

    Examples
    --------
    >>> installed("figures")
    True
    """
    return not _missing(extra)


def require(extra: str, what: str, otherwise: str = "") -> None:
    """Stop before long work if an extra that it needs is not installed.

    Parameters
    ----------
    extra : str
        One of ``EXTRAS``.
    what : str
        What needs it, as "A static map".
    otherwise : str
        What can be done without it, added to the remedy.

    Raises
    ------
    DataError
        Something is missing; the remedy says what to install.
    """
    missing = _missing(extra)
    if missing:
        name = _CALLED.get(missing[0], missing[0])
        raise DataError(
            f"{what} needs {name}, which is not installed.",
            f"Install it: pip install 'clustermap[{extra}]'{otherwise}.",
        )


def _missing(extra: str) -> list[str]:
    return [name for name in EXTRAS[extra] if importlib.util.find_spec(name) is None]
