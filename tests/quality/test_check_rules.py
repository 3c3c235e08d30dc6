"""What points come to, who may check, when a check recurs: from the rules alone."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.quality.checks import rules
from core.quality.checks.rules import Given, Kind, Mark, Point, Rhythm, Standing, State, Tolerance, Verdict
from core.quality.nonconformities.rules import Severity

SPEED = Point("Answered within", True, "s", Tolerance(None, D(15), D(20)))
POLITE = Point("Callers are greeted")


@pytest.mark.parametrize(
    ("point", "said", "mark"),
    [
        (SPEED, Given(D(20)), Mark.CONFORMS), (SPEED, Given(D("20.0001")), Mark.FAILS), (SPEED, Given(D(0)), Mark.CONFORMS), (SPEED, Given(mark=Mark.NOT_APPLICABLE), Mark.NOT_APPLICABLE),
        (POLITE, Given(mark=Mark.FAILS), Mark.FAILS), (POLITE, Given(mark=Mark.CONFORMS), Mark.CONFORMS),
        (SPEED, Given(mark=Mark.CONFORMS), rules.ValueMissing), (SPEED, Given(), rules.ValueMissing), (POLITE, Given(D(1)), rules.ValueNotAsked), (POLITE, Given(), rules.ValueNotAsked),
        (SPEED, Given(D("0.00001")), rules.ValueOutOfRange), (SPEED, Given(D("NaN")), rules.ValueOutOfRange), (SPEED, Given(D(10) ** 12), rules.ValueOutOfRange),
    ],
)  # fmt: skip
def test_the_tolerance_or_the_list_decides(point, said, mark):
    if isinstance(mark, Mark):
        assert rules.judged(point, said) is mark
    else:
        with pytest.raises(mark):
            rules.judged(point, said)


numbers = st.decimals(-1000, 1000, places=2)


@settings(max_examples=200, deadline=None)
@given(st.none() | numbers, st.none() | numbers, st.none() | numbers, numbers)
def test_limits_that_are_accepted_agree_with_what_they_judge(lower, goal, upper, value):
    point = Point("Speed", True, "s", Tolerance(lower, goal, upper))
    try:
        clean = rules.cleaned(point)
    except rules.NoLimit:
        assert lower is None
        assert upper is None
    except rules.PointLimitsUpsideDown:
        kept = [one for one in (lower, goal, upper) if one is not None]
        assert kept != sorted(kept) or lower == upper
    else:
        assert goal is None or clean.tolerance.conforms(goal)
        outside = (lower is not None and value < lower) or (upper is not None and value > upper)
        assert (rules.judged(clean, Given(value)) is Mark.FAILS) is outside


@pytest.mark.parametrize(
    ("own", "failed", "looked", "how"),
    [
        (Severity.MINOR, 1, 1, Severity.MINOR), (Severity.MINOR, 2, 2, Severity.MINOR), (Severity.MINOR, 1, 3, Severity.MAJOR), (Severity.MINOR, 1, 5, Severity.MINOR),
        (Severity.MINOR, 2, 9, Severity.MAJOR), (Severity.MAJOR, 1, 100, Severity.MAJOR), (Severity.CRITICAL, 1, 100, Severity.CRITICAL),
    ],
)  # fmt: skip
def test_what_fails_in_too_many_records_is_at_least_major(own, failed, looked, how):
    assert rules.severity(own, failed, looked, 20) is how


def test_a_check_ends_when_every_point_is_answered_and_every_failure_dealt_with():
    fine, open_, fails = Standing(POLITE, Mark.CONFORMS), Standing(SPEED, None), Standing(SPEED, Mark.FAILS)
    assert rules.verdict([fine, Standing(SPEED, Mark.NOT_APPLICABLE)], {}) is Verdict.PASSED
    for standings, grave, refusal in (
        ([fine, open_], {}, rules.Unanswered), ([fine, fails], {}, rules.NothingDone), ([Standing(SPEED, Mark.FAILS, "Stopped.")], {SPEED.text: Severity.MAJOR}, rules.MustBeRegistered),
    ):  # fmt: skip
        with pytest.raises(refusal):
            rules.verdict(standings, grave)
    assert rules.verdict([fine, Standing(SPEED, Mark.FAILS, "Stopped.")], {}) is Verdict.FAILED
    assert rules.verdict([Standing(SPEED, Mark.FAILS, "", True)], {SPEED.text: Severity.CRITICAL}) is Verdict.FAILED


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("department", "takes_part", "belongs"), [(1, False, True), (2, False, True), (9, True, True), (9, False, False), (None, False, False)])
def test_whoever_belongs_to_what_is_checked_neither_cross_checks_nor_audits(kind, department, takes_part, belongs):
    told = {"person": "Mo", "department_id": department, "checked": {1, 2}, "takes_part": takes_part}
    if belongs and kind in (Kind.CROSS, Kind.AUDIT):
        with pytest.raises(rules.NotIndependent):
            rules.check_independent(kind, **told)
    else:
        rules.check_independent(kind, **told)


def test_occurrences_keep_their_day_and_their_marks():
    first, until = date(2026, 1, 31), date(2026, 12, 31)
    months = rules.occurrences(Rhythm.MONTHLY, first, until, end=date(2026, 5, 1))
    assert [day for _, day in months] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    weeks = rules.occurrences(Rhythm.WEEKLY, first, until, end=date(2026, 2, 20))
    assert [mark for mark, _ in weeks] == ["2026-01-31", "2026-02-07", "2026-02-14"]
    stones = {"milestone-7": date(2026, 3, 1), "milestone-3": date(2026, 2, 1), "milestone-9": date(2027, 1, 1)}
    assert rules.occurrences(Rhythm.MILESTONES, first, until, end=until, milestones=stones) == [("milestone-3", date(2026, 2, 1)), ("milestone-7", date(2026, 3, 1))]


def test_overdue_becomes_missed():
    due = date(2026, 3, 2)
    assert [rules.is_overdue(State.PLANNED, due, due + timedelta(days=one)) for one in (0, 1)] == [False, True]
    assert [rules.is_missed(State.RUNNING, due, due + timedelta(days=one), 14) for one in (14, 15)] == [False, True]
    assert not rules.is_missed(State.DONE, due, due + timedelta(days=99), 14)


def test_a_point_survives_being_kept():
    for point in (SPEED, POLITE, Point("Speed", True, "s", Tolerance(D("0.5"), None, D(2)), Severity.CRITICAL, "STD-2026-0001", 3)):
        assert rules.point_of(rules.kept(point)) == point
