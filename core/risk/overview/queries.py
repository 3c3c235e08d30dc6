"""Questions about risks together: the list, how many stand in which field of the map, what they may cost, what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.access import GRANTS, Actor, Permission, Role, require
from core.clock import today
from core.followup.records import FollowUp
from core.followup.rules import OPEN
from core.people.records import Department, Person
from core.projects.queries import member_ids, project_seen, visible_to
from core.projects.records import Project
from core.risk import queries, rules
from core.risk.life.rules import LIVING, LOOMING, State
from core.risk.queries import KIND, RiskRow, rows_, visible, whole
from core.risk.records import Assessment, Occurrence, Risk
from core.risk.rules import Level, Limits, Money
from core.risk.watch.queries import Watching, of_risks
from core.settings.queries import value

TABS = ("mine", "unanswered", "due", "living", "all")


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty fields do not narrow. `cell`: probability and impact of the map's field at `level`."""

    tab: str = "all"
    project_code: str = ""
    classes: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    level: Level = Level.RESIDUAL
    cell: tuple[int, int] | None = None
    page: int = 1
    size: int = 20


@dataclass(frozen=True)
class Figures:
    """Risks that may still happen, in figures."""

    tabs: dict[str, int]
    above: int
    occurred: int
    """That happened at least once, whatever became of them."""
    money: Money


@dataclass(frozen=True)
class Met:
    """What was registered of a project, and what came of it."""

    registered: int
    assessed: int
    met: int
    """Risks that happened."""
    times: int
    """How often something happened."""
    foreseen: int
    """Of these, with an assessment before."""
    worse: int
    """Of those, with more impact than assessed."""
    days: int
    with_days: int
    cost: Decimal
    with_cost: int


def above(session: Session) -> ColumnElement[bool]:
    """A condition on Risk (joined with Project): above what its department bears and not accepted as grave as it is."""
    usual = int(value(session, rules.APPETITE))
    own = {one: found for one in session.scalars(select(Department.id)) if (found := int(value(session, rules.APPETITE, one))) != usual}
    borne = case(own, value=Project.department_id, else_=usual) if own else usual
    return (Risk.exposure > borne) & or_(Risk.accepted.is_(None), Risk.exposure > Risk.accepted)


def unanswered(session: Session) -> ColumnElement[bool]:
    """The same with nothing being done about it, of risks that may still happen."""
    doing = select(FollowUp.id).where(FollowUp.source_kind == KIND, FollowUp.source_id == Risk.id, FollowUp.state.in_(OPEN)).exists()
    return and_(Risk.state.in_(LOOMING), above(session), ~doing)


def _tab(session: Session, actor: Actor, tab: str, day: date) -> list[ColumnElement[bool]]:
    return {
        "mine": [Risk.owner_id == actor.id, Risk.state.in_(LIVING)], "unanswered": [unanswered(session)], "due": [Risk.next_on <= day, Risk.state.in_(LIVING)],
        "living": [Risk.state.in_(LIVING)], "all": [],
    }[tab]  # fmt: skip


def _narrowed(session: Session, actor: Actor, wanted: Filter, day: date, *, cell: bool = True) -> list[ColumnElement[bool]]:
    where = [visible(actor), *_tab(session, actor, wanted.tab, day)]
    for chosen, column in ((wanted.classes, Risk.class_), (wanted.phases, Risk.phase), (wanted.states, Risk.state)):
        if chosen:
            where.append(column.in_(chosen))
    if wanted.project_code:
        where.append(Project.code == wanted.project_code)
    if cell and wanted.cell is not None:
        p, i = wanted.cell
        if wanted.level is Level.RESIDUAL:
            where += [Risk.probability == p, Risk.impact == i]
        else:
            where.append(select(Assessment.id).where(Assessment.id == _latest(wanted.level), Assessment.probability == p, Assessment.impact == i).exists())
    return where


def _latest(level: Level) -> Any:
    """The newest assessment of a risk at a level: found by the risk, one by one."""
    one = aliased(Assessment)
    return select(func.max(one.id)).where(one.risk_id == Risk.id, one.level == level).correlate(Risk).scalar_subquery()


def listed(session: Session, actor: Actor, wanted: Filter) -> tuple[list[RiskRow], int]:
    """One page, the gravest of the living first, the closed last and newest first; and how many match."""
    require(actor, Permission.RISK_READ)
    day = today()
    where = _narrowed(session, actor, wanted, day)
    total = session.scalar(select(func.count()).select_from(Risk).join(Project, Project.id == Risk.project_id).where(*where)) or 0
    order = (case((Risk.state == State.CLOSED, 1), else_=0), Risk.exposure.desc(), Risk.id.desc())
    found = session.execute(rows_().where(*where).order_by(*order).limit(wanted.size).offset((wanted.page - 1) * wanted.size)).all()
    return whole(session, found, day), int(total)


def watching(session: Session, actor: Actor, found: Sequence[RiskRow]) -> dict[int, tuple[Watching, ...]]:
    """What the indicators of listed risks say now, by the risk's id."""
    require(actor, Permission.RISK_READ)
    return of_risks(session, {one.id: one.project_id for one in found if one.state in LIVING}, today())


def heat(session: Session, actor: Actor, wanted: Filter) -> dict[tuple[int, int], int]:
    """How many risks stand at which probability and impact, by the level that is wanted; whatever field is chosen. Of those that may still happen, unless states are chosen."""
    require(actor, Permission.RISK_READ)
    where = _narrowed(session, actor, wanted, today(), cell=False)
    if not wanted.states:
        where.append(Risk.state.in_(LOOMING))
    p, i = (Risk.probability, Risk.impact) if wanted.level is Level.RESIDUAL else (Assessment.probability, Assessment.impact)
    query = select(p, i, func.count()).select_from(Risk).join(Project, Project.id == Risk.project_id).where(*where, Risk.exposure > 0).group_by(p, i)
    if wanted.level is not Level.RESIDUAL:
        query = query.join(Assessment, Assessment.id == _latest(wanted.level))
    return {(probability, impact): int(count) for probability, impact, count in session.execute(query)}


def figures(session: Session, actor: Actor, project_code: str = "") -> Figures:
    """How many stand under each tab, are above what is borne, happened, and what those that may still happen come to, in one statement."""
    require(actor, Permission.RISK_READ)
    day = today()
    where = [visible(actor), *([Project.code == project_code] if project_code else [])]
    happened = select(Occurrence.id).where(Occurrence.risk_id == Risk.id).exists()
    told = Risk.state.in_(LOOMING) & Risk.chance.is_not(None) & Risk.cost.is_not(None)
    # chance in tenths of a percent, cost in cents: a thousandth of their product, half up, is the expected value in cents
    cents = (cast(Risk.chance, Risk.id.type) * cast(Risk.cost, Risk.id.type) + 500) // 1000
    row = session.execute(
        select(
            *(func.count().filter(*(_tab(session, actor, tab, day) or [Risk.id.is_not(None)])) for tab in TABS), func.count().filter(Risk.state.in_(LOOMING), above(session)),
            func.count().filter(happened), func.sum(case((told, cents))), func.sum(case((told, cast(Risk.cost, Risk.id.type)))), func.count().filter(told),
            func.count().filter(Risk.state.in_(LOOMING), ~told),
        ).select_from(Risk).join(Project, Project.id == Risk.project_id).where(*where)
    ).one()  # fmt: skip
    expected, worst = (Decimal(int(one or 0)).scaleb(-2) for one in row[7:9])
    return Figures(dict(zip(TABS, (int(one) for one in row[:5]), strict=True)), int(row[5]), int(row[6]), Money(expected.quantize(Decimal("0.01")), worst.quantize(Decimal("0.01")), int(row[9]), int(row[10])))


def limits(session: Session, actor: Actor, project_code: str = "") -> Limits:
    """Grades of a project's department, or the organisation's. Refuses NotFound."""
    require(actor, Permission.RISK_READ)
    return queries.limits(session, project_seen(session, actor, project_code, Permission.RISK_READ).department_id if project_code else None)


def projects(session: Session, actor: Actor) -> dict[str, dict[str, str]]:
    """Projects with risks that `actor` sees, name by code."""
    require(actor, Permission.RISK_READ)
    rows = session.execute(select(Project.code, Project.name).where(visible_to(actor, Permission.RISK_READ), Project.id.in_(select(Risk.project_id))).order_by(Project.code).limit(2000))
    return {code: name for code, name in rows}


def of_project(session: Session, actor: Actor, project_id: int, *, most: int = 500) -> list[RiskRow]:
    """The living risks of a project that `actor` sees, the gravest first."""
    require(actor, Permission.RISK_READ)
    found = session.execute(rows_().where(Risk.project_id == project_id, visible(actor), Risk.state.in_(LIVING)).order_by(Risk.exposure.desc(), Risk.id).limit(most)).all()
    return whole(session, found, today())


def registered(session: Session, actor: Actor, project_id: int) -> int:
    """How many risks of a project that `actor` sees were ever registered."""
    require(actor, Permission.RISK_READ)
    return int(session.scalar(select(func.count()).select_from(Risk).join(Project, Project.id == Risk.project_id).where(Risk.project_id == project_id, visible(actor))) or 0)


def met(session: Session, project_id: int) -> Met:
    """What was foreseen and what came. Asked within deeds and questions of other rooms, which require."""
    registered, assessed = session.execute(select(func.count(), func.count().filter(Risk.inherent > 0)).where(Risk.project_id == project_id)).one()
    known = Occurrence.probability > 0
    row = session.execute(
        select(
            func.count(Occurrence.risk_id.distinct()), func.count(Occurrence.id), func.count().filter(known), func.count().filter(known, Occurrence.impact > Occurrence.foreseen),
            func.sum(Occurrence.days), func.count(Occurrence.days), func.sum(Occurrence.cost, type_=Occurrence.cost.type), func.count(Occurrence.cost),
        ).join(Risk, Risk.id == Occurrence.risk_id).where(Risk.project_id == project_id)
    ).one()  # fmt: skip
    return Met(int(registered), int(assessed), int(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4] or 0), int(row[5]), row[6] or Decimal(0), int(row[7]))


def codes_about(session: Session, actor: Actor, kind: str, record_id: int) -> list[str]:
    """The codes of risks that were registered about a record, as far as `actor` may see them, the newest first."""
    require(actor, Permission.RISK_READ)
    where = (Risk.source_kind == kind, Risk.source_id == record_id, visible(actor))
    return list(session.scalars(select(Risk.code).join(Project, Project.id == Risk.project_id).where(*where).order_by(Risk.id.desc()).limit(10)))


def team(session: Session, actor: Actor, project_code: str, permission: Permission) -> dict[int, dict[str, str]]:
    """Manager and members of a project who may do something, name by id: for colleagues who cannot look everybody up. Refuses NotFound."""
    require(actor, Permission.RISK_READ)
    project = project_seen(session, actor, project_code, Permission.RISK_READ)
    rows = session.execute(select(Person.id, Person.name, Person.roles).where(Person.id.in_(member_ids(session, project.id) | {project.manager_id}), Person.active.is_(True)).order_by(Person.username))
    return {id_: name for id_, name, roles in rows if any(Role(role) in GRANTS[permission] for role in roles)}
