"""Questions about weekly and monthly reports: what one would tell now, and those that were issued."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import today
from core.cost.hours.queries import COUNTS
from core.cost.hours.records import TimeEntry
from core.errors import NotFound
from core.people.queries import names
from core.planning import queries as planning
from core.planning.baselines import queries as baselines
from core.planning.baselines.records import BaselineTask
from core.planning.queries import Planned
from core.planning.records import SchedulePlan
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.sheet import Kind
from core.progress import queries as progress
from core.progress.deviations import queries as deviations
from core.progress.deviations.rules import WATCHED
from core.progress.periodic import rules
from core.progress.periodic.records import ProgressReport
from core.progress.periodic.rules import Ahead, Contents, Done, Hours, Moved, Point, Span, Stone
from core.progress.records import TaskReport
from core.progress.updates import queries as updates
from core.progress.value import queries as values
from core.progress.value.queries import Asked, Value
from core.progress.value.rules import Figure, Unit, rounded
from core.projects.queries import project_seen, visible_to
from core.projects.records import Project
from core.subjects import Place, found_by

TOLD = (
    Figure.BAC, Figure.PV, Figure.EV, Figure.AC, Figure.SV, Figure.CV, Figure.SPI, Figure.CPI, Figure.EAC_CPI, Figure.ETC, Figure.VAC, Figure.SV_T, Figure.SPI_T,
)  # fmt: skip
PLACES = 4


@dataclass(frozen=True)
class Issued:
    """A report as it was issued."""

    id: int
    span: Span
    first: date
    last: date
    edition: int
    comment: str
    by: dict[str, str]
    at: datetime


def contents(session: Session, actor: Actor, project_code: str, span: Span, day: date) -> Contents:
    """What a report on the period of `day` tells now. Refuses NotFound (also without a plan), NotYetBegun, BeforeThePlan."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    until = rules.until(span, day, today())
    first = span.first(day)
    plan = planning.standing_plan(session, project.id)
    if plan is None:
        raise NotFound()
    rows = planning.planned(session, plan)
    leaves = [one for one in rows if not one.summary]
    if not leaves or day_of(min(one.starts for one in leaves)) > span.last(day):
        raise rules.BeforeThePlan()
    baseline_id, baseline, then = _baseline(session, plan)
    value = None
    for against in dict.fromkeys((baseline_id, None)):  # as the page does: with the newest baseline, where its tasks still stand
        value = value or values.value(session, actor, Asked(project_code, until, today(), against))
    reports = _reports(session, project.id, first, until)
    hours, spent = _hours(session, project.id, first, until)
    silent = progress.silent_in(session, project) if until == today() else []
    who = names(session, frozenset({project.manager_id, *(one.row.owner for one in leaves if one.row.owner), *(one.by_id for one in reports), *hours}))
    tasks = [one for one in leaves if one.row.kind is Kind.TASK]
    open_ = [one for one in tasks if not _finished(one, until)]
    after = until + timedelta(days=1)
    horizon = midnight(span.last(max(after, span.last(day) + timedelta(days=1))) + timedelta(days=1))

    def ahead(ones: list[Planned]) -> tuple[Ahead, ...]:
        return tuple(
            Ahead(one.row.name, day_of(one.starts), day_of(one.ends, ends=True), one.row.percent, who.get(one.row.owner or 0)) for one in ones[: rules.MOST]
        )

    whole = sum(one.row.duration for one in leaves)
    return Contents(
        span, first, span.last(day), until, project.code, project.name, who[project.manager_id], day_of(min(one.starts for one in leaves)), day_of(plan.finish, ends=True),
        day_of(max(then.values()), ends=True) if then else None, baseline, sum(one.row.duration * one.row.percent for one in leaves) / 100 / whole if whole else None,
        value is not None and value.unit is Unit.MONEY, *_figures(value),
        finished=tuple(
            Done(one.row.name, day_of(one.row.actual_finish, ends=True), day_of(then[one.row.uid], ends=True) if one.row.uid in then else None, who.get(one.row.owner or 0))
            for one in tasks if one.row.actual_finish is not None and first <= day_of(one.row.actual_finish, ends=True) <= until
        )[: rules.MOST],
        moved=_moved(reports, spent, {one.row.uid for one in open_}, who),
        overdue=ahead([one for one in open_ if one.ends < midnight(after)]),
        ahead=ahead([one for one in open_ if one.ends >= midnight(after) and (one.starts < horizon)]),
        milestones=tuple(
            Stone(one.row.name, day_of(then[one.row.uid], ends=True) if one.row.uid in then else None, day_of(one.ends, ends=True), _finished(one, until))
            for one in leaves if one.row.kind is not Kind.TASK
        )[: rules.MOST],
        silent=tuple(one.name for one in silent), hours=tuple(Hours(who[person], minutes) for person, minutes in sorted(hours.items(), key=lambda one: (-one[1], one[0]))),
        curve=_curve(value), judged=_judged(session, actor, project_code, until), corrections=_corrections(session, actor, project_code),
    )  # fmt: skip


def _judged(session: Session, actor: Actor, project_code: str, until: date) -> rules.Judged | None:
    newest = next((one for one in updates.history(session, actor, project_code) if one.on <= until), None)
    return None if newest is None else rules.Judged(newest.health, newest.measured, newest.on, newest.text)


def _corrections(session: Session, actor: Actor, project_code: str) -> tuple[rules.Correction, ...]:
    return tuple(
        rules.Correction(one.task, one.measure, one.state, one.words, one.owner, one.expected_on)
        for one in deviations.recorded(session, actor, project_code)[: rules.MOST] if one.state in WATCHED
    )  # fmt: skip


def _finished(one: Planned, until: date) -> bool:
    return one.row.actual_finish is not None and day_of(one.row.actual_finish, ends=True) <= until


def _baseline(session: Session, plan: SchedulePlan) -> tuple[int | None, str, dict[int, int]]:
    """The newest baseline: its number, its name, and when each of its tasks was to end."""
    newest = baselines.newest(session, plan.id)
    if newest is None:
        return None, "", {}
    rows = session.execute(select(BaselineTask.uid, BaselineTask.ends).where(BaselineTask.baseline_id == newest.id, BaselineTask.summary.is_(False)))
    return newest.id, newest.name, {uid: ends for uid, ends in rows}


def _reports(session: Session, project_id: int, first: date, until: date) -> list[TaskReport]:
    """What was reported in the period, in its order."""
    return list(
        session.scalars(
            select(TaskReport).where(TaskReport.project_id == project_id, TaskReport.reported_on >= first, TaskReport.reported_on <= until)
            .order_by(TaskReport.task_uid, TaskReport.reported_on, TaskReport.id)
        )
    )  # fmt: skip


def _hours(session: Session, project_id: int, first: date, until: date) -> tuple[dict[int, int], dict[int, int]]:
    """Who worked so many minutes in the period, and on which tasks."""
    rows = session.execute(
        select(TimeEntry.person_id, TimeEntry.task_uid, func.sum(TimeEntry.minutes))
        .where(COUNTS, TimeEntry.project_id == project_id, TimeEntry.worked_on >= first, TimeEntry.worked_on <= until).group_by(TimeEntry.person_id, TimeEntry.task_uid)
    )  # fmt: skip
    people: dict[int, int] = {}
    tasks: dict[int, int] = {}
    for person, uid, minutes in rows:
        people[person] = people.get(person, 0) + int(minutes)
        tasks[uid] = tasks.get(uid, 0) + int(minutes)
    return people, tasks


def _moved(reports: list[TaskReport], spent: dict[int, int], open_: set[int], who: dict[int, dict[str, str]]) -> tuple[Moved, ...]:
    by_task: dict[int, list[TaskReport]] = {}
    for one in reports:
        by_task.setdefault(one.task_uid, []).append(one)
    return tuple(
        Moved(told[-1].task, told[0].was, told[-1].percent, spent.get(uid, 0), told[-1].blocker if uid in open_ else "", who.get(told[-1].by_id))
        for uid, told in list(by_task.items())[: rules.MOST]
    )  # fmt: skip


def _figures(value: Value | None) -> tuple[dict[str, object], dict[str, str]]:
    known, reasons = {}, {}
    for figure in TOLD if value is not None else ():
        found = value.figures.get(figure)  # type: ignore[union-attr]
        if isinstance(found, Fraction | int):
            known[figure.value] = rounded(Fraction(found), PLACES)
        elif found is not None:
            reasons[figure.value] = found
    return known, reasons  # type: ignore[return-value]


def _curve(value: Value | None) -> tuple[Point, ...]:
    if value is None:
        return ()
    return tuple(
        Point(one.day, float(one.pv), *(None if part is None else float(part) for part in (one.least, one.most, one.ac))) for one in value.points
    )


def issued(session: Session, actor: Actor, project_code: str, *, limit: int = 60) -> list[Issued]:
    """The reports that were issued on a project that `actor` may see, the newest period first, of one period the newest edition. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ)
    rows = session.execute(
        select(
            ProgressReport.id, ProgressReport.span, ProgressReport.first, ProgressReport.last, ProgressReport.edition, ProgressReport.comment, ProgressReport.by_id,
            ProgressReport.at,
        )
        .where(ProgressReport.project_id == project.id).order_by(ProgressReport.last.desc(), ProgressReport.span, ProgressReport.edition.desc()).limit(limit)
    ).all()  # fmt: skip
    who = names(session, frozenset(row.by_id for row in rows))
    return [Issued(row.id, Span(row.span), row.first, row.last, row.edition, row.comment, who[row.by_id], row.at) for row in rows]


def one(session: Session, actor: Actor, report_id: int) -> tuple[Issued, Contents]:
    """An issued report with what it tells. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    row = session.scalars(
        select(ProgressReport).join(Project, Project.id == ProgressReport.project_id).where(ProgressReport.id == report_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    who = names(session, frozenset({row.by_id}))
    return Issued(row.id, Span(row.span), row.first, row.last, row.edition, row.comment, who[row.by_id], row.at), rules.thawed(row.contents)


def report_of(session: Session, report_id: int) -> tuple[ProgressReport, Project]:
    """A report with its project. Refuses NotFound. # house: the deed that asks for it requires"""
    found = session.execute(
        select(ProgressReport, Project).join(Project, Project.id == ProgressReport.project_id).where(ProgressReport.id == report_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def editions(session: Session, project_id: int, span: Span, first: date) -> int:
    """How many reports were issued on a period."""
    return session.scalar(
        select(func.count()).select_from(ProgressReport).where(ProgressReport.project_id == project_id, ProgressReport.span == span, ProgressReport.first == first)
    ) or 0


def place(session: Session, actor: Actor, report_id: int) -> Place:
    """Where an issued report of a project that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    row = session.scalars(
        select(Project).join(ProgressReport, ProgressReport.project_id == Project.id).where(ProgressReport.id == report_id, visible_to(actor, Permission.PLAN_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return Place("progress_report", report_id, row.code, row.name, f"Progress?project={row.code}&part=periodic", row.id, row.department_id, frozenset({row.manager_id}))


found_by("progress_report", place)
