"""How a row of one's own was placed: by which columns, in which datum and why, to which place."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace

from clustermap import locales

#: The column of a page's sites that has it.
PLACED = "how_placed"
#: Ways that have a place of the gazetteer in their words, and how exact each is in English.
_LEVELS = {
    "koaza": "koaza", "town": "town", "around": "around", "address_municipality": "municipality",
    "municipality": "municipality", "prefecture": "its office",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placing:
    """How a row was placed.

    Attributes
    ----------
    how : str
        A key of the texts ``placing``: why a datum was taken, or how exact an address is.
    columns : str
        The columns read.
    place : str
        The place of an address, as the gazetteer calls it.
    datum, stated : str
        The datum as the user wrote it, and the column that states it.

    Examples
    --------
    >>> str(Placing("town", "住所", "大字原水"))
    '住所: 大字原水 (town)'
    >>> Placing("unstated", "緯度, 経度").text("ja")
    '緯度, 経度（測地系の記載がないためJGD2011とみなす）'
    """

    how: str
    columns: str = ""
    place: str = ""
    datum: str = ""
    stated: str = ""

    def text(self, lang: str = "en") -> str:
        """Return it in words."""
        return self.way[lang].replace("{place}", self.place)

    def __str__(self) -> str:
        """Return it in English words."""
        return self.text()

    @property
    def way(self) -> locales.Text:
        """The words that rows placed alike share, with ``{place}`` for what is a row's own."""
        return _way(self.how, self.columns, self.datum, self.stated)

    @property
    def kind(self) -> str:
        """What rows placed alike are counted under, in English."""
        if self.how not in _LEVELS:
            return str(self)
        columns = self.columns or self.how
        return f"{columns}, to {'' if self.how == 'prefecture' else 'the '}{_LEVELS[self.how]}"

    @property
    def alike(self) -> Placing:
        """The same without what is a row's own."""
        return replace(self, place="")


@functools.cache
def _way(how: str, columns: str, datum: str, stated: str) -> locales.Text:
    return locales.texts("placing", how, columns=columns, datum=datum, stated=stated)


NOWHERE = Placing("nowhere")
#: Placed by a column that is not shown.
WITHHELD = Placing("withheld")
