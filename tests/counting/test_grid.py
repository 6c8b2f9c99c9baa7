"""The table of cells gives what testing every point gives."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from clustermap.counting.grid import AreaGrid
from clustermap.counting.marks import OUTSIDE


def _cells(seed: int, many: int) -> np.ndarray:
    """Cut a box into areas without gaps."""
    rng = np.random.default_rng(seed)
    frame = shapely.box(130, 32, 131, 33)
    parts = shapely.voronoi_polygons(
        shapely.multipoints(rng.uniform((130, 32), (131, 33), (many, 2)))
    )
    shapes = shapely.intersection(shapely.get_parts(parts), frame)
    return np.array([one for one in shapes if not shapely.is_empty(one)], dtype=object)


def _points(shapes: np.ndarray, seed: int) -> np.ndarray:
    """Corners, points on borders as nearly as floats allow, and points anywhere."""
    rng = np.random.default_rng(seed)
    corners = shapely.get_coordinates(shapes)
    rings = shapely.get_exterior_ring(shapes)
    borders = np.concatenate(
        [shapely.get_coordinates(shapely.line_interpolate_point(rings, part, normalized=True))
         for part in rng.uniform(0, 1, 20)]
    )  # fmt: skip
    anywhere = rng.uniform((129.8, 31.8), (131.2, 33.2), (300, 2))
    far = np.array([[0.0, 0.0], [-180, -90], [1e300, -1e300], [130, 32], [131, 33]])
    return np.concatenate([corners, borders, np.nextafter(corners, np.inf), anywhere, far])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 40), st.sampled_from([1, 3, 8, 16]))
def test_the_table_answers_as_the_polygons_do(seed: int, many: int, pieces: int) -> None:
    shapes = _cells(seed, many)
    points = _points(shapes, seed)
    every = np.array(
        [[shapely.intersects(one, p) for one in shapes] for p in shapely.points(points)]
    )
    wanted = np.where(every.any(axis=1), every.argmax(axis=1), OUTSIDE)
    found = AreaGrid(shapes, pieces).place(points[:, 0].copy(), points[:, 1].copy())
    assert found.tolist() == wanted.tolist()


def test_overlapping_areas_give_a_point_to_the_first() -> None:
    shapes = np.array(
        [shapely.box(130.5, 32, 131.5, 33), shapely.box(130, 32, 131, 33)], dtype=object
    )
    x = np.array([130.25, 130.5, 130.75, 131.0, 131.25, 131.6])
    for pieces in (0, 4):
        assert AreaGrid(shapes, pieces).place(x, np.full(6, 32.5)).tolist() == [
            1,
            0,
            0,
            0,
            0,
            OUTSIDE,
        ]


def test_holes_and_islands_smaller_than_a_cell_are_kept() -> None:
    hole, island = (
        shapely.box(130.501, 32.501, 130.502, 32.502),
        shapely.box(135.001, 32, 135.002, 32.001),
    )
    shapes = np.array([shapely.box(130, 32, 131, 33) - hole, island], dtype=object)
    x, y = np.array([130.5015, 130.5005, 135.0015]), np.array([32.5015, 32.5015, 32.0005])
    assert AreaGrid(shapes, 8).place(x, y).tolist() == [OUTSIDE, 0, 1]


def test_areas_far_apart_fit_into_a_table() -> None:
    shapes = np.array(
        [shapely.box(-179, -80, -178, -79), shapely.box(178, 80, 179, 81)], dtype=object
    )
    area_grid = AreaGrid(shapes, 4)
    assert area_grid.place(
        np.array([-178.5, 178.5, 0.0]), np.array([-79.5, 80.5, 0.0])
    ).tolist() == [
        0,
        1,
        OUTSIDE,
    ]
    assert area_grid.grid is not None
    assert area_grid.grid.coarse.nbytes < 50e6


@pytest.mark.parametrize("pieces", [0, 4])
def test_ground_travels_to_a_worker(pieces: int) -> None:
    area_grid = AreaGrid(_cells(1, 10), pieces)
    points = _points(area_grid.shapes, 2)
    before = area_grid.place(points[:, 0].copy(), points[:, 1].copy())
    again = pickle.loads(pickle.dumps(area_grid))  # noqa: S301
    assert again.place(points[:, 0].copy(), points[:, 1].copy()).tolist() == before.tolist()
