"""How hours are written and what is refused; the shipped holidays against their source and the announcements."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar import rules, shipped
from core.calendar.__main__ import text as generated
from core.calendar.rules import Break, Kind, Window

OFFICE = "09:00-12:00, 13:00-18:00"


class TestWindows:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (OFFICE, [(540, 720), (780, 1080)]),
            ("", []),
            ("  ", []),
            ("9-12；13：30－18", [(540, 720), (810, 1080)]),
            ("13:00–18:00、09:00~12:00", [(540, 720), (780, 1080)]),
            ("9 to 17", [(540, 1020)]),
            ("8:30至12:00", [(510, 720)]),
            ("00:00-24:00", [(0, 1440)]),
            ("0-24", [(0, 1440)]),
            ("22:00-06:00", [(1320, 1800)]),
            ("22:00-00:00", [(1320, 1440)]),
            ("22:00-02:00, 02:30-06:00", [(1320, 1560), (1590, 1800)]),
            ("22-24, 0-6", [(1320, 1440), (1440, 1800)]),
            ("09:00-12:00,12:00-13:00", [(540, 720), (720, 780)]),
            ("23:59-00:01", [(1439, 1441)]),
        ],
    )
    def test_read_as_meant(self, text, expected):
        assert [(one.start, one.end) for one in rules.windows(text)] == expected

    @pytest.mark.parametrize("text", ["9", "nine to five", "25:00-26:00", "09:60-10:00", "24:00-25:00", "9:00-12:00-13:00", "-3-4", "09.00-10.00", "9-24:01"])
    def test_what_is_no_time_is_refused_with_the_text(self, text):
        with pytest.raises(rules.BadWindows) as refusal:
            rules.windows(text)
        assert text[:3] in str(refusal.value)

    @pytest.mark.parametrize("text", ["09:00-09:00", "00:00-00:00", "9-12, 13-13"])
    def test_a_window_of_zero_length_is_refused(self, text):
        with pytest.raises(rules.ZeroWindow):
            rules.windows(text)

    @pytest.mark.parametrize("text", ["09:00-12:00, 11:59-13:00", "9-12, 9-12", "8-18, 12-13", "20:00-06:00, 04:00-08:00"])
    def test_overlapping_windows_are_refused(self, text):
        with pytest.raises(rules.WindowsOverlap):
            rules.windows(text)

    def test_a_flood_of_windows_is_refused(self):
        with pytest.raises(rules.BadWindows):
            rules.windows(", ".join(f"{hour}:00-{hour}:30" for hour in range(13)))

    @given(st.lists(st.integers(0, 1439), min_size=2, max_size=10, unique=True), st.booleans())
    def test_what_is_written_is_read_back(self, edges, through_the_night):
        edges.sort()
        found = [Window(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
        if through_the_night and edges[0] > 0:
            found[-1] = Window(found[-1].start, rules.DAY + edges[0] - 1)
        assert rules.windows(rules.written(tuple(found))) == tuple(found)


class TestWeeks:
    def test_a_week_without_work_is_refused(self):
        with pytest.raises(rules.NoWorkingTime):
            rules.week([""] * 7)
        with pytest.raises(rules.NoWorkingTime):
            rules.weeks([])

    def test_a_night_that_reaches_into_the_next_day_is_refused_also_from_sunday_to_monday(self):
        with pytest.raises(rules.NightOverlaps) as refusal:
            rules.week(["22:00-06:00", "05:00-09:00", "", "", "", "", ""])
        assert refusal.value.facts["day"] == "Monday"
        with pytest.raises(rules.NightOverlaps) as refusal:
            rules.week(["05:00-09:00", "", "", "", "", "", "22:00-06:00"])
        assert refusal.value.facts["day"] == "Sunday"
        rules.week(["06:00-09:00", "", "", "", "", "", "22:00-06:00"])  # touching is well

    def test_two_patterns_from_the_same_day_are_refused(self):
        one = rules.week([OFFICE] * 7, date(2026, 1, 1))
        with pytest.raises(rules.ValidTwice):
            rules.weeks([one, one])

    def test_the_earliest_pattern_is_valid_from_ever(self):
        early, late = rules.week([OFFICE] * 7, date(2026, 1, 1)), rules.week(["8-9"] * 7, date(2026, 6, 1))
        assert [one.valid_from for one in rules.weeks([late, early])] == [None, date(2026, 6, 1)]

    def test_a_make_up_day_works_its_own_hours_or_those_of_the_first_worked_weekday(self):
        week = rules.week([OFFICE] * 5 + ["10:00-12:00", ""])
        assert rules.written(week.on_make_up(5)) == "10:00-12:00"
        assert rules.written(week.on_make_up(6)) == OFFICE


class TestSpans:
    def test_upside_down_and_endless_spans_are_refused(self):
        with pytest.raises(rules.UpsideDown):
            rules.special(date(2026, 1, 2), date(2026, 1, 1), Kind.DAY_OFF)
        with pytest.raises(rules.UpsideDown):
            rules.leave(date(2026, 1, 2), date(2026, 1, 1))
        with pytest.raises(rules.TooManyDays):
            rules.leave(date(2026, 1, 1), date(2027, 1, 2))
        rules.leave(date(2026, 1, 1), date(2027, 1, 1))

    def test_other_hours_need_hours(self):
        with pytest.raises(rules.HoursNeeded):
            rules.special(date(2026, 1, 1), date(2026, 1, 1), Kind.HOURS, " ")

    def test_two_halves_of_a_day_do_not_meet_but_two_whole_days_do(self):
        day = date(2026, 3, 3)
        morning, afternoon, whole = (rules.leave(day, day, text) for text in ("9-12", "13-18", ""))
        assert rules.meets(morning, afternoon) is None
        assert rules.meets(morning, rules.leave(day, day, "11-14")) == day
        assert rules.meets(whole, morning) == day
        assert rules.meets(whole, rules.leave(day + timedelta(days=1), day + timedelta(days=9))) is None

    @pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "asia/shanghai", "Asia"])
    def test_a_zone_that_does_not_exist_is_refused(self, name):
        with pytest.raises(rules.BadZone):
            rules.zone(name)

    def test_known_zones_are_offered(self):
        assert {"Asia/Shanghai", "Europe/Berlin", "Asia/Taipei", "UTC"} <= set(rules.zones())
        assert all(rules.zone(name) == name for name in rules.zones())


def a_break(first, last, make_up=()):
    return Break.of({"en": "Rest"}, date.fromisoformat(first), date.fromisoformat(last), [date.fromisoformat(day) for day in make_up])


class TestAYearOfHolidays:
    def test_days_that_occur_twice_are_refused(self):
        for breaks in (
            [a_break("2027-05-01", "2027-05-05"), a_break("2027-05-05", "2027-05-06")],
            [a_break("2027-05-01", "2027-05-05", ["2027-05-03"])],
            [a_break("2027-05-01", "2027-05-05", ["2027-05-08"]), a_break("2027-06-01", "2027-06-02", ["2027-05-08"])],
        ):
            with pytest.raises(rules.HolidaysOverlap):
                rules.year_of_holidays(2027, breaks)

    def test_upside_down_and_foreign_days_are_refused(self):
        with pytest.raises(rules.UpsideDown):
            rules.year_of_holidays(2027, [a_break("2027-05-05", "2027-05-01")])
        with pytest.raises(rules.OutsideYear):
            rules.year_of_holidays(2027, [a_break("2028-05-01", "2028-05-05")])
        rules.year_of_holidays(2027, [a_break("2026-12-31", "2027-01-02", ["2026-12-26"])])

    def test_years_are_announced_up_to_the_first_gap(self):
        assert rules.announced_until([2024, 2025, 2026]) == date(2026, 12, 31)
        assert rules.announced_until([2024, 2026]) == date(2024, 12, 31)
        assert rules.announced_until([]) is None


class TestShippedHolidays:
    def test_the_file_is_what_the_library_says(self):
        assert shipped.HOLIDAYS.read_text("utf-8") == generated(), "python -m core.calendar"

    def test_every_day_agrees_with_the_library_as_it_answers(self):
        off, made_up = set(), set()
        for breaks in shipped.holidays().values():
            for one in breaks:
                off |= set(one.days())
                made_up |= set(one.make_up)
        day = date(2004, 1, 1)
        while day <= date(2026, 12, 31):
            ours = (day.weekday() < 5 and day not in off) or day in made_up
            assert ours is chinese_calendar.is_workday(day), day
            day += timedelta(days=1)

    @pytest.mark.parametrize(
        ("year", "workdays", "off", "made_up"),
        [
            # The State Council's notices for 2024 to 2026, read by hand.
            (2024, 251, ["2024-02-10/17", "2024-04-04/06", "2024-05-01/05", "2024-06-10/10", "2024-09-15/17", "2024-10-01/07"],
             ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
            (2025, 248, ["2025-01-01/01", "2025-01-28/31", "2025-02-01/04", "2025-04-04/06", "2025-05-01/05", "2025-05-31/31", "2025-06-01/02", "2025-10-01/08"],
             ["01-26", "02-08", "04-27", "09-28", "10-11"]),
            (2026, 248, ["2026-01-01/03", "2026-02-15/23", "2026-04-04/06", "2026-05-01/05", "2026-06-19/21", "2026-09-25/27", "2026-10-01/07"],
             ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]),
        ],
    )  # fmt: skip
    def test_the_announcements(self, year, workdays, off, made_up):
        breaks = shipped.holidays()[year]
        free = {day for one in breaks for day in one.days()}
        for span in off:
            first = date.fromisoformat(span[:10])
            last = first.replace(day=int(span[11:]))
            assert {first + timedelta(days=index) for index in range((last - first).days + 1)} <= free, span
        assert sorted(str(day)[5:] for one in breaks for day in one.make_up if day.year == year) == made_up
        days = [date(year, 1, 1) + timedelta(days=index) for index in range(366 if year == 2024 else 365)]
        assert sum(chinese_calendar.is_workday(day) for day in days) == workdays

    def test_2027_is_not_announced(self):
        assert rules.announced_until(shipped.holidays()) == date(2026, 12, 31)

    def test_every_break_has_its_three_names(self):
        for breaks in shipped.holidays().values():
            for one in breaks:
                assert set(one.content) == {"en", "zh_Hans", "zh_Hant"}
                assert all(one.content.values())

    def test_the_usual_calendars_can_be_read(self):
        assert list(shipped.usual()) == ["office", "hotline", "always", "night", "berlin"]
        assert rules.written(shipped.usual()["night"].week.days[0]) == "22:00-02:00, 02:30-06:00"


WORDS = st.text(st.sampled_from("0123456789:-,;、－：～ 至 to x"), max_size=24)


@settings(max_examples=300)
@given(WORDS)
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        found = rules.windows(text)
    except (rules.BadWindows, rules.ZeroWindow, rules.WindowsOverlap):
        return
    assert rules.windows(rules.written(found)) == found
    assert all(0 <= one.start < one.end <= 2 * rules.DAY for one in found)
