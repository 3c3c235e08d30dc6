"""What people learn, and how they are appraised and thanked."""

from datetime import timedelta
from decimal import Decimal

from core.audit.actions import NOBODY
from core.clock import now, today
from core.team.training import actions as training
from core.team.training.rules import Came, Course, Kind, Planned, Result, Why
from tests.faults.stage import Stage, of


def course_of(s: Stage) -> Course:
    return Course("Talking with callers", "Listening", Kind.TARGETED, ("theory", "case"), Why.CUSTOMERS, "Elderly callers", "service.resolved", s.house.projects["hotline"])


def planned(s: Stage, *people: str) -> Planned:
    return Planned(today() + timedelta(days=5), Decimal("1.5"), tuple(s.person(one) for one in people), trainer="Academy")


def lesson(s: Stage) -> int:
    return s.do(training.plan, "mo", s.do(training.offer, "mo", course_of(s)), planned(s, "ming", "mo"))


@of(training.offer)
def a_course_is_offered(s):
    return s.ready(training.offer, "mo", course_of(s))


@of(training.replan)
def a_session_is_put_off(s):
    return s.ready(training.replan, "mo", lesson(s), planned(s, "ming"), version=1)


@of(training.hold)
def a_session_is_recorded(s):
    came = (Came(s.person("ming"), Result.PASSED, Decimal(80), "Good"), Came(s.person("mo"), Result.ABSENT, None, "Ill"))
    return s.ready(training.hold, "mo", lesson(s), came, on=today(), remark="Two cases.", version=1)


@of(training.cancel)
def a_session_is_cancelled(s):
    return s.ready(training.cancel, "mo", lesson(s), reason="Rain.", version=1)


@of(training.remind)
def people_are_reminded_of_a_session(s):
    lesson(s)
    return s.ready(training.remind, NOBODY, when=now() + timedelta(days=3))
