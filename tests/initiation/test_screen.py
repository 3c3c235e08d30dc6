"""The pages of initiation headless: write, see what is missing, submit, read; change a charter, record the customer's word."""

from datetime import date

import pytest

from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.initiation.applications import queries
from core.initiation.charters import queries as charters
from core.projects import queries as projects
from core.words import Language
from tests.initiation.made import apply

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE, CHARTER = "pages/Applications.py", "pages/Initiation.py"


def said(at):
    return "\n".join(str(getattr(one, "value", "")) for one in (*at.markdown, *at.caption, *at.warning, *at.error, *at.title, *at.subheader))


@pytest.fixture
def opened(ask, screen):
    def opened_(application_id, who="mo", **more):
        return screen(PAGE, who, query={"application": ask(queries.code_of, "lin", application_id)}, **more)

    return opened_


@pytest.fixture
def approved(house, do, ask):
    """The project that Mo's application has become."""
    made = do(approvals.submit, "mo", "application", apply(house))
    do(approvals.decide, "hu", made, step=0, verdict=Verdict.APPROVE)
    do(approvals.decide, "lin", made, step=1, verdict=Verdict.APPROVE)
    return next(row for row in ask(projects.projects, "mo") if row.name["en"] == "Night line")


class TestTheForm:
    def test_a_new_one_opens_as_a_draft_that_says_what_is_missing(self, house, screen):
        at = screen(PAGE, "mo")
        at.text_input(key="application:new:name:en").set_value("Night line")
        at.button(key="application:new:create").click().run()
        assert not at.exception
        assert [one.value for one in at.title] == ["Night line"]
        assert "10 things are missing before it can be submitted" in said(at)
        assert "Name at least one objective\\." in said(at)

    def test_an_objective_says_beside_its_row_what_its_ticks_ask_for(self, house, opened):
        made = apply(house, objectives=())
        at = opened(made)
        key = f"application:{made}:objective:0"
        at.text_area(key=f"{key}:text").set_value("Answer calls.").run()
        at.button_group(key=f"{key}:ticks").set_value(["measurable", "time_bound"]).run()
        assert "give the number to reach and its unit" in said(at)
        at.text_input(key=f"{key}:number").set_value("９０")
        at.text_input(key=f"{key}:unit").set_value("%")
        at.date_input(key=f"{key}:by").set_value(date(2027, 5, 31)).run()
        assert "give the number to reach" not in said(at)
        assert "Not ticked yet: Specific, Achievable, Relevant" in said(at)
        assert "Nothing is missing\\." not in said(at)  # its milestone served the objective that was there before
        at.selectbox(key=f"application:{made}:milestone:0:objective").set_value(1).run()
        at.button(key=f"application:{made}:save").click().run()
        assert not at.error
        assert "Nothing is missing" in said(at)

    def test_what_is_unsaved_is_not_submitted_by_mistake(self, house, opened):
        made = apply(house)
        at = opened(made)
        assert "Nothing is missing" in said(at)
        assert [one.key for one in at.button if one.key == f"submit-application-{made}"]
        at.text_area(key=f"application:{made}:content").set_value("Another one").run()
        assert not [one.key for one in at.button if one.key == f"submit-application-{made}"]
        assert "Once saved, it can be submitted" in said(at)
        at.button(key=f"application:{made}:save").click().run()
        assert [one.key for one in at.button if one.key == f"submit-application-{made}"]

    def test_the_sum_is_counted_while_it_is_typed(self, house, opened):
        made = apply(house)
        at = opened(made)
        assert "128,000.50" in said(at)
        at.number_input(key=f"application:{made}:amount:travel").set_value(0.25).run()
        assert "128,000\\.75" in said(at)

    def test_what_was_typed_and_not_saved_is_offered_in_another_session(self, house, opened):
        made = apply(house)
        opened(made).text_area(key=f"application:{made}:results").set_value("Calm nights.").run()
        later = opened(made)
        assert "You have a draft from" in said(later)
        next(one for one in later.button if one.key.endswith(":continue")).click().run()
        assert later.text_area(key=f"application:{made}:results").value == "Calm nights."

    def test_a_cleared_row_takes_its_milestones_reference_along(self, house, opened, ask):
        made = apply(house)
        at = opened(made)
        at.text_area(key=f"application:{made}:objective:0:text").set_value("")
        at.button_group(key=f"application:{made}:objective:0:ticks").set_value([]).run()
        at.button(key=f"application:{made}:save").click().run()
        one = ask(queries.application, "mo", ask(queries.code_of, "mo", made)).proposal
        assert [aim.text for aim in one.objectives] == ["Callers are content."]
        assert [stone.objective for stone in one.milestones] == [0, 0]


class TestReading:
    @pytest.mark.parametrize("language", list(Language))
    def test_those_who_decide_read_it_in_their_language(self, house, do, opened, language):
        made = apply(house)
        do(approvals.submit, "mo", "application", made)
        at = opened(made, "hu", language=language)
        assert not at.exception
        assert "Nine of ten calls are answered within twenty seconds" in said(at)
        assert "128,000.50" in said(at)

    def test_the_list_leads_to_each(self, house, screen):
        apply(house)
        at = screen(PAGE, "lin")
        assert at.dataframe[0].value["address"].tolist()[0].startswith("/Applications?application=APP-")


    def test_the_search_finds_it_by_code_name_and_customer_for_those_concerned(self, house, screen):
        apply(house)
        for words in ("app-", "夜间", "ferries"):
            assert "Night line" in said(screen("pages/Search.py", "mo", query={"q": words})), words
        assert "Night line" not in said(screen("pages/Search.py", "pei", query={"q": "Night"}))


class TestTheCharter:
    def test_it_is_shown_as_approved_and_a_change_shows_the_difference(self, approved, ask, screen):
        at = screen(CHARTER, "mo", query={"project": approved.code})
        assert "As approved" in said(at)
        assert "Scope not confirmed by the customer yet" in said(at)
        charter = ask(charters.charter, "mo", approved.id)
        at.text_area(key=f"charter:{charter.id}:excluded").set_value("Mail.")
        at.button(key=f"charter:{charter.id}:save").click().run()
        assert "Reason for the change" in at.error[0].value
        assert at.text_area(key=f"charter:{charter.id}:excluded").value == "Mail."
        at.text_input(key=f"charter:{charter.id}:reason").set_value("Agreed by telephone.")
        at.button(key=f"charter:{charter.id}:save").click().run()
        assert not at.error
        assert "Changed since the approval" in said(at)
        table = next(one.value for one in at.dataframe if "after" in one.value)
        assert table[["where", "after"]].to_numpy().tolist() == [["What is out of scope", "Mail."]]

    def test_the_customers_word_is_recorded(self, approved, ask, screen):
        at = screen(CHARTER, "mo", query={"project": approved.code})
        charter = ask(charters.charter, "mo", approved.id)
        key = f"confirm:{charter.id}:1"
        at.text_input(key=f"{key}:who").set_value("Captain Sun")
        at.button(key=f"{key}:save").click().run()
        assert not at.error
        assert "Scope confirmed by the customer on" in said(at)

    def test_a_project_without_one_offers_to_begin_it_to_those_who_may(self, house, screen):
        at = screen(CHARTER, "ming", query={"project": "PRJ-2026-0001"})
        assert not [one for one in at.button if one.key and one.key.endswith(":begin")]
        at = screen(CHARTER, "mo", query={"project": "PRJ-2026-0001"})
        next(one for one in at.button if one.key and one.key.endswith(":begin")).click().run()
        assert not at.error
        assert "Version 1" in said(at)
