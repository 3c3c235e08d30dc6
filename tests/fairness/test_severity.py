"""Severity: laws, planted truth, and how many alarms chance raises."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.fairness.rules.chance import alarms, two_sided
from core.fairness.rules.nested import grouped, nested
from core.fairness.rules.ratings import Why
from core.fairness.rules.severity import two_way
from tests.fairness.made import SHROUT_FLEISS, N, ratings, round_of


@pytest.mark.parametrize(("z", "degrees", "p"), [(1.959964, inf, 0.05), (2.228139, 10, 0.05), (12.7062, 1, 0.05), (2.575829, inf, 0.01), (0, 3, 1)])
def test_p_values_are_those_of_the_tables(z, degrees, p):
    assert two_sided(z, degrees) == pytest.approx(p, abs=2e-6)


def test_alarms_allow_for_how_many_were_looked_at():
    assert alarms([2.5]) == [True]
    assert alarms([2.1, *[0.1] * 19]) == [False] * 20  # one in twenty is what chance gives
    assert alarms([5.0, *[0.1] * 19]) == [True] + [False] * 19
    assert alarms([None, -4.0, 0.0]) == [False, True, False]
    assert alarms([1.98, 1.98]) == [False, False], "below two standard errors nothing is worth a look"


def test_the_strict_judge_of_shrout_and_fleiss():
    """Judge means 7.67, 2.5, 4.33, 6.67 around 5.29: complete, so the raw effects are their differences."""
    found = two_way(ratings(SHROUT_FLEISS))
    assert [round(one.raw, 4) for one in found] == [2.375, -2.7917, -0.9583, 1.375]
    assert all(abs(one.effect) < abs(one.raw) for one in found), "drawn towards the mean"
    assert found[1].severity > 0
    assert found[1].flag


def test_a_rater_is_compared_on_the_same_units_only():
    """Mild everywhere, but sent to the weak units: no lower than the others."""
    good, weak = [90.0, 92.0, 91.0, 89.0], [50.0, 52.0, 51.0, 49.0]
    values = np.array([[g, g + 1, N] for g in good] + [[w, N, w + 5] for w in weak])
    found = {one.rater: one for one in two_way(ratings(values))}
    assert found["r2"].effect > found["r1"].effect > found["r0"].effect


def test_what_is_undefined_says_why():
    assert {one.why for one in two_way(ratings(np.array([[1.0, N], [N, 2.0]])))} == {Why.NO_OVERLAP}
    assert {one.why for one in two_way(ratings(np.array([[1.0, 2.0], [1.0, N]])))} == {Why.NOTHING_LEFT}
    lonely = two_way(ratings(np.array([[1.0, 2.0, N], [3.0, 3.0, N], [2.0, 3.0, N], [N, N, 9.0]])))
    assert lonely[2].why is Why.NOT_CONNECTED
    assert lonely[0].effect is not None
    same = two_way(ratings(np.full((3, 3), 5.0)))
    assert [(one.effect, one.flag) for one in same] == [(0.0, False)] * 3


rounds = st.integers(0, 10**6).map(lambda seed: round_of(seed, np.random.default_rng(seed).normal(0, 3, 6), units=12))


@settings(max_examples=40, deadline=None)
@given(rounds, st.floats(0.5, 4), st.floats(-40, 40), st.randoms(use_true_random=False))
def test_severity_follows_the_rater_wherever_he_stands(round_, factor, shift, dice):
    """Invariant under order; it scales with the unit of measurement and knows no zero."""
    before = {one.rater: one for one in two_way(round_)}
    columns = list(range(6))
    dice.shuffle(columns)
    moved = ratings(round_.values[::-1][:, columns] * factor + shift)
    for place, one in zip(columns, two_way(moved), strict=True):
        was = before[f"r{place}"]
        assert one.effect == pytest.approx(was.effect * factor, abs=2e-3 * factor)
        assert one.se == pytest.approx(was.se * factor, rel=2e-3)
        assert one.z == pytest.approx(was.z, abs=1e-5)
    assert sum(one.raw for one in before.values()) == pytest.approx(0, abs=1e-6)


def shifts(size: float, raters: int = 10) -> np.ndarray:
    return np.array([-size] + [0.0] * (raters - 1))


def test_planted_severity_is_found_and_honest_rounds_are_left_alone(capsys):
    """One of ten raters 6 points strict (noise 5, 60 units, 3 raters each): found. Nobody strict: hardly ever an alarm."""
    found = [two_way(round_of(seed, shifts(6.0))) for seed in range(60)]
    power = np.mean([one[0].flag and one[0].severity > 0 for one in found])
    beside = np.mean([any(other.flag for other in one[1:]) for one in found])
    honest = [two_way(round_of(1000 + seed, shifts(0.0))) for seed in range(120)]
    alarmed = np.mean([any(one.flag for one in effects) for effects in honest])
    spread = [two_way(round_of(3000 + seed, np.random.default_rng(seed).normal(0, 3, 10))) for seed in range(60)]
    truth = [np.random.default_rng(seed).normal(0, 3, 10) for seed in range(60)]
    covered = np.mean([one.low <= true - shift.mean() <= one.high for effects, shift in zip(spread, truth, strict=True) for one, true in zip(effects, shift, strict=True)])
    with capsys.disabled():
        print(f"\nseverity: power {power:.0%}, an innocent colleague flagged in {beside:.0%}, honest rounds with an alarm {alarmed:.1%}, intervals that hold {covered:.1%}")
    assert power >= 0.8
    assert alarmed <= 0.1
    assert beside <= 0.25
    assert 0.91 <= covered <= 0.985


def records(seed: int, effects: np.ndarray, *, n: int = 4000, rate: float = -2.2):
    """Objects with one rater each; half of what makes outcomes is known of them."""
    dice = np.random.default_rng(seed)
    raters = dice.integers(0, len(effects), n)
    risk = dice.normal(size=n) + 0.8 * (raters % 2)  # the odd raters get the worse objects
    kind = dice.integers(0, 5, n)
    chance = 1 / (1 + np.exp(-(rate + effects[raters] + 0.7 * risk + 0.2 * kind)))
    outcome = (dice.random(n) < chance).astype(float)
    told = [None if gap < 0.05 else float(value) for gap, value in zip(dice.random(n), risk, strict=True)]
    return [f"r{rater:02d}" for rater in raters], outcome.tolist(), {"risk": told, "kind": [f"k{one}" for one in kind]}


def test_raters_who_never_met_are_ordered_by_what_they_add(capsys):
    """Six groups as far apart as those published for the 18,712 inspections of a large city."""
    planted = np.array([0.95, -1.31, -0.24, 0.20, 1.56, -0.70])
    found = nested(*records(5, planted, n=18_712))
    estimated = np.array([one.effect for one in found.effects])
    assert (np.argsort(estimated) == np.argsort(planted)).all()
    assert np.abs(estimated - (planted - planted.mean())).max() < 0.2
    assert found.binary
    assert found.covariates[0].missing > 0
    naive = np.array([np.mean([y for name, y in zip(*records(5, planted, n=18_712)[:2], strict=True) if name == one.rater]) for one in found.effects])
    with capsys.disabled():
        print(f"\nnested: planted {np.round(planted - planted.mean(), 2)}, estimated {np.round(estimated, 2)}, raw shares {np.round(naive, 3)}")


def test_covariates_take_what_is_theirs_and_chance_raises_few_alarms(capsys):
    """Nobody is strict; odd raters get worse objects. Without the covariate they would be blamed."""
    adjusted, blind = [], []
    for seed in range(15):
        raters, outcomes, covariates = records(seed, np.zeros(12), n=2400)
        adjusted.append(sum(one.flag for one in nested(raters, outcomes, covariates).effects))
        blind.append(sum(one.flag for one in nested(raters, outcomes, {}).effects))
    powers = [nested(*records(100 + seed, np.array([1.2] + [0.0] * 11), n=2400)).effects[0].flag for seed in range(15)]
    with capsys.disabled():
        print(f"\nnested: false alarms of 180 raters {sum(adjusted)} (without covariates {sum(blind)}), power at +1.2 logits {np.mean(powers):.0%}")
    assert sum(adjusted) <= 6
    assert sum(blind) >= 10 + sum(adjusted)
    assert np.mean(powers) >= 0.8


def test_few_objects_and_no_events_stay_finite():
    raters = ["a"] * 3 + ["b"] * 200 + ["c"] * 200
    outcomes = [0.0] * 3 + [1.0, 0.0] * 100 + [0.0] * 200
    found = {one.rater: one for one in nested(raters, outcomes, {"same": ["x"] * 403, "zip": [str(n) for n in range(403)]}).effects}
    assert all(one.effect is not None and abs(one.effect) < 12 and one.se > 0 for one in found.values())
    assert found["a"].n == 3
    assert not found["a"].flag
    assert found["a"].se > found["b"].se


def test_numeric_outcomes_and_what_is_undefined():
    dice = np.random.default_rng(3)
    raters = dice.integers(0, 8, 900)
    planted = np.array([-6.0, *[0.0] * 7])
    size = dice.normal(size=900)
    scores = 80 + planted[raters] + 3 * size + dice.normal(0, 4, 900)
    found = nested([f"r{one}" for one in raters], scores.tolist(), {"size": size.tolist()})
    assert max(found.effects, key=lambda one: abs(one.z)).rater == "r0"
    assert found.effects[0].flag
    assert all(abs(one.effect) < 1.8 for one in found.effects[1:])
    assert found.effects[0].effect == pytest.approx(-6 * 7 / 8, abs=0.9)
    assert not found.binary
    assert found.expected["r0"][0] == pytest.approx(80 - 6, abs=1)
    assert nested(["a"] * 5, [1.0, 2, 3, 4, 5], {}).why is Why.ONE_RATER
    assert nested(["a", "b"] * 5, [1.0] * 10, {}).why is Why.NO_VARIANCE
    assert nested(["a", "b"], [1.0, 2.0], {}).why is Why.TOO_FEW


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_and_the_names_do_not_matter(seed, dice):
    raters, outcomes, covariates = records(seed, np.array([0.5, 0.0, -0.5]), n=150)
    order = list(range(150))
    dice.shuffle(order)
    moved = nested([f"z{raters[i]}" for i in order], [outcomes[i] for i in order], {name: [cells[i] for i in order] for name, cells in covariates.items()})
    for one, other in zip(nested(raters, outcomes, covariates).effects, moved.effects, strict=True):
        if one.effect is not None:
            assert other.effect == pytest.approx(one.effect, abs=1e-3)


def test_sums_by_cell_say_the_same_as_the_single_outcomes():
    dice = np.random.default_rng(8)
    raters, kind = dice.integers(0, 5, 800), dice.integers(0, 3, 800)
    scores = np.round(70 + raters + 2 * kind + dice.normal(0, 5, 800), 1)
    whole = nested([f"r{one}" for one in raters], scores.tolist(), {"kind": [f"k{one}" for one in kind]})
    cells = sorted({(r, k) for r, k in zip(raters, kind, strict=True)})
    parts = [scores[(raters == r) & (kind == k)] for r, k in cells]
    summed = grouped([f"r{r}" for r, _ in cells], [len(one) for one in parts], [one.sum() for one in parts], [(one**2).sum() for one in parts], {"kind": [f"k{k}" for _, k in cells for _ in [0]]})
    for one, other in zip(whole.effects, summed.effects, strict=True):
        assert (other.n, other.flag) == (one.n, one.flag)
        assert other.effect == pytest.approx(one.effect, abs=1e-3)
        assert other.se == pytest.approx(one.se, rel=1e-3)
