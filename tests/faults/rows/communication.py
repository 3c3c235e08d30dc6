"""Plans of communication, meetings, opinions, what they bring."""

from datetime import date, timedelta

from core.audit.actions import NOBODY
from core.clock import now, today
from core.communication.meetings import actions as meetings
from core.communication.meetings.rules import Meeting, Said, Sort
from core.communication.opinions import actions as opinions
from core.communication.opinions.rules import Outcome, Side
from core.communication.plans import actions as plans
from core.communication.plans.rules import Frequency, Goal, Line, Phase, Whom
from core.communication.rules import Means
from tests.faults.stage import Stage, of

MONDAY = date(2026, 3, 2)


def line(s: Stage, **more: object) -> Line:
    told = {"whom": Whom.CUSTOMER, "means": Means.TALK, "phase": Phase.EXECUTION, "goal": Goal.CONFIRM, "channel": "phone", "frequency": Frequency.ONCE, "owner_id": s.person("ming"), "content": "How it goes", "first_on": MONDAY}
    return Line(**(told | more))  # type: ignore[arg-type]


def row(s: Stage) -> int:
    return s.do(plans.write, "mo", s.house.projects["hotline"], line(s))


@of(plans.take)
def a_plan_begins_with_the_standard(s):
    return s.ready(plans.take, "mo", s.house.projects["hotline"], ["kickoff", "report_weekly"], owner_id=s.person("ming"), first_on=MONDAY)


@of(plans.write)
def a_row_is_written(s):
    return s.ready(plans.write, "mo", s.house.projects["hotline"], line(s))


@of(plans.change)
def a_row_falls_on_other_days(s):
    return s.ready(plans.change, "mo", row(s), line(s, frequency=Frequency.WEEKLY, content="Otherwise"), version=1)


@of(plans.stop)
def a_row_is_stopped(s):
    return s.ready(plans.stop, "mo", row(s), reason="Enough.", version=1)


@of(plans.waive)
def a_day_is_waived(s):
    return s.ready(plans.waive, "mo", row(s), due_on=MONDAY, reason="Nobody was there.")


@of(plans.remind)
def an_owner_is_told_that_nobody_spoke(s):
    s.do(plans.write, "mo", s.house.projects["hotline"], line(s, frequency=Frequency.DAILY, first_on=now().date()))
    return s.ready(plans.remind, NOBODY, when=now() + timedelta(days=9))


def told(s: Stage, **more: object) -> Meeting:
    return Meeting(**({"means": Means.CUSTOMER, "title": "Review", "held_on": today(), "led_by_id": s.person("mo"), "people": (s.person("ming"),), "guests": "Their manager", "purpose": "Dates", "channel": "visit"} | more))  # type: ignore[arg-type]


def meeting(s: Stage, *lines: Said) -> int:
    made = s.do(meetings.prepare, "mo", s.house.projects["hotline"], told(s))
    for one in lines:
        s.do(meetings.write, "mo", made, one)
    return made


INFORMED = Said(Sort.INFORMATION, "So it stands.")


def action(s: Stage) -> Said:
    return Said(Sort.ACTION, "Mend it.", owner_id=s.person("ming"), verifier_id=s.person("mo"), due_on=today() + timedelta(days=5))


@of(meetings.prepare)
def a_meeting_is_prepared(s):
    return s.ready(meetings.prepare, "mo", s.house.projects["hotline"], told(s))


@of(meetings.change)
def a_meeting_is_changed(s):
    return s.ready(meetings.change, "mo", meeting(s), told(s, title="Another"), version=1)


@of(meetings.write)
def a_line_is_written(s):
    return s.ready(meetings.write, "mo", meeting(s), action(s))


@of(meetings.take_out)
def a_line_is_taken_out(s):
    return s.ready(meetings.take_out, "mo", meeting(s, INFORMED), number=1)


@of(meetings.issue)
def minutes_are_issued_with_an_action_and_an_opinion(s):
    return s.ready(meetings.issue, "mo", meeting(s, INFORMED, action(s), Said(Sort.OPINION, "Too slow.")), version=1)


@of(meetings.correct)
def issued_minutes_are_corrected(s):
    made = meeting(s, INFORMED)
    s.do(meetings.issue, "mo", made, version=1)
    return s.ready(meetings.correct, "mo", made, text="It was otherwise.")


def opinion(s: Stage) -> int:
    return s.do(opinions.write, "mo", s.house.projects["hotline"], side=Side.CUSTOMER, text="Too slow.", heard_on=today())


@of(opinions.write)
def an_opinion_is_written_down(s):
    return s.ready(opinions.write, "ming", s.house.projects["hotline"], side=Side.CUSTOMER, text="Too slow.", heard_on=today())


@of(opinions.box)
def an_opinion_is_put_into_the_box(s):
    return s.ready(opinions.box, "ming", s.house.projects["hotline"], text="Too loud.")


@of(opinions.answer)
def an_opinion_is_answered(s):
    return s.ready(opinions.answer, "mo", opinion(s), text="We add a desk.", version=1)


@of(opinions.handle)
def an_opinion_changes_the_plan(s):
    made = opinion(s)
    row(s)
    return s.ready(opinions.handle, "mo", made, outcome=Outcome.PLAN, code="", text="Weekly from now on.", version=1)
