"""Questions about decisions on channels."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import here
from core.errors import NotFound
from core.people.queries import names
from core.projects.queries import reach, visible_to
from core.projects.records import Project
from core.service.analysis import queries as analysis
from core.service.analysis.queries import Asked
from core.service.tuning import rules
from core.service.tuning.records import ChannelTuning
from core.service.tuning.rules import Aspect, Change, Figures, Verdict
from core.subjects import Place, found_by

KIND = "tuning"
MOST = 50


@dataclass(frozen=True)
class Tuned:
    """A decision as its card shows it; `change` is None until it is judged, `judge_from` until it is in effect."""

    id: int
    code: str
    project: str
    project_name: dict[str, str]
    channel: str
    aspect: Aspect
    up: bool
    first: date
    last: date
    before: Figures
    change: str
    owner: dict[str, str]
    due_on: date
    follow_up: str
    decided_on: date
    changed_on: date | None
    judge_from: date | None
    verdict: Verdict | None
    found: Change | None
    after: Figures
    after_first: date | None
    after_last: date | None
    version: int
    may_edit: bool


def listed(session: Session, actor: Actor, asked: Asked) -> list[Tuned]:
    """Decisions on channels of the projects that are looked at, what waits first, then the newest."""
    require(actor, Permission.REQUEST_READ)
    mine = analysis.mine(session, actor, asked)
    found = select(ChannelTuning, Project).join(Project, Project.id == ChannelTuning.project_id).where(visible_to(actor, Permission.REQUEST_READ))
    if mine is not None:
        found = found.where(ChannelTuning.project_id.in_(mine))
    if asked.channel:
        found = found.where(ChannelTuning.channel == asked.channel)
    rows = session.execute(found.order_by(ChannelTuning.id.desc()).limit(MOST)).all()
    who = names(session, frozenset(row.owner_id for row, _ in rows))
    told = [_told(row, project, who[row.owner_id], within(actor, Permission.TUNING_DECIDE, reach(project))) for row, project in rows]
    return sorted(told, key=lambda one: one.verdict not in (None, Verdict.TOO_LITTLE))


def _told(row: ChannelTuning, project: Project, owner: dict[str, str], may_edit: bool) -> Tuned:
    aspect = Aspect(row.aspect)
    found = rules.judged(row.before[aspect.value], row.after[aspect.value], up=row.up) if row.after else None
    return Tuned(
        row.id, row.code, project.code, project.name, row.channel, aspect, row.up, row.first, row.last, row.before, row.change, owner, row.due_on, row.follow_up, here(row.at).date(), row.changed_on,
        None if row.changed_on is None else rules.from_on(row.changed_on, row.wait_days), Verdict(row.verdict) if row.verdict else None, found, row.after, row.after_first, row.after_last, row.version,
        may_edit,
    )  # fmt: skip


def figures(session: Session, project_id: int, channel: str, first: date, last: date) -> Figures:
    """What a channel did in the weeks from one Monday to another. For deeds that have required"""
    mine, everything = analysis.by_channel(session, project_id, channel, first, last)
    return rules.figures(mine, everything)


def tuning_for_update(session: Session, tuning_id: int) -> tuple[ChannelTuning, Project]:
    """The decision, locked, with its project. Refuses NotFound."""
    found = session.execute(
        select(ChannelTuning, Project).join(Project, Project.id == ChannelTuning.project_id).where(ChannelTuning.id == tuning_id).with_for_update(of=ChannelTuning)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def place(session: Session, actor: Actor, tuning_id: int) -> Place:
    """Where a decision stands. Refuses NotFound."""
    require(actor, Permission.REQUEST_READ)
    found = session.execute(
        select(ChannelTuning, Project).join(Project, Project.id == ChannelTuning.project_id).where(ChannelTuning.id == tuning_id, visible_to(actor, Permission.REQUEST_READ))
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, project = found
    return Place(KIND, row.id, row.code, row.change[:120], f"Service_analysis?part=channels&project={project.code}", project.id, project.department_id, frozenset({row.owner_id}), frozenset({row.owner_id}))


found_by(KIND, place)
