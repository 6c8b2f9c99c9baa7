"""Titles of maps in three languages, made from what was selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import japan, locales
from clustermap.data.municipalities import read_names

if TYPE_CHECKING:
    from clustermap.analysis.indicators import Indicator
    from clustermap.data.selection import Choice, Selection
    from clustermap.locales import Text

_SEPARATOR = {"en": ", ", "ja": "、", "ko": ", "}
_AND = {"en": " and ", "ja": "・", "ko": "·"}
_UNTIL = {"en": "to {}", "ja": "{}年まで", "ko": "{}년까지"}


def title(selection: Selection) -> Text:
    """Say what and where: the one sector selected, or industrial clusters, in the places selected.

    Examples
    --------
    >>> import clustermap as cm
    >>> title(cm.load().select(region="kyushu", sector="semiconductor").selection)["en"]
    'Semiconductors in Kyushu-Okinawa'
    """
    sectors = selection.chosen.sectors
    if len(sectors) == 1:
        return of_sector(selection, sectors[0])
    where = _where(selection)
    if where is None:
        return locales.texts("page", "title")
    return locales.texts("page", "title_place", place=where)


def of_sector(selection: Selection, sector: str) -> Text:
    """Say that a sector is shown, and where."""
    name, where = locales.texts("sector", sector), _where(selection)
    if where is None:
        return locales.texts("page", "title_sector", sector=name)
    return locales.texts("page", "title_sector_place", sector=name, place=where)


def of_indicator(selection: Selection, about: Indicator) -> Text:
    """Say what a map is colored by, and where; sites are what any map is about.

    Examples
    --------
    >>> import clustermap as cm
    >>> atlas = cm.load().select(region="kyushu")
    >>> of_indicator(atlas.selection, atlas.indicators.about["investment"])["en"]
    'Announced investment, Kyushu-Okinawa'
    """
    kind, _, sector = about.id.partition(":")
    if kind == "sites":
        return of_sector(selection, sector) if sector in selection.sectors else title(selection)
    some = places(selection) if not any(_places(selection).values()) else _where(selection)
    if some is None:
        return about.label
    return locales.texts("page", "title_indicator", indicator=about.label, place=some)


def subtitle(selection: Selection) -> Text:
    """Name what else was selected: places that the title does not name, kinds, years, if any."""
    words, told = _places(selection), kinds(selection.chosen)
    if _where(selection) is not None:
        words = {lang: [] for lang in words}
    return {
        lang: _SEPARATOR[lang].join(filter(None, (*names, told[lang])))
        for lang, names in words.items()
    }


def kinds(chosen: Choice) -> Text:
    """Name the segments, statuses and years chosen; empty where none were.

    Examples
    --------
    >>> from clustermap.data.selection import Choice
    >>> kinds(Choice(segments=("equipment",), until=2020))["en"]
    'Equipment, to 2020'
    """
    words: dict[str, list[str]] = {lang: [] for lang in locales.LANGUAGES}
    for lang, names in words.items():
        names += [locales.text("segment", one, lang) for one in chosen.segments]
        names += [locales.text("status", one, lang) for one in chosen.statuses]
        if chosen.until is not None:
            names.append(_UNTIL[lang].format(chosen.until))
    return {lang: _SEPARATOR[lang].join(names) for lang, names in words.items()}


def until(year: int) -> Text:
    """Say that sites are those until the end of a year.

    Examples
    --------
    >>> until(2020)["ja"]
    '2020年まで'
    """
    return {lang: form.format(year) for lang, form in _UNTIL.items()}


def with_kinds(label: str, told: str, lang: str) -> str:
    """Put kinds in brackets behind a label.

    Examples
    --------
    >>> with_kinds("半導体", "製造装置", "ja"), with_kinds("Bio", "Vaccines", "en")
    ('半導体（製造装置）', 'Bio (Vaccines)')
    """
    return f"{label}（{told}）" if lang == "ja" else f"{label} ({told})"


#: More places than this stand in the line below the title.
_IN_TITLE = 2


def _where(selection: Selection) -> Text | None:
    """Name the places for the title; None where none, or many, were selected."""
    words = _places(selection)
    if not 0 < len(words["en"]) <= _IN_TITLE:
        return None
    return {lang: _AND[lang].join(names) for lang, names in words.items()}


def places(selection: Selection) -> Text:
    """Name the places selected; "Japan" where none were."""
    words = _places(selection)
    if not words["en"]:
        return locales.texts("page", "japan")
    return {lang: _SEPARATOR[lang].join(names) for lang, names in words.items()}


def _places(selection: Selection) -> dict[str, list[str]]:
    """Return groups, regions where they are whole, else prefectures, then municipalities."""
    chosen = set(selection.chosen.prefectures)
    parts = dict.fromkeys(selection.chosen.municipalities)
    words: dict[str, list[str]] = {lang: [] for lang in locales.LANGUAGES}
    for group in selection.chosen.groups:
        chosen -= set(group.prefectures)
        for code in group.municipalities:
            parts.pop(code, None)
        for lang in locales.LANGUAGES:
            words[lang].append(group.name)
    regions = [(region.codes, region[1:4]) for region in japan.EIGHT_REGIONS]
    single = [((one.code,), one[1:4]) for one in japan.PREFECTURES]
    for codes, names in (*regions, *single):
        if chosen and chosen.issuperset(codes):
            chosen -= set(codes)
            for lang, name in zip(locales.LANGUAGES, names, strict=True):
                words[lang].append(name)
    if parts:
        known = read_names()
        for lang in locales.LANGUAGES:
            words[lang] += known.loc[list(parts), f"name_{lang}"].tolist()
    return words
