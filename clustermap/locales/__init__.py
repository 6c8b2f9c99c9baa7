"""Texts in English, Japanese and Korean: a folder a language, a JSON file a subject.

A label is found by group and key: ``text("sector", "bio", "ja")``. The same keys stand in all
three languages (a test compares them).
"""

from __future__ import annotations

import functools
import json
from importlib import resources

from clustermap.errors import UnknownNameError
from clustermap.text import fold_label

LANGUAGES = ("en", "ja", "ko")
#: The same text in every language.
Text = dict[str, str]


@functools.cache
def load(lang: str) -> dict[str, dict[str, str]]:
    """Return all labels of one language, by group and key."""
    folder = resources.files(__package__).joinpath(lang)
    labels: dict[str, dict[str, str]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".json"):
            labels |= json.loads(file.read_text(encoding="utf-8"))
    return labels


def text(group: str, key: str, lang: str = "en", **values: str) -> str:
    """Return one label; a key without one (a user's own sector, say) is its own label.

    Examples
    --------
    >>> text("sector", "shipbuilding", "ko"), text("sector", "hydrogen", "ja")
    ('조선', 'hydrogen')
    """
    label = load(lang).get(group, {}).get(key, key)
    for name, value in values.items():
        label = label.replace(f"{{{name}}}", value)
    return label


def texts(group: str, key: str, **values: Text | str) -> Text:
    """Return one label in all languages.

    ``values`` fill the label's places; a text in three languages fills each with its own.

    Examples
    --------
    >>> texts("indicator", "sites:*", sector=texts("sector", "ai"))["en"]
    'Sites: AI'
    """
    return {
        lang: text(
            group,
            key,
            lang,
            **{k: v if isinstance(v, str) else v[lang] for k, v in values.items()},
        )
        for lang in LANGUAGES
    }


def check(lang: str) -> None:
    """Refuse a language that there are no texts in.

    Raises
    ------
    UnknownNameError
        Another language than those of ``LANGUAGES``.
    """
    if lang not in LANGUAGES:
        raise UnknownNameError.of("language", str(lang), LANGUAGES)


def same(label: str) -> Text:
    """Return a user's own label: the same in every language."""
    return dict.fromkeys(LANGUAGES, label)


def keys(group: str) -> tuple[str, ...]:
    """Return the keys of a group, in order."""
    return tuple(load("en")[group])


def find(group: str, given: str) -> str | None:
    """Return the key whose key or label, in any language, is ``given``; None without one.

    Examples
    --------
    >>> find("sector", "半導体"), find("sector", "Semiconductors"), find("sector", "steel")
    ('semiconductor', 'semiconductor', None)
    """
    wanted = fold_label(given)
    for key in keys(group):
        labels = (key, *(load(lang)[group][key] for lang in LANGUAGES))
        if wanted in map(fold_label, labels):
            return key
    return None
