"""Who is called in a text, and for how long it may be changed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comments import rules

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@mo look", {"mo"}),
        ("Look, @Mo and @li.na-2!", {"mo", "li.na-2"}),
        ("Ask @mo.", {"mo"}),
        ("请 @mo 看一下", {"mo"}),
        ("请@mo看一下", {"mo"}),
        ("（@mo）", {"mo"}),
        ("mo@example.cn", set()),
        ("@@mo", set()),
        ("a/@mo", set()),
        ("@m", set()),
        ("@" + "m" * 60, {"m" * 40}),
        ("", set()),
    ],
)
def test_who_is_called(body, names):
    assert rules.called(body) == names


@given(st.text())
def test_whatever_is_typed_calls_only_names_that_stand_in_it(body):
    assert all(f"@{name}" in body.lower() for name in rules.called(body))


def test_a_comment_may_be_changed_for_its_minutes():
    assert rules.editable(NOON + timedelta(minutes=15), NOON, 15)
    assert not rules.editable(NOON + timedelta(minutes=15, seconds=1), NOON, 15)


@given(st.text(max_size=5000))
def test_an_excerpt_is_one_short_line(body):
    assert len(rules.excerpt(body)) <= rules.EXCERPT
    assert "\n" not in rules.excerpt(body)
