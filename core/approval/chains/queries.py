"""Questions about chains."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.approval.chains.records import Chain
from core.approval.chains.rules import Step, UnknownChain, read
from core.config import ROOT
from core.people.queries import names

SHIPPED = ROOT / "data" / "approvals" / "chains.toml"


@dataclass(frozen=True)
class ChainRow:
    """The chain of a kind as its page shows it."""

    kind: str
    steps: tuple[Step, ...]
    version: int
    """0: as shipped, never changed here."""
    changed_at: datetime | None = None
    changed_by: dict[str, str] | None = None


@cache
def shipped() -> dict[str, tuple[Step, ...]]:
    """The chains of data/approvals by kind."""
    return {kind: read(table["steps"]) for kind, table in tomllib.loads(SHIPPED.read_text(encoding="utf-8")).items()}


def steps_of(session: Session, kind: str) -> tuple[Step, ...]:
    """The steps that hold for `kind` now. Refuses UnknownChain."""
    kept = session.scalar(select(Chain.steps).where(Chain.kind == kind))
    if kept is not None:
        return read(kept)
    if kind not in shipped():
        raise UnknownChain()
    return shipped()[kind]


def chain_for_update(session: Session, kind: str) -> Chain | None:
    return session.scalars(select(Chain).where(Chain.kind == kind).with_for_update()).one_or_none()


def chains(session: Session, actor: Actor) -> dict[str, ChainRow]:
    """Every chain by its kind: as changed here, or as shipped."""
    require(actor, Permission.CHAIN_EDIT)
    found = {kind: ChainRow(kind, steps, 0) for kind, steps in shipped().items()}
    kept = list(session.scalars(select(Chain)))
    who = names(session, frozenset(row.changed_by_id for row in kept))
    for row in kept:
        found[row.kind] = ChainRow(row.kind, read(row.steps), row.version, row.changed_at, who[row.changed_by_id])
    return found
