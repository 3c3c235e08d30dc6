"""A draft tried on released sheets: what can be counted by hand, what must always hold, and the sheets that count."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import db
from core.errors import NotFound, NotPermitted, Stale
from core.inspection.results import queries as results
from core.inspection.results.rules import Filter
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Method, Scale, Veto, Weighting, score
from core.inspection.simulation import queries
from core.inspection.simulation.rules import (
    LEAST,
    Miss,
    Past,
    _apart,
    kendall,
    ranks,
    scheme_of,
    simulate,
    spearman,
    totals,
)
from core.inspection.templates import actions as templates
from core.inspection.templates.queries import checklist as checklist_of
from core.inspection.templates.rules import Choice, Draft, ItemDraft, LevelDraft, SectionDraft, State
from tests.cast import DATES, draft, named
from tests.inspection.made import NA, rated, sampled, sheets

D, F = Decimal, Fraction
PERCENT, YES_NO = Scale(Method.NUMERIC), Scale(Method.YES_NO)


def checklist(*items, weighting=Weighting.BY_ITEM, **more):
    """One checkpoint; items as (code, weight, more of the item)."""
    made = tuple(ItemDraft(code, D(weight), named(code), **({"method": Method.NUMERIC} | rest)) for code, weight, rest in items)
    bands = (Choice("good", named("Good"), D(80)), Choice("poor", named("Poor"), D(0)))
    return Draft("c", named("C"), {}, (SectionDraft("s", D(100), named("S"), made),), weighting, bands=bands, **more)


def past(code, total, answers, band=None):
    given_ = {item: (one if isinstance(one, tuple) else (PERCENT, one)) for item, one in answers.items()}
    return Past(code, named(code), None if total is None else D(total), band or ("good" if total is not None and total >= 80 else "poor"), given_)


def raws(*pairs):
    """Sheets that were scored half and half: item a, item b."""
    return [past(f"S{n}", (a + b) / 2, {"a": rated(a), "b": rated(b)}) for n, (a, b) in enumerate(pairs, 1)]


FIVE = raws((100, 60), (90, 70), (80, 70), (50, 90), (40, 100))  # 80, 80, 75, 70, 70


def test_other_weights_change_grades_and_the_mean():
    # a alone: 100, 90, 80, 50, 40: the third rises to 80 and is good; mean 75 -> 72
    found = simulate(checklist(("a", 100, {})), FIVE)
    assert [one.after for one in found.sheets] == [100, 90, 80, 50, 40]
    assert [(one.code, one.band_before, one.band_after) for one in found.changed] == [("S3", "poor", "good")]
    assert (found.n, found.shift, found.gone) == (5, -3, ("b",))


def test_the_same_checklist_changes_nothing():
    same = checklist(("a", 50, {}), ("b", 50, {}))
    found = simulate(same, FIVE)
    assert (found.changed, found.shift, found.spearman, found.kendall, found.gone) == ((), 0, 1, 1, ())


def test_the_order_is_compared_by_ranks_and_by_pairs():
    # before 80 80 75 70 70 has ranks 4.5 4.5 3 1.5 1.5; b alone 60 70 70 90 100 has ranks 1 2.5 2.5 4 5.  Around 3:
    # 1.5*-2 + 1.5*-0.5 + 0 + -1.5*1 + -1.5*2 = -8.25, squares 9 and 9.5;  pairs: 8 untied before, 9 now, all 8 - 0 reversed
    found = simulate(checklist(("b", 100, {})), FIVE)
    assert isclose(found.spearman, -8.25 / sqrt(9 * 9.5))
    assert isclose(found.kendall, -7 / sqrt(8 * 9))


def test_equal_values_share_the_mean_of_their_ranks():
    assert ranks([F(5), F(1), F(5), F(9)]) == [2.5, 1, 2.5, 4]


def test_without_any_spread_there_is_no_correlation():
    assert spearman([F(1)] * 3, [F(1), F(2), F(3)]) is kendall([F(1)] * 3, [F(1), F(2), F(3)]) is None


numbers = st.lists(st.tuples(st.integers(0, 9).map(F), st.integers(0, 9).map(F)), min_size=2, max_size=12)


@given(numbers)
def test_a_correlation_is_symmetric_bounded_and_knows_its_mirror(pairs):
    a, b = zip(*pairs, strict=True)
    for measure in (spearman, kendall):
        one = measure(a, b)
        assert (one is None) == (len(set(a)) == 1 or len(set(b)) == 1)
        if one is not None:
            assert -1 - 1e-12 <= one <= 1 + 1e-12
            assert isclose(one, measure(b, a), abs_tol=1e-12)
            assert isclose(-one, measure(a, [-x for x in b]), abs_tol=1e-12)
            assert isclose(measure(a, a), 1)


def test_a_weight_that_moves_nothing_is_dead_and_one_that_decides_is_not():
    # 0.9 a + 5 is 86 68 50 32 14; without c 90 70 50 30 10: the same grades and places.  Without a all are 50.
    sheets_ = [past(f"S{n}", a, {"a": rated(a), "c": rated(50)}) for n, a in enumerate((90, 70, 50, 30, 10))]
    found = {one.code: one for one in simulate(checklist(("a", 90, {}), ("c", 10, {})), sheets_).items}
    assert (found["a"].dead, found["c"].dead) == (False, True)


def test_a_weight_that_moves_one_grade_is_alive():
    # the first sheet: 0.9*78 + 0.1*100 = 80.2 is good, without c 78 is poor
    sheets_ = [past(f"S{n}", a, {"a": rated(a), "c": rated(100)}) for n, a in enumerate((78, 70, 50, 30, 10))]
    found = {one.code: one for one in simulate(checklist(("a", 90, {}), ("c", 10, {})), sheets_).items}
    assert found["c"].dead is False
    assert (found["c"].passed_by_all, found["a"].passed_by_all) == (True, False)


def test_a_bonus_that_moves_nothing_is_dead_too():
    sheets_ = [past(f"S{n}", a, {"a": rated(a), "x": (Scale(Method.BONUS, maximum=D(5)), rated(5) if n else None)}) for n, a in enumerate((90, 70, 50, 30, 10))]
    special = ("x", 0, {"method": Method.BONUS, "maximum": D(5)})
    found = simulate(checklist(("a", 100, {}), special, bonus_cap=D(5)), sheets_)
    assert [one.after for one in found.sheets] == [90, 75, 55, 35, 15]
    assert [(one.matched, one.rated, one.dead) for one in found.items] == [(5, 5, False), (5, 4, True)]


def test_what_nobody_answers_is_named():
    sheets_ = [past(f"S{n}", a, {"a": rated(a), "c": NA}) for n, a in enumerate((90, 70, 50, 30, 10))]
    found = {one.code: one for one in simulate(checklist(("a", 90, {}), ("c", 10, {})), sheets_).items}
    assert (found["c"].answered_by_nobody, found["c"].dead, found["a"].answered_by_nobody) == (True, None, False)


def test_too_few_sheets_conclude_nothing():
    found = simulate(checklist(("a", 100, {})), FIVE[: LEAST - 1])
    assert (found.enough, found.spearman, found.kendall, [one.dead for one in found.items]) == (False, None, None, [None])
    assert simulate(checklist(("a", 100, {})), FIVE).enough
    assert simulate(checklist(("a", 100, {})), []).shift is None


def test_a_sheet_without_a_score_then_is_not_compared():
    found = simulate(checklist(("a", 100, {})), [*FIVE, past("S6", None, {"a": rated(50)})])
    assert (len(found.sheets), found.n, found.enough) == (6, 5, True)


def test_what_is_new_leaves_both_sums_and_half_the_weight_must_be_shared():
    half = simulate(checklist(("a", 50, {}), ("new", 50, {})), FIVE)
    assert [one.after for one in half.sheets] == [100, 90, 80, 50, 40]
    assert [one.shared for one in half.sheets] == [F(1, 2)] * 5
    assert half.items[1].unmatched
    assert half.items[1].missed == {Miss.NEW: 5}
    less = simulate(checklist(("a", 49, {}), ("new", 51, {})), FIVE)
    assert (less.n, [one.after for one in less.sheets]) == (0, [None] * 5)


def levels(*points):
    return tuple(LevelDraft(D(point), named(str(point))) for point in points)


@pytest.mark.parametrize(
    ("item", "then", "answer", "matches"),
    [
        ({}, PERCENT, rated(7), True),
        ({"maximum": D(10)}, PERCENT, rated(7), True),
        ({"maximum": D(5)}, PERCENT, rated(7), False),
        ({"method": Method.YES_NO}, PERCENT, rated(1), False),
        ({"method": Method.YES_NO}, PERCENT, NA, True),
        ({"method": Method.LEVELS, "levels": levels(0, 1, 2)}, Scale(Method.LEVELS, levels=(D(0), D(1), D(2))), rated(1), True),
        ({"method": Method.LEVELS, "levels": levels(0, 1, 2, 3)}, Scale(Method.LEVELS, levels=(D(0), D(1), D(2))), rated(1), False),
        ({"method": Method.SAMPLED}, Scale(Method.SAMPLED), sampled(3, 4), True),
    ],
)  # fmt: skip
def test_an_old_answer_is_taken_over_when_it_still_means_the_same(item, then, answer, matches):
    found = simulate(checklist(("a", 50, {}), ("x", 50, item)), [past("S1", 70, {"a": rated(70), "x": (then, answer)})]).items[1]
    assert (found.matched, found.missed) == ((1, {}) if matches else (0, {Miss.OTHERWISE: 1}))


def test_a_veto_stays_a_veto_when_its_weight_is_tried():
    # the first sheet is vetoed to 0 whatever the weight of v; without the weight of v it is still 0
    items = (("a", 90, {}), ("v", 10, {"method": Method.YES_NO, "veto": Veto.TOTAL}))
    sheets_ = [past(f"S{n}", a, {"a": rated(a), "v": (YES_NO, rated(0 if n == 0 else 1))}) for n, a in enumerate((90, 85, 50, 30, 10))]
    found = simulate(checklist(*items), sheets_)
    assert [one.after for one in found.sheets] == [0, F("86.5"), 55, 37, 19]
    assert found.items[1].dead is True


@given(sheets(complete=True))
def test_taking_a_sheet_apart_gives_its_score_again_and_each_weight_can_be_left_out(sheet):
    made, given_ = replace(sheet[0], min_applicable=D("0.0001")), sheet[1]
    result = score(made, given_)
    assume(result.total is not None)
    found = totals(_apart(made, given_, result))
    assert found[None] == result.total
    for item in made.weighed:
        if item.veto is Veto.NONE and given_[item.id] is not NA:
            without = score(replace(made, min_applicable=D(0)), given_ | {item.id: NA})
            assert found.get(item.id) == without.total


def test_the_scheme_of_a_draft_is_that_of_its_version():
    made, codes = scheme_of(draft())
    assert list(codes.values()) == ["greeting", "speed", "consent", "findings", "photos"]
    assert [(item.section, item.weight, item.veto) for item in made.items] == [
        (1, 50, Veto.NONE), (1, 30, Veto.NONE), (1, 20, Veto.SECTION), (2, 60, Veto.NONE), (2, 40, Veto.NONE),
    ]  # fmt: skip
    assert [section.weight for section in made.sections] == [60, 40]


@pytest.mark.usefixtures("database")
class TestWhichSheets:
    @pytest.fixture
    def version(self, house, released, do):
        return do(templates.new_version, "ada", house.version)

    def tried(self, ask, who, version, last=50, as_of=1):
        return ask(queries.tried, who, version, last, as_of)

    def test_released_sheets_are_scored_again_as_they_were(self, house, ask, version):
        found = self.tried(ask, "ada", version)
        assert [(one.code, one.before, one.after) for one in found.sheets] == [(house.row().code, house.row().total, F(house.row().total))]
        assert [one.matched for one in found.items] == [1] * 5
        assert not found.enough

    def test_rounds_on_trial_do_not_count_even_when_their_checklist_is_confirmed_later(self, house, do, ask, version):
        do(templates.move, "ada", version, state=State.TRIAL)
        round_id = do(rounds.create, "lin", name="Trial", template_version_id=version, **DATES)
        sheet_id = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        do(rounds.start, "lin", round_id)
        trial = replace(house, items=items_of(version), version=version)
        trial.finish(sheet_id, who="kit")
        house.release(round_id)
        house.approve("template_version", version, by="ada", then="lin")
        fresh = do(templates.new_version, "ada", version)
        assert [one.code for one in self.tried(ask, "ada", fresh).sheets] == [house.row().code]
        scene = ask(results.overview, "lin", Filter(rounds="all"))
        assert [one.trial for one in ask(results.rounds, "lin", Filter())] == [True, False]
        assert [one.name for one in scene.rounds] == ["Spring"]

    def test_only_sheets_in_sight_count(self, ask, version, refused):
        assert [len(self.tried(ask, who, version).sheets) for who in ("lin", "mei", "kit", "pei")] == [1, 1, 0, 0]
        with refused(NotPermitted):
            self.tried(ask, "cora", version)

    def test_a_screen_of_yesterday_is_refused(self, ask, version, refused):
        with refused(Stale):
            self.tried(ask, "ada", version, as_of=2)
        with refused(NotFound):
            self.tried(ask, "ada", 9999)


def items_of(version):
    with db.reading() as session:
        return {question.code: question.id for question in checklist_of(session, version).questions}
