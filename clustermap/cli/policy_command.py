"""``clustermap policy``: strategic technologies, the time line, rankings, the tax credit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from clustermap.analysis.frames import each
from clustermap.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from clustermap.atlas import Atlas

LISTS = (
    "national_strategic_6", "emerging_foundational_16", "growth_17", "us_cet_2024",
    "eu_critical_2023",
)  # fmt: skip


@click.group("policy")
def command() -> None:
    """Set sectors and sites against policy; every row names its source.

    \b
    Examples:
      clustermap policy technologies --list national_strategic_6
      clustermap policy timeline --sector shipbuilding --since 2025
      clustermap policy competitiveness
      clustermap policy credit --by zone --rate 8
    """  # noqa: D301


def _label(lang: str) -> Callable[..., str]:
    from clustermap.reports import wording

    return lambda key, **values: wording.say("policy", key, lang, **values)


def _write(
    found: pd.DataFrame,
    to_read: Callable[[], tuple[pd.DataFrame, str, list[str]]],
    output: str | None,
    form: str | None,
) -> None:
    """Write the frame as it is, or in words where people read it."""
    from clustermap.cli.output import resolve_format, write_frame

    form = resolve_format(output, form)
    if form not in {"table", "md", "html"}:
        write_frame(found, output, form)
        return
    shown, title, words = to_read()
    write_frame(shown, output, form, title=title, words="\n".join(words))


def _sectors(held: Any, lang: str) -> str:
    from clustermap import locales

    return ", ".join(locales.text("sector", sector, lang) for sector in held)


def _yen(value: float, lang: str) -> str:
    from clustermap.locales import numbers

    return "–" if math.isnan(value) else numbers.yen(value, lang)


@command.command()
@options.table_output
@options.selection
@options.lang
@click.option(
    "--list", "lists", multiple=True, type=click.Choice(LISTS), help="Only this list; repeatable."
)
def technologies(
    output: str | None, form: str | None, lang: str, lists: tuple[str, ...], **selection: Any
) -> None:
    """Cross strategic technologies with the sectors and the sites that stand for them.

    Japan's 6 national strategic technologies, 16 and 17 fields, and the lists of the USA and EU.

    \b
    Examples:
      clustermap policy technologies --list national_strategic_6
      clustermap policy technologies --sector semiconductor --format csv
    """  # noqa: D301
    atlas = options.load(**selection)
    found = atlas.policy("technologies", lists=lists)
    _write(found, lambda: _technologies(atlas, found, lang), output, form)


def _technologies(
    atlas: Atlas, found: pd.DataFrame, lang: str
) -> tuple[pd.DataFrame, str, list[str]]:
    import pandas as pd

    from clustermap import locales
    from clustermap.reports import wording

    label = _label(lang)
    names = atlas.sites[f"name_{lang}"]
    rows = [
        {
            label("list"): locales.text("technology_list", row.list, lang),
            label("technology"): getattr(row, f"name_{lang}"),
            label("sectors"): _sectors(row.cluster_sectors, lang) or label("outside"),
            label("sites"): row.sites,
            label("operating"): row.operating,
            label("ahead"): row.ahead,
            label("investment"): _yen(row.investment_jpy_bn, lang),
            label("largest"): wording.listed([names[site] for site in row.examples[:2]], lang),
            label("source"): row.source_url,
        }
        for row in each(found)
    ]
    frame = pd.DataFrame(rows)
    for key in ("sites", "operating", "ahead"):
        frame[label(key)] = frame[label(key)].astype("Int64")
    return frame, label("technologies"), [label("note_technologies")]


@command.command()
@options.table_output
@options.selection
@options.lang
@click.option("--kind", "kinds", multiple=True, help="law, subsidy, tax ...; repeatable.")
@click.option("--since", metavar="DATE", help="From this year, month or day on.")
def timeline(
    output: str | None,
    form: str | None,
    lang: str,
    kinds: tuple[str, ...],
    since: str | None,
    **selection: Any,
) -> None:
    """Print the time line of policy: acts, subsidies, designations, budgets.

    With a place, national events stay; --until takes a year.

    \b
    Examples:
      clustermap policy timeline --sector semiconductor --prefecture Kumamoto
      clustermap policy timeline --since 2025-10 --lang ja
    """  # noqa: D301
    atlas = options.load(**selection)
    found = atlas.policy("timeline", kinds=kinds, since=since)
    _write(found, lambda: _timeline(found, lang), output, form)


def _timeline(found: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, str, list[str]]:
    import pandas as pd

    from clustermap import locales
    from clustermap.japan import BY_CODE

    label = _label(lang)
    rows = [
        {
            label("date"): row.date,
            label("event"): getattr(row, f"title_{lang}"),
            label("kind"): locales.text("event", row.kind, lang),
            label("sectors"): _sectors(row.sectors, lang),
            label("places"): ", ".join(
                getattr(BY_CODE[code], lang) for code in row.prefecture_codes
            ),
            label("amount"): "" if math.isnan(row.amount_jpy_bn) else _yen(row.amount_jpy_bn, lang),
            label("source"): row.source_url,
        }
        for row in each(found)
    ]
    return pd.DataFrame(rows), label("timeline"), []


@command.command()
@options.table_output
@options.lang
@click.option("--country", default="JPN", show_default=True, help="ISO code or English name.")
@click.option("--all", "every", is_flag=True, help="All ranks of all countries.")
def competitiveness(
    output: str | None, form: str | None, lang: str, country: str, *, every: bool
) -> None:
    """Give Japan's place (or another country's) in international AI and technology rankings.

    \b
    Examples:
      clustermap policy competitiveness
      clustermap policy competitiveness --country KOR --lang ko
      clustermap policy competitiveness --all --format csv
    """  # noqa: D301
    found = options.load().policy("competitiveness", country=country, every=every)
    _write(found, lambda: _rankings(found, country, lang, every=every), output, form)


def _rankings(
    found: pd.DataFrame, country: str, lang: str, *, every: bool
) -> tuple[pd.DataFrame, str, list[str]]:
    label = _label(lang)
    shown = found.drop(columns=["evidence", "country_iso3"], errors="ignore")
    if not every:
        place = [label("not_listed") if rank != rank else str(rank) for rank in  # noqa: PLR0124
                 found["rank"].astype("object").fillna(math.nan)]  # fmt: skip
        shown = shown.assign(rank=place)
    titles = {
        "index": "index", "indicator": "indicator", "period": "period", "rank": "rank",
        "score": "score", "first": "first", "above": "above", "below": "below", "known": "known",
        "source_url": "source", "country_en": "country",
    }  # fmt: skip
    shown = shown.rename(columns={name: label(key) for name, key in titles.items()})
    name = label("japan") if country.casefold() in {"jpn", "japan"} else country
    return shown, label("competitiveness", country=name), [label("note_competitiveness")]


@command.command()
@options.table_output
@options.selection
@options.own
@options.lang
@click.option(
    "--by", type=click.Choice(("prefecture", "sector", "zone", "site")), default="prefecture",
    show_default=True, help="What to add up by.",
)  # fmt: skip
@click.option("--rate", type=float, default=7.0, show_default=True, help="Percent of investment.")
@click.option("--cap", type=float, metavar="BN_JPY", help="Most that a site gets, in billion yen.")
@click.option(
    "--start", default="2025-12-26", show_default=True, metavar="DATE",
    help="Sites that open on or after this date count.",
)  # fmt: skip
@click.option(
    "--minimum", type=float, default=3.5, show_default=True, metavar="BN_JPY",
    help="Smaller investments do not count.",
)  # fmt: skip
def credit(
    output: str | None,
    form: str | None,
    lang: str,
    by: str,
    rate: float,
    cap: float | None,
    start: str,
    minimum: float,
    **selection: Any,
) -> None:
    """Estimate the investment tax credit on announced investment.

    On sites planned or under construction, and on buildings still due at running sites: rate times
    announced investment. An upper bound; the words below the table say what it leaves out of
    account. The default of 7 % is the Cabinet's
    decision of December 2025; 8 % was first reported.

    \b
    Examples:
      clustermap policy credit
      clustermap policy credit --rate 8 --by sector
      clustermap policy credit --by zone --start 2026-04 --cap 50 --lang ja
    """  # noqa: D301
    atlas = options.load(**selection)
    given = {"rate": rate, "cap": cap, "start": start, "minimum": minimum}
    found = atlas.policy("credit", by=by, **given)
    _write(found, lambda: _credit(atlas, found, by, given, lang), output, form)


def _credit(
    atlas: Atlas, found: pd.DataFrame, by: str, given: dict[str, Any], lang: str
) -> tuple[pd.DataFrame, str, list[str]]:
    import pandas as pd

    label = _label(lang)
    names = _group_names(atlas, by, lang)
    key = "code" if by == "prefecture" else by
    rows = []
    for row in found.to_dict("records"):
        cells = {label(f"by_{by}"): names.get(row[key], row[key]) or label("no_zone")}
        if by == "site":
            cells |= {label("date"): row["date"], label("why"): label(f"why_{row['why']}")}
        else:
            cells |= {
                label("sites_ahead"): row["sites"],
                label("counted"): row["counted"],
                label("no_amount"): row["no_amount"],
                label("left_out"): row["left_out"],
            }
        cells[label("money")] = _yen(row["investment_jpy_bn"], lang)
        cells[label("credit_amount")] = _yen(row["credit_jpy_bn"], lang)
        rows.append(cells)
    return pd.DataFrame(rows), label("credit"), _credit_words(atlas, found, by, given, lang)


def _group_names(atlas: Atlas, by: str, lang: str) -> dict[str, str]:
    from clustermap import locales

    every = atlas.dataset.national
    if by == "sector":
        return {sector: locales.text("sector", sector, lang) for sector in atlas.dataset.sectors}
    frame = {"prefecture": every.prefectures, "zone": every.zones, "site": every.sites}[by]
    return dict(frame[f"name_{lang}"])


def _credit_words(
    atlas: Atlas, found: pd.DataFrame, by: str, given: dict[str, Any], lang: str
) -> list[str]:
    """Say the total, what was left out, what the estimate is worth, and where it is from."""
    label = _label(lang)
    sites = found if by == "site" else atlas.policy("credit", by="site", **given)
    why = sites["why"].value_counts()
    words = [
        label(
            "total",
            rate=f"{given['rate']:g}",
            credit=_yen(sites["credit_jpy_bn"].sum(), lang),
            money=_yen(sites["investment_jpy_bn"].sum(), lang),
            counted=why.get("yes", 0),
            no_amount=why.get("no amount", 0),
            no_date=why.get("no date", 0),
            before=why.get("before start", 0),
            small=why.get("too small", 0),
            start=given["start"],
            minimum=_yen(given["minimum"], lang),
        )
    ]
    if given["cap"]:
        words.append(label("total_cap", cap=_yen(given["cap"], lang)))
    words.append(label("note_credit"))
    if by == "zone":
        words.append(label("note_zone"))
    told = ", ".join(f"{date} {url}" for date, url in found.attrs["sources"])
    words.append(label("sources", list=told))
    return words
