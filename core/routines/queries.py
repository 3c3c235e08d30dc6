"""Questions about routines."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.routines import rules
from core.routines.records import Lease


@dataclass(frozen=True)
class Standing:
    """How a routine stands, for the operator."""

    name: str
    due_at: datetime | None
    done_at: datetime | None
    things: int
    failures: int
    error: str | None


def lease_for_update(session: Session, name: str) -> Lease | None:
    return session.scalars(select(Lease).where(Lease.name == name).with_for_update()).one_or_none()


def due(session: Session, at: datetime) -> list[str]:
    """The routines that may be taken at `at`: one cheap look for all of them."""
    held = {row.name: row for row in session.scalars(select(Lease))}
    return [
        one.name
        for one in rules.known()
        if one.name not in held or rules.is_due(at, due_at=held[one.name].due_at, lease_until=held[one.name].lease_until)
    ]


def standings(session: Session) -> list[Standing]:
    """Every routine that has run, by name."""
    return [Standing(r.name, r.due_at, r.done_at, r.things, r.failures, r.error) for r in session.scalars(select(Lease).order_by(Lease.name))]
