"""A study of spillover as sentences, tables, charts, a map, HTML and Markdown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.analysis.frames import each
from clustermap.analysis.spillover.event_dates import decimal_year
from clustermap.analysis.spillover.study import Spillover
from clustermap.errors import UnknownNameError
from clustermap.japan import BY_CODE
from clustermap.locales import numbers
from clustermap.reports import wording
from clustermap.reports.charts import Interval, columns, curves, dot_plot, intervals
from clustermap.reports.document import (
    Bullets,
    Chart,
    Charts,
    Document,
    Folded,
    Heading,
    Paragraph,
    Readable,
    Table,
    credit_lines,
)
from clustermap.reports.ring_map import ring_map
from clustermap.reports.spillover_words import LEVEL, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from clustermap.data.dataset import Dataset
    from clustermap.reports.document import Block

TABLES = ("rings", "years", "sites", "placebo-sites", "placebo-years")
#: Scale of ratios in the charts.
TICKS = (1 / 16, 0.25, 1, 4, 16)
#: Sites listed with the highest placebo ratios.
PLACEBOS = 10


class SpilloverReport(Readable, Spillover):
    """A :class:`~clustermap.analysis.spillover.study.Spillover` that can be read.

    Shows in Jupyter, ``save("jasm.html")`` or ``.md``, ``table("rings")`` for a frame,
    ``sentences()`` and ``caveats()`` for what the numbers say and what they cannot.
    """

    dataset: Dataset
    all_sites: gpd.GeoDataFrame

    @classmethod
    def of(cls, found: Spillover, dataset: Dataset, sites: gpd.GeoDataFrame) -> SpilloverReport:
        """Make a report of a study; the dataset's prefectures and the sites are for its map."""
        made = cls(**found.parts())
        object.__setattr__(made, "dataset", dataset)
        object.__setattr__(made, "all_sites", sites)
        return made

    def sentences(self, lang: str = "en") -> list[str]:
        """Return what the numbers say."""
        return Words(self, lang).sentences()

    def caveats(self, lang: str = "en") -> list[str]:
        """Return what the data cannot show."""
        return Words(self, lang).caveats()

    def title(self, lang: str = "en") -> str:
        """Return the title."""
        return Words(self, lang).say("title", anchor=Words(self, lang).anchor)

    def table(self, which: str = "rings") -> pd.DataFrame:
        """Return one of the tables: rings, years, sites, placebo-sites or placebo-years.

        Raises
        ------
        UnknownNameError
            There is no such table.
        """
        if which not in TABLES:
            raise UnknownNameError.of("table", which, TABLES)
        frames = {
            "rings": self.by_ring.reset_index(),
            "years": self.by_year.reset_index(),
            "sites": self.sites.reset_index(names="site"),
            "placebo-sites": self.placebo_sites.reset_index(names="site"),
            "placebo-years": self.placebo_years,
        }
        return frames[which]

    def rings_on_map(self) -> list[dict[str, Any]]:
        """Return the rings for the map page: center, radii, name in three languages."""
        names = {lang: str(self.anchor_site[f"name_{lang}"]) for lang in locales.LANGUAGES}
        center = [round(float(self.anchor_site[name]), 4) for name in ("lon", "lat")]
        return [{"center": center, "km": list(self.rings), "label": names}]

    def document(self, lang: str = "en") -> Document:
        """Return the report: sentences, charts, map, tables, caveats."""
        return _document(self, lang)


def _document(one: SpilloverReport, lang: str) -> Document:
    words = Words(one, lang)
    blocks: list[Block] = [
        Heading(words.say("in_short")),
        Bullets(words.sentences()),
        Heading(words.say("limits")),
        Bullets(words.caveats()),
        Heading(words.say("pictures")),
        Charts(
            [
                _years_chart(one, words),
                _map_chart(one, words, len(one.rings)),
                *([_map_chart(one, words, 2)] if len(one.rings) > 2 else []),  # noqa: PLR2004
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
        event=one.event,
        first=one.window[0],
        as_of=one.as_of,
    )
    return Document(
        words.say("title", anchor=words.anchor),
        lang,
        subtitle,
        blocks,
        credit_lines(one.dataset, lang),
    )


def _years_chart(one: SpilloverReport, words: Words) -> Chart:
    years = [int(year) for year in one.by_year.index]
    stacks = [
        (words.short_ring(at), f"r{min(at, 4)}", [float(n) for n in one.by_year[name]])
        for at, name in enumerate(one.by_year.columns)
    ]
    told = "; ".join(
        f"{year}: {', '.join(f'{name} km {n}' for name, n in row.items() if n)}"
        for year, row in one.by_year.iterrows()
        if row.any()
    )
    caption = words.say("chart_years", basis=words.basis)
    svg = columns(
        years,
        stacks,
        mark=(decimal_year(one.event), words.anchor),
        alternative=f"{caption}. {told}",
    )
    return Chart(caption, svg)


def _map_chart(one: SpilloverReport, words: Words, count: int) -> Chart:
    """Draw the first rings, so many of them."""
    sites = one.sites[one.sites["ring"] < count]
    groups = []
    for period, paint, hollow in (
        ("undated", "pale", True), ("before", "main", True), ("after", "main", False),
    ):  # fmt: skip
        own = sites[sites["period"] == period]
        places = one.all_sites.loc[own.index, ["lon", "lat"]].to_numpy(float)
        names = list(own[f"name_{words.lang}"])
        groups.append((words.period(period), paint, hollow, places, names))
    center = (float(one.anchor_site["lon"]), float(one.anchor_site["lat"]))
    caption = words.say("chart_map", anchor=words.anchor, far=f"{one.rings[count - 1]:g}")
    told = ", ".join(f"{name} {len(places)}" for name, _, _, places, _ in groups)
    svg = ring_map(
        one.dataset.prefectures, center, one.rings[:count], groups, alternative=f"{caption}. {told}"
    )
    return Chart(caption, svg)


def _ratio_text(row: Any) -> str:
    if math.isnan(row.p_value):
        return wording.NOTHING
    ratio, low, high = (
        "∞" if math.isinf(value) else numbers.decimal(value, 2 if value < 10 else 0)  # noqa: PLR2004
        for value in (row.ratio, row.lower, row.upper)
    )
    return f"{ratio} ({low}–{high})"


def _ratio_chart(one: SpilloverReport, words: Words) -> Chart:
    rows = [
        Interval(
            words.short_ring(at), row.ratio, row.lower, row.upper, _ratio_text(row),
            sure=row.p_value < LEVEL,
        )
        for at, row in enumerate(each(one.by_ring))
        if not math.isnan(row.p_value)
    ]  # fmt: skip
    caption = words.say("chart_ratio", far=words.near("far_km"))
    if not rows:
        return Chart(f"{caption}: {words.say('s_no_change')}", "")
    return Chart(caption, intervals(rows, ticks=TICKS, note=caption))


def _distance_chart(one: SpilloverReport, words: Words) -> Chart:
    dated = one.sites[one.sites["period"].isin(["before", "after"])]
    end = min(float(dated["km"].max()), max(one.rings[-1] * 3, 600))
    series, told = [], []
    for period, paint in (("after", "main"), ("before", "quiet")):
        km = sorted(dated.loc[dated["period"] == period, "km"])
        points = [(far, (at + 1) / len(km)) for at, far in enumerate(km)]
        series.append((f"{words.period(period)} ({len(km)})", paint, points))
        inside = sum(far <= one.rings[0] for far in km)
        told.append(f"{words.period(period)}: {inside}/{len(km)} ≤ {words.near()} km")
    caption = words.say("chart_distance", anchor=words.anchor)
    alternative = f"{caption}. {'; '.join(told)}"
    return Chart(caption, curves(series, right_end=end, unit="km", alternative=alternative))


def _placebo_chart(one: SpilloverReport, words: Words) -> Chart:
    apart = one.placebo_sites[~one.placebo_sites["overlaps"]]
    dated = apart[apart["near_before"] + apart["near_after"] > 0]
    caption = words.say("chart_placebo", near=words.near())
    ratio = float(one.placebo["ratio"])
    svg = dot_plot(
        list(dated["ratio"]),
        (ratio, words.anchor),
        ticks=TICKS,
        alternative=f"{caption}. {words.anchor}: {numbers.decimal(ratio, 1)}; "
        f"{len(dated)}: {', '.join(numbers.decimal(value, 1) for value in dated['ratio'][:5])} …",
        words=(words.say("less"), words.say("more")),
    )
    return Chart(caption, svg)


def _money(value: float, lang: str) -> str:
    return wording.NOTHING if math.isnan(value) else numbers.yen(value, lang)


def _tables(one: SpilloverReport, words: Words) -> Iterator[Block]:
    yield ring_table(one, words)
    yield Paragraph(words.say("ring_note", far=words.near("far_km")), quiet=True)
    yield Folded(site_table(one, words))
    yield Folded(_placebo_table(one, words))
    yield Folded(_year_table(one, words))


def ring_table(one: Spillover, words: Words) -> Table:
    """Return the table of rings in words."""
    head = (
        "ring_head", "before", "after", "undated", "named", "per_year_before", "per_year_after",
        "expected", "ratio", "p", "money_after",
    )  # fmt: skip
    rows = []
    for at, row in enumerate(each(one.by_ring)):
        known = not math.isnan(row.p_value)
        money = _money(row.investment_after, words.lang)
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
                _ratio_text(row),
                wording.p_text(row.p_value).removeprefix("p = ").removeprefix("p ")
                if known
                else "",
                money,
            ]
        )
    caption = words.say("table_rings")
    header = [words.say(key) for key in head]
    return Table(caption, header, rows, numeric=frozenset(range(1, len(head))))


def site_table(one: Spillover, words: Words) -> Table:
    """Return the sites within the rings in words, nearest first."""
    lang = words.lang
    sites = one.sites[one.sites["ring"] < len(one.rings)]
    rows = []
    for row in each(sites):
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
                _money(row.investment_jpy_bn, lang),
                locales.text("position", row.position, lang),
            ]
        )
    head = ("site", "distance", "prefecture", "sector", "date", "period", "named", "money", "exact")
    return Table(
        words.say("table_sites", n=len(rows), far=words.near("far_km")),
        [words.say(key) for key in head],
        rows,
        numeric=frozenset({1, 7}),
        links=list(sites["source_url"]),
    )


def _placebo_table(one: Spillover, words: Words) -> Table:
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
    return Table(caption, head, rows, numeric=frozenset({1, 2, 3}))


def _year_table(one: Spillover, words: Words) -> Table:
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
    return Table(words.say("table_years"), head, rows, numeric=frozenset({1, 2, 3}))
