"""Stakeholders and kick-offs: the quadrants, the register, minutes, and the follow-ups that come out of a meeting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.clock import today
from core.errors import Empty, NotPermitted, Stale
from core.followup import actions as followups
from core.followup.rules import Kind as FollowUpKind
from core.initiation.kickoffs import actions as kickoffs
from core.initiation.kickoffs import queries as minutes
from core.initiation.kickoffs.rules import Minutes, NobodyThere, NotYetHeld
from core.initiation.stakeholders import actions, queries, rules
from core.initiation.stakeholders.rules import Entry, Kind, KnownAlready, OutOfScale, Strategy
from core.words import Language
from tests.initiation.test_screen import said

SUN = Entry("Captain Sun", Kind.CUSTOMER, "Head of service", "No lost calls", "Weekly figures", 5, 4, "meeting")
PAGE = "pages/Initiation.py"


@pytest.mark.parametrize(
    ("influence", "interest", "expected"),
    [
        (5, 5, Strategy.MANAGE_CLOSELY), (4, 4, Strategy.MANAGE_CLOSELY), (4, 3, Strategy.KEEP_SATISFIED), (5, 1, Strategy.KEEP_SATISFIED),
        (3, 4, Strategy.KEEP_INFORMED), (1, 5, Strategy.KEEP_INFORMED), (3, 3, Strategy.MONITOR), (1, 1, Strategy.MONITOR),
    ],
)  # fmt: skip
def test_the_quadrant_says_how_somebody_is_treated(influence, interest, expected):
    assert rules.strategy(influence, interest) is expected


def test_more_influence_or_interest_never_means_less_care():
    care = {Strategy.MONITOR: 0, Strategy.KEEP_INFORMED: 1, Strategy.KEEP_SATISFIED: 1, Strategy.MANAGE_CLOSELY: 2}
    for influence in range(1, 5):
        for interest in range(1, 5):
            here = care[rules.strategy(influence, interest)]
            assert care[rules.strategy(influence + 1, interest)] >= here <= care[rules.strategy(influence, interest + 1)]


@pytest.mark.usefixtures("database")
class TestTheRegister:
    def test_who_counts_most_comes_first(self, house, do, ask, traced):
        hotline = house.projects["hotline"]
        with traced("stakeholder:add", "mo"):
            do(actions.add, "mo", hotline, replace(SUN, name="Clerk", influence=1, interest=2))
        do(actions.add, "mo", hotline, SUN)
        assert [(row.entry.name, row.strategy) for row in ask(queries.stakeholders, "ming", hotline)] == [
            ("Captain Sun", Strategy.MANAGE_CLOSELY), ("Clerk", Strategy.MONITOR),
        ]  # fmt: skip
        assert ask(queries.stakeholders, "pei", hotline) == []

    def test_nobody_stands_in_it_twice_or_off_the_scale(self, house, do, refused):
        hotline = house.projects["hotline"]
        made = do(actions.add, "mo", hotline, SUN)
        with refused(KnownAlready):
            do(actions.add, "mo", hotline, replace(SUN, name=" captain  sun "))
        with refused(OutOfScale):
            do(actions.change, "mo", made, replace(SUN, influence=6), version=1)
        with refused(Empty):
            do(actions.add, "mo", hotline, replace(SUN, name=" "))
        with refused(NotPermitted):
            do(actions.add, "ming", hotline, replace(SUN, name="Other"))

    def test_a_change_is_kept_and_an_older_one_refused(self, house, do, ask, refused):
        made = do(actions.add, "mo", house.projects["hotline"], SUN)
        do(actions.change, "mo", made, replace(SUN, interest=1), version=1)
        assert ask(queries.stakeholders, "mo", house.projects["hotline"])[0].strategy is Strategy.KEEP_SATISFIED
        with refused(Stale):
            do(actions.change, "mo", made, SUN, version=1)
        do(actions.remove, "mo", made)
        assert ask(queries.stakeholders, "mo", house.projects["hotline"]) == []


@pytest.mark.usefixtures("database")
class TestAKickOff:
    def test_its_minutes_and_what_came_out_of_it_stand_together(self, house, do, ask, traced):
        hotline, held = house.projects["hotline"], Minutes(today(), house.people["mo"], customer="Captain Sun", consensus="We begin on Monday.")
        with traced("kickoff:record", "mo"):
            made = do(kickoffs.record, "mo", hotline, held)
        do(
            followups.open_, "mo", project_id=hotline, kind=FollowUpKind.DECISION, title="Send the list of streets", finding="Decided at the kick-off.",
            owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=today() + timedelta(days=7), source_kind="kickoff", source_id=made,
        )  # fmt: skip
        (row,) = ask(minutes.kickoffs, "ming", hotline)
        assert row.minutes == held
        assert [one.title["en"] for one in row.followups] == ["Send the list of streets"]
        assert ask(minutes.kickoffs, "pei", hotline) == []

    def test_minutes_say_who_was_there_and_what_was_agreed_and_come_after_the_meeting(self, house, do, refused):
        hotline, held = house.projects["hotline"], Minutes(today(), house.people["mo"], customer="Captain Sun", consensus="We begin.")
        with refused(NotYetHeld):
            do(kickoffs.record, "mo", hotline, replace(held, held_on=today() + timedelta(days=1)))
        with refused(NobodyThere):
            do(kickoffs.record, "mo", hotline, replace(held, customer=" "))
        with refused(Empty):
            do(kickoffs.record, "mo", hotline, replace(held, consensus=""))

    def test_they_are_corrected_with_what_they_said_before_in_the_trail(self, house, do, ask, traced, refused):
        hotline, held = house.projects["hotline"], Minutes(today(), house.people["mo"], customer="Captain Sun", consensus="We begin.")
        made = do(kickoffs.record, "mo", hotline, held)
        with traced("kickoff:change", "mo") as entry:
            do(kickoffs.change, "mo", made, replace(held, consensus="We begin on Monday."), version=1)
        assert entry[0].facts["before"] == {"consensus": "We begin."}
        with refused(Stale):
            do(kickoffs.change, "mo", made, held, version=1)


@pytest.mark.usefixtures("sqlite_database")
class TestOnTheScreen:
    @pytest.mark.parametrize("language", list(Language))
    def test_the_register_has_its_grid_in_every_language(self, house, do, screen, language):
        do(actions.add, "mo", house.projects["hotline"], SUN)
        at = screen(PAGE, "mo", query={"project": "PRJ-2026-0001", "part": "stakeholders"}, language=language)
        assert not at.exception
        assert "Captain Sun" in said(at)
        assert at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")

    def test_somebody_is_added_and_the_form_is_empty_again(self, house, screen, ask):
        at = screen(PAGE, "mo", query={"project": "PRJ-2026-0001", "part": "stakeholders"})
        key = f"stakeholder:new:{house.projects['hotline']}"
        at.slider(key=f"{key}:influence").set_value(5).run()
        assert "Strategy: Keep satisfied" in said(at)
        at.text_input(key=f"{key}:name").set_value("Captain Sun")
        at.button(key=f"{key}:save").click().run()
        assert not at.error
        assert at.text_input(key=f"{key}:name").value == ""
        assert ask(queries.stakeholders, "mo", house.projects["hotline"])[0].entry.influence == 5

    def test_a_kick_off_is_minuted_and_what_was_decided_opened(self, house, screen, ask):
        at = screen(PAGE, "mo", query={"project": "PRJ-2026-0001", "part": "kickoff"})
        key = f"kickoff:new:{house.projects['hotline']}"
        at.text_area(key=f"{key}:customer").set_value("Captain Sun")
        at.text_area(key=f"{key}:consensus").set_value("We begin on Monday.")
        at.button(key=f"{key}:save").click().run()
        assert not at.error
        (row,) = ask(minutes.kickoffs, "mo", house.projects["hotline"])
        key = f"kickoff:{row.id}:0:followup"
        at.text_input(key=f"{key}:title").set_value("Send the list")
        at.selectbox(key=f"{key}:owner").set_value(house.people["ming"]).run()
        at.button(key=f"{key}:open").click().run()
        assert not at.exception
        assert not at.error
        assert "Send the list" in said(at)
