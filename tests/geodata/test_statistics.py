from collections import defaultdict

import pytest

# Totals as the surveys print them, read apart from the prefectures' rows.
NATIONAL = {
    "population_census": 126_146_099,
    "gross_prefectural_product_nominal": 577_351_288,
    "employees_manufacturing_4plus": 7_717_646,
    "establishments_manufacturing_4plus": 181_877,
    "employees_private_all_industries": 57_949_915,
    "establishments_private_all_industries": 5_156_063,
}
TOKYO = "13"


@pytest.fixture(scope="module")
def values(tables):
    found = defaultdict(dict)
    for row in tables("prefecture_statistics"):
        if row["state"] == "value":
            found[row["indicator"], row["year"]][row["prefecture_code"]] = float(row["value"])
    return found


@pytest.fixture(scope="module")
def indicators(tables):
    return {row["indicator"]: row for row in tables("indicators")}


def test_national_totals(values, indicators):
    for indicator, total in NATIONAL.items():
        rows = values[indicator, indicators[indicator]["year"]]
        assert len(rows) == 47
        assert sum(rows.values()) == total, indicator
        assert indicators[indicator]["quality"] == "A"


def test_area_is_the_official_one(tables, values):
    rows = values["area_km2", "2023"]
    assert rows == {row["code"]: float(row["area_km2"]) for row in tables("prefectures")}
    assert sum(rows.values()) == pytest.approx(377_975, abs=1)


def test_a_row_has_a_value_exactly_where_its_state_says_so(tables):
    for row in tables("prefecture_statistics"):
        assert (row["state"] == "value") == bool(row["value"]), row


def test_suppressed_and_missing_cells_are_those_of_the_source(tables):
    cells = defaultdict(set)
    for row in tables("prefecture_statistics"):
        if row["state"] != "value":
            cells[row["indicator"], row["state"]].add(row["prefecture_code"])
    absent = {"37", "39", "47"}
    equipment = {"29", "35", "36", "38", "42", "43"}
    assert dict(cells) == {
        ("shipments_jsic28_electronic_parts_4plus", "suppressed"): {"39", "47"},
        ("shipments_jsic30_ict_equipment_4plus", "suppressed"): equipment,
        ("shipments_jsic30_ict_equipment_4plus", "missing"): absent,
        ("employees_jsic30_ict_equipment_4plus", "missing"): absent,
        ("establishments_jsic30_ict_equipment_4plus", "missing"): absent,
    }


def test_only_partial_indicators_lack_prefectures(tables, indicators):
    rows = defaultdict(set)
    for row in tables("prefecture_statistics"):
        rows[row["indicator"], row["year"]].add(row["prefecture_code"])
    for (indicator, _), prefectures in rows.items():
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


def test_units_and_years_agree_with_the_indicators(tables, indicators):
    years = defaultdict(set)
    for row in tables("prefecture_statistics"):
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
