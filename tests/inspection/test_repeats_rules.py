"""A section answered for several instances: sums that can be checked by hand, then what is always true."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.inspection.explanation.rules import explain, split
from core.inspection.rules import (
    Combining,
    Given,
    Item,
    Mark,
    Method,
    Scale,
    Scheme,
    Section,
    Veto,
    combined,
    earned,
    fraction,
    kept,
    on_scale,
    parts,
    score,
    together,
)
from tests.inspection.made import (
    BANDS,
    NA,
    PERCENT,
    SAMPLED,
    THREE_LEVELS,
    YES_NO,
    answers,
    rated,
    sampled,
    scales,
    schemes,
)

D = Decimal
DEDUCTION = Scale(Method.DEDUCTION, maximum=D(20), per_finding=D(5), cap=D(15))


def item(scale, combining=Combining.MEAN, veto=Veto.NONE, **more):
    return Item(more.pop("id", 1), 1, D(more.pop("weight", 100)), scale, veto, combining)


def of(scale, *given_, combining=Combining.MEAN):
    return earned(item(scale, combining), together(given_))


class TestByHand:
    @pytest.mark.parametrize(
        ("scale", "given_", "mean", "worst"),
        [
            (PERCENT, (rated(100), rated(50), rated(90)), "4/5", "1/2"),
            (THREE_LEVELS, (rated(2), rated(1), rated(2)), "5/6", "1/2"),
            (YES_NO, (rated(1), rated(1), rated(0), rated(1)), "3/4", "0"),
            (DEDUCTION, (rated(0), rated(1), rated(9)), "2/3", "1/4"),  # 20, 15 and 5 of 20 points
            (SAMPLED, (sampled(9, 10), sampled(1, 2)), "7/10", "1/2"),  # a mean of records, not of everything checked
            (PERCENT, (rated(80), NA, rated(60)), "7/10", "3/5"),
            (PERCENT, (rated(37),), "37/100", "37/100"),
        ],
    )
    def test_an_item_earns_the_mean_or_the_worst_of_its_instances(self, scale, given_, mean, worst):
        assert of(scale, *given_) == Fraction(mean)
        assert of(scale, *given_, combining=Combining.WORST) == Fraction(worst)

    def test_an_item_that_applies_to_no_instance_does_not_apply(self):
        whole = together((NA, NA))
        assert whole.mark is Mark.NOT_APPLICABLE
        assert earned(item(PERCENT), whole) is None
        made = Scheme((Section(1, D(100)),), (item(PERCENT, weight=40), item(PERCENT, id=2, weight=60)), bands=BANDS)
        result = score(made, {1: whole, 2: together((rated(90), rated(70)))})
        assert (result.total, result.share, result.not_applicable) == (80, Fraction(3, 5), 1)

    def test_an_item_without_instances_or_with_an_open_one_is_missing(self):
        assert together(()) is None
        assert together((rated(1), None)) is None
        made = Scheme((Section(1, D(100)),), (item(PERCENT),), bands=BANDS)
        assert score(made, {}).missing == (1,)

    @pytest.mark.parametrize("combining", Combining)
    def test_any_instance_vetoes(self, combining):
        critical = item(YES_NO, combining, Veto.TOTAL, id=1, weight=20)
        made = Scheme((Section(1, D(100)),), (critical, item(PERCENT, id=2, weight=80)), bands=BANDS, veto_cap=D(59))
        answers_ = {1: together((rated(1), rated(1), rated(1), rated(0))), 2: together((rated(100),) * 4)}
        result = score(made, answers_)
        assert result.vetoes == (1,)
        assert result.total == 59
        assert result.before_veto == (95 if combining is Combining.MEAN else 80)

    def test_two_sections_one_of_them_repeated(self):
        """40 % plain at 50 points; 60 % records: levels 1/2, 1, 1/2 are 2/3 at weight 70, yes-no 1, 1, 0 are 2/3 at weight 30."""
        made = Scheme(
            (Section(1, D(40)), Section(2, D(60))),
            (Item(1, 1, D(100), PERCENT), Item(2, 2, D(70), THREE_LEVELS), Item(3, 2, D(30), YES_NO)),
            bands=BANDS,
        )
        given_ = {1: rated(50), 2: together((rated(1), rated(2), rated(1))), 3: together((rated(1), rated(1), rated(0)))}
        result = score(made, given_)
        assert result.total == 20 + 40
        assert result.losses == {1: 20, 2: 14, 3: 6}

    def test_what_an_item_lost_is_split_among_its_instances(self):
        """12 points lost: the records lost 0, 1/2 and 1/4 of full points."""
        found = (Fraction(1), Fraction(1, 2), Fraction(3, 4))
        assert split(Fraction(12), found, Combining.MEAN) == (0, 8, 4)
        assert split(Fraction(12), found, Combining.WORST) == (0, 12, 0)
        assert split(Fraction(12), (Fraction(1, 2), Fraction(1, 2)), Combining.WORST) == (6, 6)
        assert split(Fraction(0), (Fraction(1), Fraction(1)), Combining.MEAN) == (0, 0)

    @pytest.mark.parametrize(
        ("scale", "part", "checked", "raw"),
        [(PERCENT, "2/3", None, "66.6667"), (THREE_LEVELS, "5/6", None, "1.6667"), (YES_NO, "3/4", None, "0.75"),
         (DEDUCTION, "2/3", None, "1.3333"), (SAMPLED, "7/10", 12, "8.4"), (Scale(Method.NUMERIC, minimum=D(10), maximum=D(2)), "1/4", None, "8")],
    )  # fmt: skip
    def test_a_combined_answer_is_written_down_on_its_scale(self, scale, part, checked, raw):
        assert on_scale(scale, Fraction(part), checked) == D(raw)


weighed_scales = scales().filter(lambda scale: scale.method.value not in ("bonus", "measured"))  # what may be repeated
combinings = st.sampled_from(Combining)


@given(weighed_scales, combinings, st.integers(1, 6), st.data())
def test_equal_instances_earn_what_each_of_them_earns(scale, combining, n, data):
    one = data.draw(answers(scale))
    assert of(scale, *[one] * n, combining=combining) == fraction(scale, one.raw, one.checked)


@given(weighed_scales, st.data(), st.randoms())
def test_order_and_what_does_not_apply_are_irrelevant_and_the_worst_is_never_above_the_mean(scale, data, random):
    some = data.draw(st.lists(answers(scale), min_size=1, max_size=6))
    mixed = [*some, *[NA] * data.draw(st.integers(0, 3))]
    random.shuffle(mixed)
    for combining in Combining:
        assert of(scale, *mixed, combining=combining) == of(scale, *some, combining=combining)
    assert 0 <= of(scale, *some, combining=Combining.WORST) <= of(scale, *some) <= 1
    assert of(scale, *some, combining=Combining.WORST) in parts(scale, together(some))


@given(weighed_scales, combinings, st.data())
def test_a_better_instance_never_lowers_the_item(scale, combining, data):
    some = data.draw(st.lists(answers(scale), min_size=1, max_size=6))
    place = data.draw(st.integers(0, len(some) - 1))
    pair = sorted((some[place], data.draw(answers(scale))), key=lambda one: fraction(scale, one.raw, one.checked))
    low, high = (of(scale, *some[:place], one, *some[place + 1 :], combining=combining) for one in pair)
    assert low <= high


@given(weighed_scales, st.data())
def test_a_combined_answer_is_read_back_from_its_scale(scale, data):
    """What statistics in SQL read from the written value is what was earned, to the places that are kept."""
    some = data.draw(st.lists(answers(scale), min_size=1, max_size=6))
    checked = sum(one.checked or 0 for one in some) or None
    part = of(scale, *some)
    raw = Fraction(on_scale(scale, part, checked))
    ends = {
        Method.YES_NO: lambda: raw, Method.SAMPLED: lambda: raw / checked,
        Method.DEDUCTION: lambda: 1 - raw * Fraction(scale.per_finding) / Fraction(scale.maximum),
        Method.LEVELS: lambda: (raw - Fraction(scale.levels[0])) / Fraction(scale.levels[-1] - scale.levels[0]),
        Method.NUMERIC: lambda: (raw - Fraction(scale.minimum)) / Fraction(scale.maximum - scale.minimum),
    }  # fmt: skip
    unit = {Method.DEDUCTION: lambda: Fraction(scale.per_finding) / Fraction(scale.maximum), Method.LEVELS: lambda: 1 / Fraction(scale.levels[-1] - scale.levels[0]),
            Method.NUMERIC: lambda: 1 / abs(Fraction(scale.maximum - scale.minimum))}.get(scale.method, lambda: Fraction(1))()  # fmt: skip
    assert abs(ends[scale.method]() - part) <= unit / 10_000


@st.composite
def repeated_sheets(draw):
    """A sheet on which any item may have been answered for several instances, and nothing is open."""
    made = draw(schemes())
    made = replace(made, items=tuple(replace(one, combining=draw(combinings)) for one in made.items))
    given_ = {}
    for one in made.items:
        choice = st.one_of(answers(one.scale), st.just(NA)) if draw(st.integers(0, 4)) else st.just(NA)
        given_[one.id] = together(draw(st.lists(choice, min_size=1, max_size=5))) if one.weighed and draw(st.booleans()) else draw(choice)
    return made, given_


@given(repeated_sheets())
def test_losses_gains_and_the_way_to_the_score_still_add_up(sheet):
    result = score(*sheet)
    assume(result.before_veto is not None)
    assert 100 - sum(result.losses.values()) + sum(result.gains.values()) == result.before_veto
    if result.total is not None:
        steps = explain(*sheet)
        assert 100 + sum(step.change for step in steps) == steps[-1].after == result.total
    for one in sheet[0].weighed:
        if (lost := result.losses.get(one.id)) is not None:
            assert sum(split(lost, parts(one.scale, sheet[1][one.id]), one.combining)) == lost


@given(repeated_sheets())
def test_of_one_instance_everything_is_as_of_a_plain_answer(sheet):
    made, given_ = sheet
    plain = {i: one.instances[0] if one.instances else one for i, one in given_.items()}
    assert score(made, plain) == score(made, {i: together((one,)) for i, one in plain.items()})


@given(repeated_sheets(), st.randoms())
def test_the_order_of_the_instances_changes_nothing(sheet, random):
    made, given_ = sheet
    turned = {i: replace(one, instances=tuple(random.sample(one.instances, len(one.instances)))) for i, one in given_.items()}
    assert score(made, turned) == score(made, given_)


@given(repeated_sheets())
def test_the_worst_never_scores_above_the_mean_and_vetoes_the_same(sheet):
    made, given_ = sheet
    mean, worst = (score(replace(made, items=tuple(replace(i, combining=one) for i in made.items)), given_) for one in Combining)
    assert mean.vetoes == worst.vetoes
    if mean.total is not None:
        assert worst.total <= mean.total
        assert kept(worst.share) == kept(mean.share)


def test_combining_needs_no_more_than_one():
    assert combined((Fraction(1, 3),), Combining.MEAN) == combined((Fraction(1, 3),), Combining.WORST) == Fraction(1, 3)
    assert Given(Mark.RATED).instances == ()
