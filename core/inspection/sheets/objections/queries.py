"""Questions about objections to sheets, asked within other questions, which require."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor
from core.calendar import queries as calendar
from core.clock import here
from core.files.records import StoredFile
from core.inspection.rounds.records import Round
from core.inspection.rules import Mark
from core.inspection.sheets.kept import Attached, Objection
from core.inspection.sheets.records import Contest, ContestFile, ContestScore, Sheet
from core.inspection.sheets.rules import APPEAL_DAYS, REVIEW_DAYS, Blind, Position, State, Wrong
from core.people.records import Person
from core.settings import queries as settings


def decided_before(actor: Actor, objections: Sequence[Objection]) -> bool:
    """Whether a final review waits, and `actor` decided the first contest of its kind."""
    waiting = [one for one in objections if one.decided_at is None]
    kinds = {bool(one.wrong) for one in waiting if one.final}
    return any(one.decided_by_id == actor.id and bool(one.wrong) in kinds for one in objections)


def object_day(session: Session, released_at: datetime | None, objections: Sequence[Objection], department_id: int | None) -> date | None:
    """The last day on which the inspected side may say that this was the wrong object; None once that was reviewed.

    Counted as for a contest, from the first release or from the decision on it.
    """
    mine = [one for one in objections if one.wrong]
    if any(one.final for one in mine):
        return None
    decided = [one.decided_at for one in mine if one.decided_at is not None]
    since, setting = (max(decided), REVIEW_DAYS) if decided else (released_at, APPEAL_DAYS)
    return None if since is None else calendar.organisation(session).workdays_after(here(since).date(), settings.value(session, setting, department_id))


def last_day(
    session: Session, released_at: datetime | None, objections: Sequence[Objection], department_id: int | None, *, settled_at: datetime | None = None
) -> date | None:
    """The last day on which a result may be contested, or its decision be brought to the final review.

    Counted in working days from the first release of its round; for the final review from the decision, or from the
    correction that it called for (`settled_at`). # house: asked within other questions
    """
    decided = [one.decided_at for one in objections if one.decided_at is not None and not one.final and not one.wrong]
    since, setting = (max(decided), REVIEW_DAYS) if decided else (released_at, APPEAL_DAYS)
    if decided and settled_at is not None:
        since = max(*decided, settled_at)
    if since is None:
        return None
    hours = calendar.organisation(session)
    day = hours.workdays_after(here(since).date(), settings.value(session, setting, department_id))
    refused = [one.decided_at for one in objections if one.wrong and one.decided_at is not None]
    if refused and not decided:  # the time was spent on whose result it is
        day = max(day, hours.workdays_after(here(max(refused)).date(), settings.value(session, REVIEW_DAYS, department_id)))
    return day


def chain_of(session: Session, sheet_id: int) -> list[int]:
    """A sheet and every one it replaces, the newest first. # house: ids only, asked within other questions"""
    found: list[int] = []
    seen: int | None = sheet_id
    while seen is not None:
        found.append(seen)
        seen = session.scalar(select(Sheet.revises_id).where(Sheet.id == seen))
    return found


def position(mark: str | None, raw: Decimal | None, na_reason: str | None, checked: int | None) -> Position | None:
    """An answer somebody stands for, as its columns keep it."""
    return Position(Mark(mark), raw, na_reason, checked) if mark else None


def objections(session: Session, sheet_ids: Collection[int]) -> tuple[Objection, ...]:
    """What was objected to some sheets, in order."""
    rows = session.execute(
        select(Contest, Person.name).join(Person, Person.id == Contest.by_id).where(Contest.sheet_id.in_(sheet_ids)).order_by(Contest.id)
    ).all()
    if not rows:
        return ()
    ids = [c.id for c, _ in rows]
    shown: dict[int, list[Attached]] = {}
    files = select(ContestFile.contest_id, StoredFile.id, StoredFile.name, StoredFile.kind, StoredFile.size, Contest.at)
    files = files.join(StoredFile, StoredFile.id == ContestFile.file_id).join(Contest, Contest.id == ContestFile.contest_id)
    for contest_id, *rest in session.execute(files.where(ContestFile.contest_id.in_(ids)).order_by(ContestFile.id)):
        shown.setdefault(contest_id, []).append(Attached(*rest))
    blind: dict[int, list[Blind]] = {}
    scores = select(ContestScore, Person.name).join(Person, Person.id == ContestScore.by_id).where(ContestScore.contest_id.in_(ids))
    for score, name in session.execute(scores.order_by(ContestScore.id)):
        blind.setdefault(score.contest_id, []).append(Blind(name, score.by_id, score.at, Position(Mark(score.mark), score.raw, score.na_reason, score.checked)))
    deciders = {c.decided_by_id for c, _ in rows if c.decided_by_id}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(deciders))).all()) if deciders else {}
    return tuple(
        Objection(
            c.id, c.sheet_id, c.item_id, c.reason, by, c.by_id, c.at, c.corrected, c.decision,
            names.get(c.decided_by_id) if c.decided_by_id else None, c.decided_by_id, c.decided_at, bool(c.final),
            position(c.proposed_mark, c.proposed_raw, c.proposed_na_reason, c.proposed_checked),
            position(c.ruled_mark, c.ruled_raw, c.ruled_na_reason, c.ruled_checked),
            tuple(shown.get(c.id, ())), tuple(blind.get(c.id, ())), c.instance,
            Wrong(c.wrong) if c.wrong else None, c.right_object,
        )
        for c, by in rows
    )  # fmt: skip


def objections_of(session: Session, sheet: Sheet) -> tuple[Objection, ...]:
    """What was objected to a sheet and to those it replaces. # house: asked by deeds, which require"""
    return objections(session, chain_of(session, sheet.id))


def released_at(session: Session, sheet: Sheet) -> datetime | None:
    """When the results of the sheet's round were first released. # house: asked by deeds, which require"""
    return session.scalar(select(Round.released_at).where(Round.id == sheet.round_id))


def instead(session: Session, sheet: Sheet) -> str | None:
    """The sheet in whose place this one stands, or the one in the place of this voided one."""
    if sheet.instead_of_id is not None:
        return session.scalar(select(Sheet.code).where(Sheet.id == sheet.instead_of_id))
    return session.scalar(select(Sheet.code).where(Sheet.instead_of_id == sheet.id)) if sheet.state == State.VOIDED else None
