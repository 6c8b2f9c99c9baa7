"""All that a web editor needs of one map, in one folder: page, pictures, data, words, snippets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from clustermap.data.credits import as_of_key
from clustermap.files import write_set
from clustermap.reports.embed import ENDINGS, SNIPPETS, page_of, snippet
from clustermap.templating import fill, trusted

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.maps.figures.figure import MapFigure


def data_frame(picture: MapFigure, lang: str) -> pd.DataFrame:
    """Return the values of a picture to hand on, each with its state, unit, year and source.

    Returns
    -------
    pandas.DataFrame
        ``code, name, indicator, value, state`` ("value", "suppressed" or "none"), ``unit, year,
        source``; one row an area.
    """
    subject = picture.subject
    if subject is None:
        return pd.DataFrame()
    names = subject.names
    frames = []
    for panel in subject.panels:
        about = panel.about
        if about is None:
            continue
        missing = np.where(panel.values.isna(), "none", "value")
        frames.append(
            pd.DataFrame(
                {
                    "code": list(names),
                    "name": list(names.values()),
                    "indicator": about.label[lang],
                    "value": panel.values.to_numpy(),
                    "state": np.where(panel.suppressed, "suppressed", missing),
                    "unit": about.unit[lang],
                    "year": about.year or as_of_key(subject.selection)[1],
                    "source": about.source_url or about.source[lang],
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def write_kit(
    folder: str | Path, html: str, picture: MapFigure, data: str | bytes = ""
) -> list[Path]:
    """Write a kit into a folder, which is made if it is not there.

    Parameters
    ----------
    folder : str or Path
    html : str
        The map page.
    picture : MapFigure
        The same map as a picture.
    data : str or bytes
        Its values as CSV, if any.

    Returns
    -------
    list of Path
        The files written: ``map.html, map.png, map.svg, map.csv, alt.txt,
        preview.html`` and ``snippets/...``.

    Raises
    ------
    OutputError
        The folder can't be made or written to.
    """
    page = page_of(html, src="map.html", picture="map.png", alternative=picture.alternative)
    # for an editor who opens the folder
    preview = fill(
        "clustermap.reports",
        "preview.html.jinja",
        lang=page.lang,
        title=page.title,
        snippet=trusted(snippet(page, "iframe")),
    )
    files: dict[str, str | bytes] = {
        "map.html": html,
        "map.png": picture.render("png", 200),
        "map.svg": picture.render("svg"),
        "alt.txt": f"{picture.alternative}\n{picture.source}\n",
        "preview.html": preview,
    }
    for kind in SNIPPETS:
        files[f"snippets/{kind}.{ENDINGS.get(kind, 'html')}"] = snippet(page, kind)
    if data:
        files["map.csv"] = data
    return write_set(folder, files)
