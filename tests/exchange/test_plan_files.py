"""A plan into Microsoft Project's XML and back: nothing that the plan models is lost, and what is left out is told."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Stale
from core.exchange.mspdi import taking, writing
from core.exchange.mspdi.reading import HasDoctype, NotAProject, NotXml, read_whole
from core.planning import actions, queries
from core.planning.baselines import actions as baselines
from core.planning.baselines import queries as baseline_queries
from core.planning.rules.calendars import Calendar, Exception_, worktime
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.plan import Constraint, LinkType
from core.planning.rules.schedule import schedule
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import DAY, TICKS
from core.projects import queries as projects

HOUR = 60 * TICKS
MONDAY = midnight(date(2026, 11, 2))


def rows(ming):
    """One of everything that a row can say."""
    return [
        Row(1, "Prepare & <plan>"),
        Row(2, "Ask", 2, duration=16 * HOUR, people=((ming, 50),), owner=ming, deliverable="Minutes", standard="Signed", cost=Decimal("1200.50"), percent=50,
            actual_start=MONDAY + 9 * HOUR, shortest=8 * HOUR, longest=32 * HOUR, priority=700),
        Row(3, "Write", 2, duration=7 * HOUR + 30 * TICKS, before=(Before(2, LinkType.START_START, 4 * HOUR), Before(2, LinkType.FINISH_FINISH, -50, percent=True))),
        Row(4, "Dry", 2, duration=24 * HOUR, elapsed=True, before=(Before(3, LinkType.FINISH_START, 2 * HOUR, elapsed=True),)),
        Row(5, "Decide", 1, Kind.GATE, before=(Before(1),), deadline=MONDAY + 15 * 24 * HOUR, objective="On time"),
        Row(6, "Ready", 1, Kind.MILESTONE, constraint=Constraint.START_NO_EARLIER_THAN, constraint_at=MONDAY + 10 * 24 * HOUR, not_before=MONDAY + 8 * 24 * HOUR, before=(Before(5),)),
        Row(7, "Done", 1, duration=8 * HOUR, percent=100, actual_start=MONDAY + 9 * HOUR, actual_finish=MONDAY + 18 * HOUR),
    ]  # fmt: skip


@pytest.fixture
def hotline(house, ask):
    return next(row.code for row in ask(projects.projects, "lin") if row.id == house.projects["hotline"])


@pytest.fixture
def plan(house, do):
    made = do(actions.create, "mo", house.projects["hotline"], starts=MONDAY, rows=rows(house.people["ming"]))
    do(baselines.keep, "mo", made, name="First")
    return made


@pytest.fixture
def written(ask, hotline, plan):
    def written_():
        view = ask(queries.plan, "mo", hotline)
        names = {who: name["en"] for who, name in view.people.items()}
        stood = [ask(baseline_queries.stood, "mo", one.id) for one in ask(baseline_queries.baselines, "mo", plan)]
        return view, writing.write(writing.Written(view, ask(queries.loaded, "mo", plan), names, stood), "Hotline")

    return written_


@pytest.mark.usefixtures("database")
class TestRoundTrip:
    def test_what_was_written_reads_back_the_same(self, house, ask, hotline, plan, written):
        view, data = written()
        taken = taking.take(data, ask(queries.workers, "mo", hotline))
        assert taken.rows == tuple(one.row for one in view.tasks)
        assert taken.starts == MONDAY
        assert [fault.message[:9] for fault in taken.left_out] == ["Calendars"]
        assert "Ming" in ask(queries.workers, "mo", hotline)

    def test_the_engine_gives_the_file_the_dates_that_it_says(self, written):
        view, data = written()
        found = {one.uid: (one.early_start, one.early_finish, one.late_start, one.late_finish, one.total_slack) for one in schedule(read_whole(data)[0]).tasks}
        kept = {one.row.uid: (one.starts, one.ends, one.late_start, one.late_finish, one.total_slack) for one in view.tasks}
        del found[6], kept[6]  # what a levelling put off is no wish that Project knows
        assert found == kept

    def test_a_file_takes_the_place_of_the_plan_and_baselines_stay(self, house, ask, do, hotline, plan, written, refused):
        view, data = written()
        taken = taking.take(data, ask(queries.workers, "mo", hotline))
        with refused(Stale):
            do(actions.take_over, "mo", house.projects["hotline"], starts=taken.starts, rows=taken.rows, source="plan.xml", version=view.version - 1)
        do(actions.take_over, "mo", house.projects["hotline"], starts=taken.starts, rows=taken.rows[:1], source="plan.xml", version=view.version)
        fresh = ask(queries.plan, "mo", hotline)
        assert [one.row.name for one in fresh.tasks] == ["Prepare & <plan>"]
        assert len(ask(baseline_queries.baselines, "mo", plan)) == 1
        do(actions.take_over, "mo", house.projects["hotline"], starts=taken.starts, rows=taken.rows, source="plan.xml", version=fresh.version)
        again = ask(queries.plan, "mo", hotline)
        assert [(one.row.name, one.starts, one.ends) for one in again.tasks] == [(one.row.name, one.starts, one.ends) for one in view.tasks]

    def test_a_project_without_a_plan_begins_with_the_file(self, house, ask, do, written):
        taken = taking.take(written()[1], {})
        made = do(actions.take_over, "lin", house.projects["harbour"], starts=taken.starts, rows=taken.rows, source="plan.xml")
        assert made
        assert any("Ming" in str(fault.facts.get("names")) for fault in taken.left_out)
        assert all(row.people == () and row.owner is None for row in taken.rows)


def test_nights_are_told_day_by_day_and_count_the_same():
    """A shift from 22:00 to 02:00 and 02:30 to 06:00, Sunday to Thursday, with a free Wednesday: its Tuesday night still ends on Wednesday."""
    night = ((22 * HOUR, 26 * HOUR), (26 * HOUR + 30 * TICKS, 30 * HOUR))
    wednesday = MONDAY // DAY + 2
    calendar = Calendar("Night", (night, night, night, night, (), (), night), (), (Exception_(wednesday, wednesday, ()),))
    told = writing._by_days(calendar, MONDAY // DAY - 20, MONDAY // DAY + 20)
    assert all(end <= DAY for windows in (*told.week, *(one.windows for one in told.exceptions)) for _, end in windows)
    assert {one.first: one.windows for one in told.exceptions} == {
        wednesday: ((0, 2 * HOUR), (2 * HOUR + 30 * TICKS, 6 * HOUR)), wednesday + 1: ((22 * HOUR, 24 * HOUR),),
    }  # fmt: skip
    one, other = worktime(calendar, [wednesday]), worktime(told, [wednesday])
    for start in range(MONDAY - 10 * DAY, MONDAY + 10 * DAY, 7 * HOUR):
        assert one.between(start, start + 31 * HOUR) == other.between(start, start + 31 * HOUR)


FOREIGN = """<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-11-02T08:00:00</StartDate><CalendarUID>-1</CalendarUID><Tasks>
<Task><UID>0</UID><Name>All</Name><OutlineLevel>0</OutlineLevel></Task>
<Task><UID>7</UID><Name>{name}</Name><OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration><Manual>1</Manual><Start>2026-11-05T08:00:00</Start><Finish>2026-11-06T17:00:00</Finish></Task>
<Task><UID>8</UID><Name>Gone</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration><Active>0</Active></Task>
<Task><UID>9</UID><Name></Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration><PercentComplete>30</PercentComplete><Start>2026-11-02T08:00:00</Start>
<PredecessorLink><PredecessorUID>8</PredecessorUID><Type>1</Type></PredecessorLink></Task>
</Tasks></Project>"""


def test_what_another_file_says_is_taken_over_or_told_to_be_left_out():
    taken = taking.take(FOREIGN.format(name="N" * 300).encode(), {})
    first, second = taken.rows
    assert (first.constraint, first.name) == (Constraint.START_NO_EARLIER_THAN, "N" * 200)
    assert (second.name, second.level, second.percent, second.actual_start, second.before) == ("#9", 1, 30, MONDAY + 8 * HOUR, ())
    told = [fault.message.split(":")[0].split(" ")[0] for fault in taken.left_out]
    assert told == ["Calendars", "Tasks", "Inactive", "Links", "Names"]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", NotXml), (b"<a/>", NotAProject), (b"\x00" * 50, NotXml),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Project xmlns="http://schemas.microsoft.com/project"><Name>&a;</Name></Project>', HasDoctype),
        (b'<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-11-02T08:00:00</StartDate></Project>', taking.NoTasks),
        (b'<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-11-02T08:00:00</StartDate><FinishDate>2026-12-02T08:00:00</FinishDate><ScheduleFromStart>0</ScheduleFromStart></Project>', taking.Backwards),
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(data, refusal):
    with pytest.raises(refusal):
        taking.take(data, {})
