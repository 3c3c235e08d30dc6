"""A million service requests of 20,000 customers: planted in bulk, and asked as agents ask, on either database.

Every hundredth-odd shape of a request is counted by the real clocks once, and repeated week by week; its log is repeated as it
is, so that a request's page has as much to read as a real one's. Titles are findable by their pieces among the newest only.
"""

import asyncio
import random
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, text

from core import db, work
from core.audit.actions import NOBODY
from core.clock import now
from core.customers.records import Customer
from core.demo.volume import actions as volume
from core.people.records import Person
from core.projects.queries import person_acting
from core.projects.records import Project
from core.service.analysis import actions as weeks
from core.service.analysis.queries import anew, in_portions
from core.service.clocks.rules import Targets
from core.service.intake import actions as intake
from core.service.lists import queries as lists
from core.service.lists.queries import Filter
from core.service.requests import queries as requests
from core.service.requests.records import Request, RequestEvent
from core.service.requests.rules import Intake, Logged, Past, State, Step
from core.service.rules import Priority
from tests.bench.portfolio import _middle, _timed, leader

REQUESTS, CUSTOMERS, PROJECTS = 1_000_000, 20_000, 200
SHAPES = 400
AT_ONCE = 20_000
WEEKS = 150
CHANNELS, CLASSES = ("phone", "email", "chat", "app", "counter"), ("delivery", "relation", "process", "technology", "policy")
AT = tuple(name for name in Request.__table__.columns.keys() if name.endswith("_at") and name != "at")  # noqa: SIM118 - a collection of columns
Tell = Callable[..., None]


def plant(count: int = REQUESTS) -> None:
    """The volume, on the database that is used."""
    admin = work.ask(person_acting, "admin", origin="bench")
    ground = work.do(volume.found, admin, projects=PROJECTS)
    dice = random.Random(11)
    with db.writing() as session:
        managers = dict(session.execute(select(Project.id, Project.manager_id).where(Project.id.in_(ground.projects))).all())
        customers = list(session.scalars(insert(Customer).returning(Customer.id, sort_by_parameter_order=True), [_customer(one, admin.id) for one in range(CUSTOMERS)]))
        shapes = _shapes(session, ground.projects[0], customers[0], admin.id, dice)
        first = session.scalar(select(func.coalesce(func.max(Request.id), 0))) + 1
    begin, rows = now() - timedelta(weeks=WEEKS), []
    for number in range(count):
        shape = shapes[number % SHAPES]
        open_ = shape["open"]
        project = dice.choice(ground.projects)
        shift = timedelta(weeks=WEEKS - 1 - dice.randrange(3) if open_ else number * (WEEKS - 2) // count, minutes=dice.randrange(9000))
        row = shape | {
            "code": f"REQ-V-{number:07d}", "project_id": project, "customer_id": dice.choice(customers), "handler_id": managers[project], "first_receiver_id": managers[project],
            "channel": dice.choice(CHANNELS), "problem_class": dice.choice(CLASSES), "priority": dice.choice(list(Priority)).value, "title": f"Invoice {number} shows a wrong amount",
        }  # fmt: skip
        for name in AT:
            if row[name] is not None:
                row[name] = begin + (row[name] - begin) % timedelta(weeks=1) + shift if name == "next_rung_at" else row[name] + shift
        rows.append(row)
        if len(rows) == AT_ONCE or number == count - 1:
            with db.writing() as session:
                session.execute(insert(Request.__table__), rows)
            rows = []
    with db.writing() as session:
        last = session.scalar(select(func.max(Request.id)))
        _first_logs(session, first)
    for begin in range(first + SHAPES, last + 1, AT_ONCE):
        with db.writing() as session:
            _logs(session, first, begin, min(begin + AT_ONCE - 1, last))
    if db.engine().dialect.name == "postgresql":
        with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))  # as its autovacuum does some minutes after such a load


def _customer(number: int, by: int) -> dict[str, Any]:
    moment = now()
    return {
        "code": f"CUS-V-{number:06d}", "kind": "organisation", "name": f"Customer {number}", "search": f"customer{number}", "class_code": "regular", "class_why": "", "channel": "", "language": "zh_Hans", "needs": "",
        "habits": "", "owner_id": by, "stage": "mature", "stage_by_hand": False, "stage_why": "", "stage_facts": {}, "stage_since": moment.date(), "stage_due_on": None, "last_contact_on": None,
        "next_contact_on": None, "lost_on": None, "points": 0, "by_id": by, "at": moment, "version": 1,
    }  # fmt: skip


def _shapes(session: Any, project: int, customer: int, by: int, dice: random.Random) -> list[dict[str, Any]]:
    """Rows of requests in every state, counted by the real clocks; two of a hundred are open."""
    begin = (now() - timedelta(weeks=WEEKS)).replace(hour=1, minute=0, second=0, microsecond=0)
    begin -= timedelta(days=begin.weekday())
    made = []
    for number in range(SHAPES):
        open_ = number % 50 == 0
        log = _log(begin, by, dice, open_=open_)
        state = State.IN_HAND if open_ else State.ARCHIVED
        past = Past(project, customer, "regular", "phone", "Invoice", "normal", state, by, by, log, text="The amount differs from the contract.", problem_class="process", solution="" if open_ else "Issued anew.", cause="" if open_ else "procedure")
        made.append(intake._columns(session, past, f"REQ-S-{number}", begin) | {"version": 1})
    _SHAPED[:] = [_log(begin, by, dice, open_=number % 50 == 0) for number in range(SHAPES)]
    return made


_SHAPED: list[list[Logged]] = []


def _log(begin: datetime, by: int, dice: random.Random, *, open_: bool) -> list[Logged]:
    at = [begin + timedelta(minutes=minutes) for minutes in sorted(dice.sample(range(1, 3000), 6))]
    log = [Logged(Step.REPORTED, begin, by, "", {"targets": vars(Targets(60, 480, 2400))}), Logged(Step.ACKNOWLEDGED, at[0], by), Logged(Step.CLASSIFIED, at[1], by)]
    if not open_:
        log += [Logged(Step.RESPONDED, at[2], by, "We look into it."), Logged(Step.RESOLVED, at[3], by), Logged(Step.CONFIRMED, at[4], by, "By telephone."), Logged(Step.ARCHIVED, at[5], by)]
    return log


def _first_logs(session: Any, first: int) -> None:
    """The log of each shape for the first request that has it, row by row."""
    session.execute(insert(RequestEvent.__table__), [row for number, log in enumerate(_SHAPED) for row in intake._events(first + number, log, now())])


def _logs(session: Any, first: int, begin: int, last: int) -> None:
    """Those of the others, copied from theirs."""
    columns = "place, kind, at, by_id, entered_at, text, facts, void, why"
    session.execute(text(
        f"INSERT INTO request_events (request_id, {columns}) SELECT r.id, {', '.join('e.' + one for one in columns.split(', '))} "
        f"FROM requests r JOIN request_events e ON e.request_id = {first} + (r.id - {first}) % {SHAPES} WHERE r.id >= {begin} AND r.id <= {last}"
    ))  # fmt: skip


def _filters(dice: random.Random, projects: list[int]) -> Filter:
    """What an agent asks a list for."""
    tab = dice.choice(("open", "overdue", "all", "all", "all", "mine"))
    return Filter(
        tab=tab, project_id=dice.choice(projects) if dice.random() < 0.3 else None, state=dice.choice(("", "", "archived", "in_hand")) if tab == "all" else "",
        priority=dice.choice(("", "", "urgent", "low")), problem_class=dice.choice(("", "", "process", "policy")), sort=dice.choice(("newest", "newest", "due")), page=dice.choice((1, 1, 2, 5, 20)),
    )  # fmt: skip


def measure(tell: Tell, name: str, count: int = REQUESTS) -> None:
    """Lists, one request, and registering, each asked anew."""
    started = time.perf_counter()
    plant(count)
    tell(f"{name}: {count:,} requests planted", time.perf_counter() - started, "s")
    with db.reading() as session:
        projects = list(session.scalars(select(Project.id).where(Project.id.in_(select(Request.project_id).distinct()))))
        managing = session.scalars(select(Person.username).join(Project, Project.manager_id == Person.id).where(Project.id == projects[-1])).one()
        codes = list(session.scalars(select(Request.code).where(Request.code.like("REQ-V-%")).order_by(Request.id.desc()).limit(20_000)))
    for who, actor in (("leadership", leader()), ("a manager", work.ask(person_acting, managing, origin="bench"))):
        dice, spent = random.Random(4), []
        for _ in range(200):
            wanted = _filters(dice, projects)
            work.ask(lists.listed, actor, wanted)
            spent.append((_timed(lambda: work.ask(lists.listed, actor, wanted)), wanted))  # noqa: B023
        spent.sort(key=lambda one: one[0])
        tell(f"{name}: a page of the list, {who}, p50", spent[100][0], "ms")
        tell(f"{name}: the same p95", spent[189][0], "ms", 30)
        for took, wanted in spent[-3:]:
            print(f"    {took:8.1f} ms {wanted}")
    who, one = leader(), []
    for code in random.Random(5).sample(codes, 200):
        one.append(_timed(lambda: work.ask(requests.view, who, code)))  # noqa: B023
    one.sort()
    tell(f"{name}: one request p95", one[189], "ms", 40)
    registering(tell, name, projects)


def registering(tell: Tell, name: str, projects: list[int], people: int = 50, seconds: float = 20, every: float = 4) -> None:
    """So many agents at once, each registering a request every few seconds."""
    who = leader()
    with db.reading() as session:
        customers = list(session.scalars(select(Customer.id).where(Customer.code.like("CUS-V-%")).limit(1000)))
    spent: list[float] = []
    ends = time.perf_counter() + seconds

    def one(place: int) -> None:
        dice = random.Random(place)
        time.sleep(dice.random() * every)
        while time.perf_counter() < ends:
            call = Intake(dice.choice(customers), "phone", f"The line is down since {place} o'clock", problem_class="technology")
            spent.append(_timed(lambda: work.do(intake.register, who, dice.choice(projects), call)))  # noqa: B023
            time.sleep(every * (0.5 + dice.random()))

    threads = [threading.Thread(target=one, args=(place,)) for place in range(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    spent.sort()
    tell(f"{name}: {people} agents registering, {len(spent)} requests, one p50", _middle(spent), "ms")
    tell(f"{name}: the same p95", spent[int(len(spent) * 0.95)], "ms", 60)


def count_weeks(tell: Tell, name: str) -> None:
    """The sums of weeks worked out as after such an import; before the server starts, whose routine would do the same beside it."""
    started = time.perf_counter()
    found = work.ask(anew)
    tell(f"{name}: sums of all weeks worked out anew, while others write", time.perf_counter() - started, "s")
    portions = in_portions(found)
    spent = [_timed(lambda: work.do(weeks.refresh, NOBODY, one)) for one in portions]  # noqa: B023
    tell(f"  kept in {len(portions)} portions, the longest of them, while nobody else writes", max(spent), "ms")


async def pages(tell: Tell, against_floor: Callable[..., Awaitable[tuple[float, float]]]) -> None:
    """The analysis, the list and one request against their floors."""
    from tests.bench.house import session

    token = session("baiqinghe")
    for name, page, address in (("the analysis", "Service_analysis", ""), ("the list of customers", "Customers", ""), ("the list of requests", "Requests", "tab=all"), ("one request", "Request", "request=REQ-V-0000500")):
        real, floor = await against_floor(token, page, address)
        tell(f"{name}, re-render p50", real, "ms")
        tell("  against its floor", real / floor, "x", 1.3)


def everywhere(tell: Tell, use: Callable[..., None], server: Callable[..., Any], against_floor: Callable[..., Any], count: int) -> None:
    """All of it on both databases; the pages on SQLite."""
    from tests.bench.house import planted, planted_on_postgresql

    there = planted(0)
    use(there)
    measure(tell, "SQLite", count)
    count_weeks(tell, "SQLite")
    with server(there):
        asyncio.run(pages(tell, against_floor))
    with planted_on_postgresql() as there:
        use(there)
        measure(tell, "PostgreSQL", count)
        db.disconnect()
