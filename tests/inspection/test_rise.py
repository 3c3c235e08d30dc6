"""Did the item rise: before and after a closed follow-up, as by hand."""

from fractions import Fraction

import pytest

from core import db
from core.errors import NotPermitted
from core.followup import actions as followups
from core.followup.records import FollowUp
from core.inspection.followups import queries as beside
from core.inspection.followups.rise import queries
from core.inspection.followups.rise.rules import Change, Side, change, side
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.words import Language

HALF, FULL, NOTHING = Fraction(1, 2), Fraction(1), Fraction(0)


class TestRules:
    def test_it_rose_fell_or_stayed(self):
        assert change(side([HALF]), side([FULL])) is Change.ROSE
        assert change(side([HALF]), side([NOTHING])) is Change.FELL
        assert change(side([Fraction(1, 3)]), side([Fraction(2, 6)])) is Change.SAME
        assert change(side([HALF]), None) is change(None, side([HALF])) is Change.WAITING

    def test_several_sheets_are_a_mean_with_their_number(self):
        assert side([NOTHING, HALF, FULL]) == Side(HALF, 3)
        assert side([]) is None
        assert Side(HALF, 3).points == 50


def greeting_of(house, ask, who="lin"):
    return next(one for one in ask(queries.rises, who) if one.title["en"] == "Callers are greeted")


@pytest.fixture
def mended(house, do):
    """Mei found the greeting at 0 of 100; its follow-up is verified and closed."""
    house.finish(house.sheet, greeting="0")
    house.release()
    with db.reading() as session:
        row = session.query(FollowUp).filter(FollowUp.source_item == house.items["greeting"]).one()
        code, number, owner, verifier = row.code, row.id, row.owner_id, row.verifier_id
    names = {number: name for name, number in house.people.items()}
    do(followups.plan, names[owner], number, measure="Trained.", version=1)
    do(followups.report, names[owner], number)
    do(followups.verify, names[verifier], number, passed=True, remark="Seen.")
    return code


def inspected_again(house, do, name="Summer", **raws):
    number, given = house.open_round(name, hotline="kit")
    house.finish(given["hotline"], who="kit", **raws)
    do(rounds.close, "lin", number)
    return number, given["hotline"]


@pytest.mark.usefixtures("database")
class TestRise:
    def test_it_waits_until_it_is_inspected_again(self, house, ask, mended):
        found = greeting_of(house, ask)
        assert (found.followup, found.change) == (mended, Change.WAITING)
        assert found.before == Side(NOTHING, 1)

    @pytest.mark.parametrize(("raw", "then"), [("50", Change.ROSE), ("0", Change.SAME)])
    def test_before_and_after(self, house, do, ask, mended, raw, then):
        inspected_again(house, do, greeting=raw)
        found = greeting_of(house, ask)
        assert found.change is then
        assert (found.before.points, found.after.points, found.after.n) == (0, float(raw), 1)
        assert ask(queries.of_followup, "lin", mended) == found

    def test_the_next_round_counts_and_not_the_one_after(self, house, do, ask, mended):
        first, _ = inspected_again(house, do, "Summer", greeting="50")
        inspected_again(house, do, "Autumn", greeting="100")
        with db.reading() as session:
            code = session.get_one(Round, first).code
        found = greeting_of(house, ask)
        assert (found.round_after, found.after.points) == (code, 50)

    def test_what_was_scored_before_the_closing_is_not_after_it(self, house, do, ask, mended):
        _, sheet = inspected_again(house, do, greeting="100")
        with db.writing() as session:
            closed = session.query(FollowUp).filter_by(code=mended).one().closed_at
            session.get_one(Sheet, sheet).submitted_at = closed.replace(year=closed.year - 1)
        assert greeting_of(house, ask).change is Change.WAITING

    def test_neither_trials_nor_what_did_not_apply_counts(self, house, do, ask, mended):
        inspected_again(house, do, greeting="n/a")
        assert greeting_of(house, ask).change is Change.WAITING
        other, _ = inspected_again(house, do, "Autumn", greeting="100")
        with db.writing() as session:
            session.get_one(Round, other).trial = True
        assert greeting_of(house, ask).change is Change.WAITING

    def test_departments_are_counted(self, house, do, ask, mended):
        inspected_again(house, do, greeting="100")
        (service,) = queries.by_department(ask(queries.rises, "lin"))
        assert service.name["en"] == "Service"
        assert (service.counts[Change.ROSE], service.n) == (1, 1)

    def test_who_sees_it(self, house, do, ask, mended):
        inspected_again(house, do, greeting="100")
        assert greeting_of(house, ask, "mo").change is Change.WAITING  # the next round is not released to the inspected side
        assert ask(queries.rises, "pei") == []
        with pytest.raises(NotPermitted):
            ask(queries.rises, "cora")

    def test_the_next_sheet_says_what_it_was_beside_the_item(self, house, do, ask, mended):
        _, given = house.open_round("Summer", hotline="kit")
        (one,) = ask(beside.beside, "kit", given["hotline"])[house.items["greeting"]]
        assert one.then == 0
        (own,) = ask(beside.beside, "mei", house.sheet)[house.items["greeting"]]
        assert own.then is None  # on the sheet that found it nothing rose


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
def test_it_stands_on_the_three_screens(house, do, screen, mended, language):
    _, sheet = inspected_again(house, do, greeting="50")
    at = screen("pages/Follow_up.py", "lin", query={"followup": mended}, language=language)
    assert not at.exception
    assert [one.value for one in at.markdown if "→ **" in one.value and "50" in one.value]
    at = screen("pages/Results.py", "lin", language=language, state={"results:rise": True})
    assert not at.exception
    assert any(f"followup={mended}" in one.value for one in at.markdown)
    with db.reading() as session:
        code = session.get_one(Sheet, sheet).code
    at = screen("pages/Scoring_sheet.py", "lin", query={"sheet": code}, language=Language.ENGLISH)
    assert not at.exception
