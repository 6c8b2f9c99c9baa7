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
from clustermap.questions.indicator_tables import area_indicators, prefecture_indicators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.answer import Answer
    from clustermap.data.groups import Group
    from clustermap.data.selection import Selection
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.maps.page.webmap import ClusterMap
    from clustermap.reports.brief_report import BriefReport
    from clustermap.reports.comparison import ComparisonReport
    from clustermap.reports.observatory.folder import Outcome
    from clustermap.reports.observatory.options import PublishOptions
    from clustermap.reports.report import Report
    from clustermap.reports.spillover import SpilloverReport

    Names = str | Iterable[str]


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

    @property
    def nationwide(self) -> Atlas:
        """The sites of the kinds selected over all of Japan: what a rank of 47 is out of."""
        return Atlas(self.selection.nationwide)

    def select(
        self,
        *,
        region: Names | None = None,
        prefecture: Names | int | Iterable[int] | None = None,
        municipality: Names | int | Iterable[int] | None = None,
        group: Names | Group | Iterable[Group] | None = None,
        sector: Names | None = None,
        segment: Names | None = None,
        status: Names | None = None,
        until: int | str | None = None,
    ) -> Atlas:
        """Keep only what is asked for.

        Parameters
        ----------
        region, prefecture, municipality : str or iterable of str, optional
            Places by name (Japanese, English, Korean) or code; all that lies in any of them.
        group : str or iterable of str, optional
            Places of one's own under a name, as "Northern Kyushu=40,41,42".
        sector, segment, status : str or iterable of str, optional
            Kinds of sites, by id or label in three languages.
        until : int, optional
            Sites announced or opened by the end of this year.

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
                region=region, prefecture=prefecture, municipality=municipality, group=group,
                sector=sector, segment=segment,
                status=status, until=until,
            )
        )  # fmt: skip

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
        flows: str | int | None = None,
        headline: str | None = None,
        notes: Sequence[str] = (),
        since: str | None = None,
    ) -> ClusterMap:
        """Make the interactive map, a ``folium.Map``: shows in Jupyter, ``save("map.html")``.

        Parameters
        ----------
        color_by : str, optional
            Indicator shown first: its id (``"sites"``, ``"investment:bio"``,
            ``"population_census"`` ...), its label in any language, or a sector; a result worked
            out for it: ``"lisa:semiconductor"``, ``"g*:population_census"``, ``"lq:bio"``,
            ``"lq:28"``, ``"change:E"``; else user-supplied values where there are any, else the
            sites.
        level : {"prefecture", "municipality", "area"}, optional
            What is colored: else what the user's boundaries are, else prefectures.
        boundaries : str or path, optional
            Boundaries of the user's, if not given to :func:`load`.
        lang : {"en", "ja", "ko"}
            Language shown first; the reader can switch.
        title : str, optional
            Else one is made from the selection.
        basemap : {"none", "gsi-pale", "gsi-photo", "osm"}
            Tiles from the web under the map; with "none" the page asks no host for anything.
        assets : {"inline", "cdn"}
            Whether Leaflet stands in the file or is fetched from a content delivery network.
        rings : sequence of dict, optional
            Circles around places, as ``atlas.spillover(...).rings_on_map()`` gives them.
        flows : str or int, optional
            Prefecture whose migration is drawn as arcs.
        headline : str, optional
            What the map says, above its title.
        notes : sequence of str, optional
            Up to three, each ``"PLACE: text"``; they stand beside their places.
        since : str, optional
            Edition ("2026-03"), date, or path of an earlier map page, release or table: what is
            new, changed or gone since then is marked.

        Raises
        ------
        UnknownNameError
            An indicator, language or basemap that is not there.
        """
        from clustermap.maps.page.webmap import cluster_map
        from clustermap.questions.flows import arcs_on_map
        from clustermap.questions.map_layer import on_level
        from clustermap.questions.notes_on_map import notes_on_map
        from clustermap.questions.since import since as since_then

        marked = None if since is None else since_then(self.selection, since).on_map()
        shown = on_level(self.selection, color_by, level, boundaries=boundaries)
        return cluster_map(
            shown, lang=lang, title=title, basemap=basemap, assets=assets, rings=rings,
            arcs=[] if flows is None else arcs_on_map(self.selection, flows),
            headline=headline, notes=notes_on_map(self.selection, notes), since=marked,
        )  # fmt: skip

    def figure(
        self,
        *,
        color_by: str | None = None,
        level: str | None = None,
        panels: str | None = None,
        notes: Sequence[str] = (),
        **look: Any,
    ) -> MapFigure:
        """Draw a static map: ``save("map.png")`` (.svg, .pdf); ``alternative`` says it in words.

        Parameters
        ----------
        color_by, level
            As for :meth:`map`; ``color_by="none"`` leaves areas plain. One prefecture is colored
            by its municipalities unless a level is given.
        panels : {"sector", "year"}, optional
            One small map for each sector, or for every fifth year, with classes in common.
        notes : sequence of str, optional
            Up to three, each ``"PLACE: text"``; they stand beside their places.
        **look
            ``sites`` and ``zones`` (whether they are drawn), ``tile_grid``, ``size`` ("16x10cm",
            "1600x900px", "a4", "slide" ...), ``dpi``, ``lang``, ``theme`` ("light", "dark",
            "print"), ``title``, ``headline``, ``method`` ("quantiles", "natural", "equal") and
            ``classes`` (2 to 7): see :func:`clustermap.maps.figures.figure.figure`.

        Raises
        ------
        UnknownNameError
            An indicator, language or theme that is not there.

        Examples
        --------
        >>> load().select(region="kyushu").figure(color_by="semiconductor", lang="ja").title
        '九州・沖縄の半導体'
        """
        from clustermap.maps.figures.figure import figure
        from clustermap.questions.map_layer import by_year, drawn
        from clustermap.questions.notes_on_map import notes_on_map

        shown = drawn(
            self.selection, color_by, level, plain=color_by == "none" or panels is not None,
            tiles=bool(look.get("tile_grid")),
        )  # fmt: skip
        beside = [(tuple(one["point"]), one["text"]) for one in notes_on_map(self.selection, notes)]
        return figure(
            shown.selection, shown.indicators, level=shown.level, color_by=shown.name,
            panels=panels, notes=beside,
            series=by_year(shown.selection, shown.level) if panels == "year" else None, **look,
        )  # fmt: skip

    def report(self, *, lang: str = "en", title: str | None = None) -> Report:
        """Write a report on what is selected: text, maps, charts, tables, sources.

        ``save("report.docx")`` (.html, .pptx, .pdf, .xlsx, .md) writes it; ``facts`` holds the
        answers that its numbers are from.

        Examples
        --------
        >>> load().select(region="kyushu", sector="semiconductor").report(lang="ja").title
        '九州・沖縄の半導体'
        """
        from clustermap.questions.areas import default_level
        from clustermap.reports.report import report

        level = default_level(self.selection)

        def page() -> str:
            return self.map(lang=lang, title=title, level=level).html

        return report(self.selection, lang, title=title, page=page)

    def brief(self, *, lang: str = "en", site: str = "", since: str = "") -> BriefReport:
        """Make a brief of one page: a finding, three numbers, a map, what is coming, a comparison.

        On the place, sector or nation selected, or on one site. ``save("brief.pptx")`` (.pdf,
        .docx, .html, .png) writes it; ``since`` is the month that changes are counted from.

        Examples
        --------
        >>> load().select(prefecture="Kumamoto").brief().title
        'Kumamoto: 28 of Japan’s 187 semiconductor sites, the most of any prefecture'
        """
        from clustermap.reports.brief_report import brief

        return brief(self.selection, lang, site=site, since=since)

    def briefs(
        self, folder: str | Path, *, form: str = "pdf", lang: str = "en", since: str = "",
        template: Path | None = None,
    ) -> list[Path]:  # fmt: skip
        """Write a brief on each prefecture selected into a folder; return the files."""
        from clustermap.reports.brief_report import save_each

        return save_each(self.selection, folder, form, lang, since=since, template=template)

    def publish(
        self, folder: str | Path, options: PublishOptions | None = None,
        *, progress: Callable[[int, int], None] | None = None,
    ) -> Outcome:  # fmt: skip
        """Write a web site with a page for every place, sector, zone and site selected.

        Files of others in the folder stay; ``options`` are languages, title, logo, colors ...
        """
        from clustermap.reports.observatory.site import publish

        return publish(self.selection, folder, options, progress=progress)

    def hand_over(self, folder: str | Path, purpose: str, *, lang: str = "en") -> list[Path]:
        """Write what is selected for others to go on with; return the files.

        Parameters
        ----------
        folder : str or Path
        purpose : {"qgis", "web"}
            A GeoPackage with a QGIS project, or tidy CSV, GeoJSON, TopoJSON and JSON.
        lang : {"en", "ja", "ko"}
        """
        from clustermap.reports.hand_over.folder import hand_over

        return hand_over(self.selection, folder, purpose, lang)

    def stats(self, study: str, /, **options: Any) -> Answer:
        """Ask a statistical question.

        Parameters
        ----------
        study : str
            ``"indicators"``, ``"concentration"``, ``"specialization"``, ``"autocorrelation"``,
            ``"pattern"``, ``"colocation"``, ``"hotspots"`` or ``"zones"``.
        **options
            What the command of that name takes, with underscores: see the ``Options`` of
            ``clustermap.questions.NAME``. For the user's areas, ``areas`` (a GeoDataFrame indexed
            by id) and ``values`` (a Series or DataFrame on that index).

        Returns
        -------
        Answer
            ``table`` has the numbers, ``explain`` says how they were made (method, formula, paper,
            conventions, null model, weights, seed), ``notes`` what has to be said beside them.

        Raises
        ------
        UnknownNameError, DataError
            A question, option, level or indicator that is not there; too few sites or areas.

        Examples
        --------
        >>> table = load().stats("concentration").table
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
        """Draw the chart of an answer, or of a file in which one was saved.

        ``areas`` are the user's polygons that it was asked of, if any.

        Raises
        ------
        DataError
            There is no chart of this answer.

        Examples
        --------
        >>> atlas = load()
        >>> atlas.chart(atlas.stats("concentration"), lang="ja").title
        '各分野はどれほど集中しているか'
        """
        from clustermap.answer import Answer, read_answer
        from clustermap.questions.drawing import chart_of

        whole = answer if isinstance(answer, Answer) else read_answer(answer)
        return chart_of(self.selection, whole, areas=areas, lang=lang, theme=theme)

    def compare(
        self,
        *places: str | int,
        seed: int = 0,
        everything: bool = False,
        lang: str = "en",
    ) -> ComparisonReport:
        """Put two to ten prefectures, or municipalities, side by side (else those selected).

        Its ``answer`` has the table; ``sentences()``, ``html()``, ``save("compare.html")``.

        Examples
        --------
        >>> load().compare("熊本", "Oita").offices.round(1).to_numpy().tolist()
        [['43', '44', 95.4]]
        """
        from clustermap.questions import compare
        from clustermap.reports.comparison import ComparisonReport

        options = compare.Options(places=places, seed=seed, everything=everything, lang=lang)
        return ComparisonReport.of(compare.ask(self.selection, options), self.selection)

    def rank(
        self, indicator: str, *, level: str | None = None, lang: str = "en",
        ascending: bool = False, seed: int = 0,
    ) -> Answer:  # fmt: skip
        """Rank the prefectures by an indicator (id, label in any language, or sector), out of 47.

        With ``level="municipality"``, and where municipalities are chosen, these out of 1,741.

        Examples
        --------
        >>> found = load().rank("population_census").table
        >>> found[["prefecture", "rank"]].head(2).to_numpy().tolist()
        [['Tokyo', 1], ['Kanagawa', 2]]
        """
        from clustermap.questions import rank

        options = rank.Options(
            indicator=indicator, level=level, lang=lang, ascending=ascending, seed=seed
        )
        return rank.ask(self.selection, options)

    def peers(
        self, place: str | int, count: int = 5, *, apart: bool = False, lang: str = "en"
    ) -> Answer:
        """Find the prefectures, or municipalities, most like one; ``apart``: what sets it apart.

        Examples
        --------
        >>> load().peers("Ehime").table["prefecture_code"].tolist()
        ['29', '37', '41', '33', '03']
        """
        from clustermap.questions import peers

        options = peers.Options(place=place, count=count, apart=apart, lang=lang)
        return peers.ask(self.selection, options)

    def chain(self, sector: str, *, by: str | None = None, lang: str = "en") -> Answer:
        """Show the steps of a sector's value chain by place: gaps, and steps with a single site.

        Examples
        --------
        >>> found = load().select(region="kyushu").chain("semiconductor")
        >>> found.sentences()[1]
        'No site in the list at: Design (2 in Japan) and Masks and mask blanks (5 in Japan).'
        """
        from clustermap.questions import chain

        options = chain.Options(sector=sector, by=by, lang=lang)
        return chain.ask(self.selection, options)

    def history(self) -> Answer:
        """List what happened to the sites selected, and what is planned, by site and date.

        Examples
        --------
        >>> told = load().select(municipality="菊陽町", sector="semiconductor").history().table
        >>> told.loc[told["event"] == "begun", ["site_id", "date"]].to_numpy().tolist()
        [['jasm-kumamoto-1', '2022-04-21']]
        """
        from clustermap.questions import history

        return history.ask(self.selection)

    def overdue(self, day: str = "") -> Answer:
        """List what should have opened or started by a day (today), and flag what may have stalled.

        Examples
        --------
        >>> late = load().overdue("2026-03-31").table
        >>> sorted(set(late["what"])), set(late["flag"]) <= {"overdue", "stalled"}
        (['expansion', 'opening'], True)
        """
        from clustermap.questions import overdue

        return overdue.ask(self.selection, overdue.Options(day=day))

    def near(self, place: str, km: float = 30, *, which: str = "sites", lang: str = "en") -> Answer:
        """List the sites within a distance of a place, and estimate the people and jobs there.

        ``place`` is a municipality, the id or name of a site, an address, or ``"LAT,LON"``.

        Examples
        --------
        >>> found = load().near("jasm-kumamoto-1", 10)
        >>> found.table["id"].iloc[0], round(found.facts["people"], -4)
        ('jasm-kumamoto-1', 200000.0)
        """
        from clustermap.questions import near

        return near.ask(self.selection, near.Options(place=place, km=km, which=which, lang=lang))

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

        ``sector`` ("all" for all) says what is counted, else the anchor's own; ``rings`` are outer
        edges in km. ``rings_on_map()`` goes into ``atlas.map(rings=...)``.

        Examples
        --------
        >>> around = load().spillover("jasm-kumamoto-1")
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

        Examples
        --------
        >>> load().zone("ns_sendai")["municipality_codes"]
        ('04100',)
        """
        from clustermap.questions import zones

        return zones.find(self.selection, name)

    def zone_sites(self, name: str, *, lang: str = "en") -> Answer:
        """Find the sites (of the kinds selected) inside a special zone.

        Examples
        --------
        >>> load().zone_sites("ns_sendai").table["by"].unique().tolist()
        ['ward']
        """
        from clustermap.questions import zones

        return zones.inside(self.selection, zones.InsideOptions(zone=name, lang=lang))

    def zone_table(self, *, scheme: str | None = None, lang: str = "en") -> Answer:
        """List special zones with the number of sites (of the kinds selected) inside."""
        from clustermap.questions import zones

        return zones.listing(self.selection, zones.ListOptions(scheme=scheme, lang=lang))

    def unfilled_zones(self) -> pd.DataFrame:
        """List the zones without a site of a sector that they are meant for: ``zone, sector``."""
        from clustermap.questions import zones

        return zones.unfilled(self.selection)

    def zone_shares(self, **options: Any) -> Answer:
        """Compare each sector's share of sites inside zones with all sites': ``stats("zones")``.

        Examples
        --------
        >>> shares = load().zone_shares(permutations=99).table.set_index(["sector", "scope"])
        >>> int(shares.loc[("semiconductor", "focus"), "inside"])
        33
        """
        return self.stats("zones", **options)

    def count(self, files: str | Path | Sequence[str | Path], **options: Any) -> Answer:
        """Count points into the prefectures, or into the areas of the user's boundaries.

        ``options`` are those of :class:`clustermap.questions.count.Options`: ``by``, ``lon, lat``,
        ``group_by``, ``sums``, ``engine``, ``scheduler``, ``crs``, ``encoding``, ``lang``,
        ``progress``. A point on a border counts in the area with the lowest code.

        Examples
        --------
        >>> from clustermap.data import catalog
        >>> ships = catalog.folder() / "sites" / "shipbuilding.csv"
        >>> found = load().count(ships, group_by="status")
        >>> found.facts["rows"] == len(load().select(sector="shipbuilding").sites)
        True
        >>> int(found.table.set_index("name").loc["Ehime", "count:operating"]) > 3
        True
        """
        from clustermap.questions import count
        from clustermap.questions.options import made

        given = {"files": files, **options}
        return count.ask(self.selection, made(count.Options, "count", given))

    def policy(self, question: str, /, **options: Any) -> Answer:
        """Answer a question about policy; each row names its source.

        Parameters
        ----------
        question : {"technologies", "timeline", "competitiveness", "credit"}
            Strategic technologies crossed with sectors and sites; the time line of policy; a
            country's place in international AI rankings; an estimate of the investment tax
            credit on announced investment.
        **options
            What the command of that name takes: see :mod:`clustermap.questions.policy`.

        Examples
        --------
        >>> load().policy("technologies", lists=["national_strategic_6"]).table["id"].tolist()
        ['jp6-01', 'jp6-02', 'jp6-03', 'jp6-04', 'jp6-05', 'jp6-06']
        """
        from clustermap.questions import policy

        return policy.ask(question, self.selection, options)

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
    boundaries : path or sequence of paths, optional
        Maps of prefectures, municipalities or other areas: MLIT's N03 as distributed, or any
        shapefile, GeoPackage, file geodatabase, GeoJSON, TopoJSON, FlatGeobuf, GeoParquet, KML or
        GML.
    level : {"prefecture", "municipality", "area"}, optional
        What the boundaries are to be; else what they are.
    sites, zones : path or sequence of paths, optional
        Tables (CSV, Excel, Parquet) or maps of points, added to the embedded ones.
    sites_only : bool
        Leave the embedded sites out.
    values : path or sequence of paths, optional
        Tables of values over the areas: ``columns`` names the column or columns to show, ``key``
        the one with the areas' codes or names, ``where`` the rows to keep: ``["年=2020"]``.
    map_columns : mapping, optional
        Role -> column, for columns of other names: ``{"name": "施設名"}``.
    public, internal : str or sequence of str, optional
        Columns of sites that enter outputs beside those taken as a role; columns that do not, even
        if they are taken as one.
    encoding, crs, sheet, layer : str, optional
        What is known of the files; found out otherwise.
    coordinates : {"degrees", "dms", "arcsec", "metres"}, optional
        How the numbers of sites' coordinates are written.
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


def diff(
    old: str | Path, new: str | Path | None = None, *, key: Names = (), **reading: Any
) -> Answer:
    r"""Say what changed between two tables, releases of geodata, or map pages.

    Parameters
    ----------
    old, new : str or path
        Files or folders; without ``new``, the embedded data.
    key : str or sequence of str
        Columns that tell the rows of own tables apart, if not found.
    **reading
        ``map_columns`` (role -> column), ``encoding``, ``sheet``, ``layer`` of own tables.

    Returns
    -------
    Answer
        ``table``: a row for each row added or removed and each field changed, with old, new and
        source. ``frames``: summary, added, removed, changed, unclear, lookalikes.

    Raises
    ------
    DataError
        Nothing of the kinds that can be compared, or no table in common.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> row = "id,name,prefecture,status,opened\na,Plant A,Kumamoto,planned,{year}\n"
    >>> for year in (2027, 2029):
    ...     _ = (folder / f"{year}.csv").write_text(row.format(year=year))
    >>> diff(folder / "2027.csv", folder / "2029.csv").sentences()[1]
    'Kumamoto: 1 postponed from 2027 to 2029.'
    """
    from clustermap.questions import differences

    columns = dict(reading.pop("map_columns", {}))
    options = differences.Options(
        old=str(old), new=None if new is None else str(new),
        key=(key,) if isinstance(key, str) else tuple(key),
        map_columns=tuple(columns.items()), **reading,
    )  # fmt: skip
    return differences.ask(options)
