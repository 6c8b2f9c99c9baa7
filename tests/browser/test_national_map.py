"""The map page as a reader meets it: in Chromium, from a file, with the network cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import folium
import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from clustermap.atlas import Atlas

Show = Any


@pytest.fixture(scope="session")
def national(atlas: Atlas) -> str:
    return atlas.map().html


def _prefecture(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=re.compile(rf"^{name}, "))


def test_it_is_complete_without_a_network(show: Callable[..., Show], national: str) -> None:
    opened = show(national)
    page = opened.page
    expect(page).to_have_title("Japan's industrial clusters")
    expect(page.get_by_role("heading", level=1)).to_have_text("Japan's industrial clusters")
    areas = page.get_by_role("button", name=re.compile(r", \d+ sites, .*of 47$"))
    expect(areas).to_have_count(47)
    expect(page.get_by_test_id("credits")).to_contain_text("Global Map")
    assert opened.requests == []
    assert opened.messages == []


def test_each_prefecture_is_colored_by_its_class(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national).page
    top = atlas.indicators["sites"].idxmax()
    least = atlas.indicators["sites"].idxmin()
    names = atlas.prefectures["name_en"]
    fills = {
        code: _prefecture(page, names[code]).evaluate("e => getComputedStyle(e).fill")
        for code in (top, least)
    }
    legend = page.get_by_test_id("legend").get_by_role("listitem")
    expect(legend).to_have_count(5)
    counted = sum(int(n) for n in re.findall(r"(\d+) area", " ".join(legend.all_inner_texts())))
    assert counted == 47
    assert fills[top] != fills[least]


def test_the_reader_switches_the_indicator_and_the_legend_follows(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national).page
    page.get_by_label("Color by").first.select_option("population_census")
    label = atlas.indicators.about["population_census"]
    expect(page.get_by_test_id("color")).to_contain_text(label.source["en"])
    value = f"{atlas.indicators['population_census']['13']:,.0f}"
    expect(_prefecture(page, "Tokyo")).to_have_accessible_name(re.compile(rf"{value}.*1st of 47"))


def test_a_prefecture_opens_its_sheet_with_sites_and_sources(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national).page
    _prefecture(page, "Kumamoto").press("Enter")
    sheet = page.get_by_test_id("detail")
    expect(sheet).to_contain_text("Kumamoto")
    expect(sheet).to_contain_text("JASM Kumamoto Fab 1")
    sheet.get_by_text("JASM Kumamoto Fab 1").first.click()
    expect(sheet).to_contain_text("Japan Advanced Semiconductor Manufacturing")
    source = atlas.sites.loc["jasm-kumamoto-1", "source_url"]
    link = sheet.locator(f'.cm-source a[href="{source}"]')
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(sheet).to_contain_text("exact to about 1 km")


def test_a_site_says_how_sure_it_is_and_what_its_money_is(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    site = atlas.sites.loc["jasm-kumamoto-2"]
    page = show(national, fragment="#site=jasm-kumamoto-2").page
    sheet = page.get_by_test_id("detail")
    expect(sheet.get_by_test_id("sureness")).to_have_text(
        "Confirmed by two pages, checked 24 Nov 2026"
    )
    second = sheet.locator(f'.cm-source a[href="{site["source_url_2"]}"]')
    expect(second).to_have_attribute("rel", "noopener noreferrer")
    investments = atlas.selection.investments
    rows = investments[investments["site_id"] == site["id"]]
    items = sheet.get_by_test_id("investments").locator("li")
    expect(items).to_have_count(len(rows))
    assert (~rows["counted"]).any()  # the plan of 3 nm is told, not added up
    expect(items.filter(has_text="not in the total")).to_have_count(int((~rows["counted"]).sum()))
    expect(
        sheet.locator("dt", has_text="Investment").locator("xpath=following-sibling::dd")
    ).to_have_text(f"¥{site['investment_jpy_bn'] / 1000:g} tn")


def test_choosing_sectors_filters_the_sites(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national).page
    count = page.get_by_role("checkbox", name=re.compile(r"^Sites"))
    wanted: list[str] = []
    for sector, name in (("aerospace", "Aerospace"), ("bio", "Bio")):  # the first isolates
        page.get_by_role("button", name=re.compile(rf"^{name} \d+$")).press("Enter")
        wanted.append(sector)
        left = atlas.sites["sector"].isin(wanted).sum()
        expect(count).to_have_accessible_name(re.compile(rf"Sites.* {left}$"))
    for name in ("Aerospace", "Bio"):  # none left is all again
        page.get_by_role("button", name=re.compile(rf"^{name} \d+$")).click()
    expect(count).to_have_accessible_name(re.compile(rf"Sites.* {len(atlas.sites)}$"))


@pytest.mark.parametrize(
    ("button", "lang", "heading"),
    [("日本語", "ja", "日本の産業クラスター"), ("한국어", "ko", "일본의 산업 클러스터")],
)
def test_the_language_is_switched_in_the_page(
    show: Callable[..., Show], national: str, button: str, lang: str, heading: str
) -> None:
    page = show(national).page
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    text = page.locator("body").inner_text()
    assert not re.search(r"\b(Color by|Sectors|Layers|Special zones)\b", text)


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_the_first_language_is_the_one_asked_for(
    show: Callable[..., Show], atlas: Atlas, lang: str
) -> None:
    page = show(atlas.select(prefecture="熊本").map(lang=lang).html).page
    expect(page.locator("html")).to_have_attribute("lang", lang)
    name = atlas.prefectures.loc["43", f"name_{lang}"]
    expect(page.get_by_test_id("title")).to_contain_text(name)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (360, 640)])
def test_nothing_sticks_out_sideways(
    show: Callable[..., Show], national: str, size: tuple[int, int]
) -> None:
    page = show(national, size=size).page
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_selection_shows_the_rest_as_plain_land(show: Callable[..., Show], atlas: Atlas) -> None:
    page = show(atlas.select(region="shikoku").map().html).page
    expect(page.get_by_role("button", name=re.compile(r"of 4$"))).to_have_count(4)
    expect(_prefecture(page, "Hokkaido")).to_have_count(0)


def test_a_basemap_is_asked_for_only_when_wanted(show: Callable[..., Show], atlas: Atlas) -> None:
    opened = show(atlas.map(basemap="gsi-pale").html)
    opened.page.wait_for_selector(".leaflet-tile", state="attached")
    assert opened.requests
    assert {url.split("/")[2] for url in opened.requests} == {"cyberjapandata.gsi.go.jp"}
    expect(opened.page.get_by_test_id("credits")).to_contain_text("GSI Tiles")


def test_it_works_in_a_sandboxed_frame(show: Callable[..., Show], atlas: Atlas) -> None:
    opened = show(f"<!doctype html>{atlas.map()._repr_html_()}")
    frame = opened.page.frame_locator("iframe")
    expect(frame.get_by_role("button", name=re.compile(r"of 47$"))).to_have_count(47)
    assert opened.requests == []
    assert opened.messages == []


def test_without_scripts_there_is_a_drawing_and_a_table(
    show: Callable[..., Show], national: str
) -> None:
    page = show(national, java_script_enabled=False).page
    expect(page.get_by_role("img")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Kumamoto")).to_be_visible()


def test_folium_layers_are_drawn_and_open_their_popups(
    show: Callable[..., Show], atlas: Atlas
) -> None:
    page = atlas.select(region="kyushu").map()
    folium.Marker([32.8, 130.7], popup="<b>castle</b>", tooltip="hover").add_to(page)
    folium.Circle([33.6, 130.4], radius=20_000, popup="a ring").add_to(page)
    group = folium.FeatureGroup("my layer").add_to(page)
    folium.CircleMarker([31.6, 130.5]).add_to(group)
    folium.LayerControl(collapsed=False).add_to(page)
    opened = show(page.html)
    marker = opened.page.locator(".leaflet-marker-icon")
    expect(marker).to_have_count(1)
    marker.click(force=True)
    expect(opened.page.locator(".leaflet-popup-content b")).to_have_text("castle")
    expect(opened.page.get_by_text("my layer")).to_be_visible()
    assert opened.messages == []
    assert opened.requests == []
