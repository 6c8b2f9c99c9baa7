"""The static API: sites, places, indicators and changes as JSON, from the frames of the pages."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import japan, locales
from clustermap.data.catalog import as_of
from clustermap.reports.observatory import figures
from clustermap.reports.sections.municipal import FIGURES as MUNICIPAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clustermap.analysis.indicators import Indicator
    from clustermap.reports.observatory.history import Event
    from clustermap.reports.observatory.known import Known

_PLAIN = (
    "sector",
    "segment",
    "prefecture_code",
    "municipality_code",
    "status",
    "announced",
    "opened",
    "position",
    "confidence",
    "checked",
    "jobs_kind",
    "source_url",
    "source_url_2",
)
_NUMBERS = ("lon", "lat", "investment_jpy_bn", "subsidy_jpy_bn", "jobs")


def files(known: Known, events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Yield the files of the API: name and text."""
    made: dict[str, Any] = {
        "sites": [_site(known, site) for site in known.scope.sites],
        "places": list(_places(known)),
        "indicators": _indicators(known),
        "changes": [_change(one) for one in events],
    }
    for key, rows in made.items():
        yield f"api/v1/{key}.json", written({"as_of": as_of(), "count": len(rows), key: rows})
    index = {key: f"{key}.json" for key in made}
    yield (
        "api/v1/index.json",
        written({"version": 1, "as_of": as_of(), **index, "schema": "schema.json"}),
    )
    yield "api/v1/schema.json", written(schema())


def written(value: Any) -> str:
    """Return JSON that is read the same everywhere."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _names(row: dict[str, Any], stem: str) -> dict[str, str]:
    return {
        lang: str(row[f"{stem}_{lang}"])
        for lang in locales.LANGUAGES
        if isinstance(row.get(f"{stem}_{lang}"), str) and row[f"{stem}_{lang}"]
    }


def number(value: Any) -> float | int | None:
    """Return a number, whole where it is; None where there is none.

    Examples
    --------
    >>> number(3.0), number(float("nan")), number(2.5)
    (3, None, 2.5)
    """
    if value is None or pd.isna(value):
        return None
    found = float(value)
    if math.isinf(found):
        return None
    return int(found) if found.is_integer() else found


def _site(known: Known, site: str) -> dict[str, Any]:
    row = known.rows[site]
    return {
        "id": site,
        "name": _names(row, "name"),
        "operator": _names(row, "operator"),
        **{
            key: "" if row.get(key) is None or pd.isna(row[key]) else str(row[key])
            for key in _PLAIN
        },
        **{key: number(row.get(key)) for key in _NUMBERS},
        "path": known.scope.sites[site],
    }


def _places(known: Known) -> Iterator[dict[str, Any]]:
    """Yield prefectures and municipalities with the figures of their pages."""
    for code, path in known.scope.prefectures.items():
        names = {lang: str(getattr(japan.BY_CODE[code], lang)) for lang in locales.LANGUAGES}
        yield _place(known, "prefecture", code, names, path)
    for code, path in known.scope.municipalities.items():
        yield _place(known, "municipality", code, known.names[code], path)


def _place(known: Known, level: str, code: str, names: dict[str, str], path: str) -> dict[str, Any]:
    found = figures.of_area(known, level, code)
    return {
        "code": code,
        "level": level,
        "name": dict(names),
        "path": path,
        "values": {one.about.id: number(one.value) for one in found},
        "ranks": {one.about.id: one.rank for one in found if one.rank},
    }


def _indicators(known: Known) -> list[dict[str, Any]]:
    rows = []
    for level in ("prefecture", "municipality"):
        table = known.table(level)
        names = MUNICIPAL if level == "municipality" else figures.PREFECTURAL
        own = [one for one in table.about if table.about[one].group == "values"]
        rows += [_about(table.about[one], level) for one in (*names, *own) if one in table.about]
    return rows


def _about(about: Indicator, level: str) -> dict[str, Any]:
    return {
        "id": about.id,
        "level": level,
        "label": dict(about.label),
        "unit": dict(about.unit),
        "year": about.year or "",
        "source": dict(about.source),
        "source_url": about.source_url or "",
    }


def _change(one: Event) -> dict[str, Any]:
    return {
        "site": one.site,
        "date": one.date,
        "kind": one.kind,
        "what": {lang: text for lang, text in one.what.items() if text},
        "amount_jpy_bn": number(one.amount),
        "source_url": one.url,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema of all files of the API."""
    text, names = {"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}
    maybe = {"type": ["number", "null"]}
    numbers = {"type": "object", "additionalProperties": maybe}
    rows = {
        "sites": {
            "id": text,
            "name": names,
            "operator": names,
            **dict.fromkeys(_PLAIN, text),
            **dict.fromkeys(_NUMBERS, maybe),
            "path": text,
        },
        "places": {
            "code": text,
            "level": {"enum": ["prefecture", "municipality"]},
            "name": names,
            "path": text,
            "values": numbers,
            "ranks": numbers,
        },
        "indicators": {
            "id": text,
            "level": text,
            "label": names,
            "unit": names,
            "year": text,
            "source": names,
            "source_url": text,
        },
        "changes": {
            "site": text,
            "date": text,
            "kind": text,
            "what": names,
            "amount_jpy_bn": maybe,
            "source_url": text,
        },
    }
    definitions = {
        key: {
            "type": "object",
            "required": ["as_of", "count", key],
            "properties": {
                "as_of": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
                "count": {"type": "integer"},
                key: {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": list(properties),
                        "properties": properties,
                        "additionalProperties": False,
                    },
                },
            },
        }
        for key, properties in rows.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "clustermap observatory, version 1",
        "$defs": definitions,
        "anyOf": [{"$ref": f"#/$defs/{key}"} for key in definitions],
    }
