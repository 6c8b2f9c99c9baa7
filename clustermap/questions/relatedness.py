"""Which industries go together, how complex are prefectures, and does that foretell gains?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import locales
from clustermap.analysis.concentration import location_quotient
from clustermap.analysis.relatedness.complexity import complexity
from clustermap.analysis.relatedness.foretelling import foretells
from clustermap.analysis.relatedness.proximity import density, presence, proximity
from clustermap.analysis.relatedness.variety import variety
from clustermap.answer import Answer, Reading
from clustermap.data import official
from clustermap.locales import numbers, wording
from clustermap.questions import economy
from clustermap.questions import options as option
from clustermap.questions.economy import figures_of
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.questions.economy import Figures

#: Files of the user's that the answer depends on.
USER_DATA: tuple[str, ...] = ()
#: METI's three types of manufacturing, for related and unrelated variety.
TYPES = {
    "materials": ("12", "14", "16", "17", "18", "19", "21", "22", "23", "24"),
    "assembly": ("25", "26", "27", "28", "29", "30", "31"),
    "living": ("09", "10", "11", "13", "15", "20", "32"),
}
#: The number that density must beat.
BASELINE = "already"


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Of which year, by what, and which table."""

    show: str = option.choice(
        "prefectures", "industries", "proximity", "density",
        help="Table: complexity and variety of prefectures, complexity of industries, pairs of "
        "industries, or density around each industry in each prefecture.",
    )  # fmt: skip
    basis: str = option.choice("jobs", "establishments", help="What the quotients are made of.")
    year: int | None = option.integer("Year of the figures.  [default: the latest]", default=None)
    draws: int = option.integer(
        "Bootstrap draws of the measurement.", default=1999, least=99, most=99_999
    )
    seed: int = option.seed()


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Relatedness of industries and complexity of prefectures, and whether it foretells gains.

    24 manufacturing industries. Whether density foretells in which industries a prefecture becomes
    specialized is measured on 2016 to 2019 and printed with the answer.

    \b
    Examples:
      clustermap stats relatedness
      clustermap stats relatedness --show proximity -o pairs.csv
      clustermap stats relatedness --show density --prefecture Kumamoto
    """
    options = options or Options()
    figures = figures_of("industry", options.basis, "prefecture", options.year)
    quotients = location_quotient(figures.amounts)
    present = presence(quotients)
    phi = proximity(present)
    tables = {
        "prefectures": lambda: _prefectures(figures, present),
        "industries": lambda: _industries(present),
        "proximity": lambda: _pairs(present, phi),
        "density": lambda: _cells(quotients, present, density(present, phi)),
    }
    table = tables[options.show]()
    if "code" in table:
        table = table[table["code"].isin(selection.prefectures.index)].reset_index(drop=True)
        names = economy.area_names("prefecture", options.lang)
        table.insert(1, "name", names.reindex(table["code"]).to_numpy())
    measured = measure(options.basis, options.draws, options.seed)

    def reading(lang: str) -> Reading:
        return _reading(table, figures, measured, lang)

    return Answer(
        "relatedness",
        table,
        notes=(
            wording.say("economy", "figures", options.lang, source=figures.source(options.lang)),
            wording.say("economy", "four_or_more", options.lang),
        ),
        explain=_explained(options, figures),
        level="prefecture" if "code" in table else "",
        facts={
            "measured": measured,
            "foretells": measured["density"]["beats"],
            "first": _measured_words(measured, options.lang),
        },
        reading=reading,
    )


def measure(basis: str = "jobs", draws: int = 1999, seed: int = 0) -> dict[str, Any]:
    """Measure whether density of the first year foretells specialization gained by the last.

    Cases are prefectures and industries not specialized in the first year (quotient under 1); a
    case gained if its quotient is at least 1 in the last. The baseline is the quotient of the
    first year: how specialized already.

    Returns
    -------
    dict
        ``density`` and ``already`` as :func:`foretells` has them, ``cases, gains, start, end``.
    """
    years = official.years(economy.TABLES["industry"])
    first, last = (
        location_quotient(figures_of("industry", basis, "prefecture", year).amounts)
        for year in (years[0], years[-1])
    )
    present = presence(first)
    open_cells = ~present.to_numpy()
    gained = presence(last).to_numpy()[open_cells]
    near = density(present, proximity(present)).to_numpy()[open_cells]
    areas = np.broadcast_to(np.array(first.index)[:, None], first.shape)[open_cells]
    found: dict[str, Any] = foretells(
        {"density": near, BASELINE: first.to_numpy()[open_cells]}, gained, areas,
        baseline=BASELINE, draws=draws, seed=seed,
    )  # fmt: skip
    cases = {"cases": int(open_cells.sum()), "gains": int(gained.sum())}
    return {**found, **cases, "start": years[0], "end": years[-1]}


def _prefectures(figures: Figures, present: pd.DataFrame) -> pd.DataFrame:
    eci, _ = complexity(present)
    groups = pd.Series({code: kind for kind, codes in TYPES.items() for code in codes})
    mix = variety(figures.jobs if figures.jobs is not None else figures.amounts, groups)
    found = pd.DataFrame(
        {
            "diversity": present.sum(axis=1),
            "eci": eci,
            "eci_rank": eci.rank(ascending=False, method="min").astype("Int64"),
            "related_variety": mix["related"],
            "unrelated_variety": mix["unrelated"],
        }
    )
    return found.rename_axis("code").reset_index()


def _industries(present: pd.DataFrame) -> pd.DataFrame:
    _, pci = complexity(present)
    found = pd.DataFrame(
        {
            "ubiquity": present.sum(),
            "pci": pci,
            "pci_rank": pci.rank(ascending=False, method="min").astype("Int64"),
        }
    )
    return found.rename_axis("industry").reset_index()


def _pairs(present: pd.DataFrame, phi: pd.DataFrame) -> pd.DataFrame:
    held = present.to_numpy(int)
    together = held.T @ held
    first, second = np.triu_indices(len(phi), 1)
    found = pd.DataFrame(
        {
            "industry": phi.index[first],
            "other": phi.columns[second],
            "proximity": phi.to_numpy()[first, second],
            "together": together[first, second],
        }
    )
    return found.sort_values("proximity", ascending=False, kind="stable", ignore_index=True)


def _cells(quotients: pd.DataFrame, present: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([near.index, near.columns], names=["code", "industry"])
    columns = {"lq": quotients, "specialized": present, "density": near}
    long = {name: one.to_numpy().ravel() for name, one in columns.items()}
    return pd.DataFrame(long, index=index).reset_index()


def _measured_words(measured: dict[str, Any], lang: str) -> list[str]:
    """Say whether density foretells; that it does not is said first."""
    near, base = measured["density"], measured[BASELINE]
    values = {
        f"{name}_{part}": numbers.decimal(one[part], 2)
        for name, one in (("density", near), ("base", base))
        for part in ("auc", "low", "high")
    }
    counts = {key: str(measured[key]) for key in ("cases", "gains", "start", "end")}
    key = "foretells" if near["beats"] else "foretells_not"
    return [
        wording.say("economy", key, lang),
        wording.say("economy", "measured", lang, **values, **counts),
    ]


def _reading(table: pd.DataFrame, figures: Figures, measured: dict[str, Any], lang: str) -> Reading:
    def say(key: str) -> str:
        return wording.say("economy", key, lang)

    names = economy.area_names("prefecture", lang)
    shown = table.drop(columns=[name for name in ("code", "name") if name in table])
    if "code" in table:
        shown.insert(0, "area", names.reindex(table["code"]).to_numpy())
    for column in ("industry", "other"):
        if column in shown:
            shown[column] = [figures.label(code, lang) for code in shown[column]]
    for column in ("eci", "pci", "lq", "density", "proximity", "related_variety",
                   "unrelated_variety"):  # fmt: skip
        if column in shown:
            shown[column] = [
                "–" if pd.isna(value) else numbers.decimal(value, 2) for value in shown[column]
            ]
    if "specialized" in shown:
        shown["specialized"] = [say("strong_yes") if one else "" for one in shown["specialized"]]
    return Reading(
        locales.text("question", "relatedness", lang),
        _measured_words(measured, lang),
        shown.rename(columns=say),
        below="",
    )


def _explained(options: Options, figures: Figures) -> dict[str, Any]:
    return explanation(
        "Which industries go together, how complex are prefectures, and does that foretell gains?",
        {
            "proximity": {
                "method": "The smaller of the two shares of prefectures specialized in one "
                "industry that are specialized in the other too.",
                "formula": "phi_ij = sum_c M_ci M_cj / max(k_i, k_j), M: a quotient of at least 1",
                "paper": "Hidalgo, Klinger, Barabási and Hausmann (2007)",
            },
            "density": {
                "method": "How much of what is near an industry the prefecture has.",
                "formula": "d_cj = sum_i M_ci phi_ij / sum_i phi_ij",
                "paper": "Hidalgo, Klinger, Barabási and Hausmann (2007)",
            },
            "eci, pci": {
                "method": "Second eigenvector of the walk between prefectures by shared "
                "industries, standardized; the sign goes with diversity. What is not connected is "
                "blank and not ranked.",
                "paper": "Hidalgo and Hausmann (2009); for Japan's prefectures Chakraborty, Inoue "
                "and Fujiwara (2020)",
            },
            "related_variety, unrelated_variety": {
                "method": "Entropy of jobs within and between METI's three types of manufacturing "
                "(basic materials, processing and assembly, daily life), in bits.",
                "paper": "Frenken, Van Oort and Verburg (2007)",
            },
            "measured": {
                "method": "Area under the curve: the chance that a case that became specialized "
                "had the higher score; whole prefectures are drawn with replacement "
                f"{options.draws} times, seed {options.seed}. The baseline is the quotient of the "
                "first year.",
                "paper": "Hanley and McNeil (1982); Efron and Tibshirani (1993)",
            },
        },
        null_model="0.5: a coin",
        figures=figures.source("en"),
    )
