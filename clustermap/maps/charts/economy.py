"""Charts of official figures: quotients as dots, and growth against specialization or share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import locales
from clustermap.errors import DataError
from clustermap.maps.charts.sheet import HEIGHT, WIDTH, ChartSheet, chart_facts
from clustermap.maps.charts.ticks import round_ticks
from clustermap.maps.figures.describe import join

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.charts.sheet import ChartLook
    from clustermap.maps.figures.figure import MapFigure

#: Rows that one sheet holds, and centimeters that a row takes.
ROWS, ROW = 60, 0.42
#: Bubbles that are named at most.
NAMED = 12


def official_quotients(
    answer: Answer,
    selection: Selection,  # noqa: ARG001
    look: ChartLook,
) -> MapFigure:
    """Draw the quotients of one area by industry, or of one industry by area, as dots."""
    found, facts = answer.table, chart_facts(answer)
    labels, sources = facts["labels"][look.lang], [text[look.lang] for text in facts["sources"]]
    by_area = len(set(found["industry"])) == 1 and len(set(found["code"])) > 1
    if not by_area and len(set(found["code"])) > 1:
        raise DataError(
            "Too many areas and industries for one chart.", "Choose one area, or one --industry."
        )
    drawn = found[found["lq"].notna()].sort_values("lq", ascending=False, kind="stable")
    left_out = len(drawn) - ROWS
    drawn = drawn.head(ROWS)
    names = facts["areas"][look.lang]
    rows = [
        names[row["code"]] if by_area else labels[row["key"]]
        for row in drawn.assign(key=_keys(drawn)).to_dict("records")
    ]
    of = labels[_keys(found)[0]] if by_area else names[found["code"].iloc[0]]
    title = locales.text("economy", "chart_lq", look.lang, of=of)
    notes = [locales.text("economy", "chart_lq_note", look.lang)]
    if left_out > 0:
        notes.append(locales.text("economy", "chart_more", look.lang, n=str(left_out)))
    size = (WIDTH, max(5.5, 3.4 + ROW * len(drawn)))
    sheet = ChartSheet(look, title, notes, size=size, credits_=sources, sites=False)
    highest = float(
        np.nanmax(drawn[["lq", *(["upper"] if "upper" in drawn else [])]].to_numpy(float))
    )
    _dots(sheet, drawn, rows, round_ticks(0, highest, 6))
    words = "; ".join(f"{name} {lq:.2f}" for name, lq in zip(rows, drawn["lq"], strict=True))
    return sheet.finished(join([f"{title}: {words}.", *notes], look.lang))


def _keys(table: pd.DataFrame) -> list[str]:
    """Return what the label of each row goes by: its sector, else its industry."""
    return list(table["sector" if "sector" in table else "industry"])


def _dots(sheet: ChartSheet, drawn: pd.DataFrame, rows: list[str], ticks: list[float]) -> None:
    theme, em, letters = sheet.look.theme, sheet.em, sheet.paper.letters
    size = 0.85 * em
    texts = [letters.cut(text, size, 0.5 * sheet.body.width) for text in rows]
    left = max((letters.width(text, size) for text in texts), default=0) + em
    x_label = locales.text("economy", "lq", sheet.look.lang)
    axes: Axes = sheet.axes(sheet.body, x=ticks, y=[], x_label=x_label, left=left)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.axvline(1, color=theme.muted, linewidth=0.13 * em, zorder=1)
    place = axes.get_yaxis_transform()
    for at, row in enumerate(drawn.to_dict("records")):
        lq, few = row["lq"], bool(row["few"])
        color = theme.hatch if few else theme.above[3] if lq > 1 else theme.below[0]
        ends = [row.get("lower", np.nan), row.get("upper", np.nan)]
        if np.isnan(ends).any():
            ends = [row["range_low"], row["range_high"]]
        axes.plot(ends, [at, at], color=color, linewidth=0.2 * em, zorder=2)
        axes.scatter(
            [lq], [at], s=(0.6 * em) ** 2, color=theme.paper if few else color, edgecolors=color,
            linewidths=0.1 * em, zorder=3, clip_on=False,
        )  # fmt: skip
        style: dict[str, Any] = {"va": "center", "ha": "right"}
        axes.annotate(
            letters.printable(texts[at]), (0, at), xycoords=place, xytext=(-0.5 * em, 0),
            textcoords="offset points", annotation_clip=False,
            color=theme.muted if few else theme.ink, **style, **letters.style(size),
        )  # fmt: skip


def growth_share(answer: Answer, selection: Selection, look: ChartLook) -> MapFigure:  # noqa: ARG001
    """Draw growth against specialization (one area), or against share (several), as bubbles."""
    found, facts = answer.table, chart_facts(answer)
    areas, labels = facts["areas"][look.lang], facts["labels"][look.lang]
    one_area = len(set(found["code"])) == 1
    drawn = found[(found["industry"] != "all") if one_area else (found["code"] != "00")]
    drawn = drawn[drawn["growth"].notna() & (drawn["end"] > 0)]
    if not one_area and len(set(drawn["industry"])) > 1:
        raise DataError(
            "Too many areas and industries for one chart.", "Choose one area, or one --industry."
        )
    names = [areas[code] for code in drawn["code"]]
    if one_area:
        names = [labels[industry] for industry in drawn["industry"]]
    # a quotient is the share of the industry over the share of everything
    across = drawn["share_end"] / facts["whole"] if one_area else 100 * drawn["share_end"]
    years = {"start": str(facts["years"][0]), "end": str(facts["years"][1])}
    of = areas[found["code"].iloc[0]] if one_area else labels[found["industry"].iloc[0]]
    basis = locales.text("economy", facts["basis"], look.lang)
    title = locales.text("economy", "chart_growth", look.lang, of=of, basis=basis, **years)
    note = locales.text("economy", "chart_growth_note", look.lang, basis=basis, end=years["end"])
    sheet = ChartSheet(
        look, title, [note], size=(WIDTH, HEIGHT),
        credits_=[text[look.lang] for text in facts["sources"]], sites=False,
    )  # fmt: skip
    growth = 100 * drawn["growth"].to_numpy(float)
    x = across.to_numpy(float)
    middle = 100 * facts["nation_growth"]
    # what lies far out is drawn at the edge
    low, high = np.quantile(np.append(growth, middle), [0.02, 0.98])
    axes = sheet.axes(
        sheet.body, x=round_ticks(0, float(x.max()), 6),
        y=round_ticks(float(low) - 2, float(high) + 2, 6),
        x_label=locales.text("economy", "lq" if one_area else "chart_share", look.lang),
        y_label=locales.text("economy", "chart_growth_y", look.lang),
    )  # fmt: skip
    _bubbles(sheet, axes, x, growth, drawn["end"].to_numpy(float), names, middle)
    if one_area:
        axes.axvline(1, color=look.theme.muted, linewidth=0.1 * sheet.em, zorder=1)
    order = np.argsort(-drawn["end"].to_numpy(float), kind="stable")[:NAMED]
    words = "; ".join(f"{names[at]} {growth[at]:+.1f}%" for at in order)
    return sheet.finished(join([f"{title}: {words}.", note], look.lang))


def _bubbles(
    sheet: ChartSheet, axes: Axes, x: Any, y: Any, sizes: Any, names: list[str], middle: float
) -> None:
    from matplotlib.patheffects import withStroke

    theme, em, letters = sheet.look.theme, sheet.em, sheet.paper.letters
    bottom, top = axes.get_ylim()
    y = np.clip(y, bottom, top)
    axes.axhline(middle, color=theme.muted, linewidth=0.1 * em, zorder=1)
    areas = (0.5 * em) ** 2 + (2.6 * em) ** 2 * sizes / sizes.max()
    colors = [theme.above[3] if one > middle else theme.below[0] for one in y]
    axes.scatter(
        x, y, s=areas, color=colors, alpha=0.75, edgecolors=theme.paper, linewidths=0.08 * em,
        zorder=3, clip_on=False,
    )  # fmt: skip
    taken: list[tuple[float, float]] = []
    right = axes.get_xlim()[1]
    for at in np.argsort(-sizes, kind="stable"):
        spot = (x[at] / right, (y[at] - bottom) / (top - bottom))
        near = any(abs(spot[0] - a) < 0.2 and abs(spot[1] - b) < 0.05 for a, b in taken)
        if near or len(taken) == NAMED:
            continue
        taken.append(spot)
        side, turn = ("left", 1) if spot[0] < 0.65 else ("right", -1)
        radius = np.sqrt(areas[at]) / 2
        style: dict[str, Any] = {"ha": side, "va": "center", "color": theme.ink, "zorder": 5}
        axes.annotate(
            letters.printable(names[at]), (x[at], y[at]),
            xytext=((radius + 0.3 * em) * turn, 0), textcoords="offset points",
            path_effects=[withStroke(linewidth=0.3 * em, foreground=theme.paper)],
            annotation_clip=False, **style, **letters.style(0.75 * em),
        )  # fmt: skip
