"""Questions about nonconformities. Who may see one is decided in `visible`, once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, Role, Scope, require, within
from core.approval.queries import previous
from core.approval.rules import State as ApprovalState
from core.clock import here, today
from core.errors import NotFound, Refusal
from core.followup.records import FollowUp
from core.followup.rules import OPEN, WITH_OWNER
from core.followup.rules import State as MeasureState
from core.people.queries import names
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.quality.nonconformities import evidence, rules
from core.quality.nonconformities.records import Judgement, Nonconformity, PlannedMeasure
from core.quality.nonconformities.rules import (
    CAUSES,
    CLASSES,
    LIVING,
    Cause,
    Effect,
    Found,
    Metric,
    Origin,
    Severity,
    Stand,
    State,
)
from core.reference.queries import counted_by
from core.settings.queries import value
from core.subjects import Place, found_by
from core.subjects import place as place_of

KIND = "nonconformity"


@dataclass(frozen=True)
class NonconformityRow:
    """A nonconformity as lists and its own page show it."""

    id: int
    code: str
    title: str
    finding: str
    class_: str
    severity: Severity
    origin: Origin
    source_kind: str
    source_code: str
    project_id: int
    project_code: str
    project: dict[str, str]
    department_id: int
    department: dict[str, str]
    found_on: date
    by_id: int
    by: dict[str, str]
    containment: str
    cause: str
    state: State
    round: int
    recurrences: int
    effect: Effect | None
    effect_due_on: date | None
    closed_at: datetime | None
    measures: int
    """Of the present round, as far as work has begun on them."""
    verified: int
    late: int
    due_on: date | None
    """Of the measure that is due first."""
    overdue: bool
    version: int
    today: date

    @property
    def ripe(self) -> bool:
        """Whether the effect can be judged by now."""
        return self.state is State.TO_JUDGE and self.effect_due_on is not None and self.effect_due_on <= self.today


@dataclass(frozen=True)
class MeasureRow:
    """A measure as planned, and how its follow-up stands (None: work has not begun)."""

    id: int
    round: int
    number: int
    text: str
    owner_id: int
    owner: dict[str, str]
    verifier_id: int
    verifier: dict[str, str]
    due_on: date
    evidence_needed: bool
    code: str
    state: MeasureState | None
    late: bool


@dataclass(frozen=True)
class Judged:
    """A judgement of the effect and its data."""

    round: int
    effect: Effect
    metric: Metric | None
    value: Decimal | None
    n: int
    note: str
    remark: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class View:
    """A whole nonconformity and what its reader may do with it now."""

    row: NonconformityRow
    source: Place | None
    cause: Cause
    metric: Metric | None
    now: Found | None
    """What the metric says since the last measure was verified; None where it is counted by hand, or before that."""
    measures: tuple[MeasureRow, ...]
    judgements: tuple[Judged, ...]
    earlier: str
    later: tuple[str, ...]
    waiting: bool
    """The plan waits for approval."""
    may_steer: bool
    may_judge: bool
    may_withdraw: bool
    may_reopen: bool

    @property
    def planned(self) -> tuple[MeasureRow, ...]:
        """Measures on which work has not begun."""
        return tuple(one for one in self.measures if not one.code and one.round == self.row.round)


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty fields do not narrow. `tab`: wait | living | overdue | all."""

    tab: str = "all"
    project_code: str = ""
    department_id: int = 0
    severities: tuple[Severity, ...] = ()
    classes: tuple[str, ...] = ()
    page: int = 1
    size: int = 20


TABS = ("wait", "living", "overdue", "all")


def visible(actor: Actor, permission: Permission = Permission.NONCONFORMITY_READ) -> ColumnElement[bool]:
    """A condition on Nonconformity (joined with Project): of visible projects, of the own departments, found by oneself, or with a measure of one's own."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.ALL:
        return true()
    mine = select(FollowUp.id).where(
        FollowUp.source_kind == KIND, FollowUp.source_id == Nonconformity.id, or_(FollowUp.owner_id == actor.id, FollowUp.verifier_id == actor.id)
    )
    reasons = [visible_to(actor, permission), Nonconformity.by_id == actor.id, mine.exists()]
    if scope is Scope.DEPARTMENT and actor.department_ids:
        reasons.append(Nonconformity.department_id.in_(actor.department_ids))
    return or_(*reasons)


def reach(row: Nonconformity, project: Project) -> Reach:
    """Where it lies for those who lead: in its project and the answerable department."""
    return Reach(project_id=project.id, department_id=row.department_id)


def judging(row: Nonconformity, project: Project) -> Reach:
    """The same, and whoever found it: she may judge whether it is gone."""
    return Reach(owners=frozenset({row.by_id}), project_id=project.id, department_id=row.department_id)


def waits(session: Session, nonconformity_id: int) -> bool:
    """Whether its plan is with those who approve."""
    latest = previous(session, KIND, nonconformity_id)
    return latest is not None and latest.state == ApprovalState.SUBMITTED


_TOPIC = "round/" + cast(Nonconformity.round, String)
"""What the follow-ups of the present round are about."""
_HERS = and_(FollowUp.source_kind == KIND, FollowUp.source_id == Nonconformity.id)


def _late_measure(day: date) -> ColumnElement[bool]:
    return select(FollowUp.id).where(_HERS, FollowUp.state.in_(WITH_OWNER), FollowUp.due_on < day).exists()


def late(session: Session, day: date) -> ColumnElement[bool]:
    """A condition on Nonconformity: a measure is late, or nothing has begun in time (by the organisation's setting)."""
    slow = (Nonconformity.state == State.OPEN) & (Nonconformity.found_on < day - timedelta(days=value(session, rules.BEGIN_WITHIN)))
    return and_(Nonconformity.state.in_(LIVING), or_(slow, _late_measure(day)))


def waiting(actor: Actor, day: date) -> ColumnElement[bool]:
    """What waits for this person: to be steered by whoever manages the project or heads the department, to be judged by whoever found it or leads."""
    manages = Project.manager_id == actor.id
    leads = or_(manages, Department.head_id == actor.id)
    ripe = (Nonconformity.state == State.TO_JUDGE) & (Nonconformity.effect_due_on <= day)
    owned = select(FollowUp.id).where(_HERS, FollowUp.owner_id == actor.id, FollowUp.state != MeasureState.CANCELLED).exists()
    return or_((Nonconformity.state == State.OPEN) & leads, ripe & or_(Nonconformity.by_id == actor.id, leads) & ~owned)


def _rows() -> Any:
    finder = aliased(Person)
    return (
        select(Nonconformity, Project.code, Project.name, Department.name, finder.name)
        .join(Project, Project.id == Nonconformity.project_id)
        .join(Department, Department.id == Nonconformity.department_id)
        .join(finder, finder.id == Nonconformity.by_id)
    )


def _whole(session: Session, found: Collection[Row[Any]], day: date) -> list[NonconformityRow]:
    """The rows with what their measures say: one grouped question for all of them."""
    ids = [row[0].id for row in found]
    counted = {}
    if ids:
        living = FollowUp.state.in_(OPEN)
        overdue = FollowUp.state.in_(WITH_OWNER) & (FollowUp.due_on < day)
        query = (
            select(
                FollowUp.source_id, func.count().filter(FollowUp.state != MeasureState.CANCELLED), func.count().filter(FollowUp.state == MeasureState.CLOSED),
                func.count().filter(overdue), func.min(case((living, FollowUp.due_on))),
            )
            .join(Nonconformity, Nonconformity.id == FollowUp.source_id)
            .where(FollowUp.source_kind == KIND, FollowUp.source_id.in_(ids), FollowUp.topic == _TOPIC)
            .group_by(FollowUp.source_id)
        )  # fmt: skip
        counted = {row[0]: tuple(row[1:]) for row in session.execute(query)}
    within_days = value(session, rules.BEGIN_WITHIN)
    return [_row(row, counted.get(row[0].id, (0, 0, 0, None)), within_days, day) for row in found]


def _row(row: Row[Any], counted: tuple[Any, ...], begin_within: int, day: date) -> NonconformityRow:
    n, code, project, department, finder = row[:5]
    measures, verified, late_, due_on = counted
    state = State(n.state)
    return NonconformityRow(
        n.id, n.code, n.title, n.finding, n.class_, Severity(n.severity), Origin(n.origin), n.source_kind, n.source_code, n.project_id, code, project, n.department_id, department,
        n.found_on, n.by_id, finder, n.containment, n.cause, state, n.round, n.recurrences, Effect(n.effect) if n.effect else None, n.effect_due_on, n.closed_at,
        int(measures), int(verified), int(late_), due_on, state in LIVING and rules.is_overdue(state, n.found_on, int(late_), begin_within, day), n.version, day,
    )  # fmt: skip


def _narrowed(session: Session, actor: Actor, wanted: Filter, day: date) -> list[ColumnElement[bool]]:
    where = [visible(actor)]
    if wanted.tab == "wait":
        where.append(waiting(actor, day))
    elif wanted.tab == "living":
        where.append(Nonconformity.state.in_(LIVING))
    elif wanted.tab == "overdue":
        where.append(late(session, day))
    if wanted.project_code:
        where.append(Project.code == wanted.project_code)
    if wanted.department_id:
        where.append(Nonconformity.department_id == wanted.department_id)
    if wanted.severities:
        where.append(Nonconformity.severity.in_(wanted.severities))
    if wanted.classes:
        where.append(Nonconformity.class_.in_(wanted.classes))
    return where


_GRAVITY = case((Nonconformity.severity == Severity.CRITICAL, 0), (Nonconformity.severity == Severity.MAJOR, 1), else_=2)


def listed(session: Session, actor: Actor, wanted: Filter) -> tuple[list[NonconformityRow], int]:
    """One page, the living ones first, the gravest and oldest of them at the head, of those that ended the newest; and how many match."""
    require(actor, Permission.NONCONFORMITY_READ)
    day = today()
    where, living = _narrowed(session, actor, wanted, day), Nonconformity.state.in_(LIVING)
    total, alive = session.execute(_counted(func.count(), func.count().filter(living)).where(*where)).one()
    found: list[Row[Any]] = []
    skipped = (wanted.page - 1) * wanted.size
    if skipped < alive:
        found += session.execute(_rows().where(*where, living).order_by(_GRAVITY, Nonconformity.found_on, Nonconformity.id).limit(wanted.size).offset(skipped))
    if len(found) < wanted.size and total > alive:
        ended = _rows().where(*where, ~living).order_by(Nonconformity.id.desc())
        found += session.execute(ended.limit(wanted.size - len(found)).offset(max(0, skipped - alive)))
    return _whole(session, found, day), int(total)


def _counted(*what: Any) -> Any:
    return (
        select(*what).select_from(Nonconformity).join(Project, Project.id == Nonconformity.project_id)
        .join(Department, Department.id == Nonconformity.department_id)
    )  # fmt: skip


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many stand under each tab, in one statement."""
    require(actor, Permission.NONCONFORMITY_READ)
    day = today()
    row = session.execute(
        _counted(
            func.count().filter(waiting(actor, day)), func.count().filter(Nonconformity.state.in_(LIVING)), func.count().filter(late(session, day)), func.count()
        ).where(visible(actor))
    ).one()
    return dict(zip(TABS, (int(one) for one in row), strict=True))


def view(session: Session, actor: Actor, code: str) -> View:
    """A whole nonconformity by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.NONCONFORMITY_READ)
    day = today()
    found = session.execute(_rows().add_columns(Project).where(Nonconformity.code == code, visible(actor))).one_or_none()
    if found is None:
        raise NotFound()
    record, project, (row,) = found[0], found[5], _whole(session, [found], day)
    measures = _measures(session, record.id, day)
    metric = rules.metric_of(record.metric)
    owners = {one.owner_id for one in measures if one.round == record.round and one.state is not MeasureState.CANCELLED}
    may_steer = within(actor, Permission.NONCONFORMITY_STEER, reach(record, project)) and row.state in LIVING
    earlier = session.scalar(select(Nonconformity.code).where(Nonconformity.id == record.earlier_id)) if record.earlier_id else ""
    return View(
        row=row, source=_source(session, actor, record), cause=rules.cause_of(record.cause, record.causes), metric=metric,
        now=since(session, record, metric) if row.state is State.TO_JUDGE else None, measures=measures, judgements=_judgements(session, record.id), earlier=earlier or "",
        later=tuple(session.scalars(select(Nonconformity.code).where(Nonconformity.earlier_id == record.id).order_by(Nonconformity.id))),
        waiting=waits(session, record.id), may_steer=may_steer,
        may_judge=row.ripe and within(actor, Permission.NONCONFORMITY_JUDGE, judging(record, project)) and actor.id not in owners,
        may_withdraw=row.state in LIVING and within(actor, Permission.NONCONFORMITY_DECIDE, reach(record, project)),
        may_reopen=row.state is State.CLOSED and within(actor, Permission.NONCONFORMITY_JUDGE, judging(record, project)),
    )  # fmt: skip


def since(session: Session, row: Nonconformity, metric: Metric | None) -> Found | None:
    """What the metric says since the last measure was verified."""
    if metric is None or row.verified_at is None:
        return None
    return evidence.asked(session, metric, row.project_id, here(row.verified_at).date() + timedelta(days=1), today())


def _source(session: Session, actor: Actor, row: Nonconformity) -> Place | None:
    try:
        return place_of(session, actor, row.source_kind, row.source_id)
    except Refusal:  # whoever mends it may not see what it came from
        return None


def _measures(session: Session, nonconformity_id: int, day: date) -> tuple[MeasureRow, ...]:
    owner, verifier = aliased(Person), aliased(Person)
    rows = session.execute(
        select(PlannedMeasure, FollowUp, owner.name, verifier.name)
        .outerjoin(FollowUp, FollowUp.code == PlannedMeasure.followup_code)
        .join(owner, owner.id == func.coalesce(FollowUp.owner_id, PlannedMeasure.owner_id))
        .join(verifier, verifier.id == func.coalesce(FollowUp.verifier_id, PlannedMeasure.verifier_id))
        .where(PlannedMeasure.nonconformity_id == nonconformity_id)
        .order_by(PlannedMeasure.number)
    )
    return tuple(
        MeasureRow(
            m.id, m.round, m.number, m.text, f.owner_id if f else m.owner_id, by, f.verifier_id if f else m.verifier_id, looks, f.due_on if f else m.due_on, m.evidence_needed,
            m.followup_code, MeasureState(f.state) if f else None, f is not None and f.state in WITH_OWNER and f.due_on < day,
        )
        for m, f, by, looks in rows
    )  # fmt: skip


def _judgements(session: Session, nonconformity_id: int) -> tuple[Judged, ...]:
    rows = session.execute(
        select(Judgement, Person.name).join(Person, Person.id == Judgement.by_id).where(Judgement.nonconformity_id == nonconformity_id).order_by(Judgement.id)
    )
    return tuple(Judged(j.round, Effect(j.effect), rules.metric_of(j.metric), j.value, j.n, j.note, j.remark, by, j.at) for j, by in rows)


# --- for deeds -------------------------------------------------------------------------------------------------------


def for_update(session: Session, nonconformity_id: int) -> tuple[Nonconformity, Project]:
    """A nonconformity, locked, with its project."""
    query = select(Nonconformity, Project).join(Project, Project.id == Nonconformity.project_id).where(Nonconformity.id == nonconformity_id)
    row = session.execute(query.with_for_update(of=Nonconformity)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def by_id(session: Session, nonconformity_id: int) -> tuple[Nonconformity, Project]:
    """The same without a lock."""
    query = select(Nonconformity, Project).join(Project, Project.id == Nonconformity.project_id).where(Nonconformity.id == nonconformity_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def measure_rows(session: Session, row: Nonconformity) -> list[PlannedMeasure]:
    """The measures of the present round."""
    where = (PlannedMeasure.nonconformity_id == row.id, PlannedMeasure.round == row.round)
    return list(session.scalars(select(PlannedMeasure).where(*where).order_by(PlannedMeasure.number)))


def last_number(session: Session, nonconformity_id: int) -> int:
    return session.scalar(select(func.max(PlannedMeasure.number)).where(PlannedMeasure.nonconformity_id == nonconformity_id)) or 0


def followups_of(session: Session, row: Nonconformity) -> list[FollowUp]:
    """The follow-ups of the present round, locked."""
    where = (FollowUp.source_kind == KIND, FollowUp.source_id == row.id, FollowUp.topic == f"round/{row.round}")
    return list(session.scalars(select(FollowUp).where(*where).order_by(FollowUp.id).with_for_update()))


def stand(measures: Collection[FollowUp]) -> Stand:
    """How they stand. The engine closes a follow-up only by the word of a verifier who is not its owner."""
    return Stand(sum(one.state in OPEN for one in measures), sum(one.state == MeasureState.CLOSED for one in measures))


def same_before(session: Session, row: Nonconformity, days: int, *, cause: str, class_: str, department_id: int) -> tuple[int, int] | None:
    """The newest of the same department, class and cause within so many days before, with its recurrences."""
    found = session.execute(
        select(Nonconformity.id, Nonconformity.recurrences)
        .where(
            Nonconformity.department_id == department_id, Nonconformity.class_ == class_, Nonconformity.cause == cause, Nonconformity.id < row.id,
            Nonconformity.state != State.WITHDRAWN, Nonconformity.found_on >= row.found_on - timedelta(days=days), Nonconformity.found_on <= row.found_on,
        )
        .order_by(Nonconformity.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    return (found[0], found[1]) if found else None


def management(session: Session, row: Nonconformity, project: Project) -> set[int]:
    """Who hears of a grave one at once: the leadership, the head of the answerable department, the project's manager."""
    active = session.execute(select(Person.id, Person.roles).where(Person.active.is_(True)))
    leading = {number for number, roles in active if Role.LEADERSHIP in roles}
    head = session.scalar(select(Department.head_id).where(Department.id == row.department_id))
    return leading | {project.manager_id} | ({head} if head else set())


def judges(session: Session, row: Nonconformity, project: Project) -> set[int]:
    """Who is asked for the effect: whoever found it, and the head of the department."""
    head = session.scalar(select(Department.head_id).where(Department.id == row.department_id))
    return {row.by_id} | ({head} if head else {project.manager_id})


def ripe(session: Session, day: date) -> list[tuple[Nonconformity, Project]]:
    """Those whose effect can be judged by `day` and of whom nobody was told yet, locked."""
    rows = session.execute(
        select(Nonconformity, Project)
        .join(Project, Project.id == Nonconformity.project_id)
        .where(Nonconformity.state == State.TO_JUDGE, Nonconformity.effect_due_on <= day, Nonconformity.effect_told.is_(False))
        .order_by(Nonconformity.id)
        .with_for_update(of=Nonconformity)
    )
    return [(row[0], row[1]) for row in rows]


def standing(row: Nonconformity, project: Project) -> Place:
    """Its name and address, for notices."""
    return Place(
        KIND, row.id, row.code, row.title, f"Nonconformities?nonconformity={row.code}", project_id=project.id, department_id=row.department_id,
        people=frozenset({row.by_id, project.manager_id}), owners=frozenset({row.by_id}),
    )  # fmt: skip


def code_of(session: Session, actor: Actor, nonconformity_id: int) -> str:
    """The code of one that `actor` may see."""
    return place(session, actor, nonconformity_id).code


def place(session: Session, actor: Actor, nonconformity_id: int) -> Place:
    """Where one that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.NONCONFORMITY_READ)
    query = select(Nonconformity, Project).join(Project, Project.id == Nonconformity.project_id).where(Nonconformity.id == nonconformity_id, visible(actor))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return standing(row[0], row[1])


def codes_about(session: Session, actor: Actor, kind: str, record_id: int) -> list[str]:
    """The codes of nonconformities that were registered about a record, as far as `actor` may see them, the newest first."""
    require(actor, Permission.NONCONFORMITY_READ)
    rows = session.scalars(
        select(Nonconformity.code).join(Project, Project.id == Nonconformity.project_id)
        .where(Nonconformity.source_kind == kind, Nonconformity.source_id == record_id, visible(actor)).order_by(Nonconformity.id.desc()).limit(10)
    )  # fmt: skip
    return list(rows)


def document(session: Session, row: Nonconformity) -> dict[str, Any]:
    """What an approval of its plan freezes, as plain JSON."""
    measures = [one for one in measure_rows(session, row) if not one.followup_code]
    who = names(session, frozenset({id_ for one in measures for id_ in (one.owner_id, one.verifier_id)}))
    return {
        "nonconformity": row.code, "title": row.title, "severity": row.severity, "finding": row.finding, "cause": row.cause, "whys": list(row.causes.get("whys", [])),
        "measures": [
            {"number": one.number, "measure": one.text, "owner": who[one.owner_id], "verifier": who[one.verifier_id], "due_on": one.due_on.isoformat()} for one in measures
        ],
    }  # fmt: skip


def classes_in_use(session: Session) -> dict[str, int]:
    """How many nonconformities are of each class."""
    return {code: int(count) for code, count in session.execute(select(Nonconformity.class_, func.count()).group_by(Nonconformity.class_))}


def causes_in_use(session: Session) -> dict[str, int]:
    """How many have each cause."""
    rows = session.execute(select(Nonconformity.cause, func.count()).where(Nonconformity.cause != "").group_by(Nonconformity.cause))
    return {code: int(count) for code, count in rows}


found_by(KIND, place)
counted_by(CLASSES, classes_in_use)
counted_by(CAUSES, causes_in_use)
