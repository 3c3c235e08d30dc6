"""Questions about quality analysis meetings, and the signals of a period that make their agenda."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, Scope, require, within
from core.clock import today
from core.communication.contacts.queries import Contact, provide
from core.communication.rules import Means
from core.errors import NotFound
from core.followup.records import FollowUp
from core.followup.rules import WITH_OWNER
from core.followup.rules import State as ActionState
from core.people.queries import below, below_each, names
from core.people.records import Department, Person
from core.projects.records import Project
from core.quality.checks.records import Check
from core.quality.checks.rules import OPEN as CHECK_OPEN
from core.quality.checks.rules import State as CheckState
from core.quality.checks.rules import Verdict
from core.quality.meetings import rules
from core.quality.meetings.records import MeetingDecision, QualityMeeting
from core.quality.meetings.rules import Signal, Sort, State
from core.quality.nonconformities.queries import late
from core.quality.nonconformities.records import Judgement, Nonconformity
from core.quality.nonconformities.rules import Effect
from core.quality.nonconformities.rules import State as NonconformityState
from core.quality.objectives.queries import missed
from core.quality.signals import queries as charts
from core.subjects import Place, found_by

KIND = "quality_meeting"


@dataclass(frozen=True)
class Decided:
    """A decision and how its action stands."""

    number: int
    text: str
    code: str
    state: ActionState
    owner: dict[str, str]
    due_on: date
    late: bool


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as lists show it."""

    id: int
    code: str
    title: str
    department: dict[str, str]
    period_first: date
    period_last: date
    planned_on: date
    held_on: date | None
    chair: dict[str, str]
    state: State
    signals: int
    decisions: int


@dataclass(frozen=True)
class View:
    row: MeetingRow
    agenda: tuple[Signal, ...]
    attendees: tuple[dict[str, str], ...]
    minutes: str
    causes: str
    decisions: tuple[Decided, ...]
    version: int
    may_lead: bool


def visible(actor: Actor) -> ColumnElement[bool]:
    """A condition on QualityMeeting: all, or those of departments one heads."""
    scope = actor.scope(Permission.QUALITY_MEETING_READ)
    if scope is None:
        return false()
    return true() if scope is Scope.ALL else or_(QualityMeeting.department_id.in_(actor.department_ids), QualityMeeting.chair_id == actor.id)


def _rows() -> Any:
    decided = select(func.count()).where(MeetingDecision.meeting_id == QualityMeeting.id).correlate(QualityMeeting).scalar_subquery()
    return (
        select(QualityMeeting, Department.name, Person.name, decided).join(Department, Department.id == QualityMeeting.department_id)
        .join(Person, Person.id == QualityMeeting.chair_id)
    )  # fmt: skip


def _row(row: Any) -> MeetingRow:
    m, department, chair, decided = row[:4]
    return MeetingRow(m.id, m.code, m.title, department, m.period_first, m.period_last, m.planned_on, m.held_on, chair, State(m.state), len(m.agenda), int(decided))


def meetings(session: Session, actor: Actor, *, limit: int = 100) -> list[MeetingRow]:
    """Meetings that `actor` may read, the newest first."""
    require(actor, Permission.QUALITY_MEETING_READ)
    return [_row(row) for row in session.execute(_rows().where(visible(actor)).order_by(QualityMeeting.id.desc()).limit(limit))]


def view(session: Session, actor: Actor, code: str) -> View:
    """A meeting with its agenda, its minutes and its decisions. Refuses NotFound."""
    require(actor, Permission.QUALITY_MEETING_READ)
    found = session.execute(_rows().where(QualityMeeting.code == code, visible(actor))).one_or_none()
    if found is None:
        raise NotFound()
    record, day = found[0], today()
    rows = session.execute(
        select(MeetingDecision, FollowUp, Person.name).join(FollowUp, FollowUp.code == MeetingDecision.followup_code).join(Person, Person.id == FollowUp.owner_id)
        .where(MeetingDecision.meeting_id == record.id).order_by(MeetingDecision.number)
    )  # fmt: skip
    decisions = tuple(
        Decided(one.number, one.text, f.code, ActionState(f.state), owner, f.due_on, f.state in (ActionState.TODO, ActionState.IN_HAND) and f.due_on < day) for one, f, owner in rows
    )
    who = names(session, frozenset(record.attendees))
    may = within(actor, Permission.QUALITY_MEETING_LEAD, Reach(department_id=record.department_id))
    return View(
        _row(found), tuple(rules.signal_of(one) for one in record.agenda), tuple(who[id_] for id_ in record.attendees if id_ in who), record.minutes, record.causes, decisions,
        record.version, may,
    )  # fmt: skip


def signals(session: Session, department_id: int, first: date, last: date) -> list[Signal]:
    """What of a period calls for a word, in a department with all below it. # house: the deed that asks for it requires"""
    units, day = below(session, department_id), today()
    ground = (Nonconformity.code, Nonconformity.title, Project.code, Nonconformity.severity)

    def nonconformities(sort: Sort, *where: ColumnElement[bool]) -> list[Signal]:
        rows = session.execute(
            select(*ground).join(Project, Project.id == Nonconformity.project_id)
            .where(Nonconformity.department_id.in_(units), Nonconformity.state != NonconformityState.WITHDRAWN, *where).order_by(Nonconformity.id).limit(rules.MOST_SIGNALS)
        )  # fmt: skip
        return [Signal(sort, "nonconformity", code, title, project, {"severity": severity}) for code, title, project, severity in rows]

    def checks(sort: Sort, *where: ColumnElement[bool]) -> list[Signal]:
        rows = session.execute(
            select(Check.code, Check.title, Project.code, Check.kind).join(Project, Project.id == Check.project_id)
            .where(Check.department_id.in_(units), *where).order_by(Check.id).limit(rules.MOST_SIGNALS)
        )  # fmt: skip
        return [Signal(sort, "check", code, title, project, {"kind": kind}) for code, title, project, kind in rows]

    def measures() -> list[Signal]:
        rows = session.execute(
            select(FollowUp.code, FollowUp.title, Project.code, FollowUp.due_on).join(Project, Project.id == FollowUp.project_id)
            .where(Project.department_id.in_(units), FollowUp.state.in_(WITH_OWNER), FollowUp.due_on < day).order_by(FollowUp.due_on, FollowUp.id).limit(rules.MOST_SIGNALS)
        )  # fmt: skip
        return [Signal(Sort.MEASURE, "followup", code, "", project, {"title": dict(title), "due_on": due_on.isoformat()}) for code, title, project, due_on in rows]

    def drawn() -> list[Signal]:
        return [
            Signal(Sort.SIGNAL, "chart", one.source.key, one.name, "", {
                "typed": one.typed, "place": one.place, "days": [[fired.on.isoformat(), fired.rule.value] for fired in one.fired[: rules.MOST_DAYS]], "source": one.source.kept,
            })
            for one in charts.in_period(session, department_id, first, last)
        ]  # fmt: skip

    def objectives() -> list[Signal]:
        found = missed(session, units, min(day, last))
        return [Signal(Sort.OBJECTIVE, "objective", one.code, one.name, "", {"target": f"{one.target.normalize():f}", "stood": round(stood, 2)}) for one, stood in found]

    failed = select(Judgement.id).where(Judgement.nonconformity_id == Nonconformity.id, Judgement.effect == Effect.NOT)
    return rules.ordered([
        *nonconformities(Sort.INEFFECTIVE, failed.exists(), Nonconformity.state != NonconformityState.CLOSED), *nonconformities(Sort.OVERDUE, late(session, day)),
        *nonconformities(Sort.RECURRED, Nonconformity.recurrences > 0, Nonconformity.found_on >= first, Nonconformity.found_on <= last),
        *nonconformities(Sort.FOUND, Nonconformity.found_on >= first, Nonconformity.found_on <= last), *drawn(), *objectives(), *measures(),
        *checks(Sort.FAILED, Check.state == CheckState.DONE, Check.verdict == Verdict.FAILED, Check.finished_on >= first, Check.finished_on <= last),
        *checks(Sort.MISSED, Check.state.in_(CHECK_OPEN), Check.due_on >= first, Check.due_on <= last, Check.due_on < day),
    ])  # fmt: skip


# --- for deeds -------------------------------------------------------------------------------------------------------


def for_update(session: Session, meeting_id: int) -> QualityMeeting:
    row = session.scalars(select(QualityMeeting).where(QualityMeeting.id == meeting_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound()
    return row


def last_number(session: Session, meeting_id: int) -> int:
    return session.scalar(select(func.max(MeetingDecision.number)).where(MeetingDecision.meeting_id == meeting_id)) or 0


def active(session: Session, people: list[int]) -> list[int]:
    """Those of these people who are active, in their order."""
    known = set(session.scalars(select(Person.id).where(Person.id.in_(people), Person.active.is_(True))))
    return [one for one in people if one in known]


def place(session: Session, actor: Actor, meeting_id: int) -> Place:
    """Where a meeting that `actor` may read stands. Refuses NotFound."""
    require(actor, Permission.QUALITY_MEETING_READ)
    row = session.scalars(select(QualityMeeting).where(QualityMeeting.id == meeting_id, visible(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return Place(KIND, row.id, row.code, row.title, f"Quality_checks?meeting={row.code}", department_id=row.department_id, people=frozenset({row.chair_id}))


found_by(KIND, place)


def _took_place(session: Session, projects: Select[Any], since: date | None) -> Iterable[Contact]:
    """Meetings that were held, for the projects of their department and of all below it."""
    found = select(QualityMeeting.code, QualityMeeting.department_id, QualityMeeting.held_on).where(QualityMeeting.state == State.HELD)
    held = session.execute(found if since is None else found.where(QualityMeeting.held_on >= since)).all()
    if not held:
        return
    in_unit: dict[int, list[int]] = {}
    for project_id, unit in session.execute(select(Project.id, Project.department_id).where(Project.id.in_(projects))):
        in_unit.setdefault(unit, []).append(project_id)
    under = below_each(session, {one.department_id for one in held})
    for code, unit, day in held:
        for each in under[unit]:
            for project_id in in_unit.get(each, ()):
                yield Contact(project_id, Means.QUALITY, day, "meeting", "Quality_checks.py", "meeting", code)


provide("quality_meetings", _took_place)
