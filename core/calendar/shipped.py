"""What comes with the application: announced public holidays, and usual calendars to begin with (data/calendars)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from core.calendar.rules import Break, Week, week, year_of_holidays
from core.config import ROOT
from core.words import Content

FOLDER = ROOT / "data" / "calendars"
HOLIDAYS, USUAL = FOLDER / "cn.toml", FOLDER / "usual.toml"


@dataclass(frozen=True)
class Usual:
    """A calendar as many organisations have it; `zone` is empty for the organisation's own."""

    code: str
    name: Content
    zone: str
    week: Week
    observes_holidays: bool


@cache
def holidays() -> dict[int, tuple[Break, ...]]:
    """The announced holidays by year."""
    table = tomllib.loads(HOLIDAYS.read_text(encoding="utf-8"))
    years = sorted({one["year"] for one in table["breaks"]})
    return {
        year: year_of_holidays(
            year,
            (
                Break.of(table["names"][one["name"]], one["first"], one["last"], one["make_up"])
                for one in table["breaks"]
                if one["year"] == year
            ),
        )
        for year in years
    }


@cache
def usual() -> dict[str, Usual]:
    """The usual calendars by code; the first is the one that counts in a house that has none of its own."""
    table = tomllib.loads(USUAL.read_text(encoding="utf-8"))
    return {
        one["code"]: Usual(one["code"], one["name"], one["zone"], week(one["week"]), one["observes_holidays"]) for one in table["calendars"]
    }
