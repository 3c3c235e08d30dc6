"""What is true of every score, whatever the checklist and the answers."""

from dataclasses import replace
from decimal import localcontext
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from core.inspection.rules import (
    Mark,
    Method,
    Veto,
    Weighting,
    fraction,
    kept,
    score,
    shown,
)
from tests.inspection.made import NA, D, answers, rated, sampled, scales, sheets, worth_of


@given(sheets())
def test_a_score_is_a_percentage(sheet):
    result = score(*sheet)
    for one in (result.total, result.before_veto, *(part.score for part in result.sections)):
        assert one is None or 0 <= one <= 100
    assert 0 <= result.share <= 1
    assert all(lost >= 0 for lost in result.losses.values())
    assert all(brought >= 0 for brought in result.gains.values())
    assert sum(result.gains.values()) <= sheet[0].bonus_cap


@given(sheets())
def test_there_is_a_number_exactly_when_nothing_is_missing_and_enough_applies(sheet):
    result = score(*sheet)
    assert (result.total is not None) == (not result.missing and result.rated > 0 and result.share >= Fraction(sheet[0].min_applicable))
    assert (result.band is None) == (result.total is None)
    assert result.rated + result.not_applicable + len(result.missing) == len(sheet[0].weighed)


@given(sheets(), st.randoms())
def test_order_is_irrelevant(sheet, random):
    made, given_ = sheet
    shuffled = replace(
        made,
        sections=tuple(random.sample(made.sections, len(made.sections))),
        items=tuple(random.sample(made.items, len(made.items))),
        bands=tuple(random.sample(made.bands, len(made.bands))),
    )
    here, there = score(made, given_), score(shuffled, given_)
    assert (here.total, here.before_veto, here.share, here.band, here.losses, here.gains) == (
        there.total, there.before_veto, there.share, there.band, there.losses, there.gains,
    )  # fmt: skip
    assert set(here.vetoes) == set(there.vetoes)


@given(sheets(), st.integers(2, 9), st.integers(2, 9))
def test_scaling_every_weight_changes_nothing(sheet, k, j):
    made, given_ = sheet
    scaled = replace(
        made,
        sections=tuple(replace(s, weight=s.weight * k) for s in made.sections),
        items=tuple(replace(i, weight=i.weight * j) for i in made.items),
    )
    assert score(scaled, given_) == score(made, given_)


@given(sheets(complete=True))
def test_what_the_items_cost_sums_to_what_is_missing_from_a_hundred(sheet):
    result = score(*sheet)
    assume(result.before_veto is not None)
    assert 100 - sum(result.losses.values()) + sum(result.gains.values()) == result.before_veto


@given(sheets(complete=True))
def test_a_veto_never_helps(sheet):
    result = score(*sheet)
    assume(result.total is not None)
    assert result.total <= result.before_veto
    if not result.vetoes:
        assert result.total == result.before_veto


@given(sheets(complete=True))
def test_not_applicable_is_as_if_the_item_did_not_exist(sheet):
    made, given_ = sheet
    made = replace(made, min_applicable=D("0.0001"))
    left = replace(made, items=tuple(item for item in made.items if given_[item.id] is not NA))
    assume(left.items)
    here, there = score(made, given_), score(left, given_)
    assert (here.before_veto, here.vetoes, here.losses, here.gains) == (there.before_veto, there.vetoes, there.losses, there.gains)
    assert (here.total, here.band) == (there.total, there.band) or here.share < Fraction("0.0001") or there.share < Fraction("0.0001")


@given(st.data(), sheets(complete=True))
def test_a_better_answer_never_lowers_the_total(data, sheet):
    made, given_ = sheet
    item = data.draw(st.sampled_from([i for i in made.items if given_[i.id] is not NA] or [None]))
    assume(item is not None)
    other = data.draw(answers(item.scale))
    worse, better = sorted((given_[item.id], other), key=lambda answer: worth_of(item.scale, answer))
    low, high = (score(made, given_ | {item.id: answer}) for answer in (worse, better))
    assume(low.total is not None)
    assert low.total <= high.total


@given(st.data(), sheets(complete=True))
def test_a_bonus_item_never_costs_anything_and_its_absence_is_no_lack(data, sheet):
    made, given_ = sheet
    item = data.draw(st.sampled_from([i for i in made.items if not i.weighed] or [None]))
    assume(item is not None)
    silent = {i: answer for i, answer in given_.items() if i != item.id}
    here, there = score(made, given_), score(made, silent)
    assert score(made, silent | {item.id: NA}) == there == replace(score(made, silent | {item.id: rated(0)}), gains=there.gains)
    assert here.missing == there.missing == ()
    assert here.losses == there.losses
    if there.total is not None:
        assert there.total <= here.total <= there.total + worth_of(item.scale, given_[item.id] if given_[item.id] != NA else rated(0)) * Fraction(item.scale.maximum)


@given(scales(), st.data())
def test_the_ends_of_a_scale_are_worth_nothing_and_everything(scale, data):
    assert 0 <= worth_of(scale, data.draw(answers(scale))) <= 1
    if scale.method is Method.SAMPLED:
        assert (worth_of(scale, sampled(0, 7)), worth_of(scale, sampled(7, 7))) == (0, 1)
    if scale.method in (Method.NUMERIC, Method.BONUS):
        assert (fraction(scale, scale.minimum), fraction(scale, scale.maximum)) == (0, 1)
    if scale.method is Method.LEVELS:
        assert (fraction(scale, scale.levels[0]), fraction(scale, scale.levels[-1])) == (0, 1)


def by_hand(made, given_):
    """The same result by decimals of sixty digits, written without looking: section by section, vetoes last."""
    worth, extra = {}, {}
    for item in made.items:
        answer = given_[item.id]
        if answer.mark is Mark.NOT_APPLICABLE:
            continue
        scale, raw = item.scale, answer.raw
        if scale.method is Method.DEDUCTION:
            worth[item.id] = max(D(0), (scale.maximum - min(raw * scale.per_finding, scale.cap)) / scale.maximum)
        elif scale.method is Method.YES_NO:
            worth[item.id] = raw
        elif scale.method is Method.SAMPLED:
            worth[item.id] = raw / D(answer.checked)
        elif scale.method is Method.BONUS:
            extra[item.section] = extra.get(item.section, D(0)) + raw
        else:
            low, high = (scale.levels[0], scale.levels[-1]) if scale.method is Method.LEVELS else (scale.minimum, scale.maximum)
            worth[item.id] = (raw - low) / (high - low)
    zeroed = {item.section for item in made.items if item.veto is Veto.SECTION and worth.get(item.id) == 0}
    above = below = D(0)
    for section in made.sections:
        mine = [item for item in made.items if item.section == section.id and item.id in worth]
        if not mine:
            continue
        points, full = sum(item.weight * worth[item.id] for item in mine), sum(item.weight for item in mine)
        weight = section.weight if made.weighting is Weighting.BY_SECTION else full
        above += D(0) if section.id in zeroed else weight * points / full
        below += weight
    total = 100 * above / below
    brought = min(made.bonus_cap, sum((points for section, points in extra.items() if section not in zeroed), D(0)))
    if any(item.veto is Veto.TOTAL and worth.get(item.id) == 0 for item in made.items):
        return min(total, made.veto_cap)
    return min(D(100), total + brought)


@given(sheets(complete=True))
def test_the_score_is_exact(sheet):
    result = score(*sheet)
    assume(result.total is not None)
    with localcontext() as context:
        context.prec = 60
        assert abs(by_hand(*sheet) - D(result.total.numerator) / D(result.total.denominator)) < D("1e-50")


@given(st.decimals("0", "100", places=12))
def test_rounding_moves_a_score_by_half_a_step_at_most(value):
    assert abs(shown(value) - value) <= D("0.05")
    assert abs(kept(Fraction(value)) - value) <= D("0.0000005")
