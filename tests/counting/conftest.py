from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from clustermap.counting import count_into
from clustermap.counting.parts import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from clustermap.answer import Answer

ENGINES = ("memory", "sedona", "dask")


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERMAP_CACHE", "none")


@pytest.fixture(scope="session")
def scheduler() -> Iterator[str]:
    """A cluster of two processes, for all tests of Dask."""
    import logging

    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="session")
def towns() -> gpd.GeoDataFrame:
    """Four towns around one corner, and an island; a slanting border where rounding shows."""
    corner = (130.7, 32.8)
    codes = ["43101", "43102", "43201", "43202", "43501"]
    shapes = [
        shapely.Polygon([(130.1, 32.3), (130.7, 32.1), corner, (130.1, 32.9)]),
        shapely.Polygon([(130.7, 32.1), (131.3, 32.3), (131.3, 32.7), corner]),
        shapely.Polygon([(130.1, 32.9), corner, (130.7, 33.3), (130.1, 33.4)]),
        shapely.Polygon([corner, (131.3, 32.7), (131.3, 33.4), (130.7, 33.3)]),
        shapely.box(129.0, 32.0, 129.25, 32.25),
    ]
    return gpd.GeoDataFrame(
        {
            "name_ja": ["中央区", "東区", "八代市", "人吉市", "島町"],
            "name_en": ["", "", "Yatsushiro", "Hitoyoshi", ""],
            "name_ko": "",
            "prefecture_code": "43",
        },
        geometry=shapes,
        index=codes,
        crs="EPSG:6668",
    )


def counted(
    areas: gpd.GeoDataFrame, files: Any, engine: str, scheduler: str, **asked: Any
) -> Answer:
    """Count with an engine."""
    files = files if isinstance(files, list) else [files]
    address = scheduler or None if engine == "dask" else None
    return count_into(areas, Request(files, **asked), engine=engine, scheduler=address)


def facts_of(found: Answer) -> dict[str, Any]:
    """Return what a count says of itself, but for what differs between engines."""
    return {
        name: value for name, value in found.facts.items()
        if name not in {"engine", "why", "seconds"}
    }  # fmt: skip


def by_hand(shapes: np.ndarray, x: float, y: float) -> int | None:
    """The rule, point by point: the first of the areas that the point touches."""
    point = shapely.Point(x, y)
    return next((at for at, one in enumerate(shapes) if shapely.intersects(one, point)), None)
