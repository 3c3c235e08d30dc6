"""Spreading sheets over inspectors: examples and laws."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.inspection.staffing.rules import Demand, median, planned, propose

DEMANDS = st.dictionaries(
    st.from_regex(r"P[0-9]{1,2}", fullmatch=True), st.tuples(st.integers(1, 2), st.frozensets(st.integers(1, 5))), max_size=12
).map(lambda found: [Demand(code, wanted, allowed) for code, (wanted, allowed) in found.items()])


def test_planned_time_is_rounded_up_to_whole_minutes():
    assert [planned(items, Decimal("1.5")) for items in (0, 1, 2, 3)] == [0, 2, 3, 5]


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
