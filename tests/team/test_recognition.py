"""Rewards: proposed with grounds, decided by somebody else, their amounts seen by few; what teams do together."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest

from core import clock
from core.cost.rules import NotAnAmount
from core.errors import Empty, NotPermitted, Stale, WrongState
from core.team.recognition import actions, queries, rules
from core.team.recognition.rules import Activity, Gathering, Kind, Proposal, State
from tests.cast import trail

DAY = date(2026, 3, 3)


def proposal(**more):
    return Proposal(**({"kind": Kind.COMMENDATION, "title": "Thanks", "grounds": "Calm on the day of the outage", "person_id": 1, "measure": "service.resolved"} | more))


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"person_id": None}, rules.PersonOrTeam), ({"project_id": 2}, rules.PersonOrTeam), ({"person_id": None, "project_id": 2, "kind": Kind.BONUS, "amount": D(5)}, rules.TeamsAreCommended),
        ({"person_id": 9}, rules.NotYourself), ({"measure": ""}, rules.NoGrounds), ({"kind": Kind.BONUS}, rules.WhichAmount), ({"amount": D(5)}, rules.WhichAmount), ({"kind": Kind.PROMOTION}, rules.WhichPost),
    ],
)  # fmt: skip
def test_a_proposal_says_whom_what_and_why(more, refusal):
    rules.check(proposal(), 9)
    with pytest.raises(refusal):
        rules.check(proposal(**more), 9)


@pytest.fixture
def now():
    with clock.at(datetime(2026, 3, 3, 4, tzinfo=UTC)):
        yield


@pytest.mark.usefixtures("database", "now")
class TestDeeds:
    def test_somebody_else_decides_and_the_amount_is_seen_by_few(self, house, do, ask, refused):
        ming = house.people["ming"]
        with refused(NotAnAmount):
            do(actions.propose, "mo", proposal(kind=Kind.BONUS, person_id=ming, amount=D("0.001")))
        made = do(actions.propose, "mo", proposal(kind=Kind.BONUS, person_id=ming, amount=D("1234.50")))
        assert "1234" not in str([entry.facts for entry in trail("recognition:propose")])
        (row,) = ask(queries.listed, "mo")
        assert (row.amount, row.may_decide, row.value, row.n) == (D("1234.50"), False, None, 0), "a figure without records is none, and stays so"
        assert [one.amount for one in ask(queries.listed, "hu")] == [D("1234.50")]
        for who in ("ming", "ada", "pei", "mei"):
            assert ask(queries.listed, who) == [], "what is only proposed is nobody's business"
        with refused(NotPermitted):
            do(actions.decide, "mo", made, grant=True, version=1)
        with refused(Empty):
            do(actions.decide, "hu", made, grant=False, version=1)
        do(actions.decide, "hu", made, grant=True, version=1)
        with refused(Stale):
            do(actions.decide, "lin", made, grant=True, version=1)
        with refused(WrongState):
            do(actions.decide, "lin", made, grant=True, version=2)
        assert [(one.state, one.amount) for one in ask(queries.listed, "ming")] == [(State.GRANTED, D("1234.50"))]
        for who in ("ada", "pei", "mei"):
            assert ask(queries.listed, who) == []

    def test_nobody_decides_the_own_proposal_or_reward_and_teams_are_commended_in_public(self, house, do, ask, refused):
        made = do(actions.propose, "lin", proposal(person_id=None, project_id=house.projects["hotline"]))
        with refused(rules.SecondPerson):
            do(actions.decide, "lin", made, grant=True, version=1)
        do(actions.decide, "yan", made, grant=True, version=1)
        assert [(one.project, one.hides) for one in ask(queries.listed, "mei")] == [({"en": "Hotline", "zh_Hans": "热线"}, False)]
        own = do(actions.propose, "lin", proposal(person_id=house.people["yan"]))
        with refused(rules.NotYourself):
            do(actions.decide, "yan", own, grant=True, version=1)
        with refused(rules.NotTheirs):
            do(actions.propose, "lin", proposal(person_id=house.people["yan"], appraisal_id=77))
        with refused(NotPermitted):
            do(actions.propose, "mo", proposal(person_id=house.people["pei"]))

    def test_what_a_team_does_is_recorded_with_who_took_part(self, house, do, ask, refused):
        said = Activity(Gathering.CHARTER, DAY, "How we work", "We answer within an hour.", (house.people["ming"], house.people["mo"]), house.projects["hotline"])
        do(actions.record, "mo", said)
        from dataclasses import replace

        with refused(rules.NotHeldYet):
            do(actions.record, "mo", replace(said, on=DAY + timedelta(days=1)))
        (held,) = ask(queries.activities, "ming")
        assert (held.kind, len(held.people), held.project_code != "") == (Gathering.CHARTER, 2, True)
        assert ask(queries.activities, "pei") == []
