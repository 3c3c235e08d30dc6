"""Control charts: whether a figure did what it always does, or something happened to it."""

from pages.parts.frame import open_page
from pages.parts.quality import spc_page

spc_page.draw(open_page(__file__))
