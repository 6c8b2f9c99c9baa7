"""Reports on municipalities: their figures, their ranks, and nothing that speaks of prefectures."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from clustermap.locales.numbers import decimal
from clustermap.reports.blocks import FoldedTable, TextTable

if TYPE_CHECKING:
    from clustermap.atlas import Atlas
    from clustermap.reports.report import Report

LANGUAGES = ("en", "ja", "ko")
NAMES = {"en": "Kikuyo", "ja": "菊陽町", "ko": "기쿠요정"}
BASIC = Path(__file__).parents[2] / "geodata" / "statistics" / "municipality_basic.csv"


@pytest.fixture(scope="module")
def people() -> dict[str, int]:
    with BASIC.open(encoding="utf-8") as file:
        return {
            row["municipality_code"]: int(row["population_2020"]) for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def kikuyo(atlas: Atlas) -> dict[str, Report]:
    chosen = atlas.select(municipality="43404")
    return {lang: chosen.report(lang=lang) for lang in LANGUAGES}


def _tables(report: Report, key: str) -> list[TextTable]:
    section = next(section for section in report.sections if section.key == key)
    blocks = [b.table if isinstance(b, FoldedTable) else b for b in section.blocks]
    return [block for block in blocks if isinstance(block, TextTable)]


def _words(report: Report) -> str:
    parts = [report.title, report.subtitle]
    for section in report.sections:
        parts += [section.heading, section.message]
        parts += [item for block in section.blocks for item in getattr(block, "items", ())]
    for key in (section.key for section in report.sections):
        for table in _tables(report, key):
            parts += [table.caption, *table.header, *(cell for row in table.rows for cell in row)]
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_on_a_town_is_about_the_town(kikuyo: dict[str, Report], lang: str) -> None:
    report = kikuyo[lang]
    words = _words(report)
    assert NAMES[lang] in report.title
    for wrong in ("of 47", "47都道府県", "47개", "Neighboring prefectures", "No prefecture here"):
        assert wrong not in words
    assert [section.key for section in report.sections] == [
        "summary", "figures", "industries", "sites", "zones", "timeline", "notes",
    ]  # fmt: skip
    assert NAMES[lang] in report.picture.alternative


def test_its_figures_and_ranks_are_those_of_the_tables(
    kikuyo: dict[str, Report], people: dict[str, int]
) -> None:
    rows = _tables(kikuyo["ja"], "figures")[0].rows
    nation = 1 + sum(n > people["43404"] for n in people.values())
    home = 1 + sum(n > people["43404"] for code, n in people.items() if code[:2] == "43")
    assert list(rows[0]) == ["人口（2020年）", "43,337人", f"{nation}位", f"{home}位"]
    header = _tables(kikuyo["ja"], "figures")[0].header
    assert header[2:] == ["全国順位（1,741中）", "都道府県内順位（45中）"]


def test_its_sites_and_events_are_its_own(atlas: Atlas, kikuyo: dict[str, Report]) -> None:
    names = atlas.sites.loc[atlas.sites["municipality_code"] == "43404", "name_en"]
    told = [row[0] for row in _tables(kikuyo["en"], "sites")[0].rows]
    assert sorted(told) == sorted(names)
    events = kikuyo["en"].facts.events
    assert len(events)
    assert all("43" in codes for codes in events["prefecture_codes"])


def test_several_municipalities_stand_side_by_side(atlas: Atlas, people: dict[str, int]) -> None:
    chosen = atlas.select(group="Chips=菊陽町,合志市,大津町")
    report = chosen.report()
    assert report.title == "Industrial clusters in Chips"
    table = _tables(report, "figures")[0]
    assert [row[0] for row in table.rows] == ["Koshi", "Kikuyo", "Ozu"]
    total = decimal(people["43404"] + people["43216"] + people["43403"])
    assert f"Chips had {total} people in 2020" in _words(report)
    assert "industries" not in [section.key for section in report.sections]


def test_a_ward_stands_in_for_its_city_and_says_so(atlas: Atlas, people: dict[str, int]) -> None:
    report = atlas.select(municipality="札幌市北区").report(lang="en")
    table = _tables(report, "figures")[0]
    assert table.caption == "Sapporo in figures"
    assert table.rows[0][1].startswith(decimal(people["01100"]))
    assert "A ward shows the value of its city." in [
        getattr(block, "text", "") for section in report.sections for block in section.blocks
    ]


def test_a_town_without_sites_has_a_report_in_every_format(atlas: Atlas, tmp_path: Path) -> None:
    report = atlas.select(municipality="檜原村").report(lang="ko")
    for form in ("html", "docx", "pptx", "pdf", "md"):
        assert report.save(tmp_path / f"r.{form}")[0].stat().st_size > 1000
    text = "\n".join(one.text for one in docx.Document(str(tmp_path / "r.docx")).paragraphs)
    assert "히노하라촌" in text
    assert "2,003명" in (tmp_path / "r.md").read_text(encoding="utf-8")
