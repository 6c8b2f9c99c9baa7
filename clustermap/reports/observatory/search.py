"""The search: an index as a script, which pages load from a disk too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from clustermap import japan, locales
from clustermap.reports.observatory.site_rows import name
from clustermap.reports.observatory.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.reports.observatory.known import Known


def index(known: Known, lang: str) -> str:
    """Return the index as a script: name, folder, kind, and other names to find it by."""
    kinds: dict[str, int] = {}
    rows = []
    for label, path, kind, others in _entries(known, lang):
        at = kinds.setdefault(kind, len(kinds))
        more = " ".join(dict.fromkeys(one for one in others if one and one != label))
        rows.append([label, path.removesuffix("/"), at, *([more] if more else [])])
    text = json.dumps([list(kinds), rows], ensure_ascii=False, separators=(",", ":"))
    return f"clustermapIndex({script_safe(text)})\n"


def script_safe(text: str) -> str:
    r"""Return JSON that can't end the script that it stands in.

    Examples
    --------
    >>> script_safe('"</script>"')
    '"\\u003c/script\\u003e"'
    """
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _entries(known: Known, lang: str) -> Iterator[tuple[str, str, str, list[str]]]:
    scope = known.scope
    others = [one for one in locales.LANGUAGES if one != lang]
    for key, path in scope.regions.items():
        region = japan.region(key)
        yield (
            getattr(region, lang),
            path,
            say("k_region", lang),
            [getattr(region, one) for one in others],
        )
    for code, path in scope.prefectures.items():
        home = japan.BY_CODE[code]
        yield (
            getattr(home, lang),
            path,
            say("k_prefecture", lang),
            [getattr(home, one) for one in others],
        )
    for code, path in scope.municipalities.items():
        names = known.names[code]
        kind = str(getattr(japan.BY_CODE[code[:2]], lang))
        yield names[lang], path, kind, [names["ja"], names["en"] if lang != "en" else ""]
    for sector, path in scope.sectors.items():
        yield locales.text("sector", sector, lang), path, say("k_sector", lang), []
    for (_, segment), path in scope.segments.items():
        yield locales.text("segment", segment, lang), path, say("k_segment", lang), []
    for site, path in scope.sites.items():
        row = known.rows[site]
        kind = locales.text("sector", str(row["sector"]), lang)
        yield name(row, lang), path, kind, [name(row, "ja"), name(row, lang, "operator")]
    for zone, path in scope.zones.items():
        row = known.zones[zone]
        yield name(row, lang), path, say("k_zone", lang), [name(row, "ja")]
    for program, path in scope.programs.items():
        row = known.programs[program]
        yield name(row, lang), path, say("k_program", lang), [name(row, "ja")]
