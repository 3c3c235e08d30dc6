"""What people learn, and how they are appraised and thanked."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from core.audit.actions import NOBODY
from core.clock import now, today
from core.db import writing
from core.projects import queries as projects
from core.projects.records import Member
from core.team.appraisal import actions as appraisals
from core.team.appraisal import kept, queries
from core.team.appraisal.rules import KeyResult, Said
from core.team.appraisal.rules import Kind as ItemKind
from core.team.pulse import actions as pulses
from core.team.pulse.rules import Question
from core.team.recognition import actions as rewards
from core.team.recognition.rules import Activity, Gathering, Proposal
from core.team.recognition.rules import Kind as Reward
from core.team.training import actions as training
from core.team.training.rules import Came, Course, Kind, Planned, Result, Why
from core.work import ask
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


VIEWS = {one.code: Said(80, "Seen in May.") for one in kept.shipped() if one.kind is ItemKind.JUDGEMENT}


def sheet(s: Stage, *steps: str) -> int:
    s.do(appraisals.adopt, "lin")
    s.do(appraisals.open_cycle, "lin", name="Half year", first=today() - timedelta(days=90), last=today(), pairs={s.person("ming"): s.person("mo")})
    made = ask(queries.mine, s.house.actor("ming"))[0].id
    if "sign" in steps:
        s.do(appraisals.sign, "mo", made, VIEWS, version=1)
    if "contest" in steps:
        s.do(appraisals.contest, "ming", made, words="No.", version=2)
    return made


@of(appraisals.open_cycle)
def appraisals_begin(s):
    s.do(appraisals.adopt, "lin")
    return s.ready(appraisals.open_cycle, "lin", name="Half year", first=today(), last=today(), pairs={s.person("ming"): s.person("mo"), s.person("mo"): s.person("hu")})


@of(appraisals.agree)
def key_results_are_agreed(s):
    return s.ready(appraisals.agree, "mo", sheet(s), [KeyResult("Faster", "Below an hour", Decimal(90), Decimal(60), Decimal(75))], version=1)


@of(appraisals.sign)
def an_appraisal_is_signed(s):
    return s.ready(appraisals.sign, "mo", sheet(s), VIEWS, remark="Good.", version=1)


@of(appraisals.decide)
def a_contested_appraisal_is_decided(s):
    return s.ready(appraisals.decide, "hu", sheet(s, "sign", "contest"), reason="So.", points={"time": 90}, version=3)


@of(appraisals.lapse)
def nobody_answers_an_appraisal(s):
    sheet(s, "sign")
    return s.ready(appraisals.lapse, NOBODY, when=now() + timedelta(days=30))


def proposal(s: Stage) -> Proposal:
    return Proposal(Reward.BONUS, "Thanks", "Calm on a hard day", s.person("ming"), None, Decimal("500.00"), measure="service.resolved")


def crowd(s: Stage) -> None:
    """Everybody joins Hotline: fewer than five are not asked."""
    hotline = next(one for one in ask(projects.projects, s.house.actor("lin")) if one.id == s.house.projects["hotline"])
    with writing() as session:
        here = set(session.scalars(select(Member.person_id).where(Member.project_id == hotline.id)))
        session.add_all(Member(project_id=hotline.id, person_id=one) for one in set(s.house.people.values()) - here)


@of(pulses.ask)
def a_team_is_asked(s):
    crowd(s)
    return s.ready(pulses.ask, "mo", name="How is it going?", closes_on=today() + timedelta(days=7), project_id=s.house.projects["hotline"])


@of(pulses.answer)
def a_member_answers(s):
    crowd(s)
    made = s.do(pulses.ask, "mo", name="How is it going?", closes_on=today() + timedelta(days=7), project_id=s.house.projects["hotline"])
    return s.ready(pulses.answer, "ming", made, points={one.value: 4 for one in Question}, words="Fine.")


@of(rewards.propose)
def a_reward_is_proposed(s):
    return s.ready(rewards.propose, "mo", proposal(s))


@of(rewards.decide)
def a_reward_is_granted(s):
    return s.ready(rewards.decide, "hu", s.do(rewards.propose, "mo", proposal(s)), grant=True, reason="Well earned.", version=1)


@of(rewards.record)
def a_team_does_something_together(s):
    return s.ready(rewards.record, "mo", Activity(Gathering.BUILDING, today(), "A walk", "Along the river.", (s.person("ming"), s.person("mo")), s.house.projects["hotline"]))
