"""Colours and the one look of all charts."""

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:  # the first page needs colours and no charts
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
    "approval_submitted": "violet", "approval_returned": "orange", "approval_approved": "green", "approval_rejected": "red", "approval_withdrawn": "gray",
    "upheld": "green", "superseded": "gray", "missed": "red", "voided": "gray",
    "followup_closed": "green", "todo": "gray", "in_hand": "blue", "to_verify": "violet", "cancelled": "gray", "pending": "gray", "new": "green", "changed": "blue", "cleared": "gray", "clash": "orange", "effective": "green", "failed": "red",
    "rise_rose": "green", "rise_same": "gray", "rise_fell": "red", "rise_waiting": "blue",
    "request_reported": "orange", "request_classified": "violet", "request_recorded": "violet", "request_in_hand": "blue", "request_resolved": "green", "request_confirmed": "green",
    "request_archived": "gray", "request_merged": "gray",
    "met": "green", "met_unsure": "green", "missed_unsure": "orange", "missed_target": "red",
    "clause_proven": "green", "clause_partly": "blue", "clause_none": "orange", "clause_uncovered": "gray",
    "coverage_never": "gray", "coverage_few": "orange", "coverage_wide": "blue", "coverage_enough": "green",
}  # fmt: skip
"""Badge colours by state; the word stands beside the colour always."""


def dressed(chart: "alt.Chart | alt.LayerChart | alt.HConcatChart") -> Any:
    """`chart` in the house's look; light and dark backgrounds come from the page."""
    return (
        chart.configure(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelLimit=220, grid=True, gridOpacity=0.25, domainOpacity=0.3)
        .configure_legend(labelFontSize=12, titleFontSize=12, labelLimit=220)
        .configure_range(category=SERIES)
    )


def is_dark() -> bool:
    """Whether the viewer sees the dark theme, as far as the browser says."""
    return st.context.theme.type == "dark"


def ink(*, faint: bool = False) -> str:
    """The colour of texts and lines inside a chart: Streamlit colours its axes, not what is drawn in it."""
    return ("#9FB0BA" if is_dark() else "#52626C") if faint else ("#E3EBEF" if is_dark() else "#1B2A33")


def ground() -> str:
    """The page's background, for gaps between fields."""
    return "#10191F" if is_dark() else "#FFFFFF"


def line() -> str:
    """The colour of the one series of a chart."""
    return "#4DB6C4" if is_dark() else PRIMARY


_STOPS = (60.0, 72.0, 82.0, 91.0, 98.0)
"""Scores at which SCALE's colours stand; between them it is mixed."""


def score_colour(score: float | None) -> str:
    """The colour of a score from poor to good; the background's where there is none."""
    if score is None:
        return "#00000000"
    if score <= _STOPS[0]:
        return SCALE[0]
    for low, high, first, second in zip(_STOPS, _STOPS[1:], SCALE, SCALE[1:], strict=False):
        if score <= high:
            part = (score - low) / (high - low)
            mixed = (round(a + (b - a) * part) for a, b in zip(_rgb(first), _rgb(second), strict=True))
            return "#" + "".join(f"{value:02x}" for value in mixed)
    return SCALE[-1]


def readable_on(colour: str) -> str:
    """Black or white, whichever stands out more on `colour` (WCAG's contrast)."""
    if len(colour) != 7:
        return ink()
    linear = [value / 3294.6 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in _rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#10191F" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "#FFFFFF"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


STYLE = """<style>
.stMainBlockContainer { padding-top: 3.2rem; padding-bottom: 3rem; }
@media (pointer: coarse) {
  [data-testid="stRadio"] [role="radiogroup"] label { min-height: 2.75rem; align-items: center; padding: .3rem .75rem .3rem 0; }
  [data-testid="stCheckbox"] label { min-height: 2.75rem; align-items: center; }
  .stMain [data-testid="stElementToolbar"] { display: none; }
  [data-testid="stPopover"] button, [data-testid="stButton"] button { min-height: 2.75rem; }
}
.stMain [data-testid="stPageLink-NavLink"] { white-space: normal; }
.stMain [data-testid="stPageLink-NavLink"] span, .stMain [data-testid="stPageLink-NavLink"] p { white-space: normal !important; overflow: visible; }
.stMain [data-testid="stPageLink-NavLink"]:not(.st-key-head_bar *) { padding-left: 0; padding-right: 0; background: none; }
.stMain [data-testid="stPageLink-NavLink"], .stMain [data-testid="stPageLink-NavLink"] span, .stMain [data-testid="stPageLink-NavLink"] p { font-weight: 400; }
.stMain [data-testid="stPageLink-NavLink"]:hover p { text-decoration: underline; }
.stMain [data-testid="stPageLink-NavLink"] p { line-height: 1.45; }
.stMain [data-testid="stPageLink-NavLink"] strong { font-size: .9375rem; }
[class*="st-key-row-"] { padding: .55rem .9rem; }
[class*="st-key-row-"] [data-testid="stButton"] button[kind="tertiary"] { justify-content: flex-start; text-align: left; }
[class*="st-key-row-"] [data-testid="stButton"] button[kind="tertiary"] p { white-space: normal; }
[class*="st-key-late-bar-"] [data-testid="stProgress"] [role="progressbar"] > div > div { background-color: #b42318 !important; }
.stMain button[kind="segmented_controlActive"] { color: inherit; }
[class*="st-key-wide-"] [data-testid="stElementContainer"], [class*="st-key-wide-"] [data-testid="stVegaLiteChart"] { max-width: none !important; flex-shrink: 0; }
.stMain table a[href*="sheet="], .stMain table a[href*="round="] { white-space: nowrap; }
@media (max-width: 640px) { .stMainBlockContainer { padding-left: 1rem; padding-right: 1rem; } h1 { font-size: 1.4rem !important; } }
</style>"""
"""Constant, no data in it: closer to the top edge; targets a thumb can hit (44 px) where there is no mouse, and no table's toolbar over what stands above it; links that
wrap instead of ending in dots, begin where the text below them begins and are no buttons; codes of sheets and rounds in one piece; rows of a list (kit.row); charts that are wider than the page keep their width and are scrolled; what is
chosen of a row of choices in the page's ink, which stands out in the dark too."""


def in_other_words(upload: str) -> str:
    """What Streamlit itself says on its widgets, in English only: its upload button says `upload` (a word of our
    catalogue, never what a person typed), its hints about keys and sizes are left out."""
    return f"""<style>
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{upload}"; font-size: .875rem; }}
[data-testid="stFileUploaderDropzoneInstructions"], [data-testid="InputInstructions"] span:first-child {{ display: none; }}
</style>"""
