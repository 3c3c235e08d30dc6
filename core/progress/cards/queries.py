"""Questions about boards: the columns of a project, its cards and where they stand, how a card moved."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require, within
from core.people.queries import names
from core.planning import queries as planning
from core.planning.queries import Planned
from core.planning.records import PlanTask, SchedulePlan
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.progress.cards.records import Board, BoardColumn, CardMove
from core.progress.cards.rules import USUAL, Column, State, column_of, state
from core.progress.records import TaskReport
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project

MOST_MOVES = 200


@dataclass(frozen=True, slots=True)
class Card:
    """A task of the plan as the board shows it."""

    uid: int
    task: str
    column: int
    kind: Kind
    percent: int
    due_on: date
    done_on: date | None
    overdue: bool
    critical: bool
    owner_id: int | None
    people: tuple[int, ...]
    package: str
    """The row of the plan that contains it; empty on the first level."""
    package_uid: int
    blocker: str
    """What holds it up by the newest report."""
    mine: bool
    movable: bool
    """Whether the viewer may move it."""


@dataclass(frozen=True)
class BoardView:
    """A project's board as somebody sees it."""

    plan_id: int
    project_id: int
    project_code: str
    project: dict[str, str]
    columns: tuple[Column, ...]
    version: int
    """Of the columns; 0: the usual ones."""
    cards: tuple[Card, ...]
    people: Mapping[int, dict[str, str]]
    editable: bool

    @cached_property
    def counts(self) -> Counter[int]:
        """Cards by the number of their column."""
        return Counter(one.column for one in self.cards)


def board(session: Session, actor: Actor, project_code: str, day: date) -> BoardView | None:
    """The board of a project that `actor` may see, on a day; None while the project has no plan. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    plan = planning.standing_plan(session, project.id)
    if plan is None:
        return None
    columns, version = columns_of(session, project.id)
    rows, put, held = planning.planned(session, plan), standing(session, project.id), _held(session, project.id)
    cards = tuple(_cards(actor, project, rows, columns, put, held, day))
    known = names(session, frozenset(who for one in cards for who in (one.owner_id, *one.people) if who))
    return BoardView(plan.id, project.id, project.code, project.name, columns, version, cards, known, planning.may_edit(actor, project))


def _cards(
    actor: Actor, project: Project, rows: Collection[Planned], columns: tuple[Column, ...], put: Mapping[int, int | None], held: Mapping[int, str], day: date
) -> list[Card]:
    everywhere = within(actor, Permission.PLAN_REPORT, Reach(project_id=project.id, department_id=project.department_id))
    found, above = [], list[tuple[int, str, int]]()  # what contains the row: level, name, number
    for one in rows:
        row = one.row
        while above and above[-1][0] >= row.level:
            above.pop()
        if one.summary:
            above.append((row.level, row.name, row.uid))
            continue
        crew = tuple(who for who, _ in row.people)
        mine = actor.id in crew or actor.id == row.owner
        _, package, package_uid = above[-1] if above else (0, "", 0)
        due = day_of(one.ends, ends=True)
        done = None if row.actual_finish is None else day_of(row.actual_finish, ends=True)
        found.append(
            Card(
                row.uid, row.name, column_of(columns, put.get(row.uid), state(row)).number, row.kind, row.percent, due, done, done is None and due < day,
                one.critical and done is None, row.owner, crew, package, package_uid, held.get(row.uid, "") if done is None else "", mine,
                everywhere or (mine and within(actor, Permission.PLAN_REPORT, Reach(owners=frozenset({actor.id}), project_id=project.id, department_id=project.department_id))),
            )
        )  # fmt: skip
    return found


def columns_of(session: Session, project_id: int) -> tuple[tuple[Column, ...], int]:
    """The columns of a project in order, and the version of their choice (0: the usual ones). # house: for who has asked whether the project may be seen"""
    kept = every_column(session, project_id)
    found = session.scalar(select(Board.version).where(Board.project_id == project_id))
    return (tuple(one for one, gone in kept if not gone), found) if found else (USUAL, 0)


def every_column(session: Session, project_id: int) -> list[tuple[Column, bool]]:
    """The columns of a project and whether each was removed since, in order. # house: for who has asked whether the project may be seen"""
    rows = session.scalars(
        select(BoardColumn).join(Board, Board.id == BoardColumn.board_id).where(Board.project_id == project_id).order_by(BoardColumn.place, BoardColumn.number)
    ).all()
    found = [(Column(row.number, State(row.means), row.name, row.most), row.gone) for row in rows] or [(one, False) for one in USUAL]
    return sorted(found, key=lambda pair: list(State).index(pair[0].means))


def board_for_update(session: Session, project_id: int) -> tuple[Board | None, list[BoardColumn]]:
    """The kept choice of columns of a project, and its rows."""
    found = session.scalars(select(Board).where(Board.project_id == project_id).with_for_update()).one_or_none()
    rows = session.scalars(select(BoardColumn).where(BoardColumn.board_id == found.id).order_by(BoardColumn.place)).all() if found else ()
    return found, list(rows)


MOST_ASKED = 500


def standing(session: Session, project_id: int, uids: Collection[int] | None = None) -> dict[int, int | None]:
    """Into which column each card was put last, by its task (of `uids`, or all); None: it left the board.

    # house: for who has asked whether the project may be seen
    """
    newest = select(func.max(CardMove.id)).where(CardMove.project_id == project_id).group_by(CardMove.task_uid)
    if uids is not None and len(uids) <= MOST_ASKED:
        newest = newest.where(CardMove.task_uid.in_(uids))
    return {uid: number for uid, number in session.execute(select(CardMove.task_uid, CardMove.to_number).where(CardMove.id.in_(newest)))}


def _held(session: Session, project_id: int) -> dict[int, str]:
    """What holds tasks up by the newest report on each."""
    newest = select(func.max(TaskReport.id)).where(TaskReport.project_id == project_id).group_by(TaskReport.task_uid)
    rows = session.execute(select(TaskReport.task_uid, TaskReport.blocker).where(TaskReport.id.in_(newest), TaskReport.blocker != ""))
    return {uid: blocker for uid, blocker in rows}


@dataclass(frozen=True)
class Move:
    """A move as it is read later; `came_from` and `into` are columns, None: onto the board, or off it."""

    task: str
    came_from: int | None
    into: int | None
    by_hand: bool
    found: bool
    reason: str
    by: dict[str, str]
    at: datetime


def moves(session: Session, actor: Actor, project_code: str, *, uid: int | None = None, limit: int = MOST_MOVES) -> list[Move]:
    """How cards of a project that `actor` may see moved, newest first; one card's where `uid` is given. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ).id
    where = [CardMove.project_id == project] + ([] if uid is None else [CardMove.task_uid == uid])
    rows = session.scalars(select(CardMove).where(*where).order_by(CardMove.id.desc()).limit(limit)).all()
    who = names(session, frozenset(row.by_id for row in rows))
    return [Move(row.task, row.from_number, row.to_number, row.by_hand, row.found, row.reason, who.get(row.by_id, {}), row.at) for row in rows]


@dataclass(frozen=True)
class BoardRow:
    """A project with a plan, as the list of boards shows it."""

    code: str
    name: dict[str, str]
    todo: int
    hand: int
    done: int


def boards(session: Session, actor: Actor) -> list[BoardRow]:
    """The projects with a plan that `actor` may see, with their cards not begun, under way and finished; by code."""
    require(actor, Permission.PLAN_READ)
    done, begun = PlanTask.actual_finish.is_not(None), PlanTask.actual_start.is_not(None) | (PlanTask.percent > 0)
    rows = session.execute(
        select(
            Project.code, Project.name, func.count(PlanTask.id), func.count(PlanTask.id).filter(done), func.count(PlanTask.id).filter(begun, ~done)
        )
        .join(SchedulePlan, SchedulePlan.project_id == Project.id).outerjoin(PlanTask, (PlanTask.plan_id == SchedulePlan.id) & PlanTask.summary.is_(False))
        .where(visible_to(actor, Permission.PLAN_READ)).group_by(Project.id).order_by(Project.code)
    )  # fmt: skip
    return [BoardRow(code, name, count - finished - hand, hand, finished) for code, name, count, finished, hand in rows]
