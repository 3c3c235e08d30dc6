"""Which requests have reached a rung, and whom it tells."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from core.people.records import Department, Person
from core.projects.records import Project
from core.service.requests.queries import logged
from core.service.requests.records import Request, RequestEvent
from core.service.requests.rules import Logged
from core.service.rules import Teller

AT_ONCE = 300
"""Requests in one run of the routine; the rest is due in the next."""


def reached(session: Session, moment: datetime) -> list[tuple[Request, Project]]:
    """Open requests whose next rung has been reached, the longest waiting first."""
    found = (
        select(Request, Project).join(Project, Project.id == Request.project_id).where(Request.next_rung_at <= moment).order_by(Request.next_rung_at)
        .limit(AT_ONCE).with_for_update(of=Request, skip_locked=True)
    )  # fmt: skip
    return [(row, project) for row, project in session.execute(found)]


def logs(session: Session, request_ids: Collection[int]) -> dict[int, list[Logged]]:
    """The logs of many requests."""
    rows: dict[int, list[RequestEvent]] = {}
    for one in session.scalars(
        select(RequestEvent).where(RequestEvent.request_id.in_(request_ids), RequestEvent.void.is_(False)).order_by(RequestEvent.request_id, RequestEvent.place)
    ):
        rows.setdefault(one.request_id, []).append(one)
    return {request_id: logged(many) for request_id, many in rows.items()}


def heads(session: Session, person_ids: Collection[int], department_ids: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Who heads the department of each person, and who heads each department; without those that have no head."""
    of_people = session.execute(
        select(Person.id, Department.head_id).join(Department, Department.id == Person.department_id).where(Person.id.in_(person_ids), Department.head_id.is_not(None))
    )
    of_departments = session.execute(select(Department.id, Department.head_id).where(Department.id.in_(department_ids), Department.head_id.is_not(None)))
    return {one: head for one, head in of_people if head is not None}, {one: head for one, head in of_departments if head is not None}


def told(tellers: Collection[str], row: Request, project: Project, superiors: dict[int, int], of_department: dict[int, int]) -> set[int]:
    """The people whom a rung tells about a request."""
    people = {
        Teller.HANDLER: row.handler_id, Teller.RECEIVER: row.first_receiver_id, Teller.SUPERIOR: superiors.get(row.handler_id), Teller.MANAGER: project.manager_id,
        Teller.HEAD: of_department.get(project.department_id),
    }  # fmt: skip
    return {person for one in tellers if (person := people[Teller(one)]) is not None}


def climb(session: Session, rows: list[dict[str, object]]) -> None:
    """Remember what was told (`row`, `highest`, `next`), past the version: nobody who edits a request is disturbed by it. # house: part of a routine, which notes"""
    if rows:
        session.connection().execute(_CLIMB, rows)


_CLIMB = update(Request.__table__).where(Request.__table__.c.id == bindparam("row")).values(told=bindparam("highest"), next_rung_at=bindparam("next"))
