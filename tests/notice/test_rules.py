"""What a notice says in whose language, when a mail is tried again, and what today's digest gathers."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inspection.rounds.rules import State as RoundState
from core.notice import rules
from core.words import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")
EN, HANS, HANT = Language


def through_json(value):
    import json

    return json.loads(json.dumps(rules.kept(value)))


@pytest.mark.parametrize(
    ("value", "english", "simplified"),
    [
        ("INS-2026-0042", "INS-2026-0042", "INS-2026-0042"),
        (7, "7", "7"),
        (Decimal("92.50"), "92.50", "92.50"),
        (None, "", ""),
        ({"en": "Hotline", "zh_Hans": "热线"}, "Hotline", "热线"),
        ({"zh_Hans": "热线"}, "热线", "热线"),
        (date(2026, 3, 1), "Mar 1, 2026", "2026年3月1日"),
        (datetime(2026, 3, 1, 20, 0, tzinfo=UTC), "Mar 2, 2026, 04:00", "2026年3月2日 04:00"),
        (RoundState.RELEASED, "Released", "已发布"),
        (rules.Word("Released"), "Released", "已发布"),
    ],
)
def test_a_value_is_kept_once_and_said_in_each_language(value, english, simplified):
    kept = through_json(value)
    assert rules.said(kept, EN, SHANGHAI) == english
    assert rules.said(kept, HANS, SHANGHAI) == simplified


def test_the_sentence_is_translated_and_its_values_are_escaped_for_their_medium():
    message = "“{value}” exists already; please choose another one."
    values = {"value": rules.kept("a*b")}
    assert rules.told(message, values, EN, SHANGHAI) == "“a*b” exists already; please choose another one."
    assert rules.told(message, values, HANS, SHANGHAI).startswith("“a*b”已")
    assert "a\\*b" in rules.told(message, values, EN, SHANGHAI, escape=lambda text: text.replace("*", "\\*"))


def test_braces_in_a_value_are_text():
    assert rules.told("“{value}” exists already; please choose another one.", {"value": "{0} {value} {x!r}"}, EN, SHANGHAI).startswith("“{0} {value} {x!r}”")


def test_a_sentence_from_an_older_day_whose_value_is_missing_still_speaks():
    assert rules.told("{inspector} is late with {code}", {"code": "X"}, EN, SHANGHAI) == "– is late with X"


def test_values_that_do_not_fill_the_sentence_are_a_mistake_of_the_room():
    with pytest.raises(ValueError, match="wants"):
        rules.check("{a} and {b}", {"a": 1})
    with pytest.raises(ValueError, match="wants"):
        rules.check("{a}", {"a": 1, "b": 2})


def test_an_unknown_kind_is_refused():
    with pytest.raises(rules.UnknownKind):
        rules.kind("no such kind")


@given(st.text() | st.integers() | st.dictionaries(st.sampled_from([*Language]), st.text()), st.sampled_from(Language))
def test_whatever_is_kept_can_be_said(value, language):
    assert isinstance(rules.said(through_json(value), language, SHANGHAI), str)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_each_failure_doubles_the_pause_up_to_an_hour():
    pauses = [(rules.again_at(NOON, attempts) - NOON).total_seconds() / 60 for attempts in range(1, 10)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(st.integers(0, 10**9), st.floats(0, 1))
def test_a_mail_is_always_tried_again_within_72_minutes(attempts, dice):
    assert timedelta(minutes=1) <= rules.again_at(NOON, attempts, dice) - NOON <= timedelta(minutes=72)


def test_the_digest_gathers_up_to_its_hour_and_not_before():
    at = datetime(2026, 3, 1, 7, 59, tzinfo=SHANGHAI)
    assert rules.digest_cut(at, 8, SHANGHAI) is None
    for later in (timedelta(minutes=1), timedelta(hours=5), timedelta(hours=16)):
        assert rules.digest_cut(at + later, 8, SHANGHAI) == datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)
    assert rules.digest_cut(at.astimezone(UTC) + timedelta(minutes=1), 8, SHANGHAI) is not None
