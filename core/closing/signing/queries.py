"""Questions about signing: what a link opens, and whose signature is waited for."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import now
from core.closing.acceptance.records import (
    Acceptance,
    AcceptanceCriterion,
    AcceptanceLink,
    AcceptancePaper,
    AcceptanceRemark,
    AcceptanceSignature,
)
from core.closing.acceptance.rules import PHASE_OF, SEATS, Paper, Seat, Standard, State
from core.closing.signing.rules import Standing, fingerprint, standing
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.words import Content, Language


@dataclass(frozen=True)
class Line:
    """A delivery standard as the customer sees it."""

    standard: Standard
    text: str
    target: Decimal | None
    unit: str
    given: Decimal | None
    points: Decimal | None


@dataclass(frozen=True)
class Opened:
    """What a link shows."""

    code: str
    project: Content
    seat: Seat
    name: str
    language: Language
    expires_at: datetime
    standing: Standing
    standards: tuple[Line, ...]
    papers: tuple[Paper, ...]
    """The parts of the pack that are complete, whole and correct."""
    presented_on: date | None
    remarks: tuple[str, ...]


def opened(session: Session, token: str) -> Opened | None:
    """What a link opens, or how it stands; None for one that never was. The link itself is the permission."""
    row = session.execute(
        select(AcceptanceLink, Acceptance, Project.name).join(Acceptance, Acceptance.id == AcceptanceLink.acceptance_id).join(Project, Project.id == Acceptance.project_id)
        .where(AcceptanceLink.hash == fingerprint(token))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    link, one, project = row
    lines = session.scalars(select(AcceptanceCriterion).where(AcceptanceCriterion.acceptance_id == one.id).order_by(AcceptanceCriterion.number))
    papers = set(session.scalars(
        select(AcceptancePaper.paper).where(AcceptancePaper.acceptance_id == one.id, AcceptancePaper.complete.is_(True), AcceptancePaper.whole.is_(True), AcceptancePaper.correct.is_(True))
    ))  # fmt: skip
    remarks = session.scalars(select(AcceptanceRemark.text).where(AcceptanceRemark.acceptance_id == one.id, AcceptanceRemark.again.is_(None)).order_by(AcceptanceRemark.number))
    stands = standing(link.expires_at, link.used_at, link.revoked_at, now())
    if stands is Standing.OPEN and one.state != PHASE_OF[Seat(link.seat)]:
        stands = Standing.REVOKED
    return Opened(
        one.code, project, Seat(link.seat), link.name, Language(link.language), link.expires_at, stands,
        tuple(Line(Standard(line.standard), line.text, line.target, line.unit, line.given, line.points) for line in lines), tuple(paper for paper in Paper if paper.value in papers), one.presented_on, tuple(remarks),
    )  # fmt: skip


def link_for_update(session: Session, token: str) -> AcceptanceLink | None:
    """The link, locked: of two who send at once the second meets a used one."""
    return session.scalars(select(AcceptanceLink).where(AcceptanceLink.hash == fingerprint(token)).with_for_update()).one_or_none()


def known_people(session: Session, ids: frozenset[int]) -> list[tuple[str, dict[str, str]]]:
    """User names and names of these people."""
    return [(row.username, row.name) for row in session.execute(select(Person.username, Person.name).where(Person.id.in_(ids)))]


@dataclass(frozen=True)
class Waits:
    """An acceptance that waits for the viewer's signature."""

    code: str
    project: str
    name: dict[str, str]
    seat: Seat


def waits_for_me(session: Session, actor: Actor) -> list[Waits]:
    """The acceptances of visible projects that wait for the actor's own signature, oldest first."""
    require(actor, Permission.CLOSING_READ)
    signed = select(AcceptanceSignature.seat).where(AcceptanceSignature.acceptance_id == Acceptance.id, AcceptanceSignature.person_id == actor.id)
    mine = or_(
        and_(Acceptance.state == State.PRELIMINARY.value, Acceptance.team_id == actor.id),
        and_(Acceptance.state == State.FORMAL.value, or_(Acceptance.first_id == actor.id, Acceptance.second_id == actor.id)),
    )
    rows = session.execute(
        select(Acceptance, Project.code, Project.name).join(Project, Project.id == Acceptance.project_id)
        .where(mine, visible_to(actor, Permission.CLOSING_READ), ~signed.where(AcceptanceSignature.phase == Acceptance.state).exists()).order_by(Acceptance.id)
    )  # fmt: skip
    return [
        Waits(one.code, code, name, next(seat for seat in SEATS[State(one.state)] if {Seat.TEAM: one.team_id, Seat.FIRST: one.first_id, Seat.SECOND: one.second_id}.get(seat) == actor.id))
        for one, code, name in rows
    ]
