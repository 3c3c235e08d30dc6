"""Questions about imports: what is known of tickets already, whom their names mean here, mappings that were saved."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.customers.imports.queries import known_customers
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.projects.queries import reach
from core.projects.records import Project
from core.reference.queries import table
from core.service.imports import rules
from core.service.imports.records import ImportedRequest, ImportMapping, RequestImport
from core.service.imports.rules import Incoming, Job, RowFault
from core.service.requests.records import Handover, Request, RequestEvent
from core.service.requests.rules import NotItsType, check_type
from core.service.rules import CAUSES, CHANNELS, MODES, PAUSE_REASONS, PROBLEM_CLASSES, PROBLEM_TYPES, Degree, Priority

AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """A request that came from this source before."""

    id: int
    mark: str


@dataclass(frozen=True)
class Prepared:
    """Everything that a job's names mean here, which of its tickets are new or changed, and what is wrong with them."""

    projects: Mapping[str, Project]
    people: Mapping[str, int]
    customers: Mapping[str, tuple[int, str]]
    """Id and class of customers by the name in the file."""
    new_customers: Mapping[str, tuple[str, frozenset[int]]]
    """Names of customers to be entered, by the name in the file, with the projects that serve them."""
    new: Sequence[Incoming]
    changed: Sequence[tuple[Incoming, Known]]
    unchanged: int
    faults: Sequence[RowFault]


def codes(session: Session, actor: Actor) -> dict[str, frozenset[str]]:
    """The codes that values of a file may become, by field of a mapping; “pause” for the reasons of pauses."""
    require(actor, Permission.REQUEST_IMPORT)
    tables = {"channel": CHANNELS, "class": PROBLEM_CLASSES, "subtype": PROBLEM_TYPES, "cause": CAUSES, "mode": MODES, "pause": PAUSE_REASONS}
    found = {name: frozenset(entry.code for entry in table(session, code).offered()) for name, code in tables.items()}
    return found | {"priority": frozenset(Priority), "urgency": frozenset(Degree), "impact": frozenset(Degree)}


def prepared(session: Session, actor: Actor, job: Job) -> Prepared:
    """What importing `job` would do. Tickets with faults are in neither list. Refuses UnknownProject if none of them belongs anywhere."""
    require(actor, Permission.REQUEST_IMPORT)
    faults: list[RowFault] = []
    wanted = {one.project for one in job.tickets}
    projects = _projects(session, actor, wanted)
    if wanted and not projects:
        raise rules.UnknownProject(value=min(wanted)[:40])
    people = _people(session, job)
    known = {name: (id_, class_) for name, (id_, class_) in known_customers(session, actor, _asked(job)).items()}
    fresh: dict[str, tuple[str, set[int]]] = {}
    before = known_tickets(session, job.source, [one.key for one in job.tickets])
    new, changed, unchanged = [], [], 0
    for one in job.tickets:
        if (was := before.get(one.key)) is not None and was.mark == one.mark:
            unchanged += 1
            continue
        wrong = _wrong(one, job, projects, people, known)
        if wrong is not None:
            faults.append(wrong)
            continue
        name = one.customer or job.customer
        if name not in known and job.customers == rules.CREATE:
            fresh.setdefault(name, (one.customer_name or name, set()))[1].add(projects[one.project].id)
        if was is None:
            new.append(one)
        else:
            changed.append((one, was))
    return Prepared(projects, people, known, {name: (told, frozenset(ids)) for name, (told, ids) in fresh.items()}, new, changed, unchanged, faults)


def _asked(job: Job) -> set[str]:
    return {one.customer for one in job.tickets if one.customer} | ({job.customer} if job.customer else set())


def _wrong(one: Incoming, job: Job, projects: Mapping[str, Project], people: Mapping[str, int], known: Mapping[str, Any]) -> RowFault | None:
    if one.project not in projects:
        return RowFault(one.row, "project", rules.UNKNOWN_PROJECT, {"value": one.project[:40]})
    name = one.customer or job.customer
    if not name:
        return RowFault(one.row, "customer", rules.NO_CUSTOMER)
    if name not in known and (job.customers == rules.REFUSE or (job.customers == rules.DEFAULT and job.customer not in known)):
        return RowFault(one.row, "customer", rules.UNKNOWN_CUSTOMER, {"value": name[:60]})
    for user in (one.first_receiver, one.handler):
        if user and user not in people:
            return RowFault(one.row, "people", rules.UNKNOWN_PERSON, {"value": user[:60]})
    if one.problem_type:
        try:
            check_type(one.problem_class, one.problem_type)
        except NotItsType:  # said with the row instead
            return RowFault(one.row, "subtype", rules.NOT_A_TYPE, {"value": one.problem_type[:40], "class_": one.problem_class[:40]})
    return None


def _projects(session: Session, actor: Actor, wanted: Collection[str]) -> dict[str, Project]:
    """Projects that `actor` may import into, by code."""
    found: dict[str, Project] = {}
    for some in _parts(wanted):
        found |= {one.code: one for one in session.scalars(select(Project).where(Project.code.in_(some))) if within(actor, Permission.REQUEST_IMPORT, reach(one))}
    return found


def _people(session: Session, job: Job) -> dict[str, int]:
    """Active people by user name, as far as the job names them."""
    users = {user for one in job.tickets for user in (one.first_receiver, one.handler) if user}
    users |= {str(user) for one in job.tickets for step in one.log for user in (step.facts.get("from_user"), step.facts.get("to_user")) if user}
    found: dict[str, int] = {}
    for some in _parts(users):
        rows = session.execute(select(Person.username, Person.id).where(Person.username.in_(some), Person.active.is_(True)))
        found |= {str(username): int(id_) for username, id_ in rows}
    return found


def _parts(names: Collection[str]) -> Iterator[list[str]]:
    """All of them, as many at once as a database takes in one question."""
    whole = sorted(names)
    return (whole[first : first + AT_ONCE] for first in range(0, len(whole), AT_ONCE))


def known_tickets(session: Session, source: str, keys: Sequence[str]) -> dict[str, Known]:
    """Which of these keys came from the source before. # house: for an import that has required"""
    found: dict[str, Known] = {}
    query = select(Request.source_key, Request.id, ImportedRequest.mark).join(ImportedRequest, ImportedRequest.request_id == Request.id).where(Request.source == source)
    if len(keys) > 20 * AT_ONCE:  # of a large file all that the source ever sent: one walk along the index
        rows: Iterator[Any] = iter(session.execute(query))
        return {str(key): Known(int(id_), str(mark)) for key, id_, mark in rows}
    for first in range(0, len(keys), AT_ONCE):
        for key, id_, mark in session.execute(query.where(Request.source_key.in_(keys[first : first + AT_ONCE]))):
            found[str(key)] = Known(int(id_), str(mark))
    return found


def import_person(session: Session, actor: Actor, project: Project) -> int:
    """Whose tickets are that name nobody: the importer's, or the project manager's where the console imports. # house: for an import that has required"""
    return actor.id or project.manager_id


def mark_of(session: Session, request_id: int) -> ImportedRequest:
    """The mark of an imported request. # house: for an import that has required"""
    return session.scalars(select(ImportedRequest).where(ImportedRequest.request_id == request_id)).one()


def untouched_here(session: Session, request_id: int) -> bool:
    """Whether nothing but imports has happened to the request. # house: for an import that has required"""
    rows = session.scalars(select(RequestEvent.facts).where(RequestEvent.request_id == request_id, RequestEvent.void.is_(False)))
    return all("import" in facts for facts in rows)


def handovers_of(session: Session, request_id: int) -> list[Handover]:
    """The hand-overs of a request, oldest first. # house: for an import that has required"""
    return list(session.scalars(select(Handover).where(Handover.request_id == request_id).order_by(Handover.id)))


def keep_handovers(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep many hand-overs at once. # house: part of another deed, which requires and notes"""
    if rows:
        session.execute(insert(Handover.__table__), rows)


def keep_marks(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep the marks of many imported requests at once. # house: part of another deed, which requires and notes"""
    if rows:
        session.execute(insert(ImportedRequest.__table__), rows)


def keep_rungs(session: Session, rows: list[dict[str, Any]]) -> None:
    """Say of many open requests which rungs people need not be told of any more. # house: part of another deed, which requires and notes"""
    if rows:
        table_ = Request.__table__
        session.execute(update(table_).where(table_.c.id == bindparam("of")).values(told=bindparam("passed"), next_rung_at=bindparam("next")), rows)


# ------------------------------------------------------------------ for readers


@dataclass(frozen=True)
class Saved:
    """A mapping that was saved."""

    id: int
    name: str
    text: str
    by: dict[str, str]
    at: datetime
    version: int


def mappings(session: Session, actor: Actor) -> list[Saved]:
    """The saved mappings, by name."""
    require(actor, Permission.REQUEST_IMPORT)
    rows = list(session.scalars(select(ImportMapping).order_by(func.lower(ImportMapping.name))))
    who = names(session, frozenset(row.by_id for row in rows))
    return [Saved(row.id, row.name, row.text, who[row.by_id], row.at, row.version) for row in rows]


def mapping_for_update(session: Session, mapping_id: int) -> ImportMapping:
    """Refuses NotFound."""
    found = session.scalars(select(ImportMapping).where(ImportMapping.id == mapping_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def mapping_named(session: Session, name: str) -> int | None:
    return session.scalar(select(ImportMapping.id).where(ImportMapping.name == name))


@dataclass(frozen=True)
class Done:
    """An import that was done."""

    id: int
    source: str
    file: str
    rows: int
    tickets: int
    created: int
    updated: int
    unchanged: int
    left: int
    faults: int
    by: dict[str, str]
    at: datetime


def imports(session: Session, actor: Actor, *, limit: int = 20) -> list[Done]:
    """The last imports, newest first: everybody who may import sees that they were done."""
    require(actor, Permission.REQUEST_IMPORT)
    rows = list(session.scalars(select(RequestImport).order_by(RequestImport.id.desc()).limit(limit)))
    who = names(session, frozenset(row.by_id for row in rows if row.by_id is not None))
    return [
        Done(
            row.id, row.source, row.file, row.rows, row.tickets, row.created, row.updated, row.unchanged, row.left, row.faults, who.get(row.by_id or 0, {}), row.at,
        )
        for row in rows
    ]  # fmt: skip


def projects_to_import(session: Session, actor: Actor) -> dict[str, dict[str, str]]:
    """The projects that `actor` may import into: names by code."""
    require(actor, Permission.REQUEST_IMPORT)
    from core.projects.queries import visible_to

    rows = session.execute(select(Project.code, Project.name).where(visible_to(actor, Permission.REQUEST_IMPORT)).order_by(Project.code).limit(2000))
    return {str(code): name for code, name in rows}
