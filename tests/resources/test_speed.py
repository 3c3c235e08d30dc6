"""Page times are kept by day: each run counts once, whatever fails; what is slow is said, and few runs tell nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock, db, meters
from core.audit.actions import NOBODY
from core.errors import NotPermitted
from core.resources.speed import actions, queries, rules
from core.resources.speed.records import PageDay
from core.resources.speed.rules import Counts
from pages.parts.health.charts import SKETCHES

NOW = datetime(2026, 3, 3, 4, tzinfo=UTC)
RUNS = st.lists(st.integers(0, 50), min_size=3, max_size=3).map(tuple)


@given(RUNS, RUNS, st.integers(0, 9), st.integers(0, 9))
def test_what_came_on_top_is_told_and_a_new_process_begins_anew(first, more, failed, fails):
    old, new = Counts(first, failed), Counts(first, failed).plus(Counts(more, fails))
    assert new.less(old) == Counts(more, fails)
    assert new.less(None) == new
    assert Counts((0, 0, 1)).less(Counts((5, 0, 0), 1)) == Counts((0, 0, 1))
    assert rules.fresh({"a": old, "b": new}, {"a": old}) == ({"b": new} if new.n or new.failed else {})


@pytest.mark.parametrize("sketch", SKETCHES)
def test_a_chart_is_as_vega_lite_wants_it(sketch):
    sketch().to_dict(validate=True)


def keep(*, killed: bool = False) -> int:
    with db.writing() as session:
        kept = actions.keep(session, NOBODY)
        if killed:
            raise RuntimeError
        return kept


@pytest.mark.usefixtures("database")
def test_days_add_up_and_slow_pages_are_found(house, ask, monkeypatch):
    monkeypatch.setattr(actions, "_seen", {})
    monkeypatch.setattr(meters.PAGE_SECONDS, "_series", {})
    monkeypatch.setattr(meters.PAGE_RUNS, "_counts", {("Slow", "failed"): 2})
    for number in range(40):
        meters.PAGE_SECONDS.observe(0.02, "Quick")
        meters.PAGE_SECONDS.observe(4.0 if number % 4 == 0 else 0.2, "Slow")
    meters.PAGE_SECONDS.observe(9.0, "Seldom")
    with clock.at(NOW):
        with pytest.raises(RuntimeError):
            keep(killed=True)
        assert keep() == 3, "what a failed deed would have kept is not lost"
        assert keep() == 0
        meters.PAGE_SECONDS.observe(0.02, "Quick")
        assert keep() == 1
        found = ask(queries.speed, "ada")
        assert found.slow == ("Slow",)
        assert [(one.page, one.recent.n, one.recent.failed) for one in found.pages] == [("Slow", 40, 2), ("Quick", 41, 0), ("Seldom", 1, 0)]
        assert found.pages[2].recent.most is None
        assert [quick.n for _, quick in found.days] == [82]
        with pytest.raises(NotPermitted):
            ask(queries.speed, "lin")
    with clock.at(NOW + timedelta(days=10)):
        meters.PAGE_SECONDS.observe(0.02, "Quick")
        keep()
        later = ask(queries.speed, "ada")
        assert [(one.page, one.recent.n, one.before.n) for one in later.pages] == [("Quick", 1, 41)]
    with clock.at(NOW + timedelta(days=500)):
        meters.PAGE_SECONDS.observe(0.02, "Quick")
        keep()
        with db.reading() as session:
            assert len(session.scalars(select(PageDay)).all()) == 1, "old days are forgotten"


@pytest.mark.usefixtures("sqlite_database")
def test_the_page_shows_the_weeks_and_warns_of_what_is_slow(house, screen):
    runs = [0] * (len(meters.PAGE_SECONDS.bounds) + 1)
    runs[-2] = 30
    with db.writing() as session:
        session.add_all(PageDay(day=clock.today() - timedelta(days=ago), page="Risks", runs=runs, failed=1) for ago in range(3))
    at = screen("pages/Health.py", "ada")
    at.segmented_control(key="health_view").set_value("speed").run()
    assert not at.exception
    assert "Risks is slow" in at.warning[0].value
    assert "nineteen of twenty" in " ".join(one.value for one in at.caption)
