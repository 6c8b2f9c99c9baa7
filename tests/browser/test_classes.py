"""Classes as a reader makes them: breaks typed on the page, a histogram, counts named by filters."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas


@pytest.fixture(scope="module")
def national(atlas: Atlas) -> str:
    return atlas.map(level="prefecture").html


def _labels(page: Any) -> list[str]:
    return page.get_by_test_id("legend").last.locator(".cm-legend-label").all_inner_texts()


def test_breaks_are_typed_kept_in_the_address_and_undone(
    show: Callable[..., Any], national: str
) -> None:
    page = show(national).page
    before = _labels(page)
    page.get_by_test_id("class-method").select_option("hand")
    # one begins with the breaks that are there
    assert [label for label in _labels(page) if label != "0"] == before
    field = page.get_by_test_id("breaks")
    field.fill("0, 5, 10, 50")
    field.press("Enter")
    expect(page.get_by_test_id("legend").last).to_contain_text("11 – 50")
    assert _labels(page) == ["11 – 50", "6 – 10", "1 – 5", "0"]
    assert "breaks=sites~0,5,10,50" in page.url
    field = page.get_by_test_id("breaks")
    field.fill("10, 5")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        "Give ascending numbers with commas between, such as 0, 5, 10, 50."
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    assert _labels(page) == ["11 – 50", "6 – 10", "1 – 5", "0"]
    page.wait_for_timeout(1100)
    again = show(national, fragment=page.url[page.url.index("#") :]).page
    assert _labels(again) == ["11 – 50", "6 – 10", "1 – 5", "0"]


def test_the_histogram_has_every_value_in_its_class(
    show: Callable[..., Any], national: str
) -> None:
    page = show(national).page
    bars = page.get_by_test_id("histogram").first.locator("rect")
    shown = bars.evaluate_all(
        "found => found.map(one => [one.getAttribute('fill'), Number(one.getAttribute('height'))])"
    )
    rows = page.get_by_test_id("legend").last.locator("li")
    counts = dict(
        rows.evaluate_all(
            """found => found.map(row => [row.querySelector("rect").getAttribute("fill"),
                 Number(row.querySelector(".cm-legend-count [aria-hidden]").textContent)])"""
        )
    )
    assert sum(counts.values()) == 47
    sums: dict[str, float] = {}
    for fill, height in shown:
        sums[fill] = sums.get(fill, 0.0) + height
    # heights are in one proportion to numbers of prefectures
    one = sum(sums.values()) / 47
    assert {fill: round(total / one) for fill, total in sums.items()} == counts


def test_filtered_counts_are_named_by_their_filter(
    show: Callable[..., Any], national: str, tmp_path: Path
) -> None:
    page = show(
        national, fragment="#sectors=bio&since=2021", reduced_motion="reduce", accept_downloads=True
    ).page
    words = ("Bio", "opened since 2021")
    label = page.get_by_test_id("color-by").locator("option:checked").inner_text()
    assert all(word in label for word in words)
    page.locator("path[data-code='01']").hover()
    expect(page.locator(".cm-tooltip")).to_contain_text(label)
    page.get_by_test_id("save-menu").click()
    with page.expect_download() as saved:
        page.get_by_test_id("save-svg").click()
    saved.value.save_as(tmp_path / "map.svg")
    drawn = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert all(word in drawn for word in words)
    page.get_by_test_id("save-menu").click()
    with page.expect_download() as saved:
        page.get_by_test_id("save-csv").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    head = next(csv.reader(io.StringIO(text)))
    assert any(label in column for column in head)


def test_a_prefecture_s_table_has_its_municipalities(
    show: Callable[..., Any], atlas: Atlas
) -> None:
    chosen = atlas.select(prefecture="kumamoto")
    page = show(chosen.map().html, fragment="#view=table").page
    names = page.get_by_test_id("table").locator("tbody th").all_inner_texts()
    assert {"Koshi", "Kikuyo", "Ozu"} <= {name.split(",")[0] for name in names}
    page.get_by_test_id("table").get_by_role("button", name="Kikuyo").click()
    expect(page.get_by_test_id("detail")).to_contain_text("Kikuyo")
