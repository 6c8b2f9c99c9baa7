"""Who is whose neighbor: on shipped and official prefectures, and on small made-up maps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point, box

from clustermap.analysis.autocorrelation import empirical_bayes_morans_i, local_table
from clustermap.analysis.weights import neighbors
from clustermap.analysis.weights.adjacency import Adjacency
from clustermap.analysis.weights.proximity import unit_points
from clustermap.data import catalog
from clustermap.data.boundaries import read_prefectures
from clustermap.errors import ClustermapError, DataError
from clustermap.japan import PREFECTURES

ROOT = Path(__file__).resolve().parents[2]
GRS80 = Geod(ellps="GRS80")
SEA = {("01", "02"), ("28", "36"), ("33", "37"), ("34", "38"), ("35", "40"), ("46", "47")}


def pairs(graph):
    adjacency = graph if isinstance(graph, Adjacency) else Adjacency.from_graph(graph)
    found = zip(adjacency.ids[adjacency.focal], adjacency.ids[adjacency.neighbor], strict=True)
    return {tuple(sorted(pair)) for pair in found}


@pytest.fixture(scope="module")
def prefectures():
    return read_prefectures()


@pytest.fixture(scope="module")
def table():
    """The shipped links between prefectures."""
    return catalog.read("neighbors")


@pytest.fixture(scope="module")
def official(n03):
    """The 47 prefectures, put together from their municipalities and coded by their names."""
    areas = gpd.read_file(n03 / "prefectures.geojson")
    codes = {each.ja: each.code for each in PREFECTURES}
    return areas.assign(code=areas["N03_001"].map(codes)).set_index("code")


@pytest.fixture(scope="module")
def municipalities(n03):
    areas = gpd.read_file(n03 / "N03-21_210101.topo.json").set_crs("EPSG:6668")
    return areas[areas["N03_007"].notna()]


def squares(*lefts, crs="EPSG:6668", **columns):
    """Squares of 0.1 degrees at 135 degrees east, their left sides ``lefts`` degrees further."""
    return gpd.GeoDataFrame(
        columns, geometry=[box(135 + x, 35, 135.1 + x, 35.1) for x in lefts], crs=crs
    )


class TestLinks:
    def test_the_shipped_table_joins_all_prefectures(self, prefectures, table):
        graph = neighbors.links(prefectures, table)
        assert list(graph.unique_ids) == list(prefectures.index)
        summary = neighbors.describe(graph)
        assert (summary.components, summary.isolates) == (1, ())
        assert summary.symmetric
        want = {tuple(sorted(pair)) for pair in zip(table["code_a"], table["code_b"], strict=True)}
        assert pairs(graph) == want
        assert want >= SEA

    def test_columns_of_the_shipped_prefectures_can_be_tested(self, prefectures, table):
        graph = neighbors.links(prefectures, table)
        x, y = prefectures["area_km2"], prefectures["office_lat"]
        assert empirical_bayes_morans_i(y, x, graph, 99).n == 47
        table = local_table(prefectures[["area_km2", "office_lat"]], graph, 99).table
        assert table.shape == (94, 5)

    def test_official_boundaries_without_the_table_give_the_same_links(
        self, prefectures, official, table
    ):
        assert pairs(neighbors.links(official)) == pairs(neighbors.links(prefectures, table))

    def test_nothing_travels_in_attrs(self, prefectures, official):
        areas = official.copy()
        areas.attrs["neighbors"] = [{"code_a": "01", "code_b": "47", "kind": "land"}]
        assert pairs(neighbors.links(areas)) == pairs(neighbors.links(official))
        assert prefectures.attrs == {}

    @pytest.mark.parametrize("degrees", [0.001, 0.01])
    def test_simplification_loses_no_link(self, degrees, prefectures, official, table):
        # up to some 1 km, each polygon by itself
        coarse = official.set_geometry(official.geometry.simplify(degrees))
        assert pairs(neighbors.links(coarse)) == pairs(neighbors.links(prefectures, table))

    def test_no_simplification_loses_a_link_over_the_sea(self, official):
        spots = official.set_geometry(official.geometry.representative_point())
        assert pairs(neighbors.links(spots)) == SEA

    def test_a_table_of_land_borders_counts_more_than_what_touches(self, prefectures):
        table = pd.DataFrame({"code_a": ["1", "13"], "code_b": [47, 14], "kind": ["land", "x"]})
        assert pairs(neighbors.links(prefectures, table)) == {("01", "47"), ("13", "14")}

    def test_a_table_of_sea_links_is_added_to_what_touches(self, official):
        table = pd.DataFrame({"code_a": ["01"], "code_b": ["13"], "kind": ["ferry_air"]})
        graph = neighbors.links(official, table)
        assert pairs(graph) == pairs(neighbors.queen(official)) | {("01", "13")}

    def test_the_table_may_be_records(self, official):
        records = [{"code_a": "01", "code_b": "47", "kind": "land"}]
        assert pairs(neighbors.links(official, records)) == {("01", "47")}

    def test_a_region_keeps_the_links_inside_it(self, prefectures, table):
        kyushu = prefectures[prefectures["region"] == "kyushu-okinawa"]
        graph = neighbors.links(kyushu, table)
        assert ("46", "47") in pairs(graph)
        assert neighbors.describe(graph).components == 1

    def test_prefectures_are_known_by_column_or_index(self, official):
        want = pairs(neighbors.links(official))
        by_number = official.reset_index(drop=True).assign(code=range(1, 48))
        assert len(pairs(neighbors.links(by_number))) == len(want)
        by_name = official.reset_index().set_index("N03_001")
        assert ("北海道", "青森県") in pairs(neighbors.links(by_name)) or (
            "青森県",
            "北海道",
        ) in pairs(neighbors.links(by_name))

    def test_row_numbers_are_not_codes(self, official):
        plain = official.reset_index(drop=True)
        plain.index += 1
        assert pairs(neighbors.links(plain)) == pairs(neighbors.queen(plain))

    def test_other_polygons_are_linked_by_contact(self, municipalities):
        areas = municipalities.set_index("N03_007")
        kumamoto = areas[areas.index.str.startswith("43")]
        graph = neighbors.links(kumamoto)
        assert pairs(graph) == pairs(neighbors.queen(kumamoto))
        # Reihoku (43531) lies on Amakusa, an island joined to the rest by bridges only
        assert ("43215", "43531") in pairs(graph)

    @pytest.mark.parametrize(
        ("table", "words"),
        [
            ({"code_a": ["01"], "code_b": ["02"]}, "no column kind"),
            ({"code_a": ["01"], "code_b": ["48"], "kind": ["land"]}, "codes: 48"),
            ({"code_a": ["05"], "code_b": ["5"], "kind": ["land"]}, "codes: 05"),
        ],
    )
    def test_unusable_tables(self, prefectures, table, words):
        with pytest.raises(DataError, match=words):
            neighbors.links(prefectures, pd.DataFrame(table))


class TestQueen:
    def test_corner_edge_overlap_and_enclave(self):
        areas = gpd.GeoDataFrame(
            geometry=[
                box(0, 0, 10, 10).difference(box(4, 4, 5, 5)),
                box(4, 4, 5, 5),
                box(10, 10, 12, 12),
                box(11.5, 11.5, 14, 14),
                box(20, 20, 21, 21),
            ],
            index=["around", "inside", "corner", "overlap", "island"],
            crs="EPSG:6668",
        )
        graph = neighbors.queen(areas)
        want = {("around", "inside"), ("around", "corner"), ("corner", "overlap")}
        assert pairs(graph) == want
        assert list(graph.isolates) == ["island"]

    def test_hokkaido_and_okinawa_are_isolates(self, prefectures, official):
        for areas in (prefectures, official):
            assert neighbors.describe(neighbors.queen(areas)).isolates == ("01", "47")

    @pytest.mark.parametrize("crs", ["EPSG:6668", "EPSG:3857", "EPSG:6674", "EPSG:6933"])
    def test_gaps_are_measured_in_meters_in_any_crs(self, crs):
        # 0.1 degrees of longitude at 35 degrees north are 9,130 m
        lon, _, _ = GRS80.fwd(135.1, 35.05, 90, 45)
        near = squares(0, lon - 135).to_crs(crs)
        assert len(pairs(neighbors.queen(near))) == 1
        assert not pairs(neighbors.queen(near, tolerance=40))
        lon, _, _ = GRS80.fwd(135.1, 35.05, 90, 55)
        far = squares(0, lon - 135).to_crs(crs)
        assert not pairs(neighbors.queen(far))
        assert len(pairs(neighbors.queen(far, tolerance=60))) == 1

    def test_contact_of_official_boundaries_is_kept(self, municipalities):
        areas = municipalities.set_index("N03_007")
        exact = pairs(neighbors.queen(areas, tolerance=0))
        shapes = areas.geometry.to_numpy()
        first, second = areas.sindex.query(shapes, predicate="intersects")
        want = {
            tuple(sorted((areas.index[i], areas.index[j])))
            for i, j in zip(first, second, strict=True)
            if i < j
        }
        assert exact == want
        # borders match point for point, so the tolerance finds nothing more
        assert pairs(neighbors.queen(areas)) == exact

    def test_polygons_that_stand_a_little_apart_still_touch(self, municipalities):
        areas = municipalities.set_index("N03_007")
        kumamoto = areas[areas.index.str.startswith("43")]
        smaller = shapely.buffer(kumamoto.geometry.to_numpy(), -0.0001, join_style="mitre")
        apart = kumamoto.set_geometry(smaller)  # some 20 m
        assert not pairs(neighbors.queen(apart, tolerance=0))
        assert pairs(neighbors.queen(apart)) == pairs(neighbors.queen(kumamoto, tolerance=0))

    def test_without_crs_only_contact_counts(self):
        areas = squares(0, 0.1, 0.2001, crs=None)
        assert pairs(neighbors.queen(areas)) == {(0, 1)}

    def test_missing_polygons_touch_nothing(self):
        areas = squares(0, 0.1, 0.2)
        areas.loc[1, "geometry"] = None
        assert list(neighbors.queen(areas).isolates) == [0, 1, 2]

    def test_unusable_areas(self, municipalities):
        twice = pd.concat([municipalities, municipalities]).set_index("N03_007")
        with pytest.raises(DataError, match="not unique") as caught:
            neighbors.queen(twice)
        assert "dissolve" in str(caught.value)
        with pytest.raises(DataError, match="Tolerance -1"):
            neighbors.queen(squares(0, 1), tolerance=-1)
        pole = gpd.GeoDataFrame(geometry=[box(0, 86, 1, 87)], crs="EPSG:6668")
        with pytest.raises(DataError, match="latitude 87"):
            neighbors.queen(pole)


def distances(areas):
    places = unit_points(areas)
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    n = len(places)
    first, second = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
    _, _, meters = GRS80.inv(lon[first], lat[first], lon[second], lat[second])
    return np.asarray(meters).reshape(n, n)


class TestDistance:
    def test_nearest_offices_by_brute_force(self, prefectures):
        meters = distances(prefectures)
        np.fill_diagonal(meters, np.inf)
        graph = neighbors.knn(prefectures, 4)
        for row, code in enumerate(prefectures.index):
            want = prefectures.index[np.argsort(meters[row])[:4]]
            assert set(graph[code].index) == set(want)

    def test_within_by_brute_force(self, prefectures):
        meters = distances(prefectures)
        first, second = np.nonzero(np.triu(meters <= 150_000, 1))
        want = {
            (prefectures.index[i], prefectures.index[j]) for i, j in zip(first, second, strict=True)
        }
        assert pairs(neighbors.within(prefectures, 150)) == want

    def test_known_neighbors(self, prefectures):
        graph = neighbors.knn(prefectures, 4)
        assert set(graph["47"].index) <= {"43", "45", "46", "42", "44"}
        assert set(graph["01"].index) == {"02", "03", "04", "05"}

    def test_offices_not_polygons_are_measured(self, prefectures):
        # Hokkaido's polygon is all but in sight of Aomori, its office is not
        assert ("01", "02") not in pairs(neighbors.within(prefectures, 200))
        assert ("01", "02") in pairs(neighbors.within(prefectures, 300))

    def test_nothing_is_measured_in_degrees(self):
        # at 60 degrees north a degree of longitude is half as long as one of latitude
        places = [Point(140, 60), Point(141.5, 60), Point(140, 61)]
        areas = gpd.GeoDataFrame(geometry=places, index=["here", "east", "north"], crs="EPSG:6668")
        assert list(neighbors.knn(areas, 1)["here"].index) == ["east"]
        assert pairs(neighbors.within(areas, 100)) == {("east", "here")}
        assert pairs(neighbors.within(areas.to_crs("EPSG:3857"), 100)) == {("east", "here")}

    def test_the_limit_itself_is_within(self):
        areas = gpd.GeoDataFrame(geometry=[Point(140, 36), Point(141, 36)], crs="EPSG:6668")
        _, _, meters = GRS80.inv(140, 36, 141, 36)
        assert len(pairs(neighbors.within(areas, meters / 1000 + 1e-9))) == 1
        assert not pairs(neighbors.within(areas, meters / 1000 - 1e-6))

    def test_a_unit_without_office_stands_on_its_largest_part(self, official):
        places = unit_points(official)
        # Okinawa's main island, not an islet in the middle of the sea: 60 km around Naha
        _, _, meters = GRS80.inv(*places.loc["47"], 127.681, 26.212)
        assert meters < 60_000
        inside = gpd.points_from_xy(places["lon"], places["lat"], crs="EPSG:6668").to_crs(
            official.crs
        )
        assert official.geometry.contains(gpd.GeoSeries(inside, index=official.index)).all()

    def test_offices_and_places_may_be_mixed(self):
        areas = squares(0, 5, office_lon=[np.nan, 139.69], office_lat=[np.nan, 35.69])
        places = unit_points(areas)
        assert places.loc[0].tolist() == pytest.approx([135.05, 35.05], abs=1e-4)
        assert places.loc[1].tolist() == [139.69, 35.69]

    @given(
        st.lists(
            st.tuples(st.integers(1230, 1460), st.integers(240, 460)), min_size=5, max_size=25
        ),
        st.integers(1, 4),
        st.integers(20, 2000),
    )
    @settings(max_examples=30, deadline=None)
    def test_any_places_by_brute_force(self, places, k, km):
        # tenths of a degree: coincident places and equal distances included
        areas = gpd.GeoDataFrame(
            geometry=[Point(x / 10, y / 10) for x, y in places], crs="EPSG:6668"
        )
        meters = np.round(distances(areas), 3)
        np.fill_diagonal(meters, np.inf)
        graph = neighbors.from_text(areas, f"knn:{k}")
        for unit in range(len(areas)):
            # the adjacency's order is that of the ids as text
            row = list(graph.ids).index(unit)
            found = graph.ids[graph.neighbor[graph.focal == row]]
            assert len(found) == k
            assert max(meters[unit, found]) <= np.sort(meters[unit])[k - 1] + 2e-3
        first, second = np.nonzero(np.triu(meters <= km * 1000, 1))
        want = set(zip(first.tolist(), second.tolist(), strict=True))
        assert pairs(neighbors.within(areas, km)) == want

    def test_rows_order_does_not_matter(self, prefectures):
        shuffled = prefectures.sample(frac=1, random_state=1)
        assert pairs(neighbors.knn(shuffled, 3)) == pairs(neighbors.knn(prefectures, 3))
        coincident = gpd.GeoDataFrame(
            geometry=[Point(140, 36)] * 5, index=list("abcde"), crs="EPSG:6668"
        )
        assert list(neighbors.knn(coincident[::-1], 2)["c"].index) == ["b", "a"]
        assert list(neighbors.knn(coincident, 2)["c"].index) == ["a", "b"]

    def test_unusable_requests(self):
        areas = squares(0, 1, 2)
        for k in (0, 3, -1):
            with pytest.raises(DataError, match="nearest neighbors of 3 units"):
                neighbors.knn(areas, k)
        for km in (0, -5, float("nan"), float("inf")):
            with pytest.raises(DataError, match="not a distance"):
                neighbors.within(areas, km)
        with pytest.raises(DataError, match="no CRS"):
            neighbors.knn(squares(0, 1, 2, crs=None), 1)
        with pytest.raises(DataError, match="not degrees: 1"):
            neighbors.knn(squares(0, 1, office_lon=[135, 999], office_lat=[35, 35]), 1)
        areas.loc[2, "geometry"] = None
        with pytest.raises(DataError, match="without geometry and office: 2"):
            neighbors.within(areas, 10)


class TestFromText:
    def test_names_the_weights(self, prefectures, table):
        # the polygons of Okayama and Kagawa touch on two islets
        for text, links in (("links", 92), ("queen", 87), ("knn:4", 119), ("distance:150", 133)):
            adjacency = neighbors.from_text(prefectures, text, table)
            summary = neighbors.describe(adjacency)
            assert (summary.weights, summary.links) == (text, links)

    def test_is_what_the_function_gives(self, prefectures, table):
        for text, graph in (
            ("links", neighbors.links(prefectures, table)),
            ("queen", neighbors.queen(prefectures)),
            ("knn:3", neighbors.knn(prefectures, 3)),
            ("distance:99.5", neighbors.within(prefectures, 99.5)),
        ):
            found = neighbors.from_text(prefectures, text, table)
            assert found.to_graph(prefectures.index) == graph

    @pytest.mark.parametrize(
        "text",
        ["", "rook", "knn", "knn:", "knn:four", "knn:4.5", "distance:far", "links:1", "queen:"],
    )
    def test_anything_else_is_an_error_with_advice(self, prefectures, text):
        with pytest.raises(ClustermapError) as caught:
            neighbors.from_text(prefectures, text)
        assert repr(text) in caught.value.cause
        assert "knn:4" in caught.value.remedy

    def test_impossible_numbers_say_why(self, prefectures):
        with pytest.raises(ClustermapError, match="47 nearest neighbors of 47"):
            neighbors.from_text(prefectures, "knn:47")
        with pytest.raises(ClustermapError, match="not a distance"):
            neighbors.from_text(prefectures, "distance:-1")

    def test_needs_no_libpysal(self):
        code = (
            "import sys; from clustermap.data.boundaries import read_prefectures;"
            "from clustermap.analysis.weights.neighbors import from_text, describe;"
            "from clustermap.analysis.autocorrelation import local_table;"
            "areas = read_prefectures(); graph = from_text(areas, 'links'); describe(graph);"
            "local_table(areas[['area_km2']], graph, 99);"
            "slow = {'libpysal', 'esda', 'sklearn', 'numba', 'scipy.stats'} & set(sys.modules);"
            "assert not slow, slow"
        )
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


class TestDescribe:
    def test_counts(self):
        graph = Adjacency.of("abcde", [0, 1, 1, 2], [1, 0, 2, 1])
        summary = neighbors.describe(graph)
        assert (summary.n, summary.links, summary.mean_neighbors) == (5, 2, 0.8)
        assert (summary.components, summary.component_sizes) == (3, (3, 1, 1))
        assert summary.isolates == ("d", "e")
        assert (summary.fewest_neighbors, summary.most_neighbors) == (0, 2)
        assert summary.symmetric
        assert neighbors.describe(graph.to_graph()) == summary

    def test_one_way_links(self):
        summary = neighbors.describe(Adjacency.of("ab", [0], [1]))
        assert not summary.symmetric
        assert (summary.links, summary.components, summary.isolates) == (1, 1, ("b",))


class TestAdjacency:
    def test_there_and_back(self, prefectures):
        for graph in (neighbors.queen(prefectures), neighbors.knn(prefectures, 2).transform("R")):
            assert Adjacency.from_graph(graph).to_graph(prefectures.index) == graph

    def test_transformations(self):
        graph = Adjacency.of("abc", [0, 0, 1], [1, 2, 0], [1, 3, 5])
        assert graph.transformed("r").weight.tolist() == [0.25, 0.75, 1]
        assert graph.transformed("b").weight.tolist() == [1, 1, 1]
        assert graph.transformed("o") is graph

    def test_unusable_weights(self):
        for arguments, words in (
            (([0], [1], [-1]), "not negative; see a"),
            (([0], [1], [np.nan]), "finite"),
            (([1], [1]), "own neighbors: b"),
            (([0, 0], [1, 1]), "twice, see a"),
        ):
            with pytest.raises(DataError, match=words):
                Adjacency.of("ab", *arguments)
        with pytest.raises(DataError, match="not unique: a"):
            Adjacency.of("aa", [], [])
