"""The network of the critical chain: what belongs to it, and where it stands."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.planning.rules.diagram import Activity, Diagram, Tie, chain, drawn, ties
from core.planning.rules.notation import Before
from core.planning.rules.plan import LinkType


def row(uid: int, starts: int, ends: int, *waits_for: int | Before, level: int = 1, slack: int = 0, over: bool = False) -> Activity:
    before = tuple(one if isinstance(one, Before) else Before(one) for one in waits_for)
    return Activity(uid, level, starts, ends, slack, slack <= 0 and not over, over, before)


def at(found: Diagram) -> dict[int, tuple[int, int]]:
    return {one.uid: (one.column, one.row) for one in found.spots}


def of(rows: list[Activity], **how: int) -> tuple[Diagram, list[int]]:
    links = ties(rows)
    kept = chain(rows, links, **how)
    return drawn(kept, links), sorted(one.uid for one in kept)


FORK = [row(1, 0, 2), row(2, 2, 6, 1), row(3, 2, 5, 1, slack=1), row(4, 6, 7, 2, 3), row(5, 0, 3, slack=4)]
"""1, then 2 beside 3, then 4; 5 hangs on nothing."""


def test_a_chain_lies_straight_from_left_to_right():
    found, uids = of(FORK)
    assert uids == [1, 2, 4]
    assert at(found) == {1: (0, 0), 2: (1, 0), 4: (2, 0)}
    assert [(one.tie.before, one.tie.after) for one in found.routes] == [(1, 2), (2, 4)]
    assert (found.columns, found.rows) == (3, 1)


def test_with_some_slack_what_is_nearly_critical_stands_beside_it():
    found, uids = of(FORK, slack=1)
    assert uids == [1, 2, 3, 4]
    assert {at(found)[2][1], at(found)[3][1]} == {0, 1}
    assert at(found)[2][0] == at(found)[3][0] == 1


def test_only_what_leads_to_a_task_is_shown_and_its_own_slack_counts_from_zero():
    rows = [row(1, 0, 2), row(2, 2, 9, 1), row(3, 2, 4, 1, slack=5), row(4, 4, 5, 3, slack=5), row(5, 0, 1, slack=8), row(6, 5, 6, 4, 5, slack=5)]
    assert of(rows, leads_to=6)[1] == [1, 3, 4, 6]
    assert of(rows, leads_to=6, slack=3)[1] == [1, 3, 4, 5, 6]
    assert of(rows, leads_to=2)[1] == [1, 2]


def test_what_is_finished_holds_nothing_any_more():
    rows = [row(1, 0, 2, over=True), row(2, 2, 6, 1)]
    assert of(rows)[1] == [2]
    assert of(rows, leads_to=2)[1] == [2]


def test_paths_that_do_not_touch_lie_below_each_other_the_last_to_end_first():
    found, _ = of([row(1, 0, 2), row(2, 2, 4, 1), row(3, 0, 3), row(4, 3, 9, 3)])
    assert at(found) == {3: (0, 0), 4: (1, 0), 1: (0, 1), 2: (1, 1)}
    assert {one.uid: one.path for one in found.spots} == {3: 0, 4: 0, 1: 1, 2: 1}


def test_a_link_that_passes_a_column_by_has_a_place_of_its_own_there():
    found, _ = of([row(1, 0, 2), row(2, 2, 4, 1), row(3, 4, 5, 2, 1)])
    long = next(one for one in found.routes if (one.tie.before, one.tie.after) == (1, 3))
    assert [column for column, _ in long.points] == [0, 1, 2]
    assert long.points[1] != at(found)[2]


def test_what_waits_for_nothing_stands_right_before_what_waits_for_it():
    found, _ = of([row(1, 0, 2), row(2, 2, 4, 1), row(3, 4, 5, 2), row(4, 3, 4), row(5, 5, 6, 3, 4)])
    assert at(found)[4][0] == 2


def test_a_link_of_a_summary_is_drawn_at_the_rows_that_decide():
    rows = [row(1, 0, 6), row(2, 0, 4, level=2), row(3, 0, 6, level=2), row(4, 6, 9, Before(1)), row(5, 6, 8, level=2), row(6, 7, 9, level=2)]
    assert [(one.before, one.after) for one in ties(rows)] == [(3, 5)]
    rows[3] = row(4, 6, 9, Before(1, LinkType.START_FINISH, 60))
    assert [(one.before, one.after, one.kind.lag) for one in ties(rows)] == [(2, 5, 60), (3, 5, 60)]


def test_nothing_critical_is_an_empty_diagram():
    assert drawn([], []) == Diagram((), (), 0, 0)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Activity], list[Tie]]:
    """Up to 24 tasks with links forwards, as a schedule without loops has them; uids in no order."""
    count = draw(st.integers(1, 24))
    uids = draw(st.permutations(range(1, count + 1)))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.sampled_from(list(LinkType)))
    chosen = draw(st.lists(pairs, max_size=40, unique=True))
    rows = [row(uid, place * 10, place * 10 + 10) for place, uid in enumerate(uids)]
    return rows, [Tie(uids[min(a, b)], uids[max(a, b)], Before(uids[min(a, b)], kind)) for a, b, kind in chosen if a != b]


@given(networks())
def test_tasks_never_overlap_links_run_to_the_right_and_never_through_a_task(network):
    rows, links = network
    found = drawn(rows, links)
    spots = at(found)
    assert sorted(spots) == sorted(one.uid for one in rows)
    assert len(set(spots.values())) == len(rows)
    assert {one.tie for one in found.routes} == set(links)
    assert len(found.routes) == len(links)
    passed = [point for one in found.routes for point in one.points[1:-1]]
    assert not set(passed) & set(spots.values())
    assert len(set(passed)) == len(passed)
    for one in found.routes:
        assert one.points[0] == spots[one.tie.before]
        assert one.points[-1] == spots[one.tie.after]
        assert all(b[0] == a[0] + 1 for a, b in pairwise(one.points))
    assert all(0 <= column < found.columns and 0 <= line < found.rows for column, line in (*spots.values(), *passed))


@given(networks())
def test_paths_hang_together_and_do_not_mix(network):
    rows, links = network
    found = drawn(rows, links)
    path = {one.uid: one.path for one in found.spots}
    assert all(path[one.before] == path[one.after] for one in links)
    lines = [{one.row for one in found.spots if one.path == number} for number in range(max(path.values()) + 1)]
    assert all(max(upper) < min(lower) for upper, lower in pairwise(lines))
