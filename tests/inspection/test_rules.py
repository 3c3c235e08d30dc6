"""How answers become a score: sums that can be checked by hand. What is always true stands in test_laws."""

from fractions import Fraction

import pytest

from core.inspection.rules import (
    MEASURED_LIMIT,
    Given,
    Item,
    Mark,
    Method,
    MoreThanChecked,
    NothingChecked,
    RawNotALevel,
    RawNotWhole,
    RawOutOfRange,
    RawTooFine,
    SampleNotWhole,
    Scale,
    Scheme,
    Section,
    Veto,
    Weighting,
    band,
    bounded,
    check_raw,
    earned,
    fraction,
    kept,
    parts,
    score,
    shown,
)
from tests.inspection.made import (
    BANDS,
    MEASURED,
    NA,
    PERCENT,
    SAMPLED,
    THREE_LEVELS,
    YES_NO,
    D,
    bonus,
    rated,
    sampled,
    scheme,
)

CALL_CENTRE = scheme((60, [(50, PERCENT), (30, PERCENT), (20, PERCENT)]), (40, [(60, PERCENT), (40, PERCENT)]))

def test_items_weigh_inside_their_section_and_sections_in_the_total():
    # contact: (50*90 + 30*80 + 20*100) / 100 = 89;  files: (60*70 + 40*50) / 100 = 62;  total: 0.6*89 + 0.4*62 = 78.2
    result = score(CALL_CENTRE, {1: rated(90), 2: rated(80), 3: rated(100), 4: rated(70), 5: rated(50)})
    assert [part.score for part in result.sections] == [89, 62]
    assert result.total == Fraction("78.2")
    assert result.band == "pass"
    assert (result.rated, result.not_applicable, result.missing) == (5, 0, ())


def test_by_item_weighting_ignores_the_sections():
    # (10*100 + 30*50 + 60*0) / 100 = 25
    by_item = scheme((90, [(10, PERCENT)]), (10, [(30, PERCENT), (60, PERCENT)]), weighting=Weighting.BY_ITEM)
    assert score(by_item, {1: rated(100), 2: rated(50), 3: rated(0)}).total == 25


def test_what_does_not_apply_leaves_both_sums():
    # contact without the greeting: (30*80 + 20*100) / 50 = 88;  total: 0.6*88 + 0.4*62 = 77.6;  share: 0.6*0.5 + 0.4 = 0.7
    result = score(CALL_CENTRE, {1: NA, 2: rated(80), 3: rated(100), 4: rated(70), 5: rated(50)})
    assert (result.total, result.share, result.not_applicable) == (Fraction("77.6"), Fraction("0.7"), 1)


def test_by_item_the_share_is_of_the_items():
    # 1 of 4 does not apply, whatever the sections weigh
    by_item = scheme((90, [(1, PERCENT)]), (10, [(3, PERCENT)]), weighting=Weighting.BY_ITEM)
    result = score(by_item, {1: NA, 2: rated(80)})
    assert (result.total, result.share) == (80, Fraction("0.75"))


def test_without_any_weight_nothing_can_be_rated():
    result = score(scheme((0, [(0, PERCENT)])), {1: rated(80)})
    assert (result.total, result.share, result.sections[0].share) == (None, 0, 0)


def test_a_section_that_does_not_apply_gives_its_weight_to_the_others():
    # 30, 30, 40; the last is not applicable: (30*90 + 30*70) / 60 = 80, on 60 percent of the weight
    three = scheme((30, [(100, PERCENT)]), (30, [(100, PERCENT)]), (40, [(100, PERCENT)]))
    result = score(three, {1: rated(90), 2: rated(70), 3: NA})
    assert (result.total, result.share) == (80, Fraction("0.6"))
    assert result.sections[2].score is None


def test_an_item_without_weight_decides_nothing_even_alone_in_its_section():
    items = (Item(1, 1, D(0), PERCENT), Item(2, 1, D(5), PERCENT), Item(3, 2, D(1), PERCENT))
    scheme = Scheme((Section(1, D(50)), Section(2, D(50))), items, min_applicable=D(0))
    result = score(scheme, {1: rated(0), 2: NA, 3: rated(80)})
    assert (result.total, result.losses[1]) == (80, 0)


def test_below_sixty_percent_there_is_no_number():
    # as above with 30.01, 29.98 and 40.01: 59.99 percent applies
    three = scheme((D("30.01"), [(100, PERCENT)]), (D("29.98"), [(100, PERCENT)]), (D("40.01"), [(100, PERCENT)]))
    result = score(three, {1: rated(90), 2: rated(70), 3: NA})
    assert (result.total, result.band, result.share) == (None, None, Fraction("0.5999"))
    assert result.unratable


def test_a_sheet_on_which_nothing_applies_cannot_be_rated():
    result = score(CALL_CENTRE, dict.fromkeys(range(1, 6), NA))
    assert (result.total, result.before_veto, result.share) == (None, None, 0)
    assert result.unratable


def test_a_missing_answer_is_not_a_zero_and_not_a_number():
    result = score(CALL_CENTRE, {1: rated(90), 2: rated(80), 3: rated(100), 4: rated(70)})
    assert (result.total, result.missing) == (None, (5,))
    assert not result.unratable


def test_a_critical_zero_empties_its_section_and_keeps_what_it_was():
    # contact: (60*100 + 40*0) / 100 = 60, vetoed to 0;  files: 80;  before 0.5*60 + 0.5*80 = 70, after 0 + 40 = 40
    two = scheme((50, [(60, PERCENT), (40, YES_NO, Veto.SECTION)]), (50, [(100, PERCENT)]))
    result = score(two, {1: rated(100), 2: rated(0), 3: rated(80)})
    assert (result.total, result.before_veto, result.vetoes, result.band) == (40, 70, (2,), "fail")
    assert [(part.score, part.before_veto, part.vetoed) for part in result.sections] == [(0, 60, True), (80, 80, False)]
    assert score(two, {1: rated(100), 2: rated(1), 3: rated(80)}).total == 90  # the same sheet without the zero


def test_a_critical_zero_caps_a_nearly_perfect_sheet():
    # 99*1 + 1*0 = 99, capped at 59
    capped = scheme((100, [(99, PERCENT), (1, YES_NO, Veto.TOTAL)]), veto_cap=D(59))
    result = score(capped, {1: rated(100), 2: rated(0)})
    assert (result.total, result.before_veto, result.band) == (59, 99, "fail")


def test_a_cap_never_lifts_a_lower_score():
    # 99*0.3 = 29.7 is below the cap of 59
    capped = scheme((100, [(99, PERCENT), (1, YES_NO, Veto.TOTAL)]), veto_cap=D(59))
    assert score(capped, {1: rated(30), 2: rated(0)}).total == Fraction("29.7")


def test_a_critical_item_that_does_not_apply_vetoes_nothing():
    capped = scheme((100, [(60, PERCENT), (40, YES_NO, Veto.TOTAL)]))
    result = score(capped, {1: rated(100), 2: NA})
    assert (result.total, result.vetoes) == (100, ())


@pytest.mark.parametrize(("findings", "earned"), [(0, 1), (1, "0.85"), (2, "0.7"), (4, "0.4"), (5, "0.4"), (999, "0.4")])
def test_deductions_stop_at_their_cap(findings, earned):
    # 20 points, 3 a finding, at most 12: four findings and nine hundred cost the same
    assert fraction(Scale(Method.DEDUCTION, maximum=D(20), per_finding=D(3), cap=D(12)), D(findings)) == Fraction(earned)


@pytest.mark.parametrize(("minutes", "earned"), [(2, 1), (6, "0.5"), (10, 0)])
def test_a_reversed_range_rewards_the_smaller_number(minutes, earned):
    # answered within 2 minutes everything, within 10 nothing: (6 - 10) / (2 - 10) = 0.5
    assert fraction(Scale(Method.NUMERIC, minimum=D(10), maximum=D(2)), D(minutes)) == Fraction(earned)


def test_a_combined_answer_may_lie_between_the_levels_and_a_single_one_may_not():
    assert parts(THREE_LEVELS, Given(Mark.RATED, D("1.5"), counted=2)) == (Fraction(3, 4),)
    assert parts(THREE_LEVELS, Given(Mark.RATED, counted=2)) == parts(THREE_LEVELS, Given(Mark.RATED)) == ()
    with pytest.raises(RawNotALevel):
        parts(THREE_LEVELS, Given(Mark.RATED, D("1.5")))


def test_what_was_not_said_earns_nothing():
    item = Item(1, 1, D(1), YES_NO)
    assert earned(item, None) is None
    assert earned(item, Given(Mark.NOT_APPLICABLE, D(1), counted=1)) is None


def test_levels_run_from_the_lowest_to_the_highest_point():
    # 60, 80, 100: the middle one is half way
    assert fraction(Scale(Method.LEVELS, levels=(D(60), D(80), D(100))), D(80)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("scale", "raw", "refusal"),
    [
        (THREE_LEVELS, "1.5", RawNotALevel),
        (YES_NO, "2", RawNotALevel),
        (PERCENT, "100.01", RawOutOfRange),
        (PERCENT, "-0.01", RawOutOfRange),
        (PERCENT, "NaN", RawOutOfRange),
        (PERCENT, "Infinity", RawOutOfRange),
        (PERCENT, "33.33333", RawTooFine),
        (Scale(Method.NUMERIC, minimum=D(10), maximum=D(2)), "1", RawOutOfRange),
        (Scale(Method.DEDUCTION, per_finding=D(5)), "1.5", RawNotWhole),
        (Scale(Method.DEDUCTION, per_finding=D(5)), "-1", RawOutOfRange),
        (Scale(Method.DEDUCTION, per_finding=D(5)), "1000", RawOutOfRange),
    ],
)
def test_a_value_that_the_scale_does_not_know_is_refused(scale, raw, refusal):
    with pytest.raises(refusal):
        fraction(scale, D(raw))


@pytest.mark.parametrize(
    ("raw", "checked", "refusal"),
    [
        ("3", None, NothingChecked), ("0", 0, NothingChecked), ("0", -1, NothingChecked), ("1", 100_000, NothingChecked),
        ("2.5", 3, SampleNotWhole), ("-1", 3, RawOutOfRange), ("4", 3, MoreThanChecked), ("NaN", 3, RawOutOfRange),
    ],
)  # fmt: skip
def test_a_sample_that_cannot_be_is_refused(raw, checked, refusal):
    with pytest.raises(refusal):
        fraction(SAMPLED, D(raw), checked)


@pytest.mark.parametrize(
    ("scale", "raw", "checked", "low", "high"),
    [
        (SAMPLED, "-1", 3, 0, 3), (Scale(Method.DEDUCTION, per_finding=D(5)), "1000", None, 0, 999),
        (PERCENT, "101", None, 0, 100), (MEASURED, str(MEASURED_LIMIT + 1), None, -MEASURED_LIMIT, MEASURED_LIMIT),
    ],
)  # fmt: skip
def test_a_refusal_tells_the_true_ends(scale, raw, checked, low, high):
    with pytest.raises(RawOutOfRange) as refused:
        fraction(scale, D(raw), checked)
    assert (refused.value.facts["low"], refused.value.facts["high"]) == (low, high)


@pytest.mark.parametrize("raw", [-MEASURED_LIMIT, MEASURED_LIMIT])
def test_the_ends_of_what_can_be_measured_are_taken(raw):
    assert fraction(MEASURED, D(raw)) in (0, 1)


@pytest.mark.parametrize(("raw", "checked"), [("0", 1), ("3", 3), ("99999", 99_999)])
def test_the_ends_of_a_sample_are_taken(raw, checked):
    check_raw(SAMPLED, D(raw), checked)


def test_a_sample_earns_its_conforming_share():
    # 7 of 9 records conform: 7/9 of 60 points, exactly; 3 of 4 call-backs: 3/4 of 40. 46 2/3 + 30 = 76 2/3
    two = scheme((100, [(60, SAMPLED), (40, SAMPLED)]))
    result = score(two, {1: sampled(7, 9), 2: sampled(3, 4)})
    assert result.total == Fraction(230, 3)
    assert result.losses == {1: Fraction(40, 3), 2: 10}


def test_a_sample_of_which_nothing_conforms_can_veto():
    capped = scheme((100, [(90, PERCENT), (10, SAMPLED, Veto.TOTAL)]), veto_cap=D(59))
    assert score(capped, {1: rated(100), 2: sampled(0, 5)}).total == 59
    assert score(capped, {1: rated(100), 2: sampled(1, 5)}).total == 92


SPECIAL = scheme((100, [(60, PERCENT), (40, PERCENT), (0, bonus(5)), (0, bonus(3))]), bonus_cap=D(6))


@pytest.mark.parametrize(
    ("first", "second", "total", "gains"),
    [
        (None, None, 80, {}),
        (NA, NA, 80, {}),
        (rated(0), rated("2.5"), "82.5", {3: 0, 4: "2.5"}),
        (rated(5), rated(3), 86, {3: "3.75", 4: "2.25"}),  # 8 claimed, 6 allowed: 6/8 of each
    ],
)
def test_bonus_points_come_on_top_up_to_their_cap(first, second, total, gains):
    # 60*80 + 40*80 = 80; silence and "not applicable" are no bonus and nothing is missing
    given_ = {1: rated(80), 2: rated(80)} | {i: one for i, one in ((3, first), (4, second)) if one}
    result = score(SPECIAL, given_)
    assert (result.total, result.before_veto, result.missing, result.rated) == (Fraction(total), Fraction(total), (), 2)
    assert result.gains == {i: Fraction(one) for i, one in gains.items()}
    assert sum(result.losses.values()) == 20
    assert result.share == 1


def test_bonus_points_never_lead_above_a_hundred():
    # 98 + 5 is 100: two points of the five are brought, and nothing is lost that was not lost
    result = score(SPECIAL, {1: rated(100), 2: rated(95), 3: rated(5)})
    assert (result.total, result.gains, result.losses) == (100, {3: 2}, {1: 0, 2: 2})


def test_a_vetoed_sheet_gets_no_bonus():
    # before: 90 + 5; the veto caps at 59, and the bonus does not lift it to 64
    capped = scheme((100, [(90, PERCENT), (10, YES_NO, Veto.TOTAL), (0, bonus(5))]), veto_cap=D(59), bonus_cap=D(5))
    result = score(capped, {1: rated(100), 2: rated(0), 3: rated(5)})
    assert (result.total, result.before_veto, result.gains) == (59, 95, {3: 5})
    low = score(capped, {1: rated(30), 2: rated(0), 3: rated(5)})
    assert (low.total, low.before_veto) == (27, 32)


def test_a_vetoed_section_takes_its_own_bonus_along():
    # section 1 falls to 0 with its bonus of 4; section 2: 50 % of 80 = 40, + 3 of its own = 43; before: 30 + 40 + 7 = 77
    two = scheme((50, [(60, PERCENT), (40, YES_NO, Veto.SECTION), (0, bonus(4))]), (50, [(100, PERCENT), (0, bonus(3))]), bonus_cap=D(10))
    result = score(two, {1: rated(100), 2: rated(0), 3: rated(4), 4: rated(80), 5: rated(3)})
    assert (result.total, result.before_veto) == (43, 77)


def test_a_section_of_bonus_items_has_no_score_and_takes_no_weight():
    special = scheme((100, [(100, PERCENT)]), (0, [(0, bonus(10))]), bonus_cap=D(10))
    result = score(special, {1: rated(70), 2: rated(4)})
    assert (result.total, result.share, [part.score for part in result.sections]) == (74, 1, [70, None])


def test_without_anything_rated_bonus_points_make_no_score():
    result = score(SPECIAL, {1: NA, 2: NA, 3: rated(5)})
    assert (result.total, result.before_veto, result.gains) == (None, None, {})


@pytest.mark.parametrize(
    ("points", "cap", "room", "brought"),
    [({}, 5, 5, {}), ({1: 2, 2: 4}, 3, 9, {1: 1, 2: 2}), ({1: 2, 2: 4}, 9, 3, {1: 1, 2: 2}), ({1: 2}, 9, 9, {1: 2}), ({1: 0}, 9, 9, {1: 0})],
)
def test_bonus_points_are_bounded_in_proportion(points, cap, room, brought):
    fractions = {i: Fraction(one) for i, one in points.items()}
    assert bounded(fractions, Fraction(cap), Fraction(room)) == brought


def test_a_bonus_above_its_maximum_is_refused():
    with pytest.raises(RawOutOfRange):
        fraction(bonus(5), D("5.01"))


def test_a_grade_goes_by_the_unrounded_total():
    # 89.95 reads 90.0 on the screen and is not yet good; 90 is
    almost = scheme((100, [(100, PERCENT)]))
    result = score(almost, {1: rated("89.95")})
    assert (shown(result.total), result.band) == (D("90.0"), "fair")
    assert score(almost, {1: rated(90)}).band == "good"


def test_a_grade_is_the_highest_whose_floor_is_reached():
    assert [band(BANDS, Fraction(total)) for total in (100, 95, "94.999999", 70, "69.999999", 0)] == [
        "excellent", "excellent", "good", "pass", "fail", "fail",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "reads"), [("0.05", "0.1"), ("0.049999", "0.0"), ("2.25", "2.3"), ("2.35", "2.4"), ("-0.05", "-0.1"), ("99.95", "100.0"), ("100", "100.0")]
)
def test_halves_are_shown_rounded_up(value, reads):
    assert str(shown(D(value))) == reads


def test_two_thirds_are_kept_to_the_sixth_place():
    assert kept(Fraction(200, 3)) == D("66.666667")


def test_what_each_item_cost_is_told_in_points_of_the_total():
    # speed lost 0.2 of 30 % of 60: 3.6; the record lost 0.3 of 60 % of 40: 7.2; photos 0.5 of 40 % of 40: 8; greeting 0.1 of 50 % of 60: 3
    result = score(CALL_CENTRE, {1: rated(90), 2: rated(80), 3: rated(100), 4: rated(70), 5: rated(50)})
    assert result.losses == {1: 3, 2: Fraction("3.6"), 3: 0, 4: Fraction("7.2"), 5: 8}
