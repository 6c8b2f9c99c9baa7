"""``clustermap register``: a firm list as it comes becomes a checked list and maps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options
from clustermap.cli.strict import StrictCommand
from clustermap.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.data.selection import Selection
    from clustermap.ingest.register.register import Register

DECISIONS = "decide.csv"
LIST, MAP = "checked.csv", "map.html"
INTERNAL = "internal"


@click.command("register", cls=StrictCommand)
@click.argument("firms", metavar="FIRMS")
@click.option(
    "-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER", help="Folder to write.",
)  # fmt: skip
@options.publishing
@options.reading
@options.context
@click.option(
    "--level", type=click.Choice(("prefecture", "municipality")),
    help="What the maps color.  [default: prefectures]",
)  # fmt: skip
@options.lang
@click.option("--title", help="Title of the maps.")
def command(
    firms: str,
    output: Path,
    lang: str,
    title: str | None,
    level: str | None,
    context: tuple[str, ...],
    **given: Any,
) -> None:
    """Check a list of FIRMS and make a public and an internal map of it.

    Places the firms by their addresses, without a network; checks corporate numbers; understands
    sectors by words or JSIC codes; finds doubles. FOLDER gets checked.csv and map.html, which may
    be published; decide.csv, with what a person must decide and why; and the folder internal with
    the list and the map that have every column. Fill in the column decision of decide.csv and run
    the command again: the decisions are applied.

    Columns that are not understood, and those whose names say that they are internal (備考, 担当,
    電話 ...), are published only with --public.

    \b
    Examples:
      clustermap register firms.xlsx -o firms
      clustermap register 企業一覧.csv -o firms --lang ja --public 資本金 --internal 従業員数
    """
    import tempfile

    from clustermap.files import write_set
    from clustermap.ingest.columns import parse_mapping
    from clustermap.ingest.files.standard_input import spooled
    from clustermap.ingest.register.cases import as_table
    from clustermap.ingest.register.register import make_register
    from clustermap.ingest.sites import ReadingOptions

    reading = ReadingOptions(
        parse_mapping(given["map_columns"]), given["encoding"], given["crs"], given["sheet"],
        given["layer"], given["coordinates"], given["public"], given["internal"],
    )  # fmt: skip
    earlier = _earlier(output)
    base = options.load(context=context, level=level).selection
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        (path,) = spooled([firms], Path(folder))
        if given["allow_remote"]:
            from clustermap.ingest.fetch import fetched

            path = fetched(path, Path(folder))
        found = make_register(reading.table(path), reading, base, earlier, lang)
    for note in found.notes:
        say(f"Note: {note}")
    files = {
        LIST: _csv(found.frame[found.columns(internal=False)]),
        DECISIONS: _csv(as_table(found.cases, lang)),
        f"{INTERNAL}/{LIST}": _csv(found.frame[found.columns(internal=True)]),
        **_maps(found, base, lang=lang, title=title, level=level),
    }
    write_set(output, files)
    _say_written(found, output)


def _earlier(output: Path) -> Sequence[Any]:
    """Return the cases of an earlier run; refuse a folder with other files of these names."""
    from clustermap.errors import OutputError
    from clustermap.ingest.register.cases import read_cases

    if (output / DECISIONS).exists():
        return read_cases(output / DECISIONS)
    for name in (LIST, MAP, f"{INTERNAL}/{LIST}", f"{INTERNAL}/{MAP}"):
        if (output / name).exists():
            raise OutputError(
                f"{output} holds a {name} already, and no {DECISIONS} of an earlier run.",
                "Name another folder with -o, or move the file away.",
            )
    return ()


def _csv(frame: Any) -> str:
    from clustermap.cli.output import as_csv

    return as_csv(frame)


def _maps(
    found: Register, base: Selection, *, lang: str, title: str | None, level: str | None
) -> dict[str, str]:
    """Return the two map pages; none where no firm has a place."""
    from clustermap.data.sites import site_columns
    from clustermap.ingest.register.cases import say as text
    from clustermap.ingest.user_data import with_only_sites
    from clustermap.maps.page.content import page_content
    from clustermap.questions.map_layer import on_level

    sites = found.mapped
    if sites.empty:
        say("Note: no firm has a place, so there is no map.")
        return {}
    title = title or text("title", lang, file=Path(found.file).stem)
    inside = text("title_internal", lang, title=title)
    pages = {}
    for name, heading, internal in ((MAP, title, False), (f"{INTERNAL}/{MAP}", inside, True)):
        every = found.columns(internal=internal)
        own = [one for one in every if one not in site_columns()]
        shown = [one for one in own if internal or one in found.published]
        if found.number_column and not internal:
            sites = sites.assign(**{found.number_column: sites["corporate_number"]})
            shown.insert(0, found.number_column)
        frame = sites[[one for one in site_columns() if one in sites] + shown]
        if internal:
            frame = frame.rename(columns={"open": text("open", lang)})
        selection = with_only_sites(base, frame, found.file, own if internal else found.published)
        homes = sorted(set(frame["prefecture_code"]) - {""})
        if len(homes) <= len(base.prefectures) / 4:
            selection = selection.select(prefecture=homes)
        content = page_content(on_level(selection, None, level), lang=lang, title=heading)
        pages[name] = content.html()
    return pages


def _say_written(found: Register, output: Path) -> None:
    from clustermap.ingest.publishing import says_internal
    from clustermap.messages import count, listed

    public = set(found.columns(internal=False))
    own = [one for one in found.columns(internal=True) if one not in public]
    say(f"Published columns of {found.file}: {listed(found.published, 40)}.")
    if own:
        by_name = [one for one in own if says_internal(one)]
        words = f" (named as internal: {listed(by_name, 40)})" if by_name else ""
        say(f"Withheld: {listed(own, 40)}{words}. --public COLUMN publishes one.")
    kinds: dict[str, int] = {}
    for case in found.open_cases:
        kinds[case.kind] = kinds.get(case.kind, 0) + 1
    parts = ", ".join(f"{kind} {number:,}" for kind, number in sorted(kinds.items()))
    say(
        f"Wrote {output}: {count(len(found.frame), 'site')}, {len(found.mapped):,} on the maps; "
        f"{count(len(found.open_cases), 'case')} to decide{f' ({parts})' if parts else ''}."
    )
    if found.open_cases:
        say(f"Fill in the last column of {output / DECISIONS}, then run the command again.")
