"""How each deed on communication is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.access import Permission
from core.clock import today
from core.communication.plans import actions as plans
from core.communication.plans.records import CommunicationRow
from core.communication.plans.rules import Frequency, Goal, Line, Phase, Whom
from core.communication.rules import Means


def line(house: Any, **more: Any) -> Line:
    told = {"whom": Whom.CUSTOMER, "means": Means.TALK, "phase": Phase.EXECUTION, "goal": Goal.CONFIRM, "channel": "phone", "frequency": Frequency.DAILY, "owner_id": house.people["ming"], "content": "How it goes"}
    return Line(**(told | {"first_on": today() - timedelta(days=20)} | more))


def row_of(session: Any, house: Any) -> CommunicationRow:
    """A row of Hotline's plan."""
    made = plans.write(session, house.actor("lin"), house.projects["hotline"], line(house))
    session.flush()
    session.info.pop("noted", None)
    return session.get_one(CommunicationRow, made)


def rows(row: Callable[..., Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    plan = Permission.COMMUNICATION_PLAN

    def of_row(deed: Callable[..., Any], **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            one = row_of(s, h)
            return deed(s, a, one.id, version=one.version, **more)

        return row(plan, near, call)

    def change(s: Any, a: Any, h: Any) -> Any:
        one = row_of(s, h)
        return plans.change(s, a, one.id, line(h, content="Otherwise"), version=one.version)

    def waive(s: Any, a: Any, h: Any) -> Any:
        one = row_of(s, h)
        day = next(day for day in (today() - timedelta(days=away) for away in range(1, 20)) if day.weekday() < 5 and _expected(s, one, day))
        return plans.waive(s, a, one.id, due_on=day, reason="Nobody was there.")

    return {
        plans.take: row(plan, near, lambda s, a, h: plans.take(s, a, h.projects["hotline"], ["kickoff"], owner_id=h.people["ming"], first_on=today())),
        plans.write: row(plan, near, lambda s, a, h: plans.write(s, a, h.projects["hotline"], line(h))),
        plans.change: row(plan, near, change),
        plans.stop: of_row(plans.stop, reason="Enough."),
        plans.waive: row(plan, near, waive),
    }  # fmt: skip


def _expected(session: Any, one: CommunicationRow, day: Any) -> bool:
    from core.communication.plans.queries import days_of
    from core.projects.records import Project

    return day in days_of(session, one, session.get_one(Project, one.project_id), day)
