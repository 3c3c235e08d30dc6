"""Deeds on risks: register, reword, assess, answer, accept, begin a measure, watch, review, say that it happened, close, open again."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import GRANTS, Actor, Permission, Reach, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup import rules as engine
from core.followup.rules import ElsewhereProject, Kind, Opening, Priority
from core.followup.sources import judged_at
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import person_for_update
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.risk import queries, rules
from core.risk.life import rules as life
from core.risk.life.rules import LIVING, Life, Outcome, State
from core.risk.queries import KIND
from core.risk.records import Assessment, Occurrence, Response, Risk, RiskReview
from core.risk.rules import CLASSES, Estimate, Level, Origin, Strategy, Subject, Trend
from core.risk.watch.queries import of_risks
from core.risk.watch.rules import Signal
from core.settings.queries import value
from core.subjects import place
from core.words import N_, pick

PREFIX = "RSK"


@dataclass(frozen=True)
class Planned:
    """A measure: what, by whom, verified by whom, until when."""

    text: str
    owner_id: int
    verifier_id: int
    due_on: date
    evidence_needed: bool = False


def register(session: Session, actor: Actor, project_id: int, told: Subject, *, origin: Origin, source_kind: str = "", source_id: int = 0) -> int:
    """Register a risk (RSK-2026-0001) of a project; its owner is told. Returns its id.

    Refuses Empty, TooLong, NotAnEntry, CannotOwn, SourceMissing, ElsewhereProject, NotFound (a source the actor may not see).
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.RISK_REGISTER, project_reach(project))
    said = rules.cleaned(told)
    if Origin(origin) is Origin.FEEDBACK and not source_kind:
        raise rules.SourceMissing()
    source = place(session, actor, source_kind, source_id) if source_kind else None
    if source and source.project_id not in (None, project.id):
        raise ElsewhereProject()
    _check_owner(session, actor, said.owner_id)
    row = Risk(
        code=next_code(session, PREFIX), project_id=project.id, event=said.event, cause=said.cause, effect=said.effect,
        class_=table_for_choice(session, CLASSES).chosen(said.class_, field=N_("Risk class")), phase=said.phase, origin=Origin(origin), source_kind=source_kind,
        source_id=source.id if source else 0, source_code=source.code[:80] if source else "", owner_id=said.owner_id, identified_on=today(), state=State.IDENTIFIED, round=1, inherent=0,
        probability=0, impact=0, exposure=0, target=0, measures=0, next_on=_next(session, project), told=False, lesson="", by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    _tell(session, actor, row, project, {row.owner_id}, N_("{code} is yours to look after: {title}"))
    return _done(session, actor, "risk:register", row, **{"class": row.class_}, phase=row.phase, origin=row.origin, source=row.source_code, owner_id=row.owner_id)


def _check_owner(session: Session, actor: Actor, owner_id: int) -> None:
    person = person_for_update(session, owner_id)
    if not person.active or not any(Role(role) in GRANTS[Permission.RISK_STEER] for role in person.roles):
        raise rules.CannotOwn(person=pick(person.name, actor.language))


def _next(session: Session, project: Project) -> date:
    return today() + timedelta(days=int(value(session, rules.REVIEW_EVERY, project.department_id)))


def _held(session: Session, actor: Actor, risk_id: int, version: int | None = None) -> tuple[Risk, Project, Life]:
    """A risk, locked, for whoever steers or owns it."""
    row, project = queries.for_update(session, risk_id)
    require(actor, Permission.RISK_STEER, queries.reach(row, project))
    if version is not None and row.version != version:
        raise Stale()
    return row, project, _life(session, row, project)


def _life(session: Session, row: Risk, project: Project) -> Life:
    open_ = queries.counted(session, [row.id], today()).get(row.id, (0,))[0]
    return queries.life(row, open_, int(value(session, rules.APPETITE, project.department_id)))


def _lives(row: Risk, after: Life) -> None:
    row.state, row.exposure, row.accepted, row.strategy = after.state, after.exposure, after.accepted, after.strategy


def reword(session: Session, actor: Actor, risk_id: int, told: Subject, *, version: int) -> int:
    """Put cause, event, effect, class, phase or owner right. Refuses Stale, WrongState, Empty, TooLong, NotAnEntry, CannotOwn."""
    row, project, one = _held(session, actor, risk_id, version)
    life.check(one, LIVING)
    said = rules.cleaned(told)
    if said.owner_id != row.owner_id:
        _check_owner(session, actor, said.owner_id)
        row.told = False
    before = {"event": row.event, "cause": row.cause, "effect": row.effect, "class": row.class_, "phase": row.phase, "owner_id": row.owner_id}
    row.event, row.cause, row.effect, row.phase, row.owner_id = said.event, said.cause, said.effect, said.phase, said.owner_id
    row.class_ = table_for_choice(session, CLASSES).chosen(said.class_, row.class_, field=N_("Risk class"))
    if before["owner_id"] != row.owner_id:
        _tell(session, actor, row, project, {row.owner_id}, N_("{code} is yours to look after: {title}"))
    after = {"event": row.event, "cause": row.cause, "effect": row.effect, "class": row.class_, "phase": row.phase, "owner_id": row.owner_id}
    return _done(session, actor, "risk:reword", row, before=before, after=after)


def assess(session: Session, actor: Actor, risk_id: int, *, level: Level, estimate: Estimate, version: int) -> int:
    """Say how likely and how bad it is: without any response (first), as it stands now, or as it shall become. A new row each time.

    Refuses Stale, WrongState, InherentFirst, TargetNotLower, OffScale, NotAChance, NotACost, TooLong.
    """
    row, project, one = _held(session, actor, risk_id, version)
    said, level = rules.cleaned_estimate(estimate), Level(level)
    if level is not Level.INHERENT and not row.inherent:
        raise rules.InherentFirst()
    life.check(one, LIVING)
    if level is Level.TARGET:
        rules.check_target(said.exposure, row.exposure)
        row.target = said.exposure
    else:
        first = level is Level.INHERENT and not queries.has_residual(session, row.id)
        if level is Level.INHERENT:
            row.inherent = said.exposure
        if first or level is Level.RESIDUAL:
            row.probability, row.impact, row.chance, row.cost = said.probability, said.impact, said.chance, said.cost
            after = life.assessed(one, said.exposure)
            _lives(row, after)
            if not after.borne and one.borne:
                _tell(session, actor, row, project, {row.owner_id, project.manager_id}, N_("{code} is above what is borne and needs an answer: {title}"))
    session.add(Assessment(risk_id=row.id, level=level, by_id=actor.id, at=now(), **asdict(said)))
    return _done(session, actor, "risk:assess", row, level=level, probability=said.probability, impact=said.impact, chance=said.chance, cost=said.cost, reason=said.note)


def respond(session: Session, actor: Actor, risk_id: int, *, strategy: Strategy, reason: str, contingency: str = "", trigger: str = "", version: int) -> int:
    """Choose how it is answered, and what is done when it happens (by what one sees it). Every choice is a row of its own.

    Refuses Stale, WrongState, AcceptedByManager, Empty (accepted without a reason), TooLong.
    """
    row, project, one = _held(session, actor, risk_id, version)
    _answer(session, actor, row, project, life.responded(one, Strategy(strategy)), Strategy(strategy), reason, contingency, trigger)
    return _done(session, actor, "risk:respond", row, strategy=row.strategy, exposure=row.exposure)


def accept(session: Session, actor: Actor, risk_id: int, *, reason: str, contingency: str = "", trigger: str = "", version: int) -> int:
    """Take it as it is although it is graver than what is borne otherwise: a manager's deed, with a reason. Refuses Stale, WrongState, Empty, TooLong."""
    row, project = queries.for_update(session, risk_id)
    require(actor, Permission.RISK_ACCEPT, Reach(project_id=project.id, department_id=project.department_id))
    if row.version != version:
        raise Stale()
    _answer(session, actor, row, project, life.accepted(_life(session, row, project)), Strategy.ACCEPT, reason, contingency, trigger)
    _tell(session, actor, row, project, {row.owner_id, project.manager_id}, N_("{code} was accepted as it is: {title}"))
    return _done(session, actor, "risk:accept", row, exposure=row.exposure, reason=reason)


def _answer(session: Session, actor: Actor, row: Risk, project: Project, after: Life, strategy: Strategy, reason: str, contingency: str, trigger: str) -> None:
    clean = fields.paragraph(reason, N_("Reason"), rules.NOTE_LIMIT, needed=strategy is Strategy.ACCEPT)
    warned = any(one.signal is Signal.WARNED for one in of_risks(session, {row.id: project.id}, today()).get(row.id, ()))
    session.add(Response(
        risk_id=row.id, strategy=strategy, reason=clean, contingency=fields.paragraph(contingency, N_("Contingency plan"), rules.TEXT_LIMIT, needed=False),
        trigger=fields.paragraph(trigger, N_("Trigger"), rules.TEXT_LIMIT, needed=False), exposure=row.exposure, accepted=after.accepted is not None, warned=warned, by_id=actor.id, at=now(),
    ))  # fmt: skip
    _lives(row, after)


def plan_measure(session: Session, actor: Actor, risk_id: int, *, planned: Planned) -> str:
    """Begin a measure: a follow-up of its owner, verified by somebody else. Returns its code.

    Refuses WrongState, NoResponse, Empty, TooLong, OwnVerifier, CannotTakePart, DueInPast, DueTooFar, TooManyMeasures.
    """
    row, project, one = _held(session, actor, risk_id)
    after = life.planned(one)
    code = _begin(session, actor, row, project, planned)
    _lives(row, after)
    _done(session, actor, "risk:plan_measure", row, measure=code, owner_id=planned.owner_id, due_on=planned.due_on)
    return code


def _begin(session: Session, actor: Actor, row: Risk, project: Project, planned: Planned, kind: Kind = Kind.RISK) -> str:
    text = fields.paragraph(planned.text, N_("Measure"), rules.MEASURE_LIMIT)
    engine.check_due(planned.due_on, today())
    followups.check_people(session, actor, planned.owner_id, planned.verifier_id)
    if row.measures >= rules.MOST_MEASURES:
        raise rules.TooManyMeasures(limit=rules.MOST_MEASURES)
    row.measures += 1
    opening = Opening(
        kind, project.id, planned.owner_id, planned.verifier_id, planned.due_on, {actor.language.value: text.splitlines()[0][:150]}, KIND, row.id, row.code, source_item=row.measures,
        topic=f"round/{row.round}", finding=text, priority=Priority.HIGH if kind is Kind.CORRECTIVE else Priority.NORMAL, evidence_needed=planned.evidence_needed,
    )  # fmt: skip
    (code,) = followups.open_many(session, actor, [opening])
    _tell(session, actor, row, project, {planned.owner_id, planned.verifier_id}, N_("{code} has a measure of yours to do or to verify: {title}"))
    return code


def measure_ended(session: Session, actor: Actor, risk_id: int) -> None:
    """A measure was verified or cancelled: after the last one somebody says how the risk stands now. # house: part of the deed on the follow-up"""
    row, project = queries.for_update(session, risk_id)
    if not _life(session, row, project).open and row.state in LIVING:
        _tell(session, actor, row, project, {row.owner_id}, N_("All measures of {code} are done. Say how it stands now: {title}"))
    touch(session, "risks")


def watch(session: Session, actor: Actor, risk_id: int, *, version: int) -> int:
    """Nothing more is to be done but to look at it. Its verified measures count as effective where it came down. Refuses Stale, WrongState, NoResponse, OpenMeasures, StillAbove."""
    row, _, one = _held(session, actor, risk_id, version)
    _lives(row, life.watched(one))
    _settle(session, actor, row)
    return _done(session, actor, "risk:watch", row, exposure=row.exposure)


def _settle(session: Session, actor: Actor, row: Risk) -> None:
    for one in followup_queries.of_source(session, KIND, row.id):
        if one.effect == engine.Effect.PENDING:
            followups.settle(session, actor, one, effective=row.exposure < row.inherent, words=f"{row.code}: {row.inherent} → {row.exposure}")


def review(session: Session, actor: Actor, risk_id: int, *, trend: Trend, remark: str, next_on: date, version: int) -> int:
    """Say how it moves, and when it is looked at next. Refuses Stale, WrongState, ReviewPast, Empty, TooLong."""
    row, _, one = _held(session, actor, risk_id, version)
    life.check(one, LIVING)
    rules.check_next(next_on, today())
    clean = fields.paragraph(remark, N_("What was seen"), rules.NOTE_LIMIT)
    session.add(RiskReview(risk_id=row.id, trend=Trend(trend), note=clean, exposure=row.exposure, next_on=next_on, by_id=actor.id, at=now()))
    row.next_on, row.told = next_on, False
    return _done(session, actor, "risk:review", row, trend=trend, next_on=next_on, remark=clean)


def occur(
    session: Session, actor: Actor, risk_id: int, *, happened_on: date, impact: int, days: int | None, cost: Decimal | None, remark: str, planned: Planned | None = None, version: int
) -> int:
    """It happened: when, how bad, what it really cost; with `planned` a follow-up that deals with it. Owner, manager and department head are told.

    Refuses Stale, WrongState, InTheFuture, OffScale, NotDays, NotACost, Empty, TooLong and what `plan_measure` refuses of a measure.
    """
    row, project, one = _held(session, actor, risk_id, version)
    after = life.occurred(one)
    rules.check_day(happened_on, today())
    rules.exposure(impact, impact)
    if days is not None and not 0 <= days <= rules.MOST_DAYS:
        raise rules.NotDays(limit=rules.MOST_DAYS)
    clean = fields.paragraph(remark, N_("What happened"), rules.NOTE_LIMIT)
    code = _begin(session, actor, row, project, planned, Kind.CORRECTIVE) if planned else ""
    session.add(Occurrence(
        risk_id=row.id, happened_on=happened_on, impact=impact, days=days, cost=rules.checked_cost(cost), note=clean, probability=row.probability, foreseen=row.impact, followup_code=code,
        by_id=actor.id, at=now(),
    ))  # fmt: skip
    _lives(row, replace(after, open=after.open + bool(code)))
    people = queries.concerned(session, row, project)
    tell(session, actor, rules.SIGNALS.code, people, about=queries.standing(row, project), message=N_("{code} happened: {title}"), code=row.code, title=row.event)
    return _done(session, actor, "risk:occur", row, happened_on=happened_on, impact=impact, days=days, cost=cost, followup=code)


def close(session: Session, actor: Actor, risk_id: int, *, outcome: Outcome, lesson: str, version: int) -> int:
    """Close it with what was learned. Refuses Stale, WrongState, OpenMeasures, OutcomeUnfit, StillAbove, Empty, TooLong."""
    row, project, one = _held(session, actor, risk_id, version)
    _lives(row, life.closed(one, Outcome(outcome)))
    row.lesson = fields.paragraph(lesson, N_("What was learned"), rules.NOTE_LIMIT)
    row.outcome, row.closed_at, row.next_on = Outcome(outcome), now(), None
    _settle(session, actor, row)
    _tell(session, actor, row, project, {row.owner_id, row.by_id}, N_("{code} was closed: {title}"))
    return _done(session, actor, "risk:close", row, outcome=row.outcome, lesson=row.lesson)


def reopen(session: Session, actor: Actor, risk_id: int, *, reason: str, version: int) -> int:
    """It came back. Its path stays, its answer is chosen anew. Refuses Stale, WrongState, Empty, TooLong."""
    row, project, one = _held(session, actor, risk_id, version)
    _lives(row, life.reopened(one))
    clean = fields.paragraph(reason, N_("Reason"), rules.NOTE_LIMIT)
    row.round += 1
    row.outcome, row.closed_at, row.next_on, row.told = None, None, _next(session, project), False
    _tell(session, actor, row, project, {row.owner_id}, N_("{code} is open again: {title}"))
    return _done(session, actor, "risk:reopen", row, reason=clean, round=row.round)


def export(session: Session, actor: Actor, *, rows: int, sha256: str) -> str:
    """Record that the register leaves the house as a file; returns the file's fingerprint."""
    require(actor, Permission.RISK_EXPORT)
    note(session, actor, "risk:export", KIND, None, rows=rows, sha256=sha256)
    return sha256


def _tell(session: Session, actor: Actor, row: Risk, project: Project, people: set[int], message: str) -> None:
    tell(session, actor, rules.YOURS.code, people, about=queries.standing(row, project), message=message, code=row.code, title=row.event)


def _done(session: Session, actor: Actor, deed: str, row: Risk, **facts: object) -> int:
    touch(session, "risks")
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id


judged_at(KIND, measure_ended)
