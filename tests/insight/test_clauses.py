"""What live records prove, counted by hand over the cast, and whose they are to see."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal as D

import openpyxl
import pytest

from core import clock, db
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.cost.budgets import actions as budgets
from core.cost.budgets.rules import Planned
from core.cost.purchases import actions as purchases
from core.cost.purchases.rules import Way
from core.cost.spending import actions as spending
from core.errors import NotFound, NotPermitted
from core.exchange import clauses_workbook
from core.insight.clauses import actions, queries
from core.insight.clauses.proofs import SOURCES
from core.insight.clauses.rules import Held, State
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.words import Language

pytestmark = pytest.mark.usefixtures("database")

DAY, NOW = date(2026, 11, 2), datetime(2026, 11, 6, 4, tzinfo=UTC)
HOUR = 60 * TICKS


@pytest.fixture(autouse=True)
def friday():
    with clock.at(NOW):
        yield


@pytest.fixture
def worked(house, do):
    """Hotline with a plan of three rows, a baseline, an approved budget, two expenses of which one is reversed, and a purchase of two quotes."""
    project = house.projects["hotline"]
    rows = [
        Row(1, "Begin"),
        Row(2, "Ask", level=2, duration=8 * HOUR, owner=house.people["ming"], deliverable="Minutes", objective="O1", people=((house.people["ming"], 50),)),
        Row(3, "Write", level=2, duration=8 * HOUR, owner=house.people["ming"]),
    ]
    plan = do(plans.create, "mo", project, starts=midnight(DAY), rows=rows)
    do(baselines.keep, "mo", plan, name="Approved", reason="As agreed")
    waiting = do(approvals.submit, "mo", "budget", do(budgets.plan, "mo", project, [Planned("travel", D(500)), Planned("labour", D(0))]))
    do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
    do(spending.spend, "mo", project, line="travel", amount=D(20), spent_on=DAY, subject="Tickets")
    wrong = do(spending.spend, "mo", project, line="travel", amount=D(30), spent_on=DAY, subject="Twice")
    do(spending.reverse, "mo", wrong, reason="Entered twice.")
    bought = do(purchases.begin, "mo", project, title="Rail passes", line="travel", way=Way.INQUIRY)
    first, _ = (do(purchases.quote, "mo", bought, supplier=who, price=D(10), quoted_on=DAY) for who in ("Rail", "Road"))
    do(purchases.choose, "mo", bought, quote_id=first, why="Quicker.")
    return project


def held(ask, who: str, code: str = "") -> dict[str, tuple[int, date | None, int]]:
    found = ask(queries.clause_map, who, code).held
    return {name: (one.count, one.latest, one.projects) for name, one in found.items() if one.count}


class TestEvidence:
    def test_is_counted_as_it_was_done(self, worked, released, ask, hotline):
        found = held(ask, "mo", hotline)
        today = NOW.date()
        expected = {
            "task_owned": (1, today, 1), "task_objective": (1, today, 1), "phase": (1, today, 1), "task_people": (1, today, 1), "task_people_share": (1, today, 1),
            "baseline": (1, today, 1), "budget_approved": (1, today, 1), "budget_in_force": (1, today, 1), "budget_line": (1, today, 1), "budget_decided": (1, today, 1),
            "expense": (1, DAY, 1), "expense_travel": (1, DAY, 1), "order": (1, today, 1), "purchase_compared": (1, today, 1), "team_member": (1, None, 1),
        }  # fmt: skip
        assert {name: found.get(name) for name in expected} == expected
        lacking = {"task_standard", "baseline_again", "budget_labour", "budget_changed", "sheet_acknowledged", "charter", "report", "hours", "sheet_revised", "contest_decided"}
        assert not lacking & set(found)
        assert found["sheet_released"][0] == found["sheet_fed_back"][0] == found["sheet_photo"][0] == 1
        assert found["checklist_confirmed"][0] == 1

    def test_of_the_organisation_counts_for_every_project(self, worked, ask):
        found = ask(queries.clause_map, "lin")
        assert [one.code for one in found.projects] == sorted(one.code for one in found.projects)
        assert len(found.projects) == 2
        assert found.held["checklist_confirmed"] == Held(1, found.held["checklist_confirmed"].latest, 0b11)
        assert found.held["budget_approved"].projects.bit_count() == 1
        assert found.held["trail"].count >= 20

    def test_proves_clauses_or_says_what_is_lacking(self, worked, ask, hotline):
        by_number = {one.clause.number: one for one in ask(queries.clause_map, "mo", hotline).standings}
        assert by_number[298].state is State.PROVEN
        assert by_number[298].count == 2
        assert (by_number[44].state, by_number[44].lacks) == (State.PARTLY, ("budget_labour",))
        assert by_number[253].state is State.NONE
        assert by_number[96].state is State.UNCOVERED
        assert ask(queries.clause_map, "lin").standings[95].state is State.UNCOVERED

    def test_is_led_to_its_newest_records(self, worked, ask, hotline):
        found = ask(queries.newest, "mo", "task_owned", hotline)
        assert [(one.title, one.code, one.project) for one in found.found] == [("Ask", hotline, hotline)]
        line = ask(queries.newest, "lin", "budget_line").found[0]
        assert line.title["en"] == "Travel"
        assert line.code == hotline
        with pytest.raises(NotFound):
            ask(queries.newest, "mo", "nothing_of_the_kind", hotline)


class TestSight:
    def test_ends_at_the_own_projects(self, worked, ask, house, hotline):
        mine, hers = ask(queries.clause_map, "mo"), ask(queries.clause_map, "pei")
        assert [one.code for one in mine.projects] == [hotline]
        assert mine.held["baseline"].count == 1
        assert hers.held["baseline"].count == 0
        assert hers.held["checklist_confirmed"].count == 1
        for who in ("pei", "mei"):
            with pytest.raises(NotFound):
                ask(queries.clause_map, who, hotline)
            with pytest.raises(NotFound):
                ask(queries.newest, who, "baseline", hotline)
            assert ask(queries.newest, who, "baseline").found == ()
        assert ask(queries.clause_map, "hu", hotline).held["baseline"].count == 1
        for who in ("ming", "cora"):
            for question in (lambda who=who: ask(queries.clause_map, who), lambda who=who: ask(queries.projects, who), lambda who=who: ask(queries.newest, who, "baseline")):
                with pytest.raises(NotPermitted):
                    question()

    def test_of_a_room_is_not_widened(self, worked, submitted, ask, hotline):
        """A score that is not out is counted as assigned, but shown to nobody of the inspected side."""
        assert ask(queries.clause_map, "mo", hotline).held["sheet_assigned"].count == 1
        assert ask(queries.newest, "mo", "sheet_assigned", hotline).found == ()
        assert [one.project for one in ask(queries.newest, "lin", "sheet_assigned").found] == [hotline]
        assert ask(queries.newest, "mo", "roles").hidden
        assert not ask(queries.newest, "ada", "roles").hidden


def test_what_leaves_the_house_is_recorded_and_whole(worked, ask, house, do, hotline, traced):
    data = clauses_workbook.workbook(ask(queries.clause_map, "mo", hotline), hotline, Language.TRADITIONAL)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["條款"].max_row == 443
    rows = [[cell.value for cell in row] for row in book["條款"].iter_rows(min_row=299, max_row=299)]
    assert rows[0][0] == 298
    assert rows[0][4] == "採購管理"
    assert rows[0][6] == "已證明"
    assert rows[0][7] == 2
    with traced("clause:export", "mo") as entry:
        do(actions.export, "mo", project=hotline, rows=442, sha256="0" * 64)
    assert entry[0].facts["project"] == hotline
    with pytest.raises(NotPermitted):
        do(actions.export, "mei", project="", rows=442, sha256="0" * 64)


def test_one_project_is_found_by_indexes(database, house):
    """However many projects there are. PostgreSQL reads tables this small from end to end, so only SQLite can tell."""
    if database != "sqlite":
        return
    scanned = []
    with db.reading() as session:
        connection = session.connection()
        for source in SOURCES:
            if source.project is not None:
                asked = queries._grouped(source).where(source.project == 1).compile(connection, compile_kwargs={"literal_binds": True})
                scanned += [(source.page, row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}") if row[3].startswith("SCAN")]
    assert scanned == []
