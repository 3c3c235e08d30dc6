"""Deeds on scoring sheets: allowed, refused, traced."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import db, work
from core.errors import Empty, NotFound, NotPermitted, TooLong, WrongState
from core.files import queries as files
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Given, Mark, RawNotALevel, RawOutOfRange, RawTooFine, score
from core.inspection.sheets import actions, queries, rules
from core.inspection.sheets.actions import Value
from core.inspection.sheets.queries import Filter
from core.inspection.sheets.records import Answer, Contest, Evidence, Sheet, SheetSection
from core.inspection.sheets.rules import State
from core.inspection.tally.rules import rows
from core.inspection.tally.records import Count, Tally
from core.inspection.templates.queries import checklist
from core.people import actions as people
from core.people.queries import people as queries_people
from core.projects import actions as projects
from core.projects.queries import project
from core.projects.rules import Stage
from tests.cast import TAKEN_BACK, dump, named, not_applicable, rated, trail

pytestmark = pytest.mark.usefixtures("database")


def kept(house, code, sheet_id=None):
    """What the database holds about one item."""
    where = (Answer.sheet_id == (sheet_id or house.sheet), Answer.item_id == house.items[code])
    with db.reading() as session:
        return session.scalars(select(Answer).where(*where)).one_or_none()


def tallies_match_a_recount():
    with db.reading() as session:
        counted = session.scalars(select(Sheet).where(Sheet.state.in_(rules.COUNTED)))
        tallies, counts = rows([actions.counted(session, sheet) for sheet in counted])

        def kept_in(table, new):
            held = [{k: v for k, v in row._mapping.items() if k != "id"} for row in session.execute(select(table.__table__))]
            held = [row for row in held if row["n"] != 0]
            return sorted(held, key=str) == sorted(new, key=str)

        return kept_in(Tally, tallies) and kept_in(Count, counts)


class TestAnswering:
    def test_an_answer_is_kept_and_traced(self, house, do, traced):
        with traced("sheet:answer", "mei") as entry:
            assert do(actions.answer, "mei", house.sheet, house.items["speed"], rated("7.5"), seen=0) == 1
        row = kept(house, "speed")
        assert (row.mark, row.raw, row.value_version) == ("rated", Decimal("7.5"), 1)
        assert house.row().answered == 1
        assert entry[0].facts["after"] == {"mark": "rated", "raw": "7.5", "na_reason": None}
        assert entry[0].facts["before"] == {"mark": None, "raw": None, "na_reason": None}
        assert (entry[0].subject_kind, entry[0].subject_id, entry[0].project_id) == ("sheet", house.sheet, house.projects["hotline"])

    def test_the_same_answer_again_is_already_kept_whatever_was_seen(self, house):
        house.answer(house.sheet, "speed", rated(7))
        before = dump()
        assert house.answer(house.sheet, "speed", rated("7.00"), seen=0) == 1
        assert house.answer(house.sheet, "speed", rated(7), seen=1) == 1
        assert dump() == before

    def test_another_answer_over_one_not_seen_is_refused(self, house, refused):
        house.answer(house.sheet, "speed", rated(7))
        with refused(rules.AnsweredElsewhere):
            house.answer(house.sheet, "speed", rated(9), seen=0)
        assert house.answer(house.sheet, "speed", rated(9), seen=1) == 2
        with refused(rules.AnsweredElsewhere):
            house.answer(house.sheet, "speed", TAKEN_BACK, seen=1)

    def test_an_answer_can_be_taken_back(self, house, traced):
        house.answer(house.sheet, "speed", rated(7))
        with traced("sheet:answer", "mei"):
            assert house.answer(house.sheet, "speed", TAKEN_BACK, seen=1) == 2
        assert (house.row().answered, kept(house, "speed").mark) == (0, None)

    def test_taking_back_what_was_never_given_leaves_nothing_behind(self, house):
        before = dump()
        assert house.answer(house.sheet, "speed", TAKEN_BACK) == 0
        assert dump() == before

    def test_progress_counts_items_and_not_changes(self, house):
        for seen, value in enumerate((rated(7), rated(8), not_applicable(), rated(1))):
            house.answer(house.sheet, "speed", value, seen=seen)
        assert house.row().answered == 1

    def test_what_does_not_apply_needs_a_reason_of_the_list(self, house, refused):
        for reason in (None, "", "because"):
            with refused(rules.ReasonUnknown):
                house.answer(house.sheet, "speed", Value(Mark.NOT_APPLICABLE, na_reason=reason))
        house.answer(house.sheet, "speed", not_applicable())
        assert kept(house, "speed").na_reason == "absent"

    def test_a_reason_does_not_stay_with_a_rating(self, house):
        house.answer(house.sheet, "speed", Value(Mark.RATED, Decimal(5), "absent"))
        house.answer(house.sheet, "greeting", Value(Mark.NOT_APPLICABLE, Decimal(50), "absent"))
        assert (kept(house, "speed").na_reason, kept(house, "greeting").raw) == (None, None)

    @pytest.mark.parametrize(
        ("code", "raw", "refusal"),
        [("speed", "11", RawOutOfRange), ("speed", "1.23456", RawTooFine), ("greeting", "55", RawNotALevel), ("consent", "2", RawNotALevel), ("speed", None, Empty)],
    )
    def test_a_value_off_the_scale_is_refused(self, house, refused, code, raw, refusal):
        with refused(refusal):
            house.answer(house.sheet, code, Value(Mark.RATED, None if raw is None else Decimal(raw)))

    def test_an_item_of_another_checklist_does_not_exist(self, house, do, refused):
        with refused(NotFound):
            do(actions.answer, "mei", house.sheet, 9999, rated(1), seen=0)

    def test_only_the_assigned_inspector_scores(self, house, do, refused):
        for who in ["kit", "ada", "lin", "hu", "mo", "ming", "pei", "cora"]:
            with refused(NotPermitted):
                do(actions.answer, who, house.sheet, house.items["speed"], rated(1), seen=0)
            with refused(NotPermitted):
                do(actions.write_note, who, house.sheet, house.items["speed"], "Seen.", seen=0)
            with refused(NotPermitted):
                do(actions.attach, who, house.sheet, house.items["speed"], data=b"x", kind="jpg", name="x.jpg")

    def test_a_sheet_that_does_not_exist_answers_like_a_forbidden_one(self, house, do, refused):
        with refused(NotFound) as missing:
            do(actions.answer, "mei", 9999, house.items["speed"], rated(1), seen=0)
        with refused(NotPermitted) as forbidden:
            do(actions.answer, "kit", house.sheet, house.items["speed"], rated(1), seen=0)
        assert str(missing.value) == str(forbidden.value)

    def test_a_planned_sheet_waits_for_its_round(self, house, refused):
        round_id, given = house.open_round("Summer", start=False, hotline="mei")
        with refused(rules.NotStarted):
            house.answer(given["hotline"], "speed", rated(7))
        work.do(rounds.start, house.actor("lin"), round_id)
        house.answer(given["hotline"], "speed", rated(7))

    def test_a_missed_sheet_takes_no_answer(self, house, refused):
        house.release()
        assert house.state() == State.MISSED
        with refused(rules.RoundOver):
            house.answer(house.sheet, "speed", rated(7))

    def test_two_devices_at_once_leave_one_answer_and_one_refusal(self, house):
        mei = house.actor("mei")

        def tap(raw):
            try:
                return work.do(actions.answer, mei, house.sheet, house.items["speed"], rated(raw), seen=0)
            except rules.AnsweredElsewhere:
                return None

        with ThreadPoolExecutor(6) as threads:
            outcomes = list(threads.map(tap, range(1, 7)))
        assert sorted(outcomes, key=str) == [1] + [None] * 5
        assert kept(house, "speed").raw == outcomes.index(1) + 1
        assert len(trail("sheet:answer")) == 1
        assert house.row().answered == 1

    def test_items_answered_side_by_side_are_all_counted(self, house):
        mei = house.actor("mei")
        with ThreadPoolExecutor(5) as threads:
            list(threads.map(lambda i: work.do(actions.answer, mei, house.sheet, i, not_applicable(), seen=0), house.items.values()))
        assert house.row().answered == 5


class TestNotesAndFiles:
    def test_a_note_is_kept_clean_and_traced(self, house, do, traced):
        with traced("sheet:note", "mei") as entry:
            assert do(actions.write_note, "mei", house.sheet, house.items["speed"], " Two of ten\r\nwere late.\x00 ", seen=0) == 1
        assert kept(house, "speed").note == "Two of ten\nwere late."
        assert entry[0].facts == {"item": "speed", "before": "", "after": "Two of ten\nwere late."}

    def test_a_note_over_one_not_seen_is_refused(self, house, do, refused):
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0)
        with refused(rules.AnsweredElsewhere):
            do(actions.write_note, "mei", house.sheet, house.items["speed"], "Three were late.", seen=0)
        before = dump()
        assert do(actions.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0) == 1
        assert dump() == before

    def test_note_and_value_move_independently(self, house, do):
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0)
        assert house.answer(house.sheet, "speed", rated(8), seen=0) == 1
        assert kept(house, "speed").note_version == 1

    def test_a_note_has_a_limit(self, house, do, refused):
        with refused(TooLong):
            do(actions.write_note, "mei", house.sheet, house.items["speed"], "x" * (rules.NOTE_LIMIT + 1), seen=0)
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "x" * rules.NOTE_LIMIT, seen=0)

    def test_an_empty_note_where_none_was_leaves_nothing_behind(self, house, do):
        before = dump()
        assert do(actions.write_note, "mei", house.sheet, house.items["speed"], "  ", seen=0) == 0
        assert dump() == before

    def test_a_file_is_kept_once_however_often_it_comes(self, house, traced):
        with traced("sheet:attach", "mei") as entry:
            first = house.attach(house.sheet, "photos")
        before = dump()
        assert house.attach(house.sheet, "photos") == first
        assert dump() == before
        assert entry[0].facts["file"] == first

    def test_an_item_takes_a_limited_number_of_files(self, house, refused):
        for number in range(rules.FILES_PER_ITEM):
            house.attach(house.sheet, "photos", data=b"%d" % number)
        with refused(rules.TooManyFiles):
            house.attach(house.sheet, "photos", data=b"one more")

    def test_a_file_can_be_taken_away_again(self, house, do, traced):
        file_id = house.attach(house.sheet, "photos")
        with traced("sheet:detach", "mei"):
            do(actions.detach, "mei", house.sheet, house.items["photos"], file_id=file_id)
        before = dump()
        do(actions.detach, "mei", house.sheet, house.items["photos"], file_id=file_id)
        assert dump() == before
        assert not before["evidence"]

    def test_nobody_takes_away_a_file_of_a_submitted_sheet(self, house, do, refused):
        house.finish(house.sheet)
        [row] = dump()["evidence"]
        with db.reading() as session:
            file_id = session.scalar(select(Evidence.file_id))
        with refused(rules.Locked):
            do(actions.detach, "mei", house.sheet, house.items["photos"], file_id=file_id)
        assert dump()["evidence"] == [row]

    def test_a_file_opens_for_those_who_may_see_its_sheet_at_that_moment(self, house, ask):
        file_id = house.attach(house.sheet, "photos")
        house.finish(house.sheet)

        def may_open(who):
            try:
                return ask(files.readable, who, file_id)[1] == "jpg"
            except NotPermitted:
                return False

        assert {who for who in house.people if may_open(who)} == {"ada", "lin", "hu", "mei"}
        house.release()
        assert {who for who in house.people if may_open(who)} == {"ada", "lin", "hu", "mei", "mo", "ming"}


class TestSubmitting:
    def test_a_submitted_sheet_has_its_score_and_a_trace(self, house, do, traced):
        # contact: (50*0.5 + 30*0.8 + 20*1) / 100 = 0.69;  files: (60*0.8 + 40*1) / 100 = 0.88;  0.6*69 + 0.4*88 = 76.6
        house.fill(house.sheet, greeting="50", speed="8", findings="2")
        with traced("sheet:submit", "mei") as entry:
            do(actions.submit, "mei", house.sheet, signature="Mei")
        row = house.row()
        assert (row.state, row.total, row.before_veto, row.share, row.band, row.vetoes) == (
            State.SUBMITTED, Decimal("76.6"), Decimal("76.6"), 1, "fair", [],
        )  # fmt: skip
        assert (row.signature, row.submitted_at is not None) == ("Mei", True)
        assert (entry[0].facts["total"], entry[0].facts["band"]) == ("76.600000", "fair")
        with db.reading() as session:
            parts = {part.section_id: part.score for part in session.scalars(select(SheetSection))}
        assert parts == {house.sections["contact"]: 69, house.sections["files"]: 88}
        # greeting: half of 50 % of 60; findings: a fifth of 60 % of 40
        assert (kept(house, "greeting").loss, kept(house, "findings").loss) == (15, Decimal("4.8"))
        assert tallies_match_a_recount()

    def test_the_kept_score_is_what_the_rules_say(self, house):
        house.finish(house.sheet, greeting="n/a", speed="3.3333", findings="4")
        with db.reading() as session:
            scheme = checklist(session, house.version).scheme
            given = {row.item_id: Given(Mark(row.mark), row.raw) for row in session.scalars(select(Answer))}
        result = score(scheme, given)
        assert house.row().total == round(Decimal(result.total.numerator) / Decimal(result.total.denominator), 6)
        assert house.row().share == Decimal("0.7")

    def test_a_sheet_with_an_open_item_is_refused(self, house, do, refused):
        house.fill(house.sheet, speed=None)
        with refused(rules.Incomplete) as caught:
            do(actions.submit, "mei", house.sheet, signature="Mei")
        assert caught.value.facts == {"count": 1}
        house.answer(house.sheet, "speed", rated(10))
        do(actions.submit, "mei", house.sheet, signature="Mei")

    def test_an_item_that_asks_for_a_photo_is_unfinished_without_one(self, house, do, refused):
        for code, raw in {"greeting": 100, "speed": 10, "consent": 1, "findings": 0, "photos": 100}.items():
            house.answer(house.sheet, code, rated(raw))
        with refused(rules.Incomplete):
            house.submit(house.sheet)
        house.attach(house.sheet, "photos")
        house.submit(house.sheet)

    def test_a_photo_is_not_asked_of_what_does_not_apply(self, house):
        house.fill(house.sheet, photos="n/a")
        house.submit(house.sheet)
        assert house.state() == State.SUBMITTED

    def test_a_veto_needs_its_grounds(self, house, do, refused):
        house.fill(house.sheet, consent="0")
        with refused(rules.Incomplete):
            house.submit(house.sheet)
        do(actions.write_note, "mei", house.sheet, house.items["consent"], "Recording started before anybody was asked.", seen=0)
        house.submit(house.sheet)
        # contact is vetoed: 0.6*0 + 0.4*100 = 40; before: (50 + 30) / 100 of 60 = 48, + 40 = 88
        assert (house.row().total, house.row().before_veto, house.row().vetoes) == (40, 88, [house.items["consent"]])
        assert tallies_match_a_recount()

    def test_the_list_of_what_is_unfinished_names_each_lack(self, house, ask):
        house.answer(house.sheet, "consent", rated(0))
        house.answer(house.sheet, "photos", rated(50))
        view = ask(queries.sheet, "mei", house.row().code)
        lacks = rules.unfinished(
            view.checklist.scheme, view.given, {q.id for q in view.checklist.questions if q.draft.evidence_required}, set(), set()
        )
        by_id = {item_id: code for code, item_id in house.items.items()}
        assert [(by_id[one.item_id], one.lack) for one in lacks] == [
            ("greeting", rules.Lack.ANSWER), ("speed", rules.Lack.ANSWER), ("consent", rules.Lack.GROUNDS),
            ("findings", rules.Lack.ANSWER), ("photos", rules.Lack.EVIDENCE),
        ]  # fmt: skip

    def test_a_foreign_signature_is_refused(self, house, do, refused):
        house.fill(house.sheet)
        for signature in ["", "  ", "Kit", "Me", "Mei Mei", "梅花"]:
            with refused(rules.SignatureDiffers):
                do(actions.submit, "mei", house.sheet, signature=signature)

    def test_a_person_signs_with_any_of_the_names_of_the_account(self, house, do):
        assert all(rules.signed_as(signature, ["Mei", "梅"]) for signature in ("Mei", " mei ", "M e i", "梅"))
        house.fill(house.sheet)
        do(actions.submit, "mei", house.sheet, signature=" 梅 ")
        assert (house.state(), house.row().signature) == (State.SUBMITTED, "梅")

    def test_too_little_applicable_is_submitted_without_a_number(self, house):
        # only the files apply: 40 percent
        house.finish(house.sheet, greeting="n/a", speed="n/a", consent="n/a")
        row = house.row()
        assert (row.state, row.total, row.band, row.before_veto, row.share) == (State.SUBMITTED, None, None, 100, Decimal("0.4"))
        assert tallies_match_a_recount()

    def test_a_submitted_sheet_is_locked(self, house, do, refused):
        house.finish(house.sheet)
        with refused(rules.Locked):
            house.answer(house.sheet, "speed", rated(1), seen=1)
        with refused(rules.Locked):
            do(actions.write_note, "mei", house.sheet, house.items["speed"], "Late.", seen=0)
        with refused(rules.Locked):
            house.attach(house.sheet, "photos", data=b"later")
        with refused(rules.Locked):
            house.submit(house.sheet)

    def test_two_clicks_on_submit_are_one_deed(self, house):
        house.fill(house.sheet)
        mei = house.actor("mei")
        key = work.page_key("sheet", house.sheet, "submit")
        with ThreadPoolExecutor(6) as threads:
            ids = list(threads.map(lambda _: work.do_once(key, actions.submit, mei, house.sheet, signature="Mei"), range(6)))
        assert ids == [house.sheet] * 6
        assert len(trail("sheet:submit")) == 1
        assert tallies_match_a_recount()

    def test_two_inspectors_of_one_project_are_counted_both(self, house):
        _, given = house.open_round("Summer", hotline="kit")
        house.finish(house.sheet)
        house.finish(given["hotline"], who="kit", speed="0")
        assert tallies_match_a_recount()


class TestRevising:
    def test_a_revision_starts_as_a_copy_and_leaves_the_original_standing(self, house, do, traced, submitted):
        with traced("sheet:revise", "mei") as entry:
            revision = do(actions.revise, "mei", submitted, reason="Read the wrong list.")
        row = house.row(revision)
        assert (row.state, row.revises_id, row.revision, row.revision_reason) == (State.OPEN, submitted, 1, "Read the wrong list.")
        assert (row.code, row.answered) == (f"{house.row().code}-R1", 5)
        assert entry[0].facts == {"revises": house.row().code, "reason": "Read the wrong list."}
        assert house.state() == State.SUBMITTED
        assert kept(house, "greeting", revision).raw == 50
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
        lin, mei = house.actor("lin"), house.actor("mei")
        work.do(rounds.close, lin, house.round)
        with ThreadPoolExecutor(2) as threads:
            release = threads.submit(work.do, rounds.release, lin, house.round)
            submit = threads.submit(work.do, actions.submit, mei, revision, signature="Mei")
            release.result()
            submit.result()
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
        assert self.seers(house, ask) == {"ada", "lin", "hu", "mei"}
        house.finish(house.sheet)
        assert self.seers(house, ask) == {"ada", "lin", "hu", "mei"}
        house.release()
        assert self.seers(house, ask) == {"ada", "lin", "hu", "mei", "mo", "ming"}

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
        assert [head.id for head in ask(queries.to_score, "mei")] == [house.sheet]
        assert ask(queries.to_score, "kit") == []
        house.finish(house.sheet)
        assert ask(queries.to_respond, "ming") == []
        house.release()
        assert [head.id for head in ask(queries.to_respond, "ming")] == [house.sheet]
        assert ask(queries.to_respond, "pei") == []
        house.contest()
        assert (ask(queries.to_respond, "ming"), [head.id for head in ask(queries.to_decide, "hu")]) == ([], [house.sheet])

    def test_one_item_is_redrawn_from_one_question(self, house, ask):
        house.answer(house.sheet, "speed", rated(7))
        kept_, state, answered, items = ask(queries.answer, "mei", house.sheet, house.items["speed"])
        assert (kept_.raw, kept_.value_version, state, answered, items) == (7, 1, State.OPEN, 1, 5)
        with pytest.raises(NotPermitted):
            ask(queries.answer, "kit", house.sheet, house.items["speed"])


class TestResponding:
    def test_the_inspected_side_acknowledges(self, house, do, traced, released):
        with traced("sheet:acknowledge", "ming"):
            do(actions.acknowledge, "ming", released)
        assert house.state() == State.ACKNOWLEDGED

    def test_nobody_else_answers_for_it(self, house, do, refused, released):
        for who in ["pei", "hu", "lin", "ada", "mei", "kit", "cora"]:
            with refused(NotPermitted):
                do(actions.acknowledge, who, released)
            with refused(NotPermitted):
                do(actions.contest, who, released, reason="The desk was being painted.")

    def test_what_is_not_released_does_not_exist_for_the_inspected_side(self, house, do, refused, submitted):
        with refused(NotPermitted):
            do(actions.acknowledge, "ming", submitted)
        house.release()
        do(actions.acknowledge, "ming", submitted)

    def test_a_contest_names_its_items_and_keeps_the_score_counting(self, house, do, traced, released):
        with traced("sheet:contest", "ming") as entry:
            do(actions.contest, "ming", released, reason="The desk was being painted.", item_ids=(house.items["photos"], house.items["speed"]))
        assert house.state() == State.CONTESTED
        assert entry[0].facts == {"items": ["photos", "speed"], "reason": "The desk was being painted."}
        assert len(dump()["contests"]) == 2
        assert tallies_match_a_recount()

    def test_the_whole_can_be_contested(self, house, do, released):
        do(actions.contest, "mo", released, reason="It was a holiday.")
        with db.reading() as session:
            [row] = session.scalars(select(Contest))
        assert (row.item_id, row.reason, row.by_id) == (None, "It was a holiday.", house.people["mo"])

    def test_a_contest_needs_a_reason_and_items_of_the_sheet(self, house, do, refused, released):
        with refused(Empty):
            do(actions.contest, "ming", released, reason=" ")
        with refused(NotFound):
            do(actions.contest, "ming", released, reason="The desk was being painted.", item_ids=(9999,))

    def test_after_an_answer_there_is_no_other(self, house, do, refused, released):
        do(actions.acknowledge, "ming", released)
        with refused(WrongState):
            house.contest()
        with refused(WrongState):
            do(actions.acknowledge, "mo", released)

    def test_an_answer_waits_while_the_result_is_being_corrected(self, house, do, ask, refused, released):
        revision = do(actions.revise, "mei", released, reason="Read the wrong list.")
        with refused(WrongState):
            do(actions.acknowledge, "ming", released)
        with refused(WrongState):
            house.contest()
        assert not ask(queries.sheet, "ming", house.row().code).mine_to_respond
        assert ask(queries.to_respond, "ming") == []
        do(actions.submit, "mei", revision, signature="Mei")
        do(actions.acknowledge, "ming", revision)

    def test_a_manager_of_another_project_turned_member_may_answer(self, house, do, ask, refused, released):
        with refused(NotPermitted):
            do(actions.acknowledge, "pei", released)
        row = ask(project, "ada", f"PRJ-{house.row().submitted_at.year}-0001")
        do(
            projects.update, "ada", row.id, version=row.version, name=row.name, customer=row.customer, stage=Stage.EXECUTION,
            manager_id=row.manager_id, started_on=None, ends_on=None, member_ids=[house.people["pei"]],
        )  # fmt: skip
        do(actions.acknowledge, "pei", released)


class TestDeciding:
    def test_a_score_can_be_upheld(self, house, do, traced, contested):
        with traced("sheet:decide", "hu") as entry:
            do(actions.decide, "hu", contested, corrected=False, decision="The photo shows the desk before the painters came.")
        assert house.state() == State.UPHELD
        with db.reading() as session:
            [row] = session.scalars(select(Contest))
        assert (row.corrected, row.decided_by_id, row.decided_at is not None) == (False, house.people["hu"], True)
        assert entry[0].facts["revision"] is None
        assert tallies_match_a_recount()

    def test_a_correction_is_opened_to_the_inspector(self, house, do, ask, contested):
        do(actions.decide, "lin", contested, corrected=True, decision="Rate the desk once it is dry.")
        [head] = ask(queries.to_score, "mei")
        assert (head.revises_id, head.revision_reason) == (contested, "Rate the desk once it is dry.")
        house.answer(head.id, "greeting", rated(100), seen=1)
        do(actions.submit, "mei", head.id, signature="Mei")
        assert (house.state(contested), house.state(head.id)) == (State.SUPERSEDED, State.RELEASED)
        assert tallies_match_a_recount()

    @pytest.mark.parametrize("corrected", [True, False])
    def test_a_result_is_contested_once(self, house, do, ask, refused, contested, corrected):
        do(actions.decide, "lin", contested, corrected=corrected, decision="So it is.")
        if corrected:
            [head] = ask(queries.to_score, "mei")
            do(actions.submit, "mei", head.id, signature="Mei")
            with refused(rules.ContestedAlready):
                house.contest(head.id)
            do(actions.acknowledge, "ming", head.id)
        else:
            with refused(WrongState):
                house.contest()

    def test_an_upheld_score_is_not_revised_by_its_inspector(self, house, do, refused, contested):
        do(actions.decide, "lin", contested, corrected=False, decision="So it is.")
        with refused(WrongState):
            do(actions.revise, "mei", contested, reason="I changed my mind.")

    def test_others_do_not_decide(self, house, do, refused, contested):
        for who in ["ada", "mo", "ming", "pei", "mei", "kit", "cora"]:
            with refused(NotPermitted):
                do(actions.decide, who, contested, corrected=False, decision="So it is.")

    def test_neither_the_scorer_nor_the_inspected_side_decides(self, house, do, ask, refused, contested):
        people_ = {one.username: one for one in ask(queries_people, "ada")}
        for who, role in (("mei", "inspector"), ("ming", "team_member")):
            do(
                people.update, "ada", house.people[who], version=people_[who].version, name=named(who.title()), roles=[role, "leadership"],
                department_id=people_[who].department_id, active=True,
            )  # fmt: skip
            with refused(rules.NotYourDecision):
                do(actions.decide, who, contested, corrected=False, decision="So it is.")
        do(actions.decide, "lin", contested, corrected=False, decision="So it is.")

    def test_a_decision_needs_its_reason(self, house, do, refused, contested):
        with refused(Empty):
            do(actions.decide, "lin", contested, corrected=False, decision="")

    def test_there_is_nothing_to_decide_without_a_contest(self, house, do, refused, released):
        with refused(WrongState):
            do(actions.decide, "lin", released, corrected=False, decision="So it is.")

    def test_two_deciders_at_once_leave_one_decision(self, house, contested):
        lin, hu = house.actor("lin"), house.actor("hu")

        def decide(who, corrected):
            try:
                return work.do(actions.decide, who, contested, corrected=corrected, decision="So it is.")
            except WrongState:
                return None

        with ThreadPoolExecutor(2) as threads:
            outcomes = list(threads.map(decide, (lin, hu), (True, False)))
        assert sum(one is not None for one in outcomes) == 1
        assert len(trail("sheet:decide")) == 1
