"""Measured items on a sheet, on both databases: taken over as they are and kept for ever, contested with a note, or not computable; on the screen and in the file."""

import io
from datetime import date, timedelta
from decimal import Decimal as D

import openpyxl
import pytest
from sqlalchemy import select

from core import db
from core.clock import at, today
from core.exchange import sheet_report
from core.exchange.offline import queries as offline
from core.followup.measures.rules import IN_TIME
from core.inspection.measured import queries as measured
from core.inspection.measured.rules import CONTESTED, NOT_COMPUTABLE, FactKnown, FactMoved, FactUnknown
from core.inspection.objects.rules import Kind
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Mark, Method
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries
from core.inspection.sheets.actions import Value
from core.inspection.sheets.records import Answer, Sheet
from core.inspection.sheets.rules import Incomplete, ReasonUnknown
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.rules import Choice, Draft, ItemDraft, SectionDraft
from core.projects.records import Project
from core.words import Language
from tests.cast import approve, named, not_applicable, rated
from tests.followup.conftest import desk  # noqa: F401
from tests.metrics.test_queries import START, told  # noqa: F401
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("database")
POINTS = ((D(50), D(0)), (D(75), D(80)), (D(100), D(100)))


@scene
def sheet(house, do, told):  # noqa: F811
    """Mei's open sheet about Hotline, spring of 2026: one measured item, one that is judged."""
    items = (
        ItemDraft("pace", D(60), named("In time"), method=Method.MEASURED, metric=IN_TIME.code, points=POINTS),
        ItemDraft("seen", D(40), named("Seen"), method=Method.YES_NO),
    )
    draft = Draft(
        "measured", named("Measured"), {}, (SectionDraft("all", D(100), named("All"), items),), bands=(Choice("any", named("Any"), D(0)),),
        na_reasons=(Choice("absent", named("Absent")),), min_applicable=D("0.3"),
    )  # fmt: skip
    version = do(templates.create, "ada", draft)
    approve("template_version", version, by=house.actor("ada"), then=house.actor("lin"))
    made = do(rounds.create, "lin", name="Spring, measured", template_version_id=version, period_from=date(2026, 1, 1), period_to=date(2026, 12, 31), due_on=date(2026, 12, 31))
    sheet = do(rounds.assign, "lin", made, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
    do(rounds.start, "lin", made)
    return sheet


@pytest.fixture
def later():
    with at(START + timedelta(days=85)):
        yield


@pytest.fixture
def items(sheet, ask):
    with db.reading() as session:
        code, version = session.execute(select(Sheet.code, Sheet.template_version_id).where(Sheet.id == sheet)).one()
    whole = ask(checklists.read, "ada", version)
    return code, {question.code: question.id for question in whole.questions}


FACT = D("66.6667")


def kept(sheet, item):
    with db.reading() as session:
        return session.scalars(select(Answer).where(Answer.sheet_id == sheet, Answer.item_id == item)).one_or_none()


def test_the_fact_is_that_of_the_project_and_the_period(sheet, items, later, ask):
    fact = ask(measured.facts, "mei", sheet)[items[1]["pace"]]
    assert (fact.figure.value, fact.figure.n) == (FACT, 6)
    assert (fact.period.first, fact.period.last) == (date(2026, 1, 1), date(2026, 12, 31))
    rows, total = ask(measured.rows, "mei", sheet, items[1]["pace"])
    assert total == len(rows) == 6


def test_of_part_of_a_project_it_says_that_it_is_the_whole_projects(house, do, ask, sheet, items, later):
    _, known = items
    assert not ask(measured.facts, "mei", sheet)[known["pace"]].wider
    with db.reading() as session:
        version = session.scalar(select(Sheet.template_version_id).where(Sheet.id == sheet))
        hotline = session.get_one(Project, house.projects["hotline"]).code
    dates = {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31), "due_on": date(2026, 12, 31)}
    made = do(rounds.create, "lin", name="People, measured", template_version_id=version, target_kind=Kind.PERSON, **dates)
    other = do(rounds.assign, "lin", made, project_id=house.projects["hotline"], inspector_id=house.people["mei"], code=f"{hotline}/ming")
    do(rounds.start, "lin", made)
    fact = ask(measured.facts, "mei", other)[known["pace"]]
    assert (fact.wider, fact.figure.value) == (True, FACT)


def test_it_is_taken_over_with_a_copy_and_scored_by_its_points(sheet, items, later, do, ask, traced):
    pace, seen = items[1]["pace"], items[1]["seen"]
    with traced("sheet:answer", "mei"):
        do(sheets.answer, "mei", sheet, pace, Value(Mark.RATED, FACT), seen=0)
    assert kept(sheet, pace).measured["n"] == 6
    do(sheets.answer, "mei", sheet, seen, rated(1), seen=0)
    do(sheets.submit, "mei", sheet, signature="Mei")
    view = ask(queries.sheet, "mei", items[0])
    assert view.head.total == D("72.000064")  # 0.6 * (66.6667 - 50) * 80 / 25 + 40
    one = view.answer(pace).taken
    assert (one.value, one.n, one.first) == (FACT, 6, date(2026, 1, 1))
    assert not one.moved(ask(measured.facts, "mei", sheet)[pace])
    with at(START + timedelta(days=100)):  # the one that was opened again is overdue by now
        assert one.moved(ask(measured.facts, "mei", sheet)[pace])
    assert "6 records" in sheet_report.answer_said(view, view.checklist.question(pace), sheet_report.Voice(Language.ENGLISH), view.answer(pace))


def test_nothing_else_is_taken(sheet, items, later, do, refused):
    pace = items[1]["pace"]
    with refused(FactMoved):
        do(sheets.answer, "mei", sheet, pace, rated(100), seen=0)
    with refused(FactKnown):
        do(sheets.answer, "mei", sheet, pace, not_applicable(NOT_COMPUTABLE), seen=0)
    with refused(FactMoved):
        do(sheets.fill_in, "mei", sheet, answers=[(pace, rated(100), 0)], source="x")
    for reason in (NOT_COMPUTABLE, CONTESTED):
        with refused(ReasonUnknown):
            do(sheets.answer, "mei", sheet, items[1]["seen"], not_applicable(reason), seen=0)


def test_a_contested_fact_needs_its_note(sheet, items, later, do, ask, refused):
    pace, seen = items[1]["pace"], items[1]["seen"]
    do(sheets.answer, "mei", sheet, seen, rated(1), seen=0)
    do(sheets.answer, "mei", sheet, pace, not_applicable(CONTESTED), seen=0)
    with refused(Incomplete):
        do(sheets.submit, "mei", sheet, signature="Mei")
    do(sheets.write_note, "mei", sheet, pace, "Two of them were handed over to another group.", seen=0)
    do(sheets.submit, "mei", sheet, signature="Mei")
    assert ask(queries.sheet, "mei", items[0]).head.total == 100
    assert kept(sheet, pace).measured is None


def test_what_cannot_be_computed_says_so_and_stays_out(sheet, items, do, ask, refused):
    pace = items[1]["pace"]
    with at(START - timedelta(days=30)):  # nothing was due yet, nothing done
        pass
    with db.writing() as session:
        from core.followup.records import FollowUp, FollowUpFile, FollowUpStep

        for table in (FollowUpFile, FollowUpStep, FollowUp):
            session.query(table).delete()
    fact = ask(measured.facts, "mei", sheet)[pace]
    assert fact.figure.value is None
    assert fact.figure.why
    with refused(FactUnknown):
        do(sheets.answer, "mei", sheet, pace, rated(100), seen=0)
    do(sheets.answer, "mei", sheet, pace, not_applicable(NOT_COMPUTABLE), seen=0)
    assert kept(sheet, pace).na_reason == NOT_COMPUTABLE


def test_a_correction_keeps_what_was_taken_over(sheet, items, later, do, ask):
    pace, seen = items[1]["pace"], items[1]["seen"]
    do(sheets.answer, "mei", sheet, pace, Value(Mark.RATED, FACT), seen=0)
    do(sheets.answer, "mei", sheet, seen, rated(1), seen=0)
    do(sheets.submit, "mei", sheet, signature="Mei")
    again = do(sheets.revise, "mei", sheet, reason="I looked again.")
    with at(START + timedelta(days=100)):
        do(sheets.answer, "mei", again, pace, Value(Mark.RATED, FACT), seen=1)  # the same again: nothing to compare with today
    assert kept(again, pace).measured == kept(sheet, pace).measured


def test_the_file_holds_the_value_locked_and_brings_it_back(sheet, items, later, do, ask):
    view = measured.with_facts(ask(queries.sheet, "mei", items[0]), ask(measured.facts, "mei", sheet))
    data = offline.write(view, Language.ENGLISH)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    row = next(row for row in page.iter_rows() if row[1].value == "pace")
    assert (row[5].value, row[5].protection.locked, row[6].protection.locked) == (66.6667, True, False)
    form = offline.read(data)
    found = ask(offline.compare, "mei", items[0], form)
    assert [(one.code, one.yours.raw) for one in found.differences] == [("pace", FACT)]
    one = found.differences[0]
    do(sheets.fill_in, "mei", sheet, answers=[(one.item_id, one.yours, one.seen)], source="file")
    assert kept(sheet, one.item_id).measured["n"] == 6


def test_a_sheet_without_measured_items_asks_nothing_more(house, ask):
    assert ask(measured.facts, "mei", house.sheet) == {}


@pytest.mark.parametrize("language", list(Language))
def test_one_tap_takes_it_over_on_the_screen(sheet, items, screen, language):
    opened = screen("pages/Scoring_sheet.py", "mei", language=language, query={"sheet": items[0]})
    assert not opened.exception
    pace = items[1]["pace"]
    radio = next(one for one in opened.radio if f":{pace}:" in one.key)
    assert len(radio.options) == 2
    radio.set_value(radio.options[0] if radio.options[0] in ("57.1429",) else "57.1429").run()
    assert not opened.exception
    assert kept(sheet, pace).raw == D("57.1429")  # by today four of seven
    assert kept(sheet, pace).measured["n"] == 7
    text = "\n".join(str(getattr(one, "value", "")) for one in (*opened.markdown, *opened.caption))
    assert {"en": "Measured for", "zh_Hans": "实测期间", "zh_Hant": "實測期間"}[language.value] in text
    assert today() > date(2026, 6, 1)
