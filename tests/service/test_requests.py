"""Requests from the first call to the archive, as the people of the house do it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, db
from core.audit import queries as audit
from core.customers import actions as customers
from core.customers.needs import queries as needs
from core.errors import Empty, NotFound, NotPermitted, Stale, TooLong, WrongState
from core.followup import queries as followups
from core.metrics import queries as measures
from core.metrics.rules import Asked as Period
from core.notice.records import Notice
from core.reference.rules import NotAnEntry
from core.service.clocks import rules as clocks
from core.service.clocks.rules import Standing, Targets
from core.service.closing import actions as closing
from core.service.closing import rules as closing_rules
from core.service.commitments import actions as promises
from core.service.commitments import queries as promised
from core.service.commitments import rules as promise_rules
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.ladder import actions as ladder
from core.service.likeness import queries as likeness
from core.service.requests import actions, queries, rules
from core.service.requests.records import Request
from core.service.requests.rules import Intake, Logged, Past, State, Step, Visit
from core.service.rules import Degree, Priority
from tests.cast import trail

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 3, 3, 1, tzinfo=UTC)  # a Tuesday, nine o'clock in Shanghai
DATES = {"urgency": Degree.MEDIUM, "impact": Degree.MEDIUM}


@pytest.fixture
def time():
    """The moment at which everything happens; `time(90)` is ninety minutes after the start."""
    with clock.at(START):
        yield lambda minutes: clock.at(START + timedelta(minutes=minutes))


@pytest.fixture
def ferries(house, do, time):
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])


@pytest.fixture
def register(house, do, ferries):
    def register_(who="ming", **more):
        return do(intake.register, who, house.projects["hotline"], Intake(**{"customer_id": ferries, "channel": "phone", "title": "Invoices show a wrong amount"} | more))

    return register_


@pytest.fixture
def view(ask):
    def view_(request_id, who="mo"):
        with db.reading() as session:
            code = session.get_one(Request, request_id).code
        return ask(queries.view, who, code)

    return view_


@pytest.fixture
def resolved(do, time, register, view):
    """A request that Ming registered, classified, answered and resolved within two hours."""
    made = register(problem_class="process", problem_type="process_billing")
    do(handling.give, "ming", made, handler_id=view(made).handler_id, version=view(made).version)
    do(handling.begin, "ming", made)
    with time(30):
        do(handling.respond, "ming", made, text="We look into it.")
    with time(120):
        do(handling.resolve, "ming", made, solution="The rate was mended.", version=view(made).version)
    return made


def test_a_request_goes_through_every_state_and_leaves_a_trace_of_each(house, do, ask, time, resolved, view, refused):
    with time(130):
        with refused(rules.OwnWork):
            do(closing.verify, "ming", resolved, passed=True)
        do(closing.verify, "mo", resolved, passed=True)
        with refused(rules.CloseNeedsWord):
            do(closing.give_up, "ming", resolved)
        do(closing.confirm, "ming", resolved, text="Ms Wu on the phone.")
        do(closing.archive, "ming", resolved)
        seen = view(resolved)
    assert (seen.state, seen.closed_by, seen.code) == (State.ARCHIVED, "customer", "REQ-2026-0001")
    assert [one.step.value for one in seen.log] == ["reported", "acknowledged", "classified", "recorded", "begun", "responded", "resolved", "verified", "confirmed", "archived"]
    assert [(one.used, one.standing) for one in seen.readings] == [(0, Standing.STOPPED), (1800, Standing.STOPPED), (7200, Standing.STOPPED)]
    assert seen.visit_due_on == date(2026, 3, 10)
    deeds = [one.deed.partition(":")[2] for one in trail() if one.deed.startswith("request:")]
    assert deeds == ["register", "give", "begin", "respond", "resolve", "verify", "confirm", "archive"]
    with clock.at(START + timedelta(days=8)):
        do(closing.visit, "ming", resolved, outcome=Visit.CONTENT, text="All is well.", need="Lines at night.")
        (heard,) = ask(needs.open_needs, "mo")
        with refused(rules.NoVisitDue):
            do(closing.visit, "ming", resolved, outcome=Visit.CONTENT, text="Again.")
    assert (heard.text, heard.request, heard.customer) == ("Lines at night.", seen.code, "Northern Ferries")


def test_three_attempts_close_what_nobody_confirms(do, resolved, view, refused):
    for day in (1, 2, 3):
        with clock.at(START + timedelta(days=day)):
            with refused(rules.CloseNeedsWord):
                do(closing.give_up, "ming", resolved)
            do(closing.attempt, "ming", resolved, channel="phone", text="Nobody picks up.")
    with clock.at(START + timedelta(days=3)):
        do(closing.give_up, "ming", resolved)
        assert (view(resolved).state, view(resolved).closed_by) == (State.CONFIRMED, "attempts")
        do(closing.reopen, "ming", resolved, reason="It came back.")
        again = view(resolved)
    assert (again.state, again.attempts, again.closed_by, again.visit_due_on) == (State.IN_HAND, (), "", None)
    assert again.readings[2].used == 7200


def test_what_is_not_accepted_goes_back_and_its_clock_goes_on(do, time, resolved, view, refused):
    with time(150):
        with refused(Empty):
            do(closing.verify, "mo", resolved, passed=False)
        do(closing.verify, "mo", resolved, passed=False, remark="The second invoice is still wrong.")
    with time(180):
        seen = view(resolved)
    assert (seen.state, seen.readings[2].standing, seen.readings[2].used) == (State.IN_HAND, Standing.RUNNING, 7200 + 1800)


class TestBadInput:
    def test_what_cannot_be_is_refused_in_words(self, house, do, time, register, refused, view):
        for wrong, refusal in (
            ({"customer_id": 999_999}, rules.UnknownCustomer), ({"reported_at": START + timedelta(hours=1)}, rules.ToCome), ({"reported_at": datetime(1999, 1, 1, tzinfo=UTC)}, rules.TooLongAgo),
            ({"title": "  "}, Empty), ({"text": "x" * 100_000}, TooLong), ({"channel": "pigeon"}, NotAnEntry), ({"problem_class": "relation", "problem_type": "process_billing"}, rules.NotItsType),
            ({"handler_id": house.people["pei"]}, rules.CannotHandle),
        ):  # fmt: skip
            with refused(refusal):
                register(**wrong)
        made = register(acknowledged=False, title="=1+1<script>alert(1)</script>")
        assert view(made).title == "=1+1<script>alert(1)</script>"  # kept as it is; pages and files show it as text
        with time(5), refused(rules.ClassifyFirst):
            do(handling.resolve, "ming", made, solution="Done.", version=1)
        do(handling.classify, "ming", made, problem_class="process", version=1, **DATES)
        do(handling.give, "ming", made, handler_id=house.people["ming"], version=view(made).version)
        with refused(rules.AcknowledgeFirst):
            do(handling.pause, "ming", made, reason="customer", evidence="Mail of today")
        with refused(rules.SomebodyElses):
            do(handling.begin, "mo", made)
        do(handling.begin, "ming", made)
        with time(10):
            with refused(clocks.ResolvedUnanswered):
                do(handling.resolve, "ming", made, solution="Done.", version=view(made).version)
            with refused(clocks.OutOfOrder):
                do(handling.respond, "ming", made, text="Soon.", at=START - timedelta(hours=1))
            do(handling.respond, "ming", made, text="Soon.")
            with refused(clocks.OutOfOrder):
                do(handling.pause, "ming", made, reason="customer", evidence="Mail of today", at=START + timedelta(minutes=9))
            with refused(rules.ShowIt):
                do(handling.pause, "ming", made, reason="customer", evidence=" ")
            with refused(Stale):
                do(handling.resolve, "ming", made, solution="Done.", version=1)

    def test_who_may_not_see_the_project_sees_nothing_and_does_nothing(self, do, ask, register, view, refused):
        code = view(register()).code
        with refused(NotFound):
            ask(queries.view, "pei", code)
        with refused(NotPermitted):
            ask(queries.view, "mei", code)
        with refused(NotPermitted):
            register(who="pei")


def test_a_corrected_moment_corrects_clock_and_row_and_the_old_one_stays(do, resolved, view, refused):
    entry = next(one for one in view(resolved).log if one.step is Step.RESPONDED)
    with clock.at(START + timedelta(hours=3)):
        with refused(clocks.OutOfOrder):
            do(actions.correct, "mo", resolved, event_id=entry.id, at=START + timedelta(hours=2, seconds=1), why="Typed wrong.")
        with refused(NotPermitted):
            do(actions.correct, "ming", resolved, event_id=entry.id, at=START, why="Typed wrong.")
        do(actions.correct, "mo", resolved, event_id=entry.id, at=START + timedelta(minutes=20), why="The mail went out at 20 past.")
        with refused(rules.NoSuchEvent):
            do(actions.correct, "mo", resolved, event_id=entry.id, at=START, why="Again.")
        seen = view(resolved)
    assert seen.readings[1].used == 1200
    assert [(one.void, one.why) for one in seen.log if one.step is Step.RESPONDED] == [(True, ""), (False, "The mail went out at 20 past.")]
    assert (trail("request:correct")[-1].facts["before"], trail("request:correct")[-1].facts["after"]) == ("2026-03-03 01:30:00+00:00", "2026-03-03 01:20:00+00:00")


def test_the_first_receiver_stays_and_every_hand_over_waits_until_the_next_begins(house, do, time, register, view, refused):
    made = register(problem_class="process")
    with refused(rules.SameHandler):
        do(handling.hand_over, "ming", made, to_id=house.people["ming"], reason="Mine.", version=1)
    do(handling.give, "ming", made, handler_id=house.people["ming"], version=1)
    with time(60):
        do(handling.hand_over, "ming", made, to_id=house.people["mo"], reason="Needs the contract.", version=view(made).version)
    with time(90):
        assert view(made).awaited
        do(handling.begin, "mo", made)
    seen = view(made)
    assert (seen.first_receiver["en"], seen.handler["en"]) == ("Ming", "Mo")
    assert [(one.by["en"], one.to["en"], one.reason, one.waited) for one in seen.handed] == [("Ming", "Mo", "Needs the contract.", 1800)]


def test_priority_and_targets_follow_the_classification_and_what_is_promised(house, do, ask, time, ferries, register, view, refused):
    first = register(urgency=Degree.HIGH, impact=Degree.MEDIUM)
    assert (view(first).priority, view(first).readings[1].target) == (Priority.HIGH, 120 * 60)
    with refused(NotPermitted):
        do(promises.promise, "ming", targets=Targets(5, 10, 60), valid_from=date(2026, 3, 4), project_id=house.projects["hotline"])
    with refused(NotPermitted):
        do(promises.promise, "mo", targets=Targets(5, 10, 60), valid_from=date(2026, 3, 4))
    with refused(promise_rules.TooFarBack):
        do(promises.promise, "mo", targets=Targets(5, 10, 60), valid_from=date(2026, 3, 2), project_id=house.projects["hotline"])
    do(promises.promise, "mo", targets=Targets(5, 10, 60, "always"), valid_from=date(2026, 3, 3), project_id=house.projects["hotline"])
    with refused(promise_rules.SameDay):
        do(promises.promise, "mo", targets=Targets(5, 10, 60), valid_from=date(2026, 3, 3), project_id=house.projects["hotline"])
    later = do(promises.promise, "lin", targets=Targets(5, 10, 90), valid_from=date(2026, 4, 1))
    assert view(first).readings[1].target == 120 * 60  # what is open keeps its own until it is classified anew
    do(handling.classify, "ming", first, problem_class="technology", urgency=Degree.HIGH, impact=Degree.HIGH, version=1)
    seen = view(first)
    assert (seen.priority, seen.readings[1].target, seen.readings[1].calendar, seen.state) == (Priority.URGENT, 600, "always", State.CLASSIFIED)
    assert [(one.project, one.may_drop) for one in ask(promised.listed, "lin", today=date(2026, 3, 3))] == [("PRJ-2026-0001", False), ("", True)]
    do(promises.drop, "lin", later)
    matrix = ask(promised.told_matrix, "lin")
    rows = promise_rules.written(matrix)
    rows[4][3] = "low"
    do(promises.weigh, "lin", rows, classes=matrix.classes, version=0)
    with refused(Stale):
        do(promises.weigh, "lin", rows, classes=matrix.classes, version=0)
    assert view(register()).priority is Priority.LOW


def test_the_same_customer_with_the_same_class_is_a_recurrence_and_the_same_words_a_duplicate(house, do, ask, time, ferries, resolved, register, view, refused):
    with time(200):
        again = register(title="Invoices show the wrong amount again", problem_class="process")
        other = register(title="Cannot sign in", problem_class="technology")
        assert (view(again).earlier.code, view(other).earlier) == ("REQ-2026-0001", None)
        alike = ask(likeness.duplicates, "ming", ferries, "Wrong amount on the invoices shown")
        assert [(one.code, one.share >= 0.5) for one in alike] == [("REQ-2026-0001", True), ("REQ-2026-0002", True)]
        assert [(one.code, one.solution) for one in ask(likeness.solved, "ming", "wrong invoices")] == [("REQ-2026-0001", "The rate was mended.")]
        assert ask(likeness.solved, "pei", "wrong invoices") == []
        with refused(rules.NotYourself):
            do(closing.merge, "ming", again, into="REQ-2026-0002", reason="The same.")
        with refused(NotFound):
            do(closing.merge, "ming", again, into="REQ-2026-0009", reason="The same.")
        do(closing.merge, "ming", again, into="req-2026-0001", reason="Ms Wu called twice.")
        with refused(WrongState):
            do(handling.acknowledge, "ming", again)
        assert (view(again).state, [one.code for one in view(resolved).merged]) == (State.MERGED, ["REQ-2026-0002"])
        assert [one.standing for one in view(again).readings] == [Standing.STOPPED, Standing.VOID, Standing.VOID]


def test_the_cause_is_asked_for_five_times_and_prevention_becomes_a_follow_up(house, do, ask, resolved, view, refused):
    with refused(closing_rules.NeedsAWhy):
        do(closing.explain, "ming", resolved, cause="procedure", whys=["", "No check."], prevention="", version=view(resolved).version)
    with refused(closing_rules.NothingToPrevent):
        do(closing.prevent, "ming", resolved, owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=date(2026, 3, 20))
    do(closing.explain, "ming", resolved, cause="procedure", whys=["Typed by hand.", "No import."], prevention="Import the rates.", version=view(resolved).version)
    do(closing.prevent, "ming", resolved, owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=date(2026, 3, 20))
    seen = view(resolved)
    assert (seen.cause, seen.whys, seen.follow_up) == ("procedure", ("Typed by hand.", "No import."), "FUP-2026-0001")
    assert ask(followups.followup, "mo", seen.follow_up).source.code == seen.code


def test_a_pause_stops_the_clocks_and_moves_what_is_due(do, time, register, view):
    made = register()
    with time(30):
        do(handling.pause, "ming", made, reason="customer", evidence="Mail of 9:30 to Ms Wu")
    with time(300):
        assert [one.standing for one in view(made).readings] == [Standing.STOPPED, Standing.PAUSED, Standing.PAUSED]
        do(handling.resume, "ming", made)
        assert view(made).readings[1].used == 1800


def test_the_ladder_tells_each_rung_once_and_reading_knows_without_it(house, do, time, register, view):
    made = register(acknowledged=False, urgency=Degree.HIGH, impact=Degree.HIGH)  # urgent: 15 minutes, 60 minutes, 8 hours
    told = lambda: [(one.person_id, one.values["percent"], one.values["clock"]["word"]) for one in notices()]  # noqa: E731

    def notices():
        with db.reading() as session:
            return session.query(Notice).filter_by(kind="request_late").order_by(Notice.id).all()

    from core.audit.actions import NOBODY
    from core.work import do as once

    assert once(ladder.remind, NOBODY) == 0
    ming, mo, hu = (house.people[one] for one in ("ming", "mo", "hu"))
    with time(8):
        assert once(ladder.remind, NOBODY) == 1
        assert once(ladder.remind, NOBODY) == 0
        assert told() == [(ming, 50, "Acknowledgement")]
    with time(25):
        assert [one.late for one in view(made).readings] == [True, False, False]
        assert once(ladder.remind, NOBODY) == 1
        assert sorted(told()[1:]) == sorted([(ming, 150, "Acknowledgement"), (mo, 150, "Acknowledgement"), (hu, 150, "Acknowledgement")])
        do(handling.acknowledge, "ming", made)
        assert once(ladder.remind, NOBODY) == 0
    assert [one.facts["told"] for one in trail("request:remind")] == [["REQ-2026-0001:acknowledge:50"], ["REQ-2026-0001:acknowledge:150"]]


def test_many_from_elsewhere_are_kept_at_once_and_known_again(house, ferries, time):
    def past(number):
        at = START - timedelta(days=number)
        log = [
            Logged(Step.REPORTED, at, facts={"targets": vars(Targets(15, 60, 480))}), Logged(Step.RESPONDED, at + timedelta(minutes=30)), Logged(Step.RESOLVED, at + timedelta(hours=2)),
            Logged(Step.CONFIRMED, at + timedelta(hours=3)),
        ]  # fmt: skip
        me = house.people["ming"]
        return Past(
            house.projects["hotline"], ferries, "regular", "phone", f"Incident {number}", "normal", State.CONFIRMED, me, me, log, resolver_id=me, source="desk", source_key=f"INC{number}",
        )  # fmt: skip

    with db.writing() as session:
        made = intake.keep_many(session, house.actor("mo"), [past(one) for one in range(1, 31)])
        assert queries.ids_of_source(session, "desk", ["INC1", "INC30", "INC31"]) == {"INC1": made[0], "INC30": made[29]}
        row = session.get_one(Request, made[0])
        assert (row.code, row.respond_used, row.respond_late, row.open, row.next_rung_at, row.version) == ("REQ-2026-0001", 1800, False, False, None, 1)
        assert len(queries.events_of(session, made[29])) == 4


def test_evidence_is_one_file_for_the_same_content(do, ask, register, refused):
    made = register()
    first = do(actions.attach, "ming", made, data=b"a mail", kind="pdf", name="mail.pdf")
    assert do(actions.attach, "mo", made, data=b"a mail", kind="pdf", name="same.pdf") == first
    assert len(trail("request:attach")) == 1
    assert audit is not None


def test_how_a_request_was_served_is_said_and_set_right(house, do, ask, time, resolved, view, refused):
    """The log keeps both, the figures follow, and what is wrong is refused in words."""
    period = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert view(resolved).mode == ""
    assert ask(measures.values, "mo", period)["service.self_service"].n == 0
    with refused(NotAnEntry):
        do(handling.say_mode, "ming", resolved, mode="telepathy", version=view(resolved).version)
    do(handling.say_mode, "ming", resolved, mode="remote", version=view(resolved).version)
    with refused(rules.SameMode):
        do(handling.say_mode, "ming", resolved, mode="remote", version=view(resolved).version)
    do(handling.say_mode, "ming", resolved, mode="self_service", version=view(resolved).version)
    shown = view(resolved)
    assert (shown.mode, [one.facts for one in shown.log if one.step is Step.SERVED]) == ("self_service", [{"mode": "remote", "before": ""}, {"mode": "self_service", "before": "remote"}])
    assert trail("request:say_mode")[-1].facts["after"] == "self_service"
    found = ask(measures.values, "mo", period)["service.self_service"]
    assert found.n == 1
    with time(180):
        do(closing.reopen, "ming", resolved, reason="It came back.")
        with refused(WrongState):
            do(handling.say_mode, "ming", resolved, mode="online", version=view(resolved).version)
    with time(240):
        do(handling.resolve, "ming", resolved, solution="Mended again.", mode="on_site", version=view(resolved).version)
    assert view(resolved).mode == "on_site"
