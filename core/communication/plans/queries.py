"""Questions about plans of communication. What is expected and how it stands is worked out when it is asked, never kept."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Date, Integer, Select, cast, column, false, func, literal, null, select, values
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.calendar.queries import organisation
from core.clock import today
from core.communication.contacts.queries import Contact, contacts
from core.communication.measures.rules import ADHERENCE
from core.communication.plans import rules
from core.communication.plans.records import CommunicationDay, CommunicationPlan, CommunicationRow
from core.communication.plans.rules import Anchor, Frequency, Goal, Line, Phase, State, Whom, Window
from core.communication.rules import CHANNELS, GRACE, Means
from core.config import ROOT
from core.customers.records import Customer, ProjectCustomer
from core.errors import NotFound
from core.initiation.stakeholders.records import Stakeholder
from core.metrics.queries import provide
from core.metrics.rules import Measured, measured
from core.people.queries import names
from core.people.records import Department
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Project
from core.projects.rules import KEY, Stage
from core.reference.queries import counted_by, table
from core.service.requests.queries import team
from core.settings.queries import value
from core.subjects import Place, found_by

KIND, TOPIC = "communication_row", "communication"
READ = Permission.COMMUNICATION_READ
SOON, PAST, EARLIEST = timedelta(days=14), timedelta(days=120), timedelta(days=100)
"""How far ahead and back a project's page shows single days; how long before a day at most something may take place that meets it."""


LISTED = timedelta(days=180)
"""So far back the list of projects looks: the whole life of a thousand of them takes seconds."""


@dataclass(frozen=True)
class Standard:
    """A row that plans begin with. `anchor` only of what takes place once."""

    code: str
    whom: Whom
    means: Means
    phase: Phase
    goal: Goal
    channel: str
    frequency: Frequency
    anchor: Anchor
    weekday: int
    day: int
    usual: bool
    """Chosen for a new plan; the others are offered."""
    content: dict[str, str]


@cache
def standard() -> dict[str, Standard]:
    """The standard plan as it ships, by code."""
    kept = tomllib.loads((ROOT / "data" / "communication" / "standard.toml").read_text("utf-8"))["rows"]
    return {
        one["code"]: Standard(
            one["code"], Whom(one["whom"]), Means(one["means"]), Phase(one["phase"]), Goal(one["goal"]), one["channel"], Frequency(one["frequency"]), Anchor(one.get("anchor", "day")),
            one.get("weekday", 0), one.get("day", 1), one.get("usual", True), one["content"],
        )
        for one in kept
    }  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """A single expectation: of which row, on which day, how it stands, and what met it."""

    row_id: int
    project_id: int
    owner_id: int
    means: Means
    channel: str
    window: Window
    state: State
    met: Contact | None
    waived: str
    told: int

    @property
    def due_on(self) -> date:
        return self.window.due_on


@dataclass(frozen=True)
class Shown:
    """A row as its page shows it, with the next day and how its settled days went."""

    id: int
    line: Line
    item: str
    content: dict[str, str]
    name: dict[str, str]
    """Of the stakeholder or the department; empty for customer and team."""
    owner: dict[str, str]
    next_on: date | None
    overdue: int
    held: int
    settled: int
    after_id: int | None
    version: int


@dataclass(frozen=True)
class Told:
    """An expectation as lists show it."""

    one: Expected
    whom: Whom
    name: dict[str, str]
    content: dict[str, str]
    owner: dict[str, str]
    project: str
    """Its project's code."""


@dataclass(frozen=True)
class Plan:
    """A project's plan of communication as of today."""

    project_id: int
    project_code: str
    project: dict[str, str]
    stage: Stage
    starts: date | None
    ends: date | None
    number: int
    rows: tuple[Shown, ...]
    days: tuple[Told, ...]
    """Single expectations of the last months and the coming days: overdue ones first, then by day."""
    adherence: Measured
    overdue: int
    key_customer: bool
    customers: tuple[str, ...]
    team: tuple[int, ...]
    may_plan: bool
    may_meet: bool


@dataclass(frozen=True)
class Standing:
    """How far a project keeps to its plan."""

    project_id: int
    code: str
    name: dict[str, str]
    stage: Stage
    rows: int
    overdue: int
    due: int
    next_on: date | None
    adherence: Measured


# ------------------------------------------------------------------ what is expected


@lru_cache(maxsize=4)
def _works(compiled: Any) -> Any:
    """Whether a day is worked by a compiled calendar, asked once for each day."""

    @lru_cache(maxsize=40_000)
    def works(day: date) -> bool:
        return bool(compiled.is_workday(day)) if compiled.first <= day < compiled.last else day.weekday() < 5

    return works


def line_of(row: CommunicationRow, language: str = "") -> Line:
    """A row as it would be written anew."""
    text = row.content.get(language) or next(iter(row.content.values()), "")
    return Line(
        Whom(row.whom), Means(row.means), Phase(row.phase), Goal(row.goal), row.channel, Frequency(row.frequency), row.owner_id, text, row.first_on, row.last_on, row.weekday, row.day,
        Anchor(row.anchor), row.stakeholder_id, row.department_id,
    )  # fmt: skip


def days_of(session: Session, row: CommunicationRow, project: Project, until: date, since: date | None = None) -> list[date]:
    """The days on which a row expects something, up to `until`."""
    return rules.days(line_of(row), _works(organisation(session)), starts=project.started_on, ends=project.ends_on, until=until, ended=row.ended_on, since=since)


def expected(session: Session, where: Any, day: date, since: date | None = None) -> list[Expected]:
    """Every expectation of the projects that `where` leaves, up to the day after next of each row, from `since` on where it is given: a handful of questions, however many projects.

    Asked within other questions, which have decided what the reader may see.
    """
    found = session.execute(select(CommunicationRow, Project).join(Project, Project.id == CommunicationRow.project_id).where(where).order_by(CommunicationRow.id)).all()
    if not found:
        return []
    projects = select(CommunicationRow.project_id).join(Project, Project.id == CommunicationRow.project_id).where(where)
    took = contacts(session, projects, since - EARLIEST if since else None)
    kept_rows = select(CommunicationDay).where(CommunicationDay.row_id.in_(select(CommunicationRow.id).join(Project, Project.id == CommunicationRow.project_id).where(where)))
    kept = {(one.row_id, one.due_on): one for one in session.scalars(kept_rows)}
    grace = {id_: int(value(session, GRACE, id_)) for id_ in {project.department_id for _, project in found}}
    expectations = []
    for row, project in found:
        means = Means(row.means)
        held = [one for one in took.get(project.id, ()) if one.means is means]
        due = days_of(session, row, project, day + rules.AHEAD, since)
        if project.stage == Stage.CLOSED:
            due = [one for one in due if one <= day]
        for window in rules.windows(due, Frequency(row.frequency)):
            if since is not None and window.due_on < since:
                continue
            first = rules.first_held(window, (one.day for one in held))
            said = kept.get((row.id, window.due_on))
            state = rules.state(window, first, waived=bool(said and said.waived), today=day, grace=grace[project.department_id])
            met = next((one for one in held if one.day == first), None) if state in (State.MET, State.LATE) else None
            expectations.append(Expected(row.id, project.id, row.owner_id, means, row.channel, window, state, met, said.waived if said else "", said.told if said else 0))
    return expectations


def adherence(ones: Iterable[Expected], day: date) -> Measured:
    """The measure of adherence over expectations at hand."""
    return measured(ADHERENCE, rules.counted(one.state for one in ones if one.due_on <= day))


def settled(session: Session) -> Select[Any]:
    """The rows of the measure: 1 where something took place in time, 0 where late or never; waived ones and those still open are not counted."""
    day = today()
    rows = [
        (one.project_id, one.owner_id, one.due_on, int(one.state is State.MET))
        for one in expected(session, Project.id.is_not(None), day)
        if one.state in rules.SETTLED and one.due_on <= day
    ]
    if not rows:
        nothing = cast(null(), Integer)
        return select(nothing.label("project_id"), nothing.label("person_id"), cast(null(), Date).label("on"), nothing.label("value"), literal("").label("code")).where(false())
    columns = (column("project_id", Integer), column("person_id", Integer), column("on", Date), column("value", Integer))
    many = values(*columns, name="settled", literal_binds=True).data(rows).cte("settled_days")
    on = many.c.on if session.get_bind().dialect.name == "sqlite" else cast(many.c.on, Date)
    return select(many.c.project_id, many.c.person_id, on.label("on"), many.c.value, Project.code.label("code")).join(Project, Project.id == many.c.project_id)


# ------------------------------------------------------------------ for readers


def plan(session: Session, actor: Actor, project_code: str) -> Plan:
    """The plan of a project that `actor` may see: its rows, and the single days of late and to come. Refuses NotFound."""
    project, day = project_seen(session, actor, project_code, READ), today()
    records = list(session.scalars(select(CommunicationRow).where(CommunicationRow.project_id == project.id).order_by(CommunicationRow.id)))
    ones = expected(session, Project.id == project.id, day)
    called, who = _called(session, records), names(session, frozenset(row.owner_id for row in records))
    of_row: dict[int, list[Expected]] = {}
    for one in ones:
        of_row.setdefault(one.row_id, []).append(one)
    shown = tuple(_shown(row, of_row.get(row.id, []), called[row.id], who[row.owner_id], day) for row in records if row.ended_on is None)
    by_id = {row.id: row for row in records}
    near = [one for one in ones if one.state is State.OVERDUE or day - PAST <= one.due_on <= day + SOON]
    told = [_told(one, by_id[one.row_id], called, who, project.code) for one in sorted(near, key=lambda one: (one.state is not State.OVERDUE, one.due_on, one.row_id))]
    served = session.execute(
        select(Customer.name, Customer.class_code).join(ProjectCustomer, ProjectCustomer.customer_id == Customer.id).where(ProjectCustomer.project_id == project.id).order_by(Customer.id)
    ).all()
    number = session.scalar(select(CommunicationPlan.number).where(CommunicationPlan.project_id == project.id)) or 0
    return Plan(
        project.id, project.code, project.name, Stage(project.stage), project.started_on, project.ends_on, number, shown, tuple(told), adherence(ones, day), sum(one.state is State.OVERDUE for one in ones),
        project.customer_type == KEY or any(one.class_code == KEY for one in served), tuple(one.name for one in served), tuple(team(session, project.id)), within(actor, Permission.COMMUNICATION_PLAN, reach(project)),
        within(actor, Permission.COMMUNICATION_MEET, reach(project)),
    )  # fmt: skip


def _shown(row: CommunicationRow, ones: Sequence[Expected], name: dict[str, str], owner: dict[str, str], day: date) -> Shown:
    counts = rules.counted(one.state for one in ones if one.due_on <= day)
    coming = next((one.due_on for one in ones if one.state in (State.PLANNED, State.DUE)), None)
    return Shown(
        row.id, line_of(row), row.item, row.content, name, owner, coming, sum(one.state is State.OVERDUE for one in ones), counts.get(1, 0), sum(counts.values()), row.after_id, row.version
    )


def _told(one: Expected, row: CommunicationRow, called: Mapping[int, dict[str, str]], who: Mapping[int, dict[str, str]], code: str) -> Told:
    return Told(one, Whom(row.whom), called[row.id], row.content, who[row.owner_id], code)


def _called(session: Session, rows: Sequence[CommunicationRow]) -> dict[int, dict[str, str]]:
    """What the other side of each row is called, by the row's id."""
    units = {row.department_id for row in rows if row.department_id}
    known: dict[int, dict[str, str]] = dict(session.execute(select(Department.id, Department.name).where(Department.id.in_(units))).all()) if units else {}  # type: ignore[arg-type]
    return {row.id: known.get(row.department_id or 0, {}) if row.whom == Whom.DEPARTMENT else {"en": row.name} if row.name else {} for row in rows}


def standings(session: Session, actor: Actor) -> list[Standing]:
    """Every project that is not closed and `actor` may see, by code, with how far it kept to its plan in the last LISTED days."""
    require(actor, READ)
    day, mine = today(), (visible_to(actor, READ), Project.stage != Stage.CLOSED)
    projects = list(session.scalars(select(Project).where(*mine).order_by(Project.code)))
    living = select(CommunicationRow.project_id, func.count()).join(Project, Project.id == CommunicationRow.project_id).where(*mine, CommunicationRow.ended_on.is_(None))
    rows: dict[int, int] = dict(session.execute(living.group_by(CommunicationRow.project_id)).all())  # type: ignore[arg-type]
    of: dict[int, list[Expected]] = {}
    for one in expected(session, mine[0] & mine[1], day, day - LISTED):
        of.setdefault(one.project_id, []).append(one)
    return [
        Standing(
            project.id, project.code, project.name, Stage(project.stage), rows.get(project.id, 0), sum(one.state is State.OVERDUE for one in of.get(project.id, ())),
            sum(one.state is State.DUE for one in of.get(project.id, ())), min((one.due_on for one in of.get(project.id, ()) if one.state in (State.PLANNED, State.DUE)), default=None),
            adherence(of.get(project.id, ()), day),
        )
        for project in projects
    ]  # fmt: skip


def mine(session: Session, actor: Actor) -> list[Told]:
    """What `actor` has to see to: overdue, due now, and due within the coming days; overdue ones first."""
    require(actor, READ)
    day, here = today(), (visible_to(actor, READ), Project.stage != Stage.CLOSED)
    ones = [
        one for one in expected(session, here[0] & here[1] & (CommunicationRow.owner_id == actor.id), day)
        if one.state in (State.OVERDUE, State.DUE) or (one.state is State.PLANNED and one.due_on <= day + timedelta(days=7))
    ]  # fmt: skip
    rows = list(session.scalars(select(CommunicationRow).where(CommunicationRow.id.in_({one.row_id for one in ones}))))
    by_id, called, who = {row.id: row for row in rows}, _called(session, rows), names(session, frozenset({actor.id}))
    codes: dict[int, str] = dict(session.execute(select(Project.id, Project.code).where(Project.id.in_({one.project_id for one in ones}))).all())  # type: ignore[arg-type]
    return [_told(one, by_id[one.row_id], called, who, codes[one.project_id]) for one in sorted(ones, key=lambda one: (one.state is not State.OVERDUE, one.due_on, one.row_id))]


def missed(session: Session, project: Project) -> tuple[int, tuple[dict[str, str], ...]]:
    """How many rows a project's plan has, and what was to be told or asked on its overdue days. Asked within other questions, which have decided what the reader may see."""
    texts = {id_: text for id_, text in session.execute(select(CommunicationRow.id, CommunicationRow.content).where(CommunicationRow.project_id == project.id))}
    late = [one for one in expected(session, Project.id == project.id, today()) if one.state is State.OVERDUE] if texts else []
    return len(texts), tuple(texts[one.row_id] for one in sorted(late, key=lambda one: one.due_on))


def offered(session: Session, actor: Actor, project_id: int) -> tuple[dict[str, dict[str, str]], dict[int, tuple[str, str]], dict[int, dict[str, str]]]:
    """For the form of a row: channels by code, stakeholders by id with the channel they prefer, and who of the team may own it. Refuses NotFound."""
    require(actor, READ)
    if session.scalar(select(Project.id).where(Project.id == project_id, visible_to(actor, READ))) is None:
        raise NotFound()
    channels = {entry.code: dict(entry.name) for entry in table(session, CHANNELS).offered()}
    register = select(Stakeholder.id, Stakeholder.name, Stakeholder.channel).where(Stakeholder.project_id == project_id).order_by(Stakeholder.name)
    return channels, {one.id: (one.name, one.channel) for one in session.execute(register)}, team(session, project_id)


# ------------------------------------------------------------------ for the deeds


def row_for_update(session: Session, row_id: int) -> CommunicationRow:
    """The row, locked. Refuses NotFound."""
    found = session.scalars(select(CommunicationRow).where(CommunicationRow.id == row_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def plan_for_update(session: Session, project_id: int) -> CommunicationPlan | None:
    return session.scalars(select(CommunicationPlan).where(CommunicationPlan.project_id == project_id).with_for_update()).one_or_none()


def living_rows(session: Session, project_id: int) -> list[CommunicationRow]:
    return list(session.scalars(select(CommunicationRow).where(CommunicationRow.project_id == project_id, CommunicationRow.ended_on.is_(None))))


def stakeholder_name(session: Session, project_id: int, stakeholder_id: int | None) -> str | None:
    """The name in the project's register; None: nobody of it."""
    return session.scalar(select(Stakeholder.name).where(Stakeholder.id == stakeholder_id, Stakeholder.project_id == project_id))


def is_department(session: Session, department_id: int) -> bool:
    return session.scalar(select(Department.id).where(Department.id == department_id)) is not None


def day_for_update(session: Session, row_id: int, due_on: date) -> CommunicationDay | None:
    return session.scalars(select(CommunicationDay).where(CommunicationDay.row_id == row_id, CommunicationDay.due_on == due_on).with_for_update()).one_or_none()


def to_tell(session: Session, day: date) -> list[tuple[Expected, CommunicationRow, Project, int]]:
    """What its owner is to be told of: that it comes on the next working day (1), or became overdue within the last weeks (2); what was told is not told again."""
    works = _works(organisation(session))
    tomorrow = next((day + timedelta(days=away) for away in range(1, 31) if works(day + timedelta(days=away))), day + rules.DAY)
    rows = {row.id: (row, project) for row, project in session.execute(select(CommunicationRow, Project).join(Project, Project.id == CommunicationRow.project_id).where(Project.stage != Stage.CLOSED))}
    found = []
    for one in expected(session, Project.stage != Stage.CLOSED, day, day - SOON):
        step = 2 if one.state is State.OVERDUE and one.due_on >= day - SOON else 1 if one.state is State.PLANNED and one.due_on == tomorrow and Frequency(rows[one.row_id][0].frequency) is not Frequency.DAILY else 0
        if step > one.told:
            found.append((one, *rows[one.row_id], step))
    return found


def place(session: Session, actor: Actor, row_id: int) -> Place:
    """Where a row stands. Refuses NotFound."""
    require(actor, READ)
    found = session.execute(select(CommunicationRow, Project).join(Project, Project.id == CommunicationRow.project_id).where(CommunicationRow.id == row_id, visible_to(actor, READ))).one_or_none()
    if found is None:
        raise NotFound()
    return standing(found[0], found[1])


def standing(row: CommunicationRow, project: Project) -> Place:
    """The place of a row at hand."""
    return Place(
        KIND, row.id, project.code, row.content, f"Communication?project={project.code}", project_id=project.id, department_id=project.department_id,
        people=frozenset({row.owner_id, project.manager_id}), owners=frozenset({row.owner_id}),
    )  # fmt: skip


def channels_in_use(session: Session) -> dict[str, int]:
    """How many rows use each channel."""
    return {code: int(count) for code, count in session.execute(select(CommunicationRow.channel, func.count()).group_by(CommunicationRow.channel))}


found_by(KIND, place)
counted_by(CHANNELS, channels_in_use)
provide(ADHERENCE, settled, page="Communication", parameter="project")
