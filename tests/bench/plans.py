"""The Plan page: a project of 100 tasks, 500 plans side by side, a plan of 10,000 tasks that is edited."""

import random
from datetime import timedelta

from core import work
from core.access import Role
from core.clock import today
from core.people import queries as people
from core.planning import actions, queries
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.plan import LinkType
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.projects import actions as projects
from core.projects import queries as projects_known
from core.projects.queries import person_acting
from core.projects.rules import Stage

HOUR = 60 * TICKS
SIDE_BY_SIDE = 500
LARGE = 10_000
MANAGER = "qinxiaochuan"
PARTS = 10
"""Rows between two summaries."""


def rows(count: int, team: list[int]) -> list[Row]:
    """A plan as people draw one up: parts with summaries and a milestone at their end, links within and between them, somebody at each task."""
    dice, found = random.Random(count), list[Row]()
    for uid in range(1, count + 1):
        within = (uid - 1) % PARTS
        if within == 0:
            found.append(Row(uid, f"Part {uid // PARTS + 1}"))
        elif within == PARTS - 1:
            found.append(Row(uid, f"Part {uid // PARTS + 1} handed over", 2, Kind.MILESTONE, before=tuple(Before(uid - back) for back in (1, 2))))
        else:
            earlier = [one.uid for one in found[max(0, uid - 15 * PARTS) :] if one.level == 2]
            kinds = [LinkType.FINISH_START] * 8 + [LinkType.START_START, LinkType.FINISH_FINISH]
            links = {dice.choice(earlier): Before(0, dice.choice(kinds), dice.choice((0, 0, 0, 4 * HOUR))) for _ in range(dice.choice((0, 1, 1, 2))) if earlier}
            before = tuple(Before(other, one.type, one.lag) for other, one in links.items())
            people_ = ((dice.choice(team), 100),) if team else ()
            found.append(Row(uid, f"Task {uid} of the work", 2, duration=dice.choice((4, 8, 16, 24, 40)) * HOUR, before=before, people=people_))
    return found


def planted() -> dict[int, str]:
    """The plans, on the database that is used: number of rows -> the project's code. All are the manager's."""
    leader = next(one for one in work.ask(people.people, work.ask(person_acting, "admin", origin="bench"), role=Role.LEADERSHIP))
    lin = work.ask(person_acting, leader.username, origin="bench")
    own = next(one for one in work.ask(people.people, lin) if one.username == MANAGER)
    team = [one.id for one in work.ask(people.people, lin)][:12]
    start = midnight(today() - timedelta(days=20))

    def begun(name: str, count: int) -> str:
        made = work.do(
            projects.create, lin, name={"en": name}, customer={"en": "Bench"}, department_id=own.department_id, manager_id=own.id, stage=Stage.EXECUTION,
            started_on=today(), member_ids=[one for one in team if one != own.id],
        )  # fmt: skip
        manager = work.ask(person_acting, MANAGER, origin="bench")  # who manages one more now
        work.do(actions.create, manager, made, starts=start, rows=rows(count, team))
        return next(one.code for one in work.ask(projects_known.projects, lin) if one.id == made)

    found = {count: begun(f"Bench of {count:,} rows", count) for count in (100, LARGE)}
    known = len(work.ask(queries.portfolio, lin))
    for number in range(SIDE_BY_SIDE - known):
        begun(f"Bench {number}", 20)
    return found


