"""What the trail says of backups: that one was made, that this house comes from one."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require
from core.audit import note
from core.clock import now
from core.notice.outbox.actions import hold_back
from core.people.records import SignIn


def made(session: Session, actor: Actor, *, name: str, size: int, rows: int, files: int, lost: int = 0) -> None:
    """Record that a backup was written and checked; the Health page says when the last one was."""
    require(actor, Permission.HEALTH_KEEP, ANYWHERE)
    note(session, actor, "health:backup", "installation", None, name=name, size=size, rows=rows, files=files, lost=lost)


def restored(session: Session, actor: Actor, *, made_at: str, schema: str, rows: int, files: int) -> int:
    """Record that this house comes from a backup, and end every sign-in: one that was revoked later must not live again.

    Mail that waited is held back, because it may have been sent since the backup; returns how many.
    """
    require(actor, Permission.HEALTH_KEEP, ANYWHERE)
    table = SignIn.__table__
    ended = session.execute(update(table).where(table.c.revoked_at.is_(None)).values(revoked_at=now())).rowcount
    held = hold_back(session, actor)
    note(
        session, actor, "health:restore", "installation", None,
        made_at=made_at, schema=schema, rows=rows, files=files, sign_ins_ended=ended, mails_held=held,
    )  # fmt: skip
    return held
