"""Addresses to points: known towns in the spellings that people use, traps, and what is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap import japan
from clustermap.data import catalog
from clustermap.ingest.addresses.fronts import places
from clustermap.ingest.addresses.match import place
from tests.addresses.spellings import SPELLINGS, sample


@pytest.fixture(scope="module")
def towns():
    return sample(300, seed=20201001)


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda one: one.__name__)
def test_towns_are_found_however_they_are_written(towns, spelling):
    found = [(one, place(spelling(one))) for one in towns]
    wrong = [one for one, got in found if got.code not in {one.code, ""}]
    right = [one for one, got in found if (got.code, got.town) == (one.code, one.town)]
    assert not wrong
    assert len(right) >= 0.99 * len(towns)


@pytest.mark.parametrize(
    ("address", "code", "town"),
    [
        # a county's first syllables are no city
        ("山形県東村山郡山辺町大字山辺1", "06301", "大字山辺"),
        ("北海道余市郡余市町大川町1-2", "01408", "大川町一丁目"),
        ("奈良県高市郡明日香村岡1-2", "29402", "大字岡"),
        ("栃木県芳賀郡市貝町市塙1280", "09344", "大字市塙"),
        # names with 市, 町, 郡 inside
        ("千葉県市川市八幡1-1-1", "12203", "八幡一丁目"),
        ("三重県四日市市諏訪町1-5", "24202", "諏訪町"),
        ("広島県廿日市市下平良1-11-1", "34213", "下平良一丁目"),
        ("石川県野々市市三納1-1", "17212", "三納一丁目"),
        ("佐賀県杵島郡大町町大町5017", "41423", "大字大町"),
        ("福島県郡山市朝日1-23-7", "07203", "朝日一丁目"),
        ("奈良県大和郡山市北郡山町248-4", "29203", "北郡山町"),
        ("愛知県蒲郡市旭町17-1", "23214", "旭町"),
        ("東京都東村山市本町1-2-3", "13213", "本町一丁目"),
        ("千葉市原市国分寺台中央1-1-1", "12219", "国分寺台中央一丁目"),
        # towns whose names begin with numerals
        ("東京都中央区八丁堀2-1-1", "13102", "八丁堀二丁目"),
        ("東京都千代田区三番町2", "13101", "三番町"),
        ("兵庫県三田市三輪2-1-1", "28219", "三輪二丁目"),
        # Sapporo, Sakai, Kyoto
        ("札幌市中央区北1条西2丁目", "01101", "北一条西二丁目"),
        ("札幌市中央区北１西２", "01101", "北一条西二丁目"),
        ("大阪府堺市堺区南半町東1丁2-3", "27141", "南半町東一丁"),
        ("京都市中京区寺町通御池上る上本能寺前町488番地", "26104", "上本能寺前町"),
        ("京都市下京区四条通烏丸東入長刀鉾町20", "26106", "長刀鉾町"),
        ("京都市東山区五条通大和大路上る東入2丁目富永町100", "26105", "富永町"),
        # parts left out
        ("札幌市円山西町1-2-3", "01101", "円山西町一丁目"),
        ("東京千代田区丸の内1-1-1", "13101", "丸の内一丁目"),
        ("東京都三宅島三宅村神着", "13381", "神着"),
        ("東京都八丈支庁八丈町大賀郷2551-2", "13401", "大賀郷"),
        ("〒１０１－００５１東京都千代田区神田神保町１ー２ー３", "13101", "神田神保町一丁目"),
    ],
)
def test_traps(address, code, town):
    got = place(address)
    assert (got.code, got.town) == (code, town)
    assert place(unicodedata.normalize("NFD", address)) == got


@pytest.mark.parametrize(
    ("address", "code", "exactness", "words"),
    [
        ("池田町1-2", "", "none", "the name of 4 places"),
        ("中央区ほげ1", "", "none", "the name of 10 places"),
        ("府中市宮西町2-24", "13206", "town", "only 東京都府中市"),
        ("熊本県ほげ市1-2", "", "none", "no municipality of 熊本県"),
        ("熊本県", "", "none", "only a prefecture"),
        ("東京都大阪市北区梅田1-1", "", "none", "no municipality of 東京都"),
        ("熊本県菊池郡菊陽町ほげ1-2", "43404", "municipality", "no town of 菊陽町"),
        ("長野県上伊那郡南箕輪村4825-1", "20385", "municipality", "no town"),
        ("東京都千代田区大手町9丁目1-2", "13101", "around", "9丁目 of 大手町"),
        ("熊本県菊陽町原水字ほげ12", "43404", "town", "what follows 大字原水"),
        ("京都市俵屋町123", "26100", "municipality", "3 wards have"),
        ("宮城県富谷町富谷1", "04216", "town", "became"),
        ("石川県野々市町三納1-1", "17212", "town", "野々市市 is taken"),
        ("浜松市中央区砂山町325-6", "22131", "town", "a ward of 2024"),
        ("ほげ", "", "none", "no municipality"),
        (" ", "", "none", "blank"),
    ],
)
def test_what_is_not_exact_is_said(address, code, exactness, words):
    got = place(address)
    assert (got.code, got.exactness) == (code, exactness)
    assert words in got.warning


def test_every_municipality_is_found_with_and_without_its_county():
    counties = dict(
        zip(*(catalog.read("municipal-kana")[name] for name in ("code", "name")), strict=True)
    )
    for code, known in places().by_code.items():
        if known.leads_to:
            continue
        prefecture = japan.BY_CODE[code[:2]].ja
        assert place(prefecture + known.name).code == code
        assert place(f"{prefecture}{counties.get(code, known.name)}").code == code


def test_every_municipality_is_found_by_its_english_name():
    kinds = {"city": "shi", "designated_city": "shi", "town": "cho", "village": "mura",
             "special_ward": "ku"}  # fmt: skip
    for code, known in places().by_code.items():
        if known.leads_to:
            continue
        name = known.name_en
        if known.kind != "ward" and "-" not in name[-6:]:
            name = f"{name}-{kinds[known.kind]}"
        for text in (
            f"1-2-3 Honcho, {name}, {japan.BY_CODE[code[:2]].en}",
            f"{name.upper()}, JAPAN",
        ):
            got = place(text)
            assert got.code == code or "can be in" in got.warning, text


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("1-2-3 Haramizu, Kikuyo-machi, Kikuchi-gun, Kumamoto", "43404"),
        ("Kikuyō Town, Kumamoto-ken 869-1102, Japan", "43404"),
        ("Kumamoto-ken Kikuchi-gun Kikuyo-machi Haramizu 1-2-3", "43404"),
        ("2-1 Kasumigaseki, Chiyoda City, Tokyo 100-8919", "13101"),
        ("Hakata-ku, Fukuoka City, Fukuoka Prefecture", "40132"),
        ("5-1 Naka-machi, Setagaya-ku, Tokyo", "13112"),
        ("Higashi Hiroshima, Hiroshima", "34212"),
        ("Ohita-shi, Ōita", "44201"),
        ("Fuchu-shi", ""),
        ("Osaka", ""),
    ],
)
def test_latin_letters_are_read_to_the_municipality(address, code):
    got = place(address)
    assert (got.code, got.town) == (code, "")
    assert got.warning


def test_columns_help_where_the_address_leaves_out_its_front():
    assert place("原水1-2", municipality="43404").town == "大字原水"
    assert place("府中市府中町1", prefecture="34").code == "34208"


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from(
            "東京都府中市郡町村字大一二三十百ー-1２ 　京上る通入(〒丁目ケノAo,"
        )
        | st.characters()
    )
)
def test_any_text_has_an_answer(text):
    got = place(text)
    assert got.exactness == "none" or (122 < got.lon < 154 and 20 < got.lat < 46)
    assert got.exactness in {"koaza", "town"} or got.warning or got.exactness == "municipality"
