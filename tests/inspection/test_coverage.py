"""Coverage: counted as by hand, too few is said, and nobody sees more than she may."""

from datetime import timedelta

import pytest

from core import db
from core.clock import today
from core.errors import NotPermitted
from core.inspection.objects import actions as targets
from core.inspection.objects import queries as objects
from core.inspection.objects.rules import Kind, Line
from core.inspection.results.coverage import queries
from core.inspection.results.coverage.rules import Standing, of_department, of_project
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.records import Round
from core.projects import actions as projects
from core.projects.records import Project
from core.words import Language
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


@pytest.mark.usefixtures("database")
class TestWithinProjects:
    """People, teams and service records, where a round inspected those."""

    @pytest.fixture
    def hotline(self, house):
        with db.reading() as session:
            return session.get_one(Project, house.projects["hotline"]).code

    @pytest.fixture
    def inspected(self, house, do, hotline):
        """`inspected(kind, *codes)`: a released round in which Mei scored these."""

        def inspected_(kind, *codes, release=True):
            dates = {"period_from": today() - timedelta(days=60), "period_to": today() - timedelta(days=30), "due_on": today()}
            made = do(rounds.create, "lin", name=f"Over {kind}", template_version_id=house.version, target_kind=kind, **dates)
            given = [do(rounds.assign, "lin", made, project_id=house.projects["hotline"], inspector_id=house.people["mei"], code=code) for code in codes]
            do(rounds.start, "lin", made)
            for one in given:
                house.finish(one)
            if release:
                house.release(made)

        return inspected_

    def test_nothing_is_offered_that_no_round_inspected(self, house, ask, inspected, hotline):
        assert ask(queries.kinds, "lin") == ()
        inspected(Kind.PERSON, f"{hotline}/ming")
        assert [ask(queries.kinds, who) for who in ("lin", "mo", "pei")] == [(Kind.PERSON,), (Kind.PERSON,), ()]

    def test_people_by_how_often_they_were_inspected(self, house, ask, inspected, hotline):
        inspected(Kind.PERSON, f"{hotline}/ming")
        inspected(Kind.PERSON, f"{hotline}/ming", f"{hotline}/mo")
        found = ask(queries.within, "hu", Kind.PERSON)
        assert [(row.name["en"], row.n, row.planned, row.need.standing, len(row.rounds)) for row in found.rows] == [
            ("Mo", 1, 1, Standing.FEW, 1), ("Ming", 2, 2, Standing.FEW, 2),
        ]  # fmt: skip
        assert found.counts[Standing.FEW] == 2
        assert [row.name["en"] for row in ask(queries.within, "lin", Kind.PERSON).rows] == ["Pei", "Mo", "Ming"]

    def test_what_is_told_of_a_person_is_between_her_and_her_manager(self, house, ask, inspected, hotline):
        inspected(Kind.PERSON, f"{hotline}/ming", f"{hotline}/mo")
        assert [row.name["en"] for row in ask(queries.within, "ming", Kind.PERSON).rows] == ["Ming"]
        assert {row.name["en"]: row.n for row in ask(queries.within, "mo", Kind.PERSON).rows} == {"Mo": 1, "Ming": 1}

    def test_teams_count_with_the_release_for_the_inspected_side(self, house, do, ask, inspected, hotline):
        do(targets.add_team, "mo", house.projects["hotline"], name=named("Night shift"))
        (team,) = ask(objects.objects, "mo", Kind.TEAM)
        inspected(Kind.TEAM, team.code, release=False)
        assert [(row.name["en"], row.n) for row in ask(queries.within, "lin", Kind.TEAM).rows] == [("Night shift", 1)]
        assert [row.n for row in ask(queries.within, "mo", Kind.TEAM).rows] == [0]

    def test_service_records_by_project_and_how_many_are_needed(self, house, do, ask, inspected, hotline):
        lines = [Line(n, hotline, f"SR-{n}", today() - timedelta(days=n if n < 30 else 400), "A", "", "") for n in (1, 2, 3, 4, 5, 30)]
        do(targets.add_records, "mo", lines, source="paste")
        inspected(Kind.RECORD, *(f"{hotline}/SR-{n}" for n in (1, 2, 3)))
        (row,) = ask(queries.records, "lin", 20).rows
        assert (row.code, row.inspected, row.projects, row.n) == (hotline, 3, 5, 3)  # the one of last year is none of this year's
        assert (row.need.need, row.need.standing) == (5, Standing.WIDE)
        assert ask(queries.records, "pei", 20).rows == ()

    @pytest.mark.parametrize("kind", [Kind.PERSON, Kind.RECORD])
    def test_the_screen_shows_them(self, house, do, ask, screen, inspected, hotline, kind):
        do(targets.add_records, "mo", [Line(1, hotline, "SR-1", today(), "A", "", "ming")], source="paste")
        inspected(kind, f"{hotline}/{'ming' if kind is Kind.PERSON else 'SR-1'}")
        for language in Language:
            at = screen("pages/Results.py", "lin", language=language, state={"results:coverage": True, "results:coverage_by": kind.value})
            assert not at.exception
