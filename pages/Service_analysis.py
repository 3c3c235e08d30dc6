"""Service analysis: what all requests tell together, by project, period, channel and class."""

from pages.parts.frame import open_page
from pages.parts.service_analysis import board

actor = open_page(__file__)
board.draw(actor)
