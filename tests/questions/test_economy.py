"""Specialization and change by official figures, as asked."""

import numpy as np
import pandas as pd
import pytest

import clustermap as cm
from clustermap.analysis.change.shift_share import PARTS
from clustermap.data import official
from clustermap.errors import ClustermapError
from clustermap.questions import economy
from clustermap.questions.change import changes


@pytest.fixture(scope="module")
def atlas():
    return cm.load()


@pytest.fixture(scope="module")
def manufactures():
    table = official.read("manufacturing-prefecture-jsic2")
    return table[table["year"] == 2019]


def test_official_jobs_are_the_default(atlas, manufactures):
    answer = atlas.stats("specialization")
    assert (answer.facts["by"], answer.facts["basis"]) == ("industry", "jobs")
    table = answer.table.set_index(["code", "industry"])
    assert len(table) == 47 * 24
    jobs = manufactures.set_index(["prefecture_code", "jsic2"])["employees"]
    here = jobs[("43", "28")] / jobs["43"].sum()
    nation = jobs.xs("28", level=1).sum() / 7_717_646
    assert table.loc[("43", "28"), "lq"] == pytest.approx(here / nation)
    assert table["grade"].eq("A").all()
    assert "lower" not in table


def test_against_a_prefecture_a_region_and_peers(atlas, manufactures):
    jobs = manufactures.set_index(["prefecture_code", "jsic2"])["employees"]
    share = jobs / jobs.groupby(level=0).sum()
    found = atlas.stats("specialization", against="Aichi").table.set_index(["code", "industry"])
    assert found.loc[("38", "31"), "lq"] == pytest.approx(share[("38", "31")] / share[("23", "31")])
    assert found.loc["23", "lq"].tolist() == pytest.approx([1] * 24)
    found = atlas.stats("specialization", against="region").table.set_index(["code", "industry"])
    shikoku = jobs[["36", "37", "38", "39"]]
    expected = shikoku.xs("31", level=1).sum() / shikoku.sum()
    assert found.loc[("38", "31"), "benchmark"] == pytest.approx(expected)
    found = atlas.stats("specialization", against="peers").table.set_index(["code", "industry"])
    peers = list(atlas.peers("Ehime").table["prefecture_code"])
    alike = jobs[peers]
    expected = alike.xs("31", level=1).sum() / alike.sum()
    assert found.loc[("38", "31"), "benchmark"] == pytest.approx(expected)


def test_withheld_cells_are_shown_as_such_and_open_a_range(atlas):
    table = atlas.stats("specialization", basis="shipments").table
    hidden = table[table["state"] == "suppressed"]
    assert len(hidden) == 25
    assert hidden[["shipments", "lq"]].isna().to_numpy().all()
    kochi = table[(table["code"] == "39") & (table["state"] == "value")]
    assert (kochi["range_low"] < kochi["lq"]).all()
    assert (kochi["lq"] <= kochi["range_high"] + 1e-12).all()
    regions = atlas.stats("specialization", basis="shipments", level="region").table
    assert (regions["state"] == "part").any()
    assert not (regions["state"] == "suppressed").any()


def test_tests_stand_on_establishments_only(atlas):
    table = atlas.stats("specialization", basis="establishments").table
    known = table[table["lq"].notna()]
    assert (known["lower"] <= known["lq"] + 1e-12).all()
    assert (known["lq"] <= known["upper"] + 1e-12).all()
    assert known["q"].between(0, 1).all()


@pytest.mark.parametrize("basis", ["jobs", "shipments", "value_added", "establishments"])
def test_strong_clusters_are_few_and_specialized(atlas, basis):
    table = atlas.stats("specialization", basis=basis).table
    strong = table[table["strong"]]
    assert strong.groupby("industry").size().between(1, 12).all()


def test_municipalities_over_divisions(atlas):
    table = atlas.stats("specialization", level="municipality", industry=["E"]).table
    assert len(table) == 1741
    census = official.establishments("municipality", 2021).set_index(["code", "division"])
    nation = official.establishments("nation", 2021).set_index("division")["employees"]
    here = census.loc[("43404", "E"), "employees"] / census.loc[("43404", "AR"), "employees"]
    assert table.set_index("code").loc["43404", "lq"] == pytest.approx(
        here / (nation["E"] / nation["AR"])
    )


def test_sectors_are_labelled_as_proxies(atlas):
    answer = atlas.select(sector=["aerospace", "ai"]).stats("specialization")
    assert set(zip(answer.table["sector"], answer.table["industry"], strict=True)) == {
        ("aerospace", "31"),
        ("ai", "G"),
    }
    for lang, word in (("en", "proxy"), ("ja", "代理指標"), ("ko", "대리지표")):
        assert answer.to_read(lang).iloc[:, 1].str.contains(word).all()


@pytest.mark.parametrize("level", ["prefecture", "region", "municipality"])
@pytest.mark.parametrize("method", list(PARTS))
def test_parts_add_up_at_every_level(level, method):
    table = changes("division", "jobs", level, method=method).table
    gap = table[list(PARTS[method])].sum(axis=1) - table["change"]
    assert gap.abs().max() <= 1e-9 * max(1, table["change"].abs().max())
    total = table[(table["code"] == "00") & (table["industry"] == "all")].iloc[0]
    # where everyone is together, nobody is ahead
    assert abs(total[list(PARTS[method][2:])].sum()) < 1e-6
    sums = table[(table["code"] != "00") & (table["industry"] != "all")].groupby("code")
    whole = table[(table["code"] != "00") & (table["industry"] == "all")].set_index("code")
    for part in (*PARTS[method], "change"):
        assert np.allclose(sums[part].sum(), whole[part].reindex(sums[part].sum().index))


@pytest.mark.parametrize("basis", ["shipments", "value_added"])
def test_cells_withheld_in_one_year_are_in_neither(basis):
    prefectures, regions = (changes("industry", basis, level) for level in ("prefecture", "region"))
    cells = prefectures.table[prefectures.table["state"] == "left_out"]
    assert len(cells) == prefectures.left_out > 0
    assert cells[["start", "end", "change"]].isna().to_numpy().all()
    # the parts of a region are those of its prefectures
    one = prefectures.table[prefectures.table["industry"] == "all"].set_index("code")["competitive"]
    kyushu = regions.table.set_index(["code", "industry"]).loc[("kyushu-okinawa", "all")]
    assert kyushu["competitive"] == pytest.approx(one["40":"47"].sum())
    sums = prefectures.table[prefectures.table["change_low"].notna()]
    assert (sums["change_low"] <= sums["change_high"]).all()


def test_a_region_by_hand():
    table = changes("division", "jobs", "region").table.set_index(["code", "industry"])
    start, end = (official.establishments("region", year) for year in (2016, 2021))
    x = start.set_index(["code", "division"])["employees"]
    y = end.set_index(["code", "division"])["employees"]
    kept = list(official.DIVISIONS)
    nation = [one[one.index.get_level_values(1).isin(kept)].sum() for one in (x, y)]
    growth = nation[1] / nation[0] - 1
    by_industry = y.xs("E", level=1).sum() / x.xs("E", level=1).sum() - 1
    row = table.loc[("kinki", "E")]
    assert row["national"] == pytest.approx(x[("kinki", "E")] * growth)
    assert row["mix"] == pytest.approx(x[("kinki", "E")] * (by_industry - growth))
    assert row["change"] == y[("kinki", "E")] - x[("kinki", "E")]


def test_product_year_by_year(atlas):
    found = atlas.select(prefecture="Aichi").stats(
        "change", by="activity", series=True, industry=["manufacturing"]
    )
    assert found.table["year"].tolist() == list(range(2011, 2023))
    assert found.table["product"].iloc[-1] == 15_573_557


def test_the_break_of_the_census_is_said(atlas):
    assert any("2021 census" in note for note in atlas.stats("change").notes)
    assert not any("2021 census" in note for note in atlas.stats("change", by="activity").notes)


@pytest.mark.parametrize(
    ("question", "given", "words"),
    [
        ("specialization", {"year": 2018}, "Known: 2016, 2019"),
        ("specialization", {"industry": ["99"]}, "31 Transport equipment"),
        ("specialization", {"by": "division", "basis": "shipments"}, "jobs, establishments"),
        ("specialization", {"level": "municipality", "by": "industry"}, "--by division"),
        ("specialization", {"against": "pears"}, "Kumamoto"),
        ("specialization", {"level": "region", "against": "peers"}, "nation"),
        ("change", {"start": 2021}, "Years: 2016, 2021"),
        ("change", {"by": "activity", "end": 2030}, "2022"),
        ("change", {"by": "industry", "level": "municipality"}, "--by division"),
    ],
)
def test_what_is_not_there_lists_what_is(atlas, question, given, words):
    with pytest.raises(ClustermapError) as caught:
        atlas.stats(question, **given)
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("given", [{}, {"by": "industry", "industry": ["28"]}])
def test_growth_is_drawn(atlas, given, tmp_path):
    answer = (
        atlas.select(prefecture="Kumamoto").stats("change", **given)
        if not given
        else (atlas.stats("change", **given))
    )
    file = atlas.chart(answer, lang="ja").save(tmp_path / "growth.svg")
    assert file.stat().st_size > 10_000


def test_industries_are_found_in_three_languages():
    assert economy.industry_codes("industry", ["Food", "鉄鋼", "철강", "31"]) == ["09", "22", "31"]


def test_own_sites_are_asked_among_themselves(atlas):
    values = pd.DataFrame({"a": range(1, 48), "b": 3}, index=list(atlas.prefectures.index))
    found = atlas.stats("specialization", values=values)
    assert "lq_sites" in found.table


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_a_report_has_official_figures_before_the_list(atlas, lang):
    from clustermap.reports.facts import facts_of
    from clustermap.reports.sections.economy import economy_sections
    from clustermap.reports.sections.notes import citations

    facts = facts_of(atlas.select(prefecture="Kumamoto").selection)
    (special, table), (grown, other) = economy_sections(facts, lang)
    assert "2.28" in special.message
    assert "12,213" in grown.message
    for cited in citations([table, other], lang):
        assert {"en": "(grade A)", "ja": "（信頼度A）", "ko": "(신뢰도 A)"}[lang] in cited


def test_ranks_by_official_quotients_and_growth(atlas):
    found = atlas.rank("lq:31").table.set_index("prefecture_code")
    official_lq = atlas.stats("specialization", industry=["31"]).table.set_index("code")["lq"]
    assert found.loc["23", "rank"] == 1
    assert found.loc["23", "value"] == pytest.approx(official_lq["23"])
    grown = atlas.rank("change:all").table.set_index("prefecture_code")
    table = changes("division", "jobs").table
    lead = table[table["industry"] == "all"].set_index("code")["lead"]
    assert grown.loc["43", "value"] == pytest.approx(100 * lead["43"])


def test_a_comparison_has_official_quotients_and_growth(atlas):
    answer = atlas.compare("Kumamoto", "Ehime").answer
    table = answer.table.set_index(["section", "measure", "prefecture_code"])
    found = atlas.stats("specialization", industry=["28"]).table.set_index("code")["lq"]
    assert table.loc[("official_specialization", "28", "43"), "value"] == pytest.approx(found["43"])
    assert ("official_change", "all", "38") in table.index
    assert answer.to_read("ja").iloc[:, 0].str.contains("特化している産業").any()
