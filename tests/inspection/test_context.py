"""What weighed on the work: said with the signature, shown beside the score, without any weight in it."""

import pytest

from core.errors import TooLong
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import Filter, Mark
from core.inspection.sheets import actions, queries
from core.reference import queries as reference
from core.reference.rules import NotAnEntry
from tests.cast import tallies_match_a_recount, trail

pytestmark = pytest.mark.usefixtures("database")


def submit(house, do, **said):
    return do(actions.submit, "mei", house.sheet, signature="Mei", **said)


def head(house, ask, who="mei"):
    code = ask(queries.code_of, who, house.sheet)
    return ask(queries.sheet, who, code).head


def test_it_is_kept_with_the_sheet_and_changes_no_score(house, do, ask):
    house.fill(house.sheet, greeting="50")
    submit(house, do, context=["short_staffed", "heavy_workload", "short_staffed"], context_remark=" Two were ill. ")
    said = head(house, ask)
    assert (said.total, said.context, said.context_remark) == (85, ("heavy_workload", "short_staffed"), "Two were ill.")
    assert trail("sheet:submit")[-1].facts["context"] == ["heavy_workload", "short_staffed"]
    assert tallies_match_a_recount()
    frame = ask(rows.sheets_behind, "lin", Filter(), Mark(low=0)).sheets
    assert frame["context"].tolist() == [("heavy_workload", "short_staffed")]
    assert ask(reference.sheet, "lin", "context_factor").used == {"heavy_workload": 1, "short_staffed": 1}


def test_nothing_has_to_be_said(house, do, ask):
    house.fill(house.sheet)
    submit(house, do)
    assert (head(house, ask).context, head(house, ask).context_remark) == ((), "")
    assert "context" not in trail("sheet:submit")[-1].facts


@pytest.mark.parametrize(("said", "refusal"), [({"context": ["moon_phase"]}, NotAnEntry), ({"context_remark": "x" * 501}, TooLong)])
def test_what_is_not_offered_or_too_long_is_refused_and_the_sheet_stays_open(house, do, said, refusal):
    house.fill(house.sheet)
    with pytest.raises(refusal):
        submit(house, do, **said)
    assert house.state() == "open"


def test_a_correction_starts_with_what_was_said_before(house, do, ask):
    house.fill(house.sheet)
    submit(house, do, context=["new_staff"])
    made = do(actions.revise, "mei", house.sheet, reason="Counted wrong.")
    assert house.row(made).context == ["new_staff"]
