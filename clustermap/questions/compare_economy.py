"""Official specialization and growth of the prefectures or municipalities that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.locales import wording
from clustermap.questions import economy
from clustermap.questions.area_economy import FINENESS, NAMED
from clustermap.questions.change import ALL, changes
from clustermap.questions.specialization import quotient_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def economy_cells(
    codes: Sequence[str], lang: str, level: str = "prefecture"
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield in what each place is most specialized, and how its jobs grew: label, cells."""
    figures = economy.figures_of(FINENESS[level], "jobs", level)
    best = quotient_table(None, figures)
    best = best[~best["few"] & (best["lq"] > 1)]
    best = best.sort_values("lq", ascending=False, kind="stable")
    cells = {}
    for code in codes:
        parts = [
            wording.say(
                "economy", "named", lang,
                industry=wording.within(figures.label(row["industry"], lang), lang),
                lq=economy.quotient_text(row),
            )
            for row in best[best["code"] == code].head(NAMED).to_dict("records")
        ]  # fmt: skip
        cells[code] = wording.capital(wording.listed(parts, lang)) if parts else "–"
    yield locales.text("economy", f"row_special_{level}", lang), cells
    found = changes("division", "jobs", level)
    whole = found.table[found.table["industry"] == ALL].set_index("code")
    years = {"start": str(found.first.year), "end": str(found.last.year)}
    for key, column in (("row_growth", "growth"), ("row_lead", "lead")):
        texts = {code: economy.signed_percent(whole.loc[code, column]) for code in codes}
        yield locales.text("economy", key, lang, **years), texts


def economy_sources(lang: str, level: str = "prefecture") -> list[str]:
    """Say what the cells rest on: survey, year and grade."""
    figures = economy.figures_of(FINENESS[level], "jobs", level)
    found = changes("division", "jobs", level)
    sources = (figures.source(lang), found.first.source(lang), found.last.source(lang))
    lines = [wording.say("economy", "figures", lang, source="; ".join(dict.fromkeys(sources)))]
    return [*lines, wording.say("economy", "break_2021", lang)]


def economy_rows(
    codes: Sequence[str], lang: str, level: str = "prefecture"
) -> Iterator[dict[str, Any]]:
    """Yield every official quotient and every industry's growth, as tidy rows."""
    figures = economy.figures_of(FINENESS[level], "jobs", level)
    quotients = quotient_table(None, figures)
    for row in quotients[quotients["code"].isin(codes)].to_dict("records"):
        yield {
            "section": "official_specialization", "measure": row["industry"],
            "label": figures.label(row["industry"], lang), "prefecture_code": row["code"],
            "value": row["lq"], "unit": "", "rank": row["rank"], "year": str(row["year"]),
            "state": row["state"], "source": figures.source(lang),
        }  # fmt: skip
    found = changes("division", "jobs", level)
    for row in found.table[found.table["code"].isin(codes)].to_dict("records"):
        label = (
            locales.text("economy", "all_industries", lang)
            if row["industry"] == ALL
            else found.first.label(row["industry"], lang)
        )
        yield {
            "section": "official_change", "measure": row["industry"], "label": label,
            "prefecture_code": row["code"], "value": 100 * row["lead"], "unit": "%",
            "year": f"{found.first.year}–{found.last.year}", "state": "value",
            "source": found.last.source(lang),
        }  # fmt: skip
