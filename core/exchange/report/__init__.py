"""Reports: one set of frozen values, drawn as a Word document or as a PDF.

    made = Report(title=..., language=Language.SIMPLIFIED, blocks=(Heading(...), Table(...), Picture(svg(spec, language))))
    to_word(made), to_pdf(made)      # bytes

Font: Noto Sans CJK (SIL Open Font License 1.1), which comes with the requirements as a PyPI package; nothing has to be
installed on the machine. It was chosen because one file has Simplified and Traditional shapes in every weight, covers
GB 2312, GBK and Big5 whole, and brings its licence along. PDFs and charts carry it inside them; Word documents name
fonts that Windows and Office have.
"""

from core.exchange.report.charts import chart_png, svg
from core.exchange.report.pdf import to_pdf
from core.exchange.report.values import Align, Block, Callout, Heading, Paragraph, Picture, Report, Table, Tone
from core.exchange.report.word import to_word

__all__ = [
    "Align",
    "Block",
    "Callout",
    "Heading",
    "Paragraph",
    "Picture",
    "Report",
    "Table",
    "Tone",
    "chart_png",
    "svg",
    "to_pdf",
    "to_word",
]
