"""How each deed on communication is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.access import Permission
from core.clock import today
from core.communication.meetings import actions as meetings
from core.communication.meetings.records import Meeting as Record
from core.communication.meetings.rules import Meeting, Said, Sort
from core.communication.opinions import actions as opinions
from core.communication.opinions.records import Opinion
from core.communication.opinions.rules import Outcome, Side
from core.communication.plans import actions as plans
from core.communication.plans.records import CommunicationRow
from core.communication.plans.rules import Frequency, Goal, Line, Phase, Whom
from core.communication.rules import Means


def line(house: Any, **more: Any) -> Line:
    told = {"whom": Whom.CUSTOMER, "means": Means.TALK, "phase": Phase.EXECUTION, "goal": Goal.CONFIRM, "channel": "phone", "frequency": Frequency.DAILY, "owner_id": house.people["ming"], "content": "How it goes"}
    return Line(**(told | {"first_on": today() - timedelta(days=20)} | more))


def row_of(session: Any, house: Any) -> CommunicationRow:
    """A row of Hotline's plan."""
    made = plans.write(session, house.actor("lin"), house.projects["hotline"], line(house))
    session.flush()
    session.info.pop("noted", None)
    return session.get_one(CommunicationRow, made)


def rows(row: Callable[..., Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    plan = Permission.COMMUNICATION_PLAN

    def of_row(deed: Callable[..., Any], **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            one = row_of(s, h)
            return deed(s, a, one.id, version=one.version, **more)

        return row(plan, near, call)

    def change(s: Any, a: Any, h: Any) -> Any:
        one = row_of(s, h)
        return plans.change(s, a, one.id, line(h, content="Otherwise"), version=one.version)

    def waive(s: Any, a: Any, h: Any) -> Any:
        one = row_of(s, h)
        day = next(day for day in (today() - timedelta(days=away) for away in range(1, 20)) if day.weekday() < 5 and _expected(s, one, day))
        return plans.waive(s, a, one.id, due_on=day, reason="Nobody was there.")

    return {
        plans.take: row(plan, near, lambda s, a, h: plans.take(s, a, h.projects["hotline"], ["kickoff"], owner_id=h.people["ming"], first_on=today())),
        plans.write: row(plan, near, lambda s, a, h: plans.write(s, a, h.projects["hotline"], line(h))),
        plans.change: row(plan, near, change),
        plans.stop: of_row(plans.stop, reason="Enough."),
        plans.waive: row(plan, near, waive),
    }  # fmt: skip


def _expected(session: Any, one: CommunicationRow, day: Any) -> bool:
    from core.communication.plans.queries import days_of
    from core.projects.records import Project

    return day in days_of(session, one, session.get_one(Project, one.project_id), day)


def told(house: Any, **more: Any) -> Meeting:
    return Meeting(**({"means": Means.TEAM, "title": "Monday", "held_on": today(), "led_by_id": house.people["mo"], "people": (house.people["ming"],)} | more))


def meeting(session: Any, house: Any, *, lines: int = 0, issued: bool = False) -> Any:
    """A meeting of Hotline."""
    lin = house.actor("lin")
    made = meetings.prepare(session, lin, house.projects["hotline"], told(house))
    for _ in range(lines):
        meetings.write(session, lin, made, Said(Sort.INFORMATION, "So it stands."))
    session.flush()
    if issued:
        meetings.issue(session, lin, made, version=session.get_one(Record, made).version)
    session.info.pop("noted", None)
    return session.get_one(Record, made)


def heard(session: Any, house: Any) -> Opinion:
    made = opinions.write(session, house.actor("lin"), house.projects["hotline"], side=Side.CUSTOMER, text="Too slow.", heard_on=today())
    session.flush()
    session.info.pop("noted", None)
    return session.get_one(Opinion, made)


def others(row: Callable[..., Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed on meetings and opinions."""
    meet, say, answer = Permission.COMMUNICATION_MEET, Permission.COMMUNICATION_SAY, Permission.COMMUNICATION_ANSWER

    def change(s: Any, a: Any, h: Any) -> Any:
        one = meeting(s, h)
        return meetings.change(s, a, one.id, told(h, title="Tuesday"), version=one.version)

    def issue(s: Any, a: Any, h: Any) -> Any:
        one = meeting(s, h, lines=1)
        return meetings.issue(s, a, one.id, version=one.version)

    def replied(s: Any, a: Any, h: Any) -> Any:
        one = heard(s, h)
        return opinions.answer(s, a, one.id, text="We add a desk.", version=one.version)

    def handled(s: Any, a: Any, h: Any) -> Any:
        one = heard(s, h)
        return opinions.handle(s, a, one.id, outcome=Outcome.NONE, text="It is within the promise.", version=one.version)

    return {
        meetings.prepare: row(meet, near, lambda s, a, h: meetings.prepare(s, a, h.projects["hotline"], told(h))),
        meetings.change: row(meet, near, change),
        meetings.write: row(meet, near, lambda s, a, h: meetings.write(s, a, meeting(s, h).id, Said(Sort.PROBLEM, "It rains."))),
        meetings.take_out: row(meet, near, lambda s, a, h: meetings.take_out(s, a, meeting(s, h, lines=1).id, number=1)),
        meetings.issue: row(meet, near, issue),
        meetings.correct: row(meet, near, lambda s, a, h: meetings.correct(s, a, meeting(s, h, lines=1, issued=True).id, text="It was snow.")),
        opinions.write: row(say, near, lambda s, a, h: opinions.write(s, a, h.projects["hotline"], side=Side.STAFF, text="Too loud.", heard_on=today())),
        opinions.box: row(say, near, lambda s, a, h: opinions.box(s, a, h.projects["hotline"], text="Too loud.")),
        opinions.answer: row(answer, near, replied),
        opinions.handle: row(answer, near, handled),
    }  # fmt: skip
