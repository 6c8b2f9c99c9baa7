"""The official tables against published totals, read apart from them (geodata/README.md)."""

import pytest

from clustermap.data import catalog, official
from clustermap.errors import UnknownNameError

TABLES = (
    "economic-census-municipality",
    "freight-prefecture-od",
    "gpp-prefecture-activity",
    "gpp-prefecture-subactivity",
    "manufacturing-prefecture-jsic2",
    "manufacturing-prefecture-total",
    "migration-prefecture-od",
    "municipality-basic",
    "prefecture-series",
)


def test_every_table_has_grade_survey_and_credit():
    for name in TABLES:
        about = official.about(name)
        assert about.quality in {"A", "B", "C"}
        assert set(about.title) == set(about.survey) == {"en", "ja", "ko"}
        assert about.credit.startswith("出典")
        assert set(official.column_grades(name).values()) <= {"A", "B", "C"}


@pytest.mark.parametrize(
    ("year", "establishments", "employees", "short"),
    [(2016, 5_340_783, 56_872_826, (578, 18_768)), (2021, 5_156_063, 57_949_915, (458, 12_625))],
)
def test_economic_census(year, establishments, employees, short):
    nation = official.establishments("nation", year).set_index("division").loc["AR"]
    assert nation["establishments"] == establishments - short[0]
    assert nation["employees"] == employees - short[1]
    rest = official.establishments("nation", year).set_index("division").drop("AR")
    assert nation["employees"] - rest["employees"].sum() == {2016: 854, 2021: 279}[year]


def test_census_levels_add_up_and_hold_every_area():
    totals = set()
    for level, count in {"municipality": 1741, "prefecture": 47, "region": 8, "nation": 1}.items():
        table = official.establishments(level, 2021)
        assert table["code"].nunique() == count
        assert len(table) == count * 19
        assert table[["code", "division"]].apply(tuple, axis=1).is_monotonic_increasing
        totals.add(tuple(table[["establishments", "employees"]].sum()))
    assert len(totals) == 1


def test_the_census_of_2021_is_that_of_the_prefecture_statistics_but_in_tokyo(tables):
    names = {"AR": "all_industries", "E": "manufacturing", "G": "information_communications"}
    table = official.establishments("prefecture", 2021).set_index(["code", "division"])
    short = {}
    for row in tables("prefecture_statistics"):
        for division, name in names.items():
            for column in ("establishments", "employees"):
                if row["indicator"] == f"{column}_private_{name}" and row["year"] == "2021":
                    gap = int(row["value"]) - table.loc[(row["prefecture_code"], division), column]
                    if gap:
                        short[row["prefecture_code"], division, column] = gap
    assert short == {
        ("13", "AR", "establishments"): 458,
        ("13", "AR", "employees"): 12_625,
        ("13", "E", "establishments"): 5,
        ("13", "E", "employees"): 78,
        ("13", "G", "establishments"): 20,
        ("13", "G", "employees"): 1_480,
    }


def test_population_census(tables):
    basic = official.municipality_basic()
    assert basic["population_2015"].sum() == 127_094_745
    assert basic["population_2020"].sum() == 126_146_099
    assert basic.loc["01100", "population_2020"] == 1_973_395
    sums = basic["population_2020"].groupby(basic.index.str[:2]).sum()
    series = official.read("prefecture-series").set_index(["year", "prefecture_code"])
    assert len(series) == 12 * 47
    for row in tables("prefecture_statistics"):
        if row["indicator"] == "population_census":
            assert sums[row["prefecture_code"]] == int(row["value"])
            rounded = series.loc[(2020, row["prefecture_code"]), "population"]
            assert rounded == pytest.approx(int(row["value"]), abs=500)
    assert series.loc[2022, "population"].sum() == pytest.approx(124_947_000, abs=1_000)


@pytest.mark.parametrize(
    ("year", "establishments", "employees", "shipments", "value_added", "states"),
    [
        (2016, 191_339, 7_571_369, 302_185_204, 97_341_636, (1091, 29, 8)),
        (2019, 181_877, 7_717_646, 322_533_418, 100_234_752, (1093, 25, 10)),
    ],
)
def test_manufactures(year, establishments, employees, shipments, value_added, states):
    table = official.read("manufacturing-prefecture-jsic2")
    table = table[table["year"] == year]
    assert len(table) == 47 * 24
    assert table["establishments"].sum() == establishments
    assert table["employees"].sum() == employees
    # what is withheld is the rest, a twentieth of a percent
    assert 0 < shipments - table["shipments_mjpy"].sum() < shipments * 0.0005
    assert 0 < value_added - table["value_added_mjpy"].sum() < value_added * 0.0006
    counts = table["state"].value_counts()
    assert tuple(counts[["value", "suppressed", "none"]]) == states
    hidden = table["state"] == "suppressed"
    assert (table[["shipments_mjpy", "value_added_mjpy"]].isna().any(axis=1) == hidden).all()
    assert (table.loc[table["state"] == "none", ["establishments", "employees"]] == 0).all(
        axis=None
    )


def test_manufactures_add_up_to_the_published_prefecture_totals():
    table = official.read("manufacturing-prefecture-jsic2")
    keys = ["year", "prefecture_code"]
    totals = official.read("manufacturing-prefecture-total").set_index(keys)
    sums = table.groupby(keys)[["establishments", "employees", "value_added_mjpy"]].sum()
    for column in ("establishments", "employees"):
        assert (sums[column] == totals[column]).all()
    hidden = (table["state"] == "suppressed").groupby([table[key] for key in keys]).any()
    gap = totals["value_added_mjpy"] - sums["value_added_mjpy"]
    assert gap[~hidden].abs().max() <= 4


def test_gross_prefectural_product(tables):
    table = official.read("gpp-prefecture-activity")
    wide = table.pivot_table(
        index=["fiscal_year", "prefecture_code"], columns="activity", values="nominal_mjpy"
    )
    assert wide.shape == (12 * 47, 18)
    assert (wide.drop(columns="total").sum(axis=1) == wide["total"]).all()
    totals = wide["total"].groupby("fiscal_year").sum()
    # 558.8 trillion yen in the edition of that year
    assert totals[2020] == pytest.approx(558_800_000, rel=0.002)
    older = {
        row["prefecture_code"]: float(row["value"])
        for row in tables("prefecture_statistics")
        if row["indicator"] == "gross_prefectural_product_nominal"
    }
    newer = wide.loc[2021, "total"]
    assert max(abs(newer[code] / value - 1) for code, value in older.items()) < 0.0171


def test_the_parts_of_the_product_are_near_the_newer_edition():
    parts = official.read("gpp-prefecture-subactivity")
    whole = official.read("gpp-prefecture-activity")
    assert len(parts) == 2 * 47 * 26
    assert parts["nominal_tnjpy"].isna().equals(parts["state"] == "missing")
    for year, slack in ((2014, 0.0025), (2019, 0.003)):
        ours = parts[(parts["fiscal_year"] == year) & (parts["activity"] == "manufacturing")]
        theirs = whole[(whole["fiscal_year"] == year) & (whole["activity"] == "manufacturing")]
        complete = ours.groupby("prefecture_code")["nominal_tnjpy"].apply(lambda x: x.notna().all())
        sums = ours.groupby("prefecture_code")["nominal_tnjpy"].sum()[complete]
        newer = theirs.set_index("prefecture_code")["nominal_mjpy"][sums.index] / 1e6
        assert sums.sum() == pytest.approx(newer.sum(), rel=slack)


def test_migration():
    table = official.read("migration-prefecture-od")
    assert table.groupby("year").size().to_dict() == dict.fromkeys(range(2019, 2026), 47 * 46)
    assert table.loc[table["year"] == 2019, "persons"].sum() == 2_568_086
    net = (
        table.groupby(["year", "destination_code"])["persons"]
        .sum()
        .sub(
            table.groupby(["year", "origin_code"])["persons"]
            .sum()
            .rename_axis(["year", "destination_code"])
        )
    )
    assert net[2022]["13"] == 38_023
    published = {"13": 68_285, "14": 28_606, "11": 24_839, "27": 10_792}
    assert {code: net[2023][code] for code in published} == published
    assert (net[2023] > 0).sum() == 7


def test_freight():
    table = official.read("freight-prefecture-od")
    assert (table["origin_code"] != table["destination_code"]).all()
    assert table["thousand_tonnes"].sum() == 1_294_095
    assert official.about("freight-prefecture-od").quality == "C"


def test_years_are_listed_when_one_is_not_there():
    assert official.years("migration-prefecture-od") == tuple(range(2019, 2026))
    with pytest.raises(UnknownNameError, match=r"Unknown year 2018\.\nKnown: 2016, 2021\."):
        official.establishments("prefecture", 2018)
    with pytest.raises(UnknownNameError, match="Unknown table"):
        official.about("prefectures")


def test_the_script_made_what_is_shipped(script):
    """Without its sources only what it would write is known: one file for each named table."""
    made = script("make_statistics")
    folder = catalog.folder() / "statistics"
    names = {path.stem for path in folder.iterdir()}
    assert set(made.SOURCES) <= names


def test_sectors_have_the_same_proxies_as_the_indicators(tables):
    named = {
        row["code"]: row["sectors"] for row in tables("statistics/industries") if row["sectors"]
    }
    assert named == {"G": "ai", "16": "bio", "28": "semiconductor", "31": "shipbuilding;aerospace"}
    for row in tables("indicators"):
        for code, sectors in named.items():
            if f"_jsic{code}_" in row["indicator"]:
                assert row["sector"] == sectors


def test_every_industry_of_the_tables_has_a_name():
    tables = {
        "jsic2": official.read("manufacturing-prefecture-jsic2")["jsic2"],
        "jsic_division": official.establishments()["division"],
        "gpp_subactivity": official.read("gpp-prefecture-subactivity")["subactivity"],
    }
    for scheme, codes in tables.items():
        assert set(official.industries(scheme).index) == set(codes)
    activities = set(official.read("gpp-prefecture-activity")["activity"])
    rest = {"total", "taxes_and_discrepancy"}
    assert set(official.industries("gpp_activity").index) == activities - rest
