"""Questions about opinions: whoever sees how a project communicates sees what was said and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Integer, Select, case, cast, func, null, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import here, today
from core.communication.measures.rules import ANSWERED
from core.communication.opinions import rules
from core.communication.opinions.records import Opinion
from core.communication.opinions.rules import ANSWER_WITHIN, Outcome, Side, State
from core.communication.plans.records import CommunicationPlan
from core.errors import NotFound
from core.initiation.applications.records import Application
from core.initiation.demands.records import Demand
from core.metrics.queries import provide
from core.people.queries import names
from core.planning.baselines.queries import newest
from core.planning.queries import standing_plan
from core.projects.queries import member_ids, project_seen, reach, visible_to
from core.projects.records import Project
from core.service.requests.records import Request
from core.settings.queries import value
from core.subjects import Place, found_by

KIND = "communication_opinion"
READ = Permission.COMMUNICATION_READ
MOST = 200


@dataclass(frozen=True)
class Heard:
    """An opinion as lists show it."""

    id: int
    side: Side
    text: str
    heard_on: date
    due_on: date
    state: State
    overdue: bool
    source: str
    by: dict[str, str]
    answer: str
    answered_on: date | None
    answered_by: dict[str, str]
    outcome: Outcome | None
    outcome_code: str
    version: int


@dataclass(frozen=True)
class Voices:
    """What was heard on a project: what waits comes first. `thin`: the team is so small that people may guess who wrote."""

    project_id: int
    project_code: str
    opinions: tuple[Heard, ...]
    team: int
    thin: bool
    may_say: bool
    may_answer: bool


def voices(session: Session, actor: Actor, project_code: str) -> Voices:
    """The opinions of a project that `actor` may see. Refuses NotFound."""
    project, day = project_seen(session, actor, project_code, READ), today()
    rows = list(session.scalars(select(Opinion).where(Opinion.project_id == project.id).order_by(case((Opinion.state == State.OPEN, 0), else_=1), Opinion.due_on.desc(), Opinion.id.desc()).limit(MOST)))
    who = names(session, frozenset(one for row in rows for one in (row.by_id, row.answered_by_id) if one))
    heard = tuple(
        Heard(
            row.id, Side(row.side), row.text, row.heard_on, row.due_on, State(row.state), rules.overdue(State(row.state), row.due_on, day), row.source, who.get(row.by_id or 0, {}), row.answer,
            row.answered_on, who.get(row.answered_by_id or 0, {}), Outcome(row.outcome) if row.outcome else None, row.outcome_code, row.version,
        )
        for row in rows
    )  # fmt: skip
    team, at = len(member_ids(session, project.id) | {project.manager_id}), reach(project)
    return Voices(project.id, project.code, heard, team, team < rules.THIN, within(actor, Permission.COMMUNICATION_SAY, at), within(actor, Permission.COMMUNICATION_ANSWER, at))


def waiting(session: Session, project_ids: Any, day: date) -> dict[int, tuple[int, int]]:
    """How many opinions wait for an answer, and how many of them are overdue, by project. Asked within other questions, which have decided what the reader may see."""
    late = func.sum(case((Opinion.due_on < day, 1), else_=0))
    rows = session.execute(select(Opinion.project_id, func.count(), late).where(Opinion.project_id.in_(project_ids), Opinion.state == State.OPEN).group_by(Opinion.project_id))
    return {project_id: (int(count), int(overdue)) for project_id, count, overdue in rows}


def answered_rows(session: Session) -> Select[Any]:
    """The rows of the measure: 1 where an opinion was answered by its day; those whose day has not passed and that are open are not counted."""
    yes = case((Opinion.answered_on <= Opinion.due_on, 1), else_=0)
    rows = select(Opinion.project_id.label("project_id"), cast(null(), Integer).label("person_id"), Opinion.due_on.label("on"), cast(yes, Integer).label("value"), Project.code.label("code"))
    return rows.join(Project, Project.id == Opinion.project_id).where(or_(Opinion.answered_on.is_not(None), Opinion.due_on < today()))


# ------------------------------------------------------------------ for the deeds


def fresh(session: Session, project: Project, *, side: Side, text: str, heard_on: date, by_id: int | None, meeting_id: int | None = None, line: int | None = None, source: str = "") -> Opinion:
    """An opinion that waits for its answer, to be kept by a deed."""
    within = int(value(session, ANSWER_WITHIN, project.department_id))
    return Opinion(
        project_id=project.id, side=side.value, text=text, heard_on=heard_on, due_on=rules.due(heard_on, within), meeting_id=meeting_id, line=line, source=source, by_id=by_id, state=State.OPEN.value,
        answer="", answered_on=None, answered_by_id=None, outcome="", outcome_code="",
    )  # fmt: skip


def opinion_for_update(session: Session, opinion_id: int) -> Opinion:
    """The opinion, locked. Refuses NotFound."""
    found = session.scalars(select(Opinion).where(Opinion.id == opinion_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def proof(session: Session, project: Project, outcome: Outcome, code: str, heard_on: date) -> str:
    """The code of what an opinion led to. Refuses NothingChanged, NoSuchRecord."""
    if outcome is Outcome.PLAN:
        kept = session.scalars(select(CommunicationPlan).where(CommunicationPlan.project_id == project.id)).one_or_none()
        return _since(kept.changed_at if kept else None, heard_on, f"v{kept.number}" if kept else "")
    if outcome is Outcome.BASELINE:
        plan = standing_plan(session, project.id)
        kept_as = newest(session, plan.id) if plan else None
        return _since(kept_as.kept_at if kept_as else None, heard_on, kept_as.name if kept_as else "")
    if outcome is Outcome.REQUEST:
        found = session.scalar(select(Request.code).where(Request.code == code, Request.project_id == project.id))
    elif outcome is Outcome.DEMAND:
        own = select(Application.id).where(Application.project_id == project.id)
        near = or_(Demand.application_id.in_(own), (Demand.application_id.is_(None)) & (Demand.department_id == project.department_id))
        found = session.scalar(select(Demand.code).where(Demand.code == code, near))
    else:
        return ""
    if found is None:
        raise rules.NoSuchRecord(code=code[: rules.CODE_LIMIT])
    return found


def _since(at: datetime | None, heard_on: date, name: str) -> str:
    if at is None or here(at).date() < heard_on:
        raise rules.NothingChanged()
    return name


def place(session: Session, actor: Actor, opinion_id: int) -> Place:
    """Where an opinion stands. Refuses NotFound."""
    require(actor, READ)
    found = session.execute(select(Opinion, Project).join(Project, Project.id == Opinion.project_id).where(Opinion.id == opinion_id, visible_to(actor, READ))).one_or_none()
    if found is None:
        raise NotFound()
    return standing(found[0], found[1])


def standing(row: Opinion, project: Project) -> Place:
    """The place of an opinion at hand."""
    return Place(KIND, row.id, project.code, row.text[:120], f"Communication?project={project.code}&part=opinions", project_id=project.id, department_id=project.department_id, people=frozenset({project.manager_id}))


found_by(KIND, place)
provide(ANSWERED, answered_rows, page="Communication", parameter="project")
