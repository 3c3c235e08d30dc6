"""A plan of communication as the people of a project use it: taken, met by what really took place, missed, waived, changed without rewriting what was."""

from datetime import UTC, date, datetime

import pytest

from core import clock, db, work
from core.audit.actions import NOBODY
from core.communication.plans import actions, queries, rules
from core.communication.plans.rules import Frequency, State, Whom
from core.communication.rules import Means
from core.customers import actions as customers
from core.customers.talks import actions as talks
from core.errors import NotPermitted, Stale
from core.initiation.kickoffs import actions as kickoffs
from core.initiation.kickoffs.rules import Minutes
from core.initiation.stakeholders import actions as stakeholders
from core.initiation.stakeholders.rules import Entry, Kind
from core.insight.warnings import queries as warnings
from core.insight.warnings.rules import Level
from core.metrics import queries as metrics
from core.metrics.rules import Asked
from core.notice.queries import inbox
from core.projects.records import Project
from tests.house.communication_deeds import line

D = date


@pytest.fixture
def at():
    """`at(day)`: from then on it is the morning of that day of March 2026."""
    stack = []

    def move(day, month=3):
        while stack:
            stack.pop().__exit__(None, None, None)
        stack.append(clock.at(datetime(2026, month, day, 2, tzinfo=UTC)))
        stack[-1].__enter__()

    move(2)
    yield move
    while stack:
        stack.pop().__exit__(None, None, None)


@pytest.fixture
def hotline(house):
    with db.writing() as session:
        row = session.get_one(Project, house.projects["hotline"])
        row.started_on, row.ends_on = D(2026, 3, 2), D(2026, 6, 30)
        return row.code


pytestmark = pytest.mark.usefixtures("database", "at")


def weekly(house, **more):
    return line(house, frequency=Frequency.WEEKLY, weekday=0, first_on=D(2026, 3, 2), **more)


def states(ask, code, who="mo"):
    return {(one.one.due_on.isoformat(), one.one.state) for one in ask(queries.plan, who, code).days if one.one.due_on <= D(2026, 3, 31)}


def test_a_plan_is_taken_met_by_what_took_place_and_missed_otherwise(house, do, ask, at, hotline):
    project, ming = house.projects["hotline"], house.people["ming"]
    assert do(actions.take, "mo", project, ["kickoff", "customer_talk"], owner_id=ming, first_on=D(2026, 3, 2)) == 2
    with pytest.raises(rules.InPlanAlready):
        do(actions.take, "mo", project, ["kickoff"], owner_id=ming, first_on=D(2026, 3, 2))
    at(11)
    do(kickoffs.record, "mo", project, Minutes(D(2026, 3, 5), house.people["mo"], customer="Ms Li", consensus="Go."))
    customer = _served(house, do, project)
    do(talks.write, "mo", customer, day=D(2026, 3, 11), channel="phone", subject="How it goes", outcome="Well.", project_id=project)
    found = ask(queries.plan, "ming", hotline)
    by = {one.one.means: one.one for one in found.days if one.one.due_on < D(2026, 3, 12)}
    assert (by[Means.KICKOFF].state, by[Means.KICKOFF].met.day) == (State.LATE, D(2026, 3, 5))  # three days after, two are allowed
    assert by[Means.TALK].state is State.OVERDUE  # due on Tuesday the 3rd; the talk of the 11th lies nearer to the 17th
    assert next(one.one.state for one in found.days if one.one.due_on == D(2026, 3, 17)) is State.MET
    assert (found.adherence.value, found.adherence.n, found.overdue, found.may_plan) == (None, 2, 1, False)


def _served(house, do, project):
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[project])


def test_other_days_do_not_rewrite_what_was_missed(house, do, ask, at, hotline):
    made = do(actions.write, "mo", house.projects["hotline"], weekly(house))
    at(20)
    before = {one for one in states(ask, hotline) if one[1] is State.OVERDUE}
    assert before == {("2026-03-02", State.OVERDUE), ("2026-03-09", State.OVERDUE), ("2026-03-16", State.OVERDUE)}
    with pytest.raises(Stale):
        do(actions.change, "mo", made, weekly(house), version=9)
    fresh = do(actions.change, "mo", made, line(house, frequency=Frequency.WEEKLY, weekday=3, first_on=D(2026, 3, 2)), version=1)
    assert fresh != made
    after = states(ask, hotline)
    assert before <= after
    assert ("2026-03-26", State.PLANNED) in after
    assert ("2026-03-23", State.PLANNED) not in after
    assert ("2026-03-05", State.OVERDUE) not in after
    same = do(actions.change, "mo", fresh, line(house, frequency=Frequency.WEEKLY, weekday=3, first_on=D(2026, 3, 20), content="Otherwise"), version=1)
    assert (same, ask(queries.plan, "mo", hotline).number) == (fresh, 3)
    do(actions.stop, "mo", fresh, reason="Enough.", version=2)
    assert states(ask, hotline) == before
    with pytest.raises(rules.Stopped):
        do(actions.stop, "mo", fresh, reason="Enough.", version=3)


def test_a_waived_day_does_not_count_and_what_took_place_is_not_waived(house, do, ask, at, hotline):
    made = do(actions.write, "mo", house.projects["hotline"], weekly(house))
    at(20)
    with pytest.raises(rules.NotExpected):
        do(actions.waive, "mo", made, due_on=D(2026, 3, 10), reason="So.")
    do(actions.waive, "mo", made, due_on=D(2026, 3, 9), reason="Their holiday.")
    assert ("2026-03-09", State.WAIVED) in states(ask, hotline)
    assert ask(queries.plan, "mo", hotline).adherence.n == 2
    customer = _served(house, do, house.projects["hotline"])
    do(talks.write, "mo", customer, day=D(2026, 3, 17), channel="phone", subject="How it goes", outcome="", project_id=None)
    assert ("2026-03-16", State.MET) in states(ask, hotline)
    with pytest.raises(rules.TookPlace):
        do(actions.waive, "mo", made, due_on=D(2026, 3, 16), reason="So.")


def test_the_measure_the_page_and_the_warning_say_the_same(house, do, ask, at, hotline):
    do(actions.write, "mo", house.projects["hotline"], line(house, frequency=Frequency.DAILY, first_on=D(2026, 3, 2)))
    at(20)
    found = ask(queries.plan, "mo", hotline)
    told = ask(metrics.values, "mo", Asked(D(2026, 1, 1), D(2026, 12, 31), project=hotline))["communication.adherence"]
    assert (told.value, told.n) == (found.adherence.value, found.adherence.n) == (0, 12)  # 2 to 17 March; two days are allowed
    (standing,) = [one for one in ask(queries.standings, "mo") if one.code == hotline]
    assert (standing.overdue, standing.adherence) == (12, found.adherence)
    warning = ask(warnings.warnings, "mo", hotline)[3]
    (said,) = [one for one in warning.said if one.page == "Communication.py"]
    assert (said.values["count"], said.level, warning.lacks) == (12, Level.ACT, ())
    assert [one.one.state for one in ask(queries.mine, "ming")].count(State.OVERDUE) == 12


def test_an_owner_is_told_once_that_it_comes_and_once_that_nobody_spoke(house, do, ask, at, hotline):
    do(actions.write, "mo", house.projects["hotline"], weekly(house))
    told = []
    for day in (5, 6, 7, 8, 9, 11, 12, 13):
        at(day)
        work.do(actions.remind, NOBODY)
        told.append(ask(inbox, "ming", kind="communication")[1])
    assert told == [1, 2, 2, 2, 2, 2, 3, 4]  # the 2nd is overdue; Friday: Monday comes; from the 12th on nobody has spoken on the 9th, and the 16th comes


def test_who_may_see_and_plan(house, do, ask, hotline):
    made = do(actions.write, "mo", house.projects["hotline"], weekly(house))
    for who in ("ming", "pei"):
        with pytest.raises(NotPermitted):
            do(actions.stop, who, made, reason="So.", version=1)
    for who in ("pei", "cora"):
        with pytest.raises(NotPermitted):
            ask(queries.plan, who, hotline)
    assert ask(queries.plan, "hu", hotline).may_plan
    assert not ask(queries.plan, "ming", hotline).may_plan
    assert hotline not in {one.code for one in ask(queries.standings, "pei")}


def test_a_stakeholder_stays_named_when_the_register_forgets_them(house, do, ask, hotline):
    number = do(stakeholders.add, "mo", house.projects["hotline"], Entry("Ms Li", Kind.CUSTOMER, channel="chat"))
    assert ask(queries.offered, "ming", house.projects["hotline"])[1] == {number: ("Ms Li", "chat")}
    do(actions.write, "mo", house.projects["hotline"], weekly(house, whom=Whom.STAKEHOLDER, stakeholder_id=number))
    do(stakeholders.remove, "mo", number)
    (row,) = ask(queries.plan, "mo", hotline).rows
    assert (row.name, row.line.stakeholder_id) == ({"en": "Ms Li"}, None)
    with pytest.raises(rules.WhichStakeholder):
        do(actions.write, "mo", house.projects["hotline"], weekly(house, whom=Whom.STAKEHOLDER, stakeholder_id=number + 1))
