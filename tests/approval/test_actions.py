"""Approvals on both databases: what is refused and why, what is frozen, what is told, and what happens at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core import db, work
from core.access import Role
from core.approval import actions, queries, rules
from core.approval.chains import actions as chains
from core.approval.chains import queries as chain_queries
from core.approval.chains.rules import How, NoSteps, PersonMissing, Step, UnknownChain, Who
from core.approval.copies.rules import Change, Kind
from core.approval.deputies import actions as deputies
from core.approval.deputies import queries as deputy_queries
from core.approval.deputies.rules import BadAbsence, DeputyTwice, NoDeputy, OwnDeputy
from core.approval.rules import State, Verdict
from core.audit.actions import NOBODY
from core.calendar.rules import BeyondHorizon
from core.clock import at, now, today
from core.errors import Empty, NotFound, NotPermitted, Refusal, Stale, TooLong, WrongState
from core.inspection.templates import actions as templates
from core.inspection.templates.rules import BadStep
from core.inspection.templates.rules import State as VersionState
from core.notice import rules as notice_rules
from core.notice.records import Notice
from core.words import Language
from tests.cast import draft, trail

pytestmark = pytest.mark.usefixtures("database")
YES = {"step": 0, "verdict": Verdict.APPROVE}


def at_once(*deeds):
    """Each in a thread of its own, all from one moment on: what they returned, or the kind of refusal they met."""
    ready = Barrier(len(deeds))

    def attempt(deed):
        ready.wait()
        try:
            return deed()
        except Refusal as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(attempt, deeds))


@pytest.fixture
def chain(do, things, house):
    """`chain(Step(...), ...)`: the chain of things from now on."""

    def chain_(*steps):
        kept = work.ask(chain_queries.chain_for_update, "thing")
        return do(chains.edit, "ada", "thing", steps=steps, version=kept.version if kept else 0)

    return chain_


@pytest.fixture
def named(house):
    return lambda who, **more: Step(Who.PERSON, person_id=house.people[who], **more)


@pytest.fixture
def waiting(house, do, things, chain, named):
    """Ada's own thing, submitted by her; Mei is asked, then the leadership."""
    chain(named("mei"), Step(Who.ROLE, Role.LEADERSHIP))
    return do(actions.submit, "ada", "thing", things.add(house.people["ada"]), comment="Please look.")


def code(ask, waiting):
    return next(row.code for row in ask(queries.submitted, "ada") if row.id == waiting)


class TestSubmitting:
    def test_a_submission_is_frozen_numbered_and_traced(self, house, do, ask, things, chain, named, traced):
        chain(named("mei"))
        thing = things.add(house.people["ada"], amount=D("12.50"))
        with traced("approval:submit", "ada") as entry:
            made = do(actions.submit, "ada", "thing", thing, comment="  Please look.  ")
        view = ask(queries.approval, "mei", code(ask, made))
        assert (view.row.code[:4], view.row.number, view.row.comment, view.row.amount) == ("APR-", 1, "Please look.", D("12.50"))
        assert view.frozen == things.known[thing].document
        assert entry[0].facts["subject"] == ["thing", thing, f"T-{thing}"]

    def test_what_was_frozen_stays_when_the_subject_changes(self, ask, things, waiting):
        before = ask(queries.approval, "mei", code(ask, waiting)).frozen
        things.known[1].document = {"name": "Another"}
        assert ask(queries.approval, "mei", code(ask, waiting)).frozen == before != things.known[1].document

    def test_there_is_one_open_submission_of_a_subject(self, do, refused, waiting):
        with refused(rules.OpenAlready):
            do(actions.submit, "lin", "thing", 1)

    def test_two_at_once_leave_one(self, house, things, chain):
        chain(Step(Who.HOLDERS))
        thing = things.add(house.people["mei"])
        who = [house.actor("ada"), house.actor("lin")]

        def submit(one):
            try:
                return work.do(actions.submit, one, "thing", thing)
            except rules.OpenAlready:
                return None

        with ThreadPoolExecutor(2) as threads:
            done = list(threads.map(submit, who))
        assert sorted(one is None for one in done) == [False, True]
        assert len(trail("approval:submit")) == 2  # the cast's checklist was one

    def test_a_step_without_anybody_falls_back_to_the_leadership_and_says_so(self, house, do, ask, things, chain, named):
        chain(named("ada"))  # who submits it herself
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        view = ask(queries.approval, "lin", code(ask, made))
        assert view.stages[0].fallback
        assert {one["en"] for one in view.stages[0].asked} == {"Lin", "Yan"}

    def test_nobody_at_all_is_refused_and_nothing_is_approved(self, house, do, refused, things, chain):
        chain(Step(Who.ROLE, Role.LEADERSHIP))
        thing = things.add(house.people["yan"])
        with refused(rules.NobodyToAsk):
            do(actions.submit, "lin", "thing", thing)
        assert things.approved == []

    def test_steps_below_their_amount_are_left_out(self, house, do, ask, things, chain, named):
        chain(named("mei"), Step(Who.ROLE, Role.LEADERSHIP, from_amount=D(1000)))
        small, large = (do(actions.submit, "ada", "thing", things.add(house.people["ada"], amount=D(one))) for one in ("999.99", "1000"))
        assert [row.steps for row in ask(queries.submitted, "ada")][:2] == [2, 1]
        do(actions.decide, "mei", small, **YES)
        do(actions.decide, "mei", large, **YES)
        assert things.approved == [1]

    def test_bad_input_is_refused_in_words(self, house, do, refused, things, chain):
        thing = things.add(house.people["ada"])
        with refused(UnknownChain):  # registered, but nobody made a chain
            do(actions.submit, "ada", "thing", thing)
        chain(Step(Who.HOLDERS))
        with refused(UnknownChain):
            do(actions.submit, "ada", "nothing", thing)
        with refused(NotFound):
            do(actions.submit, "ada", "thing", 987)
        with refused(NotPermitted):
            do(actions.submit, "mei", "thing", thing)
        with refused(TooLong):
            do(actions.submit, "ada", "thing", thing, comment="x" * 1001)
        things.known[thing].ready = False
        with refused(WrongState):
            do(actions.submit, "ada", "thing", thing)

    def test_a_due_day_that_never_comes_is_refused(self, house, do, refused, things, chain):
        """The calendar ends before the step would be due; nobody is asked for what can never be overdue."""
        chain(Step(Who.HOLDERS, days=90))
        thing = things.add(house.people["mei"])
        with at(datetime(2079, 12, 1, tzinfo=UTC)), refused(BeyondHorizon):
            do(actions.submit, "ada", "thing", thing)

    def test_a_chain_changed_later_changes_nothing_under_way(self, do, ask, things, waiting, chain):
        chain(Step(Who.HOLDERS))
        assert len(ask(queries.approval, "mei", code(ask, waiting)).stages) == 2
        do(actions.decide, "mei", waiting, **YES)
        assert things.approved == []


class TestDeciding:
    def test_the_last_yes_lets_it_take_effect_once(self, do, refused, things, waiting, traced):
        with traced("approval:approve", "mei") as entry:
            do(actions.decide, "mei", waiting, **YES)
        assert (entry[0].facts["after"], things.approved) == ("submitted", [])
        do(actions.decide, "yan", waiting, step=1, verdict=Verdict.APPROVE, comment="Good.")
        assert things.approved == [1]
        for who, reason in (("yan", rules.DecidedAlready), ("lin", rules.NotOpen)):
            with refused(reason):
                do(actions.decide, who, waiting, step=1, verdict=Verdict.APPROVE)
        assert things.approved == [1]

    def test_a_second_click_does_nothing_again(self, house, things, waiting):
        mei, key = house.actor("mei"), work.page_key("decide", "one-form")
        assert work.do_once(key, actions.decide, mei, waiting, **YES) == work.do_once(key, actions.decide, mei, waiting, **YES) == waiting
        assert len(trail("approval:approve")) == 2  # with the cast's checklist

    def test_the_reasons_of_refusals(self, do, refused, waiting):
        for who, reason in (("ada", rules.OwnSubmission), ("kit", NotPermitted), ("lin", NotPermitted)):
            with refused(reason):
                do(actions.decide, who, waiting, **YES)
        do(actions.decide, "mei", waiting, **YES)
        with refused(rules.DecidedAlready):
            do(actions.decide, "mei", waiting, **YES)
        with refused(Stale):
            do(actions.decide, "lin", waiting, **YES)

    @pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.REJECT])
    def test_sending_back_says_why(self, do, ask, refused, things, waiting, verdict):
        for empty in ("", "  \n "):
            with refused(Empty):
                do(actions.decide, "mei", waiting, step=0, verdict=verdict, comment=empty)
        do(actions.decide, "mei", waiting, step=0, verdict=verdict, comment="The weight is wrong.")
        assert (things.approved, things.returned) == ([], [1])
        row = ask(queries.submitted, "ada")[0]
        assert row.state is (State.RETURNED if verdict is Verdict.RETURN else State.REJECTED)
        assert ask(queries.approval, "ada", row.code).stages[0].said[0].comment == "The weight is wrong."

    def test_an_author_who_did_not_submit_does_not_decide_either(self, house, do, refused, things, chain, named):
        chain(Step(Who.HOLDERS))
        made = do(actions.submit, "ada", "thing", things.add(house.people["lin"]))
        with refused(rules.OwnWork):
            do(actions.decide, "lin", made, **YES)
        do(actions.decide, "yan", made, **YES)

    def test_what_changed_since_is_not_approved_unseen(self, do, refused, things, waiting):
        things.known[1].document = {"name": "Another"}
        with refused(rules.ChangedSince):
            do(actions.decide, "mei", waiting, **YES)
        do(actions.decide, "mei", waiting, step=0, verdict=Verdict.RETURN, comment="It has changed.")

    def test_a_resubmission_shows_what_changed(self, do, ask, refused, things, waiting):
        do(actions.decide, "mei", waiting, step=0, verdict=Verdict.RETURN, comment="Too heavy.")
        with refused(rules.NothingChanged):
            do(actions.submit, "ada", "thing", 1)
        things.known[1].document = {"name": "A thing", "parts": [{"code": "one", "weight": "4"}]}
        again = do(actions.submit, "ada", "thing", 1)
        view = ask(queries.approval, "mei", code(ask, again))
        assert view.row.number == 2
        assert view.changes == (Change(("parts", "one", "weight"), Kind.CHANGED, "5", "4"),)

    def test_unchanged_it_comes_again_only_with_a_word(self, do, waiting):
        do(actions.decide, "mei", waiting, step=0, verdict=Verdict.REJECT, comment="No.")
        assert do(actions.submit, "ada", "thing", 1, comment="It is right as it stands: see the contract.") != waiting

    def test_two_decisions_at_once_count_once(self, house, do, things, chain):
        chain(Step(Who.HOLDERS))
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        who = [house.actor("lin"), house.actor("yan")]

        def decide(one):
            try:
                return work.do(actions.decide, one, made, **YES)
            except Refusal as refusal:
                return type(refusal)

        with ThreadPoolExecutor(2) as threads:
            done = list(threads.map(decide, who))
        assert done.count(made) == 1
        assert things.approved == [1]

    def test_one_person_twice_at_the_same_moment_decides_once(self, house, do, things, chain, named):
        """Two devices, two forms: where all have to say yes, one of them does not count for two."""
        chain(Step(Who.ROLE, Role.LEADERSHIP, how=How.ALL))
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        done = at_once(*[lambda: work.do(actions.decide, house.actor("lin"), made, **YES)] * 4)
        assert sorted(done, key=str) == [made, *[rules.DecidedAlready] * 3]
        assert things.approved == []
        do(actions.decide, "yan", made, **YES)
        assert things.approved == [1]

    def test_both_of_two_who_have_to_say_yes_count_at_the_same_moment(self, house, do, things, chain):
        chain(Step(Who.ROLE, Role.LEADERSHIP, how=How.ALL))
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        done = at_once(*[lambda who=who: work.do(actions.decide, house.actor(who), made, **YES) for who in ("lin", "yan")])
        assert (done, things.approved) == ([made, made], [1])

    def test_somebody_and_her_deputy_at_the_same_moment_are_one_voice(self, house, do, things, waiting):
        do(deputies.name_deputy, "mei", house.people["kit"], first=today(), last=today())
        done = at_once(*[lambda who=who: work.do(actions.decide, house.actor(who), waiting, **YES) for who in ("mei", "kit")])
        assert done.count(waiting) == 1
        assert things.approved == []  # the second step is still to be asked

    def test_a_decision_and_a_withdrawal_at_the_same_moment_leave_one(self, house, do, things, chain):
        chain(Step(Who.HOLDERS))
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        done = at_once(
            lambda: work.do(actions.decide, house.actor("lin"), made, **YES), lambda: work.do(actions.withdraw, house.actor("ada"), made)
        )
        assert sorted(done, key=str) == [made, rules.NotOpen]
        assert len(things.approved) + len(things.returned) == 1

    def test_who_comes_a_moment_too_late_is_told_so(self, house, do, refused, things, chain, named):
        chain(Step(Who.ROLE, Role.LEADERSHIP), named("mei"))
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        do(actions.decide, "yan", made, **YES)
        with refused(Stale):  # she was asked in the step before
            do(actions.decide, "lin", made, **YES)
        with refused(NotPermitted):  # he never was
            do(actions.decide, "kit", made, **YES)
        do(actions.withdraw, "ada", made)
        for who, step in (("mei", 1), ("lin", 0)):
            with refused(rules.NotOpen):
                do(actions.decide, who, made, step=step, verdict=Verdict.APPROVE)
        with refused(NotPermitted):
            do(actions.decide, "kit", made, **YES)

    def test_an_effect_that_is_refused_undoes_the_decision(self, house, do, refused, ask):
        version = do(templates.create, "ada", draft("new"))
        made = do(actions.submit, "ada", "template_version", version)
        do(templates.move, "lin", version, state=VersionState.RETIRED)
        with refused(BadStep):
            do(actions.decide, "lin", made, **YES)
        do(actions.decide, "lin", made, step=0, verdict=Verdict.RETURN, comment="It was retired meanwhile.")

    def test_withdrawing_is_the_submitters_own_deed(self, do, refused, things, waiting, traced):
        for who in ("mei", "lin"):
            with refused(NotPermitted):
                do(actions.withdraw, who, waiting)
        with traced("approval:withdraw", "ada"):
            do(actions.withdraw, "ada", waiting)
        with refused(rules.NotOpen):
            do(actions.withdraw, "ada", waiting)
        with refused(rules.NotOpen):
            do(actions.decide, "ada", waiting, **YES)
        assert do(actions.submit, "ada", "thing", 1) != waiting


class TestDeputies:
    def test_a_deputy_decides_and_the_decision_says_for_whom(self, house, do, ask, waiting, traced):
        with traced("approval:delegate", "mei"):
            do(deputies.name_deputy, "mei", house.people["kit"], first=today(), last=today() + timedelta(days=3))
        (row,) = ask(queries.waiting, "kit")
        assert row.instead_of["en"] == "Mei"
        do(actions.decide, "kit", waiting, **YES)
        said = ask(queries.approval, "kit", row.code).stages[0].said[0]
        assert (said.person["en"], said.instead_of["en"], said.over) == ("Kit", "Mei", False)
        assert trail("approval:approve")[-1].facts["instead_of"] == house.people["mei"]

    def test_a_period_that_is_not_today_or_was_ended_gives_nothing(self, house, do, ask, refused, waiting):
        do(deputies.name_deputy, "mei", house.people["kit"], first=today() + timedelta(days=1), last=today() + timedelta(days=2))
        assert ask(queries.waiting, "kit") == []
        with refused(NotPermitted):
            do(actions.decide, "kit", waiting, **YES)
        made = do(deputies.name_deputy, "mei", house.people["hu"], first=today(), last=today())
        assert len(ask(queries.waiting, "hu")) == 1
        with refused(NotPermitted):
            do(deputies.end_deputy, "hu", made)
        do(deputies.end_deputy, "mei", made)
        assert ask(queries.waiting, "hu") == []
        assert [one.deputy["en"] for one in ask(deputy_queries.mine, "mei")] == ["Kit"]

    def test_the_submitter_is_nobodys_deputy_in_the_own_matter(self, house, do, ask, refused, waiting):
        do(deputies.name_deputy, "mei", house.people["ada"], first=today(), last=today())
        assert ask(queries.waiting, "ada") == []
        with refused(rules.OwnSubmission):
            do(actions.decide, "ada", waiting, **YES)

    def test_bad_periods_and_people_are_refused(self, house, do, refused):
        kit, day = house.people["kit"], today()
        for deputy, first, last, reason in (
            (house.people["mei"], day, day, OwnDeputy), (house.people["cora"], day, day, NoDeputy), (98765, day, day, NoDeputy),
            (kit, day, day - timedelta(days=1), BadAbsence), (kit, day - timedelta(days=9), day - timedelta(days=2), BadAbsence),
            (kit, day, day + timedelta(days=400), BadAbsence),
        ):  # fmt: skip
            with refused(reason):
                do(deputies.name_deputy, "mei", deputy, first=first, last=last)
        do(deputies.name_deputy, "mei", kit, first=day, last=day + timedelta(days=5))
        with refused(DeputyTwice):
            do(deputies.name_deputy, "mei", kit, first=day + timedelta(days=5), last=day + timedelta(days=9))


class TestOverdue:
    def test_what_is_overdue_goes_to_those_above_once(self, house, do, ask, things, chain, named):
        chain(named("ming", days=2), named("mei"))
        made = do(actions.submit, "ada", "thing", things.add(house.people["ada"]))
        assert do(actions.take_further, NOBODY) == 0
        with at(now() + timedelta(days=30)):
            assert ask(queries.waiting, "hu") == []
            assert do(actions.take_further, NOBODY) == 1
            assert do(actions.take_further, NOBODY) == 0
            assert [row.id for row in ask(queries.waiting, "hu")] == [row.id for row in ask(queries.waiting, "ming")] == [made]
            do(actions.decide, "hu", made, **YES)
            view = ask(queries.approval, "hu", code(ask, made))
            assert view.stages[0].said[0].over
            assert view.row.escalated_at is None, "the next step has its own time"
            assert [row.id for row in ask(queries.waiting, "mei")] == [made]
        assert [one.actor_id for one in trail("approval:escalate")] == [None]


class TestTelling:
    def told(self, kind):
        with db.reading() as session:
            return {(row.person_id, row.subject_code) for row in session.scalars(select(Notice).where(Notice.kind == kind))}

    def test_who_is_asked_is_told_and_who_submitted_hears_the_end(self, house, do, ask, things, waiting):
        known, who = code(ask, waiting), house.people
        cast_own = self.told("approval_waiting") - {(who["mei"], known)}
        assert (who["mei"], known) in self.told("approval_waiting")
        assert known not in {about for _, about in cast_own}
        do(actions.decide, "mei", waiting, **YES)
        assert {(who["lin"], known), (who["yan"], known)} <= self.told("approval_waiting")
        do(actions.decide, "yan", waiting, step=1, verdict=Verdict.REJECT, comment="No.")
        assert {person for person, about in self.told("approval_answered") if about == known} == {who["ada"]}

    def test_whoever_answered_is_named_in_the_reader_s_language(self, house, do, waiting):
        do(actions.decide, "mei", waiting, step=0, verdict=Verdict.RETURN, comment="Too heavy.")
        with db.reading() as session:
            told = session.scalars(select(Notice).where(Notice.kind == "approval_answered", Notice.person_id == house.people["ada"]).order_by(Notice.id.desc())).first()
        said = {language: notice_rules.told(told.message, told.values, language, ZoneInfo("Asia/Shanghai")) for language in Language}
        assert said[Language.ENGLISH].startswith("Mei returned T-1")
        assert said[Language.SIMPLIFIED].startswith("梅")

    def test_a_deputy_is_told_too_and_those_above_when_it_is_late(self, house, do, ask, things, chain, named):
        chain(named("ming", days=1))
        do(deputies.name_deputy, "ming", house.people["kit"], first=today(), last=today())
        known = code(ask, do(actions.submit, "ada", "thing", things.add(house.people["ada"])))
        assert {person for person, about in self.told("approval_waiting") if about == known} == {house.people["ming"], house.people["kit"]}
        with at(now() + timedelta(days=30)):
            do(actions.take_further, NOBODY)
        assert {person for person, about in self.told("approval_late") if about == known} == {house.people["hu"]}


class TestSeeing:
    def test_lists_show_what_one_has_a_part_in(self, ask, do, waiting):
        assert [row.id for row in ask(queries.waiting, "mei")] == [waiting]
        assert ask(queries.waiting, "lin") == []
        do(actions.decide, "mei", waiting, **YES)
        assert ask(queries.waiting, "mei") == []
        assert [row.id for row in ask(queries.waiting, "lin")] == [waiting]
        assert [row.id for row in ask(queries.ended, "mei")] == [waiting]
        assert ask(queries.ended, "kit") == ask(queries.submitted, "kit") == ask(queries.open_of_all, "kit") == []
        assert waiting in [row.id for row in ask(queries.open_of_all, "yan")]

    def test_the_copy_is_for_those_who_have_a_part_in_it(self, ask, refused, waiting):
        known = code(ask, waiting)
        for who in ("ada", "mei", "lin", "yan"):
            assert ask(queries.approval, who, known).whole
        for who in ("kit", "hu", "mo", "ming", "cora"):
            with refused(NotPermitted):
                ask(queries.approval, who, known)
        with refused(NotFound):
            ask(queries.approval, "ada", "APR-2020-0001")

    def test_who_only_sees_the_subject_learns_its_state_and_nothing_of_the_copy(self, do, ask, things, waiting):
        do(actions.decide, "mei", waiting, step=0, verdict=Verdict.RETURN, comment="Between us.")
        found = ask(queries.standing, "mo", "thing", 1)
        assert (found.latest.row.state, found.latest.whole, found.may_submit) == (State.RETURNED, False, False)
        assert (found.latest.frozen, found.latest.changes, found.latest.row.comment) == ({}, (), "")
        assert found.latest.stages[0].said[0].comment == ""
        assert ask(queries.standing, "ada", "thing", 1).may_submit

    def test_a_subject_says_whether_it_can_be_submitted_and_why_not(self, house, ask, do, things, chain):
        chain(Step(Who.ROLE, Role.LEADERSHIP))
        thing = things.add(house.people["yan"])
        assert ask(queries.standing, "ada", "thing", thing).may_submit
        alone = ask(queries.standing, "lin", "thing", thing)
        assert not alone.may_submit
        assert isinstance(alone.why_not, rules.NobodyToAsk)
        do(actions.submit, "ada", "thing", thing)
        assert not ask(queries.standing, "ada", "thing", thing).may_submit


class TestChains:
    def test_an_administrator_changes_a_chain(self, house, do, ask, refused, traced):
        assert ask(chain_queries.chains, "ada")["round"].version == 0
        steps = (Step(Who.MANAGER, days=2), Step(Who.ROLE, Role.LEADERSHIP, how=How.ALL, from_amount=D("10.50")))
        with traced("chain:edit", "ada"):
            do(chains.edit, "ada", "round", steps=steps, version=0)
        kept = ask(chain_queries.chains, "ada")["round"]
        assert (kept.steps, kept.version, kept.changed_by["en"]) == (steps, 1, "Ada")
        with refused(Stale):
            do(chains.edit, "ada", "round", steps=steps, version=0)

    def test_a_chain_that_cannot_be_used_is_refused(self, house, do, refused):
        for steps, reason in (([], NoSteps), ([Step(Who.PERSON, person_id=house.people["cora"])], PersonMissing), ([Step(Who.PERSON, person_id=98765)], PersonMissing)):
            with refused(reason):
                do(chains.edit, "ada", "round", steps=steps, version=0)
        with refused(UnknownChain):
            do(chains.edit, "ada", "nothing", steps=[Step(Who.HOLDERS)], version=0)
        with refused(NotPermitted):
            do(chains.edit, "lin", "round", steps=[Step(Who.HOLDERS)], version=0)


def test_every_shipped_chain_can_be_used():
    from core.approval.chains.rules import checked

    assert set(chain_queries.shipped()) <= set(queries.kinds())
    assert all(checked(steps) == steps for steps in chain_queries.shipped().values())
