"""Answers written as HTML are pages to read; snippets carry the words that they are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Runner


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (("rank", "investment"), "en"),
        (("peers", "Kumamoto"), "ja"),
        (("zones", "list", "--prefecture", "Fukuoka"), "ko"),
        (("policy", "timeline"), "en"),
    ],
)
def test_an_answer_as_html_is_a_page(
    run: Runner, tmp_path: Path, words: tuple[str, ...], lang: str
) -> None:
    assert run(*words, "--lang", lang, "-o", "a.html").status == 0
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert f'<html lang="{lang}">' in page
    assert "Content-Security-Policy" in page
    (title,) = re.findall(r"<h1>(.+?)</h1>", page)
    assert title
    assert page.count('<th scope="col"') >= 3
    assert ("<svg" in page) == (words[0] in {"rank", "peers"})
    if words[0] == "rank":
        # a bar says what its row says
        first = re.search(
            r'<th scope="row">1st</th><td>(.*?)</td><td class="number">(.*?)</td>', page
        )
        assert first
        assert page.count(f">{first[2]}<") == 2
    if words[0] == "zones":
        names = re.findall(r'<th scope="row">(.*?)</th>', page)
        assert names
        assert not any(re.fullmatch(r"[a-z_0-9]+", name) for name in names)
    if words[0] == "policy":
        # addresses are links, not text
        assert not re.search(r">https?://", page)
        assert re.search(r'<a href="https?://', page)


def test_alternative_text_and_the_picture_beside_markdown(run: Runner, tmp_path: Path) -> None:
    assert run("map", "--prefecture", "Tottori", "-o", "map.html").status == 0
    done = run("embed", "map.html", "--as", "markdown", "--alt", "Two *sites*", "-o", "x.md")
    assert done.status == 0
    text = (tmp_path / "x.md").read_text("utf-8")
    assert text.startswith("[![Two \\*sites\\*](<x.svg>)](<map.html>)")
    assert "data:" not in text
    assert (tmp_path / "x.svg").read_bytes().startswith(b"<svg")
    printed = run("embed", "map.html", "--as", "quarto", "--alt", 'A "map"')
    assert "](<data:" not in printed.out
    frame = run("embed", "map.html", "--alt", "Two sites")
    assert 'alt="Two sites"' in frame.out
