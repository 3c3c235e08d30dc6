"""Coverage: counted as by hand, too few is said, and nobody sees more than she may."""

from datetime import timedelta

import pytest

from core import db
from core.clock import today
from core.errors import NotPermitted
from core.inspection.results.coverage import queries
from core.inspection.results.coverage.rules import Standing, of_department, of_project
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.records import Round
from core.projects import actions as projects
from tests.cast import named


class TestRules:
    def test_a_project_is_judged_from_three_sheets_on(self):
        assert [of_project(n).standing for n in (0, 1, 2, 3)] == [Standing.NEVER, Standing.FEW, Standing.FEW, Standing.ENOUGH]
        assert [of_project(n).lacking for n in (0, 2, 9)] == [3, 1, 0]

    def test_a_department_needs_so_many_of_its_projects(self):
        # Cochran for 10 points at 95 %: n0 = 96.04; of 40 projects 96.04 / (1 + 95.04 / 40) = 28.4 -> 29
        assert of_department(30, 28, 40, 10).need == 29
        assert of_department(30, 28, 40, 10).standing is Standing.WIDE
        assert of_department(30, 29, 40, 10).standing is Standing.ENOUGH
        assert of_department(2, 2, 2, 10).standing is Standing.FEW  # every project, and still no rank
        assert of_department(0, 0, 40, 10).standing is Standing.NEVER


@pytest.mark.usefixtures("database")
class TestBoard:
    @pytest.fixture(autouse=True)
    def recent(self, house):
        """The cast's round lies within the year, whatever day it is."""
        with db.writing() as session:
            row = session.get_one(Round, house.round)
            row.period_from, row.period_to = today() - timedelta(days=60), today() - timedelta(days=30)

    def board(self, ask, who="lin"):
        return {row.name["en"]: row for row in ask(queries.projects, who).rows}

    def test_it_counts_rated_planned_and_missed_sheets(self, house, do, ask):
        do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        house.finish(house.sheet)
        row = self.board(ask)["Hotline"]
        assert (row.n, row.planned, row.missed, row.need.standing) == (0, 2, 0, Standing.NEVER)  # the other still scores it
        do(rounds.close, "lin", house.round, count_as_missed=True)
        row = self.board(ask)["Hotline"]
        assert (row.n, row.planned, row.missed, row.need.standing) == (1, 2, 1, Standing.FEW)
        assert row.last is not None
        assert [n for _, n in row.rounds] == [1]

    def test_those_too_rarely_inspected_come_first_and_are_named(self, house, ask, submitted):
        found = ask(queries.projects, "lin")
        assert [row.name["en"] for row in found.rows] == ["Harbour", "Hotline"]
        assert [name["en"] for name in found.few] == ["Harbour", "Hotline"]
        assert found.counts == {Standing.NEVER: 1, Standing.FEW: 1, Standing.WIDE: 0, Standing.ENOUGH: 0}

    def test_what_is_older_than_a_year_or_on_trial_does_not_count(self, house, ask, submitted):
        for change in ({"period_to": today() - timedelta(days=366)}, {"period_to": today(), "trial": True}):
            with db.writing() as session:
                for name, value in change.items():
                    setattr(session.get_one(Round, house.round), name, value)
            assert self.board(ask)["Hotline"].n == 0

    def test_departments_add_up_to_their_projects(self, house, do, ask, submitted):
        for number in range(3):
            do(
                projects.create, "ada", name=named(f"Extra {number}"), customer=named("Somebody"), department_id=house.departments["service"],
                manager_id=house.people["mo"],
            )
        rows = {row.code: row for row in ask(queries.departments, "lin", 20).rows}
        assert (rows["service"].inspected, rows["service"].projects, rows["service"].n) == (1, 4, 1)
        assert rows["service"].need.need == 4
        assert (rows["quality"].inspected, rows["quality"].projects) == (0, 1)

    def test_who_sees_what(self, house, ask, do, submitted):
        assert set(self.board(ask, "hu")) == {"Hotline"}  # heads the service department
        assert self.board(ask, "hu")["Hotline"].n == 1
        assert self.board(ask, "mo")["Hotline"].n == 0  # the inspected side meets it with the release
        assert self.board(ask, "mo")["Hotline"].planned == 0
        do(rounds.close, "lin", house.round)
        house.approve("round", house.round)
        assert self.board(ask, "mo")["Hotline"].n == 1
        assert set(self.board(ask, "pei")) == {"Harbour"}
        with pytest.raises(NotPermitted):
            ask(queries.projects, "mei")

    def test_pages_hold_each_project_once(self, house, do, ask):
        for number in range(5):
            do(
                projects.create, "ada", name=named(f"Extra {number}"), customer=named("Somebody"), department_id=house.departments["service"],
                manager_id=house.people["mo"],
            )
        pages = [ask(queries.projects, "lin", page, 3) for page in (1, 2, 3)]
        codes = [row.code for page in pages for row in page.rows]
        assert len(codes) == len(set(codes)) == pages[0].total == 7
