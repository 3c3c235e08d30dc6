"""Deeds on demands: take one in, or take up a need that was heard, assess it, begin the application."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.needs import actions as needs
from core.db import with_ids
from core.errors import Stale, WrongState
from core.initiation.applications.actions import begun
from core.initiation.demands import queries, rules
from core.initiation.demands.records import Demand
from core.initiation.demands.rules import Assessment, Need
from core.numbering.actions import next_code
from core.people.queries import department_for_update
from core.reference.queries import table_for_choice
from core.words import N_


def take_in(session: Session, actor: Actor, need: Need, *, department_id: int) -> int:
    """Note what a customer asks for (DEM-2026-0001); returns its id. Refuses Empty, TooLong, ReceivedInFuture, NotAnEntry."""
    row = _taken_in(session, actor, need, department_id)
    note(session, actor, "demand:take_in", "demand", row.id, code=row.code, after=_after(row))
    return row.id


def take_up(session: Session, actor: Actor, need_id: int, *, title: str, channel: str, department_id: int, version: int) -> int:
    """Make a demand of a need that was heard at a customer's (S360), which is settled by it; returns the demand's id. Refuses NeedSettled, Stale, Empty, TooLong, NotAnEntry."""
    said = needs.at_hand(session, actor, need_id, version=version)
    row = _taken_in(session, actor, Need(title, said.customer, said.heard_on, channel, text=said.text), department_id)
    needs.take(session, actor, need_id, demand=row.code)
    note(session, actor, "demand:take_up", "demand", row.id, code=row.code, need=need_id, after=_after(row))
    return row.id


def _after(row: Demand) -> dict[str, object]:
    return {"title": row.title, "customer": row.customer, "received_on": row.received_on, "channel": row.channel, "contact": row.contact, "text": row.text}


def _taken_in(session: Session, actor: Actor, need: Need, department_id: int) -> Demand:
    require(actor, Permission.APPLICATION_EDIT, Reach(owners=frozenset({actor.id}), department_id=department_id))
    department_for_update(session, department_id)
    clean = rules.cleaned(need, today())
    row = Demand(
        code=next_code(session, "DEM"), title=clean.title, customer=clean.customer, contact=clean.contact, text=clean.text,
        channel=table_for_choice(session, queries.CHANNELS).chosen(clean.channel, field=N_("Channel")), received_on=clean.received_on,
        department_id=department_id, taken_by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    touch(session, queries.TOPIC)
    return row


def assess(session: Session, actor: Actor, demand_id: int, assessment: Assessment, *, version: int) -> int:
    """Say what is thought of a demand at first; it can be said anew until there is an application.

    Refuses WrongState, Stale, Empty (no reason), TooLong, AdvisedAgainstItself.
    """
    row = queries.demand_for_update(session, demand_id)
    require(actor, Permission.APPLICATION_EDIT, queries.reach(row))
    if row.application_id is not None:
        raise WrongState()
    if row.version != version:
        raise Stale()
    clean = rules.judged(assessment)
    for name, value in vars(clean).items():
        setattr(row, name, value)
    row.assessed_by_id, row.assessed_at = actor.id, now()
    touch(session, queries.TOPIC)
    note(session, actor, "demand:assess", "demand", row.id, code=row.code, after=vars(clean))
    return row.id


def apply(session: Session, actor: Actor, demand_id: int) -> int:
    """Begin the application of a recommended demand, filled with what is known; returns the application's id. Refuses NotRecommended, WrongState."""
    row = queries.demand_for_update(session, demand_id)
    require(actor, Permission.APPLICATION_EDIT, queries.reach(row))
    assessment = queries.assessment_of(row)
    rules.check_applicable(rules.state(assessment, applied=row.application_id is not None))
    assert assessment is not None  # noqa: S101 - a recommended one has been assessed
    proposal = rules.proposal(queries.need_of(row), assessment, actor.language)
    application = begun(session, actor, proposal, department_id=row.department_id, manager_id=actor.id)
    row.application_id = application.id
    touch(session, queries.TOPIC)
    touch(session, "applications")
    note(session, actor, "application:create", "application", application.id, code=application.code, demand=row.code, after={"name": application.name})
    return application.id
