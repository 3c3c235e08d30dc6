"""Calendars, holidays, exceptions and leave in both databases: who counts by what, what is refused, what is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core import work
from core.access import Actor
from core.audit import queries as audit
from core.audit.kept import Kept
from core.calendar import actions, queries, rules, shipped
from core.calendar.actions import Pattern
from core.calendar.rules import Break, Kind, LeaveKind, Why
from core.errors import AlreadyExists, Empty, NotFound, NotPermitted, Stale, TooLong
from core.subjects import place
from tests.cast import named, sound_chain, trail

pytestmark = pytest.mark.usefixtures("database")
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Pattern(["09:00-12:00, 13:00-18:00"] * 5 + ["", ""])
LATE = Pattern(["10-19"] * 5 + ["", ""])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def create(do):
    def create_(code="office", who="ada", patterns=(OFFICE,), zone="Asia/Shanghai", observes=True, name=None):
        return do(actions.create, who, code=code, name=name or named(code.title()), zone=zone, patterns=list(patterns), observes_holidays=observes)

    return create_


@pytest.fixture
def minutes(house):
    """`minutes("mei", "2026-03-03")`: how long somebody, or the organisation, works on a day."""

    def minutes_(who, day):
        question = queries.organisation if who is None else queries.of_person
        return work.ask(question, *(() if who is None else (house.people[who],))).minutes_on(date.fromisoformat(day))

    return minutes_


class TestCalendars:
    def test_a_house_without_calendars_counts_usual_office_hours(self, minutes, house):
        assert minutes(None, "2026-03-03") == minutes("mei", "2026-03-03") == 480
        assert minutes(None, "2026-10-01") == 0
        assert minutes(None, "2026-10-10") == 480

    def test_the_first_becomes_the_organisations_and_another_may_take_over(self, create, do, ask, minutes):
        create("office", patterns=[LATE])
        late = create("late", patterns=[Pattern(["10-16"] * 7)], observes=False)
        assert [(row.code, row.is_default) for row in ask(queries.calendars, "mei")] == [("office", True), ("late", False)]
        assert minutes(None, "2026-03-03") == 540
        do(actions.make_default, "ada", late)
        assert [(row.code, row.is_default) for row in ask(queries.calendars, "mei")] == [("late", True), ("office", False)]
        assert minutes(None, "2026-10-01") == minutes("mei", "2026-10-01") == 360

    def test_hours_are_kept_as_they_are_read(self, create, ask):
        create(patterns=[Pattern(["9-12；13－18"] + ["22:00-02:00, 02:30-06:00"] + [""] * 5)])
        (row,) = ask(queries.calendars, "lin")
        assert [rules.written(found) for found in row.weeks[0].days[:3]] == ["09:00-12:00, 13:00-18:00", "22:00-02:00, 02:30-06:00", ""]

    def test_new_hours_hold_from_their_day(self, create, do, ask, minutes):
        made = create()
        do(actions.update, "ada", made, version=1, name=named("Office"), zone="Asia/Shanghai", patterns=[Pattern(LATE.days, date(2026, 7, 1)), OFFICE], observes_holidays=True)
        assert (minutes(None, "2026-06-30"), minutes(None, "2026-07-01")) == (480, 540)
        assert [week.valid_from for week in ask(queries.calendars, "ada")[0].weeks] == [None, date(2026, 7, 1)]

    def test_other_rooms_count_with_a_calendar_by_its_code(self, create):
        create("berlin", zone="Europe/Berlin", observes=False)
        berlin = work.ask(queries.of_calendar, "berlin")
        assert berlin.next(at("2026-07-01 00:00")) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
        assert not berlin.lies_beyond(date(2050, 1, 1))
        with pytest.raises(NotFound):
            work.ask(queries.of_calendar, "nowhere")

    def test_bad_calendars_are_refused_and_leave_nothing(self, create, do, refused):
        made = create()
        for refusal, values in (
            (AlreadyExists, {"code": " office "}),
            (Empty, {"code": " "}),
            (Empty, {"code": "x", "name": {"en": " "}}),
            (TooLong, {"code": "x" * 41}),
            (rules.BadZone, {"code": "x", "zone": "Mars/Olympus"}),
            (rules.NoWorkingTime, {"code": "x", "patterns": [Pattern([""] * 7)]}),
            (rules.NoWorkingTime, {"code": "x", "patterns": []}),
            (rules.ZeroWindow, {"code": "x", "patterns": [Pattern(["9-9"] + [""] * 6)]}),
            (rules.WindowsOverlap, {"code": "x", "patterns": [Pattern(["9-12, 11-13"] + [""] * 6)]}),
            (rules.NightOverlaps, {"code": "x", "patterns": [Pattern(["22-6", "5-9"] + [""] * 5)]}),
            (rules.BadWindows, {"code": "x", "patterns": [Pattern(["morning"] + [""] * 6)]}),
            (rules.ValidTwice, {"code": "x", "patterns": [OFFICE, LATE]}),
        ):
            with refused(refusal):
                create(**values)
        same = {"name": named("Office"), "zone": "Asia/Shanghai", "patterns": [OFFICE], "observes_holidays": True}
        with refused(Stale):
            do(actions.update, "ada", made, version=2, **same)
        with refused(rules.BadZone):
            do(actions.update, "ada", made, version=1, **same | {"zone": ""})
        with refused(NotFound):
            do(actions.make_default, "ada", 999)

    def test_what_somebody_has_stays_and_what_nobody_has_goes_with_its_exceptions(self, create, do, ask, refused, house):
        office, spare = create("office"), create("spare")
        do(actions.add_exception, "ada", calendar_id=spare, first=date(2026, 7, 1), last=date(2026, 7, 1), kind=Kind.DAY_OFF, name="Outing")
        with refused(rules.InUse):
            do(actions.remove, "ada", office)
        do(actions.assign, "ada", house.people["mei"], calendar_id=spare)
        with refused(rules.InUse):
            do(actions.remove, "ada", spare)
        do(actions.assign, "ada", house.people["mei"], calendar_id=None)
        do(actions.remove, "ada", spare)
        assert [row.code for row in ask(queries.calendars, "ada")] == ["office"]

    def test_the_trail_tells_before_and_after(self, create, do):
        made = create()
        do(actions.update, "ada", made, version=1, name=named("Late"), zone="Asia/Shanghai", patterns=[LATE], observes_holidays=False)
        (entry,) = trail("calendar:update")
        assert (entry.subject_code, entry.facts["before"]["observes_holidays"], entry.facts["after"]["name"]) == ("office", True, {"en": "Late"})
        assert sound_chain()

    def test_answers_kept_elsewhere_are_asked_anew(self, create):
        before = work.ask(audit.mark, actions.TOPIC)
        create()
        assert work.ask(audit.mark, actions.TOPIC) == before + 1

    def test_what_a_deed_that_failed_saw_is_seen_by_nobody_else(self, create, house, minutes):
        mei = house.people["mei"]
        assert minutes("mei", "2026-03-03") == 480

        def begun_and_broken(session, actor):
            actions.create(session, actor, code="late", name=named("Late"), zone="Asia/Shanghai", patterns=[LATE], observes_holidays=False)
            assert queries.of_person(session, mei).minutes_on(date(2026, 3, 3)) == 540
            raise NotFound()

        with pytest.raises(NotFound):
            work.do(begun_and_broken, house.actor("ada"))
        assert minutes("mei", "2026-03-03") == 480
        create("late", patterns=[LATE])
        assert minutes("mei", "2026-03-03") == 540

    def test_two_answers_about_calendars_are_kept_side_by_side(self, create):
        create()
        one, other = Kept(actions.TOPIC, lambda session: "one"), Kept(actions.TOPIC, lambda session: "other")
        assert work.ask(lambda session: (one.of(session), other.of(session), one.of(session))) == ("one", "other", "one")

    def test_a_calendar_has_its_place(self, create, house):
        made = create()
        found = work.ask(place, house.actor("mei"), "calendar", made)
        assert (found.code, found.path) == ("office", "Calendars?calendar=office")
        for actor, number in ((house.actor("mei"), 999), (house.actor("cora"), made)):
            with pytest.raises(NotPermitted):
                work.ask(place, actor, "calendar", number)


class TestExceptions:
    def test_a_calendars_exception_is_everybodys(self, create, do, minutes):
        office = create()
        day = date(2026, 7, 1)
        do(actions.add_exception, "ada", calendar_id=office, first=day, last=day, kind=Kind.HOURS, hours="9-12", name="Summer party")
        assert minutes(None, "2026-07-01") == minutes("mei", "2026-07-01") == 180

    def test_a_persons_is_only_hers_and_counts_before(self, create, do, minutes, house):
        office, day = create(), date(2026, 7, 4)  # a Saturday
        do(actions.add_exception, "ada", calendar_id=office, first=day, last=day, kind=Kind.HOURS, hours="9-12", name="Move")
        mine = do(actions.add_exception, "ada", person_id=house.people["mei"], first=day, last=day, kind=Kind.MAKE_UP, name="Swapped")
        assert (minutes("mei", "2026-07-04"), minutes("kit", "2026-07-04")) == (480, 180)
        do(actions.remove_exception, "ada", mine)
        assert minutes("mei", "2026-07-04") == 180

    def test_bad_ones_are_refused(self, create, do, refused, house):
        office, first, last = create(), date(2026, 7, 1), date(2026, 7, 3)
        whole = {"calendar_id": office, "first": first, "last": last, "kind": Kind.DAY_OFF, "name": "Outing"}
        do(actions.add_exception, "ada", **whole)
        for refusal, values in (
            (rules.DayTaken, {"first": last, "last": date(2026, 7, 9)}),
            (rules.UpsideDown, {"first": date(2026, 8, 2), "last": date(2026, 8, 1)}),
            (rules.TooManyDays, {"first": date(2027, 1, 1), "last": date(2028, 12, 31)}),
            (rules.HoursNeeded, {"first": date(2026, 8, 1), "last": date(2026, 8, 1), "kind": Kind.HOURS}),
            (rules.BadWindows, {"first": date(2026, 8, 1), "last": date(2026, 8, 1), "kind": Kind.HOURS, "hours": "x"}),
            (Empty, {"first": date(2026, 8, 1), "last": date(2026, 8, 1), "name": ""}),
            (NotFound, {"calendar_id": 999}),
            (NotFound, {"calendar_id": None}),
            (NotFound, {"person_id": house.people["mei"]}),
            (NotFound, {"calendar_id": None, "person_id": 999}),
        ):
            with refused(refusal):
                do(actions.add_exception, "ada", **whole | values)
        with refused(NotFound):
            do(actions.remove_exception, "ada", 999)


class TestHolidays:
    MAY = Break.of(named("Labour Day"), date(2027, 5, 1), date(2027, 5, 5), [date(2027, 5, 8)])

    def test_2027_is_not_announced_until_somebody_enters_it(self, ask, do, minutes):
        assert not ask(queries.holidays, "mei", 2027).announced
        assert ask(queries.announced_until, "mei") == date(2026, 12, 31)
        assert work.ask(queries.organisation).lies_beyond(date(2027, 5, 3))
        do(actions.set_holidays, "ada", year=2027, breaks=[self.MAY], version=None)
        assert ask(queries.holidays, "mei", 2027).breaks == (self.MAY,)
        assert not work.ask(queries.organisation).lies_beyond(date(2027, 5, 3))
        assert (minutes(None, "2027-05-03"), minutes(None, "2027-05-08")) == (0, 480)

    def test_what_is_entered_counts_before_what_was_shipped_until_it_is_forgotten(self, ask, do, minutes):
        shipped_breaks = shipped.holidays()[2026]
        assert ask(queries.holidays, "ada", 2026).breaks == shipped_breaks
        do(actions.set_holidays, "ada", year=2026, breaks=[], version=None)
        assert minutes(None, "2026-10-01") == 480
        do(actions.set_holidays, "ada", year=2026, breaks=shipped_breaks[-1:], version=1)
        assert minutes(None, "2026-10-01") == 0
        do(actions.restore_holidays, "ada", year=2026)
        assert ask(queries.holidays, "ada", 2026) == queries.Holidays(2026, shipped_breaks, True, None)

    def test_bad_years_are_refused(self, do, refused):
        do(actions.set_holidays, "ada", year=2027, breaks=[self.MAY], version=None)
        for refusal, values in (
            (Stale, {"version": None}),
            (Stale, {"version": 2}),
            (rules.HolidaysOverlap, {"breaks": [self.MAY, self.MAY]}),
            (rules.UpsideDown, {"breaks": [Break.of(named("X"), date(2027, 5, 2), date(2027, 5, 1))]}),
            (rules.OutsideYear, {"breaks": [Break.of(named("X"), date(2029, 5, 1), date(2029, 5, 2))]}),
            (Empty, {"breaks": [Break.of({"en": ""}, date(2027, 5, 1), date(2027, 5, 2))]}),
        ):
            with refused(refusal):
                do(actions.set_holidays, "ada", **{"year": 2027, "breaks": [self.MAY], "version": 1} | values)
        with refused(NotFound):
            do(actions.restore_holidays, "ada", year=2025)


class TestPeopleAndLeave:
    DAY = {"first": date(2026, 3, 3), "last": date(2026, 3, 3), "kind": LeaveKind.ANNUAL}

    def test_a_person_may_have_an_own_calendar(self, create, do, minutes, house, ask):
        create()
        late = create("late", patterns=[Pattern(["10-16"] * 7)], observes=False)
        do(actions.assign, "ada", house.people["mei"], calendar_id=late)
        assert (minutes("mei", "2026-10-01"), minutes("kit", "2026-10-01")) == (360, 0)
        assert {one.username: one.calendar for one in ask(queries.people_within, "ada")}["mei"] == "late"
        assert {row.code: row.people for row in ask(queries.calendars, "ada")} == {"office": 0, "late": 1}
        do(actions.assign, "ada", house.people["mei"], calendar_id=None)
        assert minutes("mei", "2026-10-01") == 0

    def test_leave_is_taken_out_of_her_time_only(self, do, minutes, house):
        do(actions.add_leave, "mei", house.people["mei"], **self.DAY)
        half = do(actions.add_leave, "mei", house.people["mei"], **self.DAY | {"first": date(2026, 3, 4), "last": date(2026, 3, 5)}, hours="13-18")
        assert [minutes("mei", f"2026-03-0{day}") for day in (2, 3, 4, 5)] == [480, 0, 180, 180]
        assert minutes("kit", "2026-03-03") == 480
        mei = work.ask(queries.of_person, house.people["mei"])
        assert mei.after(at("2026-03-02 17:00"), 61) == at("2026-03-04 09:01")
        do(actions.remove_leave, "mei", half)
        assert minutes("mei", "2026-03-04") == 480

    def test_many_people_are_asked_at_once(self, do, house):
        do(actions.add_leave, "mei", house.people["mei"], **self.DAY)
        found = work.ask(queries.of_people, house.people.values())
        assert {who for who, number in house.people.items() if found[number].minutes_on(date(2026, 3, 3)) == 0} == {"mei"}
        assert found[house.people["kit"]] is found[house.people["lin"]], "who differs in nothing shares one compiled calendar"

    def test_her_head_and_an_administrator_may_enter_it_a_colleague_may_not(self, do, ask, refused, house):
        ming = house.people["ming"]
        for who in ("ada", "hu", "ming"):
            do(actions.remove_leave, who, do(actions.add_leave, who, ming, **self.DAY))
        made = do(actions.add_leave, "ming", ming, **self.DAY)
        for who in ("lin", "mo", "mei", "pei", "cora"):
            with refused(NotPermitted):
                do(actions.add_leave, who, ming, **self.DAY)
            with refused(NotPermitted):
                do(actions.remove_leave, who, made)
            with pytest.raises(NotPermitted):
                ask(queries.persons_year, who, ming, 2026)
            with pytest.raises(NotPermitted):
                ask(queries.persons_time, who, ming)
            with pytest.raises(NotPermitted):
                ask(queries.exceptions_of_person, who, ming)
            if who != "cora":
                assert ask(queries.leaves, who, since=date(2026, 1, 1)) == []
        assert [one.username for one in ask(queries.people_within, "hu")] == ["hu", "ming", "mo"]
        assert [one.username for one in ask(queries.people_within, "mei")] == ["mei"]
        for who in ("ada", "hu", "ming"):
            assert [(row.id, row.kind) for row in ask(queries.leaves, who, since=date(2026, 1, 1))] == [(made, LeaveKind.ANNUAL)]
        assert ask(queries.leaves, "ada", since=date(2026, 3, 4)) == []
        assert ask(queries.leaves, "ada", since=date(2026, 1, 1), person_id=house.people["mei"]) == []

    def test_bad_leave_is_refused(self, do, refused, house):
        mei = house.people["mei"]
        do(actions.add_leave, "mei", mei, **self.DAY)
        for refusal, values in (
            (rules.DayTaken, {}),
            (rules.DayTaken, {"hours": "9-12"}),
            (rules.UpsideDown, {"first": date(2026, 3, 9), "last": date(2026, 3, 8)}),
            (rules.TooManyDays, {"first": date(2026, 4, 1), "last": date(2028, 3, 8)}),
            (rules.ZeroWindow, {"first": date(2026, 4, 1), "last": date(2026, 4, 1), "hours": "9-9"}),
            (TooLong, {"first": date(2026, 4, 1), "last": date(2026, 4, 1), "remark": "x" * 81}),
        ):
            with refused(refusal):
                do(actions.add_leave, "mei", mei, **self.DAY | values)
        for person, number in (("mei", 999), ("ada", 999)):
            with refused(NotFound):
                do(actions.add_leave, person, number, **self.DAY)
            with refused(NotFound):
                do(actions.remove_leave, person, number)


class TestTheYear:
    def test_every_day_has_its_reason(self, create, do, ask, house):
        office = create()
        do(actions.add_exception, "ada", calendar_id=office, first=date(2026, 7, 1), last=date(2026, 7, 1), kind=Kind.HOURS, hours="9-12", name="Party")
        do(actions.add_leave, "mei", house.people["mei"], first=date(2026, 7, 2), last=date(2026, 7, 5), kind=LeaveKind.SICK)
        do(actions.add_leave, "mei", house.people["mei"], first=date(2026, 7, 6), last=date(2026, 7, 6), kind=LeaveKind.SICK, hours="9-12")
        days = ask(queries.year_view, "kit", office, 2026).set_index("day")
        assert len(days) == 365
        assert days.why[date(2026, 10, 1)] == Why.HOLIDAY
        assert days.name[date(2026, 10, 1)]["zh_Hans"] == "国庆节"
        assert (days.why[date(2026, 10, 10)], days.minutes[date(2026, 10, 10)]) == (Why.MAKE_UP, 480)
        assert (days.why[date(2026, 7, 1)], days.hours[date(2026, 7, 1)], days.name[date(2026, 7, 1)]) == (Why.HOURS, "09:00-12:00", "Party")
        assert (days.why[date(2026, 7, 4)], days.why[date(2026, 7, 2)]) == (Why.REST, Why.WORK)
        hers = ask(queries.persons_year, "mei", house.people["mei"], 2026).set_index("day")
        assert [hers.why[date(2026, 7, day)] for day in (1, 2, 3, 4, 5, 6)] == [Why.HOURS, Why.LEAVE, Why.LEAVE, Why.REST, Why.REST, Why.PART_LEAVE]
        assert hers.minutes[date(2026, 7, 6)] == 300
        assert "sick" not in str(hers.to_dict()), "the kind of leave is not the calendar's business"

    def test_it_is_for_who_may_see_calendars(self, create, house):
        made = create()
        for question, values in (
            (queries.calendars, ()),
            (queries.year_view, (made, 2026)),
            (queries.working_time, (None,)),
            (queries.exceptions, (made,)),
            (queries.holidays, (2026,)),
            (queries.announced_until, ()),
            (queries.people_within, ()),
        ):
            with pytest.raises(NotPermitted):
                work.ask(question, house.actor("cora"), *values)
            with pytest.raises(NotPermitted):
                work.ask(question, Actor(0, "", "", frozenset()), *values)
        with pytest.raises(NotFound):
            work.ask(queries.working_time, house.actor("mei"), 999)
