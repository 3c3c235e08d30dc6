"""The schedule against examples that can be checked by hand. March 2024: Monday is the 4th."""

import pytest

from core.planning.rules.calendars import Calendar
from core.planning.rules.plan import (
    Assignment,
    Constraint,
    LinkedToItself,
    LinkedToItsSummary,
    Loop,
    NegativeDuration,
    NoConstraintDate,
    NoSuchCalendar,
    NoSuchTask,
    Task,
    TwiceTheSame,
)  # fmt: skip
from core.planning.rules.schedule import schedule
from core.planning.rules.worktime import BeyondTime, NeverWorking
from tests.planning.plans import (
    HOUR,
    MONDAY,
    OFFICE,
    STANDARD,
    WEEK,
    at,
    constrained,
    holiday,
    link,
    plan,
    rows,
    scheduled,
    task,
    told,
)


def early(row: tuple) -> tuple:
    return row[:2]


def test_a_textbook_network():
    """A and B begin; C after A, D after A and B, E after C and D. The path A, C, E takes 3 + 4 + 2 days."""
    found = scheduled(
        task(1, 3), task(2, 2), task(3, 4), task(4, 1), task(5, 2),
        links=(link(1, 3), link(1, 4), link(2, 4), link(3, 5), link(4, 5)),
    )  # fmt: skip
    assert found == {
        1: ("Mon 4 08:00", "Wed 6 17:00", "Mon 4 08:00", "Wed 6 17:00", 0, 0, True),
        2: ("Mon 4 08:00", "Tue 5 17:00", "Fri 8 08:00", "Mon 11 17:00", 32, 8, False),
        3: ("Thu 7 08:00", "Tue 12 17:00", "Thu 7 08:00", "Tue 12 17:00", 0, 0, True),
        4: ("Thu 7 08:00", "Thu 7 17:00", "Tue 12 08:00", "Tue 12 17:00", 24, 24, False),
        5: ("Wed 13 08:00", "Thu 14 17:00", "Wed 13 08:00", "Thu 14 17:00", 0, 0, True),
    }


@pytest.mark.parametrize(
    ("kind", "lag", "start", "finish"),
    [
        ("FS", 0, "Wed 6 08:00", "Wed 6 17:00"),
        ("FS", 1, "Thu 7 08:00", "Thu 7 17:00"),
        ("FS", -1, "Tue 5 08:00", "Tue 5 17:00"),
        ("SS", 0, "Mon 4 08:00", "Mon 4 17:00"),
        ("SS", 0.5, "Mon 4 13:00", "Tue 5 12:00"),
        ("FF", 0, "Tue 5 08:00", "Tue 5 17:00"),
        ("FF", 1.5, "Wed 6 13:00", "Thu 7 12:00"),
        ("SF", 1, "Mon 4 08:00", "Mon 4 17:00"),
        ("SF", 2, "Tue 5 08:00", "Tue 5 17:00"),
    ],
)
def test_each_kind_of_link_with_lag_and_lead(kind: str, lag: float, start: str, finish: str):
    found = scheduled(task(1, 2), task(2, 1), links=(link(1, 2, kind, lag),))
    assert early(found[2]) == (start, finish)


def test_a_lag_in_percent_is_a_part_of_the_predecessor():
    found = scheduled(task(1, 2), task(2, 1), links=(link(1, 2, "SS", percent=True, lag_days=75 / 4800),))
    assert early(found[2]) == ("Tue 5 13:00", "Wed 6 12:00")


def test_elapsed_lag_runs_over_the_weekend_and_working_lag_does_not():
    friday = (task(1, 5), task(2, 1))
    assert early(scheduled(*friday, links=(link(1, 2, lag_days=6, elapsed=True),))[2]) == ("Mon 11 08:00", "Mon 11 17:00")
    assert early(scheduled(*friday, links=(link(1, 2, lag_days=2),))[2]) == ("Wed 13 08:00", "Wed 13 17:00")


def test_an_elapsed_task_has_elapsed_slack():
    """Eight hours and nine elapsed hours from Friday 08:00 end together; only the elapsed one can slip into the weekend."""
    found = scheduled(
        task(1, 1), Task(2, duration=9 * HOUR, elapsed=True), task(3, 1), links=(link(1, 3), link(2, 3)), start=at("2024-03-08 08:00")
    )
    assert found[1][3:] == ("Fri 8 17:00", 0, 0, True)
    assert found[2] == ("Fri 8 08:00", "Fri 8 17:00", "Sun 10 23:00", "Mon 11 08:00", 63, 63, False)


def test_an_elapsed_task_goes_on_where_its_predecessor_ends():
    found = scheduled(task(1, 5), Task(2, duration=48 * HOUR, elapsed=True), task(3, 1), links=(link(1, 2), link(2, 3)))
    assert early(found[2]) == ("Fri 8 17:00", "Sun 10 17:00")
    assert early(found[3]) == ("Mon 11 08:00", "Mon 11 17:00")


C = Constraint


@pytest.mark.parametrize(
    ("kind", "when", "expected"),
    [
        (C.START_NO_EARLIER_THAN, "2024-03-07 08:00", ("Thu 7 08:00", "Thu 7 17:00", "Fri 8 08:00", "Fri 8 17:00", 8)),
        (C.START_NO_EARLIER_THAN, "2024-03-09 10:00", ("Mon 11 08:00", "Mon 11 17:00", "Mon 11 08:00", "Mon 11 17:00", 0)),
        (C.FINISH_NO_EARLIER_THAN, "2024-03-07 12:00", ("Wed 6 13:00", "Thu 7 12:00", "Fri 8 08:00", "Fri 8 17:00", 12)),
        (C.START_NO_LATER_THAN, "2024-03-07 08:00", ("Tue 5 08:00", "Tue 5 17:00", "Thu 7 08:00", "Thu 7 17:00", 16)),
        (C.FINISH_NO_LATER_THAN, "2024-03-06 12:00", ("Tue 5 08:00", "Tue 5 17:00", "Tue 5 13:00", "Wed 6 12:00", 4)),
        (C.MUST_START_ON, "2024-03-06 10:00", ("Wed 6 10:00", "Thu 7 10:00", "Wed 6 10:00", "Thu 7 10:00", 0)),
        (C.MUST_FINISH_ON, "2024-03-06 12:00", ("Tue 5 13:00", "Wed 6 12:00", "Tue 5 13:00", "Wed 6 12:00", 0)),
    ],
)
def test_each_constraint(kind: Constraint, when: str, expected: tuple):
    """After a day's work, beside a task of the whole week."""
    found = scheduled(task(1, 1), constrained(2, 1, kind, when), task(3, 5), links=(link(1, 2),))
    assert found[2][:5] == expected


def test_as_late_as_possible_has_no_slack_and_moves_who_waits_for_it():
    found = scheduled(constrained(1, 1, C.AS_LATE_AS_POSSIBLE), task(2, 1), task(3, 5), links=(link(1, 2),))
    assert found[1][2:5] == ("Thu 7 08:00", "Thu 7 17:00", 0)
    assert early(found[2]) == ("Fri 8 08:00", "Fri 8 17:00")


def test_an_impossible_constraint_is_honoured_and_named():
    found = schedule(plan(task(1, 3), constrained(2, 1, C.MUST_START_ON, "2024-03-05 08:00"), links=(link(1, 2),)))
    row = rows(found)
    assert early(row[2]) == ("Tue 5 08:00", "Tue 5 17:00")
    assert row[1][2:5] == ("Thu 29 08:00", "Mon 4 17:00", -16)  # 1 to 4 March: it should have begun on 29 February
    assert row[1][6]
    assert [(one.uid, one.constraint, one.by / HOUR) for one in found.conflicts] == [(2, C.MUST_START_ON, 16)]


def test_a_deadline_moves_nothing_but_slack():
    found = schedule(plan(task(1, 3, deadline=at("2024-03-05 17:00")), task(2, 5)))
    row = rows(found)
    assert row[1] == ("Mon 4 08:00", "Wed 6 17:00", "Fri 1 08:00", "Tue 5 17:00", -8, 0, True)
    assert [(one.uid, one.constraint, one.by / HOUR) for one in found.conflicts] == [(1, None, 8)]


def test_the_deadline_of_a_summary_counts_for_its_tasks():
    found = scheduled(task(1, deadline=at("2024-03-07 17:00")), task(2, 1, level=2), task(3, 5))
    assert found[2][3:5] == ("Thu 7 17:00", 24)


def test_milestones_stand_at_the_end_of_a_day():
    """Early where the last one ends that it waits for, late where the next one has to begin."""
    found = scheduled(task(1, 1), task(2, 0), task(3, 1), links=(link(1, 2), link(2, 3)))
    assert found[2] == ("Mon 4 17:00", "Mon 4 17:00", "Tue 5 08:00", "Tue 5 08:00", 0, 0, True)
    assert early(found[3]) == ("Tue 5 08:00", "Tue 5 17:00")
    assert early(scheduled(task(1, 0))[1]) == ("Mon 4 08:00", "Mon 4 08:00")


def test_holidays_and_make_up_days_of_the_calendar():
    """The Friday is a holiday and the Saturday a working day in its place."""
    holidays = Calendar("China", WEEK, exceptions=(holiday("2024-03-08", "2024-03-08"), holiday("2024-03-09", "2024-03-09", OFFICE)))
    found = scheduled(task(1, 6), task(2, 1), links=(link(1, 2),), calendars={1: holidays})
    assert early(found[1]) == ("Mon 4 08:00", "Mon 11 17:00")
    half = Calendar("Half", base=holidays, exceptions=(holiday("2024-03-05", "2024-03-05", ((8 * HOUR, 12 * HOUR),)),))
    assert early(scheduled(task(1, 2), calendars={1: half})[1]) == ("Mon 4 08:00", "Wed 6 12:00")


def test_a_task_on_a_calendar_of_its_own():
    found = scheduled(task(1, 1), task(2, 3, calendar=2), task(3, 1, calendar=3), links=(link(1, 2), link(1, 3)))
    assert early(found[2]) == ("Mon 4 17:00", "Tue 5 17:00")
    assert early(found[3]) == ("Mon 4 23:00", "Tue 5 08:00")  # 23 to 24, 0 to 3, 4 to 8: eight hours


def test_the_people_of_a_task_say_how_long_it_takes():
    part_time = Calendar("Mornings", (((8 * HOUR, 12 * HOUR),),) * 5 + ((),) * 2)
    calendars = {1: STANDARD, 4: part_time}
    parts = (Assignment(1, 8 * HOUR, 8 * HOUR, 0), Assignment(4, 12 * HOUR, 12 * HOUR, 0))
    found = scheduled(task(1, 1, assignments=parts), task(2, 5), calendars=calendars)
    assert found[1][:4] == ("Mon 4 08:00", "Wed 6 12:00", "Wed 6 08:00", "Fri 8 17:00")
    assert found[1][4] == 16
    own = task(1, 1, assignments=parts[1:], calendar=1, ignores_resources=True)
    assert early(scheduled(own, calendars=calendars)[1]) == ("Mon 4 08:00", "Tue 5 12:00")


def test_a_task_with_a_calendar_and_people_needs_both():
    evenings = Calendar("Evenings", (((15 * HOUR, 20 * HOUR),),) * 5 + ((),) * 2)
    one = task(1, 1, calendar=1, assignments=(Assignment(4, 4 * HOUR, 4 * HOUR, 0),))
    assert early(scheduled(one, calendars={1: STANDARD, 4: evenings})[1]) == ("Mon 4 15:00", "Tue 5 17:00")


def test_summaries_show_their_tasks():
    found = scheduled(task(1), task(2, 2, level=2), task(3, 1, level=2), task(4, 5), links=(link(2, 3),))
    assert found[1] == ("Mon 4 08:00", "Wed 6 17:00", "Wed 6 08:00", "Fri 8 17:00", 16, 16, False)


def test_links_of_summaries_hold_for_what_is_in_them():
    found = scheduled(
        task(1), task(2, 2, level=2), task(3, 1, level=2), task(4), task(5, 1, level=2), task(6, 2, level=2), task(7, 1),
        links=(link(1, 4), link(1, 7, "SS", 0.5)),
    )  # fmt: skip
    assert early(found[5]) == ("Wed 6 08:00", "Wed 6 17:00")
    assert early(found[6]) == ("Wed 6 08:00", "Thu 7 17:00")
    assert early(found[7]) == ("Mon 4 13:00", "Tue 5 12:00")
    assert found[3][4:] == (8, 8, False)
    assert found[2][4:] == (0, 0, True)


def test_the_constraint_of_a_summary_holds_for_what_is_in_it():
    summary = constrained(1, 0, C.START_NO_EARLIER_THAN, "2024-03-06 08:00")
    assert early(scheduled(summary, task(2, 1, level=2), task(3, 1))[2]) == ("Wed 6 08:00", "Wed 6 17:00")


def test_what_has_happened_stands():
    """Begun a day late and half done; what waits for it begins when the rest is done. The finished one holds nobody back."""
    begun = task(1, 2, actual_start=at("2024-03-05 08:00"), actual=8 * HOUR, remaining=8 * HOUR, percent=50)
    over = task(3, 1, actual_start=at("2024-03-04 08:00"), actual_finish=at("2024-03-04 17:00"), actual=8 * HOUR, remaining=0, percent=100)
    found = scheduled(begun, task(2, 1), over, task(4, 5), links=(link(1, 2), link(4, 3)))
    assert found[1] == ("Tue 5 08:00", "Wed 6 17:00", "Tue 5 08:00", "Thu 7 17:00", 8, 0, False)
    assert early(found[2]) == ("Thu 7 08:00", "Thu 7 17:00")
    assert found[3] == ("Mon 4 08:00", "Mon 4 17:00", "Mon 4 08:00", "Mon 4 17:00", 0, 0, False)
    assert found[4][4:] == (0, 0, True)


def test_an_interrupted_task_ends_later():
    halted = task(1, 2, actual_start=at("2024-03-04 08:00"), actual=8 * HOUR, remaining=8 * HOUR, percent=50, resume=at("2024-03-07 08:00"))
    assert early(scheduled(halted)[1]) == ("Mon 4 08:00", "Thu 7 17:00")


def test_a_split_task_keeps_its_gaps():
    split = task(1, 2, split=True, start=at("2024-03-04 08:00"), finish=at("2024-03-07 17:00"))
    found = scheduled(task(2, 1), split, links=(link(2, 1),))
    assert early(found[1]) == ("Tue 5 08:00", "Fri 8 17:00")


def test_a_manual_task_stands_where_it_was_put():
    manual = task(2, 1, manual=True, start=at("2024-03-05 08:00"), finish=at("2024-03-05 17:00"))
    found = scheduled(task(1, 3), manual, task(3, 1), links=(link(1, 2), link(2, 3)))
    assert early(found[2]) == ("Tue 5 08:00", "Tue 5 17:00")
    assert early(found[3]) == ("Wed 6 08:00", "Wed 6 17:00")
    assert not scheduled(task(2, 1, manual=True, unplaced=True, start=at(MONDAY), finish=at("2024-03-04 17:00")))[2][6]


def test_an_inactive_task_counts_for_nobody():
    off = task(2, 9, inactive=True, start=at("2024-03-05 08:00"), finish=at("2024-03-15 17:00"))
    found = schedule(plan(task(1, 1), off, task(3, 1), links=(link(1, 2), link(2, 3))))
    assert told(found.finish) == "Mon 4 17:00"
    assert early(rows(found)[3]) == ("Mon 4 08:00", "Mon 4 17:00")


def test_a_plan_scheduled_from_its_finish():
    found = schedule(plan(task(1, 2), task(2, 1), links=(link(1, 2),), finish=at("2024-03-08 17:00")))
    assert (told(found.start), told(found.finish)) == ("Wed 6 08:00", "Fri 8 17:00")
    assert rows(found)[2] == ("Fri 8 08:00", "Fri 8 17:00", "Fri 8 08:00", "Fri 8 17:00", 0, 0, True)


def test_several_critical_paths_and_a_slack_that_is_still_critical():
    tasks = (task(1, 1), task(2, 5))
    assert [row[6] for row in scheduled(*tasks).values()] == [False, True]
    assert [row[6] for row in scheduled(*tasks, several_critical_paths=True).values()] == [True, True]
    assert [row[6] for row in scheduled(*tasks, critical_slack=32 * HOUR).values()] == [True, True]


def test_an_empty_plan():
    found = schedule(plan(Task(0, level=0, is_project=True)))
    assert rows(found) == {0: ("Mon 4 08:00",) * 4 + (0, 0, True)}
    assert schedule(plan()).tasks == []


@pytest.mark.parametrize(
    ("tasks", "links", "refusal", "sentence"),
    [
        ((task(1), task(2), task(3)), (link(1, 2), link(2, 3), link(3, 1)), Loop, "1 → 2 → 3 → 1"),
        ((task(1, name="Draw"), task(2, 1, level=2), task(3)), (link(2, 3), link(3, 1)), Loop, "1 “Draw” → 2 → 3 → 1 “Draw”"),
        ((task(1),), (link(1, 1),), LinkedToItself, "1"),
        ((task(1),), (link(7, 1),), NoSuchTask, "7"),
        ((task(1), task(2, 1, level=2)), (link(1, 2),), LinkedToItsSummary, "summary task 1"),
        ((task(1), task(1)), (), TwiceTheSame, "1"),
        ((task(1, -1),), (), NegativeDuration, "1"),
        ((task(1, constraint=C.MUST_START_ON),), (), NoConstraintDate, "1"),
        ((task(1, calendar=9),), (), NoSuchCalendar, "9"),
        ((task(1, 80000),), (), BeyondTime, "2299"),
        ((task(1, 1, calendar=5),), (), NeverWorking, "Closed"),
    ],
)
def test_what_cannot_be_calculated_is_refused_by_name(tasks: tuple, links: tuple, refusal: type, sentence: str):
    with pytest.raises(refusal) as refused:
        schedule(plan(*tasks, links=links, calendars={1: STANDARD, 5: Calendar("Closed", ((),) * 7)}))
    assert sentence in str(refused.value)
