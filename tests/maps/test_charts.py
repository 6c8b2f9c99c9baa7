"""Pictures of what the studies find: what is drawn is what was found."""

from __future__ import annotations

from importlib import import_module

import matplotlib.collections
import numpy as np
import pytest

from clustermap.analysis.weights.neighbors import from_text
from clustermap.errors import DataError, UnknownNameError
from clustermap.maps.charts import chart
from clustermap.maps.charts.ticks import round_ticks

CASES = {
    "concentration": {},
    "specialization": {"basis": "sites", "permutations": 19},
    "autocorrelation": {"permutations": 19},
    "colocation": {"permutations": 19},
    "hotspots": {},
}


def charts_of(drawn):
    """Return the axes with scales: the sheet itself and the maps have none."""
    return [axes for axes in drawn.figure.axes if len(axes.get_xticks()) and axes.axison]


@pytest.mark.wide
@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
@pytest.mark.parametrize("study", CASES)
def test_words_are_in_the_font_on_the_sheet_and_apart(atlas, study, lang):
    found = atlas.stats(study, lang=lang, **CASES[study])
    drawn = atlas.chart(found, lang=lang)
    svg = drawn.render("svg").decode()
    assert "〓" not in svg
    assert drawn.alternative
    sheet = drawn.figure.bbox
    drawn.figure.canvas.draw()
    boxes = []
    for axes in drawn.figure.axes:
        ticks = [*axes.get_xticklabels(), *axes.get_yticklabels()] if axes.axison else []
        labels = [*axes.texts, *ticks]
        boxes += [(text.get_text(), text.get_window_extent()) for text in labels if text.get_text()]
    for words, box in boxes:
        assert sheet.x0 <= box.x0 < box.x1 <= sheet.x1, words
        assert sheet.y0 <= box.y0 < box.y1 <= sheet.y1, words
    if study == "hotspots":
        return  # neighboring groups have neighboring numbers
    for at, (words, box) in enumerate(boxes):
        for other, beside in boxes[at + 1 :]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert wide < 1 or high < 0.3 * min(box.height, beside.height), (words, other)


def test_localization_curves_are_those_found(atlas):
    found = atlas.stats("concentration")
    (axes,) = charts_of(atlas.chart(found))
    drawn = {tuple(np.round(line.get_ydata(), 9)) for line in axes.lines}
    for sector in found.table["sector"]:
        curve = found.chart.facts["curves"][sector]["sector"]
        assert tuple(np.round(curve, 9)) in drawn
    assert (0.0, 1.0) in drawn  # the diagonal


def test_moran_scatterplots_have_the_slope_found(atlas):
    found = atlas.stats("autocorrelation", permutations=99)
    panels = charts_of(atlas.chart(found))
    assert len(panels) == 5
    for axes, slope in zip(panels, found.table["morans_i"], strict=True):
        steep = [
            np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]
            for line in axes.lines
            if np.ptp(line.get_xdata()) and np.ptp(line.get_ydata())
        ]
        assert steep == pytest.approx([slope])
        assert len(axes.collections[0].get_offsets()) == 47


def test_quotients_have_their_intervals_and_few_are_hollow(atlas):
    found = atlas.select(sector="semiconductor").stats(
        "specialization", basis="sites", permutations=19
    )
    table = found.table
    drawn = table[table["sites"] > 0]
    (axes,) = charts_of(atlas.chart(found))
    whiskers = {
        (round(low, 9), round(high, 9)) for low, high in (line.get_xdata() for line in axes.lines)
    }
    for low, high in zip(drawn["lower"], drawn["upper"], strict=True):
        assert (round(low, 9), round(high, 9)) in whiskers
    dots = [dot for dot in axes.collections if len(dot.get_offsets()) == 1]
    assert len(dots) == len(drawn)
    hollow = [dot for dot in dots if tuple(dot.get_facecolor()[0][:3]) == (1.0, 1.0, 1.0)]
    assert len(hollow) == drawn["few"].sum()


def test_distance_curves_stand_before_their_bands(atlas):
    ships = atlas.select(sector="shipbuilding")
    found = ships.stats("pattern", function="m", distances=(10, 50, 100), permutations=39)
    drawn = ships.chart(found)
    (axes,) = charts_of(drawn)
    lines = {tuple(line.get_ydata()) for line in axes.lines}
    for column in ("m", "mean", "lower_local", "upper_local"):
        assert tuple(found.table[column]) in lines
    assert any(
        isinstance(one, matplotlib.collections.FillBetweenPolyCollection)
        for one in axes.collections
    )
    assert "Shipbuilding" in drawn.alternative


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Bio", "drawn at random (seed 0)", "standard error of M at most"]),
        ("ja", ["無作為に選んだ", "Mの標準誤差は最大"]),
        ("ko", ["무작위로 고른", "M의 표준오차는 최대"]),
    ],
)
def test_a_picture_of_a_sample_says_so(atlas, monkeypatch, lang, words):
    # the package gives the function of that name
    m_function = import_module("clustermap.analysis.points.m_function")
    monkeypatch.setattr(m_function, "_EXACT_WORK", 0)
    monkeypatch.setattr(m_function, "_FEW_WORK", 0)
    monkeypatch.setattr(m_function, "_SAMPLED_WORK", 1)
    monkeypatch.setattr(m_function, "_LEAST_REFERENCES", 15)
    some = atlas.select(sector="bio")
    found = some.stats("pattern", function="m", distances=(50, 100), permutations=19, lang=lang)
    drawn = some.chart(found, lang=lang)
    for word in words:
        assert word in drawn.alternative
        assert any(word in note for note in found.notes)


def test_the_matrix_names_the_pairs_that_keep_company(atlas):
    found = atlas.stats("colocation", permutations=199)
    drawn = atlas.chart(found)
    table = found.table
    pairs = table[(table["q"] <= 0.05) & (table["quotient"] > 1)]
    assert len(pairs)
    assert drawn.alternative.count("→") == len(pairs)
    values = {text.get_text() for text in drawn.figure.axes[0].texts}
    assert {f"{value:.2f}" for value in table["quotient"]} <= values


def test_a_local_map_hatches_what_was_not_found_and_greys_what_was_not_tested(atlas):
    found = atlas.stats(
        "autocorrelation", names=("employees_private_manufacturing",), local=True, weights="queen"
    )
    drawn = atlas.chart(found)
    collections = [one for axes in drawn.figure.axes for one in axes.collections]
    hatched = [one for one in collections if one.get_hatch()]
    graph = from_text(atlas.prefectures, "queen")
    assert graph.isolates == ("01", "47")
    empty = (found.table["label"] == "not significant").sum()
    assert sum(len(one.get_paths()) for one in hatched) >= empty
    grey = [
        one
        for one in collections
        if len(one.get_facecolor())
        and np.allclose(one.get_facecolor()[0][:3], np.array([0x8F, 0x8F, 0x8A]) / 255)
    ]
    assert grey
    assert "Not tested: Hokkaido, Okinawa." in drawn.alternative


def test_regions_are_drawn_too(atlas):
    found = atlas.stats("autocorrelation", level="region", local=True, permutations=19)
    assert "Not significant: 8." in atlas.chart(found).alternative


def test_hot_spots_are_numbered_as_in_the_legend(atlas):
    chips = atlas.select(sector="semiconductor")
    found = chips.stats("hotspots")
    drawn = chips.chart(found)
    assert f"1  {found.table['name'].iloc[0]}" in drawn.alternative
    numbers = {text.get_text() for axes in drawn.figure.axes for text in axes.texts}
    assert {str(n) for n in range(1, len(found.table) + 1)} <= numbers


def test_dark_and_the_same_bytes(atlas):
    found = atlas.stats("concentration")
    one = chart(found, atlas.selection, theme="dark").render("png", 72)
    assert one == chart(found, atlas.selection, theme="dark").render("png", 72)
    assert one != chart(found, atlas.selection).render("png", 72)


def test_what_has_no_picture_says_so(atlas):
    with pytest.raises(DataError, match="no picture"):
        chart(atlas.stats("indicators"), atlas.selection)
    with pytest.raises(UnknownNameError, match="theme"):
        chart(atlas.stats("concentration"), atlas.selection, theme="sepia")


def test_ticks_of_an_empty_interval():
    assert round_ticks(2, 2)[0] == 2
