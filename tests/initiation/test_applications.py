"""From an application to a project with its charter, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import db
from core.approval import actions as approvals
from core.approval import queries as standing
from core.approval.rules import ChangedSince, OwnSubmission, Verdict
from core.clock import today
from core.errors import Empty, NotFound, NotPermitted, Stale
from core.initiation.applications import actions, queries
from core.initiation.applications.rules import (
    ApprovedAlready,
    DroppedAlready,
    Incomplete,
    NotDropped,
    Proposal,
    State,
    UnderApproval,
)
from core.initiation.charters import actions as charters
from core.initiation.charters import queries as charter_queries
from core.initiation.charters.records import BudgetLine
from core.initiation.charters.rules import CharterThere, ConfirmedInFuture, UnchangedCharter
from core.initiation.rules import Milestone, Money
from core.planning import queries as plans
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.projects import queries as projects
from core.projects.rules import Stage
from core.reference import actions as reference
from core.reference.rules import EntryInUse, Line
from tests.cast import named
from tests.initiation.made import ANSWERED, FIRST, LAST, apply, proposal
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def through(house, do, ask):
    """`through(id)`: submitted by Mo, approved by Hu for the department and by Lin for the management; returns the project's code."""

    def through_(application_id: int) -> str:
        made = do(approvals.submit, "mo", "application", application_id)
        do(approvals.decide, "hu", made, step=0, verdict=Verdict.APPROVE)
        do(approvals.decide, "lin", made, step=1, verdict=Verdict.APPROVE)
        return shown(ask, application_id).row.project_code

    return through_


def shown(ask, application_id, who="lin"):
    return ask(queries.application, who, ask(queries.code_of, who, application_id))


class TestDropping:
    def test_a_draft_is_dropped_stays_to_be_seen_and_is_taken_up_again(self, house, do, ask, traced, refused):
        made = apply(house)
        with refused(NotDropped):
            do(actions.take_up, "mo", made)
        with refused(Stale):
            do(actions.drop, "mo", made, version=0)
        version = shown(ask, made).row.version
        with traced("application:drop", "mo") as entry:
            do(actions.drop, "mo", made, version=version, reason="The customer gave up.")
        assert entry[0].facts["reason"] == "The customer gave up."
        whole = shown(ask, made)
        assert (whole.row.state, whole.dropped_why) == (State.DROPPED, "The customer gave up.")
        with refused(DroppedAlready):
            do(actions.drop, "mo", made, version=whole.row.version)
        with refused(DroppedAlready):
            do(approvals.submit, "mo", "application", made)
        with refused(NotPermitted):
            do(actions.take_up, "mei", made)
        with traced("application:take_up", "mo"):
            do(actions.take_up, "mo", made)
        do(approvals.submit, "mo", "application", made)
        with refused(UnderApproval):
            do(actions.drop, "mo", made, version=shown(ask, made).row.version)


class TestWriting:
    def test_it_begins_with_a_name_alone_and_is_kept_as_it_was_typed(self, house, do, ask, traced):
        with traced("application:create", "mo"):
            made = do(actions.create, "mo", Proposal(named("Night line")), department_id=house.departments["service"], manager_id=house.people["mo"])
        with traced("application:update", "mo"):
            do(actions.update, "mo", made, proposal(), version=1, department_id=house.departments["service"], manager_id=house.people["mo"])
        whole = shown(ask, made, "mo")
        assert whole.proposal == proposal()
        assert (whole.row.code, whole.row.amount, whole.row.state, whole.editable) == (f"APP-{today().year}-0001", Decimal("128000.50"), State.DRAFT, True)

    def test_a_line_that_is_taken_out_of_the_budget_is_gone(self, house, do, ask):
        made = apply(house)
        less = proposal(budget=(Money("labour", Decimal("1.50")), Money("travel", Decimal(3))))
        do(actions.update, "mo", made, less, version=1, department_id=house.departments["service"], manager_id=house.people["mo"])
        assert shown(ask, made).proposal.budget == less.budget

    def test_two_at_once_do_not_overwrite_each_other(self, house, do, refused):
        made, place = apply(house), {"department_id": house.departments["service"], "manager_id": house.people["mo"]}
        do(actions.update, "mo", made, proposal(content="First"), version=1, **place)
        with refused(Stale):
            do(actions.update, "hu", made, proposal(content="Second"), version=1, **place)

    def test_a_nameless_one_and_a_stranger_are_refused(self, house, do, refused):
        place = {"department_id": house.departments["service"], "manager_id": house.people["mo"]}
        with refused(Empty):
            do(actions.create, "mo", Proposal({}), **place)
        with refused(NotPermitted):
            do(actions.create, "ming", proposal(), **place)

    def test_only_those_concerned_see_it(self, house, ask, do):
        made = apply(house)
        for who in ("ada", "lin", "hu", "mo"):
            assert [one.id for one in ask(queries.applications, who)] == [made]
        assert ask(queries.applications, "pei") == []
        with pytest.raises(NotFound):
            ask(queries.application, "pei", ask(queries.code_of, "mo", made))


class TestTheApproval:
    def test_what_is_missing_is_named_and_nothing_is_lost(self, house, do, ask, refused):
        made = apply(house, customer={}, background="")
        with refused(Incomplete):
            do(approvals.submit, "mo", "application", made)
        told = ask(standing.standing, "mo", "application", made)
        assert not told.may_submit
        assert [gap.message for gap in told.why_not.faults] == ["Name the customer.", "Describe the background: why this project, and why now."]
        assert shown(ask, made).proposal.content == "A line from ten to six."

    def test_the_department_comes_first_then_the_management(self, house, do, ask, refused):
        made = do(approvals.submit, "mo", "application", apply(house))
        with refused(NotPermitted):
            do(approvals.decide, "lin", made, step=0, verdict=Verdict.APPROVE)
        do(approvals.decide, "hu", made, step=0, verdict=Verdict.APPROVE)
        with refused(OwnSubmission):
            do(approvals.decide, "mo", made, step=1, verdict=Verdict.APPROVE)
        do(approvals.decide, "yan", made, step=1, verdict=Verdict.APPROVE)
        assert [one.state for one in ask(queries.applications, "mo")] == [State.APPROVED]

    def test_what_waits_is_not_changed_under_those_who_read_it(self, house, do, ask, refused):
        made, place = apply(house), {"department_id": house.departments["service"], "manager_id": house.people["mo"]}
        waiting = do(approvals.submit, "mo", "application", made)
        assert not shown(ask, made, "mo").editable
        with refused(UnderApproval):
            do(actions.update, "mo", made, proposal(content="Other"), version=1, **place)
        do(approvals.decide, "hu", waiting, step=0, verdict=Verdict.RETURN, comment="Which hours?")
        do(actions.update, "mo", made, proposal(content="From ten to six, every night."), version=1, **place)
        assert shown(ask, made).row.state is State.RETURNED
        assert do(approvals.submit, "mo", "application", made) != waiting

    def test_every_submission_is_frozen_and_differs_visibly_from_the_last(self, house, do, ask):
        made, place = apply(house), {"department_id": house.departments["service"], "manager_id": house.people["mo"]}
        first = do(approvals.submit, "mo", "application", made)
        do(approvals.decide, "hu", first, step=0, verdict=Verdict.RETURN, comment="Too much.")
        less = proposal(budget=(Money("labour", Decimal(100000), "Four people"), Money("licence", Decimal(8000))))
        do(actions.update, "mo", made, less, version=1, **place)
        do(approvals.submit, "mo", "application", made)
        view = ask(standing.standing, "hu", "application", made).latest
        assert [(one.path, one.before, one.after) for one in view.changes] == [
            (("budget", "labour", "amount"), "120000.50", "100000.00"), (("total",), "128000.5", "108000"),
        ]  # fmt: skip
        assert view.row.amount == Decimal(108000)
        assert view.frozen["milestones"][0] == {"code": "M1", "name": "Line open", "on": "2027-03-01", "objective": "O1"}

    def test_turned_down_it_stays_and_can_come_again(self, house, do, ask):
        made = apply(house)
        waiting = do(approvals.submit, "mo", "application", made)
        do(approvals.decide, "hu", waiting, step=0, verdict=Verdict.REJECT, comment="Not this year.")
        assert shown(ask, made).row.state is State.REJECTED
        assert do(approvals.submit, "mo", "application", made, comment="It is next year now.")

    def test_a_table_renamed_meanwhile_is_no_consent_to_something_unseen(self, house, do, refused):
        waiting = do(approvals.submit, "mo", "application", apply(house))
        lines = [Line(2, "labour", named("People")), Line(3, "licence", named("Software"))]
        do(reference.save, "ada", "budget_line", version=0, lines=lines)
        with refused(ChangedSince):
            do(approvals.decide, "hu", waiting, step=0, verdict=Verdict.APPROVE)

    def test_a_line_in_use_cannot_be_deleted(self, house, do, refused):
        apply(house)
        with refused(EntryInUse):
            do(reference.save, "ada", "budget_line", version=0, lines=[Line(2, "travel", named("Travel"))])


class TestTheProject:
    def test_it_is_made_as_it_was_applied_for(self, house, ask, through, do, refused):
        made = apply(house)
        row = ask(projects.project, "mo", through(made))
        assert (row.name, row.customer, row.kind, row.stage) == (proposal().name, proposal().customer, "hotline", Stage.PLANNING)
        assert (row.manager_id, row.started_on, row.ends_on) == (house.people["mo"], FIRST, LAST)
        whole = ask(charter_queries.charter, "mo", row.id)
        applied = proposal()
        assert (whole.approved, whole.number, whole.changes) == (True, 1, ())
        for name in ("background", "objectives", "results", "content", "budget", "starts_on", "ends_on", "milestones"):
            assert getattr(whole.content, name) == getattr(applied, name), name
        assert ask(queries.of_project, "mo", row.id) == ask(queries.code_of, "mo", made)
        with refused(ApprovedAlready):
            do(actions.update, "mo", made, applied, version=2, department_id=house.departments["service"], manager_id=house.people["mo"])
        with refused(ApprovedAlready):
            do(approvals.submit, "mo", "application", made)

    def test_its_plan_begins_with_the_milestones_and_the_objectives_they_serve(self, house, ask, through):
        row = ask(projects.project, "mo", through(apply(house)))
        with db.reading() as session:
            tasks = [one.row for one in plans.planned(session, plans.plan_of_project_for_update(session, row.id))]
        assert [(one.name, one.kind, day_of(one.constraint_at), one.objective) for one in tasks] == [
            ("Line open", Kind.MILESTONE, date(2027, 3, 1), ANSWERED.text), ("First review", Kind.MILESTONE, date(2027, 5, 31), ""),
        ]  # fmt: skip

    def test_nothing_is_made_when_the_last_yes_is_refused(self, house, do, ask, refused):
        made = do(approvals.submit, "mo", "application", apply(house))
        do(approvals.decide, "hu", made, step=0, verdict=Verdict.RETURN, comment="No.")
        assert {row.code for row in ask(projects.projects, "lin")} == {row.code for row in ask(projects.projects, "ada")}
        assert len(ask(projects.projects, "lin")) == 2


@scene
def chartered(house, through, ask):
    """The project that Mo's application has become, and its charter as Mo sees it."""
    row = ask(projects.project, "mo", through(apply(house)))
    return row, ask(charter_queries.charter, "mo", row.id)


class TestTheCharter:
    def test_a_change_is_a_version_and_shows_what_differs_from_what_was_approved(self, do, ask, chartered, traced):
        row, whole = chartered
        wider = replace(whole.content, process="Three tiers.", milestones=(*whole.content.milestones, Milestone("Second review", LAST)))
        with traced("charter:revise", "mo") as entry:
            do(charters.revise, "mo", whole.id, wider, version=whole.version, reason="The customer wants tiers.")
        assert entry[0].facts["changed"] == ["milestones", "process"]
        after = ask(charter_queries.charter, "mo", row.id)
        assert after.number == 2
        assert [(one.path, one.after) for one in after.changes if one.path[-1] in ("process", "on")] == [(("process",), "Three tiers."), (("milestones", "M3", "on"), LAST.isoformat())]
        assert after.versions[-1].changes == ()
        assert after.content == wider

    def test_the_budget_of_the_project_is_that_of_its_charter(self, do, chartered):
        row, whole = chartered
        do(charters.revise, "mo", whole.id, replace(whole.content, budget=(Money("labour", Decimal(7)), Money("travel", Decimal("0.05")))), version=whole.version, reason="Less.")
        with db.reading() as session:
            kept = session.execute(select(BudgetLine.line, BudgetLine.amount).where(BudgetLine.project_id == row.id).order_by(BudgetLine.line)).all()
        assert [tuple(one) for one in kept] == [("labour", Decimal(7)), ("travel", Decimal("0.05"))]

    def test_saving_it_unchanged_or_upon_an_older_one_is_refused(self, do, chartered, refused):
        _, whole = chartered
        with refused(UnchangedCharter):
            do(charters.revise, "mo", whole.id, whole.content, version=whole.version, reason="None.")
        do(charters.revise, "mo", whole.id, replace(whole.content, process="A"), version=whole.version, reason="A.")
        with refused(Stale):
            do(charters.revise, "mo", whole.id, replace(whole.content, process="B"), version=whole.version, reason="B.")

    def test_the_customers_word_holds_until_the_scope_changes(self, do, ask, chartered, refused):
        row, whole = chartered
        with refused(ConfirmedInFuture):
            do(charters.confirm, "mo", whole.id, number=1, confirmed_by="Captain Sun", on=today() + timedelta(days=1), channel="meeting")
        do(charters.confirm, "mo", whole.id, number=1, confirmed_by="Captain Sun", on=today(), channel="meeting", remark="In the kick-off.")
        assert ask(charter_queries.charter, "mo", row.id).holds.number == 1
        do(charters.revise, "mo", whole.id, replace(whole.content, background="Longer."), version=whole.version, reason="Wording.")
        assert ask(charter_queries.charter, "mo", row.id).holds.number == 1
        with refused(Stale):
            do(charters.confirm, "mo", whole.id, number=1, confirmed_by="Captain Sun", on=today(), channel="meeting")
        now = ask(charter_queries.charter, "mo", row.id)
        do(charters.revise, "mo", whole.id, replace(now.content, excluded="Mail."), version=now.version, reason="No mail.")
        assert ask(charter_queries.charter, "mo", row.id).holds is None

    def test_a_project_without_an_application_begins_its_own(self, house, do, ask, refused):
        hotline = house.projects["hotline"]
        assert ask(charter_queries.charter, "mo", hotline) is None
        do(charters.begin, "mo", hotline)
        assert not ask(charter_queries.charter, "ming", hotline).approved
        with refused(CharterThere):
            do(charters.begin, "mo", hotline)
        with refused(NotPermitted):
            do(charters.begin, "ming", house.projects["harbour"])
        with pytest.raises(NotFound):
            ask(charter_queries.charter, "pei", hotline)
