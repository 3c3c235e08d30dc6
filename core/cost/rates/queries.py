"""Questions about rates. Pay is nobody's business but of those who may see it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, literal, null, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.cost.rates.records import LabourRate
from core.cost.rates.rules import Rate
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.projects.records import Project


@dataclass(frozen=True)
class Line:
    """A rate as the list shows it: of a person or of everybody (None), on a project or everywhere (None)."""

    id: int
    person: dict[str, str] | None
    project: str | None
    project_name: dict[str, str] | None
    valid_from: date
    amount: Decimal
    by: dict[str, str]
    at: datetime


def rates(session: Session, actor: Actor) -> list[Line]:
    """The rates that `actor` may see, the newest first: all, or those of everybody and of people in the departments one heads."""
    require(actor, Permission.RATE_READ)
    found = select(LabourRate, Person.name).outerjoin(Person, Person.id == LabourRate.person_id)
    if actor.scope(Permission.RATE_READ) is not Scope.ALL:
        found = found.where(or_(LabourRate.person_id.is_(None), Person.department_id.in_(actor.department_ids)))
    rows = session.execute(found.order_by(LabourRate.valid_from.desc(), LabourRate.id.desc())).all()
    who = names(session, frozenset(row.by_id for row, _ in rows))
    where = _where(session, {row.project_id for row, _ in rows})
    return [Line(row.id, person, *where[row.project_id], row.valid_from, row.amount, who[row.by_id], row.at) for row, person in rows]


def _where(session: Session, project_ids: Collection[int | None]) -> dict[int | None, tuple[str | None, dict[str, str] | None]]:
    """What the projects are called on which rates hold: whoever may see pay may read these names."""
    rows = session.execute(select(Project.id, Project.code, Project.name).where(Project.id.in_([one for one in project_ids if one is not None])))
    return {None: (None, None)} | {id_: (code, name) for id_, code, name in rows}


def of_hour(session: Session, person_id: int, project_id: int, day: date) -> Decimal | None:
    """The rate that holds for an hour, as `rules.on` says; None where there is none. # house: for the deed that keeps the hours"""
    return session.scalar(select(LabourRate.amount).where(LabourRate.valid_from <= day, *_for(person_id, project_id)).order_by(*_first()).limit(1))


def holding(session: Session, project_id: int | None) -> list[Rate]:
    """The rates that can hold for hours on the project, or on any. # house: for the deed that prices hours"""
    found = select(LabourRate.person_id, LabourRate.project_id, LabourRate.valid_from, LabourRate.amount)
    if project_id is not None:
        found = found.where(or_(LabourRate.project_id.is_(None), LabourRate.project_id == project_id))
    return [Rate(*row) for row in session.execute(found)]


def cents(entry: type, rates: Sequence[Rate]) -> ColumnElement[int | None]:
    """The first of the rates that fits a row of `entry` (project_id, worked_on) by project and day, in cents; null where none does."""
    arms = [
        (and_(entry.worked_on >= one.valid_from, true() if one.project_id is None else entry.project_id == one.project_id), literal(int(one.amount * 100), BigInteger))  # type: ignore[attr-defined]
        for one in rates
    ]
    return case(*arms, else_=null()) if arms else cast(null(), BigInteger)


def _for(person_id: int, project_id: int):  # type: ignore[no-untyped-def]
    return or_(LabourRate.person_id == person_id, LabourRate.person_id.is_(None)), or_(LabourRate.project_id == project_id, LabourRate.project_id.is_(None))


def _first():  # type: ignore[no-untyped-def]
    return LabourRate.person_id.is_(None), LabourRate.project_id.is_(None), LabourRate.valid_from.desc()


def by_key(session: Session, key: str) -> LabourRate | None:
    return session.scalars(select(LabourRate).where(LabourRate.key == key).with_for_update()).one_or_none()


def rate_for_update(session: Session, rate_id: int) -> LabourRate:
    found = session.scalars(select(LabourRate).where(LabourRate.id == rate_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found
