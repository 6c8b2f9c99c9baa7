"""``clustermap count``: points counted into areas, however many."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.question_options import asking, make_command
from clustermap.cli.terminal import progress, say
from clustermap.questions import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

#: Longer tables are cut to so many rows where they are made for reading.
MOST_SHOWN, SHOWN = 60, 30


def _run(
    *,
    files: Sequence[str],
    output: str | None,
    form: str | None,
    boundaries: tuple[str, ...],
    by: str | None,
    lang: str,
    prefecture: tuple[str, ...],
    region: tuple[str, ...],
    municipality: tuple[str, ...],
    group: tuple[str, ...],
    **given: Any,
) -> None:
    from clustermap.cli.output import resolve_format, write_answer
    from clustermap.ingest.files.standard_input import spooled

    form = resolve_format(output, form)
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        at_hand = spooled([*files, *boundaries], Path(folder))
        files, maps = at_hand[: len(files)], tuple(at_hand[len(files) :])
        loaded: dict[str, Any] = {"boundaries": maps, "exact": True} if maps else {}
        atlas = options.load(
            **loaded, level=by, prefecture=prefecture, region=region, municipality=municipality,
            group=group,
        )  # fmt: skip
        with progress("Counting") as tell:
            answer = atlas.count(files, by=by, lang=lang, progress=tell, **given)
    for words in answer.notes:
        say(words)
    if form == "table" and len(answer.table) > MOST_SHOWN:
        answer = replace(answer, table=_largest(answer.table))
    write_answer(answer, output, form, lang, title="Points by area")


def _largest(found: pd.DataFrame) -> pd.DataFrame:
    """Keep the areas with most points, and say so."""
    say(f"The {SHOWN} areas with most points of {len(found):,}; --format csv gives all.")
    return found.sort_values(["count", "code"], ascending=[False, True]).head(SHOWN)


command = make_command(
    "count", count.ask, _run, click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    options.table_output,
    click.option(
        "--boundaries", multiple=True, metavar="FILE",
        help="Map of the areas: MLIT N03 as it comes (zip), shapefile, GeoPackage ...; "
        "repeatable.  "
        "[default: the embedded prefectures]",
    ),
    asking(count.Options), options.places, options.lang,
)  # fmt: skip
