"""Deeds on figures of fairness."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.inspection.results.rules import Filter


def export(session: Session, actor: Actor, wanted: Filter, *, inspectors: int, sha256: str) -> str:
    """Record that figures about inspectors leave the house as a file: which, how many inspectors, its fingerprint, which is returned.

    The caller hands the file out only after this deed.
    """
    require(actor, Permission.FAIRNESS_EXPORT)
    note(session, actor, "fairness:export", "fairness", None, filter=asdict(wanted), inspectors=inspectors, sha256=sha256)
    return sha256
