"""Maps of results: clusters and outliers, hot spots of sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from clustermap import locales
from clustermap.analysis.indicators import Indicator
from clustermap.data.credits import boundary_credit
from clustermap.maps.charts.sheet import ChartSheet, chart_facts
from clustermap.maps.figures.country import Country
from clustermap.maps.figures.describe import groups, join
from clustermap.maps.figures.legend import LegendBlock, LegendRow
from clustermap.maps.figures.paper import Fill
from clustermap.maps.figures.shading import category_scale, legend_block
from clustermap.maps.figures.subject import Panel, Subject
from clustermap.maps.local_classes import local_categories
from clustermap.maps.palettes import sector_colors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.charts.sheet import ChartLook
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.figures.projection import View


def local_map(answer: Answer, selection: Selection, look: ChartLook) -> MapFigure:
    """Draw which areas lie in clusters; what was not found is hatched, what not tested grey."""
    found = answer.table
    facts = chart_facts(answer)
    measure = locales.text("measure", facts["measure"], look.lang)
    note = look.say(
        "local_note",
        measure=measure,
        weights=facts["weights"],
        permutations=f"{facts['permutations']:,}",
        seed=str(facts["seed"]),
        tests=f"{facts['tested']:,}",
    )
    labels_of = facts.get("labels", {})
    variables = list(dict.fromkeys(found["variable"]))
    about = Indicator(
        id="local",
        label=locales.same(""),
        group="result",
        unit=locales.same(""),
        scale="categorical",
        categories=local_categories(facts["measure"]),
    )
    title = (
        look.say("local")
        if facts["measure"] == "moran"
        else look.say("local_g", measure=facts["measure"].upper())
    )
    if len(variables) == 1:
        title += ("：" if look.lang == "ja" else ": ") + look.label(str(variables[0]), labels_of)
    scale = category_scale(about, look.theme, look.lang)
    panels = []
    for variable in variables:
        labels = found[found["variable"] == variable].set_index("code")["label"]
        labels = labels.reindex(selection.prefectures.index)
        nothing = labels.isna() & False
        panel = Panel(look.label(str(variable), labels_of), about, labels, nothing, nothing)
        panels.append(replace(panel, classes=scale.of(labels, nothing, nothing)))
    subject = Subject(selection, look.lang, title, about, tuple(panels), scale, sites=False)
    credits_ = [text[look.lang] for text in facts.get("sources", [])]
    sheet = ChartSheet(
        look, title, [note], credits_=[*credits_, boundary_credit(selection)[look.lang]],
        sites=not facts.get("sources"),
    )  # fmt: skip
    classes = [name for panel in panels for name in panel.classes.values()]
    sheet.legend(
        [
            legend_block(
                scale, classes, about, look.lang, counted=subject.noun if len(panels) == 1 else ""
            )
        ]
    )
    country = Country(subject, sheet.paper)
    for panel, box in zip(panels, sheet.cells(len(panels), 1.1, 0.8), strict=True):
        inner = box
        if len(panels) > 1:
            size = sheet.em
            sheet.paper.text(box.x, box.top - 1.1 * size, panel.label, size, bold=True)
            inner = box.below(1.5 * size)
        country.draw(panel, inner)
    words = [f"{title}."]
    for panel in panels:
        if len(panels) > 1:
            words.append(panel.label + ("：" if look.lang == "ja" else ":"))
        words += groups(panel.values, subject.names, about, look.lang)
    return sheet.finished(join([*words, note], look.lang))


class _Hotspots(Country):
    """Sites with the outlines of their groups, drawn where the zones of a map are."""

    def __init__(
        self, subject: Subject, sheet: ChartSheet, sectors: Sequence[str], hulls: Sequence[str]
    ) -> None:
        super().__init__(subject, sheet.paper)
        self.sectors, self.hulls = sectors, hulls
        self.look = sheet.look

    def _zones(self, axes: Axes, view: View) -> None:
        from matplotlib.collections import PathCollection

        from clustermap.maps.figures.areas import shape_path

        em = self.paper.em
        wide = max(view.size) / 110
        colors = sector_colors(self.subject.selection.sectors)
        hulls = view.projection.shapes(shapely.from_wkt(np.array(self.hulls, dtype=object)))
        around = shapely.buffer(hulls, wide)
        for shape, sector in zip(around, self.sectors, strict=True):
            color = colors[sector][self.look.theme.dark]
            path = [shape_path(shape)]
            axes.add_collection(
                PathCollection(path, facecolors=color, alpha=0.22, linewidths=0, zorder=4)
            )
            line = PathCollection(
                path, facecolors="none", edgecolors=color, linewidths=0.13 * em, zorder=5
            )
            axes.add_collection(line)
        self._numbers(axes, view, around)

    def _numbers(self, axes: Axes, view: View, around: Any) -> None:
        """Write the number of each group beside it."""
        from matplotlib.patheffects import withStroke

        em, theme, letters = self.paper.em, self.look.theme, self.paper.letters
        halo = [withStroke(linewidth=0.35 * em, foreground=theme.paper)]
        bounds = shapely.bounds(around)
        for number, box in enumerate(bounds, start=1):
            place = np.array([[box[2], box[3]]])
            if view.holds(place)[0]:
                style: dict[str, Any] = {"color": theme.ink, "path_effects": halo, "zorder": 9}
                axes.annotate(
                    str(number),
                    place[0],
                    xytext=(0.1 * em, 0.1 * em),
                    textcoords="offset points",
                    **style,
                    **letters.style(0.85 * em, bold=True),
                )


def hotspot_map(answer: Answer, selection: Selection, look: ChartLook) -> MapFigure:
    """Draw the groups of sites over the sites, numbered as in the legend."""
    found = answer.table
    facts = chart_facts(answer)
    note = look.say(
        "hotspots_note",
        size=str(facts["min_size"]),
        method=facts["method"].upper(),
        radius=f"{facts['radius_km']:g}",
    )
    title = look.say("hotspots")
    sheet = ChartSheet(look, title, [note], credits_=[boundary_credit(selection)[look.lang]])
    colors = sector_colors(selection.sectors)
    lines = [
        f"{at}  {name} ({locales.text('sector', sector, look.lang)})"
        for at, (name, sector) in enumerate(zip(found["name"], found["sector"], strict=True), 1)
    ]
    rows = tuple(
        LegendRow(line, int(size), fill=Fill(colors[sector][look.theme.dark]))
        for line, size, sector in zip(lines, found["size"], found["sector"], strict=True)
    )
    sheet.legend([LegendBlock(look.say("group"), rows)])
    nothing = pd.Series(np.nan, index=selection.prefectures.index)
    plain = Panel("", None, nothing, nothing.notna(), nothing.notna())
    subject = Subject(selection, look.lang, title, None, (plain,), zones=True)
    _Hotspots(subject, sheet, list(found["sector"]), facts["hulls"]).draw(plain, sheet.body)
    listing = "; ".join(f"{line}: {size}" for line, size in zip(lines, found["size"], strict=True))
    return sheet.finished(join([f"{title}: {listing}.", note], look.lang))
