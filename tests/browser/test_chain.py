"""The value chain as a table on the page: what the command says, under the page's filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from clustermap.questions import chain

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas


def _cells(page: Any) -> list[list[str]]:
    rows = page.get_by_test_id("table").locator("tbody tr")
    return rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")


@pytest.mark.parametrize(
    ("select", "sector", "lang"),
    [
        ({}, "semiconductor", "en"),
        ({"region": "kyushu"}, "bio", "ja"),
        ({"prefecture": "kumamoto"}, "semiconductor", "ko"),
    ],
)
def test_the_page_s_chain_is_the_command_s(
    show: Callable[..., Any], atlas: Atlas, select: dict[str, str], sector: str, lang: str
) -> None:
    chosen = atlas.select(**select) if select else atlas
    told = chain.ask(chosen.selection, chain.Options(sector=sector, lang=lang))
    page = show(
        chosen.map(lang=lang).html, fragment=f"#view=table&rows=chain&sectors={sector}"
    ).page
    steps = told.table.drop_duplicates("step")
    grid = told.table.pivot_table(index="step", columns="code", values="sites", sort=False)
    cells = _cells(page)
    assert [row[0] for row in cells] == steps["step_name"].tolist()
    for row, (_, counts) in zip(cells, grid.iterrows(), strict=True):
        numbers = [int(n) for n in counts] if len(counts) > 1 else []
        shown = [0 if cell == "–" else int(cell) for cell in row[1 : 2 + len(numbers)]]
        assert shown == [int(counts.sum()), *numbers], row[0]
    # gaps and single sites are said in the same words
    notes = page.get_by_test_id("table-notes").inner_text()
    reading = told.read(lang)
    assert reading.sentences[-1] in notes
    gaps = [row[0] for row in cells if row[1] == "–"]
    assert all(gap in notes for gap in gaps)


def test_a_single_site_leads_to_its_card_and_filters_hold(
    show: Callable[..., Any], atlas: Atlas
) -> None:
    html = atlas.select(region="kyushu").map().html
    page = show(html, fragment="#view=table&rows=chain&sectors=bio").page
    single = page.get_by_test_id("table").locator("td .cm-cell-link").first
    name = single.inner_text()
    single.click()
    expect(page.get_by_test_id("detail")).to_contain_text(name)
    page.get_by_test_id("chain-sector").select_option("semiconductor")
    before = [row[1] for row in _cells(page)]
    page.evaluate("location.hash += '&since=2021'")
    expect(page.get_by_test_id("table").locator("tbody")).to_be_visible()
    page.wait_for_timeout(300)
    assert before != [row[1] for row in _cells(page)]
