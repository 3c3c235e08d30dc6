"""Deeds on customers: enter, edit, say which projects serve them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers import queries, rules
from core.customers.records import Customer, CustomerStep, ProjectCustomer
from core.customers.rules import CHANNELS, CLASSES, Kind, What
from core.db import with_ids
from core.errors import NotFound, Stale
from core.numbering.actions import next_code
from core.people.queries import person_for_update
from core.projects.queries import project_for_update, reach
from core.reference.queries import table_for_choice
from core.words import N_, Language

PREFIX, TOPIC = "CUS", "customer"


def enter(
    session: Session,
    actor: Actor,
    *,
    name: str,
    class_code: str = rules.REGULAR,
    class_why: str = "",
    channel: str = "",
    needs: str = "",
    habits: str = "",
    owner_id: int | None = None,
    project_ids: Collection[int] = (),
    namesake: bool = False,
    language: Language | None = None,
) -> int:
    """Enter an organisation as a customer (CUS-2026-0001); returns its id. `namesake`: another of this name is known, and this is not it.

    Whoever enters it looks after it unless somebody is named. A class other than regular needs a reason.
    Refuses CustomerKnown, NotAnEntry, Empty, TooLong, and NotPermitted for a project beyond reach.
    """
    require(actor, Permission.CUSTOMER_EDIT)
    clean = fields.line(name, N_("Name"), rules.NAME_LIMIT)
    known = None if namesake else queries.namesake(session, actor, clean)
    if known is not None:
        raise rules.CustomerKnown(code=known)
    row = begin(
        session, actor, kind=Kind.ORGANISATION, name=clean, class_code=class_code, class_why=class_why, channel=channel, needs=needs, habits=habits, owner_id=owner_id,
        project_ids=project_ids, language=language,
    )  # fmt: skip
    note(session, actor, "customer:enter", "customer", row.id, code=row.code, **told(row), projects=sorted(project_ids))
    return row.id


def begin(
    session: Session, actor: Actor, *, kind: Kind, name: str, class_code: str, class_why: str, channel: str, needs: str, habits: str, owner_id: int | None,
    project_ids: Collection[int], language: Language | None = None,
) -> Customer:  # fmt: skip
    """Keep a new customer with the projects that serve it; who is not said to speak another language speaks that of whoever enters it. # house: part of another deed, which requires and notes"""
    for project_id in sorted(set(project_ids)):
        require(actor, Permission.CUSTOMER_EDIT, reach(project_for_update(session, project_id)))
    if owner_id is not None:
        person_for_update(session, owner_id)
    row = Customer(
        code=next_code(session, PREFIX), kind=kind, name=name, search=rules.looked_up(name), class_code=_class(session, class_code), class_why=_why(class_code, class_why),
        channel=_channel(session, channel), language=(language or actor.language or Language.SIMPLIFIED).value, needs=fields.paragraph(needs, N_("Needs and expectations"), rules.TEXT_LIMIT, needed=False),
        habits=fields.paragraph(habits, N_("Habits and preferences"), rules.TEXT_LIMIT, needed=False), owner_id=owner_id or actor.id,
        stage="potential", stage_by_hand=False, stage_why="", stage_facts={}, stage_since=today(), stage_due_on=None, last_contact_on=None, next_contact_on=None, lost_on=None, points=0,
        by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    session.add_all(ProjectCustomer(project_id=one, customer_id=row.id, by_id=actor.id, at=now()) for one in sorted(set(project_ids)))
    step(session, actor, row, What.CLASS, "", row.class_code, row.class_why)
    touch(session, TOPIC)
    return row


def step(
    session: Session, actor: Actor | None, row: Customer, what: What, before: str, after: str, why: str, *, facts: dict[str, object] | None = None, by_service: bool = False,
    day: date | None = None,
) -> None:  # fmt: skip
    """Write a line of the history; without an actor the rule spoke. # house: part of another deed, which requires and notes"""
    session.add(CustomerStep(
        customer_id=row.id, what=what, before=before, after=after, why=why, facts=facts or {}, by_service=by_service, day=day or today(), by_id=actor.id if actor else None, at=now(),
    ))  # fmt: skip


def told(row: Customer) -> dict[str, object]:
    """What the trail tells of a customer."""
    return {name: getattr(row, name) for name in ("kind", "name", "class_code", "class_why", "channel", "language", "owner_id")}


def _class(session: Session, code: str, present: str = "") -> str:
    return table_for_choice(session, CLASSES).chosen(code, present, field=N_("Class"))


def _why(code: str, why: str) -> str:
    return fields.line(why, N_("Reason for the class"), rules.REASON_LIMIT, needed=code != rules.REGULAR)


def _channel(session: Session, code: str, present: str = "") -> str:
    return table_for_choice(session, CHANNELS).chosen(code, present, field=N_("Preferred channel")) if code else ""


def edit(session: Session, actor: Actor, customer_id: int, *, version: int, name: str, channel: str, needs: str, habits: str, owner_id: int, language: Language | None = None) -> int:
    """Change what is known of a customer; returns its id. A person's name is changed with the contact that bears it. Refuses Stale, NotAnEntry, Empty, TooLong."""
    row = queries.customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if row.version != version:
        raise Stale()
    before = told(row)
    if row.kind == Kind.ORGANISATION:
        row.name = fields.line(name, N_("Name"), rules.NAME_LIMIT)
        row.search = rules.looked_up(row.name)
    row.channel = _channel(session, channel, row.channel)
    row.language = (language or Language(row.language)).value
    row.needs = fields.paragraph(needs, N_("Needs and expectations"), rules.TEXT_LIMIT, needed=False)
    row.habits = fields.paragraph(habits, N_("Habits and preferences"), rules.TEXT_LIMIT, needed=False)
    person_for_update(session, owner_id)
    row.owner_id = owner_id
    touch(session, TOPIC)
    note(session, actor, "customer:edit", "customer", row.id, code=row.code, before=before, after=told(row))
    return row.id


def classify(session: Session, actor: Actor, customer_id: int, *, version: int, class_code: str, why: str) -> int:
    """Put a customer into another class, with the reason; returns its id. Refuses Stale, NotAnEntry, Empty, TooLong."""
    row = queries.customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if row.version != version:
        raise Stale()
    before = row.class_code
    row.class_code = _class(session, class_code, before)
    row.class_why = fields.line(why, N_("Reason for the class"), rules.REASON_LIMIT)
    step(session, actor, row, What.CLASS, before, row.class_code, row.class_why)
    touch(session, TOPIC)
    note(session, actor, "customer:classify", "customer", row.id, code=row.code, before=before, after=row.class_code, why=row.class_why)
    return row.id


def serve(session: Session, actor: Actor, customer_id: int, *, project_id: int) -> int:
    """Say that a project serves a customer; returns the customer's id. Both must be within reach. Refuses ServedAlready."""
    row = queries.customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    project = project_for_update(session, project_id)
    require(actor, Permission.CUSTOMER_EDIT, reach(project))
    if queries.link_of(session, row.id, project_id) is not None:
        raise rules.ServedAlready(code=row.code)
    session.add(ProjectCustomer(project_id=project_id, customer_id=row.id, by_id=actor.id, at=now()))
    touch(session, TOPIC)
    note(session, actor, "customer:serve", "customer", row.id, code=row.code, project_id=project_id, project=project.code)
    return row.id


def part(session: Session, actor: Actor, customer_id: int, *, project_id: int) -> int:
    """Say that a project serves a customer no more; returns the customer's id. Refuses NotFound."""
    row = queries.customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    project = project_for_update(session, project_id)
    require(actor, Permission.CUSTOMER_EDIT, reach(project))
    link = queries.link_of(session, row.id, project_id)
    if link is None:
        raise NotFound()
    session.delete(link)
    touch(session, TOPIC)
    note(session, actor, "customer:part", "customer", row.id, code=row.code, project_id=project_id, project=project.code)
    return row.id
