"""How members are doing: asked without a name, shown together or not at all."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock, db
from core.audit.records import AuditEntry
from core.errors import NotPermitted, TooLong
from core.team.pulse import actions, queries, rules
from core.team.pulse.records import Pulse
from core.team.pulse.rules import Question
from core.words import Language
from tests.house.team_deeds import POINTS, crowd

DAY = date(2026, 11, 2)
answers = st.lists(st.fixed_dictionaries({one.value: st.integers(1, 5) for one in Question}), max_size=12)


def noon(days: int = 0):
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


class TestRules:
    def test_what_is_shown_can_be_checked_by_hand(self):
        counts = rules.added(rules.added({}, POINTS), POINTS | {"load": 2})
        found = {one.question: one for one in rules.said(counts)}
        assert found[Question.LOAD].counts == (0, 1, 0, 1, 0)
        assert (found[Question.LOAD].mean, found[Question.LOAD].good, found[Question.LOAD].n) == (3.0, 1, 2)
        assert (found[Question.GLAD].mean, found[Question.GLAD].good) == (4.0, 2)

    @given(answers)
    def test_counts_say_what_all_said_and_not_in_which_order(self, given_):
        counts, backwards = {}, {}
        for one in given_:
            counts = rules.added(counts, one)
        for one in reversed(given_):
            backwards = rules.added(backwards, one)
        assert counts == backwards
        assert all(sum(row) == len(given_) for row in counts.values())
        assert all(one.low <= one.good / one.n <= one.high for one in rules.said(counts))

    @given(st.integers(0, 20), st.integers(-5, 5))
    def test_nothing_is_shown_of_few_or_before_the_time_is_over(self, n, days):
        assert rules.is_shown(n, DAY, DAY + timedelta(days=days)) is (n >= rules.LEAST and days > 0)

    def test_five_are_asked_at_least(self):
        with pytest.raises(rules.TooFewAsked):
            rules.check_asked(4)
        rules.check_asked(5)


@pytest.fixture
def pulse(house, do):
    """Mo asks everybody of Hotline, for a week."""
    with db.writing() as session:
        crowd(session, house)
    with noon():
        return do(actions.ask, "mo", name="Autumn", closes_on=DAY + timedelta(days=7), project_id=house.projects["hotline"])


@pytest.mark.usefixtures("database")
class TestAsked:
    def test_each_answers_once_and_nobody_is_found_in_it(self, house, do, ask, refused, pulse):
        with noon(1):
            with refused(rules.EveryQuestion):
                do(actions.answer, "ming", pulse, points={"glad": 5})
            with refused(TooLong):
                do(actions.answer, "ming", pulse, points=POINTS, words="x" * 1_001)
            do(actions.answer, "ming", pulse, points=POINTS, words="More headsets.")
            with refused(rules.AnsweredAlready):
                do(actions.answer, "ming", pulse, points=POINTS)
            (one,) = ask(queries.pulses, "mo")
            assert (one.n, one.said, one.words, one.waits) == (1, (), (), True)
        with db.reading() as session:
            kept = session.get(Pulse, pulse)
            assert kept.words == ["More headsets."]
            entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "pulse:answer")).one()
            assert (entry.actor_id, entry.actor_name, entry.origin, entry.key) == (None, "", "", None)
            assert "More headsets" not in str(entry.facts)

    def test_it_is_shown_together_once_it_is_over(self, house, do, ask, refused, pulse):
        with noon(2):
            for who in ("ming", "mo", "mei", "pei"):
                do(actions.answer, who, pulse, points=POINTS, words=f"Of {who}")
        with noon(8):
            assert [(one.is_over, one.said, one.words) for one in ask(queries.pulses, "ming")] == [(True, (), ())], "four are too few"
            with refused(rules.IsOver):
                do(actions.answer, "lin", pulse, points=POINTS)
        with noon(3):
            do(actions.answer, "lin", pulse, points=POINTS)
        with noon(8):
            for who in ("mo", "ming", "yan"):
                (one,) = ask(queries.pulses, who)
                assert [(said.question, said.mean, said.n) for said in one.said] == [(question, 4.0, 5) for question in Question]
                assert sorted(one.words) == ["Of mei", "Of ming", "Of mo", "Of pei"]

    def test_what_asks_me_is_found_however_many_others_run(self, house, do, ask, pulse, monkeypatch):
        monkeypatch.setattr(queries, "LATEST", 2)
        with db.writing() as session:
            session.add_all(Pulse(name="Others", project_id=house.projects["harbour"], asked=[house.people["lin"]], opened_on=DAY + timedelta(days=1), closes_on=DAY + timedelta(days=7), n=0, counts={}, words=[], by_id=house.people["lin"], at=clock.now()) for _ in range(5))
        with noon(1):
            assert [one.id for one in ask(queries.pulses, "ming") if one.waits] == [pulse]

    def test_only_a_team_one_leads_is_asked_and_for_a_while(self, house, do, refused, pulse):
        with noon():
            with refused(NotPermitted):
                do(actions.ask, "ming", name="Mine", closes_on=DAY + timedelta(days=7), project_id=house.projects["hotline"])
            for days in (0, 61):
                with refused(rules.EndsWhen):
                    do(actions.ask, "mo", name="Too soon", closes_on=DAY + timedelta(days=days), project_id=house.projects["hotline"])
            with refused(rules.TooFewAsked):
                do(actions.ask, "pei", name="Few", closes_on=DAY + timedelta(days=7), project_id=house.projects["harbour"])


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
def test_on_the_screen(house, do, screen, language):
    with db.writing() as session:
        crowd(session, house)
    made = do(actions.ask, "mo", name="Autumn", closes_on=clock.today() + timedelta(days=7), project_id=house.projects["hotline"])
    page = screen("pages/Team.py", "ming", query={"part": "pulse"}, language=language)
    assert not page.exception
    assert page.button(key=f"pulse:{made}:send").disabled
