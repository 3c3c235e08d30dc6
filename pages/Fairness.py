"""Fairness: whether scores mean the same whoever gives them, and the way from every mark down to its sheets."""

from pages.parts.frame import open_page
from pages.parts.inspection import fairness

actor = open_page(__file__)
fairness.draw(actor)
