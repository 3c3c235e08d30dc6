"""Demands of customers up to the application, and how complete an initiation pack is."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from core import db
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.clock import today
from core.errors import Empty, NotPermitted, Stale, WrongState
from core.initiation.applications import queries as applications
from core.initiation.charters import actions as charters
from core.initiation.charters import queries as charter_queries
from core.initiation.charters.rules import SCOPE
from core.initiation.demands import actions, queries
from core.initiation.demands.rules import Advice as Recommendation
from core.initiation.demands.rules import (
    AdvisedAgainstItself,
    Assessment,
    Effort,
    Feasible,
    Grade,
    Need,
    NotRecommended,
    ReceivedInFuture,
    State,
)
from core.initiation.duties import actions as duties
from core.initiation.duties import queries as given
from core.initiation.duties.rules import Duty, Package
from core.initiation.kickoffs import actions as kickoffs
from core.initiation.kickoffs.rules import Minutes
from core.initiation.pack import queries as packs
from core.initiation.pack import rules as pack_rules
from core.initiation.pack.rules import Found, Piece
from core.initiation.stakeholders import actions as stakeholders
from core.initiation.stakeholders.rules import Entry, Kind
from core.planning import actions as planning
from core.planning import queries as plans
from core.planning.rules.sheet import Row
from core.projects import queries as projects
from core.words import Language
from tests.initiation.made import apply
from tests.initiation.test_screen import said

GOOD = Assessment(Feasible.YES, Grade.HIGH, Grade.MIDDLE, Effort.SMALL, Recommendation.GO, "Worth it.", "Few people at night.")


def need(**facts):
    return replace(Need("Night line", "Northern Ferries", today(), "phone", "Captain Sun", "Somebody who answers at night."), **facts)


@pytest.mark.usefixtures("database")
class TestADemand:
    def test_it_is_taken_in_assessed_and_becomes_a_filled_application(self, house, do, ask, traced):
        with traced("demand:take_in", "mo"):
            made = do(actions.take_in, "mo", need(), department_id=house.departments["service"])
        assert [row.state for row in ask(queries.demands, "mo")] == [State.NEW]
        with traced("demand:assess", "hu"):
            do(actions.assess, "hu", made, GOOD, version=1)
        with traced("application:create", "mo"):
            application = do(actions.apply, "mo", made)
        (row,) = ask(queries.demands, "mo")
        assert (row.state, row.editable, row.assessment) == (State.APPLIED, False, GOOD)
        whole = ask(applications.application, "mo", row.application_code)
        assert whole.row.id == application
        assert (whole.proposal.name, whole.proposal.customer) == ({"en": "Night line"}, {"en": "Northern Ferries"})
        assert whole.proposal.background.startswith("Somebody who answers at night.\n\nUrgency: High\nBusiness value: Middle\nEffort: Small")
        assert "Risks: Few people at night." in whole.proposal.background

    def test_what_is_not_recommended_or_is_one_already_becomes_none(self, house, do, refused):
        made = do(actions.take_in, "mo", need(), department_id=house.departments["service"])
        with refused(NotRecommended):
            do(actions.apply, "mo", made)
        do(actions.assess, "mo", made, replace(GOOD, advice=Recommendation.NO_GO), version=1)
        with refused(NotRecommended):
            do(actions.apply, "mo", made)
        do(actions.assess, "mo", made, GOOD, version=2)
        do(actions.apply, "mo", made)
        with refused(WrongState):
            do(actions.apply, "mo", made)
        with refused(WrongState):
            do(actions.assess, "mo", made, GOOD, version=4)

    def test_what_makes_no_sense_is_refused(self, house, do, refused):
        service = house.departments["service"]
        with refused(ReceivedInFuture):
            do(actions.take_in, "mo", need(received_on=today() + timedelta(days=1)), department_id=service)
        with refused(Empty):
            do(actions.take_in, "mo", need(text=""), department_id=service)
        with refused(NotPermitted):
            do(actions.take_in, "ming", need(), department_id=service)
        made = do(actions.take_in, "mo", need(), department_id=service)
        with refused(AdvisedAgainstItself):
            do(actions.assess, "mo", made, replace(GOOD, feasible=Feasible.NO), version=1)
        with refused(Empty):
            do(actions.assess, "mo", made, replace(GOOD, reason=" "), version=1)
        with refused(Stale):
            do(actions.assess, "mo", made, GOOD, version=2)

    def test_it_is_the_affair_of_its_department_and_of_who_took_it_in(self, house, do, ask):
        do(actions.take_in, "mo", need(), department_id=house.departments["service"])
        assert [len(ask(queries.demands, who)) for who in ("lin", "hu", "mo", "pei")] == [1, 1, 1, 0]


def test_completeness_is_the_part_that_is_there():
    assert pack_rules.complete([]) == 0
    assert pack_rules.complete([Found(piece, piece is Piece.SCOPE) for piece in Piece]) == Fraction(1, len(Piece))
    assert pack_rules.complete([Found(piece, True) for piece in Piece]) == 1


@pytest.mark.usefixtures("database")
def test_a_pack_grows_with_every_piece(house, do, ask):
    waiting = do(approvals.submit, "mo", "application", apply(house))
    do(approvals.decide, "hu", waiting, step=0, verdict=Verdict.APPROVE)
    do(approvals.decide, "lin", waiting, step=1, verdict=Verdict.APPROVE)
    project = next(row for row in ask(projects.projects, "mo") if row.name["en"] == "Night line")

    def there():
        found = ask(packs.pack, "mo", project.id)
        assert ask(packs.completeness, "mo", [project.id, house.projects["harbour"]]) == {project.id: pack_rules.complete(found)} | others
        return {one.piece for one in found if one.done}

    others = {id_: share for id_, share in ask(packs.completeness, "mo", [house.projects["harbour"]]).items() if id_ != project.id}

    pieces = {Piece.APPROVAL, Piece.PURPOSE, Piece.BUDGET, Piece.MILESTONES}
    assert there() == pieces
    charter = ask(charter_queries.charter, "mo", project.id)
    do(charters.revise, "mo", charter.id, replace(charter.content, **dict.fromkeys(SCOPE, "Said.")), version=charter.version, reason="Whole.")
    assert there() == pieces | {Piece.SCOPE}
    do(charters.confirm, "mo", charter.id, number=2, confirmed_by="Captain Sun", on=today(), channel="meeting")
    do(stakeholders.add, "mo", project.id, Entry("Clerk", Kind.BUSINESS))
    assert there() == pieces | {Piece.SCOPE, Piece.CONFIRMED}
    do(stakeholders.add, "mo", project.id, Entry("Captain Sun", Kind.CUSTOMER))
    do(kickoffs.record, "mo", project.id, Minutes(today(), house.people["mo"], customer="Captain Sun", consensus="We begin."))
    assert set(Piece) - there() == {Piece.TEAM, Piece.DUTIES, Piece.PLAN}
    do(duties.save, "mo", project.id, [Package("Line", {house.people["mo"]: Duty.RESPONSIBLE})], roles={}, version=0)
    assert Piece.DUTIES not in there()  # nobody answers for it
    do(duties.save, "mo", project.id, [Package("Line", {house.people["mo"]: Duty.BOTH})], roles={}, version=1)
    assert set(Piece) - there() == {Piece.TEAM, Piece.PLAN}
    with db.reading() as session:
        plan_id = plans.plan_of_project_for_update(session, project.id).id
    do(planning.insert_rows, "mo", plan_id, rows=[Row(1, "Hire"), Row(2, "Train"), Row(3, "Interviews", level=2)], after=None)
    assert set(Piece) - there() == {Piece.TEAM}
    assert ask(given.duties, "mo", project.id).not_taken == ("Hire", "Interviews")


@pytest.mark.usefixtures("sqlite_database")
class TestOnTheScreen:
    @pytest.mark.parametrize("language", list(Language))
    def test_the_pack_says_what_is_missing(self, house, screen, language):
        at = screen("pages/Initiation.py", "mo", query={"project": "PRJ-2026-0001", "part": "pack"}, language=language)
        assert not at.exception
        assert len([line for line in said(at).split("\n") if ":orange[:material/radio_button_unchecked:]" in line]) == len(Piece) - 1  # the team is there

    def test_a_demand_is_noted_and_assessed(self, house, screen, ask):
        at = screen("pages/Applications.py", "mo", query={"part": "demands"})
        at.text_input(key="demand:new:title").set_value("Night line")
        at.text_input(key="demand:new:customer").set_value("Northern Ferries")
        at.text_area(key="demand:new:text").set_value("Somebody at night.")
        at.button(key="demand:new:save").click().run()
        assert not at.error
        (row,) = ask(queries.demands, "mo")
        at.text_area(key=f"demand:{row.id}:1:reason").set_value("Worth it.")
        at.button(key=f"demand:{row.id}:1:save").click().run()
        assert not at.exception
        assert not at.error
        assert [one.key for one in at.button if one.key == f"demand:{row.id}:apply"]
