"""Titles of maps in three languages, made from what was selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import japan, locales

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.locales import Text

_SEPARATOR = {"en": ", ", "ja": "、", "ko": ", "}
_UNTIL = {"en": "to {}", "ja": "{}年まで", "ko": "{}년까지"}


def title(selection: Selection) -> Text:
    """Name the subject: the one sector selected, or industrial clusters in general."""
    sectors = selection.chosen.sectors
    if len(sectors) == 1:
        return locales.texts("page", "title_sector", sector=locales.texts("sector", sectors[0]))
    return locales.texts("page", "title")


def subtitle(selection: Selection) -> Text:
    """Name what was selected: places and years; empty where nothing was."""
    words = _places(selection)
    until = selection.chosen.until
    if until is not None:
        for lang, form in _UNTIL.items():
            words[lang].append(form.format(until))
    return {lang: _SEPARATOR[lang].join(names) for lang, names in words.items()}


def places(selection: Selection) -> Text:
    """Name the places selected; "Japan" where none were."""
    words = _places(selection)
    if not words["en"]:
        return locales.texts("page", "japan")
    return {lang: _SEPARATOR[lang].join(names) for lang, names in words.items()}


def _places(selection: Selection) -> dict[str, list[str]]:
    """Return regions where they are whole, else prefectures."""
    chosen = set(selection.chosen.prefectures)
    words: dict[str, list[str]] = {lang: [] for lang in locales.LANGUAGES}
    regions = [(region.codes, region[1:4]) for region in japan.EIGHT_REGIONS]
    single = [((one.code,), one[1:4]) for one in japan.PREFECTURES]
    for codes, names in (*regions, *single):
        if chosen and chosen.issuperset(codes):
            chosen -= set(codes)
            for lang, name in zip(locales.LANGUAGES, names, strict=True):
                words[lang].append(name)
    return words
