"""Many sites inside one page: sorted along a Morton curve, packed by columns, compressed.

``clustermap/web/src/crowd/unpack.ts`` reads what :func:`pack` writes. Positions are whole steps of
Web Mercator, :data:`STEPS` around the Earth; sorted by their Morton codes (Morton 1966), the sites
of any square of the quadtree stand side by side, and the differences between neighbors are small.
A column of few different cells becomes places in a list of them; every stream is deflated (RFC
1951) by itself, and a column that would make the page too heavy is left out and named.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from clustermap.data.placing import PLACED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

#: Above this many sites a page packs them; below, each is a mark and a row.
THRESHOLD = 5_000
#: Bits of a position along the Earth's circumference: the pixels of zoom level 17.
BITS = 25
STEPS = 1 << BITS
#: Largest error of a position in metres, anywhere in Japan (half a step's diagonal at 20° N).
EXACT_M = 0.8
#: Letters that the packed sites may take in a page; the rest of a national page takes 1 MB.
BUDGET = 10_700_000
#: A text column with more different cells than this is written out.
MOST_LEVELS = 65_535
#: Columns that filters and counts need, whatever they weigh.
NEEDED = ("sector", "status", "announced", "opened", "prefecture_code", "area")
#: What is packed next, while it fits: names first, then what is small, then the rest.
_WANTED = (
    "name_ja", "name_en", "name_ko", "segment", "position", "municipality_code", "municipality_ja",
    "investment_jpy_bn", "subsidy_jpy_bn", "jobs", "jobs_kind", "jobs_year", "confidence",
    "checked", "id", "operator_ja", "operator_en", "anchor_id", "source_date", "source_url",
    "source_url_2", PLACED, "evidence",
)  # fmt: skip
#: A cell of the first is left blank where it says the same as the second.
_SAME_AS = {"name_en": "name_ja", "name_ko": "name_ja", "operator_en": "operator_ja"}
_AROUND = 40_075_016.68


@dataclass(frozen=True)
class PackedStream:
    """Bytes of one column, deflated."""

    data: bytes

    @classmethod
    def of(cls, raw: bytes) -> PackedStream:
        """Deflate bytes."""
        # level 9 takes twice the time of level 6 for 2 percent
        squeezed = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls(squeezed.compress(raw) + squeezed.flush())


@dataclass(frozen=True)
class PackedColumn:
    """A packed column: ``about`` describes it to the page, ``streams`` hold it."""

    about: dict[str, Any]
    streams: tuple[PackedStream, ...]

    @property
    def letters(self) -> int:
        """How many letters it takes in the page."""
        return sum(len(one.data) for one in self.streams) * 4 // 3

    def described(self) -> dict[str, Any]:
        """Return how the page is to unpack it."""
        return self.about | {"streams": [len(one.data) for one in self.streams]}


def pack(
    sites: gpd.GeoDataFrame, areas: np.ndarray | None = None, *, budget: int = BUDGET
) -> dict[str, Any]:
    """Pack sites for a page.

    Parameters
    ----------
    sites : geopandas.GeoDataFrame
        Sites as ``clustermap.data.sites`` has them, with ``lon, lat`` in degrees (EPSG:6668).
    areas : numpy.ndarray of int, shape (n,), optional
        Place of each site's area among the page's areas, -1 for none; not needed where the areas
        are prefectures.
    budget : int
        Letters that the packed sites may take; columns beyond it are left out.

    Returns
    -------
    dict
        ``count``, ``unplaced`` (sites without a position, not packed), ``exact`` (metres),
        ``left_out`` (columns), how to read them, and the ``data`` in base64.

    Examples
    --------
    >>> import clustermap as cm
    >>> packed = pack(cm.load().sites, budget=4_000)
    >>> packed["exact"], packed["count"] == len(cm.load().sites)
    (0.8, True)
    >>> "source_url" in packed["left_out"]
    True
    """
    placed = np.isfinite(sites["lon"].to_numpy(float)) & np.isfinite(sites["lat"].to_numpy(float))
    frame = pd.DataFrame(sites.drop(columns=["geometry", "year"], errors="ignore"))
    if areas is not None:
        frame["area"] = np.where(areas < 0, "", areas.astype(str))
    frame = frame[placed]
    x, y = steps(frame["lon"].to_numpy(float), frame["lat"].to_numpy(float))
    west, north = (int(one.min()) if len(one) else 0 for one in (x, y))
    codes = morton(x - west, y - north)
    order = np.argsort(codes, kind="stable")
    half = int(max((x - west).max(initial=0), (y - north).max(initial=0))).bit_length()
    positions = PackedStream.of(planes(np.diff(codes[order], prepend=np.uint64(0)), -(-half // 4)))
    columns, left_out = _columns(frame.iloc[order], budget - len(positions.data) * 4 // 3)
    streams = [positions, *(one for column in columns for one in column.streams)]
    return {
        "count": len(frame),
        "unplaced": int((~placed).sum()),
        "exact": EXACT_M,
        "west": west,
        "north": north,
        "half": half,
        "positions": len(positions.data),
        "columns": [column.described() for column in columns],
        "left_out": left_out,
        "data": base64.b64encode(b"".join(one.data for one in streams)).decode(),
    }


def unpack(packed: dict[str, Any]) -> pd.DataFrame:
    """Read packed sites back, in the order in which they are packed.

    Examples
    --------
    >>> import clustermap as cm
    >>> sites = cm.load().sites
    >>> found = unpack(pack(sites))
    >>> sorted(found["id"]) == sorted(sites["id"])
    True
    """
    data = base64.b64decode(packed["data"], validate=True)
    count, at = packed["count"], 0

    def take(length: int) -> bytes:
        nonlocal at
        at += length
        return zlib.decompress(data[at - length : at], -zlib.MAX_WBITS)

    codes = np.cumsum(_from_planes(take(packed["positions"]), count))
    columns: dict[str, Any] = {}
    for about in packed["columns"]:
        columns[about["name"]] = _cells(
            about["kind"], [take(size) for size in about["streams"]], count
        )
    x, y = (_squeezed(codes >> np.uint64(shift)) for shift in (0, 1))
    lon, lat = degrees(x + np.uint64(packed["west"]), y + np.uint64(packed["north"]))
    return pd.DataFrame(columns).assign(lon=lon.round(5), lat=lat.round(5))


def _cells(kind: str, streams: list[bytes], count: int) -> Any:
    first = streams[0]
    if kind == "numbers":
        return np.frombuffer(first, np.uint8).reshape(4, count).T.copy().view("<f4").ravel()
    whole = _from_planes(first, count).astype(np.int64)
    if kind == "codes":
        return np.array(json.loads(streams[1]), dtype=object)[whole]
    ends = np.cumsum(whole)
    return [streams[1][end - size : end].decode() for end, size in zip(ends, whole, strict=True)]


def _from_planes(raw: bytes, count: int) -> np.ndarray:
    width = len(raw) // count if count else 0
    found = np.zeros((count, 8), np.uint8)
    found[:, :width] = np.frombuffer(raw, np.uint8).reshape(width, count).T
    return found.view("<u8").ravel()


def _squeezed(codes: np.ndarray) -> np.ndarray:
    """Take every second bit: the opposite of :func:`_spread`."""
    found = codes & np.uint64(0x5555555555555555)
    for shift, mask in (
        (1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF),
        (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF),
    ):  # fmt: skip
        found |= found >> np.uint64(shift)
        found &= np.uint64(mask)
    return found


def steps(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return positions in whole steps of Web Mercator, from the west and from the north.

    Parameters
    ----------
    lon, lat : numpy.ndarray, shape (n,)
        Degrees.

    Examples
    --------
    >>> x, y = steps(np.array([139.7671]), np.array([35.6812]))
    >>> [float(end[0].round(5)) for end in degrees(x, y)]
    [139.7671, 35.6812]
    """
    sine = np.sin(np.radians(np.clip(lat, -85, 85)))
    x = (lon + 180) / 360 * STEPS
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * STEPS
    whole = (np.clip(np.floor(one), 0, STEPS - 1).astype(np.uint64) for one in (x, y))
    return next(whole), next(whole)


def degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude of the middles of steps, in degrees."""
    lon = (x.astype(float) + 0.5) / STEPS * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (y.astype(float) + 0.5) / STEPS))))
    return lon, lat


def step_metres(lat: float) -> float:
    """Return how long a step is at a latitude, in metres.

    Examples
    --------
    >>> step_metres(20.0) * 2**0.5 / 2 < EXACT_M
    True
    """
    return float(_AROUND / STEPS * np.cos(np.radians(lat)))


def morton(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Interleave the bits of two coordinates below 2**25: y's above x's.

    Examples
    --------
    >>> morton(np.array([0, 1, 0, 3], np.uint64), np.array([0, 0, 1, 3], np.uint64)).tolist()
    [0, 1, 2, 15]
    """
    found: np.ndarray = _spread(x) | (_spread(y) << np.uint64(1))
    return found


def _spread(values: np.ndarray) -> np.ndarray:
    """Put a zero bit above each bit."""
    found: np.ndarray = values.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333), (1, 0x5555555555555555),
    ):  # fmt: skip
        found |= found << np.uint64(shift)
        found &= np.uint64(mask)
    return found


def planes(values: np.ndarray, width: int) -> bytes:
    """Return the lowest bytes of whole numbers, all lowest ones first: alike bytes deflate well."""
    return values.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()


def _columns(frame: pd.DataFrame, room: int) -> tuple[list[PackedColumn], list[str]]:
    """Pack the columns that are needed, then what fits; return also the names of the others."""
    ranked = [*NEEDED, *_WANTED]
    others = [name for name in frame.columns if name not in {*ranked, "lon", "lat"}]
    packed, left_out = [], []
    for name in (name for name in [*ranked, *others] if name in frame):
        column = _column(name, frame)
        if column is None:
            continue
        if name not in NEEDED and column.letters > room:
            left_out.append(name.removesuffix("_ja") if name in _WANTED else name)
        else:
            packed.append(column)
            room -= column.letters
    return packed, left_out


def _column(name: str, frame: pd.DataFrame) -> PackedColumn | None:
    """Pack one column; None where all its cells are blank."""
    cells = frame[name]
    if cells.dtype.kind in "fiu":
        values = cells.to_numpy("<f4")
        if np.isnan(values).all():
            return None
        return PackedColumn(
            {"name": name, "kind": "numbers"}, (PackedStream.of(_shuffled(values)),)
        )
    texts = cells.fillna("").astype(str)
    if name in _SAME_AS and _SAME_AS[name] in frame:
        texts = texts.where(texts != frame[_SAME_AS[name]], "")
    codes, found = pd.factorize(texts)
    many = len(found) > max(64, len(texts) / 2) and name not in NEEDED
    if len(found) > MOST_LEVELS or many:
        return _written(name, texts.tolist())
    levels = [str(one) for one in found]
    if levels in ([], [""]) and name != "sector":
        return None
    return _coded(name, codes, levels)


def _coded(name: str, codes: np.ndarray, levels: Sequence[str]) -> PackedColumn:
    width = 1 if len(levels) <= 1 << 8 else 2
    text = json.dumps(list(levels), ensure_ascii=False, separators=(",", ":"))
    return PackedColumn(
        {"name": name, "kind": "codes", "width": width},
        (PackedStream.of(planes(codes, width)), PackedStream.of(text.encode("utf-8", "replace"))),
    )


def _written(name: str, texts: list[str]) -> PackedColumn:
    encoded = [text.encode("utf-8", "replace")[:65_535] for text in texts]
    lengths = np.fromiter(map(len, encoded), np.uint64, len(encoded))
    return PackedColumn(
        {"name": name, "kind": "texts"},
        (PackedStream.of(planes(lengths, 2)), PackedStream.of(b"".join(encoded))),
    )


def _shuffled(values: np.ndarray) -> bytes:
    return values.view(np.uint8).reshape(-1, values.itemsize).T.tobytes()


def notes(packed: dict[str, Any]) -> list[str]:
    """Say of packed sites what a reader must know.

    Examples
    --------
    >>> notes({"count": 6000, "exact": 0.8, "left_out": ["id"], "unplaced": 0})[1]
    'Note: left out of the page to keep it small: id.'
    """
    words = (
        f"Note: {packed['count']:,} sites are packed: the page draws near ones together and takes "
        f"them apart as one zooms in; positions are exact to {packed['exact']} m."
    )
    found = [words]
    if packed["left_out"]:
        names = ", ".join(packed["left_out"])
        found.append(f"Note: left out of the page to keep it small: {names}.")
    if packed["unplaced"]:
        found.append(f"Note: {packed['unplaced']:,} sites without a position are not on the map.")
    return found
