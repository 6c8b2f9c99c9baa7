"""The files of a page, what stands in them, and how they are described to search engines."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.data.catalog import as_of
from clustermap.reports.observatory import figures
from clustermap.reports.observatory.parts import Cell, Links
from clustermap.reports.observatory.site_rows import name
from clustermap.reports.observatory.words import say
from clustermap.reports.writers.office import FIXED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.reports.observatory.figures import Figure
    from clustermap.reports.observatory.known import Known
    from clustermap.reports.observatory.parts import Block

#: Kinds of pages that have files of figures, and those that have pictures and documents too.
WITH_FIGURES = ("nation", "region", "prefecture", "municipality")
WITH_DOCUMENTS = ("nation", "region", "prefecture", "sector")
WITH_FILES = (*WITH_FIGURES, "sector")
_SITE_COLUMNS = (
    "id",
    "name",
    "sector",
    "segment",
    "operator",
    "prefecture_code",
    "municipality_code",
    "status",
    "announced",
    "opened",
    "investment_jpy_bn",
    "subsidy_jpy_bn",
    "jobs",
    "lon",
    "lat",
    "position",
    "confidence",
    "checked",
    "source_url",
)
FIGURE_COLUMNS = ("place", "indicator", "label", "year", "value", "unit", "rank", "of", "source")


def blocks(kind: str, path: str, lang: str) -> list[Block]:
    """Return the links to a page's files."""
    names = []
    if kind in WITH_FIGURES:
        names.append(("d_figures_csv", "figures.csv"))
    names += [("d_sites_csv", "sites.csv"), ("d_xlsx", "data.xlsx")]
    cells = [Cell(say(key, lang), to=f"{path}{name}") for key, name in names]
    return [Links("", cells)]


def figure_rows(place: str, found: Sequence[Figure], lang: str) -> list[list[Any]]:
    """Return figures as rows of a table, their series below each."""
    rows: list[list[Any]] = []
    for one in found:
        about = one.about
        source, unit, label = about.source[lang], about.unit[lang], about.label[lang]
        rows.append(
            [
                place,
                about.id,
                label,
                about.year or "",
                _number(one.value),
                unit,
                one.rank or "",
                one.of or "",
                source,
            ]
        )
        if one.series:
            for year, value in one.series.points:
                if str(year) != about.year:
                    rows.append(
                        [place, about.id, label, str(year), _number(value), unit, "", "", ""]
                    )
    return rows


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 6)


def site_rows(known: Known, sites: Sequence[str], lang: str) -> list[list[Any]]:
    """Return sites as rows of a table."""
    rows = []
    for site in sites:
        row = known.rows[site]
        cells: list[Any] = []
        for column in _SITE_COLUMNS:
            if column in {"name", "operator"}:
                cells.append(name(row, lang, column))
            elif column in {"sector", "segment", "status"}:
                key = str(row[column] or "")
                cells.append(locales.text(column, key, lang) if key else "")
            else:
                value = row.get(column)
                gone = value is None or (isinstance(value, float) and math.isnan(value))
                cells.append("" if gone or pd.isna(value) else value)
        rows.append(cells)
    return rows


def csv_bytes(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    r"""Return a table as CSV with a byte order mark, which Excel needs.

    A text that a spreadsheet would take for a formula is led by an apostrophe.

    Examples
    --------
    >>> csv_bytes(["a", "b"], [[1, "=1+1"]]).decode("utf-8-sig")
    "a,b\r\n1,'=1+1\r\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def _safe(cell: Any) -> Any:
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell


def xlsx_bytes(
    title: str, sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]
) -> bytes:
    """Return tables as a workbook, the same bytes on every run."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title[:200], "author": "clustermap", "created": FIXED})
        bold = book.add_format({"bold": True})
        for label, head, rows in sheets:
            sheet = book.add_worksheet(label)
            sheet.freeze_panes(1, 0)
            for at, text in enumerate(head):
                sheet.write_string(0, at, text, bold)
            for line, row in enumerate(rows, start=1):
                for at, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, at, cell[:32_000])
                    else:
                        sheet.write_number(line, at, float(cell))
            sheet.set_column(0, max(len(head) - 1, 0), 16)
    return buffer.getvalue()


def files(known: Known, kind: str, key: str, title: str, lang: str) -> dict[str, bytes]:
    """Return the files of a place or sector: name -> bytes."""
    found: list[Figure] = []
    if kind == "municipality":
        found, sites = figures.of_area(known, kind, key), known.by_city.get(key, [])
    elif kind == "prefecture":
        found, sites = figures.of_area(known, kind, key), known.by_prefecture.get(key, [])
    elif kind == "sector":
        sites = [one for one in known.ordered if known.rows[one]["sector"] == key]
    else:
        codes = _codes(known, kind, key)
        found = figures.of_prefectures(known, codes)
        sites = [one for one in known.ordered if known.rows[one]["prefecture_code"] in codes]
    sheets: list[tuple[str, Sequence[str], list[list[Any]]]] = []
    made = {}
    if kind != "sector":
        rows = figure_rows(title, found, lang)
        made["figures.csv"] = csv_bytes(FIGURE_COLUMNS, rows)
        sheets.append((say("sheet_figures", lang), FIGURE_COLUMNS, rows))
    rows = site_rows(known, sites, lang)
    made["sites.csv"] = csv_bytes(_SITE_COLUMNS, rows)
    sheets.append((say("sheet_sites", lang), _SITE_COLUMNS, rows))
    made["data.xlsx"] = xlsx_bytes(title, sheets)
    return made


def _codes(known: Known, kind: str, key: str) -> list[str]:
    from clustermap import japan

    return list(japan.region(key).codes) if kind == "region" else list(known.scope.prefectures)


def described(
    known: Known, kind: str, path: str, title: str, description: str, lang: str
) -> dict[str, object]:
    """Return the JSON-LD of a page's data; the writer adds addresses, which it knows."""
    embedded = known.selection.national.embedded_sites
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": say("dataset_name", lang, place=title),
        "description": description,
        "inLanguage": lang,
        "spatialCoverage": {"@type": "Place", "name": title if kind != "sector" else "Japan"},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": form, "contentUrl": f"{path}{name}"}
            for name, form in (
                ("sites.csv", "text/csv"),
                ("data.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            )
        ],
    }
    if embedded and not known.selection.national.user_sources:
        found["license"] = "https://creativecommons.org/licenses/by/4.0/"
        found["version"] = as_of()
    return found
