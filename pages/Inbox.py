"""What I was told: notices with the way to their record, and when they are mailed to me."""

from pages.parts.frame import open_page
from pages.parts.notice import inbox

actor = open_page(__file__)
inbox.draw(actor)
