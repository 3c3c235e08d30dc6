"""Questions about material: what projects need, and what of it is short."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require, within
from core.clock import today
from core.cost.purchases.records import Purchase
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Project
from core.resources.rules import SHORT_WITHIN
from core.resources.supplies import rules
from core.resources.supplies.records import Supply
from core.resources.supplies.rules import OPEN, Kind, Shortage, State
from core.service.requests.queries import team
from core.settings.queries import value

SHOWN = 200


@dataclass(frozen=True)
class Shown:
    """A line of material as of today."""

    id: int
    project: str
    project_name: dict[str, str]
    kind: Kind
    name: str
    quantity: Decimal
    unit: str
    needed_by: date | None
    expected_on: date | None
    here_on: date | None
    supplier: str
    responsible_id: int | None
    responsible: dict[str, str]
    purchase_id: int | None
    purchase: str
    """The purchase's code, for whoever sees costs."""
    state: State
    shortage: Shortage | None
    reason: str
    version: int
    may_edit: bool


@dataclass(frozen=True)
class Supplied:
    """The material that somebody sees: what is short first, then by the day it is needed. `left`: lines beyond those shown."""

    lines: tuple[Shown, ...]
    short: int
    open: int
    left: int


def _sight(actor: Actor) -> list[ColumnElement[bool]]:
    if actor.scope(Permission.RESOURCE_READ) is Scope.ALL:
        return []
    return [Supply.project_id.in_(select(Project.id).where(visible_to(actor, Permission.RESOURCE_READ)))]


def _short(on: date, days: int) -> ColumnElement[bool]:
    """The rule of `rules.shortage` in SQL; a test compares the two."""
    soon = on + timedelta(days=days)
    return and_(Supply.state.in_([one.value for one in OPEN]), Supply.needed_by.is_not(None), or_(
        Supply.needed_by < on, Supply.expected_on > Supply.needed_by, and_(Supply.needed_by <= soon, or_(Supply.expected_on.is_(None), Supply.expected_on < on)),
    ))  # fmt: skip


def supplied(session: Session, actor: Actor, *, project: str = "", only: str = "open") -> Supplied:
    """The material of a project, or of all that `actor` sees; `only`: short, open or all. Refuses NotFound."""
    require(actor, Permission.RESOURCE_READ)
    on, days = today(), int(value(session, SHORT_WITHIN))
    mine = [Supply.project_id == project_seen(session, actor, project, Permission.RESOURCE_READ).id] if project else _sight(actor)
    open_ = Supply.state.in_([one.value for one in OPEN])
    wanted = {"short": [_short(on, days)], "open": [open_]}.get(only, [])
    rows = session.execute(
        select(Supply, Project, Purchase.code).join(Project, Project.id == Supply.project_id).outerjoin(Purchase, Purchase.id == Supply.purchase_id)
        .where(*mine, *wanted).order_by(Supply.needed_by.is_(None), Supply.needed_by, Supply.id).limit(SHOWN)
    ).all()  # fmt: skip
    who = names(session, frozenset(row.Supply.responsible_id for row in rows if row.Supply.responsible_id is not None))
    costs = actor.may(Permission.COST_READ)
    lines = [_shown(actor, row.Supply, row.Project, row.code if costs and row.code else "", who, on, days) for row in rows]
    lines.sort(key=lambda one: one.shortage is None)
    counted = session.execute(select(func.count()).select_from(Supply).where(*mine, *wanted)).scalar_one()
    short = session.execute(select(func.count()).select_from(Supply).where(*mine, _short(on, days))).scalar_one()
    still = session.execute(select(func.count()).select_from(Supply).where(*mine, open_)).scalar_one()
    return Supplied(tuple(lines), int(short), int(still), int(counted) - len(lines))


def _shown(actor: Actor, row: Supply, project: Project, purchase: str, who: dict[int, dict[str, str]], on: date, days: int) -> Shown:
    state = State(row.state)
    return Shown(
        row.id, project.code, project.name, Kind(row.kind), row.name, row.quantity, row.unit, row.needed_by, row.expected_on, row.here_on, row.supplier, row.responsible_id,
        who.get(row.responsible_id or 0, {}), row.purchase_id, purchase, state, rules.shortage(state, row.needed_by, row.expected_on, today=on, within=days), row.reason, row.version,
        within(actor, Permission.SUPPLY_EDIT, reach(project)),
    )  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What a line of a project may name: its team, and its purchases by id."""

    project_id: int
    team: dict[int, dict[str, str]]
    purchases: dict[int, str]
    may_edit: bool


def choices(session: Session, actor: Actor, project: str) -> Choices:
    """Refuses NotFound."""
    row = project_seen(session, actor, project, Permission.RESOURCE_READ)
    bought = purchases_of(session, row.id) if actor.may(Permission.COST_READ) else {}
    return Choices(row.id, team(session, row.id), bought, within(actor, Permission.SUPPLY_EDIT, reach(row)))


# ------------------------------------------------------------------ for the deeds


def purchases_of(session: Session, project_id: int) -> dict[int, str]:
    """The purchases of a project: code and title by id."""
    rows = session.execute(select(Purchase.id, Purchase.code, Purchase.title).where(Purchase.project_id == project_id).order_by(Purchase.id.desc()).limit(100))
    return {row.id: f"{row.code} · {row.title}" for row in rows}


def count_of(session: Session, project_id: int) -> int:
    return int(session.scalar(select(func.count()).select_from(Supply).where(Supply.project_id == project_id)) or 0)


def supply_for_update(session: Session, supply_id: int) -> Supply:
    """The line, locked. Refuses NotFound."""
    found = session.scalars(select(Supply).where(Supply.id == supply_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found
