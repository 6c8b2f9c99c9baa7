"""Quotients: location quotients with their intervals, and who is whose nearest neighbor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import locales
from clustermap.maps.charts.sheet import HEIGHT, WIDTH, ChartSheet, chart_facts
from clustermap.maps.charts.ticks import round_ticks
from clustermap.maps.figures.describe import join
from clustermap.maps.figures.layout import Box
from clustermap.maps.figures.legend import LegendBlock, LegendRow
from clustermap.maps.figures.paper import HATCH, Fill
from clustermap.maps.palettes import contrast_ink, ramp

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.charts.sheet import ChartLook
    from clustermap.maps.figures.figure import MapFigure

LEVEL = 0.05
#: More columns than these have their labels upright.
FIT = 7
#: Centimeters a row of a dot-and-whisker panel takes.
ROW = 0.34


def quotients(answer: Answer, selection: Selection, look: ChartLook) -> MapFigure:  # noqa: ARG001
    """Draw location quotients as dots, their intervals as lines; grey where few."""
    found = answer.table
    one_area = len(set(found["code"])) == 1
    drawn = found[(found["sites"] > 0) & found["lq_sites"].notna()]
    if one_area:
        panels = {
            str(found["name"].iloc[0]): _rows(drawn, [look.label(s) for s in drawn["sector"]])
        }
    else:
        panels = {
            look.label(str(sector)): _rows(part, list(part["name"]))
            for sector, part in drawn.groupby("sector", sort=False)
        }
    longest = max((len(rows) for rows in panels.values()), default=1)
    columns = min(len(panels), 3)
    lines = -(-len(panels) // max(columns, 1))
    height = max(5.5, 3.2 + lines * (1.7 + ROW * longest))
    notes = [look.say("quotients_note")]
    left_out = int((found["sites"] == 0).sum())
    if left_out and not one_area and len(panels) == 1:
        notes.append(look.say("quotients_none", n=str(left_out)))
    size = (WIDTH + 4 * (columns - 1), height)
    sheet = ChartSheet(look, look.say("quotients"), notes, size=size)
    top = max((float(rows["upper"].max()) for rows in panels.values() if len(rows)), default=2.0)
    ticks = round_ticks(0, top, 6)
    for at, (title, rows) in enumerate(panels.items()):
        box = _cell(sheet, at, columns, lines)
        _whiskers(sheet, box, rows, title, ticks)
    sure = drawn[(drawn["q"] <= LEVEL) & ~drawn["few"]]
    listing = "; ".join(
        f"{row['name']} {look.label(row['sector'])} {row['lq_sites']:.2f} "
        f"({row['lower']:.2f}–{row['upper']:.2f})"
        for row in sure.to_dict("records")
    )
    words = [f"{look.say('quotients')}; {look.say('quotients_sure')}: {listing or '–'}.", *notes]
    return sheet.finished(join(words, look.lang))


def _rows(part: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    """Return the rows of a panel: those that can be read first, by quotient."""
    rows = part.assign(label=labels)
    return rows.sort_values(["few", "lq_sites"], ascending=[True, False], kind="stable")


def _cell(sheet: ChartSheet, at: int, columns: int, lines: int) -> Box:
    gap, box = 2.2 * sheet.em, sheet.body
    wide = (box.width - gap * (columns - 1)) / columns
    high = (box.height - gap * (lines - 1)) / lines
    x = box.x + (at % columns) * (wide + gap)
    return Box(x, box.top - (at // columns) * (high + gap) - high, wide, high)


def _whiskers(
    sheet: ChartSheet, box: Box, rows: pd.DataFrame, title: str, ticks: list[float]
) -> None:
    look, em, letters = sheet.look, sheet.em, sheet.paper.letters
    theme, size = look.theme, 0.85 * em
    texts = [letters.cut(str(text), size, 0.45 * box.width) for text in rows["label"]]
    counts = [f"{n:,}" for n in rows["sites"]]
    number = max((letters.width(text, size) for text in counts), default=0)
    left = max((letters.width(text, size) for text in texts), default=0) + number + 1.6 * em
    axes: Axes = sheet.axes(
        box, x=ticks, y=[], title=title, x_label=look.say("quotients_x"), left=left
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.axvline(1, color=theme.muted, linewidth=0.13 * em, zorder=1)
    for at, row in enumerate(rows.to_dict("records")):
        few, sure, quotient = bool(row["few"]), bool(row["q"] <= LEVEL), row["lq_sites"]
        color = theme.hatch if few else theme.above[3] if quotient > 1 else theme.below[0]
        if not few and not sure:
            color = theme.muted
        width = (0.1 if few else 0.2) * em
        axes.plot(
            [row["lower"], row["upper"]], [at, at], color=color, linewidth=width,
            solid_capstyle="butt", zorder=2,
        )  # fmt: skip
        axes.scatter(
            [quotient], [at], s=(0.6 * em) ** 2, color=theme.paper if few else color,
            edgecolors=color, linewidths=0.1 * em, zorder=3, clip_on=False,
        )  # fmt: skip
        ink = theme.muted if few else theme.ink
        style: dict[str, Any] = {"va": "center", "ha": "right", "color": ink}
        place = axes.get_yaxis_transform()
        for text, offset in ((texts[at], number + 1.1 * em), (counts[at], 0.5 * em)):
            axes.annotate(
                letters.printable(text), (0, at), xycoords=place, xytext=(-offset, 0),
                textcoords="offset points", annotation_clip=False, **style, **letters.style(size),
            )  # fmt: skip


def matrix(answer: Answer, selection: Selection, look: ChartLook) -> MapFigure:  # noqa: ARG001
    """Draw the co-location quotients as a square table, colored by how far they are from 1."""
    found = answer.table
    group = "sector" if chart_facts(answer)["by"] == "sector" else "segment"
    kinds = list(dict.fromkeys(found["from"]))
    if group == "sector":
        known = [kind for kind in locales.keys("sector") if kind in kinds]
        kinds = [*known, *(kind for kind in kinds if kind not in known)]
    labels = [locales.text(group, str(kind), look.lang) for kind in kinds]
    note = look.say(
        "colocation_note",
        n=f"{chart_facts(answer)['permutations']:,}",
        seed=str(chart_facts(answer)["seed"]),
    )
    many = len(kinds) > FIT
    sheet = ChartSheet(
        look,
        look.say("colocation"),
        [note],
        size=(WIDTH + 6, HEIGHT + 8) if many else (WIDTH, HEIGHT),
    )
    colors = _steps(look)
    sheet.legend(
        [
            LegendBlock(
                look.say("colocation_scale"),
                tuple(LegendRow(text, fill=Fill(color)) for text, color in colors),
            )
        ]
    )
    table = found.set_index(["from", "to"])
    cells = _grid(sheet, labels, look)
    for i, first in enumerate(kinds):
        for j, second in enumerate(kinds):
            _cell_of(sheet, cells[i][j], table.loc[(first, second)])
    drawn_to = table[(table["q"] <= LEVEL) & (table["quotient"] > 1) & ~table["few"]]
    listing = "; ".join(
        f"{locales.text(group, str(a), look.lang)} → {locales.text(group, str(b), look.lang)} "
        f"{quotient:.2f}"
        for a, b, quotient in drawn_to["quotient"].reset_index().itertuples(index=False, name=None)
    )
    return sheet.finished(join([f"{look.say('colocation')} {listing or '–'}.", note], look.lang))


_BOUNDS = (0.5, 0.8, 1.25, 2.0)


def _steps(look: ChartLook) -> list[tuple[str, str]]:
    theme = look.theme
    below, above = ramp(theme.below, 4), ramp(theme.above, 4)
    colors = (below[1], below[2], theme.zero, above[1], above[2])
    texts = ("< 0.5", "0.5 – 0.8", "0.8 – 1.25", "1.25 – 2", "> 2")
    return list(zip(texts, colors, strict=True))[::-1]


def _grid(sheet: ChartSheet, labels: list[str], look: ChartLook) -> list[list[Box]]:
    """Set the labels of rows and columns, and return the cells."""
    em, letters, box = sheet.em, sheet.paper.letters, sheet.body
    n, size = len(labels), 0.9 * em
    wide = min(max(letters.width(text, size) for text in labels), 0.3 * box.width) + 0.8 * em
    head = (
        2.9 * em
        if n <= FIT
        else min(max(letters.width(t, size) for t in labels), 0.3 * box.height) + 2.2 * em
    )
    side_x = (box.width - wide) / n
    side_y = min((box.height - head) / n, side_x)
    muted = look.theme.muted
    sheet.paper.text(box.x, box.top - 1.1 * em, look.say("colocation_from"), size, color=muted)
    sheet.paper.text(box.x + wide, box.top - 1.1 * em, look.say("colocation_to"), size, color=muted)
    top = box.top - head
    for at, text in enumerate(labels):
        y = top - (at + 0.5) * side_y - 0.35 * size
        sheet.paper.text(box.x, y, letters.cut(text, size, wide - 0.5 * em), size)
        x = box.x + wide + (at + 0.5) * side_x
        if n <= FIT:
            fitting = size * min(1.0, (side_x - 0.3 * em) / letters.width(text, size))
            fitting = max(fitting, 0.7 * size)
            line = letters.cut(text, fitting, side_x - 0.3 * em)
            sheet.paper.text(x, top + 0.5 * em, line, fitting, ha="center")
        else:
            line = letters.cut(text, size, head - 2.2 * em)
            sheet.paper.text(x, top + 0.4 * em, line, size, rotation=90, ha="center", va="bottom")
    return [
        [Box(box.x + wide + j * side_x, top - (i + 1) * side_y, side_x, side_y) for j in range(n)]
        for i in range(n)
    ]


def _cell_of(sheet: ChartSheet, box: Box, row: pd.Series[Any]) -> None:
    from matplotlib.patches import Rectangle

    theme, em = sheet.look.theme, sheet.em
    value, few = float(row["quotient"]), bool(row["few"])
    steps = [color for _, color in _steps(sheet.look)[::-1]]
    color = theme.none if np.isnan(value) else steps[int(np.searchsorted(_BOUNDS, value, "right"))]
    shape = Rectangle(
        (box.x, box.y), box.width, box.height, facecolor=theme.zero if few else color,
        edgecolor=theme.paper, linewidth=0.2 * em,
    )  # fmt: skip
    sheet.paper.axes.add_patch(shape)
    if few:
        hatched = Rectangle(
            (box.x, box.y), box.width, box.height, facecolor="none", edgecolor=theme.none,
            linewidth=0, hatch=HATCH,
        )  # fmt: skip
        sheet.paper.axes.add_patch(hatched)
    if np.isnan(value):
        return
    sure = bool(row["q"] <= LEVEL) and not few
    size = min(em, 0.3 * box.width)
    ink = theme.muted if few else contrast_ink(color)
    sheet.paper.text(
        box.x + box.width / 2, box.y + box.height / 2 - 0.35 * size, f"{value:.2f}", size,
        bold=sure, color=ink, ha="center",
    )  # fmt: skip
