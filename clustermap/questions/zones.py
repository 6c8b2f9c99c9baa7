"""Special zones: what they are, which sites lie inside, and whether that is more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.analysis import zones as measure
from clustermap.analysis.frames import each
from clustermap.answer import Answer, Reading
from clustermap.data.locator import area_of_sites
from clustermap.data.municipalities import read_municipalities
from clustermap.errors import DataError, UnknownNameError
from clustermap.locales import wording
from clustermap.questions import options as option
from clustermap.questions.indicator_tables import people_jobs_and_land
from clustermap.questions.labels import with_sectors
from clustermap.questions.methods import explanation
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on.
USER_DATA = ("boundaries", "sites", "zones")
_NAMES = {"p_value": "p_sites", "p_value_places": "p", "q_value": "q"}
_LISTED = [
    "id", "name_en", "name_ja", "name_ko", "scheme", "focus_sectors", "prefecture_codes",
    "designated", "ended",
]  # fmt: skip
_INSIDE = [
    "name_en", "name_ja", "name_ko", "sector", "segment", "prefecture_code",
    "municipality_code", "municipality_ja", "status", "position", "source_url",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which zones, and how the test is made."""

    scheme: str | None = option.text("Only zones of this scheme, by id or label.")
    ended: bool = option.flag("Zones that have ended too.")
    permutations: int = option.permutations(9999, "permutations", least=99)
    seed: int = option.seed()


def ask(selection: Selection, options: Options | None = None) -> Answer:
    """Whether a sector's sites lie inside special zones more than other sites do.

    \b
    Examples:
      clustermap stats zones
      clustermap stats zones --sector semiconductor --explain
    """
    options = options or Options()
    sites = with_municipality(selection.across_sectors.sites)
    zones = _of_scheme(selection, options.scheme)
    if not options.ended:
        zones = zones[zones["ended"] == ""]
    found = measure.zone_shares(
        zones,
        sites,
        people_jobs_and_land(),
        permutations=options.permutations,
        seed=options.seed,
    )
    chosen = selection.chosen_sectors
    order = {sector: at for at, sector in enumerate(chosen)}
    found = found[found["sector"].isin(chosen)].rename(columns=_NAMES)
    found = found.sort_values("sector", key=lambda names: names.map(order), kind="stable")
    empty = measure.unfilled_zones(zones, sites)
    note = (
        f"{empty['zone'].nunique()} of {len(zones)} zones hold no site of a sector that they are "
        "meant for; a zone is often drawn around an industry that is there already."
    )
    return Answer(
        "zones",
        with_sectors(found.set_index("sector"), options.lang),
        notes=(note,),
        explain=_explained(options),
    )


def _explained(options: Options) -> dict[str, Any]:
    return explanation(
        "Do a sector's sites lie inside special zones more often than all sites do?",
        {
            "scope": {
                "method": "any: zones of whatever focus; focus: zones whose focus the sector "
                "is. Zones of which only plots of a municipality are known count as all of "
                "it: shares are upper bounds."
            },
            "difference": {
                "method": "The share of the sector's sites inside less that of all sites."
            },
            "p_sites": {"method": "Sectors shuffled among the sites (hypergeometric)."},
            "p": {
                "method": "Inside or not shuffled among the municipalities, so that sites of "
                "one place stay together: the stricter one."
            },
            "q": {
                "method": "False discovery rate over p.",
                "paper": "Benjamini and Hochberg (1995)",
            },
            "people, jobs, land": {
                "method": "Share of the people (2020), jobs (2021) and land of all "
                "municipalities that is inside. Low and high differ where only plots within the "
                "municipalities are in a zone: low leaves these municipalities out."
            },
        },
        null_model=f"{options.permutations} permutations, seed {options.seed}, two-sided: p is "
        "twice the smaller tail",
    )


def _of_scheme(selection: Selection, scheme: str | None) -> pd.DataFrame:
    """Return the zones that touch the selection, of one scheme if it is given."""
    zones = selection.zones
    if scheme:
        known = sorted(set(selection.national.zones["scheme"]))
        found = scheme if scheme in known else locales.find("scheme", scheme)
        if found not in known:
            listing = f"Known: {', '.join(known)}."
            raise UnknownNameError.of("scheme", scheme, known, listing=listing)
        zones = zones[zones["scheme"] == found]
    if zones.empty:
        raise DataError("No special zone is in this selection.", "Choose another place or scheme.")
    return zones


@dataclass(frozen=True, kw_only=True)
class ListOptions(QuestionOptions):
    """Which zones are listed."""

    scheme: str | None = option.text(
        "national_strategic, comprehensive_regional, kizuna ... or a label."
    )


def listing(selection: Selection, options: ListOptions | None = None) -> Answer:
    """List the special zones by scheme, with the number of sites inside.

    Counts are of the sites selected. Zones whose extent is not known have none, not zero; zones
    without a site of their focus sector are named.

    \b
    Examples:
      clustermap zones list
      clustermap zones list --scheme national_strategic --format csv
      clustermap zones list --region kyushu --sector semiconductor
    """
    options = options or ListOptions()
    zones = _of_scheme(selection, options.scheme)
    zones = zones.sort_values(["scheme", "designated"], kind="stable")
    counts = measure.zone_table(zones, with_municipality(selection.nationwide.sites))
    inside = measure.zone_contents(zones, people_jobs_and_land())
    found = zones[_LISTED].join(counts).join(inside).assign(source_url=zones["source_url"])
    found = found.reset_index(drop=True)
    empty = unfilled(selection)

    def reading(lang: str) -> Reading:
        table = _list_to_read(found, lang).rename(columns=lambda key: _say(key, lang))
        return Reading(_say("title", lang), _list_notes(found, empty, lang), table)

    return Answer("zones_list", found, reading=reading)


def unfilled(selection: Selection) -> pd.DataFrame:
    """List the zones without a site of a sector that they are meant for: ``zone, sector``."""
    every = selection.national
    return measure.unfilled_zones(every.zones, with_municipality(every.sites))


def with_municipality(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the sites without a municipality the one that their point lies in."""
    blank = (sites["municipality_code"] == "").to_numpy()
    if not blank.any():
        return sites
    codes = sites["municipality_code"].copy()
    codes[blank] = area_of_sites(sites[blank], read_municipalities())
    return sites.assign(municipality_code=codes)


@dataclass(frozen=True, kw_only=True)
class InsideOptions(QuestionOptions):
    """Which zone."""

    zone: str = option.from_script("ns_sendai")


def inside(selection: Selection, options: InsideOptions | None = None) -> Answer:
    """Show what is known of the zone ID (or name), and the sites inside it.

    A site is inside by its prefecture, by its municipality (wards of a designated city count as
    the city), or by the zone's polygon where there is one.

    \b
    Examples:
      clustermap zones show kz_miyagi_kumamoto
      clustermap zones show ci_aerospace --sector aerospace -o aerospace.csv
    """
    options = options or InsideOptions()
    row = find(selection, options.zone)
    zones = selection.national.zones.loc[[str(row["id"])]]
    sites = with_municipality(selection.nationwide.sites)
    found = measure.zone_sites(zones, sites).join(sites[_INSIDE], on="site")
    extent = str(measure.zone_extents(zones).iloc[0])

    def reading(lang: str) -> Reading:
        table = _sites_to_read(found, lang).rename(columns=lambda key: _say(key, lang))
        return Reading(_say("title_one", lang, name=str(row[f"name_{lang}"])), table=table)

    contents = measure.zone_contents(zones, people_jobs_and_land()).iloc[0]
    lines = {
        lang: _zone_lines(row, extent, contents, len(found), lang) for lang in locales.LANGUAGES
    }
    facts = {"zone": row.to_dict(), "extent": extent, "lines": lines}
    return Answer("zone_sites", found, facts=facts, reading=reading)


def find(selection: Selection, name: str) -> pd.Series[Any]:
    """Return the row of a zone given by id or name.

    Raises
    ------
    UnknownNameError
        No zone of that name; the error says which were near.
    """
    zones = selection.national.zones
    plain = name.strip().casefold()
    columns = ("id", "name_en", "name_ja", "name_ko")
    names = {str(zones.loc[one, column]): one for column in columns for one in zones.index}
    found = {key.casefold(): one for key, one in names.items()}.get(plain)
    if found is None:
        raise UnknownNameError.of("zone", name, names, listing="See them with: clustermap zones")
    row: pd.Series[Any] = zones.loc[found]
    return row


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("zones", key, lang, **values)


def _list_to_read(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    sector = locales.load(lang)["sector"]
    return pd.DataFrame(
        {
            "id": found["id"],
            "name": found[f"name_{lang}"],
            "scheme": [locales.text("scheme", one, lang) for one in found["scheme"]],
            "focus": [
                ", ".join(sector.get(one, one) for one in many) for many in found["focus_sectors"]
            ],
            "extent": [locales.text("extent", one, lang) for one in found["extent"]],
            "designated": found["designated"],
            "ended": found["ended"],
            "people": found["people"].round().astype("Int64"),
            "jobs": found["jobs"].round().astype("Int64"),
            "sites": found["sites"],
            "focus_sites": found["focus_sites"],
        }
    )


def _list_notes(found: pd.DataFrame, empty: pd.DataFrame, lang: str) -> list[str]:
    names = found.set_index("id")[f"name_{lang}"]
    notes = []
    empty = empty[empty["zone"].isin(names.index)]
    if len(empty):
        parts = [
            _say(
                "unfilled_one",
                lang,
                zone=names[row.zone],
                sector=wording.sector_inside(row.sector, lang),
            )
            for row in each(empty)
        ]
        notes.append(_say("unfilled", lang, list=wording.listed(parts, lang)))
    unknown = list(found.loc[found["extent"] == "unknown", f"name_{lang}"])
    if unknown:
        notes.append(_say("unknown", lang, list=wording.listed(unknown, lang)))
    if (found["extent"] == "plots").any():
        notes.append(_say("plots", lang))
    return notes


def _zone_lines(
    row: pd.Series[Any], extent: str, contents: pd.Series[float], sites: int, lang: str
) -> list[str]:
    """Say what is known of a zone, line by line."""
    focus = ", ".join(locales.text("sector", one, lang) for one in row["focus_sectors"])
    known = (
        ("name", row[f"name_{lang}"]), ("scheme", locales.text("scheme", row["scheme"], lang)),
        ("focus", focus), ("extent", locales.text("extent", extent, lang)),
        ("designated", row["designated"]), ("ended", row["ended"]),
    )  # fmt: skip
    lines = [f"{_say(key, lang)}: {value}" for key, value in known if value]
    if contents.notna().all():
        people, jobs, land = (f"{contents[key]:,.0f}" for key in ("people", "jobs", "land"))
        key = "contents_plots" if extent == "plots" else "contents"
        lines.append(_say(key, lang, people=people, jobs=jobs, land=land))
    lines.append(f"{row['programme_note_en']}\n{row['source_url']}")
    if extent == "unknown":
        lines.append(_say("unknown_one", lang, name=row[f"name_{lang}"]))
    elif not sites:
        lines.append(_say("no_sites", lang, name=row[f"name_{lang}"]))
    if extent == "plots":
        lines.append(_say("plots", lang))
    return lines


def _sites_to_read(found: pd.DataFrame, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "site": found[f"name_{lang}"],
            "sector": [locales.text("sector", one, lang) for one in found["sector"]],
            "place": found["municipality_ja"],
            "by": [locales.text("inside", one, lang) for one in found["by"]],
            "in_focus": ["●" if focus else "" for focus in found["focus"]],
        }
    )
