"""TrueType letters for PDF files.

Noto Sans CJK has outlines of CFF kind, which matplotlib can put into a PDF only as Type 3: letters
that editing programs can't change and printers don't like. So the letters that a picture uses are
made into a small TrueType font, their curves quadratic to within a thousandth of their size.
"""

from __future__ import annotations

import io
import itertools
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.maps.figures.fonts import FAMILY, fonts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fontTools.ttLib import TTFont
    from matplotlib.figure import Figure
    from matplotlib.text import Text

#: Largest distance of a curve from the font's own, in its units (a thousand to the letter).
ERROR = 1.0
_serial = itertools.count()


def truetype(path: Path, letters: str) -> bytes:
    """Return a TrueType font with some letters of a font file, the first of a collection.

    Examples
    --------
    >>> from fontTools.ttLib import TTFont
    >>> font = TTFont(io.BytesIO(truetype(fonts().regular, "熊本 Kumamoto")))
    >>> "glyf" in font, "CFF " in font, font.getBestCmap()[ord("熊")] in font["glyf"].keys()
    (True, False, True)
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    written = io.BytesIO()
    with TTFont(path, fontNumber=0, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(Options(layout_features=[], hinting=False, name_IDs=["*"]))
        subsetter.populate(text=letters)
        subsetter.subset(font)
        if "CFF " in font:
            _quadratic(font)
        font.save(written)
    return written.getvalue()


def _quadratic(font: TTFont) -> None:
    """Put TrueType outlines in the place of those of CFF kind."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    drawn = font.getGlyphSet()
    glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]
    outlines: Any = newTable("glyf")
    outlines.glyphOrder, outlines.glyphs = font.getGlyphOrder(), glyphs
    font["glyf"], font["loca"] = outlines, newTable("loca")
    most: Any = font["maxp"]
    most.tableVersion = 0x00010000
    for name in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions",
    ):  # fmt: skip
        setattr(most, name, 1 if name == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


@contextmanager
def truetype_letters(figure: Figure) -> Iterator[None]:
    """Set a figure's text in TrueType fonts of the letters it uses, for as long as it is saved."""
    from matplotlib.font_manager import fontManager
    from matplotlib.text import Text

    texts: list[Text] = [
        one for one in figure.findobj(Text) if FAMILY in one.get_fontfamily() and one.get_text()
    ]
    family, number = f"clustermap {next(_serial)}", len(fontManager.ttflist)
    before = [(one, one.get_fontfamily()) for one in texts]
    with tempfile.TemporaryDirectory() as folder:
        for bold in (False, True):
            own = [one for one in texts if (one.get_fontweight() == "bold") == bold]
            letters = "".join(sorted({letter for one in own for letter in one.get_text()}))
            if not letters:
                continue
            path = Path(folder) / f"{family} {bold}.ttf"
            path.write_bytes(truetype(fonts().bold if bold else fonts().regular, letters))
            _register(path, family)
        try:
            for one, named in before:
                one.set_fontfamily([family, *(name for name in named if name != FAMILY)])
            yield
        finally:
            for one, named in before:
                one.set_fontfamily(named)
            del fontManager.ttflist[number:]


def _register(path: Path, family: str) -> None:
    """Tell matplotlib of a font, by a name of its own."""
    from dataclasses import replace

    from matplotlib.font_manager import fontManager

    fontManager.addfont(str(path))
    fontManager.ttflist[-1] = replace(fontManager.ttflist[-1], name=family)
