"""The frames together, frozen, what was chosen of them, and how to choose.

>>> from clustermap.data.dataset import load
>>> kyushu = load().select(region="kyushu", sector="semiconductor")
>>> len(kyushu.prefectures), len(kyushu.national.prefectures), kyushu.chosen.sectors
(8, 47, ('semiconductor',))
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clustermap import japan, locales
from clustermap.data.zones import touching
from clustermap.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from clustermap.data.context import ContextLayer
    from clustermap.data.groups import Group


@dataclass(frozen=True, eq=False)
class UserValues:
    """One column of user-supplied values over areas.

    ``values`` and ``suppressed`` are indexed by area code; ``unit`` and ``decimals`` say how to
    write a value.
    """

    name: str
    values: pd.Series[float]
    suppressed: pd.Series[bool]
    unit: str
    decimals: int
    file: str


@dataclass(frozen=True)
class Choice:
    """What was chosen; an empty tuple means all."""

    prefectures: tuple[str, ...] = ()
    #: Municipalities and wards, beside the prefectures; a city stands for its wards too.
    municipalities: tuple[str, ...] = ()
    #: Groups whose places are among the two.
    groups: tuple[Group, ...] = ()
    sectors: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    until: int | None = None
    #: Words for what was left out for want of a date, a code ...
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Selection:
    """Prefectures, sites, zones, clusters, statistics: the frames that everything works on.

    The frames' columns are described where they are read (``clustermap.data``). ``national`` is
    the selection that this one was made from, for ranks and context; itself when nothing was
    chosen.
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
    #: Links between prefectures over land and sea.
    neighbors: pd.DataFrame
    chosen: Choice = Choice()
    source: Selection | None = field(default=None, repr=False)
    #: Municipalities, wards apart, or other areas of the user's own boundaries.
    areas: gpd.GeoDataFrame | None = None
    #: What the areas of the map are: "prefecture", "municipality" or "area".
    level: str = "prefecture"
    #: File, edition and kind of the user's own boundaries.
    boundaries: dict[str, Any] | None = None
    #: Prefectures that the user's own boundaries cover, where not all.
    covered: tuple[str, ...] = ()
    user_values: tuple[UserValues, ...] = ()
    #: Kind and name of the user's own files.
    user_sources: tuple[tuple[str, str], ...] = ()
    #: Columns of the user's own files of sites that are published.
    user_columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: How rows of these files were placed (``clustermap.data.placing``): indexed by id.
    placings: pd.Series[Any] | None = None
    #: Whether the embedded sites are among the sites.
    embedded_sites: bool = True
    #: Places drawn as themselves, never counted.
    context: tuple[ContextLayer, ...] = ()
    #: Areas and lines that were given as sites, by file: indexed by id.
    outlines: dict[str, gpd.GeoSeries] = field(default_factory=dict)
    #: What was found, mended and left out while reading the user's own files.
    notes: tuple[str, ...] = ()

    @property
    def layers(self) -> tuple[ContextLayer, ...]:
        """What is drawn as itself: the context, and the outlines of the sites shown."""
        from clustermap.data.context import outline_layer

        shown = (outline_layer(file, self.sites, shapes) for file, shapes in self.outlines.items())
        return (*self.context, *(layer for layer in shown if len(layer.features)))

    @property
    def national(self) -> Selection:
        """The selection before anything was chosen."""
        return self.source or self

    @property
    def municipalities(self) -> gpd.GeoDataFrame | None:
        """The areas, where they are municipalities."""
        return self.areas if self.level == "municipality" else None

    @property
    def chosen_sectors(self) -> tuple[str, ...]:
        """The sectors chosen, else all."""
        return self.chosen.sectors or self.sectors

    @cached_property
    def nationwide(self) -> Selection:
        """The kinds of sites chosen, over all of Japan: what a rank of 47 is out of."""
        return self._widened(prefectures=(), municipalities=(), groups=())

    @cached_property
    def across_sectors(self) -> Selection:
        """The places chosen with the sites of all sectors: what a sector is compared with."""
        return self._widened(sectors=())

    def _widened(self, **given_up: Any) -> Selection:
        chosen = replace(self.chosen, left_out=(), **given_up)
        if chosen == replace(self.chosen, left_out=()):
            return self
        return _selected(self.national, chosen)

    def select(
        self,
        *,
        region: str | Iterable[str] | None = None,
        prefecture: str | int | Iterable[str | int] | None = None,
        municipality: str | int | Iterable[str | int] | None = None,
        group: str | Group | Iterable[str | Group] | None = None,
        sector: str | Iterable[str] | None = None,
        segment: str | Iterable[str] | None = None,
        status: str | Iterable[str] | None = None,
        until: int | str | None = None,
    ) -> Selection:
        """Keep only what is asked for.

        Parameters
        ----------
        region, prefecture, municipality : str or iterable of str, optional
            Places, by name in three languages or code. Together they add up: all that lies in any
            of them is kept.
            A municipality makes municipalities the areas of the map.
        group : str, Group or iterable of them, optional
            Places of one's own under a name, as "Northern Kyushu=40,41,42"; they add up too.
        sector, segment, status : str or iterable of str, optional
            Kinds of sites, by id or label in three languages.
        until : int, optional
            Sites announced or opened by the end of this year; sites without any date are left out.

        Returns
        -------
        Selection

        Raises
        ------
        UnknownNameError
            A name that means nothing; the error says which were near.
        DataError
            ``until`` is no year, or nothing was kept from earlier selections.
        """
        old = self.chosen
        prefectures, municipalities, groups = _places(self, region, prefecture, municipality, group)
        chosen = Choice(
            prefectures=prefectures,
            municipalities=municipalities,
            groups=groups,
            sectors=_chosen("sector", sector, self.sectors, old.sectors),
            segments=_chosen("segment", segment, _values(self, "segment"), old.segments),
            statuses=_chosen("status", status, _values(self, "status"), old.statuses),
            until=old.until if until is None else _year(until),
        )
        every = at_level(self.national, "municipality") if municipalities else self.national
        return _selected(every, chosen)

    @property
    def sectors(self) -> tuple[str, ...]:
        """Ids of the sectors that the sites have: the five in their order, then others."""
        here = list(dict.fromkeys(self.national.sites["sector"]))
        known = [sector for sector in locales.keys("sector") if sector in here]
        return (*known, *sorted(set(here) - set(known)))


def chosen_among(areas: gpd.GeoDataFrame, chosen: Choice, prefectures: pd.Index) -> pd.Series[bool]:
    """Say which municipalities or wards were chosen: by name, or with their prefecture.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by code, with ``prefecture_code``.
    chosen : Choice
    prefectures : pandas.Index
        Codes of the prefectures of the selection.
    """
    home = areas["prefecture_code"]
    inside: pd.Series[bool] = home.isin(
        prefectures if not chosen.municipalities else chosen.prefectures
    )
    if not chosen.municipalities:
        return inside
    named = {*chosen.municipalities}
    wards = {japan.city_of(code) for code in named} - named
    codes = [str(code) for code in areas.index]
    called = [
        code for code in codes if code in named or japan.city_of(code) in named or code in wards
    ]
    found: pd.Series[bool] = inside.mask(areas.index.isin(called), other=True)
    return found


def at_level(selection: Selection, level: str | None) -> Selection:
    """Return the selection with the embedded municipalities, where that level is asked for.

    Boundaries of the user's stay, and so does what was chosen.

    Examples
    --------
    >>> from clustermap.data.dataset import load
    >>> len(at_level(load(), "municipality").areas)
    1896
    """
    if level != "municipality" or selection.national.areas is not None:
        return selection
    from clustermap.data.municipalities import read_municipalities

    every = replace(selection.national, areas=read_municipalities(), level=level)
    return reselected(every, replace(selection.chosen, left_out=()))


def reselected(selection: Selection, chosen: Choice) -> Selection:
    """Choose as before from data that was changed, within what the user's boundaries cover."""
    places = chosen.prefectures
    if selection.covered:
        places = tuple(code for code in places or selection.covered if code in selection.covered)
        if not places:
            raise DataError(
                "The boundaries cover none of the prefectures chosen.",
                "Choose others, or give boundaries of all Japan.",
            )
    chosen = replace(chosen, prefectures=places)
    return selection if chosen == Choice() else _selected(selection, chosen)


def _places(
    selection: Selection, region: Any, prefecture: Any, municipality: Any, group: Any
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Group, ...]]:
    """Return the prefectures, municipalities and groups meant, within those chosen before."""
    from clustermap.data.gazetteer import gazetteer
    from clustermap.data.groups import Group, checked_groups, parse_group

    old = selection.chosen
    groups = checked_groups(
        one if isinstance(one, Group) else parse_group(one) for one in _all(group)
    )
    whole = {code for one in groups for code in one.prefectures}
    parts = [gazetteer().find(str(name)).code for name in _all(municipality)]
    parts += [code for one in groups for code in one.municipalities]
    wanted = japan.codes([*_all(prefecture), *whole], map(str, _all(region)))
    # a municipality of a prefecture that is wanted as a whole adds nothing
    small = tuple(code for code in dict.fromkeys(parts) if code[:2] not in wanted)
    if not wanted and not small:
        return old.prefectures, old.municipalities, old.groups
    if old.prefectures or old.municipalities:
        before = (*old.prefectures, *old.municipalities)
        wanted = tuple(code for code in wanted if code in before)
        small = tuple(code for code in small if code in before or code[:2] in before)
        if not wanted and not small:
            raise DataError(
                "None of these places is among those chosen before.",
                "Select again from the whole dataset (cm.load()).",
            )
    return wanted, small, groups


def _in_municipalities(sites: gpd.GeoDataFrame, chosen: Choice) -> pd.Series[bool]:
    """Say which sites lie in the municipalities chosen; a city stands for its wards."""
    # commands show their help without these
    from clustermap.data.locator import area_of_sites
    from clustermap.data.municipalities import read_municipalities

    areas = read_municipalities()
    near = sites["prefecture_code"].isin({code[:2] for code in chosen.municipalities})
    placed = area_of_sites(sites[near], areas[areas["prefecture_code"].isin(_homes(chosen))])
    inside = {
        code: code in chosen.municipalities or japan.city_of(code) in chosen.municipalities
        for code in set(placed) - {""}
    }
    return placed.map(inside).reindex(sites.index).eq(True)  # noqa: FBT003


def _homes(chosen: Choice) -> set[str]:
    return {code[:2] for code in chosen.municipalities}


def _selected(source: Selection, chosen: Choice) -> Selection:
    """Choose from the whole of the data."""
    codes = chosen.prefectures or tuple(source.prefectures.index)
    sites = source.sites[source.sites["prefecture_code"].isin(codes)]
    if chosen.municipalities:
        codes = tuple(sorted({*chosen.prefectures, *_homes(chosen)}))
        inside = _in_municipalities(source.sites, chosen)
        inside |= source.sites["prefecture_code"].isin(chosen.prefectures)
        sites = source.sites[inside]
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
    if chosen.municipalities:
        zones = zones[_zones_there(zones, chosen)]
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
        chosen=replace(chosen, left_out=left_out),
        source=source,
    )


def _zones_there(zones: pd.DataFrame, chosen: Choice) -> pd.Series[bool]:
    """Say which zones touch the places chosen; one whose area is not known is kept."""
    cities = {japan.city_of(code) for code in chosen.municipalities}
    known = zones["municipality_codes"].map(
        lambda codes: any(
            code in chosen.municipalities
            or code in cities
            or japan.city_of(code) in chosen.municipalities
            for code in codes
        )
    )
    whole = touching(zones["whole_prefecture"], (*chosen.prefectures, *_homes(chosen)))
    elsewhere = touching(zones["prefecture_codes"], chosen.prefectures)
    vague = ~zones["municipality_codes"].astype(bool) & ~zones["whole_prefecture"].astype(bool)
    there: pd.Series[bool] = known.astype(bool) | whole | elsewhere | vague
    return there


def _all(given: Any) -> list[Any]:
    """Return one or many as a list."""
    if given is None:
        return []
    return [given] if isinstance(given, str) or not hasattr(given, "__iter__") else list(given)


def _values(selection: Selection, column: str) -> tuple[str, ...]:
    return tuple(sorted(set(selection.national.sites[column]) - {""}))


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
    """Return the year of a year or an ISO date."""
    found = re.fullmatch(r"(1[89]\d\d|2[01]\d\d|2200)(-.*)?", str(given))
    if not found:
        raise DataError(f"{given!r} is not a year.", "Give a year such as 2021.")
    return int(found[1])
