"""Exactly one answers for each work package, and somebody does it."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Empty, NotFound, NotPermitted, Stale
from core.initiation.duties import actions, queries, rules
from core.initiation.duties.rules import Duty, NotInTheTeam, Package, PackageTwice, TooManyPackages
from core.words import Language
from pages.parts.initiation.duties import typed
from tests.initiation.test_screen import said

R, A, AR, C, I = Duty.RESPONSIBLE, Duty.ACCOUNTABLE, Duty.BOTH, Duty.CONSULTED, Duty.INFORMED  # noqa: E741


def told(*duties):
    package = Package("Line", dict(enumerate(duties)))
    return [gap.told(Language.ENGLISH) for gap in rules.gaps([package])]


class TestTheCheck:
    def test_by_hand(self):
        nobody, none_does = "“Line”: nobody answers for it. Give one person the A.", "“Line”: nobody does it. Give somebody the R."
        assert told(A, R) == told(AR) == told(AR, R, C, I) == told(A, R, R) == []
        assert told() == told(C, I) == [nobody, none_does]
        assert told(R, R) == [nobody]
        assert told(A, C) == [none_does]
        assert told(A, AR) == ["“Line”: 2 people answer for it. Leave the A with one."]

    @given(st.lists(st.sampled_from(Duty), max_size=6))
    def test_nothing_is_wrong_exactly_if_one_answers_and_somebody_does_it(self, duties):
        sound = sum("A" in one.value for one in duties) == 1 and any("R" in one.value for one in duties)
        assert (told(*duties) == []) == sound

    @given(st.lists(st.builds(Package, st.text("abc ", min_size=1), st.dictionaries(st.integers(1, 9), st.sampled_from(Duty))), max_size=5))
    def test_what_is_kept_reads_back(self, packages):
        assert rules.packages_of(rules.kept(packages)) == tuple(packages)


def test_empty_rows_of_the_grid_are_left_out_and_gaps_are_no_duties():
    frame = pd.DataFrame([{"name": " Line ", "1": "A", "2": None}, {"name": None, "1": None, "2": float("nan")}, {"name": None, "1": "R", "2": None}])
    assert typed(frame) == [Package("Line", {1: A}), Package("", {1: R})]


@pytest.mark.usefixtures("database")
class TestTheTable:
    def test_the_team_stands_in_it_with_the_manager_first(self, house, do, ask, traced, refused):
        hotline, mo, ming = house.projects["hotline"], house.people["mo"], house.people["ming"]
        assert list(ask(queries.duties, "ming", hotline).team) == [mo, ming]
        packages = (Package("Line", {mo: A, ming: R}), Package("Training", {ming: C}))
        with traced("duties:save", "mo"):
            do(actions.save, "mo", hotline, packages, roles={ming: "Voice", mo: ""}, version=0)
        table = ask(queries.duties, "ming", hotline)
        assert (table.packages, table.roles, table.version, len(table.gaps)) == (packages, {ming: "Voice"}, 1, 2)
        with refused(Stale):
            do(actions.save, "mo", hotline, packages, roles={}, version=0)
        with refused(NotPermitted):
            do(actions.save, "ming", hotline, packages, roles={}, version=1)
        with pytest.raises(NotFound):
            ask(queries.duties, "pei", hotline)

    def test_strangers_twins_and_the_nameless_are_refused(self, house, do, refused):
        hotline, mo, pei = house.projects["hotline"], house.people["mo"], house.people["pei"]
        with refused(NotInTheTeam):
            do(actions.save, "mo", hotline, [Package("Line", {pei: R})], roles={}, version=0)
        with refused(PackageTwice):
            do(actions.save, "mo", hotline, [Package("Line", {mo: R}), Package("line ", {})], roles={}, version=0)
        with refused(Empty):
            do(actions.save, "mo", hotline, [Package(" ", {mo: R})], roles={}, version=0)
        with refused(TooManyPackages):
            do(actions.save, "mo", hotline, [Package(str(n)) for n in range(rules.MOST_PACKAGES + 1)], roles={}, version=0)


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("language", list(Language))
def test_the_page_says_what_is_wrong_to_who_may_change_it_and_who_may_not(house, do, screen, language):
    do(actions.save, "mo", house.projects["hotline"], [Package("Line", {house.people["mo"]: A})], roles={house.people["mo"]: "Lead"}, version=0)
    for who in ("mo", "ming"):
        at = screen("pages/Initiation.py", who, query={"project": "PRJ-2026-0001", "part": "duties"}, language=language)
        assert not at.exception
        assert "Line" in said(at)
        assert ":orange[:material/checklist:]" in said(at)
