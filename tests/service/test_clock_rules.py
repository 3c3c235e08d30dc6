"""The three clocks: by hand, against counting second by second and minute by minute, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import rules as calendar
from core.calendar import shipped
from core.calendar.rules import Plan
from core.calendar.worktime import compiled
from core.service.clocks import rules
from core.service.clocks.rules import ALWAYS, Always, Clock, Event, Kind, Standing, Targets

WEEK = calendar.week(["09:00-12:00, 13:00-18:00"] * 5 + ["", ""])
HOLIDAYS = tuple(one for breaks in shipped.holidays().values() for one in breaks)
OFFICE = compiled(Plan("Asia/Shanghai", (WEEK,), HOLIDAYS, announced_until=date(2026, 12, 31)), date(2025, 1, 1), date(2028, 1, 1))
TIMES = {"": rules.counting(OFFICE), ALWAYS: Always()}
HOUR = Targets(15, 60, 480)
ROUND = Targets(15, 60, 480, ALWAYS)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def log(*steps, targets=HOUR):
    return [Event(kind, at(when), targets if kind in (Kind.REPORTED, Kind.TARGETED) else None) for kind, when in steps]


def said(moment):
    return moment and moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d %H:%M:%S")


class TestByHand:
    def test_lunch_the_evening_and_a_holiday_count_nothing(self):
        events = log((Kind.REPORTED, "2026-09-30 17:50:30"))  # the next working day is the 8th of October
        _, respond, resolve = rules.read(events, at("2026-10-08 09:10:00"), TIMES)
        assert (respond.used, said(respond.due_at), respond.late) == (9 * 60 + 30 + 600, "10-08 09:50:30", False)
        assert said(resolve.due_at) == "10-08 17:50:30"

    def test_a_make_up_saturday_counts(self):
        events = log((Kind.REPORTED, "2026-10-10 09:00"))  # a Saturday worked for the holiday
        assert said(rules.read(events, at("2026-10-10 10:00"), TIMES)[2].due_at) == "10-10 18:00:00"

    def test_due_at_the_end_of_the_day_not_on_the_next_morning_and_late_one_second_after(self):
        events = log((Kind.REPORTED, "2026-03-03 17:00"))
        respond = rules.read(events, at("2026-03-03 18:00:00"), TIMES)[1]
        assert (said(respond.due_at), respond.late, respond.remaining) == ("03-03 18:00:00", False, 0)
        assert rules.read(events, at("2026-03-03 18:00:01"), TIMES)[1].late
        assert not rules.read([*events, Event(Kind.RESPONDED, at("2026-03-03 18:00:00"))], at("2026-03-05 18:00"), TIMES)[1].late

    def test_round_the_clock_counts_every_second(self):
        events = log((Kind.REPORTED, "2026-10-01 23:59:59"), targets=ROUND)
        acknowledge = rules.read(events, at("2026-10-02 00:14:59"), TIMES)[0]
        assert (acknowledge.used, acknowledge.late, acknowledge.standing) == (900, False, Standing.RUNNING)
        assert rules.read(events, at("2026-10-02 00:15:00"), TIMES)[0].late

    def test_a_pause_never_counts_and_a_paused_clock_is_due_at_no_moment(self):
        events = log((Kind.REPORTED, "2026-03-03 09:00"), (Kind.ACKNOWLEDGED, "2026-03-03 09:05"), (Kind.PAUSED, "2026-03-03 09:30"))
        _, respond, _ = rules.read(events, at("2026-03-05 10:00"), TIMES)
        assert (respond.standing, respond.used, respond.due_at, respond.late) == (Standing.PAUSED, 1800, None, False)
        events.append(Event(Kind.RESUMED, at("2026-03-05 10:00")))
        assert said(rules.read(events, at("2026-03-05 10:00"), TIMES)[1].due_at) == "03-05 10:30:00"

    def test_a_reopening_lets_only_the_third_go_on_and_forgets_nothing(self):
        events = log(
            (Kind.REPORTED, "2026-03-03 09:00"), (Kind.RESPONDED, "2026-03-03 09:20"), (Kind.RESOLVED, "2026-03-03 11:00"), (Kind.REOPENED, "2026-03-05 09:00"),
        )  # fmt: skip
        acknowledge, respond, resolve = rules.read(events, at("2026-03-05 10:00"), TIMES)
        assert (acknowledge.late, respond.standing, respond.used) == (True, Standing.STOPPED, 1200)  # answering says that it was received
        assert (resolve.standing, resolve.used, said(resolve.due_at)) == (Standing.RUNNING, 3 * 3600, "03-05 16:00:00")

    def test_what_has_stopped_is_judged_by_what_held_then_and_what_runs_by_the_latest(self):
        events = log((Kind.REPORTED, "2026-03-03 09:00"), (Kind.ACKNOWLEDGED, "2026-03-03 09:10"))
        events.append(Event(Kind.TARGETED, at("2026-03-03 09:20"), Targets(5, 10, 60, ALWAYS)))
        acknowledge, respond, _ = rules.read(events, at("2026-03-03 09:30"), TIMES)
        assert (acknowledge.target, acknowledge.late) == (900, False)
        assert (respond.target, respond.late, said(respond.due_at)) == (600, True, "03-03 09:10:00")

    def test_a_corrected_moment_corrects_the_clock(self):
        events = log((Kind.REPORTED, "2026-03-03 09:00"), (Kind.ACKNOWLEDGED, "2026-03-03 09:40"))
        assert rules.read(events, at("2026-03-04 09:00"), TIMES)[0].late
        assert not rules.read([events[0], Event(Kind.ACKNOWLEDGED, at("2026-03-03 09:14"))], at("2026-03-04 09:00"), TIMES)[0].late

    def test_what_was_merged_says_nothing(self):
        events = log((Kind.REPORTED, "2026-03-03 09:00"), (Kind.ACKNOWLEDGED, "2026-03-03 09:01"), (Kind.MERGED, "2026-03-09 09:00"))
        assert [one.standing for one in rules.read(events, at("2026-03-10 09:00"), TIMES)] == [Standing.STOPPED, Standing.VOID, Standing.VOID]

    def test_each_rung_has_its_moment(self):
        (one, _, _) = rules.runs(log((Kind.REPORTED, "2026-03-03 17:54"), targets=Targets(10, 60, 480)), TIMES)
        assert [(rung, said(moment)) for rung, moment in rules.rungs(one, 50)] == [(80, "03-04 09:02:00"), (100, "03-04 09:04:00"), (150, "03-04 09:09:00")]
        assert rules.rungs(one, 150) == []


@pytest.mark.parametrize(
    ("steps", "refusal", "named"),
    [
        ([(Kind.ACKNOWLEDGED, "2026-03-03 09:00")], rules.NotAsASequel, "acknowledged"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.ACKNOWLEDGED, "2026-03-03 08:59:59")], rules.OutOfOrder, "acknowledged"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.RESOLVED, "2026-03-03 10:00")], rules.ResolvedUnanswered, "response"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.RESUMED, "2026-03-03 10:00")], rules.NotAsASequel, "Resumed"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.PAUSED, "2026-03-03 10:00"), (Kind.PAUSED, "2026-03-03 11:00")], rules.NotAsASequel, "11:00"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.REOPENED, "2026-03-03 10:00")], rules.NotAsASequel, "Reopened"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.RESPONDED, "2026-03-03 10:00"), (Kind.RESOLVED, "2026-03-03 10:00"), (Kind.PAUSED, "2026-03-03 11:00")], rules.NotAsASequel, "Paused"),
        ([(Kind.REPORTED, "2026-03-03 09:00"), (Kind.MERGED, "2026-03-03 10:00"), (Kind.ACKNOWLEDGED, "2026-03-03 11:00")], rules.NotAsASequel, "acknowledged"),
    ],
)  # fmt: skip
def test_what_cannot_have_happened_is_refused_by_name(steps, refusal, named):
    with pytest.raises(refusal) as refused:
        rules.check(log(*steps))
    assert named in str(refused.value)


BASE = int(at("2026-09-28 07:00").timestamp())  # three days before a long holiday, a make-up Sunday behind it


@st.composite
def logs(draw):
    """A log that can have happened: steps of up to two days, on whole seconds."""
    second = BASE + draw(st.integers(0, 3 * 86_400))
    events = [Event(Kind.REPORTED, rules.moment_of(second), Targets(15, 60, 480, draw(st.sampled_from(["", ALWAYS]))))]
    for _ in range(draw(st.integers(0, 7))):
        second += draw(st.one_of(st.just(0), st.integers(1, 7200), st.integers(1, 2 * 86_400)))
        kind = draw(st.sampled_from(list(Kind)[1:]))
        targets = Targets(*draw(st.sampled_from([(5, 30, 120), (60, 600, 2400)])), draw(st.sampled_from(["", ALWAYS]))) if kind is Kind.TARGETED else None
        try:
            rules.check([*events, Event(kind, rules.moment_of(second), targets)])
        except (rules.NotAsASequel, rules.ResolvedUnanswered):
            continue
        events.append(Event(kind, rules.moment_of(second), targets))
    return events


def counted(events, until, clock):
    """The reference: walk through every minute (seconds at its ends) and ask the wall clock's windows whether it counts."""
    stops = {Clock.ACKNOWLEDGE: {"acknowledged", "responded", "resolved", "merged"}, Clock.RESPOND: {"responded", "resolved", "merged"}, Clock.RESOLVE: {"resolved", "merged"}}[clock]
    stopped = paused = False
    targets = judged = None
    used = 0
    for here in events:
        targets = here.targets or targets
        if here.kind in stops and not stopped:
            stopped, judged, paused = True, targets, False
        elif here.kind is Kind.REOPENED and clock is Clock.RESOLVE:
            stopped, judged, paused = False, None, False
        elif here.kind is Kind.PAUSED and not stopped:
            paused = True
        elif here.kind is Kind.RESUMED:
            paused = False
        here.__dict__["goes"] = not stopped and not paused
    calendar_ = (judged or targets).calendar
    for here, after in zip(events, [*events[1:], None], strict=True):
        first, last = int(here.at.timestamp()), min(until, int(after.at.timestamp()) if after else until)
        while here.__dict__["goes"] and first < last:
            edge = min(last, first - first % 60 + 60)
            if calendar_ == ALWAYS or OFFICE.is_working(rules.moment_of(first)):
                used += edge - first
            first = edge
    return used, stopped


@settings(max_examples=25)
@given(logs(), st.integers(0, 3 * 86_400), st.sampled_from(list(Clock)))
def test_used_time_is_what_counting_minute_by_minute_gives(events, later, clock):
    until = int(events[-1].at.timestamp()) + later
    one = next(reading for reading in rules.read(events, rules.moment_of(until), TIMES) if reading.clock is clock)
    used, stopped = counted(events, until, clock)
    assert (one.used, one.standing in (Standing.STOPPED, Standing.VOID)) == (used, stopped)


@given(logs(), st.integers(0, 5 * 86_400))
def test_due_is_the_earliest_second_by_which_the_target_is_used_up(events, later):
    moment = events[-1].at + timedelta(seconds=later)
    for one in rules.runs(events, TIMES, moment):
        reading = one.at(moment)
        assert reading.used >= 0
        if reading.due_at is not None and one.standing is Standing.RUNNING:
            due = rules.second_of(reading.due_at)
            assert one.used(due) == one.target
            assert one.used(due - 1) < one.target
            assert reading.late == (moment > reading.due_at)
        if one.standing is Standing.PAUSED and reading.due_at is None:
            assert reading.remaining > 0


@given(logs(), st.lists(st.integers(0, 5 * 86_400), min_size=2, max_size=4))
def test_used_time_never_runs_backwards(events, laters):
    for one in rules.runs(events, TIMES):
        used = [one.used(BASE + later) for later in sorted(laters)]
        assert used == sorted(used)


@given(logs(), st.data())
def test_a_step_put_before_the_one_it_follows_is_refused(events, data):
    if len(events) > 1:
        place = data.draw(st.integers(1, len(events) - 1))
        moved = [*events]
        moved[place] = Event(events[place].kind, events[place - 1].at - timedelta(seconds=1), events[place].targets)
        with pytest.raises(rules.OutOfOrder):
            rules.check(moved)


def test_moments_are_utc_and_whole_seconds():
    assert rules.moment_of(0) == datetime(1970, 1, 1, tzinfo=UTC)
