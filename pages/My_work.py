"""What waits for me today, and for leadership how it stands."""

from pages.parts.frame import open_page
from pages.parts.inspection import today

actor = open_page(__file__)
today.draw(actor)
