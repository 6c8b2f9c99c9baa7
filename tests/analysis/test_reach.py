"""Shares of areas within a distance, against areas that are known."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely

from clustermap.analysis.geodesic import circle
from clustermap.analysis.reach import shares_within
from clustermap.data.municipalities import read_municipalities


@pytest.mark.parametrize(
    ("center", "km"), [((130.84, 32.88), 30), ((143.2, 43.9), 100), ((127.7, 26.2), 5)]
)
def test_a_box_around_the_circle_has_its_share(center: tuple[float, float], km: float) -> None:
    lon, lat = center
    box = gpd.GeoSeries([shapely.box(lon - 2, lat - 1.5, lon + 2, lat + 1.5)], crs=6668)
    from pyproj import Geod

    whole = abs(
        Geod(ellps="GRS80").geometry_area_perimeter(shapely.segmentize(box.iloc[0], 0.05))[0]
    )
    share = shares_within(
        gpd.GeoSeries(shapely.segmentize(box.to_numpy(), 0.05), crs=6668), center, km
    )
    assert share.iloc[0] == pytest.approx(math.pi * (km * 1000) ** 2 / whole, rel=2e-3)


def test_all_of_japan_is_inside_a_very_wide_circle_and_none_far_at_sea() -> None:
    areas = read_municipalities(whole_cities=True).geometry
    near = shares_within(areas, (139.7, 35.7), 60)
    assert near["13101"] == pytest.approx(1)  # Chiyoda
    assert (near <= 1).all()
    inside = areas[near[near > 1 - 1e-9].index].to_numpy()
    ring = shapely.buffer(shapely.Polygon(circle((139.7, 35.7), 60)), 1e-3)
    assert shapely.covers(ring, inside).all()
    assert shares_within(areas, (150.0, 25.0), 50).empty
