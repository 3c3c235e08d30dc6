"""What a released sheet found wanting becomes follow-ups, once; a correction that lifts an item takes its own back."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from core import clock, db, work
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.calendar.rules import BeyondHorizon
from core.clock import now
from core.followup import actions as engine
from core.followup.records import FollowUp
from core.followup.rules import Effect, Priority, State
from core.inspection.followups import actions, queries
from core.inspection.rounds import actions as round_deeds
from core.inspection.rounds import queries as rounds
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.inspection.sheets.objections import actions as objections
from core.inspection.vetoes import actions as vetoes
from core.notice.records import Notice
from core.people.queries import person_for_update
from core.projects.records import Project
from tests import cast

pytestmark = pytest.mark.usefixtures("database")


def rows():
    with db.reading() as session:
        return {row.topic: row for row in session.scalars(select(FollowUp).order_by(FollowUp.id))}


def everything():
    with db.reading() as session:
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


@contextmanager
def counting():
    """Every statement that reaches the database inside the block."""
    said = []

    def hear(_connection, _cursor, statement, *_):
        said.append(statement.strip())

    event.listen(db.engine(), "before_cursor_execute", hear)
    yield said
    event.remove(db.engine(), "before_cursor_execute", hear)


def finish(house, sheet, *, note=True, who="mei", **raws):
    house.fill(sheet, who=who, **raws)
    if note:
        work.do(sheets.write_note, house.actor(who), sheet, house.items["consent"], "Nobody asks.", seen=0)
    house.submit(sheet, who=who)


def confirm(house):
    """A second inspector has looked at the veto."""
    work.do(vetoes.settle, house.actor("kit"), house.sheet, confirmed=True, reason="Heard it on the same calls.")


def test_low_deducted_and_vetoed_items_open_follow_ups_at_release(house):
    finish(house, house.sheet, greeting="50", findings="1", consent="0")
    confirm(house)
    assert rows() == {}
    house.release()
    found = rows()
    assert set(found) == {"hotline/greeting", "hotline/consent", "hotline/findings"}
    veto = found["hotline/consent"]
    assert (veto.priority, veto.evidence_needed, veto.finding) == (Priority.HIGH, True, "Nobody asks.")
    assert found["hotline/greeting"].said_values == {"points": "50", "round": "Spring"}
    assert found["hotline/findings"].priority == Priority.LOW
    for row in found.values():
        assert (row.owner_id, row.verifier_id) == (house.people["mo"], house.people["mei"])
        assert (row.source_kind, row.source_id, row.state, row.recurrences) == ("sheet", house.sheet, State.TODO, 0)
    with db.reading() as session:
        (notice,) = session.scalars(select(Notice).where(Notice.kind == "followup"))
    assert (notice.person_id, notice.values["count"], notice.path) == (house.people["mo"], 3, f"Follow_ups?project=PRJ-{now().year}-0001&tab=all")
    assert sorted(cast.trail("round:release")[-1].facts["followups"]) == sorted(row.code for row in found.values())


def test_releasing_again_opens_nothing_twice(house):
    finish(house, house.sheet, greeting="50")
    house.release()

    def again(session, actor):
        with_round = rounds.round_for_update(session, house.round)
        return actions.open_for_round(session, actor, with_round)

    before = len(everything())
    assert work.do(again, house.actor("lin")) == []
    assert len(everything()) == before == 1


def test_a_release_whose_follow_ups_would_never_be_due_is_refused_whole(house, refused):
    """The calendar ends before they would be due."""
    finish(house, house.sheet, greeting="50")
    lin, yan = house.actor("lin"), house.actor("yan")
    work.do(round_deeds.close, lin, house.round)
    waiting = work.do(approvals.submit, lin, "round", house.round)
    with clock.at(datetime(2079, 12, 28, tzinfo=UTC)), refused(BeyondHorizon):
        work.do(approvals.decide, yan, waiting, step=0, verdict=Verdict.APPROVE)
    assert everything() == []


def test_good_items_and_what_does_not_apply_open_nothing(house):
    finish(house, house.sheet, note=False, greeting="n/a", photos="100")
    house.release()
    assert everything() == []


def test_the_rounds_leader_verifies_where_the_inspector_manages(house, do):
    finish(house, house.sheet, greeting="0")
    with db.writing() as session:  # Mei has become Hotline's manager since
        session.get_one(Project, house.projects["hotline"]).manager_id = house.people["mei"]
    house.release()
    (row,) = everything()
    assert (row.owner_id, row.verifier_id) == (house.people["mei"], house.people["lin"])


def correct(house, sheet_id, **raws):
    """Contested, to be corrected, corrected."""
    do = work.do
    do(objections.contest, house.actor("ming"), sheet_id, reason="We did.", item_ids=(house.items["greeting"],))
    house.rescore("hu", sheet_id)
    do(objections.decide, house.actor("hu"), sheet_id, corrected=True, decision="Look again.")
    revision = work.ask(sheet_queries.revision_of, sheet_id).id
    for code, raw in raws.items():
        do(sheets.answer, house.actor("mei"), revision, house.items[code], cast.rated(raw), seen=1)
    house.submit(revision)
    return revision


def test_the_head_of_the_department_mends_where_the_manager_has_left(house):
    finish(house, house.sheet, greeting="50")
    with db.writing() as session:
        person_for_update(session, house.people["mo"]).active = False
    house.release()
    row = rows()["hotline/greeting"]
    assert (row.owner_id, row.verifier_id) == (house.people["hu"], house.people["mei"])
    with db.reading() as session:
        assert house.people["hu"] in set(session.scalars(select(Notice.person_id).where(Notice.kind == "followup")))


def test_a_correction_that_lifts_the_item_cancels_its_follow_up(house):
    finish(house, house.sheet, greeting="50", findings="1", consent="0")
    confirm(house)
    house.release()
    revision = correct(house, house.sheet, greeting="100")
    found = rows()
    assert found["hotline/greeting"].state == State.CANCELLED
    assert (found["hotline/findings"].state, found["hotline/findings"].source_id) == (State.TODO, revision)
    assert found["hotline/greeting"].source_id == house.sheet
    assert len(everything()) == 3
    assert cast.trail("sheet:submit")[-1].facts["followups"]["cancelled"] == [found["hotline/greeting"].code]
    assert cast.sound_chain()


def test_a_correction_that_lowers_another_item_opens_one(house):
    finish(house, house.sheet, greeting="50")
    house.release()
    revision = correct(house, house.sheet, greeting="100", speed="1")
    found = rows()
    assert found["hotline/greeting"].state == State.CANCELLED
    assert (found["hotline/speed"].state, found["hotline/speed"].source_id) == (State.TODO, revision)


def second_round(house, name="Summer", **raws):
    made, given = house.open_round(name, hotline="mei")
    finish(house, given["hotline"], **raws)
    house.release(made)
    return given["hotline"]


def test_the_same_item_low_again_links_to_the_earlier_one_and_counts(house, do):
    finish(house, house.sheet, note=False, greeting="50")
    house.release()
    first = everything()[0]
    do(engine.plan, "mo", first.id, measure="Training.", version=first.version)
    do(engine.report, "mo", first.id)
    do(engine.verify, "mei", first.id, passed=True)
    second_round(house, note=False, greeting="0", speed="1")
    second_round(house, "Autumn", note=False, greeting="0")
    greeting = [row for row in everything() if row.topic == "hotline/greeting"]
    assert [row.earlier_id for row in greeting] == [None, greeting[0].id, greeting[1].id]
    assert [row.recurrences for row in greeting] == [0, 1, 2]
    assert (greeting[0].state, greeting[0].effect) == (State.CLOSED, Effect.FAILED)
    assert rows()["hotline/speed"].recurrences == 0


def test_two_inspectors_of_one_round_are_no_recurrence(house):
    made, given = house.open_round("Summer", hotline="mei")
    other = work.do(
        cast.rounds.assign, house.actor("lin"), made, project_id=house.projects["hotline"], inspector_id=house.people["kit"]
    )
    finish(house, given["hotline"], note=False, greeting="50")
    finish(house, other, note=False, who="kit", greeting="50")
    house.release(made)
    assert [(row.recurrences, row.earlier_id) for row in everything()] == [(0, None), (0, None)]
    assert {row.verifier_id for row in everything()} == {house.people["mei"], house.people["kit"]}


def test_the_next_sheet_shows_them_beside_their_item_in_one_statement(house, do, ask):
    finish(house, house.sheet, greeting="50", speed="1")
    house.release()
    greeting = rows()["hotline/greeting"]
    _, given = house.open_round("Summer", hotline="kit")
    kit = house.actor("kit")
    with counting() as statements:
        found = ask(queries.beside, kit, given["hotline"])
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert set(found) == {house.items["greeting"], house.items["speed"]}
    (one,) = found[house.items["greeting"]]
    assert (one.code, one.state, one.readable) == (greeting.code, State.TODO, False)
    assert ask(queries.beside, "mei", house.sheet)[house.items["greeting"]][0].readable
    assert ask(queries.beside, "mei", given["hotline"]) == {}  # Kit's sheet is not hers to see
    do(engine.cancel, "mei", greeting.id, reason="A slip.")
    assert set(ask(queries.beside, "kit", given["hotline"])) == {house.items["speed"]}


def test_a_sheet_of_another_project_shows_none_of_them(house, ask):
    finish(house, house.sheet, greeting="50")
    house.release()
    with db.writing() as session:
        session.get_one(Project, house.projects["harbour"]).department_id = house.departments["service"]
    _, given = house.open_round("Summer", harbour="mei")
    assert ask(queries.beside, "mei", given["harbour"]) == {}

