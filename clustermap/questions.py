"""What ``atlas.compare``, ``rank``, ``peers`` ... take from an atlas, and the names beside numbers.

Delegates to ``clustermap.analysis`` and ``clustermap.reports``; computes nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from clustermap.analysis.comparison.peers import Peers
    from clustermap.atlas import Atlas
    from clustermap.reports.comparison import ComparisonReport
    from clustermap.reports.spillover import SpilloverReport


def check_lang(lang: str) -> None:
    """Refuse a language that there are no labels in."""
    from clustermap.errors import UnknownNameError

    if lang not in locales.LANGUAGES:
        raise UnknownNameError.of("language", lang, locales.LANGUAGES)


def compare(atlas: Atlas, prefectures: tuple[str | int, ...], seed: int) -> ComparisonReport:
    """Put prefectures side by side; see :meth:`clustermap.atlas.Atlas.compare`."""
    from clustermap.analysis.comparison.side_by_side import compare as side_by_side
    from clustermap.reports.comparison import ComparisonReport

    every, kinds = atlas.nationwide, atlas.dataset.selection
    all_sectors = atlas.dataset.national.select(
        segment=kinds.segments, status=kinds.statuses, until=kinds.until
    )
    codes = [japan.prefecture(name).code for name in prefectures]
    found = side_by_side(
        codes or list(atlas.prefectures.index),
        every.indicators,
        areas=every.prefectures,
        sites=every.sites,
        every_sector=all_sectors.sites,
        zones=every.zones,
        clusters=every.clusters,
        sectors=kinds.sectors or atlas.dataset.sectors,
        seed=seed,
    )
    return ComparisonReport.of(found, atlas.dataset)


def rank(atlas: Atlas, indicator: str, *, lang: str, ascending: bool, seed: int) -> pd.DataFrame:
    """Rank prefectures; see :meth:`clustermap.atlas.Atlas.rank`."""
    from clustermap.analysis.comparison.ranking import ranking

    check_lang(lang)
    every = atlas.nationwide
    found = ranking(every.indicators, indicator, ascending=ascending, seed=seed)
    about = every.indicators.about[every.indicators.find(indicator)]
    found.insert(0, "prefecture", every.prefectures.loc[found.index, f"name_{lang}"])
    found.insert(0, "prefecture_code", found.index)
    # ranks are out of 47, whatever part of Japan is shown
    found = found[found.index.isin(atlas.prefectures.index)].reset_index(drop=True)
    found.attrs = {
        "indicator": about.id,
        "label": about.label[lang],
        "unit": about.unit[lang],
        "year": about.year or "",
        "note": about.note[lang],
        "source": " ".join(filter(None, (about.source[lang], about.source_url))),
    }
    return found


def peers(atlas: Atlas, prefecture: str | int, count: int) -> Peers:
    """Find the prefectures most like one; see :meth:`clustermap.atlas.Atlas.peers`."""
    from clustermap.analysis.comparison.peers import peers as most_alike

    return most_alike(atlas.nationwide.indicators, japan.prefecture(prefecture).code, count)


def areas_of(atlas: Atlas) -> pd.DataFrame:
    """Return people and land of every prefecture: ``population, area_km2``."""
    every = atlas.dataset.national
    table = atlas.nationwide.indicators.values
    known = [name for name in ("population_estimate", "population_census") if name in table]
    if not known:
        raise DataError("The statistics have no population.", "Load the shipped statistics.")
    return pd.DataFrame(
        {"population": table[known[0]], "area_km2": every.prefectures["area_km2"]},
        index=every.prefectures.index,
    )


def spillover(
    atlas: Atlas, site: str, *, sector: str | Iterable[str] | None, **options: Any
) -> SpilloverReport:
    """Study the surroundings of a plant; see :meth:`clustermap.atlas.Atlas.spillover`."""
    from clustermap.analysis.spillover.study import find_site
    from clustermap.analysis.spillover.study import spillover as study
    from clustermap.maps.page.payload import AS_OF
    from clustermap.reports.spillover import SpilloverReport

    national, kinds = atlas.dataset.national, atlas.dataset.selection
    sites = national.select(segment=kinds.segments, status=kinds.statuses, until=kinds.until).sites
    anchor = find_site(national.sites, site)
    if anchor not in sites.index:
        raise DataError(
            f"{anchor} is not in this selection.", "Choose a segment, status or year that it has."
        )
    wanted = [sector] if isinstance(sector, str) else list(sector or ())
    if any(name.strip().casefold() == "all" for name in wanted):
        sectors = atlas.dataset.sectors
    else:
        sectors = national.select(sector=wanted).selection.sectors or kinds.sectors
    found = study(sites, anchor, sectors=sectors, as_of=AS_OF, **options)
    return SpilloverReport.of(found, national, sites)


def zone(atlas: Atlas, name: str) -> pd.Series[Any]:
    """Find a zone; see :meth:`clustermap.atlas.Atlas.zone`."""
    from clustermap.errors import UnknownNameError

    zones = atlas.dataset.national.zones
    plain = name.strip().casefold()
    columns = ("id", "name_en", "name_ja", "name_ko")
    names = {str(zones.loc[one, column]): one for column in columns for one in zones.index}
    found = {key.casefold(): one for key, one in names.items()}.get(plain)
    if found is None:
        raise UnknownNameError.of("zone", name, names, listing="See them with: clustermap zones")
    row: pd.Series[Any] = zones.loc[found]
    return row


def zone_sites(atlas: Atlas, name: str) -> pd.DataFrame:
    """Return the sites inside a zone; see :meth:`clustermap.atlas.Atlas.zone_sites`."""
    from clustermap.analysis.zones import zone_sites as inside

    one = str(zone(atlas, name)["id"])
    zones = atlas.dataset.national.zones.loc[[one]]
    sites = atlas.nationwide.sites
    found = inside(zones, sites)
    columns = [
        "name_en", "name_ja", "name_ko", "sector", "segment", "prefecture_code",
        "municipality_code", "municipality_ja", "status", "position", "source_url",
    ]  # fmt: skip
    return found.join(sites[columns], on="site")


def zone_table(atlas: Atlas, scheme: str | None) -> pd.DataFrame:
    """Count the sites of each zone; see :meth:`clustermap.atlas.Atlas.zone_table`."""
    from clustermap.analysis.zones import zone_table as counted
    from clustermap.errors import UnknownNameError

    zones = atlas.zones
    if scheme:
        known = sorted(set(atlas.dataset.national.zones["scheme"]))
        found = scheme if scheme in known else locales.find("scheme", scheme)
        if found not in known:
            raise UnknownNameError.of(
                "scheme", scheme, known, listing=f"Known: {', '.join(known)}."
            )
        zones = zones[zones["scheme"] == found]
    if zones.empty:
        raise DataError("No special zone is in this selection.", "Choose another place or scheme.")
    zones = zones.sort_values(["scheme", "designated"], kind="stable")
    columns = [
        "id", "name_en", "name_ja", "name_ko", "scheme", "focus_sectors", "prefecture_codes",
        "designated", "ended",
    ]  # fmt: skip
    counts = counted(zones, atlas.nationwide.sites)
    return zones[columns].join(counts).assign(source_url=zones["source_url"]).reset_index(drop=True)


def zone_shares(
    atlas: Atlas, scheme: str | None, permutations: int, seed: int, *, ended: bool
) -> pd.DataFrame:
    """Compare sectors inside zones; see :meth:`clustermap.atlas.Atlas.zone_shares`."""
    from clustermap.analysis.zones import zone_shares as compared

    chosen = zone_table(atlas.nationwide, scheme)
    zones = atlas.dataset.national.zones.loc[chosen["id"]]
    kinds = atlas.dataset.selection
    sites = atlas.dataset.national.select(
        segment=kinds.segments, status=kinds.statuses, until=kinds.until
    ).sites
    if not ended:
        zones = zones[zones["ended"] == ""]
    found = compared(zones, sites, areas_of(atlas), permutations=permutations, seed=seed)
    if kinds.sectors:
        found = found[found["sector"].isin(kinds.sectors)].reset_index(drop=True)
    found.attrs["explain"] = {
        "question": "Do a sector's sites lie inside special zones more often than all sites do?",
        "method": "share inside, sectors against all sites; scope 'any': zones of any focus, "
        "'focus': zones meant for the sector; population and area inside as bounds (whole "
        "prefectures; all of every prefecture touched)",
        "null": "p_value: sectors shuffled among the sites; p_value_places: inside or not "
        "shuffled among municipalities (sites of one place stay together)",
        "test": f"two-sided, {permutations} permutations, seed {seed}; q_value by Benjamini and "
        "Hochberg over p_value_places",
        "beware": "municipalities of comprehensive zones count as inside though only plots are; "
        "zones are often drawn around an industry that is there already",
    }
    return found


def count(
    atlas: Atlas,
    files: Any,
    by: str | None,
    *,
    engine: str,
    scheduler: str | None,
    lang: str,
    progress: Any,
    **given: Any,
) -> pd.DataFrame:
    """Count points into areas; see :meth:`clustermap.atlas.Atlas.count`."""
    from clustermap.counting import count_into
    from clustermap.counting.parts import Request
    from clustermap.errors import UnknownNameError

    check_lang(lang)
    every = atlas.dataset.national
    level = by or atlas.dataset.level
    if level not in {"prefecture", atlas.dataset.level}:
        raise UnknownNameError.of("level", level, ("prefecture", atlas.dataset.level))
    areas = atlas.prefectures
    if level != "prefecture" and every.areas is not None:
        areas = every.areas[every.areas["prefecture_code"].isin(areas.index)]
    elif every.areas is not None:
        raise DataError(
            "These boundaries are municipalities.",
            "Load them as prefectures: level='prefecture' (on the command line: --by prefecture).",
        )
    one = isinstance(files, str) or not hasattr(files, "__iter__")
    given["sums"] = [given["sums"]] if isinstance(given["sums"], str) else list(given["sums"])
    request = Request([files] if one else list(files), **given)
    found = count_into(
        areas, request, engine=engine, scheduler=scheduler, lang=lang, progress=progress
    )
    if found.attrs["counted"]["outside"] and every.boundaries is None:
        found.attrs["notes"].append(
            "The embedded outlines are coarse: points on the coast may lie outside them; take "
            "official boundaries with --boundaries."
        )
    return found


def policy(atlas: Atlas, question: str, /, **options: Any) -> pd.DataFrame:
    """Answer a question about policy; see :meth:`clustermap.atlas.Atlas.policy`."""
    from clustermap.errors import UnknownNameError

    if question not in _POLICY:
        raise UnknownNameError.of("question", question, _POLICY)
    found = _POLICY[question](atlas, **options)
    found.attrs.setdefault("sources", [])
    return found


def _technologies(atlas: Atlas, *, lists: Sequence[str] = (), examples: int = 3) -> pd.DataFrame:
    from clustermap.analysis import policy as study
    from clustermap.data import catalog
    from clustermap.data.zones import split

    listed = catalog.read("strategic_technologies")
    listed["cluster_sectors"] = split(listed["cluster_sectors"])
    found = study.technologies(listed, atlas.sites, lists, examples)
    chosen = set(atlas.dataset.selection.sectors)
    if chosen:
        found = found[[not chosen.isdisjoint(held) for held in found["cluster_sectors"]]]
    return found.reset_index(drop=True)


def _timeline(atlas: Atlas, *, kinds: Sequence[str] = (), since: str | None = None) -> pd.DataFrame:
    from clustermap.analysis import policy as study
    from clustermap.errors import UnknownNameError

    known = sorted(set(atlas.dataset.events["kind"]))
    wanted = []
    for name in kinds:
        kind = name if name in known else locales.find("event", name) or ""
        if kind not in known:
            raise UnknownNameError.of("kind of event", name, known)
        wanted.append(kind)
    chosen = atlas.dataset.selection
    return study.timeline(
        atlas.dataset.events,
        sectors=chosen.sectors,
        prefectures=chosen.prefectures,
        kinds=wanted,
        since=since,
        until=str(chosen.until) if chosen.until else None,
    )


def _competitiveness(atlas: Atlas, *, country: str = "JPN", every: bool = False) -> pd.DataFrame:  # noqa: ARG001
    from clustermap.analysis import policy as study
    from clustermap.data import catalog

    ranks = catalog.read("ai_competitiveness")
    if every:
        ranks["period"] = ranks["period"].astype(str).str.removesuffix(".0")
        return ranks.astype({"rank": "Int64"})
    return study.competitiveness(ranks, country)


def _credit(
    atlas: Atlas,
    *,
    by: str = "prefecture",
    rate: float | None = None,
    cap: float | None = None,
    start: str | None = None,
    minimum: float | None = None,
) -> pd.DataFrame:
    from clustermap.analysis import policy as study
    from clustermap.analysis.zones import zone_sites as inside

    sites, every = atlas.sites, atlas.dataset.national
    used: dict[str, Any] = {
        "rate": study.RATE if rate is None else rate,
        "start": study.DECIDED if start is None else start,
        "minimum": study.MINIMUM_JPY_BN if minimum is None else minimum,
    }
    estimate = study.credit_sites(sites, atlas.dataset.investments, cap=cap, **used)
    zones = every.zones[every.zones["ended"] == ""]
    found = study.credit_by(estimate, by, inside(zones, sites))
    key = "code" if by == "prefecture" else by
    found = found.rename_axis(key).reset_index()
    if by == "site":
        found = found.join(estimate[["date", "counted"]].rename(columns={"counted": "why"}), on=key)
    taxes = every.events[every.events["kind"] == "tax"]
    found.attrs = {
        "options": {**used, "cap": cap},
        "sources": list(zip(taxes["date"], taxes["source_url"], strict=True)),
    }
    return found


_POLICY: dict[str, Callable[..., pd.DataFrame]] = {
    "technologies": _technologies,
    "timeline": _timeline,
    "competitiveness": _competitiveness,
    "credit": _credit,
}
