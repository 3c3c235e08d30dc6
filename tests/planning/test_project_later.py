"""What Project 2010 and later wrote of plans with void months, leveling delays, crews on several calendars and progress.

Dates, slacks and what they follow from are typed in as facts; of large plans only the tasks that show a rule.
"""

import pytest

from core.exchange.mspdi.reading import read
from core.planning.rules.calendars import Calendar
from core.planning.rules.plan import Assignment, Constraint, Task
from core.planning.rules.schedule import schedule
from core.planning.rules.worktime import TICKS
from tests.planning.plans import HOUR, ROUND_THE_CLOCK, STANDARD, at, link, plan, rows, scheduled, task
from tests.planning.test_reading import calendar, document
from tests.planning.test_reading import link as before
from tests.planning.test_reading import task as written

CREW = Calendar("16 hours", (((6 * HOUR, 12 * HOUR), (13 * HOUR, 23 * HOUR)),) * 5 + ((),) * 2)
CREWS = {1: STANDARD, 2: ROUND_THE_CLOCK, 11: CREW}
VOID = "<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-09-01T00:00:00</FromDate><ToDate>2026-09-30T23:59:59</ToDate></TimePeriod></WeekDay>"
DAY_AND_NIGHT = "".join(
    f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>00:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>" for day in range(1, 8)
)
CALENDARS = calendar(inside=VOID) + calendar(4, days=DAY_AND_NIGHT) + calendar(2, days="", base=1)
START = "<StartDate>2026-07-30T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay><HonorConstraints>1</HonorConstraints>"


def asked(kind: int, when: str) -> str:
    return f"<ConstraintType>{kind}</ConstraintType><ConstraintDate>2026-{when}:00</ConstraintDate>"


VIOLATED = (
    written(4, 0) + written(33, 240, before(4)) + written(22, 0, before(30) + before(32) + before(33))
    + "<Task><UID>25</UID><ID>4</ID><IsNull>1</IsNull><Duration>PT0H0M0S</Duration></Task>"
    + written(29, 80, asked(4, "08-10T08:00") + before(4)) + written(30, 0, asked(3, "08-14T17:00") + before(29)) + written(32, 80, asked(4, "08-10T08:00") + before(4))
)  # fmt: skip
VIOLATED_SAYS = {
    4: ("07-30T08:00", "07-30T08:00", "07-30T08:00", "07-30T08:00", 0, 0, True),
    33: ("07-30T08:00", "10-09T17:00", "07-30T08:00", "10-09T17:00", 0, 0, True),
    22: ("10-09T17:00", "10-09T17:00", "10-09T17:00", "10-09T17:00", 0, 0, True),
    29: ("08-10T08:00", "08-21T17:00", "08-03T08:00", "08-14T17:00", -24000, 0, True),
    30: ("08-14T17:00", "08-14T17:00", "08-14T17:00", "08-14T17:00", -24000, 0, True),
    32: ("08-10T08:00", "08-21T17:00", "08-27T08:00", "10-09T17:00", 62400, 62400, False),
}
"""A milestone that must be finished a week before what it waits for: both lack that week."""
INTO_THE_VOID = (
    written(14, 160) + written(16, 24, before(14)) + written(19, 120, "<CalendarUID>4</CalendarUID>" + before(16)) + written(17, 8, before(14))
    + written(20, 768, "<DurationFormat>8</DurationFormat>" + before(17)) + written(18, 16, before(14)) + written(21, 40, before(19) + before(20) + before(18)) + written(22, 0, before(21))
)  # fmt: skip
INTO_THE_VOID_SAYS = {
    16: ("08-27T08:00", "08-31T17:00", "08-27T08:00", "08-31T17:00", 0, 0, True),
    19: ("08-31T17:00", "09-05T17:00", "09-26T08:00", "10-01T08:00", 369000, 369000, False),
    17: ("08-27T08:00", "08-27T17:00", "08-28T08:00", "08-28T17:00", 4800, 0, False),
    20: ("08-27T17:00", "09-28T17:00", "08-30T08:00", "10-01T08:00", 37800, 37800, False),
    18: ("08-27T08:00", "08-28T17:00", "08-28T08:00", "08-31T17:00", 4800, 4800, False),
    21: ("10-01T08:00", "10-07T17:00", "10-01T08:00", "10-07T17:00", 0, 0, True),
    22: ("10-07T17:00", "10-07T17:00", "10-07T17:00", "10-07T17:00", 0, 0, True),
}
"""A month without work, which a task round the clock and an elapsed one reach into."""


@pytest.mark.parametrize(("tasks", "says"), [(VIOLATED, VIOLATED_SAYS), (INTO_THE_VOID, INTO_THE_VOID_SAYS)], ids=["violated", "void"])
def test_its_dates_and_slacks_are_those_of_project(tasks: str, says: dict, tmp_path):
    path = tmp_path / "plan.xml"
    path.write_text(document(tasks, CALENDARS, start=START))
    found = {row.uid: row for row in schedule(read(path)).tasks}
    for uid, (*dates, total, free, critical) in says.items():
        row = found[uid]
        assert [row.early_start, row.early_finish, row.late_start, row.late_finish] == [at(f"2026-{one}") for one in dates], uid
        assert (row.total_slack * 10 // TICKS, row.free_slack * 10 // TICKS, row.critical) == (total, free, critical), uid


def test_nobody_owns_the_leveling_delay_of_who_waits():
    """The late finish of what it waits for is 15 elapsed days before its late finish (FF), or before its late start (FS); so is free slack."""
    delayed = Task(2, duration=8 * HOUR, delay=15 * 24 * HOUR)
    found = scheduled(task(1, 1), delayed, task(3, 20), links=(link(1, 2, "FF"),))
    assert found[2][:4] == ("Tue 19 08:00", "Tue 19 17:00", "Fri 29 08:00", "Fri 29 17:00")
    assert found[1][2:6] == ("Thu 14 08:00", "Thu 14 17:00", 64, 0)
    found = scheduled(task(1, 1), delayed, task(3, 20), links=(link(1, 2),))
    assert found[2][:4] == ("Wed 20 08:00", "Wed 20 17:00", "Fri 29 08:00", "Fri 29 17:00")
    assert found[1][2:6] == ("Wed 13 08:00", "Wed 13 17:00", 56, 0)


def crew(uid: int, hours: int, **more: object) -> Task:
    return Task(uid, duration=hours * HOUR, assignments=(Assignment(11, hours * HOUR, hours * HOUR, 0),), **more)


def test_a_milestone_stands_where_a_crew_ends_and_begins():
    """The crew ends at 23:00, when nobody else works: the milestone stands there. Late it stands where the next crew begins, Wednesday at 21:00."""
    tasks = (task(1, 1), crew(2, 6), task(3), crew(4, 8), task(5, 2.5))
    found = scheduled(*tasks, links=(link(1, 2), link(2, 3), link(3, 4), link(1, 5)), calendars=CREWS)
    assert found[3][:5] == ("Mon 4 23:00", "Mon 4 23:00", "Wed 6 21:00", "Wed 6 21:00", 16)
    assert found[4][:4] == ("Tue 5 06:00", "Tue 5 15:00", "Wed 6 21:00", "Thu 7 12:00")
    assert found[2][2:4] == ("Wed 6 15:00", "Wed 6 21:00")


def test_a_late_milestone_stands_where_its_need_falls():
    """At eight on the day on which the next may begin, or at its deadline; the first milestone of a plan not on the evening before."""
    found = scheduled(task(1), task(2, 2), task(3, 5), task(4, deadline=at("2024-03-07 12:00")), links=(link(1, 2), link(1, 3), link(1, 4)))
    assert found[1] == ("Mon 4 08:00",) * 4 + (0, 0, True)
    assert found[4][2:5] == ("Thu 7 12:00", "Thu 7 12:00", 28)


IN_HAND = (
    written(16, 64) + written(17, 24, "<ActualStart>2012-08-14T08:00:00</ActualStart><ActualDuration>PT24H0M0S</ActualDuration><RemainingDuration>PT0H0M0S</RemainingDuration><PercentComplete>99</PercentComplete><Stop>2012-08-14T08:00:00</Stop><Resume>2012-08-14T08:00:00</Resume>", 2)
    + written(18, 24, "<ActualStart>2012-08-17T08:00:00</ActualStart><ActualDuration>PT6H0M0S</ActualDuration><RemainingDuration>PT18H0M0S</RemainingDuration><PercentComplete>25</PercentComplete><Stop>2012-08-17T15:00:00</Stop><Resume>2012-08-17T15:00:00</Resume>" + before(17), 2)
    + written(19, 0, before(18), 2) + written(20, 16, before(19), 2)
)  # fmt: skip


def test_a_phase_in_hand(tmp_path):
    """Nearly done, begun, and a milestone on the critical path, which is late on the morning after it is early: as Project 2010 wrote them."""
    path = tmp_path / "plan.xml"
    path.write_text(document(IN_HAND, start="<StartDate>2012-08-14T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>"))
    says = {
        17: ("14T08:00", "16T17:00", "14T08:00", "17T15:00", 3600, 0, False),
        18: ("17T08:00", "21T17:00", "17T08:00", "21T17:00", 0, 0, True),
        19: ("21T17:00", "21T17:00", "22T08:00", "22T08:00", 0, 0, True),
        20: ("22T08:00", "23T17:00", "22T08:00", "23T17:00", 0, 0, True),
    }
    found = {row.uid: row for row in schedule(read(path)).tasks}
    for uid, (*dates, total, free, critical) in says.items():
        row = found[uid]
        assert [row.early_start, row.early_finish, row.late_start, row.late_finish] == [at(f"2012-08-{one}") for one in dates], uid
        assert (row.total_slack * 10 // TICKS, row.free_slack * 10 // TICKS, row.critical) == (total, free, critical), uid


def begun(uid: int, days: float, rest: float, resume: str | None = None) -> Task:
    return task(uid, days, actual_start=at("2024-03-04 08:00"), actual=round((days - rest) * 8 * HOUR), remaining=round(rest * 8 * HOUR), percent=50, resume=resume and at(resume))


def test_what_waits_for_something_waits_with_its_rest():
    """Begun although what it waits for is not done: that one may be as late as where the rest goes on, even if the rest is too late itself."""
    found = scheduled(task(1, 1), begun(2, 5, 2, "2024-03-13 08:00"), links=(link(1, 2),))
    assert found[2][:5] == ("Mon 4 08:00", "Thu 14 17:00", "Mon 4 08:00", "Thu 14 17:00", 0)
    assert found[1][2:6] == ("Tue 12 08:00", "Tue 12 17:00", 48, 0)
    found = scheduled(task(1, 1), begun(2, 5, 2), task(3, 1, deadline=at("2024-03-05 17:00")), links=(link(1, 2), link(2, 3)))
    assert found[2][4] < 0
    assert found[1][3:6] == ("Wed 6 17:00", 16, 0)


def test_nobody_can_slip_further_without_harm_than_at_all():
    found = scheduled(task(1, 1, deadline=at("2024-03-05 17:00")), task(2, 1, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=at("2024-03-08 08:00")), links=(link(1, 2),))
    assert found[1][4:6] == (8, 8)


GAP = "".join(
    f"<TimephasedData><Type>1</Type><Start>2024-03-{day:02}T08:00:00</Start><Finish>2024-03-{day + 1:02}T08:00:00</Finish><Unit>2</Unit>{f'<Value>PT{hours}H0M0S</Value>' if hours else ''}</TimephasedData>"
    for day, hours in ((7, 8), (8, 0), (9, 0), (10, 0), (11, 8))
)


def test_a_gap_is_where_there_is_work_time_and_no_work(tmp_path):
    """Project 2003 writes no value where nobody works: a weekend is no gap, the Friday is one. What is given to a crew later, ends later."""
    path = tmp_path / "plan.xml"
    whole = GAP.replace("<Finish>2024-03-09T08:00:00</Finish><Unit>2</Unit>", "<Finish>2024-03-09T08:00:00</Finish><Unit>2</Unit><Value>PT8H0M0S</Value>")
    parts = f"<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units>{GAP}</Assignment><Assignment><UID>2</UID><TaskUID>2</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units>{whole}</Assignment>"
    dates = "<Start>2024-03-07T08:00:00</Start><Finish>2024-03-11T17:00:00</Finish><ConstraintType>4</ConstraintType><ConstraintDate>2024-03-07T08:00:00</ConstraintDate>"
    path.write_text(document(written(1, 16, dates) + written(2, 24, dates), more=f"<Assignments>{parts}</Assignments>"))
    found = read(path)
    assert [one.split for one in found.tasks] == [True, False]
    assert [row[:2] for row in rows(schedule(found)).values()] == [("Thu 7 08:00", "Mon 11 17:00")] * 2


def test_delays_of_single_people_and_work_that_is_fixed(tmp_path):
    """One of two is levelled off by two hours and ends two hours later; fixed work of four hours lasts the whole day of its task."""
    people = "<Resources>" + "".join(f"<Resource><UID>{uid}</UID><Name>R{uid}</Name><Type>1</Type><CalendarUID>1</CalendarUID></Resource>" for uid in (1, 2)) + "</Resources>"
    parts = "".join(
        f"<Assignment><UID>{uid}</UID><TaskUID>{of}</TaskUID><ResourceUID>{uid}</ResourceUID><Work>PT{hours}H0M0S</Work><RemainingWork>PT{hours}H0M0S</RemainingWork><Units>1</Units><LevelingDelay>{delay}</LevelingDelay></Assignment>"
        for uid, of, hours, delay in ((1, 1, 8, 0), (2, 1, 8, 1200), (1, 2, 4, 0))
    )
    path = tmp_path / "plan.xml"
    path.write_text(document(written(1, 10) + written(2, 8, "<Type>2</Type>"), more=f"{people}<Assignments>{parts}</Assignments>"))
    found = rows(schedule(read(path)))
    assert (found[1][:2], found[2][:2]) == (("Mon 4 08:00", "Tue 5 10:00"), ("Mon 4 08:00", "Mon 4 17:00"))


def test_a_constraint_that_links_cannot_keep_is_missed_by_whom_it_holds():
    """The slack of the task itself says by how much, whichever of the four constraints it is."""
    for kind, when in ((Constraint.MUST_START_ON, "05 08:00"), (Constraint.MUST_FINISH_ON, "05 17:00"), (Constraint.START_NO_LATER_THAN, "05 08:00"), (Constraint.FINISH_NO_LATER_THAN, "05 17:00")):
        found = rows(schedule(plan(task(1, 3), task(2, 1, constraint=kind, constraint_at=at(f"2024-03-{when}")), links=(link(1, 2),))))
        assert (found[1][4], found[2][4], found[2][:2]) == (-16, -16, ("Tue 5 08:00", "Tue 5 17:00")), kind
