"""Type, lose the session, return, continue; and nothing is left once the form is sent."""

import pytest

from core import work
from core.drafts import actions, queries
from core.inspection.rounds import queries as rounds
from core.inspection.sheets import queries as sheets
from core.people import queries as people
from core.projects import queries as projects

pytestmark = pytest.mark.usefixtures("sqlite_database")


def said(at) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.error, *at.warning))


def draft(house, who, form, record=""):
    return work.ask(queries.mine, house.actor(who), form, record)


class TestANewRound:
    def test_it_is_kept_field_by_field_and_offered_in_another_session(self, house, screen):
        at = screen("pages/Rounds.py", "lin")
        at.text_input("new_round:name").input("Third quarter <b>").run()
        assert draft(house, "lin", "new_round").values["new_round:name"] == "Third quarter <b>"
        due = at.date_input("new_round:due").value.replace(year=2030)
        at.date_input("new_round:due").set_value(due).run()

        later = screen("pages/Rounds.py", "lin")  # the tab is gone, the browser too
        assert "You have a draft from" in said(later)
        assert "changed since" not in said(later)
        assert not [one for one in later.text_input if one.key == "new_round:name"]
        later.button("draft:new_round::continue").click().run()
        assert not later.exception
        assert later.expander[0].proto.expanded
        assert later.text_input("new_round:name").value == "Third quarter <b>"
        assert later.date_input("new_round:due").value == due
        later.button("new_round:create").click().run()
        assert not later.error
        assert "Third quarter <b>" in [one.name for one in work.ask(rounds.rounds, house.actor("lin"))]
        assert draft(house, "lin", "new_round") is None
        assert "You have a draft" not in said(screen("pages/Rounds.py", "lin"))

    def test_a_discarded_one_is_gone_and_the_form_is_empty(self, house, screen):
        screen("pages/Rounds.py", "lin").text_input("new_round:name").input("Third").run()
        at = screen("pages/Rounds.py", "lin")
        at.button("draft:new_round::discard").click().run()
        assert at.text_input("new_round:name").value == ""
        assert draft(house, "lin", "new_round") is None

    def test_nobody_elses_is_offered(self, house, screen):
        screen("pages/Rounds.py", "lin").text_input("new_round:name").input("Third").run()
        assert "You have a draft" not in said(screen("pages/Rounds.py", "ada"))

    def test_a_form_that_was_emptied_again_leaves_none(self, house, screen):
        at = screen("pages/Rounds.py", "lin")
        at.text_input("new_round:name").input("Third").run()
        at.text_input("new_round:name").input("").run()
        assert draft(house, "lin", "new_round") is None

    def test_what_is_refused_stays_typed_and_kept(self, house, screen):
        at = screen("pages/Rounds.py", "lin")
        at.text_input("new_round:name").input("Third").run()
        at.date_input("new_round:due").set_value(at.date_input("new_round:from").value.replace(year=2020)).run()
        at.button("new_round:create").click().run()
        assert at.error
        assert at.text_input("new_round:name").value == "Third"
        assert draft(house, "lin", "new_round").values["new_round:name"] == "Third"

    def test_what_is_offered_no_more_gives_way(self, house, screen, do):
        do(actions.keep, "lin", "new_round", {"new_round:name": "Third", "new_round:version": 9999})
        at = screen("pages/Rounds.py", "lin")
        at.button("draft:new_round::continue").click().run()
        assert not at.exception
        assert at.selectbox("new_round:version").value == house.version
        assert at.text_input("new_round:name").value == "Third"


def test_a_new_project(house, screen):
    at = screen("pages/Projects.py", "ada")
    at.text_input("project:new:name:en").input("Lighthouse").run()
    at.text_input("project:new:customer:en").input("Coast Guard").run()
    at.selectbox("project:new:kind").select("training").run()
    at.multiselect("project:new:team").select(house.people["ming"]).run()
    later = screen("pages/Projects.py", "ada")
    later.button("draft:new_project::continue").click().run()
    assert later.multiselect("project:new:team").value == [house.people["ming"]]
    later.button("project:new:create").click().run()
    assert not later.exception
    assert not later.error
    made = next(one for one in work.ask(projects.projects, house.actor("ada")) if one.name == {"en": "Lighthouse"})
    assert made.kind == "training"
    assert draft(house, "ada", "new_project") is None
    assert later.text_input("project:new:name:en").value == ""


def test_a_new_person(house, screen):
    at = screen("pages/People.py", "ada")
    at.text_input("new_person:username").input("wei").run()
    at.text_input("new_person:name:en").input("Wei").run()
    at.button_group("new_person:roles").set_value(["inspector"]).run()
    later = screen("pages/People.py", "ada")
    later.button("draft:new_person::continue").click().run()
    assert later.button_group("new_person:roles").value == ["inspector"]
    later.button("new_person:create").click().run()
    assert not later.exception
    assert "wei" in [one.username for one in work.ask(people.people, house.actor("ada"))]
    assert draft(house, "ada", "new_person") is None


class TestAContest:
    def code(self, house):
        return work.ask(sheets.sheets, house.actor("ming"), sheets.Filter())[0]["code"][0]

    def test_a_reason_is_kept_until_it_is_sent(self, house, released, screen):
        code = self.code(house)
        at = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code})
        at.text_area(f"contest_reason:{house.sheet}").input("The desk was being painted.").run()
        at.multiselect(f"contest_items:{house.sheet}").select(house.items["photos"]).run()
        later = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code})
        later.button(f"draft:contest:{code}:continue").click().run()
        assert later.text_area(f"contest_reason:{house.sheet}").value == "The desk was being painted."
        later.button(f"contest:{house.sheet}").click().run()
        assert not later.exception
        assert not later.error
        assert draft(house, "ming", "contest", code) is None

    def test_over_a_record_that_moved_on_it_is_offered_with_a_warning(self, house, released, screen, do):
        code = self.code(house)
        do(actions.keep, "ming", "contest", {f"contest_reason:{house.sheet}": "Painted."}, record=code, seen=7)
        at = screen("pages/Scoring_sheet.py", "ming", query={"sheet": code})
        assert "changed since then" in at.warning[0].value
        at.button(f"draft:contest:{code}:continue").click().run()
        assert at.text_area(f"contest_reason:{house.sheet}").value == "Painted."
