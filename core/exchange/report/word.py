"""Reports as Word documents, by python-docx: real styles, repeated table headers, counted pages.

Word takes its fonts from the reader's machine: Microsoft YaHei for Simplified and Microsoft JhengHei for Traditional
Chinese come with Windows and Office; elsewhere Word replaces them by a Chinese font it has.
"""

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from core.exchange.report.charts import png
from core.exchange.report.values import (
    LINE_CM,
    Align,
    Block,
    Callout,
    Heading,
    Paragraph,
    Picture,
    Report,
    Table,
    printable,
)
from core.words import Language

MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001  written into every document instead of the clock
LATIN = "Arial"
EAST_ASIAN = {
    Language.ENGLISH: ("Microsoft YaHei", "zh-CN"),
    Language.SIMPLIFIED: ("Microsoft YaHei", "zh-CN"),
    Language.TRADITIONAL: ("Microsoft JhengHei", "zh-TW"),
}
ACCENT, INK, SOFT = RGBColor(0x0F, 0x6B, 0x7A), RGBColor(0x1B, 0x2A, 0x33), RGBColor(0x5B, 0x6B, 0x75)

_STYLES = {  # name: (points, colour, bold, points before, points after)
    "Normal": (10, INK, False, 0, 6),
    "Title": (20, ACCENT, True, 0, 4),
    "Subtitle": (11.5, SOFT, False, 0, 10),
    "Heading 1": (14, ACCENT, True, 16, 6),
    "Heading 2": (12, INK, True, 12, 4),
    "Heading 3": (10.5, INK, True, 10, 4),
    "Caption": (8.5, SOFT, False, 2, 8),
    "Header": (8, SOFT, False, 0, 0),
    "Footer": (8, SOFT, False, 0, 0),
}
_ALIGN = {Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT, Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER, Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT}


def to_word(report: Report) -> bytes:
    """A .docx of `report` on A4."""
    document = docx.Document()
    _lay_out(document, report)
    document.add_paragraph(printable(report.title), style="Title")
    if report.subtitle:
        document.add_paragraph(printable(report.subtitle), style="Subtitle")
    if report.facts:
        _facts(document, report.facts)
    for block in report.blocks:
        _draw(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lay_out(document: Document, report: Report) -> None:
    for name, look in _STYLES.items():
        _style(document, name, look, report.language)
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = printable(report.title), "", "", ""
    about.created = about.modified = MADE_ON
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - LINE_CM) / 2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.different_first_page_header_footer = True  # the title needs no header above it
    section.header.paragraphs[0].text = printable(report.title)
    stops = document.styles["Footer"].element.find(f"{qn('w:pPr')}/{qn('w:tabs')}")
    stops.getparent().remove(stops)  # the template's stand where a narrower page would end
    for foot in (section.first_page_footer.paragraphs[0], section.footer.paragraphs[0]):
        foot.style = document.styles["Footer"]
        foot.paragraph_format.tab_stops.add_tab_stop(Cm(LINE_CM), WD_TAB_ALIGNMENT.RIGHT)
        foot.add_run(printable(report.footer) + "\t")
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")


def _style(document: Document, name: str, look: tuple[float, RGBColor, bool, float, float], language: Language) -> None:
    size, colour, bold, before, after = look
    style = document.styles[name]
    style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = Pt(size), bold, False, colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()  # the template's theme fonts would win over ours
    family, tag = EAST_ASIAN[language]
    for script, font in {"ascii": LATIN, "hAnsi": LATIN, "cs": LATIN, "eastAsia": family}.items():
        fonts.set(qn(f"w:{script}"), font)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_element("w:lang", val="en-GB", eastAsia=tag))
    border = style.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if border is not None:  # the template underlines its title
        border.getparent().remove(border)


def _draw(document: Document, block: Block) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(printable(text), level)
        case Paragraph(text):
            document.add_paragraph(printable(text))
        case Callout():
            _callout(document, block)
        case Table():
            _table(document, block)
        case Picture():
            _picture(document, block)


def _facts(document: Document, facts: tuple[tuple[str, str], ...]) -> None:
    table = document.add_table(rows=len(facts), cols=2)
    widths = (Cm(4.5), Cm(LINE_CM - 4.5))
    _set_widths(table, widths)
    for row, texts in zip(table.rows, facts, strict=True):
        for cell, text, width, colour in zip(row.cells, texts, widths, (SOFT, INK), strict=True):
            cell.width = width
            _fill(cell.paragraphs[0], text).font.color.rgb = colour
    document.add_paragraph()


def _table(document: Document, block: Table) -> None:
    if block.caption:
        document.add_paragraph(printable(block.caption), style="Caption").paragraph_format.keep_with_next = True
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.headers), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    lines = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        lines.append(_element(f"w:{side}", val="single", sz="4", space="0", color="C9D3D9"))
    table._tbl.tblPr.insert_element_before(lines, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    total = sum(block.shares)
    widths = [Cm(LINE_CM * share / total) for share in block.shares]
    _set_widths(table, widths)
    for number, (row, texts) in enumerate(zip(table.rows, (block.headers, *block.rows), strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("w:cantSplit"))
        if number == 0:
            properties.append(_element("w:tblHeader"))
        for cell, text, width, side in zip(row.cells, texts, widths, block.alignment, strict=True):
            cell.width = width
            run = _fill(cell.paragraphs[0], text)
            cell.paragraphs[0].alignment = _ALIGN[side]
            run.font.size = Pt(9)
            if number == 0:
                run.font.bold = True
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="E6EDF1"))
    document.add_paragraph()


def _set_widths(table: WordTable, widths: Sequence[Length]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _picture(document: Document, block: Picture) -> None:
    data = png(block.data, scale=3) if block.data.lstrip().startswith(b"<svg") else block.data
    place = document.add_paragraph()
    place.alignment = WD_ALIGN_PARAGRAPH.CENTER
    place.paragraph_format.keep_with_next = bool(block.caption)
    drawn = place.add_run().add_picture(io.BytesIO(data), width=Cm(min(block.width_cm, LINE_CM)))
    drawn._inline.docPr.set("descr", printable(block.alt or block.caption))
    if block.caption:
        document.add_paragraph(printable(block.caption), style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER


def _callout(document: Document, block: Callout) -> None:
    bar, ground = block.tone.colours
    parts = [text for text in (block.title, block.text) if text]
    for text in parts:
        place = document.add_paragraph()
        _fill(place, text).font.bold = bool(block.title) and text is parts[0]
        place.paragraph_format.left_indent = Cm(0.3)
        place.paragraph_format.keep_together = True
        place.paragraph_format.keep_with_next = text is not parts[-1]
        properties = place._p.get_or_add_pPr()
        borders = _element("w:pBdr")
        borders.append(_element("w:left", val="single", sz="24", space="6", color=bar))
        # Word wants these two before the spacing that is there already.
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
        shade = _element("w:shd", val="clear", color="auto", fill=ground)
        properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _fill(place: WordParagraph, text: str) -> Run:
    place.paragraph_format.space_after = Pt(2)
    return place.add_run(printable(text))


def _field(place: WordParagraph, code: str) -> None:
    """A value that Word computes, such as the number of the page."""
    field = _element("w:fldSimple", instr=code)
    run = _element("w:r")
    text = _element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    place._p.append(field)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
