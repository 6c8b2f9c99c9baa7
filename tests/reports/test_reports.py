"""What the reports promise without a browser; tests/browser looks at them in Chromium."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
import xml.etree.ElementTree as ET  # our own drawings
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from clustermap import locales
from clustermap.atlas import Atlas

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '<img src=x onerror="alert(1)">&amp;</script> | **x** {name} $(y)'


class Seen(HTMLParser):
    """Tags, addresses and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.policy = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        self.addresses += [value for key in ("src", "href") if (value := given.get(key))]
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def made(atlas: Atlas) -> dict[str, Any]:
    return {
        "compare": atlas.compare("Kumamoto", "Oita", "Fukuoka"),
        "spillover": atlas.spillover("jasm-kumamoto-1"),
    }


@pytest.mark.parametrize("lang", locales.LANGUAGES)
@pytest.mark.parametrize("which", ["compare", "spillover"])
def test_a_report_is_whole_in_every_language(made: dict[str, Any], which: str, lang: str) -> None:
    report = made[which]
    page = report.html(lang)
    seen = Seen(page)
    assert f'<html lang="{lang}">' in page
    assert {"svg", "table", "h1", "h2", "figure"} <= seen.tags
    assert not {"script", "img", "link", "iframe"} & seen.tags
    assert "style" not in seen.attributes
    assert seen.addresses
    assert all(address.startswith("http") for address in seen.addresses)
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in seen.policy
    for text in (seen.text.replace(style[1], ""), report.markdown(lang)):
        assert "{" not in text, text[max(text.find("{") - 40, 0) :][:90]
        assert "nan" not in text.casefold().split()
        assert not re.search(r"은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로|\(이\)다", text)
    for svg in re.findall("<svg.*?</svg>", page, re.DOTALL):
        drawing = ET.fromstring(svg)  # noqa: S314
        assert len(drawing.get("aria-label", "")) > 5
        assert drawing.get("role") == "img"


@pytest.mark.parametrize("which", ["compare", "spillover"])
def test_every_language_says_the_same(made: dict[str, Any], which: str) -> None:
    told = {lang: made[which].sentences(lang) for lang in locales.LANGUAGES}
    assert told["en"]
    assert len({len(sentences) for sentences in told.values()}) == 1
    for english, *others in zip(*told.values(), strict=True):
        numbers = re.findall(r"\d+\.\d+", english.replace("¥", ""))
        for other in others:
            for number in numbers:
                if "tn" not in english and "bn" not in english:
                    assert number in other, (english, other)


def test_the_sentences_are_made_from_the_numbers(made: dict[str, Any]) -> None:
    compared = made["compare"]
    sites = compared.indicators[compared.indicators["indicator"] == "sites"]
    told = compared.sentences()
    assert len(sites)
    for row in sites.itertuples():
        name = compared.areas.loc[row.code, "name_en"]
        assert f"{name} {row.value:.0f}" in told[0]
    assert any(re.search(r"1st to \d+(st|nd|rd|th)", sentence) for sentence in told)
    near = made["spillover"].by_ring.iloc[0]
    first = made["spillover"].sentences()[0]
    assert f": {near['before']:.0f} in the" in first
    assert f", {near['after']:.0f} in the" in first


def test_the_selection_caveat_stands_where_it_applies(atlas: Atlas, made: dict[str, Any]) -> None:
    careful = "searched with more care"
    assert careful in " ".join(made["spillover"].caveats())
    assert "念入り" in made["spillover"].html("ja")
    elsewhere = atlas.spillover("rapidus-iim-1")
    assert careful not in " ".join(elsewhere.caveats())
    assert "found by search" in " ".join(elsewhere.caveats())
    assert careful in made["compare"].html()


def _hostile(atlas: Atlas) -> Atlas:
    """An atlas whose names would be markup if they were not escaped."""
    selection = atlas.selection
    frames = {}
    for name in ("sites", "zones", "clusters", "prefectures"):
        frame = getattr(selection, name).copy()
        columns = [c for c in ("name_en", "name_ja", "name_ko", "operator_en") if c in frame]
        frame[columns] = HOSTILE
        if "source_url" in frame:
            frame["source_url"] = "javascript:alert(1)"
        frames[name] = frame
    return Atlas(dataclasses.replace(selection, **frames))


def test_text_from_data_is_never_markup(atlas: Atlas) -> None:
    hostile = _hostile(atlas)
    for report in (hostile.compare("43", "44"), hostile.spillover("jasm-kumamoto-1")):
        page = report.html()
        seen = Seen(page)
        assert not {"img", "script"} & seen.tags
        assert "onerror" not in seen.attributes
        assert HOSTILE in seen.text
        assert not [one for one in seen.addresses if "javascript" in one]
        markdown = report.markdown()
        assert "<img" not in markdown
        assert "javascript:" not in markdown
        for line in markdown.splitlines():
            assert "**x**" not in line


def test_reports_are_saved_by_ending(made: dict[str, Any], tmp_path: Path) -> None:
    for report in made.values():
        report.save(tmp_path / "a.html", "ko")
        report.save(tmp_path / "a.md", "ja")
        assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# ")
        assert "srcdoc" in report._repr_html_()


def test_ten_prefectures_fit(atlas: Atlas) -> None:
    ten = atlas.compare(*range(1, 11))
    page = ten.html()
    assert page.count("<svg") == 8 + 10 + 5
    assert len(ten.offices) == 45
    assert len(ten.table("ja").columns) == 11


def test_the_map_opens_on_the_rings(atlas: Atlas, made: dict[str, Any]) -> None:
    found = made["spillover"]
    page = atlas.select(sector="semiconductor").map(rings=found.rings_on_map())
    (ring,) = page.payload["rings"]
    assert ring["km"] == [25, 50, 100, 200]
    assert ring["center"] == [130.8425, 32.886]
    west, south, east, north = page.payload["areas"]["view"]
    assert west < 130.8425 - 2
    assert east > 130.8425 + 2
    assert 32.886 - south == pytest.approx(200 / 110.9, rel=0.01)
    assert north - 32.886 == pytest.approx(200 / 110.9, rel=0.01)
