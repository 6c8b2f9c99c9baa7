"""The static map has the classes of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from clustermap.atlas import Atlas


@pytest.mark.parametrize(
    ("method", "lang"), [("quantiles", "ja"), ("natural", "ko"), ("equal", "en")]
)
def test_legends_of_page_and_picture_agree(
    atlas: Atlas, show: Callable[..., object], method: str, lang: str
) -> None:
    chosen = ["sites", "sites:bio", "sites_per_million", "investment", "population_census"]
    chosen += [name for name in atlas.indicators.about if name.startswith("lq_")][:1]
    chosen += [name for name, hidden in atlas.indicators.suppressed.any().items() if hidden][:1]
    html = atlas.map(lang=lang).html
    for name in chosen:
        opened = show(html, fragment=f"#by={name}&classes={method},5")
        rows = opened.page.locator(".cm-legend").first.locator(".cm-legend-row")
        rows.first.wait_for()
        page = [
            (
                row.locator(".cm-legend-label").inner_text(),
                row.locator("[aria-hidden=true]").last.inner_text(),
            )
            for row in rows.all()
        ]
        picture = atlas.figure(color_by=name, lang=lang, method=method, sites=False, dpi=50)
        words = [text.get_text().replace("\xa0", " ") for text in picture.figure.axes[0].texts]
        end = max(at for at, word in enumerate(words) if word.endswith(" km"))  # after insets
        start = end - 2 * len(page)
        drawn = list(zip(words[start:end:2], words[start + 1 : end : 2], strict=True))
        assert drawn == page, name
