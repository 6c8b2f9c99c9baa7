"""Putting files of one's own beside, or in place of, the embedded data."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from clustermap import japan
from clustermap.data.gazetteer import gazetteer
from clustermap.data.land import land
from clustermap.data.sites import as_sites
from clustermap.errors import DataError
from clustermap.ingest.boundaries import LEVELS, merge_wards, prefectures_of
from clustermap.ingest.cells.area_keys import wards_wanted
from clustermap.ingest.files.foreign import read_map, read_table
from clustermap.ingest.sites import COLUMNS, Reading, read_own_sites
from clustermap.ingest.values import join_values
from clustermap.ingest.zones import own_zone_places, read_own_zones
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from clustermap.data.dataset import Dataset
    from clustermap.data.gazetteer import Gazetteer
    from clustermap.ingest.problems import Report
    from clustermap.ingest.values import OwnValues

#: Sites this near to an area belong to it: quays and reclaimed land lie outside old outlines.
NEAR_KM = 3.0
_DEGREE_KM = 111.2


@dataclass(frozen=True)
class Own:
    """Files of one's own, and how to read them.

    Parameters
    ----------
    boundaries : str or path, optional
        Map of prefectures, municipalities or other areas of Japan.
    level : {"prefecture", "municipality", "area"}, optional
        What the boundaries are to be; else what they are.
    sites : sequence of str or path
        Tables or maps of sites.
    sites_only : bool
        Leave the embedded sites out.
    zones : sequence of str or path
        Tables of special zones.
    values : str or path, optional
        Table of values over the areas, of ``columns`` (else the only one with numbers), its rows
        told by ``key`` (else found).
    map_columns : mapping
        Role -> column, where a column is called by a name that is not understood.
    encoding, crs, sheet : str, optional
        What is known of the files. Where there are sites, ``crs`` is theirs: boundaries keep what
        they state, or JGD2011 degrees, unless they can't be read so.
    lenient : bool
        Leave out rows that can't be used, counted and named, instead of stopping.
    allow_remote : bool
        Allow ``https`` addresses in place of files.
    exact : bool
        Keep every corner of the boundaries, as counting needs.
    """

    boundaries: Any = None
    level: str | None = None
    sites: Sequence[Any] = ()
    sites_only: bool = False
    zones: Sequence[Any] = ()
    values: Any = None
    columns: Sequence[str] = ()
    key: str | None = None
    map_columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    crs: str | None = None
    sheet: str | None = None
    lenient: bool = False
    allow_remote: bool = False
    exact: bool = False

    @property
    def reading(self) -> Reading:
        """How to read tables."""
        return Reading(self.map_columns, self.encoding, self.crs, self.sheet)

    def anything(self) -> bool:
        """Say whether there is a file at all."""
        return bool(
            self.boundaries
            or self.sites
            or self.zones
            or self.values
            or self.columns
            or self.sites_only
            or self.level
        )


def own_of(**given: Any) -> Own:
    """Return a request; one file may stand for a list of one, a column for a list of one.

    Raises
    ------
    TypeError
        A name that is no part of a request.
    """
    for name in ("sites", "zones", "columns"):
        value = given.get(name)
        if value is None:
            given.pop(name, None)
        elif isinstance(value, str) or not hasattr(value, "__iter__"):
            given[name] = (value,)
        else:
            given[name] = tuple(value)
    return Own(**given)


def with_own(dataset: Dataset, own: Own) -> Dataset:
    """Return a dataset with files of one's own beside the embedded data.

    Parameters
    ----------
    dataset : Dataset
        The embedded data, not selected from.
    own : Own
        The files.

    Returns
    -------
    Dataset
        ``areas`` and ``level`` say what boundaries are used, ``own_values`` holds values,
        ``notes`` says in words what was found, mended and left out.

    Raises
    ------
    DataError
        A file can't be read, or something in it matches nothing (unless ``lenient``).
    """
    if own.columns and not own.values:
        raise DataError(
            f"--column {shown(own.columns[0])[1:-1]} is given without a table.",
            "Name the table with --values FILE.",
        )
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        if own.allow_remote:
            own = _fetched(own, Path(folder))
        dataset = _with_boundaries(dataset, own)
        places = gazetteer(dataset.areas)
        dataset = _with_sites(dataset, own, places)
        dataset = _with_zones(dataset, own, places)
        return _with_values(dataset, own, places)


def _fetched(own: Own, folder: Path) -> Own:
    """Replace addresses by files fetched from them."""
    from clustermap.ingest.fetch import fetched

    return replace(
        own,
        boundaries=fetched(own.boundaries, folder),
        values=fetched(own.values, folder),
        sites=[fetched(one, folder) for one in own.sites],
        zones=[fetched(one, folder) for one in own.zones],
    )


def _noted(dataset: Dataset, report: Report, own: Own, **changed: Any) -> Dataset:
    notes = (*dataset.notes, *report.said(lenient=own.lenient))
    return replace(dataset, notes=notes, **changed)


def _with_boundaries(dataset: Dataset, own: Own) -> Dataset:
    if own.boundaries is None:
        if own.level in {None, "prefecture"}:
            return dataset
        raise DataError(
            "Boundaries of municipalities are not embedded.",
            "Give a file with --boundaries; `clustermap data fetch n03` gets the official one.",
        )
    if own.level is not None and own.level not in LEVELS:
        raise DataError(f"{shown(own.level)} is no level.", f"Use one of {', '.join(LEVELS)}.")
    areas, report = _read_boundaries(own)
    level = areas.attrs["level"]
    credit = {
        "file": report.file,
        "n03": areas.attrs.get("n03"),
        "edition": areas.attrs.get("edition"),
    }
    covered = prefectures_of(areas)
    if level == "prefecture":
        every = dataset.prefectures.copy()
        every.loc[areas.index, "geometry"] = areas.geometry.reindex(areas.index)
        every.attrs = dataset.prefectures.attrs
        found = _noted(dataset, report, own, prefectures=every, boundaries=credit)
    else:
        areas = dressed(areas, dataset)
        covered = covered or prefectures_of(areas)
        found = _noted(dataset, report, own, areas=areas, boundaries=credit)
    if 0 < len(covered) < len(japan.PREFECTURES):
        names = listed((japan.BY_CODE[code].ja for code in covered), 8)
        note = f"Note: {report.file}: covers {names} only; the map shows what lies there."
        found = replace(found, notes=(*found.notes, note), covered=covered)
    return found


def _read_boundaries(own: Own) -> tuple[gpd.GeoDataFrame, Report]:
    """Read the boundaries; beside sites, --crs is about the sites as long as it can be.

    Points in the Tokyo Datum must not take official boundaries in JGD2011 along.
    """
    read = partial(
        read_map, own.boundaries, level=own.level, encoding=own.encoding, exact=own.exact
    )
    if not own.sites or own.crs is None:
        return read(crs=own.crs)
    try:
        return read(crs=None)
    except DataError:
        return read(crs=own.crs)


def dressed(areas: gpd.GeoDataFrame, dataset: Dataset) -> gpd.GeoDataFrame:
    """Add what the map needs of areas: prefecture, region, a point inside, English names."""
    parts, owner = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    sizes = pd.Series(shapely.area(parts))
    largest = sizes.groupby(owner).idxmax().to_numpy()
    points = shapely.point_on_surface(parts[largest])
    x, y = shapely.get_x(points), shapely.get_y(points)
    prefectures = areas["prefecture_code"].tolist()
    if not all(prefectures):
        here = land(dataset.prefectures)
        prefectures = [
            code or here.prefecture_at(lon, lat)[0]
            for code, lon, lat in zip(prefectures, x, y, strict=True)
        ]
    base = gazetteer()
    english = [base.by_code[c].name_en if c in base.by_code else "" for c in map(str, areas.index)]
    names = [name or str(code) for code, name in zip(areas.index, areas["name_ja"], strict=True)]
    attrs = areas.attrs
    areas = areas.assign(
        name_ja=names, name_en=english, name_ko="", prefecture_code=prefectures,
        region=[japan.BY_CODE[one].region for one in prefectures], office_lon=x, office_lat=y,
    )  # fmt: skip
    areas.attrs = attrs
    return areas


def _with_sites(dataset: Dataset, own: Own, places: Gazetteer) -> Dataset:
    if not own.sites:
        if own.sites_only:
            return _without_embedded(dataset, dataset.sites.iloc[:0])
        return dataset
    here = land(dataset.prefectures)
    frames = []
    for given in own.sites:
        checked = read_own_sites(given, own.reading, places, here, dataset.areas)
        frame = checked.good(lenient=own.lenient)
        dataset = _noted(dataset, checked.report, own)
        left = len(checked.frame) - len(frame)
        words = f"Note: {checked.report.file}: {count(len(frame), 'site')} read"
        words += f", {count(left, 'row')} left out." if left else "."
        dataset = replace(
            dataset,
            notes=(*dataset.notes, words),
            own_sources=(*dataset.own_sources, ("sites", checked.report.file)),
        )
        frames.append(frame)
    mine = pd.concat(frames, ignore_index=True)
    twice = mine["id"].duplicated()
    if twice.any():
        odd = mine.loc[twice, "id"].iloc[0]
        raise DataError(
            f"The site id {shown(odd)} stands in two of the files.",
            "Give each site an id of its own.",
        )
    own_columns = [name for name in mine.columns if name not in COLUMNS]
    mine[own_columns] = mine[own_columns].fillna("")
    if own.sites_only:
        return _without_embedded(dataset, as_sites(mine))
    shipped = pd.DataFrame(dataset.sites.drop(columns=["geometry", "year"]))
    # looked up in the few embedded ids, not in what may be a million
    known = mine.loc[mine["id"].isin(shipped["id"]), "id"]
    replaced = shipped["id"].isin(known)
    if replaced.any():
        sites = count(int(replaced.sum()), "embedded site")
        note = f"Note: {sites} replaced by own rows of the same id."
        dataset = replace(dataset, notes=(*dataset.notes, note))
    together = pd.concat([shipped[~replaced], mine], ignore_index=True)
    for name in own_columns:
        together[name] = together[name].fillna("")
    own_money = dataset.investments["site_id"].isin(known)
    return replace(dataset, sites=as_sites(together), investments=dataset.investments[~own_money])


def _without_embedded(dataset: Dataset, sites: gpd.GeoDataFrame) -> Dataset:
    nothing = dataset.investments.iloc[:0]
    return replace(dataset, sites=sites, investments=nothing, embedded_sites=False)


def _with_zones(dataset: Dataset, own: Own, places: Gazetteer) -> Dataset:
    for given in own.zones:
        zones, report = read_own_zones(given, own.reading, places, lenient=own.lenient)
        dataset = _noted(
            dataset, report, own,
            own_sources=(*dataset.own_sources, ("zones", report.file)),
        )  # fmt: skip
        kept = dataset.zones[~dataset.zones.index.isin(zones.index)]
        points = dataset.zone_places[~dataset.zone_places["zone"].isin(zones.index)]
        more = own_zone_places(zones, places)
        dataset = replace(
            dataset,
            zones=pd.concat([kept, zones]),
            zone_places=pd.concat([points, more]) if len(more) else points,
        )
    return dataset


def _with_values(dataset: Dataset, own: Own, places: Gazetteer) -> Dataset:
    if own.values is None:
        return dataset
    table = read_table(own.values, encoding=own.encoding, sheet=own.sheet)
    areas = dataset.areas if dataset.areas is not None else dataset.prefectures
    if dataset.covered and dataset.areas is None:
        areas = areas.loc[list(dataset.covered)]
    if dataset.level == "municipality" and _merges(table.frame, areas, own.key):
        areas = dressed(merge_wards(areas), dataset)
        note = f"Note: {table.file}: has designated cities, so their wards are put together."
        dataset = replace(dataset, areas=areas, notes=(*dataset.notes, note))
        places = gazetteer(areas)
    found, report = join_values(
        table, areas, columns=own.columns, key=own.key, gazetteer=places, level=dataset.level,
        lenient=own.lenient,
    )  # fmt: skip
    if dataset.areas is None and dataset.covered:
        index = dataset.prefectures.index
        found = [_widened(one, index) for one in found]
    return _noted(
        dataset, report, own, own_values=(*dataset.own_values, *found),
        own_sources=(*dataset.own_sources, ("values", report.file)),
    )  # fmt: skip


def _merges(frame: pd.DataFrame, areas: gpd.GeoDataFrame, key: str | None) -> bool:
    columns = [key] if key in frame.columns else list(frame.columns)
    return any(wards_wanted(frame[name].tolist(), areas) for name in columns)


def _widened(values: OwnValues, index: pd.Index) -> OwnValues:
    return replace(
        values,
        values=values.values.reindex(index),
        suppressed=values.suppressed.reindex(index, fill_value=False),
    )


def area_of_sites(sites: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.Series[str]:
    """Return the code of the area that each site lies in; "" for none.

    A site's own municipality code is taken where the areas have it; else its point decides, and
    within 3 km the nearest area. A site placed by its prefecture alone lies in no area.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        With ``municipality_code``, ``position`` and points.
    areas : geopandas.GeoDataFrame
        Indexed by code, in degrees.
    """
    known = sites["municipality_code"].isin(areas.index)
    codes: pd.Series[str] = sites["municipality_code"].where(known, "")
    vague = (sites["position"] == "prefecture").to_numpy()
    open_ = ((codes == "") & ~vague).to_numpy()
    if not open_.any():
        return codes
    shapes = areas.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    points = sites.geometry.to_numpy()[open_]
    found = codes.to_numpy(dtype=object).copy()
    at = found[open_]
    which, inside = tree.query(points, predicate="intersects")
    at[which] = areas.index.to_numpy()[inside]
    rest = np.flatnonzero(at == "")
    if len(rest):
        which, nearest = tree.query_nearest(
            points[rest], max_distance=NEAR_KM / _DEGREE_KM, all_matches=False
        )
        at[rest[which]] = areas.index.to_numpy()[nearest]
    found[open_] = at
    return pd.Series(found, index=sites.index, dtype=object)
