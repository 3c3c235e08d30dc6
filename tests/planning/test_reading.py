"""Files of Microsoft Project: what they say, and what is refused."""

from pathlib import Path

import pytest

from core.errors import Refusal
from core.exchange.mspdi import reading
from core.exchange.mspdi.calendars import OwnAncestor
from core.exchange.mspdi.reading import HasDoctype, NoStart, NotAProject, NotXml, PlanTooLarge, read
from core.exchange.mspdi.values import MakesNoSense
from core.planning.rules.calendars import worktime
from core.planning.rules.plan import FOREVER, Constraint, Demand, Link, LinkType, NegativeDuration, NoSuchTask
from core.planning.rules.schedule import schedule
from tests.planning.plans import HOUR, OFFICE, at, rows

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
START = "<StartDate>2024-03-04T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>"
DAYS = "".join(
    f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>"
    + ("<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime><WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>" if 1 < day < 7 else "")
    + "</WeekDay>"
    for day in range(1, 8)
)


def calendar(uid: int = 1, more: str = "", days: str = DAYS, inside: str = "", base: int = -1) -> str:
    return f"<Calendar><UID>{uid}</UID><Name>C{uid}</Name><IsBaseCalendar>{int(base < 0)}</IsBaseCalendar><BaseCalendarUID>{base}</BaseCalendarUID><WeekDays>{days}{inside}</WeekDays>{more}</Calendar>"


def task(uid: int, hours: float = 8, inside: str = "", level: int = 1) -> str:
    return f"<Task><UID>{uid}</UID><ID>{uid}</ID><OutlineLevel>{level}</OutlineLevel><Duration>PT{hours:g}H0M0S</Duration>{inside}</Task>"


def link(uid: int, kind: int = 1, lag: int = 0, form: int = 7, more: str = "") -> str:
    return f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat>{more}</PredecessorLink>"


def document(tasks: str, calendars: str = "", more: str = "", start: str = START) -> str:
    return f'{HEAD}<Project xmlns="http://schemas.microsoft.com/project">{start}<Calendars>{calendars or calendar()}</Calendars><Tasks>{tasks}</Tasks>{more}</Project>'


@pytest.fixture
def plan_of(tmp_path: Path):
    def plan_of_(text: str | bytes):
        path = tmp_path / "plan.xml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path)

    return plan_of_


def test_tasks_links_and_options(plan_of):
    text = document(
        task(1, 16, "<Name>Draw</Name><Type>1</Type><Deadline>2024-03-06T17:00:00</Deadline>")
        + task(2, 24, link(1, 3, 4800) + link(1, 0, -600, 5) + "<DurationFormat>8</DurationFormat><ConstraintType>4</ConstraintType><ConstraintDate>2024-03-05T08:00:00</ConstraintDate>")
        + "<Task><UID>3</UID><ID>3</ID><IsNull>1</IsNull></Task>",
        more="<Assignments/>", start=START + "<CriticalSlackLimit>2</CriticalSlackLimit><MultipleCriticalPaths>1</MultipleCriticalPaths>",
    )  # fmt: skip
    plan = plan_of(text)
    one, two = plan.tasks
    assert (one.uid, one.name, one.duration, one.deadline) == (1, "Draw", 16 * HOUR, at("2024-03-06 17:00"))
    assert (two.elapsed, two.constraint, two.constraint_at) == (True, Constraint.START_NO_EARLIER_THAN, at("2024-03-05 08:00"))
    assert plan.links == [Link(1, 2, LinkType.START_START, 8 * HOUR), Link(1, 2, LinkType.FINISH_FINISH, -HOUR)]
    assert (plan.critical_slack, plan.several_critical_paths) == (16 * HOUR, True)


def test_lags_in_percent_and_elapsed(plan_of):
    plan = plan_of(document(task(1) + task(2, 8, link(1, 1, 50, 19) + link(1, 1, 14400, 8) + link(1, 1, 50, 20))))
    assert [(one.lag, one.percent, one.elapsed) for one in plan.links] == [(50, True, False), (24 * HOUR, False, True), (50, True, True)]


def days_off(plan, year: int = 2024) -> list[str]:
    """The weekdays of a year without work, as month and day."""
    from datetime import date, timedelta

    clock = worktime(plan.calendars[1], (plan.start // (24 * HOUR),))
    first = date(year, 1, 1)
    days = [first + timedelta(number) for number in range(366)]
    return [f"{day:%m-%d}" for day in days if day.weekday() < 5 and clock.next(at(f"{day} 00:00")) >= at(f"{day} 00:00") + 24 * HOUR]


def exception(kind: int, first: str = "2024-01-01", last: str = "2024-12-31", more: str = "") -> str:
    return f"<Exceptions><Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod><Type>{kind}</Type><DayWorking>0</DayWorking>{more}</Exception></Exceptions>"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (exception(1, "2024-05-01", "2024-05-03"), ["05-01", "05-02", "05-03"]),
        (exception(7, "2024-04-01", "2024-04-12", "<Period>3</Period>"), ["04-01", "04-04", "04-10"]),
        (exception(6, "2024-04-01", "2024-04-30", "<Period>2</Period><DaysOfWeek>34</DaysOfWeek>"), ["04-01", "04-05", "04-15", "04-19", "04-29"]),
        (exception(4, "2024-01-10", "2024-04-30", "<Period>1</Period><MonthDay>31</MonthDay>"), ["01-31"]),
        (exception(5, "2024-01-01", "2024-04-30", "<Period>1</Period><MonthItem>4</MonthItem><MonthPosition>4</MonthPosition>"), ["01-29", "02-26", "03-25", "04-29"]),
        (exception(2, "2023-01-01", "2030-12-31", "<Month>9</Month><MonthDay>1</MonthDay>"), ["10-01"]),
        (exception(3, "2023-01-01", "2030-12-31", "<Month>10</Month><MonthItem>7</MonthItem><MonthPosition>3</MonthPosition>"), ["11-28"]),
        (exception(6, more="<EnteredByOccurrences>1</EnteredByOccurrences><Occurrences>2</Occurrences><Period>1</Period><DaysOfWeek>4</DaysOfWeek>"), ["01-02", "01-09"]),
    ],
)
def test_recurring_exceptions(plan_of, found: str, expected: list[str]):
    assert days_off(plan_of(document(task(1), calendar(more=found)))) == expected


def test_exceptions_of_old_files_weeks_of_a_period_and_bases(plan_of):
    """A file of Project 2003 writes an exception as a weekday of type 0; the Saturday is worked in its place."""
    def old(first: str, last: str, working: str = "<DayWorking>0</DayWorking>") -> str:
        return f"<WeekDay><DayType>0</DayType>{working}<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod></WeekDay>"

    saturday = "<DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes>"
    short = "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2024-03-11T00:00:00</FromDate><ToDate>2024-03-17T00:00:00</ToDate></TimePeriod><WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></WorkWeek></WorkWeeks>"
    calendars = calendar(inside=old("2024-03-07", "2024-03-08") + old("2024-03-09", "2024-03-09", saturday), more=short) + calendar(2, days="", base=1)
    plan = plan_of(document(task(1, 36, "<CalendarUID>2</CalendarUID>"), calendars))
    assert plan.tasks[0].calendar == 2
    assert rows(schedule(plan))[1][:2] == ("Mon 4 08:00", "Tue 12 17:00")


def test_a_shift_that_ends_at_midnight(plan_of):
    night = calendar(days="".join(f"<WeekDay><DayType>{day}</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>22:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime><WorkingTime><FromTime>00:00:00</FromTime><ToTime>06:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>" for day in range(1, 8)))
    assert rows(schedule(plan_of(document(task(1), night))))[1][:2] == ("Mon 4 22:00", "Tue 5 06:00")


def test_people_and_their_parts(plan_of):
    """Eight hours at half the units take two days; nobody (-65535), material and fixed durations drive nothing."""
    def part(task: int, person: int, units: float = 0.5, more: str = "") -> str:
        return f"<Assignment><UID>{task}</UID><TaskUID>{task}</TaskUID><ResourceUID>{person}</ResourceUID><Work>PT8H0M0S</Work><RemainingWork>PT8H0M0S</RemainingWork><Units>{units}</Units>{more}</Assignment>"

    people = "<Resources><Resource><UID>1</UID><Name>A</Name><Type>1</Type><CalendarUID>1</CalendarUID></Resource><Resource><UID>2</UID><Name>Sand</Name><Type>0</Type></Resource></Resources>"
    parts = part(1, 1) + part(2, -65535) + part(3, 2) + part(4, 1) + part(5, 1, 1, "<Delay>4800</Delay>")
    found = rows(schedule(plan_of(document(task(1) + task(2) + task(3) + task(4, 8, "<Type>1</Type>") + task(5), more=f"{people}<Assignments>{parts}</Assignments>"))))
    assert [found[uid][1] for uid in range(1, 6)] == ["Tue 5 17:00", "Mon 4 17:00", "Mon 4 17:00", "Mon 4 17:00", "Tue 5 17:00"]


def test_a_split_task_of_nobody(plan_of):
    pieces = "".join(f"<TimephasedData><Type>1</Type><Start>2024-03-0{day}T08:00:00</Start><Finish>2024-03-0{day}T17:00:00</Finish><Unit>2</Unit><Value>PT{hours}H0M0S</Value></TimephasedData>" for day, hours in ((4, 8), (5, 0), (6, 8)))
    parts = f"<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units>{pieces}</Assignment></Assignments>"
    plan = plan_of(document(task(1, 16, "<Start>2024-03-04T08:00:00</Start><Finish>2024-03-06T17:00:00</Finish>"), more=parts))
    assert rows(schedule(plan))[1][:2] == ("Mon 4 08:00", "Wed 6 17:00")


def test_durations_as_they_are_written(plan_of):
    spelled = ("PT8H0M0S", "P0Y0M0DT8H0M0S", "P1DT1H", "PT7H59M54S", "PT479.9M")
    plan = plan_of(document("".join(f"<Task><UID>{uid}</UID><Duration>{one}</Duration></Task>" for uid, one in enumerate(spelled, 1))))
    assert [one.duration for one in plan.tasks] == [4800, 4800, 15000, 4799, 4799]


def test_what_another_project_says(plan_of):
    outside = task(9, 8, "<ExternalTask>1</ExternalTask><Start>2024-03-05T08:00:00</Start><Finish>2024-03-05T17:00:00</Finish>")
    crossing = "<CrossProject>1</CrossProject><CrossProjectName>other.mpp\\4</CrossProjectName>"
    plan = plan_of(document(outside + task(1, 8, link(9, more=crossing)) + task(2, 8, link(77, more=crossing))))
    found = rows(schedule(plan))
    assert found[1][:2] == ("Wed 6 08:00", "Wed 6 17:00")
    assert found[2][:2] == ("Mon 4 08:00", "Mon 4 17:00")


def test_a_plan_without_calendars_or_durations_gets_those_of_project(plan_of):
    plan = plan_of(f"{HEAD}<Project><StartDate>2024-03-04T08:00:00</StartDate><Tasks><Task><UID>1</UID></Task></Tasks></Project>")
    assert plan.calendars[1].week[0] == OFFICE
    assert rows(schedule(plan))[1][:2] == ("Mon 4 08:00", "Mon 4 17:00")


BOMB = '<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("text", "refusal", "says"),
    [
        ("", NotXml, ""),
        ("PK\x03\x04", NotXml, ""),
        (document(task(1))[:-20], NotXml, ""),
        ("<html/>", NotAProject, ""),
        (f"{HEAD}{BOMB}<Project><Name>&b;</Name></Project>", HasDoctype, ""),
        (f"{HEAD}{OUTSIDE}<Project><Name>&x;</Name></Project>", HasDoctype, ""),
        ("<Project><Tasks/></Project>", NoStart, ""),
        (document(task(1, 8, "<ActualStart>yesterday</ActualStart>")), MakesNoSense, "Task 1"),
        (document(task(1, 8, "<ActualStart>0999-01-01T00:00:00</ActualStart>")), MakesNoSense, "ActualStart"),
        (document(task(4, 8, "<Deadline>2024-02-30T00:00:00</Deadline>")), MakesNoSense, "Task 4"),
        (document("<Task><UID>5</UID><Duration>soon</Duration></Task>"), MakesNoSense, "Task 5"),
        (document("<Task><UID>5</UID><Duration>PT99999999999H0M0S</Duration></Task>"), MakesNoSense, "Duration"),
        (document("<Task><UID>x</UID></Task>"), MakesNoSense, "UID"),
        (document("<Task><UID>6</UID><Duration>-PT8H0M0S</Duration></Task>"), NegativeDuration, "6"),
        (document(task(1, 8, "<ConstraintType>9</ConstraintType>")), MakesNoSense, "ConstraintType"),
        (document(task(1, 8, link(1, 9))), MakesNoSense, "Type"),
        (document(task(1, 8, "<PredecessorLink><Type>1</Type></PredecessorLink>")), NoSuchTask, "1"),
        (document(task(1), calendar(1, days="", base=2) + calendar(2, days="", base=1)), OwnAncestor, "1"),
        (document(task(1), calendar(inside="<WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>25:00:00</FromTime><ToTime>26:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>")), MakesNoSense, "FromTime"),
        (document(task(1), calendar(inside="<WeekDay><DayType>0</DayType><TimePeriod><FromDate>2024-05-01T00:00:00</FromDate><ToDate>2024-04-01T00:00:00</ToDate></TimePeriod></WeekDay>")), MakesNoSense, "ToDate"),
        (document(task(1), start=START.replace("480", "0")), MakesNoSense, "MinutesPerDay"),
    ],
)
def test_what_is_hostile_or_makes_no_sense_is_refused(plan_of, text: str, refusal: type[Refusal], says: str):
    with pytest.raises(refusal) as refused:
        plan_of(text)
    assert says in str(refused.value)


def test_what_is_too_large_is_not_opened(tmp_path: Path):
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(reading.BYTES_AT_MOST + 1)
    with pytest.raises(PlanTooLarge):
        read(path)


def test_other_encodings(plan_of):
    text = document(task(1, 8, "<Name>打桩</Name>"))
    for encoding in ("utf-8", "utf-16", "gb18030"):
        assert plan_of(text.replace('"UTF-8"', f'"{encoding}"').encode(encoding)).tasks[0].name == "打桩"


def test_people_and_what_is_taken_of_them(plan_of):
    away = (
        "<AvailabilityPeriods><AvailabilityPeriod><AvailableFrom>1984-01-01T00:00:00</AvailableFrom><AvailableTo>2024-03-08T23:59:00</AvailableTo><AvailableUnits>2</AvailableUnits></AvailabilityPeriod>"
        "<AvailabilityPeriod><AvailableFrom>2024-03-09T00:00:00</AvailableFrom><AvailableTo>2024-03-31T23:59:00</AvailableTo><AvailableUnits>0.5</AvailableUnits></AvailabilityPeriod></AvailabilityPeriods>"
    )
    people = (
        f"<Resources><Resource><UID>1</UID><Name>Ann</Name><Type>1</Type><MaxUnits>2</MaxUnits>{away}</Resource>"
        "<Resource><UID>2</UID><Name>Group</Name><MaxUnits>3.5</MaxUnits><CalendarUID>2</CalendarUID></Resource>"
        "<Resource><UID>3</UID><Name>Concrete</Name><Type>0</Type></Resource>"
        "<Resource><UID>4</UID><Name>Anybody</Name><CanLevel>0</CanLevel></Resource></Resources>"
    )
    parts = "".join(
        f"<Assignment><UID>{uid}</UID><TaskUID>1</TaskUID><ResourceUID>{uid}</ResourceUID><Units>{units}</Units>{more}</Assignment>"
        for uid, units, more in ((1, 0.25, "<Work>PT1H0M0S</Work><Delay>600</Delay>"), (2, 3, ""), (3, 1, ""))
    )
    plan = plan_of(document(task(1, 8, "<Priority>700</Priority>"), calendars=calendar() + calendar(2, base=1), more=f"{people}<Assignments>{parts}</Assignments>"))
    assert plan.people[1].capacity == ((FOREVER, 20_000), (at("2024-03-09 00:00"), 5_000), (at("2024-03-31 23:59"), 0))
    assert (plan.people[2].capacity, plan.people[2].calendar, plan.people[1].calendar) == (((FOREVER, 35_000),), 2, None)
    assert set(plan.people) == {1, 2}
    assert plan.tasks[0].demands == (Demand(1, 2_500, 600, 4 * HOUR), Demand(2, 30_000))
    assert plan.tasks[0].priority == 700


def test_an_availability_that_ends_before_it_begins_is_refused(plan_of):
    away = "<AvailabilityPeriods><AvailabilityPeriod><AvailableFrom>2024-03-08T00:00:00</AvailableFrom><AvailableTo>2024-03-01T00:00:00</AvailableTo></AvailabilityPeriod></AvailabilityPeriods>"
    with pytest.raises(MakesNoSense, match="Resource 7"):
        plan_of(document(task(1), more=f"<Resources><Resource><UID>7</UID><Name>Ann</Name>{away}</Resource></Resources>"))
