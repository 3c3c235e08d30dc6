"""What the operator's tools leave in the trail."""

from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note


def swept(session: Session, actor: Actor, *, files: int, size: int) -> None:
    """Record that stored files which no record names were removed."""
    require(actor, Permission.HEALTH_KEEP, ANYWHERE)
    note(session, actor, "health:sweep", "installation", None, files=files, size=size)
