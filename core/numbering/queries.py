from sqlalchemy import select
from sqlalchemy.orm import Session

from core.numbering.records import Counter


def counter_for_update(session: Session, prefix: str, year: int) -> Counter | None:
    """The counter's row, locked until the deed ends."""
    return session.scalars(select(Counter).where(Counter.prefix == prefix, Counter.year == year).with_for_update()).one_or_none()
