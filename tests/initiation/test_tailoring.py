"""What belongs to an initiation pack: by the kind of project, and by the project itself."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import today
from core.errors import Empty, NotPermitted, Stale
from core.initiation.charters.rules import Content
from core.initiation.pack import actions, queries
from core.initiation.pack.rules import (
    ALWAYS,
    AlwaysBelongs,
    Facts,
    MadeElsewhere,
    NotAStep,
    Own,
    Piece,
    SaidAlready,
    Tailored,
    TickedToCome,
    check_left_out,
    complete,
    judged,
)
from core.reference.rules import NotAnEntry
from core.words import Language
from tests.cast import trail
from tests.initiation.test_screen import said

NOTHING = Facts(approved=False, content=Content(), confirmed=False, planned=False, customer=False, kickoff=False, team=False, packages=())
WITH_TEAM = Facts(approved=False, content=Content(), confirmed=False, planned=False, customer=False, kickoff=True, team=True, packages=())


def test_what_is_left_out_counts_neither_above_nor_below():
    assert complete(judged(WITH_TEAM)) == Fraction(2, 11)
    small = Tailored(frozenset({Piece.KICKOFF, Piece.DUTIES}), ("access", "handover"), "A small job.")
    assert complete(judged(WITH_TEAM, small)) == Fraction(1, 11), "11 pieces, two of them away, and two steps more"
    own = {"access": Own(1, today(), "Cards handed out."), Piece.BUDGET: Own(2, None, "Paid from another.")}
    found = {one.piece: one for one in judged(WITH_TEAM, small, own)}
    assert complete(list(found.values())) == Fraction(2, 10)
    assert [found[one].out for one in (Piece.KICKOFF, Piece.BUDGET, "handover")] == ["A small job.", "Paid from another.", None]


@given(st.sets(st.sampled_from(Piece)), st.dictionaries(st.sampled_from([*Piece, "access", "elsewhere"]), st.booleans()))
def test_nothing_is_won_by_leaving_out_what_is_there(away, ticks):
    """Purpose and scope always count, so no pack of a project that has nothing is ever complete; ticks of strange steps count nowhere."""
    here = Tailored(frozenset(away - set(ALWAYS)), ("access",), "So.")
    own = {step: Own(number, today() if done and step == "access" else None, "So.") for number, (step, done) in enumerate(ticks.items()) if step not in ALWAYS}
    found = judged(NOTHING, here, own)
    assert complete(found) < 1
    assert {one.piece for one in found} == {*Piece, "access"}
    assert all(one.counts for one in found if one.piece in ALWAYS)


@pytest.mark.parametrize("step", ALWAYS)
def test_without_purpose_and_scope_no_pack_goes(step):
    with pytest.raises(AlwaysBelongs):
        check_left_out(step, Tailored())


@pytest.fixture
def hotline(house):
    return house.projects["hotline"]


@pytest.mark.usefixtures("database")
class TestAProject:
    def test_it_leaves_out_with_a_reason_and_takes_it_back(self, do, ask, hotline, refused):
        with refused(Empty):
            do(actions.leave_out, "mo", hotline, step="kickoff", reason=" ")
        made = do(actions.leave_out, "mo", hotline, step="kickoff", reason="The same team goes on.")
        (out,) = [one for one in ask(queries.pack, "mo", hotline) if not one.counts]
        assert (out.piece, out.out) == (Piece.KICKOFF, "The same team goes on.")
        assert ask(queries.completeness, "mo", [hotline])[hotline] == complete(ask(queries.pack, "mo", hotline))
        with refused(SaidAlready):
            do(actions.leave_out, "mo", hotline, step="kickoff", reason="Again.")
        with refused(Stale):
            do(actions.take_back, "mo", made, version=2)
        do(actions.take_back, "mo", made, version=1)
        assert all(one.counts for one in ask(queries.pack, "mo", hotline))
        assert [one.deed for one in trail("project:leave_out")] == ["project:leave_out"]

    def test_only_a_further_step_of_its_kind_is_ticked_by_hand(self, do, ask, hotline, refused):
        with refused(MadeElsewhere):
            do(actions.tick, "mo", hotline, step="plan", on=today())
        with refused(NotAStep):
            do(actions.tick, "mo", hotline, step="access", on=today())
        do(actions.tailor, "lin", "service", left_out=[], added=["access"], reason="Sites.", version=0)
        with refused(TickedToCome):
            do(actions.tick, "mo", hotline, step="access", on=today() + timedelta(days=1))
        do(actions.tick, "mo", hotline, step="access", on=today(), remark="Cards handed out.")
        assert {one.piece: one.done for one in ask(queries.pack, "mo", hotline)}["access"]

    def test_what_belongs_to_a_kind_is_said_for_all_of_them(self, do, ask, hotline, refused):
        before = ask(queries.completeness, "mo", [hotline])[hotline]
        with refused(NotPermitted):
            do(actions.tailor, "mo", "service", left_out=[Piece.KICKOFF], added=[], reason="Small.", version=0)
        for kind, added in (("unheard", []), ("service", ["unheard"])):
            with refused(NotAnEntry):
                do(actions.tailor, "lin", kind, left_out=[], added=added, reason="So.", version=0)
        with refused(Empty):
            do(actions.tailor, "lin", "service", left_out=[Piece.KICKOFF], added=[], reason="", version=0)
        do(actions.tailor, "lin", "service", left_out=[Piece.KICKOFF], added=[], reason="Small.", version=0)
        assert ask(queries.completeness, "mo", [hotline])[hotline] >= before
        with refused(NotAStep):
            do(actions.leave_out, "mo", hotline, step="kickoff", reason="So.")
        with refused(Stale):
            do(actions.tailor, "lin", "service", left_out=[], added=[], reason="", version=0)
        do(actions.tailor, "lin", "service", left_out=[], added=[], reason="", version=1)
        assert ask(queries.completeness, "mo", [hotline])[hotline] == before


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
def test_it_is_said_on_the_screen(do, ask, hotline, screen, language):
    do(actions.tailor, "lin", "service", left_out=[Piece.KICKOFF], added=["access"], reason="One visit.", version=0)
    page = screen("pages/Initiation.py", "mo", query={"project": "PRJ-2026-0001", "part": "pack"}, language=language)
    assert "One visit" in said(page)
    assert not page.exception
    assert not screen("pages/Initiation.py", "lin", query={"project": "PRJ-2026-0001", "part": "pack"}, language=language).exception


@pytest.mark.usefixtures("sqlite_database")
def test_it_is_done_on_the_screen(do, ask, hotline, screen):
    do(actions.tailor, "lin", "service", left_out=[Piece.KICKOFF], added=["access"], reason="One visit.", version=0)
    page = screen("pages/Initiation.py", "mo", query={"project": "PRJ-2026-0001", "part": "pack"})
    page.selectbox(key=f"pack_adjust:{hotline}:step").set_value("access").run()
    page.button(key=f"pack_adjust:{hotline}:save").click().run()
    assert not page.error
    assert {one.piece: one.done for one in ask(queries.pack, "mo", hotline)}["access"]
    page = screen("pages/Initiation.py", "lin", query={"project": "PRJ-2026-0001", "part": "pack"})
    page.multiselect(key="pack_kind:service:1:out").set_value([]).run()
    page.button(key="pack_kind:service:1:save").click().run()
    assert not page.error
    assert ask(queries.tailored, "lin", "service").left_out == frozenset()
