"""Results: what the scoring sheets say together, and the way from every figure down to its sheets."""

from pages.parts.frame import open_page
from pages.parts.inspection import results

actor = open_page(__file__)
results.draw(actor)
