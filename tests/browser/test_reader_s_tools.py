"""Search, time, comparison, tile grid, table, links and exports: what a reader does with the map."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas

Show = Any


@pytest.fixture(scope="session")
def national(atlas: Atlas) -> str:
    return atlas.map().html


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jasm", "JASM Kumamoto Fab 1"),
        ("ＪＡＳＭ", "JASM Kumamoto Fab 1"),
        ("熊本第1工場", "JASM Kumamoto Fab 1"),
        ("구마모토 제1공장", "JASM Kumamoto Fab 1"),
        ("ﾗﾋﾟﾀﾞｽ", "Rapidus"),
        ("らぴだす", "Rapidus"),
        ("菊陽町", "菊陽町"),
        ("Ōita", "Oita"),
        ("ooita", "Oita"),
        ("大分", "Oita"),
        ("hokkaidou", "Hokkaido"),
        ("kyoto", "Kyoto"),
        ("TSMC 熊本", "JASM Kumamoto Fab 1"),
        ("熊本 tsmc", "JASM Kumamoto Fab 1"),
        ("fab kumamoto jasm", "JASM Kumamoto Fab 1"),
        ("semiconductor Kyushu", "Semiconductors in Kyushu-Okinawa"),
        ("九州 半導体", "Semiconductors in Kyushu-Okinawa"),
        ("kansai", "Kinki"),
        ("kumamto", "Kumamoto"),
        ("기쿠요", "Kikuyo"),
        ("伊達市 北海道", "Date"),
        ("wakkanai", "Wakkanai"),
        ("熊本市 北区", "Kita-ku, Kumamoto"),
        ("rapidsu", "Rapidus"),
    ],
)
def test_search_understands_three_languages_and_loose_spelling(
    show: Callable[..., Show], national: str, typed: str, found: str
) -> None:
    page = show(national).page
    page.get_by_test_id("search").get_by_role("combobox").or_(
        page.locator("input[data-testid=search]")
    ).first.fill(typed)
    options = page.get_by_test_id("search-option")
    expect(options.filter(has_text=re.compile(re.escape(found))).first).to_be_visible()


def test_a_search_hit_opens_its_card_and_the_map_goes_there(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, reduced_motion="reduce").page
    field = page.locator("input[data-testid=search], [data-testid=search] input").first
    field.fill("JASM Kumamoto Fab 1")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_test_id("detail")).to_contain_text("Semiconductors")
    expect(page).to_have_url(re.compile("site=jasm-kumamoto-1"))
    where = page.evaluate("map_clustermap.getCenter()")
    assert abs(where["lat"] - 32.886) < 0.6
    assert abs(where["lng"] - 130.84) < 0.9
    assert page.evaluate("map_clustermap.getZoom()") > 7


def test_moving_through_time_fills_kumamoto_after_2021(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national, fragment="#year=2010&basis=announced").page
    kumamoto = page.locator("path[data-code='43']")
    announced = atlas.sites["announced"][atlas.sites["prefecture_code"] == "43"]
    years = announced[announced != ""].str[:4].astype(int)  # no opening date stands in for it
    counts = {}
    for year in (2015, 2020, 2024):
        page.evaluate("year => location.hash = `year=${year}&basis=announced`", year)
        counts[year] = int((years <= year).sum())
        expect(kumamoto).to_have_accessible_name(re.compile(rf", {counts[year]}\s+sites?,"))
    assert counts[2024] - counts[2020] > counts[2020] - counts[2015]
    expect(page.get_by_test_id("time-year")).to_contain_text("2024")
    undated = int((atlas.sites["announced"] == "").sum())
    expect(page.get_by_test_id("undated-count")).to_contain_text(f"{undated} without an")


def test_play_moves_the_year_and_stops(show: Callable[..., Show], national: str) -> None:
    page = show(national, fragment="#year=2018").page
    page.get_by_test_id("time-play").click()
    expect(page.get_by_test_id("time-year")).to_contain_text(re.compile("202[0-9]"))
    page.get_by_test_id("time-play").click()
    year = page.get_by_test_id("time-year").inner_text()
    page.wait_for_timeout(900)
    assert page.get_by_test_id("time-year").inner_text() == year


def test_policy_events_stand_on_the_time_axis(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national).page
    ticks = page.get_by_test_id("event-tick")
    years = {date[:4] for date in atlas.selection.events["date"]}
    assert ticks.count() == len(years)


def test_up_to_four_prefectures_are_compared_and_copied(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(
        national,
        fragment="#pins=43,40,01&area=13",
        permissions=["clipboard-read", "clipboard-write"],
    ).page
    page.get_by_test_id("pin").click()
    expect(page).to_have_url(re.compile("pins=43,40,01,13"))
    page.evaluate("location.hash = 'pins=43,40,01,13&area=27'")
    expect(page.get_by_test_id("detail")).to_contain_text("Osaka")
    expect(page.get_by_test_id("pin")).to_be_disabled()
    page.get_by_test_id("compare-open").click()
    table = page.get_by_test_id("compare")
    for name in ("Kumamoto", "Fukuoka", "Hokkaido", "Tokyo"):
        expect(table).to_contain_text(name)
    expect(table).not_to_contain_text("Osaka")
    expect(table).to_contain_text(f"{atlas.indicators['population_census']['13']:,.0f}")
    page.get_by_test_id("compare-copy").click()
    expect(page.get_by_test_id("live")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    rows = [line.split("\t") for line in copied.strip().splitlines()]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert any("Tokyo" in cell for cell in rows[0])


def test_the_tile_grid_shows_every_prefecture_and_opens_sheets(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national).page
    page.get_by_test_id("view-tiles").click()
    tiles = page.locator(".cm-tile[data-code]")
    expect(tiles).to_have_count(47)
    page.locator(".cm-tile[data-code='37']").press("Enter")
    expect(page.get_by_test_id("detail")).to_contain_text("Kagawa")


def test_the_table_has_all_areas_and_sites_sorts_and_filters(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national, fragment="#view=table").page
    table = (
        page.get_by_test_id("table")
        .get_by_role("table")
        .or_(page.locator("table[data-testid=table]"))
        .first
    )
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(47)
    table.get_by_role("button", name=re.compile("^Sites, all sectors")).click()
    first = rows.first.inner_text()
    table.get_by_role("button", name=re.compile("^Sites, all sectors")).click()
    assert rows.first.inner_text() != first
    top = atlas.prefectures.loc[atlas.indicators["sites"].idxmax(), "name_en"]
    assert top in first + rows.first.inner_text()
    page.get_by_test_id("table-sites").click()
    expect(page.get_by_test_id("table-count")).to_contain_text(str(len(atlas.sites)))
    page.locator("input[data-testid=table-filter], [data-testid=table-filter] input").first.fill(
        "rapidus"
    )
    expected = atlas.sites.apply(
        lambda row: "rapidus" in " ".join(map(str, row)).casefold(), axis=1
    ).sum()
    assert 0 < rows.count() <= expected


def test_a_link_brings_the_view_back(show: Callable[..., Show], national: str) -> None:
    page = show(national).page
    page.get_by_test_id("lang-ja").click()
    page.get_by_test_id("color-by").select_option("investment")
    page.locator("path[data-code='43']").press("Enter")
    page.get_by_role("checkbox").nth(1).check(force=True)
    expect(page).to_have_url(re.compile("lang=ja.*layers="))
    kept = page.evaluate("location.hash")
    again = show(national, fragment=kept).page
    expect(again.locator("html")).to_have_attribute("lang", "ja")
    expect(again.get_by_test_id("color-by")).to_have_value("investment")
    expect(again.get_by_test_id("detail")).to_contain_text("熊本県")
    expect(again.get_by_role("checkbox").nth(1)).to_be_checked()


@pytest.mark.parametrize(
    "fragment",
    ["#area=99&by=nothing&view=moon&year=x&in.x=1&of.status=~", "#%E0%A4%A", "#a=b&&=&pins=,,"],
)
def test_a_broken_link_opens_the_plain_map(
    show: Callable[..., Show], national: str, fragment: str
) -> None:
    opened = show(national, fragment=fragment)
    expect(opened.page.locator("path[data-code]")).to_have_count(47)
    assert opened.messages == []


def _download(page: Any, name: str) -> bytes:
    page.get_by_role("button", name="Save").first.click()
    with page.expect_download() as waiting:
        page.get_by_test_id(name).click()
    return bytes(waiting.value.path().read_bytes())


def test_svg_of_the_view_carries_title_legend_and_source(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national).page
    text = _download(page, "save-svg").decode()
    root = ET.fromstring(text)  # noqa: S314
    words = " ".join(root.itertext())
    most = f" – {atlas.indicators['sites'].max():.0f}"
    for word in ("Japan's industrial clusters", "Sites, all sectors", "Global Map", most):
        assert word in words, word
    assert "script" not in text
    # a path for each class of areas, for borders and for the parts of rings
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) >= 20


def test_png_of_the_view_is_a_picture(show: Callable[..., Show], national: str) -> None:
    data = _download(show(national).page, "save-png")
    assert data.startswith(b"\x89PNG\r\n")
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert width >= 1000
    assert height >= 600


def test_csv_holds_what_is_shown(show: Callable[..., Show], national: str, atlas: Atlas) -> None:
    data = _download(show(national).page, "save-csv")
    assert data.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 48
    assert any("Sites, all sectors" in cell for cell in rows[0])
    kumamoto = next(row for row in rows if "Kumamoto" in row)
    assert str(int(atlas.indicators["sites"]["43"])) in kumamoto


def test_it_prints_to_one_page(show: Callable[..., Show], national: str) -> None:
    page = show(national).page
    pdf = page.pdf(format="A4", landscape=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_small_frames_are_a_map_without_the_panel(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national, fragment="#embed", size=(600, 420)).page
    expect(page.get_by_test_id("sectors")).to_be_hidden()
    expect(page.locator("path[data-code]")).to_have_count(47)
    expect(page.get_by_test_id("credits")).to_be_visible()
    most = f" – {atlas.indicators['sites'].max():.0f}"
    expect(page.get_by_text(most).locator("visible=true").first).to_be_visible()


def test_okinawa_is_reached_at_once(show: Callable[..., Show], national: str) -> None:
    page = show(national, reduced_motion="reduce").page
    page.get_by_test_id("okinawa").click()
    where = page.evaluate("map_clustermap.getCenter()")
    assert 24 < where["lat"] < 28
    assert 122 < where["lng"] < 131


def test_sites_at_one_place_are_told_apart(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    places = atlas.sites.groupby(["lon", "lat"]).size()
    lon, lat = places.idxmax()
    assert places.max() > 1
    together = atlas.sites[(atlas.sites["lon"] == lon) & (atlas.sites["lat"] == lat)]
    page = show(national, fragment=f"#at={lat},{lon},11", reduced_motion="reduce").page
    page.wait_for_timeout(400)
    box = page.locator(".leaflet-container").first.bounding_box()
    at = page.evaluate(f"map_clustermap.latLngToContainerPoint([{lat}, {lon}])")
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    detail = page.get_by_test_id("detail")
    for name in together["name_en"]:
        expect(detail).to_contain_text(name)
