"""Deeds on scoring sheets: allowed, refused, traced."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import db, work
from core.errors import Empty, NotFound, NotPermitted, TooLong
from core.files import queries as files
from core.followup.records import FollowUp
from core.inspection.followups.rules import Cause
from core.inspection.rounds import actions as rounds
from core.inspection.rules import (
    Demand,
    Given,
    Mark,
    Method,
    MoreThanChecked,
    NothingChecked,
    RawNotALevel,
    RawOutOfRange,
    RawTooFine,
    score,
)
from core.inspection.sheets import actions, queries, rules
from core.inspection.sheets.actions import Value
from core.inspection.sheets.records import Answer, Evidence, SheetSection
from core.inspection.sheets.rules import State
from core.inspection.templates import actions as templates
from core.inspection.templates.queries import checklist
from core.inspection.templates.rules import Choice, Draft, ItemDraft, SectionDraft
from tests.cast import DATES, TAKEN_BACK, dump, mark, named, not_applicable, rated, tallies_match_a_recount, trail

pytestmark = pytest.mark.usefixtures("database")


class TestAnswering:
    def test_an_answer_is_kept_and_traced(self, house, do, traced):
        with traced("sheet:answer", "mei") as entry:
            assert do(actions.answer, "mei", house.sheet, house.items["speed"], rated("7.5"), seen=0).version == 1
        row = house.kept("speed")
        assert (row.mark, row.raw, row.value_version) == ("rated", Decimal("7.5"), 1)
        assert house.row().answered == 1
        assert entry[0].facts["after"] == {"mark": "rated", "raw": "7.5", "na_reason": None}
        assert entry[0].facts["before"] == {"mark": None, "raw": None, "na_reason": None}
        assert (entry[0].subject_kind, entry[0].subject_id, entry[0].project_id) == ("sheet", house.sheet, house.projects["hotline"])

    def test_the_same_answer_again_is_already_kept_whatever_was_seen(self, house):
        house.answer(house.sheet, "speed", rated(7))
        before = mark()
        assert house.answer(house.sheet, "speed", rated("7.00"), seen=0) == 1
        assert house.answer(house.sheet, "speed", rated(7), seen=1) == 1
        assert mark() == before

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
        assert (house.row().answered, house.kept("speed").mark) == (0, None)

    def test_taking_back_what_was_never_given_leaves_nothing_behind(self, house):
        before = mark()
        assert house.answer(house.sheet, "speed", TAKEN_BACK) == 0
        assert mark() == before

    def test_progress_counts_items_and_not_changes(self, house):
        for seen, value in enumerate((rated(7), rated(8), not_applicable(), rated(1))):
            house.answer(house.sheet, "speed", value, seen=seen)
        assert house.row().answered == 1

    def test_what_does_not_apply_needs_a_reason_of_the_list(self, house, refused):
        for reason in (None, "", "because"):
            with refused(rules.ReasonUnknown):
                house.answer(house.sheet, "speed", Value(Mark.NOT_APPLICABLE, na_reason=reason))
        house.answer(house.sheet, "speed", not_applicable())
        assert house.kept("speed").na_reason == "absent"

    def test_a_reason_does_not_stay_with_a_rating(self, house):
        house.answer(house.sheet, "speed", Value(Mark.RATED, Decimal(5), "absent"))
        house.answer(house.sheet, "greeting", Value(Mark.NOT_APPLICABLE, Decimal(50), "absent"))
        assert (house.kept("speed").na_reason, house.kept("greeting").raw) == (None, None)

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
                return work.do(actions.answer, mei, house.sheet, house.items["speed"], rated(raw), seen=0).version
            except rules.AnsweredElsewhere:
                return None

        with ThreadPoolExecutor(6) as threads:
            outcomes = list(threads.map(tap, range(1, 7)))
        assert sorted(outcomes, key=str) == [1] + [None] * 5
        assert house.kept("speed").raw == outcomes.index(1) + 1
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
        assert house.kept("speed").note == "Two of ten\nwere late."
        assert entry[0].facts == {"item": "speed", "before": "", "after": "Two of ten\nwere late."}

    def test_a_note_over_one_not_seen_is_refused(self, house, do, refused):
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0)
        with refused(rules.AnsweredElsewhere):
            do(actions.write_note, "mei", house.sheet, house.items["speed"], "Three were late.", seen=0)
        before = mark()
        assert do(actions.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0) == 1
        assert mark() == before

    def test_note_and_value_move_independently(self, house, do):
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0)
        assert house.answer(house.sheet, "speed", rated(8), seen=0) == 1
        assert house.kept("speed").note_version == 1

    def test_a_note_has_a_limit(self, house, do, refused):
        with refused(TooLong):
            do(actions.write_note, "mei", house.sheet, house.items["speed"], "x" * (rules.NOTE_LIMIT + 1), seen=0)
        do(actions.write_note, "mei", house.sheet, house.items["speed"], "x" * rules.NOTE_LIMIT, seen=0)

    def test_an_empty_note_where_none_was_leaves_nothing_behind(self, house, do):
        before = mark()
        assert do(actions.write_note, "mei", house.sheet, house.items["speed"], "  ", seen=0) == 0
        assert mark() == before

    def test_a_file_is_kept_once_however_often_it_comes(self, house, traced):
        with traced("sheet:attach", "mei") as entry:
            first = house.attach(house.sheet, "photos")
        before = mark()
        assert house.attach(house.sheet, "photos") == first
        assert mark() == before
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
        before = mark()
        do(actions.detach, "mei", house.sheet, house.items["photos"], file_id=file_id)
        assert mark() == before
        assert not before.get("evidence")

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

        assert {who for who in house.people if may_open(who)} == {"ada", "lin", "yan", "hu", "mei"}
        house.release()
        assert {who for who in house.people if may_open(who)} == {"ada", "lin", "yan", "hu", "mei", "mo", "ming"}


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
        assert (house.kept("greeting").loss, house.kept("findings").loss) == (15, Decimal("4.8"))
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
            view.checklist.drafts, view.given, set(), set()
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


def full_house_draft():
    """One of each of the newer ways: a sample that demands, a yes/no that demands, a bonus in a checkpoint of its own."""
    return Draft(
        code="records",
        name=named("Records"),
        description={},
        sections=(
            SectionDraft(
                "kept", Decimal(100), named("Records"),
                (
                    ItemDraft("whole", Decimal(60), named("Records are whole"), method=Method.SAMPLED,
                              demands=(Demand.NOTE, Demand.RECTIFICATION), demands_at=Decimal(80)),
                    ItemDraft("calm", Decimal(40), named("Callers are treated calmly"), method=Method.YES_NO, demands=(Demand.EVIDENCE,)),
                ),
            ),
            SectionDraft("special", Decimal(0), named("Special"), (
                ItemDraft("thanks", Decimal(0), named("A customer thanked in writing"), method=Method.BONUS, maximum=Decimal(3), evidence_required=True),
            )),
        ),
        bonus_cap=Decimal(3),
        bands=(Choice("good", named("Good"), Decimal(80)), Choice("poor", named("Poor"), Decimal(0))),
        na_reasons=(Choice("absent", named("Not part of this service")),),
    )  # fmt: skip


@pytest.mark.usefixtures("database")
class TestSamplesBonusAndDemands:
    @pytest.fixture
    def records(self, house, do):
        """A sheet of Mei's on the checklist above, in a running round of its own; its items by code."""
        version = do(templates.create, "ada", full_house_draft())
        house.approve("template_version", version, by="ada", then="lin")
        round_id = do(rounds.create, "lin", name="Records", template_version_id=version, **DATES)
        sheet_id = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
        do(rounds.start, "lin", round_id)
        with db.reading() as session:
            items = {q.code: q.id for q in checklist(session, version).questions}
        return sheet_id, items, round_id

    def lacks(self, ask, house, sheet_id):
        view = ask(queries.sheet, "mei", house.row(sheet_id).code)
        files, notes = ({i for i, one in view.answers.items() if has(one)} for has in (lambda one: one.files, lambda one: one.note))
        return [one.lack for one in rules.unfinished(view.checklist.drafts, view.given, files, notes)]

    def test_both_numbers_of_a_sample_are_kept_and_come_back(self, house, do, ask, records, refused, traced):
        sheet_id, items, _ = records
        for raw, checked, why in ((9, None, NothingChecked), (0, 0, NothingChecked), (9, 8, MoreThanChecked)):
            with refused(why):
                do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(raw), checked=checked), seen=0)
        with traced("sheet:answer", "mei") as entry:
            do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(7), checked=8), seen=0)
        assert entry[0].facts["after"]["checked"] == 8
        kept = ask(queries.answer, "mei", sheet_id, items["whole"])[0]
        assert (kept.raw, kept.checked, kept.given) == (7, 8, Given(Mark.RATED, Decimal(7), 8))
        do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(7), checked=9), seen=1)
        do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.NOT_APPLICABLE, na_reason="absent", checked=9), seen=2)
        assert ask(queries.answer, "mei", sheet_id, items["whole"])[0].checked is None

    def test_a_bonus_item_is_not_part_of_the_progress_and_may_stay_open(self, house, do, ask, records):
        sheet_id, items, _ = records
        assert house.row(sheet_id).items == 2
        do(actions.answer, "mei", sheet_id, items["thanks"], rated("2"), seen=0)
        assert house.row(sheet_id).answered == 0
        assert self.lacks(ask, house, sheet_id) == [rules.Lack.ANSWER, rules.Lack.ANSWER, rules.Lack.EVIDENCE]
        do(actions.answer, "mei", sheet_id, items["thanks"], rated("0"), seen=1)
        do(actions.answer, "mei", sheet_id, items["thanks"], Value(None), seen=2)
        do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(9), checked=9), seen=0)
        do(actions.answer, "mei", sheet_id, items["calm"], rated("1"), seen=0)
        assert (house.row(sheet_id).answered, self.lacks(ask, house, sheet_id)) == (2, [])
        do(actions.submit, "mei", sheet_id, signature="Mei")
        assert house.row(sheet_id).total == 100

    def test_what_an_answer_calls_for_keeps_the_sheet_open_until_it_is_there(self, house, do, ask, records, refused):
        sheet_id, items, round_id = records
        do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(9), checked=10), seen=0)
        do(actions.answer, "mei", sheet_id, items["calm"], rated("1"), seen=0)
        do(actions.answer, "mei", sheet_id, items["thanks"], rated("2"), seen=0)
        do(actions.attach, "mei", sheet_id, items["thanks"], data=b"a letter", kind="jpg", name="letter.jpg")
        assert self.lacks(ask, house, sheet_id) == []  # 90 % is above the line of 80
        do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(8), checked=10), seen=1)
        do(actions.answer, "mei", sheet_id, items["calm"], rated("0"), seen=1)
        assert self.lacks(ask, house, sheet_id) == [rules.Lack.NOTE, rules.Lack.EVIDENCE]
        with refused(rules.Incomplete) as caught:
            do(actions.submit, "mei", sheet_id, signature="Mei")
        assert caught.value.facts == {"count": 2}
        do(actions.write_note, "mei", sheet_id, items["whole"], "Two records lack the date.", seen=0)
        do(actions.attach, "mei", sheet_id, items["calm"], data=b"a picture", kind="jpg", name="queue.jpg")
        do(actions.submit, "mei", sheet_id, signature="Mei")
        # 60 * 8/10 + 40 * 0 = 48, and 2 bonus points: 50
        row = house.row(sheet_id)
        assert (row.total, row.before_veto) == (50, 50)
        with db.reading() as session:
            kept = {one.item_id: one for one in queries.answer_rows(session, sheet_id)}
        assert (kept[items["whole"]].loss, kept[items["calm"]].loss, kept[items["thanks"]].gain) == (12, 40, 2)
        assert (kept[items["thanks"]].loss, kept[items["whole"]].gain) == (None, None)
        assert tallies_match_a_recount()
        # released, the sample (80 of 100, above the low line) is mended because the checklist asks for it
        do(rounds.close, "lin", round_id)
        house.approve("round", round_id)
        with db.reading() as session:
            found = {(one.topic, one.said) for one in session.scalars(select(FollowUp))}
        assert {topic for topic, _ in found} == {"records/whole", "records/calm"}
        assert ("records/whole", Cause.DEMANDED.message) in found

    def test_a_correction_starts_with_both_numbers(self, house, do, records):
        sheet_id, items, _ = records
        do(actions.answer, "mei", sheet_id, items["whole"], Value(Mark.RATED, Decimal(10), checked=11), seen=0)
        do(actions.answer, "mei", sheet_id, items["calm"], rated("1"), seen=0)
        do(actions.submit, "mei", sheet_id, signature="Mei")
        again = do(actions.revise, "mei", sheet_id, reason="One record was counted twice.")
        with db.reading() as session:
            kept = {one.item_id: one for one in queries.answer_rows(session, again)}
        assert (kept[items["whole"]].raw, kept[items["whole"]].checked) == (10, 11)
