"""The acceptance report: what it tells, in three languages, as Word and PDF; and the customer's page without a browser."""

import io

import docx
import pytest

from core.closing.acceptance import actions, queries
from core.closing.acceptance.rules import Seat, Verdict
from core.closing.signing import actions as signing
from core.closing.signing import queries as signing_queries
from core.exchange import report
from core.exchange.acceptance_report import acceptance_report
from core.words import Language
from core.work import ask as ask_
from pages.parts.closing import sheet
from tests.closing import TOKEN, agreed, formal, preliminary

pytestmark = pytest.mark.usefixtures("sqlite_database")


def made(ask, id_: int, language: Language):
    whole, project, customer, code = ask(queries.acceptance, "mo", id_)
    return acceptance_report(whole, code, project, customer, "On site", language)


def words_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    return "\n".join([*(one.text for one in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])


def test_the_report_tells_how_it_went_and_what_remains(house, do, ask, traced):
    id_ = formal(do, house)
    do(signing.sign, "hu", id_, Seat.FIRST, verdict=Verdict.REMARKS, text="Label <b>it</b>")
    text = words_of(report.to_word(made(ask, id_, Language.ENGLISH)))
    for said in ("Acceptance report", "Formal acceptance", "Label <b>it</b>", "Ms Ferry", "Northern Ferries, operations", "Customer feedback", "FUP-", "100.0"):
        assert said in text, said
    assert "验收报告" in words_of(report.to_word(made(ask, id_, Language.SIMPLIFIED)))
    assert report.to_pdf(made(ask, id_, Language.TRADITIONAL)).startswith(b"%PDF")
    with traced("acceptance:take_along", "mo"):
        do(actions.take_along, "mo", id_, kind="pdf", sha256="0" * 64)


def test_a_report_of_what_has_just_begun_says_what_is_missing(house, do, ask):
    text = words_of(report.to_word(made(ask, agreed(do, house), Language.ENGLISH)))
    assert "5 delivery standards have no points yet." in text
    assert "There was no remark." in text


@pytest.mark.parametrize("language", Language)
def test_the_customers_page_says_everything_in_her_language_and_lets_no_markup_in(house, do, language):
    id_ = preliminary(do, house)
    do(signing.link, "mo", id_, Seat.CUSTOMER, token=TOKEN, name="<script>alert(1)</script>", language=language)
    found = ask_(signing_queries.opened, TOKEN)
    page = sheet.form(found, language, form_id="f", typed={"words": "</textarea><script>x</script>"}, fault="<b>no</b>")
    assert "<script" not in page
    assert "<b>no</b>" not in page
    assert "alert(1)" in sheet.form(found, language, form_id="f")
    assert "&lt;i&gt;" in sheet.closed(language, "Late.", words="<i>")
