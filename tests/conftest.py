from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clustermap as cm

if TYPE_CHECKING:
    from clustermap.atlas import Atlas

# scripts with needs of their own, run by hand
collect_ignore_glob = ["fuzz/*", "benchmarks/*", "*/reference/*", "browser/screenshots.py"]
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return cm.load()


@pytest.fixture(scope="session")
def n03() -> Path:
    """The folder of official boundaries that stands beside the repository."""
    folder = ROOT.parent / "shared" / "n03"
    if not folder.is_dir():
        pytest.skip("official N03 boundaries are not at ../shared/n03")
    return folder
