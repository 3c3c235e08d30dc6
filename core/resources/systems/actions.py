"""Deeds on systems: register and change one, say who uses it, tell of an outage, put it right, say which requests came from it; and the days that the house keeps."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import here, now, today
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import person_for_update
from core.projects import queries as projects
from core.resources.rules import OUTAGES, TOPIC
from core.resources.systems import queries, rules
from core.resources.systems.queries import KIND, reach
from core.resources.systems.records import OutageRequest, SystemOutage, SystemUse, TechnicalSystem
from core.resources.systems.rules import Described, Kind, Told
from core.routines import routine
from core.service.requests import queries as requests
from core.words import N_

PREFIX = "SYS"


def register(session: Session, actor: Actor, described: Described, *, since_on: date | None = None) -> int:
    """Register a system (SYS-2026-0001), which counts from `since_on` (today) on; returns its id. Refuses Empty, TooLong, NotAMember, NotACalendar."""
    values = _described(session, described)
    require(actor, Permission.SYSTEM_EDIT, Reach(owners=frozenset({values["owner_id"]}), department_id=values["department_id"]))
    row = TechnicalSystem(code=next_code(session, PREFIX), since_on=min(since_on or today(), today()), by_id=actor.id, at=now(), **values)
    with_ids(session, row)
    return _close(session, actor, "technical_system:register", row, after=values)


def change(session: Session, actor: Actor, system_id: int, described: Described, *, version: int) -> int:
    """Change what is said of a system; its kept days are counted anew where the agreed time changes. Returns its id. Refuses Empty, TooLong, NotAMember, NotACalendar, Stale."""
    row = _opened(session, actor, system_id, version)
    values = _described(session, described)
    require(actor, Permission.SYSTEM_EDIT, Reach(owners=frozenset({values["owner_id"]}), department_id=values["department_id"]))
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    if before["calendar"] != row.calendar:
        queries.keep_days(session, row, row.since_on, today())
    return _close(session, actor, "technical_system:change", row, before=before, after=values)


def use(session: Session, actor: Actor, system_id: int, *, project: str = "", customer: str = "") -> int:
    """Say that a project or a customer (by code) uses a system; returns the use's id. Refuses OneUser, UsedAlready, TooManyUses, NotFound."""
    row = _opened(session, actor, system_id)
    if bool(project.strip()) == bool(customer.strip()):
        raise rules.OneUser()
    project_id = queries.project_id_of(session, actor, project[:40]) if project.strip() else None
    customer_id = queries.customer_id_of(session, actor, customer[:40]) if customer.strip() else None
    if queries.is_used(session, row.id, project_id, customer_id):
        raise rules.UsedAlready()
    if queries.uses_of(session, row.id) >= rules.MOST_USES:
        raise rules.TooManyUses(limit=rules.MOST_USES)
    made = SystemUse(system_id=row.id, project_id=project_id, customer_id=customer_id)
    with_ids(session, made)
    _close(session, actor, "technical_system:use", row, project_id=project_id, customer_id=customer_id)
    return made.id


def release(session: Session, actor: Actor, use_id: int) -> int:
    """Say that somebody uses a system no more; returns the system's id. Refuses NotFound."""
    one = queries.use_for_update(session, use_id)
    row = _opened(session, actor, one.system_id)
    session.delete(one)
    return _close(session, actor, "technical_system:release", row, project_id=one.project_id, customer_id=one.customer_id)


def report(session: Session, actor: Actor, system_id: int, told: Told) -> int:
    """Tell of an outage; leadership hears of a major one at once. Returns the outage's id. Refuses EndsEarlier, OutageToCome, OutageTooFar, TooLong."""
    row = queries.system_for_update(session, system_id)
    require(actor, Permission.OUTAGE_WRITE, reach(row))
    one = SystemOutage(system_id=row.id, by_id=actor.id, at=now(), **_told(told))
    with_ids(session, one)
    _recount(session, row, one.began_at)
    if one.major and not one.planned:
        _tell(session, actor, row)
    return _outage(session, actor, "system_outage:report", row, one, after=_said(one))


def revise(session: Session, actor: Actor, outage_id: int, told: Told, *, version: int) -> int:
    """Say that an outage is over, or put it right; the trail keeps what was told before. Returns its id. Refuses EndsEarlier, OutageToCome, OutageTooFar, TooLong, Stale."""
    one = queries.outage_for_update(session, outage_id)
    row = queries.system_for_update(session, one.system_id)
    require(actor, Permission.OUTAGE_WRITE, reach(row))
    if one.version != version:
        raise Stale()
    before, first = _said(one), one.began_at
    was_told = one.major and not one.planned
    for name, value in _told(told).items():
        setattr(one, name, value)
    _recount(session, row, min(first, one.began_at))
    if one.major and not one.planned and not was_told:
        _tell(session, actor, row)
    return _outage(session, actor, "system_outage:revise", row, one, before=before, after=_said(one))


def attribute(session: Session, actor: Actor, outage_id: int, *, request: str) -> int:
    """Say that a request one works on, by its code, came from an outage; returns the outage's id. Refuses NotFound, LinkedAlready."""
    one = queries.outage_for_update(session, outage_id)
    row = queries.system_for_update(session, one.system_id)
    request_id = requests.id_of(session, actor, request[:40])
    require(actor, Permission.REQUEST_WORK, projects.reach(queries.project_of_request(session, request_id)))
    known = queries.requests_of(session, one.id)
    if request_id in known or len(known) >= rules.MOST_REQUESTS:
        raise rules.LinkedAlready(code=request.strip().upper()[:40])
    session.add(OutageRequest(outage_id=one.id, request_id=request_id))
    return _outage(session, actor, "system_outage:attribute", row, one, request_id=request_id)


def count_days(session: Session, actor: Actor) -> int:
    """Keep the days that are over of every system; how many. # house: a routine of the house itself, time asks for it"""
    until = today()
    kept = {row.code: queries.keep_days(session, row, first, until) for row, first in queries.missing_days(session, until)}
    if kept:
        note(session, actor, "technical_system:count_days", KIND, None, days=kept)
    return sum(kept.values())


routine("system_days", timedelta(hours=1), count_days)


def _recount(session: Session, row: TechnicalSystem, first: datetime) -> None:
    """Days that are over follow when an outage of them changes."""
    queries.keep_days(session, row, here(first).date(), today())


def _tell(session: Session, actor: Actor, row: TechnicalSystem) -> None:
    tell(session, actor, OUTAGES.code, queries.told_of(session, row), about=queries.place_of(row), message=N_("A major outage of {code}: {title}"), code=row.code, title=row.name)


def _opened(session: Session, actor: Actor, system_id: int, version: int | None = None) -> TechnicalSystem:
    row = queries.system_for_update(session, system_id)
    require(actor, Permission.SYSTEM_EDIT, reach(row))
    if version is not None and row.version != version:
        raise Stale()
    return row


def _described(session: Session, described: Described) -> dict[str, Any]:
    owner = person_for_update(session, described.owner_id)
    if not owner.active:
        raise rules.NotAMember()
    if not queries.knows_calendar(session, described.calendar):
        raise rules.NotACalendar()
    return {
        "name": fields.line(described.name, N_("Name"), rules.NAME_LIMIT), "kind": Kind(described.kind).value, "owner_id": owner.id, "department_id": owner.department_id,
        "calendar": described.calendar, "text": fields.paragraph(described.text, N_("What it is for"), rules.TEXT_LIMIT, needed=False),
    }  # fmt: skip


def _told(told: Told) -> dict[str, Any]:
    rules.check_told(told, now())
    return {
        "began_at": told.began_at, "ended_at": told.ended_at, "planned": told.planned, "major": told.major,
        "cause": fields.paragraph(told.cause, N_("Cause of the outage"), rules.CAUSE_LIMIT, needed=False),
        "effect": fields.paragraph(told.effect, N_("Effect on the service"), rules.TEXT_LIMIT, needed=False),
    }  # fmt: skip


def _said(one: SystemOutage) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("began_at", "ended_at", "planned", "major", "cause", "effect")}


def _close(session: Session, actor: Actor, deed: str, row: TechnicalSystem, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=row.code, **facts)
    return row.id


def _outage(session: Session, actor: Actor, deed: str, row: TechnicalSystem, one: SystemOutage, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, "system_outage", one.id, code=row.code, **facts)
    return one.id
