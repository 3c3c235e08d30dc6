"""The page of settings, headless."""

import pytest

from core import work
from core.inspection.sheets.rules import FILES_AN_ITEM
from core.people.rules import IDLE_MINUTES
from core.settings import actions, queries
from core.settings.rules import declared
from core.words import Language, translate

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Settings.py"


def said(at) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning))


def key(setting, place=0):
    return f"setting:{setting.code}:{place}"


@pytest.mark.parametrize("language", list(Language))
def test_every_setting_stands_on_it_in_three_languages(house, screen, language):
    at = screen(PAGE, "ada", language=language)
    assert not at.exception
    for setting in declared():
        assert translate(language, setting.label) in said(at)
        assert translate(language, setting.help) in said(at)


def test_a_value_is_changed_and_reset(house, screen):
    at = screen(PAGE, "ada")
    at.button("setting_open:people.idle_minutes").click().run()
    assert at.text_input(key(IDLE_MINUTES)).value == "30"
    assert "From 5 minutes to 1,440 minutes" in said(at)
    at.text_input(key(IDLE_MINUTES)).input("45").run()
    at.button(f"{key(IDLE_MINUTES)}:save").click().run()
    assert not at.exception
    assert work.ask(queries.value, IDLE_MINUTES) == 45
    assert "45 minutes :blue-badge[Own value]" in said(at)
    assert at.text_input(key(IDLE_MINUTES)).value == "45"
    assert list(at.dataframe[0].value["after"]) == ["45 minutes"]
    at.button(f"{key(IDLE_MINUTES)}:reset").click().run()
    assert work.ask(queries.value, IDLE_MINUTES) == 30
    assert at.text_input(key(IDLE_MINUTES)).value == "30"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("4", "4 is outside the range from 5 to 1440."), ("soon", "is not a number"), ("7.5", "is not a whole number"), ("", "fill in"), ("<b>1</b>", "is not a number")],
)
def test_what_is_not_a_value_is_refused_in_words_and_stays(house, screen, typed, told):
    at = screen(PAGE, "ada", query={"setting": "people.idle_minutes"})
    at.text_input(key(IDLE_MINUTES)).input(typed).run()
    at.button(f"{key(IDLE_MINUTES)}:save").click().run()
    assert told in at.error[0].value.replace("\\", "")
    assert at.text_input(key(IDLE_MINUTES)).value == typed
    assert work.ask(queries.value, IDLE_MINUTES) == 30


def test_somebody_elses_change_is_told_once_and_what_was_typed_stays(house, screen, do):
    at = screen(PAGE, "ada", query={"setting": "people.idle_minutes"})
    at.text_input(key(IDLE_MINUTES)).input("45").run()
    do(actions.change, "ada", IDLE_MINUTES.code, text="60", version=0)
    at.button(f"{key(IDLE_MINUTES)}:save").click().run()
    assert "in the meantime" in at.error[0].value
    assert "60 minutes" in said(at)
    assert at.text_input(key(IDLE_MINUTES)).value == "45"
    at.button(f"{key(IDLE_MINUTES)}:save").click().run()
    assert work.ask(queries.value, IDLE_MINUTES) == 45


def test_a_department_head_decides_for_the_own_department_only(house, screen):
    service, quality = house.departments["service"], house.departments["quality"]
    at = screen(PAGE, "hu", query={"setting": FILES_AN_ITEM.code})
    assert at.selectbox("settings_place").options == ["Service"]
    assert "password" not in said(at)
    at.text_input(key(FILES_AN_ITEM, service)).input("3").run()
    at.button(f"{key(FILES_AN_ITEM, service)}:save").click().run()
    assert not at.error
    assert (work.ask(queries.value, FILES_AN_ITEM, service), work.ask(queries.value, FILES_AN_ITEM, quality)) == (3, 12)


def test_leadership_looks_and_does_not_change(house, screen, do):
    do(actions.change, "ada", IDLE_MINUTES.code, text="60", version=0)
    at = screen(PAGE, "lin", query={"setting": "people.idle_minutes"})
    assert "Ada" in said(at)
    assert not [one for one in at.button if str(one.key).endswith(":save")]


def test_a_head_of_nothing_is_told_so(house, screen, do):
    from core.people import actions as people

    do(people.update_department, "ada", house.departments["service"], version=2, name={"en": "Service"}, parent_id=None, head_id=None)
    assert "You head no department" in said(screen(PAGE, "hu"))


def test_finding(house, screen, do):
    do(actions.change, "ada", IDLE_MINUTES.code, text="60", version=0)
    at = screen(PAGE, "ada")
    at.text_input("settings_words").input("LOCKED account").run()
    assert "How long a locked account stays locked" in said(at)
    assert "Most photos" not in said(at)
    at.text_input("settings_words").input("").run()
    at.toggle("settings_changed").set_value(True).run()
    assert [one.key for one in at.button if str(one.key).startswith("setting_open")] == ["setting_open:people.idle_minutes"]
    at.text_input("settings_words").input("no such thing").run()
    assert "No setting matches." in said(at)


class TestWhatTheyDecide:
    def test_a_sign_in_ends_when_the_setting_says(self, house, do, token):
        from datetime import timedelta

        from core import clock
        from core.projects.queries import acting

        moment = clock.now()
        with clock.at(moment):
            cookie = token("mei")
        do(actions.change, "ada", IDLE_MINUTES.code, text="60", version=0)
        with clock.at(moment + timedelta(minutes=59)):
            assert work.ask(acting, cookie) is not None
        do(actions.change, "ada", IDLE_MINUTES.code, text="10", version=1)
        with clock.at(moment + timedelta(minutes=11)):
            assert work.ask(acting, cookie) is None

    def test_an_account_is_locked_after_as_many_tries_as_the_setting_says(self, house, do):
        from datetime import timedelta

        from core import clock
        from core.audit.actions import NOBODY
        from core.people.rules import FAILURES, LOCK_MINUTES
        from core.people.signin import actions as signin

        do(actions.change, "ada", FAILURES.code, text="3", version=0)
        do(actions.change, "ada", LOCK_MINUTES.code, text="2", version=0)
        moment = clock.now()

        def known(minutes=0.0):
            with clock.at(moment + timedelta(minutes=minutes)):
                tried = work.do(signin.reserve, NOBODY, "mei", "10.0.0.1")
                work.do(signin.settle, NOBODY, tried, False)
                return tried.person_id is not None

        assert [known() for _ in range(5)] == [True, True, True, False, False]
        assert [known(1.9), known(2)] == [False, True]

    def test_the_shortest_password(self, house, do, screen):
        from core.people.rules import PASSWORD_LENGTH

        do(actions.change, "ada", PASSWORD_LENGTH.code, text="30", version=0)
        at = screen("pages/Account.py", "mei")
        fields = {one.label: one for one in at.text_input}
        fields["New password"].input("nine cranes on the dyke")
        fields["New password once more"].input("nine cranes on the dyke")
        next(one for one in at.button if one.label == "Change password").click().run()
        assert "at least 30 characters" in at.error[0].value

    def test_how_many_files_an_item_takes_in_one_department(self, house, do, refused):
        from core.inspection.sheets.rules import TooManyFiles

        do(actions.change, "ada", FILES_AN_ITEM.code, text="1", version=0, department_id=house.departments["service"])
        house.attach(house.sheet, "photos", data=b"one")
        with refused(TooManyFiles):
            house.attach(house.sheet, "photos", data=b"two")
