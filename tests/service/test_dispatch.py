"""By which rules a request finds its handler: the law of the rules, what registering and classifying make of them, and what stays in people's hands."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from core import clock, db
from core.calendar import actions as calendar
from core.calendar.rules import LeaveKind
from core.customers import actions as customers
from core.errors import NotPermitted, Stale
from core.notice import queries as notices
from core.reference.rules import NotAnEntry
from core.service.dispatch import actions, queries, rules
from core.service.dispatch.rules import FACT, Case, Given, Mate, Rule, Who
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.requests import queries as requests
from core.service.requests.records import Request
from core.service.requests.rules import Intake, NotItsType, State, Step
from core.service.rules import Degree
from core.words import Language

CASE = Case("technology", "technology_access", "chat", "key", "high")
TEAM = {1: Mate(1, 3, "engineer"), 2: Mate(2, 1, "support"), 3: Mate(3, 1, "engineer"), 4: Mate(4, 0, "engineer", away=True)}
ANYBODY = Rule(Who.FEWEST)


def of(person, **more):
    return Rule(Who.PERSON, person, **more)


class TestRules:
    @pytest.mark.parametrize(
        ("rules_", "then"),
        [
            ([], None), ([of(1, channel="phone")], None), ([of(1, channel="chat", problem_class="technology")], (1, 1)), ([of(1, channel="phone"), of(2)], (2, 2)),
            ([ANYBODY], (2, 1)), ([Rule(Who.FEWEST, role="engineer")], (3, 1)), ([of(4), of(9), ANYBODY], (2, 3)), ([of(4)], None), ([Rule(Who.FEWEST, role="nobody")], None),
            ([of(1, priority="high"), ANYBODY], (1, 1)), ([of(1, customer_class="regular"), of(3, problem_type="technology_access")], (3, 2)),
        ],
    )  # fmt: skip
    def test_the_first_rule_that_fits_and_has_somebody_gives_it(self, rules_, then):
        found = rules.given(rules_, CASE, TEAM)
        assert (None if found is None else (found.person_id, found.number)) == then

    def test_what_was_passed_over_is_told(self):
        assert rules.given([of(4), of(1, channel="phone"), of(2)], CASE, TEAM) == Given(2, 3, of(2), (1,))

    def test_one_after_another_they_share_the_work(self):
        found = rules.tried([ANYBODY], [CASE] * 6, TEAM)
        assert [one.person_id for one in found] == [2, 3, 2, 3, 1, 2]

    words = st.sampled_from(["", "a", "b"])
    some = st.builds(Rule, st.sampled_from(Who), st.integers(1, 6) | st.none(), words, words, words, words, words, words)
    team = st.dictionaries(st.integers(1, 6), st.tuples(st.integers(0, 3), words, st.booleans()), max_size=6)

    @settings(max_examples=300, deadline=None)
    @given(st.lists(some, max_size=5), st.builds(Case, *[st.sampled_from(["a", "b"])] * 5), team, st.randoms(use_true_random=False))
    def test_one_or_nobody_and_only_who_is_there(self, many, case, people, dice):
        team = {one: Mate(one, *facts) for one, facts in people.items()}
        found = rules.given(many, case, team)
        fitting = {number: one for number, one in enumerate(many, 1) if rules.matches(one, case)}

        def able(rule):
            return {one.id for one in team.values() if not one.away and (one.id == rule.person_id if rule.who is Who.PERSON else rule.role in ("", one.role))}

        if found is None:
            assert not any(able(one) for one in fitting.values())
            return
        assert found.rule == many[found.number - 1] == fitting[found.number]
        assert found.person_id in able(found.rule)
        assert all(team[found.person_id].open <= team[one].open for one in able(found.rule))
        assert list(found.passed) == [number for number in fitting if number < found.number]
        assert not any(able(fitting[number]) for number in found.passed)
        shuffled = list(team.items())
        dice.shuffle(shuffled)
        assert rules.given(many, case, dict(shuffled)) == found
        assert rules.unpacked(rules.packed(found.rule)) == found.rule


@pytest.fixture
def now():
    with clock.at(datetime(2026, 3, 3, 1, tzinfo=UTC)):
        yield


@pytest.fixture
def ferries(house, do):
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])


@pytest.fixture
def arrange(house, do, ferries):
    def arrange_(*many, who="mo", active=True, version=0, roles=None):
        return do(actions.arrange, who, house.projects["hotline"], many, roles=roles or {}, active=active, version=version)

    return arrange_


@pytest.fixture
def register(house, do, ferries):
    def register_(who="ming", **more):
        return do(intake.register, who, house.projects["hotline"], Intake(**{"customer_id": ferries, "channel": "phone", "title": "Invoices show a wrong amount"} | more))

    return register_


@pytest.fixture
def seen(ask):
    def seen_(made):
        with db.reading() as session:
            code = session.get_one(Request, made).code
        return ask(requests.view, "mo", code)

    return seen_


@pytest.mark.usefixtures("database", "now")
class TestDeeds:
    def test_what_is_classified_is_recorded_with_whom_the_rules_choose_and_says_by_which(self, house, do, ask, arrange, register, seen, traced):
        with traced("dispatch_plan:arrange", "mo"):
            arrange(of(house.people["mo"], problem_class="technology"), Rule(Who.FEWEST, channel="chat"))
        kept = seen(register(problem_class="process"))
        assert (kept.state, kept.handler_id) == (State.CLASSIFIED, house.people["ming"])
        one = seen(register(problem_class="technology"))
        assert (one.state, one.handler_id, one.log[-1].facts[FACT]) == (State.RECORDED, house.people["mo"], {"number": 1, "rule": {"who": "person", "person_id": house.people["mo"], "problem_class": "technology"}, "passed": []})
        assert ask(notices.inbox, "mo", kind="request")[1] == 1
        chosen = seen(register(problem_class="technology", handler_id=house.people["ming"]))
        assert (chosen.handler_id, FACT in chosen.log[-1].facts) == (house.people["ming"], False)
        do(handling.hand_over, "mo", one.id, to_id=house.people["ming"], reason="Knows it.", version=one.version)
        assert seen(one.id).handler_id == house.people["ming"]

    def test_a_rule_that_asks_for_no_class_gives_at_once_and_one_that_does_once_it_is_classified(self, house, do, arrange, register, seen):
        arrange(of(house.people["ming"], problem_class="process"), of(house.people["mo"], channel="chat"))
        made = register(channel="chat")
        first = seen(made)
        assert (first.state, first.handler_id, first.first_receiver["en"], first.log[0].facts[FACT]["number"]) == (State.REPORTED, house.people["mo"], "Ming", 2)
        do(handling.classify, "ming", made, problem_class="process", urgency=Degree.HIGH, impact=Degree.LOW, version=first.version)
        then = seen(made)
        assert (then.state, then.handler_id, then.log[-1].step, then.log[-1].facts[FACT]["number"]) == (State.RECORDED, house.people["ming"], Step.RECORDED, 1)
        by_hand = register(channel="phone", handler_id=house.people["mo"])
        do(handling.classify, "ming", by_hand, problem_class="process", urgency=Degree.HIGH, impact=Degree.LOW, version=1)
        assert (seen(by_hand).state, seen(by_hand).handler_id) == (State.CLASSIFIED, house.people["mo"])

    def test_who_is_on_leave_is_passed_over_and_the_least_busy_is_found(self, house, do, ask, arrange, register, seen, hotline):
        arrange(of(house.people["mo"], problem_class="process"), Rule(Who.FEWEST, role="technical_engineer"), Rule(Who.FEWEST), roles={house.people["ming"]: "technical_engineer"})
        assert seen(register(problem_class="process")).handler_id == house.people["mo"]
        do(calendar.add_leave, "ada", house.people["mo"], first=date(2026, 3, 3), last=date(2026, 3, 4), kind=LeaveKind.ANNUAL)
        passed = seen(register(problem_class="process"))
        assert (passed.handler_id, passed.log[-1].facts[FACT]) == (house.people["ming"], {"number": 2, "rule": {"who": "fewest", "role": "technical_engineer"}, "passed": [1]})
        found = ask(queries.arranged, "ming", hotline)
        assert ({one.mate.id: (one.mate.open, one.mate.away) for one in found.team.values()}, found.may_edit) == ({house.people["mo"]: (1, True), house.people["ming"]: (1, False)}, False)
        tried = ask(queries.trial, "ming", hotline)
        assert [one.given.number for one in tried] == [2, 2]
        with db.reading() as session:
            assert queries.roles_in_use(session) == {"technical_engineer": 2}

    def test_what_cannot_be_a_rule_is_refused_in_words(self, house, arrange, refused):
        for many, refusal in (
            ([], rules.NoRules), ([of(house.people["pei"])], rules.NotThere), ([ANYBODY, ANYBODY], rules.Twice), ([Rule(Who.FEWEST, channel="pigeon")], NotAnEntry),
            ([Rule(Who.FEWEST, problem_class="relation", problem_type="process_billing")], NotItsType), ([Rule(Who.FEWEST, priority="high")] * 31, rules.TooManyRules),
        ):  # fmt: skip
            with refused(refusal):
                arrange(*many)
        with refused(NotPermitted):
            arrange(ANYBODY, who="ming")
        arrange(ANYBODY)
        with refused(Stale):
            arrange(of(house.people["mo"]))

    def test_without_rules_registering_asks_no_more_and_with_them_one_question_more(self, house, arrange, register):
        asked = []
        event.listen(db.engine(), "before_cursor_execute", lambda c, cursor, statement, *more: asked.append(statement))
        counts = []
        for change in (None, ANYBODY, Rule(Who.FEWEST, channel="chat")):
            if change:
                arrange(change, version=len(counts) - 1)
            register()  # what is kept in memory is read
            asked.clear()
            register()
            assert not any("FROM dispatch_plans" in one for one in asked)
            counts.append(sum("leaves" in one for one in asked))
        assert counts == [0, 1, 0]


@pytest.mark.usefixtures("sqlite_database")
class TestScreen:
    def test_a_rule_is_written_switched_on_and_said_on_the_request(self, house, do, screen, hotline, arrange, register, seen):
        register(problem_class="process")
        at = screen("pages/Requests.py", "mo", query={"part": "dispatch", "project": hotline})
        at.selectbox(key="dispatch:new:channel").set_value("phone").run()
        at.button(key="dispatch:new:save").click().run()
        assert not at.exception
        at.button(key="dispatch:switch").click().run()
        assert not at.exception
        made = register(problem_class="process")
        one = seen(made)
        assert one.log[-1].facts[FACT]["number"] == 1
        at = screen("pages/Request.py", "mo", query={"request": one.code})
        assert "given by rule 1" in " ".join(line.value for line in at.caption)
        for language in Language:
            assert not screen("pages/Requests.py", "ming", query={"part": "dispatch", "project": hotline}, language=language).exception
            assert not screen("pages/Request.py", "ming", query={"request": one.code}, language=language).exception
