"""What cannot be answered is said in a sentence; jobs by ring add up to the nation."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from clustermap.analysis.reach import shares_within
from clustermap.data import official
from clustermap.data.dataset import load
from clustermap.data.municipalities import read_municipalities
from clustermap.errors import DataError
from clustermap.questions import autocorrelation, pattern_limits, spillover

JASM = "jasm-kumamoto-1"


@pytest.fixture(scope="module")
def nation():
    return load()


def constant(nation, **columns) -> pd.DataFrame:
    frame = pd.DataFrame({"ports": 5.0}, index=nation.prefectures.index)
    return frame.assign(**columns)


@pytest.mark.parametrize("more", [{}, {"local": True}, {"sensitivity": True}])
def test_a_constant_variable_is_named_not_left_blank(nation, more):
    options = autocorrelation.Options(values=constant(nation), permutations=99, **more)
    with pytest.raises(DataError, match=r"Not tested: ports\. All 47 areas have the same value"):
        autocorrelation.ask(nation, options)


def test_a_constant_variable_beside_another_has_a_sentence_and_no_row(nation):
    values = constant(nation, jobs=range(47))
    answer = autocorrelation.ask(
        nation, autocorrelation.Options(values=values, permutations=99, lang="ja")
    )
    assert answer.table["variable"].tolist() == ["jobs"]
    assert answer.table["morans_i"].notna().all()
    assert "検定なし：ports。47地域の値がすべて同じ。" in answer.notes


def test_two_areas_are_too_few(run):
    groups = ["--group", "N=40,41,42", "--group", "S=43,44,45,46", "--level", "region"]
    status, out, err = run("stats", "autocorrelation", *groups)
    assert (status, out) == (1, "")
    assert "Areas with a value: 2; a test needs three." in err
    assert len(err.strip().splitlines()) == 2


def test_areas_without_neighbors(nation):
    apart = nation.select(prefecture=["01", "13", "47"])
    with pytest.raises(DataError, match="None of the 3 areas has a neighbor"):
        autocorrelation.ask(apart, autocorrelation.Options(permutations=99))


def test_a_report_goes_on_without_a_test(nation):
    answer = autocorrelation.asked(
        nation, autocorrelation.Options(values=constant(nation), permutations=99)
    )
    assert answer.table.empty
    assert "Not tested: ports. All 47 areas have the same value." in answer.notes


def test_sites_at_sea_are_counted(nation):
    sites = nation.sites.head(3).copy()
    # the middle of Ise Bay, some kilometers from either shore
    sites.geometry = gpd.GeoSeries(
        [Point(136.75, 34.80), Point(130.84, 32.88), Point(139.69, 35.69)], sites.index, crs=6668
    )
    sectors = sorted(set(sites["sector"]))
    (note,) = pattern_limits.off_land_notes(sites, nation.prefectures, sectors)
    assert note.startswith("1 of 3 sites lies outside the land of the map")
    assert sites.iloc[0]["name_en"] in note
    assert pattern_limits.off_land_notes(sites.iloc[1:], nation.prefectures, sectors) == ()


def test_sectors_without_a_pattern_are_named(run):
    status, _, err = run("stats", "pattern", "--prefecture", "Nara", "--permutations", "19")
    assert status == 1
    assert "Fewer than 3 sites." in err


def test_jobs_by_ring_add_up_to_the_census(nation):
    answer = spillover.ask(nation, spillover.Options(site=JASM, permutations=99, which="jobs"))
    rings = answer.table
    for year in (2016, 2021):
        figures = official.establishments("municipality", year)
        for name, division in (("jobs", "AR"), ("manufacturing", "E")):
            whole = figures.loc[figures["division"] == division, "employees"].sum()
            assert rings[f"{name}_{year}"].sum() == pytest.approx(whole, rel=1e-9)
            assert rings[f"{name}_share_{year}"].sum() == pytest.approx(100)


def test_jobs_in_the_first_ring_are_those_near_it(nation):
    answer = spillover.ask(nation, spillover.Options(site=JASM, permutations=99, which="jobs"))
    site = nation.sites.loc[JASM]
    share = shares_within(
        read_municipalities(whole_cities=True).geometry, (site["lon"], site["lat"]), 25
    )
    figures = official.establishments("municipality", 2021)
    jobs = figures[figures["division"] == "AR"].set_index("code")["employees"]
    expected = (jobs.reindex(share.index) * share).sum()
    assert answer.table["jobs_2021"].iloc[0] == pytest.approx(expected)
    told = " ".join(answer.sentences("en"))
    assert "Estimate: each municipality counts in a ring" in told
    assert "(grade A)" in told
    # announced in October 2021, the census is of June
    assert "Both censuses were taken before that date" in told
