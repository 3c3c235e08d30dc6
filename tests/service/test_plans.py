"""What a million requests and answers would be walked through for shows in the plans of a few: lists, one request, satisfaction, health."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from core import db
from core.clock import today
from core.customers import actions as customers
from core.customers.timeline import queries as timeline
from core.satisfaction.answers import actions as answers
from core.satisfaction.answers import queries as answered
from core.satisfaction.health import queries as health
from core.satisfaction.surveys import queries as surveys
from core.satisfaction.surveys.queries import Search
from core.service.analysis import queries as analysis
from core.service.analysis.queries import Asked
from core.service.analysis.rules import monday
from core.service.dispatch import queries as dispatch
from core.service.forecast import queries as forecast
from core.service.intake import actions as intake
from core.service.lists import queries as lists
from core.service.lists.queries import Filter
from core.service.preparation import queries as preparation
from core.service.requests import queries
from core.service.requests.rules import Intake
from core.work import ask

LARGE = ("requests", "request_events", "request_handovers", "request_grams", "survey_answers", "survey_scores", "survey_texts", "survey_text_themes", "preparation_lines")
COARSE = ("ix_request_events_kind_at",)
"""Indexes by what half a million rows share: found by one of these is walked through."""


@pytest.fixture
def asked(house, do, database):
    """`asked(question, actor, ...)`: asks, and gives the lines of the plans of what was asked that walk a large table without an index."""
    engine = db.engine()

    def asked_(*question, coarse=(), **more):
        statements = []

        def keep(connection, cursor, statement, parameters, context, many):
            statements.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", keep)
        ask(*question, **more)
        event.remove(engine, "before_cursor_execute", keep)
        selects = [(one, values) for one, values in statements if one.startswith(("SELECT", "WITH")) and any(table in one for table in LARGE)]
        assert selects
        walked = []
        with db.reading() as session:
            connection = session.connection()
            if database == "postgresql":
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            for statement, values in selects:
                lines = [" ".join(map(str, row)) for row in connection.exec_driver_sql(("EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN ") + statement, values)]
                walked += [
                    (line, statement) for line in lines for table in LARGE if (f"SCAN {table}" in line and "USING" not in line) or f"Seq Scan on {table}" in line or any(name in line for name in (*COARSE, *coarse))
                ]
        return walked

    return asked_


def test_lists_one_request_and_satisfaction_are_found_by_index(house, do, asked, hotline):
    ferries = do(customers.enter, "mo", name="Northern Ferries", project_ids=[house.projects["hotline"]])
    made = do(intake.register, "ming", house.projects["hotline"], Intake(ferries, "phone", "Invoices are wrong", problem_class="process"))
    do(answers.interview, "mo", house.projects["hotline"], typed={"overall": "2", "comment": "Slow"}, customer_id=ferries)
    first, last = today() - timedelta(days=90), today()
    for who in map(house.actor, ("lin", "mo", "ming")):
        for wanted in (
            Filter(), Filter(tab="all", page=3), Filter(tab="overdue"), Filter(tab="mine"), Filter(tab="visits"), Filter(sort="due"), Filter(tab="all", state="archived"),
            Filter(tab="all", customer_id=ferries), Filter(tab="all", problem_class="process", sort="newest"), Filter(text="invoices wrong", tab="all"), Filter(tab="all", project_id=house.projects["hotline"]),
        ):  # fmt: skip
            assert not asked(lists.listed, who, wanted), wanted
        assert not asked(queries.view, who, ask(queries.place, who, made).code)
        assert not asked(lists.counts, who)
        assert not asked(dispatch.arranged, who, hotline)
        assert not asked(dispatch.trial, who, hotline)
        assert not asked(preparation.prepared, who, hotline)
        assert not asked(forecast.recurring, who, Asked(project=hotline))
        assert not asked(analysis.analysis, who, Asked(project=hotline))
        assert not asked(analysis.analysis, who, Asked(project=hotline, channel="phone"))
        assert not asked(answered.answers, who, first=first, last=last)
        assert not asked(answered.answers, who, first=first, last=last, low=True, channel="phone")
        assert not asked(surveys.surveys, who, Search())
        assert not asked(surveys.due_requests, who)
        assert not asked(timeline.timeline, who, ferries)
        assert not asked(health.healths, who, [ferries], coarse=("ix_requests_open_due_at", "ix_requests_open_reported_at"))
    week = monday(today())
    assert not asked(analysis.counted, {(house.projects["hotline"], week - timedelta(days=back)) for back in (0, 7, 70)})
    assert not asked(analysis.changed, 1)
