"""How did areas and industries change, with the nation, by their mix, and of their own?"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.change.shift_share import PARTS, added_up, shift_share
from clustermap.answer import Answer, Chart, Reading
from clustermap.data import official
from clustermap.errors import DataError
from clustermap.locales import wording
from clustermap.questions import economy
from clustermap.questions import options as option
from clustermap.questions.economy import figures_of
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions
from clustermap.questions.own_economy import own_industries, refuse_official

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.questions.economy import Figures

#: Files of the user's that the answer depends on.
USER_DATA: tuple[str, ...] = ()
#: Rows of all industries together, and of all areas together.
ALL, NATION = "all", "00"
NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """What changed, over which areas, between which years, and how it is split."""

    level: str | None = option.choice(
        "prefecture", "region", "municipality", default=None,
        help="Size of the areas.  [default: prefecture]",
    )  # fmt: skip
    by: str | None = option.choice(
        "division", "industry", "activity", default=None,
        help="18 divisions of the whole economy (2016, 2021), 24 manufacturing industries (2016, "
        "2019), or gross product by activity (fiscal 2011 to 2022).  [default: division]",
    )  # fmt: skip
    basis: str | None = option.choice(
        "jobs", "establishments", "shipments", "value_added", "product", default=None,
        help="What is counted.  [default: jobs; product by activity]",
    )  # fmt: skip
    start: int | None = option.integer(
        "First year.  [default: the earliest]", default=None, flag="--from"
    )
    end: int | None = option.integer("Last year.  [default: the latest]", default=None, flag="--to")
    industry: tuple[str, ...] = option.texts(
        "Only this industry, by code or name; again for more.", metavar="CODE"
    )
    method: Literal["classic", "esteban_marquillas"] = option.choice(
        *PARTS, help="Shift-share: classic, or with the gain of being specialized apart."
    )
    every: bool = option.flag("Every area with every industry.", flag="--all")
    table: str | None = option.text(
        "Your own table of area x industry x year, long or wide, instead of official figures.",
        metavar="FILE", flag="--values",
    )  # fmt: skip
    series: bool = option.flag("Year by year instead: amounts and shares, without parts.")


@dataclass(frozen=True, eq=False)
class Change:
    """The parts of the change, area by area and industry by industry, with sums."""

    table: pd.DataFrame
    first: Figures
    last: Figures
    #: Cells left out, since they are withheld in one of the years.
    left_out: int


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Split the change of jobs, shipments or product into national, mix and competitive parts.

    Shift-share: what an area would have gained with the nation, by its mix of industries, and of
    its own; the parts add up. One prefecture is shown by industry, several in sum.

    \b
    Examples:
      clustermap stats change --prefecture Kumamoto
      clustermap stats change --by industry --industry 28
      clustermap stats change --by activity --from 2012 --to 2022 --prefecture Aichi
      clustermap stats change --by activity --series --industry manufacturing -o series.csv
    """
    options = options or Options()
    level, by = economy.level_of(selection, options.level), _by(options)
    if options.table is not None:
        refuse_official(options, Options(), ("level", "by", "basis", "series"))
        found, by, basis = _own(options), "own", "value"
        level = found.first.level
        industries = own_industries(options.industry, found.first.amounts)
    else:
        basis = options.basis or economy.BASES[by][0]
        economy.check_basis(by, basis)
        if options.series:
            return _series(selection, options, by, basis, level)
        found = changes(by, basis, level, options.start, options.end, options.method)
        industries = economy.industry_codes(by, options.industry)
    shown = economy.selected_areas(selection, found.first.amounts.index, level)
    table = _shown(found, shown, industries, every=options.every)
    table.insert(1, "name", _area_names(level, options.lang).reindex(table["code"]).to_numpy())

    def reading(lang: str) -> Reading:
        return _reading(table, found, level, options.method, lang)

    return Answer(
        "change",
        table,
        notes=tuple(_notes(found, by, options.lang)),
        explain=_explained(found, options.method),
        chart=Chart("growth_share", _charted(table, found, level)),
        level=level,
        facts={
            "by": by, "basis": basis, "method": options.method, "left_out": found.left_out,
            "start": found.first.year, "end": found.last.year,
            "sources": [found.first.source(options.lang), found.last.source(options.lang)],
        },
        reading=reading,
    )  # fmt: skip


def _own(options: Options) -> Change:
    """Split the change in a user's own table, first to last year if none is given."""
    from clustermap.ingest.economy_table import read_economy_table

    table = read_economy_table(str(options.table))
    years = sorted(set(table["year"]) - {0})
    if len(years) < 2:
        raise DataError(
            f"{options.table} has {len(years)} year{'s' * (len(years) != 1)}, change needs two.",
            "Give a column year, or a column for each year.",
        )
    first = economy.own_figures(table, years[0] if options.start is None else options.start)
    last = economy.own_figures(table, options.end)
    if first.year >= last.year:
        raise DataError(
            f"--from {first.year} is not before --to {last.year}.",
            f"Years: {', '.join(map(str, years))}.",
        )
    index = first.amounts.index.union(last.amounts.index)
    columns = list(dict.fromkeys([*first.amounts, *last.amounts]))
    # what a year has no row for is as unknown as what it withholds
    x, y = (one.amounts.reindex(index=index, columns=columns) for one in (first, last))
    hidden = x.isna() | y.isna()
    whole: dict[str, Any] = {
        "labels": {str(one): locales.same(str(one)) for one in columns},
        "hidden": hidden,
        "open_totals": pd.Series(float("nan"), index),
    }
    first = replace(first, amounts=x.mask(hidden), totals=x.sum(axis=1), **whole)
    last = replace(last, amounts=y.mask(hidden), totals=y.sum(axis=1), **whole)
    return split(first, last, hidden, options.method)


def _charted(table: pd.DataFrame, found: Change, level: str) -> dict[str, Any]:
    """Return what the growth-share chart needs beside the table."""

    def label(row: Any, lang: str) -> str:
        return _label(found.first, row["industry"], lang)

    sums = found.table[found.table["industry"] == ALL].set_index("code")
    one_area = len(set(table["code"])) == 1
    whole = sums["share_end"].get(table["code"].iloc[0], 1.0) if one_area else 1.0
    nation = found.table[found.table["code"] == NATION].set_index("industry")["growth"]
    industry = table["industry"].iloc[0] if not one_area else ALL
    return {
        "basis": found.first.basis,
        "years": [found.first.year, found.last.year],
        "whole": float(whole),
        "nation_growth": float(nation[industry]),
        **economy.chart_texts(table, level, label, (found.first, found.last)),
    }


def _by(options: Options) -> str:
    if options.table is not None:
        return "own"
    if options.by:
        return options.by
    if options.basis == "product":
        return "activity"
    if options.basis in {"shipments", "value_added"}:
        return "industry"
    letters = all(one.strip().upper() in official.DIVISIONS for one in options.industry)
    return "division" if letters else "industry"


@functools.cache
def changes(
    by: str,
    basis: str,
    level: str = "prefecture",
    start: int | None = None,
    end: int | None = None,
    method: Literal["classic", "esteban_marquillas"] = "classic",
) -> Change:
    """Return the parts of the change of all areas of a level, with sums over industries and areas.

    Returns
    -------
    Change
        Its table has ``code, industry`` ("all" and "00" for the sums), ``start, end, change,
        growth, share_start, share_end`` (of the nation's), the parts, ``lead`` (the competitive
        part over the start), ``change_low, change_high`` (of sums that lack withheld cells) and
        ``state``.

    Raises
    ------
    UnknownNameError, DataError
        A year, basis or level that is not there.
    """
    years = official.years(economy.TABLES[by])
    start = economy.checked_year(by, years[0] if start is None else start)
    end = economy.checked_year(by, end)
    if start >= end:
        raise DataError(
            f"--from {start} is not before --to {end}.",
            f"Years: {', '.join(map(str, years))}.",
        )
    pair = [figures_of(by, basis, level, year) for year in (start, end)]
    first, last, left_out = _alike(by, basis, level, *pair)
    return split(first, last, left_out, method)


def split(
    first: Figures,
    last: Figures,
    left_out: pd.DataFrame,
    method: Literal["classic", "esteban_marquillas"] = "classic",
) -> Change:
    """Split the change between two years of figures; ``left_out`` marks cells without one."""
    parts = shift_share(first.amounts, last.amounts, method)
    together = added_up(parts)
    nation = added_up(parts, pd.Series(NATION, first.amounts.index))
    by_industry = parts.groupby(level="industry", sort=False).sum()
    tables = [
        parts.rename_axis(["code", "industry"]).reset_index(),
        together.rename_axis("code").reset_index().assign(industry=ALL),
        by_industry.rename_axis("industry").reset_index().assign(code=NATION),
        nation.rename_axis("code").reset_index().assign(industry=ALL),
    ]
    table = pd.concat(tables, ignore_index=True)
    names = PARTS[method]
    # what rounding leaves goes into the last part: they add up
    rest = table["change"] - table[list(names[:-1])].sum(axis=1)
    table[names[-1]] = rest.where(table["change"].notna())
    whole = table[table["code"] == NATION].set_index("industry")
    for year in ("start", "end"):
        table[f"share_{year}"] = table[year] / table["industry"].map(whole[year])
    begun = table["start"].where(table["start"] > 0)
    table["growth"] = table["change"] / begun
    table["lead"] = table["competitive"] / begun
    table = _with_ranges(table, first, last)
    hidden = left_out.stack(future_stack=True)  # noqa: PD013
    cells = pd.MultiIndex.from_frame(table[["code", "industry"]])
    mask = hidden.reindex(cells).fillna(value=False).to_numpy(bool)
    table["state"] = np.where(mask, np.where(table["change"].isna(), "left_out", "part"), "value")
    order = ["code", "industry", "start", "end", "change", "growth", "share_start", "share_end"]
    order += [*names, "lead", "change_low", "change_high", "state"]
    return Change(table[order], first, last, int(left_out.to_numpy().sum()))


def _alike(
    by: str, basis: str, level: str, first: Figures, last: Figures
) -> tuple[Figures, Figures, pd.DataFrame]:
    """Leave cells that are withheld in one year out of both, also inside regions."""
    if not (first.hidden.any(axis=None) or last.hidden.any(axis=None)):
        return first, last, first.hidden
    small = [figures_of(by, basis, "prefecture", one.year) for one in (first, last)]
    hidden = small[0].hidden | small[1].hidden
    tables = [one.amounts.mask(hidden) for one in small]
    if level == "region":
        groups = pd.Series({code: japan.BY_CODE[code].region for code in hidden.index})
        order = list(first.amounts.index)
        tables = [one.groupby(groups).sum().loc[order] for one in tables]
        hidden = hidden.groupby(groups).any().loc[order]
    return replace(first, amounts=tables[0]), replace(last, amounts=tables[1]), hidden


def _with_ranges(table: pd.DataFrame, first: Figures, last: Figures) -> pd.DataFrame:
    """Say between what the change of a sum lies if it lacks withheld cells."""
    known = pd.DataFrame(
        {
            "low": last.totals - first.totals - first.open_totals,
            "high": last.totals + last.open_totals - first.totals,
        }
    )
    known = known[(first.hidden | last.hidden).any(axis=1)]
    known.loc[NATION] = [last.nation - first.nation] * 2
    if not (first.hidden.any(axis=None) or last.hidden.any(axis=None)):
        known = known.iloc[:0]
    sums = table["industry"] == ALL
    for side in ("low", "high"):
        table[f"change_{side}"] = table["code"].map(known[side]).where(sums).astype(float)
    return table


def _shown(found: Change, areas: list[str], industries: list[str], *, every: bool) -> pd.DataFrame:
    """Return the rows asked for: one area by industry, several in sum."""
    table = found.table
    everywhere = len(areas) == len(found.first.amounts)
    kept = table["code"].isin([*areas, NATION] if everywhere else areas)
    if industries:
        kept &= table["industry"].isin(industries)
    elif len(areas) > 1 and not every:
        kept &= table["industry"] == ALL
    rank = {code: at for at, code in enumerate([*areas, NATION])}
    table = table[kept].assign(at=table["code"].map(rank))
    if len(areas) == 1 or every:
        last = table["industry"] == ALL
        table = (
            table.assign(last=last)
            .sort_values(
                ["at", "last", "competitive"], ascending=[True, True, False], kind="stable"
            )
            .drop(columns="last")
        )
    else:
        table = table.sort_values("at", kind="stable")
    return table.drop(columns="at").reset_index(drop=True)


def _area_names(level: str, lang: str, by: str = "") -> pd.Series[str]:
    names = economy.area_names(level, lang)
    names.loc[NATION] = locales.text("economy", "all_areas" if by == "own" else "nation", lang)
    return names


def _label(figures: Figures, industry: str, lang: str) -> str:
    if industry == ALL:
        return locales.text("economy", "all_industries", lang)
    return figures.label(industry, lang)


def _reading(table: pd.DataFrame, found: Change, level: str, method: str, lang: str) -> Reading:
    def say(key: str, **values: Any) -> str:
        return wording.say("economy", key, lang, **values)

    names, basis = _area_names(level, lang, found.first.by), found.first.basis
    money = basis in economy.MONEY
    shares = "share_own" if found.first.by == "own" else "share_year"
    several = len(set(table["code"])) > 1
    one_industry = len(set(table["industry"])) == 1
    rows = []
    for row in table.to_dict("records"):
        cells = {}
        if several:
            cells[say("area")] = names[row["code"]]
        if not one_industry:
            cells[say("industry")] = _label(found.first, row["industry"], lang)
        cells |= {
            say(shares, year=found.first.year): economy.percent_text(row["share_start"], 2),
            say(shares, year=found.last.year): economy.percent_text(row["share_end"], 2),
            str(found.first.year): economy.amount_text(row["start"], lang, money=money),
            str(found.last.year): economy.amount_text(row["end"], lang, money=money),
            say("change"): _change_text(row, lang, money=money),
            say("growth"): economy.signed_percent(row["growth"]),
        }
        for part in PARTS[method]:
            cells[say(part)] = economy.signed_amount(row[part], lang, money=money)
        rows.append(cells)
    years = {"start": found.first.year, "end": found.last.year}
    title = say("change_title", basis=say(basis), **years)
    return Reading(title, _sentences(table, found, names, method, lang), pd.DataFrame(rows))


def _change_text(row: Any, lang: str, *, money: bool) -> str:
    low, high = row["change_low"], row["change_high"]
    if pd.notna(low) and high - low > 1:
        ends = (economy.signed_amount(one, lang, money=money) for one in (low, high))
        return " … ".join(ends)
    return economy.signed_amount(row["change"], lang, money=money)


def _sentences(
    table: pd.DataFrame, found: Change, names: pd.Series[str], method: str, lang: str
) -> list[str]:
    """Say for one area what grew with the nation and what of its own."""
    if len(set(table["code"])) > 1:
        return []
    money = found.first.basis in economy.MONEY
    total = table[table["industry"] == ALL]
    lines = []
    if len(total):
        row = total.iloc[0]
        change = economy.signed_amount(row["change"], lang, money=money)
        parts = [
            wording.say(
                "economy", "part", lang,
                name=wording.within(wording.say("economy", part, lang), lang),
                amount=economy.signed_amount(row[part], lang, money=money),
            )
            for part in PARTS[method]
        ]  # fmt: skip
        lines.append(
            wording.say(
                "economy", "change_sum", lang, area=names[row["code"]], change=change,
                start=found.first.year, end=found.last.year,
                growth=economy.signed_percent(row["growth"]),
                basis=wording.within(wording.say("economy", found.first.basis, lang), lang),
                parts=wording.listed(parts, lang),
            )
        )  # fmt: skip
    cells = table[(table["industry"] != ALL) & table["competitive"].notna()]
    for key, rows in (
        ("ahead", cells[cells["competitive"] > 0].nlargest(NAMED, "competitive")),
        ("behind", cells[cells["competitive"] < 0].nsmallest(NAMED, "competitive")),
    ):
        if len(rows) and len(cells) > NAMED:
            listing = [
                wording.say(
                    "economy", "named", lang,
                    industry=wording.within(_label(found.first, one["industry"], lang), lang),
                    lq=economy.signed_amount(one["competitive"], lang, money=money),
                )
                for one in rows.to_dict("records")
            ]  # fmt: skip
            lines.append(wording.say("economy", key, lang, parts=wording.listed(listing, lang)))
    return lines


def _notes(found: Change, by: str, lang: str) -> list[str]:
    sources = dict.fromkeys((found.first.source(lang), found.last.source(lang)))
    notes = [wording.say("economy", "figures", lang, source="; ".join(sources))]
    if by == "division":
        notes.append(wording.say("economy", "break_2021", lang))
    if by == "industry":
        notes.append(wording.say("economy", "four_or_more", lang))
    if by == "activity":
        notes.append(wording.say("economy", "nominal", lang))
    if found.left_out:
        notes.append(wording.say("economy", "left_out", lang, n=found.left_out))
    return notes


def _explained(found: Change, method: str) -> dict[str, Any]:
    classic = {
        "method": "national: with the growth of everything; mix: what the area's industries grow "
        "more everywhere; competitive: what the area's industries grow more than the same "
        "industries everywhere. They add up to the change.",
        "formula": "x G, x (G_j - G), x (g_ij - G_j)",
        "paper": "Dunn (1960)",
    }
    if method == "esteban_marquillas":
        classic = {
            "method": "competitive is of the amount that the area would have with everyone's mix, "
            "allocation the gain of being specialized where the area does well; with national and "
            "mix they add up to the change.",
            "formula": "competitive = x' (g_ij - G_j), allocation = (x - x') (g_ij - G_j), "
            "x' = x_i. x_.j / x_..",
            "paper": "Esteban-Marquillas (1972)",
        }
    return explanation(
        "How did areas and industries change, with the nation, by their mix, and of their own?",
        {
            ", ".join(PARTS[method]): classic,
            "share_start, share_end": {"method": "The area's share of the nation's amount."},
            "lead": {"method": "The competitive part over the start."},
            "change_low, change_high": {
                "method": "Sums that lack withheld cells: between what their change lies. Cells "
                "withheld in one year are left out of both; they are never solved for."
            },
        },
        null_model="none: it is arithmetic, and depends on the first year and on how finely "
        "industries are told apart",
        figures=f"{found.first.source('en')}; {found.last.source('en')}",
    )


def _series(selection: Selection, options: Options, by: str, basis: str, level: str) -> Answer:
    """Answer with the amounts of every year between the two."""
    years = official.years(economy.TABLES[by])
    first = economy.checked_year(by, years[0] if options.start is None else options.start)
    last = economy.checked_year(by, options.end)
    wanted = economy.industry_codes(by, options.industry)
    tables = []
    for year in (one for one in years if first <= one <= last):
        figures = figures_of(by, basis, level, year)
        amounts = figures.amounts.assign(**{ALL: figures.totals})
        shown = economy.selected_areas(selection, amounts.index, level)
        long = amounts.loc[shown, wanted or [ALL]].melt(
            var_name="industry", value_name=basis, ignore_index=False
        )
        nation = amounts.sum()
        share = long[basis].to_numpy() / long["industry"].map(nation).to_numpy()
        tables.append(long.assign(year=year, share=share, grade=figures.grade))
    table = pd.concat(tables).rename_axis("code").reset_index()
    order = {code: at for at, code in enumerate(dict.fromkeys(table["code"]))}
    table = table.sort_values(
        ["industry", "code", "year"], key=lambda one: one.map(order) if one.name == "code" else one,
        kind="stable", ignore_index=True,
    )  # fmt: skip
    table.insert(1, "name", _area_names(level, options.lang).reindex(table["code"]).to_numpy())
    notes = [wording.say("economy", "figures", options.lang, source=figures.source(options.lang))]
    if by == "activity":
        notes.append(wording.say("economy", "nominal", options.lang))
    title = locales.text("economy", "series_title", options.lang)
    return Answer(
        "change", table, notes=tuple(notes), level=level,
        explain=explanation(
            "What are the amounts, year by year?",
            {"share": {"method": "The area's share of the nation's amount."}},
            null_model="none",
        ),
        reading=lambda lang: Reading(locales.text("economy", "series_title", lang) or title),
    )  # fmt: skip
