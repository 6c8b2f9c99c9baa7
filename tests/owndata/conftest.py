from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import clustermap as cm

if TYPE_CHECKING:
    from clustermap.data.selection import Selection


@pytest.fixture(scope="session")
def selection() -> Selection:
    return cm.load().selection


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLUSTERMAP_CACHE", "none")
