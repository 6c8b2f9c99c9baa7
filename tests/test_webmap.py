"""What the written page promises, without a browser; tests/browser looks at it in Chromium."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import json
import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import branca
import folium
import folium.plugins
import pytest

import clustermap as cm
from clustermap.errors import ClustermapError, OutputError
from clustermap.maps.page import html as page_module
from clustermap.maps.page.html import read_payload
from clustermap.maps.page.payload import TILES
from clustermap.maps.page.webmap import ClusterMap

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas


class Page(HTMLParser):
    """Scripts, styles, policy and outside addresses of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policy = ""
        self.addresses: list[str] = []
        self._into: str | None = None
        self.feed(html)
        self.told = read_payload(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        self.addresses += [v for k in ("src", "href") if (v := given.get(k))]
        self._into = None
        if tag == "script" and not given.get("src"):
            self._into = None if given.get("type") else "scripts"
        elif tag == "style":
            self._into = "styles"
        if self._into in {"scripts", "styles"}:
            getattr(self, self._into).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into:
            getattr(self, self._into)[-1] += data


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_page_asks_no_host_for_anything_and_allows_only_itself(atlas: Atlas) -> None:
    html = atlas.map().html
    page = Page(html)
    assert page.addresses == []
    assert re.findall(r"https?://", page.policy) == []
    assert "connect-src 'none'" in page.policy
    assert "unsafe" not in page.policy
    for text in (*page.scripts, *page.styles):
        assert _hash(text) in page.policy
    assert len(html.encode()) < 1_250_000


def test_boundaries_travel_once(atlas: Atlas) -> None:
    told = Page(atlas.map().html).told
    areas = told["areas"]
    topology = areas["topology"]
    assert len(topology["objects"]["areas"]["rings"]) == len(areas["code"]) == 47
    assert len(topology["objects"]["towns"]["rings"]) == len(told["towns"]["code"]) == 1896
    assert json.dumps(told).count('"lengths"') == 1
    for indicator in told["indicators"]:
        assert len(indicator["values"]) == 47


def test_context_areas_are_told_apart_and_the_view_is_the_selection(atlas: Atlas) -> None:
    areas = Page(atlas.select(region="shikoku").map().html).told["areas"]
    assert sum(areas["selected"]) == 4
    assert len(areas["code"]) == 47
    west, south, east, north = areas["view"]
    assert 131.5 < west < 132.6
    assert 134.5 < east < 135
    assert 32.5 < south < 33
    assert 34 < north < 35


def test_ogasawara_does_not_widen_the_view_of_tokyo(atlas: Atlas) -> None:
    west, south, east, north = Page(atlas.select(prefecture="東京").map().html).told["areas"][
        "view"
    ]
    assert east - west < 1.5
    assert north - south < 0.8


def test_the_tile_grid_has_a_place_for_each_prefecture() -> None:
    assert sorted(TILES) == [f"{code:02}" for code in range(1, 48)]
    assert len(set(TILES.values())) == 47


def test_partial_zones_are_marks_and_not_whole_prefectures(atlas: Atlas) -> None:
    zones = {zone["id"]: zone for zone in Page(atlas.map().html).told["zones"]}
    for row in atlas.zones.itertuples():
        told = zones[row.id]
        assert set(told["prefectures"]) == set(row.whole_prefecture)
        assert len(told["places"]) <= len(row.municipality_codes)
    fukuoka = zones["ns_fukuoka_kitakyushu"]
    assert fukuoka["prefectures"] == []
    assert {place["name"]["ja"] for place in fukuoka["places"]} == {"福岡市", "北九州市"}


@pytest.mark.parametrize("basemap", ["gsi-pale", "gsi-photo", "osm"])
def test_a_basemap_adds_its_one_host(atlas: Atlas, basemap: str) -> None:
    page = Page(atlas.map(basemap=basemap).html)
    host = page.told["basemap"]["url"].split("/")[2]
    assert re.findall(r"https?://[^ ;]+", page.policy) == [f"https://{host}"]
    assert page.told["basemap"]["attribution"]


def test_assets_from_a_cdn_are_checked_by_hash(atlas: Atlas) -> None:
    html = atlas.map(assets="cdn").html
    page = Page(html)
    assert len(page.addresses) == 1
    assert page.addresses[0].startswith("https://cdn.jsdelivr.net/npm/leaflet@")
    assert 'integrity="sha' in html
    assert page.addresses[0] in page.policy
    assert len(html) < len(atlas.map().html) - 40_000


def test_text_from_data_is_neither_template_nor_markup(atlas: Atlas) -> None:
    hostile = "{{ 70003*90001 }}{% raw %}</script><script>x=1</script><!--<img src=x>\u2028`${1}`"
    sites = atlas.sites.copy()
    sites["name_en"] = hostile
    sites[hostile] = hostile
    changed = cm.Atlas(dataclasses.replace(atlas.selection, sites=sites))
    html = changed.map(title=hostile).html
    page = Page(html)
    assert len(page.scripts) == 1
    told = json.dumps({**page.told, "areas": None, "indicators": None})
    assert "6300340003" not in told
    assert "6300340003" not in html.split('id="clustermap-data"')[0]
    told = page.told["sites"]
    name = told["columns"].index("name_en")
    assert told["levels"][name][told["cells"][name][0]] == hostile
    assert hostile in page.told["sites"]["columns"]
    assert page.told["title"]["ko"] == hostile


def test_it_is_a_folium_map_that_takes_layers(atlas: Atlas, tmp_path: Path) -> None:
    page = atlas.select(region="kyushu").map()
    assert isinstance(page, folium.Map)
    assert isinstance(page, ClusterMap)
    folium.Marker([32.8, 130.7], popup="<b>here</b>", tooltip="tip").add_to(page)
    folium.LayerControl().add_to(page)
    page.save(str(tmp_path / "map.html"))
    html = (tmp_path / "map.html").read_text(encoding="utf-8")
    found = Page(html)
    own = found.scripts[-1]
    assert "L.marker" in own
    assert page.get_name() in own
    assert _hash(own) in found.policy
    assert page.get_root().render() == page.html


def test_saving_goes_to_paths_and_open_files(atlas: Atlas, tmp_path: Path) -> None:
    page = atlas.map()
    page.save(tmp_path / "a.html")
    buffer = io.BytesIO()
    page.save(buffer, close_file=False)
    assert buffer.getvalue() == (tmp_path / "a.html").read_bytes()
    with pytest.raises(OutputError, match="does not exist"):
        page.save(tmp_path / "none" / "a.html")


def test_notebooks_and_other_figures_get_a_sandboxed_frame(atlas: Atlas) -> None:
    page = atlas.select(prefecture="43").map()
    shown = page._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts' in shown
    assert "allow-same-origin" not in shown
    figure = branca.element.Figure()
    figure.add_child(page)
    assert "<iframe srcdoc=" in figure.render()


def test_elements_added_in_folium_s_own_way_are_kept_with_their_hashes(atlas: Atlas) -> None:
    page = atlas.select(region="kyushu").map()
    page.get_root().html.add_child(folium.Element('<h3 id="own-title">Own</h3>'))
    page.get_root().header.add_child(folium.Element("<style>#own-style{color:red}</style>"))
    page.get_root().script.add_child(folium.Element("window.ownScript = 1;"))
    folium.Element('<div id="own-div">D</div>').add_to(page)
    html = page.html
    for word in ('id="own-title"', "#own-style{", "window.ownScript = 1;", 'id="own-div"'):
        assert html.count(word) == 1, word
    script = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)[-1]
    assert "ownScript" in script
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in unescape(html)
    assert page.html == html


def test_headline_and_notes_are_data_and_their_places_are_found(atlas: Atlas) -> None:
    page = atlas.map(headline="<b>Fabs</b>", notes=["菊陽町: two plants", "32.0,131.0：<i>x</i>"])
    payload = read_payload(page.html)
    assert payload["headline"] == "<b>Fabs</b>"
    assert [one["text"] for one in payload["notes"]] == ["two plants", "<i>x</i>"]
    assert payload["notes"][1]["point"] == [131.0, 32.0]
    assert "<b>Fabs" not in page.html
    for notes, words in (
        (["nowhere at all: x"], "not a known municipality"),
        (["no colon"], "not a note"),
        (["菊陽町: x"] * 4, "4 notes"),
        (["菊陽町: " + "x" * 200], "200 characters"),
    ):
        with pytest.raises(ClustermapError, match=words):
            atlas.map(notes=notes)


def test_a_component_that_takes_the_map_s_script_alone_is_told_what_to_use(atlas: Atlas) -> None:
    page = atlas.select(region="kyushu").map()
    with pytest.raises(ClustermapError, match="taken apart") as told:
        page._template.module.script(page)
    assert "components.v1.html" in str(told.value)


def test_folium_s_own_maps_are_left_alone() -> None:
    dual = folium.plugins.DualMap(location=[36, 138], tiles=None)
    folium.Marker([36, 138]).add_to(dual.m1)
    assert "L.marker" in dual.get_root().render()


def test_a_missing_bundle_says_how_to_build_it(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(page_module, "_DIST", tmp_path)
    page_module._asset.cache_clear()
    try:
        with pytest.raises(ClustermapError, match="hatch_build"):
            _ = atlas.map().html
    finally:
        page_module._asset.cache_clear()


def test_readers_without_scripts_get_a_drawing_and_a_table(atlas: Atlas) -> None:
    html = atlas.map(color_by="sites:semiconductor", lang="ja").html
    still = html.split("<noscript>")[1].split("</noscript>")[0]
    assert 'role="img"' in still
    assert still.count("<path") >= 47
    assert "<th scope='row'>熊本県</th>" in still
    top = atlas.indicators["sites:semiconductor"].max()
    assert f"熊本県 {top:.0f}" in still.split("<title>")[1].split("</title>")[0]
