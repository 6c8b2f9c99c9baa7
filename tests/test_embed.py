"""Snippets and kits by the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from clustermap.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _run(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    return stop.value.code


def test_a_kit_holds_all_that_an_editor_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "shipments_jsic28_electronic_parts_4plus"
    assert _run("map", "--embed-kit", "kit", "--color-by", name, "--lang", "ko") == 0
    kit = tmp_path / "kit"
    assert {path.name for path in kit.iterdir()} == {
        "map.html", "map.png", "map.svg", "map.csv", "alt.txt", "preview.html", "snippets",
    }  # fmt: skip
    assert "Font of the pictures" in capsys.readouterr().err
    table = pd.read_csv(kit / "map.csv", dtype={"code": str})
    assert len(table) == 47
    assert set(table["state"]) == {"value", "suppressed"}
    assert table.loc[table["state"] == "suppressed", "value"].isna().all()
    top = table.loc[table["value"].idxmax()]
    words = (kit / "alt.txt").read_text("utf-8")
    assert f"{top['name']} {top['value']:,.0f}" in words
    assert len(list((kit / "snippets").iterdir())) == 7
    answer = json.loads((kit / "snippets" / "oembed.json").read_text("utf-8"))
    assert answer["version"] == "1.0"
    assert answer["type"] == "rich"


def test_embed_prints_the_snippet_and_only_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("map", "--prefecture", "43", "-o", "a b.html") == 0
    capsys.readouterr()
    assert _run("embed", "a b.html") == 0
    out, err = capsys.readouterr()
    assert out.startswith("<figure")
    assert 'src="a%20b.html#embed"' in out
    assert err == ""
    url = "https://example.org/maps/a.html?x=1&y=2"
    assert _run("embed", "a b.html", "--as", "oembed", "--url", url) == 0
    assert (
        "https://example.org/maps/a.html?x=1&amp;y=2#embed"
        in json.loads(capsys.readouterr().out)["html"]
    )
    assert _run("embed", "a b.html", "--as", "markdown", "-o", "a.md") == 0
    text = (tmp_path / "a.md").read_text("utf-8")
    assert text.startswith("[![")
    assert "| Kumamoto |" in text


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"<html></html>",
        b"\xff\xfe\x00",
        b'<script type="application/json" id="clustermap-data">{}</script>',
    ],
)
def test_a_file_that_is_no_map_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "x.html").write_bytes(content)
    assert _run("embed", "x.html") == 1
    error = capsys.readouterr().err
    assert "clustermap map -o map.html" in error
    assert "Traceback" not in error


def test_an_address_of_another_scheme_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("map", "--prefecture", "43", "-o", "m.html") == 0
    assert _run("embed", "m.html", "--url", "javascript:alert(1)") == 1
    assert "no address" in capsys.readouterr().err
