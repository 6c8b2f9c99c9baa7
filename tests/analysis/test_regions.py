from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from clustermap.analysis.weights.neighbors import from_text
from clustermap.analysis.weights.regions import add_up, contract, dissolve_regions


def test_sums_do_not_fill_gaps():
    values = pd.DataFrame({"x": [1.0, np.nan, 3.0]}, index=list("abc"))
    found = add_up(values, pd.Series(["n", "n", "s"], list("abc")))
    assert found["x"].isna().tolist() == [True, False]


def test_regions_are_linked_over_the_sea(atlas):
    prefectures = atlas.prefectures
    graph = contract(from_text(prefectures, "links"), prefectures["region"])
    assert graph.n == 8
    assert graph.isolates == ()
    pairs = {
        frozenset((graph.ids[a], graph.ids[b]))
        for a, b in zip(graph.focal, graph.neighbor, strict=True)
    }
    assert frozenset(("hokkaido", "tohoku")) in pairs  # Seikan tunnel
    assert frozenset(("shikoku", "kinki")) in pairs  # Akashi Kaikyo and Onaruto bridges
    assert frozenset(("hokkaido", "kanto")) not in pairs


def test_regions_hold_the_land_of_their_prefectures():
    areas = gpd.GeoDataFrame(
        {"region": ["kinki", "kinki"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=6668
    )
    assert dissolve_regions(areas).geometry.iloc[0].equals(box(0, 0, 2, 1))
