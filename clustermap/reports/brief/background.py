"""What briefs of one run share: figures of all areas, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import japan
from clustermap.analysis.comparison.peers import peer_distances, peer_features
from clustermap.data import official
from clustermap.data.locator import area_of_sites
from clustermap.data.municipalities import read_municipalities
from clustermap.questions import economy
from clustermap.questions.indicator_tables import prefecture_indicators
from clustermap.questions.specialization import quotient_table

if TYPE_CHECKING:
    from typing import Any

    import geopandas as gpd

    from clustermap.data.selection import Selection
    from clustermap.questions.economy import Figures

PEERS = 5


@dataclass(eq=False)
class Background:
    """Figures of all of Japan that a brief looks things up in.

    ``national`` is a selection of everything.
    """

    national: Selection

    def __post_init__(self) -> None:
        self._figures: dict[Any, Figures] = {}
        self._quotients: dict[Any, pd.DataFrame] = {}
        self._beside: dict[str, list[str]] = {}
        self._rows: dict[Any, dict[Any, dict[str, Any]]] = {}

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """All sites that are not closed, with ``city``: where they stand, cities whole."""
        sites = self.national.sites
        sites = sites[sites["status"] != "closed"]
        codes = area_of_sites(sites, read_municipalities())
        return sites.assign(city=[japan.city_of(code) if code else "" for code in codes])

    @cached_property
    def cities(self) -> gpd.GeoDataFrame:
        """Municipalities, designated cities whole."""
        return read_municipalities(whole_cities=True)

    def years(self, by: str) -> tuple[int, ...]:
        """Return the years that there are official figures of."""
        return official.years(economy.TABLES[by])

    def figures(self, by: str, level: str, year: int | None = None) -> Figures:
        """Return official jobs of all areas of a level."""
        key = (by, level, year or self.years(by)[-1])
        if key not in self._figures:
            self._figures[key] = economy.figures_of(by, "jobs", level, key[2])
        return self._figures[key]

    def quotients(self, by: str, level: str, year: int | None = None) -> pd.DataFrame:
        """Return location quotients of jobs, indexed by area and industry."""
        key = (by, level, year or self.years(by)[-1])
        if key not in self._quotients:
            table = quotient_table(self.national, self.figures(by, level, key[2]))
            self._quotients[key] = table.set_index(["code", "industry"])
        return self._quotients[key]

    def quotient(
        self, by: str, level: str, code: str, industry: str, year: int | None = None
    ) -> dict[str, Any] | None:
        """Return the row of one area and industry; None where it is not told."""
        key = (by, level, year or self.years(by)[-1])
        if key not in self._rows:
            table = self.quotients(*key)
            records: list[Any] = table.to_dict("records")
            self._rows[key] = dict(zip(table.index, records, strict=True))
        return self._rows[key].get((code, industry))

    @cached_property
    def features(self) -> pd.DataFrame:
        """What prefectures are alike in."""
        return peer_features(prefecture_indicators(self.national).values)

    def peers(self, code: str) -> list[str]:
        """Return the prefectures most like one."""
        return [str(one) for one in peer_distances(self.features, code).index[:PEERS]]

    def neighbors(self, code: str) -> list[str]:
        """Return the prefectures next to one, over land or a fixed link."""
        links = self.national.neighbors
        there = links.loc[links["code_a"] == code, "code_b"]
        back = links.loc[links["code_b"] == code, "code_a"]
        return sorted({*map(str, there), *map(str, back)})

    def towns_beside(self, city: str) -> list[str]:
        """Return the municipalities that touch one."""
        if city not in self.cities.index:
            return []
        if city not in self._beside:
            shape = self.cities.geometry[city]
            found = self.cities.sindex.query(shape, predicate="intersects")
            self._beside[city] = sorted(str(one) for one in self.cities.index[found] if one != city)
        return self._beside[city]

    @cached_property
    def by_prefecture(self) -> pd.DataFrame:
        """Investment and sites of each prefecture: ``investment, known, sites``."""
        groups = self.sites.groupby("prefecture_code")["investment_jpy_bn"]
        found = pd.DataFrame(
            {"investment": groups.sum(), "known": groups.count(), "sites": groups.size()}
        )
        return found.reindex(self.national.prefectures.index, fill_value=0)

    @cached_property
    def by_sector(self) -> pd.DataFrame:
        """Sites of each prefecture by sector."""
        table = pd.crosstab(self.sites["prefecture_code"], self.sites["sector"])
        return table.reindex(self.national.prefectures.index, fill_value=0)
