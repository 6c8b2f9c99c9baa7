"""What a script says: an :class:`Atlas` is a dataset with verbs.

>>> import clustermap as cm
>>> atlas = cm.load()
>>> kyushu = atlas.select(region="kyushu", sector="semiconductor")
>>> sorted(set(kyushu.sites["sector"]))
['semiconductor']
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.analysis.indicators import indicator_table, own_ids, with_own_values
from clustermap.data import dataset as data
from clustermap.data.credits import sites_note, sites_source
from clustermap.errors import UnknownNameError
from clustermap.maps.page.basemaps import basemap as find_basemap
from clustermap.verbs import Questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.page.webmap import ClusterMap
    from clustermap.reports.report import Report


@dataclass(frozen=True, eq=False)
class Atlas(Questions):
    """Prefectures, sites, clusters, zones and statistics of Japan, and what to do with them.

    Made by :func:`load`. The frames:

    ``prefectures`` : geopandas.GeoDataFrame
        Selected prefectures, indexed by code ("01" to "47"): names in three languages, region,
        capital, office (``office_lon, office_lat``, degrees), ``area_km2``, polygons (EPSG:6668).
    ``sites`` : geopandas.GeoDataFrame
        Sites, indexed by id: names, ``sector, segment``, operator, prefecture and municipality,
        ``status``, ``announced, opened`` (ISO dates, as exact as known), ``year`` (the earlier),
        ``investment_jpy_bn, subsidy_jpy_bn`` (billion yen), ``jobs``, ``position`` (how exact the
        point is), ``source_url``, points (EPSG:6668).
    ``clusters`` : geopandas.GeoDataFrame
        Cluster programmes and agglomerations, indexed by id.
    ``zones`` : pandas.DataFrame
        Special zones, indexed by id; lists of codes are tuples.
    ``statistics`` : pandas.DataFrame
        Official statistics, tidy: ``prefecture_code, indicator, year, value, unit, state`` ...
    """

    dataset: data.Dataset

    @property
    def prefectures(self) -> gpd.GeoDataFrame:
        """The prefectures selected."""
        return self.dataset.prefectures

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites selected."""
        return self.dataset.sites

    @property
    def clusters(self) -> gpd.GeoDataFrame:
        """The clusters that touch the prefectures selected."""
        return self.dataset.clusters

    @property
    def zones(self) -> pd.DataFrame:
        """The special zones that touch the prefectures selected."""
        return self.dataset.zones

    @property
    def statistics(self) -> pd.DataFrame:
        """The official statistics of the prefectures selected, tidy."""
        return self.dataset.statistics

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found, mended and left out in one's own files, in words."""
        return self.dataset.notes

    @cached_property
    def indicators(self) -> IndicatorTable:
        """All indicators over all 47 prefectures, of the sites selected."""
        every = self.dataset.national
        chosen = self.dataset.selection.sectors or self.dataset.sectors
        table = indicator_table(
            every.prefectures, self.sites, every.statistics, every.indicators, chosen,
            sites_source(every), sites_note(every),
        )  # fmt: skip
        return with_own_values(table, every.own_values) if self.dataset.areas is None else table

    @cached_property
    def area_indicators(self) -> IndicatorTable:
        """Indicators over the areas of one's own boundaries: sites counted, own values."""
        from clustermap.ingest.user_data import area_of_sites

        every = self.dataset.national
        if every.areas is None:
            return self.indicators
        chosen = self.dataset.selection.sectors or self.dataset.sectors
        placed = self.sites.assign(prefecture_code=area_of_sites(self.sites, every.areas))
        table = indicator_table(
            every.areas, placed, every.statistics.iloc[:0], every.indicators.iloc[:0], chosen,
            sites_source(every), sites_note(every),
        )  # fmt: skip
        return with_own_values(table, every.own_values)

    def select(
        self,
        *,
        region: str | Iterable[str] | None = None,
        prefecture: str | int | Iterable[str | int] | None = None,
        sector: str | Iterable[str] | None = None,
        segment: str | Iterable[str] | None = None,
        status: str | Iterable[str] | None = None,
        until: int | str | None = None,
    ) -> Atlas:
        """Keep only what is asked for.

        Parameters
        ----------
        region, prefecture : str or iterable of str, optional
            Places by name (Japanese, English, Korean) or code; all that lies in any of them.
        sector, segment, status : str or iterable of str, optional
            Kinds of sites, by id or label in three languages.
        until : int, optional
            Sites announced or opened by the end of this year.

        Returns
        -------
        Atlas

        Raises
        ------
        UnknownNameError
            A name that means nothing; the error says which were near.

        Examples
        --------
        >>> load().select(prefecture="熊本", sector="반도체").prefectures["name_en"].item()
        'Kumamoto'
        """
        return Atlas(
            self.dataset.select(
                region=region,
                prefecture=prefecture,
                sector=sector,
                segment=segment,
                status=status,
                until=until,
            )
        )

    @cached_property
    def nationwide(self) -> Atlas:
        """The sites of the kinds selected over all of Japan: what a rank of 47 is out of."""
        chosen = self.dataset.selection
        if not chosen.prefectures:
            return self
        return Atlas(
            self.dataset.national.select(
                sector=chosen.sectors,
                segment=chosen.segments,
                status=chosen.statuses,
                until=chosen.until,
            )
        )

    def map(
        self,
        *,
        color_by: str | None = None,
        level: str | None = None,
        boundaries: str | Path | None = None,
        lang: str = "en",
        title: str | None = None,
        basemap: str = "none",
        assets: str = "inline",
        rings: Sequence[dict[str, Any]] = (),
    ) -> ClusterMap:
        """Make the interactive map.

        Parameters
        ----------
        color_by : str, optional
            Indicator shown first: its id (``"sites"``, ``"investment:bio"``,
            ``"population_census"`` ...), its label in any language, or a sector; a result worked
            out for it: ``"lisa:semiconductor"``, ``"g*:population_census"``, ``"lq:bio"``; else
            one's own values where there are any, else the sites.
        level : {"prefecture", "municipality", "area"}, optional
            What is colored: else what one's own boundaries are, else prefectures.
        boundaries : str or path, optional
            One's own boundaries, if not given to :func:`load`.
        lang : {"en", "ja", "ko"}
            Language shown first; the reader can switch.
        title : str, optional
            The map's title; else one is made from the selection.
        basemap : {"none", "gsi-pale", "gsi-photo", "osm"}
            Tiles from the web under the map; with "none" the page asks no host for anything.
        assets : {"inline", "cdn"}
            Whether Leaflet stands in the file or is fetched from a content delivery network.
        rings : sequence of dict, optional
            Circles around places, as ``atlas.spillover(...).rings_on_map()`` gives them.

        Returns
        -------
        ClusterMap
            A ``folium.Map``: shows in Jupyter, takes folium layers, ``save("map.html")``. More
            than 5,000 sites are packed and drawn together where they are near; its ``notes`` say
            what of them the page holds.

        Raises
        ------
        UnknownNameError
            An indicator, language or basemap that is not there.
        """
        from clustermap.maps.page.payload import areas_shown, payload
        from clustermap.maps.page.still import still
        from clustermap.maps.page.webmap import ClusterMap

        if lang not in locales.LANGUAGES:
            raise UnknownNameError.of("language", lang, locales.LANGUAGES)
        if boundaries is not None or level not in {None, "prefecture", self.dataset.level}:
            return self._with(boundaries=boundaries, level=level).map(
                color_by=color_by, level=level, lang=lang, title=title, basemap=basemap,
                assets=assets,
            )  # fmt: skip
        level = level or self.dataset.level
        wanted = color_by or next(iter(own_ids(self.dataset.own_values)), "sites")
        table, first = self._shown(wanted, level)
        described = payload(
            self.dataset,
            table,
            level=level,
            color_by=first,
            lang=lang,
            title=title,
            basemap=find_basemap(basemap),
            rings=rings,
        )
        shown = areas_shown(self.dataset, level)
        drawing = still(shown, table.values[first], table.about[first], lang)
        return ClusterMap(described, assets=assets, static=drawing)

    def figure(
        self,
        *,
        color_by: str | None = None,
        level: str | None = None,
        sites: bool = True,
        zones: bool = False,
        tile_grid: bool = False,
        panels: str | None = None,
        size: str = "16x10cm",
        dpi: float = 300,
        lang: str = "en",
        theme: str = "light",
        title: str | None = None,
        method: str = "quantiles",
        classes: int = 5,
    ) -> MapFigure:
        """Draw a static map, for print and slides.

        Parameters
        ----------
        color_by : str, optional
            What areas are colored by: an indicator's id or label, or "none"; else one's own
            values where there are any, else the sites. ``"lisa:semiconductor"``,
            ``"g*:investment"`` and ``"lq:bio"`` show what is significant.
        level : {"prefecture", "municipality", "area"}, optional
            What is colored: else what one's own boundaries are, else prefectures.
        sites : bool
            Whether to mark the sites.
        zones : bool
            Whether to show special zones.
        tile_grid : bool
            Draw the prefectures as tiles of one size.
        panels : {"sector"}, optional
            One small map for each sector, with classes in common.
        size : str
            "16x10cm", "1600x900px", "a4", "a4-landscape", "slide" ...
        dpi : float
            Pixels per inch of a PNG.
        lang : {"en", "ja", "ko"}
        theme : {"light", "dark", "print"}
        title : str, optional
            Else one is made from the indicator.
        method : {"quantiles", "natural", "equal"}
            How class breaks are chosen.
        classes : int
            How many classes, 2 to 7.

        Returns
        -------
        MapFigure
            ``save("map.png")`` (or .svg, .pdf) writes it; ``alternative`` is the picture in words.

        Raises
        ------
        UnknownNameError
            An indicator, language or theme that is not there.

        Examples
        --------
        >>> load().select(region="kyushu").figure(color_by="semiconductor", lang="ja").title
        '拠点数：半導体'
        """
        from clustermap.maps.figures.figure import figure

        level = level or self.dataset.level
        if level not in {"prefecture", self.dataset.level}:
            raise UnknownNameError.of("level", level, ("prefecture", self.dataset.level))
        shown = color_by or next(iter(own_ids(self.dataset.own_values)), "sites")
        table = self.indicators if level == "prefecture" else self.area_indicators
        if shown != "none" and panels is None:
            table, shown = self._shown(shown, level)
        return figure(
            self.dataset,
            table,
            level=level,
            color_by=shown,
            sites=sites,
            zones=zones,
            tile_grid=tile_grid,
            panels=panels,
            size=size,
            dpi=dpi,
            lang=lang,
            theme=theme,
            title=title,
            method=method,
            classes=classes,
        )

    def report(self, *, lang: str = "en", title: str | None = None) -> Report:
        """Write a report on what is selected: text, maps, charts, tables, sources.

        Parameters
        ----------
        lang : {"en", "ja", "ko"}
            Language.
        title : str, optional
            Else one is made from the selection.

        Returns
        -------
        Report
            ``save("report.docx")`` (.html, .pptx, .pdf, .md) writes it; ``facts`` holds the frames
            that its numbers are from.

        Raises
        ------
        UnknownNameError
            A language that is not there.

        Examples
        --------
        >>> load().select(region="kyushu", sector="semiconductor").report(lang="ja").title
        '九州・沖縄の半導体'
        """
        from clustermap.facts import facts_of
        from clustermap.reports.report import report

        if lang not in locales.LANGUAGES:
            raise UnknownNameError.of("language", lang, locales.LANGUAGES)
        page = self.map(lang=lang, title=title, level="prefecture").html
        return report(facts_of(self), lang, title=title, page=page)

    def _shown(self, name: str, level: str) -> tuple[IndicatorTable, str]:
        """Find the indicator that is asked for; results are worked out when they are."""
        table = self.indicators if level == "prefecture" else self.area_indicators
        if ":" not in name or name in table.about:
            return table, table.find(name)
        from clustermap.statistics.results import with_result

        return with_result(self, name, level)

    def _with(self, **own: Any) -> Atlas:
        """Return the atlas with one's own files besides, selected as before."""
        from clustermap.ingest.user_data import Own, with_own

        found = with_own(self.dataset.national, Own(**own))
        return Atlas(data.reselected(found, self.dataset.selection))

    def __repr__(self) -> str:
        return (
            f"<Atlas: {len(self.prefectures)} prefectures, {len(self.sites)} sites, "
            f"{len(self.clusters)} clusters, {len(self.zones)} zones>"
        )


def load(where: str | Path | None = None, **own: Any) -> Atlas:
    """Load the embedded data, and files of one's own beside it.

    Parameters
    ----------
    where : str or Path, optional
        Another folder laid out like ``geodata/``.
    boundaries : str or path, optional
        Map of prefectures, municipalities or other areas: MLIT's N03 as distributed, or any
        shapefile, GeoPackage, GeoJSON, TopoJSON, FlatGeobuf, GeoParquet, KML or GML.
    level : {"prefecture", "municipality", "area"}, optional
        What the boundaries are to be; else what they are.
    sites, zones : path or sequence of paths, optional
        Tables (CSV, Excel, Parquet) or maps of points, added to the embedded ones.
    sites_only : bool
        Leave the embedded sites out.
    values : path, optional
        Table of values over the areas: ``columns`` names the column or columns to show, ``key``
        the one with the areas' codes or names.
    map_columns : mapping, optional
        Role -> column, for columns of other names: ``{"name": "施設名"}``.
    encoding, crs, sheet : str, optional
        What is known of the files; found out otherwise.
    lenient : bool
        Leave out rows that can't be used, instead of stopping; ``atlas.notes`` counts them.
    allow_remote : bool
        Allow ``https`` addresses in place of files.
    exact : bool
        Keep every corner of the boundaries, as counting needs; else very detailed ones are thinned
        out by 50 m.

    Returns
    -------
    Atlas

    Raises
    ------
    DataError
        A table is missing or broken, or a row of one's own can't be used.

    Examples
    --------
    >>> len(load().prefectures)
    47
    """
    from pathlib import Path

    dataset = data.load(Path(where) if where is not None else None)
    if own:
        from clustermap.ingest.user_data import own_of, with_own

        request = own_of(**own)
        if request.anything():
            dataset = with_own(dataset, request)
            if dataset.covered:
                return Atlas(dataset.select(prefecture=dataset.covered))
    return Atlas(dataset)


def count(
    files: str | Path | Sequence[str | Path],
    *,
    boundaries: str | Path | None = None,
    by: str | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Count points into areas: ``load(boundaries=...).count(files, ...)`` in one step.

    Parameters
    ----------
    files : str, path or sequence of them
        CSV, Parquet or GeoParquet files, folders or patterns of them.
    boundaries : str or path, optional
        Map of the areas, else the embedded prefectures.
    by : {"prefecture", "municipality", "area"}, optional
        What the boundaries are to be; else what they are.
    **options
        As :meth:`Atlas.count` takes them: ``group_by``, ``sums``, ``engine`` ...

    Returns
    -------
    pandas.DataFrame
        As :meth:`Atlas.count` gives it.

    Raises
    ------
    DataError, UnknownNameError
        Files, columns or an engine that can't be used.

    Examples
    --------
    >>> from clustermap.data import catalog
    >>> found = count(catalog.folder() / "sites", sums="jobs")
    >>> found.columns.tolist(), len(found)
    (['code', 'name', 'count', 'sum:jobs'], 47)
    """
    own: dict[str, Any] = {"boundaries": boundaries, "level": by, "exact": boundaries is not None}
    return load(**{name: value for name, value in own.items() if value}).count(files, **options)
