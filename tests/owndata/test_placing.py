"""How rows of a table of sites are placed: by which columns, which datum, how exactly, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.data.catalog import as_of
from clustermap.data.gazetteer import gazetteer
from clustermap.data.locator import locator
from clustermap.errors import DataError
from clustermap.ingest.cells.coordinates import parse_notation
from clustermap.ingest.sites import ReadingOptions, read_user_sites
from clustermap.locales.dates import written

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection
    from clustermap.ingest.sites import Checked


@pytest.fixture
def read(tmp_path: Path, selection: Selection):
    def read(text: str, **how: object) -> Checked:
        path = tmp_path / "own.csv"
        path.write_text(text, encoding="utf-8")
        reading = ReadingOptions(**how)  # type: ignore[arg-type]
        return read_user_sites(path, reading, gazetteer(), locator(selection.prefectures))

    return read


def _kinds(checked: Checked) -> set[str]:
    return {one.kind for one in checked.findings.problems if one.level != "note"}


def _ways(checked: Checked) -> list[str]:
    return list(map(str, checked.placed))


def _point(checked: Checked, at: int = 0) -> tuple[float, float]:
    return checked.frame.loc[at, "lon"], checked.frame.loc[at, "lat"]


def test_an_address_places_to_its_town_and_says_so(read) -> None:
    found = read(
        "name,sector,住所\nA,ai,〒869-1102 熊本県菊池郡菊陽町原水1-2\nB,ai,熊本県菊陽町ほげ1\nC,ai,熊本県菊陽町\n"
    )
    assert found.frame["municipality_code"].tolist() == ["43404"] * 3
    assert found.frame["position"].tolist() == ["town", "municipality", "municipality"]
    assert _ways(found) == [
        "住所: 大字原水 (town)", "住所: 菊陽町 (municipality)", "住所: 菊陽町 (municipality)"
    ]  # fmt: skip
    assert _point(found) == pytest.approx((130.83258, 32.8796))
    assert [one.row for one in found.findings.problems if one.kind == "address-town-unknown"] == [3]
    # the address stays among the user's own columns
    assert found.frame["住所"].tolist()[2] == "熊本県菊陽町"


def test_a_town_in_its_own_column_is_completed_by_the_others(read) -> None:
    found = read("name,sector,都道府県,市区町村,町名,番地\nA,ai,東京都,府中市,宮西町,2-24\n")
    assert _ways(found) == ["町名: 宮西町二丁目 (town)"]
    found = read("name,sector,市区町村コード,所在地\nA,ai,34208,府川町315\n")
    assert found.frame["municipality_code"].item() == "34208"
    assert _ways(found) == ["所在地: 府川町 (town)"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("府中市", "the name of 2 places"),
        ("熊本県ほげ市1", "no municipality of 熊本県"),
        ("ほげ", "no municipality"),
    ],
)
def test_an_address_in_no_place_is_an_error_and_not_the_prefectural_office(
    read, address: str, words: str
) -> None:
    found = read(f"name,sector,住所\nA,ai,{address}\n")
    assert _ways(found) == ["not placed"]
    with pytest.raises(DataError, match=words):
        found.good(lenient=False)


def test_only_a_prefecture_is_said(read) -> None:
    found = read("name,sector,住所\nA,ai,熊本県\n")
    assert _ways(found) == ["prefecture: 熊本県 (its office)"]
    assert "address-prefecture" in _kinds(found)
    found = read("name,sector,都道府県,住所\nA,ai,熊本県,ほげ\n")
    assert found.frame["position"].item() == "prefecture"
    assert "address-unknown" in _kinds(found)


def test_coordinates_of_a_geocoder(read) -> None:
    found = read("工場名,住所,LocName,fX,fY\n甲,熊本県菊池郡菊陽町原水,x,130.8425,32.8860\n")
    assert _point(found) == (130.8425, 32.886)
    assert _ways(found) == ["fY, fX (JGD2011, as no datum is stated)"]
    assert found.frame["municipality_code"].item() == "43404"


def test_a_header_that_names_the_old_datum(read) -> None:
    text = "名称,分野,緯度（日本測地系）,経度（日本測地系）\nA,ai,32.88270,130.84480\n"
    found = read(text)
    assert _point(found) == pytest.approx((130.8425, 32.8860), abs=1e-3)
    assert "as the header says, moved to JGD2011" in _ways(found)[0]
    assert "tokyo-datum" in _kinds(found)


def test_of_two_datums_the_newer_one_is_taken(read) -> None:
    text = (
        "名称,分野,緯度（日本測地系）,経度（日本測地系）,緯度（世界測地系）,経度（世界測地系）\n"
        "A,ai,32.8827,130.8448,32.886,130.8425\n"
    )
    found = read(text)
    assert _point(found) == (130.8425, 32.886)
    assert "tokyo-datum" not in _kinds(found)
    # 日本測地系2011 is JGD2011
    found = read("名称,分野,緯度(日本測地系2011),経度(日本測地系2011)\nA,ai,32.886,130.8425\n")
    assert _point(found) == (130.8425, 32.886)


_PACKED = [("32.53096", "130.50330"), ("42.47599", "141.40480"), ("34.06349", "132.58209"),
           ("34.45288", "135.28299"), ("35.02528", "136.54000")]  # fmt: skip


def _rows(pairs: list[tuple[str, str]]) -> str:
    rows = "".join(f"S{at},ai,{lat},{lon}\n" for at, (lat, lon) in enumerate(pairs))
    return f"name,sector,lat,lon\n{rows}"


def test_packed_degrees_are_never_taken_silently(read) -> None:
    found = read(_rows(_PACKED))
    assert "packed" in _kinds(found)
    assert _point(found) == (130.5033, 32.53096)
    assert "packed" not in _kinds(read(_rows(_PACKED), coordinates="degrees"))
    said = read(_rows(_PACKED), coordinates="dms")
    assert "packed" not in _kinds(said)
    assert _point(said) == pytest.approx((130 + 50 / 60 + 33 / 3600, 32 + 53 / 60 + 9.6 / 3600))
    assert "packed" not in _kinds(read(_rows([*_PACKED, ("32.8860", "130.8425")])))


@pytest.mark.parametrize(
    ("notation", "lat", "lon"),
    [
        ("dms", "325309.6", "1305033.0"),
        ("dms", "32°53'09.6\"", "130°50'33\""),
        ("arcsec", "118389.6", "471033.0"),
        ("arcsec", "118389600", "471033000"),
    ],
)
def test_other_notations_are_read_when_they_are_named(read, notation, lat, lon) -> None:
    found = read(f"name,sector,lat,lon\nA,ai,{lat},{lon}\n", coordinates=notation)
    assert _point(found) == pytest.approx((130.8425, 32.886))


def test_metres_need_a_system(read) -> None:
    with pytest.raises(DataError, match="--crs"):
        read("name,sector,lat,lon\nA,ai,-12345.6,23456.7\n", coordinates="metres")
    with pytest.raises(DataError, match="--coordinates arcsec"):
        read("name,sector,lat,lon\nA,ai,118389.6,471033.0\n")


def test_a_point_outside_its_own_municipality_or_address_is_told_with_the_distance(read) -> None:
    found = read(
        "name,sector,lon,lat,市区町村コード\nA,ai,130.8425,32.886,43404\nB,ai,130.74,32.80,43404\n"
    )
    told = [one for one in found.findings.problems if one.kind == "outside"]
    assert [one.row for one in told] == [3]
    assert "km outside 菊陽町" in told[0].words
    found = read("name,sector,lon,lat,住所\nA,ai,130.74,32.80,熊本県菊陽町原水1\n")
    assert "outside" in _kinds(found)


def test_columns_that_contradict_the_address_are_told(read) -> None:
    found = read("name,sector,市区町村コード,住所\nA,ai,43404,北海道千歳市美々1\n")
    assert "contradiction" in _kinds(found)
    assert found.frame["municipality_code"].item() == "43404"


def test_sites_of_one_s_own_are_not_of_the_shipped_date(run, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("name,sector,lon,lat\nA,ai,135.244,34.434\n")
    assert run("map", "--sites", "own.csv", "--sites-only", "-o", "own.html").status == 0
    assert run("map", "--prefecture", "43", "-o", "shipped.html").status == 0
    assert written(as_of(), "en") in run("embed", "shipped.html").out
    assert written(as_of(), "en") not in run("embed", "own.html").out


def test_count_reads_the_datum_of_a_header_too(run, tmp_path: Path) -> None:
    header = "緯度（日本測地系）,経度（日本測地系）"
    (tmp_path / "own.csv").write_text(f"{header}\n32.88270,130.84480\n", encoding="utf-8")
    done = run("count", "own.csv")
    assert done.status == 0
    assert "Tokyo Datum" in done.err


@settings(max_examples=200, deadline=None)
@given(
    st.floats(20.5, 45.9), st.sampled_from(["dms", "run", "arcsec", "milliseconds"]), st.booleans()
)
def test_a_notation_that_is_named_is_read_back(degrees: float, form: str, wide: bool) -> None:  # noqa: FBT001
    thousandths = round(degrees * 3_600_000)
    whole, rest = divmod(thousandths, 3_600_000)
    minutes, seconds = divmod(rest, 60_000)
    second, fraction = divmod(seconds, 1000)
    text = {
        "dms": f"{whole}.{minutes:02}{second:02}{fraction:03}",
        "run": f"{whole}{minutes:02}{second:02}.{fraction:03}",
        "arcsec": f"{thousandths / 1000:.3f}",
        "milliseconds": f"{thousandths}",
    }[form]
    if wide:
        text = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    got = parse_notation(text, "dms" if form in {"dms", "run"} else "arcsec")
    assert not got.wrong
    assert got.degrees == pytest.approx(degrees, abs=2e-7)
