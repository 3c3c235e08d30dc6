"""The wrong object: said by the inspected side, decided by somebody else, voided or refused, inspected anew."""

import pytest
from sqlalchemy import select

from core import db
from core.clock import today
from core.errors import Empty, NotPermitted, WrongState
from core.followup.records import FollowUp
from core.inspection.appeals import queries as appeals
from core.inspection.claims import actions, queries, rules
from core.inspection.results import queries as results
from core.inspection.results.rules import Filter
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import AssignedAlready, ConflictOfInterest
from core.inspection.sheets import queries as views
from core.inspection.sheets.kept import Shown
from core.inspection.sheets.objections import actions as contests
from core.inspection.sheets.records import Contest
from core.inspection.sheets.rules import DecidedBefore, ObjectContested, State, Wrong
from core.inspection.tally import queries as tally
from core.notice.records import Notice
from core.words import Language

pytestmark = pytest.mark.usefixtures("database")
SAID = {"wrong": Wrong.PROJECT, "reason": "That is the other hotline.", "right_object": "Harbour"}


@pytest.fixture
def claim(do, house, released):
    def claim_(who="ming", **changed):
        return do(actions.claim, who, house.sheet, **(SAID | changed))

    return claim_


@pytest.fixture
def decide(do, house):
    return lambda who="lin", accepted=True, why="The photo shows another desk.": do(
        actions.decide_claim, who, house.sheet, accepted=accepted, decision=why
    )


def view(house, ask, who="lin"):
    return ask(views.sheet, who, house.row().code)


def told():
    with db.reading() as session:
        return [(one.person_id, one.message) for one in session.scalars(select(Notice).where(Notice.kind == rules.CLAIM.code).order_by(Notice.id))]


class TestClaiming:
    def test_it_is_kept_with_what_is_right_and_what_shows_it(self, house, ask, claim, traced):
        with traced("sheet:claim", "ming") as entry:
            claim(files=[Shown(b"a plan", "png", "plan.png")])
        assert entry[0].facts["wrong"] == "project"
        assert house.state() == State.CONTESTED
        waiting = view(house, ask).claim
        assert (waiting.wrong, waiting.right_object, waiting.reason) == (Wrong.PROJECT, "Harbour", SAID["reason"])
        assert [one.name for one in waiting.files] == ["plan.png"]
        assert told() == [(house.people["lin"], told()[0][1])]

    def test_who_may_not(self, claim, house, do, refused):
        with refused(NotPermitted):
            claim("pei")  # of another project
        with refused(NotPermitted):
            claim("mei")  # the inspector

    def test_what_is_asked_for(self, claim, refused):
        with refused(Empty):
            claim(reason=" ")
        with refused(Empty):
            claim(right_object="")
        claim(wrong=Wrong.PERIOD, right_object="")  # a period names itself

    def test_once_and_not_while_something_else_is_open(self, claim, house, refused):
        claim()
        with refused(WrongState):
            claim()

    def test_not_after_its_days(self, claim, house, refused):
        with db.writing() as session:
            row = session.get_one(Round, house.round)
            row.released_at = row.released_at.replace(year=row.released_at.year - 1)
        with refused(rules.ClaimTooLate):
            claim()

    def test_not_once_it_was_acknowledged(self, claim, house, do, refused):
        do(contests.acknowledge, "ming", house.sheet)
        with refused(WrongState):
            claim()


class TestDeciding:
    def test_accepted_it_is_voided_and_counts_nowhere(self, house, do, ask, claim, decide, traced):
        before = ask(results.overview, "lin", Filter()).total.n
        claim()
        with traced("sheet:decide_claim", "lin"):
            decide()
        row = house.row()
        assert (row.state, row.total is not None) == (State.VOIDED, True)  # kept as it was scored
        with db.reading() as session:
            assert tally.differences(session) == []
            assert not [one for one in tally.kept(session).tallies]
        assert before == 1
        assert ask(results.overview, "lin", Filter()).total.n == 0
        assert {person for person, message in told() if "void" in message} == {house.people["ming"], house.people["mei"]}

    def test_the_inspected_side_may_read_why(self, house, ask, claim, decide):
        claim()
        decide()
        seen = view(house, ask, "ming")
        assert seen.head.state is State.VOIDED
        assert seen.objections[-1].decision == "The photo shows another desk."
        assert (seen.mine_to_respond, seen.object_until) == (False, None)

    def test_what_it_called_for_is_cancelled(self, house, do, claim, decide):
        with db.reading() as session:
            opened = session.scalars(select(FollowUp.state)).all()
        assert "todo" in opened
        claim()
        decide()
        with db.reading() as session:
            assert set(session.scalars(select(FollowUp.state))) == {"cancelled"}

    def test_refused_it_may_be_answered_as_before(self, house, do, ask, claim, decide):
        claim()
        decide(accepted=False)
        assert house.state() == State.RELEASED
        seen = view(house, ask, "ming")
        assert seen.mine_to_respond
        assert seen.contest_until >= today()
        house.contest()  # the score is another matter
        assert house.state() == State.CONTESTED

    def test_neither_scorer_nor_inspected_side_decides(self, house, do, claim, decide, refused):
        claim()
        for who in ("mei", "ming"):
            with refused(NotPermitted):
                decide(who)

    def test_one_final_review_by_somebody_else(self, house, ask, claim, decide, refused):
        claim()
        decide("lin", accepted=False)
        claim(reason="Look at the plan.")
        assert view(house, ask).claim.final
        assert not view(house, ask).mine_to_decide
        with refused(DecidedBefore):
            decide("lin")
        decide("yan", accepted=False)
        with refused(rules.ClaimedAlready):
            claim()

    def test_the_score_is_not_decided_before_the_object(self, house, do, claim, refused):
        claim()
        with refused(ObjectContested):
            do(contests.decide, "lin", house.sheet, corrected=False, decision="It stands.")
        with refused(WrongState):
            house.contest()

    def test_the_object_is_no_contest_of_the_score(self, house, do, released, refused, decide):
        house.contest()
        with refused(WrongState):
            decide()

    def test_after_a_decided_score_it_stays_upheld(self, house, do, claim, decide):
        house.contest()
        house.rescore("lin", raw=100)
        do(contests.decide, "lin", house.sheet, corrected=False, decision="It stands.")
        claim()
        decide("yan", accepted=False)
        assert house.state() == State.UPHELD

    def test_overturn_rates_keep_it_apart(self, house, ask, claim, decide):
        claim()
        assert ask(queries.claims, "lin") == queries.Claims(1, 0, 1)
        decide()
        assert ask(queries.claims, "lin") == queries.Claims(1, 1, 0)
        assert ask(appeals.overturned, "lin").empty


class TestInstead:
    def test_the_right_project_gets_a_sheet_that_counts(self, house, do, ask, claim, decide, traced):
        claim()
        decide()
        with traced("round:reassign", "lin"):
            made = do(actions.reassign, "lin", house.sheet, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        assert house.state(made) == State.OPEN
        assert view(house, ask).instead_code == house.row(made).code
        house.finish(made, who="kit")
        assert house.state(made) == State.RELEASED
        assert ask(results.overview, "lin", Filter()).total.n == 1
        with db.reading() as session:
            assert tally.differences(session) == []

    def test_once_and_only_for_a_voided_one(self, house, do, claim, decide, refused):
        facts = {"project_id": house.projects["hotline"], "inspector_id": house.people["kit"]}
        with refused(WrongState):
            do(actions.reassign, "lin", house.sheet, **facts)
        claim()
        decide()
        with refused(NotPermitted):
            do(actions.reassign, "mei", house.sheet, **facts)
        do(actions.reassign, "lin", house.sheet, **facts)
        with refused(rules.InsteadAlready):
            do(actions.reassign, "lin", house.sheet, **facts)

    def test_assigning_refuses_what_it_always_refuses(self, house, do, claim, decide, refused):
        claim()
        decide()
        with refused(ConflictOfInterest):
            do(actions.reassign, "lin", house.sheet, project_id=house.projects["harbour"], inspector_id=house.people["kit"])
        with refused(AssignedAlready):
            do(actions.reassign, "lin", house.sheet, project_id=house.projects["hotline"], inspector_id=house.people["mei"])


@pytest.mark.parametrize("language", list(Language))
def test_the_whole_way_on_the_screen(house, screen, claim, do, language):
    code = house.row().code
    at = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code}, language=language)
    assert not at.exception
    at.text_area(key=f"claim:{house.sheet}:reason").set_value("Not ours.")
    at.text_input(key=f"claim:{house.sheet}:right").set_value("Harbour")
    at.button(key=f"claim:{house.sheet}:send").click().run()
    assert not at.exception
    assert house.state() == State.CONTESTED
    at = screen("pages/Scoring_sheet.py", "lin", query={"sheet": code}, language=language)
    at.text_area(key=f"claim:{house.sheet}:decision:1").set_value("Indeed.")
    at.button(key=f"claim:{house.sheet}:accept").click().run()
    assert not at.exception
    assert house.state() == State.VOIDED
    at = screen("pages/Scoring_sheet.py", "lin", query={"sheet": code}, language=language)
    assert not at.exception
    assert any(one.key == f"instead:{house.sheet}:project" for one in at.selectbox)
    with db.reading() as session:
        assert session.scalar(select(Contest.right_object)) == "Harbour"


def test_what_was_typed_and_not_sent_is_offered_again(house, screen, released):
    code, place = house.row().code, f"claim:{house.sheet}"
    at = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code})
    at.text_area(key=f"{place}:reason").set_value("Not ours.").run()
    at.radio(key=f"{place}:wrong").set_value(Wrong.PERIOD.value).run()
    at = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code})
    assert not [one for one in at.text_area if one.key == f"{place}:reason"]
    at.button(key=f"draft:claim:{code}:continue").click().run()
    assert not at.exception
    assert (at.text_area(key=f"{place}:reason").value, at.radio(key=f"{place}:wrong").value) == ("Not ours.", Wrong.PERIOD.value)
    at.text_input(key=f"{place}:right").set_value("Spring").run()
    at.button(key=f"{place}:send").click().run()
    assert house.state() == State.CONTESTED
    at = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code})
    assert not [one for one in at.button if one.key == f"draft:claim:{code}:continue"]
