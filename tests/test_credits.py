"""The credit lines that the licenses of boundaries, places and statistics ask for, in every output."""

from __future__ import annotations

import html
import json
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PayloadReader, Runner

#: What must be named: where boundaries, and where sites and their points, are from.
CREDITS = {
    "en": ("e-Stat 2020 census / GSI Global Map Japan (edited)", "clustermap's own compilation"),
    "ja": (
        "「令和2年国勢調査 町丁・字等境界データ」（総務省統計局、e-Stat）及び「地球地図日本」（国土地理院）を加工して作成",
        "CC BY 4.0",
    ),
}  # fmt: skip


def _words(text: str) -> str:
    """Drop markup and line breaks."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", text)))


def _text_of(path: Path) -> str:
    if path.suffix in {".docx", ".pptx"}:
        with zipfile.ZipFile(path) as held:
            parts = [name for name in held.namelist() if name.endswith(".xml")]
            return "".join(held.read(name).decode("utf-8") for name in parts)
    if path.suffix == ".pdf":
        done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
        return done.stdout.decode("utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ending", "lang"),
    [("html", "en"), ("docx", "ja"), ("pptx", "en"), ("pdf", "ja"), ("md", "en")],
)
def test_reports_name_the_sources(run: Runner, tmp_path: Path, ending: str, lang: str) -> None:
    name = f"report.{ending}"
    done = run("report", "--prefecture", "43", "--lang", lang, "-o", name)
    assert done.status == 0, done.err
    text = _words(_text_of(tmp_path / name))
    for credit in CREDITS[lang]:
        assert _words(credit) in text, (name, credit)


@pytest.mark.parametrize("lang", sorted(CREDITS))
def test_pages_and_pictures_name_the_sources(
    run: Runner, payload: PayloadReader, tmp_path: Path, lang: str
) -> None:
    assert run("map", "--lang", lang, "--prefecture", "43", "-o", "map.html").status == 0
    told = payload((tmp_path / "map.html").read_text(encoding="utf-8"))["credits"]
    shown = "".join(one if isinstance(one, str) else one[lang] for one in told)
    assert run("figure", "--lang", lang, "--prefecture", "43", "-o", "map.svg").status == 0
    drawn = _text_of(tmp_path / "map.svg")
    for credit in CREDITS[lang]:
        assert credit in shown
        assert _words(credit) in _words(drawn)
    assert "Geolonia" in shown


def test_context_and_statistics_name_their_sources(
    run: Runner, payload: PayloadReader, tmp_path: Path
) -> None:
    done = run("map", "--context", "airports", "--context", "ports", "-o", "map.html")
    assert done.status == 0
    told = payload((tmp_path / "map.html").read_text(encoding="utf-8"))
    assert {"Airports: OurAirports", "Ports: NGA World Port Index"} <= {
        one for one in told["credits"] if isinstance(one, str)
    }
    sources = {one["id"]: json.dumps(one["source"], ensure_ascii=False)
               for one in told["towns"]["indicators"] if one["group"] == "official"}  # fmt: skip
    assert sources
    assert all("SSDSE" in text or "経済センサス" in text for text in sources.values()), sources


def test_a_kit_for_web_editors_names_the_sources(run: Runner, tmp_path: Path) -> None:
    assert run("map", "--prefecture", "43", "--embed-kit", "kit").status == 0
    svg = next((tmp_path / "kit").glob("*.svg"))
    assert _words(CREDITS["en"][0]) in _words(_text_of(svg))
