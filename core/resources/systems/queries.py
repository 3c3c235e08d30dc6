"""Questions about systems: the register, one with its outages and months, what a customer or a request has to do with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, func, insert, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Role, require, within
from core.calendar.records import Calendar
from core.clock import begins, now, today
from core.customers.queries import visible_to as customers_visible
from core.customers.records import Customer
from core.errors import NotFound
from core.metrics.rules import months_before
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.resources.systems import rules
from core.resources.systems.records import OutageRequest, SystemDay, SystemOutage, SystemUse, TechnicalSystem
from core.resources.systems.rules import Availability, Down, Kind
from core.service.clocks.rules import ALWAYS, ORGANISATION, second_of
from core.service.commitments.queries import times
from core.service.requests.queries import visible as requests_visible
from core.service.requests.records import Request
from core.subjects import Place, found_by

KIND = "technical_system"
MONTHS = 12
LISTED = 300


@dataclass(frozen=True)
class Now:
    """An outage that goes on, or that is planned and has not begun."""

    began_at: datetime
    ended_at: datetime | None
    planned: bool
    major: bool
    effect: str


@dataclass(frozen=True)
class Row:
    """A system in the register. Joined figures are of what the viewer sees: customers, open requests of theirs, people."""

    id: int
    code: str
    name: str
    kind: Kind
    owner: dict[str, str]
    outage: Now | None
    year: Availability
    """The last twelve months, the running one included."""
    customers: int
    requests: int
    people: int
    projects: int


@dataclass(frozen=True)
class Used:
    """A project or a customer that uses a system."""

    id: int
    code: str
    name: dict[str, str] | str
    project: bool


@dataclass(frozen=True)
class Outage:
    """An outage with the requests that are said to come from it, and how many customers of the system made while it lasted."""

    id: int
    began_at: datetime
    ended_at: datetime | None
    planned: bool
    major: bool
    cause: str
    effect: str
    requests: tuple[tuple[str, str], ...]
    during: int
    version: int


@dataclass(frozen=True)
class View:
    """A system as its page shows it."""

    id: int
    code: str
    name: str
    kind: Kind
    text: str
    owner_id: int
    owner: dict[str, str]
    calendar: str
    since_on: date
    months: tuple[tuple[date, Availability], ...]
    """The last twelve months, oldest first."""
    year: Availability
    uses: tuple[Used, ...]
    hidden: int
    """Uses by projects and customers that the viewer does not see."""
    outages: tuple[Outage, ...]
    older: int
    """Outages before those that are shown."""
    customers: int
    requests: int
    people: int
    version: int
    may_edit: bool
    may_report: bool


def reach(row: TechnicalSystem) -> Reach:
    """Where a system lies, for `require`."""
    return Reach(owners=frozenset({row.owner_id}), department_id=row.department_id)


def _down(session: Session, system_ids: Collection[int], first: datetime) -> dict[int, list[Down]]:
    """The outages of systems that touch the time from `first` on."""
    found: dict[int, list[Down]] = defaultdict(list)
    rows = session.execute(
        select(SystemOutage.system_id, SystemOutage.began_at, SystemOutage.ended_at, SystemOutage.planned)
        .where(SystemOutage.system_id.in_(system_ids), or_(SystemOutage.ended_at.is_(None), SystemOutage.ended_at > first)).order_by(SystemOutage.began_at)
    )  # fmt: skip
    for row in rows:
        found[row.system_id].append(Down(second_of(row.began_at), None if row.ended_at is None else second_of(row.ended_at), row.planned))
    return found


def _months(on: date) -> list[date]:
    first = on.replace(day=1)
    return [months_before(first, back) for back in range(MONTHS - 1, -1, -1)]


def _stretch(session: Session, calendar: str, since: date, downs: Iterable[Down], first: date, last: date) -> Availability:
    """Between two days, the last not included, but not before the system was there."""
    first = max(first, since)
    return rules.availability(downs, second_of(begins(first)), second_of(begins(max(first, last))), times(session)[calendar], now=second_of(now()))


def _current(session: Session, system_ids: Collection[int]) -> dict[int, Now]:
    """What is down now, unplanned first; else what is planned next within a week."""
    moment = now()
    rows = session.scalars(
        select(SystemOutage).where(SystemOutage.system_id.in_(system_ids), or_(
            and_(SystemOutage.began_at <= moment, or_(SystemOutage.ended_at.is_(None), SystemOutage.ended_at > moment)),
            and_(SystemOutage.planned.is_(True), SystemOutage.began_at > moment, SystemOutage.began_at < moment + timedelta(days=7)),
        )).order_by(SystemOutage.planned.desc(), SystemOutage.began_at.desc())
    )  # fmt: skip
    return {row.system_id: Now(row.began_at, row.ended_at, row.planned, row.major, row.effect) for row in rows}


def _joined(session: Session, actor: Actor, system_ids: Collection[int]) -> dict[int, tuple[int, int, int, int]]:
    """By system: customers, their open requests, people (members and managers of projects, the owner), projects; as far as `actor` sees them."""
    def counted(query: Any) -> dict[int, int]:
        return {int(system): int(count) for system, count in session.execute(query)}

    of = SystemUse.system_id.in_(system_ids)
    customers = counted(select(SystemUse.system_id, func.count()).join(Customer, Customer.id == SystemUse.customer_id).where(of, customers_visible(actor)).group_by(SystemUse.system_id))
    projects = counted(
        select(SystemUse.system_id, func.count()).join(Project, Project.id == SystemUse.project_id).where(of, visible_to(actor, Permission.RESOURCE_READ)).group_by(SystemUse.system_id)
    )
    requests = counted(  # `open` is wrapped, so that a database goes by the few customers, not by all that is open
        select(SystemUse.system_id, func.count(Request.id)).join(Request, Request.customer_id == SystemUse.customer_id).where(of, func.coalesce(Request.open, false()), requests_visible(actor))
        .group_by(SystemUse.system_id)
    ) if actor.may(Permission.REQUEST_READ) else {}  # fmt: skip
    seen = select(SystemUse.system_id, SystemUse.project_id).join(Project, Project.id == SystemUse.project_id).where(of, visible_to(actor, Permission.RESOURCE_READ)).subquery()
    people = (
        select(seen.c.system_id, Member.person_id).join(Member, Member.project_id == seen.c.project_id)
        .union(select(seen.c.system_id, Project.manager_id).join(Project, Project.id == seen.c.project_id), select(TechnicalSystem.id, TechnicalSystem.owner_id).where(TechnicalSystem.id.in_(system_ids)))
        .subquery()
    )  # fmt: skip
    staff = counted(select(people.c.system_id, func.count()).group_by(people.c.system_id))
    return {one: (customers.get(one, 0), requests.get(one, 0), staff.get(one, 0), projects.get(one, 0)) for one in system_ids}


def register(session: Session, actor: Actor, *, limit: int = LISTED) -> list[Row]:
    """Every system, those that are down first: all staff may know what is there; figures of customers and projects are of what `actor` sees."""
    require(actor, Permission.RESOURCE_READ)
    rows = list(session.scalars(select(TechnicalSystem).order_by(TechnicalSystem.code).limit(limit)))
    ids, on = [row.id for row in rows], today()
    first = _months(on)[0]
    downs, current, joined = _down(session, ids, begins(first)), _current(session, ids), _joined(session, actor, ids)
    who = names(session, frozenset(row.owner_id for row in rows))
    found = [
        Row(
            row.id, row.code, row.name, Kind(row.kind), who[row.owner_id], current.get(row.id),
            _stretch(session, row.calendar, row.since_on, downs.get(row.id, ()), first, on + timedelta(days=1)), *joined[row.id],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.outage is None or one.outage.planned, one.code))


def view(session: Session, actor: Actor, code: str) -> View:
    """One system. Refuses NotFound."""
    require(actor, Permission.RESOURCE_READ)
    row = session.scalars(select(TechnicalSystem).where(TechnicalSystem.code == code)).one_or_none()
    if row is None:
        raise NotFound()
    on = today()
    months = _months(on)
    downs = _down(session, [row.id], begins(months[0])).get(row.id, [])
    ends = [*months[1:], on + timedelta(days=1)]
    told = tuple((first, _stretch(session, row.calendar, row.since_on, downs, first, last)) for first, last in zip(months, ends, strict=True) if last > row.since_on)
    uses = _uses(session, actor, row.id)
    every = int(session.scalar(select(func.count()).select_from(SystemUse).where(SystemUse.system_id == row.id)) or 0)
    outages = _outages(session, actor, row.id)
    known = int(session.scalar(select(func.count()).select_from(SystemOutage).where(SystemOutage.system_id == row.id)) or 0)
    customers, requests, people, _ = _joined(session, actor, [row.id])[row.id]
    return View(
        row.id, row.code, row.name, Kind(row.kind), row.text, row.owner_id, names(session, frozenset({row.owner_id}))[row.owner_id], row.calendar, row.since_on, told,
        _stretch(session, row.calendar, row.since_on, downs, months[0], ends[-1]), uses, every - len(uses), outages, known - len(outages), customers, requests, people, row.version,
        within(actor, Permission.SYSTEM_EDIT, reach(row)), actor.may(Permission.OUTAGE_WRITE),
    )  # fmt: skip


def _uses(session: Session, actor: Actor, system_id: int) -> tuple[Used, ...]:
    projects = session.execute(
        select(SystemUse.id, Project.code, Project.name).join(Project, Project.id == SystemUse.project_id)
        .where(SystemUse.system_id == system_id, visible_to(actor, Permission.RESOURCE_READ)).order_by(Project.code)
    )  # fmt: skip
    customers = session.execute(
        select(SystemUse.id, Customer.code, Customer.name).join(Customer, Customer.id == SystemUse.customer_id).where(SystemUse.system_id == system_id, customers_visible(actor)).order_by(Customer.code)
    )
    return (*(Used(one.id, one.code, one.name, True) for one in projects), *(Used(one.id, one.code, one.name, False) for one in customers))


def _outages(session: Session, actor: Actor, system_id: int) -> tuple[Outage, ...]:
    rows = list(session.scalars(select(SystemOutage).where(SystemOutage.system_id == system_id).order_by(SystemOutage.began_at.desc(), SystemOutage.id.desc()).limit(rules.MOST_OUTAGES_SHOWN)))
    ids, linked, during = [row.id for row in rows], defaultdict(list), {}
    if ids and actor.may(Permission.REQUEST_READ):
        found = session.execute(
            select(OutageRequest.outage_id, Request.code, Request.title).join(Request, Request.id == OutageRequest.request_id)
            .where(OutageRequest.outage_id.in_(ids), requests_visible(actor)).order_by(Request.id)
        )  # fmt: skip
        for outage_id, code, title in found:
            linked[outage_id].append((code, title))
        counts = session.execute(
            select(SystemOutage.id, func.count(Request.id)).join(SystemUse, SystemUse.system_id == SystemOutage.system_id).join(Request, and_(
                Request.customer_id == SystemUse.customer_id, Request.reported_at >= SystemOutage.began_at, Request.reported_at < func.coalesce(SystemOutage.ended_at, now()),
            )).where(SystemOutage.id.in_(ids), requests_visible(actor)).group_by(SystemOutage.id)
        )  # fmt: skip
        during = {int(outage): int(count) for outage, count in counts}
    return tuple(
        Outage(row.id, row.began_at, row.ended_at, row.planned, row.major, row.cause, row.effect, tuple(linked[row.id]), during.get(row.id, 0), row.version) for row in rows
    )


@dataclass(frozen=True)
class Behind:
    """A system behind a customer or a request, with what is down."""

    code: str
    name: str
    kind: Kind
    owner: dict[str, str]
    outage: Now | None


def behind(session: Session, actor: Actor, *, customer_id: int, project_id: int | None = None) -> list[Behind]:
    """The systems that a customer uses, or the project that serves it, those that are down first. For pages that have asked whether the customer may be seen"""
    if actor.scope(Permission.RESOURCE_READ) is None:
        return []
    require(actor, Permission.RESOURCE_READ)
    mine = select(SystemUse.system_id).where(or_(SystemUse.customer_id == customer_id, *([SystemUse.project_id == project_id] if project_id is not None else [])))
    rows = list(session.scalars(select(TechnicalSystem).where(TechnicalSystem.id.in_(mine)).order_by(TechnicalSystem.code)))
    if not rows:
        return []
    current, who = _current(session, [row.id for row in rows]), names(session, frozenset(row.owner_id for row in rows))
    found = [Behind(row.code, row.name, Kind(row.kind), who[row.owner_id], current.get(row.id)) for row in rows]
    return sorted(found, key=lambda one: (one.outage is None or one.outage.planned, one.code))


def calendars(session: Session, actor: Actor) -> dict[str, dict[str, str]]:
    """The names of the calendars in which a system may have to run, by code."""
    require(actor, Permission.RESOURCE_READ)
    return {row.code: row.name for row in session.execute(select(Calendar.code, Calendar.name).order_by(Calendar.code))}


def owners(session: Session, actor: Actor) -> dict[int, dict[str, str]]:
    """Active colleagues who may look after a system that `actor` writes: everybody, or oneself where one's own are all one may write."""
    require(actor, Permission.SYSTEM_EDIT)
    found = session.execute(select(Person.id, Person.name, Person.department_id).where(Person.active.is_(True)).order_by(Person.username))
    return {row.id: row.name for row in found if within(actor, Permission.SYSTEM_EDIT, Reach(owners=frozenset({row.id}), department_id=row.department_id))}


def place(session: Session, actor: Actor, system_id: int) -> Place:
    """Where a system stands. Refuses NotFound."""
    require(actor, Permission.RESOURCE_READ)
    row = session.get(TechnicalSystem, system_id)
    if row is None:
        raise NotFound()
    return place_of(row)


def place_of(row: TechnicalSystem) -> Place:
    """The same for a deed that has the system at hand. For deeds that have required"""
    return Place(KIND, row.id, row.code, row.name, f"Resources?system={row.code}", None, row.department_id, frozenset({row.owner_id}), frozenset({row.owner_id}))


found_by(KIND, place)


# ------------------------------------------------------------------ for the deeds


def system_for_update(session: Session, system_id: int) -> TechnicalSystem:
    """The system, locked. Refuses NotFound."""
    found = session.scalars(select(TechnicalSystem).where(TechnicalSystem.id == system_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def outage_for_update(session: Session, outage_id: int) -> SystemOutage:
    """The outage, locked. Refuses NotFound."""
    found = session.scalars(select(SystemOutage).where(SystemOutage.id == outage_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def use_for_update(session: Session, use_id: int) -> SystemUse:
    """A use, locked. Refuses NotFound."""
    found = session.scalars(select(SystemUse).where(SystemUse.id == use_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def is_used(session: Session, system_id: int, project_id: int | None, customer_id: int | None) -> bool:
    who: ColumnElement[bool] = SystemUse.project_id == project_id if project_id is not None else SystemUse.customer_id == customer_id
    return session.scalar(select(SystemUse.id).where(SystemUse.system_id == system_id, who)) is not None


def uses_of(session: Session, system_id: int) -> int:
    return int(session.scalar(select(func.count()).select_from(SystemUse).where(SystemUse.system_id == system_id)) or 0)


def project_id_of(session: Session, actor: Actor, code: str) -> int:
    """Refuses NotFound for a project that `actor` may not see."""
    require(actor, Permission.RESOURCE_READ)
    found = session.scalar(select(Project.id).where(Project.code == code.strip().upper(), visible_to(actor, Permission.RESOURCE_READ)))
    if found is None:
        raise NotFound()
    return found


def customer_id_of(session: Session, actor: Actor, code: str) -> int:
    """Refuses NotFound for a customer whom `actor` may not see."""
    require(actor, Permission.CUSTOMER_READ)
    found = session.scalar(select(Customer.id).where(Customer.code == code.strip().upper(), customers_visible(actor)))
    if found is None:
        raise NotFound()
    return found


def knows_calendar(session: Session, code: str) -> bool:
    return code in (ALWAYS, ORGANISATION) or session.scalar(select(Calendar.id).where(Calendar.code == code)) is not None


def requests_of(session: Session, outage_id: int) -> set[int]:
    return set(session.scalars(select(OutageRequest.request_id).where(OutageRequest.outage_id == outage_id)))


def project_of_request(session: Session, request_id: int) -> Project:
    """For a deed that has asked whether the request may be seen"""
    return session.scalars(select(Project).join(Request, Request.project_id == Project.id).where(Request.id == request_id)).one()


def told_of(session: Session, row: TechnicalSystem) -> set[int]:
    """Who hears of a major outage at once: leadership, whoever looks after the system, the managers of the projects that use it."""
    active = session.execute(select(Person.id, Person.roles).where(Person.active.is_(True)))
    leading = {number for number, roles in active if Role.LEADERSHIP in roles}
    managers = session.scalars(select(Project.manager_id).join(SystemUse, SystemUse.project_id == Project.id).where(SystemUse.system_id == row.id))
    return leading | {row.owner_id} | set(managers)


# ------------------------------------------------------------------ finished days, kept for measures


def missing_days(session: Session, until: date) -> list[tuple[TechnicalSystem, date]]:
    """Systems of which days before `until` are not kept yet, with the first of them. For the house's own routine"""
    last = select(SystemDay.system_id, func.max(SystemDay.day).label("day")).group_by(SystemDay.system_id).subquery()
    rows = session.execute(select(TechnicalSystem, last.c.day).outerjoin(last, last.c.system_id == TechnicalSystem.id).order_by(TechnicalSystem.id))
    found = [(row, row_day + timedelta(days=1) if row_day else row.since_on) for row, row_day in rows]
    return [(row, first) for row, first in found if first < until]


def keep_days(session: Session, row: TechnicalSystem, first: date, until: date) -> int:
    """Keep the days of a system from `first` up to `until` (not included) as they are known now; how many. For deeds that have required"""
    first = max(first, row.since_on, until - timedelta(days=400))
    if first >= until:
        return 0
    session.execute(delete(SystemDay).where(SystemDay.system_id == row.id, SystemDay.day >= first, SystemDay.day < until).execution_options(synchronize_session=False))
    downs, kept, day = _down(session, [row.id], begins(first)).get(row.id, []), [], first
    while day < until:
        one = _stretch(session, row.calendar, row.since_on, downs, day, day + timedelta(days=1))
        kept.append({"system_id": row.id, "day": day, "agreed": one.agreed, "down": one.down})
        day += timedelta(days=1)
    session.execute(insert(SystemDay.__table__), kept)
    return len(kept)
