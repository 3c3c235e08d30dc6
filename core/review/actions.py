"""Deeds on reviews: open, invite, take back an invitation, judge (signed in or by link), close."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.notice.rules import Kind as Notice
from core.notice.rules import Mail, declare
from core.numbering.actions import next_code
from core.people.queries import names, person_for_update
from core.projects.queries import member_ids, project_for_update, reach
from core.projects.records import Project
from core.review import queries, rules
from core.review.facts.queries import collected
from core.review.facts.rules import frozen as kept_facts
from core.review.instrument.queries import in_force
from core.review.instrument.rules import frozen as kept_instrument
from core.review.instrument.rules import thawed
from core.review.records import Review, ReviewAnswer, ReviewInvitation
from core.review.rules import LINK_DAYS, TOPIC, Group, Point, State
from core.satisfaction.surveys.rules import LinkInvalid, fingerprint
from core.settings.queries import value
from core.words import N_, Language

PREFIX = "REV"
NEWS = declare(Notice("review", N_("I am asked to judge a project, or a review of mine is closed"), Mail.NOW))
COLLEAGUES = (Group.TEAM, Group.MANAGEMENT)


def open_(session: Session, actor: Actor, project_id: int, *, point: Point, due_on: date) -> int:
    """Open a review (REV-2026-0001): facts and instrument are frozen with it, the manager is asked as self. Returns its id.

    A project keeps the instrument of its first review, so that its path compares like with like. Refuses ReviewOpen, DueInThePast.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    rules.check_due(due_on, today())
    if waiting := queries.open_of(session, project_id):
        raise rules.ReviewOpen(code=waiting)
    first = queries.first_of(session, project_id)
    newest, instrument = in_force(session)
    number, content = (first.number, dict(first.instrument)) if first else (newest, kept_instrument(instrument))
    row = Review(
        code=next_code(session, PREFIX), project_id=project_id, point=Point(point).value, number=number, instrument=content, facts=kept_facts(collected(session, project, today())), self_id=project.manager_id,
        state=State.OPEN.value, due_on=due_on, opened_at=now(), opened_by=actor.id, closed_at=None, closed_by=None, total=None,
    )  # fmt: skip
    with_ids(session, row)
    session.add(_invitation(row, Group.SELF, actor, person_id=project.manager_id))
    _ask(session, actor, row, project, [project.manager_id])
    touch(session, TOPIC)
    note(session, actor, "review:open", queries.KIND, row.id, code=row.code, project_id=project_id, point=row.point, number=number, due_on=due_on)
    return row.id


def invite(session: Session, actor: Actor, review_id: int, *, person_id: int, group: Group) -> int:
    """Ask a colleague by name, as team or management; returns the review's id. Refuses ReviewClosed, CustomerByLink, InvitedAlready, TooManyInvited."""
    row, project = _led(session, actor, review_id)
    if group not in COLLEAGUES:
        raise rules.CustomerByLink()
    person = person_for_update(session, person_id)
    if queries.invitation_of(session, row.id, person.id) is not None:
        raise rules.InvitedAlready(name=names(session, frozenset({person.id}))[person.id].get(actor.language.value) or person.username, code=row.code)
    _room(session, row)
    session.add(_invitation(row, group, actor, person_id=person.id))
    _ask(session, actor, row, project, [person.id])
    touch(session, TOPIC)
    note(session, actor, "review:invite", queries.KIND, row.id, code=row.code, project_id=project.id, person_id=person.id, group=group)
    return row.id


def invite_customer(session: Session, actor: Actor, review_id: int, *, name: str, language: Language) -> str:
    """Ask somebody at the customer by a single-use link without account; returns the link's token, which nobody can see again.

    `name` is a function, not a person. Refuses ReviewClosed, TooManyInvited, Empty, TooLong.
    """
    row, project = _led(session, actor, review_id)
    _room(session, row)
    token = secrets.token_urlsafe(32)
    one = _invitation(row, Group.CUSTOMER, actor, name=fields.line(name, N_("Who is invited to judge"), rules.NAME_LIMIT), language=language)
    one.token_hash, one.expires_at = fingerprint(token), now() + timedelta(days=int(value(session, LINK_DAYS)))
    session.add(one)
    touch(session, TOPIC)
    note(session, actor, "review:invite_customer", queries.KIND, row.id, code=row.code, project_id=project.id, name=one.name)
    return token


def uninvite(session: Session, actor: Actor, invitation_id: int) -> int:
    """Take an invitation back that was not answered; a link opens nothing any more. Returns the review's id. Refuses ReviewClosed, RatedAlready."""
    one = queries.invitation_for_update(session, invitation_id)
    row, project = _led(session, actor, one.review_id)
    if one.answered or one.group == Group.SELF:
        raise rules.RatedAlready(code=row.code)
    session.delete(one)
    touch(session, TOPIC)
    note(session, actor, "review:uninvite", queries.KIND, row.id, code=row.code, project_id=project.id, group=one.group, person_id=one.person_id, name=one.name)
    return row.id


def rate(session: Session, actor: Actor, review_id: int, *, group: Group, scores: Mapping[str, int], texts: Mapping[str, str]) -> int:
    """Judge as one who was invited in this group. What is kept says the group, never who. Returns the review's id.

    Refuses NotInvited (also for another group than one's own), RatedAlready, ReviewClosed, NotAScore, NothingScored, TooLong.
    """
    require(actor, Permission.REVIEW_RATE, Reach(owners=frozenset({actor.id})))
    row, project = queries.review_for_update(session, review_id)
    _check_open(row)
    one = queries.invitation_of(session, row.id, actor.id)
    if one is None or one.group != group:
        raise rules.NotInvited(group=Group(group).label, code=row.code)
    if one.answered:
        raise rules.RatedAlready(code=row.code)
    _keep(session, row, one, scores, texts)
    note(session, actor, "review:rate", queries.KIND, row.id, code=row.code, project_id=project.id, group=one.group)
    return row.id


def rate_by_link(session: Session, actor: Actor, token: str, *, scores: Mapping[str, int], texts: Mapping[str, str]) -> int:
    """Judge as a customer with a link. Returns the review's id. Refuses LinkInvalid, NotAScore, NothingScored, TooLong.

    # house: the link itself is the permission
    """
    one = queries.by_token_for_update(session, token)
    if one is None or one.answered or one.expires_at is None or one.expires_at <= now():
        raise LinkInvalid()
    row, project = queries.review_for_update(session, one.review_id)
    if row.state != State.OPEN:
        raise LinkInvalid()
    _keep(session, row, one, scores, texts)
    note(session, actor, "review:rate", queries.KIND, row.id, code=row.code, project_id=project.id, group=one.group)
    return row.id


def close(session: Session, actor: Actor, review_id: int, *, version: int) -> int:
    """Close a review: its answers count, and groups that reach the floor can be seen; the team is told. Returns its id.

    Refuses ReviewClosed, NobodyAnswered, Stale.
    """
    row, project = _led(session, actor, review_id)
    if row.version != version:
        raise Stale()
    answers = queries.answers_of(session, row.id)
    if not answers:
        raise rules.NobodyAnswered(code=row.code)
    found = rules.outcome(thawed(row.instrument), answers, queries.invited_of(session, row.id))
    row.state, row.closed_at, row.closed_by = State.CLOSED.value, now(), actor.id
    row.total = None if found.total is None else rules.kept(found.total)
    people = sorted(member_ids(session, project.id) | {project.manager_id})
    tell(session, actor, NEWS.code, people, about=queries.standing(row, project), message=N_("{project}: the review {code} is closed."), project=project.name, code=row.code)
    touch(session, TOPIC)
    note(
        session, actor, "review:close", queries.KIND, row.id, code=row.code, project_id=project.id, total=row.total,
        groups={one.group.value: [one.invited, one.answered, one.lack.value if one.lack else ""] for one in found.groups},
    )  # fmt: skip
    return row.id


def _invitation(row: Review, group: Group, actor: Actor, *, person_id: int | None = None, name: str = "", language: Language = Language.ENGLISH) -> ReviewInvitation:
    return ReviewInvitation(
        review_id=row.id, group=Group(group).value, person_id=person_id, name=name, token_hash=None, language=Language(language).value, expires_at=None, answered=False, by_id=actor.id
    )  # fmt: skip


def _keep(session: Session, row: Review, one: ReviewInvitation, scores: Mapping[str, int], texts: Mapping[str, str]) -> None:
    said = {code: fields.paragraph(text, N_("Remark"), rules.TEXT_LIMIT, needed=False) for code, text in texts.items()}
    answer = rules.checked(thawed(row.instrument), Group(one.group), scores, said)
    one.answered = True
    session.add(ReviewAnswer(id=secrets.randbits(60) + 1, review_id=row.id, group=one.group, scores=dict(answer.scores), texts=dict(answer.texts)))
    touch(session, TOPIC)


def _led(session: Session, actor: Actor, review_id: int) -> tuple[Review, Project]:
    row, project = queries.review_for_update(session, review_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    _check_open(row)
    return row, project


def _check_open(row: Review) -> None:
    if row.state != State.OPEN:
        raise rules.ReviewClosed(code=row.code)


def _room(session: Session, row: Review) -> None:
    if sum(queries.invited_of(session, row.id).values()) >= rules.MOST_INVITED:
        raise rules.TooManyInvited(limit=rules.MOST_INVITED)


def _ask(session: Session, actor: Actor, row: Review, project: Project, people: list[int]) -> None:
    message = N_("{project}: please judge it in {code} until {day}.")
    tell(session, actor, NEWS.code, people, about=queries.standing(row, project), message=message, project=project.name, code=row.code, day=row.due_on)
