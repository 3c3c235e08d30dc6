"""The library of responses as it ships in data/risk."""

from functools import cache

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.config import ROOT
from core.risk.library.rules import Suggestion, read


@cache
def _shipped() -> dict[str, tuple[Suggestion, ...]]:
    return read((ROOT / "data" / "risk" / "responses.toml").read_text("utf-8"))


def suggestions(session: Session, actor: Actor, class_: str) -> tuple[Suggestion, ...]:
    """What is usually done about risks of a class; empty for a class that nobody wrote anything for."""
    require(actor, Permission.RISK_READ)
    return _shipped().get(class_, ())
