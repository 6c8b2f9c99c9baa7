"""How own rows were placed stands on the page, in its languages, and not where it is withheld."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from clustermap import locales
from clustermap.data.placing import PLACED, Placing
from clustermap.ingest.user_data import UserFiles, with_user_data
from clustermap.maps.page import points
from clustermap.maps.page.payload.sites import placing_words, sites

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection

ROWS = """名称,分野,緯度,経度,住所
甲,半導体,32.8860,130.8425,
乙,半導体,,,熊本県菊池郡菊陽町原水1-2
丙,半導体,,,熊本県
"""


def _read(tmp_path: Path, selection: Selection, **how: object) -> Selection:
    path = tmp_path / "own.csv"
    path.write_text(ROWS, encoding="utf-8")
    return with_user_data(selection, UserFiles(sites=(path,), sites_only=True, **how))  # type: ignore[arg-type]


def _cells(selection: Selection) -> list[str]:
    found = sites(selection, "prefecture")["sites"]
    at = found["columns"].index(PLACED)
    cells, levels = found["cells"][at], found["levels"][at]
    return [levels[cell] for cell in cells] if levels else cells


def test_each_row_has_its_way_and_the_words_of_it(tmp_path: Path, selection: Selection) -> None:
    own = _read(tmp_path, selection)
    assert _cells(own) == ["0", "1 大字原水", "2 熊本県"]
    words = placing_words(own)
    assert words["0"]["en"] == "緯度, 経度 (JGD2011, as no datum is stated)"
    assert words["1"]["ja"] == "住所：{place}（町丁目・大字）"
    assert {*words["2"]} == {*locales.LANGUAGES}


def test_a_withheld_address_names_neither_its_column_nor_its_town(
    tmp_path: Path, selection: Selection
) -> None:
    own = _read(tmp_path, selection, internal=("住所",))
    assert _cells(own)[1:] == ["1", "2 熊本県"]
    assert "住所" not in placing_words(own)["1"]["en"]
    assert placing_words(own)["1"]["ja"] == "住所（非公開）"


def test_embedded_sites_say_nothing(tmp_path: Path, selection: Selection) -> None:
    assert placing_words(selection) == {}
    assert PLACED not in sites(selection, "prefecture")["sites"]["columns"]
    one = _read(tmp_path, selection)
    assert PLACED not in sites(replace(one, placings=None), "prefecture")["sites"]["columns"]


def test_very_many_sites_keep_it_packed(
    tmp_path: Path, selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points, "THRESHOLD", 2)
    packed = sites(_read(tmp_path, selection), "prefecture")["points"]
    assert sorted(points.unpack(packed)[PLACED]) == ["0", "1 大字原水", "2 熊本県"]


@pytest.mark.parametrize("how", locales.keys("placing"))
def test_every_way_has_its_place_in_every_language(how: str) -> None:
    way = Placing(how, "列", "町", "EPSG:4301", "測地系").way
    places = {lang: text.count("{place}") for lang, text in way.items()}
    assert len({*places.values()}) == 1
    assert not any(word in text for text in way.values() for word in ("{columns}", "{datum}"))
