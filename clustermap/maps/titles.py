"""Titles of maps in three languages, made from what was selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import japan, locales
from clustermap.data.municipalities import read_names

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
