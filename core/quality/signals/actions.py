"""The deed on a signal: it becomes a nonconformity."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.followup.rules import ElsewhereProject
from core.numbering.actions import next_code
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.quality.nonconformities import actions as nonconformities
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.rules import TITLE_LIMIT, Origin, Severity
from core.quality.rules import Source
from core.quality.signals import queries, rules
from core.quality.signals.queries import KIND
from core.quality.signals.records import ChartSignal
from core.quality.signals.rules import Fired
from core.quality.spc import queries as spc
from core.words import N_


@dataclass(frozen=True)
class Told:
    """What is said of a signal."""

    title: str
    finding: str
    class_: str
    severity: Severity
    containment: str = ""


def register(session: Session, actor: Actor, source: Source, fired: Fired, *, project_id: int, told: Told, first: date, laney: bool = False) -> int:
    """Register a signal of a chart (drawn from `first` on) as a nonconformity of a project, once; returns the nonconformity's id.

    Refuses NoSuchSignal, SignalTaken, ElsewhereProject, NotAnEntry, Empty, TooLong, NotFound.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.NONCONFORMITY_REGISTER, project_reach(project))
    source = spc.settled(session, source)
    spc.check_source(session, actor, source)
    if source.project_id not in (None, project.id):
        raise ElsewhereProject()
    if (code := queries.at(session, source, fired)) is not None:
        raise rules.SignalTaken(code=code)
    drawn = spc.chart_of(session, source, first, today(), laney=laney)
    if fired not in rules.fired(drawn.charts, drawn.points):
        raise rules.NoSuchSignal(day=fired.on)
    row = ChartSignal(
        code=next_code(session, "SIG"), title=fields.line(told.title, N_("What is wrong"), TITLE_LIMIT), chart=source.key, on=fired.on, rule=fired.rule.value, nonconformity_id=None,
        by_id=actor.id, at=now(),
    )  # fmt: skip
    row.take(source)
    with_ids(session, row)
    made = nonconformities.make(session, actor, project, Finding(
        told.title, told.finding, told.class_, Severity(told.severity), Origin.SIGNAL, today(), told.containment, KIND, row.id, row.code,
    ))  # fmt: skip
    row.nonconformity_id = made.id
    touch(session, "spc")
    note(session, actor, "signal:register", KIND, row.id, code=row.code, project_id=project.id, chart=source.key, on=fired.on, rule=fired.rule.value, nonconformity=made.code)
    return made.id
