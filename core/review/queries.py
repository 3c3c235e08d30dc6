"""Questions about reviews: those of a project, one with what may be seen of it, what waits for somebody's judgement, the path over the points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Reach, require, within
from core.clock import now
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project
from core.review import rules
from core.review.facts import rules as facts
from core.review.facts.rules import Fact
from core.review.instrument.rules import thawed
from core.review.records import Review, ReviewAnswer, ReviewInvitation
from core.review.rules import Answer, Group, Instrument, Outcome, Point, State
from core.satisfaction.surveys.rules import fingerprint
from core.subjects import Place, found_by
from core.words import Content, Language

KIND = "review"
PAGE = "Reviews"
MOST = 200


@dataclass(frozen=True)
class Listed:
    """A review as lists show it. `invited` and `answered` say how many, never who said what."""

    id: int
    code: str
    point: Point
    project: str
    project_name: Content
    state: State
    due_on: date
    opened_at: datetime
    closed_at: datetime | None
    invited: int
    answered: int
    total: Fraction | None


@dataclass(frozen=True)
class Invited:
    """Somebody who is asked; whether the answer came is told to who leads, what it says to nobody."""

    id: int
    group: Group
    name: Content | str
    answered: bool
    by_link: bool
    expires_at: datetime | None


@dataclass(frozen=True)
class Before:
    """An earlier review of the same project, for the path."""

    code: str
    point: Point
    closed_at: datetime
    outcome: Outcome


@dataclass(frozen=True)
class View:
    """One review. `outcome` only once it is closed; `invited` only for who leads it."""

    row: Listed
    project_id: int
    number: int
    instrument: Instrument
    facts: tuple[Fact, ...]
    facts_on: date
    withheld: int
    """Facts that this reader may not see."""
    self_name: Content
    invited: tuple[Invited, ...]
    counts: dict[Group, tuple[int, int]]
    """Of each group how many are invited and how many have answered."""
    outcome: Outcome | None
    path: tuple[Before, ...]
    mine: Group | None
    """In which group the reader is still asked."""
    leads: bool
    version: int


@dataclass(frozen=True)
class OfProject:
    """What the page of a project's reviews shows: all of them, newest first, and the closed ones in their order with the instrument they share."""

    project_id: int
    code: str
    name: Content
    leads: bool
    reviews: tuple[Listed, ...]
    path: tuple[Before, ...]
    instrument: Instrument | None


@dataclass(frozen=True)
class Asked:
    """A review that waits for somebody's judgement."""

    code: str
    point: Point
    project: str
    project_name: Content
    group: Group
    due_on: date


def _counts(session: Session, review_ids: Sequence[int]) -> dict[int, dict[Group, tuple[int, int]]]:
    rows = session.execute(
        select(ReviewInvitation.review_id, ReviewInvitation.group, func.count(), func.count().filter(ReviewInvitation.answered.is_(True)))
        .where(ReviewInvitation.review_id.in_(review_ids)).group_by(ReviewInvitation.review_id, ReviewInvitation.group)
    )  # fmt: skip
    found: dict[int, dict[Group, tuple[int, int]]] = {one: {} for one in review_ids}
    for review, group, invited, answered in rows:
        found[review][Group(group)] = (int(invited), int(answered))
    return found


def _listed(row: Review, project: Project, counts: dict[Group, tuple[int, int]]) -> Listed:
    return Listed(
        row.id, row.code, Point(row.point), project.code, project.name, State(row.state), row.due_on, row.opened_at, row.closed_at, sum(one for one, _ in counts.values()),
        sum(one for _, one in counts.values()), None if row.total is None else Fraction(row.total),
    )  # fmt: skip


def reviews(session: Session, actor: Actor, project: str = "") -> list[Listed]:
    """The reviews of a project, or of all that `actor` sees, the newest first; at most MOST."""
    require(actor, Permission.REVIEW_READ)
    where = [visible_to(actor, Permission.REVIEW_READ), *([Project.code == project] if project else [])]
    rows = session.execute(select(Review, Project).join(Project, Project.id == Review.project_id).where(*where).order_by(Review.id.desc()).limit(MOST)).all()
    counts = _counts(session, [one.id for one, _ in rows])
    return [_listed(one, of, counts[one.id]) for one, of in rows]


def of_project(session: Session, actor: Actor, code: str) -> OfProject:
    """A project's reviews with their path, asked at once. Refuses NotFound."""
    require(actor, Permission.REVIEW_READ)
    project = project_seen(session, actor, code, Permission.REVIEW_READ)
    leads = within(actor, Permission.REVIEW_LEAD, Reach(project_id=project.id, department_id=project.department_id))
    first = first_of(session, project.id)
    return OfProject(project.id, project.code, project.name, leads, tuple(reviews(session, actor, code)), path_of(session, project.id), None if first is None else thawed(first.instrument))


def waiting(session: Session, actor: Actor) -> list[Asked]:
    """The open reviews in which `actor` is invited and has not answered, the most urgent first; who is invited sees the project's name, wherever it is."""
    require(actor, Permission.REVIEW_RATE)
    return [Asked(code, Point(point), project, name, Group(group), due) for code, point, project, name, group, due in session.execute(_unanswered(actor.id))]


def _unanswered(person_id: int):  # type: ignore[no-untyped-def]
    return (
        select(Review.code, Review.point, Project.code, Project.name, ReviewInvitation.group, Review.due_on).join(ReviewInvitation, ReviewInvitation.review_id == Review.id)
        .join(Project, Project.id == Review.project_id)
        .where(ReviewInvitation.person_id == person_id, ReviewInvitation.answered.is_(False), Review.state == State.OPEN).order_by(Review.due_on, Review.id)
    )  # fmt: skip


def review(session: Session, actor: Actor, code: str) -> View:
    """One review: for who sees the project's reviews, and for who is invited (without results, facts and others). Refuses NotFound."""
    require(actor, Permission.REVIEW_RATE)
    mine = select(ReviewInvitation.review_id).where(ReviewInvitation.person_id == actor.id)
    found = session.execute(
        select(Review, Project).join(Project, Project.id == Review.project_id).where(Review.code == code, or_(visible_to(actor, Permission.REVIEW_READ), Review.id.in_(mine)))
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, project = found
    reach = Reach(project_id=project.id, department_id=project.department_id)
    sees, leads = within(actor, Permission.REVIEW_READ, reach), within(actor, Permission.REVIEW_LEAD, reach)
    counts = _counts(session, [row.id])[row.id]
    invitations = list(session.scalars(select(ReviewInvitation).where(ReviewInvitation.review_id == row.id).order_by(ReviewInvitation.group, ReviewInvitation.id)))
    who = names(session, frozenset({row.self_id, *(one.person_id for one in invitations if one.person_id)}))
    kept = facts.thawed(row.facts)
    seen = tuple(one for one in kept.facts if not one.needs or within(actor, Permission(one.needs), reach)) if sees else ()
    asked = next((Group(one.group) for one in invitations if one.person_id == actor.id and not one.answered), None) if row.state == State.OPEN else None
    path = path_of(session, project.id) if sees else ()
    return View(
        _listed(row, project, counts), project.id, row.number, thawed(row.instrument), seen, kept.on, len(kept.facts) - len(seen), who[row.self_id],
        tuple(Invited(one.id, Group(one.group), who[one.person_id] if one.person_id else one.name, one.answered, one.person_id is None, one.expires_at) for one in invitations) if leads else (),
        counts, next((one.outcome for one in path if one.code == row.code), None), tuple(one for one in path if row.closed_at is None or one.closed_at <= row.closed_at), asked, leads, row.version,
    )  # fmt: skip


def path_of(session: Session, project_id: int) -> tuple[Before, ...]:
    """The closed reviews of a project in their order, each with its outcome; three questions, however many there are. # house: for questions that require"""
    rows = list(session.scalars(select(Review).where(Review.project_id == project_id, Review.state == State.CLOSED).order_by(Review.closed_at, Review.id).limit(MOST)))
    answers: dict[int, list[Answer]] = {one.id: [] for one in rows}
    for one in session.scalars(select(ReviewAnswer).where(ReviewAnswer.review_id.in_(answers)).order_by(ReviewAnswer.id)):
        answers[one.review_id].append(Answer(Group(one.group), one.scores, one.texts))
    counts = _counts(session, list(answers))
    return tuple(
        Before(one.code, Point(one.point), one.closed_at, rules.outcome(thawed(one.instrument), answers[one.id], {group: invited for group, (invited, _) in counts[one.id].items()}))
        for one in rows if one.closed_at is not None
    )  # fmt: skip


def answers_of(session: Session, review_id: int) -> list[Answer]:
    """The sheets of a review, without whose they are."""
    return [Answer(Group(one.group), one.scores, one.texts) for one in session.scalars(select(ReviewAnswer).where(ReviewAnswer.review_id == review_id))]


def invited_of(session: Session, review_id: int) -> dict[Group, int]:
    return {group: invited for group, (invited, _) in _counts(session, [review_id])[review_id].items()}


def review_for_update(session: Session, review_id: int) -> tuple[Review, Project]:
    row = session.execute(select(Review, Project).join(Project, Project.id == Review.project_id).where(Review.id == review_id).with_for_update(of=Review)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def invitation_of(session: Session, review_id: int, person_id: int) -> ReviewInvitation | None:
    return session.scalars(select(ReviewInvitation).where(ReviewInvitation.review_id == review_id, ReviewInvitation.person_id == person_id).with_for_update()).one_or_none()


def invitation_for_update(session: Session, invitation_id: int) -> ReviewInvitation:
    found = session.scalars(select(ReviewInvitation).where(ReviewInvitation.id == invitation_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def by_token_for_update(session: Session, token: str) -> ReviewInvitation | None:
    return session.scalars(select(ReviewInvitation).where(ReviewInvitation.token_hash == fingerprint(token)).with_for_update()).one_or_none()


def first_of(session: Session, project_id: int) -> Review | None:
    """The first review of a project, whose instrument all later ones keep."""
    return session.scalars(select(Review).where(Review.project_id == project_id).order_by(Review.id).limit(1)).one_or_none()


def open_of(session: Session, project_id: int) -> str:
    """The code of the open review of a project; empty where none is open."""
    return session.scalar(select(Review.code).where(Review.project_id == project_id, Review.state == State.OPEN).limit(1)) or ""


# --- what a link opens -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """What a customer with a link sees: the questions, and about which project."""

    review_id: int
    instrument: Instrument
    project: Content
    language: Language
    expires_at: datetime


def opened(session: Session, token: str) -> Opened | None:
    """What an open link shows; None for an unknown, used and expired one alike. # house: the link itself is the permission"""
    found = session.execute(
        select(Review, ReviewInvitation, Project.name).join(ReviewInvitation, ReviewInvitation.review_id == Review.id).join(Project, Project.id == Review.project_id)
        .where(ReviewInvitation.token_hash == fingerprint(token), ReviewInvitation.answered.is_(False), Review.state == State.OPEN, ReviewInvitation.expires_at > now())
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    row, invitation, name = found
    return Opened(row.id, thawed(row.instrument), name, Language(invitation.language), invitation.expires_at)


def knows(session: Session, token: str) -> bool:
    """Whether a link is, or was, that of a review. # house: the link itself is the permission"""
    return session.scalar(select(ReviewInvitation.id).where(ReviewInvitation.token_hash == fingerprint(token))) is not None


def place(session: Session, actor: Actor, review_id: int) -> Place:
    """Where a review stands that `actor` sees or is invited to. Refuses NotFound."""
    require(actor, Permission.REVIEW_RATE)
    mine = select(ReviewInvitation.review_id).where(ReviewInvitation.person_id == actor.id)
    row = session.execute(
        select(Review, Project).join(Project, Project.id == Review.project_id).where(Review.id == review_id, or_(visible_to(actor, Permission.REVIEW_READ), Review.id.in_(mine)))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return standing(*row)


def standing(row: Review, project: Project) -> Place:
    return Place(
        KIND, row.id, row.code, project.name, f"{PAGE}?review={row.code}", project_id=project.id, department_id=project.department_id, people=frozenset({project.manager_id}),
    )  # fmt: skip


found_by(KIND, place)
