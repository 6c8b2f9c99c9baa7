"""``stats indicators``: what the numbers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap.statistics.ground import PEOPLE, ground
from clustermap.statistics.naming import with_areas

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.atlas import Atlas


def indicators(
    atlas: Atlas, *, names: tuple[str, ...] = (), every: bool = False, lang: str = "en"
) -> pd.DataFrame:
    """Give the indicators of each prefecture selected; without names, those of the sites."""
    table = atlas.indicators
    if names:
        chosen = list(dict.fromkeys(table.find(name) for name in names))
    elif every:
        chosen = list(table.values.columns)
    else:
        usual = {"sites", "investment"}
        chosen = [one.id for one in table.about.values() if one.group in usual or one.id == PEOPLE]
    found = table.values.loc[atlas.prefectures.index, chosen].rename_axis("area")
    hidden = int(table.suppressed.loc[atlas.prefectures.index, chosen].to_numpy().sum())
    found.attrs["notes"] = (
        [f"{hidden} values are withheld by their publisher: blank here, not zero."]
        if hidden
        else []
    )
    found.attrs["explain"] = {
        name: {
            "what": f"{about.label[lang]}, {about.unit[lang]}",
            **({"year": about.year} if about.year else {}),
            "source": about.source[lang],
            **({"note": about.note[lang]} if about.note[lang] else {}),
        }
        for name in chosen
        for about in [table.about[name]]
    }
    return with_areas(found, ground(atlas, "prefecture"), lang)
