"""Milestones and own tasks for calendars, read back with the library: what stands in them, and what keeps its identity."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from core.config import settings
from core.errors import NotFound
from core.exchange import plan_calendar
from core.planning import actions, queries
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Kind, Row
from core.planning.rules.worktime import TICKS
from core.projects import queries as projects
from core.words import Language

pytestmark = pytest.mark.usefixtures("database")
HOUR = 60 * TICKS
MONDAY = midnight(date(2026, 11, 2))
NOW = datetime(2026, 11, 4, 1, 0, tzinfo=UTC)
LONG = "Sign; the, agreement \\ with everybody whose name stands in the long list of the annex 附件一所列全部人员签字确认"


@pytest.fixture
def hotline(house, ask):
    return next(row.code for row in ask(projects.projects, "lin") if row.id == house.projects["hotline"])


@pytest.fixture
def plan(house, do):
    ming = ((house.people["ming"], 100),)
    rows = [
        Row(1, "Prepare"), Row(2, "Ask", 2, duration=16 * HOUR, people=ming), Row(3, "Call", 2, duration=2 * HOUR, before=(Before(2),), people=ming),
        Row(4, "Write", 2, duration=8 * HOUR, owner=house.people["ming"], percent=50, actual_start=MONDAY + 9 * HOUR),
        Row(5, LONG, 1, Kind.GATE, before=(Before(2),), objective="On time"), Row(6, "Begun", 1, Kind.MILESTONE, percent=100, actual_start=MONDAY + 9 * HOUR, actual_finish=MONDAY + 9 * HOUR),
        Row(7, "Somebody else's", 1, duration=8 * HOUR), Row(8, "Done", 1, duration=8 * HOUR, people=ming, percent=100, actual_start=MONDAY + 9 * HOUR, actual_finish=MONDAY + 18 * HOUR),
    ]  # fmt: skip
    return do(actions.create, "mo", house.projects["hotline"], starts=MONDAY, rows=rows)


def read(data):
    book = Calendar.from_ical(data)
    assert not book.errors
    assert (book["version"], book["method"]) == ("2.0", "PUBLISH")
    return {str(one["summary"]): one for one in book.subcomponents}, book


def test_milestones_stand_on_their_days_with_their_state(ask, hotline, plan):
    entries, book = read(plan_calendar.milestones(ask(queries.plan, "ming", hotline), Language.ENGLISH, NOW))
    assert list(entries) == [f"Gate: {LONG}", "Milestone: Begun"]
    gate, begun = entries.values()
    assert gate.name == "VEVENT"
    assert (gate["dtstart"].dt, gate["dtend"].dt) == (date(2026, 11, 3), date(2026, 11, 4)), "the evening of the third, not the morning after it"
    assert (str(gate["status"]), str(begun["status"]), str(gate["transp"])) == ("TENTATIVE", "CONFIRMED", "TRANSPARENT")
    assert gate["dtstamp"].dt == NOW
    assert str(gate["url"]) == f"{settings().cockpit_url}/Plan?project={hotline}"
    told = str(gate["description"])
    assert told.startswith(f"{hotline} Hotline")
    assert "Objective: On time" in told
    assert "Overdue" in told
    assert "Reached" in str(begun["description"])
    assert book["x-wr-calname"].endswith("– Milestones")


def test_lines_are_folded_and_signs_escaped(ask, hotline, plan):
    data = plan_calendar.milestones(ask(queries.plan, "ming", hotline), Language.ENGLISH, NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "Sign\\; the\\, agreement \\\\ with" in data.decode().replace("\r\n ", "")


def test_own_tasks_take_whole_days_or_their_hours(ask, plan):
    data = plan_calendar.tasks(ask(queries.own_tasks, "ming"), 8 * HOUR, Language.ENGLISH, NOW)
    entries, _ = read(data)
    assert set(entries) == {"Ask", "Call", "Write"}
    assert (entries["Ask"]["dtstart"].dt, entries["Ask"]["dtend"].dt) == (date(2026, 11, 2), date(2026, 11, 4))
    assert (entries["Call"]["dtstart"].dt, entries["Call"]["dtend"].dt) == (datetime(2026, 11, 4, 1, tzinfo=UTC), datetime(2026, 11, 4, 3, tzinfo=UTC)), "nine to eleven in Shanghai"
    assert entries["Write"]["dtstart"].dt == date(2026, 11, 2)
    assert (str(entries["Write"]["status"]), str(entries["Ask"]["status"])) == ("CONFIRMED", "TENTATIVE")


def test_own_tasks_as_a_list_of_things_to_do(ask, plan):
    entries, _ = read(plan_calendar.tasks(ask(queries.own_tasks, "ming"), 8 * HOUR, Language.ENGLISH, NOW, to_do=True))
    assert {one.name for one in entries.values()} == {"VTODO"}
    assert (entries["Ask"]["dtstart"].dt, entries["Ask"]["due"].dt) == (date(2026, 11, 2), date(2026, 11, 3))
    assert "dtstart" not in entries["Write"], "due on the day on which it would begin"
    assert (str(entries["Write"]["status"]), entries["Write"]["percent-complete"]) == ("IN-PROCESS", 50)
    assert str(entries["Ask"]["status"]) == "NEEDS-ACTION"


def test_an_entry_keeps_its_identity_and_tells_that_it_is_newer(ask, do, hotline, plan):
    def gate():
        return next(iter(read(plan_calendar.milestones(ask(queries.plan, "ming", hotline), Language.ENGLISH, NOW))[0].values()))

    before = gate()
    do(actions.change, "mo", plan, seen=9, changes={2: {"duration": 24 * HOUR}, 5: {"name": "Sign"}})
    after = gate()
    assert before["uid"] == after["uid"]
    assert after["uid"].endswith("@127.0.0.1")
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == date(2026, 11, 4)
    assert len({one["uid"] for one in read(plan_calendar.tasks(ask(queries.own_tasks, "ming"), 8 * HOUR, Language.ENGLISH, NOW))[0].values()}) == 3


@pytest.mark.parametrize(("language", "kind"), [(Language.SIMPLIFIED, "里程碑：Begun"), (Language.TRADITIONAL, "里程碑：Begun")])
def test_words_are_the_readers(ask, hotline, plan, language, kind):
    assert kind in read(plan_calendar.milestones(ask(queries.plan, "ming", hotline), language, NOW))[0]


def test_who_may_not_see_a_plan_gets_nothing_of_it(ask, hotline, plan):
    with pytest.raises(NotFound):
        ask(queries.plan, "pei", hotline)
    assert ask(queries.own_tasks, "pei") == []
