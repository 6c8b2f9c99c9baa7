"""A firm list checked: placed, its numbers, sectors and doubles looked at, decisions applied."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from clustermap import locales
from clustermap.data.gazetteer import gazetteer
from clustermap.data.locator import locator
from clustermap.data.sites import site_columns
from clustermap.errors import DataError
from clustermap.ingest.columns import SITES, find_columns
from clustermap.ingest.problems import Findings
from clustermap.ingest.publishing import refuse_missing, withheld
from clustermap.ingest.register import rows as of_rows
from clustermap.ingest.register.cases import with_earlier
from clustermap.ingest.register.cells import number_cases, place_cases, sector_cases
from clustermap.ingest.register.firms import firms_of
from clustermap.ingest.register.merging import double_cases, merged
from clustermap.ingest.site_cells import NO_SECTOR
from clustermap.ingest.sites import check_sites
from clustermap.ingest.totals import without_totals
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clustermap.data.selection import Selection
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.register.cases import Case
    from clustermap.ingest.sites import Checked, ReadingOptions

#: Warnings that are told, beside those that become cases.
_TOLD = {"layers", "total", "no-header"}
#: Columns of the checked list in front of those of sites.
FRONT = ("row", "merged_rows", "open", "firm", "sites_of_firm", "corporate_number")


@dataclass(frozen=True, eq=False)
class Register:
    """A list as checked: a row a site.

    ``frame`` has :data:`FRONT`, the columns of sites, ``placed`` and the file's other columns, of
    which ``published`` may leave the house.
    """

    file: str
    frame: pd.DataFrame
    published: tuple[str, ...]
    cases: list[Case]
    notes: list[str] = field(default_factory=list)
    #: The file's own column of corporate numbers, as it stands.
    number_column: str = ""

    @property
    def mapped(self) -> pd.DataFrame:
        """The rows that have a place and a name."""
        known = self.frame["lon"].notna() & (self.frame["name_ja"] != "")
        return self.frame[known].reset_index(drop=True)

    @property
    def open_cases(self) -> list[Case]:
        """The cases without a decision."""
        return [case for case in self.cases if not case.decision]

    def columns(self, *, internal: bool) -> list[str]:
        """Return the columns of the checked list: those that may leave the house, or all."""
        frame, known = self.frame, {*FRONT, *site_columns()}
        own = [name for name in frame.columns if name not in known and name != self.number_column]
        own = [name for name in own if internal or name in {*self.published, "placed"}]
        filled = [name for name in site_columns() if name in frame and _says_more(frame, name)]
        return [*FRONT, *filled, *own]


def _says_more(frame: pd.DataFrame, name: str) -> bool:
    """Say whether a column has cells, and others than its Japanese twin."""
    column = frame[name]
    if not (column.notna() & (column != "")).any():
        return False
    stem, _, lang = name.rpartition("_")
    twin = f"{stem}_ja"
    return lang not in {"en", "ko"} or twin not in frame or not column.equals(frame[twin])


def make_register(
    table: RawTable,
    reading: ReadingOptions,
    selection: Selection,
    earlier: Sequence[Case] = (),
    lang: str = "en",
) -> Register:
    """Check a firm list.

    Parameters
    ----------
    table : RawTable
        The list as it came.
    reading : ReadingOptions
        What the user says of it; ``public`` and ``internal`` columns too.
    selection : Selection
        Prefectures and, where the user gave some, boundaries.
    earlier : sequence of Case
        Cases of an earlier run; their decisions are applied.
    lang : {"en", "ja", "ko"}
        Language of the reasons.

    Raises
    ------
    DataError
        The list has no names or places, or a decision is not understood.
    """
    refuse_missing(
        {"--public": reading.public, "--internal": reading.internal}, {table.file: table.frame}
    )
    decided = {case.key: case for case in earlier if case.decision}
    columns, name = _columns(table, reading)
    table = without_totals(table, [name])
    notes: list[str] = []
    frame, more = of_rows.spread(table.frame, columns, name)
    if more:
        notes.append(f"{count(more, 'row')} added for further sites of a firm (named in a row).")
    keys = of_rows.keys(frame, columns, name)
    frame, used = of_rows.decided_cells(frame, columns, name, decided)
    numbers, found = number_cases(frame, columns, keys, name, decided, lang)
    cases = list(found)
    sectors, found = sector_cases(frame, columns.get("sector"), decided, lang)
    cases += found
    if sectors is not None:
        frame[columns["sector"]] = sectors
    checked = _checked(replace(table, frame=frame), reading, selection)
    cases = [*place_cases(checked, keys, lang), *cases]
    listed_ = _listed(checked, numbers)
    firms = firms_of(listed_, checked.rows.tolist(), _addresses(frame, columns))
    doubles, joins, found_used = double_cases(firms, decided, lang)
    cases += doubles
    used |= found_used | {case.key for case in cases if case.key in decided}
    with_open = _with_open(listed_, checked.rows.tolist(), cases, decided)
    final = merged(with_open, joins)
    notes += _notes(table, checked, final, decided, used)
    return Register(
        table.file, final, checked.published, with_earlier(cases, earlier), notes,
        columns.get("corporate_number", ""),
    )  # fmt: skip


def _columns(table: RawTable, reading: ReadingOptions) -> tuple[dict[str, str], str]:
    """Return role -> column, quietly, and the column with the names."""
    frame = table.frame
    inside = withheld(
        frame, SITES, public=reading.public, internal=reading.internal, mapped=reading.columns
    )
    columns = find_columns(
        frame.drop(columns=[*inside]), SITES, reading.columns, Findings(table.file)
    )
    named = [
        columns[role] for role in ("name", "name_ja", "name_en", "operator") if role in columns
    ]
    if not named:
        raise DataError(
            f"{table.file} has no column with the firms' names (its columns: "
            f"{listed(map(shown, frame.columns), 12)}).",
            "Call it name (企業名, 기업명), or say which it is: --map-columns name=COLUMN.",
        )
    return columns, named[0]


def _checked(table: RawTable, reading: ReadingOptions, selection: Selection) -> Checked:
    """Understand the rows as sites; ids that stand twice give way to row numbers."""
    places = gazetteer(selection.municipalities)
    here = locator(selection.prefectures)
    checked = check_sites(table, reading, places, here, selection.municipalities, whole=True)
    ids = checked.frame["id"]
    if ids.duplicated().any() or not ids.astype(bool).all():
        stem = table.file.split(".")[0] or "firm"
        checked.frame["id"] = [f"{stem}-{of_rows.label(row)}" for row in checked.rows.tolist()]
    return checked


def _addresses(frame: pd.DataFrame, columns: dict[str, str]) -> list[str]:
    from clustermap.ingest.addresses.table import address_rows

    roles = {role: name for role, name in columns.items() if role in SITES}
    return [row.text for row in address_rows(frame, roles)]


def _listed(checked: Checked, numbers: list[str]) -> pd.DataFrame:
    """Put the columns of the list together."""
    frame = checked.frame
    rows = checked.rows.tolist()
    firm = [
        name if not operator or operator in name else f"{operator} {name}"
        for operator, name in zip(frame["operator_ja"], frame["name_ja"], strict=True)
    ]
    front = pd.DataFrame(
        {
            "row": [of_rows.label(row) for row in rows],
            "merged_rows": "",
            "open": "",
            "firm": firm,
            "sites_of_firm": 1,
            "corporate_number": numbers,
        }
    )
    taken = {*front.columns}
    own = frame.rename(columns={name: f"{name}_" for name in frame.columns if name in taken})
    return pd.concat(
        [front, own, pd.DataFrame({"placed": list(map(str, checked.placed_openly))})], axis=1
    )


def _with_open(
    frame: pd.DataFrame, rows: list[int], cases: Sequence[Case], decided: dict[str, Case]
) -> pd.DataFrame:
    """Say for each row which cases are open, and how many sites its firm has."""
    kinds: dict[str, list[str]] = collections.defaultdict(list)
    for case in cases:
        if case.key not in decided and case.kind != "sector":
            for row in case.rows:
                kinds[row].append(case.kind)
    labels = [of_rows.label(row) for row in rows]
    return frame.assign(open=["; ".join(dict.fromkeys(kinds[label])) for label in labels])


def _notes(
    table: RawTable,
    checked: Checked,
    final: pd.DataFrame,
    decided: dict[str, Case],
    used: set[str],
) -> list[str]:
    """Say what was read, placed, merged and decided."""
    found = [
        f"{one.line(table.file)}. {one.action}".rstrip()
        for one in checked.findings.problems
        if one.level == "note" or one.kind in _TOLD
    ]
    placed = collections.Counter(
        "not placed" if lon != lon else position or "own coordinates"  # noqa: PLR0124
        for lon, position in zip(final["lon"], final["position"], strict=True)
    )
    ways = ", ".join(f"{way} {number:,}" for way, number in placed.most_common())
    found.append(f"{table.file}: {count(len(final), 'site')}, by exactness: {ways}.")
    left = len(decided.keys() - used)
    if used & decided.keys():
        found.append(f"{count(len(used & decided.keys()), 'decision')} applied.")
    if left:
        found.append(
            f"{count(left, 'decision')} fit no row any more; they stay at the end of decide.csv."
        )
    own = sorted(
        sector
        for sector in set(final["sector"])
        if sector not in locales.keys("sector") and sector != NO_SECTOR
    )
    if own:
        found.append(f"sectors of the list's own: {listed(own, 12)}.")
    return found
