"""How a project stands: as its manager judges it, as the figures say, and where the two contradict each other. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import Refusal
from core.notice import rules as notice
from core.settings.rules import DAYS, PROGRESS, Setting, declare
from core.words import N_

TEXT_LIMIT = 2000
REASON_LIMIT = 500
LOW, WORSE = Decimal("0.95"), Decimal("0.80")
"""An index below the first is a risk, below the second the project is off track."""

EVERY = declare(Setting(
    "progress.update_every", PROGRESS, N_("Project update at least every"),
    N_("The manager of a project whose work has begun is reminded when she has not said for so many days how it stands."),
    14, least=1, most=90, unit=DAYS, per_department=True,
))  # fmt: skip
ASKED = notice.declare(notice.Kind("update_asked", N_("My project waits for an update")))


class Health(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    ON_HOLD = "on_hold"
    DONE = "done"

    @property
    def label(self) -> str:
        return {
            Health.ON_TRACK: N_("On track"),
            Health.AT_RISK: N_("At risk"),
            Health.OFF_TRACK: N_("Off track"),
            Health.ON_HOLD: N_("On hold"),
            Health.DONE: N_("Finished"),
        }[self]


_RANKS = {Health.ON_TRACK: 0, Health.AT_RISK: 1, Health.OFF_TRACK: 2}


class Sign(StrEnum):
    """What of the figures speaks against a project being on track."""

    TOO_LATE = "too_late"
    LATE = "late"
    SPI_WORSE = "spi_worse"
    SPI_LOW = "spi_low"
    CPI_WORSE = "cpi_worse"
    CPI_LOW = "cpi_low"
    OVERDUE = "overdue"
    HELD_UP = "held_up"
    OWED = "owed"
    FORECAST = "forecast"

    @property
    def label(self) -> str:
        return {
            Sign.TOO_LATE: N_("finish later than the baseline by more than is allowed"),
            Sign.LATE: N_("finish later than the baseline"),
            Sign.SPI_WORSE: N_("SPI below 0.80"),
            Sign.SPI_LOW: N_("SPI below 0.95"),
            Sign.CPI_WORSE: N_("CPI below 0.80"),
            Sign.CPI_LOW: N_("CPI below 0.95"),
            Sign.OVERDUE: N_("overdue tasks"),
            Sign.HELD_UP: N_("tasks that are held up"),
            Sign.OWED: N_("deviations without a measure"),
            Sign.FORECAST: N_("the work that is left will not be done by the planned finish"),
        }[self]

    @property
    def off(self) -> bool:
        """Whether it takes the project off its track, not only puts it at risk."""
        return self in (Sign.TOO_LATE, Sign.SPI_WORSE, Sign.CPI_WORSE)


class WhyOtherwise(Refusal):
    message = N_("You judge the project better than the figures do. Please say why; both are shown side by side.")


class FiguresChanged(Refusal):
    message = N_("The figures have changed since you looked at them. They are shown anew; please check your judgement.")


@dataclass(frozen=True)
class Figures:
    """The project in figures. An index that cannot be computed is None, its reason stands beside it. Lateness in working days."""

    day: date
    tasks: int
    finished: int
    percent: int | None
    spi: Decimal | None
    spi_why: str
    cpi: Decimal | None
    cpi_why: str
    finish: date
    forecast: date
    baseline: date | None
    late: Decimal | None
    too_late: bool
    overdue: int
    held_up: int
    deviations: int
    owed: int
    silent: int


def signs(one: Figures) -> tuple[Sign, ...]:
    """What speaks against the project being on track, the worst first."""
    found = []
    if one.late is not None and one.late > 0:
        found.append(Sign.TOO_LATE if one.too_late else Sign.LATE)
    for index, low, worse in ((one.spi, Sign.SPI_LOW, Sign.SPI_WORSE), (one.cpi, Sign.CPI_LOW, Sign.CPI_WORSE)):
        if index is not None and index < LOW:
            found.append(worse if index < WORSE else low)
    found += [sign for sign, count in ((Sign.OVERDUE, one.overdue), (Sign.HELD_UP, one.held_up), (Sign.OWED, one.owed)) if count]
    if one.forecast > one.finish:
        found.append(Sign.FORECAST)
    return tuple(sorted(found, key=lambda sign: not sign.off))


def computed(one: Figures) -> Health:
    """How the project stands by its figures. That it is on hold no figure can say."""
    if one.tasks and one.finished == one.tasks:
        return Health.DONE
    found = signs(one)
    return Health.OFF_TRACK if any(sign.off for sign in found) else Health.AT_RISK if found else Health.ON_TRACK


def contradicts(said: Health, measured: Health) -> bool:
    """Whether a judgement is better than the figures. A worse one needs no reason: people see what figures do not."""
    if said is Health.DONE:
        return measured is not Health.DONE
    return said in _RANKS and measured in _RANKS and _RANKS[said] < _RANKS[measured]


def kept(one: Figures) -> dict[str, Any]:
    """The figures as the database keeps them."""
    return {each.name: _plain(getattr(one, each.name)) for each in fields(Figures)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def read(facts: Mapping[str, Any]) -> Figures:
    """The figures as they were kept."""
    days = {name: date.fromisoformat(facts[name]) if facts[name] else None for name in ("day", "finish", "forecast", "baseline")}
    numbers = {name: None if facts[name] is None else Decimal(facts[name]) for name in ("spi", "cpi", "late")}
    return Figures(**{**facts, **days, **numbers})
