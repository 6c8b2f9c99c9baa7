"""Snippets and kits by the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from clustermap.locales.numbers import yen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Runner


def test_a_kit_holds_all_that_an_editor_needs(run: Runner, tmp_path: Path) -> None:
    name = "shipments_jsic28_electronic_parts_4plus"
    done = run("map", "--embed-kit", "kit", "--color-by", name, "--lang", "ko")
    assert done.status == 0
    kit = tmp_path / "kit"
    assert {path.name for path in kit.iterdir()} == {
        "map.html", "map.png", "map.svg", "map.csv", "alt.txt", "preview.html", "snippets",
    }  # fmt: skip
    assert "Font of the pictures" in done.err
    table = pd.read_csv(kit / "map.csv", dtype={"code": str})
    assert len(table) == 47
    assert set(table["state"]) == {"value", "suppressed"}
    assert table.loc[table["state"] == "suppressed", "value"].isna().all()
    top = table.loc[table["value"].idxmax()]
    words = (kit / "alt.txt").read_text("utf-8")
    assert f"{top['name']} {yen(top['value'] / 1000, 'ko')}" in words
    assert len(list((kit / "snippets").iterdir())) == 7
    answer = json.loads((kit / "snippets" / "oembed.json").read_text("utf-8"))
    assert answer["version"] == "1.0"
    assert answer["type"] == "rich"


def test_embed_prints_the_snippet_and_only_that(run: Runner, tmp_path: Path) -> None:
    assert run("map", "--prefecture", "43", "-o", "a b.html").status == 0
    done = run("embed", "a b.html")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("<figure")
    assert 'src="a%20b.html#embed"' in done.out
    url = "https://example.org/maps/a.html?x=1&y=2"
    done = run("embed", "a b.html", "--as", "oembed", "--url", url)
    assert done.status == 0
    assert "https://example.org/maps/a.html?x=1&amp;y=2#embed" in json.loads(done.out)["html"]
    assert run("embed", "a b.html", "--as", "markdown", "-o", "a.md").status == 0
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
def test_a_file_that_is_no_map_is_named(run: Runner, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.html").write_bytes(content)
    done = run("embed", "x.html")
    assert done.status == 1
    assert "clustermap map -o map.html" in done.err
    assert "Traceback" not in done.err


def test_an_address_of_another_scheme_is_refused(run: Runner) -> None:
    assert run("map", "--prefecture", "43", "-o", "m.html").status == 0
    done = run("embed", "m.html", "--url", "javascript:alert(1)")
    assert done.status == 1
    assert "not an address" in done.err
