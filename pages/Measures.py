"""Measures: the dictionary of everything that is measured, with today's values and the records behind each."""

from pages.parts.frame import open_page
from pages.parts.metrics import board

actor = open_page(__file__)
board.draw(actor)
