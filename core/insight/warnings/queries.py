"""Questions about early warnings: computed from what stands in the rooms at this moment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import here, now, today
from core.comments.records import Comment
from core.communication.plans import queries as plans
from core.customers import queries as customers
from core.customers.care.records import Care
from core.customers.records import Customer, ProjectCustomer
from core.followup.queries import visible_followups
from core.followup.records import FollowUp
from core.followup.rules import WITH_OWNER
from core.initiation.charters import queries as charters
from core.initiation.kickoffs.records import Kickoff
from core.initiation.stakeholders.records import Stakeholder
from core.initiation.stakeholders.rules import HIGH
from core.insight.warnings import rules
from core.insight.warnings.records import WarningLook, WarningTurn
from core.insight.warnings.rules import (
    Agreed,
    Challenge,
    Contacts,
    Growth,
    Happened,
    Level,
    Overbooked,
    Register,
    Turn,
    Warning_,
)
from core.people.queries import names
from core.planning import queries as planning
from core.planning.baselines import queries as baselines
from core.planning.baselines.records import BaselineTask
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules import load
from core.planning.rules.moments import day_of, ticks
from core.planning.rules.worktime import TICKS
from core.progress import queries as progress
from core.progress.deviations import queries as deviations
from core.progress.deviations.records import Deviation
from core.progress.deviations.rules import WATCHED
from core.progress.deviations.rules import State as Went
from core.progress.updates import rules as updates
from core.progress.updates.records import ProjectUpdate
from core.projects.queries import actors, project_seen
from core.projects.records import Project
from core.projects.rules import Stage
from core.quality.nonconformities import queries as nonconformities
from core.quality.nonconformities.records import Nonconformity
from core.quality.nonconformities.rules import LIVING, Severity
from core.risk.life.rules import LIVING as ALIVE
from core.risk.life.rules import State as Alive
from core.risk.overview import queries as risks
from core.risk.sweeps import queries as sweeps
from core.risk.watch.queries import of_risks
from core.risk.watch.rules import Signal
from core.service.requests import queries as requests
from core.service.requests.records import Request
from core.settings.queries import value

HOUR = 60 * TICKS
LATEST = 60
"""So many turns of a project's warnings are shown."""


def warnings(session: Session, actor: Actor, project_code: str) -> tuple[Warning_, ...]:
    """The four warnings of a project that `actor` may see, in their fixed order. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    plan = planning.standing_plan(session, project.id)
    rows = [one for one in planning.planned(session, plan) if not one.summary] if plan else []
    limits = {one.code: value(session, one, project.department_id) for one in (rules.GROWN_LOOK, rules.GROWN_ACT, rules.LOADED_ACT)}
    return (
        rules.scope(_growth(session, plan, rows) if plan else None, limits[rules.GROWN_LOOK.code], limits[rules.GROWN_ACT.code], _charter(session, actor, project.id)),
        rules.resources(_overbooked(session, actor, plan) if plan else (), limits[rules.LOADED_ACT.code], anybody=any(one.row.people and one.row.actual_finish is None for one in rows)),
        rules.risk(_happened(session, actor, project, rows), _register(session, actor, project)),
        rules.communication(_contacts(session, actor, project, plan)),
    )  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """How the warnings of a project stand, level by challenge, and the look before that this follows (None: the first)."""

    project_id: int
    levels: dict[str, str] | None
    """None: nobody leads it who could be told."""
    before: datetime | None


def looked(session: Session, before: datetime, limit: int) -> list[Looked]:
    """The warnings of projects under way that were not looked at since a moment, the longest first, as whoever leads each sees them. # house: for the routine that keeps them"""
    due = session.execute(
        select(Project, WarningLook.at).outerjoin(WarningLook, WarningLook.project_id == Project.id)
        .where(Project.stage != Stage.CLOSED, or_(WarningLook.at.is_(None), WarningLook.at < before)).order_by(WarningLook.at.is_not(None), WarningLook.at, Project.id).limit(limit)
    ).all()  # fmt: skip
    leading = {one.id: one for one in actors(session, {project.manager_id for project, _ in due})}
    found = []
    for project, at in due:
        manager = leading.get(project.manager_id)
        found.append(Looked(project.id, {one.challenge.value: one.level.value for one in warnings(session, manager, project.code)} if manager else None, at))
    return found


def kept_for_update(session: Session, project_ids: Collection[int]) -> dict[int, tuple[Project, WarningLook | None]]:
    """Projects with what is kept of their warnings, locked."""
    rows = session.execute(select(Project, WarningLook).outerjoin(WarningLook, WarningLook.project_id == Project.id).where(Project.id.in_(project_ids)).with_for_update(of=Project))
    return {project.id: (project, look) for project, look in rows}


def turned(session: Session, actor: Actor, project_code: str) -> list[Turn]:
    """When the warnings of a project that `actor` may see came to another level, the newest first, at most LATEST. Refuses NotFound."""
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    rows = session.scalars(select(WarningTurn).where(WarningTurn.project_id == project.id).order_by(WarningTurn.on.desc(), WarningTurn.id.desc()).limit(LATEST))
    return [Turn(Challenge(one.challenge), Level(one.before) if one.before else None, Level(one.level), one.on) for one in rows]


def _growth(session: Session, plan: SchedulePlan, rows: list[Planned]) -> Growth | None:
    """Against the newest baseline."""
    newest = baselines.newest(session, plan.id)
    if newest is None:
        return None
    rows_then = session.execute(select(BaselineTask.uid, BaselineTask.duration).where(BaselineTask.baseline_id == newest.id, BaselineTask.summary.is_(False)))
    then = {uid: duration for uid, duration in rows_then}
    return rules.grown({one.row.uid: one.row.name for one in rows}, {one.row.uid: one.row.duration for one in rows}, then, newest.name, HOUR)


def _charter(session: Session, actor: Actor, project_id: int) -> Agreed | None:
    whole = charters.charter(session, actor, project_id)
    return Agreed(whole.number, whole.agreed[0].number if whole.agreed else None, whole.holds is not None) if whole else None


def _overbooked(session: Session, actor: Actor, plan: SchedulePlan) -> tuple[Overbooked, ...]:
    """The weeks from this one on that ask more of somebody than she has, other plans counted."""
    found = planning.loaded(session, actor, plan.id)
    at = ticks(here(now()).replace(tzinfo=None))
    weeks = [one for one in load.weekly(found.frame, found.here, found.elsewhere) if one.monday + load.WEEK > at and one.asked > one.has]
    known = names(session, frozenset(one.person for one in weeks))
    return tuple(
        Overbooked(known.get(one.person, {}), day_of(one.monday), -(-one.asked // HOUR), one.has // HOUR, one.elsewhere // HOUR) for one in weeks
    )


def _happened(session: Session, actor: Actor, project: Project, rows: list[Planned]) -> Happened:
    """What has gone wrong already, as far as `actor` may see it."""
    day, compared = today(), deviations.against(session, project)
    failed = session.scalars(
        select(Deviation.task).where(Deviation.project_id == project.id, Deviation.state.in_(WATCHED), or_(Deviation.state == Went.FAILED, Deviation.expected_on < day)).order_by(Deviation.id)
    )
    grave = session.scalars(
        select(Nonconformity.code).join(Project, Project.id == Nonconformity.project_id)
        .where(Nonconformity.project_id == project.id, nonconformities.visible(actor), Nonconformity.severity == Severity.CRITICAL, Nonconformity.state.in_(LIVING))
        .order_by(Nonconformity.id)
    )  # fmt: skip
    overdue = session.scalars(
        select(FollowUp.code).join(Project, Project.id == FollowUp.project_id)
        .where(FollowUp.project_id == project.id, visible_followups(actor), FollowUp.state.in_(WITH_OWNER), FollowUp.due_on < day).order_by(FollowUp.due_on, FollowUp.id)
    )  # fmt: skip
    return Happened(
        tuple(one.task for one in compared.owed) if compared else (), tuple(failed), tuple(one.row.name for one in rows if one.lacks and one.row.actual_finish is None), tuple(grave), tuple(overdue)
    )


def _register(session: Session, actor: Actor, project: Project) -> Register | None:
    """What the register of risks says, if `actor` sees it."""
    if not actor.may(Permission.RISK_READ):
        return None
    day = today()
    found = [row for row in risks.of_project(session, actor, project.id) if row.state in ALIVE]
    watching = of_risks(session, {row.id: project.id for row in found}, day)

    def signalling(which: Signal) -> tuple[str, ...]:
        return tuple(row.code for row in found if any(one.signal is which for one in watching.get(row.id, ())))

    late = [row for row in found if row.next_on is not None and row.next_on < day]
    return Register(
        len(found), risks.registered(session, actor, project.id), tuple(row.code for row in found if row.life.unanswered and row.life.exposure), tuple(row.code for row in late if not row.life.borne),
        tuple(row.code for row in late if row.life.borne), signalling(Signal.WARNED), signalling(Signal.UNKNOWN), tuple(row.code for row in found if not row.life.exposure),
        tuple(row.code for row in found if row.state is Alive.OCCURRED), sweeps.overdue(session, project, day),
    )  # fmt: skip


def _waiting(session: Session, actor: Actor, project: Project) -> tuple[str, ...]:
    """Open requests of the project with a clock that has run out, the longest first, as far as `actor` may see them."""
    return tuple(session.scalars(
        select(Request.code).where(Request.project_id == project.id, requests.visible(actor), Request.open.is_(True), Request.due_at < now())
        .order_by(Request.due_at, Request.id)
    ))  # fmt: skip


def _promised(session: Session, actor: Actor, project: Project, day: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Customers of the project, by code, to whom somebody was to speak before today, and what was planned for them and is overdue; as far as `actor` may see them."""
    ours = (ProjectCustomer.project_id == project.id, customers.visible_to(actor), Customer.lost_on.is_(None))
    of_ours = select(Customer.code).join(ProjectCustomer, ProjectCustomer.customer_id == Customer.id).where(*ours)
    late = select(Care.title).join(Customer, Customer.id == Care.customer_id).join(ProjectCustomer, ProjectCustomer.customer_id == Customer.id).where(*ours, Care.done_on.is_(None), Care.due_on < day)
    return tuple(session.scalars(of_ours.where(Customer.next_contact_on < day).order_by(Customer.next_contact_on, Customer.id))), tuple(session.scalars(late.order_by(Care.due_on, Care.id)))


def _contacts(session: Session, actor: Actor, project: Project, plan: SchedulePlan | None) -> Contacts:
    day = today()
    important = or_(Stakeholder.influence >= HIGH, Stakeholder.interest >= HIGH)
    last = session.scalar(select(func.max(ProjectUpdate.given_on)).where(ProjectUpdate.project_id == project.id))
    silent = progress.silent_in(session, project)
    return Contacts(
        plan is not None and day_of(plan.starts) <= day, session.scalar(select(func.count()).select_from(Kickoff).where(Kickoff.project_id == project.id)) != 0,
        session.scalar(select(func.count()).select_from(Stakeholder).where(Stakeholder.project_id == project.id)) or 0,
        tuple(session.scalars(select(Stakeholder.name).where(Stakeholder.project_id == project.id, important, Stakeholder.channel == "").order_by(Stakeholder.id))),
        _unanswered(session, project, plan, day), tuple(one.name for one in silent),
        (day - last).days if last else None, value(session, updates.EVERY, project.department_id),
        _waiting(session, actor, project), *_promised(session, actor, project, day), *plans.missed(session, project),
    )  # fmt: skip


def _unanswered(session: Session, project: Project, plan: SchedulePlan | None, day: date) -> tuple[dict[str, str], ...]:
    """Who was called by name on the project or its plan some days ago, and has written nothing there since."""
    before = day - timedelta(days=value(session, rules.WAITED, project.department_id))
    where = or_(
        (Comment.subject_kind == "project") & (Comment.subject_id == project.id), (Comment.subject_kind == "plan") & (Comment.subject_id == (plan.id if plan else 0))
    )
    waiting: set[int] = set()
    for author, mentions, at in session.execute(select(Comment.author_id, Comment.mentions, Comment.at).where(where, Comment.struck_at.is_(None)).order_by(Comment.id)):
        waiting.discard(author)
        if here(at).date() <= before:
            waiting |= set(mentions) - {author}
    known = names(session, frozenset(waiting))
    return tuple(known[one] for one in sorted(waiting) if one in known)
