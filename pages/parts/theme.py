"""Colours and the one look of all charts."""

from typing import Any

import altair as alt

PRIMARY = "#0f6e84"
GOOD, FAIR, POOR, MUTED = "#2a8f5b", "#d08a00", "#c0392b", "#8a97a6"
SERIES = ["#0f6e84", "#e69f00", "#56a3d9", "#a0508c", "#2a8f5b", "#c75d2c", "#6b6fb5", "#8a97a6"]
"""Told apart by people with any colour vision, after Okabe and Ito."""
SCALE = ["#c0392b", "#e08a5a", "#f2d9a0", "#a9d3bd", "#2a8f5b"]
"""From poor to good, for heat maps: red to green through a pale middle, with the number written in each field."""

STATE_COLOURS = {
    "draft": "gray", "trial": "orange", "confirmed": "green", "retired": "gray",
    "running": "blue", "closed": "orange", "released": "green",
    "planned": "gray", "open": "blue", "submitted": "violet", "acknowledged": "green", "contested": "orange",
    "upheld": "green", "superseded": "gray", "missed": "red",
}  # fmt: skip
"""Badge colours by state; the word stands beside the colour always."""


def dressed(chart: alt.Chart | alt.LayerChart | alt.HConcatChart) -> Any:
    """`chart` in the house's look; light and dark backgrounds come from the page."""
    return (
        chart.configure(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=220, grid=True, gridOpacity=0.25, domainOpacity=0.3)
        .configure_legend(labelFontSize=12, titleFontSize=12, labelLimit=220)
        .configure_range(category=SERIES)
    )

STYLE = """<style>
.stMainBlockContainer { padding-top: 3.2rem; padding-bottom: 3rem; }
@media (pointer: coarse) {
  [data-testid="stRadio"] [role="radiogroup"] label { min-height: 2.75rem; align-items: center; padding-right: .75rem; }
  [data-testid="stCheckbox"] label { min-height: 2.75rem; align-items: center; }
  [data-testid="stPopover"] button, [data-testid="stButton"] button { min-height: 2.75rem; }
}
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } h1 { font-size: 1.4rem !important; } }
</style>"""
"""Constant, no data in it: closer to the top edge, and targets a thumb can hit (44 px) where there is no mouse."""
