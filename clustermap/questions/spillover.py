"""What happened around an anchor plant, before and after it was announced?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustermap import locales
from clustermap.analysis.frames import each
from clustermap.analysis.spillover.study import find_site
from clustermap.analysis.spillover.study import spillover as study
from clustermap.answer import Answer, Reading
from clustermap.data.catalog import as_of as data_as_of
from clustermap.errors import DataError
from clustermap.japan import BY_CODE
from clustermap.locales import numbers, wording
from clustermap.questions import options as option
from clustermap.questions.options import QuestionOptions
from clustermap.questions.spillover_jobs import jobs_by_ring, jobs_sentences, jobs_table
from clustermap.questions.spillover_sentences import SpilloverSentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clustermap.analysis.spillover.study import Spillover
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites")
TABLES = ("rings", "years", "sites", "jobs", "placebo-sites", "placebo-years")
#: Draws of the test of distances that are too few.
LEAST = 99


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which anchor, what is counted around it, and which table is shown."""

    site: str = option.from_script("jasm-kumamoto-1")
    sector: tuple[str, ...] = option.texts(
        "Sectors counted, or all; repeatable.  [default: the site's own]"
    )
    rings: Sequence[float] = option.from_script((25, 50, 100, 200))
    years_before: int = option.integer("Calendar years before the site's.", default=5, least=1)
    years_after: int = option.integer("Calendar years after the site's.", default=5, least=1)
    basis: Literal["announced", "opened"] = option.choice(
        "announced", "opened", help="Which date counts."
    )
    permutations: int = option.integer("Draws of the test of distances.", default=9999, least=LEAST)
    seed: int = option.integer("Seed: same seed, same result.", default=0, least=0)
    which: str = option.choice(*TABLES, help="Which table to print or write.", flag="--table")


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Study what happened around an anchor plant (SITE_ID, by default JASM in Kumamoto).

    Sites by ring and year, before and after the plant was announced; the change near it against
    the change in the rest of Japan; placebo tests with other places and years; sites that name
    the plant; investment; and what the data cannot show. As HTML or Markdown it is a report.

    \b
    Examples:
      clustermap spillover jasm-kumamoto-1 -o jasm.html --map jasm-map.html
      clustermap spillover rapidus-iim-1 --rings 50,100,300 --lang ja
      clustermap spillover jasm-kumamoto-1 --basis opened --table sites --format csv
    """
    options = options or Options()
    sites = selection.nationwide.across_sectors.sites
    anchor = find_site(selection.national.sites, options.site)
    if anchor not in sites.index:
        raise DataError(
            f"{anchor} is not in this selection.", "Choose a segment, status or year that it has."
        )
    if any(name.strip().casefold() == "all" for name in options.sector):
        sectors = selection.sectors
    else:
        named = selection.national.select(sector=options.sector).chosen.sectors
        sectors = named or selection.chosen.sectors
    found = study(
        sites,
        anchor,
        sectors=sectors,
        as_of=data_as_of(),
        rings=options.rings,
        years_before=options.years_before,
        years_after=options.years_after,
        basis=options.basis,
        permutations=options.permutations,
        seed=options.seed,
    )
    tables = tables_of(found)

    def reading(lang: str) -> Reading:
        words = SpilloverSentences(found, lang)
        sentences = [*words.sentences(), *jobs_sentences(tables["jobs"], words)]
        shown = _WORDED.get(options.which)
        lines = [f"- {sentence}" for sentence in sentences]
        limits = [f"- {sentence}" for sentence in words.caveats()]
        return Reading(
            words.say("title", anchor=words.anchor),
            sentences,
            shown(found, words, tables) if shown else None,
            below="\n".join([*lines, "", words.say("limits"), *limits]) if shown else "",
        )

    return Answer("spillover", tables[options.which], frames=tables, reading=reading, result=found)


def tables_of(found: Spillover) -> dict[str, pd.DataFrame]:
    """Return the tables of a study by name."""
    return {
        "rings": found.by_ring.reset_index(),
        "years": found.by_year.reset_index(),
        "sites": sites_within(found).reset_index(names="site"),
        "jobs": jobs_by_ring(center_of(found), found.rings),
        "placebo-sites": found.placebo_sites.reset_index(names="site"),
        "placebo-years": found.placebo_years,
    }


def center_of(found: Spillover) -> tuple[float, float]:
    """Return longitude and latitude of the anchor."""
    return float(found.anchor_site["lon"]), float(found.anchor_site["lat"])


def rings_on_map(found: Spillover) -> list[dict[str, Any]]:
    """Return the rings for the map page: center, radii, name in three languages."""
    names = {lang: str(found.anchor_site[f"name_{lang}"]) for lang in locales.LANGUAGES}
    center = [round(degrees, 4) for degrees in center_of(found)]
    return [{"center": center, "km": list(found.rings), "label": names}]


def ratio_text(row: Any) -> str:
    """Write the ratio of a ring with its interval."""
    if math.isnan(row.p_value):
        return wording.NOTHING
    ratio, low, high = (
        "∞" if math.isinf(value) else numbers.decimal(value, 2 if value < 10 else 0)
        for value in (row.ratio, row.lower, row.upper)
    )
    return f"{ratio} ({low}–{high})"


def amount_text(value: float, lang: str) -> str:
    """Write an amount in billion yen; a dash where none is known."""
    return wording.NOTHING if math.isnan(value) else numbers.yen(value, lang)


def ring_table(one: Spillover, words: SpilloverSentences) -> pd.DataFrame:
    """Return the table of rings in words."""
    head = (
        "ring_head", "before", "after", "undated", "named", "per_year_before", "per_year_after",
        "expected", "ratio", "p", "money_after",
    )  # fmt: skip
    rows = []
    for at, row in enumerate(each(one.by_ring)):
        known = not math.isnan(row.p_value)
        money = amount_text(row.investment_after, words.lang)
        if not math.isnan(row.investment_after):
            money = words.say("money_cell", amount=money, known=row.with_amount_after, n=row.after)
        rows.append(
            [
                words.ring(at),
                str(row.before),
                str(row.after),
                str(row.undated + row.unclear),
                str(row.named),
                numbers.decimal(row.before_per_year, 1),
                numbers.decimal(row.after_per_year, 1),
                numbers.decimal(row.expected, 1) if known else wording.NOTHING,
                ratio_text(row),
                wording.p_text(row.p_value).removeprefix("p = ").removeprefix("p ")
                if known
                else "",
                money,
            ]
        )
    return pd.DataFrame(rows, columns=[words.say(key) for key in head])


def sites_within(one: Spillover) -> pd.DataFrame:
    """Return the sites within the rings."""
    return one.sites[one.sites["ring"] < len(one.rings)]


def site_table(one: Spillover, words: SpilloverSentences) -> pd.DataFrame:
    """Return the sites within the rings in words, nearest first."""
    lang = words.lang
    rows = []
    for row in each(sites_within(one)):
        home = BY_CODE.get(row.prefecture_code)
        rows.append(
            [
                str(getattr(row, f"name_{lang}")),
                wording.kilometers(row.km),
                str(getattr(home, lang, row.prefecture_code)),
                locales.text("sector", row.sector, lang),
                row.date or wording.NOTHING,
                words.period(row.period),
                words.say("yes") if row.named else "",
                amount_text(row.investment_jpy_bn, lang),
                locales.text("position", row.position, lang),
            ]
        )
    head = ("site", "distance", "prefecture", "sector", "date", "period", "named", "money", "exact")
    return pd.DataFrame(rows, columns=[words.say(key) for key in head])


#: How tables are put into words: from the study, its words, its tables.
_WORDED: dict[str, Callable[[Spillover, SpilloverSentences, Mapping[str, Any]], pd.DataFrame]] = {
    "rings": lambda found, words, _: ring_table(found, words),
    "sites": lambda found, words, _: site_table(found, words),
    "jobs": lambda _, words, tables: jobs_table(tables["jobs"], words),
}
