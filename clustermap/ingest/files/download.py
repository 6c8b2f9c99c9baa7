"""Fetching a file from the web: resumed where it was cut off, whole or not at all."""

from __future__ import annotations

import contextlib
import http.client
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from clustermap.errors import DataError, OutputError
from clustermap.messages import shown
from clustermap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECONDS = 30
ATTEMPTS = 4
CHUNK = 1 << 18
LARGEST = 3_000_000_000
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class _SameWay(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to http, and to no other kind of address."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        """Check where a redirect leads."""
        if urlsplit(req.full_url).scheme == "https" and urlsplit(newurl).scheme != "https":
            raise DataError(
                f"{shown(req.full_url, 100)} leads on to an address without encryption.",
                "Download the file in a browser, and give the file.",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def check_address(url: str) -> None:
    """Allow https, and http to this machine only.

    Raises
    ------
    DataError
        Another kind of address.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return
    raise DataError(
        f"{shown(url, 100)} is not an https address.",
        "Only https is fetched; or download it yourself.",
    )


def download(url: str, target: Path, progress: Callable[[int, int], None] | None = None) -> int:
    """Fetch a file; what came before a cut is kept beside it and goes on from there.

    Parameters
    ----------
    url : str
        An https address.
    target : Path
        Where the file goes, once it is whole.
    progress : callable, optional
        Told the bytes there are, and the bytes there will be (0: not known).

    Returns
    -------
    int
        The size of the file in bytes.

    Raises
    ------
    DataError
        The host does not answer, does not have the file, sends a web page, or stops too often.
    OutputError
        The file can't be written.
    """
    check_address(url)
    part = target.with_name(f".{target.name}.part")
    wait = 0.2
    for attempt in range(ATTEMPTS):
        before = part.stat().st_size if part.exists() else 0
        try:
            total = _attempt(url, part, progress)
        except urllib.error.HTTPError as error:
            if error.code != 416 or not before:  # the part is no beginning of it
                raise _refused(url, error) from error
            part.unlink()
            continue
        except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno == 28:  # the disk is full
                raise OutputError(
                    f"The disk is full: {part.parent}.", "Free some space, and run it again."
                ) from error
            total = -1
            trouble: object = getattr(error, "reason", error)
        else:
            trouble = "the connection ended early"
        size = part.stat().st_size if part.exists() else 0
        if total == size or (total == 0 and size):
            with contextlib.suppress(OSError):
                part.replace(target)
                return size
            raise OutputError(f"Can't write {target}.", "Choose another place with -o.")
        if attempt < ATTEMPTS - 1:
            time.sleep(wait)
            wait *= 3
    of = f" of {total:,}" if total > 0 else ""
    raise DataError(
        f"{shown(url, 100)}: {shown(trouble, 60)[1:-1]}; {size:,}{of} bytes are there.",
        "Run it again: it goes on where it stopped.",
    )


def _attempt(url: str, part: Path, progress: Callable[[int, int], None] | None) -> int:
    """Fetch what is missing; return the size that the file should have (0: not told)."""
    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": f"clustermap/{__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  # checked: https
    opener = urllib.request.build_opener(_SameWay())
    with opener.open(request, timeout=SECONDS) as answer:
        if "html" in (answer.headers.get_content_type() or ""):
            raise DataError(
                f"{shown(url, 100)} answers with a web page, not with a file.",
                "Open the address in a browser; the file may have moved. --base names another.",
            )
        if have and answer.status != http.client.PARTIAL_CONTENT:
            have = 0
        total = have + int(answer.headers.get("Content-Length") or 0)
        if total > LARGEST:
            raise DataError(
                f"{shown(url, 100)} is {total:,} bytes, more than {LARGEST:,}.",
                "Download it yourself if it is meant.",
            )
        with part.open("ab" if have else "wb") as file:
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                have += len(chunk)
                if have > LARGEST:
                    raise DataError(f"{shown(url, 100)} does not end.", "Download it yourself.")
                if progress:
                    progress(have, total)
        return total if answer.headers.get("Content-Length") else 0


def _refused(url: str, error: urllib.error.HTTPError) -> DataError:
    if error.code == 404:
        return DataError(
            f"There is no file at {shown(url, 120)} (404).",
            "Check year and prefecture; the file may have moved (--base names another place).",
        )
    return DataError(
        f"{shown(url, 120)} answers {error.code} ({shown(error.reason, 40)[1:-1]}).",
        "Try again later, or download it in a browser.",
    )
