"""Starter files for tables of one's own: the columns, what they mean, and a row as an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from clustermap.data import catalog
from clustermap.data.sites import read_sites
from clustermap.errors import UnknownNameError
from clustermap.ingest.columns import SITES, ZONES

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("sites", "zones", "values")
#: Rows of the embedded tables that stand as examples.
_EXAMPLES = {"sites": ("sites-semiconductor", "jasm-kumamoto-1"), "zones": ("zones", "kz_fukuoka")}
_TOTALS = {
    "investment_jpy_bn": "Announced investment, billion yen",
    "subsidy_jpy_bn": "State aid for it, billion yen",
}
_REQUIRED = {
    "sites": {"name_en", "name_ja", "lon", "lat"},
    "zones": {"name_en", "prefecture_codes"},
    "values": {"code", "value"},
}
_ALSO: dict[str, Mapping[str, tuple[str, ...]]] = {"sites": SITES, "zones": ZONES, "values": {}}
_VALUES = {
    "code": "Prefecture (two digits) or municipality (five, six with the check digit), or a name",
    "name": "Name, for people to read",
    "value": "A number; x where the publisher withholds it, blank where nothing is known",
}


def template(kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a starter table and what its columns mean.

    Parameters
    ----------
    kind : {"sites", "zones", "values"}

    Returns
    -------
    table, columns : pandas.DataFrame
        An example row under the header; ``column, needed, also called, meaning``.

    Raises
    ------
    UnknownNameError
        Another kind.

    Examples
    --------
    >>> table, columns = template("values")
    >>> table.columns.tolist()
    ['code', 'name', 'value']
    """
    if kind not in KINDS:
        raise UnknownNameError.of("template", kind, KINDS)
    if kind == "values":
        area = catalog.read("prefectures")
        table = pd.DataFrame({"code": area["code"], "name": area["name_ja"], "value": ""})
        meanings = dict(_VALUES)
    else:
        source, example = _EXAMPLES[kind]
        every = _sites() if kind == "sites" else catalog.read(source)
        row = every[every["id"] == example] if example in set(every["id"]) else every.iloc[:1]
        table = row.reset_index(drop=True)
        fields = catalog.table(source).fields
        meanings = {one["name"]: str(one.get("description", "")) for one in fields} | _TOTALS
    about = pd.DataFrame(
        {
            "column": list(table.columns),
            "needed": ["yes" if name in _REQUIRED[kind] else "" for name in table.columns],
            "also called": [_also(kind, name) for name in table.columns],
            "meaning": [meanings.get(name, "") for name in table.columns],
        }
    )
    return table, about


def _sites() -> pd.DataFrame:
    """Return the embedded sites with their totals, of which a user's table has columns."""
    return pd.DataFrame(read_sites().drop(columns=["geometry", "year"]))


def _also(kind: str, column: str) -> str:
    """Name a few other names that a column is understood by."""
    roles = _ALSO[kind]
    names = roles.get(column) or roles.get(column.removesuffix("_code")) or ()
    other = [name for name in names if name != column and not name.isascii()]
    return ", ".join(other[:4])
