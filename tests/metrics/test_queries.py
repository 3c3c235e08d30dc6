"""Measures over real rows on both databases: the value equals counting the rows, and nobody sees more than the permission reaches."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.clock import at, today
from core.errors import NotFound, NotPermitted
from core.followup import actions as followups
from core.followup.measures.rules import CAME_BACK, DAYS_TO_CLOSE, IN_TIME, RETURNED, SHOWN
from core.inspection.measures.rules import GROUNDS, OVERTURNED, SUBMITTED_IN_TIME
from core.metrics import queries
from core.metrics.rules import MEASURES, Asked, Period, Statistic, Subject, UnknownMeasure, measured
from tests.followup.conftest import desk  # noqa: F401

pytestmark = pytest.mark.usefixtures("database")
START = datetime(2026, 3, 2, 2, tzinfo=UTC)
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def told(house, desk, do):  # noqa: F811
    """Seven follow-ups of Hotline: five in time, one late and returned, one open and overdue; one of the closed came back."""
    made = []
    for number in range(7):
        with at(START + timedelta(days=number)):
            made.append(desk.open(due_on=today() + timedelta(days=10), owner_id=house.people["mo"]))
    for number, one in enumerate(made[:6]):
        with at(START + timedelta(days=number + (4 if number < 5 else 14))):
            desk.plan(one)
            if number % 2 == 0:
                desk.attach(one)
            do(followups.report, "mo", one)
        with at(START + timedelta(days=number + 15)):
            if number == 5:
                do(followups.verify, "mei", one, passed=False, remark="Not yet.")
                do(followups.report, "mo", one)
            do(followups.verify, "mei", one, passed=True)
    with at(START + timedelta(days=80)):
        do(followups.judge, "mei", made[0], effective=False, remark="Again.", due_on=today() + timedelta(days=5))
    return made


@pytest.fixture
def now():
    with at(START + timedelta(days=85)):
        yield


def test_values_are_those_counted_by_hand(told, now, house, ask):
    found = ask(queries.values, "lin", YEAR)
    # made[0] was opened again: not reported, its due day (day 85) is today, so it is not settled yet.
    assert (found[IN_TIME.code].n, str(found[IN_TIME.code].value)) == (6, "66.6667")  # four of six: one late, one never
    assert (found[DAYS_TO_CLOSE.code].n, found[DAYS_TO_CLOSE.code].value) == (5, 15)
    assert (found[CAME_BACK.code].n, str(found[CAME_BACK.code].value)) == (6, "16.6667")
    assert (found[RETURNED.code].n, str(found[RETURNED.code].value)) == (5, "0.2000")
    assert (found[SHOWN.code].n, str(found[SHOWN.code].value)) == (5, "40.0000")  # the second and the fourth of five, 0-based 2 and 4


@pytest.mark.parametrize("code", [one.code for one in (IN_TIME, DAYS_TO_CLOSE, CAME_BACK, RETURNED, SHOWN)])
def test_a_value_is_that_of_its_rows(told, now, ask, code):
    """What is listed is what was counted: the same rows, through another door."""
    rows, total = ask(queries.rows, "lin", code, YEAR)
    cells: dict[int, int] = {}
    for value in rows["value"]:
        cells[int(value)] = cells.get(int(value), 0) + 1
    whole = ask(queries.values, "lin", YEAR)[code]
    assert total == len(rows) == whole.n
    assert measured(MEASURES[code], cells) == whole
    (project,) = ask(queries.by_subject, "lin", code, Subject.PROJECT, YEAR)
    assert project.figure == whole
    months = ask(queries.trend, "lin", code, YEAR)
    assert len(months) == 12
    assert sum(one.n for _, one in months) == whole.n


def test_what_pulls_a_value_down_is_listed_first(told, now, ask):
    rows, _ = ask(queries.rows, "lin", IN_TIME.code, YEAR)
    assert list(rows["value"]) == [0, 0, 1, 1, 1, 1]
    rows, _ = ask(queries.rows, "lin", DAYS_TO_CLOSE.code, YEAR, limit=2)
    assert len(rows) == 2


def test_everybody_sees_as_far_as_the_permission_reaches(told, now, house, ask):
    n = {who: ask(queries.values, who, YEAR)[IN_TIME.code].n for who in ("lin", "ada", "hu", "mo", "ming", "pei", "mei")}
    assert n == {"lin": 6, "ada": 6, "hu": 6, "mo": 6, "ming": 6, "pei": 0, "mei": 0}
    with pytest.raises(NotPermitted):
        ask(queries.values, "cora", YEAR)
    for question, more in ((queries.rows, ()), (queries.trend, ()), (queries.by_subject, (Subject.PROJECT,))):
        with pytest.raises(NotPermitted):
            ask(question, "cora", IN_TIME.code, *more, YEAR)
    assert ask(queries.by_subject, "pei", IN_TIME.code, Subject.PERSON, YEAR) == []


def test_a_choice_narrows_and_a_wrong_one_is_refused(told, now, house, ask):
    code = ask(queries.by_subject, "lin", IN_TIME.code, Subject.PROJECT, YEAR)[0].code
    for more, n in (({"department": "service"}, 6), ({"department": "quality"}, 0), ({"project": code}, 6), ({"project": "nowhere"}, 0)):
        assert ask(queries.values, "lin", Asked(YEAR.first, YEAR.last, **more))[IN_TIME.code].n == n
    assert ask(queries.values, "lin", Asked(date(2027, 1, 1), date(2027, 3, 31)))[IN_TIME.code].n == 0
    with pytest.raises(NotFound):
        ask(queries.values, "lin", Asked(YEAR.first, YEAR.last, "nowhere"))
    with pytest.raises(UnknownMeasure):
        ask(queries.trend, "lin", "no.such", YEAR)


def test_a_sheet_counts_by_its_round_and_its_day(house, released, ask):
    found = ask(queries.values, "lin", Asked(date(2020, 1, 1), date(2030, 1, 1)))
    rows, n = ask(queries.rows, "lin", SUBMITTED_IN_TIME.code, Asked(date(2020, 1, 1), date(2030, 1, 1)))
    assert n == 1
    assert next(iter(rows["person"]))["en"] == "Mei"
    assert found[SUBMITTED_IN_TIME.code].value is None  # one sheet is too few
    assert found[GROUNDS.code].n == 1  # the greeting cost points and has no note
    rows, _ = ask(queries.rows, "lin", GROUNDS.code, Asked(date(2020, 1, 1), date(2030, 1, 1)))
    assert list(rows["value"]) == [0]
    assert found[OVERTURNED.code].n == 0


def test_lost_points_are_no_measure_before_the_release(house, submitted, ask):
    assert ask(queries.values, "lin", Asked(date(2020, 1, 1), date(2030, 1, 1)))[GROUNDS.code].n == 0


def test_many_projects_are_one_question(told, now, house, counted):
    from core.work import ask as asked

    ids = list(house.projects.values())
    with counted() as few:
        found = asked(queries.of_many, [IN_TIME.code], Subject.PROJECT, Period(YEAR.first, YEAR.last), ids)
    assert {one: figure.n for one, figure in found[IN_TIME.code].items()} == {house.projects["hotline"]: 6, house.projects["harbour"]: 0}
    assert len(few) == 1


def test_every_measure_is_whole():
    """A dictionary with gaps would not be one."""
    assert len(MEASURES) >= 8
    for code, one in MEASURES.items():
        assert one.code == code
        assert all((one.name, one.definition, one.formula, one.dated, one.sources))
        assert one.least >= 5
        assert queries.record_of(code)
        assert isinstance(one.statistic, Statistic)
