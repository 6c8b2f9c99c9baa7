"""Flows around a place as arcs on the map of Japan: wide where much, colored by who gains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.data.credits import boundary_credit
from clustermap.errors import DataError
from clustermap.maps.charts.sheet import ChartSheet, chart_facts
from clustermap.maps.figures.country import Country
from clustermap.maps.figures.describe import join
from clustermap.maps.figures.legend import LegendBlock, LegendRow
from clustermap.maps.figures.paper import Fill
from clustermap.maps.figures.subject import Panel, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.charts.sheet import ChartLook
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.figures.projection import View

#: Partners that are named.
NAMED = 6
#: How far an arc bends, as a share of its length.
BEND = 0.22


def arcs(answer: Answer, selection: Selection, look: ChartLook) -> MapFigure:
    """Draw the largest partners of a place as arcs; freight without names, for a picture only."""
    facts = chart_facts(answer)
    if not facts.get("place"):
        raise DataError("Arcs are drawn around one place.", "Choose it with --around PREF.")
    every = selection.national
    names = every.prefectures[f"name_{look.lang}"]
    what, year, folded = facts["what"], str(facts["year"]), facts["folded"]
    title = locales.text(
        "economy", f"arcs_{what}", look.lang, area=names[facts["place"]], year=year
    )
    n = str(folded["n"])
    notes = [locales.text("economy", "arcs_folded", look.lang, n=n)] if folded["n"] else []
    if what == "freight":
        notes.append(locales.text("economy", "note_freight", look.lang))
    credits_ = [facts["source"][look.lang], boundary_credit(selection)[look.lang]]
    sheet = ChartSheet(look, title, notes, credits_=credits_, sites=False)
    theme = look.theme
    rows = (
        LegendRow(locales.text("economy", "arcs_in", look.lang), fill=Fill(theme.above[3])),
        LegendRow(locales.text("economy", "arcs_out", look.lang), fill=Fill(theme.below[0])),
    )
    sheet.legend([LegendBlock(locales.text("economy", f"arcs_unit_{what}", look.lang), rows)])
    nothing = pd.Series(np.nan, index=every.prefectures.index)
    plain = Panel("", None, nothing, nothing.notna(), nothing.notna())
    subject = Subject(every, look.lang, title, None, (plain,), sites=False, zones=True)
    _Arcs(subject, sheet, facts, named=what == "migration").draw(plain, sheet.body)
    shown = facts["arcs"] if what == "migration" else []
    words = "; ".join(f"{names[one['code']]} {one['net']:+,}" for one in shown)
    return sheet.finished(join([f"{title}: {words}." if words else f"{title}.", *notes], look.lang))


class _Arcs(Country):
    """The country with arcs, drawn where the zones of a map are."""

    def __init__(
        self, subject: Subject, sheet: ChartSheet, facts: Mapping[str, Any], *, named: bool
    ) -> None:
        super().__init__(subject, sheet.paper)
        self.facts, self.named, self.look = facts, named, sheet.look

    def _zones(self, axes: Axes, view: View) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if view.group:
            return  # what goes to Okinawa leaves the main map toward it
        em, theme = self.paper.em, self.look.theme
        prefectures = self.subject.selection.national.prefectures
        offices = prefectures[["office_lon", "office_lat"]].to_numpy(float)
        places = dict(zip(prefectures.index, view.projection.points(offices), strict=True))
        here = places[self.facts["place"]]
        most = max(abs(one["net"]) for one in self.facts["arcs"]) or 1
        # small arcs lie on top
        for one in sorted(self.facts["arcs"], key=lambda one: -abs(one["net"])):
            there = places[one["code"]]
            gap = there - here
            middle = (here + there) / 2 + BEND * np.array([-gap[1], gap[0]])
            path = Path([here, middle, there], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
            color = theme.above[3] if one["net"] > 0 else theme.below[0]
            width = (0.1 + 0.75 * abs(one["net"]) / most) * em
            axes.add_patch(
                PathPatch(path, facecolor="none", edgecolor=color, linewidth=width, alpha=0.8,
                          capstyle="round", zorder=7)
            )  # fmt: skip
        axes.scatter(
            [here[0]],
            [here[1]],
            s=(0.7 * em) ** 2,
            color=theme.ink,
            edgecolors=theme.paper,
            zorder=8,
        )
        if self.named:
            self._names(axes, view, places)

    def _names(self, axes: Axes, view: View, places: dict[str, Any]) -> None:
        from matplotlib.patheffects import withStroke

        em, theme, letters = self.paper.em, self.look.theme, self.paper.letters
        halo = [withStroke(linewidth=0.35 * em, foreground=theme.paper)]
        taken: list[Any] = []
        step = max(view.size) / 28
        order = sorted(self.facts["arcs"], key=lambda one: -abs(one["net"]))
        for one in order:
            there = places[one["code"]]
            near = any(np.abs(there - other).max() < step for other in taken)
            if near or len(taken) == NAMED or not view.holds(there[None])[0]:
                continue
            taken.append(there)
            text = f"{self.subject.names[one['code']]} {one['net']:+,}".replace("-", "\u2212")
            style: dict[str, Any] = {"color": theme.ink, "path_effects": halo, "zorder": 9}
            axes.annotate(
                letters.printable(text), there, xytext=(0.4 * em, 0.1 * em),
                textcoords="offset points", **style, **letters.style(0.8 * em),
            )  # fmt: skip
