"""Every scoring sheet the viewer may see, narrowed by what the address says."""

from pages.parts.frame import open_page
from pages.parts.inspection import sheet_list

actor = open_page(__file__, switcher=True)
sheet_list.draw(actor)
