"""Deeds by which requests come in: register one, keep many from elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit.actions import touch
from core.clock import here, now
from core.customers.queries import class_of
from core.customers.queries import visible_to as customers_visible
from core.numbering.actions import next_code, next_codes
from core.projects.queries import reach
from core.projects.records import Project
from core.reference.queries import tables_for_choice
from core.service.commitments.queries import at_hand, matrix, targets_of, times
from core.service.dispatch import queries as dispatch
from core.service.dispatch.rules import Case, told
from core.service.handling import actions as handling
from core.service.intake import queries
from core.service.requests import actions as shared
from core.service.requests import queries as requests
from core.service.requests import rules
from core.service.requests.records import Request
from core.service.requests.rules import Intake, Logged, Past, State, Step
from core.service.rules import CHANNELS, RECEIVED, TOPIC, Degree, Priority
from core.words import N_

PREFIX = "REQ"


def register(session: Session, actor: Actor, project_id: int, intake: Intake) -> int:
    """Register a request (REQ-2026-0001) with whoever does so as its first receiver; returns its id.

    With a problem class it is classified at once, with a handler too it is recorded. Without one the rules of the project choose, if it has any. Refuses UnknownCustomer, ToCome, TooLongAgo,
    NotAnEntry, NotItsType, CannotHandle, Empty, TooLong.
    """
    project = requests.project_of(session, project_id)
    require(actor, Permission.REQUEST_REGISTER, reach(project))
    at_hand(session, dispatch.PLANS)
    moment = now()
    reported_at = intake.reported_at or moment
    rules.check_moment(reported_at, moment, N_("Reported at"))
    reported_at = min(reported_at, moment)
    customer_class = queries.class_of(session, customers_visible(actor), intake.customer_id)
    if customer_class is None:
        raise rules.UnknownCustomer()
    urgency, impact = Degree(intake.urgency), Degree(intake.impact)
    priority = matrix(session).priority(urgency, impact, customer_class)
    tables = tables_for_choice(session, CHANNELS, *(handling.CLASSED if intake.problem_class else ()))
    chosen = handling.checked_class(tables, intake.problem_class, intake.problem_type) if intake.problem_class else ("", "")
    channel = tables[CHANNELS].chosen(intake.channel, field=N_("Channel"))
    handler_id, given = actor.id, None
    if intake.handler_id is None:
        given = dispatch.chosen(session, project.id, Case(*chosen, channel, customer_class, priority.value))
        handler_id = actor.id if given is None else given.person_id
    elif intake.handler_id != actor.id:
        handler_id = handling.checked_handler(session, actor, project, intake.handler_id)
    targets = targets_of(session, project_id=project.id, customer_class=customer_class, priority=priority, on=here(reported_at).date())
    log = [Logged(Step.REPORTED, reported_at, actor.id, "", {"targets": vars(targets)} | (told(given) if not chosen[0] else {}))]
    if intake.acknowledged:
        log.append(Logged(Step.ACKNOWLEDGED, moment, actor.id))
    state = State.REPORTED
    if intake.problem_class:
        log.append(Logged(Step.CLASSIFIED, moment, actor.id, "", {"class": chosen[0], "type": chosen[1], "priority": priority.value}))
        state = State.CLASSIFIED
        if intake.handler_id is not None or given is not None:
            log.append(Logged(Step.RECORDED, moment, actor.id, "", {"to": handler_id} | told(given)))
            state = State.RECORDED
    past = Past(
        project.id, intake.customer_id, customer_class, channel,
        fields.line(intake.title, N_("What it is about"), rules.TITLE_LIMIT), priority.value, state, actor.id, handler_id, log,
        fields.paragraph(intake.text, N_("Details"), rules.TEXT_LIMIT, needed=False), fields.line(intake.contact, N_("Who called or wrote"), rules.CONTACT_LIMIT, needed=False),
        *chosen, urgency.value, impact.value, intake.upset, intake.complaint,
    )  # fmt: skip
    row = Request(**_columns(session, past, "", moment), version=1)
    if chosen[0]:
        row.earlier_id = handling.repeated(session, row, project)
    row.code = next_code(session, PREFIX)  # late: from here on others who register wait
    row.id = requests.insert_one(session, {name: getattr(row, name) for name in _NAMES})
    requests.insert_events(session, _events(row.id, log, moment))
    requests.keep_grams(session, {row.id: row.title})
    if intake.acknowledged:
        shared.write(session, actor, RECEIVED, row, project, due=row.resolve_due_at)
    if handler_id != actor.id:
        shared.inform(session, actor, row, project, {handler_id}, N_("{code} was given to you: {title}"))
    return shared.close_deed(
        session, actor, "request:register", row, customer_id=row.customer_id, channel=row.channel, problem_class=row.problem_class, priority=row.priority,
        handler_id=handler_id, reported_at=reported_at, **({} if given is None else {"rule": given.number}),
    )  # fmt: skip


_NAMES = tuple(name for name in Request.__mapper__.columns.keys() if name != "id")  # noqa: SIM118 - a collection of columns


def take_in(session: Session, actor: Actor, project: Project, intake: Intake, *, receiver_id: int, kind: str, code: str) -> Request:
    """Register what another room found by itself, once for each record it came from (`kind`, `code`); `receiver_id` has it first. # house: part of another deed, which requires and notes

    Nobody has classified it, and the customer does not know of it yet. The customer must be known to the caller. Refuses UnknownCustomer.
    """
    known = requests.ids_of_source(session, rules.HOUSE + kind, [code])
    if known:
        return requests.request_for_update(session, known[code])
    moment = now()
    customer_class = class_of(session, intake.customer_id)
    if customer_class is None:
        raise rules.UnknownCustomer()
    priority = matrix(session).priority(intake.urgency, intake.impact, customer_class)
    targets = targets_of(session, project_id=project.id, customer_class=customer_class, priority=priority, on=here(moment).date())
    log = [Logged(Step.REPORTED, moment, actor.id or None, "", {"targets": vars(targets)})]
    past = Past(
        project.id, intake.customer_id, customer_class, intake.channel, fields.line(intake.title[: rules.TITLE_LIMIT], N_("What it is about"), rules.TITLE_LIMIT), priority.value,
        State.REPORTED, receiver_id, receiver_id, log, fields.paragraph(intake.text[: rules.TEXT_LIMIT], N_("Details"), rules.TEXT_LIMIT, needed=False),
        urgency=intake.urgency.value, impact=intake.impact.value, upset=intake.upset, complaint=intake.complaint, source=rules.HOUSE + kind, source_key=code,
    )  # fmt: skip
    (made,) = requests.insert_many(session, [_columns(session, past, next_code(session, PREFIX), moment) | {"version": 1}])
    row = requests.request_for_update(session, made)
    requests.insert_events(session, _events(row.id, log, moment))
    requests.keep_grams(session, {row.id: row.title})
    touch(session, TOPIC)
    return row


def keep_many(session: Session, actor: Actor, many: Sequence[Past]) -> list[int]:
    """Keep requests from elsewhere with their logs; their ids, in the same order. # house: part of another deed, which requires and notes

    What is known under its source and key must be left out by the caller (`queries.ids_of_source`). Refuses logs that cannot have happened.
    """
    if not many:
        return []
    moment = now()
    codes = next_codes(session, PREFIX, len(many))
    ids = requests.insert_many(session, [_columns(session, one, code, moment) | {"version": 1} for one, code in zip(many, codes, strict=True)])
    requests.insert_events(session, [row for request_id, one in zip(ids, many, strict=True) for row in _events(request_id, one.log, moment)])
    requests.keep_grams(session, {request_id: one.title for request_id, one in zip(ids, many, strict=True)})
    touch(session, TOPIC)
    return ids


def _columns(session: Session, past: Past, code: str, moment: datetime) -> dict[str, Any]:
    """The row of a request whose log is known."""
    told: dict[str, int] = {}
    columns = rules.standing(past.log, times(session), told)
    is_open = past.state in rules.OPEN
    if not is_open:
        columns["next_rung_at"] = None
    return columns | {
        "code": code, "project_id": past.project_id, "customer_id": past.customer_id, "customer_class": past.customer_class, "contact": past.contact, "channel": past.channel,
        "title": past.title, "text": past.text, "problem_class": past.problem_class, "problem_type": past.problem_type, "urgency": past.urgency, "impact": past.impact,
        "priority": Priority(past.priority).value, "upset": past.upset, "complaint": past.complaint, "state": past.state.value, "open": is_open,
        "first_receiver_id": past.first_receiver_id, "handler_id": past.handler_id, "resolver_id": past.resolver_id, "verifier_id": past.verifier_id, "told": told,
        "solution": past.solution, "cause": past.cause, "mode": past.mode or None, "whys": [], "prevention": "", "follow_up": "", "earlier_id": None, "merged_into_id": None,
        "visit_due_on": past.visit_due_on, "visited_at": None, "visit_outcome": "", "source": past.source, "source_key": past.source_key, "at": moment,
    }  # fmt: skip


def _events(request_id: int, log: Sequence[Logged], moment: datetime) -> list[dict[str, Any]]:
    return [
        {
            "request_id": request_id, "place": place, "kind": one.step.value, "at": one.at, "by_id": one.by_id, "entered_at": moment, "text": one.text,
            "facts": dict(one.facts), "void": False, "why": "",
        }
        for place, one in enumerate(log, 1)
    ]  # fmt: skip
