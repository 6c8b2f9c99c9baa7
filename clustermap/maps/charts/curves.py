"""Curves and clouds: localization curves, Moran scatterplots, distance functions with bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clustermap import locales
from clustermap.locales.approximations import approximation_sentences
from clustermap.maps.charts.frame import Frame, chart_facts, round_ticks
from clustermap.maps.figures.describe import join
from clustermap.maps.figures.legend import Block, Row
from clustermap.maps.figures.paper import Fill
from clustermap.maps.palettes import sector_colors

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.charts.frame import Look
    from clustermap.maps.figures.figure import MapFigure

_COLUMN = {"k": "density", "m": "m", "l": "l"}


def localization_curves(answer: Answer, selection: Selection, look: Look) -> MapFigure:  # noqa: ARG001
    """Draw each sector's cumulated share against that of the reference."""
    found = answer.table
    from matplotlib.patheffects import withStroke

    name = chart_facts(answer)["reference"]
    key = locales.find("reference", name)
    reference = locales.text("reference", key, look.lang) if key else name
    frame = Frame(look, look.say("lorenz"), [look.say("lorenz_note")])
    rows = found.set_index("sector")
    colors = sector_colors(tuple(map(str, rows.index)))
    ranked = rows["locational_gini"].sort_values(ascending=False).dropna()
    legend = [
        Row(
            f"{look.label(str(sector))}  {gini:.2f}",
            fill=Fill(colors[str(sector)][look.theme.dark]),
        )
        for sector, gini in ranked.items()
    ]
    even = look.say("lorenz_even", reference=reference)
    frame.legend([Block("", (*legend, Row(even, fill=Fill(look.theme.muted))))])
    ticks = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    axes = frame.axes(
        frame.body,
        x=ticks,
        y=ticks,
        x_label=look.say("lorenz_x", reference=reference),
        y_label=look.say("lorenz_y"),
    )
    axes.set_xlim(-0.005, 1.005)
    axes.set_ylim(-0.005, 1.005)
    width = 0.22 * frame.em
    axes.plot([0, 1], [0, 1], color=look.theme.muted, linewidth=0.5 * width, dashes=(6, 4))
    halo = [withStroke(linewidth=2.2 * width, foreground=look.theme.paper)]
    for sector in reversed(ranked.index):
        curve = chart_facts(answer)["curves"][sector]
        color = colors[str(sector)][look.theme.dark]
        axes.plot(
            curve["reference"], curve["sector"], color=color, linewidth=width, path_effects=halo
        )
    words = [
        f"{look.say('lorenz')}: "
        + "; ".join(f"{look.label(str(sector))} {gini:.2f}" for sector, gini in ranked.items()),
        look.say("lorenz_note"),
    ]
    return frame.finished(join(words, look.lang))


def moran_scatterplots(answer: Answer, selection: Selection, look: Look) -> MapFigure:
    """Draw each value against the mean of its neighbors, one panel a variable."""
    found = answer.table
    facts = chart_facts(answer)
    note = look.say(
        "moran_note",
        permutations=f"{facts['permutations']:,}",
        seed=str(facts["seed"]),
        weights=facts["weights"],
    )
    rows = found.set_index("variable")
    names = [name for name in rows.index if facts["scatter"][name]["z"]]
    labels = facts.get("labels", {})
    credits_ = [text[look.lang] for text in facts.get("sources", [])]
    frame = Frame(
        look, look.say("moran"), [note], credits_=credits_, sites=not facts.get("sources")
    )
    areas = dict(
        zip(selection.prefectures.index, selection.prefectures[f"name_{look.lang}"], strict=True)
    )
    for name, box in zip(names, frame.cells(len(names), 1.25), strict=True):
        cloud = facts["scatter"][name]
        z, lag = np.array(cloud["z"]), np.array(cloud["lag"])
        row = rows.loc[name]
        axes = frame.axes(
            box,
            x=round_ticks(float(z.min()) - 0.1, float(z.max()) + 0.1, 6),
            y=round_ticks(float(lag.min()) - 0.1, float(lag.max()) + 0.1, 5),
            title=f"{look.label(name, labels)}: I = {row['morans_i']:.2f}, p = {row['p']:.3g}",
            y_label=look.say("moran_y"),
            x_label=look.say("moran_x"),
        )
        _cloud(frame, axes, z, lag, [areas.get(one, str(one)) for one in cloud["area"]], row)
    words = "; ".join(
        f"{look.label(name, labels)} I = {index:.2f}, p = {p:.3g}"
        for name, index, p in rows.loc[names, ["morans_i", "p"]].itertuples(name=None)
    )
    return frame.finished(join([f"{look.say('moran')}: {words}.", note], look.lang))


def _cloud(
    frame: Frame, axes: Axes, z: Any, lag: Any, names: list[str], row: pd.Series[Any]
) -> None:
    from matplotlib.patheffects import withStroke

    theme, em = frame.look.theme, frame.em
    for line in (axes.axhline, axes.axvline):
        line(0, color=theme.muted, linewidth=0.08 * em)
    ends = np.array(axes.get_xlim())
    slope = float(row["morans_i"])
    axes.plot(ends, slope * ends, color=theme.above[2], linewidth=0.2 * em, zorder=3)
    axes.scatter(
        z, lag, s=(0.55 * em) ** 2, color=theme.sequential[4], edgecolors=theme.paper,
        linewidths=0.06 * em, zorder=4,
    )  # fmt: skip
    letters = frame.paper.letters
    # the areas farthest out are named, where there is room
    far = np.argsort(-np.hypot(z, lag), kind="stable")[:6]
    low, high = axes.get_xlim()
    step = np.diff(axes.get_ylim())[0] / 9
    taken: list[float] = []
    for at in far:
        if len(taken) == 3 or any(abs(lag[at] - one) < step for one in taken):
            continue
        taken.append(float(lag[at]))
        side, turn = ("left", 1) if z[at] < low + 0.6 * (high - low) else ("right", -1)
        style: dict[str, Any] = {"ha": side, "va": "center", "color": theme.ink, "zorder": 5}
        axes.annotate(
            letters.printable(names[at]),
            (z[at], lag[at]),
            xytext=(0.55 * em * turn, 0.1 * em),
            textcoords="offset points",
            path_effects=[withStroke(linewidth=0.3 * em, foreground=theme.paper)],
            **style,
            **letters.style(0.75 * em),
        )


def distance_curves(answer: Answer, selection: Selection, look: Look) -> MapFigure:  # noqa: ARG001
    """Draw a distance function of each sector with the bands of its null model."""
    found = answer.table
    function = chart_facts(answer)["function"]
    null = "null_land" if function == "l" else "null_labels"
    told = {
        "n": f"{chart_facts(answer)['simulations']:,}",
        "seed": str(chart_facts(answer)["seed"]),
    }
    bands = look.say("band_k" if function == "k" else "band_m")
    labels = {sector: look.label(sector) for sector in chart_facts(answer)["sites"]}
    approximate = approximation_sentences(chart_facts(answer)["approximations"], look.lang, labels)
    frame = Frame(look, look.say(function), [look.say(null, **told), bands, *approximate])
    theme = look.theme
    frame.legend(
        [
            Block(
                "",
                (
                    Row(look.say("observed"), fill=Fill(theme.sequential[4])),
                    Row(look.say("mean"), fill=Fill(theme.muted)),
                    Row(look.say("band"), fill=Fill(theme.none)),
                    Row(look.say("band_local"), fill=Fill(theme.hatch)),
                ),
            )
        ]
    )
    sectors = list(dict.fromkeys(found["sector"]))
    for sector, box in zip(sectors, frame.cells(len(sectors), 1.3), strict=True):
        curve = found[found["sector"] == sector]
        count = chart_facts(answer)["sites"][sector]
        title = f"{look.label(sector)} ({count:,})"
        if count < chart_facts(answer)["few"]:
            title = f"{look.label(sector)} – {look.say('few_points', n=str(count))}"
        _panel(frame, box, curve, _COLUMN[function], title, look)
    above = [
        look.label(sector)
        for sector in sectors
        for curve in [found[found["sector"] == sector]]
        if (curve[_COLUMN[function]] > curve["upper_global"]).any()
    ]
    words = [
        look.say(function) + ("：" if look.lang == "ja" else ": "),
        ", ".join(map(look.label, sectors)) + ("。" if look.lang == "ja" else "."),
        f"> {look.say('band')}: {', '.join(above) or '–'}.",
        *approximate,
    ]
    return frame.finished(join(words, look.lang))


def _panel(
    frame: Frame, box: Any, curve: pd.DataFrame, column: str, title: str, look: Look
) -> None:
    theme, em = look.theme, frame.em
    x = curve["distance_km"].to_numpy(float)
    values = curve[[column, "lower_global", "upper_global"]].to_numpy(float)
    top = float(np.nanmax(values))
    if column == "m":
        # M has no bound at short distances, where few sites have a neighbor
        top = min(top, 1.3 * float(np.nanmax(curve[column])))
    y_label = look.say({"density": "k", "m": "m", "l": "l"}[column] + "_y")
    axes = frame.axes(
        box,
        x=round_ticks(0, float(x.max()), 5),
        y=round_ticks(0, top, 5),
        title=title,
        x_label=look.say("distance"),
        y_label=y_label,
    )
    axes.set_xlim(0, float(x.max()))
    lower, upper = (curve[f"{side}_global"].to_numpy(float) for side in ("lower", "upper"))
    axes.fill_between(x, lower, upper, color=theme.none, linewidth=0, zorder=1)
    for side in ("lower", "upper"):
        axes.plot(x, curve[f"{side}_local"], color=theme.hatch, linewidth=0.09 * em, zorder=2)
    axes.plot(x, curve["mean"], color=theme.muted, linewidth=0.13 * em, dashes=(5, 3), zorder=3)
    if column == "m":
        axes.axhline(1, color=theme.muted, linewidth=0.07 * em)
    axes.plot(x, curve[column], color=theme.sequential[4], linewidth=0.24 * em, zorder=4)
