"""Load of people by week, what other plans leave, and a levelling that is taken over and back."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Stale
from core.planning import actions, queries
from core.planning.rules import load, sheet
from core.planning.rules.levelling.level import level
from core.planning.rules.moments import day_of, midnight, ticks, wall
from core.planning.rules.plan import FOREVER, WHOLE, Constraint
from core.planning.rules.sheet import Row
from tests.planning.test_sheet import FRAME, HOUR

at = datetime.fromisoformat
MONDAY = midnight(date(2026, 11, 2))


def moment(text):
    return ticks(at(text))


def test_a_week_asks_what_its_tasks_take_of_the_working_time():
    # Whole days from Monday to Wednesday and half of Thursday and Friday: 24 + 8 of 40 hours; the week after a day.
    here = [
        load.Work(7, moment("2026-11-02 09:00"), moment("2026-11-04 18:00"), 100), load.Work(7, moment("2026-11-05 09:00"), moment("2026-11-06 18:00"), 50),
        load.Work(7, moment("2026-11-09 09:00"), moment("2026-11-09 18:00"), 100),
    ]  # fmt: skip
    elsewhere = [load.Work(7, moment("2026-11-02 09:00"), moment("2026-11-03 18:00"), 60), load.Work(8, moment("2026-11-02 09:00"), moment("2026-11-03 18:00"), 60)]
    found = load.weekly(FRAME, here, elsewhere)
    assert [(day_of(one.monday), one.asked / HOUR, one.elsewhere / HOUR, one.has / HOUR) for one in found] == [
        (date(2026, 11, 2), 32 + 9.6, 9.6, 40), (date(2026, 11, 9), 8, 0, 40),
    ]  # fmt: skip


def test_other_plans_leave_what_they_do_not_take():
    assert load.left([load.Work(7, 10, 20, 60), load.Work(7, 15, 30, 60)]) == {7: ((FOREVER, WHOLE), (10, 4000), (15, 0), (20, 4000), (30, WHOLE))}


@given(st.lists(st.builds(load.Work, st.integers(1, 3), st.integers(0, 50), st.integers(0, 50), st.integers(1, 150)), max_size=8))
def test_what_is_left_is_never_less_than_nothing_nor_more_than_all(elsewhere):
    for person, steps in load.left(elsewhere).items():
        for moment_, units in steps:
            taken = sum(one.units for one in elsewhere if one.person == person and one.starts <= moment_ < one.ends) * 100
            assert units == max(0, WHOLE - taken)


class TestDeeds:
    pytestmark = pytest.mark.usefixtures("database")

    @pytest.fixture
    def plan(self, house, do):
        """Ming has two tasks of a day at once."""
        ming = ((house.people["ming"], 100),)
        return do(actions.create, "mo", house.projects["hotline"], starts=MONDAY, rows=[Row(1, "Ask", duration=8 * HOUR, people=ming), Row(2, "Write", duration=8 * HOUR, people=ming)])

    def propose(self, ask, plan):
        found = ask(queries.loaded, "mo", plan)
        return found, level(sheet.plan(found.frame, found.rows, load.left(found.elsewhere)), 1.0)

    def test_a_levelling_changes_nothing_before_it_is_accepted_and_can_be_taken_back(self, plan, ask, do, hotline, refused):
        found, proposal = self.propose(ask, plan)
        (move,) = proposal.moves
        assert wall(move.after[0]) == at("2026-11-03 09:00")
        assert all(wall(one.starts) == at("2026-11-02 09:00") for one in ask(queries.plan, "mo", hotline).tasks)
        do(actions.level, "mo", plan, version=found.version, moves={move.uid: move.after[0]})
        assert sorted(wall(one.starts) for one in ask(queries.plan, "mo", hotline).tasks) == [at("2026-11-02 09:00"), at("2026-11-03 09:00")]
        assert not self.propose(ask, plan)[1].moves
        with refused(Stale):
            do(actions.level, "mo", plan, version=found.version, moves={})
        do(actions.level, "mo", plan, version=ask(queries.plan, "mo", hotline).version, moves={})
        assert all(wall(one.starts) == at("2026-11-02 09:00") for one in ask(queries.plan, "mo", hotline).tasks)

    def test_what_people_do_in_other_plans_counts_without_being_told(self, house, plan, ask, do):
        do(actions.create, "lin", house.projects["harbour"], starts=MONDAY, rows=[Row(1, "Secret", duration=16 * HOUR, people=((house.people["ming"], 100),))])
        found, proposal = self.propose(ask, plan)
        assert [(one.person, wall(one.ends)) for one in found.elsewhere] == [(house.people["ming"], at("2026-11-03 18:00"))]
        assert sorted(wall(move.after[0]) for move in proposal.moves) == [at("2026-11-04 09:00"), at("2026-11-05 09:00")]
        assert "Secret" not in repr(found)


def test_what_was_to_wait_as_long_as_possible_gets_its_day():
    rows = [Row(1, "Ask", constraint=Constraint.AS_LATE_AS_POSSIBLE), Row(2, "Write")]
    made = sheet.levelled(rows, {1: 50, 2: 60})
    assert (made[0].constraint, made[0].constraint_at, made[0].not_before) == (Constraint.START_NO_EARLIER_THAN, 50, None)
    assert made[1].not_before == 60
    assert sheet.levelled(made, {})[1].not_before is None
