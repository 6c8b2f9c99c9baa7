"""Fonts for pictures and documents: Japanese and Korean never as boxes.

Noto Sans CJK of the system is taken if it is there; else the one that the packages
``noto-cjk-sans-jp-regular`` and ``noto-cjk-sans-jp-bold`` bring along. Both hold Latin letters,
kana, kanji and hangul.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.errors import ClustermapError
from clustermap.extras import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.ft2font import FT2Font

FAMILY = "Noto Sans CJK JP"
#: Comes with matplotlib; has more of the Latin, Greek and Cyrillic letters.
OTHERS = "DejaVu Sans"
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "/opt/homebrew/share/fonts",
    "C:/Windows/Fonts",
    "~/AppData/Local/Microsoft/Windows/Fonts",
)
_NAMES = ("NotoSansCJK-{}.ttc", "NotoSansCJKjp-{}.otf")
# a line may not begin with these, nor end with those
_NOT_FIRST = frozenset(
    "、。，．・：；！？）」』】〕］｝〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々%,.:;!?)]}»”’"
)
_NOT_LAST = frozenset("（「『【〔［｛〈《([{«“‘¥$")


@dataclass(frozen=True)
class Fonts:
    """Files of the regular and bold face, and where they were found, in words."""

    regular: Path
    bold: Path
    origin: str

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that hold the files."""
        return tuple(dict.fromkeys((self.regular.parent, self.bold.parent)))


@functools.cache
def fonts() -> Fonts:
    """Find the fonts.

    Raises
    ------
    ClustermapError
        Neither the system nor the packages have them.
    """
    on_system = _on_system()
    if on_system:
        return Fonts(*on_system, f"Noto Sans CJK of the system ({on_system[0]})")
    packaged = _packaged()
    if packaged:
        return Fonts(*packaged, "Noto Sans CJK of the package noto-cjk-sans-jp-regular")
    raise ClustermapError(
        "No font with Japanese and Korean characters was found.",
        "pip install noto-cjk-sans-jp-regular noto-cjk-sans-jp-bold",
    )


def _on_system() -> tuple[Path, Path] | None:
    for folder in _FOLDERS:
        for pattern in _NAMES:
            name = pattern.format("Regular")
            for regular in sorted(Path(folder).expanduser().rglob(name)):
                bold = regular.with_name(pattern.format("Bold"))
                return regular, bold if bold.exists() else regular
    return None


def _packaged() -> tuple[Path, Path] | None:
    found = []
    for weight in ("Regular", "Bold"):
        try:
            folder = resources.files(f"noto_cjk_sans_jp_{weight.lower()}")
        except ModuleNotFoundError:
            continue
        found.append(Path(str(folder / f"NotoSansCJKjp-{weight}.otf")))
    return (found[0], found[-1]) if found else None


class Lettering:
    """Sets text of one font: properties for matplotlib, widths, and lines that fit."""

    def __init__(self) -> None:
        require("figures", "A picture")
        from matplotlib.font_manager import findfont
        from matplotlib.ft2font import FT2Font

        chosen = fonts()
        self.origin = chosen.origin
        _register(chosen)
        self._faces = {
            bold: FT2Font(str(path))
            for bold, path in ((False, chosen.regular), (True, chosen.bold))
        }
        self._others = FT2Font(findfont(OTHERS))
        self._widths: dict[tuple[str, bool], float] = {}

    def style(self, size: float, *, bold: bool = False) -> dict[str, Any]:
        """Return the keywords that set matplotlib's text in this font at ``size`` points."""
        return {
            "fontfamily": [FAMILY, OTHERS],
            "fontweight": "bold" if bold else "regular",
            "fontsize": size,
            # "$" in a name of the data is a dollar, not mathematics
            "parse_math": False,
        }

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a line in points."""
        return self._measure(self.printable(text), bold) * size

    def _measure(self, text: str, bold: bool) -> float:  # noqa: FBT001
        """Return the width of printable text in ems; remembered, as pieces come again."""
        known = self._widths.get((text, bold))
        if known is None:
            cjk = "".join(letter for letter in text if ord(letter) in self._letters)
            others = "".join(letter for letter in text if ord(letter) not in self._letters)
            known = _width(self._faces[bold], cjk) + _width(self._others, others)
            self._widths[text, bold] = known
        return known

    def printable(self, text: str) -> str:
        """Replace letters that the font does not have by "〓", a printer's mark for such."""
        known = self._letters | self._other_letters
        plain = unicodedata.normalize("NFC", text.replace("\n", " "))
        return "".join(
            letter if ord(letter) in known else "〓"
            for letter in plain
            if unicodedata.category(letter) not in {"Cc", "Cf", "Mn"}
        )

    @functools.cached_property
    def _letters(self) -> frozenset[int]:
        return frozenset(self._faces[False].get_charmap())

    @functools.cached_property
    def _other_letters(self) -> frozenset[int]:
        return frozenset(self._others.get_charmap())

    def wrap(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """Break text into lines of at most ``width`` points, by the rules of its letters."""
        lines: list[str] = []
        line, room = "", width
        for piece in _pieces(self.printable(text)):
            if line and self._measure(piece.rstrip(), bold) * size > room:
                lines.append(line.rstrip())
                line, room = "", width
                piece = piece.lstrip()  # noqa: PLW2901
            line += piece
            room -= self._measure(piece, bold) * size
        return [*lines, line.rstrip()] if line.strip() or not lines else lines

    def cut(self, text: str, size: float, width: float, *, bold: bool = False) -> str:
        """Shorten a line to ``width`` points with an ellipsis."""
        text = self.printable(text)
        if self.width(text, size, bold=bold) <= width:
            return text
        room = width / size - self._measure("…", bold)
        kept = 0
        for letter in text:
            room -= self._measure(letter, bold)
            if room < 0:
                break
            kept += 1
        text = text[:kept]
        return text.rstrip() + "…"


def _width(face: FT2Font, text: str) -> float:
    """Return the width of text in ems."""
    if not text:
        return 0.0
    # widths are taken at a large size, where hinting does not round them
    face.set_size(100, 72)
    face.set_text(text)
    return float(face.get_width_height()[0]) / 64 / 100


def _register(chosen: Fonts) -> None:
    """Tell matplotlib of the font, if it does not know of it yet."""
    from matplotlib.font_manager import fontManager

    known = {(font.fname, font.name) for font in fontManager.ttflist}
    for path in (chosen.regular, chosen.bold):
        if (str(path), FAMILY) not in known:
            fontManager.addfont(str(path))


def _pieces(text: str) -> Iterable[str]:
    """Split text where a line may end: after spaces, and between East Asian letters."""
    piece = ""
    for letter, after in itertools.pairwise(text):
        piece += letter
        breakable = letter == " " or (
            (_east_asian(letter) or _east_asian(after))
            and after not in _NOT_FIRST
            and letter not in _NOT_LAST
            and after != " "
        )
        if breakable:
            yield piece
            piece = ""
    yield piece + text[-1:]


def _east_asian(letter: str) -> bool:
    # hangul breaks at spaces, as Latin does
    return unicodedata.east_asian_width(letter) in {"W", "F"} and not "\uac00" <= letter <= "\ud7a3"
