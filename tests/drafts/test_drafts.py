"""What is typed is kept as it was typed, for the one who typed it, and not for ever."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core import clock, db, work
from core.access import Actor
from core.audit.actions import NOBODY
from core.drafts import actions, queries, rules
from core.drafts.records import KeptDraft
from core.errors import NotPermitted
from core.settings import actions as settings
from tests.cast import trail

TYPED = {
    "name": "  Third quarter \n", "hostile": "<script>alert(1)</script> ' OR 1=1 -- {x} **b**", "from": date(2026, 4, 1), "at": datetime(2026, 4, 1, 8, 30, tzinfo=UTC),
    "clock": time(8, 30), "weight": Decimal("0.60"), "ids": [3, 1], "roles": ["inspector"], "on": True, "off": False, "none": None, "count": 7, "share": 0.25,
    "span": timedelta(minutes=90),
}  # fmt: skip

SIMPLE = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.dates() | st.times() | st.datetimes()
    | st.decimals(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=20), SIMPLE | st.lists(SIMPLE, max_size=5), max_size=8))
def test_what_is_packed_comes_back_with_its_type(values):
    found = {name: rules.unpacked(rules.packed(value)) for name, value in values.items()}
    assert found == values
    assert [type(value) for value in found.values()] == [type(value) for value in values.values()]


def test_only_what_no_database_holds_is_left_out():
    assert rules.packed("a\x00b\ud800c") == "abc"
    assert rules.packed("  spaces \t and \u202e stay\n") == "  spaces \t and \u202e stay\n"


def test_what_no_field_holds_is_a_mistake_of_the_page():
    with pytest.raises(TypeError):
        rules.content({"file": object()})


def test_there_is_an_end():
    rules.content({"text": "字" * 39_000})
    with pytest.raises(rules.DraftTooLarge):
        rules.content({"text": "字" * 40_001})


@pytest.mark.usefixtures("database")
class TestKept:
    def count(self):
        with db.reading() as session:
            return session.scalar(select(func.count()).select_from(KeptDraft))

    def test_it_comes_back_as_it_was_typed_with_what_it_was_about(self, house, do, ask):
        moment = clock.now()
        with clock.at(moment):
            do(actions.keep, "mei", "contest", TYPED, record="INS-2026-0001", seen=3)
        found = ask(queries.mine, "mei", "contest", "INS-2026-0001")
        assert dict(found.values) == TYPED
        assert (found.seen, found.changed_at) == (3, moment)

    def test_the_last_word_counts_and_nothing_stands_in_the_trail(self, house, do, ask):
        before = len(trail())
        for text in ("T", "Th", "Third"):
            do(actions.keep, "mei", "new_round", {"name": text})
        assert ask(queries.mine, "mei", "new_round").values == {"name": "Third"}
        assert self.count() == 1
        assert len(trail()) == before

    def test_it_is_of_one_person_one_form_one_record(self, house, do, ask):
        do(actions.keep, "mei", "new_round", {"name": "Mei's"})
        assert ask(queries.mine, "kit", "new_round") is None
        assert ask(queries.mine, "mei", "new_project") is None
        assert ask(queries.mine, "mei", "new_round", "RND-1") is None
        do(actions.keep, "kit", "new_round", {"name": "Kit's"})
        do(actions.discard, "kit", "new_round")
        assert ask(queries.mine, "mei", "new_round").values == {"name": "Mei's"}
        for deed in (lambda: do(actions.keep, "cora", "new_round", {}), lambda: ask(queries.mine, "cora", "new_round"), lambda: do(actions.discard, Actor(0, "", "", frozenset()), "new_round")):
            with pytest.raises(NotPermitted):
                deed()

    def test_a_discarded_one_is_gone_and_discarding_again_is_nothing(self, house, do, ask):
        do(actions.keep, "mei", "new_round", {"name": "Third"})
        assert do(actions.discard, "mei", "new_round") is True
        assert do(actions.discard, "mei", "new_round") is False
        assert self.count() == 0

    def test_too_much_is_refused_and_what_was_kept_stays(self, house, do, ask, refused):
        do(actions.keep, "mei", "new_round", {"name": "Third"})
        with refused(rules.DraftTooLarge):
            do(actions.keep, "mei", "new_round", {"name": "x" * 50_000})
        assert ask(queries.mine, "mei", "new_round").values == {"name": "Third"}

    def test_of_too_many_the_oldest_gives_way(self, house, do, ask, monkeypatch):
        monkeypatch.setattr(rules, "MOST_DRAFTS", 3)
        moment = clock.now()
        for number in range(5):
            with clock.at(moment + timedelta(minutes=number)):
                do(actions.keep, "mei", f"form{number}", {"n": number})
        do(actions.keep, "kit", "form0", {"n": 0})
        assert [ask(queries.mine, "mei", f"form{n}") is not None for n in range(5)] == [False, False, True, True, True]

    def test_the_sweep_takes_what_was_not_touched_for_as_long_as_the_setting_says(self, house, do, ask):
        moment = clock.now()
        with clock.at(moment - timedelta(days=31)):
            do(actions.keep, "mei", "old", {"n": 1})
            do(actions.keep, "mei", "touched", {"n": 1})
        with clock.at(moment - timedelta(days=10)):
            do(actions.keep, "mei", "touched", {"n": 2})
        assert work.do(actions.sweep, NOBODY) == 1
        assert (ask(queries.mine, "mei", "old"), ask(queries.mine, "mei", "touched") is None) == (None, False)
        assert [entry.facts for entry in trail("drafts:sweep")] == [{"count": 1}]
        assert work.do(actions.sweep, NOBODY) == 0
        assert len(trail("drafts:sweep")) == 1
        do(settings.change, "ada", rules.KEEP_DAYS.code, text="7", version=0)
        assert work.do(actions.sweep, NOBODY) == 1
        assert self.count() == 0
