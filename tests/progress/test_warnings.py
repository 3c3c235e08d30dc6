"""Early warnings: each level by hand, what is lacking never shown as well; then over the rooms, and on the screen."""

import inspect
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock, db
from core.audit.actions import NOBODY
from core.comments import actions as comments
from core.customers import actions as customers
from core.customers.care import actions as care
from core.customers.care.rules import Kind
from core.errors import NotFound
from core.initiation.charters import actions as charters
from core.insight.warnings import actions, queries, rules
from core.insight.warnings.rules import (
    Agreed,
    Challenge,
    Contacts,
    Growth,
    Happened,
    Level,
    Overbooked,
    Register,
    grown,
    worst,
)
from core.notice.records import Notice
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.service.intake import actions as intake
from core.service.requests.records import Request
from core.service.requests.rules import Intake
from pages.parts.progress.warnings import LEADS

HOUR = 60 * TICKS
MONDAY = date(2026, 11, 2)
WELL = Contacts(True, True, 3, (), (), (), 3, 14)


class TestByHand:
    @pytest.mark.parametrize(("added", "longer", "level"), [(0, 0, Level.NONE), (2, 2, Level.NONE), (3, 2, Level.LOOK), (15, 0, Level.ACT), (0, 15, Level.ACT)])
    def test_growth_is_measured_in_planned_work(self, added, longer, level):
        found = Growth("Approved", 100, ("Extra",) if added else (), added, bool(longer), longer, 0)
        assert found.percent == added + longer
        warning = rules.scope(found, 5, 15, Agreed(2, 2, True))
        assert [one.level for one in warning.said] == [level]
        assert warning.level is (Level.UNKNOWN if level is Level.NONE else level)  # approved changes are not recorded yet

    def test_what_became_shorter_or_was_dropped_makes_up_for_nothing(self):
        found = grown({1: "A", 2: "B", 4: "New"}, {1: 10, 2: 30, 4: 20}, {1: 20, 2: 20, 3: 40}, "Approved", 1)
        assert found == Growth("Approved", 80, ("New",), 20, 1, 10, 1)
        assert found.percent == 38  # 30 of 80, half up

    def test_a_scope_that_the_customer_does_not_know_is_named(self):
        assert [[one.level for one in rules.scope(None, 5, 15, charter).said] for charter in (None, Agreed(1, None, False), Agreed(3, 2, False), Agreed(3, 2, True))] == [
            [], [Level.LOOK], [Level.LOOK], [],
        ]  # fmt: skip
        assert rules.scope(None, 5, 15, None).lacks == (rules.NO_BASELINE,)

    def test_weeks_that_ask_too_much(self):
        some, much = Overbooked("Mei", MONDAY, 44, 40, 20), Overbooked("Kit", MONDAY, 48, 40, 0)
        assert rules.resources((some,), 120, anybody=True).level is Level.LOOK
        both = rules.resources((some, much), 120, anybody=True)
        assert both.level is Level.ACT
        assert both.said[0].values == {"weeks": 2, "hours": 12, "people": 2}
        assert both.said[1].values["person"] == "Kit"
        assert rules.resources((Overbooked("Mei", MONDAY, 1, 0, 0),), 120, anybody=True).level is Level.ACT  # on leave
        assert rules.resources((), 120, anybody=True).level is Level.NONE
        assert rules.resources((), 120, anybody=False).level is Level.UNKNOWN

    @pytest.mark.parametrize(
        ("differs", "level"),
        [
            ({}, Level.UNKNOWN), ({"kicked_off": False}, Level.LOOK), ({"stakeholders": 0}, Level.LOOK), ({"unreachable": ("Ma",)}, Level.LOOK), ({"unanswered": ("Mei",)}, Level.LOOK),
            ({"silent": ("A", "B", "C")}, Level.ACT), ({"update_days": 14}, Level.UNKNOWN), ({"update_days": 15}, Level.LOOK), ({"update_days": 29}, Level.ACT),
            ({"update_days": None}, Level.LOOK), ({"update_days": None, "working": False, "kicked_off": False}, Level.UNKNOWN),
            ({"waiting": ("R1",)}, Level.LOOK), ({"waiting": ("R1", "R2", "R3")}, Level.ACT), ({"promised": ("C1",)}, Level.LOOK), ({"care": ("Visit",)}, Level.LOOK),
        ],
    )  # fmt: skip
    def test_silence(self, differs, level):
        assert rules.communication(replace(WELL, **differs)).level is level

    @pytest.mark.parametrize(
        ("differs", "level"),
        [
            ({}, Level.NONE), ({"unanswered": ("R",)}, Level.ACT), ({"passed": ("R",)}, Level.ACT), ({"warned": ("R",)}, Level.ACT), ({"happened": ("R",)}, Level.ACT), ({"review": ("R",)}, Level.LOOK),
            ({"unassessed": ("R",)}, Level.LOOK), ({"blind": ("R",)}, Level.UNKNOWN), ({"sweep_late": 3}, Level.LOOK), ({"known": 0, "living": 0}, Level.UNKNOWN), ({"living": 0}, Level.NONE),
        ],
    )  # fmt: skip
    def test_the_register_says_what_is_out_of_control(self, differs, level):
        found = rules.risk(Happened(), Register(**({"living": 2, "known": 3} | differs)))
        assert found.level is level
        assert all(one.page == "Risks.py" for one in found.said if one.level is not Level.NONE)

    def test_risk_is_never_green_for_whom_there_is_no_register(self):
        assert rules.risk(Happened(), None).level is Level.UNKNOWN
        assert rules.risk(Happened(), Register()).lacks == (rules.NO_RISKS,)
        assert worst([rules.risk(Happened()), rules.resources((), 120, anybody=True)]) is Level.UNKNOWN
        assert worst([]) is Level.NONE


    @pytest.mark.parametrize(
        ("happened", "level"),
        [
            ({"unanswered": ("Ask",)}, Level.ACT), ({"failed": ("Ask",)}, Level.ACT), ({"grave": ("NC",)}, Level.ACT), ({"impossible": ("Ask",)}, Level.LOOK),
            ({"overdue": ("F1", "F2")}, Level.LOOK), ({"overdue": ("F1", "F2", "F3")}, Level.ACT),
        ],
    )  # fmt: skip
    def test_what_has_gone_wrong_is_counted_by_name_and_leads_to_its_rows(self, happened, level):
        found = rules.risk(Happened(**happened), Register())
        assert [(one.values["count"], one.rows, bool(one.page)) for one in found.said] == [(len(names), names, True) for names in happened.values()]
        assert (found.level, found.lacks) == (level, (rules.NO_RISKS,))


AMOUNTS = st.dictionaries(st.integers(1, 8), st.integers(0, 50), max_size=8)


@given(AMOUNTS, AMOUNTS)
def test_growth_is_never_below_zero_and_none_where_nothing_differs(now, then):
    found = grown({uid: str(uid) for uid in now}, now, then, "Approved", 1)
    assert found.added_hours >= 0
    assert found.longer_hours >= 0
    assert (found.percent is None) == (sum(then.values()) == 0)
    same = grown({uid: str(uid) for uid in then}, then, then, "Approved", 1)
    assert (same.added, same.longer, same.dropped, same.percent in (0, None)) == ((), 0, 0, True)


# --- over the rooms --------------------------------------------------------------------------------------------------


def noon(days: int):
    """Noon, where the house is, so many days after that Monday."""
    return clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC) + timedelta(days=days))


@pytest.fixture
def plan(house, do):
    """Mo's plan of Hotline: Ming works on Ask, two weeks long, and it is kept as a baseline."""
    rows = [Row(1, "Ask", duration=80 * HOUR, people=((house.people["ming"], 100),))]
    with noon(-3):
        made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=rows)
        do(baselines.keep, "mo", made, name="Approved")
    return made


def test_the_rooms_tell_what_they_know(database, house, plan, do, ask, hotline):
    with noon(1):
        found = {one.challenge: one for one in ask(queries.warnings, "mo", hotline)}
        assert list(found) == list(Challenge)
        assert [one.level for one in found.values()] == [Level.UNKNOWN, Level.NONE, Level.UNKNOWN, Level.LOOK]
        do(plans.insert_rows, "mo", plan, rows=[Row(1, "Extra **wish**", duration=40 * HOUR, people=((house.people["ming"], 100),))], after=None)
        do(charters.begin, "mo", house.projects["hotline"])
        scope, load, _, _ = ask(queries.warnings, "mo", hotline)
        assert (scope.level, scope.said[0].rows, scope.said[0].values["percent"], scope.said[0].values["added_hours"]) == (Level.ACT, ("Extra **wish**",), 50, 40)
        assert scope.said[1].level is Level.LOOK  # not confirmed by the customer
        assert (load.level, load.said[0].values, load.said[1].values["asked"], load.said[1].values["has"]) == (Level.ACT, {"weeks": 1, "hours": 40, "people": 1}, 80, 40)
    with noon(8):
        assert ask(queries.warnings, "mo", hotline)[1].level is Level.NONE  # the week is over
        with pytest.raises(NotFound):
            ask(queries.warnings, "pei", hotline)


def test_what_went_wrong_elsewhere_is_told_to_whoever_may_see_it(database, house, plan, do, ask, hotline):
    """A task beyond its promised end with no measure, a request nobody answered, a customer to whom nobody spoke."""
    with noon(1):
        ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
        do(care.plan, "mo", ferries, kind=Kind.VISIT, title="Quarterly visit", due_on=date(2026, 11, 6), owner_id=house.people["mo"])
        *_, quiet, _ = ask(queries.warnings, "mo", hotline)
        assert quiet.said == ()
        request = do(intake.register, "ming", house.projects["hotline"], Intake(customer_id=ferries, channel="phone", title="Invoices show a wrong amount"))
    with noon(40):
        *_, risk, talk = ask(queries.warnings, "mo", hotline)
        assert (risk.level, risk.said[0].rows, risk.said[0].page, risk.said[0].part) == (Level.ACT, ("Ask",), "Progress.py", "deviations")
        told = {one.page: one.rows for one in talk.said if one.page in ("Requests.py", "Customers.py")}
        with db.reading() as session:
            code = session.get(Request, request).code
        assert told == {"Requests.py": (code,), "Customers.py": ("Quarterly visit",)}


def test_who_was_called_by_name_and_does_not_answer(sqlite_database, house, plan, do, ask, hotline):
    def unanswered() -> list[object]:
        *_, found = ask(queries.warnings, "mo", hotline)
        return [one.values["count"] for one in found.said if one.message.startswith("Called by name")]

    with noon(0):
        do(comments.write, "mo", "plan", plan, body="@ming when?", mention_ids=[house.people["ming"]])
    with noon(4):
        assert unanswered() == []
    with noon(5):
        assert unanswered() == [1]
        do(comments.write, "ming", "plan", plan, body="Tomorrow.")
        assert unanswered() == []


def test_what_turns_is_kept_and_told_once(database, house, plan, do, ask, screen, hotline):
    """Nothing is lost of how a warning came about: every level it comes to has its day; only what asks for action is told, once."""

    def levels(of: Challenge) -> list[tuple[Level | None, Level]]:
        return [(one.before, one.level) for one in reversed(ask(queries.turned, "mo", hotline)) if one.challenge is of]

    def told() -> int:
        with db.reading() as session:
            rows = session.scalars(select(Notice).where(Notice.kind == rules.TURNED.code, Notice.person_id == house.people["mo"])).all()
            return len([row for row in rows if row.subject_code == hotline])

    def look() -> None:
        with db.reading() as session:
            found = queries.looked(session, clock.now() - actions.ANEW, actions.AT_ONCE)
        for _ in range(2):  # of two houses that looked side by side one keeps it
            with db.writing() as session:
                actions.watch(session, NOBODY, found)

    with noon(1):
        look()
        assert levels(Challenge.RESOURCES) == [], "no sign from the beginning"
        assert levels(Challenge.SCOPE) == [(None, Level.UNKNOWN)]
        before = told()
        do(plans.insert_rows, "mo", plan, rows=[Row(1, "Extra wish", duration=40 * HOUR, people=((house.people["ming"], 100),))], after=None)
        look()
        assert levels(Challenge.SCOPE) == [(None, Level.UNKNOWN)], "looked at today already"
    with noon(2):
        look()
        assert levels(Challenge.SCOPE) == [(None, Level.UNKNOWN), (Level.UNKNOWN, Level.ACT)]
        assert told() == before + 1, "scope and load, at once"
    with noon(3):
        look()
        assert told() == before + 1
    with noon(8):
        look()
        assert levels(Challenge.RESOURCES) == [(Level.NONE, Level.ACT), (Level.ACT, Level.NONE)], "the week is over"
        with pytest.raises(NotFound):
            ask(queries.turned, "pei", hotline)
    page = screen("pages/Progress.py", "mo", query={"project": hotline, "part": "warnings"})
    assert not page.exception
    assert any("Resource conflict" in one.value and "→" in one.value for one in page.markdown)


@given(st.dictionaries(st.sampled_from(Challenge), st.sampled_from(Level)), st.dictionaries(st.sampled_from(Challenge), st.sampled_from(Level)))
def test_the_turns_lead_from_one_look_to_the_next(before, after):
    stood = {one.value: level.value for one, level in before.items()}
    now_ = {one.value: level.value for one, level in after.items()}
    turns = rules.turns(stood, now_)
    assert {**{one: before.get(one, Level.NONE) for one in after}, **dict(turns)} == dict(after)
    assert all(before.get(one, Level.NONE) is not level for one, level in turns)


def test_every_page_that_a_warning_names_can_be_gone_to():
    named = set(re.findall(r'"(\w+\.py)"', inspect.getsource(rules)))
    assert len(named) > 5
    assert named <= LEADS.keys()


def test_the_screen_says_what_it_lacks_and_leads_to_the_rows(sqlite_database, house, plan, do, screen, hotline):
    do(plans.insert_rows, "mo", plan, rows=[Row(1, "Extra **wish**", duration=40 * HOUR)], after=None)
    at = screen("pages/Progress.py", "mo", query={"project": hotline, "part": "warnings"})
    assert not at.exception
    said = " ".join(str(one.value) for one in (*at.markdown, *at.caption))
    assert "No risk of the project is registered" in said
    assert "Extra \\*\\*wish\\*\\*" in said
    assert "Tasks added: 1 (40 h)" in said
    listed = screen("pages/Progress.py", "mo", state={"progress:warnings": True})
    assert not listed.exception
    assert "Scope creep" in " ".join(str(one.value) for one in listed.markdown)
