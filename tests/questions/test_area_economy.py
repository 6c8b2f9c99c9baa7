"""What the sheets of a page say of an area's economy is what the questions answer."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from clustermap import japan, locales
from clustermap.data import official
from clustermap.data.dataset import load
from clustermap.errors import ClustermapError
from clustermap.questions import change, specialization
from clustermap.questions.area_economy import area_economy
from clustermap.questions.economy_layers import change_layer
from clustermap.questions.map_layer import on_level

CODES = [one.code for one in japan.PREFECTURES]


@pytest.fixture(scope="module")
def nation():
    return load()


@pytest.fixture(scope="module")
def sheet():
    return area_economy("prefecture", CODES)


def test_quotients_are_those_of_the_question(nation, sheet):
    found = specialization.ask(nation, specialization.Options(level="prefecture")).table
    found = found[~found["few"] & (found["lq"] > 1)].sort_values("lq", ascending=False)
    names = [label["en"] for label in sheet["special"]["industries"]]
    labels = official.industries("jsic2")["name_en"]
    for code, row in zip(CODES, sheet["special"]["rows"], strict=True):
        best = found[found["code"] == code].head(3)
        assert [names[at] for at, _ in row] == labels[best["industry"]].tolist()
        assert [quotient for _, quotient in row] == pytest.approx(best["lq"].round(2).tolist())


def test_growth_is_that_of_the_question(sheet):
    found = change.changes("division", "jobs", "prefecture").table
    whole = found[found["industry"] == change.ALL].set_index("code")["growth"] * 100
    assert sheet["growth"]["values"] == pytest.approx(whole[CODES].round(1).tolist())
    assert sheet["growth"]["nation"] == pytest.approx(round(whole[change.NATION], 1))


def test_population_is_that_of_the_table_in_every_year(sheet):
    table = official.read("prefecture-series").set_index(["prefecture_code", "year"])["population"]
    assert sheet["trend"]["years"] == list(range(2011, 2023))
    for code, values in zip(CODES, sheet["trend"]["values"], strict=True):
        assert values == table[code].sort_index().tolist()


@pytest.mark.parametrize("part", ["special", "growth", "trend"])
@pytest.mark.parametrize(
    ("lang", "grade"), [("en", "grade A"), ("ja", "信頼度A"), ("ko", "신뢰도 A")]
)
def test_every_number_has_survey_year_and_grade(sheet, part, lang, grade):
    source = sheet[part]["source"][lang]
    assert grade in source
    assert "20" in source


def test_a_ward_has_its_citys_figures_and_no_series():
    found = area_economy("municipality", ["43101", "43100", "43404"])
    assert found["trend"] is None
    assert found["special"]["rows"][0] == found["special"]["rows"][1]
    assert found["growth"]["values"][0] == found["growth"]["values"][1]
    jobs = [
        official.establishments("municipality", year)
        .query("code == '43404' and division != 'AR'")["employees"].sum()
        for year in (2016, 2021)
    ]  # fmt: skip
    assert found["growth"]["values"][2] == round(100 * (jobs[1] / jobs[0] - 1), 1)


def test_areas_of_ones_own_have_no_official_figures():
    assert area_economy("area", ["a", "b"]) is None


def test_the_page_brings_them_along_in_little_space(atlas):
    payload = atlas.map().payload
    assert [len(payload["economy"]["special"]["rows"]), len(payload["areas"]["code"])] == [47, 47]
    assert len(json.dumps(payload["economy"], ensure_ascii=False).encode()) < 15_000


def test_municipalities_inside_prefectures_have_theirs(atlas):
    towns = atlas.select(prefecture="43").map().payload["towns"]
    at = towns["code"].index("43404")
    label = towns["economy"]["special"]["industries"]
    industry, quotient = towns["economy"]["special"]["rows"][at][0]
    assert (label[industry]["ja"], quotient) == ("複合サービス事業", 6.06)
    assert towns["economy"]["growth"]["values"][at] > 0


def test_a_figure_does_not_ask_for_them(nation):
    shown = on_level(nation, None, None)
    assert callable(shown.economy)
    assert pd.notna(shown.economy(["43"])["growth"]["values"][0])
    assert set(locales.LANGUAGES) == set(shown.economy(["43"])["growth"]["source"])


@pytest.mark.parametrize("level", ["prefecture", "municipality"])
def test_growth_of_jobs_colors_a_map_by_either_name(nation, level):
    shown, same = (change_layer(name, level) for name in ("jobs", "all"))
    assert shown[0].id == same[0].id == "change:all"
    assert shown[0].scale == "diverging"
    assert shown[1].equals(same[1])
    assert on_level(nation, "change:jobs", level).name == "change:all"


@pytest.mark.parametrize(
    ("name", "level", "words"),
    [
        ("change:qqqq", "prefecture", ["09 Food", "A to R (divisions)", "all"]),
        ("change:28", "municipality", ["Unknown division '28'", "R Other services", "all"]),
        ("lq:28", "municipality", ["Unknown division '28'", "A Agriculture"]),
        ("change:semiconductor", "municipality", ["no figures by industry of municipalities", "A to R"]),
    ],
)  # fmt: skip
def test_an_industry_that_is_not_there_lists_what_is(nation, name, level, words):
    with pytest.raises(ClustermapError) as raised:
        on_level(nation, name, level)
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize(("place", "surveys"), [("Kumamoto", 4), ("菊陽町", 2)])
def test_peers_name_the_official_figures_with_their_grades(atlas, place, surveys):
    told = atlas.peers(place).read("en").below
    (line,) = [line for line in told.splitlines() if line.startswith("Compared by: ")]
    assert line.count("(grade ") == surveys
    assert "Economic Census for Business Activity" in line
