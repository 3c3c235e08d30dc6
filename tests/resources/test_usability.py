"""Whether pages are clear: said without a name, told together from five on, replied to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock, db
from core.audit.records import AuditEntry
from core.errors import Empty, NotPermitted, Stale, TooLong
from core.notice.records import Notice
from core.resources.usability import actions, queries, rules
from core.resources.usability.records import PageRemark, PageTurn
from core.resources.usability.rules import Outcome
from core.words import Language

counts = st.integers(0, 40)


def at(month: int = 11, day: int = 3, year: int = 2026):
    return clock.at(datetime(year, month, day, 4, tzinfo=UTC))


class TestRules:
    def test_what_is_told_can_be_checked_by_hand(self):
        found = rules.clear(8, 2)
        assert (found.n, found.share) == (10, 0.8)
        assert (round(found.low, 3), round(found.high, 3)) == (0.49, 0.943), "Wilson, as in textbooks for 8 of 10"

    @given(counts, counts)
    def test_few_answers_tell_no_share_and_many_lie_within_their_interval(self, yes, no):
        found = rules.clear(yes, no)
        assert found.n == yes + no
        assert (found.share is None) is (found.n < rules.LEAST)
        assert found.share is None or found.low <= found.share <= found.high

    @given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
    def test_twelve_months_count_together(self, day):
        first, month = rules.since(day), rules.month_of(day)
        assert first.day == month.day == 1
        assert (month.year - first.year) * 12 + month.month - first.month == rules.MONTHS - 1


@pytest.mark.usefixtures("database")
class TestSaid:
    def test_each_speaks_once_a_month_and_nobody_is_found_in_it(self, house, do, ask, refused):
        with at():
            with refused(TooLong):
                do(actions.say, "ming", "Results", clear=False, words="x" * 1_001)
            with refused(rules.NoSuchPage):
                do(actions.say, "ming", "../Results", clear=False)
            do(actions.say, "ming", "Results", clear=False, words="What is a band?")
            with refused(rules.SaidAlready):
                do(actions.say, "ming", "Results", clear=True)
            do(actions.say, "ming", "Plan", clear=True)
            assert ask(queries.asked, "ming", "Results").has_said
            assert not ask(queries.asked, "mei", "Results").has_said
        with at(12):
            assert not ask(queries.asked, "ming", "Results").has_said
            do(actions.say, "ming", "Results", clear=True)
        with db.reading() as session:
            entries = session.scalars(select(AuditEntry).where(AuditEntry.deed == "page_voice:say")).all()
            assert {(one.actor_id, one.actor_name, one.origin, one.key) for one in entries} == {(None, "", "", None)}
            assert "band" not in str([one.facts for one in entries])
            assert {column.name for column in PageRemark.__table__.c} & {"person_id", "at", "by_id"} == set()
            assert {column.name for column in PageTurn.__table__.c} == {"id", "month", "page", "person_id"}

    def test_a_share_is_told_from_five_on_and_the_least_clear_page_first(self, house, do, ask):
        with at():
            for who in ("ming", "mo", "mei", "lin"):
                do(actions.say, who, "Results", clear=who != "mei")
            assert ask(queries.voices, "ada").pages == (("Results", rules.Clear(4, None, None, None)),)
            do(actions.say, "pei", "Results", clear=True)
            for who in ("ming", "mo", "mei", "lin", "pei"):
                do(actions.say, who, "Plan", clear=False)
            do(actions.say, "ming", "Costs", clear=False)
            found = ask(queries.voices, "ada").pages
            assert [(page, clear.n, clear.share) for page, clear in found] == [("Plan", 5, 0.0), ("Results", 5, 0.8), ("Costs", 1, None)]
        with at(year=2027):
            assert ask(queries.voices, "ada").pages == (), "a year later it does not count any more"

    def test_words_are_told_to_who_replies_and_the_reply_to_everybody(self, house, do, ask, refused):
        with at():
            do(actions.say, "ming", "Results", clear=False, words="  What is a band?\nAnd a veto?  ")
            do(actions.say, "mo", "Results", clear=True, words=" ")
            (one,) = ask(queries.voices, "ada").remarks
            assert (one.text, one.outcome, one.month) == ("What is a band?\nAnd a veto?", None, date(2026, 11, 1))
            with refused(NotPermitted):
                do(actions.reply, "lin", one.id, outcome=Outcome.LEFT, text="No.", version=one.version)
            with refused(NotPermitted):
                ask(queries.voices, "lin")
            with refused(Empty):
                do(actions.reply, "ada", one.id, outcome=Outcome.LEFT, text=" ", version=one.version)
            with db.reading() as session:
                assert [(told.person_id, told.subject_kind) for told in session.scalars(select(Notice).where(Notice.kind == "page"))] == [(house.people["ada"], "page_voice")], "a notice has its moment: it is about the page, not about the remark"
        with at(day=9):
            do(actions.reply, "ada", one.id, outcome=Outcome.EXPLAINED, text="A range of scores.", version=one.version)
            with refused(Stale):
                do(actions.reply, "ada", one.id, outcome=Outcome.LEFT, text="Too late.", version=one.version)
            found = ask(queries.asked, "mei", "Results")
            assert found.replies == ((Outcome.EXPLAINED, "A range of scores.", date(2026, 11, 9)),)
            assert ask(queries.asked, "mei", "Plan").replies == ()
            kept = ask(queries.voices, "ada")
            assert (kept.waiting, kept.remarks[0].outcome, kept.remarks[0].replied_on) == (0, Outcome.EXPLAINED, date(2026, 11, 9))


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
def test_on_the_screen(house, do, screen, language):
    page = screen("pages/Health.py", "ada", query={"view": "voices"}, language=language)
    assert not page.exception
    for who in ("ming", "mo", "mei", "lin", "pei"):
        do(actions.say, who, "Results", clear=False, words=f"**{who}** <b>")
    page = screen("pages/Health.py", "ada", query={"view": "voices"}, language=language)
    assert not page.exception
    assert len(page.dataframe) == 1
    (one, *_) = [box for box in page.button if (box.key or "").startswith("page_reply:")] or [None]
    assert one is None or one.disabled
    assert any(r"\*\*mo\*\* \<b\>" in said.value for said in page.markdown)


def test_the_months_add_up_over_new_year():
    assert rules.since(date(2026, 1, 31)) == date(2025, 2, 1)
    assert rules.month_of(date(2026, 1, 31)) + timedelta(days=31) == date(2026, 2, 1)
