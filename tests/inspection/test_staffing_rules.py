"""Spreading sheets over inspectors: examples and laws."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.inspection.staffing.rules import Demand, active_minutes, median, propose
from core.inspection.templates.rules import ItemDraft, planned_minutes

DEMANDS = st.dictionaries(
    st.from_regex(r"P[0-9]{1,2}", fullmatch=True), st.tuples(st.integers(1, 2), st.frozensets(st.integers(1, 5))), max_size=12
).map(lambda found: [Demand(code, wanted, allowed) for code, (wanted, allowed) in found.items()])


def item(minutes: str = "0") -> ItemDraft:
    return ItemDraft("x", Decimal(1), {"en": "x"}, minutes=Decimal(minutes))


def test_planned_time_is_rounded_up_to_whole_minutes():
    usual = Decimal("1.5")
    assert [planned_minutes([item()] * count, Decimal(0), usual) for count in (0, 1, 2, 3)] == [0, 2, 3, 5]
    assert planned_minutes([item("4"), item(), item("0.5")], Decimal(0), usual) == 6  # 4 + 1.5 + 0.5
    assert planned_minutes([item("4"), item()], Decimal("30.2"), usual) == 31  # the whole is said: its items do not count


class TestActiveMinutes:
    START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    def worked(self, *minutes):
        return active_minutes(self.START + timedelta(minutes=one) for one in minutes)

    def test_pauses_over_a_quarter_of_an_hour_are_left_out(self):
        assert self.worked(0, 10, 25) == 25  # 10 and 15: a pause of just a quarter of an hour still counts
        assert self.worked(0, 10, 26) == 10  # 16 is a pause
        assert self.worked(0, 5, 24 * 60, 24 * 60 + 7) == 12  # over night

    def test_one_entry_is_no_minute_and_none_is_unknown(self):
        assert self.worked(3) == 0
        assert self.worked() is None

    @given(st.lists(st.integers(0, 500), min_size=1, max_size=30), st.randoms())
    def test_the_order_does_not_matter_and_it_never_exceeds_the_span(self, minutes, random):
        shuffled = list(minutes)
        random.shuffle(shuffled)
        worked = self.worked(*minutes)
        assert worked == self.worked(*shuffled)
        assert 0 <= worked <= max(minutes) - min(minutes)
        assert self.worked(*minutes, *range(min(minutes), max(minutes), 15)) == max(minutes) - min(minutes)  # no pause is long enough


def test_the_least_loaded_takes_the_next():
    found = propose([Demand(code, 1, frozenset({1, 2})) for code in ("a", "b", "c")], {1: 30}, 20, [1, 2])
    assert found.given == {"a": (2,), "b": (2,), "c": (1,)}
    assert found.minutes == {1: 50, 2: 40}


def test_the_target_with_fewest_who_may_is_served_first():
    """Only 2 may take c, so 1 takes a although 2 comes first."""
    found = propose([Demand("a", 1, frozenset({1, 2})), Demand("c", 1, frozenset({2}))], {}, 20, [2, 1])
    assert found.given == {"c": (2,), "a": (1,)}


def test_what_is_missing_is_said():
    found = propose([Demand("a", 2, frozenset({1})), Demand("b", 1, frozenset())], {}, 20, [1, 2])
    assert (found.given, found.short) == ({"a": (1,)}, {"a": 1, "b": 1})


@given(DEMANDS, st.dictionaries(st.integers(1, 5), st.integers(0, 100)), st.data())
def test_everybody_gets_only_what_is_allowed_and_the_same_question_has_the_same_answer(demands, load, data):
    order = [1, 2, 3, 4]
    found = propose(demands, load, 10, order)
    assert propose(data.draw(st.permutations(demands)), load, 10, order) == found
    for demand in demands:
        given_ = found.given.get(demand.code, ())
        assert set(given_) <= demand.allowed & set(order)
        assert len(set(given_)) == len(given_) == demand.wanted - found.short.get(demand.code, 0)
    assert sum(found.minutes.values()) == sum(load.get(one, 0) for one in order) + 10 * sum(map(len, found.given.values()))


@given(st.integers(1, 40), st.integers(1, 6))
def test_where_everybody_may_nobody_has_more_than_one_sheet_above_another(count, people):
    order = list(range(people))
    found = propose([Demand(f"{number:02d}", 1, frozenset(order)) for number in range(count)], {}, 7, order)
    assert max(found.minutes.values()) - min(found.minutes.values()) <= 7


def test_the_median_is_the_middle_of_what_was_taken():
    assert [median(values) for values in ([], [7], [9, 1], [30, 1, 2])] == [None, 7, 5, 2]


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_half_of_all_lie_on_either_side_of_the_median(values):
    middle = median(values)
    assert 2 * sum(value < middle for value in values) <= len(values)
    assert 2 * sum(value > middle for value in values) <= len(values)
