"""``clustermap compare``: prefectures side by side."""

from __future__ import annotations

from typing import Any

import click

from clustermap.cli import options


@click.command("compare")
@click.argument(
    "prefectures",
    nargs=-1,
    required=True,
    metavar="PREF PREF [PREF ...]",
    shell_complete=options.complete_prefectures,
)
@options.table_output
@options.kinds
@options.own
@options.lang
@click.option("--all", "everything", is_flag=True, help="Print all indicators, not the main ones.")
def command(
    prefectures: tuple[str, ...],
    output: str | None,
    form: str | None,
    lang: str,
    *,
    everything: bool,
    **kinds: Any,
) -> None:
    """Put two to ten prefectures side by side, with ranks out of 47.

    Indicators, sectors, specialization with interval, investment, zones, clusters, nearest sites
    and distances. As HTML or Markdown it is a report with the differences in plain sentences;
    as CSV, JSON, XLSX or Parquet one row a measure and prefecture.

    \b
    Examples:
      clustermap compare Kumamoto Hokkaido
      clustermap compare 熊本 大分 福岡 --lang ja -o compare.html
      clustermap compare 43 34 24 --sector semiconductor -o compare.xlsx
    """  # noqa: D301
    from clustermap.cli.output import resolve_format, write_frame, write_text

    form = resolve_format(output, form)
    found = options.load(**kinds).compare(*prefectures)
    if form == "html":
        write_text(found.html(lang), output)
    elif form == "md":
        write_text(found.markdown(lang), output)
    elif form == "table":
        title = found.document(lang).title
        words = "\n".join(f"- {sentence}" for sentence in found.sentences(lang))
        frame = found.table(lang, everything=everything)
        write_frame(frame, output, form, title=title, words=words)
    else:
        write_frame(found.rows(lang), output, form)
