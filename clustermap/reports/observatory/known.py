"""What all pages share: frames and tables of all places, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap import japan
from clustermap.analysis.comparison.peers import peer_distances, peer_features
from clustermap.analysis.geodesic import distances_km
from clustermap.data.chain import read_links
from clustermap.questions.indicator_tables import city_indicators, prefecture_indicators
from clustermap.reports.brief.background import Background
from clustermap.reports.observatory.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from clustermap.analysis.indicators import IndicatorTable
    from clustermap.data.selection import Selection

#: So many places are said to be near or alike.
FEW = 6
#: Sites farther than this are not near.
NEAR_KM = 60


@dataclass(frozen=True, eq=False)
class Column:
    """An indicator by area: known values, ranks, and the areas that share theirs."""

    values: dict[str, float]
    ranks: dict[str, int]
    tied: set[str]


@dataclass(eq=False)
class Known:
    """What is published, and what is known of it."""

    selection: Selection

    @cached_property
    def shared(self) -> Background:
        """Figures of all of Japan that briefs look things up in."""
        return Background(self.selection.national)

    @cached_property
    def scope(self) -> Scope:
        """The pages that there are."""
        return Scope(self.selection)

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """The sites published, with ``city``: where they stand, designated cities whole."""
        from clustermap.data.locator import area_of_sites
        from clustermap.data.municipalities import read_municipalities

        sites = self.selection.sites
        codes = area_of_sites(sites, read_municipalities())
        found: gpd.GeoDataFrame = sites.assign(
            city=[japan.city_of(code) if code else "" for code in codes]
        )
        return found

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The sites published, by id."""
        return _records(self.sites.drop(columns="geometry"))

    @cached_property
    def zones(self) -> dict[str, dict[str, Any]]:
        """The special zones, by id."""
        return _records(self.selection.zones)

    @cached_property
    def programs(self) -> dict[str, dict[str, Any]]:
        """The cluster programs, by id."""
        return _records(self.selection.clusters.drop(columns="geometry"))

    @cached_property
    def by_city(self) -> dict[str, list[str]]:
        """Ids of the sites of each municipality."""
        return self._grouped("city")

    @cached_property
    def by_prefecture(self) -> dict[str, list[str]]:
        """Ids of the sites of each prefecture."""
        return self._grouped("prefecture_code")

    def _grouped(self, column: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for site in self.ordered:
            found.setdefault(str(self.rows[site][column]), []).append(site)
        return found

    @cached_property
    def ordered(self) -> list[str]:
        """Ids of all sites, the largest investments first, then by place and name."""

        def order(site: str) -> tuple[Any, ...]:
            row = self.rows[site]
            amount = row["investment_jpy_bn"]
            return (
                -float(amount) if pd.notna(amount) else 1.0,
                str(row["prefecture_code"]),
                str(row["name_en"]),
                site,
            )

        return sorted(self.rows, key=order)

    @cached_property
    def prefecture_table(self) -> IndicatorTable:
        """Indicators over the 47 prefectures."""
        return prefecture_indicators(self.selection.nationwide)

    @cached_property
    def city_table(self) -> IndicatorTable:
        """Indicators over the 1,741 municipalities."""
        return city_indicators(self.selection.nationwide)

    @cached_property
    def targets(self) -> dict[str, str]:
        """Where areas and marks of maps lead."""
        scope = self.scope
        return {**scope.prefectures, **scope.municipalities, **scope.sites}

    @cached_property
    def towns(self) -> dict[str, dict[str, str]]:
        """Folders of municipalities by prefecture and code."""
        found: dict[str, dict[str, str]] = {}
        for code, path in self.scope.municipalities.items():
            found.setdefault(code[:2], {})[code] = path
        return found

    @cached_property
    def siblings(self) -> dict[str, dict[str, str]]:
        """Folders of sites by prefecture and id."""
        found: dict[str, dict[str, str]] = {}
        for site, path in self.scope.sites.items():
            found.setdefault(str(self.rows[site]["prefecture_code"]), {})[site] = path
        return found

    def prefecture(self, code: str) -> Selection:
        """Return what is selected in a prefecture."""
        if code not in self.homes:
            self.homes[code] = self.selection.select(prefecture=code)
        return self.homes[code]

    @cached_property
    def homes(self) -> dict[str, Selection]:
        """Selections of prefectures, as far as they were asked for."""
        return {}

    def subject(self, sector: str, segment: str = "") -> Selection:
        """Return what is selected of a sector or segment, whatever its name.

        ``select`` takes what a person types; a user's own sector may be called anything.
        """
        chosen, sites = self.selection.chosen, self.selection.sites
        sites = sites[sites["sector"] == sector]
        if segment:
            sites = sites[sites["segment"] == segment]
        clusters = self.selection.clusters
        return replace(
            self.selection,
            sites=sites,
            clusters=clusters[clusters["sector"] == sector],
            chosen=replace(chosen, sectors=(sector,), segments=(segment,) if segment else ()),
            source=self.selection.national,
        )

    def municipality(self, code: str) -> Selection:
        """Return what is selected in a municipality: ``select``, but from its prefecture's."""
        home = self.prefecture(code[:2])
        there = [
            code[:2] in whole or not (whole or codes) or code in map(japan.city_of, codes)
            for whole, codes in zip(
                home.zones["whole_prefecture"], home.zones["municipality_codes"], strict=True
            )
        ]
        return replace(
            home,
            sites=home.sites.loc[self.by_city.get(code, [])],
            zones=home.zones[np.array(there, bool)],
            chosen=replace(home.chosen, prefectures=(), municipalities=(code,)),
        )

    def table(self, level: str) -> IndicatorTable:
        """Return the indicators of a level."""
        return self.city_table if level == "municipality" else self.prefecture_table

    @cached_property
    def columns(self) -> dict[tuple[str, str], Column]:
        """Indicators as dictionaries, as far as they were asked for."""
        return {}

    def column(self, level: str, name: str) -> Column:
        """Return an indicator over all areas of a level."""
        key = (level, name)
        if key not in self.columns:
            values = self.table(level).values.get(name, pd.Series(dtype=float)).dropna()
            rank = values.rank(ascending=False, method="min").astype(int)
            tied = values.map(values.value_counts()) > 1
            codes = list(map(str, values.index))
            self.columns[key] = Column(
                dict(zip(codes, map(float, values), strict=True)),
                dict(zip(codes, map(int, rank), strict=True)),
                {code for code, same in zip(codes, tied, strict=True) if same},
            )
        return self.columns[key]

    @cached_property
    def features(self) -> pd.DataFrame:
        """What municipalities are alike in."""
        return peer_features(self.city_table.values, "municipality")

    def alike(self, code: str) -> list[str]:
        """Return the areas most like one, of its level."""
        if len(code) == len("43"):
            return self.shared.peers(code)[:FEW]
        return [str(one) for one in peer_distances(self.features, code).index[:FEW]]

    @cached_property
    def _points(self) -> Any:
        return self.sites[["lon", "lat"]].to_numpy(float)

    def near(self, lon: float, lat: float, but: Collection[str] = ()) -> list[tuple[str, float]]:
        """Return the sites near a point with their distances in km, the nearest first."""
        far = distances_km([(lon, lat)], self._points)[0]
        found: list[tuple[str, float]] = []
        for at in np.argsort(far, kind="stable"):
            if far[at] > NEAR_KM or len(found) == FEW:
                break
            site = str(self.sites.index[at])
            if site not in but and self.sites["position"].iloc[at] != "prefecture":
                found.append((site, float(far[at])))
        return found

    @cached_property
    def offices(self) -> dict[str, tuple[float, float]]:
        """Office (else a point inside) of each municipality: longitude, latitude."""
        cities = self.shared.cities
        return {
            str(code): (float(lon), float(lat))
            for code, lon, lat in zip(
                cities.index, cities["office_lon"], cities["office_lat"], strict=True
            )
        }

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Names of municipalities by code and language."""
        cities = self.shared.cities
        return {
            str(code): {lang: str(row[f"name_{lang}"]) for lang in ("en", "ja", "ko")}
            for code, row in zip(
                cities.index, cities.drop(columns="geometry").to_dict("records"), strict=True
            )
        }

    @cached_property
    def zones_of(self) -> dict[str, list[str]]:
        """Ids of the zones that take in a municipality, or a prefecture whole."""
        found: dict[str, list[str]] = {}
        for zone, row in self.selection.zones.iterrows():
            places = {*row["whole_prefecture"], *map(japan.city_of, row["municipality_codes"])}
            for code in sorted(places):
                found.setdefault(code, []).append(str(zone))
        return found

    @cached_property
    def links(self) -> dict[str, list[dict[str, str]]]:
        """Links of a site with others, by its id; ``other`` and ``way`` say with whom, and how."""
        found: dict[str, list[dict[str, str]]] = {}
        for row in read_links().to_dict("records"):
            one = {str(key): str(value) for key, value in row.items()}
            for end, other, way in (("from", "to", "out"), ("to", "from", "in")):
                found.setdefault(one[end], []).append({**one, "other": other, "way": way})
        return found


def _records(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of a frame by its index."""
    rows = pd.DataFrame(frame).to_dict("records")
    return {
        str(key): {**{str(name): value for name, value in row.items()}, "id": str(key)}
        for key, row in zip(frame.index, rows, strict=True)
    }
