"""What the questions say of how their numbers were made."""

from __future__ import annotations

from clustermap.analysis.concentration.tables import Conventions
from clustermap.questions import concentration
from clustermap.questions.methods import METHODS


def test_every_method_names_its_paper():
    for name, words in METHODS.items():
        assert words["method"], name
        assert words["paper"], name


def test_a_convention_is_said():
    conventions = Conventions(theil="L", gini="unweighted")
    explain = concentration.explained("all jobs", conventions, plants=True, split="")
    assert "mean log deviation" in explain["theil"]["convention"]
    assert explain["locational_gini"]["convention"].startswith("Each area counts the same")


def test_an_answer_holds_the_curves_and_the_conventions(atlas):
    answer = atlas.stats("concentration", theil="L")
    assert "mean log deviation" in answer.explain["theil"]["convention"]
    assert set(answer.chart.facts["curves"]) == set(answer.table["sector"])
