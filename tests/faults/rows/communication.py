"""Plans of communication, meetings, opinions, what they bring."""

from datetime import date, timedelta

from core.audit.actions import NOBODY
from core.clock import now
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
