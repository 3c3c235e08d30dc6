"""Results."""

from pages.parts.frame import open_page

actor = open_page(__file__)
