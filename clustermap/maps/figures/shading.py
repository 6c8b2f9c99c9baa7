"""What color each area has and what the legend says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.maps.classes import FEW, NONE, SUPPRESSED, ZERO, class_labels, classify, is_money
from clustermap.maps.figures.legend import LegendBlock, LegendRow
from clustermap.maps.figures.paper import Fill
from clustermap.maps.palettes import category_colors, class_colors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from clustermap.analysis.indicators import Indicator
    from clustermap.maps.classes import Classes
    from clustermap.maps.palettes import Theme


@dataclass(frozen=True)
class Scale:
    """Classes of an indicator, their labels and fills, by name.

    ``names`` are the classes in the order of the legend; ``classes`` the breaks of numbers, None
    where the values are categories.
    """

    classes: Classes | None
    names: tuple[str, ...]
    labels: dict[str, str]
    fills: dict[str, Fill]

    def of(
        self, values: pd.Series[Any], suppressed: pd.Series[bool], few: pd.Series[bool]
    ) -> dict[str, str]:
        """Return the name of each area's class."""
        return {
            str(code): self._name(value, bool(hidden), bool(small))
            for code, value, hidden, small in zip(
                values.index, values, suppressed, few, strict=True
            )
        }

    def _name(self, value: Any, hidden: bool, few: bool) -> str:  # noqa: FBT001
        if self.classes is None:
            return value if value in self.names else NONE
        known = self.classes.of(value, suppressed=hidden)
        return FEW if few and known not in {NONE, SUPPRESSED} else known


def category_scale(about: Indicator, theme: Theme, lang: str) -> Scale:
    """Make the scale of an indicator whose values are categories."""
    hatch = theme.hatch
    return Scale(
        None,
        tuple(one.id for one in about.categories),
        {
            **{one.id: one.label[lang] for one in about.categories},
            NONE: locales.text("figure", "no_data", lang),
        },
        {
            **{
                one.id: Fill(
                    category_colors(one.id)[theme.dark], hatch=hatch if one.hatched else None
                )
                for one in about.categories
            },
            NONE: Fill(theme.none),
        },
    )


def scale_of(
    values: NDArray[np.floating],
    about: Indicator,
    theme: Theme,
    lang: str,
    *,
    method: str = "quantiles",
    k: int = 5,
    breaks: Sequence[float] = (),
) -> Scale:
    """Make the classes of the values shown, with labels and fills.

    Parameters
    ----------
    values : numpy.ndarray
        Of the areas shown; NaN for what is withheld or not known.
    about : Indicator
        What they are.
    theme : Theme
    lang : {"en", "ja", "ko"}
    method : {"quantiles", "natural", "equal"}
    k : int
        Number of classes.
    breaks : sequence of float
        Breaks given by hand, in place of a method.
    """
    center = about.center if about.scale == "diverging" else None
    classes = classify(values, method=method, k=k, center=center, breaks=breaks)
    colors = class_colors(theme, len(classes.bounds), classes.below if center is not None else None)
    names = [str(at) for at in range(len(classes.bounds))]
    labels = dict(zip(names, class_labels(classes, values, about, lang), strict=True))
    fills = {name: Fill(color) for name, color in zip(names, colors, strict=True)}
    zero = locales.text("figure", "none", lang) if is_money(about) else "0"
    return Scale(
        classes,
        (*reversed(names), *((ZERO,) if classes.zero else ())),
        {
            **labels,
            ZERO: zero,
            FEW: locales.text("figure", "few", lang),
            SUPPRESSED: locales.text("figure", "suppressed", lang),
            NONE: locales.text("figure", "no_data", lang),
        },
        {
            **fills,
            ZERO: Fill(theme.zero),
            FEW: Fill(theme.zero, hatch=theme.hatch),
            SUPPRESSED: Fill(theme.none, hatch=theme.hatch),
            NONE: Fill(theme.none),
        },
    )


def legend_block(
    scale: Scale, classes: Sequence[str], about: Indicator, lang: str, *, counted: str = ""
) -> LegendBlock:
    """Return the legend of a scale, the highest class first; what does not occur is left out.

    Parameters
    ----------
    scale : Scale
    classes : sequence of str
        Name of each area's class.
    about : Indicator
    lang : {"en", "ja", "ko"}
    counted : str
        What the areas are called; if given, those of each class are counted.
    """
    occurring = list(classes)
    names = [*scale.names, *(name for name in (FEW, SUPPRESSED, NONE) if name in occurring)]
    rows = tuple(
        LegendRow(
            scale.labels[name],
            occurring.count(name) if counted else None,
            fill=scale.fills[name],
        )
        for name in names
    )
    words = ["" if is_money(about) else about.unit[lang], about.year or ""]
    unit = ", ".join(word for word in words if word)
    return LegendBlock(about.label[lang], rows, unit=unit, counted=counted)
