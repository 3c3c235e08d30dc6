import dataclasses
import io
import zipfile

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from core.exchange.report import (
    Align,
    Callout,
    Heading,
    Paragraph,
    Picture,
    Report,
    Table,
    Tone,
    chart_png,
    svg,
    to_pdf,
    to_word,
)
from core.words import Language

SPEC = {
    "width": 200,
    "height": 100,
    "title": "各检查点得分",
    "data": {"values": [{"point": "启动", "score": 82}, {"point": "规划", "score": 91}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "point", "type": "nominal", "axis": {"labelAngle": 0}},
        "y": {"field": "score", "type": "quantitative"},
    },
}
CODE = '#panic("x") $a^2$ *b* _c_ <d> @e \\f `g` ${h} {{i}} [j] //k /*l*/ = m'
WORDS = {
    Language.ENGLISH: "Overall the service is good.",
    Language.SIMPLIFIED: "项目质量总体良好，请保存复核意见。",
    Language.TRADITIONAL: "專案品質整體良好，請儲存複核意見。",
}


def report(language: Language = Language.SIMPLIFIED, *, rows: int = 3, text: str = "") -> Report:
    words = text or WORDS[language]
    return Report(
        title=words,
        language=language,
        subtitle="2026-Q3",
        facts=((words, "86.4"),),
        blocks=(
            Heading(words),
            Paragraph(words),
            Callout(words, words, Tone.WARNING),
            Picture(svg(SPEC, language), words, 12.0),
            Table(("No", words), tuple((f"row-{number}", words) for number in range(rows)), (1, 5), (Align.RIGHT, Align.LEFT), words),
        ),
        footer=words,
    )


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("language", list(Language))
def test_a_pdf_says_every_word_in_every_language(language: Language) -> None:
    assert squeezed(pdf_text(to_pdf(report(language)))).count(squeezed(WORDS[language])) >= 10


def test_a_pdf_carries_the_shapes_of_its_region_inside() -> None:
    for language, family in ((Language.SIMPLIFIED, "NotoSansCJKsc"), (Language.TRADITIONAL, "NotoSansCJKtc")):
        page = PdfReader(io.BytesIO(to_pdf(report(language)))).pages[0]
        found = [font.get_object()["/DescendantFonts"][0].get_object() for font in page["/Resources"]["/Font"].values()]
        assert found
        assert all(family in font["/BaseFont"] for font in found)
        assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object()) for font in found)


def test_a_chart_in_a_pdf_is_drawn_not_photographed() -> None:
    data = to_pdf(report())
    assert "启动" in squeezed(pdf_text(data))
    assert not list(PdfReader(io.BytesIO(data)).pages[0].images)


def test_a_long_table_repeats_its_header_and_pages_are_counted() -> None:
    pages = PdfReader(io.BytesIO(to_pdf(report(Language.ENGLISH, rows=90)))).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert "No" in text.split()
        assert f"{number} / {len(pages)}" in text


def test_text_that_looks_like_code_is_shown_as_it_stands() -> None:
    made = report(text=CODE)
    assert squeezed(pdf_text(to_pdf(made))).count(squeezed(CODE)) >= 10
    assert sum(p.text == CODE for p in docx.Document(io.BytesIO(to_word(made))).paragraphs) >= 6


def test_characters_that_no_document_holds_are_left_out() -> None:
    made = report(text="a\x00b\x0bc\ud800d\u202ee\r\nf")
    assert "abcde" in pdf_text(to_pdf(made))
    assert any(p.text == "abcde\nf" for p in docx.Document(io.BytesIO(to_word(made))).paragraphs)


def test_the_same_report_gives_the_same_pdf() -> None:
    assert to_pdf(report()) == to_pdf(report())


def test_a_pdf_has_title_language_and_bookmarks() -> None:
    reader = PdfReader(io.BytesIO(to_pdf(report(Language.TRADITIONAL))))
    assert reader.metadata.title == WORDS[Language.TRADITIONAL]
    assert reader.trailer["/Root"]["/Lang"] == "zh-TW"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [entry.title for entry in reader.outline] == [WORDS[Language.TRADITIONAL]]


@pytest.mark.parametrize(
    ("language", "font"), [(Language.SIMPLIFIED, "Microsoft YaHei"), (Language.TRADITIONAL, "Microsoft JhengHei")]
)
def test_a_word_document_names_a_chinese_font_for_its_region(language: Language, font: str) -> None:
    data = to_word(report(language))
    styles = zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode()
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        style = docx.Document(io.BytesIO(data)).styles[name].element.xml
        assert f'w:eastAsia="{font}"' in style
        assert "Theme=" not in style.split("<w:rPr>")[1].split("<w:sz ")[0]
    assert ("zh-TW" if language is Language.TRADITIONAL else "zh-CN") in styles


def test_a_word_document_has_real_headings_repeated_table_headers_and_page_numbers() -> None:
    data = to_word(report(rows=5))
    document = docx.Document(io.BytesIO(data))
    styles = [p.style.name for p in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert "Heading 1" in styles
    table = document.tables[1]
    assert len(table.rows) == 6
    assert "<w:tblHeader/>" in table.rows[0]._tr.xml
    assert "<w:tblHeader/>" not in table.rows[1]._tr.xml
    for footer in (document.sections[0].footer, document.sections[0].first_page_footer):
        assert 'w:instr="PAGE"' in footer._element.xml
        assert 'w:instr="NUMPAGES"' in footer._element.xml
    assert len(document.inline_shapes) == 1
    assert document.core_properties.author == ""
    assert document.core_properties.comments == ""


def test_photos_go_into_both_documents() -> None:
    for kind in ("JPEG", "PNG"):
        out = io.BytesIO()
        Image.new("RGB", (80, 60), "teal").save(out, kind)
        made = Report("t", Language.ENGLISH, blocks=(Picture(out.getvalue(), width_cm=99),))
        assert len(PdfReader(io.BytesIO(to_pdf(made))).pages[0].images) == 1
        assert len(docx.Document(io.BytesIO(to_word(made))).inline_shapes) == 1


def test_a_report_may_be_almost_empty() -> None:
    made = Report("空", Language.SIMPLIFIED, blocks=(Table(("a",), ()),))
    assert "空" in pdf_text(to_pdf(made))
    assert to_word(made)


def test_a_chart_picture_has_ink_in_the_chosen_size() -> None:
    small, large = (Image.open(io.BytesIO(chart_png(SPEC, Language.SIMPLIFIED, scale=scale))) for scale in (1, 2))
    assert abs(large.width - 2 * small.width) <= 2
    assert len(large.convert("RGB").getcolors(1 << 20)) > 10


def test_a_chart_never_reads_from_outside() -> None:
    for data in ({"url": "https://example.org/x.csv"}, {"url": "file:///etc/hostname"}):
        with pytest.raises(ValueError, match="inside its description"):
            svg({**SPEC, "data": data}, Language.ENGLISH)
        with pytest.raises(ValueError, match="inside its description"):
            svg({"layer": [{**SPEC, "data": data}]}, Language.ENGLISH)


def test_a_table_of_uneven_rows_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table(("a", "b"), (("only one",),))
    with pytest.raises(ValueError, match="2 values or none"):
        Table(("a", "b"), (), widths=(1,))


def test_a_report_is_a_value() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        report().title = "other"  # type: ignore[misc]


def test_a_table_of_ten_pages_keeps_every_row() -> None:
    made = report(rows=400)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(made))).pages]
    assert len(pages) >= 8
    assert all(f"row-{number}" in "".join(pages) for number in (0, 200, 399))
    assert len(docx.Document(io.BytesIO(to_word(made))).tables[-1].rows) == 401
