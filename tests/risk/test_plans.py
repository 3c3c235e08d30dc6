"""What many rows would be walked through for shows in the plans of a few: nothing that hangs on risks is read whole."""

from decimal import Decimal as D

import pytest
from sqlalchemy import event, text

from core import db, work
from core.clock import today
from core.insight.warnings import queries as warnings
from core.risk import actions, queries
from core.risk.overview import queries as overview
from core.risk.overview.queries import Filter
from core.risk.rules import Estimate, Level, Origin, Strategy, Trend
from core.risk.sweeps import queries as sweeps
from core.risk.watch import actions as watch
from core.work import ask
from tests.house.risk_deeds import BOUND, told

pytestmark = pytest.mark.usefixtures("database")
LARGE = ("risk_assessments", "risk_responses", "risk_reviews", "risk_occurrences", "risk_indicators", "risk_signals", "follow_ups")
"""Not the risks themselves: a house has thousands of them, and its leadership looks at all."""


@pytest.fixture
def walked(database):
    """`walked(question, actor, ...)`: asks, and gives the lines of the plans that walk a large table without an index."""
    engine = db.engine()

    def walked_(*question):
        statements = []

        def keep(connection, cursor, statement, parameters, context, many):
            statements.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", keep)
        ask(*question)
        event.remove(engine, "before_cursor_execute", keep)
        found = []
        with db.reading() as session:
            connection = session.connection()
            if database == "postgresql":
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            for statement, values in statements:
                if statement.startswith(("SELECT", "WITH")) and any(table in statement for table in LARGE):
                    for row in connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN ") + statement, values):
                        line = " ".join(map(str, row))
                        found += [(line, statement) for table in LARGE if (f"SCAN {table}" in line and "USING" not in line) or f"Seq Scan on {table} " in line]
        return found

    return walked_


def test_what_hangs_on_risks_is_found_by_index(house, do, walked, hotline):
    project = house.projects["hotline"]
    made = do(actions.register, "mo", project, told(house), origin=Origin.WORK)
    do(actions.assess, "mo", made, level=Level.INHERENT, estimate=Estimate(4, 4, D(10), D(10)), version=1)
    do(actions.respond, "mo", made, strategy=Strategy.REDUCE, reason="", version=2)
    do(watch.bind, "mo", made, bound=BOUND)
    do(actions.occur, "mo", made, happened_on=today(), impact=2, days=1, cost=D(1), remark="Late.", version=3)
    next_on = today().replace(year=today().year + 1, day=1)
    do(actions.review, "mo", made, trend=Trend.STEADY, remark="As before.", next_on=next_on, version=4)
    code = work.ask(queries.code_of, house.actor("mo"), made)
    for who in map(house.actor, ("lin", "mo", "ming")):
        for question in (
            (queries.view, who, code), (overview.figures, who), (overview.listed, who, Filter("unanswered")), (overview.listed, who, Filter(level=Level.INHERENT, cell=(4, 4))),
            (overview.heat, who, Filter(level=Level.INHERENT)), (overview.heat, who, Filter()), (overview.codes_about, who, "request", 1), (sweeps.due, who), (sweeps.listed, who, hotline),
            (warnings.warnings, who, hotline),
        ):  # fmt: skip
            assert not walked(*question), question
    assert not walked(overview.met, project)
