"""What nobody gets away with in quality, and the sentence each is told."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from core.errors import Refusal
from core.quality.checks import rules as checks
from core.quality.checks.rules import Kind, Point, Tolerance
from core.quality.nonconformities import rules
from core.quality.nonconformities.rules import Basis, Draft, Effect, Found, Metric, Stand, State
from core.quality.standards import rules as standards
from core.quality.standards.rules import Norm

DAY = date(2026, 3, 2)
COUNTED = Metric(Basis.MANUAL, name="Wrong bills", higher=False, before=D(10))


def judge(stand: Stand, found: Found | None) -> State:
    return rules.judged(State.TO_JUDGE, stand, Effect.EFFECTIVE, metric=COUNTED, found=found, judge_id=3, owner_ids=frozenset({1}), due_on=DAY, today=DAY)


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda: judge(Stand(1, 1), Found(D(1), 1, "Counted.")), "1 measures are not verified yet. The effect is judged after that."),
        (lambda: rules.cleaned(Draft("Train", 1, 1, DAY), DAY), "Whoever has to do it cannot verify it. Choose somebody else as verifier."),
        (lambda: rules.cleaned(Draft("Train", 1, 2, DAY - timedelta(days=1)), DAY), "The due day lies in the past. Choose today or a later day."),
        (lambda: checks.check_due(DAY - timedelta(days=1), DAY), "The check would be due in the past. Choose today or a later day."),
        (lambda: standards.checked(Norm("s", D(30), None, D(20), "")), "The lower limit of the tolerance, 30, is not below the upper one, 20. Exchange or correct them."),
        (
            lambda: checks.cleaned(Point("Answered", True, "s", Tolerance(D(30), None, D(20)))),
            "In “Answered” the lower limit, the target and the upper limit are not in ascending order. Correct them.",
        ),
        (
            lambda: checks.check_independent(Kind.CROSS, person="Mei", department_id=7, checked={7}, takes_part=False),
            "Mei belongs to the department or the project that is checked. A cross-check or an audit needs somebody from elsewhere.",
        ),
        (lambda: judge(Stand(0, 1), None), "An effect cannot be claimed without data. Enter the value of “Wrong bills” as it is now, and how it was found."),
        (lambda: judge(Stand(0, 1), Found(D(12), 1, "Counted.")), "“Wrong bills” is not better than before (10 then, 12 now), so it cannot be called effective."),
    ],
)  # fmt: skip
def test_it_is_refused_with_its_reason(deed: Callable[[], object], sentence: str):
    with pytest.raises(Refusal) as refused:
        deed()
    assert str(refused.value) == sentence
