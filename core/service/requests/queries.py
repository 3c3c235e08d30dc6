"""Questions about requests. `visible` is the only definition of who sees which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Scope, require, within
from core.clock import here, now
from core.customers.contacts import sealed
from core.customers.contacts.queries import held_by
from core.customers.contacts.records import Contact
from core.customers.records import Customer
from core.db.types import Moment
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import reach, visible_to
from core.projects.records import Member, Project
from core.reference.queries import counted_by
from core.service.clocks import rules as clocks
from core.service.clocks.rules import Reading
from core.service.commitments.queries import times
from core.service.likeness.rules import grams
from core.service.requests.records import Handover, Request, RequestEvent, RequestGram
from core.service.requests.rules import HOUSE, Life, Logged, State, Step, clock_events
from core.service.rules import CAUSES, CHANNELS, MODES, PROBLEM_CLASSES, PROBLEM_TYPES, Priority
from core.subjects import Place, found_by

KIND = "request"
PAGE = 25


def visible(actor: Actor, permission: Permission = Permission.REQUEST_READ) -> ColumnElement[bool]:
    """A condition on Request: those of projects that `actor` may see by `permission`."""
    if actor.scope(permission) is Scope.ALL:
        return true()
    return Request.project_id.in_(select(Project.id).where(visible_to(actor, permission)))


# ------------------------------------------------------------------ for the deeds


def request_for_update(session: Session, request_id: int) -> Request:
    """The request, locked. Refuses NotFound."""
    found = session.scalars(select(Request).where(Request.id == request_id).with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def id_of(session: Session, actor: Actor, code: str) -> int:
    """The id of a request that `actor` may see. Refuses NotFound."""
    require(actor, Permission.REQUEST_READ)
    found = session.scalar(select(Request.id).where(Request.code == code.strip().upper(), visible(actor)))
    if found is None:
        raise NotFound()
    return found


def project_of(session: Session, project_id: int) -> Project:
    """The project, not locked: requests are registered by many at once. Refuses NotFound."""
    found = session.scalars(_PROJECT, {"wanted": project_id}).one_or_none()
    if found is None:
        raise NotFound()
    return found


def events_of(session: Session, request_id: int) -> list[RequestEvent]:
    """The log that holds, in its order; corrected entries left out."""
    return list(session.scalars(select(RequestEvent).where(RequestEvent.request_id == request_id, RequestEvent.void.is_(False)).order_by(RequestEvent.place)))


def logged(rows: Collection[RequestEvent]) -> list[Logged]:
    return [Logged(Step(row.kind), row.at, row.by_id, row.text, row.facts) for row in rows]


def life(row: Request, log: Collection[Logged]) -> Life:
    """Where a request stands, for the state machine."""
    begun = frozenset(one.by_id for one in log if one.step is Step.BEGUN and one.by_id is not None)
    resolvers = frozenset(one.by_id for one in log if one.step is Step.RESOLVED and one.by_id is not None)
    tries: list[tuple[datetime, date]] = []
    for one in log:
        if one.step in (Step.RESOLVED, Step.REOPENED, Step.RETURNED):
            tries = []
        elif one.step is Step.ATTEMPTED:
            tries.append((one.at, here(one.at).date()))
    return Life(State(row.state), row.handler_id, row.resolver_id, row.verifier_id, begun | resolvers, tuple(tries), row.code)


def waiting_handover(session: Session, request_id: int) -> Handover | None:
    """The last hand-over, if its new handler has not begun."""
    last = session.scalars(select(Handover).where(Handover.request_id == request_id).order_by(Handover.id.desc()).limit(1)).one_or_none()
    return last if last is not None and last.begun_at is None else None


def team(session: Session, project_id: int) -> dict[int, dict[str, str]]:
    """The active people of a project, with its manager: who may handle its requests. # house: for deeds and pages that have asked about the project"""
    mine = select(Member.person_id).where(Member.project_id == project_id)
    lead = select(Project.manager_id).where(Project.id == project_id)
    rows = session.execute(select(Person.id, Person.name).where(Person.active.is_(True), or_(Person.id.in_(mine), Person.id.in_(lead))).order_by(Person.username))
    return {row.id: row.name for row in rows}


def earlier(session: Session, customer_id: int, problem_class: str, *, since: datetime, before: datetime, but: int | None) -> int | None:
    """The latest request of the customer in that class that was reported between the two moments: by the customer's index, for a class has a fifth of all."""
    return session.scalar(_EARLIER, {"customer": customer_id, "in_class": problem_class, "since": since, "before": before, "but": but or 0})


_EARLIER = (
    select(Request.id).where(
        Request.customer_id == bindparam("customer"), func.coalesce(Request.problem_class, "") == bindparam("in_class"), Request.reported_at >= bindparam("since", type_=Moment),
        Request.reported_at <= bindparam("before", type_=Moment), Request.state != State.MERGED, Request.id != bindparam("but"),
    ).order_by(Request.reported_at.desc()).limit(1)
)  # fmt: skip
"""Built once, as what else each registration asks and keeps."""
_PROJECT = select(Project).where(Project.id == bindparam("wanted"))
_GRAMS, _EVENTS, _ONE = insert(RequestGram.__table__), insert(RequestEvent.__table__), insert(Request.__table__).returning(Request.__table__.c.id)


def keep_grams(session: Session, of: Mapping[int, str]) -> None:
    """Make the titles of requests findable by their pieces. # house: part of another deed, which requires and notes"""
    rows = [{"gram": one, "request_id": request_id} for request_id, title in of.items() for one in grams(title)]
    if rows:
        session.execute(_GRAMS, rows)


def insert_many(session: Session, rows: list[dict[str, Any]]) -> list[int]:
    """Keep many rows at once; their ids, in the same order. # house: part of another deed, which requires and notes"""
    return list(session.scalars(insert(Request).returning(Request.id, sort_by_parameter_order=True), rows))


def insert_one(session: Session, row: dict[str, Any]) -> int:
    """Keep one row, past the records: half of what a unit of work would cost; its id. # house: part of another deed, which requires and notes"""
    return int(session.execute(_ONE, row).scalar_one())


def insert_events(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep many events at once. # house: part of another deed, which requires and notes"""
    if rows:
        session.execute(_EVENTS, rows)


def ids_of_source(session: Session, source: str, keys: Collection[str]) -> dict[str, int]:
    """Which of these keys of a source are kept already, and as which request: an import is done once."""
    found: dict[str, int] = {}
    wanted = sorted(keys)
    for first in range(0, len(wanted), 500):
        rows = session.execute(select(Request.source_key, Request.id).where(Request.source == source, Request.source_key.in_(wanted[first : first + 500])))
        found |= {str(key): int(id_) for key, id_ in rows}
    return found


def files_of(session: Session, request_id: int) -> list[StoredFile]:
    return list(session.scalars(_FILES, {"request_id": request_id}))


_FILES = select(StoredFile).where(StoredFile.subject_kind == KIND, StoredFile.subject_id == bindparam("request_id")).order_by(StoredFile.id)


def of_customer_of(session: Session, contact_id: int) -> list[Request]:
    """Every request of the customer of a contact, for erasing."""
    mine = select(Contact.customer_id).where(Contact.id == contact_id)
    return list(session.scalars(select(Request).where(Request.customer_id.in_(mine)).order_by(Request.id)))


def told_of(session: Session, request_ids: Collection[int]) -> list[RequestEvent]:
    """The lines of the logs of these requests that hold a text, for erasing."""
    return list(session.scalars(select(RequestEvent).where(RequestEvent.request_id.in_(request_ids), RequestEvent.text != "").order_by(RequestEvent.id)))


def of_contact(session: Session, contact_id: int) -> list[Mapping[str, object]]:
    """The requests that name a contact as the one who called or wrote, to be handed out."""
    row = session.get_one(Contact, contact_id)
    person = sealed.taken(row.sealed, row.ref)
    if person is None or not person.name:
        return []
    found = session.execute(
        select(Request.code, Request.reported_at, Request.channel, Request.title, Request.contact).where(Request.customer_id == row.customer_id, Request.contact.contains(person.name, autoescape=True))
        .order_by(Request.id)
    )  # fmt: skip
    return [{"code": one.code, "reported_at": one.reported_at.isoformat(), "channel": one.channel, "title": one.title, "contact": one.contact} for one in found]


held_by("requests", of_contact)


# ------------------------------------------------------------------ one request


@dataclass(frozen=True)
class Happened:
    """A line of the log. `void`: it was corrected; `why`: the reason of the correction that it is."""

    id: int
    place: int
    step: Step
    at: datetime
    entered_at: datetime
    by: dict[str, str]
    text: str
    facts: dict[str, Any]
    void: bool
    why: str


@dataclass(frozen=True)
class Handed:
    """A hand-over. `waited`: working seconds until the new handler began; None while that is awaited."""

    by: dict[str, str]
    to: dict[str, str]
    reason: str
    at: datetime
    begun_at: datetime | None
    waited: int | None


@dataclass(frozen=True)
class Shown:
    """A stored file."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True)
class Other:
    """Another request that has to do with this one."""

    id: int
    code: str
    title: str


@dataclass(frozen=True)
class View:
    """A request as its page shows it, its clocks as of the moment of asking."""

    id: int
    code: str
    project_id: int
    project_code: str
    project: dict[str, str]
    department_id: int
    customer_id: int
    customer_code: str
    customer: str
    customer_class: str
    contact: str
    channel: str
    title: str
    text: str
    problem_class: str
    problem_type: str
    urgency: str
    impact: str
    priority: Priority
    upset: bool
    complaint: bool
    state: State
    first_receiver: dict[str, str]
    handler_id: int
    handler: dict[str, str]
    resolver: dict[str, str] | None
    verifier: dict[str, str] | None
    readings: tuple[Reading, Reading, Reading]
    paused_at: datetime | None
    reported_at: datetime
    resolved_at: datetime | None
    closed_by: str
    attempts: tuple[tuple[datetime, date], ...]
    solution: str
    mode: str
    cause: str
    whys: tuple[str, ...]
    prevention: str
    follow_up: str
    earlier: Other | None
    merged_into: Other | None
    merged: tuple[Other, ...]
    visit_due_on: date | None
    visit_outcome: str
    log: tuple[Happened, ...]
    handed: tuple[Handed, ...]
    files: tuple[Shown, ...]
    origin: tuple[str, str] | None
    """Kind and code of the record that opened it by itself."""
    awaited: bool
    """It was handed over, and the new handler has not begun."""
    at: datetime
    version: int
    may_work: bool
    may_verify: bool
    may_correct: bool
    life: Life = field(repr=False)


def view(session: Session, actor: Actor, code: str) -> View:
    """One request. Refuses NotFound."""
    require(actor, Permission.REQUEST_READ)
    found = session.execute(_SHOWN.where(visible_to(actor, Permission.REQUEST_READ)), {"code": code}).one_or_none()
    if found is None:
        raise NotFound()
    row, project = found.Request, found.Project
    events = list(session.scalars(_LOG, {"request_id": row.id}))
    handed = list(session.scalars(_HANDED, {"request_id": row.id}))
    others = session.execute(
        select(Request.id, Request.code, Request.title, Request.merged_into_id)
        .where(or_(Request.id.in_([one for one in (row.earlier_id, row.merged_into_id) if one is not None]), Request.merged_into_id == row.id), visible(actor)).order_by(Request.id)
    ).all() if found.others or row.earlier_id is not None or row.merged_into_id is not None else []  # fmt: skip
    by_id = {one.id: Other(one.id, one.code, one.title) for one in others}
    who = names(session, frozenset(
        {row.first_receiver_id, row.handler_id, *(one for one in (row.resolver_id, row.verifier_id) if one is not None), *(one.by_id for one in events if one.by_id is not None),
         *(one.from_id for one in handed), *(one.to_id for one in handed)}
    ))  # fmt: skip
    log = logged([one for one in events if not one.void])
    moment, here_ = max(now(), row.reported_at), reach(project)
    living = life(row, log)
    return View(
        row.id, row.code, project.id, project.code, project.name, project.department_id, row.customer_id, found.customer_code, found.customer, row.customer_class, row.contact, row.channel, row.title,
        row.text, row.problem_class, row.problem_type, row.urgency, row.impact, Priority(row.priority), row.upset, row.complaint, State(row.state), who[row.first_receiver_id],
        row.handler_id, who[row.handler_id], who[row.resolver_id] if row.resolver_id else None, who[row.verifier_id] if row.verifier_id else None,
        clocks.read(clock_events(log), moment, times(session)), row.paused_at, row.reported_at, row.resolved_at, row.closed_by, living.attempts, row.solution, row.mode or "", row.cause,
        tuple(row.whys), row.prevention, row.follow_up, by_id.get(row.earlier_id or 0), by_id.get(row.merged_into_id or 0),
        tuple(by_id[one.id] for one in others if one.merged_into_id == row.id), row.visit_due_on, row.visit_outcome,
        tuple(Happened(e.id, e.place, Step(e.kind), e.at, e.entered_at, who.get(e.by_id or 0, {}), e.text, e.facts, e.void, e.why) for e in events),
        tuple(Handed(who[h.from_id], who[h.to_id], h.reason, h.at, h.begun_at, h.waited) for h in handed),
        tuple(Shown(one.id, one.name, one.kind) for one in files_of(session, row.id)), origin(row), bool(handed and handed[-1].begun_at is None), moment, row.version,
        within(actor, Permission.REQUEST_WORK, here_), within(actor, Permission.REQUEST_VERIFY, here_), within(actor, Permission.REQUEST_CORRECT, here_), living,
    )  # fmt: skip


_MERGED = aliased(Request)
_SHOWN = (
    select(Request, Project, Customer.code.label("customer_code"), Customer.name.label("customer"), exists().where(_MERGED.merged_into_id == Request.id).label("others"))
    .join(Project, Project.id == Request.project_id).join(Customer, Customer.id == Request.customer_id).where(Request.code == bindparam("code"))
)
"""Built once, as what follows: half of what asking for one request costs is building what is asked."""
_LOG = select(RequestEvent).where(RequestEvent.request_id == bindparam("request_id")).order_by(RequestEvent.place, RequestEvent.id)
_HANDED = select(Handover).where(Handover.request_id == bindparam("request_id")).order_by(Handover.id)


def origin(row: Request) -> tuple[str, str] | None:
    """Kind and code of the record that opened a request by itself."""
    return (row.source.removeprefix(HOUSE), row.source_key or "") if row.source and row.source.startswith(HOUSE) else None


def may_register(session: Session, actor: Actor, project_id: int) -> bool:
    """Whether `actor` may register requests for a project."""
    require(actor, Permission.REQUEST_READ)
    return within(actor, Permission.REQUEST_REGISTER, reach(project_of(session, project_id)))


def team_of(session: Session, actor: Actor, project_id: int) -> dict[int, dict[str, str]]:
    """Who may handle the requests of a project that `actor` may see: names by id. Refuses NotFound."""
    require(actor, Permission.REQUEST_READ)
    if session.scalar(select(Project.id).where(Project.id == project_id, visible_to(actor, Permission.REQUEST_READ))) is None:
        raise NotFound()
    return team(session, project_id)


def place(session: Session, actor: Actor, request_id: int) -> Place:
    """Where a request stands. Refuses NotFound."""
    require(actor, Permission.REQUEST_READ)
    found = session.execute(
        select(Request, Project).join(Project, Project.id == Request.project_id).where(Request.id == request_id, visible_to(actor, Permission.REQUEST_READ))
    ).one_or_none()
    if found is None:
        raise NotFound()
    return place_of(found.Request, found.Project)


def place_of(row: Request, project: Project) -> Place:
    """The same for a deed that has the request at hand. # house: for deeds that have required"""
    return Place(
        KIND, row.id, row.code, row.title, f"Request?request={row.code}", project.id, project.department_id,
        frozenset({row.first_receiver_id, row.handler_id}), frozenset({row.handler_id}),
    )  # fmt: skip



found_by(KIND, place)
def _guard(session: Session, actor: Actor, request_id: int) -> None:
    place(session, actor, request_id)


guarded_by(KIND, _guard)


def _used(column: Any) -> Any:
    def counter(session: Session) -> dict[str, int]:
        return {str(code): int(count) for code, count in session.execute(select(column, func.count()).where(column != "").group_by(column))}

    return counter


for _table, _column in ((CHANNELS, Request.channel), (PROBLEM_CLASSES, Request.problem_class), (PROBLEM_TYPES, Request.problem_type), (CAUSES, Request.cause), (MODES, Request.mode)):
    counted_by(_table, _used(_column))
