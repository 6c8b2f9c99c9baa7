"""Sites of one's own, from any table or map of points, in the shape of the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.data.investments import AMOUNTS
from clustermap.data.placing import PLACED, WITHHELD
from clustermap.data.sites import site_columns
from clustermap.errors import DataError
from clustermap.ingest import site_cells
from clustermap.ingest.columns import SITES, find_columns, fold_header
from clustermap.ingest.coordinate_columns import coordinate_columns
from clustermap.ingest.datum import suspect_tokyo_datum
from clustermap.ingest.files.crs import TOKYO_DATUM
from clustermap.ingest.files.foreign import read_table
from clustermap.ingest.files.raw_table import as_text
from clustermap.ingest.publishing import named, say_published, withheld
from clustermap.ingest.site_places import locate
from clustermap.ingest.totals import without_totals
from clustermap.messages import count

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import geopandas as gpd

    from clustermap.data.gazetteer import Gazetteer
    from clustermap.data.locator import PrefectureLocator
    from clustermap.data.placing import Placing
    from clustermap.ingest.files.raw_table import RawTable
    from clustermap.ingest.problems import Findings
    from clustermap.ingest.site_places import SitePlaces

#: Columns in which a row of totals says what it is.
_NAMES = ("name", "name_en", "name_ja", "name_ko", "prefecture", "municipality", "id", "operator")
#: Frames and pages have columns of these names already.
_RESERVED = {"geometry", "year", PLACED}
#: Columns that place rows; an internal one still does, and is not shown.
_PLACING = ("address", "town", "block")
#: Columns that are understood and kept as they stand, too.
_KEPT = {*_PLACING, "corporate_number"}


@dataclass(frozen=True)
class ReadingOptions:
    """How to read files of one's own."""

    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    crs: str | None = None
    sheet: str | None = None
    layer: str | None = None
    #: One of :data:`clustermap.ingest.cells.coordinates.NOTATIONS`.
    coordinates: str | None = None
    #: Columns of sites that are published beside those taken as a role.
    public: tuple[str, ...] = ()
    #: Columns of sites that are not published, whatever role they would play.
    internal: tuple[str, ...] = ()

    def table(self, given: Any) -> RawTable:
        """Read a table so."""
        return read_table(
            given, encoding=self.encoding, crs=self.crs, sheet=self.sheet, layer=self.layer
        )


@dataclass(frozen=True, eq=False)
class Checked:
    """Sites as read, what is wrong with them, and the table that they came from.

    ``frame`` has the shipped columns and the user's own, a row for every row of the file, in its
    order; ``rows`` are the file's row numbers; ``columns`` says which column was taken for what,
    ``placed`` how each row was placed.
    """

    frame: pd.DataFrame
    rows: np.ndarray
    table: RawTable
    columns: dict[str, str]
    placed: list[Placing]
    #: Columns of the file that are published.
    published: tuple[str, ...] = ()
    #: Columns of the file that are not, whatever they were taken for.
    withheld: frozenset[str] = frozenset()

    @property
    def findings(self) -> Findings:
        """The problems found."""
        return self.table.findings

    def good(self, *, lenient: bool) -> pd.DataFrame:
        """Return the usable rows.

        Raises
        ------
        DataError
            A row is not usable, and not ``lenient``; or none is.
        """
        self.findings.stop(lenient=lenient)
        kept = self.frame[self._usable]
        if not len(kept):
            raise DataError(
                f"{self.findings.file}: none of {count(len(self.frame), 'row')} can be used.",
                "`clustermap data validate` says what is wrong with each.",
            )
        return kept.reset_index(drop=True)

    @property
    def _usable(self) -> np.ndarray:
        return ~np.isin(self.rows, list(self.findings.bad_rows))

    @property
    def placed_openly(self) -> list[Placing]:
        """How each row was placed; a column that is withheld is not named."""
        return [WITHHELD if one.columns in self.withheld else one for one in self.placed]

    @property
    def shown_placings(self) -> pd.Series[Any]:
        """How each usable row was placed, by id, as it may be shown."""
        return pd.Series(self.placed_openly, index=self.frame["id"], dtype=object)[self._usable]


def read_user_sites(
    given: str | os.PathLike[str],
    reading: ReadingOptions,
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    municipalities: gpd.GeoDataFrame | None = None,
) -> Checked:
    """Read a table of sites.

    Parameters
    ----------
    given : str or path
        CSV, Excel, GeoJSON, GeoPackage, Parquet ...
    reading : ReadingOptions
        What the user says of it.
    gazetteer : Gazetteer
        Municipalities by code and name.
    locator : PrefectureLocator
        Outlines of the prefectures.
    municipalities : geopandas.GeoDataFrame, optional
        Boundaries that the user gave; they show points in another datum.

    Returns
    -------
    Checked

    Raises
    ------
    DataError
        The file can't be read, or names neither sites nor places.
    """
    table = reading.table(given)
    return check_sites(table, reading, gazetteer, locator, municipalities)


def check_sites(
    table: RawTable,
    reading: ReadingOptions,
    gazetteer: Gazetteer,
    locator: PrefectureLocator,
    municipalities: gpd.GeoDataFrame | None = None,
    *,
    whole: bool = False,
) -> Checked:
    """Understand a raw table as sites; see :func:`read_user_sites`.

    With ``whole``, every column stays in the frame, published or not.
    """
    inside = withheld(
        table.frame, SITES, public=reading.public, internal=reading.internal,
        mapped=reading.columns,
    )  # fmt: skip
    columns = _roles(table.frame, reading, inside, table.findings)
    table = without_totals(table, [columns[role] for role in _NAMES if role in columns])
    findings, frame = table.findings, table.frame
    columns = _plausible(frame, columns, reading)
    places = locate(
        frame, columns, gazetteer, locator, findings,
        crs=None if table.degrees else reading.crs,
        notation=None if table.degrees else reading.coordinates,
        municipalities=municipalities,
    )  # fmt: skip
    if municipalities is not None and reading.crs is None:
        _suspect_datum(frame, columns, places, municipalities, findings)
    names = site_cells.names(frame, columns, findings)
    understood: dict[str, Any] = {
        "id": site_cells.ids(table, columns),
        **names,
        "sector": site_cells.sectors(frame, columns, findings),
        **site_cells.operators(frame, columns),
        "prefecture_code": places.prefecture,
        "municipality_code": places.municipality,
        "municipality_ja": places.name,
        "lon": places.lon,
        "lat": places.lat,
        "position": site_cells.positions(frame, columns, places),
        "status": site_cells.statuses(frame, columns, findings),
        **{
            role: site_cells.dates(frame, columns, role, findings)
            for role in ("announced", "opened")
        },
        **{role: site_cells.amounts(frame, columns, role, findings) for role in AMOUNTS.values()},
        "jobs": site_cells.jobs(frame, columns, findings),
        **{
            role: site_cells.links(frame, columns, role, findings)
            for role in ("source_url", "source_url_2")
        },
    }
    # what needs no understanding is taken as it stands
    found = {
        role: understood[role] if role in understood else site_cells.plain(frame, columns, role)
        for role in site_columns()
    }
    site_cells.order_of_dates(found, frame, columns, findings)
    # an address says more than its municipality does
    understood_ = {name for role, name in columns.items() if role not in _KEPT}
    published = ({*columns.values()} | {*named(reading.public, frame).values()}) - inside
    for name in frame.columns:
        if name not in understood_ and (whole or name in published):
            key = f"{name}_" if name in _RESERVED or name in found else name
            found[key] = frame[name].tolist()
    made = pd.DataFrame(found, index=range(len(frame)))
    shown_ = tuple(str(name) for name in frame.columns if name in published)
    if not whole:
        say_published(findings, shown_, frame.columns)
    return Checked(
        made, frame.index.to_numpy(), table, columns, places.placed, shown_, frozenset(inside)
    )


def _roles(
    frame: pd.DataFrame, reading: ReadingOptions, inside: set[str], findings: Findings
) -> dict[str, str]:
    """Say which column plays which role; internal ones play none but that of an address."""
    names = {fold_header(name) for role in _PLACING for name in SITES[role]}
    mapped = {reading.columns.get(role, "") for role in _PLACING}
    closed = [one for one in inside if one not in mapped and fold_header(one) not in names]
    seen = frame.drop(columns=closed)
    chosen = coordinate_columns(map(str, seen.columns), reading.columns, findings)
    return find_columns(seen, SITES, {**chosen, **reading.columns}, findings)


def _suspect_datum(
    frame: pd.DataFrame,
    columns: dict[str, str],
    places: SitePlaces,
    areas: gpd.GeoDataFrame,
    findings: Findings,
) -> None:
    """Say where points look like the Tokyo Datum; whether they are only the user knows."""
    has_datum = np.array([bool(cell) for cell in site_cells.plain(frame, columns, "datum")], bool)
    open_ = ~has_datum & (np.array(places.position) == "")
    stated = np.where(open_, np.array(places.municipality), "")
    found = suspect_tokyo_datum(places.lon, places.lat, stated, areas)
    if found:
        findings.warn(
            "datum-suspect",
            f"{found.moved:,} of {count(found.points, 'point')} fall outside their municipality, "
            "and inside it if the coordinates are Tokyo Datum",
            f"Say --crs EPSG:{TOKYO_DATUM} if they are.",
        )


def _plausible(
    frame: pd.DataFrame, columns: dict[str, str], reading: ReadingOptions
) -> dict[str, str]:
    """Drop columns of vague names whose cells are something else."""
    if "lon" in columns and "lat" in columns and "point" not in reading.columns:
        columns = {role: name for role, name in columns.items() if role != "point"}
    if "id" in columns and not frame[columns["id"]].astype(bool).any():
        columns = {role: name for role, name in columns.items() if role != "id"}
    return columns if "municipality_code" in reading.columns else plausible_codes(frame, columns)


def plausible_codes(frame: pd.DataFrame, columns: dict[str, str]) -> dict[str, str]:
    """Leave a column called just "code" aside whose cells are no numbers."""
    from clustermap.data.codes import digits

    vague = columns.get("municipality_code")
    if vague is None or vague.casefold() not in {"code", "コード", "코드"}:
        return columns
    cells = [cell for cell in frame[vague] if cell]
    if sum(digits(cell) is not None for cell in cells) >= len(cells) * 0.8:
        return columns
    return {role: name for role, name in columns.items() if role != "municipality_code"}


def as_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return typed columns as the text of a table."""
    return pd.DataFrame({name: as_text(frame[name]) for name in frame.columns}, dtype=str)
