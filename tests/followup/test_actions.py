"""Deeds on follow-ups: allowed, refused without a trace of change, and traced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from core import db
from core.clock import at, now, today
from core.errors import Empty, NotFound, NotPermitted, Stale, TooLong, WrongState
from core.files import queries as files
from core.followup import actions, queries, rules
from core.followup.rules import Answer, Effect, Priority, State
from core.notice.records import Notice
from core.work import ask as ask_work
from core.work import do as do_work

pytestmark = pytest.mark.usefixtures("database")


def told(kind="followup"):
    """Who was told what, in order."""
    with db.reading() as session:
        return [tuple(one) for one in session.execute(select(Notice.person_id, Notice.message).where(Notice.kind == kind).order_by(Notice.id))]


def later(days):
    return at(now() + timedelta(days=days))


def test_the_whole_way_is_traced(desk, do, traced):
    with traced("followup:open", "hu"):
        made = desk.open()
    with traced("followup:plan", "mo"):
        desk.plan(made)
    with traced("followup:attach", "mo"):
        desk.attach(made)
    with traced("followup:report", "mo"):
        do(actions.report, "mo", made)
    with traced("followup:verify", "mei"):
        do(actions.verify, "mei", made, passed=True)
    row = desk.row(made)
    assert (row.code, row.state, row.effect) == (f"FUP-{today().year}-0001", State.CLOSED, Effect.PENDING)
    assert row.effect_due_on == today() + timedelta(days=30)
    with later(31), traced("followup:judge", "mei"):
        do(actions.judge, "mei", made, effective=True)
    assert desk.row(made).effect == Effect.EFFECTIVE
    assert desk.steps(made) == ["opened", "planned", "reported", "closed", "effective"]
    mo, mei = desk.house.people["mo"], desk.house.people["mei"]
    assert [one for one in told() if one[0] == mei][-1] == (mei, "{code} is reported as done and waits to be verified: {title}")
    assert [message for who, message in told() if who == mo] == [
        "{code} was opened: {title}", "{code} is verified and closed: {title}", "{code} was found effective: {title}",
    ]  # fmt: skip


def test_returned_work_is_in_hand_again_with_its_reason(desk, do, ask, refused):
    made = desk.reported()
    with refused(Empty):
        do(actions.verify, "mei", made, passed=False, remark="  ")
    do(actions.verify, "mei", made, passed=False, remark="The second line is not answered.")
    assert desk.row(made).state == State.IN_HAND
    view = ask(queries.followup, "mo", desk.row(made).code)
    assert view.steps[-1].text == "The second line is not answered."
    assert view.may_work


def test_whoever_does_it_does_not_verify_it(desk, do, house, refused):
    mo = house.people["mo"]
    with refused(rules.OwnVerifier):
        desk.open(verifier_id=mo)
    made = desk.open()
    with refused(rules.OwnVerifier):
        do(actions.hand_over, "hu", made, owner_id=mo, verifier_id=mo, version=desk.row(made).version)
    desk.plan(made)
    do(actions.report, "mo", made)
    for who in ("mo", "hu", "lin", "kit"):
        with refused(NotPermitted):
            do(actions.verify, who, made, passed=True)


def test_two_words_of_the_verifier_at_the_same_moment_are_one(desk):
    """On two devices: closed by one, returned by the other."""
    made, mei, ready = desk.reported(), desk.house.actor("mei"), Barrier(2)

    def verify(passed):
        ready.wait()
        try:
            return do_work(actions.verify, mei, made, passed=passed, remark="Seen.")
        except WrongState:
            return None

    with ThreadPoolExecutor(2) as threads:
        assert sorted(one is None for one in threads.map(verify, (True, False))) == [False, True]
    assert len({"closed", "returned"} & set(desk.steps(made))) == 1
    assert desk.steps(made)[:3] == ["opened", "planned", "reported"]
    assert len(desk.steps(made)) == 4


def test_bad_days_are_refused(desk, refused):
    with refused(rules.DueInPast):
        desk.open(due_on=today() - timedelta(days=1))
    with refused(rules.DueTooFar):
        desk.open(due_on=today().replace(year=9999))


def test_bad_texts_and_people_are_refused(desk, house, refused):
    with refused(Empty):
        desk.open(title=" ")
    with refused(Empty):
        desk.open(finding="")
    with refused(TooLong):
        desk.open(finding="x" * 2001)
    with refused(rules.CannotTakePart):
        desk.open(owner_id=house.people["cora"])
    with refused(NotFound):
        desk.open(owner_id=999)
    with refused(NotPermitted):
        desk.open("mei")
    with refused(NotPermitted):
        desk.open("pei")
    with refused(NotFound):
        desk.open(source_kind="round", source_id=999)
    with refused(rules.ElsewhereProject):
        desk.open("lin", source_kind="project", source_id=house.projects["harbour"])


def test_it_leads_back_to_what_it_is_about(desk, house, ask):
    made = desk.open("lin", source_kind="sheet", source_id=house.sheet)
    code = desk.row(made).code
    assert ask(queries.followup, "lin", code).source.path == f"Scoring_sheet?sheet={house.row().code}"
    assert ask(queries.followup, "mo", code).source is None  # its sheet is not released yet
    assert ask(queries.followup, "mo", code).row.source_code == house.row().code


def test_done_needs_its_measure_and_its_evidence(desk, do, refused):
    made = desk.open(evidence_needed=True)
    with refused(WrongState):
        do(actions.report, "mo", made)
    desk.plan(made)
    with refused(rules.EvidenceMissing):
        do(actions.report, "mo", made)
    file_id = desk.attach(made)
    assert desk.attach(made) == file_id
    do(actions.detach, "mo", made, file_id=file_id)
    with refused(rules.EvidenceMissing):
        do(actions.report, "mo", made)
    desk.attach(made, data=b"another")
    do(actions.report, "mo", made)
    with refused(WrongState):
        desk.attach(made, data=b"a third")
    with refused(WrongState):
        do(actions.detach, "mo", made, file_id=file_id)


def test_a_follow_up_takes_so_many_files(desk, refused):
    made = desk.open()
    for number in range(rules.FILES_PER_FOLLOW_UP):
        desk.attach(made, data=f"{number}".encode())
    with refused(rules.TooManyAttached):
        desk.attach(made, data=b"one more")


def test_its_files_open_to_those_who_may_see_it(desk, actor):
    made = desk.open()
    file_id = desk.attach(made)
    for who in ("mo", "mei", "hu", "lin", "ming", "ada"):
        assert ask_work(files.readable, actor(who), file_id)[2] == "line.jpg"
    for who in ("pei", "kit", "cora"):
        with pytest.raises(NotPermitted):
            ask_work(files.readable, actor(who), file_id)


def test_two_who_write_the_measure(desk, do, refused):
    made = desk.open()
    version = desk.row(made).version
    desk.plan(made)
    with refused(Stale):
        do(actions.plan, "mo", made, measure="Something else.", version=version)


class TestMoreTime:
    def test_granted_time_moves_the_due_day_and_keeps_the_history(self, desk, do, traced):
        made = desk.open()
        due = desk.row(made).due_on
        with traced("followup:ask_extension", "mo"):
            do(actions.ask_extension, "mo", made, wanted_on=due + timedelta(days=5), reason="The supplier is late.")
        with traced("followup:decide_extension", "mei"):
            do(actions.decide_extension, "mei", made, granted=True)
        (wish,) = desk.wishes(made)
        assert (desk.row(made).due_on, wish.answer, wish.due_on) == (due + timedelta(days=5), Answer.GRANTED, due)

    def test_refused_time_needs_a_reason_and_changes_no_day(self, desk, do, refused):
        made = desk.open()
        due = desk.row(made).due_on
        do(actions.ask_extension, "mo", made, wanted_on=due + timedelta(days=5), reason="Late.")
        with refused(Empty):
            do(actions.decide_extension, "hu", made, granted=False)
        do(actions.decide_extension, "hu", made, granted=False, reason="It is urgent.")
        assert (desk.row(made).due_on, desk.wishes(made)[0].answer_reason) == (due, "It is urgent.")

    def test_what_gives_no_time_is_refused(self, desk, do, refused):
        made = desk.open()
        due = desk.row(made).due_on
        for wanted, reason, kind in (
            (due + timedelta(days=1), " ", Empty),
            (due, "Late.", rules.NotLonger),
            (due - timedelta(days=1), "Late.", rules.NotLonger),
            (due.replace(year=9999), "Late.", rules.DueTooFar),
        ):
            with refused(kind):
                do(actions.ask_extension, "mo", made, wanted_on=wanted, reason=reason)
        with refused(NotPermitted):
            do(actions.ask_extension, "mei", made, wanted_on=due + timedelta(days=1), reason="Late.")
        with refused(rules.NotAsked):
            do(actions.decide_extension, "mei", made, granted=True)

    def test_nobody_grants_the_own_wish(self, desk, do, refused):
        made = desk.open()
        do(actions.ask_extension, "mo", made, wanted_on=desk.row(made).due_on + timedelta(days=5), reason="Late.")
        with refused(rules.NotYourOwn):
            do(actions.decide_extension, "mo", made, granted=True)
        with refused(rules.AskedAlready):
            do(actions.ask_extension, "mo", made, wanted_on=desk.row(made).due_on + timedelta(days=6), reason="Late.")

    def test_a_wish_lapses_with_the_work(self, desk, do, refused):
        made = desk.open()
        desk.plan(made)
        do(actions.ask_extension, "mo", made, wanted_on=desk.row(made).due_on + timedelta(days=5), reason="Late.")
        do(actions.report, "mo", made)
        assert desk.wishes(made)[0].answer == Answer.LAPSED
        with refused(rules.NotAsked):
            do(actions.decide_extension, "mei", made, granted=True)

    def test_a_day_that_has_gone_by_is_not_granted(self, desk, do, refused):
        made = desk.open()
        do(actions.ask_extension, "mo", made, wanted_on=desk.row(made).due_on + timedelta(days=1), reason="Late.")
        with later(20), refused(rules.DueInPast):
            do(actions.decide_extension, "mei", made, granted=True)


class TestTheEffect:
    def test_it_is_not_judged_before_its_day_and_not_twice(self, desk, do, refused):
        made = desk.closed()
        with later(29), refused(rules.TooEarly):
            do(actions.judge, "mei", made, effective=True)
        with later(30):
            with refused(NotPermitted):
                do(actions.judge, "mo", made, effective=True)
            do(actions.judge, "mei", made, effective=True)
            with refused(WrongState):
                do(actions.judge, "mei", made, effective=True)

    def test_what_did_not_help_is_opened_again_and_counted(self, desk, do, refused):
        made = desk.open(evidence_needed=True)
        desk.plan(made)
        desk.attach(made)
        do(actions.report, "mo", made)
        do(actions.verify, "mei", made, passed=True)
        with later(40):
            with refused(Empty):
                do(actions.judge, "mei", made, effective=False, due_on=today())
            with refused(Empty):
                do(actions.judge, "mei", made, effective=False, remark="They wait again.")
            with refused(rules.DueInPast):
                do(actions.judge, "mei", made, effective=False, remark="They wait again.", due_on=today() - timedelta(days=1))
            do(actions.judge, "mei", made, effective=False, remark="They wait again.", due_on=today() + timedelta(days=5))
            row = desk.row(made)
            assert (row.state, row.recurrences, row.measure, row.effect, row.pass_) == (State.TODO, 1, "", None, 2)
            desk.plan(made, measure="A third line.")
            with refused(rules.EvidenceMissing):  # what showed the first measure does not show the second
                do(actions.report, "mo", made)
            desk.attach(made)
            do(actions.report, "mo", made)
            assert [one.pass_ for one in desk.files(made)] == [1, 2]


class TestSteering:
    def test_cancelled_with_a_reason_never_by_the_owner(self, desk, do, refused, traced):
        made = desk.open()
        with refused(rules.NotYourOwn):
            do(actions.cancel, "mo", made, reason="I do not want to.")
        with refused(Empty):
            do(actions.cancel, "mei", made, reason="")
        with traced("followup:cancel", "mei"):
            do(actions.cancel, "mei", made, reason="The line was sold.")
        with refused(WrongState):
            desk.plan(made)

    def test_an_owner_passes_the_work_on_but_does_not_choose_the_verifier(self, desk, do, house, refused, traced):
        made = desk.open()
        people, version = house.people, desk.row(made).version
        with refused(rules.NotYourOwn):
            do(actions.hand_over, "mo", made, owner_id=people["ming"], verifier_id=people["hu"], version=version)
        with traced("followup:hand_over", "mo"):
            do(actions.hand_over, "mo", made, owner_id=people["ming"], verifier_id=people["mei"], version=version)
        with refused(Stale):
            do(actions.hand_over, "hu", made, owner_id=people["mo"], verifier_id=people["mei"], version=version)
        desk.plan(made, "ming")
        with refused(NotPermitted):
            desk.plan(made, "mo", "Mine.")


    def test_whoever_reported_it_does_not_verify_it_by_changing_places(self, desk, do, house, refused):
        made = desk.reported()
        people = house.people
        with refused(rules.OwnVerifier):
            do(actions.hand_over, "hu", made, owner_id=people["ming"], verifier_id=people["mo"], version=desk.row(made).version)
        do(actions.hand_over, "hu", made, owner_id=people["ming"], verifier_id=people["mei"], version=desk.row(made).version)
        with refused(rules.OwnVerifier):  # nor in two steps
            do(actions.hand_over, "hu", made, owner_id=people["ming"], verifier_id=people["mo"], version=desk.row(made).version)
        do(actions.verify, "mei", made, passed=False, remark="It is dead.")
        do(actions.hand_over, "hu", made, owner_id=people["ming"], verifier_id=people["mo"], version=desk.row(made).version)
        do(actions.report, "ming", made)  # her own word now
        do(actions.verify, "mo", made, passed=True)


class TestReminding:
    def test_owner_manager_and_head_are_reminded_once_each(self, desk, do, house, traced):
        made = desk.open(owner_id=house.people["ming"])
        due = desk.row(made).due_on
        done = []
        for late in (-1, 0, 0, 1, 3, 3, 7, 8):
            with at(datetime(due.year, due.month, due.day, 4, tzinfo=UTC) + timedelta(days=late)):
                done.append(do(actions.remind, actions_nobody()))
        assert done == [0, 1, 0, 0, 1, 0, 1, 0]
        assert desk.steps(made).count("reminded") == 3
        people = house.people
        assert told("followup_overdue") == [
            (people["ming"], "{code} is due today: {title}"), (people["mo"], "{code} is overdue: {title}"), (people["hu"], "{code} is overdue: {title}"),
        ]  # fmt: skip

    def test_missed_days_are_made_up_for(self, desk, do):
        made = desk.open()
        with later(60):
            assert do(actions.remind, actions_nobody()) == 3
            assert do(actions.remind, actions_nobody()) == 0
        assert desk.row(made).rung == 3

    def test_a_new_due_day_begins_anew(self, desk, do):
        made = desk.open()
        with later(11):
            assert do(actions.remind, actions_nobody()) == 1
            do(actions.ask_extension, "mo", made, wanted_on=today() + timedelta(days=5), reason="Late.")
            do(actions.decide_extension, "mei", made, granted=True)
            assert do(actions.remind, actions_nobody()) == 0
        with later(16):
            assert do(actions.remind, actions_nobody()) == 1

    def test_what_waits_for_the_verifier_is_not_the_owners_lateness(self, desk, do):
        desk.reported()
        with later(60):
            assert do(actions.remind, actions_nobody()) == 0

    def test_verifiers_are_told_once_that_an_effect_can_be_judged(self, desk, do):
        desk.closed()
        with later(29):
            assert do(actions.remind, actions_nobody()) == 0
        with later(30):
            assert do(actions.remind, actions_nobody()) == 1
            assert do(actions.remind, actions_nobody()) == 0


def actions_nobody():
    from core.audit.actions import NOBODY

    return NOBODY


class TestLists:
    def test_tabs_count_what_they_list(self, desk, do, house, ask):
        desk.open(due_on=today())
        desk.open(owner_id=house.people["ming"], verifier_id=house.people["mo"])
        desk.reported()
        desk.closed()
        with later(31):
            for who in ("mo", "mei", "hu", "ming", "lin"):
                counts = ask(queries.counts, who)
                for tab in queries.TABS:
                    rows, total = ask(queries.listed, who, queries.Filter(tab=tab))
                    assert total == len(rows) == getattr(counts, tab), (who, tab)
            assert ask(queries.counts, "mei") == queries.Counts(0, 0, 2, 1, 3)  # the other overdue one is out of her sight
            assert ask(queries.counts, "mo").mine_overdue == 1

    def test_who_sees_which(self, desk, ask):
        made = desk.open()
        code = desk.row(made).code
        for who in ("ada", "lin", "hu", "mo", "ming", "mei"):
            assert ask(queries.followup, who, code).row.code == code
        for who in ("pei", "kit"):
            with pytest.raises(NotFound):
                ask(queries.followup, who, code)
            assert ask(queries.listed, who, queries.Filter()) == ([], 0)
        with pytest.raises(NotPermitted):
            ask(queries.listed, "cora", queries.Filter())

    def test_filters_narrow_and_pages_part(self, desk, ask):
        for number in range(5):
            desk.open(due_on=today() + timedelta(days=number * 5), priority=Priority.HIGH if number == 4 else Priority.LOW)
        assert [row.priority for row in ask(queries.listed, "mo", queries.Filter(priorities=(Priority.HIGH,)))[0]] == [Priority.HIGH]
        assert ask(queries.listed, "mo", queries.Filter(due="soon"))[1] == 2
        assert ask(queries.listed, "mo", queries.Filter(due="later"))[1] == 3
        first, second = (ask(queries.listed, "mo", queries.Filter(page=page, size=3)) for page in (1, 2))
        assert (len(first[0]), len(second[0]), first[1], second[1]) == (3, 2, 5, 5)
        assert [row.due_on for row in first[0] + second[0]] == sorted(row.due_on for row in first[0] + second[0])

    def test_what_is_open_comes_before_what_has_ended_across_pages(self, desk, do, ask):
        for number in range(3):
            desk.closed(due_on=today() + timedelta(days=number))
        for number in range(4):
            desk.open(due_on=today() + timedelta(days=20 - number))
        pages = [ask(queries.listed, "hu", queries.Filter(page=page, size=3)) for page in (1, 2, 3, 4)]
        assert [total for _, total in pages] == [7] * 4
        shown = [row for rows, _ in pages for row in rows]
        assert [len(rows) for rows, _ in pages] == [3, 3, 1, 0]
        assert len({row.id for row in shown}) == 7
        living, ended = shown[:4], shown[4:]
        assert [row.state for row in ended] == [State.CLOSED] * 3
        assert [row.due_on for row in living] == sorted(row.due_on for row in living)
        assert [row.id for row in ended] == sorted((row.id for row in ended), reverse=True), "where nothing presses any more, the newest"

    def test_the_board_holds_all_and_shows_the_most_pressing(self, desk, ask):
        for number in range(4):
            desk.open(due_on=today() + timedelta(days=9 - number))
        desk.closed()
        found = ask(queries.board, "hu", queries.Filter(), most=2)
        shown, held = found[State.TODO]
        assert ([row.due_on for row in shown], held) == ([today() + timedelta(days=6), today() + timedelta(days=7)], 4)
        assert found[State.CLOSED][1] == 1
        assert found[State.CANCELLED] == ([], 0)
