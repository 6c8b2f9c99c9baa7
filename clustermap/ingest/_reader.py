"""The child that reads foreign files: see ``clustermap.ingest.files.child``."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustermap.errors import ClustermapError, DataError, UnknownNameError
from clustermap.ingest.problems import Findings
from clustermap.long_reads import watching

if TYPE_CHECKING:
    from collections.abc import Callable


def _limit(limits: dict[str, int]) -> None:
    """Limit memory and time of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, wanted in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        # one limit that a system refuses does not undo the others
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(kind)
            unlimited = hard in {-1, resource.RLIM_INFINITY}
            resource.setrlimit(kind, (wanted if unlimited else min(wanted, hard), hard))


def _path(request: dict[str, Any]) -> Path:
    from clustermap.ingest.files.integrity import plainly_named

    return plainly_named(Path(request["path"]), Path(request["out"]))


def _areas(request: dict[str, Any], findings: Findings) -> Path:
    from clustermap.ingest.boundaries import read_areas
    from clustermap.ingest.files.formats import Source

    source = Source(_path(request), request["file"], request["kind"])
    found = read_areas(
        source, findings, level=request.get("level"), encoding=request.get("encoding"),
        crs=request.get("crs"), layer=request.get("layer"), exact=request.get("exact", False),
    )  # fmt: skip
    result = Path(request["out"]) / "areas.parquet"
    found.areas.to_parquet(result, index=False, compression="zstd")
    result.with_suffix(".json").write_text(json.dumps(found.about), encoding="utf-8")
    return result


def _table(request: dict[str, Any], findings: Findings) -> Path:
    from clustermap.ingest.files.foreign import read_foreign_table
    from clustermap.ingest.files.formats import Source

    source = Source(_path(request), request["file"], request["kind"])
    table = read_foreign_table(
        source, findings, encoding=request.get("encoding"), crs=request.get("crs"),
        sheet=request.get("sheet"), layer=request.get("layer"),
    )  # fmt: skip
    findings.file = table.file
    result = Path(request["out"]) / "table.arrow"
    import pyarrow as pa

    columns = {str(name): pa.array(table.frame[name].tolist(), pa.string()) for name in table.frame}
    # names may be anything, numbers stand beside them
    data = pa.table([*columns.values(), pa.array(table.frame.index, pa.int64())],
                    names=[*columns, "\0row"])  # fmt: skip
    data = data.replace_schema_metadata({"degrees": str(table.degrees)})
    with pa.OSFile(str(result), "wb") as sink, pa.ipc.new_file(sink, data.schema) as writer:
        writer.write_table(data)
    return result


def _context(request: dict[str, Any], findings: Findings) -> Path:
    from clustermap.ingest.context import read_features
    from clustermap.ingest.files.formats import Source

    source = Source(Path(request["path"]), request["file"], request["kind"])
    result = Path(request["out"]) / "context.parquet"
    read_features(source, findings, request.get("encoding")).to_parquet(result, index=False)
    return result


_OPERATIONS = {"areas": _areas, "table": _table, "context": _context}


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    findings = Findings(request["file"])
    reply: dict[str, Any] = {}
    try:
        reply["result"] = str(_OPERATIONS[request["operation"]](request, findings))
    except ClustermapError as error:
        reply = {"cause": error.cause, "remedy": error.remedy}
        reply["unknown"] = isinstance(error, UnknownNameError)
    except (MemoryError, RecursionError) as error:
        size = Path(request["path"]).stat().st_size
        trouble = DataError(
            f"{request['file']} ({size / 1e6:,.1f} MB) needs more than the "
            f"{request['limits']['memory'] / 1e9:.1f} GB of memory that its reader may use "
            f"({type(error).__name__}).",
            "Give a part of it (one prefecture), or set CLUSTERMAP_READER_GB to allow more.",
        )
        reply = {"cause": trouble.cause, "remedy": trouble.remedy}
    except Exception as error:  # noqa: BLE001  # whatever a library says of a foreign file
        from clustermap.messages import shown

        reply = {
            "cause": f"{request['file']} can't be read ({type(error).__name__}: "
            f"{shown(error, 80)[1:-1]}).",
            "remedy": "It may be damaged; save or download it again.",
        }
    reply["file"] = findings.file
    reply["problems"] = [dataclasses.asdict(one) for one in findings.problems]
    reply["bad_rows"] = sorted(findings.bad_rows)
    reply["left_out"] = sorted(findings.left_out)
    return reply


def _passed_on(path: Path) -> Callable[[str, int, int], None]:
    """Return what writes down how far a read is, for the parent to look at."""
    last = (0.0, "")

    def write(what: str, done: int, every: int) -> None:
        nonlocal last
        now = time.monotonic()
        if what != last[1] or now - last[0] > 0.3:
            last = now, what
            part = path.with_suffix(".part")
            part.write_text(json.dumps([what, done, every]), encoding="utf-8")
            part.replace(path)

    return write


def main() -> None:
    """Read a request from standard input, and write the answer to the file that it names."""
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["limits"])
    import warnings

    warnings.simplefilter("ignore")
    answer = Path(request["answer"])
    with watching(_passed_on(answer.with_suffix(".far"))):
        reply = _answer(request)
    part = answer.with_suffix(".part")
    part.write_text(json.dumps(reply), encoding="utf-8")
    part.replace(answer)


if __name__ == "__main__":
    main()
