"""``clustermap peers``: the prefectures most like one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.analysis.frames import each
from clustermap.cli import options

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.analysis.comparison.peers import Peers
    from clustermap.atlas import Atlas

#: Lines about what sets a prefecture apart, below a printed table.
SHOWN = 8


@click.command("peers")
@click.argument("prefecture", metavar="PREF", shell_complete=options.complete_prefectures)
@options.table_output
@options.lang
@click.option(
    "--count", type=click.IntRange(1, 46), default=5, show_default=True, help="How many peers."
)
@click.option("--apart", is_flag=True, help="The indicators that set it apart, as the table.")
def command(
    prefecture: str, output: str | None, form: str | None, lang: str, count: int, *, apart: bool
) -> None:
    """Find the prefectures most like PREF in size and industry structure.

    The distance is in standard deviations; size (population, gross product, jobs) and structure
    (shares of industries in jobs) weigh the same. Then: in which indicators PREF lies outside the
    range of its peers.

    \b
    Examples:
      clustermap peers Kumamoto
      clustermap peers 愛媛 --count 8 --lang ja
      clustermap peers Ehime --apart --format csv
    """  # noqa: D301
    from clustermap.cli.output import resolve_format, write_frame

    form = resolve_format(output, form)
    atlas = options.load()
    found = atlas.peers(prefecture, count)
    name = atlas.prefectures.loc[found.code, f"name_{lang}"]
    label = _labels(lang)
    to_read = form in {"table", "md", "html"}
    if apart:
        frame = _apart_table(atlas, found, lang)
        write_frame(frame, output, form, title=label("apart_title", name=name))
        return
    frame = _peer_table(atlas, found, lang)
    if to_read:
        frame = frame.drop(columns="prefecture_code").rename(columns=label)
        frame = frame.map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell)
    lines = _apart_lines(atlas, found, str(name), lang)
    words = "\n".join([label("method"), "", *lines])
    write_frame(frame, output, form, title=label("title", name=name), words=words)


def _labels(lang: str) -> Any:
    from clustermap.reports import wording

    return lambda key, **values: wording.say("peers", key, lang, **values)


def _peer_table(atlas: Atlas, found: Peers, lang: str) -> pd.DataFrame:
    frame = found.distances.loc[list(found.peers)].copy()
    frame.insert(0, "prefecture", atlas.prefectures.loc[frame.index, f"name_{lang}"])
    frame.insert(0, "prefecture_code", frame.index)
    return frame


def _apart_table(atlas: Atlas, found: Peers, lang: str) -> pd.DataFrame:
    frame = found.apart.copy()
    about = atlas.nationwide.indicators.about
    frame.insert(0, "label", [about[name].label[lang] for name in frame.index])
    frame.insert(0, "indicator", frame.index)
    return frame


def _apart_lines(atlas: Atlas, found: Peers, name: str, lang: str) -> list[str]:
    """Say in which indicators a prefecture lies outside the range of its peers."""
    from clustermap.reports import wording
    from clustermap.reports.comparison_cells import titled

    label = _labels(lang)
    if found.apart.empty:
        return [label("not_apart", name=name, n=len(found.peers))]
    about = atlas.nationwide.indicators.about
    lines = [label("apart", name=name, n=len(found.peers))]
    for row in each(found.apart.head(SHOWN)):
        one = about[row.Index]
        told = {
            key: wording.amount(value, one, lang)
            for key, value in (
                ("value", row.value), ("low", row.peer_lowest), ("high", row.peer_highest),
                ("middle", row.peer_median),
            )
        }  # fmt: skip
        gap = f"{row.gap:+.1f}".replace("-", "\u2212")
        lines.append("- " + label("apart_row", label=titled(one, lang), gap=gap, **told))
    if len(found.apart) > SHOWN:
        lines.append(label("more", n=len(found.apart) - SHOWN))
    return lines
