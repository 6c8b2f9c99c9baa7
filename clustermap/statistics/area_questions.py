"""``stats concentration``, ``specialization`` and ``autocorrelation``: areas and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from clustermap import locales
from clustermap.analysis import studies
from clustermap.errors import DataError, UnknownNameError
from clustermap.statistics.ground import (
    JOBS,
    PEOPLE,
    chosen_sectors,
    ground,
    loaded_values,
    own_values,
    per_prefecture,
    sites_by_sector,
)
from clustermap.statistics.naming import flattened, with_areas, with_sectors

if TYPE_CHECKING:
    import geopandas as gpd

    from clustermap.atlas import Atlas
    from clustermap.statistics.ground import Ground

    Values = pd.Series[Any] | pd.DataFrame

#: Indicators of official employment by industry begin so.
EMPLOYEES = "employees_"
BASES = ("sites", "jobs")
#: The weights that are compared beside those asked for.
COMPARED = ("links", "queen", "knn:4", "distance:150")


def concentration(
    atlas: Atlas,
    *,
    level: str | None = None,
    basis: str = "sites",
    areas: gpd.GeoDataFrame | None = None,
    values: Values | None = None,
    theil: Literal["T", "L"] = "T",
    gini: Literal["weighted", "unweighted"] = "weighted",
    lang: str = "en",
) -> pd.DataFrame:
    """Measure how concentrated each sector is over areas."""
    if basis not in BASES:
        raise UnknownNameError.of("basis", basis, BASES)
    place = ground(atlas, level, areas)
    reference: pd.Series[float] | pd.DataFrame
    values = loaded_values(atlas) if values is None else values
    if values is not None:
        counts = own_values(values, place)
        reference = _land(place)
    elif basis == "jobs":
        counts, reference = _official_jobs(atlas, place)
    else:
        counts = sites_by_sector(atlas, place)
        jobs = per_prefecture(atlas, place, JOBS)
        reference = _land(place) if jobs is None else jobs.rename(locales.text("reference", "jobs"))
    found = studies.concentration_study(
        counts,
        reference,
        place.groups,
        plants=values is None and basis == "sites",
        conventions=studies.Conventions(theil=theil, gini=gini),
    )
    found["top_area"] = place.names(lang).reindex(found["top_area"]).to_numpy()
    found.attrs |= {"level": place.level, "notes": list(place.notes)}
    told, found = found.attrs, with_sectors(found, lang)
    if basis == "jobs" and values is None:
        catalog = atlas.dataset.indicators
        industries = [official_industry(catalog, sector) for sector in found["sector"]]
        found.insert(2, "official_industry", list(catalog.loc[industries, f"name_{lang}"]))
    found.attrs = told
    return found


def _land(place: Ground) -> pd.Series[float]:
    """Return the geodesic area of each area."""
    from pyproj import Geod

    geod = Geod(ellps="GRS80")
    shapes = place.areas.geometry.to_crs(6668)
    km2 = [abs(geod.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes]
    return pd.Series(km2, place.areas.index, name=locales.text("reference", "land"))


def _official_jobs(atlas: Atlas, place: Ground) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return jobs in the industries that stand for the sectors, and in all of their survey."""
    if place.own:
        raise DataError("Official jobs are known for prefectures.", "Use --basis sites.")
    catalog = atlas.dataset.indicators
    jobs, whole = {}, {}
    for sector in chosen_sectors(atlas.dataset):
        name = official_industry(catalog, sector)
        total = catalog.loc[name, "denominator"] if name else None
        if name in atlas.indicators.about and total in atlas.indicators.about:
            jobs[sector] = atlas.indicators[name]
            whole[sector] = atlas.indicators[str(total)]
    if not jobs:
        raise DataError(
            "No official statistic stands for the sectors chosen.", "Use --basis sites."
        )
    reference = place.add_up(pd.DataFrame(whole))
    reference.attrs["name"] = locales.text("reference", "jobs_survey")
    return place.add_up(pd.DataFrame(jobs)), reference


def official_industry(catalog: pd.DataFrame, sector: str) -> str | None:
    """Return the indicator of employment that stands for a sector; None without one."""
    for name in catalog.index:
        if str(name).startswith(EMPLOYEES) and sector in str(catalog.loc[name, "sector"]).split(
            ";"
        ):
            return str(name)
    return None


def specialization(
    atlas: Atlas,
    *,
    level: str | None = None,
    areas: gpd.GeoDataFrame | None = None,
    values: Values | None = None,
    method: Literal["exact", "monte_carlo"] = "exact",
    krugman: Literal["nation", "rest"] = "nation",
    permutations: int = 9999,
    seed: int = 0,
    lang: str = "en",
) -> pd.DataFrame:
    """Give location quotients with interval, shrunk value, test and rank range.

    All areas of the country and all sectors are compared; the rows are those selected.
    """
    chosen = atlas.dataset.selection
    national = type(atlas)(
        atlas.dataset.national.select(
            segment=chosen.segments, status=chosen.statuses, until=chosen.until
        )
    )
    place = ground(national, level, areas)
    official = {}
    values = loaded_values(atlas) if values is None else values
    if values is not None:
        counts = own_values(values, place)
        if counts.isna().to_numpy().any():
            missing = counts.index[counts.isna().any(axis=1)]
            raise DataError(
                f"Areas without a count: {', '.join(map(str, missing[:5]))}.",
                "Write 0 where there is none; leave out areas that are not known.",
            )
        sectors = tuple(counts)
    else:
        counts = sites_by_sector(national, place, every=True)
        sectors = chosen_sectors(atlas.dataset)
        if place.level == "prefecture":
            official = _official_quotients(national, lang)
    found = studies.specialization_study(
        counts,
        official,
        method=method,
        simulations=permutations,
        seed=seed,
        conventions=studies.Conventions(krugman=krugman),
    )
    told = found.attrs
    here = _selected_areas(atlas, place)
    area, sector = (found.index.get_level_values(name) for name in ("area", "sector"))
    found = found[area.isin(here) & sector.isin(sectors)]
    few = int(found["few"].sum())
    note = f"{few} of {len(found)} quotients rest on fewer than {studies.FEW} sites (few)."
    found.attrs = {**told, "notes": [note]}
    return with_areas(found, place, lang)


def _selected_areas(atlas: Atlas, place: Ground) -> list[Any]:
    if place.level == "region":
        return list(atlas.prefectures["region"].unique())
    if place.level == "prefecture":
        return list(atlas.prefectures.index)
    if "prefecture_code" in place.areas:
        inside = place.areas["prefecture_code"].isin(atlas.prefectures.index)
        return list(place.areas.index[inside])
    return list(place.areas.index)


def _official_quotients(atlas: Atlas, lang: str) -> dict[str, tuple[str, pd.Series[float]]]:
    """Return the official location quotient of the industry that stands for each sector."""
    catalog = atlas.dataset.indicators
    found = {}
    for sector in atlas.dataset.sectors:
        name = official_industry(catalog, sector)
        if name and f"lq_{name}" in atlas.indicators.about:
            label = str(catalog.loc[name, f"name_{lang}"])
            found[sector] = (label, atlas.indicators[f"lq_{name}"])
    return found


def autocorrelation(
    atlas: Atlas,
    *,
    names: tuple[str, ...] = (),
    level: str | None = None,
    areas: gpd.GeoDataFrame | None = None,
    values: Values | None = None,
    weights: str = "links",
    local: bool = False,
    measure: Literal["moran", "g", "g*"] = "moran",
    sensitivity: bool = False,
    permutations: int = 9999,
    seed: int = 0,
    isolates: Literal["keep", "drop"] = "keep",
    divisor: Literal["n-1", "n"] = "n-1",
    geary_z: Literal["below", "above"] = "above",
    eb_negative: Literal["unit", "all"] = "unit",
    lang: str = "en",
) -> pd.DataFrame:
    """Test whether neighbors resemble each other, overall or area by area."""
    if local and sensitivity:
        raise DataError("--sensitivity compares the global test.", "Leave --local out.")
    place = ground(atlas, level, areas)
    variables, events, population = variables_of(atlas, place, names, values)
    told = {"level": place.level, **_labels(atlas, place, variables)}
    tests = studies.Tests(permutations, seed, isolates, divisor, geary_z, eb_negative)
    if sensitivity:
        texts = dict.fromkeys((weights, *COMPARED))
        graphs = {text: place.graph(text) for text in texts if _possible(text, place)}
        found = studies.sensitivity_study(variables, graphs, tests=tests)
    elif local:
        graph = place.graph(weights)
        found = studies.local_study(variables, graph, kind=measure, tests=tests)
        found.attrs |= told
        return with_areas(found, place, lang)
    else:
        found = studies.global_study(
            variables, place.graph(weights), events=events, population=population, tests=tests
        )
        found = found.rename_axis("variable")
    found.attrs |= {**told, "notes": [*place.notes, *found.attrs.get("notes", [])]}
    return flattened(found)


def _labels(atlas: Atlas, place: Ground, variables: pd.DataFrame) -> dict[str, Any]:
    """Return labels and sources of the variables that are indicators, in all languages."""
    about = (atlas.area_indicators if place.own else atlas.indicators).about
    known = [about[str(name)] for name in variables if str(name) in about]
    sources = {one.source["en"]: one.source for one in known}
    return {
        "labels": {one.id: dict(one.label) for one in known},
        "sources": [dict(source) for source in sources.values()],
    }


def _possible(text: str, place: Ground) -> bool:
    """Say whether there are as many other areas as nearest neighbors are asked for."""
    kind, _, number = text.partition(":")
    return kind != "knn" or not number.isdigit() or int(number) < len(place.areas)


def variables_of(
    atlas: Atlas, place: Ground, names: tuple[str, ...] = (), values: Values | None = None
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.Series[float] | None]:
    """Return what is tested, and where these are rates their counts and populations.

    Values of one's own; else the indicators named; else sites per million people by sector, or
    their number where the people of the areas are not known.
    """
    if values is None and names:
        return _named_indicators(atlas, place, names), None, None
    values = loaded_values(atlas) if values is None else values
    if values is not None:
        return own_values(values, place), None, None
    return site_variables(atlas, place)


def site_variables(
    atlas: Atlas, place: Ground
) -> tuple[pd.DataFrame, pd.DataFrame | None, pd.Series[float] | None]:
    """Return sites per million people by sector, their counts and the people, see above."""
    counts = sites_by_sector(atlas, place)
    people = per_prefecture(atlas, place, PEOPLE)
    if people is None:
        place.notes.append("Tested is the number of sites: the people of the areas are not known.")
        return counts, None, None
    return counts.div(people, axis=0) * 1e6, counts, people


def _named_indicators(atlas: Atlas, place: Ground, names: tuple[str, ...]) -> pd.DataFrame:
    if place.level != "prefecture":
        raise DataError(
            "Indicators are known for prefectures.", "Leave --indicator or --level out."
        )
    table = atlas.indicators
    chosen = list(dict.fromkeys(table.find(name) for name in names))
    found: pd.DataFrame = table.values.loc[place.areas.index, chosen].astype(float)
    return found
