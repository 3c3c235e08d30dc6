"""Reference tables as a page reads them: all of them by one question of a run, whichever codes are named on it."""

from core.reference import queries
from core.reference.rules import Table
from pages.parts import desk


def code_table(code: str) -> Table:
    """A reference table as it holds now."""
    return desk.ask_once(queries.every)[code]
