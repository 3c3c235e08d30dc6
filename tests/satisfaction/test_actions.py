"""Surveys, answers and themes on both databases: once, never edited, counted, and a low one calls somebody."""

import pytest

from core import db, work
from core.audit.actions import NOBODY
from core.clock import today
from core.errors import AlreadyExists, Empty, NotFound, NotPermitted, Stale
from core.followup import queries as followups
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.reference.rules import NotAnEntry
from core.satisfaction.answers import actions as answers
from core.satisfaction.answers import queries as answered
from core.satisfaction.answers.rules import WithdrawnAlready
from core.satisfaction.measures import queries as measured
from core.satisfaction.rules import Dimension, Kind, Source
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.surveys import queries as survey_queries
from core.satisfaction.surveys.rules import (
    LinkInvalid,
    NotSolvedYet,
    NotThisProject,
    RemindedAlready,
    Standing,
    SurveyedAlready,
    SurveyEnded,
)
from core.satisfaction.tally import queries as tally
from core.satisfaction.templates import actions as templates
from core.satisfaction.templates import queries as template_queries
from core.satisfaction.templates.rules import DraftWaits, FaultySurvey, Frozen, NotAskable, Question, State
from core.satisfaction.themes import actions as themes
from core.satisfaction.themes import queries as theme_queries
from core.satisfaction.themes.rules import NotATheme
from core.service.intake import actions as intake
from core.service.requests import queries as requests
from core.service.requests.rules import Intake
from core.service.requests.rules import State as RequestState
from core.words import Language
from tests.cast import named, trail
from tests.satisfaction.conftest import BAD, GOOD

pytestmark = pytest.mark.usefixtures("database")


def sound():
    """The kept sums say what a recount of all answers says."""
    with db.reading() as session:
        assert tally.differences(session) == []


def test_a_survey_is_answered_once_and_only_its_link_s_hash_is_kept(house, do, sending, refused, traced):
    with traced("survey:send", "mo"):
        made, token = sending.survey()
    row = sending.row(made)
    assert (row.standing, row.source, row.number, row.language) == (Standing.OPEN, Source.LINK, 1, Language.SIMPLIFIED)
    assert sending.answer(token) == made
    said = work.ask(answered.answered, house.actor("ming"), row.code)
    assert (said.csat, said.nps, said.low, said.source, said.by) == (5, 10, False, Source.LINK, {})
    assert {one.question: one.body for one in said.texts} == {"comment": GOOD["comment"]}
    assert said.texts[0].themes == ("praise", "speed")
    with refused(LinkInvalid):
        sending.answer(token)
    assert token not in str([(one.deed, one.facts) for one in trail()])
    sound()


def test_whose_project_it_is_not_neither_sends_nor_sees(house, do, sending, refused):
    made, _ = sending.survey()
    for who in ("pei", "mei", "cora"):
        with refused(NotPermitted):
            do(surveys.send, who, house.projects["hotline"], token=sending.token())
    with refused(NotFound):
        work.ask(answered.answered, house.actor("pei"), sending.code(made))
    with refused(NotThisProject):
        do(surveys.send, "mo", house.projects["hotline"], token=sending.token(), customer_id=999)
    with refused(NotAnEntry):
        do(surveys.send, "mo", house.projects["hotline"], token=sending.token(), channel="pigeon")
    with refused(LinkInvalid):
        do(surveys.send, "mo", house.projects["hotline"], token="guess")


def test_one_reminder_whose_link_opens_beside_the_first(do, sending, refused):
    made, first = sending.survey()
    second = sending.token()
    do(surveys.remind, "mo", made, version=1, token=second)
    with refused(RemindedAlready):
        do(surveys.remind, "mo", made, version=2, token=sending.token())
    sending.answer(first)
    with refused(LinkInvalid):
        sending.answer(second)
    with refused(SurveyEnded):
        do(surveys.revoke, "mo", made, version=3)


def test_an_answer_by_telephone_is_marked_and_ends_the_link(house, do, sending, refused, traced):
    made, token = sending.survey()
    with traced("survey:enter", "mo"):
        do(answers.enter, "mo", made, version=1, typed=GOOD)
    said = work.ask(answered.answered, house.actor("mo"), sending.code(made))
    assert (said.source, said.by["en"]) == (Source.STAFF, "Mo")
    with refused(LinkInvalid):
        sending.answer(token)
    talk = do(answers.interview, "ming", house.projects["hotline"], typed=BAD, channel="phone")
    assert sending.row(talk).source is Source.STAFF
    sound()


def test_a_low_answer_calls_somebody_once(house, do, sending):
    made = sending.answered(BAD)
    said = work.ask(answered.answered, house.actor("mo"), sending.code(made))
    assert said.low
    assert (said.opened_kind, bool(said.opened_code)) == ("followup", True)
    opened = work.ask(followups.followup, house.actor("mo"), said.opened_code)
    assert opened.row.source_code == said.code
    assert BAD["comment"] in opened.row.finding
    quiet = sending.answered({"overall": "5", "recommend": "9", "comment": "我要投诉"})  # the theme calls, whatever the score
    assert work.ask(answered.answered, house.actor("mo"), sending.code(quiet)).opened_code
    fine = sending.answered(GOOD)
    assert not work.ask(answered.answered, house.actor("mo"), sending.code(fine)).opened_code


def test_a_low_answer_of_a_known_customer_opens_a_request_by_itself(house, do, sending, refused):
    about = sending.solved()
    asked_after = work.ask(requests.place, house.actor("mo"), about).code
    assert [one.code for one in work.ask(survey_queries.due_requests, house.actor("mo"))] == [asked_after]
    made, token = sending.survey(request_id=about)
    assert work.ask(survey_queries.due_requests, house.actor("mo")) == []
    with refused(SurveyedAlready):
        sending.survey(request_id=about)
    sending.answer(token, BAD)
    said = work.ask(answered.answered, house.actor("mo"), sending.code(made))
    assert said.opened_kind == "request"
    opened = work.ask(requests.view, house.actor("mo"), said.opened_code)
    assert opened.origin == ("survey", said.code)
    assert (opened.project_id, opened.customer, opened.handler["en"], opened.state) == (house.projects["hotline"], "Northern Ferries", "Mo", RequestState.REPORTED)
    assert BAD["comment"] in opened.text
    assert asked_after in opened.text
    assert sending.row(made).request == asked_after
    assert [one.code for one in work.ask(survey_queries.of_request, house.actor("mo"), about)] == [said.code]
    with db.reading() as session:
        assert [row.person_id for row in session.execute(measured.low(session))] == [house.people["ming"]]


def test_what_is_not_solved_is_not_asked_about_and_what_was_opened_once_stays_one(house, do, sending, refused):
    customer = sending.customer()
    made = do(intake.register, "ming", house.projects["hotline"], Intake(customer, "phone", "Waiting"))
    with refused(NotSolvedYet):
        sending.survey(request_id=made)
    solved = sending.solved(customer)
    with refused(NotThisProject):
        do(surveys.send, "lin", house.projects["harbour"], token=sending.token(), request_id=solved)
    facts = {"receiver_id": house.people["mo"], "kind": "survey", "code": "SUR-1"}

    def take(session, actor, title):
        return intake.take_in(session, actor, requests.project_of(session, house.projects["hotline"]), Intake(customer, "email", title), **facts).id

    with db.writing() as session:
        assert take(session, NOBODY, "Slow") == take(session, NOBODY, "Slow again")


def test_a_withdrawn_answer_stays_to_be_read_and_counts_nowhere(house, do, sending, refused):
    made = sending.answered(GOOD)
    kept = sending.answered({"overall": "2", "recommend": "5"})
    do(answers.withdraw, "mo", made, reason="It was a test.")
    said = work.ask(answered.answered, house.actor("mo"), sending.code(made))
    assert (said.csat, said.withdrawn_why, said.withdrawn_by["en"]) == (5, "It was a test.", "Mo")
    with refused(WithdrawnAlready):
        do(answers.withdraw, "mo", made, reason="Again.")
    with refused(Empty):
        do(answers.withdraw, "mo", kept, reason=" ")
    with refused(NotPermitted):
        do(answers.withdraw, "ming", kept, reason="I do not like it.")
    found, total = work.ask(answered.answers, house.actor("mo"))
    assert (total, [one.code for one in found]) == (1, [sending.code(kept)])
    sound()


def test_measures_count_answers_and_settled_surveys(house, do, sending):
    for score in ("5", "5", "4", "4", "2"):
        sending.answered({"overall": score, "recommend": str(2 * int(score))})
    sending.survey()  # still open: not in the response rate
    gone, _ = sending.survey()
    do(surveys.revoke, "mo", gone, version=1)
    do(answers.withdraw, "mo", sending.answered({"overall": "1"}), reason="Entered twice.")
    found = work.ask(metrics.values, house.actor("mo"), Asked(today().replace(day=1), today()))
    told = {code.removeprefix("satisfaction."): (one.value, one.n) for code, one in found.items() if code.startswith("satisfaction.")}
    assert told == {"satisfied": (80, 5), "score": (4, 5), "net_promoters": (20, 5), "low": (20, 5), "returned": (100, 6)}
    rows, total = work.ask(metrics.rows, house.actor("mo"), "satisfaction.satisfied", Asked(today().replace(day=1), today()))
    assert (total, next(iter(rows["value"]))) == (5, 0)


def test_the_overview_tells_figures_trend_dimensions_and_themes(house, do, sending):
    for score in ("5", "5", "4", "4", "2"):
        sending.answered({"overall": score, "efficiency": "3", "recommend": str(2 * int(score)), "comment": "slow" if score == "2" else "thanks"})
    do(answers.interview, "mo", house.projects["hotline"], typed={"overall": "1"})
    sending.survey()
    asked = tally.Asked(today().replace(day=1), today())
    for who in ("lin", "hu", "mo"):
        found = work.ask(tally.overview, house.actor(who), asked)
        assert (found.satisfied.n, round(found.satisfied.value, 1)) == (6, 66.7)
        assert (found.net.n, found.net.value) == (5, 20.0)
        assert (found.dimensions[Dimension.EFFICIENCY].n, found.dimensions[Dimension.QUALITY].n) == (5, 0)
        assert (found.sent, found.back, found.open) == (6, 5, 1)
        assert found.sources == {Source.LINK: 5, Source.STAFF: 1}
        assert [(one.theme, one.count, one.low) for one in found.themes] == [("praise", 4, 0), ("speed", 1, 1)]
        assert [one.satisfied.n for one in found.months] == [6]
    only = work.ask(tally.overview, house.actor("lin"), tally.Asked(asked.first, asked.last, source=Source.LINK))
    assert (only.satisfied.n, only.satisfied.value) == (5, 80.0)
    nothing = work.ask(tally.overview, house.actor("pei"), asked)
    assert (nothing.satisfied.n, nothing.sent, nothing.themes) == (0, 0, ())
    by_project = work.ask(tally.compared, house.actor("lin"), asked, tally.By.PROJECT)
    assert [(one.n, round(one.satisfied.value, 1)) for one in by_project] == [(6, 66.7)]
    assert {one.key: one.n for one in work.ask(tally.compared, house.actor("lin"), asked, tally.By.CHANNEL)} == {"email": 5, "phone": 1}
    assert [one.n for one in work.ask(tally.compared, house.actor("hu"), asked, tally.By.DEPARTMENT)] == [6]


def test_staff_sort_texts_and_key_words_sort_the_others(house, do, sending, refused):
    by_hand, left = sending.answered({"overall": "5", "comment": "The lift"}), sending.answered({"overall": "5", "comment": "A lift again"})
    text = work.ask(answered.answered, house.actor("mo"), sending.code(by_hand)).texts[0]
    assert text.themes == ()
    with refused(NotATheme):
        do(themes.assign, "mo", text.id, themes=["lifts"], version=1)
    do(themes.assign, "mo", text.id, themes=["attitude", "skill"], version=1)
    with refused(Stale):
        do(themes.assign, "mo", text.id, themes=[], version=1)
    do(themes.edit, "lin", "result", words={"en": ["lift"]}, version=0)
    assert work.ask(answered.answered, house.actor("mo"), sending.code(by_hand)).texts[0].themes == ("attitude", "skill")
    assert work.ask(answered.answered, house.actor("mo"), sending.code(left)).texts[0].themes == ("result",)
    assert next(one for one in work.ask(theme_queries.themes, house.actor("mo")) if one.code == "result").words["en"] == ["lift"]
    sound()
    do(themes.edit, "lin", "result", words={"en": ["stairs"]}, version=1)
    assert work.ask(answered.answered, house.actor("mo"), sending.code(left)).texts[0].themes == ()
    assert [one.body for one in work.ask(theme_queries.examples, house.actor("mo"), "skill")] == ["The lift"]
    sound()


def test_a_confirmed_template_never_changes_and_the_next_version_asks_anew(house, do, sending, refused):
    with refused(NotPermitted):
        do(templates.begin, "mo", code="visits", name=named("Visits"))
    with refused(AlreadyExists):
        do(templates.begin, "lin", code="service", name=named("Mine"))
    made = do(templates.begin, "lin", code="visits", name=named("Visits"))
    with refused(NotAskable):
        do(surveys.send, "mo", house.projects["hotline"], token=sending.token(), version_id=made)
    asks = [Question("overall", Kind.CSAT, Dimension.OVERALL, named("Was the visit good?"), True)]
    with refused(FaultySurvey):
        do(templates.edit, "lin", made, version=1, introduction={}, questions=[])
    do(templates.edit, "lin", made, version=1, introduction={}, questions=asks)
    do(templates.confirm, "lin", made, version=2)
    with refused(Frozen):
        do(templates.edit, "lin", made, version=3, introduction={}, questions=asks)
    second = do(templates.revise, "lin", made)
    with refused(DraftWaits):
        do(templates.revise, "lin", made)
    _sent, token = sending.survey(version_id=made)
    do(templates.confirm, "lin", second, version=1)
    do(templates.retire, "lin", made, version=3)
    sending.answer(token, {"overall": "3"})  # what was sent can still be answered
    assert [(one.code, one.number, one.state) for one in work.ask(template_queries.versions, house.actor("mo"))] == [
        ("service", 1, State.CONFIRMED), ("visits", 2, State.CONFIRMED), ("visits", 1, State.RETIRED),
    ]  # fmt: skip


def test_the_same_attempt_of_a_customer_is_one_answer(sending):
    made, token = sending.survey()
    for _ in range(2):
        assert work.do_once("survey:one", answers.answer, NOBODY, token, typed=GOOD, language=Language.ENGLISH) == made
    assert len(trail("survey:answer")) == 1
