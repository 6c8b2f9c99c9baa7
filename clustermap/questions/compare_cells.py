"""The cells of a comparison's tables: what is said of each place, measure by measure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.analysis.comparison.side_by_side import CORE, MUNICIPAL_CORE
from clustermap.analysis.frames import each
from clustermap.japan import BY_CODE
from clustermap.locales import numbers, wording
from clustermap.questions.compare_economy import economy_cells, economy_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clustermap.analysis.comparison.side_by_side import Comparison


def say(lang: str, key: str, **values: Any) -> str:
    """Return a label of comparisons, its places filled."""
    return wording.say("compare", key, lang, **values)


def say_of(one: Comparison, lang: str, key: str, **values: Any) -> str:
    """Return a label in its wording for the level compared, where it has several."""
    own = f"{key}_municipal"
    municipal = one.level == "municipality" and own in locales.keys("compare")
    if municipal:
        values["of"] = numbers.decimal(len(one.areas))
    return say(lang, own if municipal else key, **values)


def names_of(one: Comparison, lang: str) -> dict[str, str]:
    """Return the names of the places compared, by code; two of one name with their prefectures."""
    names = {code: str(one.areas.loc[code, f"name_{lang}"]) for code in one.codes}
    shared = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {
        code: name + wording.bracketed(getattr(BY_CODE[code[:2]], lang), lang)
        if name in shared else name
        for code, name in names.items()
    }  # fmt: skip


def core(one: Comparison) -> list[str]:
    """Return the indicators shown first."""
    here = dict.fromkeys(one.indicators["indicator"])
    first = MUNICIPAL_CORE if one.level == "municipality" else CORE
    return [name for name in first if name in here]


def value_text(one: Comparison, row: Any, lang: str) -> str:
    """Write an indicator with its rank, or why it has none."""
    about = one.about[row["indicator"]]
    if row["state"] == "suppressed":
        return locales.text("state", "suppressed", lang)
    if row["state"] == "none":
        return locales.text("state", "none", lang)
    rank = wording.rank_text(row, lang)
    return f"{wording.amount(row['value'], about, lang)} · {rank}"


def indicator_cells(
    one: Comparison, names: list[str], lang: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield indicators: a label, and a cell for each place."""
    for name in names:
        frame = one.indicators[one.indicators["indicator"] == name]
        cells = {row["code"]: value_text(one, row, lang) for _, row in frame.iterrows()}
        yield wording.dated(one.about[name].label[lang], one.about[name].year, lang), cells


def sector_cells(one: Comparison, lang: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield sites, specialization and investment of each sector."""
    for sector in one.sectors:
        frame = one.by_sector[one.by_sector["sector"] == sector]
        texts = locales.text("sector", sector, lang)
        sites, quotients, money = {}, {}, {}
        for row in each(frame):
            code = row.code
            sites[code] = say(lang, "sites_cell", n=row.sites, operating=row.operating)
            quotients[code] = quotient_text(row, lang)
            money[code] = wording.NOTHING
            if not math.isnan(row.investment_jpy_bn):
                money[code] = _amount_text(row, lang)
            elif row.sites:
                money[code] = say(lang, "unknown_amount")
        yield say(lang, "row_sites", sector=texts), sites
        yield say(lang, "row_quotient", sector=texts), quotients
        yield say(lang, "row_investment", sector=texts), money


def _amount_text(row: Any, lang: str) -> str:
    return say(
        lang,
        "with_amount",
        amount=numbers.yen(row.investment_jpy_bn, lang),
        known=row.with_amount,
        n=row.sites,
    )


def quotient_text(row: Any, lang: str) -> str:
    """Write a location quotient with its interval."""
    if math.isnan(row.location_quotient):
        return wording.NOTHING
    ends = [numbers.decimal(one, 2) for one in (row.location_quotient, row.lower, row.upper)]
    texts = [f"{ends[1]}–{ends[2]}", *([say(lang, "few")] if row.few else [])]
    return ends[0] + wording.bracketed(("、" if lang == "ja" else ", ").join(texts), lang)


def zone_cells(one: Comparison, lang: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield zones: how much of each place they cover."""
    for _, group in one.zones.groupby("zone", sort=False):
        cells = dict.fromkeys(one.codes, wording.NOTHING)
        for row in each(group):
            ended = "" if row.in_force else wording.bracketed(say(lang, "ended"), lang)
            cells[row.code] = say(lang, row.covers) + ended
        yield str(group[f"name_{lang}"].iloc[0]), cells


def cluster_cells(one: Comparison, lang: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield clusters: which places they touch."""
    for _, group in one.clusters.groupby("cluster", sort=False):
        cells = dict.fromkeys(one.codes, wording.NOTHING)
        cells |= dict.fromkeys(group["code"], say_of(one, lang, "yes"))
        yield str(group[f"name_{lang}"].iloc[0]), cells


def office_cells(one: Comparison, lang: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield distances between offices."""
    km = {(row.a, row.b): row.km for row in each(one.offices)}
    km |= {(b, a): far for (a, b), far in km.items()}
    for code, name in names_of(one, lang).items():
        cells = {
            other: wording.kilometers(km[code, other]) if other != code else wording.NOTHING
            for other in one.codes
        }
        yield name, cells


def nearest_cells(one: Comparison, lang: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the site of each sector nearest to each office."""
    for sector in one.sectors:
        frame = one.nearest[one.nearest["sector"] == sector]
        cells = {}
        for row in each(frame):
            away = row.home != row.code and row.home in one.areas.index
            cells[row.code] = say(
                lang,
                "nearest_away" if away else "nearest_cell",
                km=wording.kilometers(row.km),
                site=one.national.loc[row.site, f"name_{lang}"],
                prefecture=one.areas.loc[row.home, f"name_{lang}"] if away else "",
            )
        yield locales.text("sector", sector, lang), cells


def wide_table(one: Comparison, lang: str, *, everything: bool) -> pd.DataFrame:
    """Return one row a measure and one column a place."""
    chosen = list(dict.fromkeys(one.indicators["indicator"])) if everything else core(one)
    prefixed = (
        ("row_zone", zone_cells(one, lang)),
        ("row_cluster", cluster_cells(one, lang)),
        ("row_office", office_cells(one, lang)),
    )
    rows = [
        *indicator_cells(one, chosen, lang),
        *economy_cells(one.codes, lang, one.level),
        *sector_cells(one, lang),
        *(
            (say_of(one, lang, key, name=name), cells)
            for key, found in prefixed
            for name, cells in found
        ),
        *(
            (say_of(one, lang, "row_nearest", sector=sector), cells)
            for sector, cells in nearest_cells(one, lang)
        ),
    ]
    names = names_of(one, lang)
    return pd.DataFrame(
        [
            {say(lang, "measure"): measure} | {names[code]: cells[code] for code in one.codes}
            for measure, cells in rows
        ]
    )


def indicator_rows(one: Comparison, lang: str) -> Iterator[dict[str, Any]]:
    """Yield tidy rows of the indicators."""
    names = names_of(one, lang)
    for row in each(one.indicators):
        about = one.about[row.indicator]
        yield {
            "section": "indicator",
            "measure": row.indicator,
            "label": about.label[lang],
            "code": row.code,
            "name": names[row.code],
            "value": row.value,
            "unit": about.unit[lang],
            "low": math.nan,
            "high": math.nan,
            "rank": row.rank,
            "rank_low": row.lower,
            "rank_high": row.upper,
            "of": row.of,
            "state": row.state,
            "year": about.year or "",
            "text": "",
            "source": " ".join(filter(None, (about.source[lang], about.source_url))),
        }


def other_rows(one: Comparison, lang: str) -> Iterator[dict[str, Any]]:
    """Yield tidy rows of all else."""
    names = names_of(one, lang)

    def row(section: str, measure: str, label: str, code: str, value: float, **more: Any) -> Any:
        empty = {"rank": pd.NA, "rank_low": pd.NA, "rank_high": pd.NA, "of": pd.NA, "year": ""}
        return {
            "section": section,
            "measure": measure,
            "label": label,
            "code": code,
            "name": names[code],
            "value": value,
            "unit": "",
            "low": math.nan,
            "high": math.nan,
            **empty,
            "state": "none" if math.isnan(value) else "value",
            "text": "",
            "source": "",
            **more,
        }

    for official in economy_rows(one.codes, lang, one.level):
        keys = ("section", "measure", "label", "prefecture_code", "value")
        section, measure, label, code, value = (official.pop(key) for key in keys)
        yield row(section, measure, label, code, value, **official)
    for one_row in each(one.by_sector):
        code, texts = one_row.code, locales.text("sector", one_row.sector, lang)
        yield row("sites", one_row.sector, texts, code, float(one_row.sites), unit="sites")
        yield row(
            "specialization", one_row.sector, texts, code, one_row.location_quotient,
            low=one_row.lower, high=one_row.upper,
            text=f"shrunk {one_row.shrunk:.6g}; q_value {one_row.q_value:.6g}",
        )  # fmt: skip
        money = one_row.investment_jpy_bn
        known = f"{one_row.with_amount} of {one_row.sites} sites"
        yield row("investment", one_row.sector, texts, code, money, unit="bn JPY", text=known)
    for zone in each(one.zones):
        texts = getattr(zone, f"name_{lang}")
        text = zone.covers + ("" if zone.in_force else "; ended")
        yield row("zone", zone.zone, texts, zone.code, 1.0, text=text, source=zone.source_url)
    for found in each(one.clusters):
        texts = getattr(found, f"name_{lang}")
        code = found.code
        yield row("cluster", found.cluster, texts, code, 1.0, source=found.source_url)
    for pair in each(one.offices):
        for a, b in ((pair.a, pair.b), (pair.b, pair.a)):
            yield row("office_distance", b, names[b], a, pair.km, unit="km")
    for near in each(one.nearest):
        texts = locales.text("sector", near.sector, lang)
        yield row(
            "nearest_site", near.sector, texts, near.code, near.km, unit="km",
            text=near.site,
        )  # fmt: skip
    for pair in each(one.pairs):
        texts = locales.text("sector", pair.sector, lang)
        text = f"{pair.site_a}; {pair.site_b}"
        measure = f"{pair.sector}:{pair.b}"
        yield row("nearest_pair", measure, texts, pair.a, pair.km, unit="km", text=text)
