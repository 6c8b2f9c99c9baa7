"""A page with 20,000 sites: counts, groups, filters, cards, search and table tell the truth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import clustermap as cm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

N = 20_000
HOSTILE = "<img src=x onerror=\"document.title='owned'\"></script><b>&amp;"
SECTORS = ("ai", "semiconductor", "shipbuilding", "bio", "aerospace")
CITIES = {  # longitude, latitude, spread in degrees
    "Tokyo": (139.76, 35.68, 0.2), "Osaka": (135.5, 34.7, 0.15), "Fukuoka": (130.42, 33.59, 0.1),
    "Sapporo": (141.35, 43.06, 0.1),
}  # fmt: skip
#: Two sites far from all others: one alone, and some at exactly one place.
LONE = (143.0, 42.6)
CROWDED = (132.0, 34.9)


def synthetic() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    which = rng.integers(0, len(CITIES), N)
    city = np.array(list(CITIES.values()))[which]
    frame = pd.DataFrame({
        "id": [f"S{k:05}" for k in range(N)],
        "name": [f"Works {k} {list(CITIES)[c]}" for k, c in enumerate(which)],
        "sector": rng.choice(SECTORS, N, p=[0.4, 0.3, 0.15, 0.1, 0.05]),
        "status": rng.choice(["operating", "planned"], N, p=[0.9, 0.1]),
        "opened": rng.integers(1980, 2026, N).astype(str),
        "lon": (city[:, 0] + rng.normal(0, 1, N) * city[:, 2]).round(6),
        "lat": (city[:, 1] + rng.normal(0, 1, N) * city[:, 2]).round(6),
    })  # fmt: skip
    frame.loc[rng.random(N) < 0.05, "opened"] = ""
    frame.loc[0, ["name", "lon", "lat", "sector"]] = [HOSTILE, *LONE, "bio"]
    frame.loc[1:9, ["lon", "lat"]] = CROWDED
    return frame


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return synthetic()


@pytest.fixture(scope="module")
def html(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("many") / "many.parquet"
    frame.to_parquet(file, index=False)
    return cm.load(sites=file, sites_only=True, lenient=True).map(title="Many").html


@pytest.fixture
def many(html: str, show: Callable[..., Any]) -> Callable[..., Page]:
    def opened(fragment: str = "", **more: Any) -> Page:
        made = show(html, fragment=fragment, **more)
        page: Page = made.page
        page.wait_for_selector(
            ".cm-ready [data-testid=crowd-list]", state="attached", timeout=20_000
        )
        assert made.messages == []
        assert made.requests == []
        return page

    return opened


def chips(page: Page) -> dict[str, int]:
    return {
        chip.get_attribute("data-sector") or "": number(chip.locator(".cm-count").inner_text())
        for chip in page.get_by_test_id("sector-chip").all()
    }


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def groups(page: Page) -> list[str]:
    """What the keyboard reads of the groups and sites in the view, one by one."""
    crowd = page.get_by_test_id("crowd-list")
    crowd.focus()
    found = []
    option = crowd.get_by_role("option")
    for _ in range(int(option.get_attribute("aria-setsize") or 0)):
        found.append(option.inner_text())
        crowd.press("ArrowRight")
    return found


def total(page: Page) -> int:
    sites = (re.match(r"([\d,]+) sites?,", text) for text in groups(page))
    return sum(number(one.group(1)) if one else 1 for one in sites)


def layer_count(page: Page) -> int:
    row = page.locator(".cm-layer").filter(has=page.locator("[data-layer=sites]"))
    return number(row.locator(".cm-count").inner_text())


def test_counts_are_those_of_the_table(many: Callable[..., Page], frame: pd.DataFrame) -> None:
    page = many()
    assert chips(page) == frame["sector"].value_counts().to_dict()
    assert layer_count(page) == N
    note = page.get_by_test_id("crowd-note").first.inner_text()
    assert "20,000 sites" in note
    assert "0.8 m" in note


def test_counts_follow_sector_and_year(many: Callable[..., Page], frame: pd.DataFrame) -> None:
    page = many("#year=2000&basis=opened")
    year = pd.to_numeric(frame["opened"])
    by_then = frame[(year <= 2000) & (frame["status"] != "planned")]
    assert chips(page) == by_then["sector"].value_counts().to_dict()
    page.locator("[data-sector=ai]").click()
    kept = by_then[by_then["sector"] == "ai"]
    assert layer_count(page) == len(kept)
    assert f"{len(kept):,}" in page.locator(".cm-time-sentence").inner_text()
    # without a year: counted apart, as is what is still planned
    ai = frame[frame["sector"] == "ai"]
    planned = ai["status"] == "planned"
    undated = (pd.to_numeric(ai["opened"]).isna() & ~planned).sum()
    assert number(page.get_by_test_id("undated-count").inner_text().split()[0]) == undated
    assert number(page.get_by_test_id("coming-count").inner_text().split()[0]) == planned.sum()
    page.get_by_test_id("time-all").click()
    assert layer_count(page) == len(ai)


def test_facets_of_packed_sites_count_and_filter(
    many: Callable[..., Page], frame: pd.DataFrame
) -> None:
    page = many("#in.status=planned&in.region=hokkaido")
    north = frame[frame["lat"] > 41.3]
    kept = north[north["status"] == "planned"]
    assert layer_count(page) == len(kept)
    assert chips(page) == {
        sector: int((kept["sector"] == sector).sum()) for sector in frame["sector"].unique()
    }
    page.get_by_test_id("more-filters").click()
    page.locator("[data-facet=status] summary").click()
    for status, n in north["status"].value_counts().items():
        choice = page.locator(f"[data-facet=status] [data-choice='{status}'] .cm-count")
        assert number(choice.inner_text()) == n


def test_the_map_s_values_follow_the_filter(many: Callable[..., Page], frame: pd.DataFrame) -> None:
    page = many("#sectors=bio&area=01")
    near = frame[(frame["lat"] > 41.3) & (frame["sector"] == "bio")]
    value = page.locator(".cm-headline-value").inner_text()
    assert number(value) == len(near)
    assert page.get_by_role("heading", name=f"{len(near):,} sites", exact=True).count() == 1


@pytest.mark.parametrize("zoom", [4, 5, 6])
def test_the_numbers_on_the_map_add_up(
    many: Callable[..., Page], frame: pd.DataFrame, zoom: int
) -> None:
    page = many(f"#at=37,137,{zoom}", size=(2400, 1900))
    assert total(page) == N
    page.locator("[data-sector=semiconductor]").click()
    assert total(page) == (frame["sector"] == "semiconductor").sum()


def test_a_site_alone_opens_its_card_and_its_text_is_no_markup(many: Callable[..., Page]) -> None:
    page = many(f"#at={LONE[1]},{LONE[0]},14")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    assert HOSTILE in page.get_by_test_id("tooltip").inner_text()
    page.mouse.click(*middle)
    card = page.get_by_test_id("detail")
    assert card.locator("h2").inner_text() == HOSTILE
    facts = card.inner_text()
    assert "S00000" in facts
    assert "Hokkaido" in facts
    assert "Bio" in facts
    assert page.title() == "Many"
    assert page.locator("img[src=x]").count() == 0
    page.wait_for_timeout(400)
    assert re.search(r"site=\d+", page.evaluate("location.hash"))


def test_a_group_comes_apart_and_one_place_is_listed(many: Callable[..., Page]) -> None:
    page = many(f"#at={CROWDED[1]},{CROWDED[0]},9")
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    assert "9 sites" in page.get_by_test_id("tooltip").inner_text()
    page.mouse.click(*middle)
    # zooming takes nothing apart here
    card = page.get_by_test_id("detail")
    expect(card).to_contain_text("9 sites near here")
    rows = card.get_by_test_id("site-row")
    assert sorted(int(re.findall(r"Works (\d+)", text)[0]) for text in rows.all_inner_texts()) == [
        *range(1, 10)
    ]
    page.get_by_test_id("detail-close").click()
    # Tokyo's does come apart
    page.evaluate("location.hash = '#at=35.68,139.76,6'")
    page.wait_for_timeout(400)
    first = groups(page)[0]
    assert re.match(r"[\d,]{5,} sites", first)
    page.get_by_test_id("crowd-list").press("Home")
    page.get_by_test_id("crowd-list").press("Enter")
    page.wait_for_timeout(1500)
    assert float(page.evaluate("location.hash").rsplit(",", 1)[1]) >= 7
    assert page.get_by_test_id("detail").is_hidden()


def test_names_are_searched_in_the_worker(many: Callable[..., Page]) -> None:
    page = many()
    page.get_by_test_id("search").fill("works 12345")
    option = page.locator("[data-testid=search-option][data-kind=site]")
    option.first.wait_for()
    assert "Works 12345 " in option.first.inner_text()
    option.first.click()
    assert "Works 12345 " in page.get_by_test_id("detail").locator("h2").inner_text()
    page.get_by_test_id("search").fill("S00777")
    option.first.wait_for()
    assert "Works 777 " in option.first.inner_text()


def test_the_table_lists_what_the_map_shows_and_says_how_many(many: Callable[..., Page]) -> None:
    page = many("#view=table&rows=sites&at=35.68,139.76,6")
    part = page.get_by_test_id("table-part").inner_text()
    shown, of = (number(one) for one in re.findall(r"[\d,]+", part))
    assert shown == 1000 < of < N
    assert page.locator(".cm-table tbody tr").count() == 250
    page.get_by_test_id("table-filter").fill("works")
    assert number(page.get_by_test_id("table-count").inner_text()) == 1000
    first = page.locator(".cm-table tbody tr").first
    assert re.search(r"Works \d+", first.inner_text())
    with page.expect_download() as download:
        page.get_by_test_id("save-menu").click()
        page.get_by_test_id("save-csv").click()
    assert len(download.value.path().read_text().splitlines()) == 1001
    assert part in (page.get_by_test_id("live").text_content() or "")


def test_pictures_hold_the_groups(many: Callable[..., Page]) -> None:
    page = many("#at=37,137,5")
    with page.expect_download() as download:
        page.get_by_test_id("save-menu").click()
        page.get_by_test_id("save-svg").click()
    svg = download.value.path().read_text()
    assert len(re.findall(r">\d[\d.]*k<", svg)) >= 3


@pytest.mark.parametrize("lang", ["ja", "ko"])
def test_other_languages(many: Callable[..., Page], lang: str) -> None:
    page = many(f"#lang={lang}&at=37,137,5")
    words = {"ja": "拠点 20,000 件", "ko": "거점 20,000곳"}
    assert words[lang] in page.get_by_test_id("crowd-note").first.inner_text()
    assert groups(page)[0].startswith(tuple("0123456789拠거"))


def test_it_works_in_a_notebook_s_frame_and_is_soon_ready(
    html: str, show: Callable[..., Any]
) -> None:
    from html import escape

    outer = (
        '<iframe style="width:900px;height:600px" sandbox="allow-scripts allow-downloads" '
        f'srcdoc="{escape(html)}"></iframe>'
    )
    opened = show(outer)
    inner = opened.page.frame_locator("iframe")
    inner.get_by_test_id("sector-chip").first.wait_for(timeout=10_000)
    assert opened.messages == []
    ready = opened.page.frames[1].evaluate("performance.now()")
    assert ready < 10_000
