"""Questions about risks one by one. Who may see one is decided in `visible`, once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, require, within
from core.clock import today
from core.errors import NotFound, Refusal
from core.followup.records import FollowUp
from core.followup.rules import OPEN, WITH_OWNER
from core.followup.rules import State as MeasureState
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import counted_by
from core.risk import rules
from core.risk.life.rules import LIVING, Life, Outcome, State
from core.risk.records import Assessment, Occurrence, Response, Risk, RiskReview
from core.risk.rules import CLASSES, Estimate, Grade, Level, Limits, Origin, Phase, Strategy, Trend
from core.risk.watch.queries import Signalled, Watching, of_risks, signals
from core.settings.queries import value
from core.subjects import Place, found_by
from core.subjects import place as place_of

KIND = "risk"
_FROM = {"medium": rules.MEDIUM_FROM, "high": rules.HIGH_FROM, "extreme": rules.EXTREME_FROM, "appetite": rules.APPETITE}


@dataclass(frozen=True)
class RiskRow:
    """A risk as lists and its own page show it."""

    id: int
    code: str
    event: str
    class_: str
    phase: Phase
    origin: Origin
    project_id: int
    project_code: str
    project: dict[str, str]
    owner_id: int
    owner: dict[str, str]
    identified_on: date
    round: int
    inherent: int
    probability: int
    impact: int
    target: int
    chance: Decimal | None
    cost: Decimal | None
    life: Life
    grade: Grade | None
    """None: nobody has assessed it."""
    verified: int
    late: int
    due_on: date | None
    """Of the measure that is due first."""
    next_on: date | None
    outcome: Outcome | None
    closed_at: datetime | None
    version: int
    today: date

    @property
    def state(self) -> State:
        return self.life.state

    @property
    def review_due(self) -> bool:
        """Whether its day to be looked at has come."""
        return self.state in LIVING and self.next_on is not None and self.next_on <= self.today


@dataclass(frozen=True)
class Assessed:
    level: Level
    estimate: Estimate
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Responded:
    strategy: Strategy
    reason: str
    contingency: str
    trigger: str
    exposure: int
    accepted: bool
    warned: bool
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class MeasureRow:
    """A measure: a follow-up of its owner."""

    code: str
    text: str
    owner: dict[str, str]
    verifier: dict[str, str]
    due_on: date
    state: MeasureState
    late: bool
    round: str


@dataclass(frozen=True)
class Reviewed:
    trend: Trend
    note: str
    exposure: int
    next_on: date
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Occurred:
    happened_on: date
    impact: int
    days: int | None
    cost: Decimal | None
    note: str
    probability: int
    foreseen: int
    followup_code: str
    by: dict[str, str]


@dataclass(frozen=True)
class View:
    """A whole risk and what its reader may do with it."""

    row: RiskRow
    limits: Limits
    cause: str
    effect: str
    lesson: str
    source: Place | None
    source_code: str
    source_kind: str
    assessments: tuple[Assessed, ...]
    responses: tuple[Responded, ...]
    measures: tuple[MeasureRow, ...]
    reviews: tuple[Reviewed, ...]
    occurrences: tuple[Occurred, ...]
    indicators: tuple[Watching, ...]
    signals: tuple[Signalled, ...]
    by: dict[str, str]
    may_steer: bool
    may_accept: bool

    @property
    def response(self) -> Responded | None:
        """How it is answered now; nothing after it was opened again, until somebody chooses anew."""
        return self.responses[0] if self.responses and self.row.life.strategy is not None else None

    def latest(self, level: Level) -> Assessed | None:
        return next((one for one in self.assessments if one.level is level), None)


def visible(actor: Actor, permission: Permission = Permission.RISK_READ) -> ColumnElement[bool]:
    """A condition on Risk (joined with Project): of visible projects, and those one owns."""
    return or_(visible_to(actor, permission), Risk.owner_id == actor.id)


def reach(row: Risk, project: Project) -> Reach:
    """Where it lies: with its owner, in its project and department."""
    return Reach(owners=frozenset({row.owner_id}), project_id=project.id, department_id=project.department_id)


def limits(session: Session, department_id: int | None) -> Limits:
    """At which exposure which grade begins in a department."""
    return Limits(**{name: int(value(session, setting, department_id)) for name, setting in _FROM.items()})


def counted(session: Session, ids: Collection[int], day: date) -> dict[int, tuple[int, int, int, date | None]]:
    """Of the measures of risks: how many are open, verified, late, and when the first open one is due; one grouped question."""
    if not ids:
        return {}
    late = FollowUp.state.in_(WITH_OWNER) & (FollowUp.due_on < day)
    rows = session.execute(
        select(
            FollowUp.source_id, func.count().filter(FollowUp.state.in_(OPEN)), func.count().filter(FollowUp.state == MeasureState.CLOSED), func.count().filter(late),
            func.min(case((FollowUp.state.in_(OPEN), FollowUp.due_on))),
        ).where(FollowUp.source_kind == KIND, FollowUp.source_id.in_(ids)).group_by(FollowUp.source_id)
    )  # fmt: skip
    return {row[0]: (int(row[1]), int(row[2]), int(row[3]), row[4]) for row in rows}


def life(row: Risk, open_: int, appetite: int) -> Life:
    """What decides what may be done with it."""
    return Life(State(row.state), row.exposure, appetite, Strategy(row.strategy) if row.strategy else None, row.accepted, open_)


def rows_() -> Any:
    """Risks with project and owner, to be narrowed. Columns: Risk, Project, the owner's name."""
    return select(Risk, Project, Person.name).join(Project, Project.id == Risk.project_id).join(Person, Person.id == Risk.owner_id)


def whole(session: Session, found: Sequence[Row[Any]], day: date) -> list[RiskRow]:
    """Rows of `rows_` with what their measures say."""
    measures = counted(session, [row[0].id for row in found], day)
    return [_row(session, row[0], row[1], row[2], measures.get(row[0].id, (0, 0, 0, None)), day) for row in found]


def _row(session: Session, r: Risk, project: Project, owner: dict[str, str], measures: tuple[int, int, int, date | None], day: date) -> RiskRow:
    open_, verified, late, due_on = measures
    held = limits(session, project.department_id)
    return RiskRow(
        r.id, r.code, r.event, r.class_, Phase(r.phase), Origin(r.origin), project.id, project.code, project.name, r.owner_id, owner, r.identified_on, r.round, r.inherent,
        r.probability, r.impact, r.target, r.chance, r.cost, life(r, open_, held.appetite), rules.grade(r.exposure, held) if r.exposure else None, verified, late, due_on, r.next_on,
        Outcome(r.outcome) if r.outcome else None, r.closed_at, r.version, day,
    )  # fmt: skip


def view(session: Session, actor: Actor, code: str) -> View:
    """A whole risk by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.RISK_READ)
    day = today()
    found = session.execute(rows_().where(Risk.code == code, visible(actor))).one_or_none()
    if found is None:
        raise NotFound()
    risk, project = found[0], found[1]
    by = session.scalar(select(Person.name).where(Person.id == risk.by_id)) or {}
    return View(
        whole(session, [found], day)[0], limits(session, project.department_id), risk.cause, risk.effect, risk.lesson, _source(session, actor, risk), risk.source_code, risk.source_kind,
        _assessments(session, risk.id), _responses(session, risk.id), _measures(session, risk.id, day), _reviews(session, risk.id), _occurrences(session, risk.id),
        of_risks(session, {risk.id: project.id}, day).get(risk.id, ()), signals(session, risk.id), by,
        may_steer=within(actor, Permission.RISK_STEER, reach(risk, project)), may_accept=within(actor, Permission.RISK_ACCEPT, Reach(project_id=project.id, department_id=project.department_id)),
    )  # fmt: skip


def _source(session: Session, actor: Actor, row: Risk) -> Place | None:
    try:
        return place_of(session, actor, row.source_kind, row.source_id) if row.source_kind else None
    except Refusal:  # who sees the risk may not see what it came from
        return None


def _said(session: Session, record: Any, risk_id: int) -> list[Any]:
    """Rows about a risk with who wrote them, the newest first."""
    return list(session.execute(select(record, Person.name).join(Person, Person.id == record.by_id).where(record.risk_id == risk_id).order_by(record.id.desc())))


def _assessments(session: Session, risk_id: int) -> tuple[Assessed, ...]:
    return tuple(Assessed(Level(one.level), Estimate(one.probability, one.impact, one.chance, one.cost, one.note), by, one.at) for one, by in _said(session, Assessment, risk_id))


def _responses(session: Session, risk_id: int) -> tuple[Responded, ...]:
    return tuple(Responded(Strategy(one.strategy), one.reason, one.contingency, one.trigger, one.exposure, one.accepted, one.warned, by, one.at) for one, by in _said(session, Response, risk_id))


def _reviews(session: Session, risk_id: int) -> tuple[Reviewed, ...]:
    return tuple(Reviewed(Trend(one.trend), one.note, one.exposure, one.next_on, by, one.at) for one, by in _said(session, RiskReview, risk_id))


def _occurrences(session: Session, risk_id: int) -> tuple[Occurred, ...]:
    return tuple(
        Occurred(one.happened_on, one.impact, one.days, one.cost, one.note, one.probability, one.foreseen, one.followup_code, by) for one, by in _said(session, Occurrence, risk_id)
    )


def _measures(session: Session, risk_id: int, day: date) -> tuple[MeasureRow, ...]:
    owner, verifier = aliased(Person), aliased(Person)
    rows = session.execute(
        select(FollowUp, owner.name, verifier.name).join(owner, owner.id == FollowUp.owner_id).join(verifier, verifier.id == FollowUp.verifier_id)
        .where(FollowUp.source_kind == KIND, FollowUp.source_id == risk_id).order_by(FollowUp.id.desc())
    )  # fmt: skip
    return tuple(
        MeasureRow(one.code, one.finding, does, looks, one.due_on, MeasureState(one.state), one.state in WITH_OWNER and one.due_on < day, one.topic.partition("/")[2])
        for one, does, looks in rows
    )


def for_update(session: Session, risk_id: int) -> tuple[Risk, Project]:
    found = session.execute(select(Risk, Project).join(Project, Project.id == Risk.project_id).where(Risk.id == risk_id).with_for_update(of=Risk)).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def due(session: Session, day: date) -> list[tuple[Risk, Project]]:
    """Living risks whose day has come and whose owner was not told, locked."""
    rows = session.execute(
        select(Risk, Project).join(Project, Project.id == Risk.project_id).where(Risk.next_on <= day, Risk.state.in_(LIVING), Risk.told.is_(False)).order_by(Risk.id).with_for_update(of=Risk)
    )
    return [(row[0], row[1]) for row in rows]


def many_for_update(session: Session, ids: Collection[int]) -> list[tuple[Risk, Project]]:
    """Risks that something is to be told about, locked."""
    rows = session.execute(select(Risk, Project).join(Project, Project.id == Risk.project_id).where(Risk.id.in_(ids)).order_by(Risk.id).with_for_update(of=Risk))
    return [(row[0], row[1]) for row in rows]


def has_residual(session: Session, risk_id: int) -> bool:
    """Whether somebody has said how it stands besides how it would without any response."""
    return session.scalar(select(Assessment.id).where(Assessment.risk_id == risk_id, Assessment.level == Level.RESIDUAL).limit(1)) is not None


def concerned(session: Session, row: Risk, project: Project) -> set[int]:
    """Who hears that it happened, or that an indicator warns: owner, manager, head of the department."""
    head = session.scalar(select(Department.head_id).where(Department.id == project.department_id))
    return {row.owner_id, project.manager_id} | ({head} if head else set())


def standing(row: Risk, project: Project) -> Place:
    """Its name and address, for notices."""
    return Place(
        KIND, row.id, row.code, row.event, f"Risks?risk={row.code}", project_id=project.id, department_id=project.department_id,
        people=frozenset({row.owner_id, project.manager_id}), owners=frozenset({row.owner_id}),
    )  # fmt: skip


def place(session: Session, actor: Actor, risk_id: int) -> Place:
    """Where one that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.RISK_READ)
    found = session.execute(select(Risk, Project).join(Project, Project.id == Risk.project_id).where(Risk.id == risk_id, visible(actor))).one_or_none()
    if found is None:
        raise NotFound()
    return standing(found[0], found[1])


def code_of(session: Session, actor: Actor, risk_id: int) -> str:
    """The code of one that `actor` may see."""
    return place(session, actor, risk_id).code


def classes_in_use(session: Session) -> dict[str, int]:
    """How many risks are of each class."""
    return {code: int(count) for code, count in session.execute(select(Risk.class_, func.count()).group_by(Risk.class_))}


def _places_in_use(letter: str, column: Any) -> Any:
    def used(session: Session) -> dict[str, int]:
        return {f"{letter}{place}": int(count) for place, count in session.execute(select(column, func.count()).group_by(column))}

    return used


found_by(KIND, place)
counted_by(CLASSES, classes_in_use)
counted_by(rules.PROBABILITIES, _places_in_use("p", Assessment.probability))
counted_by(rules.IMPACTS, _places_in_use("i", Assessment.impact))
