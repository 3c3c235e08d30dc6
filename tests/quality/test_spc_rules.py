"""Control charts against published examples, and laws they keep."""

from math import inf, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.quality.spc.rules.capability import capability, chi_square
from core.quality.spc.rules.charts import NO_PAIR, NO_SPREAD, TOO_FEW, Kind, Subgroup, charts
from core.quality.spc.rules.constants import c4, d2, d3
from core.quality.spc.rules.nelson import ALL, EDGE, Nelson, signals
from core.quality.spc.rules.pareto import pareto

ORANGE_JUICE = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
BOARDS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
CLOTH = [(14, 10), (12, 8), (20, 13), (11, 10), (7, 9.5), (10, 10), (21, 12), (16, 10.5), (19, 12), (23, 12.5)]
RINGS = """74.030 74.002 74.019 73.992 74.008 73.995 73.992 74.001 74.011 74.004 73.988 74.024 74.021 74.005 74.002 74.002 73.996 73.993 74.015 74.009
73.992 74.007 74.015 73.989 74.014 74.009 73.994 73.997 73.985 73.993 73.995 74.006 73.994 74.000 74.005 73.985 74.003 73.993 74.015 73.988
74.008 73.995 74.009 74.005 74.004 73.998 74.000 73.990 74.007 73.995 73.994 73.998 73.994 73.995 73.990 74.004 74.000 74.007 74.000 73.996
73.983 74.002 73.998 73.997 74.012 74.006 73.967 73.994 74.000 73.984 74.012 74.014 73.998 73.999 74.007 74.000 73.984 74.005 73.998 73.996
73.994 74.012 73.986 74.005 74.007 74.006 74.010 74.018 74.003 74.000 73.984 74.002 74.003 74.005 73.997 74.000 74.010 74.013 74.020 74.003
73.982 74.001 74.015 74.005 73.996 74.004 73.999 73.990 74.006 74.009 74.010 73.989 73.990 74.009 74.014 74.015 74.008 73.993 74.000 74.010
73.982 73.984 73.995 74.017 74.013"""


def counted(counts, size=1.0):
    return [Subgroup(count=one, size=size) for one in counts]


def single(values):
    return [Subgroup((float(one),)) for one in values]


def fired(chart, rule):
    return [one.index for one in chart.signals if one.rule is rule]


@pytest.mark.parametrize(
    ("n", "mean", "deviation", "unbiased"),
    [(2, 1.128379167, 0.852502466, 0.797884561), (3, 1.692568751, 0.888368004, 0.886226925), (5, 2.325928947, 0.864081941, 0.939985603), (10, 3.077505462, 0.797050674, 0.972659274), (25, 3.930629220, 0.708440766, 0.989640376)],
)  # fmt: skip
def test_constants_are_those_of_the_published_tables_and_unrounded(n, mean, deviation, unbiased):
    assert (d2(n), d3(n), c4(n)) == pytest.approx((mean, deviation, unbiased), abs=1e-9)


def test_orange_juice_cans_of_montgomery_before_and_after_two_samples_are_left_out():
    samples = counted(ORANGE_JUICE, 50)
    (first,) = charts(Kind.P, samples)
    assert (first.center[0], first.ucl[0], first.lcl[0]) == pytest.approx((0.2313, 0.4102, 0.0524), abs=5e-5)
    assert fired(first, Nelson.BEYOND) == [14, 22]
    (revised,) = charts(Kind.P, samples, excluded={14, 22})
    assert (revised.center[0], revised.ucl[0], revised.lcl[0]) == pytest.approx((0.2150, 0.3893, 0.0407), abs=5e-5)
    assert fired(revised, Nelson.BEYOND) == [14, 20, 22]
    assert revised.points == first.points
    (numbers,) = charts(Kind.NP, samples)
    assert (numbers.center[0], numbers.ucl[0], numbers.lcl[0]) == pytest.approx((11.567, 20.512, 2.621), abs=5e-4)


def test_printed_circuit_boards_of_montgomery():
    (chart,) = charts(Kind.C, counted(BOARDS))
    assert (chart.center[0], chart.ucl[0], chart.lcl[0]) == pytest.approx((19.85, 33.21, 6.48), abs=5e-3)
    assert fired(chart, Nelson.BEYOND) == [5, 19]


def test_dyed_cloth_of_montgomery_has_limits_by_roll():
    (chart,) = charts(Kind.U, [Subgroup(count=count, size=units) for count, units in CLOTH])
    assert chart.center[0] == pytest.approx(1.42, abs=5e-3)
    assert (chart.ucl[0], chart.lcl[0], chart.ucl[1], chart.lcl[1]) == pytest.approx((2.55, 0.29, 2.69, 0.16), abs=6e-3)
    assert not chart.signals


def test_flow_rates_of_the_nist_handbook():
    single_, moving = charts(Kind.IMR, single(FLOW))
    assert (single_.center[0], single_.ucl[0], single_.lcl[0]) == pytest.approx((50.81, 55.8041, 45.8159), abs=2e-3)
    assert moving.center[0] == pytest.approx(1.8778, abs=5e-5)
    assert moving.ucl[0] == pytest.approx(3.2665 * 1.8778, abs=1e-3)
    assert (moving.lcl[0], moving.points[0], moving.points[1]) == (0.0, None, pytest.approx(2.0))


def test_piston_rings_of_montgomery():
    values = [float(one) for one in RINGS.split()]
    rings = [Subgroup(tuple(values[at : at + 5])) for at in range(0, len(values), 5)]
    mean, ranges = charts(Kind.XBAR_R, rings)
    assert (len(rings), mean.center[0], mean.ucl[0], mean.lcl[0]) == pytest.approx((25, 74.001176, 74.01458, 73.98777), abs=2e-5)  # A2 = 0.577
    assert (ranges.center[0], ranges.ucl[0], ranges.lcl[0]) == pytest.approx((0.02324, 0.04914, 0.0), abs=2e-5)  # D4 = 2.114
    by_s, deviations = charts(Kind.XBAR_S, rings)
    assert (by_s.ucl[0], by_s.lcl[0]) == pytest.approx((74.014, 73.988), abs=6e-4)
    assert (deviations.center[0], deviations.ucl[0], deviations.lcl[0]) == pytest.approx((0.0094, 0.0196, 0.0), abs=5e-5)
    fit = capability(Kind.XBAR_R, rings, lower=73.95, upper=74.05)
    assert fit.cp.value == pytest.approx(0.1 / (6 * mean.sigma[0] * 5**0.5))
    assert fit.cp.value == pytest.approx(1.67, abs=5e-3)
    assert fit.cp.low < fit.cp.value < fit.cp.high
    one_sided = capability(Kind.XBAR_R, rings, lower=None, upper=74.05)
    assert (one_sided.cp.value, one_sided.cpk.value) == (None, pytest.approx(fit.cpk.value))


def test_chi_square_is_that_of_the_tables():
    assert [chi_square(0.025, 19), chi_square(0.975, 19), chi_square(0.95, 1)] == pytest.approx([8.907, 32.852, 3.841], abs=1e-3)


def test_each_phase_has_limits_of_its_own_and_no_range_or_run_crosses_the_change():
    values = [10, 11, 10, 11, 10, 11, 10, 30, 31, 30, 31, 30, 31, 30]
    i, mr = charts(Kind.IMR, single(values), begins={7})
    assert (i.center[0], i.center[-1], mr.points[7]) == (pytest.approx(73 / 7), pytest.approx(213 / 7), None)
    assert not i.signals
    whole, _ = charts(Kind.IMR, single(values))
    assert fired(whole, Nelson.BEYOND)


def test_what_cannot_be_computed_says_why_and_is_drawn():
    (empty,) = charts(Kind.P, counted([3, 4], 10), excluded={0})
    assert (empty.center, empty.points, empty.reasons) == ((None, None), (0.3, 0.4), (TOO_FEW,))
    i, _ = charts(Kind.IMR, single([1, 2, 3]), excluded={1})
    assert i.reasons == (NO_PAIR,)
    flat, _ = charts(Kind.IMR, single([5] * 20))
    assert flat.reasons == (NO_SPREAD,)
    assert not flat.signals
    (gap,) = charts(Kind.P, [Subgroup(count=1, size=4), Subgroup(count=0, size=0), Subgroup(count=2, size=4)])
    assert (gap.points[1], gap.ucl[1], gap.ucl[0]) == (None, None, 1.0)


def test_laney_widens_limits_of_counts_that_differ_more_than_chance_makes_them():
    noisy = counted([100, 160, 90, 170, 110, 150, 95, 165], 1000)
    (plain,), (wide,) = charts(Kind.P, noisy), charts(Kind.P, noisy, laney=True)
    assert fired(plain, Nelson.BEYOND)
    assert not fired(wide, Nelson.BEYOND)
    assert wide.center == plain.center


RUNS = {
    Nelson.BEYOND: ([0.0] * 3 + [3.1], [3]),
    Nelson.SHIFT: ([-0.5] + [0.4] * 10, [9, 10]),
    Nelson.TREND: ([0.0, -0.1, 0.1, 0.2, 0.3, 0.4, 0.5], [6]),
    Nelson.ALTERNATING: ([0.1 if at % 2 else -0.1 for at in range(15)], [13, 14]),
    Nelson.TWO_OF_THREE: ([0.0, 2.1, 0.0, 2.1, -2.1, 0.0], [3]),
    Nelson.FOUR_OF_FIVE: ([0.0, -1.1, -1.2, 0.1, -1.3, -1.4, 0.0], [5]),
    Nelson.HUGGING: ([0.9, -0.9] * 8, [14, 15]),
    Nelson.AVOIDING: ([1.1, -1.1, -1.2, 1.2, 1.1, -1.1, 1.1, -1.1, 0.0], [7]),
}


@pytest.mark.parametrize("rule", list(Nelson))
def test_each_rule_fires_at_the_point_that_completes_its_pattern(rule):
    z, expected = RUNS[rule]
    assert [one.index for one in signals(z, z, rules=[rule])] == expected


def reference(z):
    """Nelson's rules written down once more, window by window."""
    found = set()
    for at in range(len(z)):
        def last(n, at=at):
            return z[at - n + 1 : at + 1] if at + 1 >= n else None
        if abs(z[at]) > 3:
            found.add((at, 1))
        if (w := last(9)) and (min(w) > 0 or max(w) < 0):
            found.add((at, 2))
        if (w := last(6)) and (sorted(set(w)) == w or sorted(set(w), reverse=True) == w):
            found.add((at, 3))
        if (w := last(14)) and all((b - a) * (c - b) < 0 for a, b, c in zip(w, w[1:], w[2:], strict=False)):
            found.add((at, 4))
        for rule, of, needed, line in ((5, 3, 2, 2), (6, 5, 4, 1)):
            w = z[max(0, at - of + 1) : at + 1]
            if (z[at] > line and sum(one > line for one in w) >= needed) or (z[at] < -line and sum(one < -line for one in w) >= needed):
                found.add((at, rule))
        if (w := last(15)) and max(map(abs, w)) < 1:
            found.add((at, 7))
        if (w := last(8)) and min(map(abs, w)) > 1:
            found.add((at, 8))
    return found


steps = st.sampled_from([-3.5, -2.5, -1.5, -1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0, 1.5, 2.5, 3.5])
rising = st.lists(steps, max_size=40) | st.integers(6, 9).map(lambda n: [-1.7 + 0.4 * at for at in range(n)]) | st.sampled_from([0.3, 1.2]).map(lambda one: [one, -one] * 9)


@settings(max_examples=150, deadline=None)
@given(st.lists(rising, min_size=1, max_size=3).map(lambda parts: [one for part in parts for one in part]))
def test_signals_equal_the_rules_written_down_once_more(z):
    assert {(one.index, one.rule.value) for one in signals(z, z, rules=ALL)} == reference(z)
    assert EDGE < 1e-6


numbers = st.lists(st.integers(-500, 500), min_size=3, max_size=30)


@settings(max_examples=60, deadline=None)
@given(numbers, st.integers(-1000, 1000), st.sampled_from([0.5, 2, 10]))
def test_shifting_shifts_the_centre_and_scaling_scales_the_limits(values, shift, scale):
    plain = charts(Kind.IMR, single(values))[0]
    moved = charts(Kind.IMR, single([one * scale + shift for one in values]))[0]
    for of in ("center", "lcl", "ucl"):
        for before, after in zip(getattr(plain, of), getattr(moved, of), strict=True):
            assert isclose(before * scale + shift, after, rel_tol=1e-9, abs_tol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(Kind)), st.data())
def test_what_is_left_out_never_changes_a_limit(kind, data):
    length = data.draw(st.integers(4, 15))
    if kind.counted:
        subgroups = [Subgroup(count=data.draw(st.integers(0, 20)), size=20) for _ in range(length)]
        other = Subgroup(count=data.draw(st.integers(0, 20)), size=20)
    else:
        n = 1 if kind is Kind.IMR else 3
        values = st.tuples(*[st.integers(-50, 50).map(float)] * n)
        subgroups, other = [Subgroup(data.draw(values)) for _ in range(length)], Subgroup(data.draw(values))
    at = data.draw(st.integers(0, length - 1))
    changed = [*subgroups[:at], other, *subgroups[at + 1 :]]
    for one, two in zip(charts(kind, subgroups, excluded={at}), charts(kind, changed, excluded={at}), strict=True):
        assert (one.center, one.lcl, one.ucl) == (two.center, two.lcl, two.ucl)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(30, 90)), min_size=2, max_size=20), st.sampled_from([Kind.P, Kind.NP, Kind.U]))
def test_limits_of_counts_enclose_their_centre_and_stay_possible(samples, kind):
    (chart,) = charts(kind, [Subgroup(count=count, size=size) for count, size in samples])
    for (_, size), center, lcl, ucl in zip(samples, chart.center, chart.lcl, chart.ucl, strict=True):
        assert 0 <= lcl <= center <= ucl <= {Kind.P: 1, Kind.NP: size, Kind.U: inf}[kind]


def test_the_vital_few_come_first_with_their_cumulative_share():
    bars = pareto({"late": 50, "wrong": 35, "rude": 10, "lost": 5, "none": 0})
    assert [(one.key, float(one.share), float(one.cumulative), one.vital) for one in bars] == [("late", 0.5, 0.5, True), ("wrong", 0.35, 0.85, True), ("rude", 0.1, 0.95, False), ("lost", 0.05, 1.0, False)]
    assert pareto({}) == []
