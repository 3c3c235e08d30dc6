"""Everything that has to be put right, as a list or a board, narrowed by what the address says."""

from pages.parts.followup import listing
from pages.parts.frame import open_page

actor = open_page(__file__)
listing.draw(actor)
