"""Deeds on nonconformities: register, contain, find the cause, plan, begin, judge the effect, open again. Measures are follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup.rules import ElsewhereProject, Kind, Opening, Priority
from core.followup.rules import State as MeasureState
from core.followup.sources import judged_at
from core.metrics import rules as metrics
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import department_for_update
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.projects.records import Project
from core.quality.nonconformities import evidence, queries, rules
from core.quality.nonconformities.queries import KIND
from core.quality.nonconformities.records import Judgement, Nonconformity, PlannedMeasure
from core.quality.nonconformities.rules import (
    CAUSES,
    CLASSES,
    Basis,
    Cause,
    Draft,
    Effect,
    Found,
    Metric,
    Origin,
    Severity,
    State,
)
from core.reference.queries import table_for_choice
from core.routines import routine
from core.settings.queries import value
from core.subjects import place
from core.words import N_

PREFIX = "NC"


@dataclass(frozen=True)
class Finding:
    """What was found, as somebody or another room tells it."""

    title: str
    finding: str
    class_: str
    severity: Severity
    origin: Origin
    found_on: date
    containment: str = ""
    source_kind: str = ""
    """Empty: the project itself."""
    source_id: int = 0
    source_code: str = ""
    source_item: int | None = None
    department_id: int | None = None


def register(session: Session, actor: Actor, project_id: int, found: Finding) -> int:
    """Register a nonconformity (NC-2026-0001) of a project; management hears of a grave one at once. Returns its id.

    Refuses FoundLater, ElsewhereProject, NotAnEntry, Empty, TooLong, NotFound (a source the actor may not see).
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.NONCONFORMITY_REGISTER, project_reach(project))
    source = place(session, actor, found.source_kind or "project", found.source_id or project.id)
    if source.project_id not in (None, project.id):
        raise ElsewhereProject()
    row = make(session, actor, project, replace(found, source_kind=source.kind, source_id=source.id, source_code=source.code))
    note(session, actor, "nonconformity:register", KIND, row.id, code=row.code, project_id=project.id, severity=row.severity, **{"class": row.class_}, source=row.source_code)
    return row.id


def make(session: Session, actor: Actor, project: Project, found: Finding) -> Nonconformity:
    """The record itself, for a room that finds something; `source_*` are filled. # house: part of another deed, which requires and notes"""
    rules.check_found(found.found_on, today())
    unit = found.department_id or project.department_id
    if unit != project.department_id:
        department_for_update(session, unit)
    row = Nonconformity(
        code=next_code(session, PREFIX), title=fields.line(found.title, N_("What is wrong"), rules.TITLE_LIMIT), finding=fields.paragraph(found.finding, N_("Finding"), rules.TEXT_LIMIT),
        class_=table_for_choice(session, CLASSES).chosen(found.class_, field=N_("Class")), severity=Severity(found.severity), origin=Origin(found.origin),
        source_kind=found.source_kind, source_id=found.source_id, source_code=found.source_code, source_item=found.source_item, project_id=project.id, department_id=unit,
        found_on=found.found_on, containment=fields.paragraph(found.containment, N_("Containment"), rules.TEXT_LIMIT, needed=False), cause="", causes={}, metric={}, state=State.OPEN,
        round=1, recurrences=0, earlier_id=None, effect=None, effect_due_on=None, effect_told=False, verified_at=None, closed_at=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    if Severity(row.severity).grave:
        _tell_management(session, actor, row, project)
    else:
        _tell(session, actor, row, project, {project.manager_id}, N_("{code} was registered and needs its cause and measures: {title}"))
    touch(session, "nonconformities")
    return row


def _held(session: Session, actor: Actor, nonconformity_id: int, version: int | None = None) -> tuple[Nonconformity, Project]:
    """One that is alive, locked, for whoever steers it; not while its plan is being approved."""
    row, project = queries.for_update(session, nonconformity_id)
    require(actor, Permission.NONCONFORMITY_STEER, queries.reach(row, project))
    if version is not None and row.version != version:
        raise Stale()
    rules.moved(State(row.state), rules.LIVING, State(row.state))
    if queries.waits(session, row.id):
        raise rules.PlanWaits()
    return row, project


def contain(session: Session, actor: Actor, nonconformity_id: int, *, containment: str, version: int) -> int:
    """Say what was done at once so that it does no more harm. Refuses Stale, PlanWaits, Empty, TooLong, WrongState."""
    row, _ = _held(session, actor, nonconformity_id, version)
    before, row.containment = row.containment, fields.paragraph(containment, N_("Containment"), rules.TEXT_LIMIT)
    return _done(session, actor, "nonconformity:contain", row, before=before, after=row.containment)


def rate(session: Session, actor: Actor, nonconformity_id: int, *, class_: str, severity: Severity, department_id: int, version: int) -> int:
    """Put class, severity or the answerable department right; management hears of one that turns out to be grave.

    Not once work has begun. Refuses Stale, PlanWaits, NotAnEntry, WrongState.
    """
    row, project = _held(session, actor, nonconformity_id, version)
    rules.moved(State(row.state), frozenset({State.OPEN}), State.OPEN)
    before = {"class": row.class_, "severity": row.severity, "department_id": row.department_id}
    chosen = table_for_choice(session, CLASSES).chosen(class_, row.class_, field=N_("Class"))
    unit, graver = department_for_update(session, department_id).id, Severity(severity).grave and not Severity(row.severity).grave
    repeats = _repeats(session, row, row.cause, chosen, unit)
    row.class_, row.severity, row.department_id = chosen, Severity(severity), unit
    row.earlier_id, row.recurrences = repeats
    if graver:
        _tell_management(session, actor, row, project)
    after = {"class": row.class_, "severity": row.severity, "department_id": row.department_id}
    return _done(session, actor, "nonconformity:rate", row, before=before, after=after)


def analyse(session: Session, actor: Actor, nonconformity_id: int, *, cause: Cause, version: int) -> int:
    """Say why it happened; the same of this department, class and cause not long before makes it a recurrence.

    Refuses Stale, PlanWaits, CauseMissing, NotAnEntry, TooLong, WrongState.
    """
    row, _ = _held(session, actor, nonconformity_id, version)
    said, before = rules.cleaned_cause(cause), row.cause
    code = table_for_choice(session, CAUSES).chosen(said.code, row.cause, field=N_("Cause"))
    row.earlier_id, row.recurrences = _repeats(session, row, code, row.class_, row.department_id)
    row.cause, row.causes = code, said.kept
    return _done(session, actor, "nonconformity:analyse", row, before=before, after=row.cause, **row.causes)


def _repeats(session: Session, row: Nonconformity, cause: str, class_: str, department_id: int) -> tuple[int | None, int]:
    """The one that it repeats, and how often that makes; being opened again counts besides."""
    days = value(session, rules.AGAIN_WITHIN, department_id)
    earlier = queries.same_before(session, row, days, cause=cause, class_=class_, department_id=department_id) if cause else None
    return (earlier[0], earlier[1] + row.round) if earlier else (None, row.round - 1)


def choose_metric(session: Session, actor: Actor, nonconformity_id: int, *, metric: Metric, version: int) -> int:
    """Say on what the effect will be judged. What the house measures itself is read up to the finding; what is counted by hand is given.

    Not once it could be judged. Refuses Stale, PlanWaits, UnknownMeasure, NotAValue, Empty, TooLong, WrongState.
    """
    row, _ = _held(session, actor, nonconformity_id, version)
    rules.moved(State(row.state), frozenset({State.OPEN, State.IN_HAND}), State.OPEN)
    clean = _clean(metric)
    then = evidence.before(session, clean, row.project_id, row.found_on, value(session, rules.LOOK_BACK))
    if then is not None:
        clean = replace(clean, before=then.value, before_n=then.n)
    before, row.metric = row.metric, clean.kept
    return _done(session, actor, "nonconformity:choose_metric", row, before=before, after=row.metric)


def _clean(metric: Metric) -> Metric:
    target, before = rules.checked_value(metric.target), rules.checked_value(metric.before)
    if metric.basis is Basis.MEASURE:
        known = metrics.known(metric.code)
        return Metric(Basis.MEASURE, known.code, known.name, known.unit.label, known.higher_is_better, target)
    name = fields.line(metric.name, N_("What is counted"), rules.WORD_LIMIT)
    unit = fields.line(metric.unit, N_("Unit"), 20, needed=False)
    if metric.basis is Basis.CHECK:
        return Metric(Basis.CHECK, fields.line(metric.code, N_("Point of the checks"), 80), name, unit, metric.higher, target)
    return Metric(Basis.MANUAL, "", name, unit, metric.higher, target, before, 1 if before is not None else 0)


def plan(session: Session, actor: Actor, nonconformity_id: int, *, draft: Draft) -> int:
    """Add a measure to the plan of the present round; returns its id. Refuses PlanWaits, TooManyMeasures, CannotTakePart and what `rules.cleaned` refuses."""
    row, _ = _held(session, actor, nonconformity_id)
    clean = rules.cleaned(draft, today())
    followups.check_people(session, actor, clean.owner_id, clean.verifier_id)
    if len(queries.measure_rows(session, row)) >= rules.MOST_MEASURES:
        raise rules.TooManyMeasures(limit=rules.MOST_MEASURES)
    one = PlannedMeasure(
        nonconformity_id=row.id, round=row.round, number=queries.last_number(session, row.id) + 1, text=clean.text, owner_id=clean.owner_id, verifier_id=clean.verifier_id,
        due_on=clean.due_on, evidence_needed=clean.evidence_needed, followup_code="", planned_by_id=actor.id,
    )  # fmt: skip
    with_ids(session, one)
    _done(session, actor, "nonconformity:plan", row, number=one.number, measure=one.text, owner_id=one.owner_id, verifier_id=one.verifier_id, due_on=one.due_on)
    return one.id


def drop(session: Session, actor: Actor, nonconformity_id: int, *, number: int) -> int:
    """Take a planned measure out again. Refuses PlanWaits, BegunAlready, WrongState."""
    row, _ = _held(session, actor, nonconformity_id)
    one = next((one for one in queries.measure_rows(session, row) if one.number == number), None)
    if one is None:
        return row.id
    if one.followup_code:
        raise rules.BegunAlready()
    session.delete(one)
    return _done(session, actor, "nonconformity:drop", row, number=number, measure=one.text)


def begin(session: Session, actor: Actor, nonconformity_id: int) -> int:
    """Begin with the planned measures of a minor one: each becomes a follow-up of its owner. A grave one begins by the approval of its plan.

    Refuses CauseMissing, MetricMissing, NoMeasures, PlanNotApproved, PlanWaits, DueInPast, WrongState.
    """
    row, project = _held(session, actor, nonconformity_id)
    codes = _begin(session, actor, row, project, approved=False)
    return _done(session, actor, "nonconformity:begin", row, measures=codes)


def approve(session: Session, actor: Actor, nonconformity_id: int) -> int:
    """The plan is approved: work on its measures begins. # house: the effect of an approval, which requires"""
    row, project = queries.for_update(session, nonconformity_id)
    codes = _begin(session, actor, row, project, approved=True)
    return _done(session, actor, "nonconformity:approve", row, measures=codes)


def _begin(session: Session, actor: Actor, row: Nonconformity, project: Project, *, approved: bool) -> Sequence[str]:
    measures = queries.measure_rows(session, row)
    fresh = [one for one in measures if not one.followup_code]
    rules.check_plan(Severity(row.severity), rules.cause_of(row.cause, row.causes), rules.metric_of(row.metric), len(measures) if fresh else 0)
    row.state = rules.begun(State(row.state), Severity(row.severity), approved=approved)
    row.effect_due_on, row.verified_at, row.effect_told = None, None, False
    for one in fresh:
        rules.cleaned(Draft(one.text, one.owner_id, one.verifier_id, one.due_on), today())
    codes = followups.open_many(session, actor, [
        Opening(
            Kind.RECTIFICATION, row.project_id, one.owner_id, one.verifier_id, one.due_on, {"en": one.text.splitlines()[0][:150]}, KIND, row.id, row.code, source_item=one.number,
            topic=f"round/{row.round}", finding=f"{row.title}\n{row.finding}"[:2000], priority=Priority.HIGH if Severity(row.severity).grave else Priority.NORMAL,
            evidence_needed=one.evidence_needed,
        )
        for one in fresh
    ])  # fmt: skip
    for one, code in zip(fresh, codes, strict=True):
        one.followup_code = code
        _tell(session, actor, row, project, {one.owner_id, one.verifier_id}, N_("Work on {code} begins, with a measure of yours to do or to verify: {title}"))
    return codes


def measure_ended(session: Session, actor: Actor, nonconformity_id: int) -> None:
    """A measure was verified or cancelled: perhaps it was the last, and the effect waits. # house: part of the deed on the follow-up"""
    row, project = queries.for_update(session, nonconformity_id)
    after = rules.ended(State(row.state), queries.stand(queries.followups_of(session, row)))
    if after is State.TO_JUDGE:
        row.verified_at = now()
        row.effect_due_on, row.effect_told = today() + timedelta(days=followup_queries.effect_days(session, project.department_id)), False
    else:
        row.verified_at = row.effect_due_on = None
    row.state = after
    touch(session, "nonconformities")


def judge(session: Session, actor: Actor, nonconformity_id: int, *, effect: Effect, remark: str = "", counted: Found | None = None, version: int) -> int:
    """Say whether the measures helped, on the metric that was chosen before. Effective or partly: it is closed. Not: it is rectified anew, a recurrence.

    `counted`: value and how it was found, where the metric is counted by hand; otherwise the house reads it itself.
    Refuses Stale, Empty (partly and not say why), NotAValue, TooLong, and what `rules.judged` refuses.
    """
    row, project = queries.for_update(session, nonconformity_id)
    require(actor, Permission.NONCONFORMITY_JUDGE, queries.judging(row, project))
    if row.version != version:
        raise Stale()
    metric, measures = rules.metric_of(row.metric), queries.followups_of(session, row)
    found = queries.since(session, row, metric)
    if found is None and counted is not None:
        found = Found(rules.checked_value(counted.value), 1, fields.paragraph(counted.note, N_("How it was found"), rules.NOTE_LIMIT, needed=False))
    clean = fields.paragraph(remark, N_("Remark"), rules.NOTE_LIMIT, needed=effect is not Effect.EFFECTIVE)
    lived = [one for one in measures if one.state != MeasureState.CANCELLED]
    after = rules.judged(
        State(row.state), queries.stand(measures), effect, metric=metric, found=found, judge_id=actor.id, owner_ids=frozenset(one.owner_id for one in lived),
        due_on=row.effect_due_on, today=today(),
    )  # fmt: skip
    session.add(Judgement(
        nonconformity_id=row.id, round=row.round, effect=effect, metric=row.metric, value=found.value if found else None, n=found.n if found else 0,
        note=found.note if found else "", remark=clean, by_id=actor.id, at=now(),
    ))  # fmt: skip
    for one in lived:
        followups.settle(session, actor, one, effective=effect is not Effect.NOT, words=f"{row.code}: {clean}".rstrip(": "))
    row.state, row.effect = after, effect
    if after is State.CLOSED:
        row.closed_at = now()
    else:
        _again(row)
    message = N_("{code} is closed, its effect is proven: {title}") if after is State.CLOSED else N_("The measures of {code} did not help; it has to be rectified anew: {title}")
    _tell(session, actor, row, project, {row.by_id, project.manager_id, *(one.owner_id for one in lived)}, message)
    return _done(
        session, actor, "nonconformity:judge", row, effect=effect, metric=row.metric, value=found.value if found else None, n=found.n if found else 0, remark=clean
    )


def _again(row: Nonconformity) -> None:
    """Another round: its measures and its judgement are its own."""
    row.round += 1
    row.recurrences += 1
    row.state, row.closed_at, row.verified_at, row.effect_due_on, row.effect_told = State.OPEN, None, None, None, False


def reopen(session: Session, actor: Actor, nonconformity_id: int, *, reason: str, version: int) -> int:
    """It came back after it was closed: it is rectified anew and counts as a recurrence. Refuses Stale, Empty, TooLong, WrongState."""
    row, project = queries.for_update(session, nonconformity_id)
    require(actor, Permission.NONCONFORMITY_JUDGE, queries.judging(row, project))
    if row.version != version:
        raise Stale()
    rules.moved(State(row.state), frozenset({State.CLOSED}), State.OPEN)
    clean = fields.paragraph(reason, N_("Reason"), rules.NOTE_LIMIT)
    _again(row)
    if Severity(row.severity).grave:
        _tell_management(session, actor, row, project)
    _tell(session, actor, row, project, {row.by_id, project.manager_id}, N_("{code} came back and is open again: {title}"))
    return _done(session, actor, "nonconformity:reopen", row, reason=clean, round=row.round)


def withdraw(session: Session, actor: Actor, nonconformity_id: int, *, reason: str) -> int:
    """Say that it was none, by somebody who decides; its open measures are cancelled with it. Refuses PlanWaits, Empty, TooLong, WrongState."""
    row, project = queries.for_update(session, nonconformity_id)
    require(actor, Permission.NONCONFORMITY_DECIDE, queries.reach(row, project))
    if queries.waits(session, row.id):
        raise rules.PlanWaits()
    after = rules.moved(State(row.state), rules.LIVING, State.WITHDRAWN)
    clean = fields.paragraph(reason, N_("Reason"), rules.NOTE_LIMIT)
    for one in queries.followups_of(session, row):
        if one.state in followup_queries.OPEN:
            followups.end(session, actor, one, f"{row.code}: {clean}")
    row.state = after
    _tell(session, actor, row, project, {row.by_id, project.manager_id}, N_("{code} was withdrawn: {title}"))
    return _done(session, actor, "nonconformity:withdraw", row, reason=clean)


def remind(session: Session, actor: Actor) -> int:
    """Tell who found them that the effect of nonconformities can be judged by now; how many. # house: a routine of the house itself, time asks for it"""
    found = queries.ripe(session, today())
    for row, project in found:
        people = queries.judges(session, row, project)
        _tell(session, actor, row, project, people, N_("Did it help? The effect of {code} can be judged: {title}"))
        row.effect_told = True
    if found:
        touch(session, "nonconformities")
        note(session, actor, "nonconformity:remind", KIND, None, told=[row.code for row, _ in found])
    return len(found)


def _tell_management(session: Session, actor: Actor, row: Nonconformity, project: Project) -> None:
    tell(
        session, actor, rules.GRAVE.code, queries.management(session, row, project), about=queries.standing(row, project),
        message=N_("{severity} nonconformity {code} of {project}: {title}. It needs a dedicated plan."), code=row.code, title=row.title, project=project.name,
        severity=Severity(row.severity),
    )  # fmt: skip


def _tell(session: Session, actor: Actor, row: Nonconformity, project: Project, people: set[int], message: str) -> None:
    tell(session, actor, rules.YOURS.code, people, about=queries.standing(row, project), message=message, code=row.code, title=row.title)


def _done(session: Session, actor: Actor, deed: str, row: Nonconformity, **facts: object) -> int:
    touch(session, "nonconformities")
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id


judged_at(KIND, measure_ended)
routine("nonconformities", timedelta(minutes=30), remind)
