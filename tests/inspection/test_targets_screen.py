"""Teams and service records on the screen, and rounds over them."""

import pytest

from core.clock import today
from core.inspection.objects import actions, queries
from core.inspection.objects.rules import Kind, Line
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.words import Language
from tests.cast import DATES, named

pytestmark = pytest.mark.usefixtures("sqlite_database")
PAGE, ROUNDS = "pages/Targets.py", "pages/Rounds.py"


def text(at):
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.warning, *at.success, *at.error, *at.subheader, *at.title)).replace("\\", "")


def test_a_record_is_entered_and_what_is_wrong_is_said_with_everything_kept(house, ask, screen, hotline):
    at = screen(PAGE, "mo")
    assert "There is no service record yet" in text(at)
    at.text_input(key="new_record:number").set_value("SR-1").run()
    at.button(key="new_record:save").click().run()
    assert "1 faults were found" in at.error[0].value
    assert "The customer is missing" in text(at)
    assert at.text_input(key="new_record:number").value == "SR-1"
    at.text_input(key="new_record:customer").set_value("Northern [Ferries](x)").run()
    at.selectbox(key="new_record:handler").set_value("ming").run()
    at.button(key="new_record:save").click().run()
    assert not at.exception
    assert not at.error
    (row,) = ask(queries.objects, "mo", Kind.RECORD)
    assert (row.number, row.person_id, row.happened_on) == ("SR-1", house.people["ming"], today())
    assert at.text_input(key="new_record:number").value == ""


def test_what_is_pasted_is_kept_until_it_is_right(house, ask, screen, hotline):
    at = screen(PAGE, "mo")
    head = "Project\tNumber\tDate\tCustomer\n"
    at.text_area(key="paste_records:text").set_value(f"{head}{hotline}\tSR-1\tsoon\tA\n{hotline}\tSR-2\t2026-04-01\tA").run()
    at.button(key="records:save").click().run()
    assert "Row 2: “soon” is no date" in text(at)
    assert "soon" in at.text_area(key="paste_records:text").value
    at.text_area(key="paste_records:text").set_value(f"{head}{hotline}\tSR-1\t2026-04-02\tA\nPRJ-1\tSR-2\t2026-04-01\tA").run()
    at.button(key="records:save").click().run()
    assert "Row 3: “PRJ-1” is no project that you may see" in text(at)
    at.text_area(key="paste_records:text").set_value(f"{head}{hotline}\tSR-1\t2026-04-02\tA\n{hotline}\tSR-2\t2026-04-01\tA").run()
    at.button(key="records:save").click().run()
    assert not at.error
    assert [row.number for row in ask(queries.objects, "mo", Kind.RECORD)] == ["SR-1", "SR-2"]
    assert at.text_area(key="paste_records:text").value == ""


def test_a_team_is_named_changed_and_taken_off(house, do, ask, screen):
    at = screen(PAGE, "lin")
    at.button_group(key="targets:kind").set_value("team").run()
    at.text_input(key="new_team:name:en").set_value("Night shift").run()
    at.button(key="new_team:save").click().run()
    assert not at.exception
    (row,) = ask(queries.objects, "lin", Kind.TEAM)
    at.text_input(key=f"team:{row.id}:{row.version}:name:en").set_value("Night").run()
    at.button(key=f"team:{row.id}:{row.version}:save").click().run()
    (row,) = ask(queries.objects, "lin", Kind.TEAM)
    assert row.name["en"] == "Night"
    at.button(key=f"take_off:{row.id}:{row.version}").click().run()
    assert not ask(queries.objects, "lin", Kind.TEAM)[0].active
    assert "Taken off" in text(at)


@pytest.mark.parametrize("kind", [Kind.PERSON, Kind.TEAM, Kind.RECORD])
@pytest.mark.parametrize("language", list(Language))
def test_a_round_over_each_kind_is_prepared_assigned_and_drawn_on_the_screen(house, do, ask, screen, hotline, kind, language):
    do(actions.add_team, "mo", house.projects["hotline"], name=named("Night shift", "夜班"))
    do(actions.add_records, "mo", [Line(1, hotline, "SR-1", today(), "A", "key", "ming")], source="screen")
    round_id = do(rounds.create, "lin", name="Round", template_version_id=house.version, target_kind=kind, **DATES)
    at = screen(ROUNDS, "lin", language=language, query={"round": ask(round_queries.code_of, "lin", round_id)})
    assert not at.exception
    if language is not Language.ENGLISH:  # the harness finds a radio's options by what they are called in English
        return
    code = {Kind.PERSON: f"{hotline}/ming", Kind.RECORD: f"{hotline}/SR-1"}.get(kind) or ask(queries.objects, "lin", Kind.TEAM)[0].code
    at.selectbox(key=f"assign_target:{round_id}").set_value(code).run()
    at.multiselect(key=f"assign_inspectors:{round_id}:{code}").set_value([house.people["kit"]]).run()
    at.button(key=f"assign:{round_id}").click().run()
    assert not at.exception
    assert not at.error
    assert len(ask(round_queries.progress, "lin", round_id)) == 1
    at.radio(key=f"sample:{round_id}:method").set_value("stratified").run()
    at.number_input(key=f"sample:{round_id}:size").set_value(1).run()
    at.button(key=f"sample:{round_id}:draw").click().run()
    assert not at.exception
    assert not at.error


def test_a_round_says_what_it_inspects_when_it_is_prepared(house, ask, screen):
    at = screen(ROUNDS, "lin")
    at.text_input(key="new_round:name").set_value("People of May").run()
    at.button_group(key="new_round:kind").set_value("person").run()
    at.button(key="new_round:create").click().run()
    assert not at.exception
    row = next(one for one in ask(round_queries.rounds, "lin") if one.name == "People of May")
    assert row.target_kind is Kind.PERSON


@pytest.mark.parametrize("language", list(Language))
def test_a_record_is_completed_on_its_own_page_and_what_was_typed_outlives_a_refusal(house, do, ask, screen, hotline, language):
    do(actions.add_records, "mo", [Line(1, hotline, "SR-1", today(), "Northern [Ferries](x)", "key", "ming")], source="screen")
    assert "is not complete" in text(screen(PAGE, "mo"))
    at = screen(PAGE, "mo", language=language, query={"record": f"{hotline}/SR-1"})
    assert not at.exception
    (row,) = ask(queries.objects, "mo", Kind.RECORD)
    assert len(at.warning) == 1
    at.selectbox(key=f"record:{row.id}:channel").set_value("phone").run()
    for part in ("demand", "result", "feedback"):
        at.text_area(key=f"record:{row.id}:{part}").set_value(f"{part} [x](y)").run()
    do(actions.change_record, "lin", row.id, version=row.version, told={"reference": "26/114", "demand": "Leak"})
    at.button(key=f"record:{row.id}:save").click().run()
    assert len(at.error) == 1  # somebody else was faster; nothing typed is lost
    assert at.text_area(key=f"record:{row.id}:demand").value == "demand [x](y)"
    at.button(key=f"record:{row.id}:save").click().run()
    assert not at.error
    assert len(at.success) == 1
    (row,) = ask(queries.objects, "mo", Kind.RECORD)
    assert (row.lacks, row.told["demand"], row.told["handler"], row.told["reference"]) == ((), "demand [x](y)", "ming", "26/114")


def test_another_s_record_is_not_there(house, do, screen, hotline):
    do(actions.add_records, "mo", [Line(1, hotline, "SR-1", today(), "A", "key", "ming")], source="screen")
    assert "no such service record" in text(screen(PAGE, "pei", query={"record": f"{hotline}/SR-1"}))
