"""How each deed on imports of requests is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.clock import now
from core.projects.records import Project
from core.service.imports import actions
from core.service.imports.rules import Incoming, Job
from core.service.requests.rules import Logged, State, Step


def job(session: Any, house: Any) -> Job:
    """One ticket of Hotline, of a customer that nobody knows."""
    project = session.get_one(Project, house.projects["hotline"]).code
    one = Incoming(
        "T1", "mark", 2, project, "Northern Ferries", "Northern Ferries", "phone", "No network", "", "technology", "", "", "", "low", False, "", "", "", "", State.REPORTED,
        (Logged(Step.REPORTED, now()),),
    )  # fmt: skip
    return Job("desk", "tickets.csv", "0" * 64, 1, [one])


def _mapping(session: Any, house: Any) -> int:
    made = actions.save_mapping(session, house.actor("lin"), name="Desk", text="rows = 'events'")
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], near: frozenset[Any], whole: frozenset[Any] | None) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department, `whole`: whoever holds the permission at all."""
    return {
        actions.take: row(Permission.REQUEST_IMPORT, near, lambda s, a, h: actions.take(s, a, job(s, h))),
        actions.save_mapping: row(Permission.REQUEST_IMPORT, whole, lambda s, a, h: actions.save_mapping(s, a, name="Desk", text="rows = 'events'")),
        actions.drop_mapping: row(Permission.REQUEST_IMPORT, whole, lambda s, a, h: actions.drop_mapping(s, a, _mapping(s, h), version=1)),
    }
