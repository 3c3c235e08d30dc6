"""Chains and decisions without a database: examples to check by hand, then laws over every small house."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import Permission, Reach, Role
from core.approval import rules
from core.approval.chains import rules as chains
from core.approval.chains.rules import How, Step, Who
from core.approval.rules import Case, Crowd, Member, State, Unit, Verdict
from core.errors import NotPermitted, Stale

ADA, LIN, YAN, HU, MING, KIT, CORA = 1, 2, 3, 4, 5, 6, 7
SERVICE, HOTLINE, QUALITY = 10, 11, 12


def member(id_, role, unit=None):
    return Member(id_, frozenset({role}), unit)


HOUSE = Crowd(
    {
        ADA: member(ADA, Role.ADMINISTRATOR),
        LIN: member(LIN, Role.LEADERSHIP),
        YAN: member(YAN, Role.LEADERSHIP),
        HU: member(HU, Role.DEPARTMENT_HEAD, SERVICE),
        MING: member(MING, Role.TEAM_MEMBER, HOTLINE),
        KIT: member(KIT, Role.INSPECTOR, QUALITY),
        CORA: member(CORA, Role.CUSTOMER_LINK),
    },
    {SERVICE: Unit(None, HU), HOTLINE: Unit(SERVICE, None), QUALITY: Unit(None, None)},
)


def case(*steps, by=ADA, authors=(), reach=None, **more):
    return Case(by, frozenset(authors), steps, Permission.ROUND_RELEASE, reach or Reach(), **more)


def seats(step, **more):
    found = rules.seats(case(step, **more), 0, HOUSE)
    return set(found.people), found.fallback


def yes(one, crowd, person, step=None):
    return rules.decided(one, crowd, person, Verdict.APPROVE, step=one.step if step is None else step)[0]


class TestWhoIsAsked:
    def test_holders_are_those_whose_role_reaches_the_record(self):
        assert seats(Step(Who.HOLDERS)) == ({LIN, YAN}, False)
        assert seats(Step(Who.HOLDERS), reach=Reach(department_id=HOTLINE)) == ({LIN, YAN, HU}, False)
        assert seats(Step(Who.HOLDERS), reach=Reach(department_id=QUALITY)) == ({LIN, YAN}, False)

    def test_the_submitter_and_the_authors_are_left_out(self):
        assert seats(Step(Who.HOLDERS), by=LIN) == ({YAN}, False)
        assert seats(Step(Who.HOLDERS), by=ADA, authors=[YAN]) == ({LIN}, False)

    def test_a_role_is_everybody_who_holds_it_and_heads_are_those_of_the_department(self):
        assert seats(Step(Who.ROLE, Role.INSPECTOR)) == ({KIT}, False)
        assert seats(Step(Who.ROLE, Role.DEPARTMENT_HEAD), reach=Reach(department_id=HOTLINE)) == ({HU}, False)
        assert seats(Step(Who.ROLE, Role.DEPARTMENT_HEAD), reach=Reach(department_id=QUALITY)) == ({LIN, YAN}, True)

    def test_the_line_manager_is_the_head_or_the_one_above(self):
        assert seats(Step(Who.MANAGER), by=MING) == ({HU}, False)
        assert seats(Step(Who.MANAGER), by=HU) == ({LIN, YAN}, True), "her own head is no manager"
        assert seats(Step(Who.MANAGER), by=KIT) == ({LIN, YAN}, True), "a department without a head"

    def test_somebody_who_left_is_not_asked(self):
        gone = replace(HOUSE, members={id_: one for id_, one in HOUSE.members.items() if id_ != KIT})
        assert rules.seats(case(Step(Who.PERSON, person_id=KIT)), 0, gone) == rules.Seats(frozenset({LIN, YAN}), fallback=True)

    def test_a_customer_is_never_asked(self):
        assert seats(Step(Who.PERSON, person_id=CORA)) == ({LIN, YAN}, True)

    def test_departments_that_lie_in_a_circle_have_no_manager(self):
        circle = replace(HOUSE, units={HOTLINE: Unit(SERVICE, None), SERVICE: Unit(HOTLINE, None)})
        assert circle.manager(MING) is None

    def test_a_step_that_finds_nobody_is_refused_by_its_number(self):
        alone = Crowd({ADA: HOUSE.members[ADA], LIN: HOUSE.members[LIN]})
        with pytest.raises(rules.NobodyToAsk) as caught:
            rules.check_chain(case(Step(Who.PERSON, person_id=ADA), Step(Who.HOLDERS), by=LIN), alone)
        assert caught.value.facts == {"number": 2}


class TestDeciding:
    def test_one_of_them_is_enough(self):
        assert yes(case(Step(Who.HOLDERS)), HOUSE, LIN).state is State.APPROVED

    def test_all_of_them(self):
        first = yes(case(Step(Who.HOLDERS, how=How.ALL)), HOUSE, LIN)
        assert first.state is State.SUBMITTED
        assert yes(first, HOUSE, YAN).state is State.APPROVED

    def test_steps_come_one_after_the_other(self):
        first = yes(case(Step(Who.PERSON, person_id=KIT), Step(Who.HOLDERS)), HOUSE, KIT)
        assert (first.state, first.step) == (State.SUBMITTED, 1)
        assert yes(first, HOUSE, YAN).state is State.APPROVED

    @pytest.mark.parametrize(("verdict", "state"), [(Verdict.RETURN, State.RETURNED), (Verdict.REJECT, State.REJECTED)])
    def test_one_no_ends_it_whoever_else_is_asked(self, verdict, state):
        one = yes(case(Step(Who.HOLDERS, how=How.ALL)), HOUSE, LIN)
        assert rules.decided(one, HOUSE, YAN, verdict, step=0)[0].state is state

    def test_the_refusals_have_their_reasons(self):
        one = case(Step(Who.ROLE, Role.LEADERSHIP, how=How.ALL), by=ADA, authors=[MING])
        for person, reason in ((ADA, rules.OwnSubmission), (MING, rules.OwnWork), (KIT, NotPermitted)):
            with pytest.raises(reason):
                yes(one, HOUSE, person)
        after = yes(one, HOUSE, LIN)
        with pytest.raises(rules.DecidedAlready):
            yes(after, HOUSE, LIN)
        with pytest.raises(Stale):
            yes(after, HOUSE, YAN, step=1)
        with pytest.raises(rules.NotOpen):
            yes(rules.withdrawn(after), HOUSE, YAN)
        for closed in (rules.withdrawn, rules.escalated):
            with pytest.raises(rules.NotOpen):
                closed(rules.withdrawn(one))


class TestDeputies:
    def test_a_deputy_decides_for_the_one_who_is_away(self):
        away = replace(HOUSE, deputies={LIN: frozenset({KIT})})
        one = case(Step(Who.HOLDERS, how=How.ALL))
        after, vote = rules.decided(one, away, KIT, Verdict.APPROVE, step=0)
        assert (vote.person_id, vote.seat_id) == (KIT, LIN)
        with pytest.raises(NotPermitted):
            yes(after, away, LIN)  # that seat has spoken
        assert yes(after, away, YAN).state is State.APPROVED

    def test_nobody_decides_the_own_submission_as_a_deputy(self):
        away = replace(HOUSE, deputies={LIN: frozenset({ADA, MING, CORA}), YAN: frozenset({YAN})})
        one = case(Step(Who.PERSON, person_id=LIN), by=ADA, authors=[MING])
        assert rules.asked(one, away) == {LIN: LIN}

    def test_whoever_is_asked_decides_for_herself_first_and_only_once(self):
        away = replace(HOUSE, deputies={LIN: frozenset({YAN})})
        after, vote = rules.decided(case(Step(Who.HOLDERS, how=How.ALL)), away, YAN, Verdict.APPROVE, step=0)
        assert vote.seat_id == YAN
        with pytest.raises(rules.DecidedAlready):
            yes(after, away, YAN)


class TestOverdue:
    def test_the_line_manager_may_decide_over_the_head_of_the_late_one(self):
        one = case(Step(Who.PERSON, person_id=MING), Step(Who.HOLDERS))
        assert HU not in rules.asked(one, HOUSE)
        late = rules.escalated(one)
        after, vote = rules.decided(late, HOUSE, HU, Verdict.APPROVE, step=0)
        assert vote.seat_id is None
        assert (after.step, after.escalated) == (1, False)

    def test_without_a_manager_the_leadership_may(self):
        assert rules.above(case(Step(Who.PERSON, person_id=KIT)), HOUSE) == {LIN, YAN}

    def test_one_above_is_enough_where_all_were_asked(self):
        late = rules.escalated(case(Step(Who.ROLE, Role.TEAM_MEMBER, how=How.ALL)))
        assert yes(late, HOUSE, HU).state is State.APPROVED


class TestChains:
    def test_a_step_applies_from_its_amount_on(self):
        steps = (Step(Who.MANAGER), Step(Who.HOLDERS, from_amount=D(10000)))
        assert chains.applicable(steps, D("9999.99")) == steps[:1]
        assert chains.applicable(steps, D(10000)) == steps
        assert chains.applicable(steps, None) == steps, "an unknown amount passes every step"

    @pytest.mark.parametrize(
        ("steps", "reason"),
        [
            ([], chains.NoSteps),
            ([Step(Who.HOLDERS)] * 11, chains.TooManySteps),
            ([Step(Who.ROLE)], chains.RoleMissing),
            ([Step(Who.ROLE, Role.CUSTOMER_LINK)], chains.RoleMissing),
            ([Step(Who.PERSON)], chains.PersonMissing),
            ([Step(Who.HOLDERS), Step(Who.MANAGER, from_amount=D(-1))], chains.BadAmount),
            ([Step(Who.HOLDERS), Step(Who.MANAGER, from_amount=D("0.001"))], chains.BadAmount),
            ([Step(Who.HOLDERS), Step(Who.MANAGER, from_amount=D("nan"))], chains.BadAmount),
            ([Step(Who.HOLDERS, days=0)], chains.BadStepDays),
            ([Step(Who.HOLDERS, days=91)], chains.BadStepDays),
            ([Step(Who.HOLDERS, from_amount=D(1))], chains.EveryStepLimited),
        ],
    )
    def test_a_chain_that_cannot_be_used_is_refused(self, steps, reason):
        with pytest.raises(reason):
            chains.checked(steps)

    def test_what_a_step_does_not_use_is_left_out(self):
        assert chains.checked([Step(Who.HOLDERS, Role.INSPECTOR, 5, from_amount=D(0))]) == (Step(Who.HOLDERS),)


PEOPLE = st.integers(1, 7)
STEPS = st.builds(
    Step,
    st.sampled_from(Who),
    st.sampled_from([Role.LEADERSHIP, Role.INSPECTOR, Role.DEPARTMENT_HEAD, Role.TEAM_MEMBER]),
    PEOPLE,
    st.sampled_from(How),
    st.none() | st.integers(0, 50).map(D),
    st.none() | st.integers(1, 90),
)
CHAINS = st.lists(STEPS, min_size=1, max_size=4)
CROWDS = st.builds(
    lambda roles, units, heads, deputies: Crowd(
        {id_: Member(id_, frozenset(held), units.get(id_)) for id_, held in roles.items()},
        {SERVICE: Unit(None, heads[0]), HOTLINE: Unit(SERVICE, heads[1]), QUALITY: Unit(SERVICE, None)},
        {person: frozenset(stand) for person, stand in deputies.items()},
    ),
    st.dictionaries(PEOPLE, st.sets(st.sampled_from(Role), min_size=1, max_size=2), min_size=2),
    st.dictionaries(PEOPLE, st.sampled_from([SERVICE, HOTLINE, QUALITY])),
    st.tuples(st.none() | PEOPLE, st.none() | PEOPLE),
    st.dictionaries(PEOPLE, st.sets(PEOPLE, max_size=2), max_size=3),
)
CASES = st.builds(
    lambda steps, by, authors, unit: Case(by, frozenset(authors), tuple(steps), Permission.ROUND_RELEASE, Reach(department_id=unit)),
    CHAINS, PEOPLE, st.sets(PEOPLE, max_size=2), st.sampled_from([None, SERVICE, HOTLINE]),
)  # fmt: skip


@given(CASES, CROWDS, st.data())
def test_no_way_through_a_chain_breaks_its_promises(one, crowd, data):
    """Nobody barred is ever asked, nobody speaks twice in a step, and yes is said only when every step has said it."""
    while one.state is State.SUBMITTED:
        if data.draw(st.booleans()):
            one = rules.escalated(one)
        may = rules.asked(one, crowd)
        assert not set(may) & one.barred
        assert all(crowd.may_decide(person) for person in may)
        assert {seat for seat in may.values() if seat is not None} <= rules.seats(one, one.step, crowd).people
        for person in range(1, 8):
            if person not in may:
                with pytest.raises((rules.DecidedAlready, rules.OwnSubmission, rules.OwnWork, NotPermitted)):
                    yes(one, crowd, person)
        if not may:
            break
        person = data.draw(st.sampled_from(sorted(may)))
        verdict = data.draw(st.sampled_from([Verdict.APPROVE] * 5 + [Verdict.RETURN, Verdict.REJECT]))
        before, (one, vote) = one, rules.decided(one, crowd, person, verdict, step=one.step)
        assert one.votes == (*before.votes, vote)
        assert len({(v.step, v.person_id) for v in one.votes}) == len(one.votes)
        seated = [(v.step, v.seat_id) for v in one.votes if v.seat_id is not None]
        assert len(set(seated)) == len(seated)
    if one.state is State.APPROVED:
        for number, step in enumerate(one.steps):
            said = [vote for vote in one.votes if vote.step == number]
            assert said
            assert {vote.verdict for vote in said} == {Verdict.APPROVE}
            if step.how is How.ALL and all(vote.seat_id is not None for vote in said):
                assert rules.seats(one, number, crowd).people <= {vote.seat_id for vote in said}


@given(CHAINS, st.none() | st.integers(0, 60).map(D))
def test_a_chain_that_is_accepted_leaves_a_step_for_every_amount_and_survives_being_written(steps, amount):
    try:
        clean = chains.checked(steps)
    except (chains.EveryStepLimited, chains.RoleMissing, chains.PersonMissing):
        return
    assert chains.applicable(clean, amount)
    assert chains.read(chains.written(clean)) == clean == chains.checked(clean)


@given(CHAINS, st.integers(0, 60), st.integers(0, 60))
def test_a_larger_amount_never_meets_fewer_steps(steps, one, other):
    few, many = (chains.applicable(steps, D(amount)) for amount in sorted((one, other)))
    assert set(few) <= set(many)
