"""The frames together, frozen, and how to select from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from clustermap import japan, locales
from clustermap.data.boundaries import read_prefectures
from clustermap.data.investments import read_investments
from clustermap.data.sites import read_sites
from clustermap.data.statistics import read_indicators, read_statistics
from clustermap.data.zones import (
    read_clusters,
    read_events,
    read_zone_places,
    read_zones,
    touching,
)
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from clustermap.ingest.values import OwnValues


@dataclass(frozen=True)
class Selection:
    """What was chosen of a dataset; an empty tuple means all."""

    prefectures: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    until: int | None = None
    #: Words for what was left out for want of a date, a code ...
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Prefectures, sites, zones, clusters, statistics: the frames that everything works on.

    The frames' columns are described where they are read (``clustermap.data``). ``national`` is
    the dataset that this one was selected from, for ranks and context; itself when nothing was.
    """

    prefectures: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    clusters: gpd.GeoDataFrame
    zones: pd.DataFrame
    zone_places: gpd.GeoDataFrame
    statistics: pd.DataFrame
    indicators: pd.DataFrame
    events: pd.DataFrame
    investments: pd.DataFrame
    selection: Selection = Selection()
    source: Dataset | None = field(default=None, repr=False)
    #: Municipalities or other areas of the user's own boundaries.
    areas: gpd.GeoDataFrame | None = None
    #: File, edition and kind of the user's own boundaries.
    boundaries: dict[str, Any] | None = None
    #: Prefectures that the user's own boundaries cover, where not all.
    covered: tuple[str, ...] = ()
    own_values: tuple[OwnValues, ...] = ()
    #: Kind and name of the user's own files.
    own_sources: tuple[tuple[str, str], ...] = ()
    #: Whether the embedded sites are among the sites.
    embedded_sites: bool = True
    #: What was found, mended and left out while reading the user's own files.
    notes: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """What the areas of the map are: "prefecture", "municipality" or "area"."""
        return "prefecture" if self.areas is None else str(self.areas.attrs.get("level", "area"))

    @property
    def national(self) -> Dataset:
        """The dataset before any selection."""
        return self.source or self

    def select(
        self,
        *,
        region: str | Iterable[str] | None = None,
        prefecture: str | int | Iterable[str | int] | None = None,
        sector: str | Iterable[str] | None = None,
        segment: str | Iterable[str] | None = None,
        status: str | Iterable[str] | None = None,
        until: int | str | None = None,
    ) -> Dataset:
        """Keep only what is asked for.

        Parameters
        ----------
        region, prefecture : str or iterable of str, optional
            Places, by name in three languages or code. Together they add up: all that lies in any
            of them is kept.
        sector, segment, status : str or iterable of str, optional
            Kinds of sites, by id or label in three languages.
        until : int, optional
            Sites announced or opened by the end of this year; sites without any date are left out.

        Returns
        -------
        Dataset

        Raises
        ------
        UnknownNameError
            A name that means nothing; the error says which were near.
        DataError
            ``until`` is no year, or nothing was kept from earlier selections.
        """
        old = self.selection
        places = japan.codes(_all(prefecture), map(str, _all(region))) or old.prefectures
        if old.prefectures and places != old.prefectures:
            places = _narrowed("prefecture", old.prefectures, places)
        chosen = Selection(
            prefectures=places,
            sectors=_chosen("sector", sector, self.sectors, old.sectors),
            segments=_chosen("segment", segment, _values(self, "segment"), old.segments),
            statuses=_chosen("status", status, _values(self, "status"), old.statuses),
            until=old.until if until is None else _year(until),
        )
        return _selected(self.national, chosen)

    @property
    def sectors(self) -> tuple[str, ...]:
        """Ids of the sectors that the sites have: the five in their order, then others."""
        here = list(dict.fromkeys(self.national.sites["sector"]))
        known = [sector for sector in locales.keys("sector") if sector in here]
        return (*known, *sorted(set(here) - set(known)))


def load(where: Path | None = None) -> Dataset:
    """Read all that is shipped.

    Parameters
    ----------
    where : Path, optional
        Another folder laid out like ``geodata/``.

    Raises
    ------
    DataError
        A table is missing or broken.
    """
    zones = read_zones(where)
    investments = read_investments(where)
    return Dataset(
        prefectures=read_prefectures(where),
        sites=read_sites(where, investments),
        clusters=read_clusters(where),
        zones=zones,
        zone_places=read_zone_places(zones, where),
        statistics=read_statistics(where),
        indicators=read_indicators(where),
        events=read_events(where),
        investments=investments,
    )


def reselected(dataset: Dataset, chosen: Selection) -> Dataset:
    """Apply an earlier selection to a dataset that was changed, and what its own files cover."""
    places = chosen.prefectures
    if dataset.covered:
        places = tuple(code for code in places or dataset.covered if code in dataset.covered)
        if not places:
            raise DataError(
                "The boundaries cover none of the prefectures chosen.",
                "Choose others, or give boundaries of all Japan.",
            )
    chosen = replace(chosen, prefectures=places)
    return dataset if chosen == Selection() else _selected(dataset, chosen)


def _selected(source: Dataset, chosen: Selection) -> Dataset:
    """Apply a selection to the whole dataset."""
    codes = chosen.prefectures or tuple(source.prefectures.index)
    sites = source.sites[source.sites["prefecture_code"].isin(codes)]
    kinds = {"sector": chosen.sectors, "segment": chosen.segments, "status": chosen.statuses}
    for column, wanted in kinds.items():
        if wanted:
            sites = sites[sites[column].isin(wanted)]
    left_out: tuple[str, ...] = ()
    if chosen.until is not None:
        undated = int(sites["year"].isna().sum())
        if undated:
            left_out = (f"{undated} sites without a date are left out of 'until {chosen.until}'.",)
        sites = sites[sites["year"] <= chosen.until]
    clusters = source.clusters[touching(source.clusters["prefecture_codes"], codes)]
    if chosen.sectors:
        clusters = clusters[clusters["sector"].isin(chosen.sectors)]
    zones = source.zones[touching(source.zones["prefecture_codes"], codes)]
    places = source.zone_places
    return replace(
        source,
        prefectures=source.prefectures.loc[list(codes)],
        sites=sites,
        clusters=clusters,
        zones=zones,
        zone_places=places[places["zone"].isin(zones.index)],
        investments=source.investments[source.investments["site_id"].isin(sites.index)],
        statistics=source.statistics[source.statistics["prefecture_code"].isin(codes)],
        selection=replace(chosen, left_out=left_out),
        source=source,
    )


def _all(given: Any) -> list[Any]:
    """Return one or many as a list."""
    if given is None:
        return []
    return [given] if isinstance(given, (str, int)) else list(given)


def _values(dataset: Dataset, column: str) -> tuple[str, ...]:
    return tuple(sorted(set(dataset.national.sites[column]) - {""}))


def _chosen(
    kind: str, given: Any, known: tuple[str, ...], before: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the ids for names of a sector, segment or status."""
    wanted = []
    for name in map(str, _all(given)):
        plain = name.strip().casefold().replace("-", "_").replace(" ", "_")
        found = plain if plain in known else locales.find(kind, name)
        if found not in known:
            labels = (text for key in known for text in (key, *locales.texts(kind, key).values()))
            listing = f"Known: {', '.join(known)}."
            raise UnknownNameError.of(kind, name, labels, listing=listing)
        wanted.append(found)
    if before and wanted:
        return _narrowed(kind, before, tuple(wanted))
    return tuple(dict.fromkeys(wanted)) or before


def _narrowed(kind: str, before: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(one for one in dict.fromkeys(wanted) if one in before)
    if not kept:
        cause = (
            f"No {kind} is left: {', '.join(wanted)} is not among the {', '.join(before)} chosen."
        )
        raise DataError(cause, "Select again from the whole dataset (cm.load()).")
    return kept


def _year(given: int | str) -> int:
    try:
        return int(str(given)[:4])
    except ValueError as error:
        raise DataError(f"{given!r} is no year.", "Give a year such as 2021.") from error
