"""The schedule engine on large plans: every kind of link, lags, constraints, deadlines, two calendars, both slacks."""

import random
import time

from core.planning.rules.calendars import Calendar
from core.planning.rules.plan import Constraint, Link, LinkType, Plan, Task
from core.planning.rules.schedule import schedule
from core.planning.rules.worktime import TICKS

HOUR = 60 * TICKS
DAY = 24 * HOUR
OFFICE = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
MONDAY = 19786 * DAY + 8 * HOUR
"""4 March 2024."""


def made(count: int) -> Plan:
    """A plan of `count` tasks and half as many links again, the same each time."""
    dice = random.Random(count)
    constraints = [Constraint.AS_SOON_AS_POSSIBLE] * 95 + [Constraint.START_NO_EARLIER_THAN] * 4 + [Constraint.FINISH_NO_LATER_THAN]
    tasks = [
        Task(
            uid, duration=dice.choice((4, 8, 16, 24, 40)) * HOUR, calendar=2 if dice.random() < 0.02 else None,
            constraint=dice.choice(constraints), constraint_at=MONDAY + dice.randrange(count // 20) * DAY,
            deadline=MONDAY + dice.randrange(count) * DAY if dice.random() < 0.02 else None,
        )
        for uid in range(1, count + 1)
    ]  # fmt: skip
    kinds, lags = [LinkType.FINISH_START] * 7 + list(LinkType), (0, 0, 0, 8 * HOUR, -4 * HOUR)
    links = []
    for _ in range(count * 3 // 2):
        second = dice.randrange(2, count + 1)
        links.append(Link(dice.randrange(max(1, second - 200), second), second, dice.choice(kinds), dice.choice(lags), dice.random() < 0.02))
    week = (OFFICE,) * 5 + ((),) * 2
    return Plan(MONDAY, tasks, links, {1: Calendar("Standard", week), 2: Calendar("24 hours", (((0, DAY),),) * 7)})


def taken(plan: Plan) -> float:
    """Milliseconds of the quickest of five."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        schedule(plan)
        times.append((time.perf_counter() - started) * 1000)
    return min(times)
