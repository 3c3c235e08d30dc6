"""Sums of weeks add up, tell medians that are near the truth, and are the same kept, changed since, or counted anew."""

from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from core import db, work
from core.audit.actions import NOBODY
from core.errors import NotPermitted
from core.metrics import queries as measures
from core.metrics.rules import Asked as Period
from core.service.analysis import actions, queries, rules
from core.service.analysis.queries import Asked
from core.service.analysis.records import RequestWeeksMark
from core.service.analysis.rules import Dim, Fact, Stage, Sums
from core.service.imports import actions as imports
from tests.bench.tickets import log
from tests.service.test_imports import FIRST, LATER, job  # noqa: F401 - a fixture

DAY = datetime(2026, 3, 2, 1, tzinfo=UTC)


def fact(number: int, **more: object) -> Fact:
    told = {
        "id": number, "project_id": 1, "week": date(2026, 3, 2), "channel": "phone", "problem_class": "delivery", "problem_type": "delivery_late", "customer_class": "regular", "cause": "",
        "complaint": False, "open": False, "handovers": 0, "reopened": 0, "recurring": False, "once": True, "late": (False, False, True), "reported_at": DAY,
        "acknowledged_at": DAY + timedelta(minutes=5), "responded_at": DAY + timedelta(minutes=30), "resolved_at": DAY + timedelta(hours=5), "confirmed_at": DAY + timedelta(hours=30),
        "archived_at": None, "resolved_week": date(2026, 3, 2),
    }  # fmt: skip
    return Fact(**(told | more))  # type: ignore[arg-type]


def test_a_request_is_counted_by_all_it_is_split_by():
    found = rules.cells([fact(1), fact(2, channel="chat", complaint=True, resolved_at=None, resolved_week=None, open=True, once=False, late=(False, None, None), handovers=2)])
    whole = found[date(2026, 3, 2), Dim.ALL, ""]
    assert (whole.n, whole.complaints, whole.open, whole.resolved, whole.once, whole.handed, whole.handovers) == (2, 1, 1, 1, 1, 1, 2)
    assert whole.kept == {"acknowledge": [2, 2], "respond": [1, 1], "resolve": [0, 1]}
    assert {(dim, value) for _, dim, value in found} >= {(Dim.CHANNEL, "phone"), (Dim.CHANNEL, "chat"), (Dim.TYPE, "delivery_late"), (Dim.CUSTOMER, "regular")}
    assert whole.closed == {"2026-03-02": 1}
    assert {name: sum(bins.values()) for name, bins in whole.bins.items()} == {"response": 2, "resolution": 1, "acknowledge": 2, "respond": 2, "work": 1, "confirm": 1}


def test_pauses_and_waits_are_taken_from_the_work_and_stages_make_the_whole():
    one = fact(1, paused=3600, waited=1800)
    told = rules.stages(one)
    assert told[Stage.WORK] == 4.5 * 3600 - 3600 - 1800
    assert sum(told.values()) == 30 * 3600


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=60), st.integers(0, 59))
def test_sums_add_up_in_any_order_and_can_be_kept(seconds, cut):
    facts = [fact(number, resolved_at=DAY + timedelta(seconds=one)) for number, one in enumerate(seconds)]
    whole, parts = rules.cells(facts), rules.added(rules.cells(facts[:cut]), rules.cells(facts[cut:]))
    assert {key: sums.told() for key, sums in whole.items()} == {key: sums.told() for key, sums in parts.items()}
    assert all(rules.sums_of(sums.told()) == sums for sums in whole.values())
    rules.added(parts, whole, -1)
    assert all(sums.n == 0 and not any(any(bins.values()) for bins in sums.bins.values()) for sums in parts.values())


@given(st.lists(st.integers(60, 10**7), min_size=5, max_size=200))
def test_a_median_from_bins_lies_within_a_bin_of_the_true_one_and_its_interval_holds_it(seconds):
    bins: dict[int, int] = {}
    for one in seconds:
        bins[rules.bin_of(one)] = bins.get(rules.bin_of(one), 0) + 1
    told, true = rules.spread(bins), median(seconds)
    assert told.n == len(seconds)
    width = 10 ** (1 / rules.PER_DECADE)
    low, high = sorted(seconds)[(len(seconds) - 1) // 2], sorted(seconds)[len(seconds) // 2]
    assert low / width <= told.median <= high * width
    if told.low is not None:
        assert told.low <= true <= told.high
    assert all(rules.edges(place)[0] <= one * (1 + 1e-9) and one < rules.edges(place)[1] * (1 + 1e-9) for one in seconds for place in (rules.bin_of(one),))


def test_too_few_records_tell_nothing_but_how_few():
    assert rules.spread({3: 4}) == rules.Spread(4, None, None, None, None)
    assert rules.share(4, 4).value is None
    assert rules.share(4, 5).value == 80


def test_the_backlog_is_what_came_in_and_was_not_resolved():
    week = [date(2026, 3, 2) + timedelta(days=7 * n) for n in range(4)]
    found = {week[0]: Sums(n=5, closed={week[0].isoformat(): 1, week[2].isoformat(): 2}), week[1]: Sums(n=3, closed={week[1].isoformat(): 1})}
    assert [(one.opened, one.closed, one.open) for one in rules.flow(found, week[1], week[3])] == [(3, 1, 6), (0, 2, 4), (0, 0, 4)]


def test_a_pareto_chart_begins_with_the_most_frequent():
    found = rules.pareto({"a": Sums(n=10, kept={"resolve": [8, 10]}), "b": Sums(n=30), "c": Sums(n=10)})
    assert [(one.code, one.n, round(one.cumulated)) for one in found] == [("b", 30, 60), ("a", 10, 80), ("c", 10, 100)]
    assert found[1].late.value == 20


def counted(house, who, **asked):
    found = work.ask(queries.analysis, house.actor(who), Asked(156, **asked))
    return found.whole.told(), {code: sums.n for code, sums in found.channels.items() if sums.n}, [(one.opened, one.closed, one.open) for one in found.flow], found.late


def test_kept_sums_tell_what_counting_anew_tells(database, house, hotline, do, job):  # noqa: F811
    from core.clock import now, today

    data, truth = log(260, seed=11)
    recent = now() - timedelta(days=90)
    shift = recent.replace(tzinfo=None) - datetime(2016, 2, 29)  # noqa: DTZ001
    from core.config import ROOT
    from core.exchange.requests_import import taking

    known = work.ask(imports.queries.codes, house.actor("mo"))
    mapped = taking.checked((ROOT / "data" / "imports" / "incident_log.toml").read_text("utf-8"), known, project=hotline)
    text = data.decode()
    import re

    def moved(found: re.Match[str]) -> str:
        at = datetime(int(found[3]), int(found[2]), int(found[1]), int(found[4]), int(found[5])) + shift  # noqa: DTZ001
        return f"{at.day}/{at.month}/{at.year} {at:%H:%M}"

    text = re.sub(r"(\d+)/(\d+)/(\d{4}) (\d\d):(\d\d)", moved, text)
    outcome = do(imports.take, "mo", taking.taken(text.encode(), "log.csv", mapped, now(), skip=True).job)
    assert outcome.created > truth.tickets // 2
    live = counted(house, "lin")
    assert live[0]["n"] == outcome.created
    with db.writing() as session:
        assert actions.refresh(session, NOBODY, queries.anew(session)) > 0
    with db.writing() as session:
        assert actions.refresh(session, NOBODY, queries.anew(session)) == 0
    assert counted(house, "lin") == live
    assert counted(house, "mo") == live, "a manager's sums are those of the own projects"
    assert counted(house, "lin", project=hotline) == live
    phone = counted(house, "lin", channel="phone")
    assert phone[1] == {"phone": live[1]["phone"]}

    do(imports.take, "mo", job("mo", [*FIRST, *LATER]))  # long ago: only what was open then is seen
    first, last = Asked(13).span(today())
    found = work.ask(queries.analysis, house.actor("lin"), Asked(13))
    assert (found.first, found.last) == (first, last)
    changed = counted(house, "lin")
    with db.writing() as session:
        session.execute(delete(RequestWeeksMark))  # all is counted anew, both weeks
    portions = queries.in_portions(work.ask(queries.anew), at_a_time=1)
    assert len(portions) == 2
    for portion in portions:  # between two of them a page tells the same
        assert work.do(actions.refresh, NOBODY, portion) > 0
        assert counted(house, "lin") == changed
    assert queries.in_portions(work.ask(queries.anew)) == [None]
    assert changed[2][-1][2] == live[2][-1][2] + 1, "one of the old tickets is still open"
    with pytest.raises(NotPermitted):
        work.ask(queries.analysis, house.actor("mei"), Asked())


def test_measures_count_requests_and_lead_to_them(database, house, hotline, do, ask, job):  # noqa: F811
    do(imports.take, "mo", job("mo", [*FIRST, *LATER]))
    period = Period(date(2020, 1, 1), date(2020, 12, 31))
    found = ask(measures.values, "lin", period)
    mine = {code: one.n for code, one in found.items() if code.startswith("service.")}
    assert mine == {
        "service.acknowledged": 2, "service.responded": 2, "service.resolved": 2, "service.resolution": 2, "service.completed": 2, "service.closed": 1, "service.complaints": 2,
        "service.complaints_solved": 0, "service.recurred": 1, "service.first_contact": 1, "service.on_file": 1, "service.handovers": 1, "service.self_service": 0,
    }  # fmt: skip
    rows, total = ask(measures.rows, "mo", "service.responded", period)
    assert total == 2
    assert rows["value"].tolist() == sorted(rows["value"].tolist()), "those that pull it down come first"
    rows, _ = ask(measures.rows, "mo", "service.handovers", period)
    assert rows["value"].tolist() == [1]


def test_ways_of_service_count_what_is_resolved_and_says_its_way():
    served = [fact(number, mode=mode) for number, mode in enumerate(["self_service"] * 2 + ["online"] * 6)]
    open_again = fact(20, mode="remote", resolved_at=None, resolved_week=None, open=True)
    earlier = [fact(30 + number, mode="online", week=date(2026, 2, 2)) for number in range(5)]
    found = rules.cells([*served, open_again, fact(21), *earlier])
    week = date(2026, 3, 2)
    told = rules.modes(rules.together(found, Dim.MODE, week, week))
    assert [(one.code, one.sums.n, one.share.value) for one in told] == [("online", 6, 75), ("self_service", 2, 25)]
    assert sum(told[0].sums.bins[rules.RESOLUTION].values()) == 6
    trend = rules.mode_trend(found, "self_service", week - timedelta(weeks=8), week)
    assert [(one.first, one.last, one.share.n, one.share.value) for one in trend] == [
        (week - timedelta(weeks=7), week - timedelta(weeks=4), 5, 0), (week - timedelta(weeks=3), week, 8, 25),
    ]
    assert trend[1].share.low < 25 < trend[1].share.high
