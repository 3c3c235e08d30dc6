"""Charts for documents: a Vega-Lite description becomes an SVG or a PNG, Chinese included, without system fonts.

Vega-Lite lays the chart out (vl-convert); typst draws the SVG's text with the reports' own font, because
vl-convert shows a variable font in its thinnest weight where the system has no other.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import typst
import vl_convert
from lxml import etree

from core.words import Language

FONTS = Path(manimgx_fonts_cjk.__file__).parent
"""Noto Sans CJK as Noto publishes it (SIL OFL 1.1), from PyPI with the other requirements: one variable file with
every weight and with the shapes of each region as families of their own. It covers GB 2312, GBK and Big5 whole."""

FAMILY = {
    Language.ENGLISH: "Noto Sans CJK SC",
    Language.SIMPLIFIED: "Noto Sans CJK SC",
    Language.TRADITIONAL: "Noto Sans CJK TC",
}

MADE_AT = 946_684_800
"""The second written into documents instead of the clock, so that the same report has the same bytes."""

_WEIGHTS = {"": 400, "normal": 400, "bold": 700, "lighter": 300, "bolder": 700}
_TEXTS = ("{http://www.w3.org/2000/svg}text", "{http://www.w3.org/2000/svg}tspan")
_DRAWING = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


@cache
def fonts() -> typst.Fonts:
    """The one font of all documents. The system's are left out: a report looks the same everywhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def _measure_with_our_font() -> None:
    vl_convert.register_font_directory(str(FONTS))


def svg(spec: Mapping[str, Any], language: Language) -> bytes:
    """The SVG of a Vega-Lite description whose data is inside it; in a PDF it stays sharp and its text can be copied.

    Raises ValueError if the description names anything outside itself (a URL or a file).
    """
    if _points_outside(spec):
        raise ValueError("a chart's data must be inside its description")
    _measure_with_our_font()
    family = FAMILY[language]
    styled = dict(spec)
    styled["config"] = {**spec.get("config", {}), "font": family}
    drawn = vl_convert.vegalite_to_svg(styled, allowed_base_urls=[])
    root = etree.fromstring(drawn.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    for text in root.iter(*_TEXTS):
        if text.tag == _TEXTS[0] or "font-weight" in text.attrib:
            given = text.get("font-weight", "")
            weight = _WEIGHTS.get(given) or int(given)
            text.set("font-family", family)
            # A variable font drawn at "normal" shows its thinnest weight unless the axis is named.
            text.set("font-variation-settings", f"'wght' {weight}")
    return etree.tostring(root)


def png(drawing: bytes, *, scale: float = 2.0) -> bytes:
    """A drawing made by `svg` as PNG; `scale` 2 is right for print."""
    inputs = {"svg": drawing.decode()}
    made = typst.compile(_DRAWING, font_paths=fonts(), format="png", ppi=72 * scale, sys_inputs=inputs)
    return made if isinstance(made, bytes) else made[0]


def chart_png(spec: Mapping[str, Any], language: Language, *, scale: float = 2.0) -> bytes:
    """The PNG of a Vega-Lite description. Raises ValueError as `svg` does."""
    return png(svg(spec, language), scale=scale)


def _points_outside(part: object) -> bool:
    if isinstance(part, Mapping):
        return any((key in ("url", "href") and isinstance(value, str)) or _points_outside(value) for key, value in part.items())
    if isinstance(part, (list, tuple)):
        return any(map(_points_outside, part))
    return False
