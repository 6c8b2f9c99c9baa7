"""Cases about single cells: names and places, corporate numbers, words of sectors."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.ingest.register.cases import ACCEPT, BLANK, Case, choices, key_of, say, word_of
from clustermap.ingest.register.corporate_number import check_digit, read_number
from clustermap.ingest.register.rows import label
from clustermap.ingest.register.sectors import find_sector

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from clustermap.ingest.register.rows import Cells
    from clustermap.ingest.sites import Checked

#: Warnings about a place that a person should look at; an error always is one.
_DOUBTFUL = {
    "address-ambiguous", "address-town-unknown", "address-unknown", "address-taken",
    "contradiction", "far", "sea", "outside", "outside-town", "coordinates",
}  # fmt: skip
#: Errors that have cases of their own, or are mended.
_OTHER = {"id-twice", "no-id", "units"}


def place_cases(checked: Checked, keys: Mapping[int, Cells], lang: str) -> list[Case]:
    """Return the rows without a name or a sure place, each with all that is wrong."""
    wrong: dict[int, list[tuple[str, str]]] = collections.defaultdict(list)
    for one in checked.findings.problems:
        if one.row is None or one.kind in _OTHER:
            continue
        if one.level == "error" or one.kind in _DOUBTFUL:
            wrong[one.row].append((one.kind, f"{one.value} {one.words}".strip()))
    at = {row: place for place, row in enumerate(checked.rows.tolist())}
    found = []
    for row, reasons in wrong.items():
        site = checked.frame.iloc[at[row]]
        kind = "name" if any(one == "no-name" for one, _ in reasons) else "place"
        placed = str(checked.placed[at[row]])
        found.append(
            Case(
                keys[row].name if kind == "name" else keys[row].place,
                kind,
                (label(row),),
                str(site["name_ja"]),
                _reason(reasons, lang),
                choices(kind, lang),
                placed if site["lon"] == site["lon"] else "",
            )
        )
    return found


def _reason(reasons: list[tuple[str, str]], lang: str) -> str:
    """Say what is wrong; the details are in English."""
    parts = []
    for kind, words in reasons:
        key = f"reason_{kind}"
        own = say(key, lang)
        parts.append(words if lang == "en" or own == key else f"{own} ({words})")
    return "; ".join(dict.fromkeys(parts))


def number_cases(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    keys: Mapping[int, Cells],
    name: str,
    decided: Mapping[str, Case],
    lang: str,
) -> tuple[list[str], list[Case]]:
    """Return each row's corporate number, and the cases of those that are wrong."""
    column = columns.get("corporate_number")
    if column is None:
        return [""] * len(frame), []
    numbers: list[str] = []
    cases: list[Case] = []
    cells = zip(frame.index.tolist(), frame[name].tolist(), frame[column].tolist(), strict=True)
    for row, firm, cell in cells:
        number, wrong = read_number(cell)
        numbers.append(number)
        key = keys[row].number
        accepted = key in decided and word_of(decided[key].decision) in {ACCEPT, BLANK}
        if wrong and not accepted:
            full = f"{check_digit(number)}{number}" if wrong == "twelve" else ""
            reason = say(f"number_{wrong}", lang, cell=cell)
            asked = choices("number", lang)
            cases.append(Case(key, "number", (label(row),), firm, reason, asked, full))
    return numbers, cases


def sector_cases(
    frame: pd.DataFrame, column: str | None, decided: Mapping[str, Case], lang: str
) -> tuple[list[str] | None, list[Case]]:
    """Return each row's sector, and a case for each word that was or may be taken for one."""
    if column is None:
        return None, []
    words: dict[str, list[int]] = collections.defaultdict(list)
    for row, cell in zip(frame.index.tolist(), frame[column].tolist(), strict=True):
        words[cell].append(row)
    meant: dict[str, str] = {"": ""}
    cases: list[Case] = []
    for word, rows in words.items():
        if not word:
            continue
        key = key_of("sector", word)
        found = find_sector(word, lang)
        meant[word] = found.sector
        if key in decided:
            decision = word_of(decided[key].decision)
            if decision != ACCEPT:
                meant[word] = locales.find("sector", decision) or decision
        if found.how == "word" or found.near:
            sector = found.near or found.sector
            reason = say(
                "sector_near" if found.near else "sector_word", lang, word=word,
                sector=locales.text("sector", sector, lang), n=str(len(rows)),
            )  # fmt: skip
            cases.append(Case(
                key, "sector", tuple(map(label, rows[:20])), word, reason,
                choices("sector", lang), sector,
            ))  # fmt: skip
    return [meant[cell] for cell in frame[column]], cases
