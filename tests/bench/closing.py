"""Acceptance, closing and review of a project of 1,000 tasks, 500 requests and 50 inspections: pages against their floors, reports as files."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select

from core import db, work
from core.audit.actions import NOBODY
from core.clock import now, today
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance import queries
from core.closing.acceptance.records import Acceptance, AcceptanceCriterion
from core.closing.acceptance.rules import Agreement, FormalBy, Paper, Seat, Verdict
from core.closing.endings import actions as endings
from core.closing.signing import actions as signing
from core.exchange import report
from core.exchange.acceptance_report import acceptance_report
from core.exchange.summary_report import summary_report
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.people.records import Person
from core.planning.records import PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.moments import midnight
from core.planning.rules.worktime import TICKS
from core.projects.queries import member_ids, person_acting
from core.projects.records import Project
from core.review import actions as reviews
from core.review.instrument.rules import thawed
from core.review.records import Review
from core.review.rules import Group, Point
from core.review.summary import actions as summary
from core.review.summary import queries as shelves
from core.service.requests.records import Request
from core.words import Language
from tests.bench import house
from tests.bench.house import session

HOUR = 60 * TICKS
TASKS, REQUESTS, SHEETS, REMARKS = 1_000, 500, 50, 20
Tell = Callable[..., None]


def _copied(session: Any, record: type[Any], count: int, each: Callable[[int], dict[str, Any]] = lambda _: {}, **facts: Any) -> list[int]:
    """So many rows like the first one there is, each with a code of its own; returns their keys."""
    table = record.__table__
    one = dict(session.execute(select(table).order_by(table.c.id).limit(1)).mappings().one())
    one.pop("id")
    session.execute(insert(table), [one | facts | {"code": f"BENCH-{number}"} | each(number) for number in range(count)])
    return list(session.scalars(select(table.c.id).where(table.c.code.like("BENCH-%")).order_by(table.c.id)))


def planted() -> tuple[str, str, int]:
    """The project's code, its manager's user name, and its acceptance with remarks."""
    with db.writing() as session:
        project = session.scalars(select(Project).where(Project.stage == "execution").order_by(Project.id)).first()
        team = [*sorted(member_ids(session, project.id)), project.manager_id]
        start = midnight(today() - timedelta(days=100))
        plan = session.scalars(select(SchedulePlan).where(SchedulePlan.project_id == project.id)).one_or_none()
        if plan is None:
            plan = SchedulePlan(
                project_id=project.id, starts=start, finish=start + 300 * 24 * HOUR, last_uid=TASKS, several_critical_paths=False, hours="", changed_at=now(), changed_by=project.manager_id, version=1
            )
            session.add(plan)
            session.flush()
        first = (session.scalar(select(func.max(PlanTask.uid)).where(PlanTask.plan_id == plan.id)) or 0) + 1
        session.execute(insert(PlanTask.__table__), [
            {
                "plan_id": plan.id, "uid": uid, "place": uid, "level": 1, "touched": 1, "name": f"Task {uid}", "kind": "task", "duration": 16 * HOUR, "elapsed": False, "owner_id": None,
                "deliverable": "", "standard": "", "objective": "", "cost": None, "constraint": 0, "constraint_at": None, "deadline": None, "percent": 100 if uid % 4 else 50,
                "actual_start": None, "actual_finish": None, "shortest": None, "longest": None, "priority": 500, "not_before": None, "summary": False, "starts": start, "ends": start + 16 * HOUR,
                "late_start": start, "late_finish": start + 16 * HOUR, "total_slack": 0, "free_slack": 0, "critical": False, "lacks": 0,
            }
            for uid in range(first, first + TASKS)
        ])  # fmt: skip
        session.execute(insert(PlanWorker.__table__), [
            {"plan_id": plan.id, "task_id": id_, "person_id": team[id_ % len(team)], "units": 100}
            for id_ in session.scalars(select(PlanTask.id).where(PlanTask.plan_id == plan.id, PlanTask.uid >= first))
        ])  # fmt: skip
        _copied(session, Request, REQUESTS, project_id=project.id, source=None, source_key=None)
        rounds = _copied(session, Round, SHEETS)
        _copied(session, Sheet, SHEETS, lambda number: {"round_id": rounds[number]}, project_id=project.id)
        code, manager_id, project_id, member = project.code, project.manager_id, project.id, next(one for one in team if one != project.manager_id)
    return code, *_accepted(project_id, manager_id, member)


def _accepted(project_id: int, manager_id: int, member: int) -> tuple[str, int]:
    """An acceptance with all signatures but the last, many remarks, and a closing that has begun."""
    with db.reading() as session:
        name = session.get_one(Person, manager_id).username
        team = session.get_one(Person, member).username
        manager = person_acting(session, name, origin="bench")
        leaders = [person_acting(session, one, origin="bench").id for one in ("baiqinghe", "wenzhixia")]
    made = work.do(acceptances.begin, manager, project_id, template="delivery")
    said = Agreement(today(), "on_site", "", today(), "Customer", FormalBy.CUSTOMER_GROUP, member, *leaders, manager_id, member)
    work.do(acceptances.agree, manager, made, said, version=1)
    for paper in Paper:
        work.do(acceptances.attach, manager, made, paper, data=paper.value.encode(), kind="pdf", name=f"{paper}.pdf")
        work.do(acceptances.judge, manager, made, paper, complete=True, whole=True, correct=True)
    with db.reading() as session:
        given = {one.id: (one.target or Decimal(90), "") for one in session.scalars(select(AcceptanceCriterion).where(AcceptanceCriterion.acceptance_id == made))}
        version = session.get_one(Acceptance, made).version
    work.do(acceptances.score, manager, made, given)
    work.do(acceptances.submit, manager, made, version=version)
    text = "\n".join(f"Remark {number} of the customer, which has to be put right before the formal acceptance" for number in range(REMARKS))
    work.do(signing.sign, work.ask(person_acting, team, origin="bench"), made, Seat.TEAM, verdict=Verdict.ACCEPT)
    work.do(signing.link, manager, made, Seat.CUSTOMER, token="b" * 43, name="Customer")
    work.do(signing.sign_by_link, NOBODY, "b" * 43, name="Customer", office="Customer", verdict=Verdict.REMARKS, text=text)
    work.do(endings.begin, manager, project_id)
    return name, made


def _reviewed(code: str, username: str) -> str:
    """A closed review of three groups, and a summary report that is being written; returns the review's code."""
    manager = work.ask(person_acting, username, origin="bench")
    with db.reading() as session:
        project = session.scalars(select(Project).where(Project.code == code)).one()
        team = sorted(member_ids(session, project.id) - {project.manager_id})
        leaders = [person_acting(session, one, origin="bench").id for one in ("baiqinghe", "wenzhixia")]
        names = {id_: session.get_one(Person, id_).username for id_ in (*team, *leaders)}
    made = work.do(reviews.open_, manager, project.id, point=Point.MONITORING, due_on=today())
    with db.reading() as session:
        row = session.get_one(Review, made)
        asked, found = thawed(row.instrument), row.code
    for group, people in ((Group.TEAM, team), (Group.MANAGEMENT, leaders)):
        for id_ in people:
            work.do(reviews.invite, manager, made, person_id=id_, group=group)
            work.do(reviews.rate, work.ask(person_acting, names[id_], origin="bench"), made, group=group, scores={one.code: 4 for one in asked.asked(group)}, texts={"": "It went well."})
    for number in range(5):
        token = work.do(reviews.invite_customer, manager, made, name=f"Customer {number}", language=Language.SIMPLIFIED)
        work.do(reviews.rate_by_link, NOBODY, token, scores={one.code: 3 for one in asked.asked(Group.CUSTOMER)}, texts={})
    with db.reading() as session:
        version = session.get_one(Review, made).version
    work.do(reviews.close, manager, made, version=version)
    work.do(summary.begin, manager, project.id)
    return found


def summary_reports(tell: Tell, code: str, username: str) -> None:
    """The summary report as it is issued, from the question to the file."""
    manager = work.ask(person_acting, username, origin="bench")
    shelf = work.ask(shelves.shelf, manager, code)
    for name, render in (("Word", report.to_word), ("PDF", report.to_pdf)):
        started = time.perf_counter()
        render(summary_report(work.ask(shelves.contents, manager, code), shelf.editions[0], Language.SIMPLIFIED))
        tell(f"summary report as {name}, the first of its kind", time.perf_counter() - started, "s", 5)


def reports(tell: Tell, username: str, made: int) -> None:
    """The acceptance report with 20 remarks, from the question to the file."""
    manager = work.ask(person_acting, username, origin="bench")
    for name, render in (("Word", report.to_word), ("PDF", report.to_pdf)):
        started = time.perf_counter()
        whole, project, customer, code = work.ask(queries.acceptance, manager, made)
        render(acceptance_report(whole, code, project, customer, "On site", Language.SIMPLIFIED))
        tell(f"acceptance report as {name}, the first of its kind", time.perf_counter() - started, "s", 5)


async def _pages(tell: Tell, page_against_floor: Callable[..., Any], code: str, manager: str, review: str) -> None:
    for what, page, query in (
        ("closing", "Closing", f"project={code}"), ("acceptance", "Acceptance", f"project={code}"), ("reviews", "Reviews", f"project={code}"), ("one review", "Reviews", f"review={review}"),
        ("summary report", "Reviews", f"project={code}&part=summary"),
    ):
        real, floor = await page_against_floor(session(manager), page, query)
        tell(f"{what} of a project of 1,000 tasks, 500 requests, 50 inspections, re-render p50", real, "ms")
        tell("  against its floor", real / floor, "x", 1.3)


def everywhere(tell: Tell, use: Callable[..., None], server: Callable[..., Any], page_against_floor: Callable[..., Any]) -> None:
    """The pages Acceptance, Closing and Project reviews of one project against their floors, and the reports as files."""
    there = house.planted(0)
    use(there)
    code, manager, made = planted()
    review = _reviewed(code, manager)
    with server(there):
        asyncio.run(_pages(tell, page_against_floor, code, manager, review))
    reports(tell, manager, made)
    summary_reports(tell, code, manager)
