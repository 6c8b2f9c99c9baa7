"""What columns a table of sites has is said once, in datapackage.json; all else follows it."""

from __future__ import annotations

import re
from pathlib import Path

from clustermap.data import catalog
from clustermap.data.sites import read_sites, site_columns
from clustermap.ingest.columns import SITES
from clustermap.ingest.template import template

PAGE = Path(__file__).resolve().parents[2] / "clustermap" / "web" / "src" / "model" / "site.ts"


def test_every_table_of_sites_has_the_same_columns() -> None:
    tables = [one for one in catalog.tables().values() if one.path.parent.name == "sites"]
    names = [tuple(field["name"] for field in one.fields) for one in tables]
    assert len(names) == 5
    assert len(set(names)) == 1
    money = ("investment_jpy_bn", "subsidy_jpy_bn")
    assert tuple(name for name in site_columns() if name not in money) == names[0]


def test_frames_and_templates_have_them_in_order() -> None:
    assert tuple(read_sites().columns) == (*site_columns(), "year", "geometry")
    table, about = template("sites")
    assert tuple(table.columns) == tuple(about["column"]) == site_columns()


def test_each_is_understood_by_name_in_a_table_of_the_user() -> None:
    known = {name for names in SITES.values() for name in names}
    assert set(site_columns()) <= known


def test_the_page_knows_them() -> None:
    """Others are the user's own; operator_ko is the table's, how_placed is told of own rows."""
    text = PAGE.read_text(encoding="utf-8")
    (body,) = re.findall(r"SITE_COLUMNS = new Set\(\s*\((.*?)\)\.split", text, re.DOTALL)
    words = " ".join(re.findall(r'"([^"]*)"', body)).split()
    assert set(words) - {"operator_ko", "how_placed"} == set(site_columns())
