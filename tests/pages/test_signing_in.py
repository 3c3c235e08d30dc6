"""Signing in and its pages headless: the second step, setting it up, recovery codes, company accounts, sign-ins; in three languages."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock, work
from core.audit.actions import NOBODY
from core.config import settings
from core.people import passwords, rules
from core.people.factor import actions, queries, vault
from core.people.factor.rules import code_at, step_at
from core.people.signin import actions as signing
from core.settings import actions as organisation
from core.words import Language, translate
from pages.parts import company, factor
from tests.cast import PASSWORD
from tests.people.test_factor import now_code, shared

pytestmark = pytest.mark.usefixtures("sqlite_database")
LATER = timedelta(minutes=5)


def texts(at):
    parts = (*at.title, *at.subheader, *at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.success)
    return "\n".join(str(one.value) for one in parts)


def field(at, key):
    return next(one for one in at.text_input if one.key == key)


def button(at, label):
    return next(one for one in at.button if one.label == label)


@pytest.fixture
def enrolled(house, do):
    """Mei has a second step, set up five minutes ago; her recovery codes."""
    codes = vault.fresh_codes()
    with clock.at(clock.now() - LATER):
        do(actions.propose, "mei")
        do(actions.confirm, "mei", code=now_code(house.people["mei"]), fingerprints=[vault.fingerprint(one) for one in codes])
    return codes


def give(at, username="mei", password=PASSWORD):
    at.text_input[0].input(username)
    at.text_input[1].input(password)
    return at.button[0].click().run()


class TestTheSecondStep:
    def test_after_the_password_a_code_is_asked_for_and_nothing_told(self, house, enrolled, screen):
        at = give(screen("pages/Results.py"))
        assert not at.exception
        assert field(at, "second_step:code")
        assert not [word for word in ("Mei", "Hotline", "mei") if word in texts(at)]
        assert "Signing in" not in texts(at)

    def test_a_right_code_goes_on_and_a_wrong_one_stays(self, house, enrolled, screen):
        at = give(screen("pages/Results.py"))
        field(at, "second_step:code").input("12345")
        button(at, "Sign in").click().run()
        assert "not right" in at.error[0].value
        field(at, "second_step:code").input(now_code(house.people["mei"]))
        button(at, "Sign in").click().run()
        assert not at.exception
        assert "Signing in" in at.info[0].value

    def test_a_recovery_code_goes_on_too(self, house, enrolled, screen):
        at = give(screen("pages/Results.py"))
        button(at, "Use a recovery code").click().run()
        field(at, "second_step:backup").input(enrolled[0])
        button(at, "Sign in").click().run()
        assert "Signing in" in at.info[0].value

    def test_after_five_wrong_ones_it_begins_again(self, house, enrolled, screen):
        at = give(screen("pages/Results.py"))
        for _ in range(rules.MAX_FAILURES + 1):
            field(at, "second_step:code").input("12345")
            button(at, "Sign in").click().run()
        assert "second step is over" in at.error[0].value
        assert at.text_input[-1].label == "Password"

    def test_one_can_go_back(self, house, enrolled, screen):
        at = give(screen("pages/Results.py"))
        button(at, "Begin again").click().run()
        assert at.text_input[-1].label == "Password"

    @pytest.mark.parametrize("language", list(Language))
    def test_in_every_language(self, house, enrolled, screen, language):
        at = give(screen("pages/Results.py", state={"language": language.value}))
        assert translate(language, "Second step") in [one.value for one in at.subheader]
        assert field(at, "second_step:code").label == translate(language, "Code from the authenticator")


class TestMyAccount:
    @pytest.mark.parametrize("language", list(Language))
    def test_setting_it_up_shows_picture_and_key_and_then_the_codes_once(self, house, screen, language):
        def said(message):
            return translate(language, message)

        at = screen("pages/Account.py", "mei", language=language)
        button(at, said("Set up the second step")).click().run()
        key = shared(house.people["mei"])
        assert key in [one.value.replace(" ", "") for one in at.code]
        field(at, "factor:code").input(now_code(house.people["mei"]))
        field(at, "factor:password").input(PASSWORD)
        button(at, said("Turn on the second step")).click().run()
        assert not at.exception
        assert at.title[0].value == said("Keep your recovery codes")
        codes = at.code[0].value.splitlines()
        assert len(codes) == 10
        button(at, said("I have kept them")).click().run()
        assert not [one for one in at.code if codes[0] in one.value]
        assert isinstance(work.do(signing.settle, NOBODY, signing.Reserved("mei", "", house.people["mei"], None), True), signing.Challenge)

    @pytest.mark.parametrize(("password", "right_code", "says"), [("a wrong password", True, "present password"), (PASSWORD, False, "not right")])
    def test_without_the_password_or_the_code_it_does_not_count(self, house, ask, screen, password, right_code, says):
        at = screen("pages/Account.py", "mei")
        button(at, "Set up the second step").click().run()
        field(at, "factor:code").input(now_code(house.people["mei"]) if right_code else "12345")
        field(at, "factor:password").input(password)
        button(at, "Turn on the second step").click().run()
        assert says in at.error[0].value
        assert ask(queries.mine, "mei").since is None

    def test_new_codes_and_turning_off_ask_for_a_code(self, house, enrolled, ask, screen):
        at = screen("pages/Account.py", "mei")
        assert "10 recovery codes are left" in texts(at)
        field(at, "factor:renew:code").input("12345")
        button(at, "Make new codes").click().run()
        assert "not right" in at.error[0].value
        field(at, "factor:renew:code").input(enrolled[1])
        button(at, "Make new codes").click().run()
        assert at.title[0].value == "Keep your recovery codes"
        button(at, "I have kept them").click().run()
        field(at, "factor:off:code").input(now_code(house.people["mei"]))
        button(at, "Turn it off").click().run()
        assert ask(queries.mine, "mei").since is None

    def test_few_codes_left_is_a_warning(self, house, enrolled, screen):
        for code in enrolled[:8]:
            made = work.do(signing.settle, NOBODY, signing.Reserved("mei", "", house.people["mei"], None), True)
            assert work.do(signing.answer, NOBODY, made, code, "10.0.0.1").ticket
        at = screen("pages/Account.py", "mei")
        assert [one.value for one in at.warning] == ["2 recovery codes are left."]


class TestDemanded:
    @pytest.mark.parametrize("file", ["Account.py", "Results.py"])
    @pytest.mark.parametrize("language", list(Language))
    def test_nothing_but_its_page_opens(self, house, do, screen, file, language):
        do(organisation.change, "ada", queries.rules.SECOND_FACTOR_ROLES.code, text="inspector", version=0)
        at = screen(f"pages/{file}", "mei", language=language)
        assert [one.value for one in at.title] == [translate(language, "Set up the second step")]
        assert "Hotline" not in texts(at)

    def test_it_cannot_be_turned_off_then(self, house, do, enrolled, screen):
        do(organisation.change, "ada", queries.rules.SECOND_FACTOR_ROLES.code, text="inspector", version=0)
        at = screen("pages/Account.py", "mei")
        labels = [one.label for one in at.expander]
        assert "New recovery codes" in labels
        assert "Turn off the second step" not in labels


class TestCompanyAccount:
    @pytest.fixture
    def offered(self, monkeypatch):
        monkeypatch.setenv("COCKPIT_OIDC_URL", "https://id.example.cn/.well-known/openid-configuration")
        monkeypatch.setenv("COCKPIT_OIDC_CLIENT", "cockpit")
        monkeypatch.setenv("COCKPIT_OIDC_SECRET", "hush")
        settings.cache_clear()
        yield
        monkeypatch.undo()
        settings.cache_clear()

    def test_there_is_no_button_without_a_server(self, house, screen):
        assert [one.label for one in screen("pages/Results.py").button] == ["Sign in"]

    @pytest.mark.parametrize("language", list(Language))
    def test_there_is_one_with_it(self, house, offered, screen, language):
        at = screen("pages/Results.py", state={"language": language.value})
        assert translate(language, "Sign in with the company account") in [one.label for one in at.button]

    def came(self, monkeypatch, **changes):
        said = {"iss": "https://id", "sub": "1", "nonce": "n", "iat": datetime.now(UTC).timestamp(), "preferred_username": "mei", "is_logged_in": True}
        monkeypatch.setattr(company, "claims_at_hand", lambda: said | changes)

    def test_who_comes_back_known_is_carried_in(self, house, offered, screen, monkeypatch):
        self.came(monkeypatch)
        at = screen("pages/Results.py")
        assert not at.exception
        assert "Signing in" in at.info[0].value

    def test_who_comes_back_unknown_is_told_so_and_looked_at_once(self, house, offered, screen, monkeypatch):
        self.came(monkeypatch, preferred_username="stranger")
        at = screen("pages/Results.py")
        assert "opens nothing here" in at.error[0].value
        at.run()
        assert "opens nothing here" in at.error[0].value, "the same sentence, not that the token was used already"

    def test_her_code_is_asked_for(self, house, offered, enrolled, screen, monkeypatch):
        self.came(monkeypatch)
        at = screen("pages/Results.py")
        assert field(at, "second_step:code")

    def test_streamlits_identity_alone_opens_no_page(self, house, offered, screen, monkeypatch):
        """Identity is our cookie at every run: the claims lead to the form, never past it."""
        self.came(monkeypatch, iat=0)
        at = screen("pages/Results.py")
        assert at.text_input[-1].label == "Password"
        assert "used already" in at.error[0].value


class TestSignIns:
    @pytest.mark.parametrize("language", list(Language))
    def test_open_ones_refused_ones_and_locks_are_shown(self, house, screen, token, language):
        token("mei")
        for _ in range(rules.MAX_FAILURES):
            reserved = work.do(signing.reserve, NOBODY, "kit", "10.0.0.9")
            work.do(signing.settle, NOBODY, reserved, passwords.matches("wrong", None))
        at = screen("pages/Sign_ins.py", "ada", language=language)
        assert not at.exception
        shown = "\n".join(one.value.to_string() for one in at.dataframe)
        assert "(mei)" in shown
        assert "10.0.0.9" in shown
        button(at, translate(language, "Unlock")).click().run()
        assert translate(language, "Nobody is locked.") in texts(at)

    def test_a_search_without_a_find_says_so(self, house, screen):
        at = screen("pages/Sign_ins.py", "ada")
        field(at, "inside:words").input("nobody of this name").run()
        assert "Nobody here fits" in texts(at)


def test_the_picture_is_a_qr_code_without_anything_from_elsewhere():
    drawn = factor.picture("otpauth://totp/Service%20Cockpit:mei?secret=GEZDGNBVGY3TQOJQ&issuer=Service%20Cockpit")
    assert drawn.lstrip().startswith("<svg ")
    assert "#ffffff" in drawn or "#fff" in drawn
    assert "href" not in drawn
    assert code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", step_at(datetime.fromtimestamp(59, UTC))) == "287082"
