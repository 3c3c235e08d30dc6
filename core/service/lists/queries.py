"""Questions for lists of requests. Every one ends after a page of index entries, however many requests there are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, union_all
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.clock import now, today
from core.customers.records import Customer
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.service.likeness.rules import grams
from core.service.requests.records import Request, RequestGram
from core.service.requests.rules import OPEN, State
from core.service.rules import Priority

PAGE = 25
DEEPEST = 200
"""Pages; who looks further narrows the list."""
BRANCHES = 60
"""With at most so many projects in sight each is asked by itself, by its own index."""


@dataclass(frozen=True)
class Filter:
    """What is listed. `tab`: mine (open, handled by the viewer), open, overdue, visits (a follow-up call is due), all. `sort`: newest or due."""

    tab: str = "open"
    project_id: int | None = None
    customer_id: int | None = None
    state: str = ""
    """A state, or `paused`."""
    priority: str = ""
    problem_class: str = ""
    text: str = ""
    sort: str = "newest"
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True)
class Row:
    """A request in a list, as of `now`."""

    id: int
    code: str
    title: str
    project_code: str
    project: dict[str, str]
    customer: str
    state: State
    priority: Priority
    problem_class: str
    handler_id: int
    handler: dict[str, str]
    reported_at: datetime
    due_at: datetime | None
    open: bool
    paused: bool
    missed: bool
    """A clock that has stopped was late."""
    upset: bool
    complaint: bool
    visit_due_on: date | None
    now: datetime

    @property
    def overdue(self) -> bool:
        """Whether an open clock is late now: right to the second, no job needed."""
        return self.open and self.due_at is not None and self.now > self.due_at


def listed(session: Session, actor: Actor, filter_: Filter) -> tuple[list[Row], bool]:
    """A page of requests that `actor` may see, and whether there are more."""
    require(actor, Permission.REQUEST_READ)
    moment = now()
    found = _ids(session, actor, filter_, moment)
    if found is None:
        return [], False
    ids = list(session.scalars(found))
    return _rows(session, ids[: filter_.size], moment), len(ids) > filter_.size


def statement(session: Session, actor: Actor, filter_: Filter) -> Select[Any] | None:
    """The statement that finds the ids of a page, for looking at its plan. # house: it only names a statement, and reads nothing of requests"""
    return _ids(session, actor, filter_, now())


def _ids(session: Session, actor: Actor, filter_: Filter, moment: datetime) -> Select[Any] | None:
    """The ids of a page and one more. None where nothing is in sight."""
    if _contradicts(filter_):
        return None
    where, order = _where(actor, filter_, moment), _order(filter_)
    wanted = grams(filter_.text) if filter_.text and not _is_code(filter_.text) else []
    if filter_.text and not wanted and not _is_code(filter_.text):
        return None
    if _is_code(filter_.text):
        where.append(Request.code == filter_.text.strip().upper())
    first = (max(1, min(filter_.page, DEEPEST)) - 1) * filter_.size
    whole = actor.scope(Permission.REQUEST_READ) is Scope.ALL
    projects = [filter_.project_id] if filter_.project_id is not None and whole else None
    if not whole:
        seen = select(Project.id).where(visible_to(actor, Permission.REQUEST_READ))
        if filter_.project_id is not None:
            seen = seen.where(Project.id == filter_.project_id)
        projects = list(session.scalars(seen))
        if not projects:
            return None
    if wanted:
        return _by_words(wanted, where, projects).limit(filter_.size + 1).offset(first)
    if projects is None:
        return select(Request.id).where(*where).order_by(*order).limit(filter_.size + 1).offset(first)
    if len(projects) == 1:
        return select(Request.id).where(Request.project_id == projects[0], *where).order_by(*order).limit(filter_.size + 1).offset(first)
    if len(projects) > BRANCHES or filter_.tab == "mine" or filter_.customer_id is not None:
        return select(Request.id).where(Request.project_id.in_(projects), *where).order_by(*order).limit(filter_.size + 1).offset(first)
    branches = [
        select(
            select(Request.id, Request.reported_at, Request.due_at).where(Request.project_id == one, *where).order_by(*order).limit(first + filter_.size + 1).subquery()
        )
        for one in projects
    ]
    together = union_all(*branches).subquery()
    sorting = together.c.due_at if filter_.sort == "due" or filter_.tab == "overdue" else together.c.reported_at.desc()
    return select(together.c.id).order_by(sorting, together.c.id.desc()).limit(filter_.size + 1).offset(first)


def _contradicts(filter_: Filter) -> bool:
    """Whether nothing can match: what is solved is neither open nor due. Without this a million entries would be walked to find none."""
    solved = bool(filter_.state) and filter_.state != "paused" and State(filter_.state) not in OPEN
    return solved and (filter_.tab in ("open", "overdue", "mine") or (filter_.tab == "all" and filter_.sort == "due"))


def _by_words(wanted: list[int], where: list[ColumnElement[bool]], projects: list[int] | None) -> Select[Any]:
    """Requests whose title has all the pieces, newest first: walks one piece's entries backwards and ends with the page."""
    found = select(RequestGram.request_id).join(Request, Request.id == RequestGram.request_id).where(RequestGram.gram == wanted[0], *where)
    for one in wanted[1:]:
        again = RequestGram.__table__.alias()
        found = found.where(select(again.c.id).where(again.c.gram == one, again.c.request_id == RequestGram.request_id).exists())
    if projects is not None:
        found = found.where(Request.project_id.in_(projects))
    return found.order_by(RequestGram.request_id.desc())


def _is_code(text: str) -> bool:
    clean = text.strip().upper()
    return clean.startswith("REQ-") and " " not in clean


def _where(actor: Actor, filter_: Filter, moment: datetime) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    match filter_.tab:
        case "mine":
            where += [Request.handler_id == actor.id, Request.open.is_(True)]
        case "open":
            where.append(Request.open.is_(True))
        case "overdue":
            where += [Request.open.is_(True), Request.due_at < moment]
        case "visits":
            where.append(Request.visit_due_on <= today())
    if filter_.sort == "due" and filter_.tab in ("open", "all"):
        where += [Request.open.is_(True), Request.due_at.is_not(None)]  # what is closed is due at no moment: so the index of the open ones answers
    if filter_.customer_id is not None:
        where.append(Request.customer_id == filter_.customer_id)
    if filter_.state == "paused":
        where += [Request.open.is_(True), Request.paused_at.is_not(None)]
    elif filter_.state:
        where.append(Request.state == filter_.state)
    narrowed = [column == wanted for column, wanted in ((Request.priority, filter_.priority), (Request.problem_class, filter_.problem_class)) if wanted]
    if filter_.tab == "visits":
        return [where[0], *map(_told, where[1:]), *map(_told, narrowed)]
    if filter_.tab == "all" and filter_.state and filter_.state != "paused" and State(filter_.state) in OPEN:
        if filter_.sort != "due" and filter_.project_id is None and filter_.customer_id is None and actor.scope(Permission.REQUEST_READ) is Scope.ALL:
            return [*where, *map(_told, narrowed)]  # the index of the state has the order; few are open, and of those the newest answer
        where.append(Request.open.is_(True))  # follows from the state; said, so that the index of the open ones answers
    return [*where, *narrowed]


def _told(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, so that no index is chosen for it: where another index has the order, and the page ends soon."""
    return func.coalesce(condition, false())


def _order(filter_: Filter) -> list[Any]:
    if filter_.tab == "mine":  # few enough to be sorted: what stands still comes last
        return [Request.due_at.is_(None), Request.due_at, Request.id.desc()]
    if filter_.tab == "visits":
        return [Request.visit_due_on, Request.id]
    if filter_.tab == "overdue" or filter_.sort == "due":
        return [Request.due_at]
    return [Request.reported_at.desc()]


_COLUMNS = (
    Request.id, Request.code, Request.title, Request.state, Request.priority, Request.problem_class, Request.handler_id, Request.reported_at, Request.due_at, Request.open,
    Request.paused_at, Request.acknowledge_late, Request.respond_late, Request.resolve_late, Request.upset, Request.complaint, Request.visit_due_on,
    Project.code.label("project_code"), Project.name.label("project"), Customer.name.label("customer"),
)  # fmt: skip


def _rows(session: Session, ids: list[int], moment: datetime) -> list[Row]:
    if not ids:
        return []
    rows = session.execute(
        select(*_COLUMNS).join(Project, Project.id == Request.project_id).join(Customer, Customer.id == Request.customer_id).where(Request.id.in_(ids))
    ).all()
    who = names(session, frozenset(row.handler_id for row in rows))
    by_id = {
        row.id: Row(
            row.id, row.code, row.title, row.project_code, row.project, row.customer, State(row.state), Priority(row.priority), row.problem_class, row.handler_id,
            who[row.handler_id], row.reported_at, row.due_at, row.open, row.open and row.paused_at is not None,
            bool(row.acknowledge_late or row.respond_late or row.resolve_late), row.upset, row.complaint, row.visit_due_on, moment,
        )
        for row in rows
    }  # fmt: skip
    return [by_id[one] for one in ids]


@dataclass(frozen=True)
class Counts:
    """What waits for the viewer as handler."""

    mine: int
    overdue: int
    visits: int


def counts(session: Session, actor: Actor) -> Counts:
    """How many open requests the viewer handles, how many of them are late, and how many calls are due."""
    require(actor, Permission.REQUEST_READ)
    mine = (Request.handler_id == actor.id, Request.open.is_(True))
    whole, late = session.execute(select(func.count(), func.count().filter(Request.due_at < now())).where(*mine)).one()
    visits = session.scalar(
        select(func.count()).where(or_(Request.handler_id == actor.id, Request.first_receiver_id == actor.id), Request.visit_due_on <= today())
    )
    return Counts(int(whole), int(late), int(visits or 0))


@dataclass(frozen=True)
class Served:
    """A project for which the viewer may register requests."""

    id: int
    code: str
    name: dict[str, str]
    department_id: int


def projects(session: Session, actor: Actor, permission: Permission = Permission.REQUEST_READ) -> list[Served]:
    """The projects whose requests `actor` may see (or, with REQUEST_REGISTER, register), by code."""
    require(actor, permission)
    rows = session.execute(select(Project.id, Project.code, Project.name, Project.department_id).where(visible_to(actor, permission)).order_by(Project.code))
    return [Served(*row) for row in rows]
