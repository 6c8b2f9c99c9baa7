"""What is new, changed or gone on a map since an earlier edition, page or table."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from clustermap import locales
from clustermap.analysis.frames import each
from clustermap.data import catalog
from clustermap.data.changes import base_of, changes_since
from clustermap.data.investments import AMOUNTS
from clustermap.data.sites import read_sites
from clustermap.errors import DataError
from clustermap.ingest.editions.comparing import RECORD, compare_tables
from clustermap.ingest.editions.edition import EditionTable
from clustermap.ingest.editions.own import prefecture_codes, status_key
from clustermap.ingest.editions.restricting import ROUNDING, asked, rounded_sites, within
from clustermap.japan import KM_PER_DEGREE
from clustermap.locales import numbers, wording
from clustermap.locales.dates import written
from clustermap.maps.page.payload.cells import once
from clustermap.maps.page.points import THRESHOLD
from clustermap.questions.difference_sentences import cell_text, edition_name
from clustermap.questions.edition_sources import open_edition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clustermap.data.selection import Selection
    from clustermap.ingest.editions.edition import Edition
    from clustermap.ingest.sites import ReadingOptions
    from clustermap.locales import Text

NEW, CHANGED = "new", "changed"
#: Lists of changes do not say these of a row that is gone.
_NOT_LISTED = ("segments", "statuses", "until")
_DATES = ("announced", "opened")


@dataclass(frozen=True, eq=False)
class Since:
    """What is marked on a map.

    Attributes
    ----------
    changes : pandas.DataFrame
        Changes of all sites, as ``data diff`` lists them; ``key`` is the id on the map.
    old, new : Text
        The two editions, named.
    marks : mapping
        Of each site shown that is new or changed: which of the two.
    gone : pandas.DataFrame
        Sites that are no longer listed where the map shows sites.
    notes : tuple of str
        What can't be marked.
    """

    changes: pd.DataFrame
    old: Text
    new: Text
    marks: Mapping[str, str]
    gone: pd.DataFrame
    #: The date that both are as of, where it is the same.
    same_date: str = ""
    notes: tuple[str, ...] = ()

    def on_map(self) -> dict[str, Any]:
        """Return what the page's script is told."""
        told = self.changes[self.changes["key"].isin(self.marks)]
        fields: dict[str, list[Any]] = {}
        for key, rows in told[told["change"] == "changed"].groupby("key", sort=False):
            fields[str(key)] = _field_rows(rows)
        n = {name: list(self.marks.values()).count(name) for name in (NEW, CHANGED)}
        counts = {**n, "gone": len(self.gone)}
        return {
            "title": {lang: _say("title", lang, old=self.old[lang]) for lang in locales.LANGUAGES},
            "between": {lang: self._between(lang) for lang in locales.LANGUAGES},
            "words": {
                key: locales.texts("since", key)
                for key in (NEW, CHANGED, "same", "gone", "facet", "gone_list")
            },
            "counts": counts,
            "sites": {site: [kind, fields.get(site, [])] for site, kind in self.marks.items()},
            "gone": [_gone(row) for row in each(self.gone)],
        }

    def _between(self, lang: str) -> str:
        words = _say("between", lang, old=self.old[lang], new=self.new[lang])
        if not self.same_date:
            return words
        more = _say("same_as_of", lang, date=written(self.same_date, lang))
        return words + ("" if lang == "ja" else " ") + more

    @property
    def summary(self) -> str:
        """Say in a line how many sites are marked."""
        counts = self.on_map()["counts"]
        return _say("summary", "en", old=self.old["en"],
                    **{key: f"{n:,}" for key, n in counts.items()})  # fmt: skip


def _say(key: str, lang: str, **values: Any) -> str:
    return wording.say("since", key, lang, **values)


def since(
    selection: Selection, given: str, reading: ReadingOptions | None = None, *,
    lenient: bool = False,
) -> Since:  # fmt: skip
    """Find what is new, changed or gone since an edition, a date, or an earlier file.

    Parameters
    ----------
    selection : Selection
        What the map shows.
    given : str
        An edition of the embedded data ("2026-03"), a date (the edition then in force), or the path
        of an earlier map page, release of geodata or table of sites.
    reading : ReadingOptions, optional
        How to read that table.
    lenient : bool
        Leave out rows of it that can't be used.

    Raises
    ------
    DataError
        Nothing of the kind, or nothing since then.

    Examples
    --------
    >>> import clustermap as cm
    >>> found = since(cm.load().select(prefecture="43").selection, "2026-03")
    >>> sorted(set(found.marks.values())), found.old["en"]
    (['changed', 'new'], 'edition 2026.3 (as of March 2026)')
    """
    if len(selection.sites) > THRESHOLD:
        raise DataError(
            f"Changes of more than {THRESHOLD:,} sites can't be marked on a map.",
            "List them: clustermap data diff OLD NEW.",
        )
    if Path(given).exists():
        old = _opened(selection, given, reading or _default_reading(), lenient=lenient)
        return _since_file(selection, old)
    base = base_of(given)
    if not selection.national.embedded_sites:
        raise DataError(
            f"--since {given} is about the embedded sites, and the map has none.",
            "Give the path of your earlier table or map page.",
        )
    changes = changes_since(base).assign(row="", matched="")
    before = {"label": "", "version": base.version, "as_of": base.as_of}
    new = {"label": "", "version": str(catalog.package()["version"]), "as_of": catalog.as_of()}
    sites = changes[changes["table"] == "sites"].reset_index(drop=True)
    gone = sites[sites["change"] == "removed"]
    table = EditionTable("sites", gone, {name: name for name in map(str, gone)}, ("key",))
    return _made(selection, sites, table, (before, new))


def _default_reading() -> ReadingOptions:
    from clustermap.ingest.sites import ReadingOptions

    return ReadingOptions()


def _opened(selection: Selection, given: str, reading: ReadingOptions, *, lenient: bool) -> Edition:
    """Open the earlier edition; a table of one's own is understood as the map's are."""
    opened = open_edition(
        given, mapped=dict(reading.columns), encoding=reading.encoding, crs=reading.crs,
        sheet=reading.sheet, layer=reading.layer,
    )  # fmt: skip
    if not opened.own:
        return opened
    from clustermap.data.gazetteer import gazetteer
    from clustermap.data.locator import locator
    from clustermap.ingest.sites import read_user_sites

    checked = read_user_sites(given, reading, gazetteer(), locator(selection.national.prefectures))
    frame = _as_texts(checked.good(lenient=lenient))
    key = ("id",) if "id" in checked.columns else ()
    table = EditionTable("sites", frame, {name: name for name in map(str, frame)}, key)
    return replace(opened, tables={"sites": table})


def _since_file(selection: Selection, old: Edition) -> Since:
    if "sites" not in old.tables:
        raise DataError(
            f"{old.label} holds no sites.",
            "Give an earlier map page, release of geodata or table of sites.",
        )
    before = old.tables["sites"]
    after = _present(selection, old, before.key)
    if old.rounded:
        after = rounded_sites(after)
    if not before.key:  # ids that were made up for rows without one
        before, after = map(_without_ids, (before, after))
    near = ROUNDING if old.rounded else 0.0
    found = compare_tables(before, within(after, before, old.chosen), near)
    changes = found.changes
    if not before.key:  # the rows of the present are numbered by their ids
        changes = changes.assign(key=changes["row"].where(changes["change"] != "removed", ""))
    gone = EditionTable("sites", found.removed, before.roles, before.key)
    new = {"label": "", "version": str(catalog.package()["version"]), "as_of": catalog.as_of()}
    if selection.user_sources:
        new = {"label": ", ".join(name for _, name in selection.user_sources), "version": "",
               "as_of": ""}  # fmt: skip
    about = {"label": old.label, "version": old.version, "as_of": old.as_of}
    said = _made(selection, changes, gone, (about, new))
    n = found.facts["unclear"]
    more = (
        (f"{n} rows can't be told apart and are not marked; `data diff` lists them.",) if n else ()
    )
    return replace(said, notes=(*said.notes, *more))


def _without_ids(table: EditionTable) -> EditionTable:
    roles = {role: column for role, column in table.roles.items() if role != "id"}
    return replace(table, frame=table.frame.drop(columns="id", errors="ignore"), roles=roles)


def _present(selection: Selection, old: Edition, key: tuple[str, ...]) -> EditionTable:
    """Return the sites of today that an earlier edition is compared with."""
    sites = selection.national.sites
    shipped = sites.index.isin(read_sites().index)
    if old.own and selection.user_sources:
        sites = sites[~shipped]
    elif not old.own and not old.rounded:
        sites = sites[shipped]
    frame = _as_texts(pd.DataFrame(sites.drop(columns=["geometry", "year"])))
    return EditionTable("sites", frame, {name: name for name in map(str, frame)}, key and ("id",))


def _as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    def text(cell: Any) -> str:
        if cell is None or cell != cell:  # noqa: PLR0124
            return ""
        return f"{cell:.12g}" if isinstance(cell, float) else str(cell)

    return pd.DataFrame(
        {name: list(map(text, frame[name].tolist())) for name in frame},
        index=frame.index,
        dtype=str,
    )


def _made(
    selection: Selection, changes: pd.DataFrame, removed: EditionTable,
    editions: tuple[Mapping[str, str], Mapping[str, str]],
) -> Since:  # fmt: skip
    """Keep what the map shows."""
    shown = set(selection.sites.index)
    facts = changes[~changes["field"].isin(RECORD)]
    marks = {
        row.key: NEW if row.change == "added" else CHANGED
        for row in each(facts)
        if row.change != "removed" and row.key in shown
    }
    gone, notes = _gone_here(selection, removed)
    old, new = (
        {lang: edition_name(about, lang) for lang in locales.LANGUAGES} for about in editions
    )
    dates = {about["as_of"] for about in editions}
    same = dates.pop() if len(dates) == 1 else ""
    return Since(changes, old, new, marks, gone, same, notes)


def _gone_here(selection: Selection, removed: EditionTable) -> tuple[pd.DataFrame, tuple[str, ...]]:
    choice = selection.chosen
    chosen = {
        "prefectures": frozenset(choice.prefectures),
        "municipalities": frozenset(choice.municipalities),
        "sectors": frozenset(choice.sectors), "segments": frozenset(choice.segments),
        "statuses": frozenset(choice.statuses),
        "until": frozenset(() if choice.until is None else (str(choice.until),)),
    }  # fmt: skip
    listed = "field" in removed.frame
    if listed and any(chosen[name] for name in _NOT_LISTED) and len(removed.frame):
        note = (
            f"{len(removed.frame)} sites are no longer listed anywhere in Japan; the list does not "
            "say their kind or status, so none is drawn."
        )
        return _known(removed).iloc[:0], (note,)
    return _known(removed)[asked(removed, chosen)], ()


def _known(table: EditionTable) -> pd.DataFrame:
    names = {one: table.cells(one, "name", "name_en", "name_ja") for one in
             ("name_en", "name_ja", "name_ko")}  # fmt: skip
    return pd.DataFrame(
        {**names, "sector": table.cells("sector"), "prefecture_code": prefecture_codes(table),
         "lon": table.cells("lon"), "lat": table.cells("lat"),
         "source_url": table.cells("source_url")}
    )  # fmt: skip


def _gone(row: Any) -> dict[str, Any]:
    try:
        point = [round(float(row.lon), 5), round(float(row.lat), 5)]
    except ValueError:
        point = None
    return {
        "name": {lang: getattr(row, f"name_{lang}") for lang in locales.LANGUAGES},
        "sector": row.sector, "prefecture": row.prefecture_code, "point": point,
    }  # fmt: skip


def _field_rows(rows: pd.DataFrame) -> list[list[Any]]:
    """Return what changed at a site, to read: heading, before, after."""
    moved = rows[rows["field"].isin(("lon", "lat"))]
    found: list[list[Any]] = [
        [
            locales.texts("column", row.field),
            *(
                once({lang: _read(row.field, cell, lang) for lang in locales.LANGUAGES})
                for cell in (row.old, row.new)
            ),
        ]
        for row in each(rows[~rows["field"].isin((*RECORD, "lon", "lat"))])
    ]
    if len(moved):
        text = {lang: _moved(moved, lang) for lang in locales.LANGUAGES}
        found.append([locales.texts("column", "position"), "", text])
    return found


def _read(field: str, cell: str, lang: str) -> str:
    if not cell:
        return wording.NOTHING
    if field in _DATES:
        return written(cell, lang)
    if field in AMOUNTS.values():
        try:
            return numbers.yen(float(cell), lang)
        except ValueError:
            return cell
    return cell_text(field, status_key(cell) if field == "status" else cell, lang)


def _moved(rows: pd.DataFrame, lang: str) -> str:
    """Say how far a point was moved, near enough for a card."""
    steps = {
        row.field: float(row.new) - float(row.old) for row in each(rows) if row.old and row.new
    }
    if not steps:
        return _say("moved", lang)
    latitude = math.radians(float(rows["lat"].iloc[0]))
    east = steps.get("lon", 0.0) * math.cos(latitude)
    return _say("moved_km", lang, km=wording.kilometers(
        math.hypot(east, steps.get("lat", 0.0)) * KM_PER_DEGREE))  # fmt: skip
