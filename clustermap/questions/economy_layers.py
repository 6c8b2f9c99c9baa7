"""Official quotients and growth as what a map is colored by: ``lq:28``, ``change:E``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustermap import locales
from clustermap.analysis.indicators import Indicator
from clustermap.data import official
from clustermap.errors import DataError, UnknownNameError
from clustermap.questions import economy
from clustermap.questions.change import ALL, changes
from clustermap.questions.specialization import quotient_table

if TYPE_CHECKING:
    import pandas as pd

    from clustermap.data.selection import Selection
    from clustermap.questions.economy import Figures


def quotient_layer(selection: Selection, of: str, level: str) -> tuple[Indicator, pd.Series[float]]:
    """Return official location quotients of jobs in an industry, given by code or name.

    Raises
    ------
    UnknownNameError, DataError
        An industry or level that there are no figures of.
    """
    by, code = _industry(of, level)
    figures = economy.figures_of(by, "jobs", level)
    found = quotient_table(selection, figures)
    rows = found[found["industry"] == code].set_index("code")
    texts = _texts(figures, code)
    about = Indicator(
        id=f"lq:{code}",
        label=locales.texts("economy", "layer_lq", industry=texts),
        group="result",
        unit=locales.texts("unit", "ratio"),
        decimals=2,
        year=str(figures.year),
        source={lang: figures.source(lang) for lang in locales.LANGUAGES},
        scale="diverging",
        center=1.0,
    )
    return about, rows["lq"].mask(rows["few"])


def change_layer(of: str, level: str) -> tuple[Indicator, pd.Series[float]]:
    """Return growth beyond that of the same industry nationwide, in percentage points.

    Parameters
    ----------
    of : str
        An industry or division by code or name, a sector (the industry that stands for it), or
        "all" or "jobs": what neither the nation nor the mix of industries explains.
    level : {"prefecture", "municipality"}

    Raises
    ------
    UnknownNameError, DataError
        An industry or level that there are no figures of.
    """
    if of.strip().casefold() in {ALL, "jobs"}:
        by, code = "division", ALL
    else:
        by, code = _industry(of, level, others=(ALL,))
    found = changes(by, "jobs", level)
    rows = found.table[found.table["industry"] == code].set_index("code").drop(index="00")
    years = {"start": str(found.first.year), "end": str(found.last.year)}
    about = Indicator(
        id=f"change:{code}",
        label=locales.texts(
            "economy",
            "layer_change_all" if code == ALL else "layer_change",
            industry=_texts(found.first, code),
            **years,
        ),
        group="result",
        unit=locales.texts("economy", "points"),
        decimals=1,
        year=f"{years['start']}–{years['end']}",
        source={
            lang: "; ".join(dict.fromkeys((found.first.source(lang), found.last.source(lang))))
            for lang in locales.LANGUAGES
        },
        note=locales.texts("economy", "break_2021" if by == "division" else "four_or_more"),
        scale="diverging",
        center=0.0,
    )
    return about, 100 * rows["lead"]


def _industry(of: str, level: str, others: tuple[str, ...] = ()) -> tuple[str, str]:
    """Return how an industry is told apart, and its code; a sector is its proxy."""
    sector = locales.find("sector", of)
    if sector in economy.proxies():
        by, code = economy.proxies()[sector]
    else:
        plain = of.strip().upper()
        names = official.industries("jsic_division")
        labels = {str(one).casefold() for one in names[_NAMES].to_numpy().ravel()}
        letters = plain in official.DIVISIONS or of.strip().casefold() in labels
        by = "division" if letters or level == "municipality" else "industry"
        try:
            code = economy.industry_codes(by, [of])[0]
        except UnknownNameError as unknown:
            if not unknown.remedy.startswith("Known"):
                raise
            # divisions are known of prefectures too, and the sum of all is no industry
            more = ["A to R (divisions)"] if by == "industry" else []
            remedy = "; ".join([unknown.remedy.rstrip("."), *more, *others])
            raise UnknownNameError(unknown.cause, f"{remedy}.") from None
    if level == "municipality" and by != "division":
        raise DataError(
            "There are no figures by industry of municipalities.",
            "Use one of 18 divisions, A to R, or --level prefecture.",
        )
    return by, code


_NAMES = [f"name_{lang}" for lang in locales.LANGUAGES]


def _texts(figures: Figures, code: str) -> locales.Text:
    if code == ALL:
        return locales.texts("economy", "all_industries")
    return {lang: figures.label(code, lang) for lang in locales.LANGUAGES}
