"""Keeping the sums of a project beside the deeds that spend. Whoever calls holds the project's row, so that sums are added one after another."""

from decimal import Decimal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from core.cost.records import CostTotal

ZERO = Decimal(0)


def add(session: Session, project_id: int, line: str, *, spent: Decimal = ZERO, labour: Decimal = ZERO, minutes: int = 0, unpriced: int = 0) -> None:
    """Add to what a project has spent on a line. # house: part of another deed, which requires and notes"""
    more = {"spent": CostTotal.spent + spent, "labour": CostTotal.labour + labour, "minutes": CostTotal.minutes + minutes, "unpriced": CostTotal.unpriced + unpriced, "moves": CostTotal.moves + 1}
    found = update(CostTotal).where(CostTotal.project_id == project_id, CostTotal.line == line).values(more).execution_options(synchronize_session=False)
    if not session.execute(found).rowcount:
        session.execute(insert(CostTotal), {"project_id": project_id, "line": line, "spent": spent, "labour": labour, "minutes": minutes, "unpriced": unpriced})
