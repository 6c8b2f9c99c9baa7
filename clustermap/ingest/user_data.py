"""Putting user-supplied files beside, or in place of, the embedded data."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from clustermap import japan
from clustermap.data.gazetteer import gazetteer
from clustermap.data.locator import locator
from clustermap.data.selection import at_level
from clustermap.data.sites import as_sites, site_columns
from clustermap.errors import DataError
from clustermap.ingest.boundaries import LEVELS, merge_wards, prefectures_of
from clustermap.ingest.cells.area_keys import wards_wanted
from clustermap.ingest.context import context_layer
from clustermap.ingest.files.foreign import read_map, read_table
from clustermap.ingest.files.formats import refuse_twice
from clustermap.ingest.files.standard_input import spooled
from clustermap.ingest.publishing import refuse_missing
from clustermap.ingest.several import boundaries_together, columns_of, values_together
from clustermap.ingest.sites import ReadingOptions, read_user_sites
from clustermap.ingest.values import join_values
from clustermap.ingest.where import only_where
from clustermap.ingest.zones import read_user_zones, user_zone_places
from clustermap.japan import JGD2011
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from clustermap.data.boundaries import Boundaries
    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.selection import Selection, UserValues
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.sites import Checked


_SEVERAL = (
    "boundaries", "sites", "zones", "values", "columns", "where", "context", "public", "internal",
)  # fmt: skip


@dataclass(frozen=True)
class UserFiles:
    """User-supplied files, and how to read them.

    Parameters
    ----------
    boundaries : sequence of str or path
        Maps of prefectures, municipalities or other areas of Japan.
    level : {"prefecture", "municipality", "area"}, optional
        What the boundaries are to be; else what they are.
    sites : sequence of str or path
        Tables or maps of sites.
    sites_only : bool
        Leave the embedded sites out.
    zones : sequence of str or path
        Tables of special zones.
    values : sequence of str or path
        Tables of values over the areas, of ``columns`` (else the only one with numbers), their rows
        told by ``key`` (else found), of which those with ``where`` (COLUMN=VALUE) are kept.
    map_columns : mapping
        Role -> column, where a column is called by a name that is not understood.
    encoding, crs, sheet, layer : str, optional
        What is known of the files. Where there are sites, ``crs`` is theirs: boundaries keep what
        they state, or JGD2011 degrees, unless they can't be read so.
    coordinates : {"degrees", "dms", "arcsec", "metres"}, optional
        How the numbers of sites' coordinates are written.
    lenient : bool
        Leave out rows that can't be used, counted and named, instead of stopping.
    allow_remote : bool
        Allow ``https`` addresses in place of files.
    exact : bool
        Keep every corner of the boundaries, as counting needs.
    public, internal : sequence of str
        Columns of sites and zones that are published beside those taken as a role, and columns
        that are not, whatever they would be taken as.
    context : sequence of str or path
        Places to draw but not to count: "airports", "ports", maps or tables of points.
    """

    boundaries: Sequence[Any] = ()
    level: str | None = None
    sites: Sequence[Any] = ()
    sites_only: bool = False
    zones: Sequence[Any] = ()
    values: Sequence[Any] = ()
    columns: Sequence[str] = ()
    where: Sequence[str] = ()
    key: str | None = None
    map_columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    crs: str | None = None
    sheet: str | None = None
    coordinates: str | None = None
    layer: str | None = None
    lenient: bool = False
    allow_remote: bool = False
    exact: bool = False
    context: Sequence[Any] = ()
    public: Sequence[str] = ()
    internal: Sequence[str] = ()

    @property
    def reading(self) -> ReadingOptions:
        """How to read tables."""
        return ReadingOptions(
            self.map_columns, self.encoding, self.crs, self.sheet, self.layer, self.coordinates,
            tuple(self.public), tuple(self.internal),
        )  # fmt: skip


def user_files(**given: Any) -> UserFiles:
    """Return a request; one file may stand for a list of one, a column for a list of one.

    Raises
    ------
    TypeError
        A name that is no part of a request.
    """
    for name in _SEVERAL:
        value = given.get(name)
        if value is None:
            given.pop(name, None)
        elif isinstance(value, str) or not hasattr(value, "__iter__"):
            given[name] = (value,)
        else:
            given[name] = tuple(value)
    return UserFiles(**given)


def with_user_data(selection: Selection, files: UserFiles) -> Selection:
    """Return the selection with user-supplied files beside, or in place of, the embedded data.

    Parameters
    ----------
    selection : Selection
        The embedded data, not selected from.
    files : UserFiles
        The files.

    Returns
    -------
    Selection
        ``areas`` and ``level`` say what boundaries are used, ``user_values`` holds values,
        ``notes`` says in words what was found, mended and left out.

    Raises
    ------
    DataError
        A file can't be read, or something in it matches nothing (unless ``lenient``).
    """
    if files.columns and files.sites and not files.values:
        files = replace(files, columns=(), public=(*files.public, *files.columns))
    if files.columns and not files.values:
        raise DataError(
            f"--column {shown(files.columns[0])[1:-1]} is given without a table.",
            "Name the table with --values FILE.",
        )
    if files.where and not files.values:
        raise DataError(
            f"--where {shown(files.where[0])[1:-1]} is given without a table.",
            "Name the table with --values FILE.",
        )
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        files = _at_hand(files, Path(folder))
        selection = _with_boundaries(selection, files)
        places = gazetteer(selection.municipalities if selection.boundaries else None)
        selection = _with_sites(selection, files, places)
        selection = _with_zones(selection, files, places)
        selection = _with_values(selection, files, places)
        selection = _with_context(selection, files)
    covered = selection.covered
    return selection.select(prefecture=covered) if covered else selection


def _at_hand(files: UserFiles, folder: Path) -> UserFiles:
    """Replace standard input and addresses by files; refuse a file that is given twice."""
    kinds = ("boundaries", "values", "sites", "zones")
    flat = spooled([one for kind in kinds for one in getattr(files, kind)], folder)
    if files.allow_remote:
        from clustermap.ingest.fetch import fetched

        flat = [fetched(one, folder) for one in flat]
    changed: dict[str, Any] = {}
    for kind in kinds:
        many = len(getattr(files, kind))
        changed[kind], flat = flat[:many], flat[many:]
        refuse_twice(changed[kind], f"--{kind}")
    return replace(files, **changed)


def _noted(selection: Selection, findings: Findings, files: UserFiles, **changed: Any) -> Selection:
    notes = (*selection.notes, *findings.messages(lenient=files.lenient))
    return replace(selection, notes=notes, **changed)


def _with_boundaries(selection: Selection, files: UserFiles) -> Selection:
    if not files.boundaries:
        if files.level == "area":
            raise DataError(
                "--level area is for areas of your own.", "Give their map with --boundaries."
            )
        return at_level(selection, files.level)
    if files.level is not None and files.level not in LEVELS:
        raise DataError(f"{shown(files.level)} is not a level.", f"Use one of {', '.join(LEVELS)}.")
    read = [_read_boundaries(one, files) for one in files.boundaries]
    given = boundaries_together([(findings.file, one) for one, findings in read])
    file = ", ".join(findings.file for _, findings in read)
    for _, findings in read:
        selection = _noted(selection, findings, files)
    areas, level = given.areas, given.level
    credit = {"file": file, "n03": given.n03, "edition": given.edition}
    covered = prefectures_of(areas)
    if level == "prefecture":
        every = selection.prefectures.copy()
        every.loc[areas.index, "geometry"] = areas.geometry.reindex(areas.index)
        found = replace(selection, prefectures=every, boundaries=credit)
    else:
        areas = completed(areas, selection)
        covered = covered or prefectures_of(areas)
        found = replace(selection, areas=areas, level=level, boundaries=credit)
    if 0 < len(covered) < len(japan.PREFECTURES):
        names = listed((japan.BY_CODE[code].ja for code in covered), 8)
        note = f"Note: {file}: covers {names} only; the map shows what lies there."
        found = replace(found, notes=(*found.notes, note), covered=covered)
    return found


def _read_boundaries(given: Any, files: UserFiles) -> tuple[Boundaries, Findings]:
    """Read boundaries; beside sites, --crs is about the sites as long as it can be.

    Points in the Tokyo Datum must not take official boundaries in JGD2011 along.
    """
    read = partial(
        read_map, given, level=files.level, encoding=files.encoding, layer=files.layer,
        exact=files.exact,
    )  # fmt: skip
    if not files.sites or files.crs is None:
        return read(crs=files.crs)
    try:
        return read(crs=None)
    except DataError:
        return read(crs=files.crs)


def completed(areas: gpd.GeoDataFrame, selection: Selection) -> gpd.GeoDataFrame:
    """Add what the map needs of areas: prefecture, region, a point inside, English names."""
    parts, owner = shapely.get_parts(areas.geometry.to_numpy(), return_index=True)
    sizes = pd.Series(shapely.area(parts))
    largest = sizes.groupby(owner).idxmax().to_numpy()
    points = shapely.point_on_surface(parts[largest])
    x, y = shapely.get_x(points), shapely.get_y(points)
    prefectures = areas["prefecture_code"].tolist()
    if not all(prefectures):
        here = locator(selection.prefectures)
        prefectures = [
            code or here.prefecture_at(lon, lat)[0]
            for code, lon, lat in zip(prefectures, x, y, strict=True)
        ]
    base = gazetteer()
    english = [base.by_code[c].name_en if c in base.by_code else "" for c in map(str, areas.index)]
    names = [name or str(code) for code, name in zip(areas.index, areas["name_ja"], strict=True)]
    return areas.assign(
        name_ja=names, name_en=english, name_ko="", prefecture_code=prefectures,
        region=[japan.BY_CODE[one].region for one in prefectures], office_lon=x, office_lat=y,
    )  # fmt: skip


def _with_sites(selection: Selection, files: UserFiles, places: Gazetteer) -> Selection:
    if not files.sites:
        if files.sites_only:
            return _without_embedded(selection, selection.sites.iloc[:0])
        return selection
    here = locator(selection.prefectures)
    frames, placings = [], []
    tables: dict[str, pd.DataFrame] = {}
    for given in files.sites:
        checked = read_user_sites(given, files.reading, places, here, selection.municipalities)
        frame = checked.good(lenient=files.lenient)
        selection = _noted(selection, checked.findings, files)
        left = len(checked.frame) - len(frame)
        words = f"Note: {checked.findings.file}: {count(len(frame), 'site')} read"
        words += f", {count(left, 'row')} left out." if left else "."
        selection = replace(
            selection,
            notes=(*selection.notes, words),
            user_sources=(*selection.user_sources, ("sites", checked.findings.file)),
            user_columns={**selection.user_columns, checked.findings.file: checked.published},
            outlines={**selection.outlines, **_outlines(checked)},
        )
        frames.append(frame)
        placings.append(checked.shown_placings)
        tables[checked.findings.file] = checked.table.frame
    refuse_missing({"--public": files.public, "--internal": files.internal}, tables)
    mine = pd.concat(frames, ignore_index=True)
    twice = mine["id"].duplicated()
    if twice.any():
        odd = mine.loc[twice, "id"].iloc[0]
        raise DataError(
            f"The site id {shown(odd)} stands in two of the files.",
            "Give each site an id that no other file has.",
        )
    selection = replace(selection, placings=pd.concat(placings))
    user_columns = [name for name in mine.columns if name not in site_columns()]
    mine[user_columns] = mine[user_columns].fillna("")
    if files.sites_only:
        return _without_embedded(selection, as_sites(mine))
    shipped = pd.DataFrame(selection.sites.drop(columns=["geometry", "year"]))
    # looked up in the few embedded ids, not in what may be a million
    known = mine.loc[mine["id"].isin(shipped["id"]), "id"]
    replaced = shipped["id"].isin(known)
    if replaced.any():
        sites = count(int(replaced.sum()), "embedded site")
        note = f"Note: {sites} replaced by own rows of the same id."
        selection = replace(selection, notes=(*selection.notes, note))
    together = pd.concat([shipped[~replaced], mine], ignore_index=True)
    for name in user_columns:
        together[name] = together[name].fillna("")
    replaced_money = selection.investments["site_id"].isin(known)
    return replace(
        selection, sites=as_sites(together), investments=selection.investments[~replaced_money]
    )


def _outlines(checked: Checked) -> dict[str, gpd.GeoSeries]:
    """Return the areas and lines that a file has in place of points, by site."""
    import geopandas as gpd

    shapes = checked.table.shapes
    if shapes is None:
        return {}
    cells = shapes.reindex(checked.rows).to_numpy()
    held = cells != ""
    found = gpd.GeoSeries(
        shapely.from_wkb(cells[held]), index=checked.frame["id"].to_numpy()[held], crs=JGD2011
    )
    return {checked.findings.file: found}


def with_only_sites(
    selection: Selection, sites: pd.DataFrame, file: str, columns: Sequence[str]
) -> Selection:
    """Return the selection with understood sites of one file in place of the embedded ones.

    Parameters
    ----------
    selection : Selection
        Not selected from.
    sites : pandas.DataFrame
        With the columns of sites, and others to be shown.
    file : str
        The file that they are from.
    columns : sequence of str
        Columns of that file that are shown.
    """
    found = _without_embedded(selection, as_sites(sites))
    return replace(
        found,
        user_sources=(*found.user_sources, ("sites", file)),
        user_columns={**found.user_columns, file: tuple(columns)},
    )


def _without_embedded(selection: Selection, sites: gpd.GeoDataFrame) -> Selection:
    nothing = selection.investments.iloc[:0]
    return replace(selection, sites=sites, investments=nothing, embedded_sites=False)


def _with_zones(selection: Selection, files: UserFiles, places: Gazetteer) -> Selection:
    for given in files.zones:
        zones, findings = read_user_zones(given, files.reading, places, lenient=files.lenient)
        selection = _noted(
            selection, findings, files,
            user_sources=(*selection.user_sources, ("zones", findings.file)),
        )  # fmt: skip
        kept = selection.zones[~selection.zones.index.isin(zones.index)]
        points = selection.zone_places[~selection.zone_places["zone"].isin(zones.index)]
        more = user_zone_places(zones, places)
        selection = replace(
            selection,
            zones=pd.concat([kept, zones]),
            zone_places=pd.concat([points, more]) if len(more) else points,
        )
    return selection


def _with_context(selection: Selection, files: UserFiles) -> Selection:
    twice = {str(one) for one in files.context if list(files.context).count(one) > 1}
    if twice:
        raise DataError(f"The context {shown(min(twice))} is given twice.", "Name it once.")
    for given in files.context:
        layer, findings = context_layer(given, files.encoding, files.sheet)
        selection = _noted(selection, findings, files, context=(*selection.context, layer))
    return selection


def _with_values(selection: Selection, files: UserFiles, places: Gazetteer) -> Selection:
    if not files.values:
        return selection
    tables = [
        only_where(
            read_table(one, encoding=files.encoding, sheet=files.sheet, layer=files.layer),
            files.where,
        )
        for one in files.values
    ]
    wanted = columns_of(tables, files.columns)
    areas = selection.areas if selection.areas is not None else selection.prefectures
    if selection.covered and selection.areas is None:
        areas = areas.loc[list(selection.covered)]
    if selection.level == "municipality":
        merging = [one for one in tables if _merges(one.frame, areas, files.key)]
        if merging:
            areas = completed(merge_wards(areas), selection)
            note = (
                f"Note: {merging[0].file}: has designated cities, so their wards are put together."
            )
            selection = replace(selection, areas=areas, notes=(*selection.notes, note))
            places = gazetteer(areas)
    found: list[UserValues] = []
    for table, columns in zip(tables, wanted, strict=True):
        values, findings = join_values(
            table, areas, columns=columns, key=files.key, gazetteer=places, level=selection.level,
            lenient=files.lenient,
        )  # fmt: skip
        found += values
        selection = _noted(
            selection, findings, files,
            user_sources=(*selection.user_sources, ("values", findings.file)),
        )  # fmt: skip
    found = values_together(found)
    if selection.areas is None and selection.covered:
        index = selection.prefectures.index
        found = [_widened(one, index) for one in found]
    return replace(selection, user_values=(*selection.user_values, *found))


def _merges(frame: pd.DataFrame, areas: gpd.GeoDataFrame, key: str | None) -> bool:
    columns = [key] if key in frame.columns else list(frame.columns)
    return any(wards_wanted(frame[name].tolist(), areas) for name in columns)


def _widened(values: UserValues, index: pd.Index) -> UserValues:
    return replace(
        values,
        values=values.values.reindex(index),
        suppressed=values.suppressed.reindex(index, fill_value=False),
    )
