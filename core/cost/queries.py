"""Questions about what projects cost, side by side."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.cost.records import CostTotal
from core.cost.rules import CURRENCY
from core.projects.queries import visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.settings.queries import value


@dataclass(frozen=True)
class Cost:
    """What a project costs, as the list shows it."""

    id: int
    code: str
    name: dict[str, str]
    stage: Stage
    minutes: int
    unpriced: int
    """Minutes of work for which there is no rate: their cost is not known."""
    spent: Decimal
    """By expenses and by hours at their rates."""


def currency(session: Session, actor: Actor) -> str:
    """The currency of all amounts, by its ISO code."""
    require(actor, Permission.COST_READ)
    return str(value(session, CURRENCY))


def costs(session: Session, actor: Actor) -> list[Cost]:
    """What the projects cost whose cost `actor` may see, by code."""
    require(actor, Permission.COST_READ)
    sums = (
        select(
            CostTotal.project_id, func.sum(CostTotal.minutes).label("minutes"), func.sum(CostTotal.unpriced).label("unpriced"),
            func.sum(CostTotal.spent + CostTotal.labour, type_=CostTotal.spent.type).label("spent"),
        )
        .group_by(CostTotal.project_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(Project.id, Project.code, Project.name, Project.stage, sums.c.minutes, sums.c.unpriced, sums.c.spent)
        .outerjoin(sums, sums.c.project_id == Project.id).where(visible_to(actor, Permission.COST_READ)).order_by(Project.code)
    )
    return [Cost(id_, code, name, Stage(stage), int(minutes or 0), int(unpriced or 0), spent or Decimal(0)) for id_, code, name, stage, minutes, unpriced, spent in rows]
