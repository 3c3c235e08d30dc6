"""Charts, agendas and standards at a size where a walk through a table or a question a figure would be felt: plans and numbers of questions."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import event, text

from core import db, work
from core.clock import today
from core.metrics.rules import MEASURES
from core.quality.checks import actions as checks
from core.quality.checks.actions import Wanted as Check
from core.quality.checks.rules import Given, Kind, Point, Principle
from core.quality.meetings import queries as meetings
from core.quality.objectives import actions as objectives
from core.quality.objectives import queries as objective_queries
from core.quality.rules import STANDARD, Direction, Source, Step
from core.quality.signals import queries as signals
from core.quality.spc import actions as charts
from core.quality.spc import queries as spc
from core.quality.spc.facts.rules import Wanted
from core.quality.spc.rules.charts import Kind as Chart
from core.quality.standards import actions as standards
from core.quality.standards.records import Standard
from core.quality.standards.rules import Norm, Sort

pytestmark = pytest.mark.usefixtures("database")
LARGE = (
    "quality_series_values", "quality_chart_marks", "quality_checks", "check_points", "check_answers", "nonconformities", "nonconformity_judgements", "followups", "requests", "survey_answers",
    "tallies", "plan_tasks",
)  # fmt: skip


@pytest.fixture
def figures(house, do) -> list[Source]:
    """A figure of every kind and place, each followed by an objective."""
    day, hotline = today(), house.projects["hotline"]
    made = do(standards.enter, "lin", sort=Sort.PROCESS, name="Answer calls", step="", norm=Norm("s", None, D(20), D(30), ""), effective_on=day, review_on=day + timedelta(days=90))
    code = STANDARD + work.ask(lambda session: session.get_one(Standard, made).code)
    check = do(
        checks.plan, "mo", hotline, Check(Kind.SELF, Principle.PROCESS, "Calls", house.people["mei"], (Point("", standard=code.removeprefix(STANDARD)),)), due_on=day + timedelta(days=5)
    )
    (point,) = work.ask(lambda session: checks.queries.point_rows(session, check))
    do(checks.answer, "mei", check, point_id=point.id, given=Given(D(25)))
    do(checks.finish, "mei", check)
    kept = do(charts.begin, "mo", name="Calls answered", unit="", kind=Chart.P, project_id=hotline)
    for back in range(12):
        do(charts.enter, "mo", kept, on=day - timedelta(days=back + 1), value=D(10 if not back else 80), size=D(100))
    do(charts.enter, "mo", kept, on=day - timedelta(days=3), value=D(81), size=D(100), remark="Typed wrong")
    places = ({"project_id": hotline}, {"department_id": house.departments["service"]}, {})
    found = [Source(series_id=kept, project_id=hotline), *(Source(one, **place) for one in (code, *list(MEASURES)[:4]) for place in places), Source(next(iter(MEASURES)), step=Step.WEEK)]
    for source in found:
        do(objectives.aim, "lin", name=source.key, source=source, direction=Direction.UP, target=D(95), owner_id=house.people["mo"], first=day - timedelta(days=20), last=day + timedelta(days=60), review_on=day + timedelta(days=30))  # fmt: skip
    return found


def watched(question, *values):
    """What it answers, and the statements it asked."""
    asked = []

    def keep(connection, cursor, statement, parameters, context, many):
        asked.append((statement, parameters))

    event.listen(db.engine(), "before_cursor_execute", keep)
    found = work.ask(lambda session: question(session, *values))
    event.remove(db.engine(), "before_cursor_execute", keep)
    return found, [one for one in asked if one[0].startswith(("SELECT", "WITH"))]


def test_many_figures_are_read_in_a_few_questions_and_say_what_each_says_alone(house, figures):
    day = today()
    wanted = [Wanted(one, one.step.back(one.step.first(day), 5 + place), day - timedelta(days=place % 3)) for place, one in enumerate(figures)]
    together, statements = watched(spc.charts_of, wanted)
    assert together == work.ask(lambda session: [spc.chart_of(session, one.source, one.first, one.last) for one in wanted])
    assert any(one.points and one.source.standard for one in together)
    _, few = watched(spc.charts_of, wanted[:1])
    assert len(statements) <= 3 * 4 + 12, len(statements)
    assert len(few) <= 5
    _, listed = watched(objective_queries.objectives, house.actor("lin"), day)
    assert len(listed) <= 3 * 4 + 14, len(listed)


def test_the_agenda_of_a_meeting_is_drawn_in_one_pass_by_index(house, figures, database):
    day, unit = today(), house.departments["service"]
    agenda, statements = watched(meetings.signals, unit, day - timedelta(days=30), day)
    assert {"chart", "objective"} <= {one.kind for one in agenda}
    assert len(statements) <= 2 * (3 * 4 + 11) + 16, len(statements)  # a measure that is worked out from plans asks for them first
    for source in figures:
        statements += watched(spc.editions, house.actor("lin"), source, date(2020, 1, 1), day)[1]
    statements += watched(signals.taken, house.actor("lin"), figures[0])[1]
    with db.reading() as session:
        connection = session.connection()
        if database == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        for statement, values in statements:
            if "FOR UPDATE" in statement:
                continue
            lines = [" ".join(map(str, row)) for row in connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN ") + statement, values)]
            walked = [line for line in lines for table in LARGE if (f"SCAN {table}" in line and "USING" not in line) or f"Seq Scan on {table}" in line]
            assert not walked, (walked, statement)
