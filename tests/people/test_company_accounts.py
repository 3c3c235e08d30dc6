"""The door for company accounts: whose a token is, that it counts once, and that it makes nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core import clock, db, work
from core.audit.actions import NOBODY
from core.errors import NotFound, Refusal
from core.people import actions as people
from core.people import passwords
from core.people import rules as people_rules
from core.people.factor import actions as factors
from core.people.factor import vault
from core.people.factor.rules import code_at, step_at
from core.people.records import Attempt, Person
from core.people.signin import actions
from core.people.signin.records import Identity, SpentToken
from core.people.signin.rules import (
    FRESH,
    Challenge,
    Claims,
    CompanyAccountUnknown,
    CompanySignInOver,
    claims,
    is_fresh,
)
from core.projects.queries import acting
from pages.parts import company
from tests.cast import sound_chain, trail

ISSUER = "https://id.example.cn"


def said(name="mei", subject="S-1", nonce="n-1", moment=None, **changes):
    """The claims of a verified token."""
    issued = int((moment or clock.now()).timestamp())
    whole = {"iss": ISSUER, "sub": subject, "nonce": nonce, "iat": issued, "preferred_username": name, "is_logged_in": True}
    return {key: value for key, value in (whole | changes).items() if value is not None}


def come(found, claim="preferred_username", domain=""):
    return work.do(actions.by_company_account, NOBODY, found, claim=claim, domain=domain, address="10.0.0.1")


def enter(ticket):
    return work.do(actions.start, NOBODY, ticket, "a browser", None)


def inside(cookie):
    found = work.ask(acting, cookie)
    return found and found[0].username


@given(st.dictionaries(st.sampled_from(["iss", "sub", "nonce", "iat", "preferred_username", "email", "email_verified"]), st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=300), st.lists(st.text(max_size=3), max_size=2),
)))  # fmt: skip
def test_claims_are_whole_or_nothing(found):
    taken = claims(found, "preferred_username")
    if taken is not None:
        assert (taken.issuer, taken.subject, taken.nonce) == (found["iss"], found["sub"], found["nonce"])
        assert all((taken.issuer, taken.subject, taken.nonce))


@pytest.mark.parametrize(("changes", "name"), [
    ({"email_verified": True}, "mei"), ({}, ""), ({"email_verified": "true"}, ""), ({"email_verified": 1}, ""),
    ({"email_verified": True, "email": "mei@evil.example.cn"}, ""), ({"email_verified": True, "email": "mei@example.cn.evil.org"}, ""),
    ({"email_verified": True, "email": "mei"}, ""), ({"email_verified": True, "email": "x@y@example.cn"}, "x@y"),
    ({"email_verified": True, "email": None}, ""), ({"email_verified": True, "email": "m\x00ei@example.cn"}, ""),
])  # fmt: skip
def test_an_address_counts_only_if_it_is_verified_and_of_the_domain(changes, name):
    assert claims(said(**({"email": "Mei@Example.cn"} | changes)), "email", "example.cn").name == name


def test_no_address_counts_without_a_domain():
    assert claims(said(email="mei@example.cn", email_verified=True), "email").name == ""
    assert claims(said(email="mei@", email_verified=True), "email", "").name == ""


def test_a_name_is_read_without_its_case():
    assert claims(said(" MEI "), "preferred_username").name == "mei"


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (120, True), (121, False), (-120, True), (-121, False)])
def test_a_token_is_fresh_for_two_minutes(seconds, fresh):
    moment = clock.now().replace(microsecond=0)
    assert is_fresh(Claims(ISSUER, "1", "1", int(moment.timestamp()), ""), moment + timedelta(seconds=seconds)) is fresh


@pytest.mark.usefixtures("database")
class TestTheDoor:
    def test_it_opens_to_the_person_of_that_name_and_leaves_a_trace(self, house):
        assert inside(enter(come(said("MEI")))) == "mei"
        assert trail("account:sign_in")[-1].facts == {"method": "oidc"}
        [linked] = trail("account:link_company_account")
        assert (linked.actor_id, linked.facts) == (house.people["mei"], {"issuer": ISSUER})
        assert sound_chain()

    def test_it_creates_nobody(self, house):
        with db.reading() as session:
            before = session.scalar(select(func.count()).select_from(Person))
        assert isinstance(come(said("stranger")), CompanyAccountUnknown)
        with db.reading() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == before
            assert session.scalars(select(Identity.id)).all() == []
            assert [tuple(row) for row in session.execute(select(Attempt.username, Attempt.right))] == [("", False)]

    @pytest.mark.parametrize("name", ["", None, 7, ["mei"], "x" * 300, "\x00", "m\x00ei", "mei@example.cn", "%"])
    def test_any_other_name_is_refused_in_the_same_words(self, house, name):
        assert isinstance(come(said(name)), CompanyAccountUnknown)

    def test_who_is_not_active_does_not_enter(self, house):
        with db.writing() as session:
            session.execute(Person.__table__.update().where(Person.username == "kit").values(active=False))
        assert isinstance(come(said("kit")), CompanyAccountUnknown)

    @pytest.mark.parametrize("lacking", ["iss", "sub", "nonce", "iat"])
    def test_a_token_that_is_not_whole_opens_nothing(self, house, lacking):
        assert isinstance(come(said(**{lacking: None})), CompanySignInOver)

    def test_a_token_counts_once(self, house):
        """Streamlit keeps it for thirty days in the browser; a copy of that cookie must open nothing."""
        token = said()
        assert isinstance(come(token), str)
        assert isinstance(come(token), CompanySignInOver)

    def test_however_many_bring_it_at_once(self, house):
        token = said()
        with ThreadPoolExecutor(6) as threads:
            entries = list(threads.map(lambda _: come(token), range(6)))
        assert sum(isinstance(one, str) for one in entries) == 1
        assert all(isinstance(one, (str, CompanySignInOver)) for one in entries)

    def test_an_old_token_opens_nothing(self, house):
        moment = clock.now()
        token = said(moment=moment)
        with clock.at(moment + FRESH + timedelta(seconds=2)):
            assert isinstance(come(token), CompanySignInOver)

    def test_a_refused_token_is_spent_too(self, house):
        token = said("stranger")
        come(token)
        assert isinstance(come(token), CompanySignInOver)
        with db.reading() as session:
            assert session.scalar(select(func.count()).select_from(SpentToken)) == 1

    def test_a_first_password_need_not_be_changed_by_whoever_does_not_use_it(self, house, do):
        do(people.reset_password, "ada", house.people["mei"], password_hash=passwords.hashed("a first password for Mei"))
        actor = work.ask(acting, enter(come(said())))[0]
        assert (actor.username, actor.is_held) == ("mei", False)


@pytest.mark.usefixtures("database")
class TestWhoseAccountItIs:
    def test_after_the_first_time_issuer_and_subject_say_so(self, house):
        come(said("mei", nonce="1"))
        assert inside(enter(come(said("renamed", nonce="2")))) == "mei"
        assert len(trail("account:link_company_account")) == 1

    def test_another_account_that_takes_the_name_later_is_refused(self, house):
        come(said("mei", subject="S-1", nonce="1"))
        assert isinstance(come(said("mei", subject="S-2", nonce="2")), CompanyAccountUnknown)

    def test_the_same_subject_of_another_server_is_somebody_else(self, house):
        come(said("mei", subject="S-1", nonce="1"))
        assert isinstance(come(said("nobody", subject="S-1", nonce="2", iss="https://evil.example.cn")), CompanyAccountUnknown)

    def test_an_administrator_unlinks_and_the_sign_ins_end(self, house, do, ask, refused, traced):
        cookie = enter(come(said("mei", subject="S-1", nonce="1")))
        with traced("people:unlink_company_account", "ada"):
            do(actions.unlink, "ada", house.people["mei"])
        assert inside(cookie) is None
        assert inside(enter(come(said("mei", subject="S-2", nonce="2")))) == "mei"
        with refused(NotFound):
            do(actions.unlink, "ada", house.people["kit"])


@pytest.mark.usefixtures("database")
class TestWithASecondStep:
    def test_it_is_asked_for_at_this_door_too(self, house, do):
        moment = clock.now()
        shared = vault.fresh_secret()
        with clock.at(moment):
            do(factors.propose, "mei")
        with db.writing() as session:
            table = factors.Factor.__table__
            session.execute(table.update().values(sealed=vault.sealed(shared, house.people["mei"]), confirmed_at=moment))
        with clock.at(moment):
            entry = come(said(moment=moment))
            assert isinstance(entry, Challenge)
            with pytest.raises(people_rules.SignInRefused):
                enter(entry.token)
            answered = work.do(actions.answer, NOBODY, entry, code_at(shared, step_at(moment)), "10.0.0.1")
            assert inside(enter(answered.ticket)) == "mei"
        assert trail("account:sign_in")[-1].facts == {"method": "oidc+code"}


def test_streamlit_is_told_of_a_server_only_where_one_is_set(settings_of):
    settings_of()
    assert company.secrets() == {}
    settings_of(
        COCKPIT_OIDC_URL="https://id.example.cn/.well-known/openid-configuration", COCKPIT_OIDC_CLIENT="cockpit", COCKPIT_OIDC_SECRET="hush",
        COCKPIT_URL="https://cockpit.example.cn,https://other.example.cn",
    )  # fmt: skip
    told = company.secrets()["auth"]
    assert told["redirect_uri"] == "https://cockpit.example.cn/oauth2callback"
    assert (told["client_id"], told["client_secret"]) == ("cockpit", "hush")
    assert len(told["cookie_secret"]) == 64
    assert told["cookie_secret"] not in (vault.key_for("second factor").hex(), vault.key_for("recovery codes").hex())


@pytest.fixture
def settings_of(monkeypatch):
    """`settings_of(COCKPIT_URL="...")`: a process with these settings besides the test's own."""
    from core.config import settings

    def settings_of_(**environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield settings_of_
    monkeypatch.undo()
    settings.cache_clear()


def test_every_refusal_is_a_sentence():
    assert all(issubclass(one, Refusal) and one.message.endswith(".") for one in (CompanyAccountUnknown, CompanySignInOver))
