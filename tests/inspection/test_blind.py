"""Whoever is to score a contested item blind meets its answer and its sums nowhere, until she has."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from core import db
from core.approval import queries as approvals
from core.approval.records import Approval
from core.clock import today
from core.errors import NotFound
from core.exchange.round_workbook import round_workbook
from core.fairness import queries as fairness
from core.followup import queries as followups
from core.insight import queries as insight
from core.inspection.followups import queries as beside
from core.inspection.followups.rise import queries as rises
from core.inspection.measures.rules import GROUNDS
from core.inspection.results import queries as results
from core.inspection.results.dossier import queries as dossiers
from core.inspection.results.league import queries as league
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import Filter, Mark
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rounds.records import Round
from core.inspection.several import queries as several
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.objections import actions as contests
from core.inspection.sheets.records import Contest, Sheet
from core.inspection.sheets.waiting import queries as waiting
from core.inspection.simulation import queries as simulation
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.metrics import queries as metrics
from core.metrics.rules import Asked, Span
from core.projects import actions as projects
from tests.cast import draft, named, rated
from tests.inspection.planted import plant_round, plant_sheets

pytestmark = pytest.mark.usefixtures("database")
EVERYBODY = ("lin", "yan", "hu")
"""Who may decide about Hotline."""


@pytest.fixture
def spring(house) -> Filter:
    with db.reading() as session:
        return Filter(rounds=session.get_one(Round, house.round).code)


@pytest.fixture
def hidden(house, released):
    """hidden(question, seen): told to those who may decide before the contest, hidden after it until she has scored, and never from Ada."""

    def hidden_(question, known, unknown):
        for who in (*EVERYBODY, "ada"):
            assert question(who) == known, who
        house.contest()
        for who in EVERYBODY:
            assert question(who) == unknown, who
        assert question("ada") == known
        house.rescore("hu")
        assert (question("hu"), question("lin")) == (known, unknown)

    return hidden_


class TestSheets:
    def test_the_sheet_itself(self, house, ask, hidden):
        def seen(who):
            view = ask(sheets.sheet, who, house.row().code)
            return view.head.total, view.answer(house.items["photos"]).raw, bool(view.sections)

        hidden(seen, (85, 100, True), (None, None, False))

    def test_one_answer_of_it(self, house, ask, hidden):
        def seen(who):
            try:
                return ask(sheets.answer, who, house.sheet, house.items["photos"])[0].raw
            except NotFound:
                return "not found"

        hidden(seen, 100, "not found")

    def test_the_list_of_sheets(self, house, ask, hidden):
        def seen(who):
            frame, _ = ask(sheets.sheets, who, sheets.Filter())
            narrowed = [ask(sheets.sheets, who, replace(sheets.Filter(), **one))[1] for one in ({"band": "good"}, {"low": 80}, {"high": 90})]
            return [(row["total"], row["band"]) for row in frame.to_dict("records")], narrowed

        hidden(seen, ([(85, "good")], [1, 1, 1]), ([(None, None)], [0, 0, 0]))

    def test_what_waits_to_be_decided(self, house, ask, released):
        house.contest()
        assert [head.total for head in ask(waiting.to_decide, "hu")] == [None]
        house.rescore("hu")
        assert [head.total for head in ask(waiting.to_decide, "hu")] == [85]

    def test_the_sheet_that_a_correction_replaced(self, house, do, ask, released):
        house.contest()
        house.rescore("hu")
        with db.reading() as session:
            (contest,) = session.scalars(select(Contest.id))
        do(contests.decide, "hu", released, corrected=True, decision="The photo shows less.", values={contest: rated(0)})
        with db.reading() as session:
            correction = sheets.revision_of(session, released)
        do(contests.contest, "ming", correction.id, reason="It does not.", item_ids=[house.items["photos"]])
        view = ask(sheets.sheet, "lin", house.row().code)
        assert (view.head.total, view.answer(house.items["photos"]).raw, view.mine_to_rescore) == (None, None, False)
        seen = ask(sheets.sheet, "lin", correction.code)
        assert seen.mine_to_rescore
        assert {(one.ruled, one.blind) for one in seen.objections} == {(None, ())}
        assert ask(sheets.sheet, "hu", house.row().code).head.total == 85  # who decided first knows it


class TestRounds:
    def test_its_progress(self, house, ask, hidden):
        def seen(who):
            return [(row["total"], row["band"]) for row in ask(round_queries.progress, who, house.round).to_dict("records")]

        hidden(seen, [(85, "good")], [(None, None)])

    def test_the_copy_frozen_for_its_approval(self, house, ask, released):
        with db.reading() as session:
            code = session.scalars(select(Approval.code).where(Approval.kind == "round")).one()

        def seen(who):
            return [(one.get("total"), one.get("grade")) for one in ask(approvals.approval, who, code).frozen["sheets"]]

        assert seen("lin") == [("85", "good")]
        house.contest()
        assert (seen("lin"), seen("ada")) == ([(None, None)], [("85", "good")])
        house.rescore("lin")
        assert seen("lin") == [("85", "good")]

    def test_what_several_inspectors_come_to(self, house, do, ask):
        round_id, given = house.open_round("Twice", hotline="mei")
        kits = do(rounds.assign, "lin", round_id, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        house.finish(given["hotline"])
        house.finish(kits, who="kit", photos="50")
        house.release(round_id)
        house.contest(kits)
        (one,) = ask(several.targets, "lin", round_id)
        assert ({sheet.total for sheet in one.sheets}, one.apart.points, one.final) == ({None}, None, None)
        mine = ask(sheets.sheet, "lin", house.row(given["hotline"]).code)
        assert (mine.head.total, mine.final) == (100, None)  # the final would tell what the other one is
        house.rescore("lin", kits)
        (one,) = ask(several.targets, "lin", round_id)
        assert ({sheet.total for sheet in one.sheets}, one.final.total) == ({100, 92}, 96)
        assert ask(sheets.sheet, "lin", house.row(given["hotline"]).code).final.total == 96


class TestResults:
    def test_the_board(self, ask, hidden, spring):
        def seen(who):
            board = ask(results.board, who, spring)
            return board.overview.total.n, [row["n"] for row in board.sections.to_dict("records")], sum(board.classes["n"]), [*board.trend["mean"]]

        hidden(seen, (1, [1, 1], 2, [85.0]), (0, [0, 0], 0, [None]))

    def test_it_says_that_something_is_left_out(self, house, ask, released, spring):
        house.contest()
        assert [ask(results.board, who, spring).unscored for who in (*EVERYBODY, "ada")] == [1, 1, 1, 0]

    def test_ranking_and_heat_map(self, ask, hidden, spring):
        def seen(who):
            return [*ask(league.ranking, who, spring).thin["mean"]], {row["mean"] for row in ask(league.heatmap, who, spring).cells.to_dict("records")} - {None}

        hidden(seen, ([85.0], {75.0, 85.0, 100.0}), ([], set()))

    def test_departments_side_by_side(self, ask, hidden, spring):
        def seen(who):
            return {row["mean"] for row in ask(league.heatmap, who, spring, league.BY_DEPARTMENT).cells.to_dict("records")} - {None}

        hidden(seen, {75.0, 85.0, 100.0}, set())

    def test_the_sheets_behind_a_mark_and_the_items_that_cost(self, ask, hidden, spring):
        def seen(who):
            behind = [ask(rows.sheets_behind, who, spring, mark).total for mark in (Mark(band="good"), Mark(low=85), Mark(item="greeting"))]
            return behind, [*ask(rows.items, who, spring)["lost"]][:1]

        hidden(seen, ([1, 1, 1], [15.0]), ([0, 0, 0], []))

    def test_the_export(self, ask, hidden, spring):
        def seen(who):
            found = ask(rows.exported, who, spring)
            (row,) = found.sheets.to_dict("records")
            return row["total"], row["band"], row["files"], found.overview.total.n

        hidden(seen, (85, "good", 100, 1), (None, None, None, 0))

    def test_the_round_as_a_document(self, house, ask, hidden, spring):
        def seen(who):
            found = ask(dossiers.dossier, who, spring)
            ask(round_workbook, who, spring, house.actor(who).language)  # it is made whatever is left out
            return found.overview.total.n, [*found.items["lost"]][:1]

        hidden(seen, (1, [15.0]), (0, []))

    def test_in_a_large_round_the_mean_of_many_stays_and_the_single_one_goes(self, house, do, ask, released):
        """Five and more targets together tell nothing of one of them."""
        many = plant_round(house, house.version, 7, "released")
        more = {"customer": named("Somebody"), "department_id": house.departments["service"], "manager_id": house.people["mo"]}
        made = [do(projects.create, "ada", name=named(name), **more) for name in "abcde"]
        plant_sheets(house, house.version, [(many, project, house.people["mei"], "60.000000", ["60.0000", "60.0000"]) for project in made])
        with db.reading() as session:
            wanted = Filter(rounds=session.get_one(Round, many).code)
            number = session.scalars(select(Sheet.id).where(Sheet.project_id == made[0])).one()
        do(contests.contest, "mo", number, reason="It does not.", item_ids=[house.items["photos"]])
        assert ask(results.board, "lin", wanted).overview.total.n == 5
        assert ask(rows.sheets_behind, "lin", wanted, Mark(low=0)).total == 4
        assert len(ask(league.ranking, "lin", wanted).thin) == 4


class TestElsewhere:
    def test_fairness(self, ask, hidden, spring):
        def seen(who):
            board = ask(fairness.board, who, spring)
            return board.sheets, ask(fairness.sheets_behind, who, spring, "mei")[1]

        hidden(seen, (1, 1), (0, 0))

    def test_follow_ups_of_its_items(self, house, do, ask, refused):
        house.finish(house.sheet, greeting="0")
        house.release()

        def seen(who):
            return ask(followups.listed, who, followups.Filter())[1], len(ask(beside.beside, who, house.sheet))

        known = seen("lin")
        assert known[0] == known[1] > 0
        house.contest()
        assert (seen("lin"), seen("ada"), seen("mo")) == ((0, 0), known, known)
        assert ask(rises.rises, "lin") == []
        house.rescore("lin")
        assert seen("lin") == known

    def test_the_rule_simulator(self, house, do, ask, released):
        version = do(templates.create, "ada", draft())
        as_of = ask(checklists.version, "lin", version).version
        assert ask(simulation.tried, "lin", version, 50, as_of).n == 1
        house.contest()
        assert ask(simulation.tried, "lin", version, 50, as_of).n == 0
        assert ask(simulation.tried, "ada", version, 50, as_of).n == 1

    def test_measures_of_answers_wait_for_the_decision(self, house, ask, released):
        period = Span.MONTHS_3.until(today())

        def seen(who):
            return ask(metrics.rows, who, GROUNDS.code, Asked(period.first, period.last))[1]

        assert seen("lin") == 1
        house.contest()
        assert (seen("lin"), seen("ada")) == (0, 0)

    def test_search_finds_the_sheet_and_tells_nothing_of_it(self, house, ask, released):
        house.contest()
        (hit,) = [one for one in ask(insight.found, "lin", house.row().code) if one.kind == "sheet"]
        assert (hit.code, hit.key) == (house.row().code, house.row().code)
        assert "85" not in str(hit.name)
