"""Questions about strategies: what a stage wants, what of it was done for a customer, for whom nothing was done yet."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.care.records import Care
from core.customers.care.rules import STAGE, stage
from core.customers.queries import visible_to
from core.customers.records import Customer
from core.customers.strategies.records import StageStrategy
from core.customers.talks.records import Talk
from core.errors import NotFound
from core.people.queries import names

MOST = 100


@dataclass(frozen=True)
class Strategy:
    """The newest version of what a stage wants."""

    stage: str
    number: int
    goal: str
    steps: tuple[str, ...]
    offers: str
    reason: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Taken:
    """A step, and the care that was planned for it since the customer came to its stage: due when, done when, with what result (None: not planned)."""

    step: str
    due_on: date | None
    done_on: date | None
    result: str


@dataclass(frozen=True)
class Wanted:
    """What a customer's stage wants, what of it was taken, and how often one spoke since it came to the stage."""

    strategy: Strategy
    since: date
    steps: tuple[Taken, ...]
    talks: int

    @property
    def open(self) -> tuple[str, ...]:
        """Steps for which nothing is planned."""
        return tuple(one.step for one in self.steps if one.due_on is None)


@dataclass(frozen=True)
class Moved:
    """A customer in whose stage no step was taken yet."""

    code: str
    name: str
    stage: str
    since: date
    owner: dict[str, str]


def strategies(session: Session, actor: Actor) -> dict[str, Strategy]:
    """The newest version for each stage."""
    require(actor, Permission.CUSTOMER_READ)
    return _newest(session)


def versions(session: Session, actor: Actor, stage_: str) -> list[Strategy]:
    """Every version of a stage, the newest first."""
    require(actor, Permission.CUSTOMER_READ)
    return _of(session, list(session.scalars(select(StageStrategy).where(StageStrategy.stage == stage_).order_by(StageStrategy.number.desc()))))


def _of(session: Session, rows: list[StageStrategy]) -> list[Strategy]:
    who = names(session, frozenset(row.by_id for row in rows))
    return [Strategy(row.stage, row.number, row.goal, tuple(row.steps), row.offers, row.reason, who[row.by_id], row.at) for row in rows]


def _newest(session: Session) -> dict[str, Strategy]:
    last = select(StageStrategy.stage, func.max(StageStrategy.number).label("number")).group_by(StageStrategy.stage).subquery()
    rows = session.scalars(select(StageStrategy).join(last, (last.c.stage == StageStrategy.stage) & (last.c.number == StageStrategy.number)))
    return {one.stage: one for one in _of(session, list(rows))}


def newest(session: Session, stage_: str) -> StageStrategy | None:
    """The newest version of a stage. For the deed that writes the next one"""
    return session.scalars(select(StageStrategy).where(StageStrategy.stage == stage_).order_by(StageStrategy.number.desc()).limit(1)).one_or_none()


def wanted(session: Session, actor: Actor, customer_id: int) -> Wanted | None:
    """What the stage of a customer that `actor` may see wants; None where nobody has written it. Refuses NotFound."""
    require(actor, Permission.CUSTOMER_READ)
    row = session.execute(select(Customer.stage, Customer.stage_since).where(Customer.id == customer_id, visible_to(actor))).one_or_none()
    if row is None:
        raise NotFound()
    found = newest(session, row.stage)
    if found is None:
        return None
    planned = {
        one.cause: one
        for one in session.scalars(
            select(Care).where(Care.customer_id == customer_id, Care.cause.startswith(STAGE + row.stage + ":"), Care.due_on >= row.stage_since).order_by(Care.id)
        )
    }
    talks = session.scalar(select(func.count()).select_from(Talk).where(Talk.customer_id == customer_id, Talk.day >= row.stage_since))
    steps = tuple(
        Taken(step, *((one.due_on, one.done_on, one.result) if (one := planned.get(stage(row.stage, step))) else (None, None, ""))) for step in found.steps
    )
    return Wanted(_of(session, [found])[0], row.stage_since, steps, int(talks or 0))


def untouched(session: Session, actor: Actor, since: date) -> list[Moved]:
    """Customers that `actor` may see who came to their stage from `since` on, in which no step of its strategy is planned or done; the latest first."""
    require(actor, Permission.CUSTOMER_READ)
    written = select(StageStrategy.stage)
    taken = select(Care.id).where(Care.customer_id == Customer.id, Care.cause.startswith(STAGE + Customer.stage + ":"), Care.due_on >= Customer.stage_since).exists()
    rows = session.execute(
        select(Customer.code, Customer.name, Customer.stage, Customer.stage_since, Customer.owner_id)
        .where(Customer.stage_since >= since, Customer.stage.in_(written), ~taken, visible_to(actor)).order_by(Customer.stage_since.desc(), Customer.code).limit(MOST)
    ).all()  # fmt: skip
    who = names(session, frozenset(row.owner_id for row in rows))
    return [Moved(row.code, row.name, row.stage, row.stage_since, who[row.owner_id]) for row in rows]
