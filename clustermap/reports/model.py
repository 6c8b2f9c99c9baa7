"""What a report is: its answers, its sections, its words; the writers only set them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clustermap.locales import wording
from clustermap.maps import titles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.colored import ColoredAreas
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.blocks import Block
    from clustermap.reports.brief.content import Brief


@dataclass(frozen=True, eq=False, repr=False)
class Facts:
    """The answers of a report.

    ``counts`` (prefectures x sectors), ``ranking`` (by sites), ``specialization``,
    ``autocorrelation`` and ``local`` (answers for all of Japan, of which the report shows the
    rows selected), ``zones`` and ``events`` (of the selection), ``clusters`` (what a map of
    significant clusters shows).
    """

    selection: Selection
    indicators: IndicatorTable
    clusters: ColoredAreas | None
    sectors: tuple[str, ...]
    counts: pd.DataFrame
    ranking: pd.DataFrame
    specialization: pd.DataFrame
    autocorrelation: pd.DataFrame
    local: Answer
    zones: pd.DataFrame
    events: pd.DataFrame

    @property
    def standing(self) -> pd.DataFrame:
        """The sites that are counted: all but the closed, unless those were asked for."""
        return standing(self.selection)

    def names(self, lang: str) -> dict[str, str]:
        """Return the names of all prefectures by code."""
        column = self.selection.national.prefectures[f"name_{lang}"]
        return dict(zip(map(str, column.index), map(str, column), strict=True))

    def place(self, lang: str) -> str:
        """Name what was selected."""
        return titles.places(self.selection)[lang]


@dataclass(frozen=True)
class Section:
    """A part of a report: its heading, its message in one sentence, and what bears it out."""

    key: str
    heading: str
    message: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    #: Small print: methods, sources.
    quiet: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class ReportContent:
    """A report as its writers take it.

    ``page`` makes the interactive map, for those who can show it.
    """

    facts: Facts
    lang: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    credits: tuple[str, ...]
    picture: MapFigure
    page: Callable[[], str] | None = None
    #: The brief on the place, which leads the report.
    lead: Brief | None = None


def standing(selection: Selection) -> pd.DataFrame:
    """Return the sites of a selection that are not closed, unless statuses were chosen."""
    sites: pd.DataFrame = selection.sites
    return sites if selection.chosen.statuses else sites[sites["status"] != "closed"]


def say(key: str, lang: str, **values: Any) -> str:
    """Return a sentence of the group "report"."""
    return wording.say("report", key, lang, **values)
