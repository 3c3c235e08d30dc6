"""What comes after a sheet is submitted: revising, seeing, responding, deciding."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from core import db, work
from core.approval import actions as approvals
from core.approval.rules import ChangedSince, Verdict
from core.errors import Empty, NotFound, NotPermitted, WrongState
from core.inspection.rounds import actions as rounds
from core.inspection.sheets import actions, queries, rules
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.queries import Filter
from core.inspection.sheets.records import Contest
from core.inspection.sheets.rules import State
from core.inspection.sheets.waiting import queries as waiting_sheets
from core.people import actions as people
from core.people.queries import people as queries_people
from core.projects import actions as projects
from core.projects.queries import project
from core.projects.rules import Stage
from tests.cast import dump, named, not_applicable, rated, tallies_match_a_recount, trail

pytestmark = pytest.mark.usefixtures("database")


class TestRevising:
    def test_a_revision_starts_as_a_copy_and_leaves_the_original_standing(self, house, do, traced, submitted):
        with traced("sheet:revise", "mei") as entry:
            revision = do(actions.revise, "mei", submitted, reason="Read the wrong list.")
        row = house.row(revision)
        assert (row.state, row.revises_id, row.revision, row.revision_reason) == (State.OPEN, submitted, 1, "Read the wrong list.")
        assert (row.code, row.answered) == (f"{house.row().code}-R1", 5)
        assert entry[0].facts == {"revises": house.row().code, "reason": "Read the wrong list."}
        assert house.state() == State.SUBMITTED
        assert house.kept("greeting", revision).raw == 50
        assert len(dump()["evidence"]) == 2
        assert tallies_match_a_recount()

    def test_a_submitted_revision_replaces_the_original_everywhere(self, house, do, traced, submitted):
        old = house.row().total
        revision = do(actions.revise, "mei", submitted, reason="Read the wrong list.")
        house.answer(revision, "greeting", rated(100), seen=1)
        with traced("sheet:submit", "mei") as entry:
            do(actions.submit, "mei", revision, signature="Mei")
        assert (house.state(submitted), house.state(revision)) == (State.SUPERSEDED, State.SUBMITTED)
        assert (house.row().total, house.row(revision).total) == (old, 100)  # the old score is kept for ever
        assert (entry[0].facts["replaces"], entry[0].facts["replaced_total"]) == (house.row().code, f"{old:.6f}")
        assert tallies_match_a_recount()

    def test_revisions_follow_each_other(self, house, do, submitted):
        here = submitted
        for number in (1, 2, 3):
            here = do(actions.revise, "mei", here, reason="Once more.")
            house.answer(here, "speed", rated(number), seen=1)
            do(actions.submit, "mei", here, signature="Mei")
            assert house.row(here).code.endswith(f"-R{number}")
            assert tallies_match_a_recount()

    def test_a_rated_sheet_that_becomes_unratable_leaves_the_sums(self, house, do, submitted):
        revision = do(actions.revise, "mei", submitted, reason="The line was closed.")
        for code in ("greeting", "speed", "consent"):
            house.answer(revision, code, not_applicable(), seen=1)
        do(actions.submit, "mei", revision, signature="Mei")
        assert house.row(revision).total is None
        assert tallies_match_a_recount()

    def test_there_is_one_open_revision_at_a_time(self, house, do, refused, submitted):
        do(actions.revise, "mei", submitted, reason="Read the wrong list.")
        with refused(WrongState):
            do(actions.revise, "mei", submitted, reason="And again.")

    def test_two_at_once_open_one_revision(self, house, submitted):
        mei = house.actor("mei")

        def revise(_):
            try:
                return work.do(actions.revise, mei, submitted, reason="Read the wrong list.")
            except WrongState:
                return None

        with ThreadPoolExecutor(4) as threads:
            assert sum(one is not None for one in threads.map(revise, range(4))) == 1

    def test_a_revision_needs_a_reason(self, house, do, refused, submitted):
        for reason in ["", "   ", "\u202e"]:
            with refused(Empty):
                do(actions.revise, "mei", submitted, reason=reason)

    def test_only_the_inspector_revises(self, house, do, refused, submitted):
        for who in ["kit", "ada", "lin", "hu", "mo", "ming"]:
            with refused(NotPermitted):
                do(actions.revise, who, submitted, reason="Read the wrong list.")

    def test_an_open_sheet_needs_no_revision(self, house, do, refused):
        with refused(WrongState):
            do(actions.revise, "mei", house.sheet, reason="Not yet.")

    def test_a_revision_survives_the_closing_of_its_round(self, house, do, submitted):
        revision = do(actions.revise, "mei", submitted, reason="Read the wrong list.")
        house.release()
        assert house.state(revision) == State.OPEN
        house.answer(revision, "greeting", rated(100), seen=1)
        do(actions.submit, "mei", revision, signature="Mei")
        assert (house.state(submitted), house.state(revision)) == (State.SUPERSEDED, State.RELEASED)
        assert tallies_match_a_recount()

    def test_a_release_and_the_submission_of_a_revision_never_miss_each_other(self, house, do, submitted):
        revision = do(actions.revise, "mei", submitted, reason="Read the wrong list.")
        lin, mei, yan = house.actor("lin"), house.actor("mei"), house.actor("yan")
        work.do(rounds.close, lin, house.round)
        waiting = work.do(approvals.submit, lin, "round", house.round)
        with ThreadPoolExecutor(2) as threads:
            release = threads.submit(work.do, approvals.decide, yan, waiting, step=0, verdict=Verdict.APPROVE)
            submit = threads.submit(work.do, actions.submit, mei, revision, signature="Mei")
            submit.result()
            try:
                release.result()
            except ChangedSince:  # the revision came first: nobody has seen those results yet
                work.do(approvals.withdraw, lin, waiting)
                house.approve("round", house.round)
        assert (house.state(submitted), house.state(revision)) == (State.SUPERSEDED, State.RELEASED)


class TestSeeing:
    def seers(self, house, ask):
        def sees(who):
            try:
                return ask(queries.sheet, who, house.row().code).head.id == house.sheet
            except NotPermitted:
                return False

        return {who for who in house.people if sees(who)}

    def test_the_inspected_side_meets_a_score_when_it_is_released(self, house, ask):
        assert self.seers(house, ask) == {"ada", "lin", "yan", "hu", "mei"}
        house.finish(house.sheet)
        assert self.seers(house, ask) == {"ada", "lin", "yan", "hu", "mei"}
        house.release()
        assert self.seers(house, ask) == {"ada", "lin", "yan", "hu", "mei", "mo", "ming"}

    def test_a_list_shows_what_the_single_view_shows(self, house, ask, released):
        for who in self.seers(house, ask):
            assert list(ask(queries.sheets, who, Filter())[0]["code"]) == [house.row().code]
        for who in ("pei", "kit"):
            assert ask(queries.sheets, who, Filter())[1] == 0
        with pytest.raises(NotPermitted):
            ask(queries.sheets, "cora", Filter())

    def test_a_sheet_says_what_its_reader_may_do_next(self, house, ask, do):
        def offered(who):
            view = ask(queries.sheet, who, house.row().code)
            return {name for name in ("score", "respond", "decide", "revise") if getattr(view, f"mine_to_{name}")}

        assert (offered("mei"), offered("lin")) == ({"score"}, set())
        house.finish(house.sheet)
        assert offered("mei") == {"revise"}
        house.release()
        assert (offered("ming"), offered("mo"), offered("mei"), offered("lin")) == ({"respond"}, {"respond"}, {"revise"}, set())
        house.contest()
        assert (offered("ming"), offered("mei"), offered("lin"), offered("hu")) == (set(), set(), {"decide"}, {"decide"})

    def test_waiting_work_is_listed_for_whom_it_waits(self, house, ask, do):
        assert [head.id for head in ask(waiting_sheets.to_score, "mei")] == [house.sheet]
        assert ask(waiting_sheets.to_score, "kit") == []
        house.finish(house.sheet)
        assert ask(waiting_sheets.to_respond, "ming") == []
        house.release()
        assert [head.id for head in ask(waiting_sheets.to_respond, "ming")] == [house.sheet]
        assert ask(waiting_sheets.to_respond, "pei") == []
        house.contest()
        assert (ask(waiting_sheets.to_respond, "ming"), [head.id for head in ask(waiting_sheets.to_decide, "hu")]) == ([], [house.sheet])

    def test_one_item_is_redrawn_from_one_question(self, house, ask):
        house.answer(house.sheet, "speed", rated(7))
        kept_, state, answered, items = ask(queries.answer, "mei", house.sheet, house.items["speed"])
        assert (kept_.raw, kept_.value_version, state, answered, items) == (7, 1, State.OPEN, 1, 5)
        with pytest.raises(NotPermitted):
            ask(queries.answer, "kit", house.sheet, house.items["speed"])


class TestResponding:
    def test_the_inspected_side_acknowledges(self, house, do, traced, released):
        with traced("sheet:acknowledge", "ming"):
            do(objections.acknowledge, "ming", released)
        assert house.state() == State.ACKNOWLEDGED

    def test_nobody_else_answers_for_it(self, house, do, refused, released):
        for who in ["pei", "hu", "lin", "ada", "mei", "kit", "cora"]:
            with refused(NotPermitted):
                do(objections.acknowledge, who, released)
            with refused(NotPermitted):
                do(objections.contest, who, released, reason="The desk was being painted.")

    def test_what_is_not_released_does_not_exist_for_the_inspected_side(self, house, do, refused, submitted):
        with refused(NotPermitted):
            do(objections.acknowledge, "ming", submitted)
        house.release()
        do(objections.acknowledge, "ming", submitted)

    def test_a_contest_names_its_items_and_keeps_the_score_counting(self, house, do, traced, released):
        with traced("sheet:contest", "ming") as entry:
            do(objections.contest, "ming", released, reason="The desk was being painted.", item_ids=(house.items["photos"], house.items["speed"]))
        assert house.state() == State.CONTESTED
        assert entry[0].facts == {"items": ["photos", "speed"], "reason": "The desk was being painted."}
        assert len(dump()["contests"]) == 2
        assert tallies_match_a_recount()

    def test_the_whole_can_be_contested(self, house, do, released):
        do(objections.contest, "mo", released, reason="It was a holiday.")
        with db.reading() as session:
            [row] = session.scalars(select(Contest))
        assert (row.item_id, row.reason, row.by_id) == (None, "It was a holiday.", house.people["mo"])

    def test_a_contest_needs_a_reason_and_items_of_the_sheet(self, house, do, refused, released):
        with refused(Empty):
            do(objections.contest, "ming", released, reason=" ")
        with refused(NotFound):
            do(objections.contest, "ming", released, reason="The desk was being painted.", item_ids=(9999,))

    def test_after_an_answer_there_is_no_other(self, house, do, refused, released):
        do(objections.acknowledge, "ming", released)
        with refused(WrongState):
            house.contest()
        with refused(WrongState):
            do(objections.acknowledge, "mo", released)

    def test_an_answer_waits_while_the_result_is_being_corrected(self, house, do, ask, refused, released):
        revision = do(actions.revise, "mei", released, reason="Read the wrong list.")
        with refused(WrongState):
            do(objections.acknowledge, "ming", released)
        with refused(WrongState):
            house.contest()
        assert not ask(queries.sheet, "ming", house.row().code).mine_to_respond
        assert ask(waiting_sheets.to_respond, "ming") == []
        do(actions.submit, "mei", revision, signature="Mei")
        do(objections.acknowledge, "ming", revision)

    def test_a_manager_of_another_project_turned_member_may_answer(self, house, do, ask, refused, released):
        with refused(NotPermitted):
            do(objections.acknowledge, "pei", released)
        row = ask(project, "ada", f"PRJ-{house.row().submitted_at.year}-0001")
        do(
            projects.update, "ada", row.id, version=row.version, name=row.name, customer=row.customer, stage=Stage.EXECUTION,
            manager_id=row.manager_id, started_on=None, ends_on=None, member_ids=[house.people["pei"]],
        )  # fmt: skip
        do(objections.acknowledge, "pei", released)


class TestDeciding:
    def test_a_score_can_be_upheld(self, house, do, traced, contested):
        with traced("sheet:decide", "hu") as entry:
            do(objections.decide, "hu", contested, corrected=False, decision="The photo shows the desk before the painters came.")
        assert house.state() == State.UPHELD
        with db.reading() as session:
            [row] = session.scalars(select(Contest))
        assert (row.corrected, row.decided_by_id, row.decided_at is not None) == (False, house.people["hu"], True)
        assert entry[0].facts["revision"] is None
        assert tallies_match_a_recount()

    def test_a_correction_is_opened_to_the_inspector(self, house, do, ask, contested):
        do(objections.decide, "lin", contested, corrected=True, decision="Rate the desk once it is dry.")
        [head] = ask(waiting_sheets.to_score, "mei")
        assert (head.revises_id, head.revision_reason) == (contested, "Rate the desk once it is dry.")
        house.answer(head.id, "greeting", rated(100), seen=1)
        do(actions.submit, "mei", head.id, signature="Mei")
        assert (house.state(contested), house.state(head.id)) == (State.SUPERSEDED, State.RELEASED)
        assert tallies_match_a_recount()

    def test_an_upheld_score_is_not_revised_by_its_inspector(self, house, do, refused, contested):
        do(objections.decide, "lin", contested, corrected=False, decision="So it is.")
        with refused(WrongState):
            do(actions.revise, "mei", contested, reason="I changed my mind.")

    def test_others_do_not_decide(self, house, do, refused, contested):
        for who in ["ada", "mo", "ming", "pei", "mei", "kit", "cora"]:
            with refused(NotPermitted):
                do(objections.decide, who, contested, corrected=False, decision="So it is.")

    def test_neither_the_scorer_nor_the_inspected_side_decides(self, house, do, ask, refused, contested):
        people_ = {one.username: one for one in ask(queries_people, "ada")}
        for who, role in (("mei", "inspector"), ("ming", "team_member")):
            do(
                people.update, "ada", house.people[who], version=people_[who].version, name=named(who.title()), roles=[role, "leadership"],
                department_id=people_[who].department_id, active=True,
            )  # fmt: skip
            with refused(rules.NotYourDecision):
                do(objections.decide, who, contested, corrected=False, decision="So it is.")
        do(objections.decide, "lin", contested, corrected=False, decision="So it is.")

    def test_a_decision_needs_its_reason(self, house, do, refused, contested):
        with refused(Empty):
            do(objections.decide, "lin", contested, corrected=False, decision="")

    def test_there_is_nothing_to_decide_without_a_contest(self, house, do, refused, released):
        with refused(WrongState):
            do(objections.decide, "lin", released, corrected=False, decision="So it is.")

    def test_two_deciders_at_once_leave_one_decision(self, house, contested):
        lin, hu = house.actor("lin"), house.actor("hu")

        def decide(who, corrected):
            try:
                return work.do(objections.decide, who, contested, corrected=corrected, decision="So it is.")
            except WrongState:
                return None

        with ThreadPoolExecutor(2) as threads:
            outcomes = list(threads.map(decide, (lin, hu), (True, False)))
        assert sum(one is not None for one in outcomes) == 1
        assert len(trail("sheet:decide")) == 1
