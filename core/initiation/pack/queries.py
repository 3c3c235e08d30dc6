"""Questions about the pack: everything is asked of the rooms that hold it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import NotFound
from core.initiation.charters import queries as charters
from core.initiation.charters.rules import Content as Said
from core.initiation.duties import queries as duties
from core.initiation.duties.records import Duties
from core.initiation.duties.rules import packages_of
from core.initiation.kickoffs import queries as kickoffs
from core.initiation.kickoffs.records import Kickoff
from core.initiation.pack.records import TailoredKind, TailoredStep
from core.initiation.pack.rules import STEPS, Facts, Found, Own, Piece, Tailored, complete, judged
from core.initiation.rules import BUDGET_LINES
from core.initiation.stakeholders import queries as stakeholders
from core.initiation.stakeholders.records import Stakeholder
from core.initiation.stakeholders.rules import Kind
from core.planning.records import PlanTask, SchedulePlan
from core.planning.rules.sheet import Kind as PlanKind
from core.projects import queries as projects
from core.projects.queries import visible_to
from core.projects.records import Member, Project
from core.reference.queries import counted_by, table
from core.words import Content


@dataclass(frozen=True)
class Dossier:
    """Everything of a project's initiation, with the names of budget lines, further steps and channels by their codes."""

    project: projects.ProjectRow
    charter: charters.Whole | None
    stakeholders: tuple[stakeholders.Row, ...]
    duties: duties.Table
    kickoffs: tuple[kickoffs.Row, ...]
    found: tuple[Found, ...]
    lines: Mapping[str, Content]
    steps: Mapping[str, Content]
    channels: Mapping[str, Content]


def dossier(session: Session, actor: Actor, project_code: str) -> Dossier:
    """Everything of the initiation of a project that `actor` may see. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    row = projects.project(session, actor, project_code)
    return Dossier(
        row, charters.charter(session, actor, row.id), tuple(stakeholders.stakeholders(session, actor, row.id)), duties.duties(session, actor, row.id),
        tuple(kickoffs.kickoffs(session, actor, row.id)), pack(session, actor, row.id), table(session, BUDGET_LINES).names, table(session, STEPS).names,
        table(session, charters.CHANNELS).names,
    )  # fmt: skip


def pack(session: Session, actor: Actor, project_id: int) -> tuple[Found, ...]:
    """What belongs to the pack of a project that `actor` may see, and what of it is there. Refuses NotFound."""
    require(actor, Permission.PROJECT_READ)
    kind = session.scalar(select(Project.kind).where(Project.id == project_id, visible_to(actor)))
    if kind is None:
        raise NotFound()
    charter = charters.charter(session, actor, project_id)
    given = duties.duties(session, actor, project_id)
    return judged(
        Facts(
            approved=charter is not None and charter.approved, content=charter.content if charter else Said(), confirmed=charter is not None and charter.holds is not None,
            planned=bool(given.planned), customer=any(row.entry.kind is Kind.CUSTOMER for row in stakeholders.stakeholders(session, actor, project_id)),
            kickoff=bool(kickoffs.kickoffs(session, actor, project_id)), team=bool(projects.team(session, actor, project_id)), packages=given.packages,
        ),
        tailored(session, actor, kind), _said(session, TailoredStep.project_id == project_id).get(project_id),
    )  # fmt: skip


def tailored(session: Session, actor: Actor, kind: str) -> Tailored:
    """What belongs to the packs of a kind of project: whoever sees projects sees by what they are measured."""
    require(actor, Permission.PROJECT_READ)
    return belonging(session.scalars(select(TailoredKind).where(TailoredKind.kind == kind)).one_or_none())


def kind_for_update(session: Session, kind: str) -> TailoredKind | None:
    return session.scalars(select(TailoredKind).where(TailoredKind.kind == kind).with_for_update()).one_or_none()


def step_for_update(session: Session, step_id: int) -> TailoredStep:
    """What a project said of a step. Refuses NotFound."""
    if (row := session.get(TailoredStep, step_id)) is None:
        raise NotFound()
    return row


def steps_for_update(session: Session, project_id: int) -> dict[str, Own]:
    """What a project, which is locked, says of its steps."""
    return _said(session, TailoredStep.project_id == project_id).get(project_id, {})


def belonging(row: TailoredKind | None) -> Tailored:
    """What is kept of a kind."""
    if row is None:
        return Tailored()
    known = set(Piece)
    return Tailored(frozenset(Piece(one) for one in row.left_out if one in known), tuple(row.added), row.reason, row.version)


def _said(session: Session, where: ColumnElement[bool]) -> dict[int, dict[str, Own]]:
    found: dict[int, dict[str, Own]] = {}
    for one in session.scalars(select(TailoredStep).where(where)):
        found.setdefault(one.project_id, {})[one.step] = Own(one.id, one.done_on, one.note, one.version)
    return found


def steps_in_use(session: Session) -> dict[str, int]:
    """How many kinds and projects name each further step."""
    rows = Counter(code for codes in session.scalars(select(TailoredKind.added)) for code in codes)
    rows.update({step: count for step, count in session.execute(select(TailoredStep.step, func.count()).group_by(TailoredStep.step))})
    return dict(rows)


counted_by(STEPS, steps_in_use)


def completeness(session: Session, actor: Actor, project_ids: Collection[int]) -> dict[int, Fraction]:
    """How complete the packs of those of these projects are that `actor` may see, of 1. As many questions for one as for a thousand."""
    require(actor, Permission.PROJECT_READ)
    here = and_(Project.id.in_(project_ids), visible_to(actor))

    def those(found: Select[Any]) -> set[int]:
        return set(session.scalars(found.distinct()))

    seen = {id_: kind for id_, kind in session.execute(select(Project.id, Project.kind).where(here))}
    kinds = {row.kind: belonging(row) for row in session.scalars(select(TailoredKind))}
    own = _said(session, TailoredStep.project_id.in_(select(Project.id).where(here)))
    held = charters.held_by(session, here)
    customers = those(select(Stakeholder.project_id).join(Project, Project.id == Stakeholder.project_id).where(here, Stakeholder.kind == Kind.CUSTOMER))
    met = those(select(Kickoff.project_id).join(Project, Project.id == Kickoff.project_id).where(here))
    teams = those(select(Member.project_id).join(Project, Project.id == Member.project_id).where(here))
    task = select(PlanTask.id).where(PlanTask.plan_id == SchedulePlan.id, PlanTask.summary.is_(False), PlanTask.kind == PlanKind.TASK).exists()
    planned = those(select(SchedulePlan.project_id).join(Project, Project.id == SchedulePlan.project_id).where(here, task))
    packages = {id_: packages_of(rows) for id_, rows in session.execute(select(Duties.project_id, Duties.packages).join(Project, Project.id == Duties.project_id).where(here))}
    return {
        id_: complete(judged(Facts(
            approved=id_ in held and held[id_].approved, content=held[id_].content if id_ in held else Said(), confirmed=id_ in held and held[id_].confirmed,
            planned=id_ in planned, customer=id_ in customers, kickoff=id_ in met, team=id_ in teams, packages=packages.get(id_, ()),
        ), kinds.get(kind, Tailored()), own.get(id_)))
        for id_, kind in seen.items()
    }  # fmt: skip
