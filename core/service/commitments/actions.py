"""Deeds on commitments: promise, drop, change the matrix."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.calendar.queries import of_calendar
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.projects.queries import project_for_update, reach
from core.projects.rules import CUSTOMER_TYPES
from core.reference.queries import table_for_choice
from core.service.clocks.rules import ALWAYS, ORGANISATION, Targets
from core.service.commitments import queries, rules
from core.service.commitments.records import PriorityMatrix, ServiceTarget
from core.service.rules import Priority
from core.words import N_


def promise(
    session: Session, actor: Actor, *, targets: Targets, valid_from: date, project_id: int | None = None, customer_class: str | None = None, priority: Priority | None = None
) -> int:
    """Promise targets from a day on, for a project or for all; returns their id. Requests that are open already keep theirs.

    Refuses NotATarget, TargetsOutOfOrder, TooFarBack, SameDay, NotAnEntry, NotFound (calendar).
    """
    project = None if project_id is None else project_for_update(session, project_id)
    require(actor, Permission.COMMITMENT_EDIT, reach(project) if project else ANYWHERE)
    rules.check(targets)
    if valid_from < today():
        raise rules.TooFarBack()
    if targets.calendar not in (ALWAYS, ORGANISATION):
        of_calendar(session, targets.calendar)
    if customer_class is not None:
        customer_class = table_for_choice(session, CUSTOMER_TYPES).chosen(customer_class, field=N_("Customer type"))
    if queries.same(session, project_id, customer_class, priority, valid_from):
        raise rules.SameDay()
    row = ServiceTarget(
        project_id=project_id, customer_class=customer_class, priority=priority, valid_from=valid_from, acknowledge=targets.acknowledge, respond=targets.respond,
        resolve=targets.resolve, calendar=targets.calendar, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, queries.TOPIC)
    note(
        session, actor, "service_target:promise", "service_target", row.id, code=project.code if project else "", project_id=project_id, customer_class=customer_class,
        priority=priority, valid_from=valid_from, targets=vars(targets),
    )  # fmt: skip
    return row.id


def drop(session: Session, actor: Actor, target_id: int) -> int:
    """Take back targets that do not hold yet; returns their id. Refuses HoldsAlready, NotFound."""
    row = queries.target_for_update(session, target_id)
    project = None if row.project_id is None else project_for_update(session, row.project_id)
    require(actor, Permission.COMMITMENT_EDIT, reach(project) if project else ANYWHERE)
    if row.valid_from <= today():
        raise rules.HoldsAlready()
    session.delete(row)
    touch(session, queries.TOPIC)
    note(session, actor, "service_target:drop", "service_target", target_id, code=project.code if project else "", project_id=row.project_id, valid_from=row.valid_from)
    return target_id


def weigh(session: Session, actor: Actor, rows: Sequence[Sequence[str]], *, classes: Sequence[str], version: int) -> int:
    """Change which priority follows from urgency, impact and customer class; returns the matrix's id. Requests keep theirs. Refuses MatrixIncomplete, Stale."""
    require(actor, Permission.COMMITMENT_EDIT, ANYWHERE)
    after = rules.matrix(rows, classes)
    row = queries.matrix_for_update(session)
    if (row.version if row else 0) != version:
        raise Stale()
    before = rules.written(queries.matrix(session))
    if row is None:
        row = PriorityMatrix(classes=list(after.classes), rows=rules.written(after), by_id=actor.id, at=now())
        session.add(row)
    else:
        row.classes, row.rows, row.by_id, row.at = list(after.classes), rules.written(after), actor.id, now()
    with_ids(session, row)
    touch(session, queries.TOPIC)
    note(session, actor, "priority_matrix:weigh", "priority_matrix", row.id, code="matrix", before=before, after=row.rows)
    return row.id
