from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clustermap import locales

if TYPE_CHECKING:
    from clustermap.atlas import Atlas


def test_every_label_stands_in_all_languages_with_the_same_places() -> None:
    english = locales.load("en")
    for lang in ("ja", "ko"):
        other = locales.load(lang)
        assert {g: list(t) for g, t in other.items()} == {g: list(t) for g, t in english.items()}
        for group, labels in english.items():
            for key, label in labels.items():
                assert other[group][key].strip()
                assert label.count("{") == other[group][key].count("{"), (group, key)


def test_a_group_stands_in_one_file_of_the_same_subject_in_every_language() -> None:
    folder = Path(locales.__file__).parent
    groups = {
        lang: {file.name: list(json.loads(file.read_text())) for file in (folder / lang).iterdir()}
        for lang in locales.LANGUAGES
    }
    assert groups["en"] == groups["ja"] == groups["ko"]
    every = [group for held in groups["en"].values() for group in held]
    assert len(every) == len(set(every)) == len(locales.load("en"))


@pytest.mark.parametrize(
    ("frame", "column", "group"),
    [
        ("sites", "sector", "sector"),
        ("sites", "segment", "segment"),
        ("sites", "status", "status"),
        ("sites", "position", "position"),
        ("zones", "scheme", "scheme"),
        ("clusters", "kind", "cluster"),
        ("clusters", "sector", "sector"),
    ],
)
def test_every_coded_value_of_the_data_has_a_label(
    atlas: Atlas, frame: str, column: str, group: str
) -> None:
    assert set(getattr(atlas, frame)[column]) - {""} <= set(locales.keys(group))


def test_every_kind_of_policy_event_has_a_label(atlas: Atlas) -> None:
    assert set(atlas.selection.events["kind"]) <= set(locales.keys("event"))
