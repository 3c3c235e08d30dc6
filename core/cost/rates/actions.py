"""Deeds on rates: set and drop. Hours that they concern are priced anew in the same deed."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.clock import now
from core.cost.hours import actions as hours
from core.cost.hours.queries import lock_projects
from core.cost.rates import queries, rules
from core.cost.rates.records import LabourRate
from core.db import with_ids
from core.people.queries import person_for_update
from core.projects.queries import project_for_update


def put(session: Session, actor: Actor, *, valid_from: date, amount: Decimal, person_id: int | None = None, project_id: int | None = None) -> int:
    """Say what an hour costs from a day on: of everybody or of a person, everywhere or on a project. Returns the rate's id.

    One of the same kind from the same day is corrected. Hours worked since then are priced anew. Refuses NotARate, NotFound.
    """
    require(actor, Permission.RATE_EDIT, ANYWHERE)
    hour, key = rules.rate(amount), rules.key(person_id, project_id, valid_from)
    if person_id is not None:
        person_for_update(session, person_id)
    if project_id is not None:
        project_for_update(session, project_id)
    lock_projects(session, project_id)
    row = queries.by_key(session, key)
    before = row.amount if row else None
    if row is None:
        row = LabourRate(key=key, person_id=person_id, project_id=project_id, valid_from=valid_from, amount=hour, by_id=actor.id, at=now())
        with_ids(session, row)
    else:
        row.amount, row.by_id, row.at = hour, actor.id, now()
    priced = hours.price_anew(session, person_id, project_id, valid_from)
    note(
        session, actor, "rate:put", "rate", row.id, project_id=project_id, person=person_id, valid_from=valid_from, before={"amount": before}, after={"amount": hour}, priced=priced
    )
    return row.id


def drop(session: Session, actor: Actor, rate_id: int) -> int:
    """Take a rate out of use that should never have been; hours go by the one that held before. Returns its id. Refuses NotFound."""
    require(actor, Permission.RATE_EDIT, ANYWHERE)
    row = queries.rate_for_update(session, rate_id)
    lock_projects(session, row.project_id)
    person_id, project_id, first, amount = row.person_id, row.project_id, row.valid_from, row.amount
    session.delete(row)
    priced = hours.price_anew(session, person_id, project_id, first)
    note(session, actor, "rate:drop", "rate", rate_id, project_id=project_id, person=person_id, valid_from=first, before={"amount": amount}, after={"amount": None}, priced=priced)
    return rate_id
