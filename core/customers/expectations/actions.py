"""Deeds on expectations: agree before, judge after."""

from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.expectations import queries, rules
from core.customers.expectations.records import Expectation
from core.customers.expectations.rules import Aspect, Outcome
from core.customers.queries import customer_for_update, served
from core.db import with_ids
from core.errors import Stale
from core.words import N_


def expect(
    session: Session, actor: Actor, customer_id: int, *, project_id: int, aspect: Aspect, subject: str, target: Decimal | None = None, unit: str = "", higher_is_better: bool = True
) -> int:
    """Write down what a customer expects of a project that serves it, with the agreed measure; returns its id. Refuses NotFound, NotMeasured, Empty, TooLong."""
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_WORK)
    row = Expectation(
        customer_id=customer.id, project_id=served(session, customer.id, project_id), aspect=aspect, subject=fields.line(subject, N_("What is expected"), rules.SUBJECT_LIMIT),
        unit=fields.line(unit, N_("Unit"), rules.UNIT_LIMIT, needed=target is not None), target=rules.figure(target), higher_is_better=higher_is_better, agreed_on=today(),
        outcome="", actual=None, came="", judged_on=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "customer:expect", "customer", customer.id, code=customer.code, project_id=project_id, aspect=aspect, subject=row.subject, target=target, unit=row.unit)
    return row.id


def judge(session: Session, actor: Actor, expectation_id: int, *, version: int, came: str, actual: Decimal | None = None, said: Outcome | None = None) -> int:
    """Record what came of it; returns its id. Refuses JudgedAlready, NotMeasured, OutcomeNeeded, Stale, Empty, TooLong."""
    require(actor, Permission.CUSTOMER_WORK)
    row = queries.expectation_for_update(session, expectation_id)
    customer = customer_for_update(session, actor, row.customer_id, Permission.CUSTOMER_WORK)
    if row.judged_on is not None:
        raise rules.JudgedAlready()
    if row.version != version:
        raise Stale()
    row.actual = rules.figure(actual) if row.target is not None else None
    row.outcome = rules.outcome(row.target, row.actual, row.higher_is_better, said)
    row.came, row.judged_on = fields.line(came, N_("What it led to"), rules.TEXT_LIMIT), today()
    touch(session, TOPIC)
    note(session, actor, "customer:judge", "customer", customer.id, code=customer.code, project_id=row.project_id, subject=row.subject, outcome=row.outcome, actual=row.actual)
    return row.id
