"""The schedule engine on large plans: every kind of link, lags, constraints, deadlines, two calendars, both slacks.

Levelling on instances drawn like the public ones (the hard classes of each size) and on large plans of few people; risk.
"""

import random
import time
from collections.abc import Iterator

from core.planning.rules.calendars import Calendar, worktime
from core.planning.rules.levelling.level import level
from core.planning.rules.plan import Constraint, Demand, Link, LinkType, Person, Plan, Task
from core.planning.rules.risk import Estimate, risk
from core.planning.rules.schedule import schedule
from core.planning.rules.worktime import TICKS
from tests.planning.psplib import drawn as public

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


def drawn(count: int, runs: int) -> float:
    """Milliseconds of a risk run, the quickest of three."""
    plan = made(count)
    estimates = {task.uid: Estimate(task.duration // 2, task.duration, task.duration * 2) for task in plan.tasks}
    times = []
    for _ in range(3):
        started = time.perf_counter()
        risk(plan, estimates, runs)
        times.append((time.perf_counter() - started) * 1000)
    return min(times)


def staffed(count: int, people: int) -> Plan:
    """A plan in which each task takes all of one person, or of two, the same each time."""
    dice = random.Random(count)
    tasks = [
        Task(uid, duration=dice.choice((4, 8, 16, 24, 40)) * HOUR, demands=tuple(Demand(who) for who in dice.sample(range(people), dice.choice((1, 1, 2)))))
        for uid in range(1, count + 1)
    ]  # fmt: skip
    links = [Link(dice.randrange(max(1, after - count // 4), after), after) for after in (dice.randrange(2, count + 1) for _ in range(count * 3 // 2))]
    week = (OFFICE,) * 5 + ((),) * 2
    return Plan(MONDAY, tasks, links, {1: Calendar("Standard", week)}, people={who: Person(who, calendar=1) for who in range(people)})


def levelled() -> Iterator[tuple[str, float, float, float | None]]:
    """What, percent over the proven bound, seconds, the percent that are aimed for."""
    plans = [(f"a hard {size}-job instance", public(size, 1.8, 0.75, 0.2, 0).plan(), limit, None) for size, limit in ((30, 5), (60, 10), (120, 10))]
    plans += [("1,000 tasks on 20 people", staffed(1000, 20), 2, 1), ("10,000 tasks on 20 people", staffed(10_000, 20), 5, 1)]
    for what, plan, limit, target in plans:
        started = time.perf_counter()
        found = level(plan, limit)
        seconds = time.perf_counter() - started
        clock = worktime(plan.calendars[1], [plan.start // DAY])
        yield what, 100 * (clock.between(plan.start, found.finish) / clock.between(plan.start, found.lower_bound) - 1), seconds, target
