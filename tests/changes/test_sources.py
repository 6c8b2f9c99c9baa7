"""What is compared: releases as folders, zips and wheels, map pages, tables; and what is not."""

from __future__ import annotations

import contextlib
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clustermap as cm
from clustermap.answer import read_answer
from clustermap.data import catalog
from clustermap.errors import ClustermapError, DataError
from clustermap.questions.differences import Options, ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SITE = "jasm-kumamoto-2"


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    """An earlier release: one site less, one plan of another year."""
    folder = tmp_path_factory.mktemp("release") / "geodata"
    shutil.copytree(
        catalog.folder(), folder,
        ignore=shutil.ignore_patterns("*.parquet", "*.py", "boundaries", "statistics", "sources"),
    )  # fmt: skip
    file = folder / "sites" / "semiconductor.csv"
    sites = pd.read_csv(file, dtype=str, keep_default_na=False)
    sites.loc[sites["id"] == SITE, "opened"] = "2027-06"
    sites[sites["id"] != "tsmc-3dic-tsukuba"].to_csv(file, index=False)
    return folder


def packed(folder: Path, target: Path, inside: str) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.rglob("*"):
            if file.is_file():
                archive.write(file, f"{inside}{file.relative_to(folder).as_posix()}")
    return target


@pytest.mark.parametrize(
    "pack",
    [
        lambda folder, _: folder,
        lambda folder, _: folder.parent,
        lambda folder, to: packed(folder, to / "geodata.zip", ""),
        lambda folder, to: packed(folder, to / "release.zip", "clustermap-1/geodata/"),
        lambda folder, to: packed(folder, to / "clustermap-1-py3-none-any.whl", "clustermap/geodata/"),
    ],
    ids=["folder", "checkout", "zip", "nested zip", "wheel"],
)  # fmt: skip
def test_a_release_is_found_wherever_it_lies(
    release: Path, tmp_path: Path, pack: Callable[[Path, Path], Path]
) -> None:
    answer = ask(Options(old=str(pack(release, tmp_path))))
    sites = answer.table[answer.table["table"] == "sites"]
    assert sites[["news", "key", "field", "old", "new"]].to_numpy().tolist() == [
        ["added", "tsmc-3dic-tsukuba", "", "", ""],
        ["postponed", SITE, "opened", "2027-06", "2027-12"],
    ]
    assert "Kumamoto: 1 postponed from June 2027 to December 2027." in answer.sentences("en")
    assert "熊本県：延期1件（2027年6月→2027年12月）。" in answer.sentences("ja")
    assert "구마모토현: 연기 1건(2027년 6월→2027년 12월)." in answer.sentences("ko")
    row = sites[sites["key"] == SITE].iloc[0]
    assert row["source_url"].startswith("http")


def test_a_page_of_a_selection_is_compared_with_what_it_shows(tmp_path: Path) -> None:
    atlas = cm.load()
    page, national = tmp_path / "k.html", tmp_path / "all.html"
    atlas.select(prefecture="43", sector="semiconductor").map().save(page)
    atlas.map().save(national)
    for old, new in ((page, None), (page, national), (national, page), (national, None)):
        answer = ask(Options(old=str(old), new=None if new is None else str(new)))
        assert answer.table.empty, (old, new)
    here = atlas.select(prefecture="43", sector="semiconductor").sites
    assert ask(Options(old=str(page))).facts["outside"] == len(atlas.sites) - len(here)


def test_what_changed_since_a_page_is_found(release: Path, tmp_path: Path) -> None:
    page = tmp_path / "old.html"
    shutil.copytree(catalog.folder(), tmp_path / "whole")
    shutil.copytree(release, tmp_path / "whole", dirs_exist_ok=True)
    cm.load(tmp_path / "whole").select(prefecture="43").map().save(page)
    sites = ask(Options(old=str(page))).table
    assert sites[["news", "key", "field"]].to_numpy().tolist() == [["postponed", SITE, "opened"]]


def test_pages_of_very_many_sites_are_packed_and_compared_all_the_same(tmp_path: Path) -> None:
    n = 5200
    sites = pd.DataFrame({
        "id": [f"s{i}" for i in range(n)], "name": [f"P{i}" for i in range(n)], "sector": "bio",
        "lon": [130.5 + i % 97 * 0.00371 for i in range(n)],
        "lat": [32.6 + i % 89 * 0.00313 for i in range(n)], "status": "planned", "opened": "2027",
    })  # fmt: skip
    later = sites.copy()
    later.loc[5, "status"] = "operating"
    later.loc[9, "lon"] += 0.01
    files = [tmp_path / f"{year}.csv" for year in (2026, 2027)]
    for frame, file in zip((sites, later.drop(index=7)), files, strict=True):
        frame.to_csv(file, index=False)
        cm.load(sites=file, sites_only=True).map().save(file.with_suffix(".html"))
    pages = [file.with_suffix(".html") for file in files]
    for old, new in (pages, files, (pages[0], files[1])):
        found = ask(Options(old=str(old), new=str(new))).table
        told = set(zip(found["news"], found["key"], found["field"], strict=True))
        assert told == {("opened", "s5", "status"), ("changed", "s9", "lon"), ("removed", "s7", "")}


def test_formats(release: Path, tmp_path: Path, run) -> None:
    for name in ("c.csv", "c.json", "c.parquet", "c.xlsx", "c.html", "c.md"):
        run("data", "diff", str(release), "-o", str(tmp_path / name), "--lang", "ja")
    table = pd.read_csv(tmp_path / "c.csv")
    assert set(table["change"]) == {"added", "changed"}
    assert len(pd.read_json(tmp_path / "c.json")) == len(table)
    assert len(read_answer(tmp_path / "c.parquet").table) == len(table)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames == ["summary", "added", "removed", "changed"]
    assert book["added"].max_row == 2
    assert book["changed"].max_row == len(table[table["change"] == "changed"]) + 1


def locked(target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("geodata/sites/ai.csv", "id\n")
    data = bytearray(target.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    target.write_bytes(data)
    return target


def test_wrong_input_is_told_in_two_lines(release: Path, tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("id,name\n1,A\n", encoding="utf-8")
    values = tmp_path / "v.csv"
    values.write_text("人口\n5\n", encoding="utf-8")
    web = tmp_path / "web.html"
    web.write_text("<!doctype html><p>Hello", encoding="utf-8")
    wheel = packed(release, tmp_path / "other.whl", "other/data/x")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(packed(release, tmp_path / "w.zip", "geodata/").read_bytes()[:5000])
    (tmp_path / "empty").mkdir()
    cases = [
        ((csv, csv), "same file"),
        ((csv, release), "id|common|changed"),
        ((csv, values), "no table in common"),
        ((web, csv), "not a map of clustermap"),
        ((tmp_path / "none.csv", csv), "no file"),
        ((tmp_path / "empty", csv), "holds no geodata"),
        ((locked(tmp_path / "locked.zip"), csv), "password"),
        ((cut, csv), "zip"),
        ((wheel, csv), "wheel|no geodata|not read"),
    ]
    for (old, new), words in cases[:1] + cases[2:]:
        with pytest.raises(DataError, match=words) as found:
            ask(Options(old=str(old), new=str(new)))
        assert "\n" not in found.value.cause
        assert found.value.remedy
        assert "\n" not in found.value.remedy


@given(where=st.sampled_from(["sites/ai.csv", "investments.csv", "zones.csv", "datapackage.json"]),
       content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode),
                         st.sampled_from([b"{}", b'{"resources": [1]}', b'{"resources": 5}', b"id\n",
                                          b"name,name\na,b\n", b"site_id,counted\nx,true\n"])))  # fmt: skip
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_release_is_an_error_of_two_lines_or_compared(
    tmp_path: Path, where: str, content: bytes
) -> None:
    folder = tmp_path / "broken"
    (folder / "sites").mkdir(parents=True, exist_ok=True)
    for name in ("sites/ai.csv", "investments.csv", "zones.csv", "datapackage.json"):
        shutil.copy(catalog.folder() / name, folder / name)
    (folder / where).write_bytes(content)
    with contextlib.suppress(ClustermapError):
        ask(Options(old=str(folder)))


@given(st.dictionaries(st.sampled_from(["indicators", "areas", "colorBy", "lang", "sites", "sectors", "chosen"]),
                       st.recursive(st.none() | st.integers() | st.text(max_size=5),
                                    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=5), more, max_size=3), max_leaves=6)))  # fmt: skip
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_page_is_an_error_of_two_lines(tmp_path: Path, payload: dict) -> None:
    page = tmp_path / "page.html"
    text = json.dumps(payload).replace("<", "")
    page.write_text(
        f'<!doctype html><script type="application/json" id="clustermap-data">{text}</script>',
        encoding="utf-8",
    )
    with pytest.raises(ClustermapError):
        ask(Options(old=str(page)))


def test_tables_of_other_headers_and_encodings_are_compared(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.xlsx"
    old.write_bytes(
        "施設名,事業者,市区町村,稼働状況\n熊本工場,高橋製作所,菊陽町,計画\n".encode("cp932")
    )
    pd.DataFrame({"名称": ["熊本工場"], "会社名": ["㈱髙橋製作所"], "市町村": ["菊陽町"], "状態": ["稼働中"]}).to_excel(new, index=False)  # fmt: skip
    answer = ask(Options(old=str(old), new=str(new)))
    assert answer.table[["news", "field", "old", "new"]].to_numpy().tolist() == [
        ["changed", "会社名", "高橋製作所", "㈱髙橋製作所"], ["opened", "状態", "計画", "稼働中"],
    ]  # fmt: skip


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bad = '"<script>alert(1)</script>"'
    old, new = tmp_path / "o.csv", tmp_path / "n.csv"
    old.write_text(f"id,name,jobs\na,{bad},1\n", encoding="utf-8")
    new.write_text(f"id,name,jobs\na,{bad},=2+2\n", encoding="utf-8")
    answer = ask(Options(old=str(old), new=str(new)))
    assert "<script>" not in answer._repr_html_()
    assert answer.table["new"].tolist() == ["=2+2"]
