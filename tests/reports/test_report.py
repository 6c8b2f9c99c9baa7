"""Reports: their numbers are those of the frames, and other readers open their files."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from html import unescape
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pptx
import pypdf
import pytest
from PIL import Image

from clustermap.errors import OutputError, UnknownNameError
from clustermap.japan import EIGHT_REGIONS, PREFECTURES
from clustermap.locales import keys
from clustermap.locales.numbers import decimal, yen
from clustermap.reports.blocks import FoldedTable, Picture, TextTable
from clustermap.reports.sections.sentences import special
from clustermap.reports.writers.office import fit_widths

if TYPE_CHECKING:
    from pathlib import Path

    from clustermap.atlas import Atlas
    from clustermap.reports.report import Report
    from tests.conftest import Runner

LANGUAGES = ("en", "ja", "ko")
#: Rows of a table before the rest is counted only.
MOST_ROWS = 15
CHOICES: dict[str, dict[str, Any]] = {
    "japan": {},
    "region": {"region": "kyushu", "sector": "semiconductor"},
    "prefectures": {"prefecture": ["Kumamoto", "Miyagi"]},
    "empty": {"prefecture": "Nara", "sector": "shipbuilding"},
}


@pytest.fixture(scope="module")
def made(atlas: Atlas) -> dict[tuple[str, str], Report]:
    found: dict[tuple[str, str], Report] = {}
    for name, choice in CHOICES.items():
        chosen = atlas.select(**choice)
        for lang in LANGUAGES if name == "region" else LANGUAGES[:1]:
            found[name, lang] = chosen.report(lang=lang)
    return found


def _section(report: Report, key: str) -> Any:
    return next(section for section in report.sections if section.key == key)


def _tables(report: Report, key: str) -> list[TextTable]:
    blocks = [b.table if isinstance(b, FoldedTable) else b for b in _section(report, key).blocks]
    return [block for block in blocks if isinstance(block, TextTable)]


def _keys(report: Report) -> set[str]:
    return {section.key for section in report.sections}


def _words(report: Report) -> str:
    parts = [report.title, report.subtitle]
    for section in report.sections:
        parts += [section.message, *(i for b in section.blocks for i in getattr(b, "items", ()))]
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_in_the_text_is_from_the_frames(
    atlas: Atlas, made: dict[tuple[str, str], Report], lang: str
) -> None:
    report = made["region", lang]
    sites = atlas.select(**CHOICES["region"]).sites
    words = _words(report)
    amounts = sites["investment_jpy_bn"].dropna()
    assert str(len(sites)) in words
    assert report.sections[0].message == report.lead.title
    for expected in (
        yen(amounts.sum(), lang),
        yen(amounts.max(), lang),
        str(len(amounts)),
        *(str(n) for n in sites["status"].value_counts()),
    ):
        assert expected in words
    for row in special(report.facts).head(3).itertuples():
        assert decimal(row.lq_sites, 1) in words
        assert decimal(row.lower, 1) in words
    assert f"{(sites['year'] >= 2021).sum()}" in _section(report, "timeline").message


@pytest.mark.parametrize("name", CHOICES)
def test_tables_are_the_frames(made: dict[tuple[str, str], Report], name: str) -> None:
    report = made[name, "en"]
    facts = report.facts
    if name == "empty":
        # no table of one row, no map of nothing
        assert not {"map", "comparison", "sites", "significance"} & _keys(report)
        return
    names = facts.names("en")
    ranks = facts.ranking.set_index("prefecture_code")
    totals = facts.counts.sum(axis=1)
    most = totals[totals > 0].sort_values(ascending=False, kind="stable").head(MOST_ROWS)
    (compared,) = _tables(report, "comparison")
    expected = [
        (names[code], total, f"{ranks['lower'][code]}–{ranks['upper'][code]}")
        for code, total in most.items()
    ]
    assert [(row[0], int(row[3]), row[2]) for row in compared.rows[: len(most)]] == expected
    if len(totals) <= MOST_ROWS:
        last = compared.rows[-1]
        assert (last[0], int(last[3])) == (facts.place("en"), totals.sum())
    if len(facts.selection.sites):
        tables = _tables(report, "sites")
        assert len(tables[0].rows) == len(facts.selection.sites)
        assert set(filter(None, tables[0].links)) == set(facts.selection.sites["source_url"]) - {""}


def test_what_was_left_out_of_a_table_is_counted(made: dict[tuple[str, str], Report]) -> None:
    words = [
        getattr(block, "text", "") for block in _section(made["japan", "en"], "comparison").blocks
    ]
    assert any(word.startswith("15 of 47 prefectures shown") for word in words)


def test_no_significance_is_claimed_where_none_was_found(
    made: dict[tuple[str, str], Report],
) -> None:
    # Kyushu's report has no map of "not significant"; Japan's has what was found
    assert "significance" not in _keys(made["region", "en"])
    report = made["japan", "en"]
    labels = set(report.facts.local.table["label"])
    claims = [getattr(block, "text", "") for block in _section(report, "significance").blocks]
    none = labels <= {"not significant", "not tested"}
    assert any(text.startswith("After correction for 235 tests") for text in claims) == none


def test_a_report_on_a_prefecture_has_what_is_of_it(atlas: Atlas) -> None:
    report = atlas.select(prefecture="Tottori").report()
    assert not {"map", "comparison", "significance", "timeline", "zones"} & _keys(report)
    tables = [table for key in sorted(_keys(report)) for table in _tables(report, key)]
    assert all(len(table.rows) > 1 for table in tables)
    for lang in LANGUAGES:
        paper = atlas.select(prefecture="Tottori").report(lang=lang).render("pdf")
        assert len(pypdf.PdfReader(io.BytesIO(paper)).pages) == 2
    kumamoto = atlas.select(prefecture="Kumamoto").report(lang="ja")
    towns = [row[3] for row in _tables(kumamoto, "sites")[0].rows]
    blocks = [town for at, town in enumerate(towns) if at == 0 or towns[at - 1] != town]
    assert len(blocks) == len(set(blocks))
    assert towns[0] == "菊池市"
    assert "特区は1件です（産業拠点形成連携" in _section(kumamoto, "zones").message
    for row in _tables(kumamoto, "timeline")[0].rows:
        assert row
    rows = kumamoto.facts.events["prefecture_codes"].map(lambda codes: "43" in codes).sum()
    assert len(_tables(kumamoto, "timeline")[0].rows) == rows


@pytest.mark.parametrize("name", CHOICES)
def test_a_word_file_has_headings_captions_links_and_alternatives(
    made: dict[tuple[str, str], Report], name: str
) -> None:
    report = made[name, "en"]
    word = docx.Document(io.BytesIO(report.render("docx")))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == [section.heading for section in report.sections]
    assert word.paragraphs[0].text == report.title
    pictures = [b for s in report.sections for b in s.blocks if isinstance(b, Picture)]
    told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    if report.lead is not None:
        # the map of the brief
        assert report.lead.facts.place.name("en") in told.pop(0)
    assert told == [picture.figure.alternative for picture in pictures]
    fields = [
        e.get(docx.oxml.ns.qn("w:instr")) for e in word.element.iter(docx.oxml.ns.qn("w:fldSimple"))
    ]
    assert sum("SEQ Figure" in one for one in fields) == len(pictures)
    captioned = word.tables[-sum("SEQ Table" in one for one in fields) :]
    # before them the grids of the brief
    assert len(word.tables) - len(captioned) in {2, 3}
    for table in captioned:
        header = table.rows[0]._tr.trPr
        assert header.find(docx.oxml.ns.qn("w:tblHeader")) is not None
    links = {r.target_ref for r in word.part.rels.values() if r.is_external}
    assert len(links) >= (20 if name == "japan" else 1)
    assert word.core_properties.title == report.title


@pytest.mark.parametrize("name", CHOICES)
def test_slides_say_one_thing_each_and_stay_on_the_slide(
    made: dict[tuple[str, str], Report], name: str
) -> None:
    report = made[name, "en"]
    show = pptx.Presentation(io.BytesIO(report.render("pptx")))
    wide, high = show.slide_width, show.slide_height
    assert wide / high == pytest.approx(16 / 9, abs=0.01)
    messages = [slide.shapes.title.text_frame.text for slide in show.slides]
    # a sentence without a list, table or picture stands on the last slide
    assert messages == [one.message for one in report.sections if one.blocks]
    last = "\n".join(one.text_frame.text for one in show.slides[-1].shapes if one.has_text_frame)
    assert all(one.message in last for one in report.sections if not one.blocks)
    assert all(slide.has_notes_slide for slide in show.slides)
    charts = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]
    if name == "japan":
        ranked = next(chart for chart in charts if len(chart.plots[0].series) == 5)
        most = report.facts.counts.sum(axis=1).sort_values(ascending=False, kind="stable").head(15)
        drawn = [sum(one) for one in zip(*(s.values for s in ranked.series), strict=True)]
        assert drawn == most.tolist()
        (quotients,) = (one for one in charts if "errBars" in one._chartSpace.xml)
        found = special(report.facts).head(12)
        plotted = quotients.plots[0].series[0]
        assert list(plotted.values) == pytest.approx(found["lq_sites"].round(4).tolist())
        low = plotted._element.xpath("c:errBars/c:minus//c:v/text()")
        ends = [float(one) for one in low]
        assert ends == pytest.approx((found["lq_sites"] - found["lower"]).tolist(), abs=1e-4)
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= wide
            assert shape.top + shape.height <= high
            if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE:
                assert shape._element.nvPicPr.cNvPr.get("descr")


def test_a_template_keeps_its_fonts_and_colors_in_a_long_report(
    made: dict[tuple[str, str], Report], tmp_path: Path
) -> None:
    pptx.Presentation().save(str(tmp_path / "own.pptx"))
    word = docx.Document()
    word.styles["Normal"].font.name = "Georgia"
    word.save(str(tmp_path / "own.docx"))
    report = made["prefectures", "en"]
    with zipfile.ZipFile(io.BytesIO(report.render("pptx", tmp_path / "own.pptx"))) as file:
        slides = [
            file.read(name).decode()
            for name in file.namelist()
            if re.fullmatch(r"ppt/(slides/slide|charts/chart)\d+\.xml", name)
        ]
    assert len(slides) > len(report.sections)
    # all text takes the theme's font, headings and heads of tables its colors
    assert not any("typeface=" in text for text in slides)
    assert any('schemeClr val="accent1"' in text for text in slides)
    made_word = docx.Document(io.BytesIO(report.render("docx", tmp_path / "own.docx")))
    assert made_word.styles["Normal"].font.name == "Georgia"
    xml = made_word.element.xml
    assert "w:ascii=" not in xml
    assert 'w:val="18222C"' not in xml
    assert 'w:themeColor="accent1"' in xml


def test_the_structure_of_a_pdf_has_headings_tables_and_described_pictures(
    made: dict[tuple[str, str], Report],
) -> None:
    report = made["region", "ja"]
    reader = pypdf.PdfReader(io.BytesIO(report.render("pdf")))
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == len(report.sections)
    tables = sum(len(_tables(report, section.key)) for section in report.sections[1:])
    assert kinds.count("/Table") == tables + 1  # the brief's list
    assert {"/TH", "/TD", "/L", "/Figure"} <= set(kinds)
    assert all(words for kind, words in found if kind == "/Figure")


@pytest.mark.parametrize(
    ("name", "lang"), [("japan", "en"), *(("region", one) for one in LANGUAGES), ("empty", "en")]
)
def test_a_pdf_is_tagged_and_its_text_and_bookmarks_can_be_read(
    made: dict[tuple[str, str], Report], name: str, lang: str
) -> None:
    report = made[name, lang]
    reader = pypdf.PdfReader(io.BytesIO(report.render("pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == lang
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert [one.title for one in reader.outline] == [s.heading for s in report.sections]
    text = re.sub(r"\s|-\n", "", "".join(page.extract_text() for page in reader.pages))
    for section in report.sections:
        assert re.sub(r"\s", "", section.heading) in text
    assert re.sub(r"\s", "", report.title) in text
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("NotoSansCJK" in font or "DejaVu" in font for font in fonts)


def test_files_are_the_same_bytes_on_every_run(
    atlas: Atlas, made: dict[tuple[str, str], Report]
) -> None:
    again = atlas.select(**CHOICES["region"]).report(lang="ja")
    for form in ("html", "docx", "pptx", "pdf", "xlsx"):
        assert again.render(form) == made["region", "ja"].render(form), form
    with zipfile.ZipFile(io.BytesIO(again.render("docx"))) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {2026}


def test_markdown_has_its_pictures_beside_it(
    made: dict[tuple[str, str], Report], tmp_path: Path
) -> None:
    report = made["region", "ko"]
    files = report.save(tmp_path / "a b.md")
    text = files[0].read_text("utf-8")
    addresses = re.findall(r"!\[[^]]+\]\(<a%20b_files/(\d+\.png)>\)", text)
    assert addresses
    assert addresses == [path.name for path in files[1:]]
    for path in files[1:]:
        with Image.open(path) as image:
            assert image.width > 1000
    assert text.startswith(f"# {report.title}")


def test_html_holds_the_interactive_map_and_asks_no_host(
    made: dict[tuple[str, str], Report],
) -> None:
    html = made["region", "ja"].render("html").decode()
    outside = unescape(html)
    assert "clustermap-data" in outside
    assert 'sandbox="allow-scripts' in html
    assert not re.findall(r"<(?:img|script|link)[^>]*(?:src|href)=\"https?:", html)


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftoppm") is None,
    reason="LibreOffice or poppler is not installed",
)
@pytest.mark.wide
@pytest.mark.parametrize("form", ["docx", "pptx"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_libreoffice_opens_it_and_no_letter_is_missing(
    made: dict[tuple[str, str], Report], tmp_path: Path, form: str, lang: str
) -> None:
    report = made["region", lang]
    (file,) = report.save(tmp_path / f"report.{form}")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    reader = pypdf.PdfReader(tmp_path / "report.pdf")
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    for section in report.sections:
        # on slides the brief stands in the place of the summary
        assert re.sub(r"\s", "", section.heading) in text or (form, section.key) == (
            "pptx", "summary",
        )  # fmt: skip
    assert "\ufffd" not in text
    if form == "pptx":
        assert len(reader.pages) == sum(1 for one in report.sections if one.blocks)
    subprocess.run(
        ["pdftoppm", "-r", "30", "-png", "-l", "3", str(tmp_path / "report.pdf"), str(tmp_path / "page")],
        check=True, timeout=120,
    )  # fmt: skip
    pages = list(tmp_path.glob("page*.png"))
    assert pages
    for path in pages:
        with Image.open(path) as image:
            assert len(image.convert("RGB").getcolors(10**6)) > 20  # not an empty page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_workbook_has_the_tables_typed_and_in_the_language(
    made: dict[tuple[str, str], Report], lang: str
) -> None:
    report = made["region", lang]
    book = openpyxl.load_workbook(io.BytesIO(report.render("xlsx")))
    assert len(book.sheetnames) == 5
    assert book[book.sheetnames[0]]["A4"].value == report.lead.title
    (chart,) = book[book.sheetnames[0]]._charts
    assert type(chart).__name__ == "BarChart"
    sheet = book[book.sheetnames[1]]
    sites = report.facts.selection.sites
    assert sheet.max_row == len(sites) + 1
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes == "B2"
    amounts = [cell.value for cell in sheet["I"][1:] if cell.value is not None]
    assert sum(amounts) == pytest.approx(
        sites["investment_jpy_bn"].sum() * (1 if lang == "en" else 10)
    )
    assert sheet["I2"].number_format == "#,##0.0"
    links = {cell.hyperlink.target for cell in sheet["K"][1:] if cell.hyperlink}
    assert len(links) == sites["source_url"].nunique()
    if lang != "en":
        words = [c.value for c in sheet[1]] + [c.value for c in book[book.sheetnames[2]][1]]
        assert not [word for word in words if re.fullmatch(r"[A-Za-z ()¥]+", str(word))]


def test_columns_fill_the_width_and_hold_their_longest_words() -> None:
    table = TextTable(
        "",
        ["Prefecture", "n", "Note"],
        [["Kumamoto", "12", "a rather long note " * 4]],
        frozenset({1}),
    )
    widths = fit_widths(table, 100, 1, 1)
    assert sum(widths) == pytest.approx(100)
    assert widths[0] >= 11
    assert widths[1] >= 3
    assert widths[2] == max(widths)


@pytest.mark.parametrize("ending", ["odt", "", "csv"])
def test_an_ending_that_is_no_report_is_refused(
    made: dict[tuple[str, str], Report], tmp_path: Path, ending: str
) -> None:
    with pytest.raises(OutputError, match="no format of a report"):
        made["empty", "en"].save(tmp_path / f"a.{ending}")
    with pytest.raises(UnknownNameError):
        made["empty", "en"].facts.indicators.find("nothing like it")


def test_the_command_writes_a_report(run: Runner, tmp_path: Path) -> None:
    done = run("report", "--prefecture", "43", "--lang", "ja", "-o", "a.pdf")
    assert done.status == 0
    assert "Wrote a.pdf: 熊本県の産業集積." in done.err
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert run("report", "-o", "a.odt").status == 1


def test_text_from_data_is_never_markup(atlas: Atlas) -> None:
    report = atlas.select(prefecture="43").report(title='#set page() </title><b> [x](y) *z* "q"')
    html = report.render("html").decode()
    assert "</title><b>" not in html
    assert "#set page() &lt;/title&gt;&lt;b&gt; [x](y) *z*" in html
    reader = pypdf.PdfReader(io.BytesIO(report.render("pdf")))
    assert reader.metadata.title == report.title


PLACES: dict[str, dict[str, Any]] = {
    **{one.en: {"prefecture": one.code} for one in PREFECTURES},
    **{one.id: {"region": one.id} for one in EIGHT_REGIONS},
    **{sector: {"sector": sector} for sector in keys("sector")},
}


SAMPLE = [("Tottori", "en"), ("Ehime", "ko"), ("shikoku", "ja"), ("bio", "en")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A sample of places and languages, all of them with ``--full``."""
    if metafunc.function is test_no_report_says_what_says_nothing:
        full = metafunc.config.getoption("full")
        cases = list(itertools.product(PLACES, LANGUAGES)) if full else SAMPLE
        metafunc.parametrize(("place", "lang"), cases)


def test_no_report_says_what_says_nothing(atlas: Atlas, place: str, lang: str) -> None:
    report = atlas.select(**PLACES[place]).report(lang=lang)
    words = _words(report)
    for empty in (
        "of which 1 ",
        "うち都道府県全域に及ぶもの",
        "1.0 times the",
        "{",
        "beyond chance",
    ):
        assert empty not in words
    bullets = next(block for block in report.sections[0].blocks if hasattr(block, "items")).items
    assert len(set(bullets)) == len(bullets)
    assert report.sections[0].message not in bullets
    # no range of ranks wider than a third of the field
    for found in re.findall(r"(\d+)(?:st|nd|rd|th) to (\d+)|(\d+)[～~](\d+)[位위]", words):
        low, high = filter(None, found)
        assert int(high) - int(low) <= 15
    for section in report.sections:
        tables = _tables(report, section.key)
        assert all(len(table.rows) > 1 or section.key == "sites" for table in tables)
        assert section.message
    order = [section.key for section in report.sections]
    assert order[0] == "summary"
    assert order[-1] == "notes"
    assert report.lead.title == report.sections[0].message
    # a sentence of one section is not said by another
    said = [section.message for section in report.sections]
    assert len(set(said)) == len(said)
    if lang == "ja":
        sentences = [one for text in words.split("\n") for one in text.split("。")]
        assert not [
            one for one in sentences if re.search(r"(ない|(?<![まで])した|れる|いる|である)$", one)
        ]
    if lang == "ko":
        assert not re.search(r"(이다|한다|없다|있다)\.", words)
