"""What a brief is on: the nation, a region, a prefecture, a municipality, a sector or a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from clustermap import japan, locales
from clustermap.data.municipalities import read_names
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps import titles

if TYPE_CHECKING:
    from typing import Any

    from clustermap.data.selection import Selection

Kind = Literal["nation", "region", "prefecture", "municipality", "sector", "site"]


@dataclass(frozen=True, eq=False)
class BriefPlace:
    """What a brief is on.

    ``codes`` are the prefectures that it lies in or consists of; ``municipality`` is the one that
    it is, or that a site stands in (a designated city whole).
    """

    kind: Kind
    selection: Selection
    codes: tuple[str, ...]
    municipality: str = ""
    sector: str = ""
    site: str = ""
    #: Municipalities that are drawn as the place, where it is none of the kinds.
    areas: tuple[str, ...] = ()
    #: Sites that the map shows beside one.
    others: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """Name it in a language, as a title begins."""
        if self.kind == "site":
            return named(self.selection.national.sites.loc[self.site], "name", lang)
        if self.kind == "sector":
            return locales.text("sector", self.sector, lang)
        place = titles.places(self.selection)[lang]
        if not self.sector:
            return place
        return locales.text("brief", "in_place", lang, place=place,
                            sector=locales.text("sector", self.sector, lang))  # fmt: skip


def place_of(selection: Selection, site: str = "") -> BriefPlace:
    """Say what a selection is a selection of.

    Raises
    ------
    DataError
        Several municipalities, which are no place of a brief.
    UnknownNameError
        There is no such site.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> place_of(load().select(prefecture="Kumamoto")).kind
    'prefecture'
    >>> place_of(load(), site="jasm-kumamoto-1").municipality
    '43404'
    """
    chosen = selection.chosen
    sector = chosen.sectors[0] if len(chosen.sectors) == 1 else ""
    if site:
        return _site(selection, site)
    if chosen.municipalities:
        cities = {japan.city_of(code) for code in chosen.municipalities}
        if len(cities) > 1 or chosen.prefectures:
            raise DataError(
                "A brief is on one municipality.", "Name one, or prefectures or a region."
            )
        city = cities.pop()
        return BriefPlace("municipality", selection, (city[:2],), city, sector)
    codes = tuple(map(str, selection.prefectures.index))
    if not chosen.prefectures:
        kind: Kind = "sector" if sector else "nation"
        return BriefPlace(kind, selection, codes, sector=sector)
    return BriefPlace(
        "prefecture" if len(codes) == 1 else "region", selection, codes, sector=sector
    )


def _site(selection: Selection, site: str) -> BriefPlace:
    sites = selection.national.sites
    if site not in sites.index:
        raise UnknownNameError.of(
            "site", site, map(str, sites.index),
            listing="`clustermap data show sites` lists their ids.",
        )  # fmt: skip
    row = sites.loc[site]
    code = str(row["municipality_code"] or "")
    city = japan.city_of(code) if code else ""
    return BriefPlace(
        "site", selection, (str(row["prefecture_code"]),), city, str(row["sector"]), site
    )


def named(row: Any, stem: str, lang: str) -> str:
    """Return a name in a language, else in one that it has."""
    for one in (lang, "ja", "en"):
        text = row.get(f"{stem}_{one}")
        if isinstance(text, str) and text:
            return text
    return str(row.name)


def town(code: Any, lang: str, prefecture: str = "") -> str:
    """Name a municipality, a ward by its city; the prefecture where none is known.

    Examples
    --------
    >>> town("43104", "ja"), town("", "en", "43")
    ('熊本市', 'Kumamoto')
    """
    if pd.isna(code) or not code or str(code) not in read_names().index:
        return getattr(japan.BY_CODE[prefecture], lang) if prefecture in japan.BY_CODE else ""
    city = japan.city_of(str(code))
    return str(read_names().loc[city, f"name_{lang}"])
