"""The page of the calendars headless: what it shows to whom, entering and refusing, counting, in three languages."""

from datetime import date, time

import pytest

from core import work
from core.calendar import actions, queries
from core.calendar.actions import Pattern
from core.calendar.rules import Kind, LeaveKind, written
from core.clock import today
from core.words import Language
from pages.parts.calendar import charts
from tests.cast import named
from tests.inspection.test_results_screen import drawn, values

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Calendars.py"
OFFICE = Pattern(["09:00-12:00, 13:00-18:00"] * 5 + ["", ""])


@pytest.fixture
def office(do):
    return do(actions.create, "ada", code="office", name=named("Office", "办公", "辦公"), zone="Asia/Shanghai", patterns=[OFFICE], observes_holidays=True)


def said(at):
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.success))


def button(at, label):
    return next(one for one in at.button if one.label == label)


def field(at, key):
    return next(one for one in (*at.text_input, *at.selectbox, *at.number_input, *at.date_input, *at.time_input, *at.toggle) if one.key and key in one.key)


def first(spec, name):
    return [row for row in values(spec) if name in row]


class TestHours:
    def test_a_house_without_calendars_shows_what_counts_until_then(self, screen, house):
        at = screen(PAGE, "mei")
        assert not at.exception
        assert "usual office hours" in said(at)
        week, year = drawn(at)
        assert len([row for row in first(week, "said") if row["said"] == "09:00-12:00, 13:00-18:00"]) == 10
        assert len({row["said"] for row in first(year, "column")}) in (365, 366)
        assert not [one for one in at.button if one.label == "Create the calendar"]

    def test_an_administrator_makes_one_from_a_usual_one(self, screen, house, ask):
        at = screen(PAGE, "ada")
        button(at, "Create the calendar").click().run()
        assert not at.exception
        (row,) = ask(queries.calendars, "ada")
        assert (row.code, row.is_default, row.zone, row.name["zh_Hant"]) == ("office", True, "Asia/Shanghai", "辦公時間")

    def test_hours_are_changed_as_text_and_bad_ones_refused_with_the_text_kept(self, screen, house, office, ask):
        at = screen(PAGE, "ada")
        field(at, ":0:day:2").set_value("9-12, 11-13").run()
        next(one for one in at.button if one.key.endswith(":save")).click().run()
        assert "overlap" in said(at)
        assert field(at, ":0:day:2").value == "9-12, 11-13"
        assert written(ask(queries.calendars, "ada")[0].weeks[0].days[2]) == "09:00-12:00, 13:00-18:00"
        field(at, ":0:day:2").set_value("9-12").run()
        next(one for one in at.button if one.key.endswith(":save")).click().run()
        assert written(ask(queries.calendars, "ada")[0].weeks[0].days[2]) == "09:00-12:00"

    def test_a_night_is_drawn_into_the_morning_of_the_next_day(self, house, screen, do):
        do(actions.create, "ada", code="night", name=named("Night"), zone="Asia/Shanghai", patterns=[Pattern(["", "", "", "", "", "", "22:00-06:00"])], observes_holidays=False)
        week, _ = drawn(screen(PAGE, "lin"))
        assert {(row["place"], row["start"], row["end"]) for row in first(week, "said")} == {(6, 22, 24), (0, 0, 6)}

    def test_exceptions_are_entered_and_taken_back(self, screen, house, office, ask):
        at = screen(PAGE, "ada")
        field(at, "exception:name").set_value("Outing *at sea*").run()
        button(at, "Enter the exception").click().run()
        assert not at.exception
        assert r"Outing \*at sea\*" in said(at)
        assert "Day off" in said(at)
        next(one for one in at.button if one.label == "Take back").click().run()
        assert ask(queries.exceptions, "ada", office) == []

    def test_the_address_chooses_a_calendar(self, screen, house, office, do):
        do(actions.create, "ada", code="late", name=named("Late"), zone="UTC", patterns=[OFFICE], observes_holidays=False)
        assert "**late** · UTC" in said(screen(PAGE, "mei", query={"calendar": "late"}))
        assert "**office**" in said(screen(PAGE, "mei", query={"calendar": "gone"}))

    def test_only_administrators_find_something_to_change(self, screen, house, office):
        for who in ("lin", "hu", "mo", "ming", "mei"):
            at = screen(PAGE, who)
            assert not at.exception
            assert not [one for one in at.button if one.label in ("Save", "Enter the exception", "Create the calendar")]


class TestHolidays:
    def test_a_year_that_is_not_announced_says_so(self, screen, house):
        at = screen(PAGE, "mei", query={"view": "holidays"}, state={"holidays:year": 2026})
        assert "As it came with the application" in said(at)
        field(at, "holidays:year").set_value(2027).run()
        assert "2027 are not announced yet" in said(at)

    def test_what_is_entered_is_shown_and_can_be_forgotten(self, screen, house, do, ask):
        do(actions.set_holidays, "ada", year=2026, breaks=[], version=None)
        at = screen(PAGE, "ada", query={"view": "holidays"}, state={"holidays:year": 2026})
        assert "Entered here" in said(at)
        next(one for one in at.button if one.key.endswith(":restore")).click().run()
        assert ask(queries.holidays, "ada", 2026).version is None

    def test_saving_keeps_what_stands_there(self, screen, house, ask):
        before = ask(queries.holidays, "ada", 2026).breaks
        at = screen(PAGE, "ada", query={"view": "holidays"}, state={"holidays:year": 2026})
        button(at, "Save").click().run()
        assert not at.exception
        found = ask(queries.holidays, "ada", 2026)
        assert (found.breaks, found.version) == (before, 1)


class TestPeople:
    def test_she_enters_her_leave_and_takes_it_back(self, screen, house, office, ask):
        at = screen(PAGE, "mei", query={"view": "people"})
        field(at, f"leave:{house.people['mei']}:hours").set_value("13-18").run()
        button(at, "Enter the leave").click().run()
        assert not at.exception
        (row,) = ask(queries.leaves, "mei", since=today())
        assert (row.leave.first, written(row.leave.parts), row.kind) == (today(), "13:00-18:00", LeaveKind.ANNUAL)
        button(at, "Enter the leave").click().run()  # a double click
        assert len(ask(queries.leaves, "mei", since=today())) == 1
        field(at, f"leave:{house.people['mei']}:hours").set_value("14-18").run()
        button(at, "Enter the leave").click().run()
        assert "already" in said(at)
        button(at, "Take back").click().run()
        assert ask(queries.leaves, "mei", since=today()) == []
        button(at, "Enter the leave").click().run()  # at once, the same again: no double click
        button(at, "Take back").click().run()
        button(at, "Enter the leave").click().run()
        assert len(ask(queries.leaves, "mei", since=today())) == 1

    def test_a_head_sees_her_department_and_no_more(self, screen, house, do):
        for who in ("ming", "mei"):
            do(actions.add_leave, who, house.people[who], first=today(), last=today(), kind=LeaveKind.SICK, remark=f"of {who}")
        at = screen(PAGE, "hu", query={"view": "people"})
        assert not at.exception
        listed = at.dataframe[0].value
        assert list(listed["remark"]) == ["of ming"]
        assert len(field(at, "leave:person").options) == 3

    def test_an_administrator_gives_a_calendar(self, screen, house, office, do, minutes_of_mei):
        late = do(actions.create, "ada", code="late", name=named("Late"), zone="Asia/Shanghai", patterns=[Pattern(["10-16"] * 7)], observes_holidays=False)
        at = screen(PAGE, "ada", query={"view": "people"})
        field(at, "leave:person").set_value(house.people["mei"]).run()
        field(at, f"leave:{house.people['mei']}:calendar").set_value(late).run()
        button(at, "Give this calendar").click().run()
        assert not at.exception
        assert minutes_of_mei(today()) == 360


@pytest.fixture
def minutes_of_mei(house):
    return lambda day: work.ask(queries.of_person, house.people["mei"]).minutes_on(day)


class TestCalculator:
    def ask_for(self, screen, **given):
        """A question from half past ten on Wednesday, 1 July 2026."""
        state = {"calculator:from:day": date(2026, 7, 1), "calculator:from:time": time(10, 30)}
        state |= {f"calculator:{key.replace('_', ':')}": value for key, value in given.items()}
        at = screen(PAGE, "mei", query={"view": "calculator"}, state=state)
        assert not at.exception
        return said(at).replace("\\", "").replace("\u202f", " ")

    def test_after_working_hours(self, screen, house, office):
        assert "Jul 2, 2026, 10:30" in self.ask_for(screen)
        text = self.ask_for(screen, hours=6, minutes=30)
        assert "Done at Jul 1, 2026, 18:00" in text
        assert "can begin at Jul 2, 2026, 09:00" in text
        assert "Done at Jul 1, 2026, 09:00" in self.ask_for(screen, hours=-1, minutes=30)

    def test_beyond_what_is_announced_it_warns_and_beyond_the_years_it_refuses(self, screen, house, office):
        assert "may still change" in self.ask_for(screen, hours=2000)
        assert "may still change" not in self.ask_for(screen, hours=20)
        assert "outside the years 1990 to 2079" in self.ask_for(screen, hours=100_000, from_day=date(2075, 1, 1))

    def test_between_two_moments(self, screen, house, office):
        there = {"kind": "between", "to_day": date(2026, 7, 2), "to_time": time(9, 20)}
        assert "6 h 50 min of working time" in self.ask_for(screen, **there)
        assert "−1 h 30 min" in self.ask_for(screen, **there | {"to_day": date(2026, 7, 1), "to_time": time(9, 0)})

    def test_after_working_days(self, screen, house, office):
        assert "Jul 8, 2026" in self.ask_for(screen, kind="days", start=date(2026, 7, 1))
        assert "Oct 8, 2026" in self.ask_for(screen, kind="days", start=date(2026, 9, 30), days=1)

    def test_her_own_leave_counts(self, screen, house, office, do):
        do(actions.add_leave, "mei", house.people["mei"], first=date(2026, 7, 2), last=date(2026, 7, 2), kind=LeaveKind.ANNUAL)
        assert "Jul 3, 2026, 10:30" in self.ask_for(screen, calendar="mine")
        assert "Jul 2, 2026, 10:30" in self.ask_for(screen, calendar=office)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("view", ["hours", "holidays", "people", "calculator"])
def test_every_view_in_every_language(screen, house, office, do, view, language):
    do(actions.add_exception, "ada", calendar_id=office, first=today(), last=today(), kind=Kind.HOURS, hours="9-12", name="Party")
    do(actions.add_leave, "mei", house.people["mei"], first=today(), last=today(), kind=LeaveKind.ANNUAL)
    for who in ("ada", "hu", "mei"):
        at = screen(PAGE, who, language=language, query={"view": view})
        assert not at.exception


def test_whatever_the_address_says_nothing_breaks(screen, house, office):
    for value in ("", "nowhere", "<b>", "0", "a" * 3000):
        assert not screen(PAGE, "mei", query={"view": value, "calendar": value}).exception


def test_charts_are_described_before_anybody_comes():
    list(charts.prepare())
    assert charts.sketched.cache_info().currsize >= 2
