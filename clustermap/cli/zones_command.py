"""``clustermap zones``: special zones and the sites inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.analysis.frames import each
from clustermap.cli import options

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.atlas import Atlas


@click.group("zones", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List special zones, or show the sites inside one.

    \b
    Examples:
      clustermap zones
      clustermap zones list --prefecture Fukuoka --lang ja
      clustermap zones show ns_kansai --sector bio
    """  # noqa: D301
    if ctx.invoked_subcommand is None:
        ctx.invoke(listing)


def _label(lang: str) -> Any:
    from clustermap.reports import wording

    return lambda key, **values: wording.say("zones", key, lang, **values)


@command.command("list")
@options.table_output
@options.selection
@options.own
@options.lang
@click.option("--scheme", help="national_strategic, comprehensive_regional, kizuna ... or a label.")
def listing(
    output: str | None = None,
    form: str | None = None,
    lang: str = "en",
    scheme: str | None = None,
    **selection: Any,
) -> None:
    """List the special zones by scheme, with the number of sites inside.

    Counts are of the sites selected. Zones whose extent is not known have none, not zero; zones
    without a site of their focus sector are named.

    \b
    Examples:
      clustermap zones list
      clustermap zones list --scheme national_strategic --format csv
      clustermap zones list --region kyushu --sector semiconductor
    """  # noqa: D301
    from clustermap.cli.output import resolve_format, write_frame

    form = resolve_format(output, form)
    atlas = options.load(**selection)
    found = atlas.zone_table(scheme=scheme)
    label = _label(lang)
    if form not in {"table", "md", "html"}:
        write_frame(found, output, form)
        return
    shown = _to_read(found, lang).rename(columns=label)
    words = "\n".join(_notes(atlas, found, lang))
    write_frame(shown, output, form, title=label("title"), words=words)


def _to_read(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    import pandas as pd

    from clustermap import locales

    sector = locales.load(lang)["sector"]
    return pd.DataFrame(
        {
            "id": found["id"],
            "name": found[f"name_{lang}"],
            "scheme": [locales.text("scheme", one, lang) for one in found["scheme"]],
            "focus": [
                ", ".join(sector.get(one, one) for one in many) for many in found["focus_sectors"]
            ],
            "extent": [locales.text("extent", one, lang) for one in found["extent"]],
            "designated": found["designated"],
            "ended": found["ended"],
            "sites": found["sites"],
            "focus_sites": found["focus_sites"],
        }
    )


def _notes(atlas: Atlas, found: pd.DataFrame, lang: str) -> list[str]:
    from clustermap.reports import wording

    label = _label(lang)
    names = found.set_index("id")[f"name_{lang}"]
    notes = []
    empty = atlas.unfilled_zones()
    empty = empty[empty["zone"].isin(names.index)]
    if len(empty):
        told = [
            label(
                "unfilled_one", zone=names[row.zone], sector=wording.sector_inside(row.sector, lang)
            )
            for row in each(empty)
        ]
        notes.append(label("unfilled", list=wording.listed(told, lang)))
    unknown = list(found.loc[found["extent"] == "unknown", f"name_{lang}"])
    if unknown:
        notes.append(label("unknown", list=wording.listed(unknown, lang)))
    if (found["extent"] == "plots").any():
        notes.append(label("plots"))
    return notes


@command.command()
@click.argument("zone", metavar="ID")
@options.table_output
@options.kinds
@options.own
@options.lang
def show(zone: str, output: str | None, form: str | None, lang: str, **kinds: Any) -> None:
    """Show what is known of the zone ID (or name), and the sites inside it.

    A site is inside by its prefecture, by its municipality (wards of a designated city count as
    the city), or by the zone's polygon where there is one.

    \b
    Examples:
      clustermap zones show kz_miyagi_kumamoto
      clustermap zones show ci_aerospace --sector aerospace -o aerospace.csv
    """  # noqa: D301
    from clustermap import locales
    from clustermap.cli.output import resolve_format, write_frame
    from clustermap.cli.terminal import say

    form = resolve_format(output, form)
    atlas = options.load(**kinds)
    row = atlas.zone(zone)
    found = atlas.zone_sites(str(row["id"]))
    label, name = _label(lang), str(row[f"name_{lang}"])
    extent = atlas.zone_table().set_index("id").loc[row["id"], "extent"]
    for key, value in (
        ("name", name), ("scheme", locales.text("scheme", row["scheme"], lang)),
        ("focus", ", ".join(locales.text("sector", one, lang) for one in row["focus_sectors"])),
        ("extent", locales.text("extent", extent, lang)), ("designated", row["designated"]),
        ("ended", row["ended"]),
    ):  # fmt: skip
        if value:
            say(f"{label(key)}: {value}")
    say(f"{row['programme_note_en']}\n{row['source_url']}")
    if extent == "unknown":
        say(label("unknown_one", name=name))
    elif found.empty:
        say(label("no_sites", name=name))
    if extent == "plots":
        say(label("plots"))
    if form in {"table", "md", "html"} and len(found):
        found = _sites_to_read(found, lang).rename(columns=label)
    if len(found) or form not in {"table", "md", "html"}:
        write_frame(found, output, form, title=label("title_one", name=name))


def _sites_to_read(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    import pandas as pd

    from clustermap import locales

    return pd.DataFrame(
        {
            "site": found[f"name_{lang}"],
            "sector": [locales.text("sector", one, lang) for one in found["sector"]],
            "place": found["municipality_ja"],
            "by": [locales.text("inside", one, lang) for one in found["by"]],
            "in_focus": ["●" if focus else "" for focus in found["focus"]],
        }
    )
