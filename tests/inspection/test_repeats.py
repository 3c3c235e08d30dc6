"""A checkpoint answered for several instances, through the whole life of a sheet."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from core import db
from core.errors import Empty, NotFound, Stale, TooLong
from core.followup.records import FollowUp
from core.inspection.followups.rules import Cause
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import Filter
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Combining, Demand, Mark, Method, Veto, score
from core.inspection.sheets import actions, queries, rules
from core.inspection.sheets.actions import Value
from core.inspection.sheets.instances import actions as instances
from core.inspection.sheets.objections import actions as contests
from core.inspection.sheets.places import Added
from core.inspection.sheets.records import InstanceAnswer, SheetInstance
from core.inspection.sheets.rules import Lack, Spot, State
from core.inspection.simulation import queries as simulation
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.rules import (
    Choice,
    Draft,
    FaultyChecklist,
    ItemDraft,
    LevelDraft,
    NotEditable,
    Repeat,
    SectionDraft,
    faults,
)
from tests.cast import DATES, dump, named, rated, tallies_match_a_recount
from tests.scenes import scene

D = Decimal
NA = Value(Mark.NOT_APPLICABLE, na_reason="absent")


def records_draft(combining=Combining.MEAN, code="records", **more):
    """One plain checkpoint (40) and service records (60), two to four of them: four ways of scoring."""
    levels = tuple(LevelDraft(D(points), named(word)) for points, word in ((0, "Poor"), (1, "Fair"), (2, "Good")))
    return Draft(
        code=code,
        name=named("Records check"),
        description={},
        sections=(
            SectionDraft("desk", D(40), named("Desk"), (ItemDraft("calm", D(100), named("The desk is calm"), method=Method.YES_NO),)),
            SectionDraft(
                "records", D(60), named("Records"),
                (
                    ItemDraft("whole", D(40), named("The record is whole"), levels=levels),
                    ItemDraft("fields", D(30), named("Fields filled in"), method=Method.SAMPLED),
                    ItemDraft("slips", D(20), named("Slips"), method=Method.DEDUCTION, per_finding=D(25), demands=(Demand.NOTE,), demands_at=D(50)),
                    ItemDraft("signed", D(10), named("It is signed"), method=Method.YES_NO, veto=Veto.SECTION),
                ),
                Repeat(named("Service record", "服务记录", "服務紀錄"), 2, 4, combining),
            ),
        ),
        bands=(Choice("good", named("Good"), D(80)), Choice("poor", named("Poor"), D(0))),
        na_reasons=(Choice("absent", named("Not part of this service")),),
        **more,
    )  # fmt: skip


FULL = {"whole": rated(2), "fields": Value(Mark.RATED, D(5), checked=5), "slips": rated(0), "signed": rated(1)}


class Records:
    """Mei's sheet on the checklist above, in a running round of its own."""

    def __init__(self, house, do, draft):
        self.house, self.do = house, do
        self.version = do(templates.create, "ada", draft)
        house.approve("template_version", self.version, by="ada", then="lin")
        self.round = do(rounds.create, "lin", name="Records", template_version_id=self.version, **DATES)
        self.sheet = do(rounds.assign, "lin", self.round, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
        do(rounds.start, "lin", self.round)
        with db.reading() as session:
            whole = checklists.checklist(session, self.version)
        self.items = {q.code: q.id for q in whole.questions}
        self.sections = {one.code: one.id for one in whole.checkpoints}

    def add(self, label, remark="", section="records", who="mei"):
        return self.do(instances.add_instance, who, self.sheet, self.sections[section], label=label, remark=remark)

    def answer(self, code, value, instance=0, seen=0, who="mei"):
        return self.do(actions.answer, who, self.sheet, self.items[code], value, seen=seen, instance=instance).version

    def fill(self, instance, **values):
        for code, value in (FULL | values).items():
            self.answer(code, value, instance)

    def submit(self):
        return self.do(actions.submit, "mei", self.sheet, signature="Mei")

    def finish(self, *records, calm="1"):
        """Answer the plain item and one instance for each of `records` (changes from full points), and submit."""
        self.answer("calm", rated(calm))
        for number, values in enumerate(records, start=1):
            made = self.add(f"SR-{number}")
            self.fill(made, **values)
            if values.get("slips") not in (None, rated(0), NA):
                self.do(actions.write_note, "mei", self.sheet, self.items["slips"], "Dates are missing.", seen=0, instance=made)
        self.submit()

    def release(self):
        self.do(rounds.close, "lin", self.round)
        self.house.approve("round", self.round)

    def view(self, ask, who="mei"):
        return ask(queries.sheet, who, self.house.row(self.sheet).code)

    def kept(self, code):
        with db.reading() as session:
            return next(row for row in queries.answer_rows(session, self.sheet) if row.item_id == self.items[code])


@scene
def records(house, do):
    return Records(house, do, records_draft())


@scene
def worst(house, do):
    return Records(house, do, records_draft(Combining.WORST))


THREE = (
    {"whole": rated(1), "fields": Value(Mark.RATED, D(4), checked=5)},
    {"fields": Value(Mark.RATED, D(1), checked=2), "slips": rated(2)},
    {"slips": NA},
)
"""whole: 1/2, 1, 1 = 5/6; fields: 4/5, 1/2, 1 = 23/30; slips: 1, 1/2, not applicable = 3/4; signed: 1."""


@pytest.mark.usefixtures("database")
class TestInstances:
    def test_an_instance_is_listed_traced_and_counted_into_the_progress(self, house, records, traced):
        assert (house.row(records.sheet).items, house.row(records.sheet).answered) == (1 + 2 * 4, 0)  # no fewer than the least
        with traced("sheet:add_instance", "mei") as entry:
            assert records.add("SR-104", "Night shift") == 1
        assert entry[0].facts["after"] == {"instance": 1, "label": "SR-104", "remark": "Night shift"}
        records.add("SR-105")
        assert house.row(records.sheet).items == 9
        records.add("SR-106")
        records.answer("whole", rated(1), 3)
        assert (house.row(records.sheet).items, house.row(records.sheet).answered) == (13, 1)

    @pytest.mark.parametrize(("label", "why"), [("", Empty), ("  ", Empty), ("x" * 81, TooLong), ("SR-104", rules.LabelTaken), ("ｓｒ- 104", rules.LabelTaken)])
    def test_a_label_that_is_missing_too_long_or_taken_is_refused(self, records, refused, label, why):
        records.add("SR-104")
        before = dump()
        with refused(why):
            records.add(label)
        assert dump() == before

    def test_no_more_than_the_most_and_none_where_nothing_is_repeated(self, records, refused):
        for number in range(4):
            records.add(f"SR-{number}")
        with refused(rules.TooManyInstances) as caught:
            records.add("SR-9")
        assert caught.value.facts == {"most": 4}
        with refused(rules.InstanceUnknown):
            records.add("Desk 1", section="desk")

    def test_an_answer_names_an_instance_of_its_own_checkpoint(self, records, refused):
        for instance in (0, 1):  # a repeated item without one, and one that is not there
            with refused(rules.InstanceUnknown):
                records.answer("whole", rated(1), instance)
        made = records.add("SR-104")
        with refused(rules.InstanceUnknown):
            records.answer("calm", rated(1), made)
        with refused(rules.InstanceUnknown):
            records.do(actions.attach, "mei", records.sheet, records.items["whole"], data=b"x", kind="jpg", name="x.jpg")
        with refused(NotFound):
            records.do(instances.add_instance, "mei", records.sheet, 10**6, label="SR-1")

    def test_each_instance_has_answers_notes_files_and_versions_of_its_own(self, records, ask, refused, traced):
        one, two = records.add("SR-1"), records.add("SR-2")
        with traced("sheet:answer", "mei") as entry:
            records.answer("whole", rated(1), one)
        assert (entry[0].facts["item"], entry[0].facts["instance"]) == ("whole", one)
        assert records.answer("whole", rated(2), two) == 1
        assert records.answer("whole", rated(2), two) == 1  # the same again is kept already
        with refused(rules.AnsweredElsewhere):
            records.answer("whole", rated(0), two)
        records.do(actions.write_note, "mei", records.sheet, records.items["whole"], "Pages are missing.", seen=0, instance=one)
        file = records.do(actions.attach, "mei", records.sheet, records.items["whole"], data=b"x", kind="jpg", name="x.jpg", instance=one)
        same = records.do(actions.attach, "mei", records.sheet, records.items["whole"], data=b"x", kind="jpg", name="x.jpg", instance=two)
        view = records.view(ask)
        first, second = view.answer(records.items["whole"], one), view.answer(records.items["whole"], two)
        assert (first.raw, first.note, [f.file_id for f in first.files]) == (1, "Pages are missing.", [file])
        assert (second.raw, second.note, [f.file_id for f in second.files]) == (2, "", [same])
        assert ask(queries.answer, "mei", records.sheet, records.items["whole"], instance=one)[0] == first
        records.do(actions.detach, "mei", records.sheet, records.items["whole"], file_id=file, instance=one)
        assert records.view(ask).answer(records.items["whole"], two).files == second.files

    def test_one_listed_by_mistake_is_taken_out_with_what_it_says_kept_in_the_trail(self, house, records, ask, refused, traced):
        made, other = records.add("SR-1"), records.add("SR-2")
        records.fill(made, slips=NA)
        records.do(actions.write_note, "mei", records.sheet, records.items["whole"], "Wrong customer.", seen=0, instance=made)
        file = records.do(actions.attach, "mei", records.sheet, records.items["whole"], data=b"x", kind="jpg", name="x.jpg", instance=made)
        records.answer("whole", rated(2), other)
        with traced("sheet:remove_instance", "mei") as entry:
            records.do(instances.remove_instance, "mei", records.sheet, made, seen=1)
        told = entry[0].facts["before"]
        assert (told["label"], told["answers"]["whole"]["raw"], told["answers"]["whole"]["note"]) == ("SR-1", "2.0000", "Wrong customer.")
        assert told["files"] == [["whole", file]]
        assert (house.row(records.sheet).answered, house.row(records.sheet).items) == (1, 9)
        assert [one.label for one in records.view(ask).instances] == ["SR-2"]
        with db.reading() as session:  # nothing that was said is lost
            assert len(session.scalars(select(InstanceAnswer).where(InstanceAnswer.instance == made)).all()) == 4
        for deed in (
            lambda: records.answer("whole", rated(1), made, seen=1),
            lambda: records.do(instances.remove_instance, "mei", records.sheet, made, seen=1),
        ):
            with refused(rules.InstanceUnknown):
                deed()
        assert records.add("SR-1") == 3  # the name is free again, the number is not: no device writes into another record

    def test_a_misspelt_one_is_renamed_by_whoever_saw_it_as_it_is(self, records, ask, refused, traced):
        made, _ = records.add("SR-1"), records.add("SR-2")
        with refused(rules.LabelTaken):
            records.do(instances.rename_instance, "mei", records.sheet, made, label="SR-2", remark="", seen=1)
        with traced("sheet:rename_instance", "mei"):
            records.do(instances.rename_instance, "mei", records.sheet, made, label="SR-10", remark="Night", seen=1)
        with refused(Stale):
            records.do(instances.rename_instance, "mei", records.sheet, made, label="SR-11", remark="", seen=1)
        with refused(Stale):
            records.do(instances.remove_instance, "mei", records.sheet, made, seen=1)
        one = records.view(ask).instances[0]
        assert (one.label, one.remark) == ("SR-10", "Night")

    def test_many_at_once_list_what_is_new_and_fill_it_in(self, house, records, ask, refused):
        made = records.add("SR-1")
        whole, fields = records.items["whole"], records.items["fields"]
        with refused(rules.InstanceUnknown):
            records.do(actions.fill_in, "mei", records.sheet, answers=[(Spot(whole, -2), rated(1), 0)], source="x.xlsx")
        done = records.do(
            actions.fill_in, "mei", records.sheet, source="x.xlsx", added={-1: Added(records.sections["records"], "SR-2", "Late")},
            answers=[(records.items["calm"], rated(1), 0), (Spot(whole, made), rated(1), 0), (Spot(whole, -1), rated(2), 0)],
            notes=[(Spot(fields, -1), "Two are empty.", 0)],
        )  # fmt: skip
        assert done == 5
        view = records.view(ask)
        assert [(one.label, one.remark, one.answer(whole).raw, one.answer(fields).note) for one in view.instances] == [("SR-1", "", 1, ""), ("SR-2", "Late", 2, "Two are empty.")]
        assert house.row(records.sheet).answered == 3


@pytest.mark.usefixtures("database")
class TestSubmitting:
    def test_the_least_number_is_needed_and_each_must_be_whole(self, records, ask, refused):
        records.answer("calm", rated(1))
        made = records.add("SR-1")
        with refused(rules.TooFewInstances) as caught:
            records.submit()
        assert caught.value.facts == {"checkpoint": "Records", "least": 2, "count": 1}
        assert [(one.code, n) for one, n in records.view(ask).short] == [("records", 1)]
        other = records.add("SR-2")
        records.fill(made, slips=rated(3))
        with refused(rules.Incomplete) as caught:
            records.submit()
        assert caught.value.facts == {"count": 5}  # four answers of the second, and a note the first demands
        view = records.view(ask)
        kept = view.kept
        left = rules.unfinished(view.spots, {p: one.given for p, one in kept.items() if one.given}, {p for p, one in kept.items() if one.files}, {p for p, one in kept.items() if one.note})
        assert [(one.instance, one.lack) for one in left] == [(made, Lack.NOTE), *[(other, Lack.ANSWER)] * 4]

    def test_the_mean_of_three_records(self, house, records, ask):
        """60 * (40 * 5/6 + 30 * 23/30 + 20 * 3/4 + 10) / 100 = 48.8 of 60 points; the desk brings 40."""
        records.finish(*THREE)
        row = house.row(records.sheet)
        assert row.total == D("88.8")
        assert (records.kept("whole").instances, records.kept("slips").instances, records.kept("calm").instances) == (3, 2, 0)
        assert (records.kept("whole").loss, records.kept("fields").loss, records.kept("slips").loss) == (4, D("4.2"), 3)
        # what statistics read: the value on the item's own scale that earns as much
        assert records.kept("whole").raw == D("1.6667")
        assert (records.kept("fields").raw, records.kept("fields").checked) == (D("9.2"), 12)
        assert records.kept("slips").raw == 1  # one slip costs a quarter of full points
        assert records.kept("slips").note == "SR-2: Dates are missing."
        view = records.view(ask)
        assert score(view.checklist.scheme, view.given).total == row.total
        assert tallies_match_a_recount()

    def test_the_worst_of_three_records(self, house, worst):
        """60 * (40 * 1/2 + 30 * 1/2 + 20 * 1/2 + 10) / 100 = 33; the desk brings 40."""
        worst.finish(*THREE)
        assert house.row(worst.sheet).total == 73
        assert (worst.kept("whole").raw, worst.kept("fields").raw, worst.kept("slips").raw) == (1, 6, 2)

    @pytest.mark.parametrize("combining", Combining)
    def test_one_record_without_its_signature_vetoes_its_checkpoint(self, house, do, combining):
        one = Records(house, do, records_draft(combining))
        one.answer("calm", rated(1))
        for label, signed in (("SR-1", 1), ("SR-2", 0)):
            made = one.add(label)
            one.fill(made, signed=rated(signed))
        do(actions.write_note, "mei", one.sheet, one.items["signed"], "Nobody signed.", seen=0, instance=made)
        one.submit()
        row = house.row(one.sheet)
        assert (row.total, row.vetoes) == (40, [one.items["signed"]])
        assert row.before_veto == (97 if combining is Combining.MEAN else 94)

    def test_an_item_that_applies_to_no_record_does_not_apply(self, house, records):
        records.finish({"slips": NA}, {"slips": NA})
        row, kept = house.row(records.sheet), records.kept("slips")
        assert (row.total, row.share, kept.mark, kept.na_reason, kept.loss) == (100, D("0.88"), "not_applicable", "absent", None)

    def test_statistics_count_a_sheet_once_however_many_records_it_has(self, records, ask):
        records.finish(*THREE)
        records.release()
        found = ask(rows.items, "lin", Filter())
        assert {row.code: (row.n, row.lost) for row in found.itertuples() if row.lost} == {"whole": (1, 4.0), "fields": (1, 4.2), "slips": (1, 3.0)}


@pytest.mark.usefixtures("database")
class TestAfterwards:
    def test_a_correction_starts_with_the_same_records_and_combines_them_anew(self, house, records, ask):
        records.finish(*THREE)
        again = records.do(actions.revise, "mei", records.sheet, reason="One record was misread.")
        first, records.sheet = records.sheet, again
        view = records.view(ask)
        assert [(one.label, one.number) for one in view.instances] == [("SR-1", 1), ("SR-2", 2), ("SR-3", 3)]
        assert view.given.keys() == set(records.items.values())
        assert records.items["whole"] not in view.answers  # made of its instances when it is submitted
        records.answer("whole", rated(2), 1, seen=1)
        records.submit()
        assert house.row(again).total == D("92.8")
        assert house.row(first).state == State.SUPERSEDED
        assert (house.row(again).items, house.row(again).answered) == (13, 13)
        assert tallies_match_a_recount()

    def test_one_follow_up_an_item_names_the_records_that_call_for_it(self, records):
        records.finish(*THREE, {"slips": rated(1)})
        records.release()
        with db.reading() as session:
            found = {one.topic: one for one in session.scalars(select(FollowUp))}
        # whole: 50 of 100 once, which is low; fields: 50 once; slips: SR-2 two slips (50, low), SR-4 one (75, a deduction)
        assert found.keys() == {"records/whole", "records/fields", "records/slips"}
        slips = found["records/slips"]
        assert (slips.said, slips.said_values["points"]) == (Cause.LOW.message, "50")
        assert slips.finding == "SR-2 (50/100): Dates are missing.\nSR-4 (75/100): Dates are missing."
        assert found["records/whole"].finding == "SR-1 (50/100)"

    def test_an_appeal_names_the_record_and_the_decision_mends_it(self, house, records, ask, refused):
        records.finish(*THREE)
        records.release()
        place = Spot(records.items["whole"], 1)
        for wrong in (records.items["whole"], Spot(records.items["whole"], 9), Spot(records.items["calm"], 1)):
            with refused(rules.InstanceUnknown):
                records.do(contests.contest, "ming", records.sheet, reason="It is whole.", item_ids=(wrong,))
        records.do(contests.contest, "ming", records.sheet, reason="It is whole.", item_ids=(place,), proposed={place: rated(2)})
        blind = records.view(ask, "lin")
        assert blind.mine_to_rescore
        hidden = [blind.answer(place.item_id, 1).mark, blind.answer(place.item_id).mark]
        assert hidden == [None, None]  # neither the record's answer nor what tells it
        assert blind.answer(place.item_id, 2).mark is Mark.RATED
        objection = blind.objections[0]
        assert (objection.spot, objection.proposed) == (place, None)
        records.do(contests.rescore, "lin", records.sheet, values={objection.id: rated(2)})
        records.do(contests.decide, "lin", records.sheet, corrected=True, decision="All pages are there.", values={objection.id: rated(2)})
        with db.reading() as session:
            again = queries.revision_of(session, records.sheet)
        assert (again.total, house.row(records.sheet).state) == (D("92.8"), State.SUPERSEDED)
        records.sheet = again.id
        assert (records.view(ask, "lin").answer(place.item_id, 1).raw, records.kept("whole").raw) == (2, 2)

    def test_past_records_are_tried_one_by_one_under_another_way(self, records, ask):
        records.finish(*THREE)
        records.release()
        other = records.do(templates.create, "ada", records_draft(Combining.WORST))
        found = ask(simulation.tried, "lin", other, 20, ask(checklists.version, "lin", other).version)
        assert [(one.before, one.after) for one in found.sheets] == [(D("88.8"), 73)]
        plain = replace(records_draft(), sections=tuple(replace(one, repeat=None) for one in records_draft().sections))
        once = records.do(templates.create, "ada", plain)
        found = ask(simulation.tried, "lin", once, 20, ask(checklists.version, "lin", once).version)
        assert [one.after for one in found.sheets] == [D("88.8")]


def with_repeat(repeat, *items):
    draft = records_draft(bonus_cap=D(5))
    desk, records_ = draft.sections
    return replace(draft, sections=(desk, replace(records_, repeat=repeat, items=(*records_.items, *items))))


class TestChecklists:
    @pytest.mark.parametrize(
        ("repeat", "items", "said"),
        [
            (Repeat({}, 2, 4), (), "needs a name"),
            (Repeat(named("x" * 1001), 2, 4), (), "longer than"),
            (Repeat(named("Record"), 0, 4), (), "from 0 to 4 times"),
            (Repeat(named("Record"), 5, 4), (), "from 5 to 4 times"),
            (Repeat(named("Record"), 1, 31), (), "at most 30 times"),
            (Repeat(named("Record"), 1, 4), (ItemDraft("thanks", D(0), named("Thanks"), method=Method.BONUS, maximum=D(5)),), "cannot stand in a repeated"),
        ],
    )
    def test_what_is_wrong_with_a_repetition_is_said(self, repeat, items, said):
        from core.words import Language

        found = [fault.told(Language.ENGLISH) for fault in faults(with_repeat(repeat, *items))]
        assert len(found) == 1
        assert said in found[0]

    def test_a_sheet_may_not_grow_without_end(self):
        many = tuple(ItemDraft(f"i{n}", D(4), named("x"), method=Method.YES_NO) for n in range(25))
        draft = replace(records_draft(), sections=(SectionDraft("all", D(100), named("All"), many, Repeat(named("Record"), 1, 24)),))
        assert faults(draft) == []
        draft = replace(draft, sections=(replace(draft.sections[0], repeat=Repeat(named("Record"), 1, 25)),))
        assert [fault.facts for fault in faults(draft)] == [{"limit": 600}]


@pytest.mark.usefixtures("database")
class TestEditing:
    def test_a_drafts_checkpoint_is_repeated_and_again_answered_once(self, do, ask, house, refused, traced):
        made = do(templates.create, "ada", records_draft(code="other"))
        whole = ask(checklists.read, "ada", made)
        records_ = whole.checkpoints[1]
        version = ask(checklists.version, "ada", made).version
        with refused(FaultyChecklist):
            do(templates.repeat, "ada", made, version=version, section_id=records_.id, repeat=Repeat(named("Record"), 5, 3))
        wanted = Repeat(named("Call"), 1, 9, Combining.WORST)
        with traced("template:repeat", "ada"):
            do(templates.repeat, "ada", made, version=version, section_id=records_.id, repeat=wanted)
        assert ask(checklists.read, "ada", made).checkpoints[1].repeat == wanted
        with refused(Stale):
            do(templates.repeat, "ada", made, version=version, section_id=records_.id, repeat=None)
        again = ask(checklists.version, "ada", made).version
        do(templates.repeat, "ada", made, version=again, section_id=records_.id, repeat=None)
        assert ask(checklists.read, "ada", made).repeated == {}
        with refused(NotEditable):
            do(templates.repeat, "ada", house.version, version=1, section_id=house.sections["files"], repeat=wanted)

    def test_a_new_version_repeats_as_the_old_one_did(self, do, ask):
        made = do(templates.create, "ada", records_draft(code="other"))
        again = do(templates.new_version, "ada", made)
        assert ask(checklists.draft, "ada", again) == replace(ask(checklists.draft, "ada", made))
        assert ask(checklists.read, "ada", again).checkpoints[1].repeat.name["zh_Hans"] == "服务记录"


@pytest.mark.usefixtures("database")
def test_instances_go_with_their_sheet(records):
    records.add("SR-1")
    with db.reading() as session:
        assert session.scalars(select(SheetInstance.sheet_id)).all() == [records.sheet]
