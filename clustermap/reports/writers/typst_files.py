"""Typst: files in a folder set with the fonts of the maps."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.errors import ClustermapError
from clustermap.maps.figures.fonts import fonts

if TYPE_CHECKING:
    from collections.abc import Mapping


def typeset(files: Mapping[str, bytes], main: str, **how: Any) -> bytes:
    """Set files that stand in one folder by Typst, with the fonts of the maps.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name.
    main : str
        The template among them.
    **how
        ``format``, ``ppi``, ``pdf_standards``: see ``typst.Compiler.compile``.

    Raises
    ------
    ClustermapError
        Typst can't set it.
    """
    import typst

    with tempfile.TemporaryDirectory() as name:
        for file, text in files.items():
            (Path(name) / file).write_bytes(text)
        try:
            compiler = typst.Compiler(
                str(Path(name) / main),
                root=name,
                font_paths=[str(one) for one in _font_folders()],
                ignore_system_fonts=True,
            )
            content: Any = compiler.compile(**how)
        except RuntimeError as error:
            raise ClustermapError(
                f"The PDF can't be set: {error}.", "Write the report as .docx or .html instead."
            ) from error
    return bytes(content)


def _font_folders() -> tuple[Path, ...]:
    import matplotlib as mpl

    return (*fonts().folders, Path(mpl.get_data_path()) / "fonts" / "ttf")
