"""Reviews as they are kept: invited by name, anonymous answers, a floor, frozen facts, one path; risks, similar projects, the summary report."""

from datetime import timedelta
from fractions import Fraction as F

import pytest

from core import clock, db
from core.audit.actions import NOBODY
from core.clock import now, today
from core.errors import NotFound, NotPermitted, Stale
from core.knowledge import actions as knowledge
from core.knowledge import queries as library
from core.knowledge.records import Article
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.projects.records import Project
from core.review import actions, queries, rules
from core.review.compared import queries as compared
from core.review.instrument import actions as instruments
from core.review.instrument.queries import shipped
from core.review.records import Review, ReviewAnswer, ReviewInvitation
from core.review.risks import actions as risks
from core.review.risks import queries as risk_queries
from core.review.rules import Group, Lack, Point
from core.review.summary import actions as summary
from core.review.summary import queries as reports
from core.review.summary import rules as report_rules
from core.review.summary.rules import Section, State
from core.satisfaction.surveys.rules import LinkInvalid
from core.words import Language
from core.work import ask as look
from core.work import do as act
from tests.house.review_deeds import LESSON, RISK, SCORES, WORDS

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def opened(house, do):
    def opened_(point=Point.EXECUTION):
        return do(actions.open_, "mo", house.projects["hotline"], point=point, due_on=today() + timedelta(days=9))

    return opened_


def code_of(made: int) -> str:
    with db.reading() as session:
        return session.get_one(Review, made).code


def version(made: int, kind=Review) -> int:  # type: ignore[no-untyped-def]
    with db.reading() as session:
        return session.get_one(kind, made).version


def invite(do, house, made, group, *who):
    for one in who:
        do(actions.invite, "mo", made, person_id=house.people[one], group=group)


def rated(do, made, group, **scores):
    for who, score in scores.items():
        do(actions.rate, who, made, group=group, scores={"goals": score, "cooperation": score}, texts={"": f"Said by one of {len(scores)}."})


class TestJudging:
    def test_three_groups_with_one_missing_and_nothing_before_it_is_closed(self, house, do, ask, refused, traced):
        made = do(actions.open_, "mo", house.projects["hotline"], point=Point.CLOSING, due_on=today())
        invite(do, house, made, Group.TEAM, "ming", "kit", "mei")
        invite(do, house, made, Group.MANAGEMENT, "lin", "hu", "yan")
        links = [do(actions.invite_customer, "mo", made, name=f"Buyer {n}", language=Language.ENGLISH) for n in range(3)]
        rated(do, made, Group.TEAM, ming=4, kit=5, mei=3)
        rated(do, made, Group.MANAGEMENT, lin=2, hu=2)
        rated(do, made, Group.SELF, mo=5)
        for token in links[:2]:
            act(actions.rate_by_link, NOBODY, token, scores={"goals": 1}, texts={})
        assert ask(queries.review, "mo", code_of(made)).outcome is None
        with traced("review:close", "mo"):
            do(actions.close, "mo", made, version=version(made))
        view = ask(queries.review, "ming", code_of(made))
        assert view.outcome is not None
        assert view.outcome.total == 4  # the team alone
        assert {one.group: one.lack for one in view.outcome.missing} == {Group.CUSTOMER: Lack.TOO_FEW, Group.MANAGEMENT: Lack.TOO_FEW}
        assert view.outcome.gaps["performance"] == 1
        assert view.row.total == 4
        found, count = ask(metrics.rows, "lin", "review.result", Asked(today(), today()))
        assert (count, found["value"].tolist(), found["code"].tolist()) == (1, [80], [code_of(made)])
        assert view.invited == ()  # who was asked is for who leads
        assert {group for group, _ in view.outcome.texts} == {Group.TEAM, Group.SELF}

    def test_who_was_not_invited_in_a_group_is_refused_and_nobody_judges_twice(self, house, do, opened, refused):
        made = opened()
        invite(do, house, made, Group.TEAM, "ming")
        with refused(rules.NotInvited):
            do(actions.rate, "ming", made, group=Group.MANAGEMENT, scores=SCORES, texts={})
        with refused(rules.NotInvited):
            do(actions.rate, "kit", made, group=Group.TEAM, scores=SCORES, texts={})
        with refused(rules.InvitedAlready):
            do(actions.invite, "mo", made, person_id=house.people["ming"], group=Group.MANAGEMENT)
        with refused(rules.CustomerByLink):
            do(actions.invite, "mo", made, person_id=house.people["kit"], group=Group.CUSTOMER)
        do(actions.rate, "ming", made, group=Group.TEAM, scores=SCORES, texts={})
        with refused(rules.RatedAlready):
            do(actions.rate, "ming", made, group=Group.TEAM, scores=SCORES, texts={})

    def test_a_link_works_once_and_not_after_its_time(self, house, do, opened, refused):
        made = opened()
        token, late = (do(actions.invite_customer, "mo", made, name=name, language=Language.SIMPLIFIED) for name in ("Buyer", "Owner"))
        assert look(queries.opened, token).language is Language.SIMPLIFIED
        act(actions.rate_by_link, NOBODY, token, scores={"goals": 3}, texts={"": "<b>Good</b>"})
        assert look(queries.opened, token) is None
        with pytest.raises(LinkInvalid):
            act(actions.rate_by_link, NOBODY, token, scores={"goals": 3}, texts={})
        with clock.at(now() + timedelta(days=30)):
            assert look(queries.opened, late) is None
            with pytest.raises(LinkInvalid):
                act(actions.rate_by_link, NOBODY, late, scores={"goals": 3}, texts={})
        assert look(queries.knows, late)
        assert not look(queries.knows, "x" * 43)

    def test_an_answer_names_nobody_and_keeps_no_order(self, house, do, opened):
        made = opened()
        invite(do, house, made, Group.TEAM, "ming", "kit")
        rated(do, made, Group.TEAM, ming=4, kit=2)
        with db.reading() as session:
            kept = session.query(ReviewAnswer).all()
            assert {column.name for column in ReviewAnswer.__table__.columns} == {"id", "review_id", "rater_group", "scores", "texts"}
            assert all(one.id > 2**20 for one in kept)  # drawn, not counted
            assert all(one.token_hash is None for one in session.query(ReviewInvitation))

    def test_an_invitation_is_taken_back_and_a_closed_review_takes_nothing(self, house, do, ask, opened, refused):
        made = opened()
        invite(do, house, made, Group.TEAM, "ming", "kit")
        (one,) = [of for of in ask(queries.review, "mo", code_of(made)).invited if of.name == {"en": "Kit"} or "Kit" in str(of.name)]
        do(actions.uninvite, "mo", one.id)
        with refused(rules.NobodyAnswered):
            do(actions.close, "mo", made, version=version(made))
        rated(do, made, Group.TEAM, ming=4)
        with refused(Stale):
            do(actions.close, "mo", made, version=99)
        with refused(rules.ReviewOpen):
            opened(Point.CLOSING)
        do(actions.close, "mo", made, version=version(made))
        with refused(rules.ReviewClosed):
            do(actions.rate, "mo", made, group=Group.SELF, scores=SCORES, texts={})

    def test_who_sees_what(self, house, do, ask, opened, refused):
        made = opened()
        code = code_of(made)
        with refused(NotFound):
            ask(queries.review, "pei", code)
        invite(do, house, made, Group.MANAGEMENT, "pei")
        view = ask(queries.review, "pei", code)  # invited from elsewhere: judges, sees neither facts nor others
        assert view.mine is Group.MANAGEMENT
        assert (view.facts, view.invited, view.path) == ((), (), ())
        assert [one.code for one in ask(queries.waiting, "pei")] == [code]
        member = ask(queries.review, "ming", code)
        assert member.withheld > 0  # a member sees no cost
        assert not any(one.code.startswith("cost.") for one in member.facts)
        assert any(one.code == "cost.spent" for one in ask(queries.review, "mo", code).facts)
        with refused(NotPermitted):
            do(actions.close, "ming", made, version=version(made))
        with refused(rules.DueInThePast):
            do(actions.open_, "pei", house.projects["harbour"], point=Point.CLOSING, due_on=today() - timedelta(days=1))


class TestThePath:
    def test_the_same_instrument_holds_for_a_project_and_a_new_one_for_the_next(self, house, do, ask, opened):
        first = opened(Point.INITIATION)
        invite(do, house, first, Group.TEAM, "ming", "kit", "mei")
        rated(do, first, Group.TEAM, ming=2, kit=2, mei=2)
        do(actions.close, "mo", first, version=version(first))
        do(instruments.revise, "lin", weights=shipped().weights, floor=4, dimension_weights={}, texts={}, left_out=("leading",), reason="More people.", number=0)
        second = opened(Point.CLOSING)
        invite(do, house, second, Group.TEAM, "ming", "kit", "mei")
        rated(do, second, Group.TEAM, ming=4, kit=4, mei=5)
        do(actions.close, "mo", second, version=version(second))
        path = ask(queries.of_project, "mo", _hotline()).path
        assert [(one.point, one.outcome.total) for one in path] == [(Point.INITIATION, 2), (Point.CLOSING, F(13, 3))]
        assert ask(queries.review, "mo", code_of(second)).number == 0
        elsewhere = do(actions.open_, "lin", house.projects["harbour"], point=Point.CLOSING, due_on=today())
        view = ask(queries.review, "lin", code_of(elsewhere))
        assert (view.number, view.instrument.floor) == (1, 4)
        with pytest.raises(Stale):
            do(instruments.revise, "lin", weights=shipped().weights, floor=3, dimension_weights={}, texts={}, reason="Again.", number=0)


def _hotline() -> str:
    with db.reading() as session:
        return next(code for code, name in session.query(Project.code, Project.name) if name["en"] == "Hotline")


class TestRisksAndOthers:
    def test_risks_are_rows_with_versions(self, house, do, ask, refused):
        made = do(risks.enter, "mo", house.projects["hotline"], RISK)
        (one,) = ask(risk_queries.risks, "ming", _hotline())
        with refused(Stale):
            do(risks.change, "mo", made, RISK, version=99)
        do(risks.strike, "mo", made, version=one.version)
        assert ask(risk_queries.risks, "ming", _hotline()) == []

    def test_too_few_similar_projects_say_so_and_cost_is_for_who_sees_it(self, house, ask):
        found = ask(compared.reference_class, "ming", _hotline())
        assert (found.time.n, found.time.median, found.cost) == (0, None, None)
        assert ask(compared.reference_class, "mo", _hotline()).cost is not None


class TestTheReport:
    def test_it_is_refused_with_empty_sections_frozen_when_issued_and_begun_anew(self, house, do, ask, refused, traced):
        made = do(summary.begin, "mo", house.projects["hotline"])
        with refused(report_rules.DraftThere):
            do(summary.begin, "mo", house.projects["hotline"])
        assert ask(reports.shelf, "ming", _hotline()).editions == ()  # a draft is for who writes
        with refused(report_rules.SectionsEmpty) as caught:
            do(summary.issue, "mo", made, texts=WORDS | {"problems": "  ", "lessons": ""}, version=1)
        assert caught.value.facts["sections"] == "Problems and measures, Lessons"
        do(summary.write, "mo", made, texts=WORDS | {"targets": "Nine of ten."}, version=1)
        with refused(Stale):
            do(summary.issue, "mo", made, texts=WORDS, version=1)
        lesson = do(summary.propose_lesson, "mo", made, LESSON)
        with traced("summary_report:issue", "mo"):
            do(summary.issue, "mo", made, texts=WORDS | {"targets": "Nine of ten."}, version=2)
        with refused(report_rules.ReportIssued):
            do(summary.write, "mo", made, texts=WORDS, version=3)
        (one,) = ask(reports.shelf, "ming", _hotline()).editions
        assert (one.state, one.text(Section.TARGETS)) == (State.ISSUED, "Nine of ten.")
        assert one.contents is not None
        assert [(of.title, of.approved) for of in one.contents.lessons] == [("Two on each shift", False)]
        assert not any(of.code.startswith("cost.") for of in one.contents.facts.facts)
        do(knowledge.approve, "lin", lesson, version=version(lesson, Article))
        assert [one.id for one in ask(library.made_of, "mo", "summary_report", made)] == [lesson]
        again = do(summary.begin, "mo", house.projects["hotline"])
        second = ask(reports.shelf, "mo", _hotline()).editions[0]
        assert (second.id, second.edition, second.text(Section.TARGETS)) == (again, 2, "Nine of ten.")
        assert ask(reports.shelf, "mo", _hotline()).editions[1].contents.lessons[0].approved is False  # frozen
