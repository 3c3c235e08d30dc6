"""Questions about meetings: whoever sees how a project communicates reads their minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import today
from core.communication.contacts.queries import Contact
from core.communication.contacts.queries import provide as took_place
from core.communication.meetings import rules
from core.communication.meetings.records import Meeting, MinutesLine
from core.communication.meetings.rules import Sort, State, Topic
from core.communication.opinions.queries import waiting
from core.communication.opinions.rules import Side
from core.communication.plans.queries import missed
from core.communication.rules import CHANNELS, Means
from core.errors import NotFound
from core.followup.queries import visible_followups
from core.followup.records import FollowUp
from core.followup.rules import WITH_OWNER
from core.followup.rules import State as ActionState
from core.people.queries import names
from core.people.records import Person
from core.progress.deviations.records import Deviation
from core.progress.deviations.rules import WATCHED
from core.progress.updates.queries import figures
from core.projects.queries import project_seen, reach, visible_to
from core.projects.records import Project
from core.reference.queries import counted_by
from core.risk.life.rules import LIVING
from core.risk.records import Risk
from core.service.requests.queries import visible as visible_requests
from core.service.requests.records import Request
from core.subjects import Place, found_by

KIND = "communication_meeting"
READ = Permission.COMMUNICATION_READ


@dataclass(frozen=True)
class Line:
    """A line of minutes, with the action that came of it as far as the viewer may see that."""

    id: int
    number: int
    sort: Sort
    text: str
    side: Side
    owner_id: int | None
    owner: dict[str, str]
    verifier: dict[str, str]
    due_on: date | None
    followup: str
    standing: ActionState | None
    at: datetime
    by: dict[str, str]


@dataclass(frozen=True)
class Row:
    """A meeting as lists show it."""

    id: int
    code: str
    means: Means
    title: str
    held_on: date
    state: State
    channel: str
    led_by: dict[str, str]
    people: int
    lines: int
    actions: int
    opinions: int


@dataclass(frozen=True)
class View:
    """A meeting with its agenda and its minutes. `earlier`: what an earlier meeting of the same kind decided to do and is not done."""

    row: Row
    project_id: int
    project_code: str
    project: dict[str, str]
    starts: str
    minutes: int
    led_by_id: int
    people: tuple[int, ...]
    names: tuple[dict[str, str], ...]
    guests: str
    purpose: str
    agenda: tuple[tuple[Topic, int], ...]
    lines: tuple[Line, ...]
    issued_at: datetime | None
    issued_by: dict[str, str]
    earlier: tuple[tuple[str, str], ...]
    may_meet: bool
    version: int


def meetings(session: Session, actor: Actor, project_code: str, *, limit: int = 60) -> list[Row]:
    """The meetings of a project that `actor` may see, the newest first. Refuses NotFound."""
    project = project_seen(session, actor, project_code, READ)
    return _rows(session, Meeting.project_id == project.id, limit)


def _rows(session: Session, where: Any, limit: int) -> list[Row]:
    def counted(*more: Any) -> Any:
        return select(func.count()).where(MinutesLine.meeting_id == Meeting.id, *more).correlate(Meeting).scalar_subquery()

    found = session.execute(
        select(Meeting, Person.name, counted(), counted(MinutesLine.sort == Sort.ACTION), counted(MinutesLine.sort == Sort.OPINION)).join(Person, Person.id == Meeting.led_by_id)
        .where(where).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(limit)
    )  # fmt: skip
    return [Row(one.id, one.code, Means(one.means), one.title, one.held_on, State(one.state), one.channel, led, len(one.people), lines, actions, opinions) for one, led, lines, actions, opinions in found]


def view(session: Session, actor: Actor, code: str) -> View:
    """A meeting of a project that `actor` may see. Refuses NotFound."""
    require(actor, READ)
    found = session.execute(select(Meeting, Project).join(Project, Project.id == Meeting.project_id).where(Meeting.code == code, visible_to(actor, READ))).one_or_none()
    if found is None:
        raise NotFound()
    one, project = found
    lines = list(session.scalars(select(MinutesLine).where(MinutesLine.meeting_id == one.id).order_by(MinutesLine.number)))
    who = names(session, frozenset({*one.people, one.issued_by_id or 0, *(id_ or 0 for line in lines for id_ in (line.owner_id, line.verifier_id, line.by_id))} - {0}))
    codes = [line.followup_code for line in lines if line.followup_code]
    standing: dict[str, str] = {}
    if codes and actor.may(Permission.FOLLOWUP_READ):
        standing = dict(session.execute(select(FollowUp.code, FollowUp.state).join(Project, Project.id == FollowUp.project_id).where(FollowUp.code.in_(codes), visible_followups(actor))).all())  # type: ignore[arg-type]
    (row,) = _rows(session, Meeting.id == one.id, 1)
    return View(
        row, project.id, project.code, project.name, one.starts, one.minutes, one.led_by_id, tuple(one.people), tuple(who[id_] for id_ in one.people if id_ in who), one.guests, one.purpose,
        tuple(rules.points(one.agenda)), tuple(_line(line, who, standing) for line in lines), one.issued_at, who.get(one.issued_by_id or 0, {}), _left(session, one),
        within(actor, Permission.COMMUNICATION_MEET, reach(project)), one.version,
    )  # fmt: skip


def _line(line: MinutesLine, who: dict[int, dict[str, str]], standing: dict[str, str]) -> Line:
    state = ActionState(standing[line.followup_code]) if line.followup_code in standing else None
    return Line(
        line.id, line.number, Sort(line.sort), line.text, Side(line.side), line.owner_id, who.get(line.owner_id or 0, {}), who.get(line.verifier_id or 0, {}), line.due_on,
        line.followup_code if state else "", state, line.at, who[line.by_id],
    )  # fmt: skip


def _left(session: Session, one: Meeting) -> tuple[tuple[str, str], ...]:
    """Actions of earlier meetings of the same kind that are still with their owners: code and text."""
    rows = session.execute(
        select(MinutesLine.followup_code, MinutesLine.text).join(Meeting, Meeting.id == MinutesLine.meeting_id).join(FollowUp, FollowUp.code == MinutesLine.followup_code)
        .where(Meeting.project_id == one.project_id, Meeting.means == one.means, Meeting.held_on <= one.held_on, Meeting.id != one.id, FollowUp.state.in_(WITH_OWNER)).order_by(FollowUp.due_on, FollowUp.id).limit(20)
    )  # fmt: skip
    return tuple((code, text) for code, text in rows)


def facts(session: Session, actor: Actor, project: Project) -> dict[Topic, int]:
    """What of a project calls for a word today, counted as far as `actor` may see it."""
    require(actor, Permission.COMMUNICATION_MEET)
    day, found = today(), figures(session, actor, project.code) if actor.may(Permission.PLAN_READ) else None

    def counted(what: Any, *where: Any) -> int:
        return session.scalar(select(func.count()).select_from(what).where(what.project_id == project.id, *where)) or 0

    late = select(func.count()).select_from(FollowUp).join(Project, Project.id == FollowUp.project_id).where(FollowUp.project_id == project.id, visible_followups(actor), FollowUp.state.in_(WITH_OWNER), FollowUp.due_on < day)
    return {
        Topic.OVERDUE: found.overdue if found else 0, Topic.HELD_UP: found.held_up if found else 0, Topic.DEVIATIONS: counted(Deviation, Deviation.state.in_(WATCHED)),
        Topic.RISKS: counted(Risk, Risk.state.in_(LIVING)) if actor.may(Permission.RISK_READ) else 0, Topic.MEASURES: session.scalar(late) or 0 if actor.may(Permission.FOLLOWUP_READ) else 0,
        Topic.REQUESTS: counted(Request, Request.open.is_(True), visible_requests(actor)) if actor.may(Permission.REQUEST_READ) else 0,
        Topic.OPINIONS: waiting(session, [project.id], day).get(project.id, (0, 0))[0], Topic.CONTACTS: len(missed(session, project)[1]),
    }  # fmt: skip


# ------------------------------------------------------------------ for the deeds


def meeting_for_update(session: Session, meeting_id: int) -> Meeting:
    """The meeting, locked. Refuses NotFound."""
    found = session.scalars(select(Meeting).where(Meeting.id == meeting_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def lines_of(session: Session, meeting_id: int) -> list[MinutesLine]:
    return list(session.scalars(select(MinutesLine).where(MinutesLine.meeting_id == meeting_id).order_by(MinutesLine.number)))


def active(session: Session, people: Iterable[int]) -> list[int]:
    """Those of these people who are active, in their order."""
    wanted = list(people)
    known = set(session.scalars(select(Person.id).where(Person.id.in_(wanted), Person.active.is_(True))))
    return [one for one in wanted if one in known]


def place(session: Session, actor: Actor, meeting_id: int) -> Place:
    """Where a meeting stands. Refuses NotFound."""
    require(actor, READ)
    found = session.execute(select(Meeting, Project).join(Project, Project.id == Meeting.project_id).where(Meeting.id == meeting_id, visible_to(actor, READ))).one_or_none()
    if found is None:
        raise NotFound()
    return standing(found[0], found[1])


def standing(row: Meeting, project: Project) -> Place:
    """The place of a meeting at hand."""
    return Place(KIND, row.id, row.code, row.title, f"Communication?meeting={row.code}", project_id=project.id, department_id=project.department_id, people=frozenset({row.led_by_id, project.manager_id, *row.people}))


def _held(session: Session, projects: Select[Any], since: date | None) -> Iterable[Contact]:
    """Meetings whose minutes are issued."""
    rows = select(Meeting.project_id, Meeting.means, Meeting.held_on, Meeting.channel, Meeting.code).where(Meeting.project_id.in_(projects), Meeting.state == State.ISSUED)
    for project_id, means, day, channel, code in session.execute(rows if since is None else rows.where(Meeting.held_on >= since)):
        yield Contact(project_id, Means(means), day, channel, "Communication.py", "meeting", code)


def channels_in_use(session: Session) -> dict[str, int]:
    """How many meetings took place by each channel."""
    return {code: int(count) for code, count in session.execute(select(Meeting.channel, func.count()).where(Meeting.channel != "").group_by(Meeting.channel))}


found_by(KIND, place)
took_place("meetings", _held)
counted_by(CHANNELS, channels_in_use)
