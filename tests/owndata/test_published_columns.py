"""What of a user's table leaves the house: roles and named columns, nothing else, in any output."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

import clustermap as cm
from clustermap.errors import DataError
from clustermap.ingest.publishing import says_internal
from clustermap.maps.page.html import read_payload
from clustermap.maps.page.reading import page_table

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas
    from tests.conftest import Runner

#: Words that no output may show.
PLANTED = re.compile(r"PLANTED\w*")
HEADER = ["名称", "業種", "住所", "従業者数", "年商", "備考", "担当者", "Contact e-mail", "格付け"]
ROWS = [
    ["株式会社阿蘇精機", "半導体", "熊本県菊池郡菊陽町原水4106-1", "120", "31", "PLANTED1", "PLANTED2",
     "PLANTED3", "PLANTED4"],
    ["㈱肥後バイオ", "バイオ", "熊本市中央区水前寺6-18-1", "45", "12", "PLANTED5", "PLANTED6", "PLANTED7",
     "PLANTED8"],
]  # fmt: skip


@pytest.fixture(scope="module")
def firms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("firms") / "firms.csv"
    file.write_text("\n".join(map(",".join, [HEADER, *ROWS])), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def atlas(firms: Path) -> Atlas:
    return cm.load(sites=firms, sites_only=True, public="年商")


def held(data: bytes) -> str:
    """Return all text of a file, that of the parts of a zip and of a PDF's pages too."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "\n".join(held(parts.read(name)) for name in parts.namelist())
    if data[:4] == b"%PDF":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    text = html.unescape(data.decode("utf-8", "replace"))
    if 'id="clustermap-data"' in text:
        text += str(read_payload(text))
    return text


def test_page_has_roles_and_named_columns_only(atlas: Atlas) -> None:
    page = atlas.map(lang="ja").html
    assert not PLANTED.search(held(page.encode()))
    sites = page_table(page, "sites")
    assert sites["年商"].tolist() == ["31", "12"]
    assert sites["jobs"].tolist() == [120, 45]
    assert not {"備考", "担当者", "Contact e-mail", "格付け"} & {*sites.columns}
    assert not sites["evidence"].any()  # 備考 is one of its names


def test_page_lists_what_it_shows_of_the_file(atlas: Atlas) -> None:
    (source,) = (
        one for one in read_payload(atlas.map().html)["sources"] if one["table"] == "sites"
    )
    assert source["text"]["ja"] == "firms.csv（掲載した列：名称、業種、住所、従業者数、年商）"


@pytest.mark.parametrize("name", ["r.html", "r.docx", "r.pptx", "r.pdf", "r.md"])
def test_reports(atlas: Atlas, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    atlas.report(lang="ja").save(file)
    text = held(file.read_bytes())
    assert "熊本" in text
    assert not PLANTED.search(text)


@pytest.mark.parametrize("name", ["f.png", "f.svg", "f.pdf"])
def test_figures(atlas: Atlas, name: str, tmp_path: Path) -> None:
    figure = atlas.figure(lang="ja")
    figure.save(tmp_path / name)
    assert not PLANTED.search(held((tmp_path / name).read_bytes()))
    assert not PLANTED.search(str(figure.alternative))


@pytest.mark.parametrize("name", ["n.json", "n.csv", "n.xlsx", "n.md", "n.html", "n.parquet"])
def test_lists(run: Runner, firms: Path, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    args = ("near", "菊陽町", "--km", "30", "--sites", str(firms), "--sites-only", "-o", str(file))
    done = run(*args)
    assert done.status == 0, done.err
    assert not PLANTED.search(held(file.read_bytes()))


def test_map_says_which_columns_go_out(run: Runner, firms: Path, tmp_path: Path) -> None:
    done = run("map", "--sites", str(firms), "--sites-only", "--column", "年商", "-o", "m.html")
    assert done.status == 0, done.err
    assert "published columns: 名称, 業種, 住所, 従業者数, 年商; withheld: 備考, 担当者" in done.err
    assert "named as internal: 備考, 担当者, Contact e-mail)" in done.err
    assert not PLANTED.search(held((tmp_path / "m.html").read_bytes()))


def test_internal_withholds_even_a_role(firms: Path) -> None:
    sites = cm.load(sites=firms, sites_only=True, internal=["従業者数", "住所"]).sites
    assert sites["jobs"].isna().all()
    assert "住所" not in sites
    assert sites["municipality_code"].tolist() == ["43404", "43101"]  # it still places


def test_a_column_named_as_internal_enters_when_it_is_named(firms: Path) -> None:
    sites = cm.load(sites=firms, sites_only=True, public=["備考"]).sites
    assert sites["evidence"].tolist() == ["PLANTED1", "PLANTED5"]
    sites = cm.load(sites=firms, sites_only=True, map_columns={"evidence": "格付け"}).sites
    assert sites["evidence"].tolist() == ["PLANTED4", "PLANTED8"]


@pytest.mark.parametrize(("option", "name"), [("public", "年賞"), ("internal", "住処")])
def test_a_slip_in_a_name_stops(firms: Path, option: str, name: str) -> None:
    with pytest.raises(DataError, match=f"--{option}: firms.csv has no column '{name}'"):
        cm.load(sites=firms, **{option: [name]})


def test_a_column_is_not_both(firms: Path) -> None:
    with pytest.raises(DataError, match="named by --internal and by --public"):
        cm.load(sites=firms, public="年商", internal="年商")


def test_zones_and_context_keep_internal_columns_in(tmp_path: Path) -> None:
    zones = tmp_path / "zones.csv"
    zones.write_text("特区名,都道府県,備考\n阿蘇特区,熊本県,PLANTED\n", encoding="utf-8")
    schools = tmp_path / "schools.geojson"
    schools.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"担当":"PLANTED",'
        '"学校":"阿蘇中"},"geometry":{"type":"Point","coordinates":[131.1,32.9]}}]}',
        encoding="utf-8",
    )
    page = cm.load(zones=zones, context=schools).map().html
    assert "阿蘇特区" in held(page.encode())
    assert "阿蘇中" in held(page.encode())
    assert not PLANTED.search(held(page.encode()))


def test_the_mended_table_keeps_every_column(run: Runner, firms: Path, tmp_path: Path) -> None:
    done = run("data", "validate", str(firms), "--fix", "mended.csv")
    assert done.status == 0, done.err
    assert len(PLANTED.findall((tmp_path / "mended.csv").read_text(encoding="utf-8"))) == 8


@pytest.mark.parametrize(
    "name",
    ["社外秘", "内部メモ", "備考", "担当課", "電話番号", "Ｅメール", "TEL", "e-mail", "contactName",
     "Remarks", "비고", "담당자"],
)  # fmt: skip
def test_names_of_internal_columns(name: str) -> None:
    assert says_internal(name)


@pytest.mark.parametrize("name", ["hotel", "資本金", "従業者数", "Fabrication", "주소", "設立年"])
def test_names_of_other_columns(name: str) -> None:
    assert not says_internal(name)
