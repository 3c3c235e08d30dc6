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


def take_along(session: Session, actor: Actor, wanted: Filter, *, kind: str, sha256: str) -> str:
    """Record that the report of a round leaves the house as a file (`kind`: docx or pdf); its fingerprint is returned.

    The caller hands the file out only after this deed.
    """
    require(actor, Permission.RESULTS_READ)
    note(session, actor, "results:take_along", "results", None, filter=asdict(wanted), kind=kind, sha256=sha256)
    return sha256
