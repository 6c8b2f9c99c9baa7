"""What ``atlas.stats`` says: which frames a study takes, and the names beside its numbers.

Delegates to ``clustermap.analysis.studies``; computes nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustermap import locales
from clustermap.analysis.indicators import site_counts
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from clustermap.atlas import Atlas

LEVELS = ("prefecture", "region", "municipality")
#: The official industry by which a sector's jobs are told, where one stands for it.
OFFICIAL = "employees_"


def study(atlas: Atlas, name: str, /, **options: Any) -> pd.DataFrame:
    """Run a study on an atlas; see :meth:`clustermap.atlas.Atlas.stats`."""
    if name not in _STUDIES:
        raise UnknownNameError.of("study", name, _STUDIES)
    found = _STUDIES[name](atlas, **options)
    found.attrs.setdefault("explain", {})
    return found


def areas_of(atlas: Atlas, level: str) -> gpd.GeoDataFrame:
    """Return the areas of a level, indexed by id, with names and polygons."""
    from clustermap.analysis.regions import dissolve_regions

    if level not in LEVELS:
        raise UnknownNameError.of("level", level, LEVELS)
    if level == "municipality":
        raise DataError(
            "Municipalities need their boundaries.",
            "Give an N03 file with --boundaries (cm.load(boundaries=...)).",
        )
    prefectures = atlas.dataset.national.prefectures
    return prefectures if level == "prefecture" else dissolve_regions(prefectures)


def counts_of(atlas: Atlas, level: str, *, every: bool = False) -> pd.DataFrame:
    """Count sites by area and sector; ``every`` ignores the choice of sectors."""
    national = atlas.dataset.national
    sites = atlas.sites
    sectors = atlas.dataset.selection.sectors or atlas.dataset.sectors
    if every:
        chosen = atlas.dataset.selection
        sites = national.select(
            segment=chosen.segments or None,
            status=chosen.statuses or None,
            until=chosen.until,
            prefecture=chosen.prefectures or None,
        ).sites
        sectors = atlas.dataset.sectors
    counts = site_counts(sites, atlas.prefectures.index, sectors)
    if level == "region":
        from clustermap.analysis.regions import to_regions

        return to_regions(counts, national.prefectures["region"]).reindex(
            areas_of(atlas, level).index.intersection(atlas.prefectures["region"].unique())
        )
    return counts


def _named(table: pd.DataFrame, areas: gpd.GeoDataFrame, lang: str) -> pd.DataFrame:
    """Turn the area level of the index into columns ``code`` and ``name``."""
    told = dict(table.attrs)
    flat = table.reset_index(names=None if isinstance(table.index, pd.MultiIndex) else "area")
    flat = flat.rename(columns={"area": "code"})
    names = areas[f"name_{lang}"].reindex(flat["code"]).to_numpy()
    flat.insert(list(flat.columns).index("code") + 1, "name", names)
    flat.attrs = told
    return flat


def _with_labels(table: pd.DataFrame, column: str, lang: str) -> pd.DataFrame:
    told = dict(table.attrs)
    flat = table.reset_index(names=column)
    flat.insert(1, "name", [locales.text("sector", key, lang) for key in flat[column]])
    flat.attrs = told
    return flat


def _indicators(
    atlas: Atlas, *, names: tuple[str, ...] = (), every: bool = False, lang: str = "en", **_: Any
) -> pd.DataFrame:
    table = atlas.indicators
    if names:
        chosen = [table.find(name) for name in names]
    elif every:
        chosen = list(table.values.columns)
    else:
        chosen = [
            one.id
            for one in table.about.values()
            if one.group in {"sites", "investment"} or one.id == "population_estimate"
        ]
    found = table.values.loc[atlas.prefectures.index, chosen].rename_axis("area")
    found.attrs["explain"] = {
        name: "; ".join(
            part
            for part in (
                f"{about.label[lang]}, {about.unit[lang]}",
                about.year or "",
                about.source[lang],
                about.note[lang],
            )
            if part
        )
        for name in chosen
        for about in [table.about[name]]
    }
    return _named(found, atlas.prefectures, lang)


def _concentration(
    atlas: Atlas, *, level: str = "prefecture", basis: str = "sites", lang: str = "en", **_: Any
) -> pd.DataFrame:
    from clustermap.analysis.studies import concentration_study

    prefectures = atlas.prefectures
    jobs = atlas.indicators["employees_private_all_industries"].reindex(prefectures.index)
    if basis == "sites":
        counts = counts_of(atlas, "prefecture")
    elif basis == "jobs":
        counts = _official(atlas).reindex(prefectures.index)
    else:
        raise UnknownNameError.of("basis", basis, ("sites", "jobs"))
    regions = prefectures["region"]
    if level == "region":
        from clustermap.analysis.regions import to_regions

        counts = to_regions(counts, regions)
        jobs = to_regions(jobs.to_frame("jobs"), regions)["jobs"]
        regions = pd.Series(counts.index, counts.index)
    areas_of(atlas, level)
    sizes = "sites" if basis == "sites" else "jobs"
    found = concentration_study(counts, regions, jobs.rename("jobs in all industries"), sizes=sizes)
    names = areas_of(atlas, level)[f"name_{lang}"]
    found["top_area"] = names.reindex(found["top_area"]).to_numpy()
    return _with_labels(found, "sector", lang)


def _official(atlas: Atlas) -> pd.DataFrame:
    """Return official employment of the industries that stand for the sectors chosen."""
    catalog = atlas.dataset.indicators
    chosen = atlas.dataset.selection.sectors or atlas.dataset.sectors
    columns = {}
    for name in catalog.index:
        sectors = str(catalog.loc[name, "sector"]).split(";")
        if name.startswith(OFFICIAL) and name in atlas.indicators.about:
            for sector in chosen:
                if sector in sectors:
                    columns[sector] = atlas.indicators[name]
    if not columns:
        raise DataError(
            "No official statistic stands for the sectors chosen.", "Use --basis sites."
        )
    return pd.DataFrame(columns)[[sector for sector in chosen if sector in columns]]


def _quotients(atlas: Atlas, lang: str) -> dict[str, tuple[str, pd.Series[float]]]:
    """Return the official location quotient of the industry that stands for each sector."""
    catalog = atlas.dataset.indicators
    found = {}
    for name in catalog.index:
        quotient = f"lq_{name}"
        if quotient in atlas.indicators.about:
            for sector in str(catalog.loc[name, "sector"]).split(";"):
                if sector:
                    label = str(catalog.loc[name, f"name_{lang}"])
                    found[sector] = (label, atlas.indicators[quotient])
    return found


def _specialization(
    atlas: Atlas,
    *,
    level: str = "prefecture",
    method: Literal["exact", "monte_carlo"] = "exact",
    permutations: int = 9999,
    seed: int = 0,
    lang: str = "en",
    **_: Any,
) -> pd.DataFrame:
    from clustermap.analysis.studies import specialization_study

    areas = areas_of(atlas, level)
    national = type(atlas)(atlas.dataset.national)
    counts = counts_of(national if level == "prefecture" else atlas, level, every=True)
    official = _quotients(atlas, lang) if level == "prefecture" else {}
    found = specialization_study(
        counts, official, method=method, simulations=permutations, seed=seed
    )
    told = found.attrs
    chosen = atlas.dataset.selection.sectors or atlas.dataset.sectors
    here = atlas.prefectures.index if level == "prefecture" else counts.index
    rows = found.index.get_level_values(0).isin(here) & found.index.get_level_values(1).isin(chosen)
    found = found[rows]
    found.attrs = told
    return _named(found, areas, lang)


def _autocorrelation(
    atlas: Atlas,
    *,
    names: tuple[str, ...] = (),
    level: str = "prefecture",
    weights: str = "links",
    local: bool = False,
    kind: Literal["moran", "g", "g*"] = "moran",
    sensitivity: bool = False,
    permutations: int = 9999,
    seed: int = 0,
    lang: str = "en",
    **_: Any,
) -> pd.DataFrame:
    from clustermap.analysis import studies
    from clustermap.analysis.neighbors import from_text

    areas = areas_of(atlas, level)
    values, events, population = _variables(atlas, names, level)
    areas = areas.loc[values.index]
    graph = from_text(areas, weights)
    if sensitivity:
        chosen = tuple(dict.fromkeys((weights, *studies.autocorrelation_study.WEIGHTS)))
        found = studies.sensitivity_study(
            values, areas, weights=chosen, permutations=permutations, seed=seed
        )
        told, found = found.attrs, found.reset_index()
        found.attrs = told
        return found
    if local:
        found = studies.local_study(values, graph, kind=kind, permutations=permutations, seed=seed)
        return _named(found, areas, lang)
    found = studies.global_study(
        values, graph, events=events, population=population, permutations=permutations, seed=seed
    )
    told, found = found.attrs, found.reset_index(names="variable")
    found.attrs = told
    return found


def _variables(
    atlas: Atlas, names: tuple[str, ...], level: str
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.Series[float] | None]:
    """Return what is tested: the indicators named, else sites per million people by sector."""
    table = atlas.indicators
    here = atlas.prefectures.index
    if names:
        if level != "prefecture":
            raise DataError(
                "Indicators are known for prefectures.", "Leave --indicator or --level away."
            )
        chosen = [table.find(name) for name in names]
        values = table.values.loc[here, chosen]
        texts = [name for name in chosen if values[name].dtype.kind not in "fiu"]
        if texts:
            raise DataError(f"{texts[0]} is no number.", "Choose an indicator with numbers.")
        return values, None, None
    counts = counts_of(atlas, level)
    people = table["population_estimate"].reindex(here)
    if level == "region":
        from clustermap.analysis.regions import to_regions

        people = to_regions(people.to_frame("n"), atlas.prefectures["region"])["n"]
        people = people.reindex(counts.index)
    return counts.div(people, axis=0) * 1e6, counts, people


def _sectors_with_sites(atlas: Atlas) -> list[str]:
    chosen = atlas.dataset.selection.sectors or atlas.dataset.sectors
    here = [sector for sector in chosen if (atlas.sites["sector"] == sector).any()]
    if not here:
        raise DataError("No site is in this selection.", "Choose more prefectures or sectors.")
    return here


def _every_site(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the sites of all sectors in the places chosen: where industry could be."""
    chosen = atlas.dataset.selection
    national: gpd.GeoDataFrame = atlas.dataset.national.sites
    sites = national[national["prefecture_code"].isin(atlas.prefectures.index)]
    others = sites[~sites["sector"].isin(chosen.sectors)] if chosen.sectors else sites.iloc[:0]
    result: gpd.GeoDataFrame = pd.concat([atlas.sites, others])
    return result


def _pattern(
    atlas: Atlas,
    *,
    function: str | None = None,
    distances: tuple[float, ...] = (),
    permutations: int = 999,
    seed: int = 0,
    lang: str = "en",
    **_: Any,
) -> pd.DataFrame:
    from clustermap.analysis import studies

    sectors = _sectors_with_sites(atlas)
    sites = _every_site(atlas)
    if function:
        return studies.curve_study(
            sites,
            atlas.prefectures,
            sectors,
            function,
            distances=distances,
            simulations=permutations,
            seed=seed,
        ).reset_index()
    more = {"distances": distances} if distances else {}
    found = studies.pattern_study(
        sites, atlas.prefectures, sectors, simulations=permutations, seed=seed, **more
    )
    return _with_labels(found, "sector", lang)


def _colocation(
    atlas: Atlas, *, by: str = "sector", permutations: int = 999, seed: int = 0, **_: Any
) -> pd.DataFrame:
    from clustermap.analysis.studies import colocation_study

    sites = atlas.sites
    if by not in {"sector", "segment"}:
        raise UnknownNameError.of("kind of sites", by, ("sector", "segment"))
    if sites[by].nunique() < 2:  # noqa: PLR2004
        raise DataError(
            f"Co-location compares kinds of sites, and there is one {by} here.",
            "Choose several sectors, or --by segment.",
        )
    found = colocation_study(sites, by, permutations=permutations, seed=seed)
    told, found = found.attrs, found.reset_index()
    found.attrs = told
    return found


def _hotspots(
    atlas: Atlas,
    *,
    method: Literal["dbscan", "hdbscan"] = "dbscan",
    min_size: int = 5,
    radius_km: float = 20.0,
    **_: Any,
) -> gpd.GeoDataFrame:
    from clustermap.analysis.studies import hotspot_study

    sectors = _sectors_with_sites(atlas)
    return hotspot_study(
        atlas.sites, sectors, method=method, min_size=min_size, radius_km=radius_km
    )


_STUDIES: dict[str, Callable[..., pd.DataFrame]] = {
    "indicators": _indicators,
    "concentration": _concentration,
    "specialization": _specialization,
    "autocorrelation": _autocorrelation,
    "pattern": _pattern,
    "colocation": _colocation,
    "hotspots": _hotspots,
}
#: Names of the studies.
STUDIES = tuple(_STUDIES)
