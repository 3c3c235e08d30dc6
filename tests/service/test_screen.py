"""Service requests as their users meet them: found, registered on the phone, taken one step at a time."""

from datetime import timedelta

import pytest

from core import db
from core.clock import now
from core.customers import actions as customers
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.lists import queries as lists
from core.service.lists.queries import Filter
from core.service.requests import queries
from core.service.requests.records import Request
from core.service.requests.rules import Intake, State
from core.words import Language
from core.work import ask as asked

pytestmark = pytest.mark.usefixtures("sqlite_database")


def text(at) -> str:
    return " ".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.success))


@pytest.fixture
def ferries(house, do):
    return do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])


@pytest.fixture
def register(house, do, ferries):
    def register_(title="Invoices show a wrong amount", who="ming", **more):
        return do(intake.register, who, house.projects["hotline"], Intake(**{"customer_id": ferries, "channel": "phone", "title": title} | more))

    return register_


def code_of(made):
    with db.reading() as session:
        return session.get_one(Request, made).code


def test_a_request_is_registered_on_the_phone_and_what_is_alike_is_shown(house, screen, register, refused):
    register(title="Cannot sign in to the portal")
    at = screen("pages/Requests.py", "ming", query={"part": "new"})
    assert not at.exception
    at.text_input(key="request:title").set_value("Portal: cannot sign in").run()
    assert "Is it the same?" in text(at)
    at = screen("pages/Requests.py", "ming", query={"part": "new"})  # the line broke: what was typed is offered again
    at.button(key="draft:request::continue").click().run()
    assert at.text_input(key="request:title").value == "Portal: cannot sign in"
    at.button(key="request:register").click().run()
    with db.reading() as session:
        assert [row.title for row in session.query(Request).order_by(Request.id)] == ["Cannot sign in to the portal", "Portal: cannot sign in"]


@pytest.mark.parametrize("language", list(Language))
def test_the_list_and_the_page_speak_every_language(house, screen, register, language):
    made = register(title="=1+1 <b>**bold**</b>", problem_class="process", upset=True)
    at = screen("pages/Requests.py", "ming", language=language)
    assert not at.exception
    page = screen("pages/Request.py", "ming", query={"request": code_of(made)}, language=language)
    assert not page.exception
    assert "\\*\\*bold\\*\\*" in page.title[0].value  # shown letter by letter
    targets = screen("pages/Requests.py", "mo", query={"part": "targets"}, language=language)
    assert not targets.exception


def test_one_step_at_a_time_stands_out_and_a_refusal_keeps_what_was_typed(house, do, screen, register):
    made = register()
    code = code_of(made)

    def page(who="ming"):
        at = screen("pages/Request.py", who, query={"request": code})
        assert not at.exception
        return at

    def press(at, name):
        next(one for one in at.button if one.key and one.key.startswith(f"request:{name}:{made}:")).click().run()
        assert not at.exception
        return at

    press(page(), "classify")
    press(page(), "give")
    press(page(), "begin")
    at = press(page(), "respond")
    assert "What the customer was told" in text(at)  # refused: nothing was typed
    next(one for one in at.text_area if one.key.startswith("request:answer:")).set_value("We look into it.")
    press(at, "respond")
    at = page()
    next(one for one in at.text_area if one.key.startswith("request:solution:")).set_value("The rate was mended.")
    press(at, "resolve")
    assert not [one for one in page().button if one.key and one.key.startswith(f"request:verify:{made}:")]  # not one's own
    press(page("mo"), "verify")
    at = page()
    at.text_input(key=f"request_text:{made}:confirm").set_value("Ms Wu on the phone")
    press(at, "confirm")
    press(page(), "archive")
    seen = asked(queries.view, house.actor("mo"), code)
    assert (seen.state, seen.solution, seen.closed_by) == (State.ARCHIVED, "The rate was mended.", "customer")


def test_lists_are_narrowed_and_paged_and_show_nobody_what_is_not_theirs(house, do, register):
    first = register(title="Printer offline", problem_class="technology", reported_at=now() - timedelta(days=40), acknowledged=False)
    for number in range(3):
        register(title=f"打印机无法连接 {number}")
    mine = house.actor("ming")

    def codes(who=mine, **more):
        rows, more_ = asked(lists.listed, who, Filter(**more))
        return [one.code for one in rows], more_

    assert codes(size=2) == (["REQ-2026-0004", "REQ-2026-0003"], True) or codes(size=2)[1]
    assert len(codes(size=2, page=2)[0]) == 2
    assert codes(tab="overdue") == ([code_of(first)], False)
    assert codes(text="打印机", size=5)[0] == [code_of(first + 3), code_of(first + 2), code_of(first + 1)]
    assert codes(text=code_of(first).lower(), tab="all")[0] == [code_of(first)]
    assert codes(text="！！", tab="all") == ([], False)
    assert codes(problem_class="technology", priority="normal", state="classified", tab="all", sort="newest")[0] == [code_of(first)]
    assert codes(who=house.actor("pei"), tab="all") == ([], False)
    assert codes(who=house.actor("lin"), tab="all", project_id=house.projects["harbour"]) == ([], False)
    assert len(codes(who=house.actor("lin"), tab="all", sort="due")[0]) == 4
    do(handling.pause, "ming", first + 1, reason="customer", evidence="Mail of today")
    assert codes(state="paused")[0] == [code_of(first + 1)]
    assert codes(tab="mine")[0][0] == code_of(first)
    assert asked(lists.counts, mine).overdue == 1
    everything = house.actor("lin")  # who sees all projects is answered by another index
    for state in ("in_hand", "classified", "recorded"):
        for more in ({}, {"priority": "normal"}, {"problem_class": "technology"}, {"priority": "normal", "problem_class": "technology"}, {"sort": "due"}):
            assert codes(who=everything, tab="all", state=state, **more) == codes(tab="all", state=state, **more)


def in_hand(house, do, made):
    """Classified, recorded and begun by Ming."""
    do(handling.give, "ming", made, handler_id=house.people["ming"], version=asked(queries.view, house.actor("ming"), code_of(made)).version)
    do(handling.begin, "ming", made)


def turn(house, at, code, name, *, open_):
    """Open or fold a part of the page, as a click on its head does."""
    view = asked(queries.view, house.actor("ming"), code)
    at.session_state[f"request:fold:{name}:{view.id}:{view.version}:{len(view.log)}"] = open_
    return at.run()


def test_what_is_typed_outlives_the_tab_and_a_colleague_who_was_faster(house, do, screen, register):
    made = register(problem_class="process")
    in_hand(house, do, made)
    code = code_of(made)
    at = screen("pages/Request.py", "ming", query={"request": code})
    at.text_area(key=f"request:answer:{made}").set_value("We look into it.").run()
    do(handling.classify, "mo", made, problem_class="policy", problem_type="", urgency="high", impact="high", upset=True, complaint=False, version=asked(queries.view, house.actor("mo"), code).version)
    at.run()
    assert at.text_area(key=f"request:answer:{made}").value == "We look into it."
    assert "Changed since you last looked: Classified · Mo, " in text(at)
    assert "Changed since" not in text(at.run())
    again = screen("pages/Request.py", "ming", query={"request": code})  # the line broke
    again.button(key=f"draft:request_answer:{code}:continue").click().run()
    assert again.text_area(key=f"request:answer:{made}").value == "We look into it."
    next(one for one in again.button if one.key and one.key.startswith(f"request:respond:{made}:")).click().run()
    assert not again.exception
    seen = asked(queries.view, house.actor("ming"), code)
    assert [one.text for one in seen.log if one.step.value == "responded"] == ["We look into it."]
    assert "You have a draft" not in text(screen("pages/Request.py", "ming", query={"request": code}))


def test_folded_parts_are_drawn_once_they_are_open_and_keep_what_was_typed(house, do, screen, register):
    made = register(problem_class="process")
    in_hand(house, do, made)
    code = code_of(made)
    at = screen("pages/Request.py", "ming", query={"request": code})
    why = f"request_text:{made}:hand_over"
    assert why not in [one.key for one in at.text_input]
    turn(house, at, code, "hand_over", open_=True)
    at.text_input(key=why).set_value("On leave from tomorrow").run()
    turn(house, at, code, "hand_over", open_=False)
    assert why not in [one.key for one in at.text_input]
    turn(house, at, code, "hand_over", open_=True)
    assert at.text_input(key=why).value == "On leave from tomorrow"
    at.text_area(key=f"request:answer:{made}").set_value("We look into it.").run()
    next(one for one in at.button if one.key and one.key.startswith(f"request:respond:{made}:")).click().run()
    assert "Changed since" not in text(at)  # one's own deed is no news
    turn(house, at, code, "hand_over", open_=True)
    assert at.text_input(key=why).value == "On leave from tomorrow"  # another deed leaves it
    do(handling.pause, "mo", made, reason="customer", evidence="Mail of today")
    at.run()
    turn(house, at, code, "hand_over", open_=True)
    next(one for one in at.button if one.key and one.key.startswith(f"request:hand_over:{made}:")).click().run()
    assert not at.exception
    assert asked(queries.view, house.actor("ming"), code).handed[-1].reason == "On leave from tomorrow"
    assert why not in at.session_state
