"""Who did what, when, from where; searchable, exportable, provably unbroken."""

from pages.parts.audit import trail
from pages.parts.frame import open_page

actor = open_page(__file__)
trail.draw(actor)
