from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import clustermap as cm

if TYPE_CHECKING:
    from clustermap.data.dataset import Dataset


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return cm.load().dataset


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERMAP_CACHE", "none")
