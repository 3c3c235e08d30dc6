"""How each deed of the team's room is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.clock import today
from core.team.training import actions as training
from core.team.training.rules import Came, Course, Kind, Planned, Result


def fresh(session: Any, made: int) -> int:
    """The session forgets that a deed was done already."""
    session.flush()
    session.info.pop("noted", None)
    return made


def course_of(house: Any) -> Course:
    return Course("Talking with callers", "Listening", Kind.BASIC, ("theory",), project_id=house.projects["hotline"])


def planned(house: Any) -> Planned:
    """For Ming, whom everybody near sees."""
    return Planned(today() + timedelta(days=3), Decimal(2), (house.people["ming"],), trainer="Academy")


def course(session: Any, house: Any) -> int:
    return fresh(session, training.offer(session, house.actor("lin"), course_of(house)))


def lesson(session: Any, house: Any) -> int:
    return fresh(session, training.plan(session, house.actor("lin"), course(session, house), planned(house)))


def rows(row: Callable[..., Any], whoever: Any, owned: frozenset[Any], department: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    edit = Permission.TRAINING_EDIT
    return {
        training.offer: row(edit, near, lambda s, a, h: training.offer(s, a, course_of(h))),
        training.change: row(edit, near, lambda s, a, h: training.change(s, a, course(s, h), course_of(h), version=1)),
        training.plan: row(edit, near, lambda s, a, h: training.plan(s, a, course(s, h), planned(h))),
        training.replan: row(edit, near, lambda s, a, h: training.replan(s, a, lesson(s, h), planned(h), version=1)),
        training.hold: row(edit, near, lambda s, a, h: training.hold(s, a, lesson(s, h), (Came(h.people["ming"], Result.PASSED),), on=today(), version=1)),
        training.cancel: row(edit, near, lambda s, a, h: training.cancel(s, a, lesson(s, h), reason="Rain", version=1)),
    }  # fmt: skip
