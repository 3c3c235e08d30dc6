"""Questions about standards: everybody of the house who works with them reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.people.queries import names
from core.quality.standards.records import Standard, StandardVersion
from core.quality.standards.rules import Norm, Sort
from core.subjects import Place, found_by

KIND = "standard"


@dataclass(frozen=True)
class InForce:
    """The version of a standard that holds on a day: what checks are judged by."""

    standard_id: int
    version_id: int
    """Kept with whatever was judged by it."""
    code: str
    name: str
    sort: Sort
    step: str
    number: int
    effective_on: date
    norm: Norm


@dataclass(frozen=True)
class Version:
    """A version in the history of a standard."""

    id: int
    number: int
    effective_on: date
    norm: Norm
    reason: str
    by: dict[str, str]
    at: datetime


@dataclass(frozen=True)
class Listed:
    """A standard as its list shows it: the version in force, the one to come, when it is looked at again."""

    id: int
    code: str
    name: str
    sort: Sort
    step: str
    review_on: date
    retired_on: date | None
    version: int
    present: Version | None
    to_come: Version | None


def norm_of(row: StandardVersion) -> Norm:
    return Norm(row.unit, row.lower, row.target, row.upper, row.demand)


def standard_at(session: Session, code: str, day: date) -> InForce | None:
    """The version of a standard that holds on `day`; None before its first one, or once it is retired.

    Asked within deeds and questions of rooms that have required
    """
    return next(iter(standards_at(session, day, code=code)), None)


def standards_at(session: Session, day: date, *, code: str = "") -> list[InForce]:
    """Every standard that holds on `day` in the version of that day, by code: one question. Asked within deeds and questions that have required"""
    rows = session.execute(
        select(Standard, StandardVersion).join(StandardVersion, StandardVersion.standard_id == Standard.id)
        .where(StandardVersion.effective_on <= day, (Standard.retired_on.is_(None)) | (Standard.retired_on > day), *([Standard.code == code] if code else []))
        .order_by(Standard.code, StandardVersion.effective_on, StandardVersion.number)
    )  # fmt: skip
    found = {one.code: InForce(one.id, row.id, one.code, one.name, Sort(one.sort), one.step, row.number, row.effective_on, norm_of(row)) for one, row in rows}
    return list(found.values())


def newest_of_many(session: Session, codes: Collection[str]) -> dict[str, InForce]:
    """The newest version of each of these standards, whether it holds or not, by code; unknown ones are not there. Asked within questions that have required"""
    rows = session.execute(
        select(Standard, StandardVersion).join(StandardVersion, (StandardVersion.standard_id == Standard.id) & (StandardVersion.number == Standard.number)).where(Standard.code.in_(codes))
    )  # fmt: skip
    return {one.code: InForce(one.id, row.id, one.code, one.name, Sort(one.sort), one.step, row.number, row.effective_on, norm_of(row)) for one, row in rows}


def standard_versions(session: Session, version_ids: frozenset[int]) -> dict[int, InForce]:
    """Versions by id, whether they still hold or not. Asked within questions that have required"""
    rows = session.execute(select(Standard, StandardVersion).join(StandardVersion, StandardVersion.standard_id == Standard.id).where(StandardVersion.id.in_(version_ids)))
    return {row.id: InForce(one.id, row.id, one.code, one.name, Sort(one.sort), one.step, row.number, row.effective_on, norm_of(row)) for one, row in rows}


def standards(session: Session, actor: Actor, day: date) -> list[Listed]:
    """All standards, those in force first, by sort and code."""
    require(actor, Permission.STANDARD_READ)
    heads = session.scalars(select(Standard).order_by(Standard.code)).all()
    versions = _versions(session, frozenset(one.id for one in heads))
    order = list(Sort)
    found = [
        Listed(
            one.id, one.code, one.name, Sort(one.sort), one.step, one.review_on, one.retired_on, one.version,
            next((of for of in versions[one.id] if of.effective_on <= day), None), next((of for of in reversed(versions[one.id]) if of.effective_on > day), None),
        )
        for one in heads
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.retired_on is not None, order.index(one.sort), one.code))


def history(session: Session, actor: Actor, standard_id: int) -> list[Version]:
    """Every version of a standard, newest first."""
    require(actor, Permission.STANDARD_READ)
    return _versions(session, frozenset({standard_id}))[standard_id]


def _versions(session: Session, ids: frozenset[int]) -> dict[int, list[Version]]:
    rows = session.scalars(select(StandardVersion).where(StandardVersion.standard_id.in_(ids)).order_by(StandardVersion.number.desc())).all()
    who = names(session, frozenset(row.by_id for row in rows))
    found: dict[int, list[Version]] = {one: [] for one in ids}
    for row in rows:
        found[row.standard_id].append(Version(row.id, row.number, row.effective_on, norm_of(row), row.reason, who[row.by_id], row.at))
    return found


def standard_for_update(session: Session, standard_id: int) -> Standard:
    found = session.scalars(select(Standard).where(Standard.id == standard_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def newest(session: Session, standard_id: int) -> StandardVersion:
    return session.scalars(select(StandardVersion).where(StandardVersion.standard_id == standard_id).order_by(StandardVersion.number.desc()).limit(1)).one()


def place(session: Session, actor: Actor, standard_id: int) -> Place:
    """Where a standard stands. Refuses NotFound."""
    require(actor, Permission.STANDARD_READ)
    row = session.get(Standard, standard_id)
    if row is None:
        raise NotFound()
    return Place(KIND, row.id, row.code, row.name, "Objectives?part=standards")


found_by(KIND, place)
