"""Samples of rounds: drawn, accepted, drawn again; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core import db, work
from core.clock import today
from core.errors import Empty, NotFound, NotPermitted, WrongState
from core.followup import actions as followups
from core.followup.rules import Kind
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import rules as round_rules
from core.inspection.sampling import actions, queries, rules
from core.inspection.sampling.records import Draw
from core.inspection.sampling.rules import By, Method, Must, Plan
from core.inspection.sheets.rules import State as SheetState
from core.inspection.staffing import queries as staffing
from core.projects import actions as projects
from core.projects.rules import Stage
from tests.cast import DATES, named, trail

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def summer(house, do):
    """A round in preparation."""
    return do(rounds.create, "lin", name="Summer", template_version_id=house.version, **DATES)


@pytest.fixture
def more(house, do):
    """Six more projects of the service department, by name: id."""
    return {
        name: do(
            projects.create, "ada", name=named(name), customer=named("Ferries"), department_id=house.departments["service"], manager_id=house.people["mo"]
        )
        for name in ("North", "South", "East", "West", "Quay", "Mole")
    }


def codes(house, who="lin"):
    return {one.name["en"]: one.code for one in work.ask(queries.targets, house.actor(who), house.round)}


def latest(house, round_id):
    return work.ask(queries.draws, house.actor("lin"), round_id)[0]


class TestDrawing:
    def test_a_draw_keeps_all_that_a_redraw_needs(self, house, do, ask, summer, more, traced):
        with traced("round:draw", "lin") as entry:
            made = do(actions.draw, "lin", summer, plan=Plan(size=3, double=50), seed="2026")
        row = latest(house, summer)
        assert (row.id, row.number, row.seed, row.algorithm) == (made, 1, "2026", rules.ALGORITHM)
        by_hand = sorted(codes(house).values(), key=lambda code: rules.rank("2026", code))[:3]
        assert row.chosen == tuple(by_hand)
        assert len(row.doubled) == 2
        assert len(row.frame) == 8
        assert entry[0].facts["frame"] == row.frame_hash == rules.frame_hash(row.frame)
        found = ask(queries.redrawn, "lin", made)
        assert found.holds
        assert not found.since.any

    def test_without_a_seed_one_is_made_and_every_draw_is_kept(self, house, do, summer, more):
        seeds = set()
        for number in (1, 2, 3):
            do(actions.draw, "lin", summer, plan=Plan(size=1))
            row = latest(house, summer)
            seeds.add(row.seed)
            assert (row.number, len(row.seed)) == (number, 16)
        assert len(seeds) == 3

    def test_a_departments_round_draws_from_its_department(self, house, do, more):
        own = do(rounds.create, "hu", name="Own", template_version_id=house.version, department_id=house.departments["service"], **DATES)
        do(actions.draw, "hu", own, plan=Plan(Method.ALL))
        assert len(latest(house, own).chosen) == 7
        assert codes(house)["Harbour"] not in latest(house, own).chosen

    def test_groups_by_department_have_one_each_at_least(self, house, do, summer, more):
        do(actions.draw, "lin", summer, plan=Plan(Method.STRATIFIED, size=2, by=By.DEPARTMENT))
        assert codes(house)["Harbour"] in latest(house, summer).chosen
        assert {unit.stratum for unit in latest(house, summer).frame} == {"service", "quality"}

    def test_closed_projects_leave_the_frame(self, house, do, summer, more):
        house.close(more["North"])
        do(actions.draw, "lin", summer, plan=Plan(Method.ALL, stages=(Stage.INITIATION,)))
        assert codes(house)["North"] not in latest(house, summer).chosen

    def test_what_must_be_checked_is_in_the_sample(self, house, do, ask, summer, more, submitted):
        """Hotline scored 85 and has an overdue follow-up; everything else was never inspected."""
        due = today() - timedelta(days=1)
        made = do(
            followups.open_, "lin", project_id=house.projects["hotline"], kind=Kind.RISK, title="Fire", finding="Smoke.", owner_id=house.people["mo"],
            verifier_id=house.people["mei"], due_on=today(),
        )  # fmt: skip
        with db.writing() as session:
            session.execute(update(followups.FollowUp).where(followups.FollowUp.id == made).values(due_on=due))
        hotline = codes(house)["Hotline"]
        must = ask(queries.frame, "lin", summer, Plan(overdue=True)).must
        assert must == {hotline: (Must.OVERDUE,)}
        assert hotline not in ask(queries.frame, "lin", summer, Plan(never=True)).must
        assert len(ask(queries.frame, "lin", summer, Plan(never=True)).must) == 7
        assert ask(queries.frame, "lin", summer, Plan(below="good")).must == {}
        low, _ = house.open_round("Low", hotline="kit")
        sheet = latest_sheet(house, low)
        house.finish(sheet, who="kit", greeting="0", speed="0")
        assert ask(queries.frame, "lin", summer, Plan(below="good")).must == {hotline: (Must.LOW,)}
        do(actions.draw, "lin", summer, plan=Plan(size=1, overdue=True, below="good", named=(codes(house)["East"],)))
        row = latest(house, summer)
        assert set(row.chosen) == {hotline, codes(house)["East"]}
        assert row.must[hotline] == (Must.OVERDUE, Must.LOW)

    def test_leaving_out_wants_a_reason(self, house, do, summer, more, refused):
        with refused(Empty):
            do(actions.draw, "lin", summer, plan=Plan(size=1, excluded={codes(house)["Quay"]: " "}))
        do(actions.draw, "lin", summer, plan=Plan(Method.ALL, excluded={codes(house)["Quay"]: " Moving\thouse ", "PRJ-9": ""}))
        row = latest(house, summer)
        assert row.plan.excluded == {codes(house)["Quay"]: "Moving house"}
        assert len(row.chosen) == 7
        assert len(row.frame) == 8

    def test_more_than_there_are_is_refused(self, house, do, summer, refused):
        with refused(rules.SizeOutOfRange):
            do(actions.draw, "lin", summer, plan=Plan(size=3))

    def test_a_running_round_draws_no_more(self, house, do, refused):
        with refused(WrongState):
            do(actions.draw, "lin", house.round, plan=Plan(Method.ALL))


def latest_sheet(house, round_id):
    with db.reading() as session:
        return session.query(queries.Sheet).filter_by(round_id=round_id).one().id


class TestAccepting:
    def test_the_proposed_inspectors_get_the_sheets(self, house, do, ask, summer, more, traced):
        made = do(actions.draw, "lin", summer, plan=Plan(Method.ALL, double=50, excluded={codes(house)["Harbour"]: "Nobody is free"}))
        row = latest(house, summer)
        proposal = ask(staffing.proposal, "lin", summer, wanted={code: 2 if code in row.doubled else 1 for code in row.chosen})
        assert proposal.short == {}
        assert {len(some) for some in proposal.given.values()} == {1, 2}
        with traced("round:accept_sample", "lin") as entry:
            assert do(actions.accept, "lin", made, given=proposal.given) == 11
        assert len(entry[0].facts["sheets"]) == 11
        assert entry[0].facts["without_second"] == []
        assert latest(house, summer).accepted_at
        by_inspector = {one: sum(one in some for some in proposal.given.values()) for one in (house.people["mei"], house.people["kit"])}
        # Mei has a sheet waiting from spring, so Kit takes one more.
        assert by_inspector == {house.people["mei"]: 5, house.people["kit"]: 6}
        do(rounds.start, "lin", summer)
        assert house.state(latest_sheets(house, summer)[0]) == SheetState.OPEN

    def test_a_project_nobody_may_inspect_is_not_passed_over(self, house, do, ask, summer, refused):
        """Both inspectors belong to Harbour's department."""
        made = do(actions.draw, "lin", summer, plan=Plan(Method.ALL))
        proposal = ask(staffing.proposal, "lin", summer, wanted=dict.fromkeys(latest(house, summer).chosen, 1))
        assert proposal.short == {codes(house)["Harbour"]: 1}
        with refused(rules.NobodyFor) as caught:
            do(actions.accept, "lin", made, given=proposal.given)
        assert caught.value.facts == {"count": 1}

    def test_a_conflict_of_interest_is_refused_here_too(self, house, do, summer, refused):
        made = do(actions.draw, "lin", summer, plan=Plan(Method.ALL))
        everybody = {code: [house.people["mei"]] for code in latest(house, summer).chosen}
        with refused(round_rules.ConflictOfInterest):
            do(actions.accept, "lin", made, given=everybody)

    def test_only_the_sample_is_assigned(self, house, do, summer, more, refused):
        made = do(actions.draw, "lin", summer, plan=Plan(size=1))
        other = next(code for code in codes(house).values() if code not in latest(house, summer).chosen)
        with refused(rules.NotInSample):
            do(actions.accept, "lin", made, given={other: [house.people["mei"]]})

    def test_a_round_has_one_sample(self, house, do, summer, refused):
        hotline = codes(house)["Hotline"]
        plan = Plan(Method.ALL, excluded={codes(house)["Harbour"]: "Nobody is free"})
        first, second = (do(actions.draw, "lin", summer, plan=plan) for _ in range(2))
        do(actions.accept, "lin", first, given={hotline: [house.people["kit"]]})
        with refused(rules.AcceptedAlready):
            do(actions.accept, "lin", second, given={hotline: [house.people["mei"]]})
        with refused(rules.AcceptedAlready):
            do(actions.draw, "lin", summer, plan=plan)
        assert len(trail("round:accept_sample")) == 1

    def test_who_has_an_inspector_already_needs_none(self, house, do, ask, summer):
        do(rounds.assign, "lin", summer, project_id=house.projects["hotline"], inspector_id=house.people["mei"])
        made = do(actions.draw, "lin", summer, plan=Plan(Method.ALL, double=100, excluded={codes(house)["Harbour"]: "Nobody is free"}))
        wanted = dict.fromkeys(latest(house, summer).chosen, 1)
        assert ask(staffing.proposal, "lin", summer, wanted=wanted).given == {}
        assert do(actions.accept, "lin", made, given={}) == 0
        assert trail("round:accept_sample")[0].facts["without_second"] == [codes(house)["Hotline"]]


def latest_sheets(house, round_id):
    with db.reading() as session:
        return [one.id for one in session.query(queries.Sheet).filter_by(round_id=round_id)]


class TestDrawingAgain:
    def test_what_changed_in_the_frame_since_is_named(self, house, do, ask, summer, more):
        made = do(actions.draw, "lin", summer, plan=Plan(Method.STRATIFIED, size=3, by=By.STAGE, stages=(Stage.INITIATION, Stage.EXECUTION)))
        fresh = do(projects.create, "ada", name=named("Pier"), customer=named("Ferries"), department_id=house.departments["service"], manager_id=house.people["mo"])
        house.close(more["North"])
        do(
            projects.update, "ada", more["South"], version=1, name=named("South"), customer=named("Ferries"), stage=Stage.EXECUTION,
            manager_id=house.people["mo"], started_on=None, ends_on=None, member_ids=(),
        )  # fmt: skip
        assert fresh
        found, by_name = ask(queries.redrawn, "lin", made), codes(house)
        assert found.holds
        assert (found.since.came, found.since.went, found.since.moved) == ((by_name["Pier"],), (by_name["North"],), (by_name["South"],))

    @pytest.mark.parametrize("what", ["frame", "chosen", "seed"])
    def test_tampering_is_found(self, house, do, ask, summer, more, what):
        made = do(actions.draw, "lin", summer, plan=Plan(size=3), seed="1")
        row = latest(house, summer)
        other = {"frame": [["PRJ-X", ""], *([unit.code, unit.stratum] for unit in row.frame)], "chosen": list(row.chosen[::-1]), "seed": "2"}
        with db.writing() as session:
            session.execute(update(Draw).where(Draw.id == made).values({what: other[what]}))
        found = ask(queries.redrawn, "lin", made)
        assert not found.holds
        assert found.frame_holds is (what != "frame")

    def test_only_who_leads_the_round_looks(self, house, do, ask, summer):
        made = do(actions.draw, "lin", summer, plan=Plan(Method.ALL))
        for who in ("hu", "mo", "mei", "cora"):
            for question, value in ((queries.draws, summer), (queries.targets, summer), (queries.redrawn, made), (staffing.inspectors, summer)):
                with pytest.raises(NotPermitted):
                    ask(question, who, value)
        with pytest.raises(NotFound):
            ask(queries.redrawn, "lin", 9999)
