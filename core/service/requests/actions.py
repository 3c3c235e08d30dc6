"""What all deeds on requests share: open one, let something happen to it, tell whom it concerns."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import here, now
from core.customers.contacts.actions import GONE, erased_with
from core.customers.contacts.rules import Personal, shredded
from core.customers.mails import actions as mails
from core.customers.mails.rules import Occasion
from core.errors import Stale
from core.files import actions as files
from core.notice import rules as notice
from core.notice.actions import tell
from core.projects.queries import reach
from core.projects.records import Project
from core.service.clocks import rules as clocks
from core.service.commitments.queries import times
from core.service.requests import queries, rules
from core.service.requests.records import Request, RequestEvent
from core.service.requests.rules import Life, Logged, Step
from core.service.rules import TOPIC, YOURS
from core.words import N_


def opened(session: Session, actor: Actor, request_id: int, permission: Permission, version: int | None = None) -> tuple[Request, Project]:
    """The request, locked, if `actor` holds `permission` as far as its project. Refuses NotFound, NotPermitted, Stale.

    # house: part of another deed, which notes
    """
    row = queries.request_for_update(session, request_id)
    project = queries.project_of(session, row.project_id)
    require(actor, permission, reach(project))
    if version is not None and row.version != version:
        raise Stale()
    return row, project


def happen(session: Session, actor: Actor, row: Request, steps: Sequence[Logged], *, hours: int = 4, to: int | None = None) -> Life:
    """Add steps to the log, refuse what cannot be, and write anew what follows. # house: part of another deed, which requires and notes

    Refuses what `rules.moved` and `clocks.check` refuse, ToCome, TooLongAgo.
    """
    known = queries.events_of(session, row.id)
    log = queries.logged(known)
    life = queries.life(row, log)
    for step in steps:
        rules.check_moment(step.at, now(), step.step.label)
    steps = [replace(step, at=min(step.at, now())) for step in steps]  # a browser's minute may be a little ahead
    for step in steps:
        if step.step not in (Step.TARGETED,):
            life = rules.moved(life, step.step, actor.id, at=step.at, on=here(step.at).date(), hours=hours, to=to)
    after = [*log, *steps]
    settle(session, row, after)
    row.state, row.handler_id, row.resolver_id, row.verifier_id = life.state, life.handler_id, life.resolver_id, life.verifier_id
    row.open = life.state in rules.OPEN
    if not row.open:
        row.next_rung_at = None
    session.add_all(_event(row.id, place, one, actor) for place, one in enumerate(steps, (known[-1].place if known else 0) + 1))
    return life


def _event(request_id: int, place: int, one: Logged, actor: Actor) -> RequestEvent:
    return RequestEvent(
        request_id=request_id, place=place, kind=one.step, at=one.at, by_id=actor.id or None, entered_at=now(), text=one.text, facts=dict(one.facts), void=False, why="",
    )  # fmt: skip


def settle(session: Session, row: Request, log: Sequence[Logged]) -> None:
    """Write what follows from a log into the request's row. # house: part of another deed, which requires and notes

    Refuses OutOfOrder, NotAsASequel, ResolvedUnanswered, in the organisation's time.
    """
    events = rules.clock_events(log)
    clocks.check(events, {one.at: here(one.at).strftime("%Y-%m-%d %H:%M:%S") for one in events})
    for name, value in rules.standing(log, times(session), row.told).items():
        setattr(row, name, value)


def step(actor: Actor, what: Step, at: datetime | None = None, text: str = "", **facts: Any) -> Logged:
    """Something that `actor` says has happened."""
    return Logged(what, at or now(), actor.id, text, facts)


def inform(session: Session, actor: Actor, row: Request, project: Project, people: Collection[int], message: str, kind: notice.Kind = YOURS) -> None:
    """Tell people about a request; the message names {code} and {title}. # house: part of another deed, which requires and notes"""
    tell(session, actor, kind.code, people, about=queries.place_of(row, project), message=message, code=row.code, title=row.title)


def write(session: Session, actor: Actor, occasion: Occasion, row: Request, project: Project, **values: object) -> None:
    """Write to the customer, where that is wanted and agreed to; the mail names {code} and {title}. # house: part of another deed, which requires and notes"""
    mails.write(session, actor, occasion, row.customer_id, about=queries.place_of(row, project), department_id=project.department_id, code=row.code, title=row.title, **values)


def close_deed(session: Session, actor: Actor, deed: str, row: Request, **facts: Any) -> int:
    """Leave the trace of a deed on a request; returns its id. # house: the last beat of a deed, which has required before"""
    touch(session, TOPIC)
    note(session, actor, deed, queries.KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id


def attach(session: Session, actor: Actor, request_id: int, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned file as evidence; returns the file's id. The same content twice is one file. Refuses TooManyFiles."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    present, sha256 = queries.files_of(session, row.id), files.fingerprint(data)
    known = next((one.id for one in present if one.sha256 == sha256), None)
    if known is not None:
        return known
    if len(present) >= rules.FILES:
        raise rules.TooManyFiles(limit=rules.FILES)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=queries.KIND, subject_id=row.id)
    close_deed(session, actor, "request:attach", row, file=file_id, name=name, sha256=sha256)
    return file_id


def correct(session: Session, actor: Actor, request_id: int, *, event_id: int, at: datetime, why: str) -> int:
    """Say that something happened at another moment: the old entry stays, void; clocks and row follow the new one. Returns the request's id.

    Refuses NoSuchEvent, ToCome, TooLongAgo, OutOfOrder, NotAsASequel, Empty, TooLong.
    """
    row, _ = opened(session, actor, request_id, Permission.REQUEST_CORRECT)
    reason = fields.line(why, N_("Why"), rules.REASON_LIMIT)
    known = queries.events_of(session, row.id)
    old = next((one for one in known if one.id == event_id), None)
    if old is None:
        raise rules.NoSuchEvent()
    rules.check_moment(at, now(), Step(old.kind).label)
    new = RequestEvent(
        request_id=row.id, place=old.place, kind=old.kind, at=at, by_id=old.by_id, entered_at=now(), text=old.text, facts=dict(old.facts), void=False, why=reason,
    )  # fmt: skip
    before = old.at
    settle(session, row, queries.logged([new if one is old else one for one in known]))
    if not row.open:
        row.next_rung_at = None
    old.void = True
    session.add(new)
    return close_deed(session, actor, "request:correct", row, event=old.kind, before=before, after=at, reason=reason)


def _shred(session: Session, contact_id: int, was: Personal) -> int:
    """Overwrite what tells of a person in the requests of its customer: who called, what was told, and every text of their logs."""
    def clean(row: Request | RequestEvent, *names: str) -> bool:
        before = [getattr(row, name) for name in names]
        after = [[shredded(text, was, GONE) for text in one] if isinstance(one, list) else shredded(one, was, GONE) for one in before]
        for name, value in zip(names, after, strict=True):
            if value != getattr(row, name):
                setattr(row, name, value)
        return before != after

    rows = queries.of_customer_of(session, contact_id)
    touched = sum(clean(row, "contact", "title", "text", "solution", "whys", "prevention") for row in rows)
    return touched + sum(clean(one, "text", "why") for one in queries.told_of(session, [row.id for row in rows]))


erased_with("requests", _shred)
