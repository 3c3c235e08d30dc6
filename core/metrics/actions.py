"""Deeds on measures: none changes one; what leaves the house is recorded."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.metrics.rules import Asked


def export(session: Session, actor: Actor, asked: Asked, *, measure: str, rows: int, sha256: str) -> str:
    """Record that measures leave the house as a file: which, how many rows, its fingerprint, which is returned.

    The caller hands the file out only after this deed.
    """
    require(actor, Permission.MEASURE_EXPORT)
    note(session, actor, "measure:export", "measure", None, filter=asdict(asked), measure=measure, rows=rows, sha256=sha256)
    return sha256
