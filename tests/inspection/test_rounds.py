"""Deeds on rounds: allowed, refused, traced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, work
from core.access import Role
from core.approval import actions as approvals
from core.approval.rules import OwnSubmission, OwnWork, Verdict
from core.errors import Empty, NotFound, NotPermitted, TooLong, WrongState
from core.inspection.rounds import actions, queries, rules
from core.inspection.rounds.rules import Conflict, Parties, State
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.rules import State as SheetState
from core.inspection.templates import actions as templates
from core.inspection.templates.rules import State as VersionState
from core.people import actions as people
from core.people.queries import departments as units
from core.people.queries import people as everybody
from pages.parts.desk import ask_kept
from tests.cast import DATES, draft, dump, sound_chain, trail

pytestmark = pytest.mark.usefixtures("database")
A_DAY = timedelta(days=1)


def create(do, house, who="lin", **more):
    return do(actions.create, who, **({"name": "Autumn", "template_version_id": house.version} | DATES | more))


def one(ask, house, who="lin", round_id=None):
    return next(row for row in ask(queries.rounds, who) if row.id == (round_id or house.round))


class TestPreparing:
    def test_a_round_starts_as_a_draft_with_its_code(self, house, do, ask, traced):
        with traced("round:create", "lin") as entry:
            made = create(do, house, name=" Autumn\tround ")
        row = one(ask, house, round_id=made)
        assert (row.name, row.state, row.sheets, row.template_number) == ("Autumn round", State.DRAFT, 0, 1)
        assert row.code == f"RND-{clock.today().year}-0002"
        assert entry[0].facts["after"]["period"] == ["2026-04-01", "2026-06-30"]

    def test_a_round_needs_a_name_that_fits(self, house, do, refused):
        with refused(Empty):
            create(do, house, name=" ")
        with refused(TooLong):
            create(do, house, name="x" * 121)
        create(do, house, name="x" * 120)

    def test_dates_stand_in_order(self, house, do, refused):
        first = DATES["period_from"]
        with refused(rules.PeriodUpsideDown):
            create(do, house, period_to=first - A_DAY)
        with refused(rules.DueBeforePeriod):
            create(do, house, due_on=first - A_DAY)
        create(do, house, period_to=first, due_on=first)

    def test_only_a_confirmed_checklist_or_one_on_trial_is_used(self, house, do, refused):
        version = do(templates.create, "ada", draft("new"))
        with refused(rules.NotUsable):
            create(do, house, template_version_id=version)
        do(templates.move, "ada", version, state=VersionState.TRIAL)
        create(do, house, template_version_id=version)
        do(templates.move, "lin", version, state=VersionState.RETIRED)
        with refused(rules.NotUsable):
            create(do, house, template_version_id=version)
        with refused(NotFound):
            create(do, house, template_version_id=9999)

    def test_a_head_prepares_rounds_for_the_own_department_only(self, house, do, refused):
        with refused(NotPermitted):
            create(do, house, "hu")
        with refused(NotPermitted):
            create(do, house, "hu", department_id=house.departments["quality"])
        create(do, house, "hu", department_id=house.departments["service"])


class TestAssigning:
    def test_an_assigned_sheet_waits_for_the_start(self, house, do, traced):
        made = create(do, house)
        with traced("round:assign", "lin") as entry:
            sheet = do(actions.assign, "lin", made, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        row = house.row(sheet)
        assert (row.state, row.items, row.answered, row.inspector_id) == (SheetState.PLANNED, 5, 0, house.people["kit"])
        assert (row.department_id, row.template_version_id) == (house.departments["service"], house.version)
        assert entry[0].facts["inspector"] == "kit"

    def test_a_sheet_assigned_to_a_running_round_is_open_at_once(self, house, do):
        sheet = do(actions.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        assert house.state(sheet) == SheetState.OPEN

    def test_nobody_is_assigned_twice_to_a_project(self, house, do, refused):
        with refused(rules.AssignedAlready) as caught:
            do(actions.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
        assert caught.value.facts == {"inspector": "Mei", "project": "Hotline"}

    def test_two_at_once_assign_once(self, house):
        lin = house.actor("lin")

        def assign(_):
            try:
                return work.do(actions.assign, lin, house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
            except rules.AssignedAlready:
                return None

        with ThreadPoolExecutor(4) as threads:
            assert sum(made is not None for made in threads.map(assign, range(4))) == 1
        assert len(trail("round:assign")) == 2

    def test_an_inspector_of_the_projects_department_has_a_conflict(self, house, do, refused):
        with refused(rules.ConflictOfInterest) as caught:
            do(actions.assign, "lin", house.round, project_id=house.projects["harbour"], inspector_id=house.people["kit"])
        assert caught.value.facts["reason"] == Conflict.DEPARTMENT.label

    @pytest.mark.parametrize(("who", "against"), [("mo", Conflict.MANAGER), ("ming", Conflict.MEMBER)])
    def test_who_works_in_a_project_does_not_inspect_it(self, house, do, ask, refused, who, against):
        person = next(p for p in ask(everybody, "ada") if p.username == who)
        do(
            people.update, "ada", person.id, version=person.version, name=person.name,
            roles=[*person.roles, Role.INSPECTOR], department_id=None, active=True,
        )  # fmt: skip
        with refused(rules.ConflictOfInterest) as caught:
            do(actions.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=person.id)
        assert caught.value.facts["reason"] == against.label
        do(actions.assign, "lin", house.round, project_id=house.projects["harbour"], inspector_id=person.id)

    def test_only_an_active_inspector_is_assigned(self, house, do, ask, refused):
        def assign(who):
            return do(actions.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people[who])

        with refused(rules.NotAnInspector):
            assign("cora")
        with refused(NotFound):
            do(actions.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=9999)
        kit = next(p for p in ask(everybody, "ada") if p.username == "kit")
        do(people.update, "ada", kit.id, version=kit.version, name=kit.name, roles=kit.roles, department_id=kit.department_id, active=False)
        with refused(rules.NotAnInspector):
            assign("kit")

    def test_a_head_assigns_within_own_department_only(self, house, do, refused):
        own = create(do, house, "hu", department_id=house.departments["service"])
        with refused(NotPermitted):
            do(actions.assign, "hu", own, project_id=house.projects["harbour"], inspector_id=house.people["mei"])
        with refused(NotPermitted):
            do(actions.assign, "hu", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        do(actions.assign, "hu", own, project_id=house.projects["hotline"], inspector_id=house.people["mei"])

    def test_the_inspectors_offered_are_free_of_conflict_and_the_least_loaded_come_first(self, house, ask):
        offered = ask(queries.candidates, "lin", house.projects["hotline"])
        assert [(one.username, one.open_sheets) for one in offered] == [("kit", 0), ("mei", 1)]
        assert ask(queries.candidates, "lin", house.projects["harbour"]) == []

    def test_an_unused_sheet_is_taken_back(self, house, do, traced):
        with traced("round:unassign", "lin"):
            do(actions.unassign, "lin", house.round, sheet_id=house.sheet)
        assert not dump()["sheets"]

    def test_a_sheet_on_which_somebody_worked_is_not_taken_back(self, house, do, refused):
        do(sheets.write_note, "mei", house.sheet, house.items["speed"], "Two were late.", seen=0)
        with refused(rules.ScoredAlready):
            do(actions.unassign, "lin", house.round, sheet_id=house.sheet)

    def test_a_sheet_is_taken_back_from_its_own_round_only(self, house, do, refused):
        other = create(do, house)
        with refused(NotFound):
            do(actions.unassign, "lin", other, sheet_id=house.sheet)


class TestItsLife:
    def test_starting_opens_the_planned_sheets(self, house, do, traced):
        round_id, given = house.open_round("Summer", start=False, hotline="kit")
        with traced("round:start", "lin"):
            do(actions.start, "lin", round_id)
        assert house.state(given["hotline"]) == SheetState.OPEN

    def test_a_round_without_sheets_does_not_start(self, house, do, refused):
        made = create(do, house)
        with refused(rules.NothingAssigned):
            do(actions.start, "lin", made)

    def test_open_sheets_keep_a_round_open(self, house, do, refused, traced):
        with refused(rules.StillOpen) as caught:
            do(actions.close, "lin", house.round)
        assert caught.value.facts == {"count": 1}
        with traced("round:close", "lin") as entry:
            do(actions.close, "lin", house.round, count_as_missed=True)
        assert house.state() == SheetState.MISSED
        assert entry[0].facts["missed"] == [house.row().code]

    def test_a_finished_round_closes_without_more(self, house, do, submitted):
        do(actions.close, "lin", house.round)
        assert house.state() == SheetState.SUBMITTED

    def test_an_open_revision_does_not_keep_a_round_open(self, house, do, submitted):
        revision = do(sheets.revise, "mei", submitted, reason="Read the wrong list.")
        do(actions.close, "lin", house.round)
        assert house.state(revision) == SheetState.OPEN

    def test_releasing_shows_the_results(self, house, do, traced, submitted):
        do(actions.close, "lin", house.round)
        waiting = do(approvals.submit, "lin", "round", house.round)
        before = len(trail())
        do(approvals.decide, "yan", waiting, step=0, verdict=Verdict.APPROVE)
        effect, decision = trail()[before:]
        assert house.state() == SheetState.RELEASED
        assert (effect.deed, decision.deed, effect.facts["sheets"]) == ("round:release", "approval:approve", 1)
        assert {effect.actor_id, decision.actor_id} == {house.people["yan"]}
        assert sound_chain()

    def test_steps_come_in_order_and_once(self, house, do, refused):
        round_id, _ = house.open_round("Summer", start=False, hotline="kit")
        steps = {
            "start": lambda: do(actions.start, "lin", round_id),
            "close": lambda: do(actions.close, "lin", round_id, count_as_missed=True),
            "release": lambda: house.approve("round", round_id),
        }
        for now, deed in steps.items():
            for step, other in steps.items():
                if step != now:
                    with refused(WrongState):
                        other()
            deed()
        for deed in steps.values():
            with refused(WrongState):
                deed()

    def test_a_closed_round_takes_no_more_assignments(self, house, do, refused, submitted):
        do(actions.close, "lin", house.round)
        with refused(WrongState):
            do(actions.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])

    def test_who_leads_nothing_changes_nothing(self, house, do, refused):
        for who in ("hu", "mo", "ming", "mei", "kit", "cora"):
            for deed, how in ((actions.start, {}), (actions.close, {"count_as_missed": True})):
                with refused(NotPermitted):
                    do(deed, who, house.round, **how)
            with refused(NotPermitted):
                do(approvals.submit, who, "round", house.round)

    def test_administrators_submit_a_release_and_leadership_decides_it(self, house, do, refused, submitted):
        do(actions.close, "ada", house.round)
        waiting = do(approvals.submit, "ada", "round", house.round)
        with refused(OwnSubmission):
            do(approvals.decide, "ada", waiting, step=0, verdict=Verdict.APPROVE)
        with refused(OwnWork):  # Lin leads this round, whoever submits it
            do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
        with refused(NotPermitted):
            do(approvals.decide, "hu", waiting, step=0, verdict=Verdict.APPROVE)
        do(approvals.decide, "yan", waiting, step=0, verdict=Verdict.APPROVE)
        assert house.state() == SheetState.RELEASED

    def test_a_departments_round_is_released_by_its_head_or_by_leadership(self, house, do, ask, refused):
        for then in ("hu", "yan"):
            round_id, _ = house.open_round(f"Service {then}", department="service", hotline="kit")
            do(actions.close, "lin", round_id, count_as_missed=True)
            house.approve("round", round_id, then=then)
            assert ask(queries.rounds, "lin", state=State.RELEASED)[0].id == round_id

    def test_closing_and_answering_at_once_never_leave_an_answer_in_a_missed_sheet(self, house):
        lin, mei = house.actor("lin"), house.actor("mei")

        def answer(code):
            try:
                return work.do(sheets.answer, mei, house.sheet, house.items[code], sheets.Value(None), seen=0).version or house.attach(house.sheet, code)
            except (sheets.rules.RoundOver, sheets.rules.Locked):
                return None

        with ThreadPoolExecutor(4) as threads:
            closed = threads.submit(work.do, actions.close, lin, house.round, count_as_missed=True)
            list(threads.map(answer, house.items))
            closed.result()
        deeds = [entry.deed for entry in trail()]
        assert "sheet:attach" not in deeds[deeds.index("round:close") :]


class TestSeeing:
    def test_a_round_in_preparation_is_its_leaders_affair(self, house, do, ask):
        made, _ = house.open_round("Summer", start=False, hotline="kit")

        def sees(who):
            return made in {row.id for row in ask(queries.rounds, who)}

        assert [sees(who) for who in ("ada", "lin", "hu", "mo")] == [True, True, False, False]
        do(actions.start, "lin", made)
        assert [sees(who) for who in ("ada", "lin", "hu", "mo", "pei")] == [True, True, True, True, False]

    def test_progress_counts_sheets(self, house, ask):
        house.answer(house.sheet, "speed", sheets.Value(sheets.scoring.Mark.NOT_APPLICABLE, na_reason="absent"))
        row = one(ask, house)
        assert (row.sheets, row.submitted) == (1, 0)
        house.open_round("Summer", hotline="kit")
        assert one(ask, house).sheets == 1

    def test_whoever_looks_again_after_a_sheet_was_submitted_sees_the_progress(self, house):
        lin = house.actor("lin")
        assert [row.submitted for row in ask_kept("rounds", queries.rounds, lin)] == [0]
        house.finish(house.sheet)
        assert [row.submitted for row in ask_kept("rounds", queries.rounds, lin)] == [1]

    def test_a_replaced_sheet_is_counted_once(self, house, do, ask, submitted):
        revision = do(sheets.revise, "mei", submitted, reason="Read the wrong list.")
        do(sheets.submit, "mei", revision, signature="Mei")
        assert (one(ask, house).sheets, one(ask, house).submitted) == (1, 1)
        assert list(ask(queries.progress, "lin", house.round)["code"]) == [house.row(revision).code]

    def test_the_inspected_side_follows_the_progress_without_the_score(self, house, ask, submitted):
        def score_for(who):
            return ask(queries.progress, who, house.round).set_index("sheet_id").loc[house.sheet, "total"]

        assert (score_for("lin"), score_for("hu"), score_for("mo")) == (85, 85, None)
        house.release()
        assert score_for("mo") == 85

    def test_a_head_who_belongs_to_a_project_elsewhere_waits_for_its_release_too(self, house, do, ask, submitted):
        quality = next(unit for unit in ask(units, "ada") if unit.code == "quality")
        person = next(p for p in ask(everybody, "ada") if p.username == "mo")
        roles = [Role.PROJECT_MANAGER, Role.DEPARTMENT_HEAD]
        do(people.update, "ada", person.id, version=person.version, name=person.name, roles=roles, department_id=quality.id, active=True)
        do(people.update_department, "ada", quality.id, version=quality.version, name=quality.name, parent_id=None, head_id=person.id)
        frame = ask(queries.progress, "mo", house.round)
        assert (list(frame["state"]), list(frame["total"])) == (["submitted"], [None])

    def test_a_round_is_overdue_on_the_day_after_it_was_due(self, house, ask):
        due = DATES["due_on"]
        for day, late in ((due, False), (due + A_DAY, True)):
            with clock.at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
                assert one(ask, house).overdue is late


@pytest.mark.parametrize(
    ("inspector", "unit", "against"),
    [(1, 9, Conflict.MANAGER), (2, 9, Conflict.MEMBER), (3, 7, Conflict.DEPARTMENT), (3, 9, None), (3, None, None), (1, 7, Conflict.MANAGER)],
)
def test_a_conflict_of_interest(inspector, unit, against):
    # manager 1, member 2, department 7
    assert rules.conflict(Parties(inspector, unit, 1, frozenset({2}), 7)) is against


def test_dates_may_fall_together():
    rules.check_dates(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1))
