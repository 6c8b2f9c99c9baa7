"""How many points lie in each area, and what do their columns add up to?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clustermap.counting import count_into
from clustermap.counting.engine import ENGINES
from clustermap.counting.parts import Request
from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.cells.coordinates import NOTATIONS
from clustermap.questions import options as option
from clustermap.questions.options import QuestionOptions

if TYPE_CHECKING:
    from clustermap.answer import Answer
    from clustermap.counting.parts import Progress
    from clustermap.data.selection import Selection

#: Files of the user's that the answer depends on, beside those counted.
USER_DATA = ("boundaries",)


@dataclass(frozen=True, kw_only=True)
class Options(QuestionOptions):
    """Which files, what is counted into what, and what does the work."""

    files: tuple[Any, ...] = option.from_script(())
    by: str | None = option.choice(
        "prefecture", "municipality", "area", default=None,
        help="What is counted into.  [default: what --boundaries holds, else prefectures]",
    )  # fmt: skip
    lon: str | None = option.text("Column with the longitude, if not found.", metavar="COLUMN")
    lat: str | None = option.text("Column with the latitude, if not found.", metavar="COLUMN")
    group_by: str | None = option.text(
        "Count each value of this column apart, as count:VALUE.", metavar="COLUMN"
    )
    sums: tuple[str, ...] = option.texts(
        "Add this column up, as sum:COLUMN; repeatable.", flag="--sum", metavar="COLUMN"
    )
    engine: str = option.choice(*ENGINES, help="What does the work; the result is the same.")
    scheduler: str | None = option.text(
        "Dask scheduler to use, as tcp://host:8786.", metavar="ADDRESS"
    )
    crs: str | None = option.text("Coordinate system of the points, e.g. EPSG:6677.")
    encoding: str | None = option.text("Encoding of text tables, if detection fails: cp932 ...")
    coordinates: str | None = option.choice(
        *NOTATIONS, default=None,
        help="How coordinates are written: decimal degrees, 35.40523 or 354052.3 (dms), seconds of "
        "arc, metres (with --crs).  [default: degrees]",
    )  # fmt: skip
    sheet: str | None = option.text("Sheet of a workbook.")
    layer: str | None = option.text("Layer of a file with several.", metavar="NAME")
    map_columns: tuple[str, ...] = option.texts(
        "Which column is which, e.g. address=施設住所; repeatable.", metavar="ROLE=COLUMN"
    )
    progress: Progress | None = option.from_script()


def ask(selection: Selection, options: Options) -> Answer:
    """Count the points of FILEs into areas, and add up columns; millions of rows are fine.

    FILEs are CSV, Parquet or GeoParquet, folders or patterns of them, with columns of longitude
    and latitude or with geometries; a row without a point is placed by its address, municipality
    or prefecture. The table is ready for `map --values` and `stats --values`.
    A point on a border counts in the area with the lowest code, a point on a quay or at most 300 m
    from all areas in the nearest; points outside all areas and rows without a position are counted
    and named.

    \b
    Examples:
      clustermap count offices.csv
      clustermap count offices/*.parquet --boundaries N03.zip --sum employees -o counts.csv
      clustermap count offices.csv --group-by industry -o counts.csv
      clustermap map --values counts.csv --column count:Manufacturing
    """
    # help is shown without these
    from clustermap.data.selection import at_level
    from clustermap.ingest.columns import parse_mapping
    from clustermap.maps.colored import areas_shown

    selection = at_level(selection, options.by)
    every = selection.national
    level = options.by or selection.level
    if level not in {"prefecture", selection.level}:
        raise UnknownNameError.of("level", level, ("prefecture", selection.level))
    areas = selection.prefectures
    if level != "prefecture" and every.areas is not None:
        areas = areas_shown(selection, level)
    elif every.boundaries is not None and every.areas is not None:
        raise DataError(
            "These boundaries are municipalities.",
            "Load them as prefectures: level='prefecture' (on the command line: --by prefecture).",
        )
    one = isinstance(options.files, str) or not hasattr(options.files, "__iter__")
    request = Request(
        [options.files] if one else list(options.files), options.lon, options.lat,
        options.group_by, options.sums, options.crs, options.encoding, options.sheet,
        options.layer, options.coordinates, parse_mapping(options.map_columns),
    )  # fmt: skip
    found = count_into(
        areas, request, engine=options.engine, scheduler=options.scheduler, lang=options.lang,
        progress=options.progress, land=every.prefectures,
        municipalities=every.municipalities if every.boundaries is not None else None,
    )  # fmt: skip
    if not found.facts["outside"] or every.boundaries is not None:
        return found
    coarse = (
        "The embedded boundaries are simplified to 200 m: points on quays may lie outside them; "
        "take official boundaries with --boundaries."
    )
    return replace(found, notes=(*found.notes, coarse))
