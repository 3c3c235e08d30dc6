"""Every single statement of a deed fails once: the database is as before or as after, never between."""

import pytest
from sqlalchemy import select

from core import db
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.errors import TryAgain
from core.followup.records import FollowUp
from core.inspection.claims import actions as claims
from core.inspection.rounds import actions as rounds
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.rules import State, Wrong
from tests.cast import dump, rated, sound_chain, tallies_match_a_recount, trail
from tests.faults.failing import commit_fails, every_statement, failing

pytestmark = pytest.mark.usefixtures("database")


def test_an_answer_is_there_with_its_entry_or_not_at_all(house, do):
    def deed():
        return do(sheets.answer, mei, house.sheet, house.items["speed"], rated(7), seen=0)

    mei = house.actor("mei")
    commit_fails(deed)
    assert every_statement(deed) >= 7
    assert (house.kept("speed").raw, house.row().answered, len(trail("sheet:answer"))) == (7, 1, 1)


def test_a_submitted_sheet_is_scored_counted_and_noted_or_none_of_it(house, do):
    def deed():
        return do(sheets.submit, mei, house.sheet, signature="Mei")

    house.fill(house.sheet)
    mei = house.actor("mei")
    commit_fails(deed)
    assert every_statement(deed) >= 15
    assert (house.state(), len(trail("sheet:submit"))) == (State.SUBMITTED, 1)
    assert tallies_match_a_recount()


def test_a_revision_replaces_its_sheet_in_every_total_or_in_none(house, do, submitted):
    def deed():
        return do(sheets.submit, mei, revision, signature="Mei")

    revision = do(sheets.revise, "mei", submitted, reason="Read the wrong list.")
    house.answer(revision, "greeting", rated(100), seen=1)
    mei = house.actor("mei")
    assert every_statement(deed) >= 18
    assert (house.state(submitted), house.state(revision)) == (State.SUPERSEDED, State.SUBMITTED)
    assert tallies_match_a_recount()


def test_a_voided_sheet_leaves_every_total_with_its_follow_ups_or_stays(house, do, released):
    def deed():
        return do(claims.decide_claim, lin, released, accepted=True, decision="It was the other hotline.")

    do(claims.claim, "ming", released, wrong=Wrong.PROJECT, reason="Not ours.", right_object="Harbour")
    lin = house.actor("lin")
    commit_fails(deed)
    assert every_statement(deed) >= 12
    assert (house.state(released), len(trail("sheet:decide_claim"))) == (State.VOIDED, 1)
    with db.reading() as session:
        assert set(session.scalars(select(FollowUp.state))) == {"cancelled"}
    assert tallies_match_a_recount()


def test_a_decision_opens_its_revision_with_every_answer_or_decides_nothing(house, do, contested):
    def deed():
        return do(objections.decide, lin, contested, corrected=True, decision="Rate the desk once it is dry.")

    lin = house.actor("lin")
    commit_fails(deed)
    assert every_statement(deed) >= 10
    assert (house.state(contested), len(dump()["answers"]), len(trail("sheet:decide"))) == (State.UPHELD, 10, 1)


def test_a_release_is_whole(house, do, submitted):
    def deed():
        return do(approvals.decide, yan, waiting, step=0, verdict=Verdict.APPROVE)

    lin, yan = house.actor("lin"), house.actor("yan")
    do(rounds.close, lin, house.round)
    waiting = do(approvals.submit, lin, "round", house.round)
    assert every_statement(deed) >= 10
    assert (house.state(), len(trail("round:release")), len(trail("approval:approve"))) == (State.RELEASED, 1, 2)


def test_a_submission_is_whole(house, do, submitted):
    def deed():
        return do(approvals.submit, lin, "round", house.round)

    lin = house.actor("lin")
    do(rounds.close, lin, house.round)
    assert every_statement(deed) >= 10
    assert len(trail("approval:submit")) == 2


def test_a_race_lost_at_any_statement_is_run_again_and_done_once(house, do):
    mei, count, value = house.actor("mei"), 0, 0
    with failing(10_000) as sent:
        do(sheets.answer, mei, house.sheet, house.items["speed"], rated(value), seen=0)
        count = len(sent)
    for at in range(1, count + 1):
        value = 1 + value % 9
        with failing(at, message="database is locked"):
            assert do(sheets.answer, mei, house.sheet, house.items["speed"], rated(value), seen=at).version == at + 1
        assert house.kept("speed").raw == value
    assert len(trail("sheet:answer")) == count + 1
    assert sound_chain()


def test_a_race_that_is_lost_for_ever_says_try_again(house, do, refused):
    mei = house.actor("mei")
    with refused(TryAgain), failing(1, message="database is locked", times=100):
        do(sheets.answer, mei, house.sheet, house.items["speed"], rated(7), seen=0)
