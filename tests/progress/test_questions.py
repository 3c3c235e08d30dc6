"""What pages of progress ask, on either database, finds its rows by an index: nobody waits longer because others report more."""

from datetime import UTC, date, datetime

from sqlalchemy import event
from sqlalchemy import text as sql

from core import clock, db
from core.cost.control import queries as control
from core.cost.hours import queries as hours
from core.planning import actions as plans
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.sheet import Row
from core.planning.rules.worktime import TICKS
from core.progress import actions, queries
from core.progress.deviations import queries as deviations
from core.progress.portfolio import queries as portfolio
from core.progress.rules import Report
from core.progress.trend import queries as trend
from core.progress.updates import queries as updates
from core.progress.value import queries as value
from core.progress.value.queries import Asked

MONDAY = date(2026, 11, 2)
LARGE = ("task_reports", "plan_tasks", "plan_workers", "plan_baseline_tasks", "time_entries", "expenses", "value_months", "task_values", "deviation_steps")


def test_no_question_about_progress_walks_through_what_everybody_reported(database, house, hotline, do):
    statements = []

    def keep(_, __, statement, parameters, *___):
        statements.append((statement, parameters))

    with clock.at(datetime(2026, 11, 3, 4, tzinfo=UTC)):
        made = do(plans.create, "mo", house.projects["hotline"], starts=midnight(MONDAY), rows=[Row(1, "Ask", duration=2400 * TICKS, people=((house.people["ming"], 100),))])
        do(baselines.keep, "mo", made, name="Approved")
        do(actions.report, "ming", house.projects["hotline"], 1, Report(percent=10, minutes=60))
        event.listen(db.engine(), "before_cursor_execute", keep)
        with db.reading() as session:
            ming, lin = house.actor("ming"), house.actor("lin")
            queries.mine(session, ming)
            for question, values in (
                (queries.reports, (hotline,)), (queries.silent, (hotline,)), (value.value, (Asked(hotline, MONDAY, date(2026, 11, 3)),)), (deviations.compared, (hotline,)), (deviations.recorded, (hotline,)),
                (portfolio.portfolio, ()), (portfolio.by_month, (MONDAY,)), (updates.newest, ()), (trend.heading, (hotline,)), (hours.entries, (hotline,)), (control.control, (hotline,)),
            ):  # fmt: skip
                question(session, lin, *values)
        event.remove(db.engine(), "before_cursor_execute", keep)
    selects = [(one, values) for one, values in statements if one.startswith("SELECT") and any(f" {table}" in one for table in LARGE)]
    assert {table for table in LARGE if any(f" {table}" in one for one, _ in selects)} >= {"task_reports", "plan_tasks", "value_months", "task_values"}
    with db.reading() as session:
        connection = session.connection()
        if database == "postgresql":
            connection.execute(sql("SET LOCAL enable_seqscan = off"))
        for statement, values in selects:
            explained = "EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN "
            lines = [" ".join(map(str, row)) for row in connection.exec_driver_sql(explained + statement, values)]
            assert not [line for line in lines for table in LARGE if f"SCAN {table}" in line or f"Seq Scan on {table}" in line], (statement, lines)
