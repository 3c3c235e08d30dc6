"""Deeds until a request is resolved: classify, give, begin, hand over, acknowledge, respond, pause, resume, resolve."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import GRANTS, Actor, Permission, Role
from core.clock import here, now
from core.customers.queries import class_of
from core.people.queries import person_for_update
from core.projects.records import Project
from core.reference.queries import table_for_choice, tables_for_choice
from core.reference.rules import Table
from core.service.clocks.rules import ORGANISATION, second_of
from core.service.commitments.queries import matrix, targets_of, times
from core.service.dispatch import queries as dispatch
from core.service.dispatch.rules import FACT, Case, Given, told
from core.service.requests import queries, rules
from core.service.requests.actions import close_deed, happen, inform, opened, step, write
from core.service.requests.records import Handover, Request
from core.service.requests.rules import Logged, State, Step
from core.service.rules import (
    MODES,
    PAUSE_REASONS,
    PROBLEM_CLASSES,
    PROBLEM_TYPES,
    RECEIVED,
    RECURS_WITHIN,
    SOLVED,
    Degree,
)
from core.settings.queries import value
from core.words import N_, pick

# --- what it is --------------------------------------------------------------------------------------------------------


def checked_class(tables: Mapping[str, Table], problem_class: str, problem_type: str, present: tuple[str, str] = ("", "")) -> tuple[str, str]:
    """Codes that may be chosen and belong together, by the tables CLASSED of the deed. Refuses NotAnEntry, NotItsType. # house: part of another deed"""
    chosen = tables[PROBLEM_CLASSES].chosen(problem_class, present[0], field=N_("Problem class"))
    if not problem_type:
        return chosen, ""
    rules.check_type(chosen, problem_type)
    return chosen, tables[PROBLEM_TYPES].chosen(problem_type, present[1], field=N_("Problem type"))


CLASSED = (PROBLEM_CLASSES, PROBLEM_TYPES)


def repeated(session: Session, row: Request, project: Project) -> int | None:
    """The request that this one repeats: same customer, same class, not long ago. # house: part of another deed"""
    days = int(value(session, RECURS_WITHIN, project.department_id))
    since = row.reported_at - timedelta(days=days)
    return queries.earlier(session, row.customer_id, row.problem_class, since=since, before=row.reported_at, but=row.id)


def classify(
    session: Session, actor: Actor, request_id: int, *, problem_class: str, problem_type: str = "", urgency: Degree, impact: Degree, upset: bool = False, complaint: bool = False,
    version: int,
) -> int:  # fmt: skip
    """Say what a request is; its priority and its targets follow. It can be said anew while it is open. Returns its id.

    The first time the rules of the project choose a handler, if it has any and nobody has chosen by hand.

    Refuses NotAnEntry, NotItsType, WrongState, Stale.
    """
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK, version)
    before = {name: getattr(row, name) for name in ("problem_class", "problem_type", "urgency", "impact", "priority", "upset", "complaint")}
    row.problem_class, row.problem_type = checked_class(tables_for_choice(session, *CLASSED), problem_class, problem_type, (row.problem_class, row.problem_type))
    row.urgency, row.impact, row.upset, row.complaint = Degree(urgency).value, Degree(impact).value, upset, complaint
    row.customer_class = class_of(session, row.customer_id) or row.customer_class
    priority = matrix(session).priority(Degree(urgency), Degree(impact), row.customer_class)
    targets = targets_of(session, project_id=project.id, customer_class=row.customer_class, priority=priority, on=here(row.reported_at).date())
    steps = [step(actor, Step.CLASSIFIED, **{"class": row.problem_class, "type": row.problem_type, "priority": priority.value})]
    row.priority = priority.value
    if targets != _held(session, row):
        steps.append(step(actor, Step.TARGETED, targets=vars(targets)))
    had, given = row.handler_id, _by_rule(session, row)
    if given is not None:
        steps.append(step(actor, Step.RECORDED, to=given.person_id, **told(given)))
    happen(session, actor, row, steps)
    if given is not None:
        row.handler_id = given.person_id
        inform(session, actor, row, project, {given.person_id} - {actor.id, had}, N_("{code} was given to you: {title}"))
    row.earlier_id = repeated(session, row, project)
    return close_deed(session, actor, "request:classify", row, **({} if given is None else {"rule": given.number, "handler_id": given.person_id}), before=before, after={name: getattr(row, name) for name in before}, targets=vars(targets))


def _by_rule(session: Session, row: Request) -> Given | None:
    """Whom the rules choose for a request as it is now classified; nobody once somebody has been chosen by hand."""
    if row.state != State.REPORTED or row.handovers:
        return None
    given = dispatch.chosen(session, row.project_id, Case(row.problem_class, row.problem_type, row.channel, row.customer_class, row.priority))
    if given is None or row.handler_id == row.first_receiver_id:
        return given
    return given if any(FACT in one.facts for one in queries.events_of(session, row.id)) else None


def _held(session: Session, row: Request) -> object:
    """The targets that the log named last."""
    told = (rules.targets_of(one.facts) for one in reversed(queries.events_of(session, row.id)))
    return next((one for one in told if one is not None), None)


# --- whose it is -------------------------------------------------------------------------------------------------------


def checked_handler(session: Session, actor: Actor, project: Project, person_id: int) -> int:
    """Somebody active of the project, or who may work everywhere. Refuses CannotHandle. # house: part of another deed"""
    if person_id in queries.team(session, project.id):
        return person_id
    person = person_for_update(session, person_id)
    if person.active and any(Role(role) in (Role.ADMINISTRATOR, Role.LEADERSHIP) and Role(role) in GRANTS[Permission.REQUEST_WORK] for role in person.roles):
        return person_id
    raise rules.CannotHandle(person=pick(person.name, actor.language))


def give(session: Session, actor: Actor, request_id: int, *, handler_id: int, version: int) -> int:
    """Record a classified request with who handles it; the first receiver stays what she is. Returns its id. Refuses CannotHandle, ClassifyFirst, WrongState, Stale."""
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK, version)
    before = row.handler_id
    chosen = handler_id if handler_id == before else checked_handler(session, actor, project, handler_id)
    happen(session, actor, row, [step(actor, Step.RECORDED, to=chosen)])
    row.handler_id = chosen
    inform(session, actor, row, project, {chosen}, N_("{code} was given to you: {title}"))
    return close_deed(session, actor, "request:give", row, before=before, after=chosen)


def hand_over(session: Session, actor: Actor, request_id: int, *, to_id: int, reason: str, version: int) -> int:
    """Let somebody else handle it, with the reason; it waits until that one begins. Returns its id.

    Refuses SameHandler, CannotHandle, Empty, TooLong, WrongState, Stale.
    """
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK, version)
    why = fields.line(reason, N_("Why"), rules.REASON_LIMIT)
    team = queries.team(session, project.id)
    if to_id == row.handler_id:
        raise rules.SameHandler(person=pick(team.get(to_id) or person_for_update(session, to_id).name, actor.language))
    chosen, before = checked_handler(session, actor, project, to_id), row.handler_id
    happen(session, actor, row, [step(actor, Step.HANDED_OVER, None, why, **{"from": before, "to": chosen})], to=chosen)
    if (waiting := queries.waiting_handover(session, row.id)) is not None:  # passed on before anybody began: that wait ends here
        _waited(session, waiting, now())
    session.add(Handover(request_id=row.id, from_id=before, to_id=chosen, reason=why, at=now(), begun_at=None, waited=None))
    inform(session, actor, row, project, {chosen, row.first_receiver_id}, N_("{code} was handed over: {title}"))
    return close_deed(session, actor, "request:hand_over", row, before=before, after=chosen, reason=why)


def _waited(session: Session, one: Handover, until: datetime) -> None:
    time = times(session)[ORGANISATION]
    one.begun_at, one.waited = until, time.worked(second_of(until)) - time.worked(second_of(one.at))


def begin(session: Session, actor: Actor, request_id: int) -> int:
    """Its handler begins to work on it; a wait after a hand-over ends. Returns its id. Refuses ClassifyFirst, WrongState, SomebodyElses."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    if row.handler_id != actor.id:
        raise rules.SomebodyElses(code=row.code)
    happen(session, actor, row, [step(actor, Step.BEGUN)])
    if (waiting := queries.waiting_handover(session, row.id)) is not None:
        _waited(session, waiting, now())
    return close_deed(session, actor, "request:begin", row)


# --- the clocks --------------------------------------------------------------------------------------------------------


def _clock(session: Session, actor: Actor, request_id: int, deed: str, one: Logged, **facts: object) -> int:
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    happen(session, actor, row, [one])
    return close_deed(session, actor, deed, row, at=one.at, **facts)


def acknowledge(session: Session, actor: Actor, request_id: int, *, at: datetime | None = None) -> int:
    """The customer knows that we have it. Returns its id. Refuses ToCome, OutOfOrder, NotAsASequel, WrongState."""
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK)
    one = step(actor, Step.ACKNOWLEDGED, at)
    happen(session, actor, row, [one])
    write(session, actor, RECEIVED, row, project, due=row.resolve_due_at)
    return close_deed(session, actor, "request:acknowledge", row, at=one.at)


def respond(session: Session, actor: Actor, request_id: int, *, text: str, at: datetime | None = None) -> int:
    """The customer has been told what is done about it, and this is what was said. Returns its id. Refuses ToCome, OutOfOrder, NotAsASequel, Empty, TooLong, WrongState."""
    said = fields.paragraph(text, N_("What the customer was told"), rules.TEXT_LIMIT)
    return _clock(session, actor, request_id, "request:respond", step(actor, Step.RESPONDED, at, said))


def pause(session: Session, actor: Actor, request_id: int, *, reason: str, evidence: str, at: datetime | None = None) -> int:
    """Let the clocks stand still for a listed reason, with what shows it. Returns its id. Refuses NotAnEntry, ShowIt, ToCome, OutOfOrder, NotAsASequel, TooLong, WrongState."""
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK)
    why = table_for_choice(session, PAUSE_REASONS).chosen(reason, field=N_("Reason of the pause"))
    shown = fields.paragraph(evidence, N_("What shows it"), rules.TEXT_LIMIT, needed=False)
    if not shown:
        raise rules.ShowIt()
    if row.acknowledged_at is None:
        raise rules.AcknowledgeFirst()
    happen(session, actor, row, [step(actor, Step.PAUSED, at, shown, reason=why)])
    return close_deed(session, actor, "request:pause", row, reason=why, at=at or now())


def resume(session: Session, actor: Actor, request_id: int, *, at: datetime | None = None) -> int:
    """Let the clocks go on. Returns its id. Refuses ToCome, OutOfOrder, NotAsASequel, WrongState."""
    return _clock(session, actor, request_id, "request:resume", step(actor, Step.RESUMED, at))


def resolve(session: Session, actor: Actor, request_id: int, *, solution: str, mode: str = "", at: datetime | None = None, version: int, tell: bool = False) -> int:
    """Say that it is solved, how, and by which way of service (`mode`; empty: not said); now the customer is asked. Returns its id. `tell`: a mail to the customer says how, too.

    Refuses NotAnEntry, ResolvedUnanswered, ToCome, OutOfOrder, NotAsASequel, Empty, TooLong, WrongState, Stale.
    """
    row, project = opened(session, actor, request_id, Permission.REQUEST_WORK, version)
    clean = fields.paragraph(solution, N_("How it was solved"), rules.TEXT_LIMIT)
    served = _mode(session, mode, row) if mode else ""
    happen(session, actor, row, [step(actor, Step.RESOLVED, at, clean, **({"mode": served} if served else {}))])
    row.solution, row.mode = clean, served or None
    write(session, actor, SOLVED, row, project, told=clean if tell else "")
    inform(session, actor, row, project, {row.first_receiver_id}, N_("{code} is resolved; the customer has to confirm: {title}"))
    return close_deed(session, actor, "request:resolve", row, solution=clean, mode=served, at=row.resolved_at)


def say_mode(session: Session, actor: Actor, request_id: int, *, mode: str, version: int) -> int:
    """Say by which way of service a resolved request was served, where that was not said or wrong; the log keeps both. Returns its id.

    Refuses NotAnEntry, SameMode, WrongState, Stale.
    """
    row, _ = opened(session, actor, request_id, Permission.REQUEST_WORK, version)
    before, after = row.mode or "", _mode(session, mode, row)
    if before == after:
        raise rules.SameMode()
    happen(session, actor, row, [step(actor, Step.SERVED, mode=after, before=before)])
    row.mode = after
    return close_deed(session, actor, "request:say_mode", row, before=before, after=after)


def _mode(session: Session, mode: str, row: Request) -> str:
    return table_for_choice(session, MODES).chosen(mode, row.mode or "", field=N_("Way of service"))
