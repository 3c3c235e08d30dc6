"""Deeds on boards: move a card, choose the columns. And what follows from every deed on a plan: its cards go along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Stale
from core.planning import queries as planning
from core.planning.queries import Planned, planned
from core.planning.records import SchedulePlan
from core.planning.watched import watched_by
from core.progress import actions as progress
from core.progress.cards import queries, rules
from core.progress.cards.records import Board, BoardColumn, CardMove
from core.progress.cards.rules import Column, State
from core.projects.queries import project_for_update, reach


def move(
    session: Session, actor: Actor, project_id: int, uid: int, to: int, *, seen: int, share: int | None = None, reason: str = "", called: str = ""
) -> int:
    """Move the card of a task from the column it was `seen` in into the column `to`; returns the plan's id.

    Among what is finished it reports the task as done, among what is under way it begins it today; `share` says how much
    of a finished task is done after all, `reason` why a full column takes one more (from who plans the project only),
    `called` is the column's name in the words of who reads a refusal. Refuses CardMoved, ColumnGone, ColumnFull,
    SayWhyMore, SayHowFar, HasBegun, ReachedOrNot, and whatever reports are refused for.
    """
    project, plan, found = progress.opened(session, actor, project_id, uid)
    columns, _ = queries.columns_of(session, project_id)
    put = queries.standing(session, project_id)
    rows = [one for one in planned(session, plan) if not one.summary]
    where = {one.row.uid: rules.column_of(columns, put.get(one.row.uid), rules.state(one.row)).number for one in rows}
    target, here = rules.named(columns, to), where[uid]
    if here != seen or here == to:
        raise rules.CardMoved(task=found.row.name)
    said = rules.told(found.row, target.means, today(), share=share)
    cards = sum(number == to for number in where.values())
    why = rules.let_in(target, called or target.name or target.means.usual, cards, reason=reason, plans=planning.may_edit(actor, project))
    # The move first: the plan's cards follow its deeds, and find this one where it belongs already.
    _keep(session, actor, project_id, [_Move(found, put.get(uid), target, rules.state(found.row), uid not in put)], by_hand=True, reason=why)
    if said is not None:
        progress.taken(session, actor, project, plan, found, said)
    touch(session, "cards")
    note(
        session, actor, "plan:move_card", "plan", plan.id, code=project.code, project_id=project_id, task=found.row.name,
        before={"column": here, "percent": found.row.percent}, after={"column": to, "means": target.means.value, "share": share, "reason": why},
    )  # fmt: skip
    return plan.id


def arrange(session: Session, actor: Actor, project_id: int, *, version: int, columns: Sequence[Column]) -> int:
    """Choose the columns of a project's board; `version` is that of the choice that was looked at (0: the usual ones). Returns the board's id.

    Cards of a column that is no more go to the first one that means the same. Refuses Stale, and what a board cannot be.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.PLAN_EDIT, reach(project))
    plan = planning.plan_of_project_for_update(session, project_id)
    if plan is None:
        raise NotFound()
    board, kept = queries.board_for_update(session, project_id)
    if version != (board.version if board else 0):
        raise Stale()
    before = [Column(row.number, State(row.means), row.name, row.most) for row in kept if not row.gone] if board else list(rules.USUAL)
    last = board.last_number if board else len(rules.USUAL)
    made = rules.arranged(before, columns, last)
    if board is None:
        board = Board(project_id=project_id, last_number=last, version=0)
        with_ids(session, board)
    board.last_number, board.version = max([last, *(one.number for one in made)]), version + 1
    rows = {row.number: row for row in kept}
    for place, one in enumerate(made):
        row = rows.pop(one.number, None) or BoardColumn(board_id=board.id, number=one.number)
        row.place, row.means, row.name, row.most, row.gone = place, one.means.value, one.name, one.most, False
        session.add(row)
    stays = {one.number for one in made}
    for one in before:
        if one.number not in stays:
            row = rows.get(one.number) or BoardColumn(board_id=board.id, number=one.number, place=0, means=one.means.value, name=one.name, most=one.most)
            row.gone = True
            session.add(row)
    _resettle(session, actor, plan, made, {one.number for one in before} - stays)
    touch(session, "cards")
    note(
        session, actor, "plan:arrange_board", "plan", plan.id, code=project.code, project_id=project_id,
        before={"columns": [_told(one) for one in before]}, after={"columns": [_told(one) for one in made]},
    )  # fmt: skip
    return board.id


def _told(one: Column) -> dict[str, object]:
    return {"number": one.number, "means": one.means.value, "name": one.name, "most": one.most}


def _resettle(session: Session, actor: Actor, plan: SchedulePlan, columns: tuple[Column, ...], gone: set[int]) -> None:
    """Cards of columns that are no more go to the first one that means the same."""
    put = queries.standing(session, plan.project_id) if gone else {}
    moves = []
    for one in planned(session, plan):
        if not one.summary and put.get(one.row.uid) in gone:
            now_ = rules.state(one.row)
            moves.append(_Move(one, put[one.row.uid], rules.first_of(columns, now_), now_, False))
    _keep(session, actor, plan.project_id, moves)


# ---------------------------------------------------------------------- what follows from deeds on plans


@dataclass(frozen=True)
class _Move:
    """A move to be written: of which row, from and into which column, what it was before, and whether it is only found there now."""

    task: Planned
    came_from: int | None
    into: Column | None
    was: State | None
    found: bool


def follow(session: Session, actor: Actor, plan: SchedulePlan, before: Sequence[Planned], after: Sequence[Planned]) -> None:
    """Cards of a plan whose rows have changed: those that came, those that left, those of which the plan says something else.

    # house: part of the deed on the plan, which requires and notes
    """
    changed = []  # the row, what it was and what it is; None: no card
    for old, one in _pairs(before, after):
        if old is None or one is None or old.row is not one.row or old.summary != one.summary:
            was, is_ = _state(old), _state(one)
            if was is not is_ and (named := one or old):
                changed.append((named, was, is_))
    if not changed:
        return
    columns, _ = queries.columns_of(session, plan.project_id)
    put = queries.standing(session, plan.project_id, [one.row.uid for one, _, _ in changed]) if before else {}
    moves = []
    for one, was, is_ in changed:
        came_from = put.get(one.row.uid)
        into = None if is_ is None else rules.column_of(columns, came_from, is_)
        if (into.number if into else None) != came_from:
            moves.append(_Move(one, came_from, into, was, was is not None and came_from is None))
    _keep(session, actor, plan.project_id, moves)


def _pairs(before: Sequence[Planned], after: Sequence[Planned]) -> Iterable[tuple[Planned | None, Planned | None]]:
    """Rows as they were and as they are, without those that are the same objects; most deeds leave the order as it is."""
    if len(before) == len(after):
        found = [(old, one) for old, one in zip(before, after, strict=True) if old is not one]
        if all(old.row is one.row or old.row.uid == one.row.uid for old, one in found):
            return found
    left = {one.row.uid: one for one in before}
    pairs: list[tuple[Planned | None, Planned | None]] = [(left.pop(one.row.uid, None), one) for one in after]
    return [*pairs, *((one, None) for one in left.values())]


def _state(one: Planned | None) -> State | None:
    return None if one is None or one.summary else rules.state(one.row)


def _keep(session: Session, actor: Actor, project_id: int, moves: Sequence[_Move], *, by_hand: bool = False, reason: str = "") -> None:
    """Write moves. # house: part of the deeds above"""
    day, at = today(), now()
    made = [
        {
            "project_id": project_id, "task_uid": one.task.row.uid, "task": one.task.row.name, "from_number": one.came_from,
            "to_number": one.into.number if one.into else None, "was": one.was.value if one.was else None, "became": one.into.means.value if one.into else None,
            "by_hand": by_hand, "found": one.found, "reason": reason, "moved_on": day, "by_id": actor.id, "at": at,
        }
        for one in moves
    ]  # fmt: skip
    if made:
        session.execute(insert(CardMove), made)
        touch(session, "cards")


watched_by(follow)
