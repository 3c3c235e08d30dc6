"""A round as report and as workbook: they say what the screens say, to whom the screens say it, and no more."""

import io
import tracemalloc
from dataclasses import replace

import docx
import openpyxl
import pypdf
import pytest

from core import db, work
from core.errors import NotFound, NotPermitted
from core.exchange.report import Report, to_pdf, to_word
from core.exchange.round_report import LISTED, round_report
from core.exchange.round_workbook import round_workbook
from core.exchange.workbook import Column, Kind, Sheet, stream, write
from core.inspection.results import actions, queries
from core.inspection.results.dossier import queries as dossiers
from core.inspection.results.dossier import rules
from core.inspection.results.league import queries as league
from core.inspection.results.rules import Filter
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.records import Round
from core.inspection.sampling import actions as samples
from core.inspection.sampling.rules import Method, Plan, Unit, frame_hash
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.records import Sheet as SheetRow
from core.projects.records import Project
from core.words import Language
from tests.exchange.test_sheet_report import tables, texts

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def spring(house) -> Filter:
    with db.reading() as session:
        return Filter(rounds=session.get_one(Round, house.round).code)


def report(ask, wanted, who="lin", language=Language.ENGLISH) -> Report:
    return round_report(ask(dossiers.dossier, who, wanted), language)


def book(house, wanted, who="lin", language=Language.ENGLISH):
    data, _ = work.ask(round_workbook, house.actor(who), wanted, language)
    return openpyxl.load_workbook(io.BytesIO(data))


def lines(book, title) -> list[dict]:
    heads, *rest = list(book[title].iter_rows(values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in rest]


class TestReport:
    def test_the_cover_says_what_was_inspected_and_how_it_was_chosen(self, house, do, ask, contested, spring):
        facts = dict(report(ask, spring).facts)
        assert facts["Targets"] == "Targets: 1. Sheets planned: 1, submitted: 1, missed: 0."
        assert facts["Checklist"] == "Hotline check, version 1"
        assert facts["How they were chosen"].startswith("Named one by one")
        assert facts["State"] == "Released"

    def test_a_drawn_sample_is_named_with_everything_a_redraw_needs(self, house, do, ask):
        number, _ = house.open_round("Drawn", start=False)
        with db.reading() as session:
            hotline, harbour = (session.get_one(Project, house.projects[name]).code for name in ("hotline", "harbour"))
        draw = do(samples.draw, "lin", number, plan=Plan(method=Method.ALL, excluded={harbour: "closed for works"}), seed="lot 7")
        do(samples.accept, "lin", draw, given={hotline: (house.people["kit"],)})
        do(rounds.start, "lin", number)
        with db.reading() as session:
            sheet = session.query(SheetRow).filter_by(round_id=number).one().id
            code = session.get_one(Round, number).code
        house.finish(sheet, who="kit")
        do(rounds.close, "lin", number)
        told = dict(report(ask, Filter(rounds=code)).facts)["How they were chosen"]
        assert "Everything" in told
        assert "Seed: lot 7" in told
        assert frame_hash([Unit(hotline), Unit(harbour)]) in told
        frame = lines(book(house, Filter(rounds=code)), "Sampling frame")
        assert {row["Left out because"] for row in frame} == {None, "closed for works"}

    def test_the_figures_are_those_of_the_screen(self, ask, house, contested, spring):
        made = report(ask, spring)
        view = ask(queries.overview, "lin", spring)
        told = texts(made)
        assert f"Mean score {view.total.mean:.1f}" in told
        assert "too little data" in told  # one sheet is no interval
        thin = ask(league.ranking, "lin", spring).thin
        assert len(thin) == 1
        assert "Too little data: 1 projects" in told

    def test_what_became_of_it_is_in_it(self, ask, do, house, contested, spring):
        assert "not decided yet" in texts(report(ask, spring))
        do(objections.decide, "lin", contested, corrected=True, decision="The photo shows it.")
        told = texts(report(ask, spring))
        assert "The desk was being painted." in told
        assert "The photo shows it." in told
        assert "to be corrected by the inspector" in told

    def test_missed_sheets_and_follow_ups_are_listed(self, house, do, ask, spring):
        do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        house.finish(house.sheet, greeting="0", findings="5")
        house.release()
        made = report(ask, spring)
        told = texts(made)
        assert "Sheets planned: 2, submitted: 1, missed: 1" in told
        assert any(row[3] == "Kit" for table in tables(made) for row in table.rows if table.headers[-1] == "Inspector")
        found = ask(dossiers.dossier, "lin", spring).mending
        assert found.opened >= 2
        assert f"{found.opened} opened: 0 closed, {found.opened} open of which 0 overdue, 0 cancelled." in told

    def test_a_trial_round_says_so(self, house, ask, do, submitted, spring):
        do(rounds.close, "lin", house.round)
        assert "Trial round" not in texts(report(ask, spring))
        with db.writing() as session:
            session.get_one(Round, house.round).trial = True
        assert "Trial round" in texts(report(ask, spring))

    @pytest.mark.parametrize("language", list(Language))
    def test_word_and_pdf_take_it_in_each_language(self, house, ask, contested, spring, language):
        made = report(ask, spring, language=language)
        name = {"en": "Contact", "zh_Hans": "接触", "zh_Hant": "接觸"}[language]
        word = docx.Document(io.BytesIO(to_word(made)))
        assert name in [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        assert len(word.inline_shapes) >= 4
        pages = pypdf.PdfReader(io.BytesIO(to_pdf(made))).pages
        assert name in "".join(page.extract_text() for page in pages)
        assert to_pdf(made) == to_pdf(report(ask, spring, language=language))

    def test_a_large_round_stays_a_report(self, ask, contested, spring):
        """Two thousand of everything: lists end, and say how many there are."""
        found = ask(dossiers.dossier, "lin", spring)
        many = found.appeals.loc[found.appeals.index.repeat(2000)]
        found = replace(found, appeals=many)
        made = round_report(found, Language.ENGLISH)
        assert max(len(table.rows) for table in tables(made)) <= LISTED
        assert "The first 60 of 2000; the workbook of the round has all." in texts(made)


class TestWhoMay:
    def test_the_inspected_side_meets_it_with_the_release_and_only_its_own(self, house, do, ask, submitted, spring):
        do(rounds.close, "lin", house.round)
        for who in ("mo", "ming"):
            with pytest.raises(NotFound):
                ask(dossiers.dossier, who, spring)
        house.approve("round", house.round)
        assert ask(dossiers.dossier, "mo", spring).counts.sheets == 1
        assert ask(dossiers.dossier, "ming", spring).drawn is None
        with pytest.raises(NotFound):
            ask(dossiers.dossier, "pei", spring)  # of another project
        with pytest.raises(NotPermitted):
            ask(dossiers.dossier, "mei", spring)  # an inspector reads no results

    def test_the_workbook_is_for_whoever_may_export(self, house, released, spring):
        with pytest.raises(NotPermitted):
            book(house, spring, "ming")
        assert "Sampling frame" not in book(house, spring, "mo").sheetnames

    def test_a_running_round_has_none(self, ask, submitted, spring, house):
        with pytest.raises(rules.StillScoring):
            ask(dossiers.dossier, "lin", spring)

    def test_whoever_still_scores_blind_finds_neither_answer_nor_sum(self, house, ask, released, spring):
        house.contest()
        items = {row["Item"]: row for row in lines(book(house, spring), "All answers")}
        assert items["photos"]["Answer"] == "to be scored blind by you first"
        assert (items["photos"]["Value"], items["photos"]["Points of 100"]) == (None, None)
        assert all(row["Points lost"] is None for row in items.values())
        assert items["greeting"]["Answer"] == "50 · Fair"
        assert lines(book(house, spring), "Scoring sheets")[0]["Score"] is None
        said = texts(report(ask, spring))
        assert "Until you have scored their contested items blind, the results of 1 targets are told only together with others." in said
        assert "Mean score 85" not in said
        house.rescore("lin")
        after = book(house, spring)
        assert {row["Item"]: row for row in lines(after, "All answers")}["photos"]["Answer"] == "100 · Good"
        assert lines(after, "Scoring sheets")[0]["Score"] == pytest.approx(85)

    def test_taking_it_along_is_traced(self, house, do, traced, released, spring):
        with traced("results:take_along", "mo") as entry:
            do(actions.take_along, "mo", spring, kind="pdf", sha256="0" * 64)
        assert entry[0].facts["kind"] == "pdf"


class TestWorkbook:
    def test_it_holds_every_answer_with_what_it_cost(self, house, do, submitted, spring):
        do(rounds.close, "lin", house.round)
        rows = {row["Item"]: row for row in lines(book(house, spring), "All answers")}
        assert len(rows) == 5
        assert rows["greeting"]["Points of 100"] == 50
        assert rows["greeting"]["Points lost"] == pytest.approx(15)
        assert sum(row["Points lost"] for row in rows.values()) == pytest.approx(15)
        assert [row["File"] for row in lines(book(house, spring), "Evidence")] == ["desk.jpg"]

    def test_no_text_becomes_a_formula(self, house, do, spring):
        house.fill(house.sheet, greeting="50")
        do(sheets.write_note, "mei", house.sheet, house.items["greeting"], '=HYPERLINK("http://x","y")', seen=0)
        house.submit(house.sheet)
        do(rounds.close, "lin", house.round)
        for sheet in book(house, spring):
            assert sheet.auto_filter.ref
            assert sheet.freeze_panes == "A2"
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

    def test_too_many_answers_are_refused_with_a_way_out(self, house, do, submitted, spring, monkeypatch):
        do(rounds.close, "lin", house.round)
        monkeypatch.setattr(rules, "ANSWERS_AT_MOST", 4)
        with pytest.raises(rules.TooManyAnswers) as caught:
            book(house, spring)
        assert caught.value.facts["count"] == 5

    def test_progress_only_grows(self, house, do, submitted, spring):
        do(rounds.close, "lin", house.round)
        parts: list[float] = []
        work.ask(round_workbook, house.actor("lin"), spring, Language.ENGLISH, parts.append)
        assert parts == sorted(parts)
        assert parts[-1] == 0.9


class TestStream:
    columns = (Column("Number", kind=Kind.INTEGER), Column("Text", 30), Column("Choice", choices=("a", "b"), note="one of two"))

    def rows(self, many):
        return ((number, f"=line {number}", "a") for number in range(many))

    def test_what_is_streamed_is_what_is_written(self):
        one, other = (openpyxl.load_workbook(io.BytesIO(make([Sheet("S", self.columns, list(self.rows(50)), spare_rows=3)]))) for make in (write, stream))
        for book in (one, other):
            assert book["S"].auto_filter.ref == "A1:C54"
            assert len(book["S"].data_validations.dataValidation) == 1
        assert [list(row) for row in one["S"].values] == [list(row) for row in other["S"].values]

    def test_memory_does_not_grow_with_the_rows(self):
        def peak(many):
            tracemalloc.start()
            packed = len(stream([Sheet("S", self.columns, self.rows(many))]))
            found = tracemalloc.get_traced_memory()[1] - packed
            tracemalloc.stop()
            return found

        peak(10)
        assert peak(20_000) < peak(2_000) + 400_000  # a row kept would cost some 500 bytes, all of them nine million


class TestScreen:
    @pytest.mark.parametrize("language", list(Language))
    def test_a_closed_round_offers_its_files_and_hands_them_out(self, house, screen, released, spring, language):
        at = screen("pages/Rounds.py", "lin", query={"round": spring.rounds}, language=language)
        assert not at.exception
        at.button(key=f"make:xlsx:{spring.rounds}").click().run(timeout=60)
        assert not at.exception
        kept = at.session_state["round_file"]
        assert kept[1] == "xlsx"
        assert openpyxl.load_workbook(io.BytesIO(kept[2])).sheetnames

    def test_a_team_member_finds_the_report_with_the_results_and_no_workbook(self, house, screen, released, spring):
        at = screen("pages/Results.py", "ming", language=Language.ENGLISH)
        assert not at.exception
        keys = {one.key for one in at.button}
        assert f"make:pdf:{spring.rounds}" in keys
        assert f"make:xlsx:{spring.rounds}" not in keys
        at.button(key=f"make:pdf:{spring.rounds}").click().run(timeout=60)
        assert at.session_state["round_file"][2].startswith(b"%PDF")

    def test_a_running_round_offers_none(self, house, screen, submitted, spring):
        at = screen("pages/Rounds.py", "lin", query={"round": spring.rounds})
        assert not [one for one in at.button if one.key.startswith("make:")]
