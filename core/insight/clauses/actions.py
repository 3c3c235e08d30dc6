"""Deeds on clauses: none changes one; what leaves the house is recorded."""

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note


def export(session: Session, actor: Actor, *, project: str, rows: int, sha256: str) -> str:
    """Record that the clause map leaves the house as a file: of which project, how many rows, its fingerprint, which is returned.

    The caller hands the file out only after this deed.
    """
    require(actor, Permission.CLAUSE_EXPORT)
    note(session, actor, "clause:export", "clause", None, project=project, rows=rows, sha256=sha256)
    return sha256
