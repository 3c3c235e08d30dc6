"""Questions about many requests at once: kept sums of weeks, and what has happened since they were kept worked out on top."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, delete, false, func, insert, or_, select, true
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Scope, require
from core.clock import here, now, today
from core.config import settings
from core.customers.rules import CLASSES
from core.people.queries import below_each, names
from core.people.records import Department
from core.projects.queries import visible_to
from core.projects.records import Project
from core.reference.queries import table
from core.service.analysis import rules
from core.service.analysis.records import RequestWeek, RequestWeeksMark
from core.service.analysis.rules import Cells, Dim, Fact, Flow, Mode, Point, Sums, monday, sums_of
from core.service.requests.records import Handover, Request, RequestEvent
from core.service.requests.rules import State, Step
from core.service.rules import CAUSES, CHANNELS, MODES, PROBLEM_CLASSES, PROBLEM_TYPES, SELF_SERVICE

LIVE_AT_MOST = 20_000
"""Requests that are counted while the reader waits; of more changed ones she is told that they follow."""
WEEKS = (13, 26, 52, 156)
USUAL = 52
AGES = (1, 3, 7, 14, 30)
"""Days that divide open requests by their age."""
HOLDERS = 15


@dataclass(frozen=True)
class Asked:
    """What is looked at: the last so many weeks, the running one included; codes narrow, empty ones do not."""

    weeks: int = USUAL
    project: str = ""
    channel: str = ""
    problem_class: str = ""
    customer_class: str = ""
    department: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether more than projects and departments narrow: then no kept sums fit."""
        return bool(self.channel or self.problem_class or self.customer_class)

    def span(self, day: date) -> tuple[date, date]:
        """The first and the last Monday."""
        last = monday(day)
        return last - timedelta(days=7 * (self.weeks - 1)), last


@dataclass(frozen=True)
class Aged:
    """Open requests of an age: from so many days up to so many (None: any more), and how many of them are overdue."""

    least: int
    most: int | None
    n: int
    late: int


@dataclass(frozen=True)
class Held:
    """Whom requests were handed to in the period, and how long they waited then: working seconds."""

    name: dict[str, str]
    taken: int
    waited: int
    longest: int
    waiting: int
    """Handed over and not begun at this moment."""
    began: int


@dataclass(frozen=True)
class Analysis:
    """Everything that the page shows."""

    first: date
    last: date
    whole: Sums
    weeks: dict[date, Sums]
    channels: dict[str, Sums]
    classes: dict[str, Sums]
    customers: dict[str, Sums]
    types: dict[str, Sums]
    causes: dict[str, Sums]
    modes: list[Mode]
    self_service: list[Point]
    """How the part of self-service went, by blocks of weeks."""
    flow: list[Flow]
    ages: list[Aged]
    holders: list[Held]
    waits: int
    """Working seconds that requests of the period waited after hand-overs, all together."""
    late: int
    """Changed requests that are not counted yet."""
    at: datetime


def _start(week: date) -> datetime:
    """The first moment of a week on the organisation's clock."""
    return datetime.combine(week, time(), ZoneInfo(settings().cockpit_timezone)).astimezone(UTC)


def _week(moment: datetime) -> date:
    return monday(here(moment).date())


# ------------------------------------------------------------------ requests as they count

_COLUMNS = (
    Request.id, Request.project_id, Request.reported_at, Request.channel, Request.problem_class, Request.problem_type, Request.customer_class, Request.cause, Request.complaint,
    Request.open, Request.handovers, Request.reopened, Request.earlier_id, Request.first_receiver_id, Request.resolver_id, Request.acknowledge_late, Request.respond_late,
    Request.resolve_late, Request.acknowledged_at, Request.responded_at, Request.resolved_at, Request.confirmed_at, Request.archived_at, Request.visit_outcome, Request.mode,
)  # fmt: skip
_KIND = func.coalesce(RequestEvent.kind, "")
"""An event's kind, said so that a database finds events by their request: a request has ten of them, half a million share a kind."""
_CONTENT = {"content": True, "not_content": False}


def facts(session: Session, *where: ColumnElement[bool]) -> Iterator[Fact]:
    """Requests as they count; merged ones are left out. # house: for questions that have required and say whose they are"""
    mine = select(Request.id).where(Request.state != State.MERGED, *where)
    paused, waited = _paused(session, mine), _waited(session, mine)
    for row in session.execute(select(*_COLUMNS).where(Request.state != State.MERGED, *where)):
        yield Fact(
            row.id, row.project_id, _week(row.reported_at), row.channel, row.problem_class, row.problem_type, row.customer_class, row.cause, row.complaint, row.open,
            row.handovers, row.reopened, row.earlier_id is not None,
            row.resolved_at is not None and row.handovers == 0 and row.reopened == 0 and row.resolver_id == row.first_receiver_id,
            (row.acknowledge_late, row.respond_late, row.resolve_late), row.reported_at, row.acknowledged_at, row.responded_at, row.resolved_at, row.confirmed_at,
            row.archived_at, None if row.resolved_at is None else _week(row.resolved_at), paused.get(row.id, 0), _CONTENT.get(row.visit_outcome), waited.get(row.id, 0), row.mode or "",
        )  # fmt: skip


def _paused(session: Session, mine: Any) -> dict[int, int]:
    """Seconds in which clocks stood still, of requests that were ever paused."""
    stops = (Step.RESUMED, Step.RESOLVED, Step.REOPENED)
    ever = select(RequestEvent.request_id).where(RequestEvent.request_id.in_(mine), _KIND == Step.PAUSED, RequestEvent.void.is_(False))
    rows = session.execute(
        select(RequestEvent.request_id, RequestEvent.kind, RequestEvent.at)
        .where(RequestEvent.request_id.in_(ever), _KIND.in_((Step.PAUSED, *stops)), RequestEvent.void.is_(False)).order_by(RequestEvent.request_id, RequestEvent.place)
    )  # fmt: skip
    found: dict[int, int] = defaultdict(int)
    since: dict[int, datetime] = {}
    for request_id, kind, at in rows:
        if kind == Step.PAUSED:
            since[request_id] = at
        elif (begun := since.pop(request_id, None)) is not None:
            found[request_id] += int((at - begun).total_seconds())
    return found


def _waited(session: Session, mine: Any) -> dict[int, int]:
    """Calendar seconds between hand-overs and the new handler's beginning."""
    found: dict[int, int] = defaultdict(int)
    rows = session.execute(select(Handover.request_id, Handover.at, Handover.begun_at).where(Handover.request_id.in_(mine), Handover.begun_at.is_not(None)))
    for request_id, at, begun_at in rows:
        found[request_id] += max(0, int((begun_at - at).total_seconds()))
    return found


# ------------------------------------------------------------------ kept sums

Group = tuple[int, date]
"""A project and the Monday of a week in which requests of it were reported."""


def mark(session: Session) -> int:
    """The newest event of which the kept sums know. # house: shows nothing"""
    return int(session.scalar(select(func.max(RequestWeeksMark.event_id))) or 0)


def newest_event(session: Session) -> int:
    """The newest event there is. # house: shows nothing"""
    return int(session.scalar(select(func.max(RequestEvent.id))) or 0)


def changed(session: Session, since: int) -> set[Group]:
    """The groups of which something has happened after the event `since`. # house: shows nothing"""
    if not since:
        rows: Iterable[Any] = session.execute(select(Request.project_id, Request.reported_at))
        return {(project_id, _week(at)) for project_id, at in rows}
    touched = select(RequestEvent.request_id).where(RequestEvent.id > since)
    found = {(project_id, _week(at)) for project_id, at in session.execute(select(Request.project_id, Request.reported_at).where(Request.id.in_(touched)))}
    was = (  # where it stood before the moment of its reporting was corrected
        select(Request.project_id, RequestEvent.at).join(Request, Request.id == RequestEvent.request_id)
        .where(RequestEvent.request_id.in_(touched), _KIND == Step.REPORTED, RequestEvent.void.is_(True))
    )  # fmt: skip
    return found | {(project_id, _week(at)) for project_id, at in session.execute(was)}


def changed_count(session: Session, since: int) -> int:
    """How many requests something has happened to after the event `since`. # house: shows nothing"""
    if not since:
        return int(session.scalar(select(func.count()).select_from(Request)) or 0)
    return int(session.scalar(select(func.count(RequestEvent.request_id.distinct())).where(RequestEvent.id > since)) or 0)


def counted(session: Session, groups: Collection[Group]) -> dict[int, Cells]:
    """The sums of groups as requests say at this moment, by project. # house: for questions that say whose they are, and for keeping them"""
    by_project: dict[int, list[date]] = defaultdict(list)
    for project_id, week in groups:
        by_project[project_id].append(week)
    found = {}
    for project_id, weeks in by_project.items():
        spans = [and_(Request.reported_at >= _start(first), Request.reported_at < _start(last + timedelta(days=7))) for first, last in _runs(sorted(weeks))]
        cells: Cells = {}
        for begin in range(0, len(spans), 50):
            rules.added(cells, rules.cells(facts(session, Request.project_id == project_id, or_(false(), *spans[begin : begin + 50]))))
        found[project_id] = cells
    return found


@dataclass(frozen=True)
class Counted:
    """The weeks in which something has happened after the event `since`, counted anew as of the event `until`, by project."""

    since: int
    until: int
    weeks: dict[int, list[date]]
    cells: dict[int, Cells]
    whole: Cells
    """Of all projects together, in the weeks that were touched."""


def anew(session: Session) -> Counted | None:
    """Count the weeks in which something has happened since they were counted; after a large import this takes minutes. None: nothing has. # house: for the routine that keeps them"""
    since, until = mark(session), newest_event(session)
    if since >= until:
        return None
    groups = changed(session, since)
    weeks: dict[int, list[date]] = defaultdict(list)
    for project_id, week in sorted(groups):
        weeks[project_id].append(week)
    cells = counted(session, groups)
    whole = _others(session, groups)
    for one in cells.values():
        rules.added(whole, one)
    return Counted(since, until, weeks, cells, whole)


AT_A_TIME = 5_000
"""Sums that are kept in one go, about: a tenth of a second in which nobody else writes."""


def in_portions(found: Counted | None, at_a_time: int = AT_A_TIME) -> list[Counted | None]:
    """The same week by week, in portions of about so many sums; the last one tells until when all is counted, so what is cut short is counted again."""
    if found is None:
        return [None]
    by_week: dict[date, dict[int | None, Cells]] = defaultdict(dict)
    for project_id, cells in [*found.cells.items(), (None, found.whole)]:
        for key, sums in cells.items():
            by_week[key[0]].setdefault(project_id, {})[key] = sums
    weeks: dict[date, list[int]] = defaultdict(list)
    for project_id, touched in found.weeks.items():
        for week in touched:
            weeks[week].append(project_id)
    portions: list[list[date]] = [[]]
    size = 0
    for week in sorted(weeks):
        if size >= at_a_time:
            portions.append([])
            size = 0
        portions[-1].append(week)
        size += sum(map(len, by_week[week].values()))

    def portion(some: list[date], *, last: bool) -> Counted:
        own: dict[int, list[date]] = defaultdict(list)
        for week in some:
            for project_id in weeks[week]:
                own[project_id].append(week)
        whole: Cells = {}
        cells: dict[int, Cells] = {one: {} for one in own}
        for week in some:
            for project_id, part in by_week[week].items():
                (whole if project_id is None else cells.setdefault(project_id, {})).update(part)
        return Counted(found.since, found.until if last else found.since, dict(own), cells, whole)

    return [portion(some, last=place == len(portions)) for place, some in enumerate(portions, 1)]


def _others(session: Session, groups: Collection[Group]) -> Cells:
    """The kept sums of what was not counted anew in the weeks of `groups`, added up over projects."""
    found: Cells = {}
    weeks = sorted({week for _, week in groups})
    for first in range(0, len(weeks), 400):
        rows = session.execute(
            select(RequestWeek.project_id, RequestWeek.week, RequestWeek.dim, RequestWeek.value, RequestWeek.sums)
            .where(RequestWeek.project_id.is_not(None), RequestWeek.week.in_(weeks[first : first + 400]))
        )  # fmt: skip
        for project_id, week, dim, value, told in rows:
            if (project_id, week) not in groups:
                found.setdefault((week, Dim(dim), value), Sums()).add(sums_of(told))
    return found


def _runs(weeks: list[date]) -> list[tuple[date, date]]:
    """Weeks that follow each other as one stretch."""
    found: list[tuple[date, date]] = []
    for week in weeks:
        if found and week - found[-1][1] == timedelta(days=7):
            found[-1] = (found[-1][0], week)
        else:
            found.append((week, week))
    return found


def kept(session: Session, where: ColumnElement[bool], *, since: date | None = None, dims: Collection[Dim] = tuple(Dim)) -> Cells:
    """Kept sums, added up over projects. # house: for questions that have required and say whose they are"""
    found: Cells = {}
    narrowed = [RequestWeek.dim.in_([dim.value for dim in dims]), *([RequestWeek.week >= since] if since else [])]
    for week, dim, value, told in session.execute(select(RequestWeek.week, RequestWeek.dim, RequestWeek.value, RequestWeek.sums).where(where, *narrowed)):
        found.setdefault((week, Dim(dim), value), Sums()).add(sums_of(told))
    return found


def kept_of(session: Session, groups: Collection[Group]) -> Cells:
    """Kept sums of groups, added up. # house: for questions that say whose they are, and for keeping them"""
    found: Cells = {}
    by_project: dict[int, list[date]] = defaultdict(list)
    for project_id, week in groups:
        by_project[project_id].append(week)
    for project_id, weeks in by_project.items():
        for first in range(0, len(weeks), 400):
            rules.added(found, kept(session, and_(RequestWeek.project_id == project_id, RequestWeek.week.in_(weeks[first : first + 400]))))
    return found


def drop_weeks(session: Session, project_id: int | None, weeks: list[date]) -> None:
    """Forget kept sums. # house: part of another deed, which requires and notes"""
    mine = RequestWeek.project_id.is_(None) if project_id is None else RequestWeek.project_id == project_id
    for first in range(0, len(weeks), 400):
        session.execute(delete(RequestWeek).where(mine, RequestWeek.week.in_(weeks[first : first + 400])).execution_options(synchronize_session=False))


def keep_weeks(session: Session, project_id: int | None, cells: Cells) -> None:
    """Keep sums. # house: part of another deed, which requires and notes"""
    rows = [
        {"project_id": project_id, "week": week, "dim": dim.value, "value": value, "sums": sums.told()} for (week, dim, value), sums in cells.items() if sums.n
    ]
    if rows:
        session.execute(insert(RequestWeek.__table__), rows)


def mark_for_update(session: Session) -> RequestWeeksMark | None:
    return session.scalars(select(RequestWeeksMark).with_for_update()).one_or_none()


# ------------------------------------------------------------------ the page


def analysis(session: Session, actor: Actor, asked: Asked) -> Analysis:
    """What the requests that `actor` sees tell of the last weeks."""
    require(actor, Permission.REQUEST_READ)
    first, last = asked.span(today())
    mine_ = mine(session, actor, asked)
    late = 0
    if asked.narrowed:
        cells = rules.cells(facts(session, *_visible(mine_), *_narrowed(asked), Request.reported_at >= _start(first)))
        past = _past(session, mine_, asked, first)
    else:
        cells, past, late = _from_kept(session, mine_, first)
    split = {dim: rules.together(cells, dim, first, last) for dim in Dim}
    weeks = {week: sums for (week, dim, _), sums in cells.items() if dim is Dim.ALL and first <= week <= last}
    holders, waits = _holders(session, mine_, asked, first)
    return Analysis(
        first, last, split[Dim.ALL].get("", Sums()), weeks, split[Dim.CHANNEL], split[Dim.CLASS], split[Dim.CUSTOMER], split[Dim.TYPE], split[Dim.CAUSE],
        rules.modes(split[Dim.MODE]), rules.mode_trend(cells, SELF_SERVICE, first, last),
        rules.flow(past, first, last), _ages(session, mine_, asked), holders, waits, late, now(),
    )  # fmt: skip


def mine(session: Session, actor: Actor, asked: Asked) -> list[int] | None:
    """The projects that are looked at; None: all there are."""
    require(actor, Permission.REQUEST_READ)
    if actor.scope(Permission.REQUEST_READ) is Scope.ALL and not asked.project and not asked.department:
        return None
    found = select(Project.id).where(visible_to(actor, Permission.REQUEST_READ))
    if asked.project:
        found = found.where(Project.code == asked.project)
    if asked.department:
        unit = session.scalar(select(Department.id).where(Department.code == asked.department))
        found = found.where(Project.department_id.in_(below_each(session, {unit})[unit]) if unit is not None else false())
    return list(session.scalars(found))


def _visible(mine: list[int] | None) -> list[ColumnElement[bool]]:
    return [] if mine is None else [Request.project_id.in_(mine)]


def narrowed(mine: list[int] | None, asked: Asked) -> list[ColumnElement[bool]]:
    """Conditions on Request for what is looked at. For questions that have required and have asked for `mine`"""
    return [*_visible(mine), *_narrowed(asked)]


def _narrowed(asked: Asked) -> list[ColumnElement[bool]]:
    pairs = ((Request.channel, asked.channel), (Request.problem_class, asked.problem_class), (Request.customer_class, asked.customer_class))
    return [column == value for column, value in pairs if value]


def _from_kept(session: Session, mine: list[int] | None, first: date) -> tuple[Cells, dict[date, Sums], int]:
    """Kept sums with what has changed since on top; all weeks of the whole; how many changed requests are not in it."""
    where = RequestWeek.project_id.is_(None) if mine is None else RequestWeek.project_id.in_(mine)
    since = mark(session)
    cells = kept(session, where, since=first)
    past = kept(session, where, dims=(Dim.ALL,))
    changes = changed_count(session, since)
    if changes > LIVE_AT_MOST:
        return cells, _by_week(past), changes
    groups = {group for group in changed(session, since) if mine is None or group[0] in mine} if changes else set()
    if groups:
        old = kept_of(session, groups)
        new: Cells = {}
        for one in counted(session, groups).values():
            rules.added(new, one)
        for into in (cells, past):
            rules.added(into, old, -1)
            rules.added(into, new)
    return cells, _by_week(past), 0


def weekly(session: Session, mine: list[int] | None, asked: Asked, since: date) -> dict[date, int]:
    """Requests reported in each week from the Monday `since` on, by Monday. For questions that have required and have asked for `mine`

    From kept sums where at most one of channel, class and customer type narrows; what changed since they were kept is counted on top.
    """
    said = [(dim, value) for dim, value in ((Dim.CHANNEL, asked.channel), (Dim.CLASS, asked.problem_class), (Dim.CUSTOMER, asked.customer_class)) if value] or [(Dim.ALL, "")]
    if len(said) > 1:
        return _reported(session, *narrowed(mine, asked), Request.reported_at >= _start(since))
    (dim, value), = said
    split = (RequestWeek.dim == dim.value, RequestWeek.value == value, RequestWeek.week >= since)
    where = RequestWeek.project_id.is_(None) if mine is None else RequestWeek.project_id.in_(mine)
    found: dict[date, int] = defaultdict(int)
    for week, sums in session.execute(select(RequestWeek.week, RequestWeek.sums).where(where, *split)):
        found[week] += sums_of(sums).n
    kept_up_to = mark(session)
    if not 0 < changed_count(session, kept_up_to) <= LIVE_AT_MOST:
        return found
    by_project: dict[int, list[date]] = defaultdict(list)
    for project_id, week in changed(session, kept_up_to):
        if week >= since and (mine is None or project_id in mine):
            by_project[project_id].append(week)
    for project_id, weeks in by_project.items():
        for begin in range(0, len(weeks), 400):
            some = weeks[begin : begin + 400]
            for week, sums in session.execute(select(RequestWeek.week, RequestWeek.sums).where(RequestWeek.project_id == project_id, RequestWeek.week.in_(some), *split)):
                found[week] -= sums_of(sums).n
        for first, last in _runs(sorted(weeks)):
            live = _reported(session, Request.project_id == project_id, *_narrowed(asked), Request.reported_at >= _start(first), Request.reported_at < _start(last + timedelta(days=7)))
            for week, n in live.items():
                found[week] += n
    return found


def by_channel(session: Session, project_id: int, channel: str, first: date, last: date) -> tuple[Sums, int]:
    """The sums of a project's channel in the weeks from one Monday to another, and how many requests there were by all channels. For deeds that have required"""
    cells, _, _ = _from_kept(session, [project_id], first)
    return rules.together(cells, Dim.CHANNEL, first, last).get(channel, Sums()), rules.together(cells, Dim.ALL, first, last).get("", Sums()).n


def _reported(session: Session, *where: ColumnElement[bool]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for at in session.scalars(select(Request.reported_at).where(Request.state != State.MERGED, *where)):
        found[_week(at)] += 1
    return found


def _by_week(cells: Cells) -> dict[date, Sums]:
    return {week: sums for (week, dim, _), sums in cells.items() if dim is Dim.ALL}


def _past(session: Session, mine: list[int] | None, asked: Asked, first: date) -> dict[date, Sums]:
    """What was opened and closed in each week, of narrowed requests: all before the period counts as its day before."""
    found: dict[date, Sums] = defaultdict(Sums)
    rows = session.execute(select(Request.reported_at, Request.resolved_at).where(Request.state != State.MERGED, *_visible(mine), *_narrowed(asked), or_(
        Request.reported_at >= _start(first), Request.resolved_at >= _start(first), Request.resolved_at.is_(None),
    )))  # fmt: skip
    for reported_at, resolved_at in rows:
        week = found[_week(reported_at)]
        week.n += 1
        if resolved_at is not None:
            closed = _week(resolved_at).isoformat()
            week.closed[closed] = week.closed.get(closed, 0) + 1
    return found


def _ages(session: Session, mine: list[int] | None, asked: Asked) -> list[Aged]:
    """Open requests by age, the youngest first."""
    moment = now()
    ends = [moment - timedelta(days=days) for days in AGES]
    place = case(*((Request.reported_at > end, number) for number, end in enumerate(ends)), else_=len(ends))
    late = func.sum(case((Request.due_at < moment, 1), else_=0))
    rows = session.execute(
        select(place, func.count(), late).where(Request.open.is_(True), *_visible(mine), *_narrowed(asked)).group_by(place)
    )
    found = {int(number): (int(n), int(overdue or 0)) for number, n, overdue in rows}
    bounds = [0, *AGES]
    return [Aged(least, AGES[number] if number < len(AGES) else None, *found.get(number, (0, 0))) for number, least in enumerate(bounds)]


def _holders(session: Session, mine: list[int] | None, asked: Asked, first: date) -> tuple[list[Held], int]:
    """Whom requests were handed to since `first`, those first after whom they waited longest together; and all waiting."""
    query = (
        select(
            Handover.to_id, func.count().label("taken"), func.coalesce(func.sum(Handover.waited), 0).label("waited"), func.coalesce(func.max(Handover.waited), 0).label("longest"),
            func.count(Handover.begun_at).label("began"),
        ).where(Handover.at >= _start(first)).group_by(Handover.to_id)
    )  # fmt: skip
    if mine is not None or asked.narrowed:
        query = query.join(Request, Request.id == Handover.request_id).where(true(), *_visible(mine), *_narrowed(asked))
    rows = sorted(session.execute(query), key=lambda row: (-int(row.waited), -int(row.taken), int(row.to_id)))
    who = names(session, frozenset(row.to_id for row in rows[:HOLDERS]))
    found = [Held(who[row.to_id], int(row.taken), int(row.waited), int(row.longest), int(row.taken) - int(row.began), int(row.began)) for row in rows[:HOLDERS]]
    return found, sum(int(row.waited) for row in rows)


@dataclass(frozen=True)
class Choices:
    """What can be narrowed by: names by code."""

    projects: dict[str, dict[str, str]]
    departments: dict[str, dict[str, str]]
    """Those that the projects belong to."""
    channels: dict[str, dict[str, str]]
    classes: dict[str, dict[str, str]]
    customers: dict[str, dict[str, str]]
    types: dict[str, dict[str, str]]
    causes: dict[str, dict[str, str]]
    modes: dict[str, dict[str, str]]


def choices(session: Session, actor: Actor) -> Choices:
    """Projects that `actor` sees requests of, and the entries of the reference tables."""
    require(actor, Permission.REQUEST_READ)
    sight = visible_to(actor, Permission.REQUEST_READ)
    rows = session.execute(select(Project.code, Project.name).where(sight).order_by(Project.code).limit(2000))
    units = session.execute(select(Department.code, Department.name).where(Department.id.in_(select(Project.department_id).where(sight))).order_by(Department.code))
    tables = [{entry.code: dict(entry.name) for entry in table(session, code).entries} for code in (CHANNELS, PROBLEM_CLASSES, CLASSES, PROBLEM_TYPES, CAUSES, MODES)]
    return Choices({str(code): name for code, name in rows}, {str(code): name for code, name in units}, *tables)
