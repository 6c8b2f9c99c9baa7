"""Text from data is shown as typed and never runs, whatever it is and wherever it stands."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

import clustermap as cm
from clustermap.maps.page.reading import page_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas

RUN = "window.__ran=(window.__ran||0)+1"
HOSTILE = (
    f"<img src=x onerror={RUN}>",
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<svg onload={RUN}>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<a href='javascript:{RUN}'>link</a>",
    f"javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"<style>@import'//example.invalid'</style><b onmouseover={RUN}>x</b>",
    f"<details open ontoggle={RUN}>",
    f"<math><mi xlink:href='javascript:{RUN}'>x",
    f"${{{RUN}}}",
    f"`${{{RUN}}}`",
    "{{ 7*191 }}",
    "{% for i in range(3) %}x{% endfor %}",
    "{# gone #}",
    "{{",
    "{%",
    "C:\\20190221\\new\\u0041",
    "a\u2028b\u2029c",
    "\u202egnp.exe\u202c",
    "zero\u200bwidth\u200e",
    "'\"`\\ &amp; &lt; <!-- -->",
    "]]><!--",
    "constructor",
    "__proto__",
    "toString",
    '=HYPERLINK("http://example.invalid")',
    "x" * 20_000,
    "𠮷野家 ①㈱ 髙﨑 Ａ１ ﾊﾝｶｸ 한글 🗾",
)
assert len(HOSTILE) >= 25


@pytest.fixture(scope="module")
def hostile_page(atlas: Atlas) -> str:
    """A map in which every text field of sites, zones, clusters and events is hostile."""
    data = atlas.selection

    def spread(frame: Any, columns: tuple[str, ...]) -> Any:
        changed = frame.copy()
        for shift, column in enumerate(columns):
            changed[column] = [HOSTILE[(at + shift) % len(HOSTILE)] for at in range(len(frame))]
        return changed

    sites = data.sites[data.sites["prefecture_code"] == "43"]
    names = ("name_en", "name_ja", "name_ko")
    more = ("operator_en", "operator_ja", "municipality_ja", "evidence", "source_url")
    sites = spread(sites, (*names, *more))
    sites = spread(sites, ("segment", "status", "position", "announced"))
    for column in HOSTILE:
        sites[column] = [HOSTILE[at % len(HOSTILE)] for at in range(len(sites))]
    changed = dataclasses.replace(
        data,
        sites=sites,
        zones=spread(
            data.zones, (*names, "programme_note_en", "source_url", "designated", "scheme")
        ),
        clusters=spread(
            data.clusters, (*names, "lead_body_en", "lead_body_ja", "source_url", "kind")
        ),
        zone_places=spread(data.zone_places, ("name_en", "name_ja")),
        events=spread(data.events, ("title_en", "title_ja", "title_ko", "kind", "source_url")),
        prefectures=spread(data.prefectures, names),
    )
    return cm.Atlas(changed).map(title=HOSTILE[2]).html


@pytest.fixture
def opened(show: Callable[..., Any], hostile_page: str) -> Any:
    return show(hostile_page)


def _nothing_ran(opened: Any) -> None:
    page = opened.page
    page.wait_for_timeout(150)
    assert page.evaluate("window.__ran") is None
    assert opened.requests == []
    assert [text for text in opened.messages if "Security" in text or "Error" in text] == []
    for frame in page.frames:
        assert frame.evaluate("window.__ran") is None
    assert page.locator("#clustermap :is(img[src=x], iframe, script, style, math)").count() == 0


def test_loading_runs_nothing_and_shows_the_title_as_typed(opened: Any) -> None:
    expect(opened.page.get_by_test_id("title")).to_contain_text(HOSTILE[2])
    assert opened.page.title() == HOSTILE[2]
    _nothing_ran(opened)


@pytest.mark.parametrize("lang", ["en", "ja", "ko"])
def test_every_sheet_and_card_shows_names_as_typed(opened: Any, lang: str) -> None:
    page = opened.page
    page.get_by_test_id(f"lang-{lang}").click()
    page.evaluate("location.hash = 'area=43'")
    sheet = page.get_by_test_id("detail")
    expect(sheet).to_be_visible()
    for site in page_table(opened.page.content(), "sites")["id"][:31]:
        page.evaluate("id => location.hash = 'site=' + encodeURIComponent(id)", site)
        page.wait_for_timeout(20)
    _nothing_ran(opened)
    assert "1337" not in sheet.inner_text()


def test_cards_show_each_string_exactly(opened: Any) -> None:
    page = opened.page
    told = page_table(page.content(), "sites")[["id", "name_en"]].to_numpy().tolist()
    seen = set()
    for site, name in told:
        # The event comes after the assignment: read too soon, the card is the one before.
        page.evaluate(
            "id => new Promise(done => { addEventListener('hashchange', done, { once: true });"
            "location.hash = 'site=' + encodeURIComponent(id) })",
            site,
        )
        heading = page.get_by_test_id("detail").get_by_role("heading", level=2).first
        shown = heading.evaluate("e => e.textContent")
        for typed in shown.splitlines() or [shown]:
            assert "1337" not in typed
        assert _visible(name)[:200] in _visible(shown), (name[:80], shown[:80])
        seen.add(name)
    assert seen == set(HOSTILE)


def _visible(text: str) -> str:
    """Line breaks and control letters may be shown in another way; letters may not."""
    unseen = "\u2028\u2029\u202e\u202c\u200b\u200e\u2068\u2069\u00ad"
    return "".join(letter for letter in text if letter not in unseen and not letter.isspace())


def test_hovering_searching_layers_tables_and_time_run_nothing(opened: Any) -> None:
    page = opened.page
    for box in page.get_by_role("checkbox").all():
        box.check(force=True)
    areas = page.locator("path[role=button], [role=button][data-code]")
    for at in range(0, 47, 6):
        areas.nth(at).hover(force=True)
    field = page.get_by_role("combobox").first
    for text in ("<img", "script", "{{", "x", "__proto__", "constructor", "$"):
        field.fill(text)
        page.wait_for_timeout(60)
    field.fill("")
    page.get_by_test_id("view-tiles").click()
    _nothing_ran(opened)
    page.get_by_test_id("view-table").click()
    page.get_by_role("button", name="Sites", exact=True).last.click()
    _nothing_ran(opened)


def test_links_lead_only_to_web_pages(opened: Any) -> None:
    page = opened.page
    page.evaluate("location.hash = 'area=43'")
    page.wait_for_timeout(100)
    links = page.locator("#clustermap a[href]").all()
    assert links
    for link in links:
        address = link.get_attribute("href") or ""
        assert address.startswith(("http://", "https://", "mailto:", "#")), address
        if not address.startswith("#"):
            assert link.get_attribute("rel") == "noopener noreferrer"
