import math
from collections import defaultdict

import pytest

from clustermap.data.statistics import read_statistics

# National totals as published, read apart from the prefectures' rows, and how far the sum of the
# prefectures may be off.
EXACT = 0
PRELIMINARY = 0.005  # relative: what the final figures may differ from the preliminary ones
NATIONAL = {
    # 2020 Population Census, final (e-Stat file 000032142406).
    "population_census": (126_146_099, EXACT),
    # National row (R00000) of SSDSE-E-2026 as carried by
    # github.com/visualizing-jp/ssdse-viz, data/raw/SSDSE-E-2026.csv at d6f49ce.
    "gross_prefectural_product_nominal": (577_351_288, EXACT),
    "employees_private_all_industries": (57_949_915, EXACT),
    "employees_private_manufacturing": (8_803_643, EXACT),
    "employees_private_information_communications": (1_986_839, EXACT),
    "establishments_private_all_industries": (5_156_063, EXACT),
    "establishments_private_manufacturing": (412_617, EXACT),
    "establishments_private_information_communications": (76_559, EXACT),
    # The same row; persons are rounded to thousands and hectares to units in every prefecture.
    "population_estimate": (123_802_000, 47 * 500 / 123_802_000),
    "area_excl_northern_territories_takeshima_km2": (372_972.38, 47 * 0.005 / 372_972.38),
    # Row "national, 2019" of e-Stat table 0003448119 (Census of Manufactures 2020, final),
    # github.com/SarthakDT/japan-manufacturing-analysis, metadata/validation_2019_table3-01.json.
    "employees_manufacturing_4plus": (7_717_646, EXACT),
    "establishments_manufacturing_4plus": (181_877, EXACT),
    # METI's preliminary report of the same census, as quoted at kkpartners.jp/oshirase/19432 and
    # automation-news.jp/2021/07/57313.
    "establishments_jsic26_production_machinery_4plus": (18_212, PRELIMINARY),
    "employees_jsic31_transport_equipment_4plus": (1_063_373, PRELIMINARY),
    "shipments_jsic31_transport_equipment_4plus": (67_969_200, PRELIMINARY),
}
TOKYO = "13"


@pytest.fixture(scope="module")
def rows():
    """All statistics as text, those that stand in tables by industry included."""
    frame = read_statistics()
    frame["year"] = frame["year"].astype(int).astype(str)
    frame["value"] = [
        "" if math.isnan(value) else f"{value:g}" if value % 1 else f"{value:.0f}"
        for value in frame["value"]
    ]
    return frame.to_dict("records")


@pytest.fixture(scope="module")
def values(rows):
    found = defaultdict(dict)
    for row in rows:
        if row["state"] == "value":
            found[row["indicator"], row["year"]][row["prefecture_code"]] = float(row["value"])
    return found


@pytest.fixture(scope="module")
def indicators(tables):
    return {row["indicator"]: row for row in tables("indicators")}


def test_national_totals(values, indicators):
    for indicator, (total, slack) in NATIONAL.items():
        rows = values[indicator, indicators[indicator]["year"]]
        assert len(rows) == 47
        assert sum(rows.values()) == pytest.approx(total, rel=slack, abs=0), indicator


def test_the_best_grade_is_for_totals_that_were_matched(indicators):
    graded = {name for name, row in indicators.items() if row["quality"] == "A"}
    assert graded == set(NATIONAL)


def test_area_is_the_official_one(tables, values):
    rows = values["area_km2", "2023"]
    assert rows == {row["code"]: float(row["area_km2"]) for row in tables("prefectures")}
    assert sum(rows.values()) == pytest.approx(377_975, abs=1)


def test_a_row_has_a_value_exactly_where_its_state_says_so(rows):
    for row in rows:
        assert (row["state"] == "value") == bool(row["value"]), row


def test_suppressed_and_missing_cells_are_those_of_the_source(rows):
    cells = defaultdict(set)
    for row in rows:
        if row["state"] != "value":
            cells[row["indicator"], row["state"]].add(row["prefecture_code"])
    equipment = {"29", "35", "36", "38", "42", "43"}
    assert dict(cells) == {
        ("shipments_jsic28_electronic_parts_4plus", "suppressed"): {"39", "47"},
        ("shipments_jsic30_ict_equipment_4plus", "suppressed"): equipment,
    }


def test_no_figure_stands_in_two_tables(tables, indicators):
    elsewhere = {name for name, row in indicators.items() if row["cell"]}
    assert len(elsewhere) == 17
    assert not elsewhere & {row["indicator"] for row in tables("prefecture_statistics")}


def test_only_partial_indicators_lack_prefectures(rows, indicators):
    found = defaultdict(set)
    for row in rows:
        found[row["indicator"], row["year"]].add(row["prefecture_code"])
    for (indicator, _), prefectures in found.items():
        assert (len(prefectures) == 47) == (indicators[indicator]["quality"] != "C"), indicator


def test_a_part_is_never_more_than_its_whole(values, indicators):
    parts = [row for row in indicators.values() if row["denominator"]]
    assert parts
    for row in parts:
        whole = values[row["denominator"], row["year"]]
        for prefecture, value in values[row["indicator"], row["year"]].items():
            assert value <= whole[prefecture], (row["indicator"], prefecture)
        assert indicators[row["denominator"]]["survey_en"] == row["survey_en"]
        assert indicators[row["denominator"]]["unit"] == row["unit"]


def test_units_and_years_agree_with_the_indicators(rows, indicators):
    years = defaultdict(set)
    for row in rows:
        assert row["unit"] == indicators[row["indicator"]]["unit"]
        years[row["indicator"]].add(row["year"])
    assert {name: max(found) for name, found in years.items()} == {
        name: row["year"] for name, row in indicators.items()
    }


def test_pharmaceutical_production_is_never_ranked(indicators):
    for name in ("pharmaceutical_production_value", "medical_device_production_value"):
        assert indicators[name]["quality"] == "C"


def test_tokyo_is_the_largest_prefecture_by_people_and_product(values):
    for key in (("population_census", "2020"), ("gross_prefectural_product_nominal", "2021")):
        assert max(values[key], key=values[key].get) == TOKYO
