"""Training: offered, planned, recorded by person, planned against done; whether a figure moved is said with n and interval, or not at all."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted, Stale, WrongState
from core.metrics.figures import t95
from core.metrics.rules import MEASURES, Statistic
from core.service.tuning.rules import judged
from core.team import rules as shared
from core.team.rules import Verdict
from core.team.training import actions, queries, rules
from core.team.training.rules import Came, Course, Done, Kind, Planned, Result, State, Why

DAY = date(2026, 3, 3)
SHARE = MEASURES["service.resolved"]
MEAN = MEASURES["service.handovers"]
COURSE = Course("Talking with callers", "Listening, asking, summing up", Kind.BASIC, ("role_play", "theory"), measure="service.resolved")
counts = st.dictionaries(st.integers(0, 1), st.integers(0, 200), max_size=2)


class TestRules:
    def test_shares_are_compared_as_the_house_compares_them_elsewhere(self):
        found = shared.change(SHARE, {1: 30, 0: 20}, {1: 45, 0: 5})
        newcombe = judged([30, 50], [45, 50])
        assert found.verdict is Verdict.BETTER
        assert (found.difference, found.low, found.high) == pytest.approx((100 * newcombe.difference, 100 * newcombe.low, 100 * newcombe.high))

    def test_means_are_compared_by_welch(self):
        """By hand: means 2 and 3, variances 2.5 and 2.5 of five each: standard error 1, eight degrees of freedom."""
        few = shared.change(MEAN, {0: 1, 1: 1, 2: 1, 3: 1, 4: 1}, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1})
        assert (few.difference, few.high) == pytest.approx((1, 1 + t95(8)))
        assert few.verdict is Verdict.TOO_LITTLE

    @settings(max_examples=60, deadline=None)
    @given(counts, counts)
    def test_nothing_is_claimed_of_few_records_or_when_nothing_moved(self, before, after):
        found = shared.change(SHARE, before, after)
        if min(sum(before.values()), sum(after.values())) < shared.LEAST:
            assert found.verdict is Verdict.TOO_LITTLE
        if found.low is not None:
            assert found.low <= found.difference <= found.high
        turned = shared.change(SHARE, after, before)
        assert {found.verdict, turned.verdict} in ({Verdict.BETTER, Verdict.WORSE}, {Verdict.UNCLEAR}, {Verdict.TOO_LITTLE})
        assert MEASURES["service.complaints"].statistic is Statistic.SHARE

    def test_a_session_says_who_trains_whom_and_when(self):
        def check(**more):
            rules.check_planned(Planned(**({"on": DAY, "hours": D(2), "people": (1, 2), "trainer": "Outside"} | more)), today=DAY)

        check()
        for more, refusal in (
            ({"hours": D(0)}, rules.NotHours), ({"hours": D("1.25")}, rules.NotHours), ({"people": ()}, rules.NobodyTrained), ({"trainer": ""}, rules.NoTrainer),
            ({"trainer_id": 1}, rules.OwnTrainer), ({"on": DAY - timedelta(days=1)}, rules.PlannedInPast), ({"people": tuple(range(101))}, rules.TooManyPeople),
        ):  # fmt: skip
            with pytest.raises(refusal):
                check(**more)

    def test_what_is_due_is_what_was_held_and_what_nobody_recorded(self):
        assert Done(planned=4, held=1, late=1).share == 0.5
        assert Done(planned=2).share is None


@pytest.fixture
def now():
    with clock.at(datetime(2026, 3, 3, 4, tzinfo=UTC)):
        yield


@pytest.fixture
def course(house, do, now):
    def made(who="mo", **more):
        from dataclasses import replace

        return do(actions.offer, who, replace(COURSE, project_id=house.projects["hotline"], **more))

    return made


@pytest.fixture
def planned(house):
    def of(*people, on=DAY, **more):
        return Planned(on, D("2.5"), tuple(house.people[one] for one in people), **({"trainer": "Academy"} | more))

    return of


@pytest.mark.usefixtures("database")
class TestDeeds:
    def test_a_session_is_planned_recorded_and_counted(self, house, do, ask, course, planned, refused, traced):
        made = course()
        with traced("training_session:plan", "mo"):
            first = do(actions.plan, "mo", made, planned("ming", "mo"))
        with refused(rules.NotYours):
            do(actions.plan, "mo", made, planned("pei"))
        do(actions.plan, "mo", made, planned("ming", on=DAY + timedelta(days=9)))
        came = (Came(house.people["ming"], Result.PASSED, D("87.5"), "Good"), Came(house.people["mo"], Result.ABSENT))
        with refused(rules.ResultMissing):
            do(actions.hold, "mo", first, came[:1], on=DAY, version=1)
        with refused(rules.AbsentScored):
            do(actions.hold, "mo", first, (came[0], Came(house.people["mo"], Result.ABSENT, D(3))), on=DAY, version=1)
        with refused(rules.NotOverYet):
            do(actions.hold, "mo", first, came, on=DAY + timedelta(days=1), version=1)
        do(actions.hold, "mo", first, came, on=DAY, remark="Two calls played", version=1)
        with refused(Stale):
            do(actions.hold, "mo", first, came, on=DAY, version=1)
        with refused(WrongState):
            do(actions.cancel, "mo", first, reason="Rain", version=2)
        assert ask(queries.plan_against_done, "mo", DAY, DAY + timedelta(days=30)) == Done(2, 1, 0, 0, 2, 1, 1, D("2.5"))
        assert ask(queries.plan_against_done, "pei", DAY, DAY + timedelta(days=30)) == Done(), "another project's sessions are nobody else's figures"
        (row,) = ask(queries.courses, "mo")
        assert (row.held, row.planned, row.came, row.next_on) == (1, 1, 1, DAY + timedelta(days=9))

    def test_results_are_seen_by_whom_they_are_of_and_by_who_leads(self, house, do, ask, course, planned):
        made = course()
        session = do(actions.plan, "mo", made, planned("ming", "mo"))
        do(actions.hold, "mo", session, (Came(house.people["ming"], Result.PASSED, D(90)), Came(house.people["mo"], Result.NOT_PASSED, D(20))), on=DAY, version=1)
        (own,) = ask(queries.sessions, "ming", made)
        assert ([one.person_id for one in own.people], own.others) == ([house.people["ming"]], 1)
        (whole,) = ask(queries.sessions, "hu", made)
        assert (len(whole.people), whole.others) == (2, 0)
        assert [(one.what, one.score) for one in ask(queries.file_of, "ming", house.people["ming"])] == [("Talking with callers", D(90))]
        with pytest.raises(NotFound):
            ask(queries.file_of, "ming", house.people["mo"])
        with pytest.raises(NotFound):
            ask(queries.sessions, "pei", made)
        with pytest.raises(NotFound):
            ask(queries.effect, "ming", session)

    def test_its_effect_is_counted_from_the_records_of_those_who_came(self, house, do, ask, course, planned, monkeypatch):
        made = course()
        session = do(actions.plan, "mo", made, planned("ming", "mo"))
        assert ask(queries.effect, "mo", session) is None, "nothing was held yet"
        do(actions.hold, "mo", session, (Came(house.people["ming"], Result.PASSED), Came(house.people["mo"], Result.ABSENT)), on=DAY, version=1)
        asked = []

        def cells(_, code, period, people):
            asked.append((code, period.first, period.last))
            return {house.people["ming"]: {1: 10, 0: 20} if period.last < DAY else {1: 29, 0: 1}, house.people["mo"]: {1: 500}}

        with clock.at(datetime(2026, 4, 2, 4, tzinfo=UTC)):
            assert ask(queries.effect, "mo", session).mine.verdict is Verdict.TOO_LITTLE, "no request was handled"
            monkeypatch.setattr(queries, "cells_of_people", cells)
            found = ask(queries.effect, "mo", session)
        assert (found.people, found.mine.verdict, found.mine.before.n, found.mine.after.n) == (1, Verdict.BETTER, 30, 30)
        assert (found.others.before.n, found.others.verdict) == (500, Verdict.UNCLEAR), "the absent one is a colleague beside it"
        assert asked == [("service.resolved", date(2025, 12, 3), date(2026, 3, 2)), ("service.resolved", date(2026, 3, 4), date(2026, 4, 2))]

    def test_a_targeted_course_says_what_it_answers_and_the_plan_can_be_adjusted(self, house, do, ask, course, planned, refused):
        with refused(rules.WhyTargeted):
            course(kind=Kind.TARGETED)
        with refused(rules.NoMethod):
            course(methods=())
        with refused(NotPermitted):
            do(actions.offer, "mo", COURSE)
        made = course(kind=Kind.TARGETED, why=Why.CHECKPOINT, why_text="Callers are greeted: 50 of 100")
        session = do(actions.plan, "mo", made, planned("ming", on=DAY + timedelta(days=2)))
        do(actions.replan, "mo", session, planned("mo", on=DAY + timedelta(days=5)), version=1)
        (row,) = ask(queries.sessions, "mo", made)
        assert ([one.person_id for one in row.people], row.on, row.state) == ([house.people["mo"]], DAY + timedelta(days=5), State.PLANNED)
        do(actions.cancel, "mo", session, reason="The customer left", version=2)
        assert ask(queries.plan_against_done, "mo", DAY, DAY + timedelta(days=30)) == Done(cancelled=1)

    def test_the_house_reminds_before_and_asks_afterwards_each_once(self, house, do, course, planned):
        session = do(actions.plan, "mo", course(), planned("ming", on=DAY + timedelta(days=4)))
        assert do(actions.remind, NOBODY) == 0
        with clock.at(datetime(2026, 3, 5, 4, tzinfo=UTC)):
            assert (do(actions.remind, NOBODY), do(actions.remind, NOBODY)) == (1, 0)
        with clock.at(datetime(2026, 3, 8, 4, tzinfo=UTC)):
            assert (do(actions.remind, NOBODY), do(actions.remind, NOBODY)) == (1, 0)
        assert session
