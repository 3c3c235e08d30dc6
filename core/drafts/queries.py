"""Questions about drafts. Nobody ever asks for somebody else's."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require
from core.drafts import rules
from core.drafts.records import KeptDraft
from core.drafts.rules import Draft


def mine(session: Session, actor: Actor, form: str, record: str = "") -> Draft | None:
    """The actor's own draft of a form about a record, or None."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    row = session.scalars(_own(actor.id, form, record)).one_or_none()
    return None if row is None else _frozen(row)


def all_mine(session: Session, actor: Actor, forms: Collection[str]) -> dict[tuple[str, str], Draft]:
    """The actor's own drafts of some forms, by form and record: for pages that draw a form in every row."""
    require(actor, Permission.ACCOUNT_USE, Reach(owners=frozenset({actor.id})))
    rows = session.scalars(select(KeptDraft).where(KeptDraft.person_id == actor.id, KeptDraft.form.in_(forms)))
    return {(row.form, row.record): _frozen(row) for row in rows}


def _frozen(row: KeptDraft) -> Draft:
    return Draft(row.form, row.record, row.seen, {name: rules.unpacked(value) for name, value in row.content.items()}, row.changed_at)


def _own(person_id: int, form: str, record: str):  # type: ignore[no-untyped-def]
    return select(KeptDraft).where(KeptDraft.person_id == person_id, KeptDraft.form == form, KeptDraft.record == record)


def own_for_update(session: Session, person_id: int, form: str, record: str) -> KeptDraft | None:
    return session.scalars(_own(person_id, form, record).with_for_update()).one_or_none()


def oldest_of(session: Session, person_id: int, beyond: int) -> list[KeptDraft]:
    """The drafts of a person that are too many, oldest first, if the person may have `beyond`."""
    count = session.scalar(select(func.count()).select_from(KeptDraft).where(KeptDraft.person_id == person_id)) or 0
    if count <= beyond:
        return []
    found = select(KeptDraft).where(KeptDraft.person_id == person_id).order_by(KeptDraft.changed_at, KeptDraft.id).limit(count - beyond)
    return list(session.scalars(found))


def untouched_since(session: Session, moment: datetime, limit: int = 1000) -> list[KeptDraft]:
    found = select(KeptDraft).where(KeptDraft.changed_at < moment).order_by(KeptDraft.changed_at).limit(limit)
    return list(session.scalars(found.with_for_update()))
