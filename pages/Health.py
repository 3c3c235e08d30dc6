"""Whether the installation is well, what to do where it is not, and how quick it is."""

from pages.parts.frame import open_page
from pages.parts.health import board

actor = open_page(__file__)
board.draw(actor)
