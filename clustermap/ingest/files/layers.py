"""Which layers of a file with several are meant: those named, else those that fit the purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from clustermap.errors import DataError
from clustermap.messages import count, listed, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clustermap.ingest.problems import Findings

#: Columns that GDAL adds to placemarks of KML, besides name, description and their own data.
_KML_OWN = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon", "snippet",
)  # fmt: skip
#: The column that says which folder of a KML file, or layer, a feature comes from.
FOLDER = "folder"
_POINTS = (0, 4)


@dataclass(frozen=True)
class Wish:
    """What is wanted of a file: a layer by name, and areas or points.

    ``areal`` is None where either will do.
    """

    layer: str | None = None
    areal: bool | None = None


def no_layer(label: str, wanted: str, names: Sequence[str], what: str = "layer") -> DataError:
    """Return the error for a layer that is not there."""
    return DataError(
        f"{label} has no {what} {shown(wanted)}.", f"It has: {listed(map(shown, names), 12)}."
    )


def named(names: Sequence[str], wanted: str) -> str | None:
    """Return the layer of a name; case and the file's ending don't count."""
    plain = wanted.casefold()
    for name in names:
        last = name.rsplit("/", 1)[-1].casefold()
        if plain in {name.casefold(), last, last.rsplit(".", 1)[0]}:
            return name
    return None


def choose(path: Path, label: str, findings: Findings, wish: Wish) -> list[str]:
    """Return the layers of a file that are meant: several only where they are folders of KML.

    Raises
    ------
    DataError
        No layer of the name, or none with geometries.
    """
    import pyogrio

    names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if not names:
        raise DataError(f"{label} holds no layer with geometries.", "Export the map into it again.")
    if wish.layer is not None:
        found = named(names, wish.layer)
        if found is None:
            raise no_layer(label, wish.layer, names)
        return [found]
    if len(names) == 1:
        return names
    about = {name: pyogrio.read_info(path, layer=name) for name in names}
    if str(next(iter(about.values())).get("driver")) in {"LIBKML", "KML"}:
        return names
    fitting = [name for name in names if _fits(about[name], wish)] or names
    chosen = max(fitting, key=lambda name: _likeness(about[name]))
    others = [name for name in names if name != chosen]
    words = f"several layers: {shown(chosen)} is read, not {listed(map(shown, others))}"
    if len(fitting) == 1:
        findings.note(f"{words} ({'areas' if wish.areal else 'points'} are meant)", kind="layers")
    else:
        findings.warn("layers", words, f"If another is meant, name it: --layer {others[0]}.")
    return [chosen]


def _fits(about: dict[str, Any], wish: Wish) -> bool:
    kind = str(about.get("geometry_type"))
    if wish.areal is None or kind == "Unknown":
        return True
    return "Polygon" in kind if wish.areal else "Point" in kind


def _likeness(about: dict[str, Any]) -> tuple[bool, bool, int]:
    """Rank a layer: official boundaries first, then the most areas."""
    names = {str(field).upper() for field in about["fields"]}
    polygons = "Polygon" in str(about.get("geometry_type"))
    return "N03_007" in names, polygons, int(about.get("features") or 0)


def put_together(
    parts: list[tuple[str, pd.DataFrame, np.ndarray]], findings: Findings, wish: Wish
) -> tuple[pd.DataFrame, np.ndarray]:
    """Read the folders of a KML file as one list; each feature keeps the name of its folder.

    Parameters
    ----------
    parts : list of (str, pandas.DataFrame, numpy.ndarray)
        Name, properties and geometries of each folder.
    findings : Findings
        Where to say what was put together, and what was left out.
    wish : Wish
        Whether areas or points are wanted; the other folders are left out.
    """
    fitting = [one for one in parts if wish.areal is None or _areal(one[2]) in {None, wish.areal}]
    left = [name for name, _, _ in parts if name not in {one[0] for one in fitting}]
    fitting = fitting or parts
    if left and len(left) < len(parts):
        folders, kind = listed(map(shown, left)), "points" if wish.areal else "areas"
        findings.note(f"folders of {kind} are left out: {folders}", kind="layers")
    frame = pd.concat(
        [frame.assign(**{FOLDER: name}) for name, frame, _ in fitting], ignore_index=True
    )
    if len(fitting) > 1:
        names = listed(shown(name) for name, _, _ in fitting)
        findings.note(f"{count(len(fitting), 'folder')} read as one list: {names}", kind="layers")
    else:
        frame = frame.drop(columns=FOLDER)
    return frame, np.concatenate([shapes for _, _, shapes in fitting])


def _areal(shapes: np.ndarray) -> bool | None:
    """Say whether geometries are areas; None where they are of both kinds, or none."""
    kinds = set(shapely.get_type_id(shapes).tolist()) - {-1}
    if not kinds:
        return None
    if kinds <= set(_POINTS):
        return False
    return None if kinds & set(_POINTS) else True


def without_kml_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop what GDAL adds to placemarks, and ids that are not everywhere or not unique."""
    drop = [name for name in _KML_OWN if name in frame]
    if "id" in frame and (frame["id"].isna().any() or frame["id"].duplicated().any()):
        drop.append("id")
    drop += [name for name in ("description",) if name in frame and frame[name].isna().all()]
    return frame.drop(columns=drop)
