"""From when on a figure is told, and what counts as a pattern. Pure."""

from decimal import Decimal

from core.settings.rules import INSPECTION, PIECES, Setting, declare
from core.words import N_

LEAST = declare(Setting(
    "inspection.fairness_least", INSPECTION, N_("Fewest sheets before fairness speaks"),
    N_("Below so many sheets of an inspector, or comparisons of an item, the page Fairness says “too few” instead of a figure."),
    5, least=3, most=200, unit=PIECES,
))  # fmt: skip

SAME_SHARE = 0.9
"""From this share of equal answers on a sheet is a straight line."""
SAME_ITEMS = 6
"""Rated items below which a straight line is no surprise."""
HALO_POINTS = 3
"""Checkpoints that lie within so many points of each other look like one impression of the whole."""
HALO_SECTIONS = 3
NA_WEIGHT = Decimal("0.85")
"""Below this applicable share much of the checklist was called not applicable."""
QUICK = 0.05
"""The fastest part of all sheets of the same checklist."""
EDGE_POINTS = 1
"""Just above a grade's edge: less than so many points; it is compared with as many points just below."""
COMMENT_TIMES, COMMENT_LETTERS = 3, 6
"""A comment of so many letters that stands on so many sheets of one inspector was not written for each of them."""
HABIT_ROUNDS = 4
"""Answers are read for so many of the chosen rounds, the newest."""
APART = 0.25
"""Inspectors who lie so much of an item's points apart disagree."""
POOR_AGREEMENT = 0.667
"""An item below this alpha (Krippendorff's own lowest bound), and below the other items by more than chance, may be badly worded."""
