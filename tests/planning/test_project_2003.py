"""A plan as Project 2003 wrote it, with the dates and slacks that it wrote: pairs of one-day tasks, one pair for each link."""

import pytest

from core.exchange.mspdi.reading import read
from core.planning.rules.schedule import schedule
from core.planning.rules.worktime import TICKS
from tests.planning.plans import at
from tests.planning.test_reading import DAYS, document, link

PAIRS = ((1, 0), (1, 4800), (1, 9600), (1, 24000), (1, 48000), (2, 9600), (3, 9600), (0, 9600))
"""Type and lag of the link of each pair, as written: finish to start up to two weeks, start to finish, start to start, finish to finish."""
WRITTEN = {
    0: ("10-17T08:00", "11-03T17:00", "10-17T08:00", "11-03T17:00", 0, 0, True),
    1: ("10-17T08:00", "10-17T17:00", "10-31T08:00", "10-31T17:00", 48000, 0, False),
    2: ("10-20T08:00", "10-20T17:00", "11-03T08:00", "11-03T17:00", 48000, 48000, False),
    3: ("10-17T08:00", "10-17T17:00", "10-30T08:00", "10-30T17:00", 43200, 0, False),
    4: ("10-21T08:00", "10-21T17:00", "11-03T08:00", "11-03T17:00", 43200, 43200, False),
    11: ("10-17T08:00", "10-17T17:00", "10-31T08:00", "10-31T17:00", 48000, 0, False),
    12: ("10-20T08:00", "10-20T17:00", "11-03T08:00", "11-03T17:00", 48000, 48000, False),
    13: ("10-17T08:00", "10-17T17:00", "10-30T08:00", "10-30T17:00", 43200, 0, False),
    14: ("10-21T08:00", "10-21T17:00", "11-03T08:00", "11-03T17:00", 43200, 43200, False),
    15: ("10-17T08:00", "10-17T17:00", "10-30T08:00", "10-30T17:00", 43200, 0, False),
    16: ("10-21T08:00", "10-21T17:00", "11-03T08:00", "11-03T17:00", 43200, 43200, False),
}
START = "<StartDate>2014-10-17T08:00:00</StartDate><FinishDate>2014-11-03T17:00:00</FinishDate><ScheduleFromStart>1</ScheduleFromStart><CriticalSlackLimit>0</CriticalSlackLimit><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay><HonorConstraints>0</HonorConstraints>"


def written_task(uid: int, inside: str = "") -> str:
    summary = int(uid == 0)
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Type>{summary}</Type><IsNull>0</IsNull><OutlineLevel>{1 - summary}</OutlineLevel>"
        f"<Duration>PT{96 if summary else 8}H0M0S</Duration><DurationFormat>{53 if summary else 39}</DurationFormat><ResumeValid>0</ResumeValid>"
        f"<Milestone>0</Milestone><Summary>{summary}</Summary><ExternalTask>0</ExternalTask><ActualDuration>PT0H0M0S</ActualDuration>"
        f"<RemainingDuration>PT8H0M0S</RemainingDuration><ConstraintType>0</ConstraintType><CalendarUID>-1</CalendarUID><LevelingDelay>0</LevelingDelay>"
        f"<LevelingDelayFormat>8</LevelingDelayFormat>{inside}</Task>"
    )


def nobodys(uid: int) -> str:
    """Project gives a task without people to nobody."""
    return (
        f"<Assignment><UID>{uid}</UID><TaskUID>{uid}</TaskUID><ResourceUID>-65535</ResourceUID><Delay>0</Delay><Units>1</Units><Work>PT0H0M0S</Work>"
        "<TimephasedData><Type>1</Type><Start>2014-10-17T08:00:00</Start><Finish>2014-10-17T17:00:00</Finish><Unit>2</Unit><Value>PT8H0M0S</Value></TimephasedData></Assignment>"
    )


@pytest.fixture
def found(tmp_path):
    tasks = written_task(0)
    for number, (kind, lag) in enumerate(PAIRS):
        tasks += written_task(2 * number + 1) + written_task(2 * number + 2, link(2 * number + 1, kind, lag))
    people = "<Resources><Resource><UID>0</UID><ID>0</ID><Type>1</Type><IsNull>0</IsNull><CalendarUID>2</CalendarUID></Resource></Resources>"
    calendar = f"<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID><WeekDays>{DAYS}</WeekDays></Calendar>"
    path = tmp_path / "plan.xml"
    path.write_text(document(tasks, calendar, f"{people}<Assignments>{''.join(map(nobodys, range(1, 17)))}</Assignments>", START))
    return schedule(read(path))


def test_its_dates_and_slacks_are_those_of_project(found):
    rows = {row.uid: row for row in found.tasks}
    assert len(rows) == 17
    assert found.finish == at("2014-11-03 17:00")
    for uid, (*dates, total, free, critical) in WRITTEN.items():
        row = rows[uid]
        assert [row.early_start, row.early_finish, row.late_start, row.late_finish] == [at(f"2014-{one}") for one in dates], uid
        assert (row.total_slack * 10 // TICKS, row.free_slack * 10 // TICKS, row.critical) == (total, free, critical), uid


def test_progress_before_the_start_of_the_project(tmp_path):
    """Two tasks that Project 2003 let begin before the project does, one of them a quarter done: no slack, and both critical."""
    asked = "<ConstraintType>4</ConstraintType><ConstraintDate>2016-01-04T08:00:00</ConstraintDate><CalendarUID>-1</CalendarUID>"
    begun = "<Stop>2016-01-06T12:00:00</Stop><Resume>2016-01-06T13:00:00</Resume><PercentComplete>25</PercentComplete><ActualStart>2016-01-04T08:00:00</ActualStart>"
    tasks = (
        "<Task><UID>0</UID><ID>0</ID><OutlineLevel>0</OutlineLevel><Summary>1</Summary><Duration>PT80H0M0S</Duration><ActualStart>2016-01-04T08:00:00</ActualStart></Task>"
        f"<Task><UID>1</UID><ID>1</ID><OutlineLevel>1</OutlineLevel><Duration>PT80H0M0S</Duration><RemainingDuration>PT80H0M0S</RemainingDuration>{asked}</Task>"
        f"<Task><UID>2</UID><ID>2</ID><OutlineLevel>1</OutlineLevel><Duration>PT80H0M0S</Duration><ActualDuration>PT20H0M0S</ActualDuration><RemainingDuration>PT60H0M0S</RemainingDuration>{begun}{asked}</Task>"
    )
    people = "<Resources>" + "".join(f"<Resource><UID>{uid}</UID><ID>{uid}</ID><Name>R{uid}</Name><Type>1</Type><CalendarUID>{uid + 2}</CalendarUID></Resource>" for uid in (1, 2)) + "</Resources>"
    calendars = f"<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>{DAYS}</WeekDays></Calendar>" + "".join(
        f"<Calendar><UID>{uid}</UID><Name>R</Name><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID></Calendar>" for uid in (3, 4)
    )
    parts = "".join(
        f"<Assignment><UID>{uid}</UID><TaskUID>{uid}</TaskUID><ResourceUID>{uid}</ResourceUID><Work>PT80H0M0S</Work><ActualWork>PT{done}H0M0S</ActualWork><RemainingWork>PT{80 - done}H0M0S</RemainingWork><Units>1</Units></Assignment>"
        for uid, done in ((1, 0), (2, 20))
    )
    path = tmp_path / "plan.xml"
    start = "<StartDate>2016-03-11T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>"
    path.write_text(document(tasks, calendars, f"{people}<Assignments>{parts}</Assignments>", start))
    first, last = at("2016-01-04 08:00"), at("2016-01-15 17:00")
    assert [tuple(row[1:]) for row in schedule(read(path)).tasks] == [(first, last, first, last, 0, 0, True)] * 3
