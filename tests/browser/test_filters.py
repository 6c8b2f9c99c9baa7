"""Filters, undo and addresses: what a reader asks the map, and how one comes back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from clustermap.cli import cli
from clustermap.data.site_query import query_sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from clustermap.atlas import Atlas

Show = Any


@pytest.fixture(scope="session")
def national(atlas: Atlas) -> str:
    return atlas.map().html


def _drag(page: Page, handle: str, year: int) -> None:
    """Move a handle of the time slider to a year with the arrow keys."""
    slider = page.get_by_test_id(handle)
    last = int(slider.get_attribute("max") or 0)
    key = "ArrowRight" if handle == "time-since" else "ArrowLeft"
    for _ in range(last):
        if slider.get_attribute("aria-valuetext") == str(year):
            return
        slider.press(key)
    raise AssertionError(year)


def _listed(page: Page) -> list[str]:
    return (
        page.get_by_test_id("table")
        .locator("tbody tr")
        .evaluate_all("rows => rows.map(row => row.dataset.id)")
    )


def test_which_semiconductor_plants_opened_in_kyushu_since_2021(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national).page
    page.get_by_test_id("sector-chip").filter(has_text="Semiconductors").click()
    page.get_by_test_id("region").select_option("kyushu-okinawa")
    _drag(page, "time-since", 2021)
    page.get_by_test_id("list-sites").click()  # the fourth action
    asked = "data show sites --sector semiconductor --region kyushu --opened 2021- --format csv"
    told = CliRunner().invoke(cli, asked.split())
    ids = [row["id"] for row in csv.DictReader(io.StringIO(told.stdout))]
    assert len(ids) > 2
    assert sorted(_listed(page)) == sorted(ids)
    expect(page.get_by_test_id("match-count")).to_contain_text(f"{len(ids)} of ")
    expect(page.locator(".cm-time-sentence")).to_have_text(f"{len(ids)} sites opened since 2021")


def test_every_facet_drives_map_table_counts_and_bars_together(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    fragment = (
        "#in.status=operating,planned&in.confidence=confirmed&of.investment=10~500"
        "&since=2019&year=2030&basis=due&view=table&rows=sites"
    )
    page = show(national, fragment=fragment).page
    wanted = atlas.select(status=["operating", "planned"]).sites
    wanted, _notes = query_sites(
        wanted, due="2019-2030", amount="10-500", confidence=("confirmed",)
    )
    assert 5 < len(wanted) < len(atlas.sites)
    assert sorted(_listed(page)) == sorted(wanted["id"])
    expect(page.get_by_test_id("match-count")).to_contain_text(f"{len(wanted)} of")
    chips = page.get_by_test_id("sector-chip").locator(".cm-count").all_inner_texts()
    assert sum(map(int, chips)) == len(wanted)
    page.get_by_test_id("view-map").click()
    counts = wanted["prefecture_code"].value_counts()
    for code in (counts.index[0], "31"):
        label = page.locator(f"path[data-code='{code}']")
        n = int(counts.get(code, 0))
        expect(label).to_have_accessible_name(re.compile(rf", {n}\s+sites?,"))
        expect(label).to_have_accessible_name(re.compile("opened or due to open 2019–2030"))
    page.get_by_test_id("clear-filters").click()
    expect(page.get_by_test_id("match-count")).to_have_text(f"{len(atlas.sites)} sites")


def test_own_columns_are_facets_and_their_words_are_no_markup(
    show: Callable[..., Show], tmp_path: Any
) -> None:
    import clustermap

    frame = pd.DataFrame({
        "name": [f"site {i}" for i in range(8)], "sector": "bio", "lon": 130.7, "lat": 32.8,
        "grade": ["<b>A</b>", "B"] * 4, "score": range(8),
    })  # fmt: skip
    frame.to_csv(tmp_path / "own.csv", index=False)
    own = clustermap.load(sites=[tmp_path / "own.csv"], sites_only=True, public=["grade", "score"])
    opened = show(own.map().html)
    page = opened.page
    page.get_by_test_id("more-filters").click()
    grade = page.locator("[data-facet='x.grade']")
    grade.locator("summary").click()
    grade.get_by_role("button", name="<b>A</b>").click()
    expect(page.get_by_test_id("match-count")).to_have_text("4 of 8 sites")
    page.locator("[data-facet='x.score'] summary").click()
    page.get_by_test_id("least-x.score").fill("3")
    page.get_by_test_id("least-x.score").press("Tab")
    expect(page.get_by_test_id("match-count")).to_have_text("2 of 8 sites")
    expect(page).to_have_url(re.compile("in.x.grade="))
    assert opened.messages == []


def test_undated_sites_are_counted_and_stand_on_the_map_in_gray_by_choice(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, fragment="#year=2015&basis=announced").page
    expect(page.get_by_test_id("match-count")).to_contain_text("19 of")
    before = page.locator("canvas.cm-points").first.evaluate("c => c.toDataURL()")
    page.get_by_test_id("undated").check()
    expect(page).to_have_url(re.compile("undated=1"))
    assert page.locator("canvas.cm-points").first.evaluate("c => c.toDataURL()") != before
    expect(page.get_by_test_id("match-count")).to_contain_text("19 of")


def test_back_and_forward_undo_and_redo_each_choice(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, reduced_motion="reduce").page
    page.get_by_test_id("sector-chip").first.click()
    page.get_by_test_id("region").select_option("kyushu-okinawa")
    page.wait_for_timeout(1100)
    page.get_by_test_id("lang-ja").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_test_id("region")).to_have_value("kyushu-okinawa")
    page.go_back()
    expect(page.get_by_test_id("region")).to_have_value("")
    page.wait_for_timeout(1300)
    assert page.evaluate("map_clustermap.getCenter().lat") > 34
    page.go_back()
    expect(page.get_by_test_id("sectors-all")).to_have_count(0)
    for _ in range(3):
        page.go_forward()
        page.wait_for_timeout(200)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.get_by_test_id("region")).to_have_value("kyushu-okinawa")


def test_the_first_pan_has_an_address_and_a_resize_keeps_it(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, reduced_motion="reduce").page
    page.wait_for_timeout(500)
    page.evaluate("map_clustermap.panBy([120, 80], {animate: false})")
    expect(page).to_have_url(re.compile("at="))
    where = page.evaluate("[map_clustermap.getCenter().lat, map_clustermap.getZoom()]")
    page.set_viewport_size({"width": 1100, "height": 700})
    page.wait_for_timeout(400)
    now = page.evaluate("[map_clustermap.getCenter().lat, map_clustermap.getZoom()]")
    assert abs(now[0] - where[0]) < 0.05
    assert now[1] == where[1]


def test_a_double_click_zooms_and_opens_nothing(show: Callable[..., Show], national: str) -> None:
    page = show(national, reduced_motion="reduce").page
    # until the packed script has run, the name is that of the element
    page.wait_for_function("window.map_clustermap?.getZoom !== undefined")
    zoom = page.evaluate("map_clustermap.getZoom()")
    at = page.evaluate("map_clustermap.latLngToContainerPoint([36.5, 138.2])")
    box = page.locator(".leaflet-container").first.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_timeout(600)
    assert page.evaluate("map_clustermap.getZoom()") > zoom
    expect(page.get_by_test_id("detail")).to_be_hidden()


def test_a_tap_takes_the_nearest_site_within_20_pixels(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    place = atlas.sites.loc["jasm-kumamoto-1"]
    fragment = f"#at={place['lat']},{place['lon']},12"
    page = show(
        national, fragment=fragment, size=(390, 844), has_touch=True, reduced_motion="reduce"
    ).page
    page.wait_for_timeout(500)
    box = page.locator(".leaflet-container").first.bounding_box()
    assert box
    at = page.evaluate(f"map_clustermap.latLngToContainerPoint([{place['lat']}, {place['lon']}])")
    page.touchscreen.tap(box["x"] + at["x"] + 13, box["y"] + at["y"] + 13)
    expect(page.get_by_test_id("detail")).to_contain_text(str(place["name_en"]))
