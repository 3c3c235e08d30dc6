"""The plan of communication: its rows, the days they expect something on, and how each of these days stands. Pure.

A row expects something on days that follow from its frequency; a day that is not worked moves to the next one that is. What
took place counts for the nearest of these days: windows between neighbours meet in the middle, so one contact meets at most
one expectation of a row, and one more contact never unmeets any.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core import fields
from core.communication.rules import Means
from core.errors import Refusal
from core.metrics.rules import months_before
from core.words import N_

CONTENT_LIMIT, REASON_LIMIT, NAME_LIMIT = 300, 300, 120
MOST_ROWS = 60
AHEAD = timedelta(days=130)
"""How far ahead days are worked out: past the next one of a quarterly row."""
DAY = timedelta(days=1)
MOVED = timedelta(days=31)
"""A day that is not worked moves by less."""
LONGEST = timedelta(days=3660)


class Whom(StrEnum):
    STAKEHOLDER = "stakeholder"
    CUSTOMER = "customer"
    TEAM = "team"
    DEPARTMENT = "department"

    @property
    def label(self) -> str:
        return {
            Whom.STAKEHOLDER: N_("Stakeholder"), Whom.CUSTOMER: N_("Customer"), Whom.TEAM: N_("Project team"), Whom.DEPARTMENT: N_("Department"),
        }[self]  # fmt: skip


class Phase(StrEnum):
    START = "start"
    EXECUTION = "execution"
    CLOSING = "closing"
    WHOLE = "whole"

    @property
    def label(self) -> str:
        return {Phase.START: N_("Start of the project"), Phase.EXECUTION: N_("Execution"), Phase.CLOSING: N_("Closing"), Phase.WHOLE: N_("Whole project")}[self]


class Goal(StrEnum):
    UNDERSTAND = "understand"
    CONFIRM = "confirm"
    OPINION = "opinion"
    PROGRESS = "progress"
    COORDINATE = "coordinate"
    ACCEPTANCE = "acceptance"

    @property
    def label(self) -> str:
        return {
            Goal.UNDERSTAND: N_("Goals, scope and standards are understood"), Goal.CONFIRM: N_("Needs are confirmed"), Goal.OPINION: N_("Opinions and suggestions are heard"),
            Goal.PROGRESS: N_("Progress and problems are known"), Goal.COORDINATE: N_("Resources and duties are coordinated"), Goal.ACCEPTANCE: N_("Acceptance and satisfaction are settled"),
        }[self]  # fmt: skip


class Frequency(StrEnum):
    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    @property
    def label(self) -> str:
        return {
            Frequency.ONCE: N_("Once"), Frequency.DAILY: N_("Every working day"), Frequency.WEEKLY: N_("Every week"), Frequency.FORTNIGHTLY: N_("Every two weeks"),
            Frequency.MONTHLY: N_("Every month"), Frequency.QUARTERLY: N_("Every quarter"),
        }[self]  # fmt: skip

    @property
    def reach(self) -> timedelta:
        """How far from the first day before it, and from the last day after it, something may lie that still counts."""
        return timedelta(days={Frequency.ONCE: 30, Frequency.DAILY: 0, Frequency.WEEKLY: 3, Frequency.FORTNIGHTLY: 6, Frequency.MONTHLY: 14, Frequency.QUARTERLY: 44}[self])


class Anchor(StrEnum):
    """On which day something happens once."""

    DAY = "day"
    START = "start"
    END = "end"

    @property
    def label(self) -> str:
        return {Anchor.DAY: N_("On a day"), Anchor.START: N_("At the start of the project"), Anchor.END: N_("At the end of the project")}[self]


class State(StrEnum):
    PLANNED = "planned"
    DUE = "due"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    WAIVED = "waived"

    @property
    def label(self) -> str:
        return {
            State.PLANNED: N_("Ahead"), State.DUE: N_("Due now"), State.MET: N_("Took place in time"), State.LATE: N_("Took place late"), State.OVERDUE: N_("Overdue, nobody spoke"),
            State.WAIVED: N_("Waived with a reason"),
        }[self]  # fmt: skip


SETTLED = (State.MET, State.LATE, State.OVERDUE)
"""What adherence is counted of: waived ones and those whose time is not over are not."""


class WhichStakeholder(Refusal):
    message = N_("Choose the stakeholder from the project's register. It is kept on the page Initiation.")


class WhichDepartment(Refusal):
    message = N_("Choose the department that this row is for.")


class WhichDay(Refusal):
    message = N_("Say from which day on, or on which day.")


class EndsFirst(Refusal):
    message = N_("The last day lies before the first, or more than ten years after it. Correct the days.")


class TooManyPlanned(Refusal):
    message = N_("A plan takes at most {limit} rows. Stop one first.")


class NotExpected(Refusal):
    message = N_("Nothing is expected on this day any more. Load the page again.")


class TookPlace(Refusal):
    message = N_("This took place already, so there is nothing to waive.")


class InPlanAlready(Refusal):
    message = N_("Everything chosen stands in the plan already. Choose something else.")


class Stopped(Refusal):
    message = N_("This row was stopped. Write a new one.")


@dataclass(frozen=True)
class Line:
    """A row as somebody writes it. `weekday` counts from Monday as 0; `day` is of the month, its last where it has none such."""

    whom: Whom
    means: Means
    phase: Phase
    goal: Goal
    channel: str
    frequency: Frequency
    owner_id: int
    content: str
    first_on: date | None = None
    last_on: date | None = None
    weekday: int = 0
    day: int = 1
    anchor: Anchor = Anchor.DAY
    stakeholder_id: int | None = None
    department_id: int | None = None

    @property
    def timing(self) -> tuple[object, ...]:
        """What its days follow from."""
        return (self.means, self.frequency, self.first_on, self.last_on, self.weekday, self.day, self.anchor)


def cleaned(line: Line) -> Line:
    """The row as it is kept, without what its kind does not need. Refuses WhichStakeholder, WhichDepartment, WhichDay, EndsFirst, Empty, TooLong."""
    if line.whom is Whom.STAKEHOLDER and line.stakeholder_id is None:
        raise WhichStakeholder()
    if line.whom is Whom.DEPARTMENT and line.department_id is None:
        raise WhichDepartment()
    once = line.frequency is Frequency.ONCE
    anchor = line.anchor if once else Anchor.DAY
    if anchor is Anchor.DAY and line.first_on is None:
        raise WhichDay()
    first, last = (line.first_on if anchor is Anchor.DAY else None), (None if once else line.last_on)
    if first and last and not first <= last <= first + LONGEST:
        raise EndsFirst()
    if not 0 <= line.weekday <= 6 or not 1 <= line.day <= 31:
        raise WhichDay()
    return replace(
        line, content=fields.line(line.content, N_("What is said"), CONTENT_LIMIT), anchor=anchor, first_on=first, last_on=last,
        weekday=line.weekday if line.frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY) else 0, day=line.day if line.frequency in (Frequency.MONTHLY, Frequency.QUARTERLY) else 1,
        stakeholder_id=line.stakeholder_id if line.whom is Whom.STAKEHOLDER else None, department_id=line.department_id if line.whom is Whom.DEPARTMENT else None,
    )  # fmt: skip


Works = Callable[[date], bool]


def days(line: Line, works: Works, *, starts: date | None, ends: date | None, until: date, ended: date | None = None, since: date | None = None) -> list[date]:
    """The days on which a row expects something, up to `until`: `starts` and `ends` are the project's, `ended` is the last day on which a stopped row still expects.

    A day that is not worked moves to the next that is, at the project's end to the one before; two that meet are one.
    With `since`, days long before it are left out: those from it on, and the one before them, are the same.
    """
    if line.frequency is Frequency.ONCE:
        at = {Anchor.DAY: line.first_on, Anchor.START: starts, Anchor.END: ends}[line.anchor]
        found = [] if at is None else [_worked(at, works, backwards=line.anchor is Anchor.END)]
    else:
        last = min(filter(None, (line.last_on, ends, until)))
        found = sorted({day for one in _planned(line, line.first_on or until, last, since) if (day := _worked(one, works)) <= last})
    return [day for day in found if day <= until and (ended is None or day <= ended)]


def _planned(line: Line, first: date, last: date, since: date | None = None) -> Iterable[date]:
    """Days by frequency alone, worked or not; of every working day all days, which fall together on the worked ones."""
    if line.frequency in (Frequency.MONTHLY, Frequency.QUARTERLY):
        step, month = (1 if line.frequency is Frequency.MONTHLY else 3), months_before(first, 0)
        if _in_month(month, line.day) < first:
            month = months_before(month, -1)
        while (day := _in_month(month, line.day)) <= last:
            yield day
            month = months_before(month, -step)
        return
    step = {Frequency.DAILY: 1, Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14}[line.frequency]
    day = first if line.frequency is Frequency.DAILY else first + timedelta(days=(line.weekday - first.weekday()) % 7)
    if since is not None and (skipped := (since - MOVED - day).days // step - 2) > 0:
        day += timedelta(days=skipped * step)
    while day <= last:
        yield day
        day += timedelta(days=step)


def _in_month(month: date, day: int) -> date:
    length = (months_before(month, -1) - DAY).day
    return month.replace(day=min(day, length))


def _worked(day: date, works: Works, *, backwards: bool = False) -> date:
    """The nearest worked day from `day` on; where thirty in a row are not worked, `day` itself."""
    for away in range(31):
        one = day - DAY * away if backwards else day + DAY * away
        if works(one):
            return one
    return day


@dataclass(frozen=True)
class Window:
    """From when to when something may take place that counts for the expectation of `due_on`; without an end: whenever later."""

    due_on: date
    opens: date
    closes: date | None

    def holds(self, day: date) -> bool:
        return self.opens <= day and (self.closes is None or day <= self.closes)


def windows(due: Sequence[date], frequency: Frequency) -> list[Window]:
    """The windows of a row's days, in order: neighbours meet in the middle, which belongs to the earlier one."""
    found, reach = [], frequency.reach
    for place, day in enumerate(due):
        before, after = (due[place - 1] if place else None), (due[place + 1] if place + 1 < len(due) else None)
        opens = day - reach if before is None else before + timedelta(days=(day - before).days // 2) + DAY
        closes = day + reach if after is None else day + timedelta(days=(after - day).days // 2)
        found.append(Window(day, opens, None if frequency is Frequency.ONCE else closes))
    return found


def state(window: Window, held: date | None, *, waived: bool, today: date, grace: int) -> State:
    """How an expectation stands on a day, where `held` is the first day within its window on which something took place."""
    latest = window.due_on + timedelta(days=grace)
    if held is not None and held <= today:
        return State.MET if held <= latest else State.LATE
    if waived:
        return State.WAIVED
    if today < window.due_on:
        return State.PLANNED
    return State.DUE if today <= latest else State.OVERDUE


def first_held(window: Window, held: Iterable[date]) -> date | None:
    """The first of the days that count for the window."""
    return min((day for day in held if window.holds(day)), default=None)


def counted(states: Iterable[State]) -> dict[int, int]:
    """Settled expectations by 1 (took place in time) and 0: what the measure of adherence counts."""
    cells: dict[int, int] = {}
    for one in states:
        if one in SETTLED:
            cells[int(one is State.MET)] = cells.get(int(one is State.MET), 0) + 1
    return cells


# ------------------------------------------------------------------ which channel


@dataclass(frozen=True)
class Proposal:
    """A channel with the reason for it."""

    channel: str
    reason: str


def proposed(whom: Whom, means: Means, *, urgent: bool = False, formal: bool = False, key: bool = False, prefers: str = "", offered: Mapping[str, object] | None = None) -> Proposal | None:
    """Which channel suits; `key`: a key customer, `prefers`: what the one concerned prefers. None: nothing that is offered suits.

    What presses goes before what must be proven, that before what the other side likes, that before how much the customer weighs.
    """
    outside = whom in (Whom.CUSTOMER, Whom.STAKEHOLDER)
    ways = (
        (urgent, "phone" if outside else "im", N_("What is urgent is said at once, by voice or instant message, and confirmed in writing afterwards.")),
        (formal and means is Means.REPORT, "report", N_("What others refer to later goes out as a written report.")),
        (formal, "email", N_("What must be proven later goes in writing, by e-mail.")),
        (bool(prefers), prefers, N_("The other side prefers this channel.")),
        (means is Means.REPORT, "report", N_("What others refer to later goes out as a written report.")),
        (means is Means.SURVEY, "email", N_("A survey reaches everybody by e-mail and leaves time to answer.")),
        (outside and key, "visit", N_("A key customer is met in person, by the one who looks after the customer.")),
        (whom is Whom.TEAM, "meeting", N_("A team that works together talks face to face; who is elsewhere joins by video.")),
        (whom is Whom.DEPARTMENT, "video", N_("Several departments meet online with least effort.")),
        (outside, "email", N_("Regular matters of a regular customer go by e-mail or online service.")),
    )
    return next((Proposal(channel, reason) for fits, channel, reason in ways if fits and (offered is None or channel in offered)), None)
