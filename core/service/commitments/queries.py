"""Questions about commitments: which targets hold, how to count by them, which priority a request has."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access import ANYWHERE, Actor, Permission, require, within
from core.audit.kept import Kept, ready
from core.calendar import queries as calendars
from core.calendar.records import Calendar
from core.calendar.rules import Plan
from core.calendar.worktime import compiled
from core.config import ROOT
from core.errors import NotFound
from core.projects.queries import reach, visible_to
from core.projects.records import Project
from core.service.clocks.rules import ALWAYS, ORGANISATION, Always, Counting, Targets, counting
from core.service.commitments import rules
from core.service.commitments.records import PriorityMatrix, ServiceTarget
from core.service.commitments.rules import Commitment, Matrix
from core.service.rules import Priority
from core.settings.queries import KEPT

TOPIC, CALENDARS = "commitments", "calendar"
FOLDER = ROOT / "data" / "service"


@cache
def shipped() -> dict[Priority, Targets]:
    """The targets of data/service, by priority."""
    told = tomllib.loads((FOLDER / "targets.toml").read_text("utf-8"))["targets"]
    return {Priority(one["priority"]): Targets(one["acknowledge"], one["respond"], one["resolve"], one["calendar"]) for one in told}


@cache
def shipped_matrix() -> Matrix:
    """The matrix of data/service."""
    told = tomllib.loads((FOLDER / "priority.toml").read_text("utf-8"))
    return rules.matrix(told["rows"], told["classes"])


def _commitments(session: Session) -> tuple[tuple[Commitment, ...], Matrix]:
    rows = tuple(_commitment(row) for row in session.scalars(select(ServiceTarget)))
    edited = session.scalars(select(PriorityMatrix).execution_options(populate_existing=True)).one_or_none()
    return rows, shipped_matrix() if edited is None else rules.matrix(edited.rows, edited.classes, edited.version)


def _commitment(row: ServiceTarget) -> Commitment:
    targets = Targets(row.acknowledge, row.respond, row.resolve, row.calendar)
    return Commitment(row.id, row.project_id, row.customer_class, Priority(row.priority) if row.priority else None, row.valid_from, targets)


_kept = Kept(TOPIC, _commitments)


def matrix(session: Session) -> Matrix:
    """The priority matrix, from memory. Whoever registers a request may know why it has its priority."""
    return _kept.of(session)[1]


def targets_of(session: Session, *, project_id: int, customer_class: str, priority: Priority, on: date) -> Targets:
    """The targets of a request that is reported on `on`. # house: for rooms that have asked whether the project may be seen"""
    commitments, _ = _kept.of(session)
    return rules.chosen(commitments, shipped(), project_id=project_id, customer_class=customer_class, priority=priority, on=on)[0]


class Times(Mapping[str, Counting]):
    """How to count by each calendar: ALWAYS, ORGANISATION or a code (one that is gone counts as the organisation's). Made ready at first use."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self._plans = plans
        self._ready: dict[str, Counting] = {ALWAYS: Always()}

    def __getitem__(self, code: str) -> Counting:
        if code not in self._ready:
            self._ready[code] = counting(compiled(self._plans.get(code) or self._plans[ORGANISATION]))
        return self._ready[code]

    def __iter__(self) -> Iterator[str]:
        return iter((ALWAYS, *self._plans))

    def __len__(self) -> int:
        return 1 + len(self._plans)


_times = Kept(CALENDARS, lambda session: Times(calendars.plans_by_code(session)))


def times(session: Session) -> Times:
    """How to count by each calendar, from memory. # house: working time is nobody's secret, and shows nothing by itself"""
    return _times.of(session)


def at_hand(session: Session, *more: Kept[Any]) -> None:
    """Have matrix, targets, times and settings, and what else is kept, ready for this transaction by one question."""
    ready(session, _kept, _times, KEPT, *more)


# ------------------------------------------------------------------ for readers


@dataclass(frozen=True)
class Held:
    """A commitment as its page shows it."""

    commitment: Commitment
    project: str
    """The code of the project it holds for; empty for all."""
    may_drop: bool


def listed(session: Session, actor: Actor, *, today: date) -> list[Held]:
    """The commitments that hold for all, and those of projects that `actor` may see; the most specific first, the latest first among equals."""
    require(actor, Permission.REQUEST_READ)
    rows = session.execute(
        select(ServiceTarget, Project).outerjoin(Project, Project.id == ServiceTarget.project_id)
        .where(or_(ServiceTarget.project_id.is_(None), visible_to(actor, Permission.REQUEST_READ)))
    ).all()  # fmt: skip
    held = [
        Held(
            _commitment(row), project.code if project else "",
            row.valid_from > today and within(actor, Permission.COMMITMENT_EDIT, reach(project) if project else ANYWHERE),
        )
        for row, project in rows
    ]  # fmt: skip
    return sorted(held, key=lambda one: (-one.commitment.weight, one.project, -one.commitment.valid_from.toordinal(), one.commitment.id))


def told_matrix(session: Session, actor: Actor) -> Matrix:
    """The priority matrix for a page."""
    require(actor, Permission.REQUEST_READ)
    return matrix(session)


def calendar_codes(session: Session, actor: Actor) -> dict[str, dict[str, str]]:
    """The names of calendars that targets can be counted in, by code."""
    require(actor, Permission.REQUEST_READ)
    return {row.code: row.name for row in session.scalars(select(Calendar).order_by(Calendar.code))}


# ------------------------------------------------------------------ for the deeds


def target_for_update(session: Session, target_id: int) -> ServiceTarget:
    found = session.scalars(select(ServiceTarget).where(ServiceTarget.id == target_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def same(session: Session, project_id: int | None, customer_class: str | None, priority: str | None, valid_from: date) -> bool:
    """Whether targets for the same requests begin on that day."""
    where = [ServiceTarget.valid_from == valid_from]
    for column, given in ((ServiceTarget.project_id, project_id), (ServiceTarget.customer_class, customer_class), (ServiceTarget.priority, priority)):
        where.append(column.is_(None) if given is None else column == given)
    return session.scalar(select(ServiceTarget.id).where(*where).limit(1)) is not None


def matrix_for_update(session: Session) -> PriorityMatrix | None:
    return session.scalars(select(PriorityMatrix).with_for_update()).one_or_none()
