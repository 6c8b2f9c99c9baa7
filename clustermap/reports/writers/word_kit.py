"""What Word documents are made of: the page, styles in the language's fonts, fields, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clustermap.errors import DataError
from clustermap.reports.writers.office import FONTS, LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as WordDocument

_INK, _QUIET = "18222C", "56626D"
#: Colors in whose place a template's accent stands.
ACCENTS = ("14506E", "1A6FB0")


def base_document(lang: str, template: Path | None = None) -> WordDocument:
    """Return an empty A4 document in the language's fonts, or the user's template emptied.

    Raises
    ------
    DataError
        The template is no Word document.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    if template is None:
        word = Document()
        _page(word)
        _styles(word, lang)
        return word
    try:
        word = Document(str(template))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise DataError(
            f"{template} is not a Word document.", "Give a .docx file as --template."
        ) from error
    body = word.element.body
    for element in list(body)[:-1]:  # the last one is the page
        body.remove(element)
    known = {style.name for style in word.styles}
    for name in ("Caption", "List Bullet", "Subtitle", "Title"):
        if name not in known:
            word.styles.add_style(name, 1)
    return word


def take_theme(word: WordDocument) -> None:
    """Give a document from a template the template's colors in the place of our own."""
    from docx.oxml.ns import qn

    for color in list(word.element.body.iter(qn("w:color"))):
        value = str(color.get(qn("w:val"))).upper()
        if value in ACCENTS:
            color.set(qn("w:themeColor"), "accent1")
        elif value == _INK:
            color.getparent().remove(color)


def quiet_color(run: Any, size: float, color: str = _QUIET) -> None:
    """Set a run's size and color."""
    from docx.shared import Pt, RGBColor

    run.font.size, run.font.color.rgb = Pt(size), RGBColor.from_string(color)


def keep_row_whole(row: Any) -> None:
    """Keep a row on one page."""
    keep_whole(row, header=False)


def _page(word: WordDocument) -> None:
    from docx.shared import Cm

    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field(paragraph, "PAGE", "1")


def _styles(word: WordDocument, lang: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    latin, east = FONTS[lang]
    sizes = {
        "Normal": 10, "Title": 22, "Subtitle": 10, "Heading 1": 14, "Caption": 8.5,
        "List Bullet": 10,
    }  # fmt: skip
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.size = Pt(size)
        style.font.name = latin
        style.font.italic = False
        quiet = name in {"Caption", "Subtitle"}
        style.font.bold = name in {"Title", "Heading 1"}
        style.font.color.rgb = RGBColor.from_string(_QUIET if quiet else _INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east)):
            fonts.set(qn(f"w:{kind}"), font)
    _language(word.styles["Normal"].element.get_or_add_rPr(), lang)
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    word.styles["Caption"].paragraph_format.space_before = Pt(4)
    word.styles["Heading 1"].paragraph_format.space_before = Pt(16)
    _plain_title(word.styles["Title"])


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field, which Word works out, with what it shows until then."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def _language(properties: Any, lang: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    for kind in ("val", "eastAsia"):
        element.set(qn(f"w:{kind}"), LANGUAGES[lang])
    properties.append(element)


def _plain_title(style: Any) -> None:
    """Take the rule from under the title."""
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def keep_whole(row: Any, *, header: bool) -> None:
    """Keep a row on one page; a header comes again on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
