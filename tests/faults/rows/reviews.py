"""Reviews of projects, their risks, and the summary report."""

from datetime import timedelta

from core import db
from core.clock import today
from core.review import actions
from core.review.instrument import actions as instruments
from core.review.instrument.queries import shipped
from core.review.records import Review, ReviewInvitation
from core.review.risks import actions as risks
from core.review.risks.records import ReviewRisk
from core.review.rules import Group, Point
from core.review.summary import actions as summary
from core.review.summary.records import SummaryReport
from core.words import Language
from tests.faults.stage import Stage, of
from tests.house.review_deeds import LESSON, RISK, SCORES, WORDS


def version(kind, made: int) -> int:  # type: ignore[no-untyped-def]
    with db.reading() as session:
        return session.get_one(kind, made).version


def opened(s: Stage) -> int:
    return s.do(actions.open_, "mo", s.house.projects["hotline"], point=Point.EXECUTION, due_on=today() + timedelta(days=9))


def draft(s: Stage) -> int:
    return s.do(summary.begin, "mo", s.house.projects["hotline"])


@of(actions.open_)
def a_review_is_opened(s):
    return s.ready(actions.open_, "mo", s.house.projects["hotline"], point=Point.EXECUTION, due_on=today() + timedelta(days=9))


@of(actions.invite)
def a_colleague_is_invited_to_judge(s):
    return s.ready(actions.invite, "mo", opened(s), person_id=s.person("ming"), group=Group.TEAM)


@of(actions.invite_customer)
def a_customer_is_invited_to_judge(s):
    return s.ready(actions.invite_customer, "mo", opened(s), name="Buyer", language=Language.ENGLISH)


@of(actions.uninvite)
def an_invitation_is_taken_back(s):
    made = opened(s)
    s.do(actions.invite, "mo", made, person_id=s.person("ming"), group=Group.TEAM)
    with db.reading() as session:
        number = session.query(ReviewInvitation.id).filter_by(person_id=s.person("ming")).scalar()
    return s.ready(actions.uninvite, "mo", number)


@of(actions.rate)
def a_judgement_arrives(s):
    return s.ready(actions.rate, "mo", opened(s), group=Group.SELF, scores=SCORES, texts={"": "Calls."})


@of(actions.close)
def a_review_is_closed(s):
    made = opened(s)
    s.do(actions.rate, "mo", made, group=Group.SELF, scores=SCORES, texts={})
    return s.ready(actions.close, "mo", made, version=version(Review, made))


@of(instruments.revise)
def what_reviews_ask_is_changed(s):
    return s.ready(instruments.revise, "lin", weights=shipped().weights, floor=4, dimension_weights={}, texts={}, reason="More people.", number=0)


@of(risks.enter)
def a_risk_is_entered(s):
    return s.ready(risks.enter, "mo", s.house.projects["hotline"], RISK)


@of(risks.change)
def a_risk_is_changed(s):
    made = s.do(risks.enter, "mo", s.house.projects["hotline"], RISK)
    return s.ready(risks.change, "mo", made, RISK, version=version(ReviewRisk, made))


@of(risks.strike)
def a_risk_is_struck(s):
    made = s.do(risks.enter, "mo", s.house.projects["hotline"], RISK)
    return s.ready(risks.strike, "mo", made, version=version(ReviewRisk, made))


@of(summary.begin)
def a_summary_report_is_begun(s):
    return s.ready(summary.begin, "mo", s.house.projects["hotline"])


@of(summary.write)
def a_summary_report_is_written(s):
    made = draft(s)
    return s.ready(summary.write, "mo", made, texts=WORDS, version=version(SummaryReport, made))


@of(summary.issue)
def a_summary_report_is_issued(s):
    made = draft(s)
    return s.ready(summary.issue, "mo", made, texts=WORDS, version=version(SummaryReport, made))


@of(summary.propose_lesson)
def a_lesson_goes_to_the_library(s):
    return s.ready(summary.propose_lesson, "mo", draft(s), LESSON)


@of(summary.take_along)
def a_summary_report_leaves_the_house(s):
    return s.ready(summary.take_along, "mo", draft(s), kind="docx", sha256="0" * 64)


