"""A map colored by results, in Chromium: legend, hatching, tooltip, table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

INDICATOR = "lisa:establishments_jsic28_electronic_parts_4plus"


def legend(page: Page) -> dict[str, str]:
    rows = page.get_by_test_id("legend").first.locator("li")
    found = {}
    for row in rows.all():
        label = row.locator(".cm-legend-label").inner_text()
        found[label] = row.locator(".cm-legend-count > span[aria-hidden]").inner_text()
    return found


def hover(page: Page, code: str) -> str:
    x, y = page.evaluate(
        """code => {
          const path = document.querySelector(`.cm-areas path[data-code="${code}"]`);
          const box = path.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }""",
        code,
    )
    page.mouse.move(x, y, steps=3)
    tooltip = page.get_by_test_id("tooltip")
    tooltip.wait_for(state="visible")
    return tooltip.inner_text()


def test_clusters(atlas, show):
    opened = show(atlas.map(color_by=INDICATOR).html, fragment="#layers=")
    page = opened.page
    assert legend(page) == {
        "High among high": "3", "Low among low": "0", "High among low": "0", "Low among high": "0",
        "Not significant": "44", "Not tested": "0",
    }  # fmt: skip
    fills = page.evaluate(
        "[...document.querySelectorAll('.cm-areas path')].map(p => p.getAttribute('fill'))"
    )
    assert fills.count("#b2182b") == 3
    assert sum(fill.startswith("url(#cm-hatch") for fill in fills if fill) == 44
    assert "High among high" in hover(page, "10")  # Gunma
    assert "Not significant" in hover(page, "20")  # Nagano
    assert opened.messages == []


def test_quotients(atlas, show):
    opened = show(atlas.map(color_by="lq:semiconductor").html, fragment="#layers=&select=area:43")
    page = opened.page
    found = legend(page)
    table = atlas.stats("specialization", basis="sites").table
    rows = table.set_index(["sector", "code"]).loc["semiconductor"]
    assert found["Fewer than 3 sites"] == str((rows["few"] & rows["lq_sites"].notna()).sum())
    assert found.get("No data", "0") == str(rows["lq_sites"].isna().sum())
    iwate = hover(page, "03")
    assert f"{rows.loc['03', 'lq_sites']:.2f}" in iwate
    assert f"Interval {rows.loc['03', 'lower']:.2f}" in iwate
    assert "1st to " in iwate
    few = rows.index[rows["few"] & rows["lq_sites"].notna() & (rows.index > "08")][0]
    assert "Fewer than 3 sites" in hover(page, few)
    page.get_by_text("Table", exact=True).click()
    lines = page.locator("table tbody tr").all()
    kumamoto = next(line.inner_text() for line in lines if "Kumamoto" in line.inner_text())
    own = rows.loc["43"]
    assert f"{own['lq_sites']:.2f}" in kumamoto
    assert f"{own['rank_best']:.0f}–{own['rank_worst']:.0f}" in kumamoto
    assert opened.messages == []
