"""One scoring sheet as a report: it says what the sheet says, in each language, and both renderers take it."""

import io
from decimal import Decimal

import docx
import pypdf
import pytest
from PIL import Image

from core.exchange.report import Callout, Picture, Report, Table, to_pdf, to_word
from core.exchange.sheet_report import sheet_report
from core.inspection.results.rules import Filter, Inspected, chosen
from core.inspection.sheets import actions, queries
from core.inspection.sheets.objections import actions as objections
from core.words import Language

pytestmark = pytest.mark.usefixtures("sqlite_database")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(out, "JPEG")
    return out.getvalue()


def view_of(house, ask, sheet_id=None, who="lin"):
    return ask(queries.sheet, who, house.row(sheet_id).code)


def texts(report: Report) -> str:
    found = [report.title, report.subtitle, report.footer, *(part for fact in report.facts for part in fact)]
    for block in report.blocks:
        if isinstance(block, Table):
            found += [*block.headers, *(cell for row in block.rows for cell in row)]
        found += [str(getattr(block, name)) for name in ("text", "title", "caption", "alt") if getattr(block, name, "")]
    return "\n".join(found)


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


@pytest.fixture
def scored(house, do, ask):
    house.fill(house.sheet, greeting="50", speed="7", findings="2")
    do(actions.write_note, "mei", house.sheet, house.items["speed"], "Three of ten calls waited.\nSee <b>log</b> & #list", seen=0)
    house.submit(house.sheet)
    return view_of(house, ask)


class TestWhatItSays:
    def test_who_what_and_when(self, scored):
        told = texts(sheet_report(scored, Language.ENGLISH, {}))
        head = scored.head
        for fact in (head.code, head.project_code, "Hotline", "Northern Ferries", head.round_code, "Spring", "Mei", "Submitted", "Hotline check, version 1"):
            assert fact in told
        assert dict(sheet_report(scored, Language.ENGLISH, {}).facts)["Signed"] == "Mei"

    def test_the_score_and_how_it_came_about(self, scored):
        report = sheet_report(scored, Language.ENGLISH, {})
        callout = next(block for block in report.blocks if isinstance(block, Callout))
        assert callout.title == f"{scored.head.total.quantize(Decimal('0.1'))} · Fair"
        assert "100%" in callout.text
        checkpoints = tables(report)[0]
        assert [row[0] for row in checkpoints.rows] == ["Contact", "Files"]
        assert [row[1] for row in checkpoints.rows] == ["60", "40"]
        chart = next(block for block in report.blocks if isinstance(block, Picture))
        assert b"<svg" in chart.data
        assert "greeting" in chart.alt

    def test_every_step_of_the_way_stands_in_a_table(self, scored):
        # 60 % x 50 % x a half, 40 % x 60 % x a fifth, 60 % x 30 % x three tenths
        assert tables(sheet_report(scored, Language.ENGLISH, {}))[1].rows == (
            ("Full marks", "", "100.00"),
            ("greeting Callers are greeted", "−15.00", "85.00"),
            ("speed Calls answered of ten", "−5.40", "79.60"),
            ("findings Records are whole", "−4.80", "74.80"),
            ("Final score", "74.8", "74.80"),
        )

    def test_every_answer_with_what_it_cost(self, scored):
        rows = [row for table in tables(sheet_report(scored, Language.ENGLISH, {}))[2:] for row in table.rows]
        assert len(rows) == len(scored.checklist.questions)
        by_item = {row[0].split("\n")[0]: row for row in rows}
        assert by_item["greeting"][1] == "50 · Fair"
        assert by_item["consent"][1:3] == ("Yes", "")
        assert by_item["findings"][1] == "Findings: 2"
        assert "Three of ten calls waited.\nSee <b>log</b> & #list" in by_item["speed"][3]
        lost = sum(Decimal(row[2]) for row in rows if row[2])
        assert lost == pytest.approx(Decimal(100) - scored.head.before_veto, abs=Decimal("0.02"))

    def test_a_veto_is_told_with_the_score_before_it(self, house, ask, do):
        house.fill(house.sheet, consent=None)
        house.answer(house.sheet, "consent", actions.Value(actions.scoring.Mark.RATED, Decimal(0)))
        do(actions.write_note, "mei", house.sheet, house.items["consent"], "Never asked.", seen=0)
        house.submit(house.sheet)
        view = view_of(house, ask)
        told = texts(sheet_report(view, Language.ENGLISH, {}))
        assert "Before the veto 88.0, after it 40.0. Failed critical items: consent" in told
        assert "Vetoed; before it 80.0" in told
        assert "Veto: Contact (consent)" in told

    def test_too_little_to_rate_is_said_and_not_drawn(self, house, ask):
        house.finish(house.sheet, greeting="n/a", speed="n/a", consent="n/a")
        report = sheet_report(view_of(house, ask), Language.ENGLISH, {})
        assert not [block for block in report.blocks if isinstance(block, Picture)]
        told = texts(report)
        assert "Only 40% of the checklist's weight applied, and at least 60% is needed" in told
        assert "Not applicable: Not part of this service" in told

    def test_an_open_sheet_says_that_it_is_open(self, house, ask):
        house.answer(house.sheet, "greeting", actions.Value(actions.scoring.Mark.RATED, Decimal(50)))
        told = texts(sheet_report(view_of(house, ask), Language.ENGLISH, {}))
        assert "1 of 5 items are answered" in told
        assert "no answer" in told

    def test_contest_and_decision_are_in_it(self, house, do, ask):
        house.finish(house.sheet, greeting="50")
        house.release()
        house.contest()
        assert "Not decided yet." in texts(sheet_report(view_of(house, ask), Language.ENGLISH, {}))
        house.rescore("lin")
        do(objections.decide, "lin", house.sheet, corrected=True, decision="The photo shows it.")
        view = view_of(house, ask)
        told = texts(sheet_report(view, Language.ENGLISH, {}))
        assert "photos, contested by Ming on" in told
        assert "The desk was being painted." in told
        assert "to be corrected by the inspector. The photo shows it." in told

    def test_pictures_are_small_and_named(self, scored):
        answer = scored.answer(next(question.id for question in scored.checklist.questions if question.code == "photos"))
        file_id = answer.files[0].file_id
        report = sheet_report(scored, Language.ENGLISH, {file_id: picture()})
        shown = [block for block in report.blocks if isinstance(block, Picture) and block.data[:2] == b"\xff\xd8"]
        assert [block.caption for block in shown] == ["photos · desk.jpg"]
        with Image.open(io.BytesIO(shown[0].data)) as small:
            assert max(small.size) <= 900
        damaged = sheet_report(scored, Language.ENGLISH, {file_id: b"no picture"})
        assert "Files: desk.jpg" in texts(damaged)
        assert len([block for block in damaged.blocks if isinstance(block, Picture)]) == 1


@pytest.mark.parametrize("language", list(Language))
class TestDocuments:
    def test_word_takes_it(self, scored, language):
        found = docx.Document(io.BytesIO(to_word(sheet_report(scored, language, {}))))
        cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
        assert any("See <b>log</b> & #list" in cell for cell in cells)
        assert found.inline_shapes
        name = {"en": "Contact", "zh_Hans": "接触", "zh_Hant": "接觸"}[language]
        assert name in cells

    def test_pdf_takes_it(self, scored, language):
        read = pypdf.PdfReader(io.BytesIO(to_pdf(sheet_report(scored, language, {}))))
        told = "".join(page.extract_text() for page in read.pages)
        assert scored.head.code in told
        assert {"en": "Hotline", "zh_Hans": "热线", "zh_Hant": "热线"}[language] in told

    def test_the_same_sheet_gives_the_same_bytes(self, scored, language):
        assert to_pdf(sheet_report(scored, language, {})) == to_pdf(sheet_report(scored, language, {}))


class TestChosen:
    def rounds(self):
        from datetime import date

        def one(code, checklist="a", trial=False):
            return Inspected(1, code, code, False, trial, checklist, {}, 1, date(2026, 1, 1), date(2026, 1, 2), 1)

        return [one("R9", trial=True), one("R8"), one("R7", "b"), one("R6"), one("R5"), one("R4"), one("R3")]

    def codes(self, **wanted):
        return [one.code for one in chosen(Filter(**wanted), self.rounds())]

    def test_rounds_are_put_together_by_checklist_and_without_trials(self):
        assert self.codes() == ["R8"]
        assert self.codes(rounds="last4") == ["R8", "R6", "R5", "R4"]
        assert self.codes(rounds="all") == ["R8", "R6", "R5", "R4", "R3"]
        assert self.codes(rounds="all", checklist="b") == ["R7"]
        assert self.codes(rounds="R9") == ["R9"]
        assert self.codes(rounds="R1") == self.codes(checklist="c") == []
        assert chosen(Filter(), []) == ()
