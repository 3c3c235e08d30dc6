"""Levelling by hand: small plans whose best schedule can be seen, and who may not be moved."""

from dataclasses import replace

import pytest

from core.planning.rules.calendars import Calendar
from core.planning.rules.levelling.jobs import jobs
from core.planning.rules.levelling.level import Levelled, LevelledFromStart, accepted, level
from core.planning.rules.levelling.load import overloads
from core.planning.rules.plan import FOREVER, WHOLE, Constraint, Demand, Person, Plan, Task
from core.planning.rules.schedule import schedule
from tests.planning.plans import (
    HOUR,
    NIGHT,
    ROUND_THE_CLOCK,
    STANDARD,
    WEEK,
    at,
    constrained,
    holiday,
    link,
    plan,
    task,
    told,
)

ANN, BEN = 1, 2
ON = (Demand(ANN),)
HALF = (Demand(ANN, WHOLE // 2),)


def people(**more: Person) -> dict[int, Person]:
    return {ANN: Person(ANN, "Ann", 1), BEN: Person(BEN, "Ben", 1)} | {one.uid: one for one in more.values()}


def levelled(*tasks: Task, links: tuple = (), seconds: float = 2.0, **more: object) -> Levelled:
    return level(staffed(*tasks, links=links, **more), seconds)


def staffed(*tasks: Task, links: tuple = (), **more: object) -> Plan:
    return plan(*tasks, links=links, **({"people": people()} | more))


def starts(found: Levelled) -> list[str]:
    return [told(start) for start, _ in found.dates]


def test_two_tasks_of_one_person_follow_each_other():
    found = levelled(task(1, 1, demands=ON), task(2, 2, demands=ON))
    assert found.is_optimal
    assert told(found.finish) == "Wed 6 17:00"
    assert told(found.lower_bound) == "Wed 6 17:00"
    assert sorted(starts(found)) in (["Mon 4 08:00", "Tue 5 08:00"], ["Mon 4 08:00", "Wed 6 08:00"])
    assert not found.unsolved


def test_the_least_shift_is_taken_among_schedules_that_finish_together():
    found = levelled(task(1, 1, demands=ON), task(2, 2, demands=ON))
    assert [(move.uid, move.shift / HOUR, move.effect / HOUR) for move in found.moves] == [(2, 8, 8)]


def test_who_matters_more_is_not_the_one_who_is_delayed():
    found = levelled(task(1, 1, demands=ON), task(2, 1, demands=ON, priority=900))
    assert starts(found) == ["Tue 5 08:00", "Mon 4 08:00"]


def test_three_parts_of_a_person_that_fit_side_by_side_are_no_overload():
    quarter = (Demand(ANN, WHOLE // 4),)
    found = levelled(*(task(uid, uid, demands=quarter) for uid in (1, 2, 3)))
    assert not found.moves
    assert found.after == found.before
    assert found.is_optimal


def test_what_does_not_meet_within_a_day_is_no_overload():
    """Six hours in the morning and two after them are eight hours of one day, not two tasks at once."""
    found = levelled(task(1, 0.75, demands=ON), task(2, 0.25, demands=ON), links=(link(1, 2),))
    assert not found.moves
    # On the same day, within eight hours, and yet at the same time.
    assert len(levelled(task(1, 0.5, demands=ON), task(2, 0.5, demands=ON)).moves) == 1


def test_what_follows_follows_and_is_told_apart():
    found = levelled(task(1, 2, demands=ON, priority=1000), task(2, 1, demands=ON), task(3, 1, demands=(Demand(BEN),)), task(4), links=(link(2, 3), link(3, 4)))
    assert starts(found)[:3] == ["Mon 4 08:00", "Wed 6 08:00", "Thu 7 08:00"]
    assert [(move.uid, move.follows) for move in found.moves] == [(2, False), (3, False), (4, True)]
    assert told(found.dates[3][0]) == "Thu 7 17:00"  # a milestone stands at the end of its day


def test_rows_are_accepted_one_by_one():
    plan_ = staffed(task(1, 1, demands=ON), task(2, 1, demands=ON), task(3, 1, demands=ON))
    found = level(plan_, 2)
    moved = [move.uid for move in found.moves]
    assert len(moved) == 2
    one = schedule(accepted(plan_, found.moves, moved[:1])).tasks
    assert [told(row.early_start) for row in one].count("Mon 4 08:00") == 2
    assert schedule(accepted(plan_, found.moves, moved)) == found.after
    assert not overloads(jobs(accepted(plan_, found.moves, moved)))
    assert accepted(plan_, found.moves, ()).tasks == list(plan_.tasks)


def test_every_type_of_link_is_kept():
    found = levelled(
        task(1, 2, demands=ON, priority=1000), task(2, 2, demands=ON), task(3, 2, demands=(Demand(BEN),)), task(4, 1, demands=(Demand(BEN),)), task(5, 1),
        links=(link(2, 3, "SS", 1), link(2, 4, "FF", 3), link(4, 5, "SF", 2)),
    )  # fmt: skip
    assert starts(found)[1] == "Wed 6 08:00"
    start = {uid: dates for uid, dates in enumerate(found.dates, 1)}
    assert start[3][0] >= at("2024-03-07 08:00")
    assert start[4][1] >= at("2024-03-12 17:00")
    assert start[5][1] >= start[4][0] + 33 * HOUR  # two working days: to five on the next day


@pytest.mark.parametrize(
    "stays",
    [
        {"priority": 1000}, {"constraint": Constraint.MUST_START_ON, "constraint_at": at("2024-03-04 08:00")},
        {"constraint": Constraint.MUST_FINISH_ON, "constraint_at": at("2024-03-05 17:00")}, {"actual_start": at("2024-03-04 08:00")},
        {"manual": True, "start": at("2024-03-04 08:00"), "finish": at("2024-03-05 17:00")},
        {"constraint": Constraint.START_NO_LATER_THAN, "constraint_at": at("2024-03-05 08:00")}, {"deadline": at("2024-03-06 08:00")},
        {"constraint": Constraint.FINISH_NO_LATER_THAN, "constraint_at": at("2024-03-05 17:00")},
    ],
)  # fmt: skip
def test_who_may_not_move_does_not(stays: dict):
    found = levelled(task(1, 4, demands=ON, priority=999), task(2, 2, demands=ON, **stays))
    assert starts(found) == ["Wed 6 08:00", "Mon 4 08:00"]
    assert not found.unsolved


def test_what_cannot_be_solved_is_told():
    both = [task(uid, 2, demands=ON, priority=1000) for uid in (1, 2)]
    found = levelled(*both)
    assert not found.moves
    assert [(one.person, told(one.first), told(one.last), one.units) for one in found.unsolved] == [(ANN, "Mon 4 08:00", "Tue 5 17:00", WHOLE)]
    more = levelled(task(1, 1, demands=(Demand(ANN, 2 * WHOLE),)), task(2, 1, demands=ON))
    assert [one.units for one in more.unsolved] == [WHOLE]  # one asks for two of a person there is one of
    assert len(more.moves) == 1  # and yet nothing else is put beside it


def test_dates_that_cannot_all_be_kept_stay_where_they_are():
    due = at("2024-03-05 17:00")
    found = levelled(task(1, 2, demands=ON, deadline=due), task(2, 2, demands=ON, deadline=due), task(3, 1, demands=ON))
    assert starts(found)[:2] == ["Mon 4 08:00", "Mon 4 08:00"]
    assert starts(found)[2] == "Wed 6 08:00"
    assert [(told(one.first), told(one.last)) for one in found.unsolved] == [("Mon 4 08:00", "Tue 5 17:00")]


def test_who_waits_for_a_fixed_date_holds_back_whom_it_waits_for():
    fixed = constrained(3, 1, Constraint.MUST_START_ON, "2024-03-06 08:00")
    found = levelled(task(1, 2, demands=ON), task(2, 2, demands=ON, priority=900), fixed, links=(link(1, 3),))
    assert starts(found)[:2] == ["Mon 4 08:00", "Wed 6 08:00"]


def test_less_of_somebody_for_a_while():
    away = Person(ANN, "Ann", 1, ((FOREVER, WHOLE), (at("2024-03-05 00:00"), 0), (at("2024-03-08 00:00"), WHOLE)))
    found = levelled(task(1, 2, demands=ON), people={ANN: away})
    assert starts(found) == ["Fri 8 08:00"]
    half = Person(ANN, "Ann", 1, ((FOREVER, WHOLE), (at("2024-03-05 00:00"), WHOLE // 2)))
    assert starts(levelled(task(1, 2, demands=HALF), task(2, 2, demands=HALF), people={ANN: half})) in (["Mon 4 08:00", "Wed 6 08:00"], ["Wed 6 08:00", "Mon 4 08:00"])
    gone = Person(ANN, "Ann", 1, ((FOREVER, WHOLE), (at("2024-03-06 00:00"), 0)))
    late = levelled(task(1, 2, demands=ON), task(2, 2, demands=ON), people={ANN: gone})
    assert len(late.moves) == 1
    assert [told(one.first) for one in late.unsolved] == ["Wed 6 08:00"]


def test_people_on_calendars_of_their_own():
    """Ben has Tuesday and Wednesday off: his two tasks go around that, hers do not."""
    off = Calendar("Ben", WEEK, exceptions=(holiday("2024-03-05", "2024-03-06"),))
    calendars = {1: STANDARD, 2: ROUND_THE_CLOCK, 3: NIGHT, 4: off}
    ben = (Demand(BEN),)
    found = levelled(
        task(1, 1, demands=ben, calendar=4), task(2, 1, demands=ben, calendar=4), task(3, 1, demands=ON), task(4, 1, demands=ON),
        calendars=calendars, people={ANN: Person(ANN, "Ann", 1), BEN: Person(BEN, "Ben", 4)},
    )  # fmt: skip
    assert sorted(starts(found)) == ["Mon 4 08:00", "Mon 4 08:00", "Thu 7 08:00", "Tue 5 08:00"]
    assert not found.unsolved
    assert found.is_optimal  # by then he cannot be through with it any earlier


def test_a_person_on_two_calendars_is_never_in_two_places():
    """By day on one task and by night on another: they do not meet, although their dates overlap."""
    night = task(2, 1, demands=(Demand(ANN),), calendar=3)
    people_ = {ANN: Person(ANN, "Ann", None)}
    assert not levelled(task(1, 3, demands=ON), night, people=people_).moves
    both = levelled(task(1, 3, demands=ON), night, task(3, 2, demands=ON), people=people_)
    assert [move.uid for move in both.moves] == [3]
    assert not both.unsolved


def test_part_of_a_task_and_a_late_beginning():
    """Ann is needed for the second of three days only; on the others she can do what else there is."""
    middle = (Demand(ANN, delay=8 * HOUR, amount=8 * HOUR),)
    found = levelled(task(1, 3, demands=middle, priority=900), task(2, 2, demands=ON))
    assert told(found.finish) == "Thu 7 17:00"
    assert not found.unsolved


def test_as_late_as_possible_is_pinned_where_it_stands():
    late = task(3, 1, demands=ON, constraint=Constraint.AS_LATE_AS_POSSIBLE)
    plan_ = staffed(task(1, 3, demands=(Demand(BEN),)), task(2, 3, demands=ON), late)
    found = level(plan_, 2)
    assert not overloads(jobs(accepted(plan_, found.moves, [move.uid for move in found.moves])))
    assert told(found.finish) == "Thu 7 17:00"


def test_summaries_hold_as_links_of_what_is_in_them():
    tasks = (
        task(1, 0, level=1), task(2, 1, level=2, demands=ON), task(3, 1, level=2, demands=ON), task(4, 1, demands=(Demand(BEN),)),
    )  # fmt: skip
    found = levelled(*tasks, links=(link(1, 4),))
    assert starts(found)[3] == "Wed 6 08:00"
    assert told(found.dates[0][1]) == "Tue 5 17:00"


def test_backwards_is_refused():
    with pytest.raises(LevelledFromStart):
        levelled(task(1, 1, demands=ON), task(2, 1, demands=ON), finish=at("2024-03-29 17:00"))


def test_without_people_nothing_is_levelled():
    plan_ = plan(task(1, 1), task(2, 1))
    assert level(plan_).after == schedule(plan_)
    assert level(replace(plan_, tasks=[])).moves == ()
