"""What the organisation decides: thresholds, periods and switches."""

from pages.parts.frame import open_page
from pages.parts.settings import board

actor = open_page(__file__)
board.draw(actor)
