"""Running totals: what is counted in and out equals what is counted anew."""

from decimal import Decimal
from math import exp, lgamma, log, pi, sqrt
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import db
from core.inspection.tally import actions, rules
from core.inspection.tally.records import Count, Tally
from core.inspection.tally.rules import Counted
from core.metrics.figures import t95

D = Decimal
scores = st.decimals("0", "100", places=6)
shares = st.decimals("0.6", "1", places=6)


def sums(*pairs):
    return rules.total(rules.of(D(str(score)), D(str(share))) for score, share in pairs)


def test_the_mean_weighs_by_what_applied():
    # (100*90 + 50*60) / 150 = 80
    assert rules.mean(sums((90, 1), (60, "0.5"))) == 80


def test_nothing_counted_has_no_mean():
    assert rules.mean(rules.Sums()) is None


def test_two_sheets_are_too_few_for_an_interval():
    two = sums((90, 1), (60, 1))
    assert (rules.half_width(two), rules.lower_bound(two)) == (None, None)


def test_the_interval_of_three_sheets_by_hand():
    # 80, 85, 90: standard deviation 5, standard error 5 / sqrt(3), t(2) = 4.303
    assert rules.half_width(sums((80, 1), (85, 1), (90, 1))) == pytest.approx(4.303 * 5 / sqrt(3))


def test_equal_scores_leave_no_doubt():
    assert rules.half_width(sums(*[("66.67", "0.83")] * 4)) == 0


def test_a_ranking_goes_by_what_is_certain():
    # Lucky: 3 sheets around 95 that differ widely; steady: 12 sheets close to 90.
    lucky = sums((100, 1), (100, 1), (85, 1))
    steady = sums(*[(score, 1) for score in (89, 90, 91) * 4])
    assert rules.mean(lucky) > rules.mean(steady)
    assert rules.lower_bound(lucky) < rules.lower_bound(steady)


def test_a_lower_bound_does_not_fall_below_zero():
    assert rules.lower_bound(sums((0, 1), (0, 1), (100, 1))) == 0


@pytest.mark.parametrize(
    ("score", "bucket"), [(0, "00"), ("4.999999", "00"), (5, "05"), ("59.999999", "55"), (60, "60"), ("94.99", "90"), (95, "95"), (100, "95")]
)
def test_a_hundred_shares_its_class_with_ninety_five(score, bucket):
    assert rules.bucket(D(str(score))) == bucket


@pytest.mark.parametrize(
    ("degrees", "t"), [(1, 12.706), (2, 4.303), (4, 2.776), (10, 2.228), (30, 2.042), (40, 2.021), (60, 2.000), (120, 1.980), (100_000, 1.960)]
)
def test_students_t_as_the_tables_print_it(degrees, t):
    assert t95(degrees) == pytest.approx(t, abs=0.0006)


def two_sided(t, degrees):
    """How likely a value within plus or minus t is: the density of Student's t, summed by Simpson's rule."""
    scale = exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2)) / sqrt(degrees * pi)
    heights = [scale * exp(-(degrees + 1) / 2 * log(1 + (t * i / 1000) ** 2 / degrees)) for i in range(1001)]
    return 2 * t / 3000 * (heights[0] + heights[-1] + 4 * sum(heights[1::2]) + 2 * sum(heights[2:-1:2]))


def test_the_interval_holds_ninety_five_of_a_hundred():
    for degrees in [*range(1, 140), 200, 1000, 50_000]:
        assert two_sided(t95(degrees), degrees) == pytest.approx(0.95, abs=0.0002), degrees


@given(st.lists(st.tuples(scores, shares), min_size=3, max_size=40))
def test_half_width_equals_the_formula_in_plain_floats(pairs):
    s = [float(score.quantize(D("0.01"), "ROUND_HALF_UP")) for score, _ in pairs]
    w = [float((share * 100).quantize(D(1), "ROUND_HALF_UP")) for _, share in pairs]
    n, mean = len(s), sum(a * b for a, b in zip(w, s, strict=True)) / sum(w)
    spread = sum((a * (b - mean)) ** 2 for a, b in zip(w, s, strict=True))
    expected = t95(n - 1) * sqrt(n / (n - 1) * spread) / sum(w)
    assert rules.mean(sums(*pairs)) == pytest.approx(mean)
    assert rules.half_width(sums(*pairs)) == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.tuples(scores, shares), max_size=30), st.randoms())
def test_adding_and_taking_away_in_any_order_is_counting_anew(pairs, random):
    gone = random.sample(pairs, len(pairs) // 2)
    steps = [rules.of(*one) for one in pairs] + [-rules.of(*one) for one in gone]
    random.shuffle(steps)
    stay = list(pairs)
    for one in gone:
        stay.remove(one)
    assert rules.total(steps) == sums(*stay)


@st.composite
def submitted(draw):
    """A sheet as the tally sees it; one in eight could not be rated."""
    rated = draw(st.integers(0, 7)) > 0
    section = st.tuples(st.integers(1, 3), scores, shares)
    return Counted(
        round_id=draw(st.integers(1, 2)),
        project_id=draw(st.integers(1, 3)),
        department_id=draw(st.integers(1, 2)),
        score=draw(scores) if rated else None,
        share=draw(shares),
        band=draw(st.sampled_from(["good", "fair", "poor"])) if rated else None,
        sections=tuple(draw(st.lists(section, max_size=3, unique_by=lambda part: part[0]))),
    )


class _Undo(Exception):
    pass


TALLY_KEYS, COUNT_KEYS = ("kind", "section_id", "round_id", "subject_id"), ("kind", "measure", "round_id", "subject_id", "code")
PARTS = ("n", "w", "ws", "w2", "w2s", "w2s2")


def kept(session):
    """What the tables hold, without keys at which nothing is left."""
    tallies = {tuple(getattr(row, k) for k in TALLY_KEYS): tuple(getattr(row, p) for p in PARTS) for row in session.scalars(select(Tally))}
    counts = {tuple(getattr(row, k) for k in COUNT_KEYS): row.n for row in session.scalars(select(Count))}
    return {k: v for k, v in tallies.items() if any(v)}, {k: n for k, n in counts.items() if n}


def anew(sheets):
    """The same from nothing: a plain walk over the sheets that are counted."""
    tallies, counts = {}, {}
    for sheet in sheets:
        for kind, subject in (("all", 0), ("department", sheet.department_id), ("project", sheet.project_id)):
            if sheet.score is not None:
                for section, score, share in [(0, sheet.score, sheet.share), *sheet.sections]:
                    key = (kind, section, sheet.round_id, subject)
                    tallies[key] = tallies.get(key, rules.Sums()) + rules.of(score, share)
                bucket = (kind, "bucket", sheet.round_id, subject, rules.bucket(sheet.score))
                counts[bucket] = counts.get(bucket, 0) + 1
            grade = (kind, "band", sheet.round_id, subject, sheet.band or "unratable")
            counts[grade] = counts.get(grade, 0) + 1
    return {k: v.parts for k, v in tallies.items()}, counts


def test_any_history_of_counting_equals_a_full_recount(database):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.lists(submitted(), min_size=1, max_size=3), min_size=1, max_size=6), st.randoms())
    def law(batches, random):
        inside = []
        try:
            with db.writing() as session:
                for batch in batches:
                    actions.count(session, batch)
                    inside += batch
                    if random.random() < 0.5:
                        out = inside.pop(random.randrange(len(inside)))
                        actions.count(session, [], out=[out])
                assert kept(session) == anew(inside)
                raise _Undo
        except _Undo:
            pass

    law()


def test_rows_are_met_in_the_order_of_their_keys():
    """Two deeds at once then wait for each other and never in a circle."""
    sheet = Counted(2, 7, 3, D(80), D(1), "good", ((5, D(80), D(1)), (4, D(80), D(1))))
    tallies, counts = rules.rows([sheet, SimpleNamespace(**{**vars(sheet), "round_id": 1, "subjects": sheet.subjects})])
    assert [[row[k] for k in TALLY_KEYS] for row in tallies] == sorted([row[k] for k in TALLY_KEYS] for row in tallies)
    assert [[row[k] for k in COUNT_KEYS] for row in counts] == sorted([row[k] for k in COUNT_KEYS] for row in counts)
