"""The pages of approvals, headless: what each reader meets, in three languages, and what a refusal says."""

import pytest

from core.access import Role
from core.approval import actions, queries
from core.approval.chains import actions as chains
from core.approval.chains import queries as chain_queries
from core.approval.chains.rules import Step, Who
from core.approval.deputies import actions as deputies
from core.approval.rules import Verdict
from core.clock import today
from core.inspection.rounds import actions as rounds
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.rules import State
from core.people import actions as people
from core.people.queries import person_for_update
from core.words import Language, translate
from tests.cast import draft
from tests.pages.test_every_page import said

pytestmark = pytest.mark.usefixtures("sqlite_database")


@pytest.fixture
def waiting(house, do, ask):
    """Two checklists of Ada's that wait: their codes by name."""
    made = {}
    for name in ("first", "second"):
        version = do(templates.create, "ada", draft(name))
        do(actions.submit, "ada", "template_version", version, comment=f"The {name} one.")
        made[name] = ask(queries.submitted, "ada")[0].code
    return made


def button(at, label):
    return next(one for one in at.button if one.label == label)


@pytest.mark.parametrize("language", list(Language))
def test_what_waits_is_shown_with_its_copy_in_every_language(screen, waiting, language):
    at = screen("pages/Approvals.py", "lin", language=language)
    assert not at.exception
    assert waiting["first"] in said(at)
    assert translate(language, "Waiting for me ({count})", count=2) in [one.label for one in at.tabs]
    at = screen("pages/Approvals.py", "lin", language=language, query={"approval": waiting["first"]})
    assert not at.exception
    assert "The first one\\." in said(at)
    copy = at.dataframe[0].value
    assert [translate(language, "Checkpoints"), "contact"] == copy["where"][copy["where"].str.contains("contact")].iloc[0].split(" › ")[:2]
    assert button(at, translate(language, "Approve"))


def test_before_anything_was_submitted_the_lists_say_so(screen, house):
    at = screen("pages/Approvals.py", "mei")
    assert "Nothing waits for your approval" in said(at)
    assert "You have submitted nothing yet" in said(at)


def test_the_submitter_meets_no_way_to_approve_and_may_withdraw(screen, waiting):
    at = screen("pages/Approvals.py", "ada", query={"approval": waiting["first"]})
    labels = [one.label for one in at.button]
    assert "Approve" not in labels
    assert "Return" not in labels
    button(at, "Withdraw").click().run()
    assert "Withdrawn" in said(at)


def test_somebody_without_a_part_is_told_nothing(screen, waiting):
    at = screen("pages/Approvals.py", "mo", query={"approval": waiting["first"]})
    assert "may not see" in at.error[0].value
    assert "The first one" not in said(at)


def test_a_return_without_a_word_is_refused_and_with_one_goes_back(screen, waiting, ask):
    at = screen("pages/Approvals.py", "lin", query={"approval": waiting["first"]})
    button(at, "Return").click().run()
    assert "Please fill in “Comment”" in at.error[0].value
    at.text_area[0].set_value("Too heavy.").run()
    button(at, "Return").click().run()
    assert "Returned" in said(at)
    assert "Too heavy\\." in said(at)


def test_several_of_a_kind_are_approved_together_each_by_itself(screen, waiting, do, ask, house):
    changed = ask(queries.approval, "ada", waiting["second"]).row
    whole = ask(checklists.read, "ada", changed.subject_id)
    ids = {one.code: one.id for one in whole.questions}
    at = screen("pages/Approvals.py", "lin")
    for box in at.checkbox:
        box.check()
    at.run()
    do(templates.reweigh, "ada", changed.subject_id, version=1, sections={}, items={ids["findings"]: 10, ids["photos"]: 90})
    button(at, "Approve").click().run()
    assert not at.exception
    assert "One submission approved" in at.success[0].value
    assert "has changed since it was submitted" in at.error[0].value
    assert waiting["second"].replace("-", "\\-") in at.error[0].value
    states = {row.code: row.state.value for row in ask(queries.submitted, "ada")}
    assert (states[waiting["first"]], states[waiting["second"]]) == ("approved", "submitted")


def test_a_resubmission_shows_the_difference(screen, waiting, do, ask):
    row = ask(queries.approval, "ada", waiting["first"]).row
    do(actions.decide, "lin", row.id, step=0, verdict=Verdict.RETURN, comment="Too heavy.")
    ids = {one.code: one.id for one in ask(checklists.read, "ada", row.subject_id).questions}
    do(templates.reweigh, "ada", row.subject_id, version=1, sections={}, items={ids["findings"]: 10, ids["photos"]: 90})
    do(actions.submit, "ada", "template_version", row.subject_id)
    at = screen("pages/Approvals.py", "yan", query={"approval": ask(queries.submitted, "ada")[0].code})
    shown = at.dataframe[0].value
    assert list(shown["where"]) == ["Checkpoints › files › Items › findings › Weight", "Checkpoints › files › Items › photos › Weight"]
    assert list(zip(shown["before"], shown["after"], strict=True)) == [("60", "10"), ("40", "90")]


def test_a_draft_is_submitted_on_its_own_page_and_shows_how_it_stands(screen, house, do, ask):
    version = do(templates.create, "ada", draft("new"))
    at = screen("pages/Checklists.py", "ada", query={"version": str(version)})
    assert "Confirm" not in [one.label for one in at.button]
    button(at, "Submit").click().run()
    assert "Waiting for approval" in said(at)
    assert "Asked: Lin, Yan" in said(at)
    do(actions.decide, "lin", ask(queries.waiting, "lin")[0].id, step=0, verdict=Verdict.APPROVE)
    assert ask(checklists.version, "ada", version).state is State.CONFIRMED
    assert "Approved · Lin" in said(screen("pages/Checklists.py", "ada", query={"version": str(version)}))


def test_a_round_that_nobody_else_may_release_says_so(screen, house, do, submitted):
    do(rounds.close, "lin", house.round)
    at = screen("pages/Rounds.py", "lin", query={"round": "RND-2026-0001"})
    assert button(at, "Submit")
    do(chains.edit, "ada", "round", steps=[Step(Who.ROLE, Role.LEADERSHIP)], version=0)
    do(deactivate, "ada", house.people["yan"])
    at = screen("pages/Rounds.py", "lin", query={"round": "RND-2026-0001"})
    assert "there is nobody who may decide" in at.warning[0].value


def deactivate(session, actor, person_id):
    row = person_for_update(session, person_id)
    return people.update(session, actor, row.id, version=row.version, name=row.name, roles={Role.LEADERSHIP}, department_id=None, active=False)


def test_the_first_page_says_what_waits(screen, waiting):
    assert "2 approvals wait for you" in said(screen("pages/My_work.py", "lin"))
    assert "approvals wait for you" not in said(screen("pages/My_work.py", "ada"))


def test_a_deputy_is_told_for_whom(screen, house, do, waiting):
    do(deputies.name_deputy, "lin", house.people["kit"], first=today(), last=today())
    at = screen("pages/Approvals.py", "kit", query={"approval": waiting["first"]})
    assert "You decide for Lin" in at.info[0].value
    at = screen("pages/Approvals.py", "lin")
    assert "**Kit** decides for you" in said(at)
    button(at, "End now").click().run()
    assert "decides for you from" not in said(at)


@pytest.mark.parametrize("language", list(Language))
def test_chains_are_read_and_kept_on_their_page(screen, house, ask, do, language):
    at = screen("pages/Approval_chains.py", "ada", language=language)
    assert not at.exception
    assert translate(language, "Everybody whose role allows it") in said(at)
    at.button(key="chain:round:0:save").click().run()
    assert not at.exception
    assert not at.error
    assert ask(chain_queries.chains, "ada")["round"].version == 1
