"""The second factor: codes that count once, recovery codes, the lock they share with the password, and who may reset."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from core import clock, db, sealing, work
from core.access import Role
from core.audit.actions import NOBODY
from core.config import secret
from core.errors import NotPermitted
from core.notice.accounts import ACCOUNT
from core.notice.queries import inbox
from core.notice.rules import Mail
from core.people import actions as people
from core.people import passwords
from core.people import rules as people_rules
from core.people.factor import actions, queries, rules, vault
from core.people.factor.records import Factor, RecoveryCode
from core.people.records import Attempt, Person
from core.people.signin import actions as signing
from core.people.signin.records import Pending
from core.people.signin.rules import CHALLENGE_LIFE, Challenge
from core.projects.queries import acting
from core.settings import actions as settings
from tests.cast import PASSWORD, dump, sound_chain, trail

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The letters 12345678901234567890, as in RFC 6238, appendix B."""
RFC_VECTORS = {
    59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
}  # fmt: skip
STEP = timedelta(seconds=rules.STEP_SECONDS)
NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
"""The first second of a time step."""


# --- the rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "code"), RFC_VECTORS.items())
def test_codes_are_those_of_rfc_6238(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)
    assert rules.code_at(RFC_SECRET, rules.step_at(moment)) == code[-6:]
    assert rules.matching_step(RFC_SECRET, code[-6:], moment) == seconds // 30


@given(st.integers(0, 8_000_000_000), st.integers(-4, 4))
def test_a_code_counts_one_step_around_its_own(step, off):
    typed = rules.code_at(RFC_SECRET, step)
    found = rules.matching_step(RFC_SECRET, typed, datetime.fromtimestamp(0, UTC) + (step + off) * STEP if step + off >= 0 else NOON)
    if step + off < 0:
        return
    near = {step + off + drift for drift in (-1, 0, 1) if step + off + drift >= 0}
    same = {one for one in near if rules.code_at(RFC_SECRET, one) == typed}
    assert found == (max(same) if same else None)
    assert (abs(off) <= 1) <= (found is not None)


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "１２３４５６", "12\u200934 56"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert rules.typed_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "\x00" * 6, "\ud800", "1" * 5000])
def test_what_is_not_a_code_is_none(typed):
    assert rules.typed_code(typed) == ""


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_codes(text):
    assert rules.typed_code(text) == "" or len(rules.typed_code(text)) == 6
    assert rules.typed_recovery(text) == "" or len(rules.typed_recovery(text)) == 12


def test_recovery_codes_are_ten_that_differ_and_read_back():
    codes = vault.fresh_codes()
    assert len(set(codes)) == rules.RECOVERY_CODES == 10
    for code in codes:
        assert rules.written_recovery(rules.typed_recovery(f" {code.upper().replace('-', ' ')} ")) == code
        assert vault.fingerprint(code.upper()) == vault.fingerprint(code)


def test_a_sealed_secret_opens_for_its_person_and_under_its_key_only(monkeypatch):
    sealed = vault.sealed(RFC_SECRET, 7)
    assert RFC_SECRET not in sealed
    assert sealed != vault.sealed(RFC_SECRET, 7)
    assert vault.opened(sealed, 7) == RFC_SECRET
    assert vault.opened(sealed, 8) is None
    assert vault.opened(sealed[:-8] + "AAAAAAA=", 7) is None
    assert vault.opened("no base64", 7) is None
    monkeypatch.setattr(sealing, "secret", lambda: b"the secret of another installation")
    assert vault.opened(sealed, 7) is None


def test_every_use_has_a_key_of_its_own():
    keys = {vault.key_for("second factor"), vault.key_for("recovery codes"), vault.key_for("company accounts"), secret()}
    assert len(keys) == 4


def test_the_address_for_the_authenticator_says_who_and_where():
    said = rules.address(RFC_SECRET, "mei")
    assert said.startswith("otpauth://totp/Service%20Cockpit:mei?")
    assert f"secret={RFC_SECRET}" in said
    assert "issuer=Service%20Cockpit" in said


# --- the deeds ------------------------------------------------------------------------------------------------------


def shared(who_id):
    """The secret in somebody's authenticator."""
    with db.reading() as session:
        return vault.opened(session.scalars(select(Factor.sealed).where(Factor.person_id == who_id)).one(), who_id)


def now_code(who_id, ahead=0):
    return rules.code_at(shared(who_id), rules.step_at(clock.now()) + ahead)


@pytest.fixture
def enrol(house, do):
    """`codes = enrol("mei")`: sets up her second step at NOON, a step before what tests do; returns her recovery codes."""

    def enrol_(who):
        codes = vault.fresh_codes()
        with clock.at(NOON - 10 * STEP):
            do(actions.propose, who)
            fingerprints = [vault.fingerprint(one) for one in codes]
            do(actions.confirm, who, code=now_code(house.people[who]), fingerprints=fingerprints)
        return codes

    return enrol_


def knock(username, password=PASSWORD, address="10.0.0.1"):
    reserved = work.do(signing.reserve, NOBODY, username, address)
    return work.do(signing.settle, NOBODY, reserved, passwords.matches(password, reserved.password_hash))


def answer(challenge, typed, address="10.0.0.1"):
    return work.do(signing.answer, NOBODY, challenge, typed, address)


def enter(ticket):
    return work.do(signing.start, NOBODY, ticket, "a browser", None)


def inside(cookie):
    found = work.ask(acting, cookie)
    return found and found[0].username


def failures(username):
    with db.reading() as session:
        return session.scalar(select(Person.failures).where(Person.username == username))


@pytest.mark.usefixtures("database")
class TestSettingItUp:
    def test_a_proposal_counts_for_nothing_until_a_code_confirms_it(self, house, do, ask):
        do(actions.propose, "mei")
        assert isinstance(knock("mei"), str)
        assert ask(queries.mine, "mei").since is None
        assert ask(queries.proposal, "mei").secret == shared(house.people["mei"])

    def test_a_right_code_confirms_and_leaves_a_trace_without_secrets(self, house, do, ask, traced):
        do(actions.propose, "mei")
        kept, codes = shared(house.people["mei"]), vault.fresh_codes()
        with traced("account:confirm_factor", "mei") as entry:
            do(actions.confirm, "mei", code=now_code(house.people["mei"]), fingerprints=[vault.fingerprint(one) for one in codes])
        assert entry[0].facts == {"recovery_codes": 10}
        state = ask(queries.mine, "mei")
        assert (state.since is not None, state.codes_left) == (True, 10)
        assert ask(queries.proposal, "mei") is None
        everything = str(dump())
        assert kept not in everything
        assert not [one for one in codes if one in everything or rules.typed_recovery(one) in everything]

    def test_a_wrong_code_confirms_nothing(self, house, do, ask, refused):
        do(actions.propose, "mei")
        with refused(rules.CodeWrong), clock.at(NOON):
            do(actions.confirm, "mei", code=now_code(house.people["mei"], 5), fingerprints=[])
        with refused(rules.CodeWrong):
            do(actions.confirm, "mei", code="", fingerprints=[])
        assert ask(queries.mine, "mei").since is None

    def test_what_is_there_is_not_replaced_by_somebody_at_an_open_screen(self, house, do, enrol, refused):
        enrol("mei")
        with refused(rules.FactorThere):
            do(actions.propose, "mei")
        with refused(rules.FactorThere):
            do(actions.confirm, "mei", code=now_code(house.people["mei"]), fingerprints=[])

    def test_confirming_without_a_proposal_is_refused(self, house, do, refused):
        with refused(rules.NoFactor):
            do(actions.confirm, "mei", code="123456", fingerprints=[])

    def test_other_sign_ins_end_and_this_one_stays(self, house, token):
        here, there, kits = token("mei"), token("mei"), token("kit")
        actor = work.ask(acting, here)[0]
        work.do(actions.propose, actor)
        work.do(actions.confirm, actor, code=now_code(actor.id), fingerprints=[])
        assert (inside(here), inside(there), inside(kits)) == ("mei", None, "kit")


@pytest.mark.usefixtures("database")
class TestTheSecondStep:
    def test_a_right_password_opens_nothing_by_itself(self, house, enrol):
        enrol("mei")
        challenge = knock("mei")
        assert isinstance(challenge, Challenge)
        for made in (challenge.token, challenge.token[::-1]):
            with pytest.raises(people_rules.SignInRefused):
                enter(made)
        assert inside(challenge.token) is None
        assert trail("account:sign_in") == []
        assert challenge.token not in str(dump())

    def test_a_right_code_does(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            answered = answer(knock("mei"), now_code(house.people["mei"]))
            assert inside(enter(answered.ticket)) == "mei"
        assert trail("account:sign_in")[-1].facts == {"method": "password+code"}
        assert failures("mei") == 0

    @pytest.mark.parametrize(("ahead", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
    def test_clocks_may_differ_by_one_step(self, house, enrol, ahead, opens):
        enrol("mei")
        with clock.at(NOON):
            assert (answer(knock("mei"), now_code(house.people["mei"], ahead)).ticket is not None) is opens

    def test_a_code_counts_once_and_its_second_use_is_traced(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            code = now_code(house.people["mei"])
            assert answer(knock("mei"), code).ticket
            again = answer(knock("mei"), code)
        assert (again.ticket, again.over) == (None, False)
        [entry] = trail("account:refuse_used_code")
        assert (entry.actor_id, entry.origin, entry.facts) == (house.people["mei"], "10.0.0.1", {"where": "account:sign_in"})
        assert sound_chain()

    def test_a_code_of_before_a_used_one_does_not_count_either(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            earlier, later = now_code(house.people["mei"], -1), now_code(house.people["mei"], 1)
            assert answer(knock("mei"), later).ticket
            assert answer(knock("mei"), earlier).ticket is None
        with clock.at(NOON + 2 * STEP):
            assert answer(knock("mei"), now_code(house.people["mei"])).ticket

    def test_the_code_that_confirmed_does_not_also_sign_in(self, house, do):
        with clock.at(NOON):
            do(actions.propose, "mei")
            code = now_code(house.people["mei"])
            do(actions.confirm, "mei", code=code, fingerprints=[])
            assert answer(knock("mei"), code).ticket is None

    def test_two_browsers_with_the_same_code_at_once_one_comes_in(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            code, challenges = now_code(house.people["mei"]), [knock("mei") for _ in range(4)]
            line = threading.Barrier(4)

            def try_(challenge):
                with clock.at(NOON), contextlib.suppress(threading.BrokenBarrierError):
                    line.wait(5)
                    return answer(challenge, code).ticket

            with ThreadPoolExecutor(4) as threads:
                tickets = [one for one in threads.map(try_, challenges) if one]
            assert len(tickets) == 1
            assert inside(enter(tickets[0])) == "mei"
        assert len(trail("account:refuse_used_code")) == 3

    def test_a_challenge_is_good_once(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            challenge = knock("mei")
            assert answer(challenge, now_code(house.people["mei"])).ticket
            assert answer(challenge, now_code(house.people["mei"], 1)).over

    def test_it_is_good_for_five_minutes(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            challenge = knock("mei")
        with clock.at(NOON + CHALLENGE_LIFE):
            assert answer(challenge, now_code(house.people["mei"])).over
        with clock.at(NOON + CHALLENGE_LIFE - timedelta(seconds=1)):
            assert answer(challenge, now_code(house.people["mei"])).ticket

    def test_a_reset_in_between_ends_it(self, house, do, enrol):
        enrol("mei")
        with clock.at(NOON):
            challenge, code = knock("mei"), now_code(house.people["mei"])
            do(people.reset_password, "ada", house.people["mei"], password_hash="x" * 60)
            assert answer(challenge, code).over

    @pytest.mark.parametrize("made_up", ["", "x", "検" * 40, "\x00", "\ud800"])
    def test_a_made_up_one_is_over(self, house, enrol, made_up):
        enrol("mei")
        assert answer(Challenge(made_up), "123456").over

    def test_one_persons_code_does_not_answer_anothers_challenge(self, house, enrol):
        enrol("mei")
        enrol("kit")
        with clock.at(NOON):
            assert answer(knock("kit"), now_code(house.people["mei"])).ticket is None

    def test_a_factor_copied_to_another_person_makes_no_code(self, house, enrol):
        enrol("mei")
        enrol("kit")
        with db.writing() as session:
            copied = session.scalars(select(Factor.sealed).where(Factor.person_id == house.people["mei"])).one()
            session.execute(update(Factor).where(Factor.person_id == house.people["kit"]).values(sealed=copied))
        with clock.at(NOON):
            assert answer(knock("kit"), now_code(house.people["mei"])).ticket is None


@pytest.mark.usefixtures("database")
class TestTheLock:
    def wrong(self, house, who="mei"):
        """A code that is not right now, whatever the clock says."""
        near = {now_code(house.people[who], ahead) for ahead in range(-2, 3)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)

    def test_wrong_codes_lock_like_wrong_passwords(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            challenge, wrong = knock("mei"), self.wrong(house)
            for _ in range(people_rules.MAX_FAILURES):
                assert answer(challenge, wrong).ticket is None
            locked = answer(challenge, now_code(house.people["mei"]))
            assert (locked.ticket, locked.over) == (None, True)
            assert knock("mei") is None
        with clock.at(NOON + people_rules.LOCK):
            assert answer(knock("mei"), now_code(house.people["mei"])).ticket

    def test_a_known_password_does_not_wipe_out_wrong_codes(self, house, enrol):
        """Otherwise whoever knows the password tries codes for ever: four, the password again, four more."""
        enrol("mei")
        with clock.at(NOON):
            for _ in range(people_rules.MAX_FAILURES):
                challenge = knock("mei")
                assert isinstance(challenge, Challenge)
                answer(challenge, self.wrong(house))
            assert knock("mei") is None
        with db.reading() as session:
            assert session.scalar(select(Person.locked_until).where(Person.username == "mei")) == NOON + people_rules.LOCK

    def test_passwords_and_codes_are_counted_together(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            assert knock("mei", "a wrong password") is None
            assert knock("mei", "a wrong password") is None
            challenge = knock("mei")
            for _ in range(3):
                answer(challenge, self.wrong(house))
            assert knock("mei") is None

    def test_thirty_guesses_at_once_count_five(self, house, enrol, monkeypatch):
        enrol("mei")
        judged, matching = [], rules.matching_step
        monkeypatch.setattr(rules, "matching_step", lambda *given: judged.append(1) or matching(*given))
        with clock.at(NOON):
            challenge, wrong = knock("mei"), self.wrong(house)

            def guess(number):
                with clock.at(NOON):
                    return answer(challenge, wrong, f"10.0.2.{number}").ticket

            with ThreadPoolExecutor(8) as threads:
                assert list(threads.map(guess, range(30))) == [None] * 30
        assert len(judged) == people_rules.MAX_FAILURES
        assert failures("mei") == people_rules.MAX_FAILURES

    def test_an_address_that_tries_many_is_stopped(self, house, enrol, monkeypatch):
        enrol("mei")
        monkeypatch.setattr(people_rules, "ADDRESS_FAILURES", 2)
        with clock.at(NOON):
            challenge = knock("mei", address="10.9.9.9")
            for _ in range(2):
                answer(challenge, self.wrong(house), "10.9.9.9")
            assert answer(challenge, now_code(house.people["mei"]), "10.9.9.9").over
            assert answer(challenge, now_code(house.people["mei"]), "10.9.9.8").ticket

    def test_codes_asked_for_inside_are_counted_too(self, house, do, enrol):
        enrol("mei")
        with clock.at(NOON):
            for _ in range(people_rules.MAX_FAILURES):
                assert do(actions.turn_off, "mei", code=self.wrong(house)) is None
            assert do(actions.turn_off, "mei", code=now_code(house.people["mei"])) is None
            assert knock("mei") is None

    def test_a_password_asked_for_inside_is_counted_too(self, house):
        for _ in range(people_rules.MAX_FAILURES):
            reserved = work.do(signing.reserve, NOBODY, "mei", "10.0.0.1")
            assert work.do(signing.prove, NOBODY, reserved, False) is False
        assert knock("mei") is None

    def test_every_try_is_kept_with_its_address(self, house, enrol):
        enrol("mei")
        with clock.at(NOON):
            challenge = knock("mei")
            answer(challenge, self.wrong(house), "10.7.7.7")
        with db.reading() as session:
            last = session.scalars(select(Attempt).order_by(Attempt.id.desc())).first()
            assert (last.username, last.address, last.right) == ("mei", "10.7.7.7", False)


@pytest.mark.usefixtures("database")
class TestRecoveryCodes:
    def test_one_signs_in_once_and_its_second_use_is_refused_and_traced(self, house, ask, enrol):
        codes = enrol("mei")
        with clock.at(NOON):
            assert inside(enter(answer(knock("mei"), codes[3].upper()).ticket)) == "mei"
            assert ask(queries.mine, "mei").codes_left == 9
            again = answer(knock("mei"), codes[3])
        assert (again.ticket, again.over) == (None, False)
        assert len(trail("account:refuse_used_code")) == 1
        assert trail("account:sign_in")[-1].facts == {"method": "password+backup"}

    def test_two_browsers_with_the_same_one_at_once_one_comes_in(self, house, enrol):
        codes = enrol("mei")
        with clock.at(NOON):
            challenges = [knock("mei") for _ in range(4)]

            def try_(challenge):
                with clock.at(NOON):
                    return answer(challenge, codes[0]).ticket

            with ThreadPoolExecutor(4) as threads:
                assert sum(one is not None for one in threads.map(try_, challenges)) == 1

    def test_anothers_code_is_worth_nothing(self, house, enrol):
        enrol("mei")
        codes = enrol("kit")
        with clock.at(NOON):
            assert answer(knock("mei"), codes[0]).ticket is None

    def test_new_ones_take_the_place_of_the_old(self, house, do, ask, enrol, traced):
        old, new = enrol("mei"), vault.fresh_codes()
        with clock.at(NOON):
            assert do(actions.renew_codes, "mei", code="000000", fingerprints=[]) is None
            with traced("account:renew_codes", "mei"):
                do(actions.renew_codes, "mei", code=now_code(house.people["mei"]), fingerprints=[vault.fingerprint(one) for one in new])
            assert ask(queries.mine, "mei").codes_left == 10
            assert answer(knock("mei"), old[0]).ticket is None
            assert answer(knock("mei"), new[0]).ticket

    def test_only_fingerprints_are_kept_and_not_without_the_key(self, house, enrol, monkeypatch):
        codes = enrol("mei")
        with db.reading() as session:
            kept = set(session.scalars(select(RecoveryCode.fingerprint)))
        assert kept == {vault.fingerprint(one) for one in codes}
        monkeypatch.setattr(sealing, "secret", lambda: b"the secret of another installation")
        assert kept.isdisjoint({vault.fingerprint(one) for one in codes})


@pytest.mark.usefixtures("database")
class TestTurningOffAndResetting:
    def test_a_code_turns_it_off_and_ends_the_others(self, house, enrol, token):
        enrol("mei")
        here, there = token("kit"), None
        with clock.at(NOON):
            here = enter(answer(knock("mei"), now_code(house.people["mei"])).ticket)
            there = enter(answer(knock("mei"), now_code(house.people["mei"], 1)).ticket)
        with clock.at(NOON + 2 * STEP):
            actor = work.ask(acting, here)[0]
            assert work.do(actions.turn_off, actor, code=now_code(actor.id)) == actor.id
            assert (inside(here), inside(there)) == ("mei", None)
            assert isinstance(knock("mei"), str)
        assert trail("account:turn_off_factor")[-1].facts == {"by": "code"}

    def test_who_must_have_one_cannot_turn_it_off(self, house, do, enrol, refused, monkeypatch):
        enrol("mei")
        demand(monkeypatch, Role.INSPECTOR)
        with clock.at(NOON), refused(rules.FactorDemanded):
            do(actions.turn_off, "mei", code=now_code(house.people["mei"]))

    def test_an_administrator_resets_it_and_every_sign_in_ends(self, house, do, enrol, traced):
        codes = enrol("mei")
        with clock.at(NOON):
            cookie = enter(answer(knock("mei"), now_code(house.people["mei"])).ticket)
            with traced("people:reset_factor", "ada") as entry:
                do(actions.reset, "ada", house.people["mei"])
            assert entry[0].subject_code == "mei"
            assert inside(cookie) is None
            assert isinstance(knock("mei"), str)
        with db.reading() as session:
            assert session.scalars(select(RecoveryCode.id)).all() == []
        assert codes

    def test_she_is_told_in_her_inbox_and_by_mail_at_once(self, house, do, ask, enrol):
        enrol("mei")
        do(actions.reset, "ada", house.people["mei"])
        (line,), total = ask(inbox, "mei", kind=ACCOUNT.code)
        assert (total, line.path, line.read) == (1, "Account", False)
        assert line.message.startswith("Your second step was reset by an administrator.")
        assert ask(inbox, "ada", kind=ACCOUNT.code) == ([], 0)
        assert ACCOUNT.mail is Mail.NOW

    def test_nobody_else_does(self, house, do, enrol, refused):
        enrol("mei")
        for who in ("lin", "hu", "mo", "mei", "kit"):
            with refused(NotPermitted):
                do(actions.reset, who, house.people["mei"])

    def test_there_must_be_one(self, house, do, refused):
        with refused(rules.NoFactor):
            do(actions.reset, "ada", house.people["mei"])
        with refused(rules.NoFactor):
            do(actions.turn_off, "mei", code="123456")
        with refused(rules.NoFactor):
            do(actions.renew_codes, "mei", code="123456", fingerprints=[])


def demand(monkeypatch, *roles):
    monkeypatch.setattr(queries, "demanded_roles", lambda _: frozenset(role.value for role in roles))


@pytest.mark.usefixtures("database")
class TestDemandedByRole:
    def test_who_holds_such_a_role_is_held_until_it_is_set_up(self, house, token, monkeypatch):
        cookie, others = token("mei"), token("mo")
        demand(monkeypatch, Role.INSPECTOR, Role.ADMINISTRATOR)
        actor = work.ask(acting, cookie)[0]
        assert (actor.must_add_factor, actor.is_held) == (True, True)
        assert not work.ask(acting, others)[0].is_held
        work.do(actions.propose, actor)
        assert work.ask(acting, cookie)[0].is_held
        work.do(actions.confirm, actor, code=now_code(actor.id), fingerprints=[])
        assert not work.ask(acting, cookie)[0].is_held

    def test_after_a_reset_she_is_held_again(self, house, do, enrol, token, monkeypatch):
        demand(monkeypatch, Role.INSPECTOR)
        enrol("mei")
        do(actions.reset, "ada", house.people["mei"])
        assert work.ask(acting, token("mei"))[0].must_add_factor

    def test_the_roles_are_a_setting(self, house, do, token):
        cookies = {who: token(who) for who in ("ada", "lin", "mei")}
        do(settings.change, "ada", rules.SECOND_FACTOR_ROLES.code, text="administrator,leadership", version=0)
        assert {who for who, cookie in cookies.items() if work.ask(acting, cookie)[0].is_held} == {"ada", "lin"}

    def test_nobody_is_held_as_long_as_no_role_demands_it(self, house, token):
        assert not any(work.ask(acting, token(who))[0].is_held for who in ("ada", "lin", "mei"))


def test_a_replaced_actor_is_held_by_either_reason(sqlite_database, house):
    mei = house.actor("mei")
    assert [replace(mei, must_change_password=a, must_add_factor=b).is_held for a in (False, True) for b in (False, True)] == [False, True, True, True]


def test_pending_sign_ins_hold_only_hashes(database, house, enrol):
    enrol("mei")
    challenge = knock("mei")
    with db.reading() as session:
        assert session.scalars(select(Pending.token_hash)).all() == [people_rules.token_hash(challenge.token)]
