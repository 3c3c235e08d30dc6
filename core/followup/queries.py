"""Questions about follow-ups. Who may see one is decided in `visible_followups`, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Row, and_, bindparam, false, func, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from core.access import Actor, Permission, Reach, Scope, require, within
from core.clock import today
from core.errors import NotFound, Refusal
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.followup import sources
from core.followup.records import Extension, FollowUp, FollowUpFile, FollowUpStep
from core.followup.rules import (
    EFFECT_AFTER,
    HEAD_AFTER,
    MANAGER_AFTER,
    OPEN,
    WITH_OWNER,
    Answer,
    Effect,
    Kind,
    Ladder,
    Priority,
    Rung,
    State,
    Step,
    is_overdue,
)
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.settings.queries import value
from core.subjects import Place, found_by
from core.subjects import place as place_of

SOON = timedelta(days=7)


@dataclass(frozen=True)
class FollowUpRow:
    """A follow-up as lists, cards and its own page show it."""

    id: int
    code: str
    kind: Kind
    priority: Priority
    state: State
    title: dict[str, str]
    finding: str
    said: str
    said_values: dict[str, str]
    measure: str
    evidence_needed: bool
    project_id: int
    project_code: str
    project: dict[str, str]
    source_kind: str
    source_code: str
    source_item: int | None
    owner_id: int
    owner: dict[str, str]
    verifier_id: int
    verifier: dict[str, str]
    due_on: date
    opened_at: datetime
    closed_at: datetime | None
    effect: Effect | None
    effect_due_on: date | None
    recurrences: int
    version: int
    today: date

    @property
    def overdue(self) -> bool:
        return is_overdue(self.state, self.due_on, self.today)

    @property
    def effect_due(self) -> bool:
        """Whether its effect waits to be judged by now."""
        return self.effect is Effect.PENDING and self.effect_due_on is not None and self.effect_due_on <= self.today


@dataclass(frozen=True)
class Happened:
    """A line of the timeline. `by` is None where time did it."""

    step: Step
    at: datetime
    by: dict[str, str] | None
    text: str
    due_on: date | None


@dataclass(frozen=True)
class Shown:
    """A stored file of a follow-up; /files/<id> serves it to those who may see the follow-up."""

    file_id: int
    name: str
    kind: str
    at: datetime
    present: bool
    """Whether it belongs to the present pass, not to one before it was opened again."""


@dataclass(frozen=True)
class Wish:
    """A wish for more time."""

    id: int
    by: dict[str, str]
    by_id: int
    at: datetime
    due_on: date
    wanted_on: date
    reason: str
    answer: Answer
    answered_by: dict[str, str] | None
    answered_at: datetime | None
    answer_reason: str


@dataclass(frozen=True)
class FollowUpView:
    """A whole follow-up and what its reader may do with it now."""

    row: FollowUpRow
    source: Place | None
    """None where the reader may not see what it came from."""
    steps: tuple[Happened, ...]
    files: tuple[Shown, ...]
    wishes: tuple[Wish, ...]
    earlier: str
    later: tuple[str, ...]
    may_work: bool
    may_verify: bool
    may_judge: bool
    may_answer: bool
    may_cancel: bool
    may_hand_over: bool
    """Also an owner who leads the project: she may pass the work on, not choose who verifies it."""

    @property
    def waiting_wish(self) -> Wish | None:
        return next((one for one in self.wishes if one.answer is Answer.WAITING), None)


@dataclass(frozen=True)
class Filter:
    """What a list of follow-ups is narrowed to; empty fields do not narrow."""

    tab: str = "all"
    """mine | verify | overdue | all"""
    project_code: str = ""
    kinds: tuple[Kind, ...] = ()
    priorities: tuple[Priority, ...] = ()
    states: tuple[State, ...] = ()
    due: str = ""
    """overdue | soon | later"""
    page: int = 1
    size: int = 25


@dataclass(frozen=True)
class Counts:
    """How many follow-ups wait, by tab. `mine` are with the viewer as owner, `verify` with the viewer as verifier."""

    mine: int
    mine_overdue: int
    verify: int
    overdue: int
    all: int


TABS = ("mine", "verify", "overdue", "all")


Veil = Callable[[Actor, Any], ColumnElement[bool]]
_VEILS: dict[str, Veil] = {}


def veiled_by(kind: str, veil: Veil) -> None:
    """A room says from whom follow-ups of its sources are kept for a while: a condition on the column of their keys that lets through."""
    _VEILS[kind] = veil


def visible_followups(actor: Actor) -> ColumnElement[bool]:
    """A condition on FollowUp (joined with Project): of visible projects all that no room veils, and those one owns or verifies."""
    scope = actor.scope(Permission.FOLLOWUP_READ)
    if scope is None:
        return false()
    own = or_(FollowUp.owner_id == actor.id, FollowUp.verifier_id == actor.id)
    seen = true() if scope is Scope.ALL else visible_to(actor, Permission.FOLLOWUP_READ)
    return or_(own, and_(seen, *(or_(FollowUp.source_kind != kind, veil(actor, FollowUp.source_id)) for kind, veil in _VEILS.items())))


def _rows():  # type: ignore[no-untyped-def]
    owner, verifier = aliased(Person), aliased(Person)
    return (
        select(FollowUp, Project.code, Project.name, owner.name, verifier.name)
        .join(Project, Project.id == FollowUp.project_id)
        .join(owner, owner.id == FollowUp.owner_id)
        .join(verifier, verifier.id == FollowUp.verifier_id)
    )


def _row(row: Row[Any], day: date) -> FollowUpRow:
    f, project_code, project, owner, verifier = row[:5]
    return FollowUpRow(
        f.id, f.code, Kind(f.kind), Priority(f.priority), State(f.state), f.title, f.finding, f.said, f.said_values, f.measure,
        f.evidence_needed, f.project_id, project_code, project, f.source_kind, f.source_code, f.source_item, f.owner_id, owner,
        f.verifier_id, verifier, f.due_on, f.opened_at, f.closed_at, Effect(f.effect) if f.effect else None, f.effect_due_on,
        f.recurrences, f.version, day,
    )  # fmt: skip


def reach(row: FollowUp, project: Project) -> Reach:
    """Where a follow-up lies for those who lead: in its project and that project's department."""
    return Reach(owners=frozenset({row.owner_id, row.verifier_id}), project_id=row.project_id, department_id=project.department_id)


def _late(day: date) -> ColumnElement[bool]:
    return FollowUp.state.in_(WITH_OWNER) & (FollowUp.due_on < day)


def _mine(actor: Actor) -> ColumnElement[bool]:
    return (FollowUp.owner_id == actor.id) & FollowUp.state.in_(WITH_OWNER)


def _to_verify(actor: Actor, day: date) -> ColumnElement[bool]:
    check_due = (FollowUp.effect == Effect.PENDING) & (FollowUp.effect_due_on <= day) & FollowUp.source_kind.not_in(sources.together())
    return (FollowUp.verifier_id == actor.id) & ((FollowUp.state == State.TO_VERIFY) | check_due)


def _narrowed(actor: Actor, filter_: Filter, day: date) -> list[ColumnElement[bool]]:
    where = [visible_followups(actor)]
    if filter_.tab == "mine":
        where.append(_mine(actor))
    elif filter_.tab == "verify":
        where.append(_to_verify(actor, day))
    elif filter_.tab == "overdue":
        where.append(_late(day))
    if filter_.project_code:
        where.append(Project.code == filter_.project_code)
    if filter_.kinds:
        where.append(FollowUp.kind.in_(filter_.kinds))
    if filter_.priorities:
        where.append(FollowUp.priority.in_(filter_.priorities))
    if filter_.states:
        where.append(FollowUp.state.in_(filter_.states))
    if filter_.due == "overdue":
        where.append(_late(day))
    elif filter_.due == "soon":
        where += [FollowUp.state.in_(WITH_OWNER), FollowUp.due_on >= day, FollowUp.due_on <= day + SOON]
    elif filter_.due == "later":
        where += [FollowUp.state.in_(WITH_OWNER), FollowUp.due_on > day + SOON]
    return where


def listed(session: Session, actor: Actor, filter_: Filter) -> tuple[list[FollowUpRow], int]:
    """One page of the follow-ups `actor` may see, what is with an owner and due first at the head (of what has ended
    the newest: nothing presses there any more), and how many match."""
    require(actor, Permission.FOLLOWUP_READ)
    day = today()
    where = _narrowed(actor, filter_, day)
    living = FollowUp.state.in_(OPEN)
    number = select(func.count(), func.count().filter(living)).select_from(FollowUp).join(Project, Project.id == FollowUp.project_id)
    total, open_ = session.execute(number.where(*where)).one()
    matching = select(FollowUp.id).join(Project, Project.id == FollowUp.project_id).where(*where)
    skipped, ids = (filter_.page - 1) * filter_.size, list[int]()
    if skipped < open_:  # the few that are open are found by an index, and those that ended are left alone
        ids += session.scalars(matching.where(living).order_by(FollowUp.due_on, FollowUp.id).limit(filter_.size).offset(skipped))
    if len(ids) < filter_.size and total > open_:
        ended = matching.where(~living).order_by(FollowUp.id.desc())
        ids += session.scalars(ended.limit(filter_.size - len(ids)).offset(max(0, skipped - open_)))
    return _whole(session, ids, day), int(total)


def _whole(session: Session, ids: list[int], day: date) -> list[FollowUpRow]:
    """The rows with these ids, in this order: whatever sorts and counts thousands carries nothing but their ids."""
    found = {row[0].id: _row(row, day) for row in session.execute(_rows().where(FollowUp.id.in_(ids)))} if ids else {}
    return [found[one] for one in ids]


def board(session: Session, actor: Actor, filter_: Filter, *, most: int = 12) -> dict[State, tuple[list[FollowUpRow], int]]:
    """The matching follow-ups by state: at most `most` of each, in the order of `listed`, and how many each state holds."""
    require(actor, Permission.FOLLOWUP_READ)
    day = today()
    where = _narrowed(actor, filter_, day)
    visible = select(FollowUp.id).join(Project, Project.id == FollowUp.project_id).where(*where)
    first = [
        visible.where(FollowUp.state == state).order_by(*((FollowUp.due_on, FollowUp.id) if state in OPEN else (FollowUp.id.desc(),))).limit(most).subquery()
        for state in State
    ]
    cards = _whole(session, list(session.scalars(union_all(*(select(one.c.id) for one in first)))), day)
    held = select(FollowUp.state, func.count()).join(Project, Project.id == FollowUp.project_id).where(*where).group_by(FollowUp.state)
    number = {State(state): int(count) for state, count in session.execute(held)}
    of_state = {state: [card for card in cards if card.state is state] for state in State}
    for held_here in of_state.values():
        held_here.sort(key=lambda card: (card.due_on, card.id) if card.state in OPEN else (date.min, -card.id))
    return {state: (of_state[state], number.get(state, 0)) for state in State}


EXPORTED = [
    "code", "kind", "priority", "state", "title", "project_code", "project", "source", "owner", "verifier", "due_on", "overdue", "finding",
    "said", "said_values", "measure", "opened_at", "closed_at", "effect", "recurrences",
]  # fmt: skip
EXPORT_LIMIT = 10_000


def export(session: Session, actor: Actor, filter_: Filter) -> pd.DataFrame:
    """Every matching follow-up, at most EXPORT_LIMIT, for a file. Columns: EXPORTED."""
    require(actor, Permission.FOLLOWUP_EXPORT)
    day = today()
    query = _rows().where(*_narrowed(actor, filter_, day)).order_by(FollowUp.id.desc()).limit(EXPORT_LIMIT)
    rows = [_row(row, day) for row in session.execute(query)]
    return pd.DataFrame(
        [
            (r.code, r.kind, r.priority, r.state, r.title, r.project_code, r.project, r.source_code, r.owner, r.verifier, r.due_on, r.overdue,
             r.finding, r.said, r.said_values, r.measure, r.opened_at, r.closed_at, r.effect, r.recurrences)
            for r in rows
        ],
        columns=EXPORTED,
    )  # fmt: skip


def counts(session: Session, actor: Actor) -> Counts:
    """How many wait under each tab, in one statement."""
    require(actor, Permission.FOLLOWUP_READ)
    day = today()
    mine, late = _mine(actor), _late(day)
    row = session.execute(
        select(
            func.count().filter(mine),
            func.count().filter(mine & late),
            func.count().filter(_to_verify(actor, day)),
            func.count().filter(late),
            func.count(),
        )
        .select_from(FollowUp)
        .join(Project, Project.id == FollowUp.project_id)
        .where(visible_followups(actor))
    ).one()
    return Counts(*(int(value) for value in row))


def projects(session: Session, actor: Actor) -> dict[str, dict[str, str]]:
    """The projects that have follow-ups the actor may see: name by code, for the filter."""
    require(actor, Permission.FOLLOWUP_READ)
    rows = (
        select(Project.code, Project.name)
        .where(Project.id.in_(select(FollowUp.project_id).join(Project, Project.id == FollowUp.project_id).where(visible_followups(actor))))
        .order_by(Project.code)
    )
    return {row.code: row.name for row in session.execute(rows)}


def of_project(session: Session, actor: Actor, project_code: str) -> tuple[int, int]:
    """How many follow-ups of a project the actor may see: open ones, and all."""
    require(actor, Permission.FOLLOWUP_READ)
    row = session.execute(
        select(func.count().filter(FollowUp.state.in_(OPEN)), func.count())
        .select_from(FollowUp)
        .join(Project, Project.id == FollowUp.project_id)
        .where(Project.code == project_code, visible_followups(actor))
    ).one()
    return int(row[0]), int(row[1])


def followup(session: Session, actor: Actor, code: str) -> FollowUpView:
    """A whole follow-up by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.FOLLOWUP_READ)
    day = today()
    found = session.execute(_rows().add_columns(Project).where(FollowUp.code == code, visible_followups(actor))).one_or_none()
    if found is None:
        raise NotFound()
    record, project, row = found[0], found[5], _row(found, day)
    wishes = _wishes(session, row.id)
    waiting = next((one for one in wishes if one.answer is Answer.WAITING), None)
    owner, verifier = Reach(owners=frozenset({row.owner_id})), Reach(owners=frozenset({row.verifier_id}))
    verifies = within(actor, Permission.FOLLOWUP_VERIFY, verifier)
    steers = row.state in OPEN and within(actor, Permission.FOLLOWUP_STEER, steered(record, project))
    return FollowUpView(
        row=row,
        source=_source(session, actor, record),
        steps=_steps(session, row.id),
        files=_files(session, record),
        wishes=wishes,
        earlier=(session.scalar(select(FollowUp.code).where(FollowUp.id == record.earlier_id)) or "") if record.earlier_id else "",
        later=tuple(session.scalars(select(FollowUp.code).where(FollowUp.earlier_id == row.id).order_by(FollowUp.id))),
        may_work=within(actor, Permission.FOLLOWUP_WORK, owner) and row.state in WITH_OWNER,
        may_verify=verifies and row.state is State.TO_VERIFY,
        may_judge=verifies and row.state is State.CLOSED and row.effect_due and row.source_kind not in sources.together(),
        may_answer=waiting is not None and actor.id not in (waiting.by_id, row.owner_id) and steers,
        may_cancel=steers and actor.id != row.owner_id,
        may_hand_over=steers,
    )


def steered(row: FollowUp, project: Project) -> Reach:
    """Whose it is to grant time, to hand over and to cancel: the verifier's, and theirs who lead the project."""
    return Reach(owners=frozenset({row.verifier_id}), project_id=row.project_id, department_id=project.department_id)


def _source(session: Session, actor: Actor, row: FollowUp) -> Place | None:
    try:
        return place_of(session, actor, row.source_kind, row.source_id)
    except Refusal:  # a verifier of another department may see the follow-up and not what it came from
        return None


def _steps(session: Session, followup_id: int) -> tuple[Happened, ...]:
    rows = session.execute(
        select(FollowUpStep, Person.name)
        .outerjoin(Person, Person.id == FollowUpStep.by_id)
        .where(FollowUpStep.follow_up_id == followup_id)
        .order_by(FollowUpStep.id)
    )
    return tuple(Happened(Step(one.step), one.at, by, one.text, one.due_on) for one, by in rows)


def _files(session: Session, row: FollowUp) -> tuple[Shown, ...]:
    rows = session.execute(
        select(StoredFile.id, StoredFile.name, StoredFile.kind, FollowUpFile.added_at, FollowUpFile.pass_)
        .join(FollowUpFile, FollowUpFile.file_id == StoredFile.id)
        .where(FollowUpFile.follow_up_id == row.id)
        .order_by(FollowUpFile.id)
    )
    return tuple(Shown(id_, name, kind, at, pass_ == row.pass_) for id_, name, kind, at, pass_ in rows)


def _wishes(session: Session, followup_id: int) -> tuple[Wish, ...]:
    asked, answered = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Extension, asked.name, answered.name)
        .join(asked, asked.id == Extension.asked_by_id)
        .outerjoin(answered, answered.id == Extension.answered_by_id)
        .where(Extension.follow_up_id == followup_id)
        .order_by(Extension.id)
    )
    return tuple(
        Wish(e.id, by, e.asked_by_id, e.asked_at, e.due_on, e.wanted_on, e.reason, Answer(e.answer), answerer, e.answered_at, e.answer_reason)
        for e, by, answerer in rows
    )


# --- for deeds -------------------------------------------------------------------------------------------------------

# Built once: every deed on a follow-up asks them, and building a statement takes as long as running it.
_LOCKED = (
    select(FollowUp, Project)
    .join(Project, Project.id == FollowUp.project_id)
    .where(FollowUp.id == bindparam("followup_id"))
    .with_for_update(of=FollowUp)
)
_FILES = select(FollowUpFile).where(FollowUpFile.follow_up_id == bindparam("followup_id"), FollowUpFile.pass_ == bindparam("pass_")).order_by(FollowUpFile.id)
_WISH = select(Extension).where(Extension.follow_up_id == bindparam("followup_id"), Extension.answer == Answer.WAITING).with_for_update()


def followup_for_update(session: Session, followup_id: int) -> tuple[FollowUp, Project]:
    """A follow-up, locked, with its project."""
    row = session.execute(_LOCKED, {"followup_id": followup_id}).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def file_rows(session: Session, row: FollowUp) -> list[FollowUpFile]:
    """The files of the present pass."""
    return list(session.scalars(_FILES, {"followup_id": row.id, "pass_": row.pass_}))


def file_with(session: Session, file_ids: list[int], sha256: str) -> int | None:
    """Which of these files has this content."""
    return session.scalar(select(StoredFile.id).where(StoredFile.id.in_(file_ids), StoredFile.sha256 == sha256).limit(1))


def waiting_extension(session: Session, followup_id: int) -> Extension | None:
    return session.scalars(_WISH, {"followup_id": followup_id}).one_or_none()


def of_source(session: Session, kind: str, source_id: int) -> list[FollowUp]:
    """Every follow-up that came from a record, locked."""
    where = (FollowUp.source_kind == kind, FollowUp.source_id == source_id)
    return list(session.scalars(select(FollowUp).where(*where).order_by(FollowUp.id).with_for_update()))


def by_code(session: Session, code: str) -> FollowUp:
    """One follow-up that this transaction has made."""
    return session.scalars(select(FollowUp).where(FollowUp.code == code)).one()


def reporter(session: Session, followup_id: int) -> int | None:
    """Who said last that it is done."""
    said = select(FollowUpStep.by_id).where(FollowUpStep.follow_up_id == followup_id, FollowUpStep.step == Step.REPORTED)
    return session.scalar(said.order_by(FollowUpStep.id.desc()).limit(1))


def by_ids(session: Session, ids: frozenset[int]) -> list[FollowUp]:
    """Some follow-ups, locked."""
    return list(session.scalars(select(FollowUp).where(FollowUp.id.in_(ids)).order_by(FollowUp.id).with_for_update())) if ids else []


def due_for_reminding(session: Session, day: date) -> list[tuple[FollowUp, Project, int | None]]:
    """What is with an owner, due by `day`, and not yet told to everybody; with its project and the department's head."""
    rows = session.execute(
        select(FollowUp, Project, Department.head_id)
        .join(Project, Project.id == FollowUp.project_id)
        .join(Department, Department.id == Project.department_id)
        .where(FollowUp.state.in_(WITH_OWNER), FollowUp.due_on <= day, FollowUp.rung < Rung.HEAD)
        .order_by(FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def due_for_checking(session: Session, day: date) -> list[tuple[FollowUp, Project]]:
    """Closed ones whose effect may be judged by `day` and whose verifier has not been told yet."""
    rows = session.execute(
        select(FollowUp, Project)
        .join(Project, Project.id == FollowUp.project_id)
        .where(FollowUp.effect == Effect.PENDING, FollowUp.effect_due_on <= day, FollowUp.effect_told.is_(False), FollowUp.source_kind.not_in(sources.together()))
        .order_by(FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    return [(row[0], row[1]) for row in rows]


def ladder(session: Session, department_id: int) -> Ladder:
    """When whom to remind in a department."""
    return Ladder(value(session, MANAGER_AFTER, department_id), value(session, HEAD_AFTER, department_id))


def effect_days(session: Session, department_id: int) -> int:
    """How many days after closing the effect is looked at."""
    days: int = value(session, EFFECT_AFTER, department_id)
    return days


def standing(row: FollowUp, project: Project) -> Place:
    """A follow-up's name and address, for notices about it."""
    return Place(
        "followup", row.id, row.code, row.title, f"Follow_up?followup={row.code}", project_id=row.project_id,
        department_id=project.department_id, people=frozenset({row.owner_id, row.verifier_id}),
    )  # fmt: skip


def _seen(session: Session, actor: Actor, followup_id: int) -> tuple[FollowUp, Project]:
    require(actor, Permission.FOLLOWUP_READ)
    query = select(FollowUp, Project).join(Project, Project.id == FollowUp.project_id)
    row = session.execute(query.where(FollowUp.id == followup_id, visible_followups(actor))).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def guard_files(session: Session, actor: Actor, followup_id: int) -> None:
    """Refuse whoever may not see the follow-up at this moment: the guard of its files."""
    _seen(session, actor, followup_id)


def code_of(session: Session, actor: Actor, followup_id: int) -> str:
    """The code of a follow-up that `actor` may see."""
    return _seen(session, actor, followup_id)[0].code


def place(session: Session, actor: Actor, followup_id: int) -> Place:
    """Where a follow-up that `actor` may see stands. Refuses NotFound."""
    return standing(*_seen(session, actor, followup_id))


guarded_by("followup", guard_files)
found_by("followup", place)
