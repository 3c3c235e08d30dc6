"""Finals in the house: a target counts once and complete, by median, mean or consensus, whoever submits when."""

import importlib
import statistics
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select

from core import clock, db
from core.access import Role
from core.errors import Empty, NotFound, NotPermitted, WrongState
from core.inspection.finals import queries as finals
from core.inspection.finals.records import Consensus, TargetFinal
from core.inspection.finals.rules import (
    COMBINING,
    NotATotal,
    NothingRated,
    NothingToWithdraw,
    NotTalkedAbout,
    StandsAsReleased,
    SubmittedAlready,
    Target,
    Way,
)
from core.inspection.results import queries as results
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import Filter, Mark
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rules import kept
from core.inspection.several import actions, queries
from core.inspection.several.rules import ConsensusToConfirm, StillScoring
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.inspection.sheets.objections import actions as contests
from core.inspection.sheets.objections.queries import objections
from core.inspection.sheets.records import Sheet, SheetSection
from core.inspection.sheets.rules import COUNTED
from core.inspection.tally.actions import count
from core.inspection.tally.queries import differences
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Counted
from core.people import actions as people
from core.people.queries import people as everybody
from core.settings import actions as setting
from tests.cast import named, not_applicable, rated, tallies_match_a_recount
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("database")
D = Decimal
SPEEDS = {"mei": "10", "kit": "5", "ann": "0"}
"""Of the total they leave 100, 91 and 82 points."""


@scene
def thrice(house, do):
    """Hotline's sheets of a running round: Mei's, Kit's and Ann's."""
    do(people.create, "ada", username="ann", name=named("Ann"), roles={Role.INSPECTOR}, department_id=house.departments["quality"], password_hash="x")
    round_id, given_ = house.open_round("Thrice", hotline="mei")
    mine = {"mei": given_["hotline"]}
    ids = {one.username: one.id for one in house_people(do)}
    for who in ("kit", "ann"):
        mine[who] = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=ids[who])
    return round_id, mine


def house_people(do):
    return do(lambda session, actor: everybody(session, actor), "ada")


def row_of(house, round_id):
    with db.reading() as session:
        return finals.row_of(session, Target(round_id, house.projects["hotline"]))


def mean_of(ask, round_id, who="lin"):
    code = ask(round_queries.code_of, who, round_id)
    overview = ask(results.overview, who, Filter(rounds=code))
    return overview.total.n, overview.total.mean


class TestCounting:
    def test_it_counts_once_by_the_median_when_the_last_has_submitted(self, house, ask, thrice):
        round_id, mine = thrice
        house.finish(mine["kit"], who="kit", speed=SPEEDS["kit"])
        house.finish(mine["mei"], speed=SPEEDS["mei"])
        assert mean_of(ask, round_id) == (0, None)
        assert row_of(house, round_id) is None
        house.finish(mine["ann"], who="ann", speed=SPEEDS["ann"])
        one = row_of(house, round_id)
        assert (one.sheets, one.rated, one.way, one.total, one.band, one.low, one.high) == (3, 3, "median", 91, "good", 82, 100)
        assert mean_of(ask, round_id) == (1, 91.0)
        assert tallies_match_a_recount()

    def test_two_count_by_what_is_halfway(self, house, do, ask, thrice):
        round_id, mine = thrice
        do(rounds.unassign, "lin", round_id, sheet_id=mine["ann"])
        house.finish(mine["kit"], who="kit", speed="5")
        house.finish(mine["mei"], speed="10")
        assert mean_of(ask, round_id) == (1, 95.5)

    def test_one_who_was_missed_keeps_nobody_waiting(self, house, do, ask, thrice):
        round_id, mine = thrice
        house.finish(mine["kit"], who="kit", speed="5")
        house.finish(mine["ann"], who="ann", speed="0")
        do(rounds.close, "lin", round_id, count_as_missed=True)
        assert mean_of(ask, round_id) == (1, 86.5)
        assert tallies_match_a_recount()

    def test_one_who_joins_later_is_waited_for_and_one_who_leaves_is_not(self, house, do, ask):
        house.finish(house.sheet, speed="5")
        assert mean_of(ask, house.round) == (1, 91.0)
        joined = do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        assert mean_of(ask, house.round) == (0, None)
        do(rounds.unassign, "lin", house.round, sheet_id=joined)
        assert mean_of(ask, house.round) == (1, 91.0)
        assert tallies_match_a_recount()

    def test_a_revision_moves_the_final_and_an_open_one_does_not(self, house, do, ask, thrice):
        round_id, mine = thrice
        for who, sheet in mine.items():
            house.finish(sheet, who=who, speed=SPEEDS[who])
        revision = do(sheets.revise, "kit", mine["kit"], reason="Counted anew.")
        assert mean_of(ask, round_id) == (1, 91.0)
        house.answer(revision, "speed", rated(1), who="kit", seen=1)
        house.submit(revision, who="kit")
        assert mean_of(ask, round_id) == (1, pytest.approx(83.8))
        assert row_of(house, round_id).total == D("83.8")
        assert tallies_match_a_recount()

    def test_an_accepted_appeal_moves_it(self, house, do, ask, thrice):
        round_id, mine = thrice
        for who, sheet in mine.items():
            house.finish(sheet, who=who, speed=SPEEDS[who])
        do(rounds.close, "lin", round_id)
        do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="So.", held_on=clock.today())
        house.approve("round", round_id)
        house.contest(mine["kit"])
        with db.reading() as session:
            (objection,) = objections(session, [mine["kit"]])
        house.rescore("lin", mine["kit"])
        do(contests.decide, "lin", mine["kit"], corrected=True, decision="Seen.", values={objection.id: rated(0)})
        assert row_of(house, round_id).total == D("82")  # Kit has 75 now
        assert tallies_match_a_recount()

    def test_the_way_is_kept_with_the_round_and_chosen_until_the_first_sheet(self, house, do, ask, thrice, traced, refused):
        round_id, mine = thrice
        with traced("round:combine", "lin"):
            do(actions.combine, "lin", round_id, way=Way.MEAN)
        with pytest.raises(NotPermitted):
            do(actions.combine, "mei", round_id, way=Way.MEDIAN)
        with refused(WrongState):
            do(actions.combine, "lin", round_id, way=Way.CONSENSUS)
        for who, speed in (("mei", "10"), ("kit", "10"), ("ann", "0")):
            house.finish(mine[who], who=who, speed=speed)
        assert mean_of(ask, round_id) == (1, 94.0)
        with refused(SubmittedAlready):
            do(actions.combine, "lin", round_id, way=Way.MEDIAN)

    def test_a_new_round_takes_the_way_from_the_settings(self, house, do, ask):
        do(setting.change, "ada", COMBINING.code, text=Way.MEAN.value, version=0)
        made, _ = house.open_round("Mean", start=False)
        assert ask(round_queries.round_, "lin", ask(round_queries.code_of, "lin", made)).combining is Way.MEAN
        assert ask(round_queries.round_, "lin", ask(round_queries.code_of, "lin", house.round)).combining is Way.MEDIAN

    def test_what_nobody_could_rate_counts_as_not_ratable(self, house, ask, thrice):
        round_id, mine = thrice
        for who, sheet in mine.items():
            house.finish(sheet, who=who, greeting="n/a", speed="n/a", findings="n/a")
        assert row_of(house, round_id).total is None
        code = ask(round_queries.code_of, "lin", round_id)
        overview = ask(results.overview, "lin", Filter(rounds=code))
        assert (overview.total.n, overview.unratable) == (0, 1)
        assert ask(rows.sheets_behind, "lin", Filter(rounds=code), Mark(band="unratable")).targets == 1

    def test_a_submission_with_one_inspector_asks_once_more_than_before(self, house, do):
        """The lock of the target; nothing of finals is read or written where one inspector scores."""
        house.fill(house.sheet)
        mei, sent = house.actor("mei"), []

        def keep(connection, cursor, statement, parameters, context, many):
            sent.append(statement)

        event.listen(db.engine(), "before_cursor_execute", keep)
        try:
            do(sheets.submit, mei, house.sheet, signature="Mei")
        finally:
            event.remove(db.engine(), "before_cursor_execute", keep)
        assert sum("JOIN sheets AS" in one for one in sent) == 1
        assert not [one for one in sent if "target_final" in one or "consensus" in one]


class TestBlindness:
    def test_a_leader_who_inspects_learns_nothing_from_the_results(self, house, do, ask, thrice):
        round_id, mine = thrice
        mei = next(one for one in ask(everybody, "ada") if one.username == "mei")
        do(people.update, "ada", mei.id, version=mei.version, name=mei.name, roles=[*mei.roles, Role.LEADERSHIP], department_id=mei.department_id, active=True)
        house.finish(mine["kit"], who="kit", speed="5")
        house.finish(mine["ann"], who="ann", speed="0")
        code = ask(round_queries.code_of, "lin", round_id)
        for who in ("mei", "lin"):  # nor does anybody who could tell her
            board = ask(results.board, who, Filter(rounds=code))
            assert (board.rounds == () or all(one.code != code for one in board.rounds), board.overview.total.n) == (True, 0)
            assert ask(rows.sheets_behind, who, Filter(rounds=code), Mark()).total == 0
            assert ask(rows.items, who, Filter(rounds=code)).empty
            assert ask(rows.exported, who, Filter(rounds=code)).sheets.empty
        own = ask(sheet_queries.sheet, "mei", house.row(mine["mei"]).code)
        assert own.final is None
        assert ask(queries.targets, "mei", round_id)[0].final is None
        house.finish(mine["mei"])
        assert ask(rows.sheets_behind, "mei", Filter(rounds=code), Mark(low=0)).total == 3
        assert ask(sheet_queries.sheet, "mei", house.row(mine["mei"]).code).final.total == 91

    def test_whoever_decides_a_contest_blind_does_not_see_the_final(self, house, do, ask, thrice):
        round_id, mine = thrice
        for who, sheet in mine.items():
            house.finish(sheet, who=who, speed="9")
        do(rounds.close, "lin", round_id)
        house.approve("round", round_id)
        house.contest(mine["kit"])
        code = house.row(mine["kit"]).code
        assert ask(sheet_queries.sheet, "lin", code).final is None
        house.rescore("lin", mine["kit"])
        assert ask(sheet_queries.sheet, "lin", code).final.sheets == 3


class TestOnTheSheet:
    def test_every_reader_of_a_sheet_is_told_what_it_counts_as(self, house, do, ask, thrice):
        round_id, mine = thrice
        for who, sheet in mine.items():
            house.finish(sheet, who=who, speed=SPEEDS[who])
        found = ask(sheet_queries.sheet, "kit", house.row(mine["kit"]).code).final
        assert (found.sheets, found.way, found.total, found.spread) == (3, Way.MEDIAN, 91, 18)
        assert [total for _, total in found.totals] == [82, 91, 100]
        assert found.sections == {house.sections["contact"]: D("85"), house.sections["files"]: D(100)}
        with pytest.raises(NotFound):
            ask(sheet_queries.sheet, "ming", house.row(mine["kit"]).code)
        do(rounds.close, "lin", round_id)
        do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="So.", held_on=clock.today())
        house.approve("round", round_id)
        assert ask(sheet_queries.sheet, "ming", house.row(mine["kit"]).code).final.total == 91

    def test_grades_and_classes_lead_to_every_sheet_of_the_target(self, house, ask, thrice):
        round_id, mine = thrice
        for who, greeting in (("mei", "100"), ("kit", "0"), ("ann", "0")):  # 100, 70, 70
            house.finish(mine[who], who=who, greeting=greeting)
        code = Filter(rounds=ask(round_queries.code_of, "lin", round_id))
        assert ask(rows.sheets_behind, "lin", code, Mark(band="good")).total == 0
        behind = ask(rows.sheets_behind, "lin", code, Mark(band="fair"))
        assert (behind.total, behind.targets) == (3, 1)
        assert set(behind.sheets["final"]) == {D(70)}
        assert set(behind.sheets["inspectors"]) == {3}
        assert ask(rows.sheets_behind, "lin", code, Mark(low=70, high=75)).total == 3
        assert set(ask(rows.exported, "lin", code).sheets["final"]) == {D(70)}


@scene
def apart(house, do, thrice):
    """All three submitted far apart, and talked."""
    round_id, mine = thrice
    for who, sheet in mine.items():
        house.finish(sheet, who=who, speed=SPEEDS[who])
    do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="Ann misread.", held_on=clock.today())
    return round_id, mine


class TestConsensus:
    def agree(self, house, do, round_id, total, reason="Ann had misread the log.", who="lin"):
        value = None if total is None else D(str(total))
        return do(actions.agree, who, round_id, project_id=house.projects["hotline"], total=value, reason=reason)

    def test_it_replaces_the_median_and_stays_in_the_record(self, house, do, ask, apart, traced):
        round_id, mine = apart
        with traced("round:agree", "lin") as entry:
            self.agree(house, do, round_id, "95.5")
        assert entry[0].facts["before"] == {"total": "91.000000", "way": "median", "band": "good"}
        assert entry[0].facts["after"] == {"total": "95.500000", "way": "consensus", "band": "good"}
        assert mean_of(ask, round_id) == (1, 95.5)
        self.agree(house, do, round_id, "70", reason="Looked again.")
        one = row_of(house, round_id)
        assert (one.way, one.total, one.band, one.low, one.high) == ("consensus", 70, "fair", 82, 100)
        told = ask(sheet_queries.sheet, "kit", house.row(mine["kit"]).code).final
        assert [(said.total, said.replaced, said.reason) for said in told.agreed] == [
            (70, D("95.5"), "Looked again."), (D("95.5"), 91, "Ann had misread the log."),
        ]  # fmt: skip
        assert tallies_match_a_recount()

    def test_taken_back_the_median_counts_again(self, house, do, ask, apart, refused):
        round_id, _ = apart
        with refused(NothingToWithdraw):
            self.agree(house, do, round_id, None)
        self.agree(house, do, round_id, 80)
        self.agree(house, do, round_id, None, reason="They stay apart.")
        assert mean_of(ask, round_id) == (1, 91.0)
        assert tallies_match_a_recount()

    def test_it_needs_all_sheets_a_talk_a_number_and_a_reason(self, house, do, thrice, refused):
        round_id, mine = thrice
        house.finish(mine["mei"], speed="10")
        house.finish(mine["kit"], who="kit", speed="0")
        with refused(StillScoring):
            self.agree(house, do, round_id, 90)
        house.finish(mine["ann"], who="ann", speed="5")
        with refused(NotTalkedAbout):
            self.agree(house, do, round_id, 90)
        do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="So.", held_on=clock.today())
        for total in ("100.5", "-1", "90.12345"):
            with refused(NotATotal):
                self.agree(house, do, round_id, total)
        with refused(Empty):
            self.agree(house, do, round_id, 90, reason=" ")
        with refused(NotFound):
            do(actions.agree, "lin", round_id, project_id=house.projects["harbour"], total=D(1), reason="So.")
        for who in ("mei", "mo", "hu"):
            with pytest.raises(NotPermitted):
                self.agree(house, do, round_id, 90, who=who)

    def test_there_is_nothing_to_agree_on_where_nothing_was_rated(self, house, do, thrice, refused):
        round_id, mine = thrice
        for who, sheet in mine.items():
            house.finish(sheet, who=who, greeting="n/a", speed="n/a", findings="n/a")
        do(actions.record_talk, "lin", round_id, project_id=house.projects["hotline"], outcome="So.", held_on=clock.today())
        with refused(NothingRated):
            self.agree(house, do, round_id, 90)

    def test_a_correction_marks_it_and_the_release_waits_for_the_leader(self, house, do, ask, apart, refused):
        round_id, mine = apart
        self.agree(house, do, round_id, 95)
        revision = do(sheets.revise, "ann", mine["ann"], reason="Counted anew.")
        house.answer(revision, "speed", rated(9), who="ann", seen=1)
        house.submit(revision, who="ann")
        one = row_of(house, round_id)
        assert (one.total, one.way, one.stale) == (95, "consensus", True)
        assert mean_of(ask, round_id) == (1, 95.0)
        do(rounds.close, "lin", round_id)
        with refused(ConsensusToConfirm):
            house.approve("round", round_id)
        self.agree(house, do, round_id, 95, reason="It still holds.")
        assert row_of(house, round_id).stale is False
        house.approve("round", round_id)
        with refused(StandsAsReleased):
            self.agree(house, do, round_id, 96)
        house.contest(mine["kit"])
        with db.reading() as session:
            (objection,) = objections(session, [mine["kit"]])
        house.rescore("lin", mine["kit"])
        do(contests.decide, "lin", mine["kit"], corrected=True, decision="Seen.", values={objection.id: rated(0)})
        assert row_of(house, round_id).stale is True
        self.agree(house, do, round_id, 90, reason="After the appeal.")
        assert (row_of(house, round_id).total, row_of(house, round_id).stale) == (90, False)
        assert tallies_match_a_recount()

    def test_what_is_approved_is_what_the_target_counts_as(self, house, do, apart):
        round_id, _ = apart
        self.agree(house, do, round_id, "95.5")
        do(rounds.close, "lin", round_id)
        with db.reading() as session:
            frozen = round_queries.results_of(session, round_queries.round_row(session, round_id))
        assert [{k: v for k, v in one.items() if k != "project"} for one in frozen["finals"]] == [
            {"inspectors": 3, "way": "consensus", "total": "95.5", "grade": "good"}
        ]


class _Undo(Exception):
    pass


ANSWERS = st.sampled_from(["0", "3", "7", "10", "n/a"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["submit", "revise", "agree", "withdraw", "close", "assign", "unassign"]), st.integers(0, 3), ANSWERS), min_size=1, max_size=9
)


def test_whatever_happens_in_whatever_order_counts_once_and_right(house, do, thrice):
    """Any history of three inspectors and a fourth: the final is the textbook's, and the totals are a recount's."""
    round_id, _ = thrice
    names, lin = ["mei", "kit", "ann"], house.actor("lin")
    actors = {who: house.actor(who) for who in names}
    hotline = house.projects["hotline"]
    fourth = do(people.create, "ada", username="bo", name=named("Bo"), roles={Role.INSPECTOR}, department_id=None, password_hash="x")

    def fill(session, actor, sheet_id, raw, seen):
        values = [(house.items["speed"], not_applicable() if raw == "n/a" else rated(raw), seen)]
        if not seen:
            values += [(house.items[code], rated(one), 0) for code, one in (("greeting", "50"), ("consent", "1"), ("findings", "1"))]
            values.append((house.items["photos"], not_applicable(), 0))
        sheets.fill_in(session, actor, sheet_id, answers=values, source="a law")
        session.info.pop("noted", None)
        sheets.submit(session, actor, sheet_id, signature=actor.name)

    def apply(session, kind, place, raw):
        live = session.scalars(select(Sheet).where(Sheet.round_id == round_id, Sheet.state.in_((*COUNTED, "open"))).order_by(Sheet.id)).all()
        who = names[place % 3]
        mine = [one for one in live if one.inspector_id == actors[who].id]
        if kind == "submit" and mine and mine[-1].state == "open" and not mine[-1].revision:
            fill(session, actors[who], mine[-1].id, raw, 0)
        elif kind == "revise" and mine and mine[-1].state == "submitted":
            made = sheets.revise(session, actors[who], mine[-1].id, reason="Again.")
            session.info.pop("noted", None)
            fill(session, actors[who], made, raw, 1)
        elif kind in ("agree", "withdraw"):
            if any(one.state == "open" for one in live) or len(live) < 2:
                return
            actions.record_talk(session, lin, round_id, project_id=hotline, outcome="So.", held_on=clock.today())
            session.info.pop("noted", None)
            try:
                with session.begin_nested():
                    actions.agree(session, lin, round_id, project_id=hotline, total=D(place * 25) if kind == "agree" else None, reason="So.")
            except (NothingRated, NothingToWithdraw):
                pass
        elif kind == "close":
            rounds.close(session, lin, round_id, count_as_missed=True)
        elif kind == "assign":
            rounds.assign(session, lin, round_id, project_id=hotline, inspector_id=fourth)
        elif kind == "unassign":
            theirs = next((one for one in live if one.inspector_id == fourth), None)
            if theirs is not None:
                rounds.unassign(session, lin, round_id, sheet_id=theirs.id)

    def textbook(session):
        live = session.scalars(select(Sheet).where(Sheet.round_id == round_id)).all()
        done = [one for one in live if one.state in COUNTED]
        if any(one.state == "open" and not one.revision for one in live) or len(done) < 2:
            return None
        said = session.scalars(select(Consensus).where(Consensus.round_id == round_id).order_by(Consensus.id.desc()).limit(1)).one_or_none()
        if said is not None and said.total is not None:
            return "consensus", said.total, set(said.sheets) != {one.code for one in done}
        totals = [Fraction(one.total) for one in done if one.total is not None]
        return "median", kept(statistics.median(totals)) if totals else None, False

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    @given(STEPS)
    def law(steps):
        try:
            with db.writing() as session:
                for kind, place, raw in steps:
                    session.info.pop("noted", None)
                    try:
                        with session.begin_nested():
                            apply(session, kind, place, raw)
                    except (WrongState, rounds.rules.AssignedAlready, rounds.rules.StillOpen):
                        session.expire_all()
                    assert differences(session) == []
                    row = finals.row_of(session, Target(round_id, hotline))
                    assert (None if row is None else (row.way, row.total, row.stale)) == textbook(session)
                raise _Undo
        except _Undo:
            pass

    law()


def test_two_who_submit_at_once_are_both_counted(house, do, thrice):
    """Real transactions beside each other: whoever comes second sees the first, in every round of the race."""
    _, mine = thrice
    races = [mine]
    for number in range(4):
        round_id, given_ = house.open_round(f"Race {number}", hotline="mei")
        ids = {one.username: one.id for one in house_people(do)}
        races.append(
            {"mei": given_["hotline"]}
            | {who: do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=ids[who]) for who in ("kit", "ann")}
        )
    for sheets_ in races:
        for who, sheet in sheets_.items():
            house.fill(sheet, who=who, speed=SPEEDS[who])
    actors = {who: house.actor(who) for who in SPEEDS}
    for sheets_ in races:
        start = Barrier(3)

        def submit(who, sheets_=sheets_, start=start):
            start.wait()
            return do(sheets.submit, actors[who], sheets_[who], signature=actors[who].name)

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(submit, SPEEDS))
    with db.reading() as session:
        assert [(one.sheets, one.total) for one in session.scalars(select(TargetFinal))] == [(3, 91)] * len(races)
    assert tallies_match_a_recount()


def test_corrections_at_once_are_both_counted(house, do, thrice):
    round_id, mine = thrice
    for who, sheet in mine.items():
        house.finish(sheet, who=who, speed="10")
    actors = {who: house.actor(who) for who in SPEEDS}
    revisions = {who: do(sheets.revise, who, sheet, reason="Again.") for who, sheet in mine.items()}
    for who, revision in revisions.items():
        house.answer(revision, "speed", rated(SPEEDS[who]), who=who, seen=1)
    start = Barrier(3)

    def submit(who):
        start.wait()
        return do(sheets.submit, actors[who], revisions[who], signature=actors[who].name)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(submit, SPEEDS))
    assert row_of(house, round_id).total == 91
    assert tallies_match_a_recount()


def test_an_old_database_is_counted_anew_by_its_migration(house, do, thrice):
    """As the totals stood before: every sheet counted by itself, also of what is still being scored."""
    round_id, mine = thrice
    house.finish(house.sheet, speed="3")
    for who, sheet in mine.items():
        house.finish(sheet, who=who, speed=SPEEDS[who], greeting="n/a" if who == "ann" else "50")
    other, given_ = house.open_round("Half done", hotline="mei")
    do(rounds.assign, "lin", other, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
    house.finish(given_["hotline"])
    with db.writing() as session:
        for table in (TargetFinal, Tally, Count):
            session.execute(delete(table))
        every = []
        for row in session.scalars(select(Sheet).where(Sheet.state.in_(COUNTED))):
            parts = session.scalars(select(SheetSection).where(SheetSection.sheet_id == row.id, SheetSection.score.is_not(None)))
            own = tuple((one.section_id, one.score, one.share) for one in parts)
            every.append(Counted(row.round_id, row.project_id, row.department_id, row.total, row.share, row.band, own))
        count(session, every)
    assert not tallies_match_a_recount()
    migration = importlib.import_module("core.db.migrations.versions.m0022_finals")
    with db.engine().begin() as connection:
        migration.recount(connection)
    assert tallies_match_a_recount()
    assert row_of(house, round_id).sheets == 3
    assert row_of(house, other) is None
