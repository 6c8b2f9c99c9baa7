"""Files and text made the same on every machine, and readable in a diff.

What is left out on purpose: scripts, styles, class names, hashes of the content security policy,
pixels and glyphs of pictures, sizes in kB, versions, folders, fonts, numbers of cores, and digits
beyond the ninth.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import tempfile
import textwrap
import zlib
from collections import Counter
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).resolve().parents[2]
DIGITS = 9
#: Smaller numbers are what rounding leaves of 0.
TINY = 1e-12
#: Lines longer than this are cut, and end in a digest of the rest.
WIDEST = 300
_NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{6,}(?:[eE][-+]?\d+)?(?![\w.])")
_FOLDS = (
    (re.compile(r"clustermap,? (version )?\d+\.\d+\.\d+\w*"), "clustermap [version]"),
    (re.compile(r"\b[\d,.]+ (?:kB|MB|bytes)"), "[size]"),
    (re.compile(r"^((?:.*: .*\. )?Font(?: of the pictures)?: ).*$", re.MULTILINE), r"\1[font]."),
    (re.compile(r"\b(on|among) \d+ cores?\b"), r"\1 [n] cores"),
    (re.compile(rf"{re.escape(tempfile.gettempdir())}/clustermap-\w+"), "[temporary]"),
    (re.compile(r"^(Engine: .*; )[\d.,]+ s\.$", re.MULTILINE), r"\1[time]."),
    (re.compile(r"\[Errno \d+\] "), ""),
    (re.compile(r"\b([a-z]+(?:_[a-z]+)*)_[0-9a-f]{32}\b"), r"\1_[id]"),
)


def digest(value: str | bytes) -> str:
    """Return a short SHA-256."""
    raw = value.encode() if isinstance(value, str) else value
    return hashlib.sha256(raw).hexdigest()[:12]


def rounded(value: float) -> str:
    """Show a number with nine digits."""
    return "0" if abs(value) < TINY else f"{value:.{DIGITS}g}"


def fold(text: str) -> str:
    """Replace what differs between machines and versions."""
    for name, place in (("[here]", Path.cwd()), ("[root]", ROOT)):
        text = text.replace(str(place), name)
    for pattern, instead in _FOLDS:
        text = pattern.sub(instead, text)
    return _NUMBER.sub(lambda found: rounded(float(found[0])), text)


def cut(lines: Iterable[str], most: int, letters: int) -> list[str]:
    """Keep the first lines; of the others, how many they are and a digest of the whole."""
    every = list(lines)
    kept: list[str] = []
    room = letters
    for line in every:
        short = line if len(line) <= WIDEST else _short(line)
        room -= len(short.encode())
        if len(kept) == most or room < 0:
            break
        kept.append(short)
    if len(kept) < len(every):
        whole = digest("\n".join(every))
        kept.append(f"[{len(every) - len(kept)} of {len(every)} lines more; all: {whole}]")
    return kept


def _short(line: str) -> str:
    return f"{line[: WIDEST - 40]}… [{len(line)} letters, {digest(line)}]"


# --- JSON


def _canonical(value: Any) -> Any:
    """Round the numbers; unpack what is packed."""
    if isinstance(value, float):
        return float(rounded(value))
    if isinstance(value, dict):
        plain = _unpacked(value) if {"data", "positions", "columns"} <= set(value) else value
        return {name: _canonical(one) for name, one in plain.items()}
    if isinstance(value, list):
        return [_canonical(one) for one in value]
    return value


def _unpacked(packed: dict[str, Any]) -> dict[str, Any]:
    """Put digests of the streams in place of their bytes, which depend on zlib."""
    raw, at = base64.b64decode(packed["data"]), 0

    def following(size: int) -> str:
        nonlocal at
        at += size
        return digest(zlib.decompress(raw[at - size : at], -zlib.MAX_WBITS))

    told = dict(packed) | {"data": "", "positions": following(packed["positions"])}
    told["columns"] = [
        {**one, "streams": [following(size) for size in one["streams"]]}
        for one in packed["columns"]
    ]
    return told


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def outline(value: Any, name: str = "", depth: int = 0) -> list[str]:
    """Show a JSON value: small parts as they are, large ones as digests of their parts."""
    flat, space = _flat(value), "  " * depth
    if len(flat) <= 160:
        return [f"{space}{name}: {flat}"]
    head = f"{space}{name}: {len(value)} {digest(flat)}"
    if isinstance(value, str):
        return [f"{head} {value[:80]}…"]
    if isinstance(value, dict) and depth < 2 and len(value) <= 60:
        return [head, *(line for key in value for line in outline(value[key], key, depth + 1))]
    if isinstance(value, dict):
        parts = [f"{key}={digest(_flat(one))[:6]}" for key, one in value.items()]
    elif isinstance(value[0], dict) and "id" in value[0]:
        parts = [f"{one.get('id')}={digest(_flat(one))[:6]}" for one in value]
    else:
        return [f"{head} {flat[:80]}…"]
    return [head, f"{space}  {' '.join(parts)}"]


def _json(text: str) -> list[str]:
    """Show JSON as it stands; pages inside it as pages."""
    if "<script" not in text and "srcdoc=" not in text:
        return text.splitlines()

    def inside(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: inside(one) for name, one in value.items()}
        return html(value) if isinstance(value, str) and "<" in value else value

    return json.dumps(inside(json.loads(text)), ensure_ascii=False, indent=1).splitlines()


def _geojson(text: str) -> list[str]:
    from shapely.geometry import shape

    return [
        f"{_flat(_canonical(one['properties']))} {_shape(shape(one['geometry']))}"
        for one in json.loads(text)["features"]
    ]


def _shape(geometry: Any) -> str:
    """Name a geometry: kind and a digest of its corners to a meter or so."""
    import shapely

    corners = [f"{x:.5f},{y:.5f}" for x, y in shapely.get_coordinates(geometry)]
    # -0.00000 is 0.00000
    return f"{geometry.geom_type} {digest(' '.join(corners).replace('-0.00000', '0.00000'))}"


# --- HTML and SVG

_INLINE = (
    "td|th|a|span|b|em|strong|small|code|title|option|br|summary|caption|figcaption|label|path|rect"
)
_QUOTED = r"""=(?:"[^"]*"|'[^']*')"""


def html(text: str) -> list[str]:
    """Show a page: the data of its maps, then its markup without scripts and styles."""
    found: list[str] = []

    def inner(match: re.Match[str]) -> str:
        found.extend(("page in a frame:", *(f"| {line}" for line in html(unescape(match[1]))), ""))
        return 'srcdoc="[page above]"'

    def script(match: re.Match[str]) -> str:
        if "application/json" in match[1]:
            found.extend((*outline(_canonical(json.loads(match[2])), "data of the map"), ""))
            return "<script>[data above]"
        source = re.search(r'src="([^"]*)"', match[1])
        return f"<script src={source[1]}>" if source else "<script>[…]"

    # one letter, two spellings
    text = text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
    text = re.sub(r'srcdoc="([^"]*)"', inner, text)
    text = re.sub(r"<script\b([^>]*)>(.*?)</script>", script, text, flags=re.DOTALL)
    text = re.sub(r"<style\b[^>]*>.*?</style>", "<style>[…]", text, flags=re.DOTALL)
    text = re.sub(rf"\s(?:class|style|integrity){_QUOTED}", "", text)
    text = re.sub(r"((?:&#x27;|')sha\d+-[\w+/=]+(?:&#x27;|')\s?)+", "'sha-…' ", text)
    text = re.sub(r"leaflet@[\d.]+", "leaflet@…", text)
    text = re.sub(r'\b(d|points)="([^"]{40,})"', lambda m: f'{m[1]}="[{digest(m[2])}]"', text)
    text = _pictures(text)
    text = re.sub(rf"\s*(?=<(?!/|(?:{_INLINE})\b))", "\n", text)
    return found + [line.rstrip() for line in text.split("\n") if line.strip()]


def _pictures(text: str) -> str:
    """Put what a picture is in place of its bytes."""

    def instead(match: re.Match[str]) -> str:
        raw = base64.b64decode(match[2])
        if match[1] == "svg+xml":
            head = raw.decode().split(">", 1)[0]
            sizes = re.findall(r'\b(?:width|height)="([^"]*)"', head)
            return f"[svg {'x'.join(sizes)} {digest(' '.join(html(raw.decode())))}]"
        return f"[{match[1]}{' ' + _size(raw) if match[1] == 'png' else ''}]"

    return re.sub(r"data:image/([a-z+]+);base64,([A-Za-z0-9+/=]+)", instead, text)


def _size(raw: bytes) -> str:
    """Return the size of a PNG, from its head."""
    return f"{int.from_bytes(raw[16:20], 'big')}x{int.from_bytes(raw[20:24], 'big')}"


def svg(text: str) -> list[str]:
    """Show a drawn map: its words, and how many shapes are filled in which color."""
    from xml.etree import ElementTree as ET

    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314
    root = ET.fromstring(text, parser)  # noqa: S314
    lines = [" ".join(f"{key}={root.get(key)}" for key in ("width", "height", "role", "lang"))]
    fills: Counter[str] = Counter()
    words: list[str] = []

    def walk(one: Any, *, lettered: bool) -> None:
        if not isinstance(one.tag, str):
            words.extend([str(one.text).strip()] if lettered else [])
            return
        tag = one.tag.rpartition("}")[2]
        lettered = lettered or one.get("id", "").startswith("text_")
        if tag in {"title", "desc", "description", "source", "language", "text"} and one.text:
            lines.append(f"{tag}: {' '.join(one.text.split())}")
        if tag in {"path", "use", "image"} and not lettered:
            style = f"{one.get('style', '')};fill:{one.get('fill', '')}"
            fills[f"{tag} {(re.findall(r'fill: ?([^;]+)', style) or ['-'])[0]}"] += 1
        for child in () if tag == "defs" else one:
            walk(child, lettered=lettered)

    walk(root, lettered=False)
    lines += [f"text: {word}" for word in words if word]
    return lines + [f"shapes: {name} × {number}" for name, number in sorted(fills.items())]


# --- other files


def _png(raw: bytes) -> list[str]:
    from PIL import Image

    with Image.open(io.BytesIO(raw)) as picture:
        told = {key: str(value) for key, value in picture.info.items() if isinstance(value, str)}
        lines = [f"png {picture.width}x{picture.height} {picture.mode}"]
        dpi = [round(float(one)) for one in picture.info.get("dpi", ())]
    told.pop("Software", None)
    return [*lines, f"dpi: {dpi}", *(f"{key}: {told[key]}" for key in sorted(told))]


def _pdf(raw: bytes) -> list[str]:
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(raw))
    about = dict(pages.metadata or {})
    lines = [f"pdf, {len(pages.pages)} pages"]
    lines += [f"{key}: {about[key]}" for key in ("/Title", "/Author", "/Subject") if key in about]
    for page in pages.pages:
        words = " ".join(page.extract_text().split())
        lines += ["--", *textwrap.wrap(words, 100, break_on_hyphens=False)]
    return lines


def _docx(raw: bytes) -> list[str]:
    import docx
    from docx.table import Table

    document = docx.Document(io.BytesIO(raw))
    about = document.core_properties
    lines = [f"docx: {about.title} | {about.author} | {about.language}"]
    for one in document.iter_inner_content():
        if isinstance(one, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in one.rows]
            continue
        style = one.style.name if one.style is not None else ""
        lines += [f"{style}: {one.text}"] if one.text else []
        lines += [f"[picture] {alt}" for alt in one._p.xpath(".//wp:docPr/@descr")]
    return lines


def _pptx(raw: bytes) -> list[str]:
    import pptx

    slides = pptx.Presentation(io.BytesIO(raw))
    lines = [f"pptx: {slides.core_properties.title} | {slides.slide_width}x{slides.slide_height}"]
    for number, slide in enumerate(slides.slides, start=1):
        lines.append(f"-- slide {number}")
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines += [one for one in shape.text_frame.text.split("\n") if one.strip()]
            elif getattr(shape, "has_table", False):
                rows = shape.table.rows
                lines += [" | ".join(cell.text for cell in row.cells) for row in rows]
            else:
                alt = shape._element.xpath(".//p:cNvPr/@descr")
                lines.append(f"[{'chart' if shape.has_chart else 'picture'}] {' '.join(alt)}")
        if slide.has_notes_slide:
            lines.append(f"notes: {slide.notes_slide.notes_text_frame.text}")
    return lines


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return rounded(value)
    return "" if value is None else str(value)


def _rows(rows: Iterable[Iterable[Any]]) -> list[str]:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([map(_cell, row) for row in rows])
    return buffer.getvalue().splitlines()


def _xlsx(raw: bytes) -> list[str]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(raw))
    lines = []
    for sheet in book:
        lines.append(f"sheet {sheet.title}, frozen at {sheet.freeze_panes}")
        # a text of digits is no number
        lines += _rows(
            [f"'{cell}" if isinstance(cell, str) and _numeric(cell) else cell for cell in row]
            for row in sheet.iter_rows(values_only=True)
        )
    return lines


def _numeric(cell: str) -> bool:
    return re.fullmatch(r"-?[\d.]+", cell) is not None


def _parquet(raw: bytes) -> list[str]:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(raw))
    types = [f"{one.name}: {str(one.type).replace('large_', '')}" for one in table.schema]
    columns = [column.to_pylist() for column in table.columns]
    return [", ".join(types), *_rows(zip(*columns, strict=True))]


def _gpkg(raw: bytes) -> list[str]:
    import geopandas as gpd

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.gpkg"
        file.write_bytes(raw)
        frame = gpd.read_file(file)
    shapes = [_shape(one) for one in frame.geometry]
    plain = frame.drop(columns="geometry")
    lines = [f"{frame.crs.to_string()}: {', '.join(plain.columns)}"]
    rows = [[*row, one] for row, one in zip(plain.itertuples(index=False), shapes, strict=True)]
    return lines + _rows(rows)


def text(words: str) -> list[str]:
    """Show text, whatever it holds: pages without scripts, JSON, or as it is."""
    mark = "\ufeff"
    lines = [] if not words.startswith(mark) else ["[byte order mark]"]
    words = fold(words.removeprefix(mark))
    if words[:1] in {"{", "["} and words.rstrip()[-1:] in {"}", "]"}:
        return lines + _json(words)
    if "<script" in words or "srcdoc=" in words or words.lstrip().startswith(("<", "<!doctype")):
        return lines + html(words)
    return lines + _pictures(words).split("\n")


_READERS: dict[str, Callable[[bytes], list[str]]] = {
    ".png": _png, ".pdf": _pdf, ".docx": _docx, ".pptx": _pptx, ".xlsx": _xlsx,
    ".parquet": _parquet, ".pq": _parquet, ".gpkg": _gpkg,
}  # fmt: skip
_TEXTS: dict[str, Callable[[str], list[str]]] = {".svg": svg, ".geojson": _geojson}


def file(path: Path) -> list[str]:
    """Show a file that was written."""
    raw, ending = path.read_bytes(), path.suffix.lower()
    if ending in _READERS:
        return fold("\n".join(_READERS[ending](raw))).split("\n")
    try:
        words = raw.decode()
    except UnicodeDecodeError:
        return [f"{ending.removeprefix('.')} {digest(raw)}"]
    if ending in _TEXTS:
        return fold("\n".join(_TEXTS[ending](words))).split("\n")
    if ending == ".html":
        return html(fold(words))
    return text(words)
