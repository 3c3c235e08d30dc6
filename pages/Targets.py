"""What can be inspected within projects beside people: their teams, and their records of service."""

from pages.parts.frame import open_page
from pages.parts.inspection import targets

actor = open_page(__file__)
targets.draw(actor)
