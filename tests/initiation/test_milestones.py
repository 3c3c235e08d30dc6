"""Milestones of a charter against the plan: by hand, as laws, and as a deed on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar.rules import Plan, week
from core.errors import NotFound, NotPermitted, Stale
from core.initiation.charters import actions as charters
from core.initiation.charters import queries as charter_queries
from core.initiation.charters.rules import Content
from core.initiation.milestones import actions, queries
from core.initiation.milestones.queries import standing
from core.initiation.milestones.rules import NothingToFollow, Stands, Went, apart, asked_of, followed, row_of
from core.initiation.rules import Milestone, Objective
from core.planning import actions as plans
from core.planning import queries as plan_queries
from core.planning.rules.hours import calendar
from core.planning.rules.moments import day_of, midnight
from core.planning.rules.notation import Before
from core.planning.rules.plan import Constraint
from core.planning.rules.sheet import HOUSE, Frame, Row, scheduled
from core.planning.rules.tasks import Planned
from core.planning.rules.worktime import DAY

MARCH, MAY = date(2027, 3, 1), date(2027, 5, 31)
AIM = (Objective("Calls are answered."),)


def stands(name: str, on: date, *, ends: date | None = None, **facts: object) -> Stands:
    """A milestone of a plan that asks for a day and reaches it, or another one."""
    return Stands(replace(row_of(1, name, on, ""), **facts), midnight(ends or on) + DAY - 3600)  # type: ignore[arg-type]


class TestByHand:
    def test_what_is_as_the_charter_says_is_not_told(self):
        assert apart([Milestone("Line open", MARCH)], (), [stands("Line  OPEN ", MARCH)]) == ()

    def test_what_is_missing_moved_or_late_is_told_by_its_day(self):
        said = [Milestone("Review", MAY), Milestone("Line open", MARCH, 1), Milestone("Some day"), Milestone("Told", MARCH)]
        found = apart(said, AIM, [stands("Review", MAY, ends=date(2027, 6, 2)), stands("Told", MAY)])
        assert [(one.name, one.went, one.on, one.asked, one.expected, one.objective) for one in found] == [
            ("Line open", Went.MISSING, MARCH, None, None, "Calls are answered."), ("Told", Went.MOVED, MARCH, MAY, MAY, ""), ("Review", Went.LATE, MAY, MAY, date(2027, 6, 2), ""),
        ]  # fmt: skip
        assert [one.to_follow for one in found] == [True, True, False]

    def test_a_day_on_which_nobody_works_is_reached_with_the_next_working_day(self):
        saturday, office = date(2027, 5, 22), Plan("Asia/Shanghai", (week(["09:00-12:00, 13:00-18:00"] * 5 + ["", ""]),))
        rows = [Row(1, "Work", duration=8 * 600), replace(row_of(2, "Line open", saturday, ""), before=(Before(1),))]

        def late(start: date) -> list[Went]:
            frame = Frame(midnight(start), {HOUSE: calendar("", office)})
            found = scheduled(frame, rows)
            tasks = [
                Planned(row.uid, row, False, *dates[1:], max((one.by for one in found.conflicts if one.uid == row.uid), default=0), 1) for row, dates in zip(rows, found.tasks, strict=True)
            ]  # fmt: skip
            return [one.went for one in apart([Milestone("Line open", saturday)], (), standing(tasks))]

        assert late(date(2027, 5, 3)) == late(date(2027, 5, 21)) == []
        assert late(date(2027, 5, 24)) == [Went.LATE]

    def test_what_was_reached_is_not_late(self):
        assert apart([Milestone("Review", MAY)], (), [stands("Review", MAY, ends=date(2027, 6, 2), actual_finish=midnight(date(2027, 6, 2)))]) == ()

    def test_a_row_that_asks_by_its_constraint_alone_is_compared_by_it(self):
        assert asked_of(Row(1, "Gate", constraint=Constraint.MUST_START_ON, constraint_at=midnight(MAY))) == MAY
        assert asked_of(Row(1, "Gate")) is None

    def test_what_holds_it_otherwise_stays(self):
        assert followed(row_of(1, "Gate", MARCH, ""), MAY) == {"deadline": midnight(MAY) + DAY, "constraint_at": midnight(MAY)}
        assert followed(Row(1, "Gate", constraint=Constraint.MUST_START_ON, constraint_at=midnight(MARCH)), MAY) == {"deadline": midnight(MAY) + DAY}


DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
NAMES = st.text("abAB ", max_size=3)


@given(st.lists(st.builds(Milestone, NAMES, st.none() | DAYS), max_size=6, unique_by=lambda one: " ".join(one.name.split()).casefold()), st.lists(st.builds(stands, NAMES, DAYS), max_size=6))
def test_a_plan_that_followed_asks_for_every_day_of_the_charter(said, plan):
    plan = [Stands(replace(one.row, uid=number), one.ends) for number, one in enumerate(plan, 1)]
    moves = {one.uid: one.on for one in apart(said, (), plan) if one.to_follow and one.uid}
    fresh = [one for one in apart(said, (), plan) if one.uid is None]
    after = [Stands(replace(one.row, **followed(one.row, moves[one.row.uid])), one.ends) if one.row.uid in moves else one for one in plan]  # type: ignore[arg-type]
    after += [Stands(row_of(100 + number, one.name, one.on, ""), midnight(one.on)) for number, one in enumerate(fresh)]
    assert not [one for one in apart(said, (), after) if one.to_follow]


@pytest.fixture
def charter(house, do, ask):
    """The charter of Hotline with two milestones, version 2; its plan knows the first, for another day."""
    project = house.projects["hotline"]
    made = do(charters.begin, "mo", project)
    do(charters.revise, "mo", made, Content(milestones=(Milestone("Line open", MARCH), Milestone("Review", MAY))), version=1, reason="Agreed.")
    do(plans.create, "mo", project, starts=midnight(date(2027, 1, 4)), rows=[Row(1, "Prepare", duration=4800), row_of(2, "Line open", MARCH - timedelta(days=7), "")])
    return made


@pytest.mark.usefixtures("database")
class TestFollowing:
    def test_the_plan_asks_for_the_charters_days_and_the_difference_is_gone(self, house, do, ask, charter, hotline, traced):
        project = house.projects["hotline"]
        assert [(one.name, one.went) for one in ask(queries.differing, "ming", project)] == [("Line open", Went.MOVED), ("Review", Went.MISSING)]
        with traced("plan:follow", "mo") as entry:
            do(actions.follow, "mo", charter, number=2)
        assert entry[0].facts["after"] == {"Line open": "2027-03-01", "Review": "2027-05-31"}
        rows = [one.row for one in ask(plan_queries.plan, "mo", hotline).tasks]
        assert [(row.name, asked_of(row) if row.name != "Prepare" else None) for row in rows] == [("Prepare", None), ("Line open", MARCH), ("Review", MAY)]
        assert day_of(rows[1].constraint_at) == MARCH
        assert ask(queries.differing, "ming", project) == ()

    def test_it_is_refused_where_there_is_nothing_or_something_newer(self, house, do, ask, charter, refused):
        with refused(Stale):
            do(actions.follow, "mo", charter, number=1)
        do(actions.follow, "mo", charter, number=2)
        with refused(NothingToFollow):
            do(actions.follow, "mo", charter, number=2)
        with refused(NotPermitted):
            do(actions.follow, "ming", charter, number=2)

    def test_without_a_plan_nothing_differs(self, house, do, ask, refused):
        made = do(charters.begin, "mo", house.projects["hotline"])
        whole = ask(charter_queries.charter, "mo", house.projects["hotline"])
        do(charters.revise, "mo", made, replace(whole.content, milestones=(Milestone("Review", MAY),)), version=1, reason="Agreed.")
        assert ask(queries.differing, "mo", house.projects["hotline"]) == ()
        with refused(NotFound):
            do(actions.follow, "mo", made, number=2)
