"""The verbs of an atlas that answer questions: stats, compare, rank, peers, spillover, policy ...

>>> import clustermap as cm
>>> cm.load().compare("Kumamoto", "Oita").codes
('43', '44')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clustermap import questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from clustermap.analysis.comparison.peers import Peers
    from clustermap.atlas import Atlas
    from clustermap.maps.figures.figure import MapFigure
    from clustermap.reports.comparison import ComparisonReport
    from clustermap.reports.spillover import SpilloverReport


class Questions:
    """What :class:`clustermap.atlas.Atlas` can be asked; it delegates, and computes nothing."""

    @property
    def _atlas(self) -> Atlas:
        return cast("Atlas", self)

    def stats(self, study: str, /, **options: Any) -> pd.DataFrame:
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
            (indicators), ``permutations``, ``seed`` ... For areas of one's own, ``areas`` (a
            GeoDataFrame indexed by id) and ``values`` (a Series or DataFrame on that index).

        Returns
        -------
        pandas.DataFrame
            ``attrs["explain"]`` says how it was made: method, formula, paper, conventions, null
            model, weights, seed; ``attrs["notes"]`` what has to be said beside the numbers.

        Raises
        ------
        UnknownNameError
            A study, option, level or indicator that is not there.
        DataError
            Too few sites or areas for the question.

        Examples
        --------
        >>> import clustermap as cm
        >>> table = cm.load().stats("concentration")
        >>> table.loc[table["sector"] == "semiconductor", "top_area"].item()
        'Kumamoto'
        """
        from clustermap.statistics import study as run

        return run(self._atlas, study, **options)

    def chart(
        self,
        found: pd.DataFrame,
        *,
        areas: gpd.GeoDataFrame | None = None,
        lang: str = "en",
        theme: str = "light",
    ) -> MapFigure:
        """Draw what a study found.

        Parameters
        ----------
        found : pandas.DataFrame
            What :meth:`stats` gave.
        areas : geopandas.GeoDataFrame, optional
            The polygons of one's own that it was of.
        lang : {"en", "ja", "ko"}
        theme : {"light", "dark", "print"}

        Returns
        -------
        MapFigure
            ``save("chart.png")`` (or .svg, .pdf) writes it; ``alternative`` says it in words.

        Raises
        ------
        DataError
            There is no picture of this study.

        Examples
        --------
        >>> import clustermap as cm
        >>> atlas = cm.load()
        >>> atlas.chart(atlas.stats("concentration"), lang="ja").title
        '各分野はどれほど集中しているか'
        """
        from clustermap.statistics.pictures import picture

        return picture(self._atlas, found, areas=areas, lang=lang, theme=theme)

    def compare(self, *prefectures: str | int, seed: int = 0) -> ComparisonReport:
        """Put prefectures side by side, with ranks out of 47.

        Parameters
        ----------
        *prefectures : str or int
            Two to ten, by name in three languages or code; without any, those selected.
        seed : int
            Of the ranges of ranks.

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
        return questions.compare(self._atlas, prefectures, seed)

    def rank(
        self, indicator: str, *, lang: str = "en", ascending: bool = False, seed: int = 0
    ) -> pd.DataFrame:
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
        pandas.DataFrame
            ``prefecture_code, prefecture, value, state`` ("value", "suppressed", "none"), ``rank``
            (ties share the best), ``tied, lower, upper`` (range of ranks for counts of sites) and
            ``of``; ``attrs`` has label, unit, year and source.

        Raises
        ------
        UnknownNameError
            No indicator of that name.
        DataError
            No prefecture has a value.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().rank("population_census")[["prefecture", "rank"]].head(2).to_numpy().tolist()
        [['Tokyo', 1], ['Kanagawa', 2]]
        """
        return questions.rank(self._atlas, indicator, lang=lang, ascending=ascending, seed=seed)

    def peers(self, prefecture: str | int, count: int = 5) -> Peers:
        """Find the prefectures most like one in size and industry structure.

        Parameters
        ----------
        prefecture : str or int
            Name in three languages, or code.
        count : int
            How many peers.

        Returns
        -------
        Peers
            ``peers`` (codes), ``distances`` to all others, ``apart``: the indicators in which the
            prefecture lies outside the range of its peers.

        Raises
        ------
        UnknownNameError, DataError
            No prefecture of that name; a count that is not 1 to 46.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().peers("Ehime").peers
        ('29', '37', '41', '33', '03')
        """
        return questions.peers(self._atlas, prefecture, count)

    def spillover(
        self,
        site: str,
        *,
        sector: str | Iterable[str] | None = None,
        rings: Sequence[float] = (25, 50, 100, 200),
        years_before: int = 5,
        years_after: int = 5,
        basis: str = "announced",
        permutations: int = 9999,
        seed: int = 0,
    ) -> SpilloverReport:
        """Study what happened around an anchor plant, before and after it was announced.

        Parameters
        ----------
        site : str
            Id or name of the anchor.
        sector : str or iterable of str, optional
            Sectors counted ("all" for all); else those selected, else the anchor's own.
        rings : sequence of float
            Outer edges of the rings in km.
        years_before, years_after : int
            Calendar years before and after that of the anchor.
        basis : {"announced", "opened"}
            Which date counts.
        permutations, seed : int
            Of the test of distances.

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
        return questions.spillover(
            self._atlas,
            site,
            sector=sector,
            rings=rings,
            years_before=years_before,
            years_after=years_after,
            basis=basis,
            permutations=permutations,
            seed=seed,
        )

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
        return questions.zone(self._atlas, name)

    def zone_sites(self, name: str) -> pd.DataFrame:
        """Return the sites (of the kinds selected) inside a special zone.

        Parameters
        ----------
        name : str
            Id or name of the zone.

        Returns
        -------
        pandas.DataFrame
            ``zone, site, by`` ("prefecture", "municipality", "ward" or "geometry"), ``focus``
            (whether its sector is one of the zone's), names and place of the site.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().zone_sites("ns_sendai")["by"].unique().tolist()
        ['ward']
        """
        return questions.zone_sites(self._atlas, name)

    def zone_table(self, *, scheme: str | None = None) -> pd.DataFrame:
        """List special zones with the number of sites (of the kinds selected) inside.

        Parameters
        ----------
        scheme : str, optional
            Only zones of this scheme, by id or label.

        Returns
        -------
        pandas.DataFrame
            Names, ``scheme, focus_sectors, extent, in_force, sites, focus_sites`` (<NA>: not
            known where the zone is, or it has no focus).
        """
        return questions.zone_table(self._atlas, scheme)

    def unfilled_zones(self) -> pd.DataFrame:
        """List the zones without a site of a sector that they are meant for: ``zone, sector``."""
        from clustermap.analysis.zones import unfilled_zones

        every = self._atlas.dataset.national
        return unfilled_zones(every.zones, every.sites)

    def zone_shares(
        self,
        *,
        scheme: str | None = None,
        ended: bool = False,
        permutations: int = 9999,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Compare the share of each sector's sites inside zones with that of all sites.

        Parameters
        ----------
        scheme : str, optional
            Only zones of this scheme.
        ended : bool
            Whether zones that have ended count.
        permutations, seed : int
            Of the tests.

        Returns
        -------
        pandas.DataFrame
            As `clustermap.analysis.zones.zone_shares`; ``attrs["explain"]`` says how it was made.

        Examples
        --------
        >>> import clustermap as cm
        >>> shares = cm.load().zone_shares(permutations=99).set_index(["sector", "scope"])
        >>> int(shares.loc[("semiconductor", "focus"), "inside"])
        31
        """
        return questions.zone_shares(self._atlas, scheme, permutations, seed, ended=ended)

    def count(
        self,
        files: str | Path | Sequence[str | Path],
        *,
        by: str | None = None,
        lon: str | None = None,
        lat: str | None = None,
        group_by: str | None = None,
        sums: str | Sequence[str] = (),
        engine: str = "auto",
        scheduler: str | None = None,
        crs: str | None = None,
        encoding: str | None = None,
        lang: str = "en",
        progress: Callable[[int, int], None] | None = None,
    ) -> pd.DataFrame:
        """Count points into the prefectures, or into the areas of one's own boundaries.

        A point on a border counts in the area with the lowest code of those that it touches.

        Parameters
        ----------
        files : str, path or sequence of them
            CSV, Parquet or GeoParquet files, folders or patterns of them.
        by : {"prefecture", "municipality", "area"}, optional
            What is counted into: else what one's own boundaries are, else prefectures.
        lon, lat : str, optional
            Columns with the position in degrees; else found by their names, or a geometry.
        group_by : str, optional
            Column whose values (200 at most) are counted apart.
        sums : str or sequence of str
            Columns to add up; the sums are exact, and rounded once.
        engine : {"auto", "memory", "sedona", "dask"}
            What does the work; the result is the same.
        scheduler : str, optional
            Address of a Dask scheduler; else Dask starts a cluster on this machine.
        crs, encoding : str, optional
            What is known of the files; found out otherwise.
        lang : {"en", "ja", "ko"}
            Language of the names.
        progress : callable, optional
            Told rows done and rows in all, again and again.

        Returns
        -------
        pandas.DataFrame
            One row an area: ``code, name, prefecture`` (within prefectures), ``count``,
            ``sum:COLUMN``, ``count:GROUP``, ``sum:COLUMN:GROUP``. ``attrs["counted"]`` says how
            many rows were ``inside``, ``outside``, had ``no_position`` and why;
            ``attrs["notes"]`` says it in words.

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
        >>> found = cm.load().count(ships, group_by="status").set_index("name")
        >>> found.attrs["counted"]["rows"] == len(cm.load().select(sector="shipbuilding").sites)
        True
        >>> int(found.loc["Ehime", "count:operating"]) > 3
        True
        """
        return questions.count(
            self._atlas,
            files,
            by,
            engine=engine,
            scheduler=scheduler,
            lang=lang,
            progress=progress,
            lon=lon,
            lat=lat,
            group_by=group_by,
            sums=sums,
            crs=crs,
            encoding=encoding,
        )

    def policy(self, question: str, /, **options: Any) -> pd.DataFrame:
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
        pandas.DataFrame
            As the functions of `clustermap.analysis.policy` say.

        Raises
        ------
        UnknownNameError
            A question, list, kind or country that is not there.
        DataError
            Nothing is in the selection, or an option makes no sense.

        Examples
        --------
        >>> import clustermap as cm
        >>> cm.load().policy("technologies", lists=["national_strategic_6"])["id"].tolist()
        ['jp6-01', 'jp6-02', 'jp6-03', 'jp6-04', 'jp6-05', 'jp6-06']
        """
        return questions.policy(self._atlas, question, **options)
