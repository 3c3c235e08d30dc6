"""Reports as PDF, by typst. The layout is layout.typ beside this file; everything said goes to it as data.

Font: Noto Sans CJK, embedded, see `charts.FONTS`. The same report gives the same bytes.
"""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from core.exchange.report.charts import FAMILY, MADE_AT, fonts
from core.exchange.report.values import LINE_CM, Block, Callout, Heading, Paragraph, Picture, Report, Table, printable
from core.words import Language

_REGION = {Language.ENGLISH: ("en", "GB"), Language.SIMPLIFIED: ("zh", "CN"), Language.TRADITIONAL: ("zh", "TW")}


@cache
def _layout() -> bytes:
    return Path(__file__).with_name("layout.typ").read_bytes()


def to_pdf(report: Report) -> bytes:
    """A tagged A4 PDF of `report`, its page numbers counted, its headings as bookmarks."""
    language, region = _REGION[report.language]
    with TemporaryDirectory(prefix="report-") as folder:
        told = {
            "title": printable(report.title),
            "subtitle": printable(report.subtitle),
            "facts": [[printable(label), printable(value)] for label, value in report.facts],
            "blocks": [_told(block, Path(folder), number) for number, block in enumerate(report.blocks)],
            "footer": printable(report.footer),
            "font": FAMILY[report.language],
            "language": language,
            "region": region,
        }
        Path(folder, "layout.typ").write_bytes(_layout())
        made = typst.compile(
            Path(folder, "layout.typ"),
            root=folder,  # the layout can read the pictures of this report and nothing else
            font_paths=fonts(),
            format="pdf",
            sys_inputs={"report": json.dumps(told)},
            timestamp=MADE_AT,
        )
    return made if isinstance(made, bytes) else b"".join(made or ())


def _told(block: Block, folder: Path, number: int) -> dict[str, object]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": printable(text), "level": level}
        case Paragraph(text):
            return {"kind": "paragraph", "text": printable(text)}
        case Callout(text, title, tone):
            return {"kind": "callout", "text": printable(text), "title": printable(title), "colours": tone.colours}
        case Table():
            return {
                "kind": "table",
                "headers": [printable(cell) for cell in block.headers],
                "rows": [[printable(cell) for cell in row] for row in block.rows],
                "widths": block.shares,
                "align": block.alignment,
                "caption": printable(block.caption),
            }
        case Picture(data, caption, width_cm, alt):
            name = f"{number}.{_ending(data)}"
            (folder / name).write_bytes(data)
            alt = alt or caption
            return {
                "kind": "picture",
                "file": name,
                "caption": printable(caption),
                "width": min(width_cm, LINE_CM),
                "alt": printable(alt),
            }


def _ending(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return "png"
    if data.startswith(b"\xff\xd8"):
        return "jpg"
    if data.lstrip().startswith(b"<svg"):
        return "svg"
    raise ValueError("a picture in a report is PNG, JPEG or SVG")
