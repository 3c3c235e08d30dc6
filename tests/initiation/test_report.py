"""The initiation pack as a file: what it says, in every language, and that it opens."""

import io

import pytest
from docx import Document

from core.clock import today
from core.exchange import report
from core.exchange.initiation_report import initiation_report
from core.exchange.report import Callout, Table
from core.initiation.charters import actions as charters
from core.initiation.duties import actions as duties
from core.initiation.duties.rules import Duty, Package
from core.initiation.kickoffs import actions as kickoffs
from core.initiation.kickoffs.rules import Minutes
from core.initiation.pack import queries
from core.initiation.stakeholders import actions as stakeholders
from core.initiation.stakeholders.rules import Entry, Kind
from core.words import Language
from tests import cast

pytestmark = pytest.mark.usefixtures("sqlite_database")
CODE = "PRJ-2026-0001"


@pytest.fixture
def begun(house, do):
    """Hotline with an empty charter, a stakeholder, a kick-off and a duty that nobody does."""
    hotline, mo = house.projects["hotline"], house.people["mo"]
    do(charters.begin, "mo", hotline)
    do(stakeholders.add, "mo", hotline, Entry("Captain Sun", Kind.CUSTOMER, "Head of service", "No lost calls", influence=5, interest=5))
    do(kickoffs.record, "mo", hotline, Minutes(today(), mo, customer="Captain Sun", consensus="We begin on Monday."))
    do(duties.save, "mo", hotline, [Package("Line", {mo: Duty.ACCOUNTABLE})], roles={mo: "Lead"}, version=0)


@pytest.mark.parametrize("language", list(Language))
def test_it_opens_as_word_and_as_pdf_in_every_language(begun, ask, language):
    made = initiation_report(ask(queries.dossier, "ming", CODE), language)
    document = Document(io.BytesIO(report.to_word(made)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("Captain Sun" in cell for cell in cells)
    assert "Line" in cells
    assert any("We begin on Monday." in one.text for one in document.paragraphs)
    assert report.to_pdf(made).startswith(b"%PDF")


def test_it_says_at_its_head_what_is_missing_and_beside_the_duties_what_is_wrong(begun, ask):
    made = initiation_report(ask(queries.dossier, "ming", CODE), Language.ENGLISH)
    warnings = [block.text for block in made.blocks if isinstance(block, Callout)]
    assert "Write every part of the scope, what is out of it too." in warnings[0]
    assert warnings[1] == "“Line”: nobody does it. Give somebody the R."
    register = next(block for block in made.blocks if isinstance(block, Table) and "Strategy" in block.headers)
    assert register.rows == (("Captain Sun, Head of service", "Customer", "5 / 5", "Manage closely", "", "No lost calls"),)


def test_a_file_is_on_record_before_it_is_handed_out(begun, screen):
    at = screen("pages/Initiation.py", "mo", query={"project": CODE, "part": "pack"})
    before = len(cast.trail())
    next(one for one in at.button if one.key and one.key.endswith(":docx")).click().run()
    assert not at.exception
    assert [(one.deed, one.facts["kind"]) for one in cast.trail()[before:] if one.deed == "project:take_along"] == [("project:take_along", "docx")]
