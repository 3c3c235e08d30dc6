"""Questions about answers: one with everything it says, and lists of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.customers.records import Customer, ProjectCustomer
from core.errors import NotFound
from core.people.queries import below, department_by_code, names
from core.people.records import Department, Person
from core.projects.queries import visible_to
from core.projects.records import Project
from core.satisfaction.answers.records import SurveyAnswer, SurveyScore, SurveyText, SurveyTextTheme
from core.satisfaction.rules import Source
from core.satisfaction.surveys.records import Survey
from core.satisfaction.templates.queries import version as what_is_asked
from core.satisfaction.templates.rules import Draft
from core.service.requests.records import Request
from core.words import Content, Language


@dataclass(frozen=True)
class Written:
    """An open text of an answer with its themes."""

    id: int
    question: str
    body: str
    themes: tuple[str, ...]
    by_hand: bool
    version: int


@dataclass(frozen=True)
class Answered:
    """An answer with everything it says."""

    code: str
    draft: Draft
    scores: Mapping[str, int]
    texts: tuple[Written, ...]
    csat: int | None
    nps: int | None
    low: bool
    source: Source
    by: Content
    """Who entered it; empty where the customer did."""
    language: Language
    answered_at: datetime
    opened_kind: str
    opened_code: str
    withdrawn_at: datetime | None
    withdrawn_by: Content
    withdrawn_why: str


def answered(session: Session, actor: Actor, code: str) -> Answered | None:
    """The answer to a survey that `actor` may see; None while there is none. Refuses NotFound."""
    require(actor, Permission.SURVEY_READ)
    seen = session.execute(
        select(Survey.version_id, SurveyAnswer).join(Project, Project.id == Survey.project_id).outerjoin(SurveyAnswer, SurveyAnswer.survey_id == Survey.id)
        .where(Survey.code == code, visible_to(actor, Permission.SURVEY_READ))
    ).one_or_none()  # fmt: skip
    if seen is None:
        raise NotFound()
    version_id, row = seen
    if row is None:
        return None
    who = names(session, frozenset(one for one in (row.by_id, row.withdrawn_by_id) if one))
    return Answered(
        row.code, what_is_asked(session, version_id).draft, scores_of(session, row.id), _texts(session, row.id), row.csat, row.nps, row.low, Source(row.source),
        who.get(row.by_id or 0, {}), Language(row.language), row.answered_at, row.opened_kind, row.opened_code, row.withdrawn_at, who.get(row.withdrawn_by_id or 0, {}),
        row.withdrawn_why,
    )  # fmt: skip


def scores_of(session: Session, answer_id: int) -> dict[str, int]:
    rows = session.execute(select(SurveyScore.question, SurveyScore.value).where(SurveyScore.answer_id == answer_id))
    return {question: int(value) for question, value in rows}


def _texts(session: Session, answer_id: int) -> tuple[Written, ...]:
    themes: dict[int, list[str]] = {}
    rows = session.execute(
        select(SurveyText, SurveyTextTheme.theme).outerjoin(SurveyTextTheme, SurveyTextTheme.text_id == SurveyText.id).where(SurveyText.answer_id == answer_id)
        .order_by(SurveyText.id, SurveyTextTheme.theme)
    ).all()  # fmt: skip
    for text, theme in rows:
        themes.setdefault(text.id, []).extend([theme] if theme else [])
    found = {text.id: text for text, _ in rows}
    return tuple(Written(id_, text.question, text.body, tuple(themes[id_]), text.by_hand, text.version) for id_, text in found.items())


@dataclass(frozen=True)
class Line:
    """An answer in a list."""

    code: str
    project: str
    project_name: Content
    customer: str
    channel: str
    source: Source
    on: date
    csat: int | None
    nps: int | None
    low: bool
    opened_kind: str
    opened_code: str
    text: str
    """The first open text."""


def answers(
    session: Session, actor: Actor, *, project: str = "", department: str = "", channel: str = "", source: Source | None = None, low: bool = False, first: date | None = None,
    last: date | None = None, page: int = 0, size: int = 25,
) -> tuple[list[Line], int]:
    """A page of the answers that count, of projects that `actor` sees, newest first, and how many there are in all. Refuses NotFound (no such department)."""
    require(actor, Permission.SURVEY_READ)
    where = [visible_to(actor, Permission.SURVEY_READ), SurveyAnswer.withdrawn_at.is_(None)]
    if project:
        where.append(Project.code == project)
    if department:
        unit = department_by_code(session, department)
        if unit is None:
            raise NotFound()
        where.append(Project.department_id.in_(below(session, unit.id)))
    if channel:
        where.append(SurveyAnswer.channel == channel)
    if source is not None:
        where.append(SurveyAnswer.source == source.value)
    if low:
        where.append(SurveyAnswer.low.is_(True))
    if first is not None:
        where.append(SurveyAnswer.answered_on >= first)
    if last is not None:
        where.append(SurveyAnswer.answered_on <= last)
    total = session.scalar(select(func.count()).select_from(SurveyAnswer).join(Project, Project.id == SurveyAnswer.project_id).where(*where)) or 0
    text = select(SurveyText.body).where(SurveyText.answer_id == SurveyAnswer.id).order_by(SurveyText.id).limit(1).correlate(SurveyAnswer).scalar_subquery()
    rows = session.execute(
        select(SurveyAnswer, Project.code, Project.name, Customer.name, text).join(Project, Project.id == SurveyAnswer.project_id)
        .outerjoin(Customer, Customer.id == SurveyAnswer.customer_id).where(*where)
        .order_by(SurveyAnswer.answered_on.desc(), SurveyAnswer.id.desc()).limit(size).offset(page * size)
    )  # fmt: skip
    return [
        Line(one.code, code, name, customer or "", one.channel, Source(one.source), one.answered_on, one.csat, one.nps, one.low, one.opened_kind, one.opened_code, said or "")
        for one, code, name, customer, said in rows
    ], int(total)


def of_survey_for_update(session: Session, survey_id: int) -> SurveyAnswer | None:
    return session.scalars(select(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id).with_for_update()).one_or_none()


def text_rows(session: Session, answer_id: int) -> list[SurveyText]:
    return list(session.scalars(select(SurveyText).where(SurveyText.answer_id == answer_id).order_by(SurveyText.id)))


def project_of(session: Session, project_id: int) -> Project:
    return session.scalars(select(Project).where(Project.id == project_id)).one()


def about(session: Session, survey: Survey) -> tuple[int | None, str]:
    """Whose work an answer is about (who solved the request, or handles it), and that request's code. Part of a deed, which has required."""
    row = session.execute(select(Request.resolver_id, Request.handler_id, Request.code).where(Request.id == survey.request_id)).one_or_none()
    return (None, "") if row is None else (row.resolver_id or row.handler_id, row.code)


def only_customer(session: Session, project_id: int) -> int | None:
    """The customer that a project serves, where it serves one alone. Part of a deed, which has required."""
    found = list(session.scalars(select(ProjectCustomer.customer_id).where(ProjectCustomer.project_id == project_id).limit(2)))
    return found[0] if len(found) == 1 else None


def responsible(session: Session, project_id: int, *, leadership: str) -> tuple[int, ...]:
    """Who answers for a project, nearest first: its manager, the department's head, the leadership; active people only."""
    row = session.execute(
        select(Project.manager_id, Department.head_id).join(Department, Department.id == Project.department_id).where(Project.id == project_id)
    ).one()
    active = {id_: roles for id_, roles in session.execute(select(Person.id, Person.roles).where(Person.active.is_(True)).order_by(Person.id))}
    leaders = [id_ for id_, roles in active.items() if leadership in roles]
    return tuple(dict.fromkeys(one for one in (row.manager_id, row.head_id, *leaders) if one in active))
