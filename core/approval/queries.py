"""Questions about approvals, and the registry of what can be submitted."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, undefer

from core.access import Actor, Permission, Reach, Role, Scope, require, within
from core.approval import rules
from core.approval.chains.queries import steps_of
from core.approval.chains.rules import Step, UnknownChain, applicable, read
from core.approval.copies.rules import Change, difference
from core.approval.deputies.queries import on as deputies_on
from core.approval.records import Approval, Decision
from core.approval.rules import Case, Crowd, Member, State, Unit, Verdict, Vote
from core.clock import today
from core.errors import NotFound, Refusal
from core.people.queries import names
from core.people.records import Department, Person
from core.subjects import Place, found_by
from core.subjects import place as subject_place


@dataclass(frozen=True)
class Look:
    """A subject as it stands now: what is frozen of it, whose work it is, and what it is worth."""

    frozen: Mapping[str, Any]
    """Plain JSON (texts, whole numbers, lists, dicts; decimals as text). Keys are named by `Subject.words`."""
    authors: frozenset[int] = frozenset()
    amount: Decimal | None = None


@dataclass(frozen=True)
class Subject:
    """What a room says of a kind of record that has to be approved."""

    kind: str
    label: str
    submit: Permission
    """What submitting asks of a role, as far as the record reaches."""
    decide: Permission
    """What a step of `holders` asks of a role, as far as the record reaches."""
    look: Callable[..., Look]
    """look(session, subject_id, lock=False): refuses in words where the record cannot be submitted as it stands."""
    approved: Callable[[Session, Actor, int], object]
    """What approval means: part of the last decision, with a note of its own."""
    returned: Callable[[Session, Actor, int], object] | None = None
    """What happens when it comes back (returned, turned down, withdrawn), if anything."""
    words: Mapping[str, str] = field(default_factory=dict)
    """What the keys of the frozen copy are called."""
    shown: Callable[[Session, Actor, int, Any], Any] | None = None
    """shown(session, actor, subject_id, frozen): the copy as this reader may meet it, where that is less than all of it."""


_SUBJECTS: dict[str, Subject] = {}


def subject(one: Subject) -> None:
    """A room registers a kind of record that has to be approved."""
    _SUBJECTS[one.kind] = one


def registered(kind: str) -> Subject:
    """What is registered of a kind. Refuses UnknownChain."""
    if kind not in _SUBJECTS:
        raise UnknownChain()
    return _SUBJECTS[kind]


def kinds() -> dict[str, Subject]:
    """Everything registered, by kind."""
    return dict(sorted(_SUBJECTS.items()))


@dataclass(frozen=True)
class Row:
    """A submission as lists show it."""

    id: int
    code: str
    kind: str
    subject_id: int
    subject_code: str
    subject_name: Any
    subject_path: str
    number: int
    state: State
    submitter_id: int
    submitter: dict[str, str]
    submitted_at: datetime
    comment: str
    step: int
    steps: int
    due_on: date
    escalated_at: datetime | None
    ended_at: datetime | None
    amount: Decimal | None
    instead_of: dict[str, str] | None = None
    """In lists of what waits: whom the viewer stands in for."""

    @property
    def overdue(self) -> bool:
        return self.state is State.SUBMITTED and self.due_on < today()


@dataclass(frozen=True)
class Said:
    """A decision: who, for whom (None: for oneself), what, when. `over`: over the heads of those asked, once overdue."""

    person: dict[str, str]
    instead_of: dict[str, str] | None
    over: bool
    verdict: Verdict
    comment: str
    at: datetime


@dataclass(frozen=True)
class Stage:
    """A step of a submission's chain with what was said in it."""

    number: int
    step: Step
    person: dict[str, str] | None
    said: tuple[Said, ...]
    asked: tuple[dict[str, str], ...]
    """Who is asked now (of the present step and those to come)."""
    fallback: bool
    present: bool


@dataclass(frozen=True)
class View:
    """A submission with its chain; `whole` says whether the viewer may read the copy and the comments too."""

    row: Row
    whole: bool
    stages: tuple[Stage, ...]
    may_decide: bool
    instead_of: dict[str, str] | None
    over: bool
    may_withdraw: bool
    words: Mapping[str, str]
    frozen: Mapping[str, Any]
    changes: tuple[Change, ...]
    """What differs from the submission before; empty for the first."""


@dataclass(frozen=True)
class Standing:
    """How a subject stands: its last submission, and whether the viewer may submit it now."""

    latest: View | None
    may_submit: bool
    why_not: Refusal | None = None


def crowd(session: Session, day: date) -> Crowd:
    """Who is there: active people, departments, and the deputies of `day`."""
    people = session.execute(select(Person.id, Person.roles, Person.department_id).where(Person.active.is_(True)))
    units = session.execute(select(Department.id, Department.parent_id, Department.head_id))
    return Crowd(
        {id_: Member(id_, frozenset(map(Role, roles)), department_id) for id_, roles, department_id in people},
        {id_: Unit(parent_id, head_id) for id_, parent_id, head_id in units},
        deputies_on(session, day),
    )


def _votes(session: Session, ids: list[int]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = {}
    for row in session.scalars(select(Decision).where(Decision.approval_id.in_(ids)).order_by(Decision.id)):
        found.setdefault(row.approval_id, []).append(row)
    return found


def _case(row: Approval, votes: list[Decision]) -> Case:
    known = _SUBJECTS.get(row.kind)
    if known is None:
        raise UnknownChain()
    return Case(
        row.submitter_id, frozenset(row.authors), read(row.steps), known.decide, Reach(project_id=row.project_id, department_id=row.department_id),
        State(row.state), row.step, tuple(Vote(one.step, one.person_id, one.seat_id, Verdict(one.verdict)) for one in votes),
        row.escalated_at is not None,
    )  # fmt: skip


def case_of(session: Session, row: Approval) -> Case:
    """A submission as the rules see it."""
    return _case(row, _votes(session, [row.id]).get(row.id, []))


def new_case(session: Session, actor: Actor, known: Subject, look: Look, where: Place) -> Case:
    """What a submission by `actor` would be. Refuses UnknownChain. # house: part of submitting, which requires"""
    steps = applicable(steps_of(session, known.kind), look.amount)
    reach = Reach(project_id=where.project_id, department_id=where.department_id)
    return Case(actor.id, look.authors, steps, known.decide, reach)


def _row(row: Approval, who: Mapping[int, dict[str, str]]) -> Row:
    return Row(
        row.id, row.code, row.kind, row.subject_id, row.subject_code, row.subject_name, row.subject_path, row.number, State(row.state),
        row.submitter_id, who.get(row.submitter_id, {}), row.submitted_at, row.comment, row.step, len(row.steps), row.due_on, row.escalated_at,
        row.ended_at, row.amount,
    )  # fmt: skip


def _named(session: Session, rows: list[Approval]) -> list[Row]:
    who = names(session, frozenset(row.submitter_id for row in rows))
    return [_row(row, who) for row in rows]


def _open(session: Session) -> list[tuple[Approval, Case]]:
    rows = list(session.scalars(select(Approval).where(Approval.state == State.SUBMITTED).order_by(Approval.due_on, Approval.id)))
    votes = _votes(session, [row.id for row in rows]) if rows else {}
    return [(row, _case(row, votes.get(row.id, []))) for row in rows if row.kind in _SUBJECTS]


def waiting(session: Session, actor: Actor) -> list[Row]:
    """What waits for a decision of `actor`, the most pressing first; with whom she would stand in for."""
    require(actor, Permission.APPROVAL_DECIDE)
    open_ = _open(session)
    if not open_:
        return []
    here = crowd(session, today())
    asked = [(row, may[actor.id]) for row, case in open_ if actor.id in (may := rules.asked(case, here))]
    who = names(session, frozenset(one for row, seat in asked for one in (row.submitter_id, seat) if one is not None))
    return [replace(_row(row, who), instead_of=who[seat] if seat is not None and seat != actor.id else None) for row, seat in asked]


def submitted(session: Session, actor: Actor, *, limit: int = 200) -> list[Row]:
    """What `actor` submitted, newest first."""
    require(actor, Permission.APPROVAL_READ)
    found = select(Approval).where(Approval.submitter_id == actor.id).order_by(Approval.id.desc()).limit(limit)
    return _named(session, list(session.scalars(found)))


def ended(session: Session, actor: Actor, *, limit: int = 200) -> list[Row]:
    """What was decided, newest first: by `actor`, or by anybody for those who see everything."""
    require(actor, Permission.APPROVAL_READ)
    found = select(Approval).order_by(Approval.id.desc()).limit(limit)
    mine = Approval.id.in_(select(Decision.approval_id).where(Decision.person_id == actor.id))
    everything = actor.scope(Permission.APPROVAL_READ) is Scope.ALL
    found = found.where(or_(mine, Approval.state != State.SUBMITTED)) if everything else found.where(mine)
    return _named(session, list(session.scalars(found)))


def open_of_all(session: Session, actor: Actor, *, limit: int = 200) -> list[Row]:
    """Everything that waits for somebody, the most pressing first: for those who see everything. Others see none."""
    require(actor, Permission.APPROVAL_READ)
    if actor.scope(Permission.APPROVAL_READ) is not Scope.ALL:
        return []
    found = select(Approval).where(Approval.state == State.SUBMITTED).order_by(Approval.due_on, Approval.id).limit(limit)
    return _named(session, list(session.scalars(found)))


def involved(case: Case, here: Crowd) -> frozenset[int]:
    """Who has a part in a submission: submitter, authors, whoever decided and whoever is asked now."""
    return case.barred | {vote.person_id for vote in case.votes} | frozenset(rules.asked(case, here))


def approval(session: Session, actor: Actor, code: str) -> View:
    """One submission, for those who have a part in it. Refuses NotFound."""
    row = session.scalars(select(Approval).where(Approval.code == code).options(undefer(Approval.frozen))).one_or_none()
    if row is None:
        require(actor, Permission.APPROVAL_READ)
        raise NotFound()
    case, here = case_of(session, row), crowd(session, today())
    require(actor, Permission.APPROVAL_READ, Reach(owners=involved(case, here)))
    return _view(session, actor, row, case, here)


def _view(session: Session, actor: Actor, row: Approval, case: Case, here: Crowd) -> View:
    whole = within(actor, Permission.APPROVAL_READ, Reach(owners=involved(case, here)))
    said = _votes(session, [row.id]).get(row.id, [])
    seats = {number: rules.seats(case, number, here) for number in range(row.step, len(case.steps))} if case.state is State.SUBMITTED else {}
    may = rules.asked(case, here)
    ids = {row.submitter_id} | {one for seat in seats.values() for one in seat.people} | {seat for seat in may.values() if seat is not None}
    ids |= {one for vote in said for one in (vote.person_id, vote.seat_id) if one is not None}
    ids |= {step.person_id for step in case.steps if step.person_id is not None}
    who = names(session, frozenset(ids))

    def told(vote: Decision) -> Said:
        other = vote.seat_id is not None and vote.seat_id != vote.person_id
        return Said(
            who[vote.person_id], who[vote.seat_id] if other and vote.seat_id else None, vote.seat_id is None, Verdict(vote.verdict),
            vote.comment if whole else "", vote.at,
        )  # fmt: skip

    stages = tuple(
        Stage(
            number + 1, step, who.get(step.person_id) if step.person_id is not None else None,
            tuple(told(vote) for vote in said if vote.step == number),
            tuple(who[one] for one in sorted(seats[number].people)) if number in seats else (),
            number in seats and seats[number].fallback, number == row.step and case.state is State.SUBMITTED,
        )
        for number, step in enumerate(case.steps)
    )  # fmt: skip
    seat = may.get(actor.id)
    shown = _row(row, who)
    return View(
        shown if whole else replace(shown, comment=""), whole, stages, actor.id in may, who[seat] if seat is not None and seat != actor.id else None,
        actor.id in may and seat is None,
        case.state is State.SUBMITTED and within(actor, Permission.APPROVAL_WITHDRAW, Reach(owners=frozenset({row.submitter_id}))),
        registered(row.kind).words, _shown(session, actor, row) if whole else {}, _changes(session, actor, row) if whole else (),
    )  # fmt: skip


def _shown(session: Session, actor: Actor, row: Approval) -> Any:
    frozen, shown = json.loads(row.frozen), registered(row.kind).shown
    return frozen if shown is None else shown(session, actor, row.subject_id, frozen)


def _changes(session: Session, actor: Actor, row: Approval) -> tuple[Change, ...]:
    before = previous(session, row.kind, row.subject_id, row.number)
    return () if before is None else difference(_shown(session, actor, before), _shown(session, actor, row))


def previous(session: Session, kind: str, subject_id: int, number: int | None = None) -> Approval | None:
    """The submission of a subject before its `number`-th one, or the last one."""
    found = select(Approval).where(Approval.kind == kind, Approval.subject_id == subject_id).options(undefer(Approval.frozen))
    if number is not None:
        found = found.where(Approval.number < number)
    return session.scalars(found.order_by(Approval.number.desc()).limit(1)).one_or_none()


def standing(session: Session, actor: Actor, kind: str, subject_id: int) -> Standing:
    """How a subject that `actor` may see stands with its approval. Refuses NotFound. # house: place() requires"""
    where, known = subject_place(session, actor, kind, subject_id), registered(kind)
    row = previous(session, kind, subject_id)
    view = _view(session, actor, row, case_of(session, row), crowd(session, today())) if row is not None else None
    if not within(actor, known.submit, Reach(where.owners, where.project_id, where.department_id)) or (view is not None and view.row.state is State.SUBMITTED):
        return Standing(view, False)
    try:
        look = known.look(session, subject_id)
        rules.check_chain(new_case(session, actor, known, look, where), crowd(session, today()))
    except rules.NotReady as refusal:
        return Standing(view, False, refusal)
    except Refusal:
        return Standing(view, False)
    return Standing(view, True)


def history(session: Session, actor: Actor, kind: str, subject_id: int) -> list[Row]:
    """Every submission of a subject that `actor` may see, newest first. # house: place() requires"""
    subject_place(session, actor, kind, subject_id)
    found = select(Approval).where(Approval.kind == kind, Approval.subject_id == subject_id).order_by(Approval.number.desc())
    return [replace(row, comment="") for row in _named(session, list(session.scalars(found)))]


def approval_for_update(session: Session, approval_id: int) -> Approval:
    found = select(Approval).where(Approval.id == approval_id).options(undefer(Approval.frozen)).with_for_update()
    row = session.scalars(found).one_or_none()
    if row is None:
        raise NotFound()
    return row


def open_for_update(session: Session, kind: str, subject_id: int) -> Approval | None:
    """The open submission of a subject, locked."""
    where = (Approval.kind == kind, Approval.subject_id == subject_id, Approval.state == State.SUBMITTED)
    return session.scalars(select(Approval).where(*where).with_for_update()).one_or_none()


def overdue_for_update(session: Session, day: date) -> list[Approval]:
    """Open submissions whose present step was due before `day` and was not taken further yet, locked in their order."""
    where = (Approval.state == State.SUBMITTED, Approval.due_on < day, Approval.escalated_at.is_(None))
    return [row for row in session.scalars(select(Approval).where(*where).order_by(Approval.id).with_for_update()) if row.kind in _SUBJECTS]


def open_count(session: Session) -> int:
    """How many submissions wait for somebody."""
    return session.scalar(select(func.count()).select_from(Approval).where(Approval.state == State.SUBMITTED)) or 0


def place(session: Session, actor: Actor, approval_id: int) -> Place:
    """Where a submission that `actor` has a part in stands. Refuses NotFound."""
    code = session.scalar(select(Approval.code).where(Approval.id == approval_id))
    if code is None:
        require(actor, Permission.APPROVAL_READ)
        raise NotFound()
    return about(approval(session, actor, code).row)


def about(row: Row | Approval) -> Place:
    """A submission's address."""
    return Place("approval", row.id, row.code, row.subject_name, f"Approvals?approval={row.code}", people=frozenset({row.submitter_id}))


found_by("approval", place)
