"""What the checks ask of the database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit.records import AuditEntry
from core.clock import now
from core.inspection.tally.queries import differences
from core.notice.queries import Outbox, outbox
from core.routines.queries import Standing, standings

BACKUP_DEED = "health:backup"


@dataclass(frozen=True)
class Backup:
    """A backup as the trail knows it."""

    at: datetime
    name: str
    size: int
    rows: int
    files: int


def last_backup(session: Session, actor: Actor) -> Backup | None:
    """The newest backup made by this program."""
    require(actor, Permission.HEALTH_READ)
    asked = select(AuditEntry.at, AuditEntry.facts).where(AuditEntry.deed == BACKUP_DEED).order_by(AuditEntry.id.desc()).limit(1)
    row = session.execute(asked).one_or_none()
    if row is None:
        return None
    at, facts = row
    return Backup(at, facts.get("name", ""), facts.get("size", 0), facts.get("rows", 0), facts.get("files", 0))


def moments(session: Session, actor: Actor) -> tuple[datetime, datetime | None]:
    """The database's clock, and the moment of the newest entry in the trail. SQLite has no clock but this machine's."""
    require(actor, Permission.HEALTH_READ)
    newest = session.scalar(select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
    if session.get_bind().dialect.name == "sqlite":
        return now(), newest
    theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return theirs.astimezone(UTC), newest


def durability(session: Session, actor: Actor) -> dict[str, str]:
    """The settings that "nothing acknowledged is lost" stands on, as the database has them at this moment."""
    require(actor, Permission.HEALTH_READ)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in ("journal_mode", "synchronous", "foreign_keys")}
    return {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in ("fsync", "synchronous_commit", "full_page_writes")}


def version(session: Session, actor: Actor) -> str:
    """The database's own version."""
    require(actor, Permission.HEALTH_READ)
    sqlite = session.get_bind().dialect.name == "sqlite"
    found = session.execute(text("SELECT sqlite_version()" if sqlite else "SHOW server_version")).scalar_one()
    return f"{'SQLite' if sqlite else 'PostgreSQL'} {str(found).split(' ')[0]}"


def size(session: Session, actor: Actor) -> int:
    """Bytes the database takes."""
    require(actor, Permission.HEALTH_READ)
    bind = session.get_bind()
    if bind.dialect.name == "postgresql":
        return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    path = Path(bind.engine.url.database or "")
    return sum(one.stat().st_size for one in (path, path.with_name(f"{path.name}-wal")) if one.exists())


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Rows of every table, the largest first."""
    require(actor, Permission.HEALTH_READ)
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    names = inspect(connection).get_table_names()
    found = {name: int(connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar() or 0) for name in names}  # noqa: S608
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def damage(session: Session, actor: Actor) -> str:
    """What the database says is wrong inside it, in its own words; empty if nothing is. Reads everything."""
    require(actor, Permission.HEALTH_READ)
    connection = session.connection()
    if connection.dialect.name == "postgresql":  # it checks pages as it reads them and refuses what refers to nothing
        return ""
    said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if said != "ok":
        return said
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    return f"{orphan[0]}: {orphan[2]}" if orphan else ""


def wrong_totals(session: Session, actor: Actor) -> int:
    """How many running totals do not say what the sheets say."""
    require(actor, Permission.HEALTH_READ)
    return len(differences(session))


def entries(session: Session, actor: Actor) -> int:
    """Entries in the trail."""
    require(actor, Permission.HEALTH_READ)
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def failing_routines(session: Session, actor: Actor) -> list[Standing]:
    """What the house should do by itself and failed at the last time."""
    require(actor, Permission.HEALTH_READ)
    return [one for one in standings(session) if one.failures]


def mail(session: Session, actor: Actor) -> Outbox:
    """How the outbox stands."""
    require(actor, Permission.HEALTH_READ)
    return outbox(session)
