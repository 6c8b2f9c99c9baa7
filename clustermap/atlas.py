"""What a script says: an :class:`Atlas` is a selection with verbs.

>>> import clustermap as cm
>>> atlas = cm.load()
>>> kyushu = atlas.select(region="kyushu", sector="semiconductor")
>>> sorted(set(kyushu.sites["sector"]))
['semiconductor']
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from clustermap import questions
from clustermap.data import dataset
from clustermap.errors import UnknownNameError
from clustermap.questions.indicator_tables import area_indicators, prefecture_indicators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.answer import Answer
    from clustermap.data.selection import Selection
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.page.webmap import ClusterMap
    from clustermap.reports.comparison import ComparisonReport
    from clustermap.reports.report import Report
    from clustermap.reports.spillover import SpilloverReport


@dataclass(frozen=True, eq=False)
class Atlas:
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
        Cluster programs and agglomerations, indexed by id.
    ``zones`` : pandas.DataFrame
        Special zones, indexed by id; lists of codes are tuples.
    ``statistics`` : pandas.DataFrame
        Official statistics, tidy: ``prefecture_code, indicator, year, value, unit, state`` ...
    """

    selection: Selection

    @property
    def prefectures(self) -> gpd.GeoDataFrame:
        """The prefectures selected."""
        return self.selection.prefectures

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites selected."""
        return self.selection.sites

    @property
    def clusters(self) -> gpd.GeoDataFrame:
        """The clusters that touch the prefectures selected."""
        return self.selection.clusters

    @property
    def zones(self) -> pd.DataFrame:
        """The special zones that touch the prefectures selected."""
        return self.selection.zones

    @property
    def statistics(self) -> pd.DataFrame:
        """The official statistics of the prefectures selected, tidy."""
        return self.selection.statistics

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found, mended and left out in the user's files, in words."""
        return self.selection.notes

    @property
    def indicators(self) -> IndicatorTable:
        """All indicators over all 47 prefectures, of the sites selected."""
        return prefecture_indicators(self.selection)

    @property
    def area_indicators(self) -> IndicatorTable:
        """Indicators over the areas of the user's boundaries: sites counted, values."""
        return area_indicators(self.selection)

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
            self.selection.select(
                region=region, prefecture=prefecture, sector=sector, segment=segment,
                status=status, until=until,
            )
        )  # fmt: skip

    @property
    def nationwide(self) -> Atlas:
        """The sites of the kinds selected over all of Japan: what a rank of 47 is out of."""
        return Atlas(self.selection.nationwide)

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
            What is colored: else what the user's boundaries are, else prefectures.
        boundaries : str or path, optional
            Boundaries of the user's, if not given to :func:`load`.
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
        from clustermap.maps.page.webmap import cluster_map
        from clustermap.questions.map_layer import on_level

        shown = on_level(self.selection, color_by, level, boundaries=boundaries)
        return cluster_map(
            shown, lang=lang, title=title, basemap=basemap, assets=assets, rings=rings
        )

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
            What areas are colored by: an indicator's id or label, or "none"; else user-supplied
            values where there are any, else the sites. ``"lisa:semiconductor"``,
            ``"g*:investment"`` and ``"lq:bio"`` show what is significant.
        level : {"prefecture", "municipality", "area"}, optional
            What is colored: else what the user's boundaries are, else prefectures.
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
        from clustermap.questions.map_layer import on_level

        plain = color_by == "none" or panels is not None
        shown = on_level(self.selection, color_by, level, plain=plain)
        return figure(
            shown.selection, shown.indicators, level=shown.level, color_by=shown.name, sites=sites,
            zones=zones, tile_grid=tile_grid, panels=panels, size=size, dpi=dpi, lang=lang,
            theme=theme, title=title, method=method, classes=classes,
        )  # fmt: skip

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
            ``save("report.docx")`` (.html, .pptx, .pdf, .md) writes it; ``facts`` holds the
            answers that its numbers are from.

        Raises
        ------
        UnknownNameError
            A language that is not there.

        Examples
        --------
        >>> load().select(region="kyushu", sector="semiconductor").report(lang="ja").title
        '九州・沖縄の半導体'
        """
        from clustermap.reports.report import report

        page = self.map(lang=lang, title=title, level="prefecture").html
        return report(self.selection, lang, title=title, page=page)

    def stats(self, study: str, /, **options: Any) -> Answer:
        """Run a statistical study.

        Parameters
        ----------
        study : str
            ``"indicators"``, ``"concentration"``, ``"specialization"``, ``"autocorrelation"``,
            ``"pattern"``, ``"colocation"``, ``"hotspots"`` or ``"zones"``.
        **options
            What the command of that name takes, with underscores: ``lang``, ``level``
            ("prefecture", "region", "municipality", "area"), ``weights`` ("links", "queen",
            "knn:4", "distance:150"), ``local``, ``measure`` ("moran", "g", "g*"), ``names``
            (indicators), ``permutations``, ``seed`` ... For areas of the user's, ``areas`` (a
            GeoDataFrame indexed by id) and ``values`` (a Series or DataFrame on that index).

        Returns
        -------
        Answer
            ``table`` has the numbers, ``explain`` says how they were made (method, formula, paper,
            conventions, null model, weights, seed), ``notes`` what has to be said beside them.

        Raises
        ------
        UnknownNameError
            A study, option, level or indicator that is not there.
        DataError
            Too few sites or areas for the question.

        Examples
        --------
        >>> import clustermap as cm
        >>> table = cm.load().stats("concentration").table
        >>> table.loc[table["sector"] == "semiconductor", "top_area"].item()
        'Kumamoto'
        """
        return questions.ask(study, self.selection, options)

    def chart(
        self,
        answer: Answer | str | Path,
        *,
        areas: gpd.GeoDataFrame | None = None,
        lang: str = "en",
        theme: str = "light",
    ) -> MapFigure:
        """Draw the chart of an answer.

        Parameters
        ----------
        answer : Answer, str or Path
            What :meth:`stats` gave, or a file in which it was saved.
        areas : geopandas.GeoDataFrame, optional
            The user's polygons that it was asked of.
        lang : {"en", "ja", "ko"}
        theme : {"light", "dark", "print"}

        Returns
        -------
        MapFigure
            ``save("chart.png")`` (or .svg, .pdf) writes it; ``alternative`` says it in words.

        Raises
        ------
        DataError
            There is no chart of this answer.

        Examples
        --------
        >>> import clustermap as cm
        >>> atlas = cm.load()
        >>> atlas.chart(atlas.stats("concentration"), lang="ja").title
        '各分野はどれほど集中しているか'
        """
        from clustermap.answer import Answer, read_answer
        from clustermap.questions.drawing import chart_of

        whole = answer if isinstance(answer, Answer) else read_answer(answer)
        return chart_of(self.selection, whole, areas=areas, lang=lang, theme=theme)

    def compare(
        self,
        *prefectures: str | int,
        seed: int = 0,
        everything: bool = False,
        lang: str = "en",
    ) -> ComparisonReport:
        """Put prefectures side by side, with ranks out of 47.

        Parameters
        ----------
        *prefectures : str or int
            Two to ten, by name in three languages or code; without any, those selected.
        seed : int
            Of the ranges of ranks.
        everything : bool
            The answer's table to read has all indicators.
        lang : {"en", "ja", "ko"}
            Language of the answer's table.

        Returns
        -------
        ComparisonReport
            Frames (``indicators, by_sector, zones, offices ...``), ``table()``, ``sentences()``,
            ``html()``, ``markdown()``, ``save("compare.html")``.

        Raises
        ------
        UnknownNameError
            A name that means nothing; the error says which were near.
        DataError
            Fewer than two or more than ten different prefectures.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().compare("熊本", "Oita").offices.round(1).to_numpy().tolist()
        [['43', '44', 95.4]]
        """
        from clustermap.questions import compare
        from clustermap.reports.comparison import ComparisonReport

        options = compare.Options(
            prefectures=prefectures, seed=seed, everything=everything, lang=lang
        )
        return ComparisonReport.of(compare.ask(self.selection, options), self.selection)

    def rank(
        self, indicator: str, *, lang: str = "en", ascending: bool = False, seed: int = 0
    ) -> Answer:
        """Rank the prefectures by an indicator, out of 47.

        Parameters
        ----------
        indicator : str
            Its id (``"sites"``, ``"investment:bio"``, ``"population_census"`` ...), its label in
            any language, or a sector.
        lang : {"en", "ja", "ko"}
            Language of the names.
        ascending : bool
            Rank 1 for the smallest value.
        seed : int
            Of the ranges of ranks.

        Returns
        -------
        Answer
            Its table: ``prefecture_code, prefecture, value, state`` ("value", "suppressed",
            "none"), ``rank`` (ties share the best), ``tied, lower, upper`` (range of ranks for
            counts of sites) and ``of``; ``facts`` has label, unit, year and source.

        Raises
        ------
        UnknownNameError
            No indicator of that name.
        DataError
            No prefecture has a value.

        Examples
        --------
        >>> import clustermap as cm
        >>> found = cm.load().rank("population_census").table
        >>> found[["prefecture", "rank"]].head(2).to_numpy().tolist()
        [['Tokyo', 1], ['Kanagawa', 2]]
        """
        from clustermap.questions import rank

        options = rank.Options(indicator=indicator, lang=lang, ascending=ascending, seed=seed)
        return rank.ask(self.selection, options)

    def peers(
        self, prefecture: str | int, count: int = 5, *, apart: bool = False, lang: str = "en"
    ) -> Answer:
        """Find the prefectures most like one in size and industry structure.

        Parameters
        ----------
        prefecture : str or int
            Name in three languages, or code.
        count : int
            How many peers.
        apart : bool
            The table is of the indicators that set it apart, not of the peers.
        lang : {"en", "ja", "ko"}
            Language of the names.

        Returns
        -------
        Answer
            Its table has the peers and how far apart they are; ``result`` has ``distances`` to
            all others and ``apart``: the indicators in which the prefecture lies outside the
            range of its peers.

        Raises
        ------
        UnknownNameError, DataError
            No prefecture of that name; a count that is not 1 to 46.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().peers("Ehime").table["prefecture_code"].tolist()
        ['29', '37', '41', '33', '03']
        """
        from clustermap.questions import peers

        options = peers.Options(prefecture=prefecture, count=count, apart=apart, lang=lang)
        return peers.ask(self.selection, options)

    def spillover(
        self,
        site: str,
        *,
        sector: Any = (),
        rings: Sequence[float] = (25, 50, 100, 200),
        years_before: int = 5,
        years_after: int = 5,
        basis: Literal["announced", "opened"] = "announced",
        permutations: int = 9999,
        seed: int = 0,
        which: str = "rings",
        lang: str = "en",
    ) -> SpilloverReport:
        """Study what happened around an anchor plant, before and after it was announced.

        Parameters
        ----------
        site : str
            Id or name of the anchor.
        sector : str or sequence of str, optional
            Sectors counted ("all" for all); else those selected, else the anchor's own.
        rings : sequence of float
            Outer edges of the rings in km.
        years_before, years_after : int
            Calendar years before and after that of the anchor.
        basis : {"announced", "opened"}
            Which date counts.
        permutations, seed : int
            Of the test of distances.
        which : {"rings", "years", "sites", "placebo-sites", "placebo-years"}
            The answer's table.
        lang : {"en", "ja", "ko"}

        Returns
        -------
        SpilloverReport
            Frames (``by_ring, by_year, sites, placebo_sites ...``), ``sentences()``,
            ``caveats()``, ``html()``, ``save("jasm.html")``, ``rings_on_map()`` for
            ``atlas.map(rings=...)``.

        Raises
        ------
        UnknownNameError
            No such site or sector.
        DataError
            The anchor has no such date, or no other site is in the sectors.

        Examples
        --------
        >>> import clustermap as cm
        >>> around = cm.load().spillover("jasm-kumamoto-1")
        >>> around.event, list(around.by_ring.index)
        ('2021-10-14', ['0-25', '25-50', '50-100', '100-200', '200+'])
        """
        from clustermap.questions import spillover
        from clustermap.reports.spillover import SpilloverReport

        options = spillover.Options(
            site=site, sector=sector or (), rings=rings, years_before=years_before,
            years_after=years_after, basis=basis, permutations=permutations, seed=seed,
            which=which, lang=lang,
        )  # fmt: skip
        return SpilloverReport.of(spillover.ask(self.selection, options), self.selection)

    def zone(self, name: str) -> pd.Series[Any]:
        """Return the row of a special zone given by id or name.

        Raises
        ------
        UnknownNameError
            No zone of that name; the error says which were near.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().zone("ns_sendai")["municipality_codes"]
        ('04100',)
        """
        from clustermap.questions import zones

        return zones.find(self.selection, name)

    def zone_sites(self, name: str, *, lang: str = "en") -> Answer:
        """Return the sites (of the kinds selected) inside a special zone.

        Parameters
        ----------
        name : str
            Id or name of the zone.
        lang : {"en", "ja", "ko"}

        Returns
        -------
        Answer
            Its table: ``zone, site, by`` ("prefecture", "municipality", "ward" or "geometry"),
            ``focus`` (whether its sector is one of the zone's), names and place of the site.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().zone_sites("ns_sendai").table["by"].unique().tolist()
        ['ward']
        """
        from clustermap.questions import zones

        return zones.inside(self.selection, zones.InsideOptions(zone=name, lang=lang))

    def zone_table(self, *, scheme: str | None = None, lang: str = "en") -> Answer:
        """List special zones with the number of sites (of the kinds selected) inside.

        Parameters
        ----------
        scheme : str, optional
            Only zones of this scheme, by id or label.
        lang : {"en", "ja", "ko"}

        Returns
        -------
        Answer
            Its table: names, ``scheme, focus_sectors, extent, in_force, sites, focus_sites`` (<NA>:
            not known where the zone is, or it has no focus).
        """
        from clustermap.questions import zones

        return zones.listing(self.selection, zones.ListOptions(scheme=scheme, lang=lang))

    def unfilled_zones(self) -> pd.DataFrame:
        """List the zones without a site of a sector that they are meant for: ``zone, sector``."""
        from clustermap.questions import zones

        return zones.unfilled(self.selection)

    def zone_shares(self, **options: Any) -> Answer:
        """Compare the share of each sector's sites inside zones with that of all sites.

        The same as ``stats("zones", ...)``.

        Parameters
        ----------
        **options
            ``scheme``, ``ended`` (whether zones that have ended count), ``permutations``,
            ``seed``, ``lang``.

        Returns
        -------
        Answer

        Examples
        --------
        >>> import clustermap as cm
        >>> shares = cm.load().zone_shares(permutations=99).table.set_index(["sector", "scope"])
        >>> int(shares.loc[("semiconductor", "focus"), "inside"])
        31
        """
        return self.stats("zones", **options)

    def count(
        self,
        files: str | Path | Sequence[str | Path],
        **options: Any,
    ) -> Answer:
        """Count points into the prefectures, or into the areas of the user's boundaries.

        A point on a border counts in the area with the lowest code of those that it touches.

        Parameters
        ----------
        files : str, path or sequence of them
            CSV, Parquet or GeoParquet files, folders or patterns of them.
        **options
            ``by`` ("prefecture", "municipality", "area": what is counted into), ``lon, lat``
            (columns with the position), ``group_by`` (column whose values, 200 at most, are counted
            apart), ``sums`` (columns to add up; exact, and rounded once), ``engine`` ("auto",
            "memory", "sedona", "dask"), ``scheduler`` (of Dask), ``crs, encoding, lang``,
            ``progress`` (called with rows done and rows in all).

        Returns
        -------
        Answer
            Its table has one row an area: ``code, name, prefecture`` (within prefectures),
            ``count``, ``sum:COLUMN``, ``count:GROUP``, ``sum:COLUMN:GROUP``. ``facts`` say how
            many rows were ``inside``, ``outside``, had ``no_position`` and why; ``notes`` say it
            in words.

        Raises
        ------
        DataError, UnknownNameError
            No such file, column or engine; an engine whose extra is not installed; a scheduler
            that does not answer.

        Examples
        --------
        >>> import clustermap as cm
        >>> from clustermap.data import catalog
        >>> ships = catalog.folder() / "sites" / "shipbuilding.csv"
        >>> found = cm.load().count(ships, group_by="status")
        >>> found.facts["rows"] == len(cm.load().select(sector="shipbuilding").sites)
        True
        >>> int(found.table.set_index("name").loc["Ehime", "count:operating"]) > 3
        True
        """
        from clustermap.questions import count
        from clustermap.questions.options import made

        return count.ask(self.selection, made(count.Options, "count", {"files": files, **options}))

    def policy(self, question: str, /, **options: Any) -> Answer:
        """Answer a question about policy; each row names its source.

        Parameters
        ----------
        question : {"technologies", "timeline", "competitiveness", "credit"}
            Strategic technologies crossed with sectors and sites; the time line of policy; a
            country's place in international AI rankings; an estimate of the investment tax
            credit on announced investment.
        **options
            ``lists`` and ``examples`` (technologies), ``kinds`` and ``since`` (timeline),
            ``country`` and ``every`` (competitiveness), ``by`` ("prefecture", "sector", "zone",
            "site"), ``rate`` (percent), ``cap`` (billion yen a site), ``start`` and ``minimum``
            (credit).

        Returns
        -------
        Answer
            Its table is as the functions of `clustermap.analysis.policy` say.

        Raises
        ------
        UnknownNameError
            A question, list, kind or country that is not there.
        DataError
            Nothing is in the selection, or an option makes no sense.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().policy("technologies", lists=["national_strategic_6"]).table["id"].tolist()
        ['jp6-01', 'jp6-02', 'jp6-03', 'jp6-04', 'jp6-05', 'jp6-06']
        """
        from clustermap.questions import policy
        from clustermap.questions.options import made

        if question not in policy.QUESTIONS:
            raise UnknownNameError.of("question", question, policy.QUESTIONS)
        options_of, ask = policy.QUESTIONS[question]
        answer: Answer = ask(self.selection, made(options_of, question, options))
        return answer

    def __repr__(self) -> str:
        return (
            f"<Atlas: {len(self.prefectures)} prefectures, {len(self.sites)} sites, "
            f"{len(self.clusters)} clusters, {len(self.zones)} zones>"
        )


def load(where: str | Path | None = None, **user_data: Any) -> Atlas:
    """Load the embedded data, and user-supplied files beside it.

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
        A table is missing or broken, or a row of the user's can't be used.

    Examples
    --------
    >>> len(load().prefectures)
    47
    """
    from pathlib import Path

    chosen = dataset.load(Path(where) if where is not None else None)
    if user_data:
        from clustermap.ingest.user_data import user_files, with_user_data

        chosen = with_user_data(chosen, user_files(**user_data))
    return Atlas(chosen)


def count(
    files: str | Path | Sequence[str | Path],
    *,
    boundaries: str | Path | None = None,
    by: str | None = None,
    **options: Any,
) -> Answer:
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
    Answer
        As :meth:`Atlas.count` gives it.

    Raises
    ------
    DataError, UnknownNameError
        Files, columns or an engine that can't be used.

    Examples
    --------
    >>> from clustermap.data import catalog
    >>> found = count(catalog.folder() / "sites", sums="jobs")
    >>> found.table.columns.tolist(), len(found.table)
    (['code', 'name', 'count', 'sum:jobs'], 47)
    """
    own: dict[str, Any] = {"boundaries": boundaries, "level": by, "exact": boundaries is not None}
    return load(**{name: value for name, value in own.items() if value}).count(files, **options)
