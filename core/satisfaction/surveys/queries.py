"""Questions about surveys: what was sent, how it stands, what a link opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import now, today
from core.customers.queries import visible_to as customers_of
from core.customers.records import Customer, ProjectCustomer
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.satisfaction.rules import AFTER_REQUEST_DAYS, ASK_AGAIN_DAYS, Source
from core.satisfaction.surveys.records import Survey, SurveyToken
from core.satisfaction.surveys.rules import Standing, State, fingerprint, standing
from core.satisfaction.templates.queries import version as what_is_asked
from core.satisfaction.templates.records import SurveyTemplate, SurveyVersion
from core.satisfaction.templates.rules import Draft
from core.service.requests.records import Request
from core.service.requests.rules import State as RequestState
from core.settings.queries import value
from core.subjects import Place, found_by
from core.words import Content, Language

KIND = "survey"
PAGE = "Satisfaction"


@dataclass(frozen=True)
class Sent:
    """A survey as lists and its own page show it."""

    id: int
    code: str
    template: Content
    number: int
    project_id: int
    project: str
    project_name: Content
    customer: str
    """The customer's name, masked as everywhere; empty where none was named."""
    customer_code: str
    channel: str
    language: Language
    source: Source
    standing: Standing
    sent_at: datetime
    expires_at: datetime
    reminded_at: datetime | None
    by: Content
    version_id: int
    version: int
    request: str = ""
    """The code of the request it asks about; empty: about the project."""
    request_title: str = ""


def _listed():  # type: ignore[no-untyped-def]
    return (
        select(Survey, SurveyTemplate.name, SurveyVersion.number, Project.code, Project.name, Customer.name, Customer.code, Request.code, Request.title)
        .join(SurveyVersion, SurveyVersion.id == Survey.version_id).join(SurveyTemplate, SurveyTemplate.id == SurveyVersion.template_id)
        .join(Project, Project.id == Survey.project_id).outerjoin(Customer, Customer.id == Survey.customer_id)
        .outerjoin(Request, Request.id == Survey.request_id)
    )  # fmt: skip


def _made(session: Session, rows) -> list[Sent]:  # type: ignore[no-untyped-def]
    found, moment = list(rows), now()
    who = names(session, frozenset(row[0].by_id for row in found))
    return [
        Sent(
            one.id, one.code, template, number, one.project_id, project, project_name, customer or "", customer_code or "", one.channel, Language(one.language),
            Source(one.source), standing(one.state, one.expires_at, moment), one.sent_at, one.expires_at, one.reminded_at, who[one.by_id], one.version_id, one.version,
            request or "", request_title or "",
        )
        for one, template, number, project, project_name, customer, customer_code, request, request_title in found
    ]  # fmt: skip


def is_standing(what: Standing, moment: datetime) -> ColumnElement[bool]:
    """A condition on Survey for how it stands at `moment`."""
    if what is Standing.OPEN:
        return and_(Survey.state == State.OPEN, Survey.expires_at > moment)
    if what is Standing.EXPIRED:
        return and_(Survey.state == State.OPEN, Survey.expires_at <= moment)
    return Survey.state == what.value


@dataclass(frozen=True)
class Search:
    """Which surveys are listed; empty narrows nothing."""

    project: str = ""
    standing: Standing | None = None
    page: int = 0
    size: int = 25


def surveys(session: Session, actor: Actor, search: Search) -> tuple[list[Sent], int]:
    """A page of the surveys of projects that `actor` sees, newest first, and how many there are in all."""
    require(actor, Permission.SURVEY_READ)
    where = [visible_to(actor, Permission.SURVEY_READ)]
    if search.project:
        where.append(Project.code == search.project)
    if search.standing is not None:
        where.append(is_standing(search.standing, now()))
    total = session.scalar(select(func.count()).select_from(Survey).join(Project, Project.id == Survey.project_id).where(*where)) or 0
    rows = session.execute(_listed().where(*where).order_by(Survey.sent_at.desc(), Survey.id.desc()).limit(search.size).offset(search.page * search.size))
    return _made(session, rows), int(total)


def counts(session: Session, actor: Actor, project: str = "") -> dict[Standing, int]:
    """How many surveys stand how, of projects that `actor` sees."""
    require(actor, Permission.SURVEY_READ)
    where = [visible_to(actor, Permission.SURVEY_READ), *([Project.code == project] if project else [])]
    late = Survey.expires_at <= now()
    rows = session.execute(select(Survey.state, late, func.count()).join(Project, Project.id == Survey.project_id).where(*where).group_by(Survey.state, late))
    found = dict.fromkeys(Standing, 0)
    for state, is_late, count in rows:
        found[Standing.EXPIRED if state == State.OPEN and is_late else Standing(state)] += int(count)
    return found


def survey(session: Session, actor: Actor, code: str) -> Sent:
    """One survey by its code. Refuses NotFound for a missing and an invisible one alike."""
    require(actor, Permission.SURVEY_READ)
    found = _made(session, session.execute(_listed().where(Survey.code == code, visible_to(actor, Permission.SURVEY_READ))))
    if not found:
        raise NotFound()
    return found[0]


def place(session: Session, actor: Actor, survey_id: int) -> Place:
    """Where a survey that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.SURVEY_READ)
    row = session.execute(
        select(Survey, Project).join(Project, Project.id == Survey.project_id).where(Survey.id == survey_id, visible_to(actor, Permission.SURVEY_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return place_of(*row)


def place_of(row: Survey, project: Project) -> Place:
    """The same for a deed that has the survey at hand."""
    return Place(
        KIND, row.id, row.code, project.name, f"{PAGE}?survey={row.code}", project_id=project.id, department_id=project.department_id,
        people=frozenset({project.manager_id, row.by_id}),
    )  # fmt: skip


found_by(KIND, place)


# --- what a link opens -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    """What somebody with a link sees: what is asked, and about what. Nothing else of the house."""

    survey_id: int
    draft: Draft
    project: Content
    language: Language
    expires_at: datetime


def opened(session: Session, token: str) -> Opened | None:
    """What an open survey's link shows; None for an unknown, used, revoked and expired one alike. # house: the link itself is the permission"""
    row = session.execute(
        select(Survey, Project.name).join(SurveyToken, SurveyToken.survey_id == Survey.id).join(Project, Project.id == Survey.project_id)
        .where(SurveyToken.hash == fingerprint(token), is_standing(Standing.OPEN, now()))
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    return Opened(row[0].id, what_is_asked(session, row[0].version_id).draft, row[1], Language(row[0].language), row[0].expires_at)


def by_token_for_update(session: Session, token: str) -> Survey | None:
    """The survey of a link, locked: of two who send at once the second meets an answered one."""
    found = select(Survey).join(SurveyToken, SurveyToken.survey_id == Survey.id).where(SurveyToken.hash == fingerprint(token))
    return session.scalars(found.with_for_update(of=Survey)).one_or_none()


def survey_for_update(session: Session, survey_id: int) -> tuple[Survey, Project]:
    row = session.execute(select(Survey, Project).join(Project, Project.id == Survey.project_id).where(Survey.id == survey_id).with_for_update(of=Survey)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def tokens_of(session: Session, survey_id: int) -> list[SurveyToken]:
    return list(session.scalars(select(SurveyToken).where(SurveyToken.survey_id == survey_id)))


def serves(session: Session, actor: Actor, project_id: int, customer_id: int) -> bool:
    """Whether the project serves this customer, whom `actor` may see. # house: part of a deed, which has required"""
    found = select(ProjectCustomer.id).join(Customer, Customer.id == ProjectCustomer.customer_id).where(ProjectCustomer.project_id == project_id, Customer.id == customer_id)
    return session.scalar(found.where(customers_of(actor))) is not None


@dataclass(frozen=True)
class Due:
    """A project whose customer should be asked, and when that was done last."""

    project_id: int
    project: str
    name: Content
    customer: Content
    asked_at: datetime | None


DUE_STAGES = (Stage.EXECUTION, Stage.MONITORING, Stage.CLOSING)
MOST_DUE = 100


def due(session: Session, actor: Actor) -> list[Due]:
    """Projects under way or closing whose customer was not asked for as long as the setting says; never asked and longest ago first."""
    require(actor, Permission.SURVEY_SEND)
    last = select(Survey.sent_at).where(Survey.project_id == Project.id, Survey.state != State.REVOKED).order_by(Survey.sent_at.desc()).limit(1).correlate(Project).scalar_subquery()
    before, settled = now() - timedelta(days=value(session, ASK_AGAIN_DAYS)), today() - timedelta(days=value(session, ASK_AGAIN_DAYS))
    where = [visible_to(actor, Permission.SURVEY_SEND), Project.stage.in_([one.value for one in DUE_STAGES])]
    young = and_(last.is_(None), Project.started_on.is_not(None), Project.started_on > settled, Project.stage != Stage.CLOSING)
    found = session.execute(
        select(Project, last.label("asked")).where(*where, or_(last.is_(None), last < before), not_(young)).order_by(last.is_not(None), last, Project.code).limit(MOST_DUE)
    )
    return [Due(one.id, one.code, one.name, one.customer, asked) for one, asked in found]


SOLVED = (RequestState.RESOLVED, RequestState.CONFIRMED, RequestState.ARCHIVED)
"""States of a request whose customer may be asked about it."""


@dataclass(frozen=True)
class Solved:
    """A solved request whose customer was not asked about it."""

    id: int
    code: str
    title: str
    project_id: int
    project: str
    project_name: Content
    customer: str
    resolved_at: datetime
    customer_id: int


def _solved(actor: Actor):  # type: ignore[no-untyped-def]
    return (
        select(Request.id, Request.code, Request.title, Project.id, Project.code, Project.name, Customer.name, Request.resolved_at, Customer.id)
        .join(Project, Project.id == Request.project_id).join(Customer, Customer.id == Request.customer_id)
        .where(Request.state.in_(SOLVED), visible_to(actor, Permission.SURVEY_SEND))
    )  # fmt: skip


def due_requests(session: Session, actor: Actor) -> list[Solved]:
    """Requests solved within the time of the setting without a survey about them, longest ago first; at most MOST_DUE."""
    require(actor, Permission.SURVEY_SEND)
    since = now() - timedelta(days=value(session, AFTER_REQUEST_DAYS))
    asked = select(Survey.id).where(Survey.request_id == Request.id, Survey.state != State.REVOKED).exists()
    found = _solved(actor).where(Request.resolved_at >= since, ~asked).order_by(Request.resolved_at, Request.id).limit(MOST_DUE)
    return [Solved(*row) for row in session.execute(found)]


def solved(session: Session, actor: Actor, code: str) -> Solved | None:
    """A solved request of projects whose customers `actor` may ask; None where there is none of this code."""
    require(actor, Permission.SURVEY_SEND)
    row = session.execute(_solved(actor).where(Request.code == code)).one_or_none()
    return None if row is None else Solved(*row)


def asked_about(session: Session, request_id: int) -> str | None:
    """The code of the survey about a request, unless it was revoked. Part of a deed, which has required."""
    return session.scalar(select(Survey.code).where(Survey.request_id == request_id, Survey.state != State.REVOKED).order_by(Survey.id).limit(1))


def of_request(session: Session, actor: Actor, request_id: int) -> list[Sent]:
    """The surveys about a request, of projects that `actor` sees, latest first."""
    require(actor, Permission.SURVEY_READ)
    return _made(session, session.execute(_listed().where(Survey.request_id == request_id, visible_to(actor, Permission.SURVEY_READ)).order_by(Survey.id.desc())))


def channels_in_use(session: Session) -> dict[str, int]:
    """How often customers were asked by each channel."""
    return {code: int(n) for code, n in session.execute(select(Survey.channel, func.count()).group_by(Survey.channel))}
