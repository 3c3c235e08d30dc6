"""Deeds on people and departments, and what a good password and user name are."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import work
from core.access import Role
from core.errors import AlreadyExists, Empty, NotFound, NotPermitted, Stale, TooLong
from core.people import actions, passwords, queries, rules
from core.projects.queries import acting
from core.words import Language
from tests.cast import CONSOLE, named, trail

HASH = "$2b$04$0123456789012345678901uvwxyzuvwxyzuvwxyzuvwxyzuvwxyzuv"


def person(ask, who):
    return next(one for one in ask(queries.people, "ada", active_only=False) if one.username == who)


def unit(ask, code):
    return next(one for one in ask(queries.departments, "ada") if one.code == code)


def update(do, ask, who, by="ada", **changes):
    now = person(ask, who)
    kept = {"version": now.version, "name": now.name, "roles": now.roles, "department_id": now.department_id, "active": now.active}
    return do(actions.update, by, now.id, **(kept | changes))


def move(do, unit_, by="ada", **changes):
    kept = {"version": unit_.version, "name": unit_.name, "parent_id": unit_.parent_id, "head_id": unit_.head_id}
    return do(actions.update_department, by, unit_.id, **(kept | changes))


@pytest.mark.usefixtures("database")
class TestPeople:
    def test_a_new_person_has_a_first_password_and_a_trace(self, house, do, ask, traced):
        with traced("people:create", "ada") as entry:
            made = do(actions.create, "ada", username=" Wei.Li ", name=named(" Wei ", "伟"), roles={Role.INSPECTOR, Role.TEAM_MEMBER}, password_hash=HASH)
        found = person(ask, "wei.li")
        assert (found.id, found.name, found.roles) == (made, {"en": "Wei", "zh_Hans": "伟"}, {Role.INSPECTOR, Role.TEAM_MEMBER})
        assert house.actor("wei.li").must_change_password
        assert (entry[0].subject_code, entry[0].facts["after"]["roles"]) == ("wei.li", ["inspector", "team_member"])
        assert HASH not in str(entry[0].facts)

    def test_what_a_person_needs(self, house, do, refused):
        def create(refusal, **changes):
            with refused(refusal):
                do(actions.create, "ada", **({"username": "wei", "name": named("Wei"), "roles": {Role.INSPECTOR}} | changes))

        create(rules.BadUsername, username="w")
        create(AlreadyExists, username="MEI")
        create(Empty, name={})
        create(TooLong, name=named("x" * 61))
        create(rules.NoRole, roles=set())
        create(NotFound, department_id=9999)

    def test_two_of_one_name_at_once_make_one_person(self, house, ask):
        ada = house.actor("ada")

        def create(_):
            try:
                return work.do(actions.create, ada, username="wei", name=named("Wei"), roles={Role.INSPECTOR})
            except AlreadyExists:
                return None

        with ThreadPoolExecutor(6) as threads:
            assert sum(made is not None for made in threads.map(create, range(6))) == 1
        assert person(ask, "wei").active

    def test_a_change_of_roles_ends_the_persons_sessions_and_one_of_the_name_does_not(self, house, do, ask, traced, token):
        cookie = token("kit")
        with traced("people:update", "ada") as entry:
            update(do, ask, "kit", name=named("Kit Chan"))
        assert work.ask(acting, cookie) is not None
        assert (entry[0].facts["before"]["name"], entry[0].facts["after"]["name"]) == ({"en": "Kit", "zh_Hans": "杰"}, {"en": "Kit Chan"})
        update(do, ask, "kit", roles={Role.INSPECTOR, Role.PROJECT_MANAGER})
        assert work.ask(acting, cookie) is None

    def test_a_change_over_one_not_seen_is_refused(self, house, do, ask, refused):
        seen = person(ask, "kit").version
        update(do, ask, "kit", name=named("Kit Chan"))
        with refused(Stale):
            update(do, ask, "kit", version=seen, name=named("Kit Wong"))

    def test_the_last_administrator_stays(self, house, do, ask, refused):
        with refused(rules.LastAdministrator):
            update(do, ask, "ada", roles={Role.LEADERSHIP})
        with refused(rules.LastAdministrator):
            update(do, ask, "ada", active=False)
        update(do, ask, "lin", roles={Role.LEADERSHIP, Role.ADMINISTRATOR})
        update(do, ask, "lin", active=False)
        with refused(rules.LastAdministrator):  # an inactive one does not count
            update(do, ask, "ada", roles={Role.LEADERSHIP})
        update(do, ask, "lin", active=True)
        update(do, ask, "ada", roles={Role.LEADERSHIP})

    def test_two_administrators_cannot_dismiss_each_other_at_once(self, house, do, ask, monkeypatch):
        update(do, ask, "lin", roles={Role.LEADERSHIP, Role.ADMINISTRATOR})
        both, asked = threading.Barrier(2), queries.other_administrators

        def at_the_same_moment(session, person_id):
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(1)  # never both on SQLite, where the second writer waits outside
            return asked(session, person_id)

        monkeypatch.setattr(queries, "other_administrators", at_the_same_moment)
        ada, lin, states = house.actor("ada"), house.actor("lin"), {who: person(ask, who) for who in ("ada", "lin")}

        def dismiss(by, who):
            now = states[who]
            try:
                return work.do(actions.update, by, now.id, version=now.version, name=now.name, roles={Role.LEADERSHIP}, department_id=None, active=True)
            except rules.LastAdministrator:
                return None

        with ThreadPoolExecutor(2) as threads:
            outcomes = list(threads.map(dismiss, (ada, lin), ("lin", "ada")))
        assert sum(one is not None for one in outcomes) == 1

    def test_who_is_not_active_does_not_act(self, house, do, ask):
        update(do, ask, "kit", active=False)
        with pytest.raises(NotFound):
            house.actor("kit")

    def test_a_reset_password_ends_sessions_and_unlocks(self, house, do, traced, token):
        cookie = token("kit")
        with traced("people:reset_password", "ada") as entry:
            do(actions.reset_password, "ada", house.people["kit"], password_hash=HASH)
        assert work.ask(acting, cookie) is None
        assert house.actor("kit").must_change_password
        assert HASH not in str(entry[0].facts)

    def test_an_administrator_signs_somebody_out(self, house, do, traced, token):
        cookie, other = token("kit"), token("mei")
        with traced("people:end_sessions", "ada"):
            do(actions.end_sessions, "ada", house.people["kit"])
        assert (work.ask(acting, cookie), work.ask(acting, other) is not None) == (None, True)

    def test_only_administrators_manage_people(self, house, do, ask, refused):
        for who in ("lin", "hu", "mo", "ming", "mei", "cora"):
            for deed, how in (
                (actions.create, {"username": "wei", "name": named("Wei"), "roles": {Role.INSPECTOR}}),
                (actions.create_department, {"code": "new", "name": named("New")}),
            ):
                with refused(NotPermitted):
                    do(deed, who, **how)
            with refused(NotPermitted):
                update(do, ask, "kit", by=who, roles={Role.ADMINISTRATOR})
            with refused(NotPermitted):
                do(actions.reset_password, who, house.people["kit"], password_hash=HASH)
            with refused(NotPermitted):
                do(actions.end_sessions, who, house.people["kit"])

    def test_everybody_chooses_language_and_password_for_oneself(self, house, do, ask, traced, token):
        with traced("account:choose_language", "mei"):
            do(actions.choose_language, "mei", Language.TRADITIONAL)
        assert (house.actor("mei").language, house.actor("mei").name) == (Language.TRADITIONAL, "梅")
        cookie = token("mei")
        with traced("account:change_password", "mei"):
            do(actions.change_password, "mei", password_hash=HASH)
        assert work.ask(acting, cookie) is None

    def test_a_customer_link_has_no_account_to_use_yet(self, house, do, refused):
        with refused(NotPermitted):
            do(actions.choose_language, "cora", Language.TRADITIONAL)

    def test_one_ends_single_sessions_of_ones_own(self, house, do, ask, refused, traced, token):
        first, second = token("mei"), token("mei")
        rows = ask(queries.my_sessions, "mei")
        assert len(rows) == 2
        with refused(NotFound):
            do(actions.revoke_session, "kit", rows[0].id)
        with traced("account:revoke_session", "mei"):
            do(actions.revoke_session, "mei", rows[0].id)
        assert [work.ask(acting, cookie) is None for cookie in (first, second)] == [rows[0].id < rows[1].id, rows[0].id > rows[1].id]
        with traced("account:sign_out_everywhere", "mei"):
            do(actions.sign_out_everywhere, "mei")
        assert [work.ask(acting, cookie) for cookie in (first, second)] == [None, None]
        assert ask(queries.my_sessions, "mei") == []

    def test_the_first_administrator_comes_before_anybody_else_and_only_then(self, house, refused):
        with refused(AlreadyExists):
            work.do(actions.first_administrator, CONSOLE, username="eve", name=named("Eve"), password_hash=HASH)
        assert trail()[0].deed == "people:first_administrator"


@pytest.mark.usefixtures("database")
class TestDepartments:
    def test_a_department_is_created_and_traced(self, house, do, ask, traced, refused):
        with traced("department:create", "ada"):
            do(actions.create_department, "ada", code="night", name=named("Night desk"), parent_id=house.departments["service"])
        assert (unit(ask, "night").parent_id, unit(ask, "night").depth) == (house.departments["service"], 1)
        with refused(AlreadyExists):
            do(actions.create_department, "ada", code="night", name=named("Again"))
        with refused(NotFound):
            do(actions.create_department, "ada", code="day", name=named("Day"), parent_id=9999)

    def test_a_head_heads_everything_below(self, house, do):
        night = do(actions.create_department, "ada", code="night", name=named("Night"), parent_id=house.departments["service"])
        phone = do(actions.create_department, "ada", code="phone", name=named("Phone"), parent_id=night)
        assert house.actor("hu").department_ids == {house.departments["service"], night, phone}
        assert house.actor("mo").department_ids == frozenset()

    def test_a_department_never_lies_below_itself(self, house, do, ask, refused):
        night = do(actions.create_department, "ada", code="night", name=named("Night"), parent_id=house.departments["service"])
        do(actions.create_department, "ada", code="phone", name=named("Phone"), parent_id=night)
        for below in ("service", "night", "phone"):
            with refused(rules.DepartmentLoop):
                move(do, unit(ask, "service"), parent_id=unit(ask, below).id)
        move(do, unit(ask, "phone"), parent_id=house.departments["quality"])

    def test_moves_at_once_never_close_a_circle(self, house, do, ask):
        for code in "abcd":
            do(actions.create_department, "ada", code=code, name=named(code), parent_id=unit(ask, {"b": "a", "d": "c"}[code]).id if code in "bd" else None)
        ada, units = house.actor("ada"), {code: unit(ask, code) for code in "abcd"}

        def hang(upper, lower):
            with contextlib.suppress(rules.DepartmentLoop):
                move(lambda action, _, *a, **k: work.do(action, ada, *a, **k), units[upper], parent_id=units[lower].id)

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(hang, "ac", "db"))
        assert {row.code for row in ask(queries.departments, "ada")} >= set("abcd")

    def test_a_change_over_one_not_seen_is_refused(self, house, do, ask, refused):
        seen = unit(ask, "quality")
        move(do, seen, name=named("Quality office"))
        with refused(Stale):
            move(do, seen, name=named("Quality bureau"))

    def test_a_head_is_somebody_who_exists(self, house, do, ask, refused):
        with refused(NotFound):
            move(do, unit(ask, "quality"), head_id=9999)


@pytest.mark.parametrize(
    ("password", "name", "refusal"),
    [
        ("eleven char", "mei", rules.PasswordTooShort),
        ("x" * 120 + " and more", "mei", rules.PasswordTooLong),
        ("aaaaaaaaaaaa", "mei", rules.PasswordCommon),
        ("abababababab", "mei", rules.PasswordCommon),
        ("password1234", "mei", rules.PasswordCommon),
        ("PASSWORD1234", "mei", rules.PasswordCommon),
        ("passwordpassword", "mei", rules.PasswordCommon),
        ("qwertyuiop123!!", "mei", rules.PasswordCommon),
        ("woaini1314520", "mei", rules.PasswordCommon),
        ("１qaz2wsx3edc", "mei", rules.PasswordCommon),
        ("the lady zhang.mei", "zhang.mei", rules.PasswordHasName),
        ("the lady ZHANG.MEI", "zhang.mei", rules.PasswordHasName),
    ],
)
def test_a_weak_password_is_refused(password, name, refusal):
    with pytest.raises(refusal):
        rules.check_password(password, name)


@pytest.mark.parametrize(
    "password", ["seven lanterns on the river", "四海之内皆兄弟也君子何患乎", " leading and trailing ", "twelve chars", "检" * 3 + "查评分热线服务质量" + "好" * 100]
)
def test_length_is_enough(password):
    rules.check_password(password, "mei")


def test_the_whole_password_counts():
    long = "检" * 30  # 90 bytes, where bcrypt alone reads 72
    assert passwords.matches(long, passwords.hashed(long))
    assert not passwords.matches("检" * 29 + "查", passwords.hashed(long))
    assert passwords.matches("ＡＢＣ and the rest", passwords.hashed("ABC and the rest"))  # one way of writing
    assert not passwords.matches("spaces count ", passwords.hashed("spaces count"))


def test_a_stored_value_that_is_no_hash_opens_nothing():
    for stored in ("", "seven lanterns on the river", "x" * 60):
        assert not passwords.matches("seven lanterns on the river", stored)


def test_half_a_character_is_a_wrong_password_and_no_failure():
    assert not passwords.matches("\ud800 lanterns on the river", passwords.hashed("seven lanterns on the river"))


def test_an_unknown_name_costs_one_comparison_too(monkeypatch):
    compared = []
    checked = passwords.bcrypt.checkpw
    monkeypatch.setattr(passwords.bcrypt, "checkpw", lambda *given_: compared.append(given_) or checked(*given_))
    assert not passwords.matches("an account that does not exist", None)
    [(_, stored)] = compared
    assert stored.startswith(b"$2b$%02d$" % passwords.COST)  # a whole hash of the usual cost, not something refused at once
    assert len(stored) == 60


@pytest.mark.parametrize(("typed", "kept"), [(" Mei ", "mei"), ("ＭＥＩ", "mei"), ("zhang.mei_2-x", "zhang.mei_2-x"), ("9a", "9a"), ("x" * 40, "x" * 40)])
def test_a_user_name_is_kept_in_one_way_of_writing(typed, kept):
    assert rules.username(typed) == kept


@pytest.mark.parametrize("typed", ["", "m", "x" * 41, "mei zhang", "梅", "-mei", "mei@home", "mei\n", "m\x00ei", "ﬀ€"])
def test_what_is_no_user_name_is_refused(typed):
    if typed == "mei\n":
        assert rules.username(typed) == "mei"  # a line break at the end is a blank like another
        return
    with pytest.raises(rules.BadUsername):
        rules.username(typed)


@given(st.text(max_size=50))
def test_a_user_name_once_cleaned_stays_as_it_is(text):
    try:
        clean = rules.username(text)
    except rules.BadUsername:
        return
    assert rules.username(clean) == clean
    assert clean.isascii()


@given(st.dictionaries(st.integers(1, 12), st.integers(1, 12)), st.integers(1, 12))
def test_a_subtree_ends_even_where_the_tree_is_a_circle(parents, root):
    found = rules.subtree(dict(parents), frozenset({root}))
    assert root in found
    assert all(parents[one] in found for one in found - {root})
