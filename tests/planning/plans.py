"""Plans in few words, and what a schedule says of them in words that can be read."""

from datetime import UTC, datetime

from core.planning.rules.calendars import Calendar, Exception_, day_number
from core.planning.rules.plan import Constraint, Link, LinkType, Plan, Task
from core.planning.rules.schedule import Schedule, schedule
from core.planning.rules.worktime import TICKS

HOUR = 60 * TICKS
OFFICE = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
WEEK = (OFFICE,) * 5 + ((),) * 2
STANDARD = Calendar("Standard", WEEK)
ROUND_THE_CLOCK = Calendar("24 hours", (((0, 24 * HOUR),),) * 7)
NIGHT = Calendar(
    "Night",
    (((23 * HOUR, 24 * HOUR),), *((((0, 3 * HOUR), (4 * HOUR, 8 * HOUR), (23 * HOUR, 24 * HOUR)),) * 4), ((0, 3 * HOUR), (4 * HOUR, 8 * HOUR)), ()),
)
KINDS = {"FS": LinkType.FINISH_START, "SS": LinkType.START_START, "FF": LinkType.FINISH_FINISH, "SF": LinkType.START_FINISH}
"""Monday 4 March 2024 at eight: the day on which the examples begin."""
MONDAY = "2024-03-04 08:00"


def at(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return day_number(moment.date()) * 24 * HOUR + (moment.hour * 60 + moment.minute) * TICKS


def told(moment: int) -> str:
    """Weekday, day of March 2024 and time: "Mon 4 08:00"."""
    return f"{datetime.fromtimestamp(moment / TICKS * 60, UTC):%a %-d %H:%M}"


def task(uid: int, days: float = 0, **more: object) -> Task:
    return Task(uid, duration=round(days * 8 * HOUR), **more)


def link(first: int, second: int, kind: str = "FS", lag_days: float = 0, **more: object) -> Link:
    return Link(first, second, KINDS[kind], round(lag_days * 8 * HOUR), **more)


def constrained(uid: int, days: float, kind: Constraint, when: str | None = None, **more: object) -> Task:
    return task(uid, days, constraint=kind, constraint_at=None if when is None else at(when), **more)


def plan(*tasks: Task, links: tuple[Link, ...] = (), **more: object) -> Plan:
    settings = {"start": at(MONDAY), "calendars": {1: STANDARD, 2: ROUND_THE_CLOCK, 3: NIGHT}} | more
    return Plan(tasks=tasks, links=links, **settings)


def holiday(first: str, last: str, windows: tuple = ()) -> Exception_:
    return Exception_(at(f"{first} 00:00") // (24 * HOUR), at(f"{last} 00:00") // (24 * HOUR), windows)


def scheduled(*tasks: Task, links: tuple[Link, ...] = (), **more: object) -> dict[int, tuple]:
    """For each task: early start, early finish, late start, late finish, total and free slack in hours, critical."""
    return rows(schedule(plan(*tasks, links=links, **more)))


def rows(found: Schedule) -> dict[int, tuple]:
    return {
        one.uid: (told(one.early_start), told(one.early_finish), told(one.late_start), told(one.late_finish), one.total_slack / HOUR, one.free_slack / HOUR, one.critical)
        for one in found.tasks
    }
