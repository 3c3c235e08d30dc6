"""Deeds on results."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.inspection.results.rules import Filter


def export(session: Session, actor: Actor, wanted: Filter, *, sheets: int, sha256: str) -> str:
    """Record that results leave the house as a file: which, how many sheets, and the file's fingerprint, which is returned.

    The caller hands the file out only after this deed.
    """
    require(actor, Permission.RESULTS_EXPORT)
    note(session, actor, "results:export", "results", None, filter=asdict(wanted), sheets=sheets, sha256=sha256)
    return sha256
