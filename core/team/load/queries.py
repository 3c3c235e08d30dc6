"""Questions about workload: what all plans together ask of people, week by week, against their working time."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.calendar.queries import plans as working_plans
from core.clock import today
from core.people.records import Person
from core.planning.queries import calendars
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.load import Work, weekly
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.sheet import Frame
from core.planning.rules.worktime import TICKS
from core.projects.queries import visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.team.queries import seen

HOUR = 60 * TICKS
WEEKS, MOST = 6, 200


@dataclass(frozen=True)
class Asked:
    """What a week asks of somebody and what she has, in hours."""

    monday: date
    asked: float
    has: float

    @property
    def over(self) -> bool:
        return self.asked > self.has


@dataclass(frozen=True)
class Load:
    """Somebody's coming weeks. `plans`: codes of the projects that ask for something and that the reader may see, those that ask most first; `hidden`: how many others."""

    person_id: int
    name: dict[str, str]
    weeks: tuple[Asked, ...]
    plans: tuple[str, ...]
    hidden: int


def loads(session: Session, actor: Actor) -> list[Load]:
    """The workload of the people whom `actor` sees, for six weeks from this Monday on, by user name; at most MOST. Five questions, however many people.

    Of plans that the reader may not see only the time is told, as in a plan itself: whoever leads must know that somebody is taken.
    """
    require(actor, Permission.TEAM_READ)
    day = today()
    monday = day - timedelta(days=day.weekday())
    first, until = midnight(monday), midnight(monday + timedelta(weeks=WEEKS))
    people = {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.active.is_(True), seen(actor)).order_by(Person.username).limit(MOST))}
    rows = session.execute(
        select(PlanWorker.person_id, PlanTask.starts, PlanTask.ends, PlanWorker.units, Project.id, Project.code)
        .join(PlanTask, PlanTask.id == PlanWorker.task_id).join(SchedulePlan, SchedulePlan.id == PlanWorker.plan_id).join(Project, Project.id == SchedulePlan.project_id)
        .where(
            PlanWorker.person_id.in_(people), Project.stage != Stage.CLOSED, PlanTask.actual_finish.is_(None), PlanTask.ends > PlanTask.starts, PlanTask.ends > first, PlanTask.starts < until
        )
    ).all()  # fmt: skip
    mine = set(session.scalars(select(Project.id).where(visible_to(actor, Permission.PLAN_READ), Project.id.in_({row[4] for row in rows}))))
    house, own = working_plans(session, frozenset(people))
    frame = Frame(first, calendars(house, own))
    work = [Work(person, max(starts, first), min(ends, until), units) for person, starts, ends, units, _, _ in rows]
    asked: dict[int, dict[date, Asked]] = {}
    for one in weekly(frame, [*work, *(Work(person, first, until, 0) for person in people)], []):
        on = day_of(one.monday)
        asked.setdefault(one.person, {})[on] = Asked(on, one.asked / HOUR, one.has / HOUR)
    shares: dict[int, dict[tuple[int, str], int]] = {}
    for person, starts, ends, units, project_id, code in rows:
        of = shares.setdefault(person, {})
        of[project_id, code] = of.get((project_id, code), 0) + (min(ends, until) - max(starts, first)) * units
    return [_load(person, name, asked.get(person, {}), shares.get(person, {}), mine) for person, name in people.items()]


def _load(person: int, name: dict[str, str], weeks: dict[date, Asked], shares: dict[tuple[int, str], int], mine: set[int]) -> Load:
    ordered = sorted(shares, key=lambda one: (-shares[one], one[1]))
    return Load(person, name, tuple(weeks[on] for on in sorted(weeks)), tuple(code for project_id, code in ordered if project_id in mine), sum(project_id not in mine for project_id, _ in ordered))
