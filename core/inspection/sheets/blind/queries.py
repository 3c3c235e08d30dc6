"""Which sheets somebody still has to score blind: decided here, once, for everything that shows an answer or a sum.

Whoever may decide a contest scores the contested items first, without knowing how they were answered. Until then no
page, list, figure, export or search tells it to her: neither of the contested sheet, nor of those it replaces.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Scope
from core.inspection.objects.queries import same_target
from core.inspection.sheets.records import Contest, ContestScore, Sheet
from core.inspection.sheets.rules import Spot, State
from core.inspection.tally.records import Tally
from core.inspection.tally.rules import N_MIN

KEPT = 500
"""Readers whose questions are kept: putting one together takes a hundred times as long as the database needs to answer it."""


@dataclass(frozen=True)
class Reader:
    """Who looks, as far as blind scoring cares: a value, so that what is asked within a question needs no actor again."""

    id: int
    scope: Scope | None
    """How far she decides contests; None: not at all, and nothing is hidden from her here."""
    department_ids: frozenset[int]
    project_ids: frozenset[int]


def reader(actor: Actor) -> Reader:
    return Reader(actor.id, actor.scope(Permission.SHEET_DECIDE), actor.department_ids, actor.project_ids)


def _asked(who: Reader, contested: Any) -> ColumnElement[bool]:
    """Whether `contested` (Sheet or an alias) has contested items that `who` may decide and has not scored yet.

    Whoever decided about an inspector's sheet of this target before knows it, and is not asked again.
    """
    earlier, decided = aliased(Sheet), aliased(Contest)
    scored = select(ContestScore.id).where(ContestScore.contest_id == Contest.id, ContestScore.by_id == who.id)
    waiting = select(Contest.id).where(
        Contest.sheet_id == contested.id, Contest.decided_at.is_(None), Contest.item_id.is_not(None), ~scored.correlate(Contest).exists()
    )
    known = (
        select(decided.id)
        .join(earlier, earlier.id == decided.sheet_id)
        .where(same_target(earlier, contested), earlier.inspector_id == contested.inspector_id, decided.decided_by_id == who.id, decided.wrong.is_(None))
    )
    return and_(
        contested.state == State.CONTESTED,
        contested.inspector_id != who.id,
        contested.project_id.not_in(who.project_ids),
        true() if who.scope is Scope.ALL else contested.department_id.in_(who.department_ids),
        waiting.correlate(contested).exists(),
        ~known.correlate(contested).exists(),
    )


@lru_cache(KEPT)
def _found(who: Reader) -> ColumnElement[bool]:
    """A condition on Sheet: to be scored blind by `who`. Found from the open contests, which are few, rather than from all sheets."""
    open_ = select(Contest.sheet_id).where(Contest.decided_at.is_(None), Contest.item_id.is_not(None))
    return and_(Sheet.id.in_(open_), _asked(who, Sheet))


def unscored(actor: Actor) -> ColumnElement[bool]:
    """A condition on Sheet: it, or the correction that replaced it, is to be scored blind by `actor`. False for who decides nothing."""
    return _unscored(reader(actor))


@lru_cache(KEPT)
def _unscored(who: Reader) -> ColumnElement[bool]:
    if who.scope is None:
        return false()
    contested = aliased(Sheet)
    same = and_(same_target(contested, Sheet), contested.inspector_id == Sheet.inspector_id)
    return select(contested.id).where(same, _asked(who, contested)).correlate(Sheet).exists()


def unscored_of(session: Session, who: Reader, sheet_ids: Collection[int]) -> frozenset[int]:
    """Which of these sheets `who` still scores blind, with those that a correction replaced."""
    if not sheet_ids or who.scope is None:
        return frozenset()
    return frozenset(session.scalars(select(Sheet.id).where(Sheet.id.in_(sheet_ids), _unscored(who))))


def places(session: Session, who: Reader, sheet: Sheet) -> frozenset[Spot]:
    """What `who` still scores blind of a sheet, or of the correction that replaced it."""
    if who.scope is None:
        return frozenset()
    of = {"round_id": sheet.round_id, "project_id": sheet.project_id, "object_id": sheet.object_id, "inspector_id": sheet.inspector_id}
    return frozenset(Spot(item_id or 0, instance) for item_id, instance in session.execute(_places(who), of))


@lru_cache(KEPT)
def _places(who: Reader) -> Select[tuple[int | None, int]]:
    contested = aliased(Sheet)
    return (
        select(Contest.item_id, Contest.instance)
        .join(contested, contested.id == Contest.sheet_id)
        .where(
            contested.round_id == bindparam("round_id"), contested.project_id == bindparam("project_id"), contested.object_id == bindparam("object_id"),
            contested.inspector_id == bindparam("inspector_id"), Contest.decided_at.is_(None), Contest.item_id.is_not(None), _asked(who, contested),
        )
    )  # fmt: skip


def beside(session: Session, who: Reader, sheet: Sheet) -> bool:
    """Whether `who` still scores another inspector's sheet of the same target blind."""
    return (sheet.round_id, sheet.project_id, sheet.object_id) in targets(session, who)


def targets(session: Session, who: Reader) -> frozenset[tuple[int, int, int]]:
    """(round, project, object) of what `who` still scores blind."""
    if who.scope is None:
        return frozenset()
    return frozenset((row.round_id, row.project_id, row.object_id) for row in session.execute(_targets(who)))


@lru_cache(KEPT)
def _targets(who: Reader) -> Select[tuple[int, int, int, int]]:
    """Round, project, object and department of what `who` still scores blind: of open contests only, which are few."""
    return select(Sheet.round_id, Sheet.project_id, Sheet.object_id, Sheet.department_id).where(_found(who))


@dataclass(frozen=True)
class Blind:
    """What figures leave out for somebody who still scores contested items blind."""

    targets: frozenset[tuple[int, int, int]] = field(default_factory=frozenset)
    """(round, project, object)"""
    tallies: frozenset[tuple[str, int, int]] = field(default_factory=frozenset)
    """(kind, round, subject) of running totals that count so few targets that they would tell the contested one."""

    def of_sheets(self) -> ColumnElement[bool]:
        """A condition on Sheet: not about one of these targets, which several may have inspected."""
        return tuple_(Sheet.round_id, Sheet.project_id, Sheet.object_id).not_in(sorted(self.targets)) if self.targets else true()

    def of_tallies(self, table: Any, kind: str) -> ColumnElement[bool]:
        """A condition on running totals of this kind (Tally or Count): none that would tell."""
        mine = sorted((round_id, subject) for one, round_id, subject in self.tallies if one == kind)
        return tuple_(table.round_id, table.subject_id).not_in(mine) if mine else true()


NOTHING = Blind()


def blind(session: Session, who: Reader) -> Blind:
    """What figures leave out for `who`: usually nothing."""
    if who.scope is None:
        return NOTHING
    rows = session.execute(_targets(who)).all()
    if not rows:
        return NOTHING
    within = {(kind, row.round_id, subject) for row in rows for kind, subject in (("all", 0), ("department", row.department_id), ("project", row.project_id))}
    rounds, subjects = {round_id for _, round_id, _ in within}, {subject for _, _, subject in within}
    keys = (Tally.round_id.in_(rounds), Tally.subject_id.in_(subjects), Tally.kind.in_({kind for kind, _, _ in within}))  # each alone: by the index
    totals = select(Tally.kind, Tally.round_id, Tally.subject_id).where(*keys, Tally.section_id == 0, Tally.n >= N_MIN)
    enough = within & {(kind, round_id, subject) for kind, round_id, subject in session.execute(totals)}
    return Blind(frozenset((row.round_id, row.project_id, row.object_id) for row in rows), frozenset(within - enough))


def without_sums(actor: Actor, column: Any) -> ColumnElement[bool]:
    """A condition on a column of sheets' keys: none that `actor` still scores blind; always true for who decides nothing."""
    who = reader(actor)
    return true() if who.scope is None else or_(column.is_(None), column.not_in(select(Sheet.id).where(_found(who))))
