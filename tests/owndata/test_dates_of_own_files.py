"""As-of dates: that of the embedded data is never said of a user's file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import clustermap as cm
from clustermap.data.catalog import as_of
from clustermap.locales.dates import written
from clustermap.maps.page.html import read_payload

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "name,sector,lon,lat{0}\nA,ai,130.72,32.8{1}\nB,bio,130.74,32.81{2}\n"


def own(tmp_path: Path, *more: str, only: bool = True) -> cm.atlas.Atlas:
    (tmp_path / "own.csv").write_text(TABLE.format(*(more or ("", "", ""))), encoding="utf-8")
    return cm.load(sites=tmp_path / "own.csv", sites_only=only)


def told(atlas: cm.atlas.Atlas, tmp_path: Path) -> str:
    """Return what figure, page, report and chart say of dates."""
    picture = atlas.figure()
    page = read_payload(atlas.map().html)
    atlas.report().save(tmp_path / "r.md")
    report = (tmp_path / "r.md").read_text(encoding="utf-8")
    dated = page["asOf"] if page.get("dated", True) else ""
    return f"{picture.subject.source()}\n{dated}\n{report}"  # type: ignore[union-attr]


def test_a_file_without_dates_has_none(tmp_path: Path) -> None:
    text = told(own(tmp_path), tmp_path)
    assert "Sites as of" not in text
    assert "Embedded data as of March 2026" in text
    assert not re.findall(f"{as_of()}(?!-)", text)  # events have days


def test_a_file_has_the_day_on_which_its_rows_were_checked(tmp_path: Path) -> None:
    text = told(own(tmp_path, ",確認日", ",2024-05-01", ",2025-07-09"), tmp_path)
    assert "Sites as of July 9, 2025." in text
    assert f"Sites as of {written(as_of(), 'en')}" not in text


def test_beside_the_embedded_sites_the_date_is_said_to_be_theirs(tmp_path: Path) -> None:
    atlas = own(tmp_path, only=False)
    source = atlas.figure().subject.source()  # type: ignore[union-attr]
    assert f"Embedded sites as of {written(as_of(), 'en')}." in source
    assert read_payload(atlas.map().html)["asOfKey"] == "as_of_embedded"


def test_the_embedded_data_keep_their_date() -> None:
    atlas = cm.load()
    assert f"Sites as of {written(as_of(), 'en')}." in atlas.figure().subject.source()  # type: ignore[union-attr]
    assert read_payload(atlas.map().html)["asOf"] == as_of()
