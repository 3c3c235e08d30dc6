"""What administrators see of sign-ins, and what they do about them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock, db, work
from core.audit.actions import NOBODY
from core.errors import NotFound, NotPermitted
from core.people import actions as people
from core.people import passwords, rules
from core.people.records import Attempt, SignIn, Ticket
from core.people.signin import actions, queries
from core.people.signin.records import Pending, SpentToken
from core.people.signin.rules import FRESH, KEPT_AFTER
from core.projects.queries import acting
from core.routines import rules as routines
from core.routines.actions import run_due
from tests.cast import PASSWORD, trail

pytestmark = pytest.mark.usefixtures("database")
SECOND = timedelta(seconds=1)


def knock(username, password=PASSWORD, address="10.0.0.1"):
    reserved = work.do(actions.reserve, NOBODY, username, address)
    return work.do(actions.settle, NOBODY, reserved, passwords.matches(password, reserved.password_hash))


def enter(username, address="10.0.0.1"):
    return work.do(actions.start, NOBODY, knock(username, address=address), "a browser", None)


def inside(cookie):
    found = work.ask(acting, cookie)
    return found and found[0].username


class TestWhoIsInside:
    def test_open_sign_ins_are_listed_last_used_first(self, house, ask):
        moment = clock.now()
        for minutes, who in ((3, "mei"), (2, "kit"), (1, "lin")):
            with clock.at(moment - timedelta(minutes=minutes)):
                enter(who, f"10.0.0.{minutes}")
        with clock.at(moment):
            rows, total = ask(queries.everybody_inside, "ada")
        assert ([one.username for one in rows], total) == (["lin", "kit", "mei"], 3)
        assert (rows[0].address, rows[0].browser, rows[0].method, rows[0].current) == ("10.0.0.1", "a browser", "password", False)

    def test_what_does_not_open_any_more_is_not(self, house, do, ask):
        """The list says what `signed_in` says."""
        moment = clock.now()
        with clock.at(moment - timedelta(minutes=30)):
            idle = enter("mei")
        with clock.at(moment):
            out, reset, kept = enter("kit"), enter("mo"), enter("lin")
            work.do(actions.end, NOBODY, out)
            do(people.end_sessions, "ada", house.people["mo"])
            rows, _ = ask(queries.everybody_inside, "ada")
            assert [one.username for one in rows] == ["lin"]
            assert [inside(one) for one in (idle, out, reset, kept)] == [None, None, None, "lin"]
        with clock.at(moment + timedelta(hours=12)):
            assert ask(queries.everybody_inside, "ada") == ([], 0)

    @pytest.mark.parametrize(("words", "found"), [
        ("mei", ["mei"]), ("MEI", ["mei"]), ("梅", ["mei"]), ("10.0.0.7", ["kit"]), ("10.0", ["kit", "mei"]), ("", ["kit", "mei"]), ("  ", ["kit", "mei"]),
        ("%", []), ("_", []), ("\\", []), ("' OR 1=1 --", []), ("nobody", []),
    ])  # fmt: skip
    def test_a_search_finds_by_name_and_address(self, house, ask, words, found):
        enter("mei", "10.0.0.6")
        enter("kit", "10.0.0.7")
        rows, total = ask(queries.everybody_inside, "ada", words)
        assert (sorted(one.username for one in rows), total) == (found, len(found))

    def test_a_long_list_comes_in_pages(self, house, ask):
        moment = clock.now()
        with db.writing() as session:
            for number in range(2 * queries.PAGE + 1):
                session.add(
                    SignIn(
                        token_hash=f"{number:064}", person_id=house.people["mei"], token_version=0, method="password", address="", browser="",
                        created_at=moment, last_seen=moment - number * SECOND, expires_at=moment + timedelta(hours=1),
                    )
                )  # fmt: skip
        seen = [[one.id for one in ask(queries.everybody_inside, "ada", "", page)[0]] for page in range(4)]
        assert [len(one) for one in seen] == [queries.PAGE, queries.PAGE, 1, 0]
        assert len({one for page in seen for one in page}) == 2 * queries.PAGE + 1

    def test_only_administrators_look(self, house, ask, refused):
        for question in (queries.everybody_inside, queries.turned_away, queries.locked):
            for who in ("lin", "hu", "mo", "ming", "mei", "cora"):
                with refused(NotPermitted):
                    ask(question, who)
        with refused(NotPermitted):
            ask(queries.doors_of, "lin", house.people["mei"])


class TestWhatIsDone:
    def test_one_sign_in_is_ended_and_the_others_stay(self, house, do, ask, traced):
        gone, kept = enter("mei", "10.0.0.1"), enter("mei", "10.0.0.2")
        found = next(one for one in ask(queries.everybody_inside, "ada")[0] if one.address == "10.0.0.1")
        with traced("people:end_session", "ada") as entry:
            do(actions.end_session, "ada", found.id)
        assert (inside(gone), inside(kept)) == (None, "mei")
        assert (entry[0].subject_code, entry[0].facts) == ("mei", {"sign_in": found.id})

    def test_what_is_not_there_cannot_be_ended(self, house, do, refused):
        with refused(NotFound):
            do(actions.end_session, "ada", 9999)

    def test_a_lock_is_listed_and_lifted(self, house, do, ask, traced):
        for _ in range(rules.MAX_FAILURES):
            knock("mei", "a wrong password")
        [locked] = ask(queries.locked, "ada")
        assert locked.username == "mei"
        assert knock("mei") is None
        with traced("people:unlock", "ada"):
            do(actions.unlock, "ada", locked.person_id)
        assert ask(queries.locked, "ada") == []
        assert knock("mei") is not None

    def test_a_lock_that_is_over_is_not_listed(self, house, ask):
        moment = clock.now()
        with clock.at(moment):
            for _ in range(rules.MAX_FAILURES):
                knock("mei", "a wrong password")
        with clock.at(moment + rules.LOCK):
            assert ask(queries.locked, "ada") == []


class TestRefusedTries:
    def test_they_are_listed_newest_first_without_names_that_nobody_has(self, house, ask):
        moment = clock.now()
        for minutes, name in ((3, "mei"), (2, "my secret password"), (1, "kit")):
            with clock.at(moment - timedelta(minutes=minutes)):
                knock(name, "a wrong password", f"10.0.0.{minutes}")
        knock("lin")
        rows, total = ask(queries.turned_away, "ada")
        assert [(one.username, one.address) for one in rows] == [("kit", "10.0.0.1"), (None, "10.0.0.2"), ("mei", "10.0.0.3")]
        assert total == 3
        assert "secret" not in str(rows)

    def test_those_of_long_ago_are_not(self, house, ask):
        moment = clock.now()
        with clock.at(moment - queries.REFUSALS_OF):
            knock("mei", "a wrong password")
        with clock.at(moment):
            assert ask(queries.turned_away, "ada") == ([], 0)


class TestWhatIsForgotten:
    """The daily routine: long over is gone, the rest stays, and it is said once."""

    @staticmethod
    def there():
        with db.reading() as session:
            return {table.__name__: session.scalar(select(func.count()).select_from(table)) for table in (Ticket, Attempt, SignIn, Pending, SpentToken)}

    def test_what_is_long_over_goes_and_what_can_still_matter_stays(self, house):
        moment = clock.now()
        with clock.at(moment - KEPT_AFTER - timedelta(days=2)):
            enter("mei")
            knock("kit", "wrong")
            with db.writing() as session:
                session.add(SpentToken(token_hash="a" * 64, at=clock.now()))
                session.add(
                    Pending(
                        token_hash="b" * 64, person_id=house.people["mei"], token_version=0, method="password", address="", expires_at=clock.now()
                    )
                )  # fmt: skip
        with clock.at(moment):
            cookie = enter("lin")
            before = len(trail())
            assert self.there() == {"Ticket": 2, "Attempt": 3, "SignIn": 2, "Pending": 1, "SpentToken": 1}
            assert work.do(actions.clear, NOBODY) == 6
            assert self.there() == {"Ticket": 1, "Attempt": 1, "SignIn": 1, "Pending": 0, "SpentToken": 0}
            assert inside(cookie) == "lin"
            assert work.do(actions.clear, NOBODY) == 0
        (entry,) = trail()[before:]
        assert (entry.deed, entry.facts["tries"], entry.facts["sign_ins"]) == ("account:clear_sign_ins", 2, 1)

    def test_it_is_a_routine_of_every_day(self, house):
        (one,) = [one for one in routines.known() if one.name == "sign_ins"]
        assert (one.every, one.deed) == (timedelta(days=1), actions.clear)
        assert "sign_ins" in run_due(at_once=True)

    def test_nothing_goes_that_the_doors_still_count_or_show(self):
        assert max(rules.ADDRESS_WINDOW, queries.REFUSALS_OF, FRESH * 2) < KEPT_AFTER
