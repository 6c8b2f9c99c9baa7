"""Files with several layers, several files for one thing, standard input; nothing is written to."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from clustermap.errors import DataError
from clustermap.ingest.files.foreign import read_map, read_table
from clustermap.ingest.user_data import user_files, with_user_data

from . import files

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.data.selection import Selection
    from tests.conftest import Runner

PLACEMARK = "<Placemark><name>{}</name>{}<Point><coordinates>{},0</coordinates></Point></Placemark>"
DATA = '<ExtendedData><Data name="jobs"><value>{}</value></Data></ExtendedData>'


def kml(path: Path, body: str) -> Path:
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document>{body}</Document></kml>",
        encoding="utf-8",
    )
    return path


def folders(path: Path) -> Path:
    chips = PLACEMARK.format("緑電子", DATA.format(10), "130.8425,32.886")
    bio = PLACEMARK.format("青製薬", DATA.format(20), "141.68,42.8")
    more = PLACEMARK.format("茶製薬", DATA.format(30), "140.11,36.08")
    return kml(path, f"<Folder><name>半導体</name>{chips}</Folder>"
                     f"<Folder><name>バイオ</name>{bio}{more}</Folder>")  # fmt: skip


def sums(folder: Path) -> dict[str, str]:
    return {
        str(one.relative_to(folder)): hashlib.sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file()
    }


@pytest.fixture
def unsaved(tmp_path: Path) -> Path:
    """A GeoPackage with an edit that stands in its -wal file only."""
    path, kept = tmp_path / "work.gpkg", tmp_path / "edit.gpkg"
    files.towns().to_file(path, layer="towns")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA wal_autocheckpoint=0")
        # the trigger of the index calls functions that only GDAL has
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE towns SET N03_004 = '合志市（編集中）' WHERE N03_007 = '43216'")
        database.commit()
        shutil.copy(path, kept)
        shutil.copy(f"{path}-wal", f"{kept}-wal")
    database.close()
    path.unlink()
    return kept


def test_unsaved_edits_are_read_and_the_database_is_left_alone(unsaved: Path) -> None:
    before = sums(unsaved.parent)
    assert unsaved.with_name("edit.gpkg-wal").stat().st_size > 0
    found, _ = read_map(unsaved)
    assert found.areas.loc["43216", "name_ja"] == "合志市（編集中）"
    assert sums(unsaved.parent) == before


def test_nothing_is_written_beside_an_input(tmp_path: Path) -> None:
    files.towns().to_file(tmp_path / "towns.gml", driver="GML")
    for ending in ("xsd", "gfs"):
        (tmp_path / f"towns.{ending}").unlink(missing_ok=True)
    files.shapefile(tmp_path, files.towns(), stem="plain")
    (tmp_path / "plain.shx").unlink()
    before = sums(tmp_path)
    for name in ("towns.gml", "plain.shp"):
        assert len(read_map(tmp_path / name)[0].areas) == 3
    assert sums(tmp_path) == before


def test_folders_of_kml_are_one_list(selection: Selection, tmp_path: Path) -> None:
    found = with_user_data(
        selection, user_files(sites=folders(tmp_path / "map.kml"), sites_only=True)
    ).sites
    assert found["name_ja"].tolist() == ["緑電子", "青製薬", "茶製薬"]
    assert found["sector"].tolist() == ["semiconductor", "bio", "bio"]
    assert found["jobs"].tolist() == [10, 20, 30]
    one = read_table(tmp_path / "map.kml", layer="バイオ").frame
    assert one["Name"].tolist() == ["青製薬", "茶製薬"]
    with pytest.raises(DataError, match="has no layer 'AI'") as caught:
        read_table(tmp_path / "map.kml", layer="AI")
    assert "'半導体', 'バイオ'" in caught.value.remedy


@pytest.mark.parametrize("ending", ["gpkg", "gdb", "gdb.zip"])
def test_areas_and_points_of_one_file_go_where_they_belong(
    selection: Selection, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"both.{ending.removesuffix('.zip')}"
    driver = "GPKG" if ending == "gpkg" else "OpenFileGDB"
    files.points().to_file(path, layer="sites", driver=driver)
    files.towns().to_file(path, layer="towns", driver=driver)
    if ending == "gdb.zip":
        shutil.make_archive(str(path), "zip", tmp_path, "both.gdb")
        shutil.rmtree(path)
        path = tmp_path / "both.gdb.zip"
    found = with_user_data(selection, user_files(boundaries=path, sites=path, sites_only=True))
    assert list(found.areas.index) == ["43216", "43403", "43404"]
    assert found.sites["name_ja"].tolist() == ["熊本", "大津"]
    with pytest.raises(DataError, match="no areas"):
        read_map(path, layer="sites")
    with pytest.raises(DataError, match="has no layer 'x'"):
        read_map(path, layer="x")


def two_prefectures(folder: Path) -> tuple[Path, Path]:
    there = files.towns(
        N03_001=["福岡県"] * 3, N03_003=[None] * 3, N03_004=["大牟田市", "久留米市", "直方市"],
        N03_007=["40202", "40203", "40204"],
    ).set_geometry([files.square(130.4 + n / 5, 33.2) for n in range(3)])  # fmt: skip
    return (
        files.shapefile(folder, files.towns(), "N03-21_43_210101"),
        files.shapefile(folder, there, "N03-21_40_210101"),
    )


def test_boundaries_of_two_files_or_of_one_archive(selection: Selection, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    both = two_prefectures(tmp_path / "in")
    archive = files.zipped(tmp_path / "two.zip", tmp_path / "in")
    for given in (both, archive):
        found = with_user_data(selection, user_files(boundaries=given))
        assert list(found.areas.index) == ["40202", "40203", "40204", "43216", "43403", "43404"]
    one, _ = read_map(archive, layer="N03-21_43_210101")
    assert list(one.areas.index) == ["43216", "43403", "43404"]
    shutil.copytree(tmp_path / "in", tmp_path / "copy")
    with pytest.raises(DataError, match=r"both hold 43216 合志市 \(3 areas in all\)"):
        with_user_data(
            selection, user_files(boundaries=[both[0], tmp_path / "copy" / both[0].name])
        )


def test_a_file_is_given_once(selection: Selection, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(files.TABLE)
    (tmp_path / "b.csv").symlink_to("a.csv")
    with pytest.raises(DataError, match=r"--sites .*b.csv is given twice \(also as .*a.csv'\)"):
        with_user_data(selection, user_files(sites=[tmp_path / "a.csv", tmp_path / "b.csv"]))


def test_values_of_several_tables(selection: Selection, tmp_path: Path) -> None:
    def table(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    north, south = table("n.csv", "code,v\n01,1\n02,2\n"), table("s.csv", "code,v\n43,3\n47,4\n")
    other = table("o.csv", "都道府県,w,u\n熊本県,5,7\n沖縄県,6,8\n")
    again = table("t.csv", "code,v\n43,9\n")

    def joined(*given: Path, **more: Any) -> dict[str, Any]:
        values = with_user_data(selection, user_files(values=given, **more)).user_values
        return {one.name: one.values.dropna().to_dict() for one in values}

    assert joined(north, south) == {"v": {"01": 1, "02": 2, "43": 3, "47": 4}}
    assert joined(north, other, columns=["v", "u"]) == {
        "v": {"01": 1, "02": 2}, "u": {"43": 7, "47": 8},
    }  # fmt: skip
    assert joined(south, again) == {"v": {"43": 3, "47": 4}, "v (t.csv)": {"43": 9}}
    with pytest.raises(DataError, match=r"None of the columns asked for is in s.csv"):
        joined(south, other, columns=["w"])
    with pytest.raises(DataError, match=r"None of n.csv, s.csv has a column 'w'"):
        joined(north, south, columns=["w"])


LONG = "地域,年,産業,値\n" + "".join(
    f"{place},{year},{industry},{value}\n"
    for value, (place, year, industry) in enumerate(
        (p, y, i) for p in ("北海道", "熊本県") for y in (2015, 2020) for i in ("製造業", "建設業")
    )
)


def test_a_long_table_is_cut_by_where(run: Runner, selection: Selection, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(LONG, encoding="utf-8")
    where = ["年=２０２０", "産業=製造業"]
    (found,) = with_user_data(
        selection, user_files(values=tmp_path / "long.csv", where=where)
    ).user_values
    assert found.values.dropna().to_dict() == {"01": 2, "43": 6}
    done = run("data", "validate", "long.csv", "--format", "csv")
    assert done.status == 1
    assert "--where 年=2020 --where 産業=建設業" in done.out
    done = run("data", "validate", "long.csv", "--where", "年=2020", "--where", "産業=製造業")
    assert done.status == 0
    assert "2 rows of values" in done.err
    with pytest.raises(DataError, match="has no row with '1999' in the column '年'") as caught:
        with_user_data(selection, user_files(values=tmp_path / "long.csv", where=["年=1999"]))
    assert "'2015', '2020'" in caught.value.remedy


def piped(folder: Path, data: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "clustermap", *arguments],
        input=data, cwd=folder, capture_output=True, check=False,
        env={**os.environ, "CLUSTERMAP_CACHE": "none"},
    )  # fmt: skip


def test_standard_input_stands_for_a_file(tmp_path: Path) -> None:
    for data in (files.TABLE.encode(), files.workbook(
        tmp_path / "a.xlsx", [files.HEADER.split(","), files.ROW.split(",")]
    ).read_bytes()):  # fmt: skip
        done = piped(tmp_path, data, "data", "validate", "-", "--fix", "out.csv")
        assert done.returncode == 0, done.stderr
        assert b"standard input: 1 row of sites" in done.stderr
    done = piped(tmp_path, b"lon,lat\n130.84,32.88\n", "count", "-", "--format", "csv")
    assert b"43,Kumamoto,1" in done.stdout
    done = piped(tmp_path, b"x", "map", "--sites", "-", "--values", "-", "-o", "m.html")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1, b"Error: Standard input (-) is named twice.",
    )  # fmt: skip
    with (tmp_path / "m.html").open("wb+") as same:
        same.write(b"name,lon,lat\nA,130.8,32.8\n")
        same.seek(0)
        done = subprocess.run(
            [sys.executable, "-m", "clustermap", "map", "--sites", "-", "-o", "m.html"],
            stdin=same, cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
    assert b"m.html is an input of this command" in done.stderr


NAMED: dict[str, tuple[str, bytes, str]] = {
    "MapInfo": ("a.tab", b"!table\n!version 300\n", "is a MapInfo table"),
    "MapInfo exchange": ("a.mif", b"VERSION 300\n", "MapInfo's exchange format"),
    "Excel 2003": (
        "a.xml",
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
            b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
        ),
        "is an Excel 2003 XML table",
    ),
    "JPGIS": (
        "a.xml",
        b'<ksj:Dataset xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app"/>',
        "is GML of MLIT's own kind",
    ),
    "network link": (
        "a.kml",
        (
            b'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><name>x</name></NetworkLink>'
            b"</kml>"
        ),
        "only links to data on the web",
    ),
    "cut off in the end": (
        "a.kml",
        b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark></Placemark>',
        "is not well-formed XML",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    file, data, words = NAMED[name]
    (tmp_path / file).write_bytes(data)
    with pytest.raises(DataError, match=words):
        read_table(tmp_path / file)


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("gone.csv")
    with pytest.raises(DataError, match=r"is a link to 'gone.csv', which does not exist"):
        read_table(tmp_path / "a.csv")


def test_parts_of_two_shapefiles_do_not_belong_together(tmp_path: Path) -> None:
    path = files.shapefile(tmp_path, files.towns())
    table = tmp_path / "N03.dbf"
    data = bytearray(table.read_bytes())
    data[4:8] = struct.pack("<I", 2)
    table.write_bytes(bytes(data))
    with pytest.raises(DataError, match=r"has 3 shapes, and its .dbf 2 records"):
        read_map(path)


def test_the_sheet_with_the_table_is_read_not_the_cover(tmp_path: Path) -> None:
    def sheets(book: Any) -> None:
        book.active.title = "表紙"
        for name in ("集計", "注記"):
            book.create_sheet(name)
        for row in (["code", "v"], *([f"{code:02d}", code] for code in range(1, 48))):
            book["集計"].append(row)
        for row in (["注", "説明"], ["1", "暫定"]):
            book["注記"].append(row)

    cover = [["調査結果"], ["作成", "2026年"], ["担当", "課"], ["電話", "-"]]
    path = files.workbook(tmp_path / "a.xlsx", cover, sheets)
    assert len(read_table(path).frame) == 47
    assert read_table(path, layer="注記").frame["説明"].tolist() == ["暫定"]
