"""Two prefectures published in three languages, once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import clustermap as cm
from clustermap.reports.observatory.options import PublishOptions

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/clusters/"


@pytest.fixture(scope="session")
def options() -> PublishOptions:
    return PublishOptions(languages=("en", "ja", "ko"), imprint="Example Prefecture", base=BASE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, options: PublishOptions, *, full: bool) -> Path:
    """Publish Toyama and Kagawa; with --full all of Japan."""
    folder = tmp_path_factory.mktemp("published") / "site"
    atlas = cm.load()
    (atlas if full else atlas.select(prefecture=["Toyama", "Kagawa"])).publish(folder, options)
    return folder
