"""``clustermap rank``: the prefectures by one indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clustermap.cli import options

if TYPE_CHECKING:
    import pandas as pd


@click.command("rank")
@click.argument("indicator")
@options.table_output
@options.selection
@options.own
@options.lang
@click.option("--ascending", is_flag=True, help="Rank 1 for the smallest value.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the ranges of ranks.")
def command(
    indicator: str,
    output: str | None,
    form: str | None,
    lang: str,
    seed: int,
    *,
    ascending: bool,
    **selection: Any,
) -> None:
    """Rank the prefectures by an INDICATOR, out of 47.

    Ties share a rank. Counts of sites come with the range of ranks that so few sites are in line
    with. Prefectures without data, or withheld by the publisher, are named and not ranked.

    \b
    Examples:
      clustermap rank sites
      clustermap rank investment:semiconductor --lang ja
      clustermap rank shipments_jsic30_ict_equipment_4plus -o ranking.xlsx
    """  # noqa: D301
    from clustermap.cli.output import resolve_format, write_frame

    form = resolve_format(output, form)
    atlas = options.load(**selection)
    found = atlas.rank(indicator, lang=lang, ascending=ascending, seed=seed)
    if form not in {"table", "md", "html"}:
        more: dict[str, Any] = {str(name): value for name, value in found.attrs.items()}
        write_frame(found.assign(**more), output, form)
        return
    shown, title, words = _to_read(found, atlas.nationwide.indicators.about, lang)
    write_frame(shown, output, form, title=title, words="\n".join(words))


def _to_read(
    found: pd.DataFrame, about: dict[str, Any], lang: str
) -> tuple[pd.DataFrame, str, list[str]]:
    """Return the ranking in words, its title and what to say below."""
    import pandas as pd

    from clustermap.reports import wording
    from clustermap.reports.comparison_cells import titled

    def label(key: str, **values: Any) -> str:
        return wording.say("rank", key, lang, **values)

    one = about[found.attrs["indicator"]]
    ranked = found[found["rank"].notna()]
    rows = []
    for _, row in ranked.iterrows():
        cells = {
            label("rank"): wording.rank_text(row, lang, with_range=False),
            label("prefecture"): row["prefecture"],
            label("value"): wording.amount(row["value"], one, lang),
        }
        if pd.notna(row["lower"]):
            cells[label("range")] = wording.place_range(row["lower"], row["upper"], lang)
        rows.append(cells)
    of = int(found["of"].iloc[0])
    words = [label("of", of=of)]
    if ranked["lower"].notna().any():
        words.append(label("range_note", of=of))
    for state in ("suppressed", "none"):
        names = list(found.loc[found["state"] == state, "prefecture"])
        if names:
            words.append(label(state, names=wording.listed(names, lang)))
    words += [found.attrs["note"]] if found.attrs["note"] else []
    words.append(label("source", source=found.attrs["source"]))
    return pd.DataFrame(rows), label("title", label=titled(one, lang)), words
