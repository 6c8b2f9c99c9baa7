"""Near here: a ring on the map, its sites by distance, an estimate of people and jobs."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas

Show = Any


@pytest.fixture(scope="session")
def national(atlas: Atlas) -> str:
    return atlas.map().html


def test_from_a_site_as_the_command_line_has_it(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national, fragment="#site=jasm-kumamoto-1", reduced_motion="reduce").page
    page.get_by_test_id("near").click()
    page.get_by_test_id("near-km").select_option("50")
    told = atlas.near("jasm-kumamoto-1", 50)
    card = page.get_by_test_id("detail")
    expect(card.get_by_role("heading", level=3)).to_have_text(f"{len(told.table)} sites")
    numbers = page.get_by_test_id("near-people").locator("dd").all_inner_texts()
    people, jobs = (int(re.sub(r"\D", "", text)) for text in numbers)
    # one measures on the sphere, the other on the ellipsoid; coasts on the page are simplified
    assert people == pytest.approx(told.facts["people"], rel=0.02)
    assert jobs == pytest.approx(told.facts["jobs"], rel=0.02)
    expect(page.get_by_test_id("near-people")).to_contain_text("Estimates")
    with page.expect_download() as waiting:
        page.get_by_test_id("near-csv").click()
    text = waiting.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Name"] for row in rows[:3]] == told.table["name_en"].head(3).tolist()
    far = [float(row["Distance (km)"]) for row in rows]
    assert far == sorted(far)
    assert far[-1] == pytest.approx(told.table["km"].max(), abs=0.3)
    expect(page).to_have_url(re.compile("near="))
    assert page.evaluate("map_clustermap.getZoom()") > 7


def test_filters_narrow_what_is_near(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    page = show(national, fragment="#near=32.886,130.842,100&sectors=bio").page
    found = atlas.select(sector="bio").near("32.886,130.842", 100)
    heading = page.get_by_test_id("detail").get_by_role("heading", level=3)
    expect(heading).to_have_text(f"{len(found.table)} sites")
    page.get_by_test_id("sectors-all").click()
    expect(heading).to_have_text(f"{len(atlas.near('32.886,130.842', 100).table)} sites")


def test_the_right_button_asks_about_a_point(show: Callable[..., Show], national: str) -> None:
    opened = show(national, reduced_motion="reduce")
    page = opened.page
    page.wait_for_timeout(300)
    at = page.evaluate("map_clustermap.latLngToContainerPoint([36.2, 138.5])")
    box = page.locator(".leaflet-container").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"], button="right")
    expect(page.get_by_test_id("detail")).to_contain_text("Near here")
    expect(page).to_have_url(re.compile(r"near=36\.\d+%2C138\.\d+%2C30"))
    assert opened.messages == []


def test_of_a_part_of_japan_it_says_whose_people_it_counts(
    show: Callable[..., Show], atlas: Atlas
) -> None:
    page = show(atlas.select(prefecture="43").map().html, fragment="#near=33.0,130.9,50").page
    expect(page.get_by_test_id("near-people")).to_contain_text("Only municipalities of this map")


def test_a_municipality_is_measured_from_its_office_as_by_the_command(
    show: Callable[..., Show], national: str, atlas: Atlas
) -> None:
    told = atlas.near("kikuyo", 30)
    page = show(national, fragment="#town=43404", reduced_motion="reduce").page
    page.get_by_test_id("near").click()
    card = page.get_by_test_id("detail")
    expect(card).to_contain_text("Measured from the municipal office.")
    lat, lon = map(float, page.url.split("near=")[1].split("%2C")[:2])
    assert (lon, lat) == pytest.approx((told.facts["lon"], told.facts["lat"]), abs=6e-5)
    listed = card.locator("[data-testid=site-list] li, .cm-site-list li").all_inner_texts()
    near = told.table.iloc[0]
    assert near["name_en"] in listed[0]
    assert f"{near['km']:.1f}" in listed[0]
