"""What stands in a brief: its texts and numbers, chosen by stated rules in a stated order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clustermap.data.catalog import as_of
from clustermap.data.credits import as_of_key, boundary_credit, sites_source
from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.locales.numbers import decimal
from clustermap.reports.brief.facts import BriefFacts
from clustermap.reports.brief.findings import finding
from clustermap.reports.brief.numbers import big_numbers
from clustermap.reports.brief.parts import COUNT
from clustermap.reports.brief.remarks import remarks
from clustermap.reports.brief.rows import comparison, listing
from clustermap.reports.brief.words import LIMITS, counted, length, say, sector

if TYPE_CHECKING:
    from clustermap.reports.brief.background import Background
    from clustermap.reports.brief.parts import BigNumber, Comparison, Listing, Remark
    from clustermap.reports.brief.place import BriefPlace


@dataclass(frozen=True, eq=False)
class Brief:
    """A brief as its writers take it.

    ``numbers`` are three, ``listing`` what is coming (else what is there), ``comparison`` one
    chart, ``remarks`` lines of text with a label, ``sources`` the footer.
    """

    facts: BriefFacts
    lang: str
    title: str
    subtitle: str
    numbers: tuple[BigNumber, ...]
    listing: Listing
    comparison: Comparison | None
    remarks: tuple[Remark, ...]
    sources: tuple[str, ...]

    @property
    def running(self) -> list[str]:
        """The running text: all but the cells of the list, the chart, the map and the footer."""
        texts = [self.title, self.subtitle, self.listing.heading]
        for number in self.numbers:
            texts += [f"{number.value} {number.unit}", number.note]
        if self.comparison:
            texts.append(self.comparison.heading)
        return [*texts, *(f"{one.label} {one.text}" for one in self.remarks)]

    @property
    def length(self) -> int:
        """Words of running text in English, letters in Japanese and Korean."""
        return length(self.running, self.lang)


def brief_content(place: BriefPlace, shared: Background, lang: str, since: str = "") -> Brief:
    """Choose what a brief says.

    What is said once is not said again: the title uses up its facts, then the numbers theirs. Where
    the text is too long, the last remarks go first.

    Parameters
    ----------
    place : BriefPlace
    shared : Background
        Of the run.
    lang : {"en", "ja", "ko"}
    since : str
        Changes are counted from this month (YYYY-MM); else from a year before the data's date.
    """
    facts = BriefFacts(place, shared, since or a_year_before(as_of()))
    found = finding(facts, lang)
    said = set(found.facts)
    compared = comparison(facts, lang)
    numbers = big_numbers(facts, lang, said)
    listed = listing(facts, lang, said)
    made = Brief(
        facts=facts,
        lang=lang,
        title=found.title,
        subtitle=_subtitle(facts, lang),
        numbers=tuple(numbers),
        listing=listed,
        comparison=compared,
        remarks=tuple(remarks(facts, lang, said)),
        sources=_sources(facts, lang, compared),
    )
    while made.length > LIMITS[lang] and made.remarks:
        made = replace(made, remarks=made.remarks[:-1])
    return made


def a_year_before(date: str) -> str:
    """Return the month after the one a year before.

    Examples
    --------
    >>> a_year_before("2026-03"), a_year_before("2026-12")
    ('2025-04', '2026-01')
    """
    year, number = int(date[:4]), int(date[5:7])
    return f"{year - 1}-{number + 1:02d}" if number < 12 else f"{year}-01"


def _subtitle(facts: BriefFacts, lang: str) -> str:
    _, date = as_of_key(facts.place.selection)
    key = "sub_dated" if date else "sub_undated"
    return say(key, lang, text=_what(facts, lang), date=month(date, lang) if date else "")


def _what(facts: BriefFacts, lang: str) -> str:
    """Say what is there."""
    if facts.place.kind == "site":
        return _site_line(facts, lang)
    total = len(facts.sites)
    if not total:
        return say("sub_none", lang)
    parts = [
        say("n_sector", lang, n=decimal(n), sector=sector(str(one), lang))
        for one, n in facts.counts.items()
    ]
    listed = wording.bracketed({"ja": "・"}.get(lang, ", ").join(parts), lang)
    return counted("sub_sites", total, lang, list=listed if len(parts) > 1 else "")


def _site_line(facts: BriefFacts, lang: str) -> str:
    from clustermap import japan, locales
    from clustermap.reports.brief.place import named, town

    row = facts.shared.national.sites.loc[facts.place.site]
    home = japan.BY_CODE[str(row["prefecture_code"])]
    where = town(row["municipality_code"], lang)
    spot = f"{home.ja}{where}"
    if lang != "ja":
        spot = ", ".join(filter(None, (where, getattr(home, lang))))
    status = locales.text("status", row["status"], lang)
    return say(
        "sub_site", lang, operator=named(row, "operator", lang), place=spot,
        sector=locales.text("sector", row["sector"], lang),
        status=status.lower() if lang == "en" else status,
    )  # fmt: skip


def _sources(facts: BriefFacts, lang: str, compared: Comparison | None) -> tuple[str, ...]:
    selection = facts.place.selection
    embedded = selection.national.embedded_sites
    lines = [say("f_sites", lang, date=month(as_of(), lang))] if embedded else []
    if any(kind == "sites" for kind, _ in selection.national.user_sources):
        lines.append(sites_source(selection)[lang])
    lines += [
        say(f"f_{by}", lang, year=facts.shared.years(by)[-1]) for by in _surveys(facts, compared)
    ]
    if facts.place.kind == "municipality":
        lines.append(say("f_people", lang, year="2020"))
    if compared and any(bar.kind == "peer" for bar in compared.bars):
        lines.append(say("f_peers", lang))
    return (*lines, boundary_credit(selection)[lang])


def _surveys(facts: BriefFacts, compared: Comparison | None) -> list[str]:
    """Name the official tables that figures are from."""
    used = ["division" if facts.level == "municipality" else "industry"]
    if compared and compared.by not in {"", COUNT, *used}:
        used.append(compared.by)
    return used
