"""Surveys, answers, themes and templates."""

from sqlalchemy import select

from core import db
from core.audit.actions import NOBODY
from core.satisfaction.answers import actions as answers
from core.satisfaction.answers.records import SurveyText
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.templates import actions as templates
from core.satisfaction.templates.queries import shipped
from core.satisfaction.themes import actions as themes
from core.words import Language
from tests.cast import named
from tests.faults.stage import Stage, of

FIRST, SECOND = "a" * 43, "b" * 43
TYPED = {"overall": "1", "recommend": "3", "comment": "Slow, and rude"}


def sent(s: Stage) -> int:
    return s.do(surveys.send, "mo", s.house.projects["hotline"], token=FIRST)


def answered(s: Stage) -> int:
    return s.do(answers.interview, "mo", s.house.projects["hotline"], typed=TYPED)


def written(s: Stage) -> int:
    answered(s)
    with db.reading() as session:
        return session.scalars(select(SurveyText.id)).one()


def template(s: Stage) -> int:
    return s.do(templates.begin, "lin", code="visits", name=named("Visits"))


@of(surveys.send)
def a_survey_is_sent(s):
    return s.ready(surveys.send, "mo", s.house.projects["hotline"], token=FIRST)


@of(surveys.remind)
def a_customer_is_reminded(s):
    return s.ready(surveys.remind, "mo", sent(s), version=1, token=SECOND)


@of(surveys.relink)
def a_lost_link_is_replaced(s):
    return s.ready(surveys.relink, "mo", sent(s), version=1, token=SECOND)


@of(surveys.revoke)
def a_survey_is_revoked(s):
    return s.ready(surveys.revoke, "mo", sent(s), version=1)


@of(answers.answer)
def a_customer_gives_a_low_answer_that_calls_somebody(s):
    sent(s)
    return s.ready(answers.answer, NOBODY, FIRST, typed=TYPED, language=Language.ENGLISH)


@of(answers.enter)
def an_answer_comes_by_telephone(s):
    return s.ready(answers.enter, "mo", sent(s), version=1, typed=TYPED)


@of(answers.interview)
def an_interview_is_kept(s):
    return s.ready(answers.interview, "mo", s.house.projects["hotline"], typed=TYPED)


@of(answers.withdraw)
def an_answer_is_withdrawn(s):
    return s.ready(answers.withdraw, "mo", answered(s), reason="Entered twice.")


@of(answers.export)
def answers_leave_the_house(s):
    return s.ready(answers.export, "mo", rows=3, sha256="0" * 64)


@of(themes.assign)
def a_text_is_sorted_by_hand(s):
    return s.ready(themes.assign, "mo", written(s), themes=["price"], version=1)


@of(themes.edit)
def key_words_change_and_texts_are_sorted_anew(s):
    written(s)
    return s.ready(themes.edit, "lin", "price", words={"en": ["slow"]}, version=0)


@of(templates.begin)
def a_template_begins(s):
    return s.ready(templates.begin, "lin", code="visits", name=named("Visits"))


@of(templates.edit)
def a_template_is_changed(s):
    return s.ready(templates.edit, "lin", template(s), version=1, introduction={}, questions=shipped()[2].questions[:2])


@of(templates.confirm)
def a_template_is_confirmed(s):
    return s.ready(templates.confirm, "lin", template(s), version=1)


@of(templates.revise)
def a_new_version_begins(s):
    made = template(s)
    s.do(templates.confirm, "lin", made, version=1)
    return s.ready(templates.revise, "lin", made)


@of(templates.retire)
def a_version_is_retired(s):
    made = template(s)
    s.do(templates.confirm, "lin", made, version=1)
    return s.ready(templates.retire, "lin", made, version=2)
