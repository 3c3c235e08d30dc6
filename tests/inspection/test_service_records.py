"""What service records tell, how they are completed, and the measure of complete ones."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.errors import NotFound, Stale, TooLong
from core.exchange.checklist.rules import from_toml
from core.inspection.measures.rules import RECORDS_COMPLETE
from core.inspection.objects import actions, queries, rules
from core.inspection.objects.rules import DEMANDED, Kind, Line, Part, lacking
from core.inspection.rounds import actions as rounds
from core.inspection.sheets import queries as sheets
from core.metrics import queries as metrics
from core.metrics.rules import NOTHING_RECORDED, TOO_FEW, Asked
from core.reference.rules import NotAnEntry
from core.settings import actions as settings
from tests.cast import DATES, named, trail

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def records(do, hotline):
    """A service record of Hotline, handled by Ming."""
    do(actions.add_records, "mo", [Line(1, hotline, "SR-1", date(2026, 4, 1), "Northern Ferries", "key", "ming")], source="paste")
    return [f"{hotline}/SR-1"]


def test_what_a_record_lacks_is_named_in_one_order():
    assert lacking({"channel": "phone", "result": ""}, ("result", "handler", "channel")) == (Part.HANDLER, Part.RESULT)
    assert lacking({}, ()) == ()


class TestWhatARecordTells:
    """Complete is what tells everything that the organisation asks of one."""

    WHOLE = {"channel": "phone", "demand": "The pump leaks.", "result": "Sealed the same day.", "feedback": "Quick, thank you."}

    def row(self, ask, number="SR-1"):
        return next(one for one in ask(queries.objects, "mo", Kind.RECORD) if one.number == number)

    def test_it_comes_with_the_record_and_what_is_missing_is_named(self, do, ask, hotline):
        line = Line(1, hotline, "SR-7", date(2026, 4, 1), "A", "", "ming", **(self.WHOLE | {"reference": " 26/114 \n"}))
        do(actions.add_records, "mo", [line, replace(line, row=2, number="SR-8", handler="", feedback="", reference="")], source="paste")
        whole, thin = self.row(ask, "SR-7"), self.row(ask, "SR-8")
        assert dict(whole.told) == self.WHOLE | {"handler": "ming", "reference": "26/114"}
        assert (whole.lacks, thin.lacks) == ((), (Part.HANDLER, Part.FEEDBACK))

    def test_a_channel_is_one_that_is_offered(self, do, hotline):
        with pytest.raises(rules.FaultyRecords) as refused:
            do(actions.add_records, "mo", [Line(4, hotline, "SR-7", date(2026, 4, 1), "A", "", "", "pigeon")], source="paste")
        assert [(fault.row, fault.facts) for fault in refused.value.faults] == [(4, {"value": "pigeon"})]

    def test_it_is_completed_later_and_the_trail_says_what_was_there_before(self, house, do, ask, records):
        row = self.row(ask)
        do(actions.change_record, "mo", row.id, version=row.version, told={"result": "Sealed."})
        do(actions.change_record, "mo", row.id, version=row.version + 1, told=self.WHOLE | {"handler": "mo"})
        after = self.row(ask)
        assert (dict(after.told), after.lacks) == (self.WHOLE | {"handler": "mo"}, ())
        first, second = trail("target:change_record")
        assert (first.facts["before"], first.facts["after"]) == ({"result": None}, {"result": "Sealed."})
        assert second.facts["before"]["person_id"] == house.people["ming"]

    def test_the_same_again_leaves_no_trace(self, do, ask, records):
        row = self.row(ask)
        do(actions.change_record, "mo", row.id, version=row.version, told={"handler": "ming", "demand": " "})
        assert trail("target:change_record") == []
        assert self.row(ask).version == row.version

    @pytest.mark.parametrize(("told", "refusal"), [
        ({"channel": "pigeon"}, NotAnEntry), ({"handler": "nobody"}, rules.HandlerUnknown), ({"demand": "x" * 2001}, TooLong), ({"reference": "x" * 201}, TooLong),
    ])  # fmt: skip
    def test_what_cannot_stand_is_refused(self, do, ask, records, refused, told, refusal):
        row = self.row(ask)
        with refused(refusal):
            do(actions.change_record, "mo", row.id, version=row.version, told=told)
        with refused(Stale):
            do(actions.change_record, "mo", row.id, version=row.version + 1, told={})

    def test_a_team_is_no_record(self, house, do, ask, refused):
        made = do(actions.add_team, "mo", house.projects["hotline"], name=named("Night shift"))
        with refused(NotFound):
            do(actions.change_record, "mo", made, version=1, told={"result": "x"})

    def test_its_sheet_shows_it(self, house, do, ask, records):
        row = self.row(ask)
        do(actions.change_record, "mo", row.id, version=row.version, told=self.WHOLE)
        made = do(rounds.create, "lin", name="Records", template_version_id=house.version, target_kind=Kind.RECORD, **DATES)
        sheet = do(rounds.assign, "lin", made, project_id=house.projects["hotline"], inspector_id=house.people["mei"], code=records[0])
        thing = ask(sheets.sheet, "lin", house.row(sheet).code).head.object
        assert (dict(thing.told), thing.handler["en"]) == (self.WHOLE, "Ming")


class TestTheMeasureOfCompleteRecords:
    def kept(self, do, hotline, whole, thin):
        told = TestWhatARecordTells.WHOLE
        lines = [Line(n, hotline, f"SR-{n}", date(2026, 4, n), "A", "", "ming", **(told if n <= whole else {"channel": "phone"})) for n in range(1, whole + thin + 1)]
        do(actions.add_records, "mo", lines, source="paste")

    def values(self, ask, who="lin", **narrowed):
        return ask(metrics.values, who, Asked(date(2026, 4, 1), date(2026, 4, 30), **narrowed))[RECORDS_COMPLETE.code]

    def test_by_hand(self, do, ask, hotline):
        self.kept(do, hotline, 6, 2)
        found = self.values(ask)
        assert (found.value, found.n) == (75, 8)
        assert float(found.low) == pytest.approx(40.93, abs=0.01)  # Wilson's interval of 6 in 8, as published
        assert float(found.high) == pytest.approx(92.85, abs=0.01)
        assert self.values(ask, project=hotline).value == self.values(ask, department="service").value == 75
        assert (self.values(ask, department="quality").value, self.values(ask, department="quality").why) == (None, NOTHING_RECORDED)

    def test_it_goes_by_the_day_of_the_service_and_leaves_out_what_was_taken_off(self, do, ask, hotline):
        self.kept(do, hotline, 5, 1)
        thin = next(one for one in ask(queries.objects, "lin", Kind.RECORD) if one.lacks)
        assert self.values(ask).n == 6
        do(actions.take_off, "lin", thin.id)
        assert (self.values(ask).value, self.values(ask).n) == (100, 5)
        assert ask(metrics.values, "lin", Asked(date(2026, 5, 1), date(2026, 5, 31)))[RECORDS_COMPLETE.code].n == 0

    def test_too_few_are_no_value(self, do, ask, hotline):
        self.kept(do, hotline, 4, 0)
        assert (self.values(ask).value, self.values(ask).why, self.values(ask).n) == (None, TOO_FEW, 4)

    def test_what_is_asked_of_a_record_is_a_setting(self, do, ask, hotline):
        self.kept(do, hotline, 3, 3)
        for version, (asked, share) in enumerate([("channel", 100), ("channel,handler,reference", 0), ("demand", 50)]):
            do(settings.change, "ada", DEMANDED.code, text=asked, version=version)
            assert self.values(ask).value == share

    def test_the_rows_behind_it_lead_to_the_records_that_lack_something(self, do, ask, hotline):
        self.kept(do, hotline, 4, 2)
        frame, total = ask(metrics.rows, "lin", RECORDS_COMPLETE.code, Asked(date(2026, 4, 1), date(2026, 4, 30)), limit=2)
        assert (total, list(frame["value"]), set(frame["code"])) == (6, [0, 0], {f"{hotline}/SR-5", f"{hotline}/SR-6"})
        assert metrics.record_of(RECORDS_COMPLETE.code) == ("Targets", "record")
        assert ask(metrics.rows, "pei", RECORDS_COMPLETE.code, Asked(date(2026, 4, 1), date(2026, 4, 30)))[1] == 0

    def test_a_score_of_the_archive_stands_beside_it(self):
        """The shipped checklist compares its checkpoint of service files with this measure."""
        (files,) = [one for one in from_toml(Path("data/checklists/five-checkpoints.toml").read_bytes()).sections if one.code == "files"]
        assert RECORDS_COMPLETE.code in files.compared
