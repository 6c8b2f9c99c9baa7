"""Which columns of a map hold its areas' codes and names, and what kind of areas they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustermap import japan
from clustermap.data.codes import checks, is_code, read_codes
from clustermap.data.gazetteer import fold_name, gazetteer
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.files.raw_table import as_text
from clustermap.messages import count, listed, shown
from clustermap.text import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clustermap.ingest.problems import Findings

#: Names that columns with codes go by, folded; the first are the surest.
_CODE_HINTS = (
    "n03007", "行政区域コード", "市区町村コード", "市町村コード", "団体コード",
    "全国地方公共団体コード", "都道府県コード", "地域コード", "jiscode", "jcode", "citycode",
    "municipalitycode", "keycode", "prefcode", "prefecturecode", "iso31662", "code", "コード",
    "행정구역코드", "코드", "adm2code", "adm1code", "areacode", "regioncode", "pref", "id",
)  # fmt: skip
_NAME_HINTS = (
    "n03004", "市区町村名", "市区町村", "市町村名", "市町村", "自治体名", "cityname", "city",
    "municipality", "adm2ja", "name2", "nl2name", "laamap", "都道府県名", "都道府県", "県名",
    "prefname", "prefecture", "pref", "nameja", "namelocal", "adm1ja", "nlname1", "name1",
    "name", "名称", "名前", "地域名", "shapename", "label", "이름", "명칭", "n03001", "adm1name",
)  # fmt: skip
#: A .dbf has 10 bytes for a column's name: cut off, it has as many, or a letter of three less.
_FULL = (8, 10)
#: Water, among the small areas of a census.
_WATER = "8154"
#: A share of the values that must be understood for a column to be the one.
MOST = 0.8


@dataclass(frozen=True)
class Naming:
    """Codes, names and prefectures of features ("" where not known), and their level."""

    level: str
    codes: np.ndarray
    names: np.ndarray
    prefectures: np.ndarray
    n03: bool = False


def find_naming(
    frame: pd.DataFrame,
    findings: Findings,
    *,
    lies_in: Callable[[], list[str]] | None = None,
    small: bool = False,
) -> Naming:
    """Find the codes and names of features.

    Parameters
    ----------
    frame : pandas.DataFrame
        Properties, one row a feature.
    findings : Findings
        Where to say which columns were taken.
    lies_in : callable, optional
        Returns the prefecture that each feature lies in, by which numbers are told from codes.
    small : bool
        Keep the small areas (町丁・字) of a census apart, instead of taking their municipalities.

    Raises
    ------
    DataError
        No column holds names or codes.
    """
    texts = {str(name): [tidy(one) for one in as_text(frame[name])] for name in frame.columns}
    texts = {name: cells for name, cells in texts.items() if any(cells)}
    if not texts:
        raise DataError(
            f"{findings.file} has areas without any names or codes.",
            "Add a column with prefecture or municipality codes.",
        )
    upper = {name.upper(): name for name in texts}
    if "N03_007" in upper:
        return _n03({key: texts[name] for key, name in upper.items()}, findings)
    if small:
        return census_areas(texts, findings) or _user_areas(texts, findings)
    coded = _coded(texts, findings, lies_in)
    if coded is not None:
        return coded
    named = _prefecture_names(texts, findings)
    return named or _user_areas(texts, findings)


def _n03(texts: dict[str, list[str]], findings: Findings) -> Naming:
    """Read MLIT's fields: ward and city moved columns in the edition of 2024."""
    found = read_codes(texts["N03_007"])
    codes = np.array([one.code if one and is_code(one.code) else "" for one in found], dtype=object)
    blank = [""] * len(codes)
    prefecture = texts.get("N03_001", blank)
    district = texts.get("N03_003", blank)
    town = texts.get("N03_004", blank)
    ward = texts.get("N03_005", blank)
    new = "N03_005" in texts
    names = []
    for at, code in enumerate(codes):
        if new:
            city = town[at] + ward[at]
        elif district[at].endswith("市") and japan.is_ward(str(code)):
            city = district[at] + town[at]
        else:
            city = town[at] or district[at]
        names.append(city or prefecture[at])
    prefectures = np.array(
        [str(code)[:2] or _prefecture(prefecture[at]) for at, code in enumerate(codes)],
        dtype=object,
    )
    level = "municipality"
    if all(len(str(code)) <= 2 for code in codes):
        level = "prefecture"
        if not any(codes):
            codes = prefectures
    findings.note(
        f"official boundaries (N03), {'fields since 2024' if new else 'fields before 2024'}",
        kind="columns",
    )
    return Naming(level, codes, np.array(names, dtype=object), prefectures, n03=True)


def _prefecture(name: str) -> str:
    """Return the code of a prefecture's name; "" where there is none."""
    try:
        return japan.prefecture(name).code if name else ""
    except UnknownNameError:
        return ""


def _folded(name: str) -> str:
    return re.sub(r"[\s_\-:.]+", "", fold(name))


def _ranked(texts: dict[str, list[str]], hints: tuple[str, ...]) -> list[str]:
    """Return columns whose names are hints, or hints that a .dbf cut off, the surest first."""
    by_name: dict[str, str] = {}
    for name in texts:
        by_name.setdefault(_folded(name), name)
    for name in texts:
        plain = _folded(name)
        if _FULL[0] <= len(name.encode()) <= _FULL[1] or len(name.encode("cp932", "replace")) == 10:
            for hint in hints:
                if not name.isascii() and hint.startswith(plain):
                    by_name.setdefault(hint, name)
    return list(dict.fromkeys(by_name[hint] for hint in hints if hint in by_name))


def _coded(  # noqa: C901
    texts: dict[str, list[str]], findings: Findings, lies_in: Callable[[], list[str]] | None
) -> Naming | None:
    """Find a column of official codes, by its name, or by its values and where the areas lie."""
    hinted = _ranked(texts, _CODE_HINTS)
    pair = _prefecture_and_city(texts)
    if pair:
        texts = {**texts, "PREF+CITY": pair}
        hinted.insert(0, "PREF+CITY")
    best: tuple[int, str, list[str]] | None = None
    for name in [*hinted, *(name for name in texts if name not in hinted)]:
        cells = texts[name]
        filled = [cell for cell in cells if cell]
        if name not in hinted and not all(
            re.fullmatch(r"[0-9]{4,6}|JP-[0-9]{2}", cell) for cell in filled
        ):
            continue
        codes = [
            one.code if one and is_code(one.code) and not one.odd.startswith("three") else ""
            for one in read_codes(_shortened(cells))
        ]
        good = sum(map(bool, codes))
        if good < MOST * len(filled) or good < MOST / 2 * len(cells):
            continue
        if name not in hinted and not _stands_for_places(filled, codes, lies_in):
            continue
        if name in hinted and _folded(name) == "id" and not _is_all_prefectures(codes, texts):
            continue
        size = len(set(codes))
        if best is None or (size > best[0] and all(len(c) != 2 for c in codes if c)):
            best = (size, name, codes)
    if best is None:
        return None
    _, column, codes = best
    level = "prefecture" if all(len(code) <= 2 for code in codes) else "municipality"
    names = _names(texts, column, level)
    findings.note(f"areas are told by their codes in the column {shown(column)}", kind="columns")
    if not any(names):
        findings.warn(
            "no-names", f"no column with the areas' names was found (its columns: "
            f"{listed(map(shown, texts), 12)})",
            "Their codes stand for them; call a column name (名称) if it holds names.",
        )  # fmt: skip
    if lies_in is not None:
        _compare_places(codes, names, lies_in(), column, findings)
    return Naming(
        level, np.array(codes, dtype=object), np.array(names, dtype=object),
        np.array([code[:2] for code in codes], dtype=object),
    )  # fmt: skip


def _stands_for_places(
    filled: list[str], codes: list[str], lies_in: Callable[[], list[str]] | None
) -> bool:
    """Say whether numbers in a column of any name are codes: people and money are not."""
    sixes = [cell for cell in filled if re.fullmatch("[0-9]{6}", cell)]
    if sum(map(checks, sixes)) < MOST * len(sixes):
        return False
    if lies_in is None:
        return True
    pairs = [
        (code[:2], place) for code, place in zip(codes, lies_in(), strict=True) if code and place
    ]
    return sum(code == place for code, place in pairs) >= MOST * max(1, len(pairs))


def _compare_places(
    codes: list[str], names: list[str], places: list[str], column: str, findings: Findings
) -> None:
    """Compare the codes' prefectures with where the areas lie; both are shown where they differ."""
    pairs = list(zip(codes, places, strict=True))
    known = [at for at, (code, place) in enumerate(pairs) if code[:2] in japan.BY_CODE and place]
    odd = [at for at in known if pairs[at][0][:2] != pairs[at][1]]
    if not odd:
        return
    first = odd[0]
    code, place = pairs[first]
    words = (
        f"feature {first + 1} {shown(names[first] or code)} has a code of "
        f"{japan.BY_CODE[code[:2]].ja} ({code}), and lies in {japan.BY_CODE[place].ja}"
    )
    named = sum(_names_it(names[at], codes[at]) for at in odd)
    if len(odd) > len(known) / 2 and len(code) == 5 and named < len(odd) / 2:
        raise DataError(
            f"{findings.file}, column {shown(column)[1:-1]}: {words} "
            f"(so {count(len(odd), 'feature')} in all).",
            "Check that this column holds the areas' codes; call the right one code.",
        )
    also = f" (and {len(odd) - 1:,} more)" if len(odd) > 1 else ""
    findings.warn("code-place", f"{words}{also}", "It is taken by its code; check it.")


def _names_it(name: str, code: str) -> bool:
    """Say whether a name is that of a municipality's code."""
    place = gazetteer().by_code.get(code)
    return place is not None and bool(name) and fold_name(place.name_ja) == fold_name(name)


def census_areas(texts: dict[str, list[str]], findings: Findings) -> Naming | None:
    """Take the small areas of a census by KEY_CODE; water is left out."""
    upper = {name.upper(): cells for name, cells in texts.items()}
    keys = upper.get("KEY_CODE", [])
    blank = [""] * len(keys)
    water = [cell == _WATER for cell in upper.get("HCODE", blank)]
    land = [key for key, wet in zip(keys, water, strict=True) if key and not wet]
    if not land or not all(re.fullmatch(r"[0-9]{9,11}", key) for key in land):
        return None
    if any(water):
        named = listed(shown(key) for key, wet in zip(keys, water, strict=True) if wet)
        findings.warn(
            "water", f"{count(sum(water), 'area')} of water (HCODE {_WATER}): {named}",
            "They are left out.",
        )  # fmt: skip
    codes = ["" if wet else key for key, wet in zip(keys, water, strict=True)]
    parts = zip(upper.get("CITY_NAME", blank), upper.get("S_NAME", blank), strict=True)
    names = [f"{city}{part}" for city, part in parts]
    findings.note("small areas of a census, told by the column 'KEY_CODE'", kind="columns")
    return Naming(
        "area", np.array(codes, dtype=object), np.array(names, dtype=object),
        np.array([key[:2] for key in keys], dtype=object),
    )  # fmt: skip


def _shortened(cells: list[str]) -> list[str]:
    """Cut the codes of small areas (9 to 11 digits, municipality first) to five digits."""
    return [cell[:5] if re.fullmatch(r"[0-9]{9,11}", cell) else cell for cell in cells]


def _prefecture_and_city(texts: dict[str, list[str]]) -> list[str] | None:
    """Join e-Stat's two columns: PREF (two digits) and CITY (three)."""
    upper = {name.upper(): cells for name, cells in texts.items()}
    if not {"PREF", "CITY"} <= set(upper):
        return None
    joined = []
    for first, last in zip(upper["PREF"], upper["CITY"], strict=True):
        if not (first.isdigit() and last.isdigit() and len(last) <= 3):
            return None
        joined.append(first.zfill(2) + last.zfill(3))
    return joined


def _is_all_prefectures(codes: list[str], texts: dict[str, list[str]]) -> bool:
    """Say whether a column called id holds prefectures: their names must agree."""
    for cells in texts.values():
        named = [_prefecture(cell) for cell in cells]
        known = [at for at, code in enumerate(named) if code]
        if len(known) >= MOST * len(cells):
            return all(named[at] == codes[at] for at in known)
    return False


def _names(texts: dict[str, list[str]], column: str, level: str) -> list[str]:
    for name in _ranked(texts, _NAME_HINTS):
        cells = texts[name]
        if name == column or not any(re.search(r"\D", cell) for cell in cells):
            continue
        if level == "municipality" and sum(map(bool, map(_prefecture, cells))) > MOST * len(cells):
            continue
        return cells
    return (
        ["" for _ in texts[column]] if column in texts else [""] * len(next(iter(texts.values())))
    )


def _prefecture_names(texts: dict[str, list[str]], findings: Findings) -> Naming | None:
    """Find prefectures by their names, where no column holds finer ones."""
    best: tuple[float, str, list[str]] | None = None
    hinted = _ranked(texts, _NAME_HINTS)
    for name in [*hinted, *(name for name in texts if name not in hinted)]:
        cells = texts[name]
        found = [_prefecture(cell) for cell in cells]
        share = sum(map(bool, found)) / max(1, sum(map(bool, cells)))
        if share >= MOST and (best is None or share > best[0]):
            best = (share, name, found)
    if best is None:
        return None
    _, column, codes = best
    finer = [
        name for name in hinted
        if name != column and len(set(texts[name])) > max(47, len(set(codes)) * 3)
    ]  # fmt: skip
    if finer:
        return None
    unknown = sorted(
        {cell for cell, code in zip(texts[column], codes, strict=True) if cell and not code}
    )
    if unknown:
        try:
            japan.prefecture(unknown[0])
        except UnknownNameError as error:
            raise DataError(
                f"{findings.file}, column {shown(column)[1:-1]}: {shown(unknown[0])} is "
                "not a prefecture.",
                error.remedy,
            ) from error
    findings.note(
        f"prefectures are told by their names in the column {shown(column)}", kind="columns"
    )
    array = np.array(codes, dtype=object)
    return Naming("prefecture", array, np.array(texts[column], dtype=object), array)


def _user_areas(texts: dict[str, list[str]], findings: Findings) -> Naming:
    """Take areas of the user's own: any column of names tells them apart."""
    hinted = _ranked(texts, _NAME_HINTS) or _ranked(texts, _CODE_HINTS)
    words = [name for name, cells in texts.items() if any(re.search(r"[^\W\d]", c) for c in cells)]
    candidates = [*hinted, *words]
    if not candidates:
        raise DataError(
            f"{findings.file} has no column with names or codes (columns: "
            f"{listed(map(shown, texts))}).",
            "Add a column 'code' with prefecture or municipality codes.",
        )
    column = max(candidates, key=lambda name: (len(set(texts[name])), name in hinted))
    names = texts[column]
    prefectures = [""] * len(names)
    for name in _ranked(
        texts,
        ("n03001", "都道府県名", "都道府県", "県名", "prefname", "prefecture", "name1", "nlname1"),
    ):
        prefectures = [_prefecture(cell) for cell in texts[name]]
        break
    codes = names
    if len(set(zip(prefectures, names, strict=True))) > len(set(names)):
        codes = [
            f"{prefecture} {name}".strip()
            for prefecture, name in zip(prefectures, names, strict=True)
        ]
    findings.note(
        f"areas of your own: told by the column {shown(column)}; no official codes were found",
        kind="columns",
    )
    return Naming(
        "area", np.array(codes, dtype=object), np.array(names, dtype=object),
        np.array(prefectures, dtype=object),
    )  # fmt: skip
