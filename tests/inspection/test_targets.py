"""Rounds over people, teams and service records: who inspects what, who sees what, and what is drawn."""

from datetime import date

import pytest
from sqlalchemy import select

from core import db
from core.access import Role
from core.errors import NotFound, NotPermitted, Stale
from core.inspection.followups import queries as followups
from core.inspection.objects import actions, queries, rules
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import Kind, Line
from core.inspection.results.league import queries as league
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import Filter, Mark
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rounds.rules import AssignedAlready, ConflictOfInterest
from core.inspection.sampling import actions as sampling
from core.inspection.sampling import queries as samples
from core.inspection.sampling.rules import By, GoneMeanwhile, Method, Plan
from core.inspection.sheets import queries as sheet_queries
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.waiting import queries as waiting_sheets
from core.inspection.staffing import queries as staffing
from core.people import actions as people
from core.people import queries as directory
from core.projects import actions as projects
from core.projects import queries as project_queries
from tests.cast import DATES, named, tallies_match_a_recount, trail

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def opened(house, do, ask):
    """`opened(kind)`: a round of a kind in preparation."""

    def opened_(kind):
        return do(rounds.create, "lin", name=f"Round over {kind}", template_version_id=house.version, target_kind=Kind(kind), **DATES)

    return opened_


@pytest.fixture
def records(house, do, hotline):
    """Three service records of Hotline: SR-1 by Ming for a key customer, SR-2, SR-3."""
    lines = [
        Line(1, hotline, "SR-1", date(2026, 4, 1), "Northern Ferries", "key", "ming"),
        Line(2, hotline, "SR-2", date(2026, 4, 2), "Harbour Office", "", ""),
        Line(3, hotline, "SR-3", date(2026, 4, 3), "Harbour Office", "prospect", ""),
    ]
    assert do(actions.add_records, "mo", lines, source="paste") == 3
    return [f"{hotline}/SR-{n}" for n in (1, 2, 3)]


def assign(house, do, round_id, code, who="mei", project="hotline"):
    return do(rounds.assign, "lin", round_id, project_id=house.projects[project], inspector_id=house.people[who], code=code)


class TestRecords:
    def test_they_are_kept_with_the_project_s_customer_type_where_none_is_said(self, house, ask, records):
        found = {row.number: row for row in ask(queries.objects, "mo", Kind.RECORD)}
        assert {number: row.customer_type for number, row in found.items()} == {"SR-1": "key", "SR-2": "regular", "SR-3": "prospect"}
        assert found["SR-1"].person_id == house.people["ming"]
        (entry,) = trail("target:add_records")
        assert entry.facts["codes"] == records
        assert entry.facts["source"] == "paste"

    def test_one_fault_keeps_all_of_them_out(self, house, do, ask, hotline, records):
        good, again = (Line(row, hotline, number, date(2026, 4, 9), "A", "", "") for row, number in ((2, "SR-9"), (3, "SR-1")))
        with pytest.raises(rules.FaultyRecords) as refused:
            do(actions.add_records, "mo", [good, again], source="paste")
        assert [(fault.row, fault.facts) for fault in refused.value.faults] == [(3, {"number": "SR-1"})]
        assert len(ask(queries.objects, "mo", Kind.RECORD)) == 3

    def test_another_s_project_does_not_exist(self, house, do, ask, records):
        harbour = next(row.code for row in ask(project_queries.projects, "lin") if row.id == house.projects["harbour"])
        line = Line(1, harbour, "SR-1", date(2026, 4, 1), "A", "", "")
        with pytest.raises(NotPermitted) as refused:
            do(actions.add_records, "mo", [line], source="screen")
        assert refused.value.faults[0].facts == {"code": harbour}
        assert ask(queries.objects, "pei", Kind.RECORD) == []

    def test_only_who_leads_rounds_takes_one_off_the_list(self, house, do, ask, opened, records):
        row = next(one for one in ask(queries.objects, "mo", Kind.RECORD) if one.number == "SR-1")
        assert not row.removable
        with pytest.raises(NotPermitted):
            do(actions.take_off, "mo", row.id)
        do(actions.take_off, "hu", row.id)
        assert [one.code for one in ask(round_queries.aims, "lin", opened("record"))] == records[1:]
        do(actions.take_off, "hu", row.id, active=True)
        assert [one.code for one in ask(round_queries.aims, "lin", opened("record"))] == records


class TestTeams:
    def test_a_team_has_a_name_of_its_own_and_people_of_the_project(self, house, do, ask, hotline):
        made = do(actions.add_team, "mo", house.projects["hotline"], name=named("Night shift", "夜班"), people=[house.people["ming"]])
        with pytest.raises(rules.TeamKnown):
            do(actions.add_team, "mo", house.projects["hotline"], name=named("night SHIFT"))
        with pytest.raises(rules.NotInTheProject):
            do(actions.add_team, "mo", house.projects["hotline"], name=named("Day shift"), people=[house.people["pei"]])
        (row,) = ask(queries.objects, "mo", Kind.TEAM)
        assert (row.id, row.members, row.code.startswith(f"{hotline}/TEAM-")) == (made, {house.people["ming"]}, True)

    def test_two_who_change_it_at_once_do_not_overwrite_each_other(self, house, do, ask):
        made = do(actions.add_team, "mo", house.projects["hotline"], name=named("Night shift"))
        do(actions.change_team, "mo", made, version=1, name=named("Night"), people=[house.people["mo"]])
        with pytest.raises(Stale):
            do(actions.change_team, "mo", made, version=1, name=named("Day"), people=[])
        (row,) = ask(queries.objects, "mo", Kind.TEAM)
        assert (row.name["en"], row.members) == ("Night", {house.people["mo"]})


class TestAssigning:
    def test_one_inspector_scores_several_targets_of_a_project_but_none_twice(self, house, do, ask, opened, records):
        round_id = opened("record")
        made = [assign(house, do, round_id, code) for code in records]
        assert len(set(made)) == 3
        with pytest.raises(AssignedAlready):
            assign(house, do, round_id, records[0])
        assert {str(name["en"]) for name in ask(round_queries.progress, "lin", round_id)["project"]} == {
            "Hotline · SR-1 · Northern Ferries", "Hotline · SR-2 · Harbour Office", "Hotline · SR-3 · Harbour Office",
        }  # fmt: skip

    @pytest.mark.parametrize(("kind", "code"), [("record", ""), ("record", "PRJ-X/SR-1"), ("person", "{hotline}/pei"), ("team", "{hotline}/SR-1"), ("project", "{hotline}/SR-1")])
    def test_what_is_no_target_of_the_round_is_refused(self, house, do, opened, records, hotline, kind, code):
        with pytest.raises(rules.NotATarget):
            assign(house, do, opened(kind), code.format(hotline=hotline))

    def test_people_are_the_manager_and_the_members(self, house, ask, opened, hotline):
        here = [one.code for one in ask(round_queries.aims, "lin", opened("person")) if one.project_id == house.projects["hotline"]]
        assert here == [f"{hotline}/ming", f"{hotline}/mo"]

    def test_nobody_inspects_herself_her_team_or_what_she_handled(self, house, do, ask, opened, hotline):
        """Kit has nothing to do with Hotline but for what is inspected."""
        ada = ask(directory.people, "ada")
        kit = next(one for one in ada if one.username == "kit")
        do(projects.update, "ada", house.projects["hotline"], version=1, name=named("Hotline"), customer=named("Ferries"), stage="execution",
           manager_id=house.people["mo"], started_on=None, ends_on=None, member_ids=[house.people["ming"], kit.id])  # fmt: skip
        do(actions.add_records, "mo", [Line(1, hotline, "SR-1", date(2026, 4, 1), "A", "", "kit")], source="screen")
        do(actions.add_team, "mo", house.projects["hotline"], name=named("Night"), people=[kit.id])
        do(projects.update, "ada", house.projects["hotline"], version=2, name=named("Hotline"), customer=named("Ferries"), stage="execution",
           manager_id=house.people["mo"], started_on=None, ends_on=None, member_ids=[house.people["ming"]])  # fmt: skip
        for kind, reason in (("record", "handled what is inspected"), ("team", "would judge herself or himself")):
            round_id = opened(kind)
            (target,) = ask(round_queries.aims, "lin", round_id)
            offered = ask(round_queries.candidates, "lin", house.projects["hotline"], kind=Kind(kind), code=target.code)
            assert [one.username for one in offered] == ["mei"]
            with pytest.raises(ConflictOfInterest) as refused:
                assign(house, do, round_id, target.code, "kit")
            assert refused.value.facts["reason"] == reason
            assert ask(staffing.proposal, "lin", round_id, wanted={target.code: 2}).given == {target.code: (house.people["mei"],)}

    def test_a_person_s_row_is_made_once_over_all_rounds(self, house, do, opened, hotline):
        for _ in range(2):
            assign(house, do, opened("person"), f"{hotline}/ming")
        with db.reading() as session:
            (row,) = session.scalars(select(InspectedObject))
        assert (row.kind, row.person_id, row.name) == ("person", house.people["ming"], None)


class TestSampling:
    def test_a_stratified_sample_takes_every_customer_type_and_is_drawn_again_the_same(self, house, do, ask, opened, records):
        round_id = opened("record")
        made = do(sampling.draw, "lin", round_id, plan=Plan(Method.STRATIFIED, 3, by=By.CUSTOMER), seed="7")
        (drawn,) = ask(samples.draws, "lin", round_id)
        assert {unit.code: unit.stratum for unit in drawn.frame} == dict(zip(records, ("key", "regular", "prospect"), strict=True))
        assert ask(samples.redrawn, "lin", made).holds
        wanted = dict.fromkeys(drawn.chosen, 1)
        proposal = ask(staffing.proposal, "lin", round_id, wanted=wanted)
        assert do(sampling.accept, "lin", made, given=proposal.given) == 3
        assert ask(staffing.proposal, "lin", round_id, wanted=wanted).given == {}  # everyone is there

    def test_must_check_rules_are_about_the_target_not_its_project(self, house, do, ask, opened, records):
        earlier = opened("record")
        sheet = assign(house, do, earlier, records[0])
        do(rounds.start, "lin", earlier)
        house.finish(sheet, greeting="0", speed="0")
        frame = ask(samples.frame, "lin", opened("record"), Plan(never=True, below="good", key=True))
        assert {code: {why.value for why in rules_} for code, rules_ in frame.must.items()} == {
            records[0]: {"low", "key"}, records[1]: {"never"}, records[2]: {"never"},
        }  # fmt: skip
        # and a project is not inspected because a record of it was
        frame = ask(samples.frame, "lin", opened("project"), Plan(never=True, below="good"))
        assert {why.value for rules_ in frame.must.values() for why in rules_} == {"never"}

    def test_what_was_taken_off_since_the_draw_is_not_assigned(self, house, do, ask, opened, records):
        round_id = opened("record")
        made = do(sampling.draw, "lin", round_id, plan=Plan(Method.ALL), seed="7")
        row = next(one for one in ask(queries.objects, "lin", Kind.RECORD) if one.number == "SR-2")
        do(actions.take_off, "lin", row.id)
        with pytest.raises(GoneMeanwhile):
            do(sampling.accept, "lin", made, given={code: [house.people["mei"]] for code in records})
        assert ask(samples.redrawn, "lin", made).since.went == (records[1],)


@pytest.fixture
def people_round(house, do, opened, hotline):
    """A released round over the people of Hotline: Ming's and Mo's sheets by Mei."""
    round_id = opened("person")
    made = {who: assign(house, do, round_id, f"{hotline}/{who}") for who in ("ming", "mo")}
    do(rounds.start, "lin", round_id)
    house.finish(made["ming"], greeting="0")
    house.finish(made["mo"])
    house.release(round_id)
    return round_id, made


def code_of(house, ask, sheet_id):
    return ask(sheet_queries.code_of, "lin", sheet_id)


class TestBlindness:
    def test_it_is_about_the_target(self, house, do, ask, opened, records):
        """Mei and Kit both score SR-1; SR-2 is Kit's alone and submitted, so it is no secret from Mei who also leads."""
        round_id = opened("record")
        assign(house, do, round_id, records[0], "mei")
        theirs = {code: assign(house, do, round_id, code, "kit") for code in records[:2]}
        do(rounds.start, "lin", round_id)
        for sheet in theirs.values():
            house.finish(sheet, who="kit")
        mei = ask(directory.people, "ada")
        row = next(one for one in mei if one.username == "mei")
        do(people.update, "ada", row.id, version=row.version, name=row.name, roles={Role.INSPECTOR, Role.LEADERSHIP}, department_id=row.department_id, active=True)
        with pytest.raises(NotFound):
            ask(sheet_queries.sheet, "mei", code_of(house, ask, theirs[records[0]]))
        assert ask(sheet_queries.sheet, "mei", code_of(house, ask, theirs[records[1]])).head.total is not None
        seen = ask(round_queries.progress, "mei", round_id).set_index("sheet_id")["total"]
        assert seen[theirs[records[0]]] is None
        assert seen[theirs[records[1]]] == 100


class TestPrivacy:
    def test_a_person_s_result_is_between_her_and_who_manages_the_project(self, house, do, ask, people_round):
        _, made = people_round
        codes = {who: code_of(house, ask, sheet) for who, sheet in made.items()}
        assert ask(sheet_queries.sheet, "ming", codes["ming"]).mine_to_respond
        with pytest.raises(NotFound):
            ask(sheet_queries.sheet, "ming", codes["mo"])
        with pytest.raises(NotPermitted):
            do(objections.acknowledge, "ming", made["mo"])
        assert ask(sheet_queries.sheet, "mo", codes["ming"]).head.target["en"] == "Hotline · Ming"
        assert [head.code for head in ask(waiting_sheets.to_respond, "ming")] == [codes["ming"]]
        do(objections.acknowledge, "ming", made["ming"])
        for who in ("hu", "lin", "mei"):
            assert ask(sheet_queries.sheet, who, codes["mo"]).head.total == 100

    def test_results_by_project_do_not_tell_colleagues(self, house, ask, people_round):
        code = ask(round_queries.code_of, "lin", people_round[0])
        wanted = Filter(rounds=code)
        assert ask(rows.sheets_behind, "ming", wanted, Mark(low=0)).total == 0
        assert ask(rows.sheets_behind, "hu", wanted, Mark(low=0)).total == 2
        assert tallies_match_a_recount()

    def test_a_follow_up_names_nobody(self, house, ask, people_round):
        """The greeting was poor: what is to be mended is told to the project without saying whose it was."""
        found = ask(followups.beside, "lin", people_round[1]["ming"])
        assert [one.code for some in found.values() for one in some]
        assert ask(followups.beside, "lin", people_round[1]["mo"]) == {}  # another person's is not beside his
        with db.reading() as session:
            from core.followup.records import FollowUp

            for row in session.scalars(select(FollowUp)):
                assert "Ming" not in str(row.title)
                assert row.finding == ""


class TestRanking:
    def test_people_are_ranked_by_the_lower_bound_from_three_sheets_on(self, house, do, ask, opened, hotline):
        """Ming: 85, 85, 85. Mo: 100 and 100 only: too few for a rank."""
        for n in range(3):
            round_id = opened("person")
            made = {who: assign(house, do, round_id, f"{hotline}/{who}") for who in ("ming", "mo")[: 2 if n < 2 else 1]}
            do(rounds.start, "lin", round_id)
            for who, sheet in made.items():
                house.finish(sheet, greeting="50" if who == "ming" else "100")
            house.release(round_id)
        found = ask(league.ranking_within, "lin", Filter(rounds="all"))
        (first,) = found.ranked.to_dict("records")
        assert (first["rank"], first["project_code"], first["n"], first["mean"], first["low"]) == (1, f"{hotline}/ming", 3, 85.0, 85.0)
        (thin,) = found.thin.to_dict("records")
        assert (thin["project_code"], thin["n"], thin["mean"], thin["low"]) == (f"{hotline}/mo", 2, 100.0, None)
        assert ask(rows.sheets_behind, "lin", Filter(rounds="all"), Mark(target=f"{hotline}/mo")).total == 2

    def test_rounds_of_different_kinds_are_not_put_together(self, house, do, ask, people_round):
        house.finish(house.sheet, greeting="50")
        found = ask(league.ranking_within, "lin", Filter(rounds="all"))
        kinds = {code for code in found.thin["project_code"]}
        assert len(kinds) in (0, 2)  # all of one kind, whichever round is the newest
        assert ask(league.ranking, "lin", Filter(rounds="all")).thin["n"].tolist() in ([2], [1])


class TestCustomerTypeOfAProject:
    def test_a_customer_who_is_not_regular_needs_a_reason(self, house, do, ask):
        from core.errors import Empty

        facts = dict(name=named("Hotline"), customer=named("Ferries"), stage="execution", manager_id=house.people["mo"], started_on=None, ends_on=None, member_ids=[])
        with pytest.raises(Empty):
            do(projects.update, "mo", house.projects["hotline"], version=1, **facts, customer_type="key", customer_reason=" ")
        do(projects.update, "mo", house.projects["hotline"], version=1, **facts, customer_type="key", customer_reason="Largest contract")
        row = next(one for one in ask(project_queries.projects, "lin") if one.id == house.projects["hotline"])
        assert (row.customer_type, row.customer_reason) == ("key", "Largest contract")
        do(projects.update, "mo", house.projects["hotline"], version=2, **facts)
        row = next(one for one in ask(project_queries.projects, "lin") if one.id == house.projects["hotline"])
        assert row.customer_type == "key"  # what is not said stays
