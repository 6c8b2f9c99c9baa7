"""A study of spillover as sentences, tables, charts, a map, HTML and Markdown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.analysis.frames import each
from clustermap.analysis.spillover.event_dates import decimal_year
from clustermap.analysis.spillover.study import Spillover
from clustermap.errors import UnknownNameError
from clustermap.locales import numbers, wording
from clustermap.locales.dates import written
from clustermap.maps.charts.kit import Curve, Interval, Stack, columns, curves, dot_plot, intervals
from clustermap.maps.charts.ring_map import SiteGroup, ring_map
from clustermap.questions.spillover import (
    TABLES,
    ratio_text,
    ring_table,
    rings_on_map,
    site_table,
    sites_within,
)
from clustermap.questions.spillover_jobs import jobs_table
from clustermap.questions.spillover_sentences import LEVEL, SpilloverSentences
from clustermap.reports.blocks import (
    Bullets,
    ChartBlock,
    FoldedTable,
    Heading,
    Paragraph,
    SmallMultiples,
    TextTable,
)
from clustermap.reports.document import Document, Readable, credit_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd
    import pandas as pd

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.reports.blocks import Block

#: Scale of ratios in the charts.
TICKS = (1 / 16, 0.25, 1, 4, 16)
#: Sites listed with the highest placebo ratios.
PLACEBOS = 10


class SpilloverReport(Readable, Spillover):
    """A :class:`~clustermap.analysis.spillover.study.Spillover` that can be read.

    Shows in Jupyter, ``save("jasm.html")`` or ``.md``, ``table("rings")`` for a frame,
    ``sentences()`` and ``caveats()`` for what the numbers say and what they cannot.
    """

    selection: Selection
    all_sites: gpd.GeoDataFrame

    answer: Answer

    @classmethod
    def of(cls, answer: Answer, selection: Selection) -> SpilloverReport:
        """Make a report of an answer; the selection's prefectures and sites are for its map."""
        made = cls(**answer.result.parts())
        object.__setattr__(made, "selection", selection.national)
        object.__setattr__(made, "all_sites", selection.nationwide.across_sectors.sites)
        object.__setattr__(made, "answer", answer)
        return made

    def sentences(self, lang: str = "en") -> list[str]:
        """Return what the numbers say."""
        return self.answer.sentences(lang)

    def caveats(self, lang: str = "en") -> list[str]:
        """Return what the data cannot show."""
        locales.check(lang)
        return SpilloverSentences(self, lang).caveats()

    def title(self, lang: str = "en") -> str:
        """Return the title."""
        return self.answer.title(lang)

    def table(self, which: str = "rings") -> pd.DataFrame:
        """Return one of the tables: rings, years, sites, jobs, placebo-sites ...

        Raises
        ------
        UnknownNameError
            There is no such table.
        """
        if which not in TABLES:
            raise UnknownNameError.of("table", which, TABLES)
        return self.answer.frames[which]

    def rings_on_map(self) -> list[dict[str, Any]]:
        """Return the rings for the map page: center, radii, name in three languages."""
        return rings_on_map(self)

    def document(self, lang: str = "en") -> Document:
        """Return the report: sentences, charts, map, tables, caveats."""
        locales.check(lang)
        return _document(self, lang)


def _document(one: SpilloverReport, lang: str) -> Document:
    words = SpilloverSentences(one, lang)
    blocks: list[Block] = [
        Heading(words.say("in_short")),
        Bullets(one.sentences(lang)[:-1]),
        Heading(words.say("limits")),
        Bullets(words.caveats()),
        Heading(words.say("pictures")),
        SmallMultiples(
            [
                _years_chart(one, words),
                _map_chart(one, words, len(one.rings)),
                *([_map_chart(one, words, 2)] if len(one.rings) > 2 else []),
                _ratio_chart(one, words),
                _distance_chart(one, words),
                _placebo_chart(one, words),
            ]
        ),
        Heading(words.say("tables")),
        *_tables(one, words),
    ]
    subtitle = words.say(
        "subtitle",
        sector=wording.listed([locales.text("sector", s, lang) for s in one.sectors], lang),
        basis=words.basis,
        event=written(one.event, words.lang),
        first=one.window[0],
        as_of=written(one.as_of, words.lang),
    )
    return Document(
        words.say("title", anchor=words.anchor),
        lang,
        subtitle,
        blocks,
        credit_lines(one.selection, lang),
    )


def _years_chart(one: SpilloverReport, words: SpilloverSentences) -> ChartBlock:
    years = [int(year) for year in one.by_year.index]
    stacks = [
        Stack(words.short_ring(at), f"r{min(at, 4)}", [float(n) for n in one.by_year[name]])
        for at, name in enumerate(one.by_year.columns)
    ]
    listing = "; ".join(
        f"{year}: {', '.join(f'{name} km {n}' for name, n in row.items() if n)}"
        for year, row in one.by_year.iterrows()
        if row.any()
    )
    caption = words.say("chart_years", basis=words.basis)
    drawing = columns(
        list(map(str, years)),
        stacks,
        mark=(decimal_year(one.event) - years[0], words.anchor),
        alternative=f"{caption}. {listing}",
    )
    return ChartBlock(caption, drawing)


def _map_chart(one: SpilloverReport, words: SpilloverSentences, count: int) -> ChartBlock:
    """Draw the first rings, so many of them."""
    sites = one.sites[one.sites["ring"] < count]
    groups = []
    for period, paint, hollow in (
        ("undated", "pale", True), ("before", "main", True), ("after", "main", False),
    ):  # fmt: skip
        found = sites[sites["period"] == period]
        places = one.all_sites.loc[found.index, ["lon", "lat"]].to_numpy(float)
        names = list(found[f"name_{words.lang}"])
        groups.append(SiteGroup(words.period(period), paint, hollow, places, names))
    center = (float(one.anchor_site["lon"]), float(one.anchor_site["lat"]))
    caption = words.say("chart_map", anchor=words.anchor, far=f"{one.rings[count - 1]:g}")
    listing = ", ".join(f"{group.name} {len(group.places)}" for group in groups)
    drawing = ring_map(
        one.selection.prefectures,
        center,
        one.rings[:count],
        groups,
        alternative=f"{caption}. {listing}",
    )
    return ChartBlock(caption, drawing)


def _ratio_chart(one: SpilloverReport, words: SpilloverSentences) -> ChartBlock:
    rows = [
        Interval(
            words.short_ring(at), row.ratio, row.lower, row.upper, ratio_text(row),
            sure=row.p_value < LEVEL,
        )
        for at, row in enumerate(each(one.by_ring))
        if not math.isnan(row.p_value)
    ]  # fmt: skip
    caption = words.say("chart_ratio", far=words.near("far_km"))
    if not rows:
        return ChartBlock(f"{caption}: {words.say('s_no_change')}", None)
    return ChartBlock(caption, intervals(rows, ticks=TICKS, note=caption))


def _distance_chart(one: SpilloverReport, words: SpilloverSentences) -> ChartBlock:
    dated = one.sites[one.sites["period"].isin(["before", "after"])]
    end = min(float(dated["km"].max()), max(one.rings[-1] * 3, 600))
    series, parts = [], []
    for period, paint in (("after", "main"), ("before", "quiet")):
        km = sorted(dated.loc[dated["period"] == period, "km"])
        points = [(far, (at + 1) / len(km)) for at, far in enumerate(km)]
        series.append(Curve(f"{words.period(period)} ({len(km)})", paint, points))
        inside = sum(far <= one.rings[0] for far in km)
        parts.append(f"{words.period(period)}: {inside}/{len(km)} ≤ {words.near()} km")
    caption = words.say("chart_distance", anchor=words.anchor)
    alternative = f"{caption}. {'; '.join(parts)}"
    return ChartBlock(caption, curves(series, right_end=end, unit="km", alternative=alternative))


def _placebo_chart(one: SpilloverReport, words: SpilloverSentences) -> ChartBlock:
    apart = one.placebo_sites[~one.placebo_sites["overlaps"]]
    dated = apart[apart["near_before"] + apart["near_after"] > 0]
    caption = words.say("chart_placebo", near=words.near())
    ratio = float(one.placebo["ratio"])
    drawing = dot_plot(
        list(dated["ratio"]),
        (ratio, words.anchor),
        ticks=TICKS,
        alternative=f"{caption}. {words.anchor}: {numbers.decimal(ratio, 1)}; "
        f"{len(dated)}: {', '.join(numbers.decimal(value, 1) for value in dated['ratio'][:5])} …",
        words=(words.say("less"), words.say("more")),
    )
    return ChartBlock(caption, drawing)


def _table(
    caption: str, frame: pd.DataFrame, numeric: Iterable[int], links: Sequence[str] = ()
) -> TextTable:
    rows = frame.to_numpy().tolist()
    return TextTable(caption, list(frame.columns), rows, frozenset(numeric), links)


def _tables(one: SpilloverReport, words: SpilloverSentences) -> Iterator[Block]:
    rings = ring_table(one, words)
    yield _table(words.say("table_rings"), rings, range(1, len(rings.columns)))
    yield Paragraph(words.say("ring_note", far=words.near("far_km")), quiet=True)
    jobs = jobs_table(one.answer.frames["jobs"], words)
    yield _table(words.say("table_jobs"), jobs, range(1, len(jobs.columns)))
    # the last sentence says how the estimate is made
    yield Paragraph(one.sentences(words.lang)[-1], quiet=True)
    sites = site_table(one, words)
    caption = words.say("table_sites", n=len(sites), far=words.near("far_km"))
    yield FoldedTable(_table(caption, sites, (1, 7), list(sites_within(one)["source_url"])))
    yield FoldedTable(_placebo_table(one, words))
    yield FoldedTable(_year_table(one, words))


def _placebo_table(one: Spillover, words: SpilloverSentences) -> TextTable:
    apart = one.placebo_sites[~one.placebo_sites["overlaps"]].head(PLACEBOS)
    names = one.sites[f"name_{words.lang}"]
    rows = [
        [
            str(names[row.Index]),
            str(row.near_before),
            str(row.near_after),
            numbers.decimal(row.ratio, 2),
        ]
        for row in each(apart)
    ]
    head = [words.say(key) for key in ("site", "before", "after", "ratio_half")]
    caption = words.say("table_placebo", n=len(rows), near=words.near())
    return TextTable(caption, head, rows, numeric=frozenset({1, 2, 3}))


def _year_table(one: Spillover, words: SpilloverSentences) -> TextTable:
    rows = [
        [
            str(row.year),
            str(row.near_before),
            str(row.near_after),
            wording.NOTHING if math.isnan(row.ratio) else numbers.decimal(row.ratio, 2),
            words.say("yes") if row.overlaps else "",
        ]
        for row in each(one.placebo_years)
    ]
    head = [words.say(key) for key in ("year", "before", "after", "ratio_half", "overlaps")]
    return TextTable(words.say("table_years"), head, rows, numeric=frozenset({1, 2, 3}))
