"""Clause coverage: what the four documents ask for, and which live records prove it, in one project or in all of them."""

from pages.parts.clauses import board
from pages.parts.frame import open_page

actor = open_page(__file__)
board.draw(actor)
