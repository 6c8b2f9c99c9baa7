from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import clustermap as cm
from clustermap import japan, locales
from clustermap.data import official
from clustermap.data.catalog import as_of
from clustermap.errors import DataError, UnknownNameError
from clustermap.reports.brief.background import Background
from clustermap.reports.brief.geometry import brief_map
from clustermap.reports.brief.words import LIMITS
from clustermap.reports.brief_report import brief

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Runner

    from clustermap.data.selection import Selection
    from clustermap.reports.brief_report import BriefReport

PLACES = {
    "nation": {},
    **{f"region:{one.id}": {"region": one.id} for one in japan.EIGHT_REGIONS},
    **{f"sector:{one}": {"sector": one} for one in locales.keys("sector")},
    **{one.en: {"prefecture": one.code} for one in japan.PREFECTURES},
    **{name: {"municipality": name} for name in ("43404", "13103", "38202", "01100", "47381")},
}  # fmt: skip


@pytest.fixture(scope="module")
def everything() -> Selection:
    return cm.load().selection


@pytest.fixture(scope="module")
def shared(everything: Selection) -> Background:
    return Background(everything)


def made(everything: Selection, shared: Background, lang: str = "en", **where: Any) -> BriefReport:
    chosen = everything.select(**where) if where else everything
    return brief(chosen, lang, shared=shared)


@pytest.mark.wide
@pytest.mark.parametrize("lang", locales.LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_brief_is_short_and_says_nothing_twice(
    place: str, lang: str, everything: Selection, shared: Background
) -> None:
    content = made(everything, shared, lang, **PLACES[place]).content
    text = "\n".join(content.running)
    assert content.length <= LIMITS[lang]
    assert re.search(r"\d", content.title), "a title is a finding with a number"
    assert len(content.numbers) == 3
    assert len({one.note for one in content.numbers}) == 3
    assert "of which 1" not in text
    assert "うち1件" not in text
    assert "{" not in text
    assert "nan" not in text.casefold().split()
    # nothing that is once as much, and no change to the same
    assert not re.search(r"(?<![\d.])1\.0 times", text)
    rows = content.listing.rows
    assert rows
    assert len({(row.label, row.text) for row in rows}) == len(rows)
    assert len({one.text for one in content.remarks}) == len(content.remarks)
    assert content.sources
    # ranks in running text are among the first third
    for rank in re.findall(r"(\d+)(?:st|nd|rd|th) of 47|全国(\d+)位|전국 (\d+)위", text):
        assert int(next(filter(None, rank))) <= 15
    if lang != "en":
        # an English word is one of a name; no sentence is left in English
        assert not re.search(r"\b(the|sites?|of|jobs|since)\b", text)


def test_the_numbers_are_those_of_the_tables(everything: Selection, shared: Background) -> None:
    content = made(everything, shared, prefecture="Kumamoto").content
    sites = everything.sites.query("prefecture_code == '43' and status != 'closed'")
    amounts = sites["investment_jpy_bn"].dropna()
    under_way = sites["status"].isin(["planned", "under_construction"]).sum()
    assert content.numbers[0].value == f"¥{amounts.sum() / 1000:.1f}"
    assert f"{len(amounts)} of {len(sites)} sites" in content.numbers[0].note
    assert content.numbers[1].value == str(under_way)
    # the location quotient by hand, from the shipped table
    table = official.read("manufacturing-prefecture-jsic2").query("year == 2019")
    totals = official.read("manufacturing-prefecture-total").query("year == 2019")
    whole = totals.set_index("prefecture_code")["employees"]
    part = table.query("jsic2 == '28'").set_index("prefecture_code")["employees"]
    quotient = (part["43"] / whole["43"]) / (part.sum() / whole.sum())
    assert content.numbers[2].value == f"{quotient:.1f}" == "2.3"
    assert content.comparison is not None
    mine = next(bar for bar in content.comparison.bars if bar.kind == "self")
    assert mine.value == pytest.approx(quotient)
    values = [bar.value for bar in content.comparison.bars]
    assert values == sorted(values, reverse=True)


def test_what_is_coming_lies_ahead(everything: Selection, shared: Background) -> None:
    content = made(everything, shared, "ja", prefecture="熊本県").content
    for one in content.facts.coming:
        if one.year is not None and not one.overdue:
            assert f"{one.year}-{one.month or 12:02d}" > as_of()
    dated = [int(row.label) for row in content.listing.rows if row.label.isdigit()]
    assert dated == sorted(dated)
    assert dated[0] >= int(as_of()[:4])
    # a date that has passed is said to have
    late = [one for one in content.facts.coming if one.overdue]
    sites = everything.sites.loc[[one.site for one in late]]
    assert set(sites["status"]) <= {"planned", "under_construction"}
    assert any(row.label == "予定経過" for row in content.listing.rows)
    # every site under way is in a row, each in one
    under_way = sorted(content.facts.under_way.index)
    assert sorted({one.site for one in content.facts.coming} & set(under_way)) == under_way


def test_the_rule_of_titles(everything: Selection, shared: Background) -> None:
    def title(**where: Any) -> str:
        return made(everything, shared, **where).title

    by_money = everything.sites.groupby("prefecture_code")["investment_jpy_bn"].sum()
    assert by_money.idxmax() == "01"
    assert title(prefecture="Hokkaido").endswith("the most of any prefecture")
    assert "electronic parts" in title(prefecture="Tottori")
    assert title(sector="shipbuilding").startswith("Shipbuilding: ")
    assert "¥" in title()


def test_changes_count_from_the_month_asked_for(everything: Selection, shared: Background) -> None:
    long = brief(everything, since="2020-01", shared=shared).content
    short = brief(everything, since="2026-01", shared=shared).content
    assert long.facts.announced[0] > short.facts.announced[0] > 0
    assert long.remarks[0].label == "Since January 2020"


def test_a_brief_on_a_site(everything: Selection, shared: Background) -> None:
    content = brief(everything, site="jasm-kumamoto-2", shared=shared).content
    row = everything.sites.loc["jasm-kumamoto-2"]
    assert content.title.startswith(str(row["name_en"]))
    assert content.numbers[0].value == f"{row['jobs']:,.0f}"
    assert len(content.facts.sites) == 1
    with pytest.raises(UnknownNameError, match="Unknown site"):
        brief(everything, site="jasm-kumamoto-9")
    with pytest.raises(DataError, match="one municipality"):
        brief(everything.select(municipality=["Kikuyo", "Ozu, Kumamoto"]))


def test_every_area_and_site_is_on_the_map(everything: Selection, shared: Background) -> None:
    content = made(everything, shared, "ja", prefecture="熊本県").content
    drawn = brief_map(content, 14.7, 12.3)
    names = {area.name for area in drawn.areas}
    towns = shared.cities[shared.cities["prefecture_code"] == "43"]["name_ja"]
    assert set(towns) <= names
    assert sum(area.count for area in drawn.areas) == len(content.facts.sites)
    assert len(drawn.marks) == (content.facts.sites["position"] != "prefecture").sum()
    for mark in drawn.marks:
        assert 0 < mark.x < drawn.width
        assert 0 < mark.y < drawn.height
    # no mark covers another, no name a name
    for at, one in enumerate(drawn.marks):
        for two in drawn.marks[:at]:
            apart = ((one.x - two.x) ** 2 + (one.y - two.y) ** 2) ** 0.5
            assert apart > 0.8 * (one.radius + two.radius)


def test_the_slide_is_native(everything: Selection, shared: Background) -> None:
    from pptx import Presentation
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    report = made(everything, shared)
    data = report.render("pptx")
    assert data == report.render("pptx")
    assert len(data) <= 150_000
    (slide,) = Presentation(io.BytesIO(data)).slides
    assert slide.shapes.title.text == report.title
    freeforms = {one.name for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.FREEFORM}
    assert {one.en for one in japan.PREFECTURES} <= freeforms
    assert not [one for one in slide.shapes if one.shape_type == MSO_SHAPE_TYPE.PICTURE]
    chart = next(one.chart for one in slide.shapes if one.has_chart)
    amounts = shared.by_prefecture["investment"].nlargest(7)
    assert list(chart.plots[0].series[0].values) == pytest.approx(amounts.round(4).tolist())
    assert next(iter(chart.plots[0].categories)) == "Hokkaido"
    assert "not a census" in slide.notes_slide.notes_text_frame.text


def test_a_template_keeps_its_theme(
    everything: Selection, shared: Background, tmp_path: Path
) -> None:
    from pptx import Presentation
    from pptx.util import Cm

    own = Presentation()
    own.slide_width, own.slide_height = Cm(25.4), Cm(19.05)
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "Old"
    own.save(str(tmp_path / "own.pptx"))
    report = made(everything, shared, prefecture="Tottori")
    data = report.render("pptx", tmp_path / "own.pptx")
    shown = Presentation(io.BytesIO(data))
    (slide,) = shown.slides
    assert shown.slide_width == Cm(25.4)
    assert slide.shapes.title.text == report.title
    xml = zipfile.ZipFile(io.BytesIO(data)).read("ppt/slides/slide1.xml").decode()
    assert "typeface=" not in xml
    for shape in slide.shapes:
        assert shape.left + shape.width <= shown.slide_width * 1.01
    (tmp_path / "bad.pptx").write_bytes(b"no zip")
    with pytest.raises(DataError, match="not a PowerPoint file"):
        report.render("pptx", tmp_path / "bad.pptx")
    with pytest.raises(DataError, match=r"goes with \.pptx"):
        report.render("html", tmp_path / "own.pptx")


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_pdf_word_and_page_hold_the_text(
    lang: str, everything: Selection, shared: Background
) -> None:
    from docx import Document
    from pypdf import PdfReader

    report = made(everything, shared, lang, prefecture="Kumamoto")
    pages = PdfReader(io.BytesIO(report.render("pdf"))).pages
    assert len(pages) == 1
    text = re.sub(r"\s", "", pages[0].extract_text())
    assert re.sub(r"\s", "", report.title) in text
    word = Document(io.BytesIO(report.render("docx")))
    assert word.paragraphs[0].text == report.title
    page = report.render("html").decode()
    assert f"<h1>{report.title}</h1>" in page
    assert "http" not in re.sub(r'(xmlns|http-equiv)="[^"]*"', "", page)
    assert report.render("png")[:4] == b"\x89PNG"


def test_briefs_of_each_prefecture(run: Runner, tmp_path: Path) -> None:
    found = run(
        "report", "--brief", "--each", "prefecture", "--region", "shikoku", "--format", "html",
        "-o", str(tmp_path / "out"),
    )  # fmt: skip
    assert found.status == 0
    names = sorted(one.name for one in (tmp_path / "out").iterdir())
    assert names == ["36-tokushima.html", "37-kagawa.html", "38-ehime.html", "39-kochi.html"]
    assert "4 briefs" in found.err


def test_options_of_a_brief_are_refused_without_it(run: Runner, tmp_path: Path) -> None:
    target = str(tmp_path / "a.pdf")
    for given in (["--site", "x"], ["--each", "prefecture"], ["--since", "2025-01"]):
        found = run("report", *given, "-o", target)
        assert found.status == 2
        assert "goes with --brief" in found.err


def test_texts_have_the_same_places_in_every_language() -> None:
    for key, text in locales.load("en")["brief"].items():
        places = set(re.findall(r"\{\w+\}", text))
        for lang in ("ja", "ko"):
            there = set(re.findall(r"\{\w+\}", locales.load(lang)["brief"][key]))
            # a form for one may spell the number out
            assert there - {"{n}"} == places - {"{n}"}, key


def test_user_sites_alone_are_their_own_source(tmp_path: Path) -> None:
    own = pd.DataFrame(
        {
            "name": ["Works A"],
            "sector": ["steel"],
            "lon": [130.7],
            "lat": [32.8],
            "status": ["operating"],
        }
    )
    own.to_csv(tmp_path / "own.csv", index=False)
    chosen = cm.load(sites=str(tmp_path / "own.csv"), sites_only=True).selection
    content = brief(chosen.select(prefecture="Kumamoto")).content
    assert "own.csv" in " ".join(content.sources)
    assert "clustermap’s own list" not in " ".join(content.sources)
    assert json.dumps([one.text for one in content.listing.rows])
