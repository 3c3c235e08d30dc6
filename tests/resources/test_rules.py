"""Availability is exact: it equals counting minute by minute; material is short when the days say so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.resources.supplies import rules as supplies
from core.resources.supplies.rules import Shortage, State
from core.resources.systems import rules
from core.resources.systems.rules import Down, Told

DAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)
MINUTES = 400


class Odd:
    """Counts the first twenty minutes of each half hour."""

    def worked(self, second: int) -> int:
        half, rest = divmod(second, 1800)
        return half * 1200 + min(rest, 1200)

    def reached(self, worked: int) -> int:
        raise NotImplementedError


def working(minute: int) -> bool:
    return minute % 30 < 20


OUTAGE = st.builds(
    lambda began, length, planned: Down(began * 60, None if length is None else (began + length) * 60, planned),
    st.integers(0, MINUTES), st.one_of(st.none(), st.integers(0, 90)), st.booleans(),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(OUTAGE, max_size=7), st.integers(0, MINUTES), st.integers(0, MINUTES), st.integers(0, MINUTES))
def test_availability_is_what_counting_minutes_tells(outages, first, last, now):
    def down(minute: int, planned: bool) -> bool:
        return minute < now and any(one.planned is planned and one.began <= minute * 60 and (one.ended is None or minute * 60 < one.ended) for one in outages)

    found = rules.availability(outages, first * 60, last * 60, Odd(), now=now * 60)
    minutes = [minute for minute in range(first, min(last, now)) if working(minute)]
    taken = [minute for minute in minutes if down(minute, True)]
    failed = [minute for minute in minutes if down(minute, False) and not down(minute, True)]
    assert (found.agreed, found.down, found.planned) == (60 * (len(minutes) - len(taken)), 60 * len(failed), 60 * len(taken))
    assert found.share is None if not found.agreed else 0 <= found.share <= 1
    assert found.repaired <= found.failures
    assert found.between is None or found.failures >= rules.LEAST


def test_outages_that_overlap_count_once_and_an_open_one_counts_to_now():
    outages = [Down(0, 600), Down(300, 900), Down(1800, None), Down(2400, 2700, True)]
    found = rules.availability(outages, 0, 36_000, Odd(), now=3600)
    assert (found.agreed, found.down, found.planned, found.failures, found.repaired, found.repair) == (2400 - 300, 900 + 600 + 300, 300, 3, 2, 900 + 600)
    assert (found.between, found.mend) == (100.0, None)
    assert rules.availability([], 7200, 3600, Odd(), now=9999).share is None


def test_what_cannot_have_happened_is_refused():
    hour = timedelta(hours=1)
    for told, refusal in (
        (Told(NOW, NOW - hour), rules.EndsEarlier), (Told(NOW + hour), rules.OutageToCome), (Told(NOW - hour, NOW + hour), rules.OutageToCome), (Told(NOW - 2000 * 24 * hour), rules.OutageTooFar),
        (Told(NOW, NOW + 40_000 * hour, True), rules.OutageTooFar),
    ):  # fmt: skip
        with pytest.raises(refusal):
            rules.check_told(told, NOW)
    rules.check_told(Told(NOW + hour, NOW + 2 * hour, True), NOW)
    rules.check_told(Told(NOW - hour, NOW), NOW)


@pytest.mark.parametrize(
    ("state", "needed", "expected", "then"),
    [
        (State.WANTED, -1, 3, Shortage.OVERDUE), (State.ORDERED, 5, 6, Shortage.TOO_LATE), (State.ORDERED, 5, 5, None), (State.WANTED, 14, None, Shortage.NOTHING_EXPECTED),
        (State.WANTED, 15, None, None), (State.ORDERED, 3, -1, Shortage.NOTHING_EXPECTED), (State.ORDERED, 20, -1, None), (State.HERE, -5, None, None), (State.NOT_NEEDED, -5, None, None),
        (State.WANTED, None, None, None), (State.WANTED, 40, 41, Shortage.TOO_LATE),
    ],
)  # fmt: skip
def test_material_is_short_when_its_days_say_so(state, needed, expected, then):
    def of(days):
        return None if days is None else DAY + timedelta(days=days)

    assert supplies.shortage(state, of(needed), of(expected), today=DAY, within=14) is then
