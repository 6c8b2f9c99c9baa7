"""Reading foreign files in a process of their own, with limits of memory and time.

A workbook of 5 kB can make its reader ask for half a terabyte and abort; nothing that a file does
there reaches the caller. The child (``python -m clustermap.ingest._reader``) gets a request
as JSON, and answers with JSON, an Arrow table or GeoParquet in a folder that only it and we know.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError, UnknownNameError
from clustermap.ingest.problems import Problem
from clustermap.long_reads import tell, watched

if TYPE_CHECKING:
    from clustermap.ingest.problems import Findings

GB = 1_000_000_000
#: Address space of the child, besides a multiple of the file's size (the interpreter with its
#: libraries takes half a GB of it).
MEMORY = 1.3 * GB
MEMORY_PER_BYTE = 24
#: However large a file is, and claims to be: what a spoiled one of 5 GB takes as well.
MOST_MEMORY = 2 * 1024**3
#: Parquet's columns are compressed: a million points take 30 MB there, and 2.5 GB as a table.
PARQUET_PACKS = 4.0
_PARQUET = {".parquet", ".geoparquet", ".pq"}
#: Seconds of computing, besides so many for each MB of the file; waiting counts less strictly.
SECONDS = 8.0
SECONDS_PER_MB = 2.0
PATIENCE = 5
#: How often to look how far the child is, in seconds.
LOOK = 0.5
#: Drivers of GDAL that are never needed; some would follow a file to other files and hosts.
SKIPPED = (
    "OGR_VRT,VRT,GDALG,ESRIJSON,WFS,OAPIF,OGCAPI,HTTP,CSW,Carto,AmigoCloud,PLSCENES,NGW,EEDA,"
    "Elasticsearch,ADBC,GTFS,MVT,MBTiles,PMTiles,OSM,LVBAG,GPSBabel,S57,SXF,DGN,DXF,EDIGEO,"
    "AVCBin,AVCE00,AIVector,MiraMonVector,MapML,PDS4,OGR_PDS,VICAR,Selafin,VDV,VFK,WAsP,Idrisi,"
    "PCIDSK,ODS,XLSX,CSV,GeoRSS,GPX,JML,SQLite,OGR_GMT,PGDUMP,TIGER"
)
#: What the child's libraries are told: one thread, no network, nothing followed.
_SETTINGS = {
    "GDAL_SKIP": SKIPPED,
    "OGR_SKIP": SKIPPED,
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_HTTP_TIMEOUT": "1",
    "SHAPE_RESTORE_SHX": "YES",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "OGR_GEOJSON_MAX_OBJ_SIZE": "0",
    "CPL_LOG": os.devnull,
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    # other pools reserve more address space than the child may have
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PYTHONSAFEPATH": "1",
    "PYTHONIOENCODING": "utf-8",
}


def run(operation: str, source: Path, findings: Findings, **request: Any) -> Path | None:
    """Run an operation of ``clustermap.ingest._reader`` on a file, and collect its problems.

    Parameters
    ----------
    operation : str
        Name of the operation.
    source : Path
        The file.
    findings : Findings
        Takes the problems that the child found, and its name for the file.
    **request
        What else the operation needs; ``out`` names the folder for its result.

    Raises
    ------
    DataError
        What the child says is wrong, or the limit that it ran into.
    """
    size = _size(source)
    asked = float(os.environ.get("CLUSTERMAP_READER_GB", "0")) * GB
    wanted = max(MEMORY, asked) + MEMORY_PER_BYTE * size * _unpacked(source)
    if source.suffix.lower() not in _PARQUET:  # whose rows are real once its footer is
        wanted = min(wanted, max(MOST_MEMORY, asked))
    limits = {
        "memory": int(wanted),
        "seconds": int(SECONDS + SECONDS_PER_MB * size * _unpacked(source) / 1e6),
    }
    request = {"operation": operation, "path": str(source), "file": findings.file, **request}
    with tempfile.TemporaryDirectory(prefix="clustermap-") as folder:
        answer = Path(folder) / "answer.json"
        task = json.dumps({**request, "answer": str(answer), "limits": limits})
        status = _child(task, limits["seconds"] * PATIENCE + 20, answer.with_suffix(".far"))
        if not answer.exists():
            raise _stopped(status, findings.file, limits)
        reply = json.loads(answer.read_text(encoding="utf-8"))
    findings.file = reply.get("file", findings.file)
    findings.problems += [Problem(**one) for one in reply.get("problems", [])]
    findings.bad_rows |= set(reply.get("bad_rows", []))
    findings.left_out |= set(reply.get("left_out", []))
    if "cause" in reply:
        error = UnknownNameError if reply.get("unknown") else DataError
        raise error(reply["cause"], reply["remedy"])
    return Path(reply["result"]) if "result" in reply else None


def _size(source: Path) -> int:
    """Return how many bytes a file has, or all files in a folder (a geodatabase)."""
    if source.is_dir():
        return sum(one.stat().st_size for one in source.iterdir() if one.is_file())
    return source.stat().st_size if source.exists() else 0


def _unpacked(source: Path) -> float:
    """Return how many times larger a packed file's content is, as far as can be told outside."""
    import zipfile

    if source.suffix.lower() in _PARQUET:
        return PARQUET_PACKS

    try:
        with zipfile.ZipFile(source) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return 1.0
    size = max((info.file_size for info in infos), default=0)
    # an archive that claims more is refused by the child
    return min(50.0, max(1.0, size / max(1, source.stat().st_size)))


def _child(task: str, patience: float, far: Path) -> int:
    """Run the child on a task; return its status (negative: the signal that ended it).

    ``far`` is where the child writes down how far it is.
    """
    here = str(Path(__file__).resolve().parents[3])
    environment = {
        **os.environ,
        **_SETTINGS,
        "PYTHONPATH": os.pathsep.join([here, *_inherited()]),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "clustermap.ingest._reader"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=environment,
    )  # fmt: skip
    until = time.monotonic() + patience
    given: bytes | None = task.encode()
    try:
        while True:
            left = until - time.monotonic()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(given, timeout=min(left, LOOK) if watched() else left)
                break
            given = None
            if time.monotonic() >= until:
                process.kill()
                process.wait()
                return -signal.SIGALRM if hasattr(signal, "SIGALRM") else 1
            with contextlib.suppress(OSError, ValueError):
                tell(*json.loads(far.read_text(encoding="utf-8")))
    except BaseException:
        process.kill()
        process.wait()
        raise
    return process.returncode


def _inherited() -> list[str]:
    return [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]


def _stopped(status: int, file: str, limits: dict[str, int]) -> DataError:
    """Return the error for a child that ended without an answer."""
    late = {getattr(signal, name, None) for name in ("SIGXCPU", "SIGALRM", "SIGKILL")}
    if -status in {one for one in late if one is not None}:
        return DataError(
            f"{file}: reading took more than {limits['seconds']} seconds of computing.",
            "The file may be damaged; save it anew, or give a part of it (one prefecture).",
        )
    return DataError(
        f"{file}: the reader broke down over it (it ran into its limit of "
        f"{limits['memory'] / GB:.1f} GB, or the file is damaged).",
        "Save the data anew (CSV, GeoPackage), give a part of it, or set CLUSTERMAP_READER_GB "
        "to allow more memory.",
    )
