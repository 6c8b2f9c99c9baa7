"""What lies near a place: sites, people and jobs within a distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.analysis.frames import each
from clustermap.analysis.geodesic import distances_km
from clustermap.analysis.reach import shares_within
from clustermap.answer import Answer, Reading
from clustermap.data import official
from clustermap.data.municipalities import read_municipalities
from clustermap.errors import DataError
from clustermap.locales import numbers, wording
from clustermap.questions import options as option
from clustermap.questions.options import QuestionOptions
from clustermap.questions.spots import find_spot

if TYPE_CHECKING:
    from clustermap.data.selection import Selection
    from clustermap.questions.spots import Spot

#: Files of the user's that the answer depends on.
USER_DATA = ("sites",)
TABLES = ("sites", "municipalities")
#: Positions that may be off by more than most distances asked for.
_VAGUE = ("municipality", "prefecture")
_COLUMNS = (
    "id", "name_en", "name_ja", "name_ko", "sector", "segment", "operator_en", "operator_ja",
    "prefecture_code", "municipality_ja", "status", "announced", "opened", "investment_jpy_bn",
    "jobs", "position", "lon", "lat", "source_url",
)  # fmt: skip
_MYRIAD = 10_000


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which place, how far around it, and which table is shown."""

    place: str = option.from_script("菊陽町")
    km: float = option.number("Radius in km.", default=30, above=0, most=500)
    which: str = option.choice(*TABLES, help="Which table to print or write.", flag="--table")


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """List the sites near a PLACE, nearest first, and estimate the people and jobs there.

    PLACE is a municipality, the id or name of a site, an address, or LAT,LON. People (census of
    2020) and jobs (Economic Census of 2021) are estimates: each municipality counts by the share
    of its area that lies inside.

    \b
    Examples:
      clustermap near Kikuyo --km 30
      clustermap near rapidus-iim-1 --sector semiconductor --map near.html
      clustermap near 32.886,130.842 --km 50 --table municipalities --format csv
    """
    options = options or Options()
    spot = find_spot(selection, options.place)
    center = (spot.lon, spot.lat)
    sites = _sites(selection.sites, center, options.km)
    places = _municipalities(center, options.km)
    facts = {
        "place": spot.name, "lon": spot.lon, "lat": spot.lat, "km": options.km, "sites": len(sites),
        "people": float(places["people"].sum()), "jobs": float(places["jobs"].sum()),
        "municipalities": len(places),
    }  # fmt: skip
    tables = {"sites": sites, "municipalities": places}

    def reading(lang: str) -> Reading:
        read = _site_table if options.which == "sites" else _municipality_table
        title = _say("title", lang, place=spot.name[lang], km=numbers.short(options.km, 1))
        lines = _sentences(spot, facts, sites, lang)
        return Reading(title, lines, read(tables[options.which], lang))

    return Answer(
        "near",
        tables[options.which],
        frames=tables,
        facts=facts,
        explain={
            "method": "geodesic distance on GRS80; people and jobs of a municipality times the "
            "share of its area inside (equal-area projection)",
        },
        reading=reading,
        result=spot,
    )


def rings_on_map(answer: Answer) -> list[dict[str, Any]]:
    """Return the ring for the map page: center, radius, name in three languages."""
    facts = answer.facts
    center = [round(facts["lon"], 5), round(facts["lat"], 5)]
    return [{"center": center, "km": [facts["km"]], "label": facts["place"]}]


def _sites(sites: pd.DataFrame, center: tuple[float, float], km: float) -> pd.DataFrame:
    """Return the sites within a distance, nearest first."""
    far = distances_km([center], sites[["lon", "lat"]].to_numpy(float))[0]
    table = pd.DataFrame(sites[[name for name in _COLUMNS if name in sites]])
    table.insert(0, "km", far.round(2))
    within: pd.DataFrame = table[far <= km].sort_values(["km", "id"]).reset_index(drop=True)
    return within


def _municipalities(center: tuple[float, float], km: float) -> pd.DataFrame:
    """Return the municipalities that the circle reaches, with the part of each inside."""
    areas = read_municipalities(whole_cities=True)
    share = shares_within(areas.geometry, center, km)
    if share.empty:
        raise DataError(
            f"{center[1]:g},{center[0]:g} lies more than {km:g} km from any land of Japan.",
            "Give a place in Japan as LAT,LON, or a larger --km.",
        )
    basic, firms = official.municipality_basic(), official.establishments("municipality")
    jobs = firms[firms["division"] == official.ALL_DIVISIONS].set_index("code")["employees"]
    table = pd.DataFrame(
        areas.loc[share.index, ["code", "name_en", "name_ja", "name_ko", "prefecture_code"]]
    )
    table["share"] = share
    table["population_2020"] = basic["population_2020"].reindex(table.index)
    table["jobs_2021"] = jobs.reindex(table.index)
    table["people"] = table["population_2020"] * share
    table["jobs"] = table["jobs_2021"] * share
    return table.sort_values(["people", "code"], ascending=[False, True]).reset_index(drop=True)


def about(n: float, lang: str) -> str:
    """Write an estimate in three digits.

    Examples
    --------
    >>> about(1234567, "en"), about(1234567, "ja"), about(934.2, "ko")
    ('1,230,000', '123万', '934')
    """
    digits = len(str(int(n)))
    rounded = round(n, 3 - digits) if digits > 3 else round(n)  # significant ones
    if lang != "en" and rounded >= _MYRIAD:
        return numbers.short(rounded / _MYRIAD, 2) + ("万" if lang == "ja" else "만")
    return numbers.decimal(rounded)


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("near", key, lang, **values)


def _sentences(spot: Spot, facts: dict[str, Any], sites: pd.DataFrame, lang: str) -> list[str]:
    km = numbers.short(facts["km"], 1)
    counts = sites["sector"].value_counts()
    inside = {wording.sector_inside(str(key), lang): n for key, n in counts.items()}
    only = len(sites) == 1
    parts = list(inside) if only else [
        _say("sector_count", lang, n=n, sector=sector) for sector, n in inside.items()
    ]  # fmt: skip
    key = "none" if sites.empty else "one" if only else "sites"
    lines = [
        _say(
            key,
            lang,
            n=len(sites),
            km=km,
            place=spot.name[lang],
            sectors=wording.listed(parts, lang),
        ),
        _say("people", lang, people=about(facts["people"], lang), jobs=about(facts["jobs"], lang)),
    ]
    vague = int(sites["position"].isin(_VAGUE).sum()) if "position" in sites else 0
    if vague:
        lines.append(_say("vague_one" if vague == 1 else "vague", lang, n=vague))
    if spot.exactness:
        lines.append(_say(spot.exactness, lang, place=spot.name[lang]))
    return lines


def _site_table(sites: pd.DataFrame, lang: str) -> pd.DataFrame:
    head = ("distance", "site", "sector", "operator", "place", "status", "opened", "money", "exact")
    operator = "operator_ja" if lang == "ja" and "operator_ja" in sites else "operator_en"
    rows = []
    for row in each(sites):
        home = japan.BY_CODE.get(str(row.prefecture_code))
        money = row.investment_jpy_bn
        rows.append([
            wording.kilometers(row.km),
            str(getattr(row, f"name_{lang}")),
            locales.text("sector", row.sector, lang),
            str(getattr(row, operator, "")),
            str(getattr(home, lang, "")),
            locales.text("status", row.status, lang) if row.status else "",
            str(row.opened),
            wording.NOTHING if pd.isna(money) else numbers.yen(float(money), lang),
            locales.text("position", row.position, lang) if row.position else "",
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=[_say(key, lang) for key in head])


def _municipality_table(places: pd.DataFrame, lang: str) -> pd.DataFrame:
    head = ("municipality", "place", "share", "inside_people", "inside_jobs")
    rows = [
        [
            str(getattr(row, f"name_{lang}")),
            str(getattr(japan.BY_CODE[row.prefecture_code], lang)),
            wording.percent(row.share),
            about(row.people, lang),
            about(row.jobs, lang),
        ]
        for row in each(places)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[_say(key, lang) for key in head])
