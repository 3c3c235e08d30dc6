"""Import of requests: tickets of another system, tried first and then taken."""

from pages.parts.frame import open_page
from pages.parts.service_imports import board
from pages.parts.words import plain

actor = open_page(__file__, trail=[(plain("Service analysis"), "Service_analysis.py")])
board.draw(actor)
