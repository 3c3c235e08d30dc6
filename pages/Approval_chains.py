"""Approval chains: who has to say yes to what, step by step."""

from pages.parts.approval import chains
from pages.parts.frame import open_page

actor = open_page(__file__)
chains.draw(actor)
