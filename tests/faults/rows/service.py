"""Service requests: from the first call to the archive, and what is promised."""

from datetime import datetime, timedelta

from core import db
from core.clock import at, now, today
from core.customers import actions as customers
from core.service.closing import actions as closing
from core.service.dispatch import actions as dispatch
from core.service.dispatch.rules import Rule, Who
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.preparation import actions as preparation
from core.service.preparation.rules import Kind, Line
from core.service.requests import actions, queries
from core.service.requests.records import Request
from core.service.requests.rules import Intake
from core.service.rules import Degree
from core.service.tuning import actions as channels
from core.service.tuning.rules import Aspect
from tests.faults.stage import Stage, of


def customer(s: Stage) -> int:
    return s.do(customers.enter, "mo", name="Northern Ferries", project_ids=[s.house.projects["hotline"]])


def registered(s: Stage, **more: object) -> int:
    given = {"customer_id": customer(s), "channel": "phone", "title": "Invoices are wrong", "problem_class": "process", "acknowledged": False} | more
    return s.do(intake.register, "ming", s.house.projects["hotline"], Intake(**given))  # type: ignore[arg-type]


def version(made: int) -> int:
    with db.reading() as session:
        return session.get_one(Request, made).version


def given(s: Stage) -> int:
    made = registered(s)
    s.do(handling.give, "ming", made, handler_id=s.person("ming"), version=version(made))
    return made


def begun(s: Stage) -> int:
    made = given(s)
    s.do(handling.begin, "ming", made)
    return made


def resolved(s: Stage) -> int:
    made = begun(s)
    s.do(handling.respond, "ming", made, text="We look into it.")
    s.do(handling.resolve, "ming", made, solution="Mended.", version=version(made))
    return made


def confirmed(s: Stage) -> int:
    made = resolved(s)
    s.do(closing.confirm, "ming", made, text="Ms Wu on the phone.")
    return made


@of(intake.register)
def a_request_is_registered_and_given(s):
    intake_ = Intake(customer(s), "phone", "Invoices are wrong", problem_class="process", handler_id=s.person("mo"))
    return s.ready(intake.register, "ming", s.house.projects["hotline"], intake_)


@of(handling.classify)
def a_request_is_classified_anew(s):
    made = registered(s)
    return s.ready(handling.classify, "ming", made, problem_class="technology", urgency=Degree.HIGH, impact=Degree.HIGH, version=version(made))


@of(handling.hand_over)
def a_request_is_handed_over_before_the_last_one_began(s):
    made = given(s)
    s.do(handling.hand_over, "ming", made, to_id=s.person("mo"), reason="Knows it.", version=version(made))
    return s.ready(handling.hand_over, "mo", made, to_id=s.person("ming"), reason="Is away.", version=version(made))


@of(actions.correct)
def a_moment_is_corrected(s):
    made = begun(s)
    with db.reading() as session:
        event = queries.events_of(session, made)[-1].id
    return s.ready(actions.correct, "mo", made, event_id=event, at=now(), why="Typed wrong.")


@of(closing.give_up)
def three_attempts_close_a_request(s):
    made, moment = resolved(s), now()
    for day in (1, 2, 3):
        s.ready(closing.attempt, "ming", made, channel="phone", text="Nobody picks up.", when=moment + timedelta(days=day))()
    return s.ready(closing.give_up, "ming", made, when=moment + timedelta(days=4))


@of(closing.prevent)
def a_prevention_becomes_a_follow_up(s):
    made = resolved(s)
    s.do(closing.explain, "ming", made, cause="procedure", whys=["Typed by hand."], prevention="Import the rates.", version=version(made))
    return s.ready(closing.prevent, "ming", made, owner_id=s.person("ming"), verifier_id=s.person("mo"), due_on=today() + timedelta(days=7))


@of(closing.merge)
def a_duplicate_is_merged(s):
    first = registered(s)
    with db.reading() as session:
        row = session.get_one(Request, first)
    second = s.do(intake.register, "ming", row.project_id, Intake(row.customer_id, "chat", "Invoices are wrong"))
    return s.ready(closing.merge, "ming", second, into=row.code, reason="The same.")


TUNED = {"channel": "phone", "weeks": 4, "aspect": Aspect.RESOLVED, "change": "Two more people at noon."}


def tuned(s: Stage, ago: int = 0) -> tuple[int, datetime]:
    """A decision on the telephone of Hotline, in effect since the day it was made where that is some time ago; and when it was made."""
    moment = now() - timedelta(days=ago)
    with at(moment - timedelta(days=10)):
        registered(s)
    with at(moment):
        made = s.do(channels.decide, "mo", s.house.projects["hotline"], **TUNED, owner_id=s.person("ming"), verifier_id=s.person("mo"), due_on=today())
        if ago:
            s.do(channels.changed, "mo", made, changed_on=today(), version=2)
    return made, moment


@of(channels.decide)
def a_channel_is_changed_because_of_its_figures(s):
    with at(now() - timedelta(days=10)):
        registered(s)
    return s.ready(channels.decide, "mo", s.house.projects["hotline"], **TUNED, owner_id=s.person("ming"), verifier_id=s.person("mo"), due_on=today())


@of(channels.changed)
def a_channel_is_changed_since_a_day(s):
    return s.ready(channels.changed, "mo", tuned(s)[0], changed_on=today(), version=2)


@of(channels.judge)
def a_changed_channel_is_judged(s):
    return s.ready(channels.judge, "mo", tuned(s, 30)[0], version=3)


@of(preparation.take)
def preparations_are_taken_from_the_table(s):
    return s.ready(preparation.take, "mo", s.house.projects["hotline"], ["tool_headset", "place_desk", "staff_lead"])


@of(preparation.check)
def a_preparation_is_checked(s):
    made = s.do(preparation.write, "mo", s.house.projects["hotline"], Line(Kind.TOOL, "Headsets"))
    return s.ready(preparation.check, "ming", made, checked_on=today(), remark="Tried.", version=1)


@of(dispatch.arrange)
def rules_find_the_handler_of_a_request(s):
    return s.ready(dispatch.arrange, "mo", s.house.projects["hotline"], [Rule(Who.FEWEST)], roles={s.person("ming"): "technical_engineer"}, active=True, version=0)


@of(handling.classify)
def a_request_is_classified_and_given_by_a_rule(s):
    made = registered(s, problem_class="")
    s.do(dispatch.arrange, "mo", s.house.projects["hotline"], [Rule(Who.PERSON, s.person("mo"))], roles={}, active=True, version=0)
    return s.ready(handling.classify, "ming", made, problem_class="technology", urgency=Degree.HIGH, impact=Degree.HIGH, version=version(made))
