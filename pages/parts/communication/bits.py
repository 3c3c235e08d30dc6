"""What the parts of the page Communication have in common."""

from core.calendar.rules import WEEKDAYS
from core.communication.contacts.queries import Contact
from core.communication.plans.queries import Told
from core.communication.plans.rules import Frequency, Line, State, Whom
from core.communication.rules import CHANNELS
from core.metrics.rules import Measured
from pages.parts.customers.choose import mark
from pages.parts.service import bits
from pages.parts.words import c, called, content, day, escaped, number, plain, t

COLOURS = {State.PLANNED: "gray", State.DUE: "blue", State.MET: "green", State.LATE: "orange", State.OVERDUE: "red", State.WAIVED: "gray"}


def channels() -> dict[str, str]:
    """The names of all channels by code."""
    return bits.names(CHANNELS)


def state(one: State) -> str:
    """How an expectation stands, as a coloured word."""
    return mark(COLOURS[one], t(one.label))


def other_side(whom: Whom, name: dict[str, str]) -> str:
    """With whom: the sort, and the name where it has one. Not for Markdown."""
    return called(plain(whom.label), content(name)) if name else plain(whom.label)


def share(told: Measured) -> str:
    """Adherence in words: the share with its n, or why there is none."""
    if told.value is None:
        return t("{n} days are over: too few to tell a share", n=told.n) if told.n else t("no day is over yet")
    return t("{share}% in time (n = {n})", share=number(told.value, 0), n=told.n)


def rhythm(line: Line) -> str:
    """How often, in words, with the day. Not for Markdown."""
    if line.frequency is Frequency.ONCE:
        return plain("On {day}", day=day(line.first_on)) if line.first_on else plain(line.anchor.label)
    if line.frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY):
        return plain("{frequency}, {weekday}", frequency=plain(line.frequency.label), weekday=plain(WEEKDAYS[line.weekday]))
    if line.frequency in (Frequency.MONTHLY, Frequency.QUARTERLY):
        return plain("{frequency}, on day {number}", frequency=plain(line.frequency.label), number=line.day)
    return plain(line.frequency.label)


def told(one: Told, names: dict[str, str], *, project: bool = False) -> str:
    """A single expectation as a line of Markdown."""
    parts = [escaped(day(one.one.due_on)), t(one.one.means.label), escaped(other_side(one.whom, one.name)), escaped(names.get(one.one.channel, one.one.channel)), c(one.owner)]
    head = f"{state(one.one.state)} **{escaped(one.project)}** " if project else f"{state(one.one.state)} "
    return head + " · ".join(parts)


def met(one: Contact | None) -> str:
    """What met an expectation, in words."""
    return "" if one is None else t("took place on {day}", day=day(one.day))
