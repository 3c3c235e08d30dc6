"""A veto needs a second inspector: who may be one, what waits for it, and what becomes of a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import Role
from core.errors import Empty, NotFound, NotPermitted, WrongState
from core.inspection.rounds import actions as rounds
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.inspection.vetoes import actions
from core.inspection.vetoes.rules import SECOND, Check, NotYourVeto, Vetoed, VetoesOpen, checked
from core.inspection.vetoes.waiting import queries
from core.notice import queries as notices
from core.people import actions as people
from core.settings import actions as settings
from tests.cast import named, rated

A, B, C = frozenset({1}), frozenset({2}), frozenset({1, 2})


class TestRules:
    def test_another_who_found_the_same_is_the_second(self):
        assert checked({1: Vetoed(7, A, Check.WAITING), 2: Vetoed(8, A, Check.WAITING)}) == {1: Check.AGREED, 2: Check.AGREED}

    def test_another_item_is_no_confirmation_and_part_of_it_is_not_enough(self):
        assert checked({1: Vetoed(7, A, Check.WAITING), 2: Vetoed(8, B, Check.WAITING)}) == {1: Check.WAITING, 2: Check.WAITING}
        assert checked({1: Vetoed(7, C, Check.WAITING), 2: Vetoed(8, A, Check.WAITING)}) == {1: Check.WAITING, 2: Check.AGREED}

    def test_it_waits_again_when_the_other_is_corrected(self):
        assert checked({1: Vetoed(7, A, Check.AGREED), 2: Vetoed(8, frozenset(), None)}) == {1: Check.WAITING, 2: None}

    def test_nobody_is_the_own_second(self):
        assert checked({1: Vetoed(7, A, Check.WAITING), 2: Vetoed(7, A, Check.WAITING)}) == {1: Check.WAITING, 2: Check.WAITING}

    sheet = st.builds(Vetoed, st.integers(1, 3), st.frozensets(st.integers(1, 3)), st.sampled_from([None, *Check]))

    @given(st.dictionaries(st.integers(1, 6), sheet, max_size=5))
    def test_what_a_person_said_stays_and_asking_again_changes_nothing(self, many):
        found = checked(many)
        assert all(found[one] is sheet.check for one, sheet in many.items() if sheet.items and sheet.check in (Check.CONFIRMED, Check.REFUSED))
        again = {one: Vetoed(sheet.inspector_id, sheet.items, found[one]) for one, sheet in many.items()}
        assert checked(again) == found


@pytest.fixture
def vetoed(house):
    """Mei's sheet for Hotline: consent was not asked for, which vetoes its checkpoint."""
    house.fill(house.sheet, consent=None)
    house.answer(house.sheet, "consent", rated(0))
    house.attach(house.sheet, "consent")
    house.submit(house.sheet)
    return house.sheet


@pytest.mark.usefixtures("database")
class TestInTheHouse:
    def told(self, ask, house, sheet_id, who="lin"):
        return ask(queries.of_sheet, who, sheet_id)

    def test_it_counts_with_both_figures_and_the_release_waits(self, house, do, ask, vetoed, refused, traced):
        row = house.row(vetoed)
        assert (row.total, row.before_veto, row.veto_check) == (40, 88, "waiting")
        assert [one.code for one in ask(queries.listed, "lin", house.round)] == [row.code]
        do(rounds.close, "lin", house.round)
        with refused(VetoesOpen) as caught:
            house.approve("round", house.round)
        assert caught.value.facts == {"sheets": row.code}
        with refused(Empty):
            do(actions.settle, "kit", vetoed, confirmed=True, reason=" ")
        with traced("sheet:settle_veto", "kit"):
            do(actions.settle, "kit", vetoed, confirmed=True, reason="The recording has no consent.")
        told = self.told(ask, house, vetoed)
        assert (told.check, [(one.confirmed, one.reason) for one in told.said]) == (Check.CONFIRMED, [(True, "The recording has no consent.")])
        with refused(WrongState):
            do(actions.settle, "lin", vetoed, confirmed=False, reason="So.")
        house.approve("round", house.round)
        assert house.state(vetoed) == "released"

    def test_a_refusal_is_a_correction_with_its_reason(self, house, do, ask, vetoed, refused):
        do(actions.settle, "kit", vetoed, confirmed=False, reason="It is on the second page.")
        assert house.row(vetoed).veto_check == "refused"
        with_reason = ask(sheet_queries.sheet, "mei", house.row(vetoed).code + "-R1")
        assert with_reason.head.revision_reason == "It is on the second page."
        do(rounds.close, "lin", house.round)
        with refused(VetoesOpen):
            house.approve("round", house.round)
        house.answer(with_reason.head.id, "consent", rated(1), seen=1)
        house.submit(with_reason.head.id)
        assert (house.row(with_reason.head.id).veto_check, house.row(with_reason.head.id).total) == (None, 100)
        house.approve("round", house.round)

    def test_an_insisting_inspector_is_asked_for_a_second_again(self, house, do, ask, vetoed):
        do(actions.settle, "kit", vetoed, confirmed=False, reason="It is on the second page.")
        again = ask(sheet_queries.sheet, "mei", house.row(vetoed).code + "-R1").head.id
        house.submit(again)
        assert house.row(again).veto_check == "waiting"
        do(actions.settle, "lin", again, confirmed=True, reason="It is not.")
        correction = do(sheets.revise, "mei", again, reason="The speed too.")
        house.answer(correction, "speed", rated(5), seen=1)
        house.submit(correction)
        assert house.row(correction).veto_check == "confirmed"  # the same veto, confirmed before

    def test_two_who_found_it_independently_need_no_third(self, house, do, ask):
        kits = do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        for who, sheet in (("mei", house.sheet), ("kit", kits)):
            house.fill(sheet, who=who, consent=None)
            house.answer(sheet, "consent", rated(0), who=who)
            house.attach(sheet, "consent", who=who)
        house.submit(house.sheet)
        assert house.row(house.sheet).veto_check == "waiting"
        assert ask(queries.to_settle, "kit") == []  # she scores it herself, blind
        with pytest.raises(NotFound):
            ask(sheet_queries.sheet, "kit", house.row(house.sheet).code)
        house.submit(kits, who="kit")
        assert (house.row(house.sheet).veto_check, house.row(kits).veto_check) == ("agreed", "agreed")
        correction = do(sheets.revise, "kit", kits, reason="Found it.")
        house.answer(correction, "consent", rated(1), who="kit", seen=1)
        house.submit(correction, who="kit")
        assert house.row(house.sheet).veto_check == "waiting"

    def test_whoever_may_be_the_second_sees_it_is_told_and_nobody_else(self, house, do, ask, refused):
        do(people.create, "ada", username="sam", name=named("Sam"), roles={Role.INSPECTOR}, department_id=house.departments["service"], password_hash="x")
        do(rounds.assign, "lin", house.round, project_id=house.projects["harbour"], inspector_id=next(one.id for one in do(everyone, "ada") if one.username == "sam"))
        house.fill(house.sheet, consent=None)
        house.answer(house.sheet, "consent", rated(0))
        house.attach(house.sheet, "consent")
        house.submit(house.sheet)
        code = house.row(house.sheet).code
        assert [head.code for head in ask(queries.to_settle, "kit")] == [code]
        assert [head.code for head in ask(queries.to_settle, "lin")] == [code]
        assert ask(sheet_queries.sheet, "kit", code).head.code == code
        for who in ("mei", "sam"):  # who scored it, and who belongs to the project's department
            assert ask(queries.to_settle, who) == []
        with pytest.raises(NotFound):
            ask(sheet_queries.sheet, "sam", code)
        for who in ("mei", "sam"):
            with refused(NotYourVeto):
                do(actions.settle, who, house.sheet, confirmed=True, reason="So.")
        for who in ("ming", "mo", "cora"):
            with pytest.raises(NotPermitted):
                do(actions.settle, who, house.sheet, confirmed=True, reason="So.")
        assert [ask(notices.inbox, who, kind="veto")[1] for who in ("lin", "sam", "mei")] == [1, 0, 0]
        do(actions.settle, "kit", house.sheet, confirmed=True, reason="Heard it.")
        assert ask(sheet_queries.sheet, "kit", code).head.code == code

    def test_switched_off_nobody_is_asked(self, house, do, vetoed):
        do(settings.change, "ada", SECOND.code, text="off", version=0)
        do(rounds.close, "lin", house.round)
        house.approve("round", house.round)
        _, given_ = house.open_round("Off", hotline="mei")
        house.fill(given_["hotline"], consent=None)
        house.answer(given_["hotline"], "consent", rated(0))
        house.attach(given_["hotline"], "consent")
        house.submit(given_["hotline"])
        assert house.row(given_["hotline"]).veto_check is None


def everyone(session, actor):
    from core.people.queries import people as listed

    return listed(session, actor)
