"""That a list of customers left the house."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note


def export(session: Session, actor: Actor, *, rows: int, sha256: str) -> int:
    """Record that a list of customers left the house, as the file of this fingerprint, without personal data; returns how many rows."""
    require(actor, Permission.CUSTOMER_EXPORT)
    note(session, actor, "customer:export", "customer", None, rows=rows, sha256=sha256)
    return rows
