"""Weights, the anonymity floor and intervals, by worked examples and laws."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.review import rules
from core.review.compared.rules import LEAST, against, quantile
from core.review.instrument.queries import shipped
from core.review.instrument.rules import FaultyInstrument, cleaned, frozen, thawed
from core.review.risks.rules import (
    AnsweredBefore,
    ForeseenNeedsDegrees,
    MetNeedsImpact,
    NeitherForeseenNorMet,
    Risk,
    effect,
)
from core.review.risks.rules import cleaned as clean_risk
from core.review.rules import (
    OTHERS,
    Answer,
    Dimension,
    Group,
    Instrument,
    Lack,
    NotAScore,
    NothingScored,
    Question,
    outcome,
    renormalised,
)
from core.review.summary.rules import Section, empty

TWO = Instrument(
    (Dimension("work", {"en": "Work"}, 60, (Question("a", {"en": "A"}), Question("b", {"en": "B"}))), Dimension("team", {"en": "Team"}, 40, (Question("c", {"en": "C"}),))),
    {Group.TEAM: 40, Group.CUSTOMER: 35, Group.MANAGEMENT: 25},
)


def three(group, *scores):
    return [Answer(group, dict(zip("abc", one, strict=False))) for one in scores]


class TestWeights:
    def test_a_total_worked_by_hand(self):
        answers = [*three(Group.TEAM, (4, 4, 5), (5, 3, 4), (3, 5, 3)), *three(Group.CUSTOMER, (2, 2, 2), (3, 3, 3), (4, 4, 4)), *three(Group.MANAGEMENT, (5, 5, 5), (5, 5, 5), (5, 5, 5))]
        found = outcome(TWO, answers, {Group.TEAM: 3, Group.CUSTOMER: 4, Group.MANAGEMENT: 3})
        # team 4 and 4, customer 3 and 3, management 5 and 5: 0.4*4 + 0.35*3 + 0.25*5 = 3.9 in both dimensions
        assert found.dimensions == {"work": F(39, 10), "team": F(39, 10)}
        assert found.total == F(39, 10)
        assert found.missing == ()

    def test_a_missing_groups_weight_goes_to_the_others_and_is_said(self):
        answers = [*three(Group.TEAM, *[(4, 4, 4)] * 3), *three(Group.MANAGEMENT, *[(2, 2, 2)] * 3), *three(Group.CUSTOMER, (1, 1, 1), (1, 1, 1))]
        found = outcome(TWO, answers, {Group.TEAM: 3, Group.MANAGEMENT: 3, Group.CUSTOMER: 5})
        assert found.total == F(40, 65) * 4 + F(25, 65) * 2  # not a trace of the customer's ones
        (lacking,) = found.missing
        assert (lacking.group, lacking.lack, lacking.score, lacking.share) == (Group.CUSTOMER, Lack.TOO_FEW, None, 0)
        assert {one.group: one.lack for one in outcome(TWO, answers[:6], {Group.TEAM: 3, Group.MANAGEMENT: 3}).missing} == {Group.CUSTOMER: Lack.NOT_INVITED}

    def test_self_counts_nowhere_but_in_the_gap(self):
        found = outcome(TWO, [*three(Group.TEAM, *[(3, 3, 2)] * 3), *three(Group.SELF, (5, 4, 2))], {Group.TEAM: 3, Group.SELF: 1})
        assert found.total == F(60 * 3 + 40 * 2, 100)
        assert found.gaps == {"work": F(3, 2), "team": F(0)}

    @given(st.dictionaries(st.sampled_from(OTHERS), st.integers(0, 100), min_size=1), st.sets(st.sampled_from(OTHERS)))
    def test_renormalised_weights_add_up_to_one_in_their_old_proportions(self, weights, present):
        found = renormalised(weights, present)
        assert sum(found.values()) in (0, 1)
        for one, share in found.items():
            assert all(share * weights[other] == found[other] * weights[one] for other in found)


answers = st.lists(
    st.builds(Answer, st.sampled_from(Group), st.dictionaries(st.sampled_from("abc"), st.integers(1, 5)), st.dictionaries(st.just(""), st.text("xyz", min_size=1, max_size=3))), max_size=14
)


class TestTheFloor:
    @given(answers, answers)
    def test_a_group_below_the_floor_leaves_no_trace_anywhere(self, ones, others):
        """Whatever the hidden answer, what is shown is the same: nothing follows from a difference either."""
        kept = [one for one in ones if one.group is not Group.CUSTOMER]
        hidden = [replace(one, group=Group.CUSTOMER) for one in others][:2]
        with_, without = (outcome(TWO, [*kept, *more], {}) for more in (hidden, [replace(one, scores={}, texts={}) for one in hidden]))
        assert (with_.dimensions, with_.total, with_.spreads, with_.texts, with_.gaps) == (without.dimensions, without.total, without.spreads, without.texts, without.gaps)
        assert all(one.group is not Group.CUSTOMER for one in with_.spreads)

    @given(answers)
    def test_no_spread_and_no_question_of_others_rests_on_fewer_than_three(self, ones):
        found = outcome(TWO, ones, {})
        assert all(one.n >= 3 and sum(one.cells.values()) == one.n for one in found.spreads if one.group is not Group.SELF)
        assert {group for group, _ in found.texts} <= {group for group in Group if sum(one.group is group for one in ones) >= (1 if group is Group.SELF else 3)}
        assert found.total is None or 1 <= found.total <= 5
        assert all(1 <= one <= 5 for one in found.dimensions.values())

    def test_a_question_too_few_answered_is_hidden_and_leaves_its_dimension(self):
        found = outcome(TWO, [Answer(Group.TEAM, {"a": 4}), Answer(Group.TEAM, {"a": 4}), Answer(Group.TEAM, {"a": 4, "b": 1})], {Group.TEAM: 3})
        assert found.dimensions == {"work": F(4)}  # b, of one person, moves nothing
        assert [one.question for one in found.spreads] == ["a"]

    def test_an_instrument_may_ask_for_more_but_never_for_less(self):
        assert not rules.shown(Group.TEAM, 4, 5)
        assert not rules.shown(Group.TEAM, 2, 1)
        assert rules.shown(Group.SELF, 1, 5)


class TestAnswers:
    def test_only_scores_of_what_the_group_is_asked_are_taken(self):
        with pytest.raises(NotAScore):
            rules.checked(TWO, Group.TEAM, {"a": 6}, {})
        with pytest.raises(NotAScore):
            rules.checked(shipped(), Group.CUSTOMER, {"resources": 4}, {})  # not asked of customers
        with pytest.raises(NothingScored):
            rules.checked(TWO, Group.TEAM, {}, {"": "Good"})
        assert rules.checked(TWO, Group.TEAM, {"a": 1}, {"": "x", "work": "", "elsewhere": "y"}).texts == {"": "x"}


class TestTheInstrument:
    def test_what_ships_covers_the_five_and_survives_being_kept(self):
        one = shipped()
        assert [of.code for of in one.dimensions] == ["performance", "satisfaction", "team", "risk", "improvement"]
        assert sum(of.weight for of in one.dimensions) == sum(one.weights.values()) == 100
        assert thawed(frozen(one)) == one
        assert all(set(question.text) == {"en", "zh_Hans", "zh_Hant"} for question in one.questions)

    def test_every_fault_is_said_at_once(self):
        with pytest.raises(FaultyInstrument) as caught:
            cleaned(shipped(), weights={Group.TEAM: 50, Group.CUSTOMER: 50, Group.MANAGEMENT: 50}, floor=2, dimension_weights={"team": 90}, texts={}, left_out=("quality", "response"))
        assert len(caught.value.faults) == 4


class TestRisks:
    def test_what_lacks_is_refused(self):
        bare = Risk("Rain", False, None, None, False, None, None, "", None)
        for one, refusal in (
            (bare, NeitherForeseenNorMet), (replace(bare, foreseen=True), ForeseenNeedsDegrees), (replace(bare, met=True), MetNeedsImpact),
            (replace(bare, met=True, actual=2, met_on=date(2026, 3, 2), answered_on=date(2026, 3, 1)), AnsweredBefore),
        ):  # fmt: skip
            with pytest.raises(refusal):
                clean_risk(one)

    def test_how_well_they_were_answered(self):
        met = date(2026, 3, 2)
        told = effect([
            Risk("A", True, 3, 4, True, 2, met, "x", date(2026, 3, 5)), Risk("B", True, 2, 3, False, None, None, "", None), Risk("C", False, None, None, True, 5, met, "y", met),
            Risk("D", True, 1, 1, True, 2, met, "", None),
        ])  # fmt: skip
        assert (told.foreseen, told.met, told.hit, told.surprises, told.foresight, told.days, told.eased) == (3, 3, 2, 1, F(2, 3), F(3, 2), F(1, 2))
        assert effect([]).foresight is None


class TestTheReferenceClass:
    def test_too_few_say_nothing_but_how_few(self):
        found = against([F(1)] * (LEAST - 1), F(2))
        assert (found.n, found.median, found.over) == (LEAST - 1, None, None)

    def test_figures_by_hand(self):
        found = against([F(8, 10), F(1), F(11, 10), F(12, 10), F(2)], F(13, 10))
        assert (found.median, found.first, found.third, found.over, found.better) == (F(11, 10), F(1), F(12, 10), F(3, 5), F(1, 5))

    @given(st.lists(st.fractions(F(1, 10), 5, max_denominator=100), min_size=LEAST, max_size=40))
    def test_quartiles_enclose_the_median_and_the_interval_too(self, ratios):
        found = against(ratios, None)
        assert found.first <= quantile(sorted(ratios), F(1, 2)) <= found.third
        assert found.low is None or found.low <= found.median <= found.high


def test_a_section_of_blanks_is_empty():
    assert empty({one.value: "x" for one in Section} | {"lessons": " \n"}) == [Section.LESSONS]
