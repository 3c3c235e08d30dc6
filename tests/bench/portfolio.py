"""Earned value of 2,000 projects with 200,000 tasks and 1,000,000 reports: planted in bulk, and measured on either database."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from core import db, work
from core.access import Role
from core.audit.actions import NOBODY
from core.clock import now, today
from core.demo.volume import actions as volume
from core.people import queries as people
from core.planning.records import PlanTask, SchedulePlan
from core.planning.rules.moments import midnight
from core.planning.rules.worktime import TICKS
from core.progress import actions as progress
from core.progress.portfolio import actions, queries
from core.progress.records import TaskReport
from core.progress.rules import Report
from core.progress.value import queries as values
from core.progress.value.queries import Asked
from core.projects.queries import person_acting
from core.projects.records import Project

HOUR = 60 * TICKS
PROJECTS, TASKS, REPORTS = 2_000, 100, 500
PACKAGE = 10
"""Rows of a package, its own among them."""
AT_ONCE = 100
"""Projects planted in one transaction."""
MONTHS_OF_THE_OTHER, PROJECT_OF_THE_OTHER = 29_000, 387
"""Milliseconds that Redmine with its plugin takes for the project-by-month report, and for one project's earned value."""
Tell = Callable[..., None]


def leader() -> Any:
    """Somebody who sees every project."""
    found = work.ask(people.people, work.ask(person_acting, "admin", origin="bench"), role=Role.LEADERSHIP)
    return work.ask(person_acting, found[0].username, origin="bench")


def plant() -> float:
    """The volume, on the database that is used; returns how many milliseconds working out the sums of one project took."""
    admin = work.ask(person_acting, "admin", origin="bench")
    ground = work.do(volume.found, admin, projects=PROJECTS)
    dice = random.Random(5)
    for first in range(0, PROJECTS, AT_ONCE):
        with db.writing() as session:
            _plans(session, ground.projects[first : first + AT_ONCE], admin.id, dice)
    started = time.perf_counter()
    done = 0
    while count := work.do(actions.refresh, NOBODY, work.ask(queries.outdated, 500)):
        done += count
    return (time.perf_counter() - started) * 1000 / max(1, done)


def _plans(session: Any, projects: Any, by: int, dice: random.Random) -> None:
    moment, day = now(), today()
    starts = {one: day - timedelta(days=dice.randrange(30, 400)) for one in projects}
    made = insert(SchedulePlan).returning(SchedulePlan.id, sort_by_parameter_order=True)
    ids = list(session.scalars(made, [
        {
            "project_id": one, "starts": midnight(on), "finish": midnight(on + timedelta(days=300)), "last_uid": TASKS, "several_critical_paths": False, "hours": "",
            "changed_at": moment, "changed_by": by, "version": 1,
        }
        for one, on in starts.items()
    ]))  # fmt: skip
    tasks: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    for plan_id, (project, on) in zip(ids, starts.items(), strict=True):
        tasks += _tasks(plan_id, on, dice)
        reports += _reports(project, tasks[-TASKS:], by, moment, dice)
    session.execute(insert(PlanTask.__table__), tasks)
    session.execute(insert(TaskReport.__table__), reports)


def _tasks(plan_id: int, on: Any, dice: random.Random) -> Iterator[dict[str, Any]]:
    at = midnight(today())
    for uid in range(1, TASKS + 1):
        package, place = divmod(uid - 1, PACKAGE)
        first = midnight(on + timedelta(days=package * 30 + place * 3)) + 9 * HOUR
        days = 30 if place == 0 else dice.randrange(1, 15)
        last = first + (days - 1) * 24 * HOUR + 9 * HOUR
        percent = 0 if place == 0 or first >= at else 100 if last < at and dice.random() < 0.9 else dice.randrange(5, 96)
        yield {
            "plan_id": plan_id, "uid": uid, "place": uid, "level": 1 if place == 0 else 2, "touched": 1, "name": f"Task {uid}", "kind": "task", "duration": days * 8 * HOUR,
            "elapsed": False, "owner_id": None, "deliverable": "", "standard": "", "objective": "", "cost": None if place == 0 else dice.randrange(1, 400) * 100, "constraint": 0,
            "constraint_at": None, "deadline": None, "percent": percent, "actual_start": first if percent else None, "actual_finish": last if percent == 100 else None,
            "shortest": None, "longest": None, "priority": 500, "not_before": None, "summary": place == 0, "starts": first, "ends": last, "late_start": first, "late_finish": last,
            "total_slack": 0, "free_slack": 0, "critical": False, "lacks": 0,
        }  # fmt: skip


def _reports(project: int, tasks: list[dict[str, Any]], by: int, moment: datetime, dice: random.Random) -> list[dict[str, Any]]:
    begun = [one for one in tasks if one["percent"]] or [tasks[1]]
    found = []
    each, more = divmod(REPORTS, len(begun))
    for place, one in enumerate(begun):
        count = each + (place < more)
        so_far = 0
        for number in range(1, count + 1):
            percent = one["percent"] * number // count
            back = (count - number) * 2 + dice.randrange(2)
            found.append({
                "project_id": project, "task_uid": one["uid"], "task": one["name"], "reported_on": today() - timedelta(days=back), "was": so_far, "percent": percent, "remaining": None,
                "started_on": None, "finished_on": None, "minutes": 60, "blocker": "", "expected_on": None, "by_id": by, "at": moment,
            })  # fmt: skip
            so_far = percent
    return found


def measure(tell: Tell, name: str) -> None:
    """The questions of the Progress page, each asked anew."""
    took = plant()
    who = leader()
    codes = _codes()
    tell(f"{name}: sums of one project worked out by the routine", took, "ms")
    spent = []
    for code in random.Random(3).sample(codes, 40):
        spent.append(_timed(lambda: work.ask(values.value, who, Asked(code, today(), today()))))  # noqa: B023
    tell(f"{name}: earned value of one of {PROJECTS:,} projects, nothing known of it, p50", _middle(spent), "ms", 45)
    tell("  times faster than Redmine's plugin", PROJECT_OF_THE_OTHER / _middle(spent), "x", 1, more_is_better=True)
    whole = _middle([_timed(lambda: work.ask(queries.portfolio, who)) for _ in range(12)])
    tell(f"{name}: earned value of all {PROJECTS:,} projects p50", whole, "ms", 150)
    months = _middle([_timed(lambda: work.ask(queries.by_month, who, today())) for _ in range(12)])
    tell(f"{name}: all projects by month p50", months, "ms")
    tell("  times faster than Redmine's report", MONTHS_OF_THE_OTHER / months, "x", 200, more_is_better=True)


def reporting(tell: Tell, name: str, people_: int = 50, seconds: float = 20, every: float = 5) -> None:
    """So many people at once, each with a task of her own in a plan of 100, each reporting every few seconds.

    Each has reported once before: no deed of the product has worked out the dates of a planted plan, and nothing of it is in memory. That first report is told apart.
    """
    who = leader()
    with db.reading() as session:
        found = session.execute(
            select(SchedulePlan.project_id, PlanTask.uid).join(PlanTask, PlanTask.plan_id == SchedulePlan.id)
            .where(SchedulePlan.hours == "", PlanTask.summary.is_(False), PlanTask.actual_start.is_not(None), PlanTask.actual_finish.is_(None))
        ).all()  # fmt: skip
    own = random.Random(9).sample(sorted(dict(found).items()), people_)
    first = sorted(_timed(lambda: work.do(progress.report, who, project, uid, Report(percent=1))) for project, uid in own)  # noqa: B023
    tell(f"{name}: a report on a plan that nothing is known of, one after another, p50", _middle(first), "ms")
    spent: list[float] = []
    ends = time.perf_counter() + seconds

    def one(place: int) -> None:
        project, uid = own[place]
        percent, dice = 2, random.Random(place)
        time.sleep(dice.random() * every)
        while time.perf_counter() < ends:
            spent.append(_timed(lambda: work.do(progress.report, who, project, uid, Report(percent=percent, blocker="The line is down."))))  # noqa: B023
            percent = percent % 90 + 1
            time.sleep(every * (0.5 + dice.random()))

    threads = [threading.Thread(target=one, args=(place,)) for place in range(people_)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    spent.sort()
    tell(f"{name}: {people_} people reporting, {len(spent)} reports, one saved p50", _middle(spent), "ms")
    tell(f"{name}: the same p95", spent[int(len(spent) * 0.95)], "ms", 60)


def _codes() -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Project.code).join(SchedulePlan, SchedulePlan.project_id == Project.id).where(SchedulePlan.hours == "")))


def _timed(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return (time.perf_counter() - started) * 1000


def _middle(values_: list[float]) -> float:
    return sorted(values_)[len(values_) // 2]
