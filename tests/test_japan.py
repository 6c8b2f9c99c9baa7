from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustermap import japan
from clustermap.errors import UnknownNameError
from clustermap.text import fold

SPELLINGS = {
    "01": ["01", "1", 1, "JP-01", "01000", "010006", "Hokkaido", "Hokkaidō", "Hokkaidô", "北海道"],
    "10": ["Gunma", "Gumma", "GUNMA-KEN", "Gunma Prefecture", "群馬", "群馬県", "군마", "군마현"],
    "13": [
        "13",
        "１３",
        "Tokyo",
        "Tōkyō-to",
        "Tokyo Metropolis",
        "Toukyou",
        "東京",
        "東京都",
        "도쿄도",
    ],
    "26": ["Kyoto", "Kyōto-fu", "京都", "京都府", "교토", "교토부"],
    "27": ["Osaka", "Ōsaka", "Oosaka", "大阪", "大阪府", "오사카"],
    "28": ["Hyogo", "Hyōgo", "hyougo", "兵庫", "효고현"],
    "35": ["Yamaguti", "Yamaguchi Pref.", " 山口県 ", "야마구치"],
    "44": ["Oita", "Ōita", "Ooita", "Ohita", "大分", "오이타"],
    "43": ["43", 43, "kumamoto", "Kumamoto-ken", "熊本", "구마모토", "쿠마모토현", "430005"],
}


@pytest.mark.parametrize(
    ("code", "name"), [(c, n) for c, names in SPELLINGS.items() for n in names]
)
def test_people_write_prefectures_in_many_ways(code: str, name: str | int) -> None:
    assert japan.prefecture(name).code == code


@pytest.mark.parametrize("one", japan.PREFECTURES, ids=lambda one: one.en)
def test_every_prefecture_is_found_by_each_of_its_names(one: japan.Prefecture) -> None:
    stems = [one.ja, one.ko] if one.code == "01" else [one.ja[:-1], one.ko[:-1]]
    decomposed = unicodedata.normalize("NFD", one.ko)
    for name in (one.code, one.en, one.en.upper(), one.ja, one.ko, decomposed, *stems):
        assert japan.prefecture(name) is one


def test_kyoto_is_not_cut_to_the_capital_of_tokyo() -> None:
    assert japan.prefecture("京都").code == "26"
    assert japan.prefecture("東京都").code == "13"


@pytest.mark.parametrize(
    ("given_name", "hint"),
    [
        ("Kumamto", "Kumamoto"),
        ("熊木", "熊本"),
        ("구마모타", "구마모토현"),
        ("Fukuoaka", "Fukuoka"),
    ],
)
def test_a_misspelling_is_answered_with_the_nearest_name(given_name: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        japan.prefecture(given_name)
    assert hint in error.value.suggestions
    assert "Did you mean" in error.value.remedy


@pytest.mark.parametrize("name", ["", "48", "00", "99000", "日本", "Honshu", "-", "県", "🗾"])
def test_what_is_no_prefecture_is_refused(name: str) -> None:
    with pytest.raises(UnknownNameError):
        japan.prefecture(name)


@given(st.text(max_size=40))
def test_any_text_is_a_prefecture_or_a_clear_error(text: str) -> None:
    try:
        assert japan.prefecture(text) in japan.PREFECTURES
    except UnknownNameError as error:
        assert error.cause
        assert error.remedy


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("kyushu", ("40", "41", "42", "43", "44", "45", "46", "47")),
        ("九州", ("40", "41", "42", "43", "44", "45", "46", "47")),
        ("규슈 지방", ("40", "41", "42", "43", "44", "45", "46", "47")),
        ("九州・沖縄", ("40", "41", "42", "43", "44", "45", "46", "47")),
        ("Kansai", ("24", "25", "26", "27", "28", "29", "30")),
        ("関西地方", ("24", "25", "26", "27", "28", "29", "30")),
        ("Tōhoku region", ("02", "03", "04", "05", "06", "07")),
        ("tokai", ("21", "22", "23", "24")),
        ("北陸", ("16", "17", "18")),
    ],
)
def test_regions_are_understood(name: str, codes: tuple[str, ...]) -> None:
    assert japan.region(name).codes == codes


def test_the_eight_regions_hold_each_prefecture_once() -> None:
    held = [code for region in japan.EIGHT_REGIONS for code in region.codes]
    assert sorted(held) == [one.code for one in japan.PREFECTURES]
    assert len(held) == 47


def test_an_unknown_region_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean kanto"):
        japan.region("kamto")
    with pytest.raises(UnknownNameError, match="hokkaido, tohoku"):
        japan.region("atlantis")


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("14130", "14130"),  # a designated city is its own, and no ward
        ("13101", "13101"),  # the special wards of Tokyo are municipalities
        ("22135", "22130"),  # a ward that is no more
        ("43404", "43404"),
        ("43", "43"),
        ("", ""),
        ("431010", "431010"),  # six digits, with the check digit: no code of a municipality
    ],
)
def test_the_city_of_a_ward_and_of_all_others(code: str, city: str) -> None:
    assert japan.city_of(code) == city
    assert japan.is_ward(code) == (city != code)
