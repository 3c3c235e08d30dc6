"""The page Customers as its users meet it."""

import pytest

from core.customers import actions as customers
from core.customers import queries
from core.service.intake import actions as intake
from core.service.requests.rules import Intake
from core.words import Language
from core.work import ask as asked

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE = "pages/Customers.py"
PARTS = ("timeline", "contacts", "contracts", "care", "expectations", "stage", "profile")


def text(at):
    return " ".join(str(one.value) for one in (*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success)).replace("\\", "")


@pytest.fixture
def ferries(house, do):
    """Northern Ferries, with a complaint; returns its code."""
    made = do(customers.enter, "mo", name="Northern <b>Ferries", project_ids=[house.projects["hotline"]])
    do(intake.register, "ming", house.projects["hotline"], Intake(made, "phone", "Invoices are wrong", complaint=True))
    return next(one.code for one in asked(queries.customers_for_choice, house.actor("mo")) if one.id == made)


def test_a_stranger_and_an_inspector_see_no_customer(house, screen, ferries):
    assert "Northern" not in text(screen(PAGE))
    assert "does not exist" in text(screen(PAGE, "mei"))
    assert "does not exist" in text(screen(PAGE, "pei", query={"customer": ferries}))


def test_the_list_is_empty_then_tells_of_customers_with_their_health(house, screen, do):
    assert "There is no customer that you may see yet" in text(screen(PAGE, "mo"))
    do(customers.enter, "mo", name="=1+1", project_ids=[house.projects["hotline"]])
    at = screen(PAGE, "mo")
    assert not at.exception
    frame = at.dataframe[0].value
    assert (list(frame["name"]), list(frame["health"])) == (["=1+1"], ["–"])


@pytest.mark.parametrize(("language", "words"), [(Language.ENGLISH, ("Customer health", "50")), (Language.SIMPLIFIED, ("健康度", "未了结的投诉")), (Language.TRADITIONAL, ("健康度", "未了結的客訴"))])
def test_every_part_of_a_customer_is_drawn_in_every_language(house, screen, ferries, language, words):
    for part in PARTS if language is Language.ENGLISH else ("timeline", "stage"):
        at = screen(PAGE, "mo", query={"customer": ferries}, language=language, state={"customer_part": part})
        assert not at.exception, part
        assert "Northern <b>Ferries" in text(at)
        if part == "timeline":
            assert "Invoices are wrong" in text(at)
        if part == "stage":
            assert all(word in text(at) for word in words)


def test_a_customer_whose_name_is_known_is_refused_in_words_and_what_was_typed_stays(house, screen, ferries, ask):
    at = screen(PAGE, "mo")
    at.text_input(key="customer:new:name").set_value("Northern <b>Ferries").run()
    at.button(key="customer:new:save").click().run()
    assert "has this name already" in text(at)
    assert at.text_input(key="customer:new:name").value == "Northern <b>Ferries"
