"""The areas that a question is asked of, and what stands in each: sites, people, jobs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import pandas as pd
import shapely

from clustermap.analysis.indicators import site_counts
from clustermap.analysis.weights.neighbors import from_text
from clustermap.analysis.weights.regions import add_up, contract, dissolve_regions
from clustermap.data.locator import area_of_sites
from clustermap.data.municipalities import read_municipalities
from clustermap.data.selection import chosen_among
from clustermap.errors import DataError, UnknownNameError
from clustermap.japan import JGD2011
from clustermap.messages import listed_ids
from clustermap.questions import municipal_indicators as municipal
from clustermap.questions.indicator_tables import prefecture_indicators

if TYPE_CHECKING:
    from clustermap.analysis.weights.adjacency import Adjacency
    from clustermap.data.selection import Selection

LEVELS = ("prefecture", "region", "municipality", "area")
#: Indicators with the number of people and of jobs.
PEOPLE, JOBS = "population_estimate", "employees_private_all_industries"
_NAMES = ("name_{}", "name_ja", "name_en", "name")


@dataclass(frozen=True, eq=False)
class StudyAreas:
    """Areas of a level, or of one's own.

    Attributes
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by id, with names and polygons.
    level : {"prefecture", "region", "municipality", "area"}
        What they are; "area" for any polygons of one's own.
    prefectures : geopandas.GeoDataFrame
        Those that the areas consist of; empty for smaller areas and areas of one's own.
    neighbors : pandas.DataFrame, optional
        The links between prefectures.
    notes : list of str
        What is to be said beside the numbers.
    """

    areas: gpd.GeoDataFrame
    level: str
    prefectures: gpd.GeoDataFrame
    neighbors: pd.DataFrame | None = None
    notes: list[str] = field(default_factory=list)

    def add_up(self, values: pd.DataFrame) -> pd.DataFrame:
        """Bring values of prefectures to the level of the areas."""
        here = values.reindex(self.prefectures.index)
        if self.level == "region":
            return add_up(here, self.prefectures["region"]).reindex(self.areas.index)
        return here

    def graph(self, weights: str) -> Adjacency:
        """Return who is whose neighbor; regions are linked where their prefectures are."""
        if self.level == "region" and weights in {"links", "queen"}:
            links = from_text(self.prefectures, weights, self.neighbors)
            return contract(links, self.prefectures["region"])
        return from_text(self.areas, weights, self.neighbors)

    @property
    def user_supplied(self) -> bool:
        """Whether the areas are not made of prefectures."""
        return self.level in {"municipality", "area"}

    @property
    def groups(self) -> pd.Series[str] | None:
        """The region of each prefecture, the prefecture of each municipality; else None."""
        column = {"prefecture": "region", "municipality": "prefecture_code"}.get(self.level, "")
        if column not in self.areas:
            return None
        named = {"region": "the eight regions", "prefecture_code": "prefectures"}[column]
        groups: pd.Series[str] = self.areas[column].rename(named)
        return groups

    def names(self, lang: str) -> pd.Series[str]:
        """Return the names of the areas, in a language where they have it, else their ids."""
        found = pd.Series("", self.areas.index, dtype=object)
        for pattern in _NAMES:
            column = pattern.format(lang)
            if column in self.areas:
                found = found.where(found != "", self.areas[column].fillna("").astype(str))
        ids = pd.Series(self.areas.index.astype(str), self.areas.index)
        return found.where(found != "", ids)


def study_areas(
    selection: Selection, level: str | None = None, areas: gpd.GeoDataFrame | None = None
) -> StudyAreas:
    """Return the areas of a study.

    Parameters
    ----------
    selection : Selection
        Whose chosen prefectures are meant.
    level : {"prefecture", "region", "municipality", "area"}, optional
        Size of the areas; else what one's own boundaries are, else prefectures.
    areas : geopandas.GeoDataFrame, optional
        Polygons of one's own, indexed by id.

    Raises
    ------
    DataError
        Areas of one's own without boundaries, or areas that can't be used.
    """
    prefectures = selection.prefectures
    if areas is not None:
        return StudyAreas(_checked(areas), "area", prefectures.iloc[:0])
    level = level or selection.level
    if level not in LEVELS:
        raise UnknownNameError.of("level", level, LEVELS)
    if level in {"municipality", "area"}:
        areas = small_areas(selection, level)
        here = areas[chosen_among(areas, selection.chosen, prefectures.index)]
        return StudyAreas(here if len(here) else areas, level, prefectures.iloc[:0])
    if level == "region" and selection.chosen.groups:
        return _groups(selection)
    if level == "region":
        return StudyAreas(dissolve_regions(prefectures), level, prefectures, selection.neighbors)
    return StudyAreas(prefectures, level, prefectures, selection.neighbors)


def default_level(selection: Selection) -> str:
    """Return what official figures are of: municipalities where one was chosen."""
    return "municipality" if selection.chosen.municipalities else "prefecture"


def _groups(selection: Selection) -> StudyAreas:
    """Return the user's groups of places as regions; of municipalities as areas of one's own.

    Raises
    ------
    DataError
        A place in two groups: it would count twice.
    """
    groups = selection.chosen.groups
    members = pd.Series({code: one.name for one in groups for code in one.codes})
    every = [code for one in groups for code in one.codes]
    if twice := sorted({code for code in every if every.count(code) > 1}):
        raise DataError(
            f"Groups that are compared have places in common: {listed_ids(twice)}.",
            "Give each place to one group.",
        )
    if not any(one.municipalities for one in groups):
        prefectures = selection.prefectures.loc[members.index]
        prefectures = prefectures.assign(region=members)
        areas = dissolve_regions(prefectures, {one.name: one.name for one in groups})
        return StudyAreas(areas, "region", prefectures, selection.neighbors)
    whole, cities = selection.national.prefectures, small_areas(selection, "municipality")
    pieces = pd.concat([whole.geometry, cities.geometry, read_municipalities().geometry])
    pieces = pieces[~pieces.index.duplicated()]
    shapes = [shapely.union_all(pieces.loc[list(one.codes)].to_numpy()) for one in groups]
    names = [one.name for one in groups]
    areas = gpd.GeoDataFrame(
        {"name_en": names, "name_ja": names, "name_ko": names}, geometry=shapes, index=names,
        crs=JGD2011,
    )  # fmt: skip
    return StudyAreas(areas, "area", selection.prefectures.iloc[:0])


def small_areas(selection: Selection, level: str) -> gpd.GeoDataFrame:
    """Return all municipalities, designated cities whole, or the user's own areas.

    Raises
    ------
    DataError
        Areas of one's own without boundaries.
    """
    if selection.areas is not None and selection.level == level and selection.boundaries:
        return selection.areas
    if level == "area":
        raise DataError("There are no areas of your own here.", "Give them with --boundaries FILE.")
    return read_municipalities(whole_cities=True)


def _checked(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if areas.crs is None:
        raise DataError("The areas have no coordinate system.", "Set one: areas.set_crs(6668).")
    if not areas.index.is_unique:
        twice = areas.index[areas.index.duplicated()].unique()
        raise DataError(
            f"Ids of areas are not unique: {listed_ids(twice)}.",
            "Put parts together with dissolve.",
        )
    return areas


def sites_by_sector(
    selection: Selection, place: StudyAreas, *, every: bool = False
) -> pd.DataFrame:
    """Count sites: areas x sectors.

    Parameters
    ----------
    selection : Selection
    place : StudyAreas
    every : bool
        Count all sectors, not just those selected.
    """
    sites = selection.across_sectors.sites if every else selection.sites
    sectors = selection.sectors if every else selection.chosen_sectors
    if not place.user_supplied:
        return place.add_up(site_counts(sites, place.prefectures.index, sectors)).astype(int)
    codes = area_of_sites(sites, place.areas.to_crs(JGD2011))
    outside = int((codes == "").sum())
    if outside:
        place.notes.append(f"{outside} of {len(sites)} sites lie in none of the areas.")
    return site_counts(sites.assign(prefecture_code=codes), place.areas.index, sectors)


def people_or_jobs(
    selection: Selection, place: StudyAreas, what: Literal["people", "jobs"]
) -> pd.Series[float] | None:
    """Return the number of people or of jobs; None where it is not known for the areas."""
    if place.level == "municipality":
        name = {"people": municipal.PEOPLE, "jobs": municipal.JOBS}[what]
        found = municipal.municipal_statistics()[name].reindex(place.areas.index)
        return found if found.notna().all() else None
    values = prefecture_indicators(selection)
    name = {"people": PEOPLE, "jobs": JOBS}[what]
    if place.user_supplied or name not in values.about:
        return None
    return place.add_up(values[name].to_frame(name))[name]


def loaded_values(selection: Selection) -> pd.DataFrame | None:
    """Return the user-supplied values that were loaded; None without any."""
    loaded = selection.user_values
    if not loaded:
        return None
    return pd.DataFrame({one.name: one.values.mask(one.suppressed) for one in loaded})


def values_over(given: pd.Series[Any] | pd.DataFrame, place: StudyAreas) -> pd.DataFrame:
    """Bring user-supplied values into the order of the areas.

    Raises
    ------
    DataError
        An area with two values, values that are no numbers, or no area with any.
    """
    frame = given.to_frame(given.name or "value") if isinstance(given, pd.Series) else given
    index = place.areas.index
    if place.level == "region" and frame.index.isin(place.prefectures.index).any():
        raise DataError("The values are of prefectures.", "Leave --level out.")
    if not frame.index.is_unique:
        twice = frame.index[frame.index.duplicated()].unique()
        raise DataError(f"Areas have several values: {listed_ids(twice)}.", "Give one row an area.")
    texts = [str(name) for name in frame if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    if texts:
        raise DataError(f"{texts[0]} is not a column of numbers.", "Choose another column.")
    found = frame.reindex(index).astype(float)
    absent = int(found.isna().any(axis=1).sum())
    if absent == len(index):
        raise DataError(
            f"No area has a value: the values are of {listed_ids(frame.index[:3])}, the areas are "
            f"{listed_ids(index[:3])}.",
            "Give both the same ids.",
        )
    if absent:
        place.notes.append(f"{absent} of {len(index)} areas have no value.")
    return found
