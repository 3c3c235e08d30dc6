"""Questions about what is to come: the series that forecasts stand on, earlier forecasts with what came, problems that come back."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.clock import begins, here, now, today
from core.customers.care import queries as care
from core.customers.care.rules import problem
from core.customers.records import Customer
from core.projects.records import Project
from core.service.analysis import queries as analysis
from core.service.analysis.queries import Asked
from core.service.analysis.records import RequestWeek
from core.service.analysis.rules import Dim, monday
from core.service.forecast import rules
from core.service.forecast.records import RequestForecast
from core.service.forecast.rules import Forecast, HeldOut, Met, Point
from core.service.requests.records import Request
from core.service.requests.rules import State
from core.service.rules import AGAIN, AGAIN_WITHIN
from core.settings.queries import value

BACK = 156
"""Weeks that are looked at."""
EARLIER = 12
MOST = 100


@dataclass(frozen=True)
class Kept:
    """A forecast that was kept, and what came of it (None: nothing yet)."""

    week: date
    method: rules.Method
    used: int
    miss: float
    scaled: float | None
    met: Met | None


@dataclass(frozen=True)
class Outlook:
    """What the page shows: whole weeks from `first` on, what is foretold, the last weeks held out, and earlier forecasts, latest first."""

    first: date
    series: tuple[int, ...]
    forecast: Forecast
    held_out: HeldOut | None
    earlier: tuple[Kept, ...]


@dataclass(frozen=True)
class Recurring:
    """A problem that a customer has had again and again in a project: how often, when, and when it is to be expected; `planned` is the day of the open care against it."""

    project_id: int
    project: str
    project_name: dict[str, str]
    customer_id: int
    customer: str
    customer_name: str
    problem_type: str
    n: int
    first: date
    last: date
    expected: date
    go_by: date
    planned: date | None


def outlook(session: Session, actor: Actor, asked: Asked) -> Outlook:
    """The requests of the coming weeks, of what `actor` sees and asks for; earlier forecasts where all projects or one are asked for as a whole."""
    require(actor, Permission.REQUEST_READ)
    running = monday(today())
    mine = analysis.mine(session, actor, asked)
    came = analysis.weekly(session, mine, asked, running - timedelta(days=7 * BACK))
    first, series = rules.weekly(came, running)
    earlier: tuple[Kept, ...] = ()
    if not asked.narrowed and not asked.department and (mine is None or len(mine) == 1):
        earlier = tuple(_earlier(session, None if mine is None else mine[0], came, running))
    return Outlook(first, tuple(series), rules.forecast(series, running), rules.held_out(series, running), earlier)


def _earlier(session: Session, project_id: int | None, came: dict[date, int], running: date) -> list[Kept]:
    mine = RequestForecast.project_id.is_(None) if project_id is None else RequestForecast.project_id == project_id
    rows = session.scalars(select(RequestForecast).where(mine, RequestForecast.week < running).order_by(RequestForecast.week.desc()).limit(EARLIER))
    return [Kept(row.week, rules.Method(row.method), row.used, row.miss, row.scaled, rules.met(points_of(row), came, running)) for row in rows]


def points_of(row: RequestForecast) -> list[Point]:
    """What a kept forecast foretold. For questions that have required"""
    return [Point(date.fromisoformat(str(week)), float(str(expected)), float(str(low)), float(str(high))) for week, expected, low, high in row.points]


def waiting(session: Session, running: date, most: int) -> list[int | None]:
    """Projects (None: all together) that had requests in the last weeks and have no forecast from `running` on yet. For the routine that keeps them"""
    told = set(session.scalars(select(RequestForecast.project_id).where(RequestForecast.week == running)))
    since = running - timedelta(days=7 * rules.LEARNT)
    live = select(RequestWeek.project_id).where(RequestWeek.dim == Dim.ALL.value, RequestWeek.week >= since, RequestWeek.week < running).distinct()
    found = sorted(set(session.scalars(live)) - told, key=lambda one: one or 0)
    return found[:most]


def counts(session: Session, projects: list[int | None], first: date) -> dict[int | None, dict[date, int]]:
    """Requests by week of these projects, as kept. For the routine that keeps forecasts"""
    found: dict[int | None, dict[date, int]] = {one: defaultdict(int) for one in projects}
    ids = [one for one in projects if one is not None]
    columns = select(RequestWeek.project_id, RequestWeek.week, RequestWeek.sums).where(RequestWeek.dim == Dim.ALL.value, RequestWeek.week >= first)
    questions = [columns.where(RequestWeek.project_id.in_(ids))] if ids else []
    if None in found:
        questions.append(columns.where(RequestWeek.project_id.is_(None)))
    for question in questions:
        for project_id, week, sums in session.execute(question):
            found[project_id][week] += int(str(sums.get("n", 0)))
    return found


def recurring(session: Session, actor: Actor, asked: Asked) -> list[Recurring]:
    """Problems of one type that came to the same customer and project again and again of late, those expected first on top."""
    require(actor, Permission.REQUEST_READ)
    least, days = int(value(session, AGAIN)), int(value(session, AGAIN_WITHIN))
    day = today()
    mine = analysis.mine(session, actor, asked)
    rows = session.execute(
        select(Request.project_id, Request.customer_id, Request.problem_type, func.count(), func.min(Request.reported_at), func.max(Request.reported_at))
        .where(Request.reported_at >= begins(day - timedelta(days=days)), Request.reported_at <= now(), Request.state != State.MERGED, Request.problem_type != "", *analysis.narrowed(mine, asked))
        .group_by(Request.project_id, Request.customer_id, Request.problem_type).having(func.count() >= least)
        .order_by(func.count().desc(), func.max(Request.reported_at).desc()).limit(MOST)
    ).all()  # fmt: skip
    if not rows:
        return []
    projects = {row.id: row for row in session.execute(select(Project.id, Project.code, Project.name).where(Project.id.in_({row[0] for row in rows})))}
    customers = {row.id: row for row in session.execute(select(Customer.id, Customer.code, Customer.name).where(Customer.id.in_({row[1] for row in rows})))}
    planned = care.planned_because(session, {(row[1], problem(row[2])) for row in rows})
    found = []
    for project_id, customer_id, type_, n, begun, latest in rows:
        first, last = here(begun).date(), here(latest).date()
        expected = rules.again_on(first, last, n)
        project, customer = projects[project_id], customers[customer_id]
        found.append(Recurring(
            project.id, project.code, project.name, customer.id, customer.code, customer.name, type_, n, first, last, expected, rules.go_by(expected, day),
            planned.get((customer_id, problem(type_))),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (one.planned is not None, one.expected, -one.n, one.customer))
