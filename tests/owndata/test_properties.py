"""What holds for any input, not for the examples alone."""

from __future__ import annotations

import datetime as dt
import math
import os
import tempfile
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clustermap import japan
from clustermap.data import codes
from clustermap.data.gazetteer import fold_name, gazetteer, split_prefecture
from clustermap.errors import ClustermapError
from clustermap.ingest.boundaries import united
from clustermap.ingest.cells import amounts, coordinates, dates
from clustermap.ingest.columns import fold_header, parse_mapping
from clustermap.ingest.files import archive, encoding
from clustermap.ingest.files import formats as reading
from clustermap.ingest.files.delimited import read_delimited
from clustermap.ingest.files.geojson import geometry, read_json
from clustermap.ingest.files.raw_table import RawTable
from clustermap.ingest.problems import Findings
from clustermap.ingest.sites import ReadingOptions, check_sites
from clustermap.ingest.values import join_values
from clustermap.messages import clean, count, listed, shown
from clustermap.text import tidy

if TYPE_CHECKING:
    from clustermap.data.selection import Selection

# more by night: CLUSTERMAP_EXAMPLES=20000
settings.register_profile(
    "here",
    max_examples=int(os.environ.get("CLUSTERMAP_EXAMPLES", "100")),
    deadline=None,
    derandomize="CLUSTERMAP_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("here")

PREFECTURES = st.sampled_from(japan.PREFECTURES)
FIVES = st.builds(
    lambda one, rest: one.code + rest, PREFECTURES, st.from_regex(r"[1-7]\d\d", fullmatch=True)
).filter(str.isascii)
LON, LAT = st.floats(122.1, 154.4), st.floats(20.1, 45.9)
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
WORDS = st.text("熊本県東京都大阪府あいうアイウ髙﨑①AIabc 12", min_size=1, max_size=12)


def _file(data: bytes, name: str = "own.csv") -> Path:
    path = Path(tempfile.mkdtemp(prefix="clustermap-test-")) / name
    path.write_bytes(data)
    return path


# ---- codes


@given(FIVES)
def test_a_code_with_its_check_digit_is_the_code(code: str) -> None:
    assume(not code.endswith("000"))
    six = code + codes.check_digit(code)
    assert codes.checks(six)
    (found,) = codes.read_codes([six])
    assert found == codes.Code(code)


@given(FIVES, st.integers(1, 9))
def test_a_wrong_check_digit_is_always_seen(code: str, off: int) -> None:
    wrong = str((int(codes.check_digit(code)) + off) % 10)
    assert not codes.checks(code + wrong)


@given(FIVES)
def test_a_lost_zero_of_five_digits_is_put_back(code: str) -> None:
    assume(code[0] == "0" and not code.endswith("000"))
    (found,) = codes.read_codes([code[1:]])
    assert found is not None
    assert found.code == code


NORTH = st.builds(lambda one, rest: f"0{one}{rest}", st.integers(1, 9), st.integers(201, 799))


@given(st.lists(NORTH, min_size=3, max_size=9, unique=True))
def test_a_column_of_six_digits_without_zeros_is_understood(column: list[str]) -> None:
    found = codes.read_codes([(code + codes.check_digit(code))[1:] for code in column])
    assert [one.code for one in found if one] == column


@given(FIVES, st.sampled_from(["{}", " {} ", "'{}", "{}.0", "　{}　"]))
def test_dressing_does_not_change_a_code(code: str, form: str) -> None:
    full = code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert codes.digits(form.format(code)) == codes.digits(form.format(full)) == code


@given(st.lists(st.text(max_size=12)))
def test_any_column_of_codes_is_read(column: list[str]) -> None:
    found = codes.read_codes(column)
    assert len(found) == len(column)
    assert all(one is None or one.code.isdigit() for one in found)


@given(FIVES)
def test_a_ward_belongs_to_a_city_of_its_prefecture(code: str) -> None:
    city = japan.city_of(code)
    assert city[:2] == code[:2]
    assert (
        (city in japan.DESIGNATED_CITIES and city < code) if japan.is_ward(code) else city == code
    )


# ---- amounts and numbers


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 3)))
def test_a_number_reads_back(value: float) -> None:
    for text in (repr(value), f"{value:,.3f}", f"{value:+.3f}"):
        assert amounts.parse_number(text).value == pytest.approx(value, abs=5e-4)


@given(st.integers(0, 10**15))
def test_thousands_and_width_change_nothing(value: int) -> None:
    full = str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for text in (str(value), f"{value:,}", f"{value:,}".replace(",", " "), full, f" {value} "):
        assert amounts.parse_number(text).value == value
    for text in (f"▲{value:,}", f"△{value}", f"−{value}", f"({value:,})"):
        assert amounts.parse_number(text).value == -value


@given(st.integers(0, 10**16))
def test_an_amount_of_yen_reads_back(yen: int) -> None:
    found = amounts.parse_amount(amounts.format_amount(yen / 1e9), None)
    assert found.state == amounts.VALUE
    assert found.value * 1e9 == pytest.approx(yen, rel=1e-12, abs=0.5)


@given(st.text(max_size=40))
def test_any_cell_is_a_number_or_not(text: str) -> None:
    for found in (amounts.parse_number(text), amounts.parse_amount(text, 1e8)):
        assert (found.state == amounts.VALUE) == math.isfinite(found.value)
        assert found.state != amounts.UNCLEAR or found.odd


# ---- dates


@given(st.dates(dt.date(1873, 1, 1), dt.date(2117, 12, 31)))
def test_a_date_reads_back_in_every_form(day: dt.date) -> None:
    forms = (
        day.isoformat(), dates.format_era(day), f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}", f"{day:%B} {day.day}, {day.year}", f"{day.year}.{day.month}.{day.day}",
    )  # fmt: skip
    assert {dates.parse_date(text).iso for text in forms} == {day.isoformat()}


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_number_of_excel_is_the_date(day: dt.date) -> None:
    number = (day - dt.date(1899, 12, 30)).days
    assert dates.parse_date(str(number)).iso == day.isoformat()


@given(st.text(max_size=30))
def test_any_cell_is_a_date_or_not(text: str) -> None:
    found = dates.parse_date(text)
    if found.iso and not found.wrong:
        assert [4, 7, 10].count(len(found.iso)) == 1
        dt.date.fromisoformat((found.iso + "-01-01")[:10])


# ---- coordinates


@given(LON, LAT)
def test_degrees_minutes_and_seconds_read_back(lon: float, lat: float) -> None:
    for value, axis in ((lon, "lon"), (lat, "lat")):
        found = coordinates.parse_angle(coordinates.format_dms(value, axis))
        assert found.degrees == pytest.approx(value, abs=2e-7)
        assert found.axis == axis


@given(LON, LAT)
def test_a_swapped_pair_of_japan_is_always_seen(lon: float, lat: float) -> None:
    assert coordinates.swapped(lat, lon)
    assert not coordinates.swapped(lon, lat)


@given(LON, LAT)
def test_a_pair_in_one_cell_is_understood_in_both_orders(lon: float, lat: float) -> None:
    for text in (f"{lon:.6f},{lat:.6f}", f"{lat:.6f}, {lon:.6f}"):
        pair = coordinates.parse_pair(text)
        assert pair is not None
        assert (pair[0].degrees, pair[1].degrees) == (round(lon, 6), round(lat, 6))


@given(st.text(max_size=40))
def test_any_cell_is_a_coordinate_or_not(text: str) -> None:
    found = coordinates.parse_angle(text)
    assert found.wrong or (math.isfinite(found.degrees) and abs(found.degrees) <= 360)
    coordinates.parse_pair(text)


# ---- names


@given(PREFECTURES, st.sampled_from(["ja", "en", "ko"]), st.sampled_from(["{}", " {} ", "{}　"]))
def test_every_spelling_of_a_prefecture_is_that_prefecture(
    one: japan.Prefecture, lang: str, form: str
) -> None:
    name = getattr(one, lang)
    for spelling in (name, name.upper(), unicodedata.normalize("NFD", name)):
        assert japan.prefecture(form.format(spelling)) is one
    code, rest = split_prefecture(one.ja + "南町")
    assert (code, rest) == (one.code, "南町")


@given(WORDS)
def test_folding_a_name_twice_changes_nothing_more(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)
    assert fold_header(fold_header(text)) == fold_header(text)
    assert tidy(tidy(text)) == tidy(text)


def test_no_municipality_is_taken_for_another() -> None:
    places = gazetteer()
    for code, place in places.by_code.items():
        if place.code != code:
            continue  # a younger code stands for its city
        found = places.codes(place.name_ja, place.prefecture)
        assert found == [code] or code in found
        assert len(found) == 1


# ---- words


@given(st.text(max_size=300))
def test_what_a_message_shows_is_one_short_line(text: str) -> None:
    line = shown(text)
    assert len(line) <= 43
    assert line == clean(line)
    assert "\n" not in line
    assert not any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in line)


@given(st.integers(0, 10**9), st.lists(st.integers(), max_size=30), st.integers(1, 9))
def test_lists_say_how_many_more(number: int, items: list[int], most: int) -> None:
    assert count(number, "row").endswith("s") == (number != 1)
    line = listed(items, most)
    assert ("more" in line) == (len(items) > most)


# ---- whole files


@given(st.binary(max_size=2000))
def test_any_bytes_as_a_table_are_read_or_refused(data: bytes) -> None:
    path = _file(data)
    try:
        table = read_delimited(path, "own.csv")
    except ClustermapError as error:
        assert error.cause
        assert error.remedy
    else:
        assert table.frame.map(lambda cell: isinstance(cell, str)).all(axis=None)


@given(st.binary(max_size=600), st.sampled_from(sorted(reading.ENDINGS)))
def test_any_bytes_of_any_ending_are_a_kind_or_refused(data: bytes, ending: str) -> None:
    try:
        found = reading.examine(_file(data, f"own{ending}"))
    except ClustermapError as error:
        assert error.remedy
    else:
        assert found.kind in reading.ENDINGS[ending]


@given(st.binary(max_size=600))
def test_any_bytes_as_a_zip_are_read_or_refused(data: bytes) -> None:
    for content in (data, b"PK\x05\x06" + data, b"PK\x03\x04" + data):
        try:
            archive.Archive(_file(content, "own.zip"), "own.zip")
        except ClustermapError as error:
            assert error.remedy


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
def test_no_member_of_a_zip_is_written_outside(name: str) -> None:
    path = _file(b"", "own.zip")
    with zipfile.ZipFile(path, "w") as held:
        held.writestr(f"{name}.geojson", b"{}")
    folder = path.parent / "inside"
    folder.mkdir()
    try:
        found = archive.Archive(path, "own.zip")
        for member in found.find([".geojson"]):
            target = found.unpack(member, folder)
            assert target.resolve().parent == folder.resolve()
    except ClustermapError as error:
        assert error.remedy
    assert sorted(one.name for one in path.parent.iterdir()) == ["inside", "own.zip"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "features", "coordinates", "geometry", "properties", "arcs"]), inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
KINDS = st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString", "GeometryCollection"])


@given(KINDS, JSON)
def test_any_coordinates_are_a_geometry_or_refused(kind: str, inside: Any) -> None:
    key = "geometries" if kind == "GeometryCollection" else "coordinates"
    try:
        found = geometry({"type": kind, key: inside}, "own.geojson, feature 1")
    except ClustermapError as error:
        assert "feature 1" in error.cause
    else:
        assert found is None or shapely.is_geometry(found)


@given(st.text(max_size=200))
def test_any_text_as_json_is_read_or_refused(text: str) -> None:
    path = _file(text.encode("utf-8", errors="replace"), "own.geojson")
    try:
        read_json(path, "own.geojson", Findings("own.geojson"))
    except ClustermapError as error:
        assert error.remedy


@given(st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=2, max_size=6))
def test_a_table_reads_back_in_any_encoding(rows: list[list[str]]) -> None:
    header = ["名称", "分野", "県"]
    rows = [[tidy(cell) or "x" for cell in row] for row in rows]
    text = "\n".join(",".join(row) for row in [header, *rows]) + "\n"
    for name in ("utf-8", "utf-8-sig", "cp932", "utf-16"):
        frame = read_delimited(_file(text.encode(name)), "own.csv").frame
        assert frame.to_numpy().tolist() == rows
        assert encoding.encoding_of(_file(text.encode(name)), "own.csv").startswith(name[:5])


def _raw(frame: pd.DataFrame) -> RawTable:
    return RawTable("own.csv", frame.set_axis(range(2, len(frame) + 2)), Findings("own.csv"))


@given(st.lists(st.tuples(PREFECTURES, st.integers(-10**6, 10**6)), min_size=1,
                unique_by=lambda pair: pair[0].code), st.randoms())  # fmt: skip
def test_a_join_keeps_the_sum_whatever_the_order_and_spelling(
    selection: Selection, pairs: list[tuple[japan.Prefecture, int]], chance: Any
) -> None:
    total = sum(value for _, value in pairs)
    for spell in ("code", "ja", "en", "ko"):
        chance.shuffle(pairs)
        frame = pd.DataFrame(
            {"key": [getattr(one, spell) for one, _ in pairs], "v": [str(v) for _, v in pairs]}
        )
        for columns in (["key", "v"], ["v", "key"]):
            (found,), _ = join_values(
                _raw(frame[columns]), selection.prefectures, columns=["v"], key="key",
                gazetteer=gazetteer(), level="prefecture",
            )  # fmt: skip
            assert found.values.sum() == total
            assert found.values.notna().sum() == len(pairs)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=5))
def test_any_table_of_sites_is_understood_or_refused(
    selection: Selection, rows: list[list[str]]
) -> None:
    from clustermap.data.locator import locator

    frame = pd.DataFrame(
        rows, columns=["name", "lon", "lat", "opened", "投資額（億円）"], dtype=str
    )
    table = _raw(frame.map(tidy))
    try:
        found = check_sites(table, ReadingOptions(), gazetteer(), locator(selection.prefectures))
        good = found.good(lenient=True)
    except ClustermapError as error:
        assert error.cause.startswith("own.csv")
        assert "\n" not in error.cause
    else:
        assert len(good) + len(table.findings.bad_rows) == len(rows)
        assert good["lon"].notna().all()


@given(
    st.dictionaries(
        st.sampled_from(["name", "lon", "lat"]), WORDS.filter(lambda w: w.strip()), min_size=1
    )
)
def test_mappings_of_columns_read_back(mapping: dict[str, str]) -> None:
    text = ",".join(f"{role}={column}" for role, column in mapping.items())
    assert parse_mapping([text]) == {role: column.strip() for role, column in mapping.items()}


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=12))
def test_putting_pieces_together_keeps_the_area(corners: list[tuple[int, int]]) -> None:
    squares = shapely.box(*zip(*[(x, y, x + 1, y + 1) for x, y in set(corners)], strict=True))
    whole = united(squares)
    assert whole.area == pytest.approx(len(set(corners)), rel=1e-9)
    assert united([*squares, *squares]).area == pytest.approx(whole.area, rel=1e-9)
