"""What somebody reports of a task, what the plan makes of it, and who is silent. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import DAY
from core.settings.rules import DAYS, PROGRESS, Setting, declare
from core.words import N_

BLOCKER_LIMIT = 500
MOST_HOURS = 24
"""Hours of one report: those of its day. Hours of other days are entered on their day."""

EVERY = declare(Setting(
    "progress.every", PROGRESS, N_("Report on a task at least every"),
    N_("Whoever works on a task that has begun and has not reported on it for so many days stands in the list of open reports."),
    7, least=1, most=60, unit=DAYS, per_department=True,
))  # fmt: skip
ASKED = notice.declare(notice.Kind("report_asked", N_("Somebody waits for my report on a task"), notice.Mail.NOW))


class NotFromTomorrow(Refusal):
    message = N_("A task cannot have begun or been finished on a day to come. Choose today or an earlier day.")


class BegunAfterFinish(Refusal):
    message = N_("The task would be finished before it was begun. Correct one of the two days.")


class NotAShare(Refusal):
    message = N_("Give the part that is done as a whole number from 0 to 100 percent.")


class NotSoLong(Refusal):
    message = N_("Give the hours worked as a number from 0 to {most}.")


class LeftToDo(Refusal):
    message = N_("What is left to do must be a duration of 0 or more.")


class ExpectedInThePast(Refusal):
    message = N_("The task is not finished, so it cannot be expected on a day that is over. Choose today or a later day.")


class ContainsOthers(Refusal):
    message = N_("“{task}” contains other tasks. Report on those; it follows from them.")


class ProjectClosed(Refusal):
    message = N_("The project is closed, so nothing is reported on it any more. Ask its manager to open it again if work goes on.")


class NobodyIsSilent(Refusal):
    message = N_("Everybody has reported on what has begun. There is nobody to remind.")


@dataclass(frozen=True)
class Report:
    """How far a task is: the part that is done in percent, or what is left to do in ticks of working time, whichever is given."""

    percent: int | None = None
    remaining: int | None = None
    started_on: date | None = None
    finished_on: date | None = None
    minutes: int = 0
    """Worked on the day of the report."""
    blocker: str = ""
    expected_on: date | None = None
    """When whoever reports expects it to be done."""


def cleaned(one: Report, today: date) -> Report:
    """The report as it is kept. Refuses what cannot be.

    Finished is what has a finish, 100 percent or nothing left to do: each brings the other two along, the finish is today unless it is said.
    """
    if any(day is not None and day > today for day in (one.started_on, one.finished_on)):
        raise NotFromTomorrow()
    if one.percent is not None and not 0 <= one.percent <= 100:
        raise NotAShare()
    if one.remaining is not None and one.remaining < 0:
        raise LeftToDo()
    if not 0 <= one.minutes <= MOST_HOURS * 60:
        raise NotSoLong(most=MOST_HOURS)
    blocker = fields.paragraph(one.blocker, N_("What holds it up"), BLOCKER_LIMIT, needed=False)
    if one.finished_on is not None or one.percent == 100 or one.remaining == 0:
        finish = one.finished_on or today
        if one.started_on is not None and one.started_on > finish:
            raise BegunAfterFinish()
        return replace(one, percent=100, remaining=None, finished_on=finish, blocker=blocker, expected_on=None)
    if one.expected_on is not None and one.expected_on < today:
        raise ExpectedInThePast()
    return replace(one, blocker=blocker)


def effect(row: Row, starts: int, ends: int, one: Report, today: date) -> dict[str, object]:
    """The fields of a plan's row that a clean report changes. `starts`, `ends`: as scheduled, in ticks; they lend days their hours.

    What is left to do is measured against what was done of the duration so far: 2 of 5 days done and 4 left make 6 days, a third of them done.
    """
    begun = row.actual_start if one.started_on is None else _in_day(one.started_on, starts)
    if one.percent == 0 and one.remaining is None and one.started_on is None and one.finished_on is None:  # not begun: a wrong beginning is taken back
        return _differing(row, {"percent": 0, "actual_start": None, "actual_finish": None})
    if one.finished_on is not None:
        done = _in_day(one.finished_on, ends, ends=True)
        first = min(starts, _in_day(one.finished_on, starts)) if begun is None else begun
        return _differing(row, {"percent": 100, "actual_start": min(first, done), "actual_finish": done})
    if one.percent is None and one.remaining is None:  # nothing was said of how far it is
        return {} if begun == row.actual_start else {"actual_start": begun}
    share, duration = one.percent or 0, row.duration
    if one.remaining is not None:
        so_far = row.duration * min(row.percent, 99) // 100 if row.percent < 100 else row.duration
        duration = so_far + one.remaining
        share = min(99, round(100 * so_far / duration))
    if share and begun is None:
        begun = min(starts, _in_day(today, starts))
    return _differing(row, {"percent": share, "duration": duration, "actual_start": begun, "actual_finish": None})


def _differing(row: Row, wanted: Mapping[str, object]) -> dict[str, object]:
    found = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if "percent" in found and "actual_start" in wanted:
        found["actual_start"] = wanted["actual_start"]  # else the plan would take it from its schedule, which may lie ahead
    return found


def _in_day(day: date, near: int, *, ends: bool = False) -> int:
    """The tick of a day at the hour of another tick; of a finish at midnight the end of the day."""
    hour = near % DAY
    return midnight(day) + (DAY if ends and not hour else hour)


def is_due(last: date | None, begun: date, every: int, today: date) -> bool:
    """Whether somebody owes a report: so many days have gone since the last one, or since the task was to begin."""
    return (begun if last is None else max(last, begun)) <= today - timedelta(days=every)
