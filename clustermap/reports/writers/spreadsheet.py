"""A report as a workbook: summary with a native chart, sites, indicators, changes, sources."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.locales import wording
from clustermap.locales.dates import month
from clustermap.reports.blocks import Bullets
from clustermap.reports.brief.parts import COUNT
from clustermap.reports.brief.place import named, town
from clustermap.reports.model import say
from clustermap.reports.writers.office import FIXED, FONTS, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clustermap.reports.model import ReportContent

_INK, _ACCENT, _RULE = "#18222c", "#14506e", "#d5dbe1"
#: Billions of yen in the unit of each language.
_MONEY = {"en": 1.0, "ja": 10.0, "ko": 10.0}
#: Excel follows no more links on a sheet.
_LINKS = 60_000
_WIDEST = 60


@dataclass(frozen=True)
class _Column:
    """A column: its heading, how its cells are written, and whether they are links."""

    heading: str
    look: str = "text"


def xlsx(report: ReportContent) -> bytes:
    """Return a report as an .xlsx file, the same bytes on every run."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": False}  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {"title": report.title, "author": "clustermap", "created": FIXED, "comments": ""}
        )
        _Workbook(book, report).write()
    return buffer.getvalue()


class _Workbook:
    """Writes one report's sheets."""

    def __init__(self, book: Any, report: ReportContent) -> None:
        self.book, self.report, self.lang = book, report, report.lang
        font = FONTS[report.lang][1 if report.lang != "en" else 0]
        base = {"font_name": font, "font_size": 10, "font_color": _INK, "valign": "top"}
        book.formats[0].set_font_name(font)
        self.looks = {
            "text": book.add_format(base),
            "wrap": book.add_format({**base, "text_wrap": True}),
            "whole": book.add_format({**base, "num_format": "#,##0"}),
            "money": book.add_format({**base, "num_format": "#,##0.0"}),
            "link": book.add_format({**base, "font_color": "#00599c", "underline": 1}),
            "title": book.add_format({**base, "font_size": 16, "bold": True}),
            "finding": book.add_format(
                {**base, "font_size": 12, "bold": True, "font_color": _ACCENT}
            ),
            "head": book.add_format(
                {**base, "bold": True, "font_color": "#ffffff", "bg_color": _ACCENT,
                 "text_wrap": True, "valign": "vcenter"}
            ),
        }  # fmt: skip
        self.numbers = [
            book.add_format({**base, "num_format": "#,##0" + ("." + "0" * n if n else "")})
            for n in range(7)
        ]

    def write(self) -> None:
        self._summary()
        self._sites()
        self._indicators()
        self._changes()
        self._sources()

    def _sheet(self, key: str) -> Any:
        sheet = self.book.add_worksheet(say(key, self.lang)[:31])
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _table(
        self, sheet: Any, top: int, columns: Sequence[_Column], rows: Iterable[Sequence[Any]],
        *, filtered: bool = False,
    ) -> int:  # fmt: skip
        """Write a table; return the row below it."""
        widest = [letters(one.heading) for one in columns]
        for at, column in enumerate(columns):
            sheet.write_string(top, at, column.heading, self.looks["head"])
        row = top
        for row, cells in enumerate(rows, start=top + 1):
            for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                self._cell(sheet, row, at, cell, column.look)
                widest[at] = max(widest[at], letters(str(cell)) if column.look == "text" else 10)
        for at, width in enumerate(widest):
            sheet.set_column(at, at, min(_WIDEST, width + 3))
        if filtered and row > top:
            sheet.autofilter(top, 0, row, len(columns) - 1)
            sheet.freeze_panes(top + 1, 1)
            sheet.repeat_rows(top)
        return row + 2

    def _cell(self, sheet: Any, row: int, at: int, cell: Any, look: str) -> None:
        if cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)):
            return
        if look == "link" and row < _LINKS and str(cell).startswith(("http://", "https://")):
            sheet.write_url(row, at, str(cell), self.looks["link"], string=str(cell)[:255])
        elif isinstance(cell, (int, float)):
            shown = self.looks[look] if look in self.looks else self.numbers[int(look)]
            sheet.write_number(row, at, cell, shown)
        else:
            sheet.write_string(row, at, str(cell), self.looks.get(look, self.looks["text"]))

    def _summary(self) -> None:
        sheet, lead = self._sheet("summary"), self.report.lead
        sheet.write_string(0, 0, self.report.title, self.looks["title"])
        sheet.write_string(1, 0, self.report.subtitle, self.looks["text"])
        summary = self.report.sections[0]
        sheet.write_string(3, 0, summary.message, self.looks["finding"])
        row = 4
        for block in summary.blocks:
            if isinstance(block, Bullets):
                for text in block.items:
                    sheet.write_string(row, 0, text, self.looks["text"])
                    row += 1
        row += 1
        if lead is not None:
            columns = [_Column(say(key, self.lang)) for key in ("when", "what", "how_much")]
            cells = [(one.label, one.text, one.amount) for one in lead.listing.rows]
            sheet.write_string(row, 0, lead.listing.heading, self.looks["finding"])
            row = self._table(sheet, row + 1, columns, cells)
            self._chart(sheet, row)
        sheet.set_column(0, 0, 18)

    def _chart(self, sheet: Any, row: int) -> None:
        compared = self.report.lead.comparison if self.report.lead else None
        if compared is None:
            return
        unit = 1.0 if compared.by else _MONEY[self.lang]
        digits = 0 if compared.by == COUNT else 2
        heading = compared.heading if compared.by else f"{compared.heading} ({self._unit()})"
        sheet.write_string(row, 0, heading, self.looks["finding"])
        for at, bar in enumerate(compared.bars, start=row + 1):
            sheet.write_string(at, 0, bar.name, self.looks["text"])
            sheet.write_number(at, 1, bar.value * unit, self.numbers[digits])
        last = row + len(compared.bars)
        chart = self.book.add_chart({"type": "bar"})
        points = [
            {"fill": {"color": "#1a6fb0" if bar.kind == "self" else "#9fb4c6"}}
            for bar in compared.bars
        ]
        chart.add_series(
            {
                "name": heading,
                "categories": [sheet.get_name(), row + 1, 0, last, 0],
                "values": [sheet.get_name(), row + 1, 1, last, 1],
                "points": points,
                "gap": 40,
                "data_labels": {
                    "value": True,
                    "num_format": "0" if compared.by == COUNT else "#,##0.0",
                },
            }
        )
        chart.set_title({"name": heading, "name_font": {"size": 11}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "line": {"none": True}, "interval_unit": 1})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        chart.set_size({"width": 640, "height": 90 + 28 * len(compared.bars)})
        about = "; ".join(f"{bar.name} {bar.words}" for bar in compared.bars)
        sheet.insert_chart(row, 2, chart, {"description": f"{heading}: {about}"})

    def _unit(self) -> str:
        return say("unit_money", self.lang)

    def _sites(self) -> None:
        lang, names = self.lang, self.report.facts.names(self.lang)
        columns = [
            *(_Column(say(key, lang)) for key in ("site", "operator", "sector", "prefecture",
                                                  "place", "status", "announced", "opened")),
            _Column(f"{say('investment', lang)} ({self._unit()})", "money"),
            _Column(say("jobs", lang), "whole"),
            _Column(say("source", lang), "link"),
        ]  # fmt: skip
        sites = self.report.facts.selection.sites
        rows = [
            (
                named(row, "name", lang), named(row, "operator", lang),
                locales.text("sector", row["sector"], lang), names[row["prefecture_code"]],
                town(row["municipality_code"], lang), locales.text("status", row["status"], lang),
                _date(row["announced"]), _date(row["opened"]),
                float(row["investment_jpy_bn"]) * _MONEY[lang], _number(row["jobs"]),
                row["source_url"],
            )
            for _, row in sites.iterrows()
        ]  # fmt: skip
        self._table(self._sheet("sites"), 0, columns, rows, filtered=True)

    def _indicators(self) -> None:
        table, lang = self.report.facts.indicators, self.lang
        names, chosen = self._areas()
        columns = [
            *(_Column(say(key, lang)) for key in ("indicator", "unit", "year")),
            *(_Column(name, "2") for name in names), _Column(say("source", lang)),
        ]  # fmt: skip
        values = {
            one: [_number(table.values[one].get(code)) for code in chosen] for one in table.about
        }
        rows = [
            (
                about.label[lang],
                about.unit[lang],
                about.year or "",
                *values[one],
                about.source[lang],
            )
            for one, about in table.about.items()
        ]
        sheet = self._sheet("indicators")
        self._table(sheet, 0, columns, rows, filtered=True)
        for row, (one, about) in enumerate(table.about.items(), start=1):
            digits = self.numbers[min(about.decimals, 6)]
            for at, value in enumerate(values[one], start=3):
                if value is not None and not math.isnan(value):
                    sheet.write_number(row, at, value, digits)

    def _areas(self) -> tuple[list[str], list[str]]:
        from clustermap.reports.municipal import MunicipalFacts

        facts = self.report.facts
        if isinstance(facts, MunicipalFacts):
            names = facts.area_names(self.lang)
        else:
            every = facts.names(self.lang)
            names = {str(code): every[str(code)] for code in facts.selection.prefectures.index}
        return list(names.values()), list(names)

    def _changes(self) -> None:
        lead, lang = self.report.lead, self.lang
        if lead is None:
            return
        facts = lead.facts
        sites = self.report.facts.selection.national.sites
        rows: list[tuple[Any, ...]] = []
        for _, one in facts.announcements.iterrows():
            site = sites.loc[one["site_id"]]
            rows.append(
                (_date(one["announced"]), say("announced", lang), named(site, "name", lang),
                 town(site["municipality_code"], lang, str(site["prefecture_code"])),
                 float(one["amount_jpy_bn"]) * _MONEY[lang], one["source_url"])
            )  # fmt: skip
        for _, site in facts.opened.iterrows():
            rows.append(
                (_date(site["opened"]), say("opened", lang), named(site, "name", lang),
                 town(site["municipality_code"], lang, str(site["prefecture_code"])),
                 float(site["investment_jpy_bn"]) * _MONEY[lang], site["source_url"])
            )  # fmt: skip
        columns = [
            *(_Column(say(key, lang)) for key in ("date", "kind", "site", "place")),
            _Column(f"{say('investment', lang)} ({self._unit()})", "money"),
            _Column(say("source", lang), "link"),
        ]
        sheet = self._sheet("changes")
        heading = locales.text("brief", "m_since", lang, date=month(facts.since, lang))
        sheet.write_string(0, 0, heading, self.looks["finding"])
        self._table(
            sheet,
            1,
            columns,
            sorted(rows, key=lambda row: str(row[0]), reverse=True),
            filtered=True,
        )

    def _sources(self) -> None:
        sheet, row = self._sheet("sources"), 0
        lead = self.report.lead
        for line in dict.fromkeys([*self.report.credits, *(lead.sources if lead else ())]):
            sheet.write_string(row, 0, line, self.looks["text"])
            row += 1
        small = [section for section in self.report.sections if section.quiet]
        for section in small:
            items = (text for one in section.blocks for text in getattr(one, "items", ()))
            for text in (section.message, *items):
                row += 1
                sheet.write_string(row, 0, text, self.looks["text"])
        self._surveys(sheet, row + 2)

    def _surveys(self, sheet: Any, top: int) -> None:
        """List what the sheet of indicators is from: survey and year first, the copy second."""
        lang = self.lang
        seen: dict[tuple[str, str, str], list[str]] = {}
        for one in self.report.facts.indicators.about.values():
            key = (one.source[lang], str(one.year or ""), one.source_url or "")
            seen.setdefault(key, []).append(one.label[lang])
        columns = [
            *(_Column(say(key, lang)) for key in ("source", "year", "indicator")),
            _Column(say("copy", lang), "link"),
        ]
        rows = [
            (source, year, wording.listed(labels, lang), url)
            for (source, year, url), labels in seen.items()
        ]
        self._table(sheet, top, columns, rows)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _date(value: Any) -> str:
    """Return a date as exact as it is known: Excel has no dates without a day."""
    return str(value or "")
