import numpy as np
import pytest

import clustermap as cm
from clustermap.errors import ClustermapError
from clustermap.questions.flows import arcs_around
from clustermap.questions.relatedness import measure


@pytest.fixture(scope="module")
def atlas():
    return cm.load()


def test_density_is_measured_and_does_not_beat_the_baseline():
    found = measure()
    assert (found["cases"], found["gains"]) == (681, 24)
    assert found["density"]["auc"] == pytest.approx(0.50, abs=0.01)
    assert found["already"]["auc"] == pytest.approx(0.93, abs=0.01)
    assert not found["density"]["beats"]
    assert found["density"]["low"] < 0.5 < found["density"]["high"]


@pytest.mark.parametrize("show", ["prefectures", "industries", "proximity", "density"])
def test_the_measurement_stands_first(atlas, show):
    answer = atlas.stats("relatedness", show=show, draws=99)
    assert len(answer.table)
    assert "does not foretell" in answer.facts["first"][0]
    assert "0.50" in answer.facts["first"][1]
    for lang in ("en", "ja", "ko"):
        assert len(answer.sentences(lang)) == 2
        assert len(answer.to_read(lang)) == len(answer.table)


def test_net_migration_is_as_published(atlas):
    table = atlas.stats("flows", year=2023).table.set_index("code")
    published = {"13": 68_285, "14": 28_606, "11": 24_839, "27": 10_792}
    assert table.loc[list(published), "net"].to_dict() == published
    assert (table["net"] > 0).sum() == 7
    assert table["net"].sum() == 0


def test_partners_add_up_to_the_balance(atlas):
    whole = atlas.stats("flows", year=2022).table.set_index("code")
    found = atlas.stats("flows", place="Tokyo", year=2022)
    assert len(found.table) == 46
    assert found.table["net"].sum() == whole.loc["13", "net"] == 38_023
    assert found.table["share"].sum() == pytest.approx(1)
    assert "38,023" in found.sentences()[0]
    assert "転入超過" in found.sentences("ja")[0]


def test_pairs(atlas):
    table = atlas.stats("flows", every=True, year=2019).table
    assert table["persons"].sum() == 2_568_086
    inside = atlas.select(prefecture="Nara").stats("flows", every=True, year=2019).table
    assert len(inside) == 2 * 46


def test_small_arcs_are_folded():
    found = arcs_around("43", 2023)
    assert len(found["arcs"]) + found["folded"]["n"] == 46
    sums = sum(one["net"] for one in found["arcs"]) + found["folded"]["net"]
    assert sums == found["folded"]["net"] + np.sum([one["net"] for one in found["arcs"]])


def test_freight_names_no_pair(atlas):
    found = atlas.stats("flows", what="freight", place="Aichi")
    assert len(found.table) == 1
    assert set(found.table["grade"]) == {"C"}
    assert any("not for claims about a pair" in note for note in found.notes)
    with pytest.raises(ClustermapError, match="not told by pair"):
        atlas.stats("flows", what="freight", every=True)
    picture = atlas.chart(found)
    assert "Gifu" not in picture.alternative


def test_arcs_are_drawn_and_named(atlas, tmp_path):
    picture = atlas.chart(atlas.stats("flows", place="Kumamoto", year=2023), lang="ja")
    assert "福岡県" in picture.alternative
    assert picture.save(tmp_path / "arcs.svg").stat().st_size > 50_000


@pytest.mark.parametrize(
    ("question", "given", "words"),
    [
        ("flows", {"year": 2018}, "Known: 2019, 2020"),
        ("flows", {"place": "Kumamto"}, "Kumamoto"),
        ("relatedness", {"year": 2017}, "Known: 2016, 2019"),
        ("relatedness", {"basis": "shipments"}, "jobs, establishments"),
    ],
)
def test_what_is_not_there_lists_what_is(atlas, question, given, words):
    with pytest.raises(ClustermapError) as caught:
        atlas.stats(question, **given)
    assert words in str(caught.value)


def test_arcs_on_the_page(atlas):
    (arcs,) = atlas.map(flows="熊本").payload["arcs"]
    assert len(arcs["arcs"]) == 12
    assert {"Fukuoka", "Tokyo"} <= {
        one["name"]["en"] if isinstance(one["name"], dict) else one["name"] for one in arcs["arcs"]
    }
    assert "34" in str(arcs["notes"])
    assert atlas.map().payload["arcs"] == []
